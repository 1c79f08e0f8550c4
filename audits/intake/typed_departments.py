"""부서 적기: departments as somebody types them, one a line, those of a bureau set in below it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Final

from audits.intake.department_list import LONGEST, Fault, Flaw, Head, Line, Listed, bare
from audits.intake.draft import Unreadable

NOTHING: Final = "부서를 한 줄에 하나씩 적어 주십시오."
STEP: Final = 10  # between two ranks, so that one more fits between them later
_SET_IN: Final = re.compile(r"^(?:\s*[-·ㆍ•○▪*]\s*|\s+)")
_OUTLYING: Final = "사업소"


def read_typed(text: str, *, known: Collection[str], after: int, start_on: date | None = None) -> Listed:
    """What was typed, as a list like one that was uploaded. Raises Unreadable for nothing at all.

    A line with others set in below it is a bureau, one that ends in 사업소 an office of its own. New ones follow
    after the rank `after`, in the order typed, and begin on `start_on`; of `known` ones nothing but the place under a
    bureau is said.
    """
    written = [line for line in unicodedata.normalize("NFC", text).splitlines() if line.strip()]
    if not written:
        raise Unreadable(NOTHING)
    there = {bare(name) for name in known}
    lines: list[Line] = []
    flaws: list[Flaw] = []
    bureau = ""
    for number, (line, below) in enumerate(zip(written, [*written[1:], ""], strict=True), start=1):
        name = " ".join(_SET_IN.sub("", line).split())
        inside = bool(_SET_IN.match(line) and bureau)
        leads = not inside and bool(_SET_IN.match(below))
        cells = {str(Head.NAME): f"{number}번째 줄"}
        if len(name) > LONGEST[Head.NAME]:
            flaws.append(Flaw(cells[Head.NAME], Fault.TOO_LONG, name[:20]))
            name = name[:20]
        is_new = bare(name) not in there
        lines.append(
            Line(
                row=number,
                name=name,
                bureau=bureau if inside else "" if is_new else None,
                kind=_kind(name, leads=leads) if is_new else "",
                rank=after + number * STEP if is_new else None,
                start_on=start_on if is_new else None,
                cells=cells,
            )
        )
        bureau = name if leads else bureau if inside else ""
    return Listed(tuple(lines), tuple(flaws + _twice(lines)))


def _kind(name: str, *, leads: bool) -> str:
    if leads:
        return "bureau"
    return "office" if name.endswith(_OUTLYING) else "department"


def _twice(lines: list[Line]) -> list[Flaw]:
    seen: set[str] = set()
    found = []
    for line in lines:
        if bare(line.name) in seen:
            found.append(line.flaw(Head.NAME, Fault.NAME_TWICE, line.name))
        seen.add(bare(line.name))
    return found
