"""How a paper of ours is dressed: letters, paragraphs and borders by name, and the part of an HWPX that says so.

Lengths are in the form's own unit, a hundredth of a point. What a paragraph names, it names by the number here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("ha", "http://www.hancom.co.kr/hwpml/2011/app"),
        ("hp", "http://www.hancom.co.kr/hwpml/2011/paragraph"),
        ("hp10", "http://www.hancom.co.kr/hwpml/2016/paragraph"),
        ("hs", "http://www.hancom.co.kr/hwpml/2011/section"),
        ("hc", "http://www.hancom.co.kr/hwpml/2011/core"),
        ("hh", "http://www.hancom.co.kr/hwpml/2011/head"),
        ("hhs", "http://www.hancom.co.kr/hwpml/2011/history"),
        ("hm", "http://www.hancom.co.kr/hwpml/2011/master-page"),
        ("hpf", "http://www.hancom.co.kr/schema/2011/hpf"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("opf", "http://www.idpf.org/2007/opf/"),
        ("ooxmlchart", "http://www.hancom.co.kr/hwpml/2016/ooxmlchart"),
        ("hwpunitchar", "http://www.hancom.co.kr/hwpml/2016/HwpUnitChar"),
        ("epub", "http://www.idpf.org/2007/ops"),
        ("config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
    )
)
XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'

SERIF, SANS = 0, 1
_FONTS: Final = ("함초롬바탕", "함초롬돋움")  # come with the word processor
_SCRIPTS: Final = ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user")
_NONE, _THIN = ("NONE", "0.1 mm"), ("SOLID", "0.12 mm")


class Letters(NamedTuple):
    """How letters look; `size` is their height."""

    size: int
    font: int = SERIF
    is_bold: bool = False
    colour: str = "#000000"


class Lines(NamedTuple):
    """How a paragraph stands: `hang` is how far the lines after the first are set in, `spacing` per cent."""

    align: str = "LEFT"
    hang: int = 0
    before: int = 0
    after: int = 0
    spacing: int = 150
    keeps_next: bool = False


class Sides(NamedTuple):
    """The border of a cell, and its colour where it has one."""

    left: bool = True
    right: bool = True
    top: bool = True
    bottom: bool = True
    colour: str = ""


LETTERS: Final[Mapping[str, Letters]] = {
    "body": Letters(1000),
    "bold": Letters(1000, SANS, is_bold=True),
    "title": Letters(2000, SANS, is_bold=True),
    "under_title": Letters(1200, SANS),
    "heading": Letters(1400, SANS, is_bold=True),
    "head": Letters(1000, SANS, is_bold=True),
    "small": Letters(850, SANS, colour="#404040"),
    "mark": Letters(1200, SANS, is_bold=True, colour="#C00000"),
    "gap": Letters(300),
}
HALF: Final = LETTERS["body"].size // 2  # a blank, a Latin letter: half of a Korean one
DEEPEST_HANG: Final = 20  # in halves
LINES: Final[Mapping[str, Lines]] = {
    "left": Lines(),
    "heads": Lines(before=200, keeps_next=True),
    "title": Lines("CENTER", after=800, spacing=130, keeps_next=True),
    "centre": Lines("CENTER", spacing=130),
    "right": Lines("RIGHT", spacing=130),
    "heading": Lines(before=1400, after=500, spacing=130, keeps_next=True),
    "note": Lines(before=200, after=200, spacing=130, keeps_next=True),
    "gap": Lines(spacing=100),
    **{f"hang{halves}": Lines(hang=halves * HALF) for halves in range(1, DEEPEST_HANG + 1)},
}
# A block of several rows looks like one: lines at its top and its bottom alone.
BORDERS: Final[Mapping[str, Sides]] = {
    "none": Sides(left=False, right=False, top=False, bottom=False),
    "box": Sides(),
    "first": Sides(bottom=False),
    "middle": Sides(top=False, bottom=False),
    "last": Sides(top=False),
    "head": Sides(colour="#E6EBF2"),
    "total": Sides(colour="#F4F5F7"),
}
_STYLES: Final = (
    ("바탕글", "Normal", "left", "body"),
    ("제목", "Title", "title", "title"),
    ("소제목", "Heading", "heading", "heading"),
)
STYLE_OF: Final[Mapping[str, int]] = {lines: number for number, (_, _, lines, _) in enumerate(_STYLES)}
LETTERS_ID: Final = {name: number for number, name in enumerate(LETTERS)}
LINES_ID: Final = {name: number for number, name in enumerate(LINES)}
BORDERS_ID: Final = {name: number for number, name in enumerate(BORDERS, start=1)}  # 0 is no border


def header(sections: int) -> str:
    """The part `Contents/header.xml` of a document of so many sections."""
    return "".join(
        (
            f'{XML}<hh:head {NAMESPACES} version="1.5" secCnt="{sections}">',
            '<hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/><hh:refList>',
            _listed("fontfaces", [_fonts(script) for script in _SCRIPTS]),
            _listed("borderFills", [_border(BORDERS_ID[name], sides) for name, sides in BORDERS.items()]),
            _listed("charProperties", [_letters(LETTERS_ID[name], each) for name, each in LETTERS.items()]),
            _listed("tabProperties", ['<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/>']),
            _listed("paraProperties", [_lines(LINES_ID[name], each) for name, each in LINES.items()]),
            _listed("styles", list(_styles())),
            '</hh:refList><hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/>',
            '</hh:compatibleDocument><hh:docOption><hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/>',
            '</hh:docOption><hh:trackchageConfig flags="56"/></hh:head>',
        )
    )


def _listed(name: str, items: Sequence[str]) -> str:
    return f'<hh:{name} itemCnt="{len(items)}">{"".join(items)}</hh:{name}>'


def _fonts(script: str) -> str:
    fonts = "".join(
        f'<hh:font id="{number}" face="{face}" type="TTF" isEmbedded="0"/>'
        for number, face in enumerate(_FONTS)
    )
    return f'<hh:fontface lang="{script.upper()}" fontCnt="{len(_FONTS)}">{fonts}</hh:fontface>'


def _border(number: int, sides: Sides) -> str:
    drawn = (("left", sides.left), ("right", sides.right), ("top", sides.top), ("bottom", sides.bottom))
    lines = "".join(
        '<hh:{}Border type="{}" width="{}" color="#000000"/>'.format(side, *(_THIN if is_drawn else _NONE))
        for side, is_drawn in drawn
    )
    fill = (
        f'<hc:fillBrush><hc:winBrush faceColor="{sides.colour}" hatchColor="#999999" alpha="0"/></hc:fillBrush>'
        if sides.colour
        else ""
    )
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{lines}<hh:diagonal type="NONE" width="0.1 mm" color="#000000"/>{fill}</hh:borderFill>'
    )


def _letters(number: int, letters: Letters) -> str:
    return "".join(
        (
            f'<hh:charPr id="{number}" height="{letters.size}" textColor="{letters.colour}" shadeColor="none" ',
            f'useFontSpace="0" useKerning="0" symMark="NONE" borderFillIDRef="{BORDERS_ID["none"]}">',
            _each_script("fontRef", letters.font),
            _each_script("ratio", 100),
            _each_script("spacing", 0),
            _each_script("relSz", 100),
            _each_script("offset", 0),
            "<hh:bold/>" if letters.is_bold else "",
            '<hh:underline type="NONE" shape="SOLID" color="#000000"/><hh:strikeout shape="NONE" color="#000000"/>',
            '<hh:outline type="NONE"/><hh:shadow type="NONE" color="#C0C0C0" offsetX="10" offsetY="10"/>',
            "</hh:charPr>",
        )
    )


def _each_script(name: str, value: int) -> str:
    told = " ".join(f'{script}="{value}"' for script in _SCRIPTS)
    return f"<hh:{name} {told}/>"


def _lines(number: int, lines: Lines) -> str:
    return "".join(
        (
            f'<hh:paraPr id="{number}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="0" ',
            f'suppressLineNumbers="0" checked="0" textDir="LTR"><hh:align horizontal="{lines.align}" ',
            'vertical="BASELINE"/><hh:heading type="NONE" idRef="0" level="0"/>',
            '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="BREAK_WORD" widowOrphan="0" ',
            f'keepWithNext="{int(lines.keeps_next)}" keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/>',
            '<hh:autoSpacing eAsianEng="0" eAsianNum="0"/><hp:switch>',
            '<hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar">',
            f"{_margin(lines, 1)}</hp:case><hp:default>{_margin(lines, 2)}</hp:default></hp:switch>",
            f'<hh:border borderFillIDRef="{BORDERS_ID["none"]}" offsetLeft="0" offsetRight="0" offsetTop="0" ',
            'offsetBottom="0" connect="0" ignoreMargin="0"/></hh:paraPr>',
        )
    )


def _margin(lines: Lines, times: int) -> str:
    """Readers that do not know the unit of the first branch count in halves: for them everything is twice as long."""
    lengths = (
        ("intent", -lines.hang),
        ("left", 0),
        ("right", 0),
        ("prev", lines.before),
        ("next", lines.after),
    )
    told = "".join(f'<hc:{name} value="{length * times}" unit="HWPUNIT"/>' for name, length in lengths)
    return f'<hh:margin>{told}</hh:margin><hh:lineSpacing type="PERCENT" value="{lines.spacing}" unit="HWPUNIT"/>'


def _styles() -> Iterator[str]:
    for number, (name, english, lines, letters) in enumerate(_STYLES):
        yield (
            f'<hh:style id="{number}" type="PARA" name="{name}" engName="{english}" '
            f'paraPrIDRef="{LINES_ID[lines]}" charPrIDRef="{LETTERS_ID[letters]}" nextStyleIDRef="0" '
            'langID="1042" lockForm="0"/>'
        )
