"""From letters to lines as they are read: left to right, down the page, one column after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from audits.intake.pdf_page import Letter

BLANK: Final = 0.14  # of a letter's height: a wider gap between two letters is a blank
SAME_PLACE: Final = 0.15  # letters drawn twice to look bold stand this near, measured by their height
GUTTER: Final = 9.0  # points that part two columns of text
FEWEST_ROWS: Final = 6  # rows with words on both sides before they are columns and not just wide blanks
FEWEST_LETTERS: Final = 8  # a row, on each side, on average: figures in columns are none of text


@dataclass(frozen=True)
class Line:
    """Words on one height."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def lines(letters: Sequence[Letter]) -> list[Line]:
    """The lines of some letters, top to bottom."""
    return [line for row in _rows(letters) if (line := _line(row)).text]


def columns(letters: Sequence[Letter]) -> list[Line]:
    """The lines of a page's text; where it runs in two columns, the left one before the right one."""
    rows = _rows(letters)
    found: list[Line] = []
    at = 0
    while at < len(rows):
        run, gutter = _columns_from(rows, at)
        if gutter is None:
            found += [line for line in (_line(rows[at]),) if line.text]
            at += 1
            continue
        both = [letter for row in rows[at : at + run] for letter in row]
        found += lines([letter for letter in both if letter.right <= gutter])
        found += lines([letter for letter in both if letter.right > gutter])
        at += run
    return found


def _rows(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Letters by the height they stand on; a raised or small one belongs to the row it overlaps most of."""
    rows: list[list[Letter]] = []
    middle, half = 0.0, 0.0
    for letter in sorted(letters, key=lambda letter: letter.top + letter.bottom):
        if letter.text.isspace() and letter.right - letter.left <= 0:
            continue
        here = (letter.top + letter.bottom) / 2
        if rows and here - middle <= half:
            rows[-1].append(letter)
        else:
            rows.append([letter])
        tall = max(rows[-1], key=lambda each: each.bottom - each.top) if len(rows[-1]) < 4 else None
        if tall is not None:
            middle, half = (tall.top + tall.bottom) / 2, (tall.bottom - tall.top) * 0.4
    return [sorted(row, key=lambda letter: letter.left) for row in rows]


def _line(row: Sequence[Letter]) -> Line:
    words: list[str] = []
    last: Letter | None = None
    for letter in row:
        height = letter.bottom - letter.top
        if last is not None and letter.text == last.text and letter.left - last.left < SAME_PLACE * height:
            continue
        if last is not None and letter.left - last.right > BLANK * height:
            words.append(" ")
        words.append(letter.text)
        last = letter
    return Line(
        " ".join("".join(words).split()),
        min(letter.left for letter in row),
        min(letter.top for letter in row),
        max(letter.right for letter in row),
        max(letter.bottom for letter in row),
    )


def _columns_from(rows: Sequence[Sequence[Letter]], begin: int) -> tuple[int, float | None]:
    """How many rows from `begin` on stand in two columns, and where the gap ends; no place where they do not."""
    for left, right in _gaps(rows[begin]):
        run, sides, low, high = 0, [0, 0], left, right
        both = 0
        for row in rows[begin:]:
            narrowed = _narrowed(row, low, high)
            if narrowed is None:
                break
            low, high = narrowed
            before = sum(letter.right <= (low + high) / 2 for letter in row)
            sides[0] += before
            sides[1] += len(row) - before
            both += 0 < before < len(row)
            run += 1
        if both >= FEWEST_ROWS and min(sides) >= FEWEST_LETTERS * both:
            return run, (low + high) / 2
    return 1, None


def _gaps(row: Sequence[Letter]) -> Iterator[tuple[float, float]]:
    """The wide blanks inside a row."""
    told = [letter for letter in row if not letter.text.isspace()]
    end = told[0].right if told else 0.0
    for letter in told[1:]:
        if letter.left - end >= GUTTER:
            yield end, letter.left
        end = max(end, letter.right)


def _narrowed(row: Sequence[Letter], low: float, high: float) -> tuple[float, float] | None:
    """What is left of a gap when this row has been looked at; nothing where its words cross it."""
    ends = [letter.right for letter in row if not letter.text.isspace() and letter.left < (low + high) / 2]
    begins = [letter.left for letter in row if not letter.text.isspace() and letter.left >= (low + high) / 2]
    left, right = max([low, *ends]), min([high, *begins])
    return (left, right) if right - left >= GUTTER else None
