"""A table to take away as CSV, as spreadsheets of the office open it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.http import StreamingHttpResponse

BOM: Final = "\ufeff"  # without it the office's spreadsheet reads Korean in the wrong encoding
# A Korean keyboard writes the wide ones as well, and a spreadsheet takes them for the others.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The rows under their heads as an attachment called `name`, line by line: UTF-8 with its mark, CRLF."""
    response = StreamingHttpResponse(lines(heads, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def lines(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file line by line."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow([cell(head) for head in heads]))
    for row in rows:
        yield str(writer.writerow([cell(value) for value in row]))


def cell(value: object) -> str:
    """A value as text; what a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
