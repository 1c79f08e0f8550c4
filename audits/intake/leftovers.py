"""What is said of lines that stand in no table of demands."""

from __future__ import annotations

from collections.abc import Sequence

from audits.intake.draft import Problem
from audits.intake.lines import Line
from audits.intake.walk import NOWHERE


def nowhere(lines: Sequence[Line]) -> Problem:
    """What is said of lines that belong to no demand: once, with all their words."""
    first, last = lines[0].number, lines[-1].number
    span = f"({first}~{last}번째 줄)" if last > first else ""
    return Problem(first, "\n".join(line.text for line in lines), NOWHERE.format(lines=span))
