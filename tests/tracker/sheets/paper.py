"""A sheet as a department fills it in: opened with another library's eyes, written in, saved, sent."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl.worksheet.worksheet import Worksheet

from audits.intake import sheet
from audits.reference import wordings
from tracker.sheets import columns, progress
from tracker.sheets.progress import Returned

HEAD_ROW = 3
FIRST = HEAD_ROW + 1
XLSX = "서식.xlsx"


class Paper:
    """One sheet. Rows are those of the spreadsheet, columns are named by their heads."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.heads = {str(cell.value): place for place, cell in enumerate(self.sheet[HEAD_ROW], start=1)}

    @property
    def sheet(self) -> Worksheet:
        """The one to fill in."""
        found = self.book[columns.TITLE]
        assert isinstance(found, Worksheet)
        return found

    def cell(self, row: int, head: str) -> Any:
        """A cell by its head."""
        return self.sheet.cell(row, self.heads[head])

    def name(self, row: int, head: str) -> str:
        """What a person calls it: J4."""
        return str(self.cell(row, head).coordinate)

    def fill(self, row: int, values: Mapping[str, object]) -> None:
        """Write into the white cells of a row."""
        for head, value in values.items():
            self.cell(row, head).value = value

    def rows(self) -> list[int]:
        """The rows of items."""
        return list(range(FIRST, self.sheet.max_row + 1))

    def column(self, head: str) -> list[object]:
        """What stands under a head."""
        return [self.cell(row, head).value for row in self.rows()]

    def saved(self) -> bytes:
        """The file as it is sent."""
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()

    def as_csv(self, encoding: str = "cp949") -> bytes:
        """The visible sheet as an office's spreadsheet saves it as CSV: hidden columns are there."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        for row in self.sheet.iter_rows(values_only=True):
            writer.writerow(["" if value is None else value for value in row])
        return file.getvalue().encode(encoding)


def taken(browser: Client, **asked: int) -> Paper:
    """The sheet as it is downloaded; whoever is asked why says so."""
    address = reverse("progress_sheet_file")
    answer = browser.get(address, asked)
    if "Content-Disposition" not in answer.headers:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        answer = browser.post(f"{address}?{query}", {"usual": "follow_up"})
    assert answer.headers["Content-Disposition"].startswith("attachment"), answer.content.decode()[:2000]
    return Paper(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # a file's answer streams


def understood(content: bytes, name: str = XLSX) -> Returned:
    """What the reader of the form makes of a file."""
    words = {wording.key: wording.status for wording in wordings()}
    return progress.read(sheet.read(content, name), words)


def sent(browser: Client, content: bytes, name: str = XLSX) -> Any:
    """The answer to a file that is sent: the preview it leads to, or the form with what is wrong."""
    answer = browser.post(reverse("progress_sheet"), {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200
    return answer


def ticked(page: Any) -> list[str]:
    """The rows that a preview offers to report."""
    return re.findall(r'name="item" value="(\d+)"[^>]* checked', page.content.decode())


def confirmed(browser: Client, preview: Any, items: Sequence[object] | None = None) -> Any:
    """The answer to the preview's button, with the rows ticked that it ticks."""
    chosen = ticked(preview) if items is None else items
    return browser.post(preview.request["PATH_INFO"], {"act": "send", "item": chosen})
