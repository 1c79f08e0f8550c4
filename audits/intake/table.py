"""The reader of reports that are tables: one row a demand, or several, under a head whose words say what stands where.

Like the reader of text it says what it is not sure of, guesses nothing, and leaves no word of a demand out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audits.intake import text
from audits.intake.blocks import opens_with_status
from audits.intake.columns import Columns
from audits.intake.counts import Counts
from audits.intake.departments import Departments
from audits.intake.doubts import seen_together
from audits.intake.draft import Draft, DraftItem, Problem, Unreadable, Vocabulary
from audits.intake.items import NO_STATUS, NOT_REPORTED
from audits.intake.layout import Layout, usual_width
from audits.intake.lines import Line, written_lines
from audits.intake.paper import Written, WrittenText
from audits.intake.rejoin import Rejoiner
from audits.intake.rows import AsWritten, Gathered, RowReader
from audits.intake.sections import Sections
from audits.intake.summary_table import Summaries, beside
from audits.intake.table_walk import TableWalk
from audits.intake.totals import counted
from audits.intake.wordings import Wordings

NO_STATUSES: Final = "문서에 추진상황이 적혀 있지 않습니다. 모든 항목을 미보고로 두었습니다."


def read(written: Written, vocabulary: Vocabulary, *, broken: bool = False) -> Draft | None:
    """The draft of a document whose demands stand in tables; None where they do not.

    `broken` tells that the file breaks sentences into lines where they wrapped, as a PDF does. Raises Unreadable, with
    one line for the sender, for what is too long or only looks like a report.
    """
    if len(written.text) > text.LONGEST:
        raise Unreadable(text.TOO_LONG)
    source = written.text.split("\n")
    sections, departments = Sections(vocabulary.categories), Departments(vocabulary.departments)
    wordings = Wordings(vocabulary.wordings)
    walk = TableWalk(written, sections, departments, wordings)
    if not walk.items or _belongs_to_text(walk, written, wordings, broken=broken):
        return None
    if len(walk.items) > text.MOST_ITEMS:
        raise Unreadable(text.TOO_LONG)
    layout = _layout(source, walk.items, broken=broken)
    reader = RowReader(source, layout, departments, wordings, has_statuses=False)
    items = tuple(reader.row(number, cells) for number, cells in enumerate(walk.items, start=1))
    answered = any(cells.is_answered for cells in walk.items)
    _refuse_other_papers(items, written.text)
    problems = [*written.remarks, *walk.problems, *reader.problems, *seen_together(items)]
    problems += _silent(items) if answered else ()
    parsed = counted(items, tuple(vocabulary.categories))
    lines = len(source) - (source[-1] == "")
    draft = Draft(items, None, parsed, has_statuses=answered, problems=tuple(problems), lines=lines)
    declared = Summaries(sections, wordings).first(written)
    counts = Counts(sections, Columns(wordings), vocabulary.categories)
    return beside(draft, declared, source, counts)


def _silent(items: Sequence[DraftItem]) -> list[Problem]:
    """Items without a status where others have one; where none has, it is said once."""
    silent = [item for item in items if not item.wording and item.status == NOT_REPORTED]
    if len(silent) == len(items):
        return [_problem(items[0], NO_STATUSES)]
    return [_problem(item, NO_STATUS) for item in silent]


def _problem(item: DraftItem, message: str) -> Problem:
    return Problem(item.line, item.source.split("\n", 1)[0].strip(), message)


def _layout(source: list[str], items: Sequence[Gathered], *, broken: bool) -> Layout:
    lines: list[Line] = list(written_lines(source)) if broken else []
    if not broken:
        return AsWritten(Rejoiner(lines), 0)
    answers = [
        line for cells in items for answer in (*cells.answers, *cells.plans) for line in answer.split("\n")
    ]
    return Layout(Rejoiner(lines), usual_width(answers))


def _refuse_other_papers(items: Sequence[DraftItem], source: str) -> None:
    """Raise Unreadable for a table that only looks like one of demands: a list of complaints, a work plan.

    It names the audit or a category, or gives at least one status or department that the council knows.
    """
    known = bool(text.AUDIT.search(source)) or any(
        item.category or item.departments or item.status != NOT_REPORTED for item in items
    )
    if not known:
        raise Unreadable(text.NOT_A_REPORT)


def _belongs_to_text(walk: TableWalk, written: Written, wordings: Wordings, *, broken: bool) -> bool:
    """Whether the demands are better read line by line: answers stand outside tables too, or pages broke the rows."""
    outside = any(
        opens_with_status(block.text, wordings) for block in written.blocks if isinstance(block, WrittenText)
    )
    if outside or not broken:
        return outside
    answered = [any(opens_with_status(answer, wordings) for answer in cells.answers) for cells in walk.items]
    return any(answered) and not all(answered)
