"""What a document declares of itself, by a table or in words, set beside what was read from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from audits.intake.columns import Columns
from audits.intake.draft import Draft, Problem, Totals
from audits.intake.lines import Line
from audits.intake.prose import Prose, Told, totals_in_words
from audits.intake.sections import Sections
from audits.intake.totals import differences
from audits.intake.totals_table import declared_totals

OVERALL: Final = "전체"


@dataclass(frozen=True)
class Counts:
    """Compares the counts of a document by the words of a council; `categories` as in Vocabulary."""

    sections: Sections
    columns: Columns
    categories: Mapping[str, tuple[str, ...]]

    def compared(self, draft: Draft, lines: Sequence[Line], table: Totals | None = None) -> Draft:
        """The draft with what `lines` declare, every difference named, and its problems in the order of the lines.

        A table counts, be it `table` (read from cells) or one among the lines above the first demand; without one,
        what sentences tell there and titles of sections tell anywhere. Where both speak, a contradiction is a problem.
        """
        above = [line for line in lines if line.number < draft.items[0].line]
        declared, doubts, place = table, list[Problem](), None
        if declared is None:
            declared, doubts, place = declared_totals(above, self.sections, self.columns, draft.parsed)
        prose = Prose(self.sections, self.columns)
        told = prose.told(
            [line for index, line in enumerate(above) if not (place and place.start <= index < place.stop)]
        )
        told = _with_titles(told, filter(None, map(prose.in_title, lines)))
        if declared is None:
            declared = totals_in_words(told)
        else:
            doubts = [*doubts, *prose.against(told, declared)]
        return self._beside(draft, declared, [*draft.problems, *doubts, *prose.problems])

    def _beside(self, draft: Draft, declared: Totals | None, problems: Sequence[Problem]) -> Draft:
        names = {"": OVERALL} | {code: words[0] for code, words in self.categories.items() if words}
        begins = {item.category: item.line for item in reversed(draft.items)} | {"": draft.items[0].line}
        found = (
            differences(declared, draft.parsed, names, begins, by_status=draft.has_statuses)
            if declared
            else ()
        )
        ordered = sorted(problems, key=lambda problem: problem.line)
        return replace(draft, declared=declared, differences=found, problems=tuple(ordered))


def _with_titles(told: Sequence[Told], titles: filter[Told]) -> list[Told]:
    """Counts in sentences, and those behind titles for categories that no sentence counts."""
    counted = {(one.category, one.field) for one in told}
    added: dict[str, Told] = {}
    for one in titles:
        if (one.category, one.field) not in counted:
            added.setdefault(one.category, one)
    return [*told, *added.values()]
