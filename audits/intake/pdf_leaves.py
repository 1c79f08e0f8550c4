"""Pages put together: what every page repeats is left out, a table that goes on over pages is one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from audits.intake.flow import TAB, tabbed
from audits.intake.paper import Cell, Paragraph, Table
from audits.intake.pdf_grid import Grid, Region, grids
from audits.intake.pdf_lines import Line, columns, lines
from audits.intake.pdf_page import Letter, Sheet

MARGIN: Final = 0.13  # of a page's height, above and below: where heads and feet stand
MOST_EDGE_LINES: Final = 3
FEWEST_TIMES: Final = 3  # as often a line stands at the edge of pages before it is a running head
SAME_COLUMN: Final = 4.0
LONGEST_HEAD: Final = 30  # letters in a cell of a head
DIGITS: Final = re.compile(r"\d+")
PAGE_NUMBER: Final = re.compile(
    r"[-–—―‐<(\[\s]*(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*/\s*\d{1,4})?\s*(?:쪽|페이지)?[-–—―‐>)\]\s]*"
)

ABOVE: Final = "above"
BELOW: Final = "below"

Drawn = Paragraph | Table


@dataclass(frozen=True)
class _Framed:
    """A table where it stands on its page."""

    grid: Grid
    table: Table


@dataclass
class Leaf:
    """A page's lines and tables in the order they are read."""

    height: float
    parts: list[Line | _Framed] = field(default_factory=list)


def leaf(sheet: Sheet) -> Leaf:
    """A page as its parts. Letters inside a table belong to its cells; a table in a cell is lines of that cell."""
    found = grids(sheet.across, sheet.down)
    held, free = _shared_out(sheet.letters, found)
    framed = _framed(found, held)
    bands = sorted(framed, key=lambda each: each.grid.box.top)
    parts: list[Line | _Framed] = []
    rest = free
    for each in bands:
        top = each.grid.box.top
        above = [letter for letter in rest if (letter.top + letter.bottom) / 2 < top]
        rest = [letter for letter in rest if (letter.top + letter.bottom) / 2 >= top]
        parts += columns(above)
        parts.append(each)
    parts += columns(rest)
    return Leaf(sheet.height, parts)


def bound(leaves: Sequence[Leaf]) -> Iterator[Drawn]:
    """All pages as one run of blocks."""
    held: _Framed | None = None
    for page in _without_edges(leaves):
        for number, part in enumerate(page.parts):
            if isinstance(part, Line):
                if held:
                    yield held.table
                    held = None
                yield Paragraph(part.text)
            elif held and number == 0 and _goes_on(held.grid, part.grid):
                held = _Framed(held.grid, _joined(held.table, part.table))
            else:
                if held:
                    yield held.table
                held = part
    if held:
        yield held.table


# Tables


def _shared_out(letters: Sequence[Letter], found: Sequence[Grid]) -> tuple[list[list[Letter]], list[Letter]]:
    """The letters of each table, the innermost it stands in; and those of none."""
    held: list[list[Letter]] = [[] for _ in found]
    free: list[Letter] = []
    for letter in letters:
        x, y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
        at = next((number for number, grid in enumerate(found) if grid.place(x, y)), None)
        (free if at is None else held[at]).append(letter)
    return held, free


def _framed(found: Sequence[Grid], held: Sequence[Sequence[Letter]]) -> list[_Framed]:
    """The tables that stand on the page itself, those within their cells told as lines there."""
    within: dict[int, list[_Framed]] = defaultdict(list)
    outermost: list[_Framed] = []
    for number, (grid, letters) in enumerate(zip(found, held, strict=True)):
        told = _Framed(grid, _table(grid, letters, within[number]))
        box = grid.box
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        outer = next((other for other in range(number + 1, len(found)) if found[other].place(x, y)), None)
        if outer is None:
            outermost.append(told)
        else:
            within[outer].append(told)
    return outermost


def _table(grid: Grid, letters: Sequence[Letter], within: Sequence[_Framed]) -> Table:
    cells: dict[tuple[int, int], Region] = {
        (region.row + down, region.column + right): region
        for region in grid.regions
        for down in range(region.rows)
        for right in range(region.columns)
    }
    held: dict[Region, list[Letter]] = defaultdict(list)
    for letter in letters:
        place = grid.place((letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2)
        if place:
            held[cells[place]].append(letter)
    inner: dict[Region, list[_Framed]] = defaultdict(list)
    for each in within:
        box = each.grid.box
        place = grid.place((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        if place:
            inner[cells[place]].append(each)
    rows: list[list[Cell]] = [[] for _ in range(len(grid.ys) - 1)]
    for region in grid.regions:
        text = _cell_text(lines(held[region]), inner[region])
        rows[region.row].append(Cell(text, region.rows, region.columns))
    return Table(tuple(tuple(row) for row in rows))


def _cell_text(words: Sequence[Line], inner: Sequence[_Framed]) -> str:
    """The lines of a cell, and at their height the tables in it, as lines with tabs."""
    told: list[tuple[float, str]] = [(line.top, line.text.replace(TAB, " ")) for line in words]
    told += [(each.grid.box.top, "\n".join(tabbed(each.table))) for each in inner]
    return "\n".join(text for _, text in sorted(told, key=lambda each: each[0]))


def _goes_on(above: Grid, below: Grid) -> bool:
    """Whether a table at the head of a page has the columns of the one at the foot of the page before."""
    return len(above.xs) == len(below.xs) and all(
        abs(one - other) <= SAME_COLUMN for one, other in zip(above.xs, below.xs, strict=True)
    )


def _joined(above: Table, below: Table) -> Table:
    """Both as one; a head that the second repeats stands once.

    A head is the first row, with those its merged cells reach into, in few letters; a row that only says the same
    as another is the document's own.
    """
    count = max((cell.rows for cell in above.rows[0]), default=1)
    head = above.rows[:count]
    short = all(len(cell.text) <= LONGEST_HEAD for row in head for cell in row)
    said = any(cell.text for row in head for cell in row)
    repeated = count if short and said and below.rows[:count] == head else 0
    return Table((*above.rows, *below.rows[repeated:]))


# Heads and feet


def _without_edges(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The pages without page numbers and without the lines that stand at the edge of page after page.

    Where a running head names a chapter, it stands for the first time as the chapter's heading: that one is kept.
    """
    edges = [list(_edges(page)) for page in leaves]
    times = Counter(edge.key for of_page in edges for edge in of_page)
    wordings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in (edge for of_page in edges for edge in of_page):
        wordings[edge.key].add(edge.text)
    met: set[tuple[str, str]] = set()
    found = []
    for page, of_page in zip(leaves, edges, strict=True):
        gone = set()
        for edge in of_page:
            running = times[edge.key] >= FEWEST_TIMES
            first_of_a_head = edge.key[0] == ABOVE and len(wordings[edge.key]) == 1 and edge.key not in met
            if PAGE_NUMBER.fullmatch(edge.text) or (running and not first_of_a_head):
                gone.add(edge.place)
            met.add(edge.key)
        parts = [part for place, part in enumerate(page.parts) if place not in gone]
        found.append(Leaf(page.height, parts))
    return found


@dataclass(frozen=True)
class _Edge:
    """A line in the margin of a page: its place among the parts, its words, and by what it is known elsewhere."""

    place: int
    text: str
    key: tuple[str, str]


def _edges(page: Leaf) -> Iterator[_Edge]:
    """The first and last lines of a page, where they stand in its margins."""
    count = len(page.parts)
    near = {*range(min(MOST_EDGE_LINES, count)), *range(max(count - MOST_EDGE_LINES, 0), count)}
    for place in sorted(near):
        part = page.parts[place]
        if isinstance(part, Line):
            said = DIGITS.sub("#", "".join(part.text.split()))
            if part.bottom <= page.height * MARGIN:
                yield _Edge(place, part.text, (ABOVE, said))
            elif part.top >= page.height * (1 - MARGIN):
                yield _Edge(place, part.text, (BELOW, said))
