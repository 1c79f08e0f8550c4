"""The package of an HWPX: a zip whose bytes depend on nothing but what is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from tracker.exports.hwpx.pen import WIDTH, Laid, Pen, fit
from tracker.exports.hwpx.styles import BORDERS_ID, LETTERS_ID, NAMESPACES, XML, header

HWPX: Final = "application/hwp+zip"
MOST_IN_SECTION: Final = (
    8_000_000  # letters of XML: what every reader of the form still opens, in little memory
)
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)  # what a zip calls the day on which it was made
_PAPER: Final = (59_528, 84_186)  # A4
_SIDE: Final = (_PAPER[0] - WIDTH) // 2
WIDE: Final = _PAPER[1] - 2 * _SIDE  # of the text on a turned page
_EDGE, _RUNNING = 4_252, 2_835  # above and below the page; of them the head and the foot of each page


class Package:
    """A document that is written from its first line to its last, in little memory.

    `running` stands at the head of every page, `foot` above its number at the foot; `is_wide` turns the pages.
    """

    def __init__(self, title: str, on: date, *, running: str, foot: str, is_wide: bool = False) -> None:
        self.pen = Pen()
        self.width = WIDE if is_wide else WIDTH
        self._title, self._on, self._running, self._foot = fit(title), on, running, foot
        self._file = io.BytesIO()
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)
        self._put("mimetype", HWPX, is_stored=True)
        self._section: list[str] = []
        self._length = self._sections = 0

    def put(self, lines: Iterable[Laid]) -> None:
        """Write what comes next."""
        for line in lines:
            if not self._section:
                self._add(f"{XML}<hs:sec {NAMESPACES}>")
                self._add(self.pen.gap(self._settings()).xml)
            self._add(line.xml)

    def may_turn(self) -> None:
        """A place to begin a new section, where the one that is written has grown too long."""
        if self._length > MOST_IN_SECTION:
            self._close_section()

    def finished(self) -> bytes:
        """The file; nothing can be written to it any more."""
        if not self._section and not self._sections:
            self.put([self.pen.gap()])
        if self._section:
            self._close_section()
        for name, content in self._parts():
            self._put(name, content)
        self._zip.close()
        return self._file.getvalue()

    def _add(self, xml: str) -> None:
        self._section.append(xml)
        self._length += len(xml)

    def _close_section(self) -> None:
        self._put(f"Contents/section{self._sections}.xml", f"{''.join(self._section)}</hs:sec>")
        self._sections += 1
        self._section, self._length = [], 0

    def _put(self, name: str, content: str, *, is_stored: bool = False) -> None:
        part = zipfile.ZipInfo(name, _BEGINNING)
        part.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
        part.create_system = 0  # else it would tell the system on which it was written
        self._zip.writestr(part, content.encode())

    def _settings(self) -> str:
        """Page, head and foot of a section: what its first paragraph carries."""
        pen = self.pen
        head = pen.story(
            [pen.line(self._running, "small", "right")], align="TOP", width=self.width, height=_RUNNING
        )
        foot = pen.story(
            [pen.line(self._foot, "small", "right")], align="TOP", width=self.width, height=_RUNNING
        )
        page = _page("NARROWLY" if self.width == WIDE else "WIDELY")
        return (
            f'<hp:run charPrIDRef="{LETTERS_ID["gap"]}">{page}<hp:ctrl><hp:colPr id="" type="NEWSPAPER" '
            'layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl>'
            '<hp:ctrl><hp:pageNum pos="BOTTOM_CENTER" formatType="DIGIT" sideChar="-"/></hp:ctrl>'
            f'<hp:ctrl><hp:header id="{pen.number()}" applyPageType="BOTH">{head}</hp:header></hp:ctrl>'
            f'<hp:ctrl><hp:footer id="{pen.number()}" applyPageType="BOTH">{foot}</hp:footer></hp:ctrl></hp:run>'
        )

    def _parts(self) -> list[tuple[str, str]]:
        return [
            ("version.xml", _VERSION),
            ("Contents/header.xml", header(self._sections)),
            ("Contents/content.hpf", self._manifest()),
            ("settings.xml", _SETTINGS),
            ("Preview/PrvText.txt", f"{self._title}\r\n{fit(self._running)}\r\n"),
            ("META-INF/container.xml", _CONTAINER),
            ("META-INF/manifest.xml", _MANIFEST),
        ]

    def _manifest(self) -> str:
        names = ["header", *(f"section{number}" for number in range(self._sections))]
        items = "".join(
            f'<opf:item id="{name}" href="Contents/{name}.xml" media-type="application/xml"/>'
            for name in names
        )
        spine = "".join(f'<opf:itemref idref="{name}" linear="yes"/>' for name in names)
        made = f"{self._on.isoformat()}T00:00:00Z"
        return (
            f'{XML}<opf:package {NAMESPACES} version="" unique-identifier="" id=""><opf:metadata>'
            f"<opf:title>{escape(self._title)}</opf:title><opf:language>ko</opf:language>"
            f'<opf:meta name="CreatedDate" content="text">{made}</opf:meta>'
            f'<opf:meta name="ModifiedDate" content="text">{made}</opf:meta></opf:metadata><opf:manifest>{items}'
            '<opf:item id="settings" href="settings.xml" media-type="application/xml"/></opf:manifest>'
            f"<opf:spine>{spine}</opf:spine></opf:package>"
        )


def _page(turned: str) -> str:
    """Page and margins. The paper keeps its size where the page is turned, and the form calls that narrow."""
    notes = "".join(
        _notes(name, place)
        for name, place in (("footNotePr", "EACH_COLUMN"), ("endNotePr", "END_OF_DOCUMENT"))
    )
    borders = "".join(
        f'<hp:pageBorderFill type="{kind}" borderFillIDRef="{BORDERS_ID["none"]}" textBorder="PAPER" '
        'headerInside="0" footerInside="0" fillArea="PAPER"><hp:offset left="1417" right="1417" top="1417" '
        'bottom="1417"/></hp:pageBorderFill>'
        for kind in ("BOTH", "EVEN", "ODD")
    )
    return (
        '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" tabStopVal="4000" '
        'tabStopUnit="HWPUNIT" outlineShapeIDRef="0" memoShapeIDRef="0" textVerticalWidthHead="0" '
        'masterPageCnt="0"><hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>'
        '<hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>'
        '<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" '
        'fill="SHOW_ALL" hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>'
        '<hp:lineNumberShape restartType="0" countBy="0" distance="0" startNumber="0"/>'
        f'<hp:pagePr landscape="{turned}" width="{_PAPER[0]}" height="{_PAPER[1]}" '
        'gutterType="LEFT_ONLY">'
        f'<hp:margin header="{_RUNNING}" footer="{_RUNNING}" gutter="0" left="{_SIDE}" right="{_SIDE}" '
        f'top="{_EDGE}" bottom="{_EDGE}"/></hp:pagePr>{notes}{borders}</hp:secPr>'
    )


def _notes(name: str, place: str) -> str:
    return (
        f'<hp:{name}><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>'
        '<hp:noteLine length="-1" type="SOLID" width="0.12 mm" color="#000000"/>'
        '<hp:noteSpacing betweenNotes="283" belowLine="567" aboveLine="850"/>'
        '<hp:numbering type="CONTINUOUS" newNum="1"/>'
        f'<hp:placement place="{place}" beneathText="0"/></hp:{name}>'
    )


# The word processor asks which program's form this is, not which program wrote it.
_VERSION: Final = (
    f'{XML}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" '
    'major="5" minor="1" micro="1" buildNumber="0" os="1" xmlVersion="1.5" application="Hancom Office Hangul" '
    'appVersion="13, 0, 0, 0"/>'
)
_SETTINGS: Final = (
    f'{XML}<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)
_CONTAINER: Final = (
    f'{XML}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles>'
    '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    '<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/></ocf:rootfiles></ocf:container>'
)
_MANIFEST: Final = f'{XML}<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
