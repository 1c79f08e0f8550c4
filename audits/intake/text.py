"""The reader of published reports: from the text of a 처리결과 보고서, or of an adopted list, to a draft.

It reads what stands there and says what it is not sure of. Nothing is guessed, and no word of a demand or
an answer is left out (product.md §2 and rule 10).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from audits.intake.beginnings import is_request
from audits.intake.chapters import report_of
from audits.intake.columns import Columns
from audits.intake.counts import Counts
from audits.intake.decode import tidy
from audits.intake.departments import Departments
from audits.intake.doubts import seen_together
from audits.intake.draft import Draft, DraftItem, Unreadable, Vocabulary
from audits.intake.fields import heading
from audits.intake.items import ItemReader
from audits.intake.layout import Layout, usual_width
from audits.intake.lines import written_lines
from audits.intake.openers import Token, find_opener
from audits.intake.rejoin import Rejoiner
from audits.intake.sections import Sections
from audits.intake.totals import counted
from audits.intake.walk import Entry, Walk
from audits.intake.wordings import Wordings

NOT_A_REPORT: Final = (
    "행정사무감사 처리결과 보고서로 읽을 수 없습니다. 요구사항(○)과 추진상황(□)을 찾지 못했습니다. "
    "저장된 것은 없습니다."
)
TOO_LONG: Final = (
    "감사 하나의 보고서로는 너무 깁니다(1,000만 자, 20만 줄, 1만 2천 건까지). 나누어 올려 주십시오."
)

# Many times any report of one audit; what is longer is refused before it is read, so that nobody waits for it.
LONGEST: Final = 10_000_000
MOST_LINES: Final = 200_000
MOST_ITEMS: Final = 12_000
AUDIT: Final = re.compile(r"행\s?정\s?사\s?무\s?감\s?사")


def read(text: str, vocabulary: Vocabulary) -> Draft:
    """The draft of a report (with statuses) or of an adopted list (without), by the words of `vocabulary`.

    Departments, statuses and categories that the vocabulary does not settle stay empty, and a problem says
    so. Raises Unreadable, with one line for the sender, where the text is neither. The time it takes grows
    with the length of the text and no faster.
    """
    refuse_too_long(text)
    source = tidy(text).split("\n")
    lines = list(written_lines(source))
    sections, departments = Sections(vocabulary.categories), Departments(vocabulary.departments)
    wordings = Wordings(vocabulary.wordings)
    tokens, left_out = report_of(
        [Token(line, sections.title(line.text), heading(line.text, wordings)) for line in lines]
    )
    walk = _walked(tokens, departments)
    layout = Layout(
        Rejoiner(token.line for token in tokens),
        usual_width([line for entry in walk.entries for line in _answer(entry)]),
    )
    reader = ItemReader(source, layout, departments, wordings, walk.has_statuses)
    items = tuple(reader.item(number, entry) for number, entry in enumerate(walk.entries, start=1))
    _refuse_other_papers(items, source, tokens, walk)
    problems = [*left_out, *walk.problems, *reader.problems, *seen_together(items)]
    counts = Counts(sections, Columns(wordings), vocabulary.categories)
    draft = Draft(
        items,
        None,
        counted(items, tuple(vocabulary.categories)),
        problems=tuple(problems),
        has_statuses=walk.has_statuses,
        lines=len(source) - (source[-1] == ""),
    )
    return counts.compared(draft, [token.line for token in tokens])


def refuse_too_long(text: str) -> None:
    """Raise Unreadable for a text that is longer than any report, before anything is made of it."""
    if len(text) > LONGEST:
        raise Unreadable(TOO_LONG)
    if text.count("\n") >= MOST_LINES and sum(1 for _ in written_lines(tidy(text).split("\n"))) > MOST_LINES:
        raise Unreadable(TOO_LONG)


def _walked(tokens: Sequence[Token], departments: Departments) -> Walk:
    """The demands of a document; raises Unreadable where there are none, or more than any report has."""
    opener = find_opener(tokens)
    walk = Walk(tokens, opener, departments) if opener else None
    if walk is None or not walk.entries:
        raise Unreadable(NOT_A_REPORT)
    if len(walk.entries) > MOST_ITEMS:
        raise Unreadable(TOO_LONG)
    return walk


def _answer(entry: Entry) -> list[str]:
    return [*entry.after_status, *entry.actions, *entry.plan]


def _refuse_other_papers(
    items: Sequence[DraftItem], source: Sequence[str], tokens: Sequence[Token], walk: Walk
) -> None:
    """Raise Unreadable for a paper that only looks like a report: a budget, a work plan, minutes.

    A report gives at least one status or department that the council knows. A list without statuses bears
    the name of the audit or of a category, and at least half of it names departments or asks for something.
    """
    if walk.has_statuses:
        known = any(item.status != "not_reported" or item.departments for item in items)
    else:
        named = any(token.title for token in tokens) or any(AUDIT.search(line) for line in source)
        asking = sum(bool(item.named) or is_request(item.text) for item in items)
        known = named and 2 * asking >= len(items)
    if not known:
        raise Unreadable(NOT_A_REPORT)
