"""The official report as PDF, laid out by WeasyPrint from the template that the page on screen shows as well.

WeasyPrint is slow and hungry, so this belongs into a worker. It is loaded when it is needed: without Pango or a
Hangul font everything else works.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from tracker.exports.unavailable import Unavailable
from tracker.reports.official import Item, Official, Section

SHEETS: Final = ("husok/official.css", "husok/official-pdf.css")
MOST_ITEMS: Final = 1_000
MOST_PAGES: Final = 340  # memory grows with the pages: some 500 MB here
AT_ONCE: Final = 75  # demands laid out together
FIRST_PAGE: Final = "@page :first {{ counter-reset: page {} }}"
PACKAGES: Final = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONT: Final = "fonts-noto-cjk"


@dataclass(frozen=True)
class Piece:
    """Some demands of a section; `goes_on` where the section began in an earlier part, `count` is the section's."""

    label: str
    count: int
    items: Sequence[Item]
    goes_on: bool


def written(report: Official, tell: Callable[[int], None] | None = None) -> bytes:
    """The file, tagged, with title and language; the same text and figures of the same report each time.

    Laid out in parts, each on pages of its own, because time and memory of a layout grow with all that is in it.
    `tell` hears how many demands are laid out. Raises Unavailable where Pango or a Hangul font is missing, and for a
    report that would take more memory than a worker has.
    """
    maker = _maker()
    if len(report.items) > MOST_ITEMS:
        told = _(
            "PDF는 %(most)d건까지 만듭니다(이 보고서는 %(count)d건). 한글(HWPX)이나 엑셀로 받아 주십시오."
        )
        raise Unavailable(told % {"most": MOST_ITEMS, "count": len(report.items)})
    made: bytes = _laid_out(maker, report, tell).write_pdf(pdf_tags=True)
    return made


def _laid_out(maker: Any, report: Official, tell: Callable[[int], None] | None) -> Any:
    """All pages of the report as one document."""
    # No protocol is allowed, so nothing is ever fetched: a report carries all that it shows.
    fetcher = maker.urls.URLFetcher(allowed_protocols=())
    sheets = [maker.CSS(string=_sheet(name), url_fetcher=fetcher) for name in SHEETS]
    first: Any = None
    pages: list[Any] = []
    done = 0
    for text, count in _documents(report):
        numbered = maker.CSS(string=FIRST_PAGE.format(len(pages) + 1), url_fetcher=fetcher)
        document = maker.HTML(string=text, url_fetcher=fetcher).render(stylesheets=[*sheets, numbered])
        first = first or document
        pages += document.pages
        if len(pages) > MOST_PAGES:
            told = _("PDF는 %(most)d쪽까지 만듭니다. 한글(HWPX)이나 엑셀로 받아 주십시오.")
            raise Unavailable(told % {"most": MOST_PAGES})
        done += count
        if tell:
            tell(done)
    return first.copy(pages)


def _documents(report: Official) -> Iterator[tuple[str, int]]:
    """The parts as HTML, each with how many demands it has."""
    parts = _parts(report.sections)
    for place, pieces in enumerate(parts):
        shown = {"report": report, "pieces": pieces, "opens": place == 0, "closes": place == len(parts) - 1}
        with override("ko"):
            text = render_to_string("tracker/official/document.html", shown)
        yield text, sum(len(piece.items) for piece in pieces)


def _parts(sections: Sequence[Section]) -> list[list[Piece]]:
    """The sections, in parts of so many demands as are laid out at once; one part at least."""
    parts: list[list[Piece]] = [[]]
    room = AT_ONCE
    for section in sections:
        begun = 0
        while begun == 0 or begun < len(section.items):
            if room == 0:
                parts.append([])
                room = AT_ONCE
            items = section.items[begun : begun + room]
            parts[-1].append(Piece(section.label, len(section.items), items, goes_on=begun > 0))
            begun, room = begun + max(len(items), 1), room - len(items)
    return parts


def missing() -> str:
    """What has to be installed before a PDF can be made, in one line; empty where nothing is."""
    try:
        _maker()
    except Unavailable as reason:
        return str(reason)
    return ""


def _maker() -> Any:
    """WeasyPrint. Raises Unavailable."""
    try:
        weasyprint = import_module("weasyprint")  # it loads Pango, which a machine may lack
        log = import_module("weasyprint.logger").LOGGER
    except OSError as error:
        told = _("PDF를 만들 수 없습니다. Pango를 설치하여 주십시오(Debian: apt-get install %(packages)s).")
        raise Unavailable(told % {"packages": PACKAGES}) from error
    if not _has_hangul():
        told = _(
            "PDF를 만들 수 없습니다. 한글 글꼴을 설치하여 주십시오(Debian: apt-get install %(packages)s)."
        )
        raise Unavailable(told % {"packages": FONT})
    log.setLevel(logging.ERROR)  # the style sheet is the browser's as well: what only that knows is no news
    return weasyprint


@lru_cache(maxsize=1)
def _has_hangul() -> bool:
    """Whether fontconfig, which WeasyPrint asks as well, knows a font for Korean."""
    config = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    for name in ("FcNameParse", "FcObjectSetBuild", "FcFontList"):
        getattr(config, name).restype = ctypes.c_void_p
    pattern = ctypes.c_void_p(config.FcNameParse(b":lang=ko"))
    wanted = ctypes.c_void_p(config.FcObjectSetBuild(b"family", None))
    found = config.FcFontList(None, pattern, wanted)
    return bool(found) and ctypes.c_int.from_address(found).value > 0


def _sheet(name: str) -> str:
    found = finders.find(name)
    return Path(str(found)).read_text(encoding="utf-8")
