"""The 총괄 where the file keeps it as a table: set beside what was read, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audits.intake import heads
from audits.intake.columns import Columns
from audits.intake.counts import Counts
from audits.intake.draft import Draft, Problem, Totals
from audits.intake.grid import GridRow, grid
from audits.intake.lines import written_lines
from audits.intake.paper import Written, WrittenTable
from audits.intake.sections import Sections
from audits.intake.totals_cells import CellRow, totals_in_cells
from audits.intake.wordings import Wordings

LISTS: frozenset[str] = frozenset({heads.CATEGORY, heads.DEMAND, heads.OTHER, ""})


@dataclass(frozen=True)
class Declared:
    """What a table counts, what of it could not be settled, and its first and last line."""

    totals: Totals
    problems: list[Problem]
    begins: int
    ends: int


@dataclass(frozen=True)
class Summaries:
    """Finds the tables of a document that count demands and list none."""

    sections: Sections
    wordings: Wordings

    def read(self, rows: Sequence[GridRow]) -> Declared | None:
        """What a table declares, None where it does not count."""
        rows = [row for row in rows if len(row.told) > 1]  # without a title above and a note below
        head = heads.head_at(rows, 0, self.wordings, self.sections) if rows else None
        if not rows or (head and not LISTS.issuperset(head.kinds)):
            return None
        cells = [CellRow(row.begins, tuple(slot.text for slot in row.slots)) for row in rows]
        totals, problems = totals_in_cells(cells, self.sections, Columns(self.wordings))
        if totals is None or not totals.total.total:
            return None
        if not totals.rows:  # rows of departments or anything else, of which only the sum is ours
            problems = []
        return Declared(totals, problems, rows[0].begins, rows[-1].ends)

    def first(self, written: Written) -> Declared | None:
        """The first table that counts by category, else the first that counts all demands alone."""
        found = [
            told
            for block in written.blocks
            if isinstance(block, WrittenTable) and (told := self.read(grid(block)))
        ]
        return next((told for told in found if told.totals.rows), found[0] if found else None)


def beside(draft: Draft, declared: Declared | None, source: list[str], counts: Counts) -> Draft:
    """The draft beside what a table declares; without one, beside what the lines of `source` do.

    What the lines of that table seem to say without their cells counts no more.
    """
    lines = list(written_lines(source))
    if declared is None:
        return counts.compared(draft, lines)
    inside = range(declared.begins, declared.ends + 1)
    problems = (*(problem for problem in draft.problems if problem.line not in inside), *declared.problems)
    draft = counts.compared(
        replace(draft, problems=problems),
        [line for line in lines if line.number not in inside],
        declared.totals,
    )
    return replace(draft, problems=tuple(dict.fromkeys(draft.problems)))
