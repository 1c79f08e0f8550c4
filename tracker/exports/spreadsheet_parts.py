"""The parts of a workbook's package that hold no table: dresses, names, page set-up, properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SCHEMAS: Final = "http://schemas.openxmlformats.org"
MAIN: Final = f"{SCHEMAS}/spreadsheetml/2006/main"
OFFICE: Final = f"{SCHEMAS}/officeDocument/2006/relationships"
RELATIONS: Final = f"{SCHEMAS}/package/2006/relationships"
KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LONGEST_FOOT: Final = 200  # letters of a printed foot: a spreadsheet refuses 256, marks and all

# How cells are dressed: places in the list of `_DRESSES`.
TITLE, NOTE, HEAD, TEXT, QUOTED, NUMBER, DAY = range(1, 8)


@dataclass(frozen=True)
class Table:
    """Where the table of a sheet stands: its heads from `head` to `last_head`, its last row, how many columns."""

    name: str
    head: int
    last_head: int
    last: int
    columns: int
    filtered: bool


def opening(widths: Sequence[int], first_row: int) -> str:
    """Up to the rows: pages as wide as the sheet, the heads and the first column held in place."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        f'<pane xSplit="1" ySplit="{first_row - 1}" topLeftCell="B{first_row}" '
        'activePane="bottomRight" state="frozen"/>'
        '<selection pane="bottomRight"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="14"/><cols>{columns}</cols>'
    )


def closing(merged: Sequence[str], filtered: str, foot: str) -> str:
    """After the rows: filters, merged cells, landscape A4 with page numbers and `foot` on every page."""
    spans = "".join(f'<mergeCell ref="{span}"/>' for span in merged)
    printed = escape(foot[:LONGEST_FOOT].replace("&", "&&"))
    return (
        (f'<autoFilter ref="{filtered}"/>' if filtered else "")
        + (f'<mergeCells count="{len(merged)}">{spans}</mergeCells>' if merged else "")
        + '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>&amp;L&amp;8{printed}&amp;R&amp;9&amp;P / &amp;N</oddFooter></headerFooter>"
        "</worksheet>"
    )


def package(tables: Sequence[Table], *, title: str, made_on: date) -> Iterator[tuple[str, str]]:
    """Every other part with its path."""
    numbers = range(1, len(tables) + 1)
    yield "[Content_Types].xml", _content_types(numbers)
    yield (
        "_rels/.rels",
        _relations(
            [
                (f"{OFFICE}/officeDocument", "xl/workbook.xml"),
                (f"{RELATIONS}/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
    )
    yield "xl/workbook.xml", _workbook(tables)
    sheets = [(f"{OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    rest = [(f"{OFFICE}/styles", "styles.xml"), (f"{OFFICE}/sharedStrings", "sharedStrings.xml")]
    yield "xl/_rels/workbook.xml.rels", _relations([*sheets, *rest])
    yield "xl/styles.xml", _styles()
    yield "docProps/core.xml", _properties(title, made_on)


def _content_types(numbers: range) -> str:
    parts = [
        ("xl/workbook.xml", f"{KIND}.sheet.main+xml"),
        *((f"xl/worksheets/sheet{number}.xml", f"{KIND}.worksheet+xml") for number in numbers),
        ("xl/styles.xml", f"{KIND}.styles+xml"),
        ("xl/sharedStrings.xml", f"{KIND}.sharedStrings+xml"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    told = "".join(f'<Override PartName="/{path}" ContentType="{kind}"/>' for path, kind in parts)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{XML}<Types xmlns="{SCHEMAS}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{path}"/>'
        for number, (kind, path) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{RELATIONS}">{told}</Relationships>'


def _workbook(tables: Sequence[Table]) -> str:
    quote = {'"': "&quot;"}
    sheets = "".join(
        f'<sheet name="{escape(table.name, quote)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, table in enumerate(tables, start=1)
    )
    names = "".join(_names(place, table) for place, table in enumerate(tables))
    return (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
    )


def _names(place: int, table: Table) -> str:
    """The rows that each printed page repeats, and what the filters are about."""
    sheet = "'{}'".format(escape(table.name).replace("'", "''"))
    titles = f"{sheet}!${table.head}:${table.last_head}"
    told = f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{titles}</definedName>'
    if not table.filtered:
        return told
    area = f"{sheet}!$A${table.last_head}:${get_column_letter(table.columns)}${table.last}"
    filters = (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">{area}</definedName>'
    )
    return filters + told


def _properties(title: str, made_on: date) -> str:
    moment = f"{made_on.isoformat()}T00:00:00Z"
    core = f"{SCHEMAS}/package/2006/metadata/core-properties"
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>ko</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def _font(size: int, *, bold: bool = False, grey: bool = False) -> str:
    colour = '<color rgb="FF5B6573"/>' if grey else ""
    return f'<font>{"<b/>" if bold else ""}<sz val="{size}"/>{colour}<name val="맑은 고딕"/><family val="2"/></font>'


def _dress(
    *, number: int = 0, font: int = 0, boxed: bool = True, shaded: bool = False, more: str = ""
) -> str:
    """One dress of a cell; text in a box breaks its lines."""
    aligned = '<alignment vertical="top" wrapText="1"/>' if boxed else ""
    if shaded:
        aligned = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{2 if shaded else 0}" borderId="{int(boxed)}" xfId="0" '
        f'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"{more}>{aligned}</xf>'
    )


def _styles() -> str:
    """A zero is a dash, as in print; a day is written as the office writes it."""
    edges = "".join(
        f'<{side} style="thin"><color rgb="FF9AA4B2"/></{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    fonts = [_font(10), _font(14, bold=True), _font(9, grey=True), _font(10, bold=True)]
    dresses = [
        _dress(boxed=False),
        _dress(boxed=False, font=1),
        _dress(boxed=False, font=2),
        _dress(font=3, shaded=True),
        _dress(),
        _dress(more=' quotePrefix="1"'),
        _dress(number=164),
        _dress(number=165),
    ]
    return (
        f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="#,##0;-#,##0;&quot;–&quot;"/>'
        '<numFmt numFmtId="165" formatCode="yyyy&quot;. &quot;m&quot;. &quot;d&quot;.&quot;"/></numFmts>'
        f'<fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
        '<fgColor rgb="FFE6EBF2"/><bgColor indexed="64"/></patternFill></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f"<border>{edges}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(dresses)}">{"".join(dresses)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
