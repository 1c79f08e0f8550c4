"""From the rules on a page to tables: which cells they part, and which of them are merged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from audits.intake.pdf_page import Box, Rule

NEAR: Final = 3.0  # points between what is one line to the eye: double rules, cells drawn one by one
SHORTEST: Final = 6.0
MOST_RULES: Final = 1_200
FEWEST_CELLS: Final = 2


@dataclass(frozen=True)
class Region:
    """One cell of a grid: its first row and column, over how many of each it reaches."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Grid:
    """A table's frame: the places of its lines, and its cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]

    @property
    def box(self) -> Box:
        """The whole of it."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point; nothing where it lies outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return row, column
        return None


def grids(across: Sequence[Rule], down: Sequence[Rule]) -> list[Grid]:
    """The tables of a page, the small ones first: one inside another comes before it.

    A single frame around text is none, and neither is a single column of frames. Pages with more rules than any
    table has are drawings: they have no tables.
    """
    flat, upright = joined(across), joined(down)
    if len(flat) > MOST_RULES or len(upright) > MOST_RULES:
        return []
    found = [grid for some in _together(flat, upright) if (grid := _grid(*some))]
    return sorted(found, key=lambda grid: (grid.box.right - grid.box.left) * (grid.box.bottom - grid.box.top))


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces of one line as one rule; what is too short to part anything is left out."""
    found: list[Rule] = []
    for level in _levels(sorted(rules)):
        at = sum(rule.at for rule in level) / len(level)
        start, end = None, 0.0
        for rule in sorted(level, key=lambda rule: rule.start):
            if start is not None and rule.start > end + NEAR:
                found.append(Rule(at, start, end))
                start = None
            start, end = (rule.start, rule.end) if start is None else (start, max(end, rule.end))
        if start is not None:
            found.append(Rule(at, start, end))
    return [rule for rule in found if rule.end - rule.start >= SHORTEST]


def _levels(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    level: list[Rule] = []
    for rule in rules:
        if level and rule.at - level[0].at > NEAR:
            yield level
            level = []
        level.append(rule)
    if level:
        yield level


def _together(flat: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, and those that meet these: each such set is one drawing."""
    parent = list(range(len(flat) + len(upright)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    places = [rule.at for rule in upright]  # from left to right (`joined`)
    for number, rule in enumerate(flat):
        begin, end = bisect_left(places, rule.start - NEAR), bisect_right(places, rule.end + NEAR)
        for other in range(begin, end):
            if upright[other].start - NEAR <= rule.at <= upright[other].end + NEAR:
                parent[root(number)] = root(len(flat) + other)
    sets: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate(flat):
        sets[root(number)][0].append(rule)
    for other, standing in enumerate(upright, start=len(flat)):
        sets[root(other)][1].append(standing)
    yield from (some for some in sets.values() if some[0] and some[1])


def _grid(flat: list[Rule], upright: list[Rule]) -> Grid | None:
    """The cells between these rules. The outermost sides are closed, drawn or not: many tables leave them open."""
    xs = _places([rule.at for rule in upright], [edge for rule in flat for edge in (rule.start, rule.end)])
    ys = _places([rule.at for rule in flat], [edge for rule in upright for edge in (rule.start, rule.end)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if columns < FEWEST_CELLS or rows < 1:
        return None
    regions = tuple(_regions(_parted(flat, upright, xs, ys), rows, columns))
    return Grid(xs, ys, regions) if len(regions) >= FEWEST_CELLS else None


def _places(lines: Sequence[float], edges: Sequence[float]) -> tuple[float, ...]:
    """Where lines stand, and the outermost ends of those that cross them."""
    found: list[float] = []
    for at in sorted(lines):
        if not found or at - found[-1] > NEAR:
            found.append(at)
    first, last = min(edges), max(edges)
    before = [first] if first < found[0] - NEAR else []
    after = [last] if last > found[-1] + NEAR else []
    return (*before, *found, *after)


class _Parted:
    """Which neighbouring places of a grid have a line between them."""

    def __init__(
        self, right: set[tuple[int, int]], below: set[tuple[int, int]], rows: int, columns: int
    ) -> None:
        self._right, self._below = right, below
        self._rows, self._columns = rows, columns

    def joined(self, row: int, column: int) -> Iterator[tuple[int, int]]:
        """The places right of and below this one that no line parts from it."""
        if column + 1 < self._columns and (row, column) not in self._right:
            yield row, column + 1
        if row + 1 < self._rows and (row, column) not in self._below:
            yield row + 1, column


def _parted(
    flat: Sequence[Rule], upright: Sequence[Rule], xs: Sequence[float], ys: Sequence[float]
) -> _Parted:
    right = {
        (row, column)
        for rule in upright
        for column in _nearest(xs[1:-1], rule.at)
        for row in _covered(ys, rule)
    }
    below = {
        (row, column) for rule in flat for row in _nearest(ys[1:-1], rule.at) for column in _covered(xs, rule)
    }
    return _Parted(right, below, len(ys) - 1, len(xs) - 1)


def _nearest(places: Sequence[float], at: float) -> list[int]:
    return [number for number, place in enumerate(places) if abs(place - at) <= NEAR]


def _covered(places: Sequence[float], rule: Rule) -> list[int]:
    """The spaces between places along which a rule runs."""
    return [
        number
        for number, (begin, end) in enumerate(pairwise(places))
        if rule.start - NEAR <= (begin + end) / 2 <= rule.end + NEAR
    ]


def _regions(parted: _Parted, rows: int, columns: int) -> Iterator[Region]:
    """Places that no line parts are one cell; a shape that is no rectangle stays in its single places."""
    seen: set[tuple[int, int]] = set()
    for row in range(rows):
        for column in range(columns):
            if (row, column) in seen:
                continue
            width = 1
            while (
                column + width < columns
                and (row, column + width) not in seen
                and (row, column + width) in parted.joined(row, column + width - 1)
            ):
                width += 1
            height = 1
            while row + height < rows and all(
                (row + height, at) in parted.joined(row + height - 1, at) and (row + height, at) not in seen
                for at in range(column, column + width)
            ):
                height += 1
            seen |= {(row + down, column + right) for down in range(height) for right in range(width)}
            yield Region(row, column, height, width)
