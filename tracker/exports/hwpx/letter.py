"""처리 촉구 공문 붙임 as HWPX: a page a department, turned, because its columns are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from tracker.exports.hwpx.answers import table_rows
from tracker.exports.hwpx.package import WIDE, Package
from tracker.exports.hwpx.pen import Cell, Laid, Pen, inner, shared
from tracker.exports.urge_letter import HEADS, TITLE, Letter, Page, cells, note

_WEIGHTS: Final = (7, 18, 44, 17, 17, 12, 13, 15, 17)


def written(wanted: Letter) -> bytes:
    """The letter as an HWPX file, each department on pages of its own; the same letter gives the same bytes."""
    foot = f"{_('기록 확인값')} {wanted.record_head}"
    package = Package(str(TITLE), wanted.on, running=wanted.audit or str(TITLE), foot=foot, is_wide=True)
    for place, page in enumerate(wanted.pages):
        package.may_turn()
        package.put(_page(package.pen, page, wanted, begins_page=place > 0))
    return package.finished()


def _page(pen: Pen, page: Page, wanted: Letter, *, begins_page: bool) -> Iterator[Laid]:
    yield pen.line(str(TITLE), "title", "title", width=WIDE, begins_page=begins_page)
    yield pen.line(note(page, wanted), "under_title", "note", width=WIDE)
    yield _table(pen, page)


def _table(pen: Pen, page: Page) -> Laid:
    widths = shared(WIDE, _WEIGHTS)
    heads = zip(HEADS, widths, strict=True)
    head = [
        Cell([pen.line(str(text), "head", "centre", width=inner(width))], "head", align="CENTER")
        for text, width in heads
    ]
    told: Iterator[Sequence[str]] = ([str(cell) for cell in cells(line)] for line in page.lines)
    return pen.table(
        widths, [head, *(row for line in told for row in table_rows(pen, line, widths))], heads=1, parts=False
    )
