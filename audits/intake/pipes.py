"""Tables in plain text: cells between pipes as in Markdown, between tabs as pasted from a sheet, between commas as CSV.

The text stays as it came; only where its rows and cells stand is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from audits.intake.draft import Unreadable
from audits.intake.paper import Cell, Written, WrittenBlock, WrittenRow, WrittenTable, WrittenText

RULE: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
PIPE: Final = re.compile(r"(?<!\\)\|")
BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
EMPHASIS: Final = re.compile(r"(?<!\*)\*\*(?!\*)")
# A cell between quotation marks may hold lines; no cell of a report holds more.
MOST_LINES: Final = 200
FEWEST_COMMAS: Final = 2
# Twice what the longest list of demands in twelve columns has; a line of more columns is no row of a report.
MOST_CELLS: Final = 300_000
MOST_COLUMNS: Final = 100
TOO_MANY: Final = "표가 너무 큽니다(칸 30만 개, 100열까지). 나누어 올려 주십시오."


@dataclass(frozen=True)
class _Row:
    """A row: its cells, the line at which each begins, and the line below it, all counted from 0."""

    cells: tuple[str, ...]
    lines: tuple[int, ...]
    below: int


def written(text: str) -> Written | None:
    """The paragraphs and tables of a text, None where no two lines of it are rows of one table.

    Raises Unreadable for tables that are larger than any report has.
    """
    lines = text.split("\n")
    blocks: list[WrittenBlock] = []
    begin = place = cells = 0
    found = False
    while place < len(lines):
        rows = _rows(lines, place)
        cells += sum(len(row.cells) for row in rows)
        if cells > MOST_CELLS:
            raise Unreadable(TOO_MANY)
        if len(rows) < 2:
            place += 1
            continue
        blocks += _paragraph(lines, begin, place)
        blocks.append(WrittenTable(tuple(map(_written_row, rows))))
        begin = place = rows[-1].below
        found = True
    blocks += _paragraph(lines, begin, len(lines))
    return Written(text, tuple(blocks)) if found else None


def _paragraph(lines: Sequence[str], begin: int, end: int) -> Iterator[WrittenText]:
    if begin < end:
        yield WrittenText("\n".join(lines[begin:end]), begin + 1)


def _written_row(row: _Row) -> WrittenRow:
    begins = row.lines[0] + 1
    return WrittenRow(
        tuple(map(Cell, row.cells)), tuple(line + 1 for line in row.lines), begins, max(row.below, begins)
    )


def _rows(lines: Sequence[str], place: int) -> list[_Row]:
    """The rows of the table that begins at a line; fewer than two where none does."""
    line = lines[place]
    if line.lstrip().startswith("|") or (len(PIPE.findall(line)) > 1 and _is_rule(lines, place + 1)):
        return list(_piped(lines, place))
    if "\t" in line.strip():
        return list(_divided(lines, place, "\t"))
    if line.count(",") >= FEWEST_COMMAS and (place == 0 or not lines[place - 1].strip()):
        rows = list(_divided(lines, place, ","))
        widths = {len(row.cells) for row in rows}
        return rows if len(widths) == 1 else []
    return []


def _is_rule(lines: Sequence[str], place: int) -> bool:
    return place < len(lines) and "-" in lines[place] and bool(RULE.fullmatch(lines[place]))


def _piped(lines: Sequence[str], place: int) -> Iterator[_Row]:
    rule = place + 1 if _is_rule(lines, place + 1) else -1
    told = 0
    while place < len(lines) and PIPE.search(lines[place]):
        if place != rule:
            told = _bearable(told, lines[place], "|")
            cells = tuple(
                map(_unmarked, PIPE.split(lines[place].strip().removeprefix("|").removesuffix("|")))
            )
            yield _Row(cells, (place,) * len(cells), place + 1)
        place += 1


def _unmarked(cell: str) -> str:
    """A cell without the signs of Markdown: a break, a pipe that is none, emphasis."""
    return EMPHASIS.sub("", BREAK.sub("\n", cell).replace("\\|", "|")).strip()


def _divided(lines: Sequence[str], place: int, sign: str) -> Iterator[_Row]:
    """Rows whose cells a sign divides, while lines hold it; a cell between quotation marks may run over lines."""
    told = 0
    while place < len(lines) and sign in lines[place].strip():
        if sign == "," and lines[place].count(sign) >= MOST_COLUMNS:
            return  # a sentence
        told = _bearable(told, lines[place], sign)
        row = _record(lines, place, sign)
        yield row
        place = row.below


def _bearable(told: int, line: str, sign: str) -> int:
    """How many cells a table has with one more line; raises Unreadable where no report has so many."""
    cells = line.count(sign) + 1
    if cells > MOST_COLUMNS or told + cells > MOST_CELLS:
        raise Unreadable(TOO_MANY)
    return told + cells


def _record(lines: Sequence[str], place: int, sign: str) -> _Row:
    cells: list[str] = []
    begins: list[int] = []
    line, offset = place, 0
    while True:
        begins.append(line)
        quoted = _quoted(lines, line, offset, sign)
        if quoted:
            cell, line, offset = quoted
        else:
            end = lines[line].find(sign, offset)
            end = len(lines[line]) if end < 0 else end
            cell, offset = lines[line][offset:end], end
        cells.append(cell.strip(" \ufeff"))
        if offset >= len(lines[line]):
            return _Row(tuple(cells), tuple(begins), line + 1)
        offset += 1


def _quoted(lines: Sequence[str], line: int, offset: int, sign: str) -> tuple[str, int, int] | None:
    """A cell between quotation marks and where it ends; None where it has none, or they close before no other cell."""
    if not lines[line].startswith('"', offset):
        return None
    text, begin = lines[line], offset + 1
    parts: list[str] = []
    for number in range(line, min(line + MOST_LINES, len(lines))):
        text = lines[number]
        end = _closing(text, begin)
        if end >= 0:
            parts.append(text[begin:end])
            closed = end + 1 == len(text) or text.startswith(sign, end + 1)
            return ("\n".join(parts).replace('""', '"'), number, end + 1) if closed else None
        parts.append(text[begin:])
        begin = 0
    return None


def _closing(text: str, begin: int) -> int:
    """Where the quotation mark stands that closes a cell: two of them are one that is meant."""
    while (end := text.find('"', begin)) >= 0:
        if not text.startswith('"', end + 1):
            return end
        begin = end + 2
    return -1
