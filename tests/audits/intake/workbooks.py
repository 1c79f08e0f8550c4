"""Workbooks as people and attackers send them, part by part where a library would be too kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="표" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def parts(rows: str, *, before: str = "") -> dict[str, str]:
    """A workbook of one sheet as LibreOffice-like writers make it: inline strings, no shared ones, no styles."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'{RELS}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": f'{RELS}<Relationship Id="rId1" Type="{OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}'
        "</sheetData></worksheet>",
    }


def row(number: int, *words: str) -> str:
    """A row of inline strings."""
    cells = "".join(
        f'<c r="{chr(ord("A") + at)}{number}" t="inlineStr"><is><t>{word}</t></is></c>'
        for at, word in enumerate(words)
    )
    return f'<row r="{number}">{cells}</row>'


def sharing(word: str, rows: str) -> dict[str, str]:
    """As `parts`, with one word that every cell of `rows` may refer to (`t="s"`, 0)."""
    found = parts(rows)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    of_it = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    at = f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    found["[Content_Types].xml"] = TYPES.replace("</Types>", of_it)
    rels = found["xl/_rels/workbook.xml.rels"]
    found["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", at)
    found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}"><si><t>{word}</t></si></sst>'
    return found


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """The parts as a package."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return file.getvalue()


def made(fill: Callable[[Worksheet], Any]) -> bytes:
    """A workbook as a spreadsheet saves it, its one sheet filled in by `fill`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
