"""The reader of published reports: from the text of a 처리결과 보고서, or of an adopted list, to a draft.

It reads what stands there and says what it is not sure of. Nothing is guessed, and no word of a demand or
an answer is left out (product.md §2 and rule 10).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from audits.intake.beginnings import is_request
from audits.intake.decode import tidy
from audits.intake.departments import Departments
from audits.intake.draft import Draft, DraftItem, Problem, Unreadable, Vocabulary
from audits.intake.fields import heading
from audits.intake.items import ItemReader
from audits.intake.layout import Layout, usual_width
from audits.intake.lines import Line, squeezed, written_lines
from audits.intake.openers import Token, find_opener
from audits.intake.rejoin import Rejoiner
from audits.intake.sections import Sections
from audits.intake.totals import counted, declared_totals, differences
from audits.intake.walk import Entry, Walk

NOT_A_REPORT: Final = (
    "행정사무감사 처리결과 보고서로 읽을 수 없습니다. 요구사항(○)과 추진상황(□)을 찾지 못했습니다. "
    "저장된 것은 없습니다."
)
NO_DEPARTMENT: Final = "소관부서를 알 수 없습니다. 추측하지 않고 비워 두었습니다."
NO_DEPARTMENTS: Final = "문서에 소관부서가 적혀 있지 않습니다. 추측하지 않고 비워 두었습니다."
NO_CATEGORY: Final = "구분을 알 수 없습니다. 이 항목 위에서 구분의 제목을 찾지 못하였습니다."
SAME_TEXT: Final = "{number}번 항목과 요구 내용이 같습니다. 같은 항목이 두 번 적혔는지 확인하여 주십시오."
TOO_LONG: Final = "감사 하나의 보고서로는 너무 깁니다(30만 자, 2만 줄, 3천 건까지). 나누어 올려 주십시오."
OVERALL: Final = "전체"

# Many times any report of one audit; what is longer is refused before it is read, so that nobody waits for it.
LONGEST: Final = 300_000
MOST_LINES: Final = 20_000
MOST_ITEMS: Final = 3_000
AUDIT: Final = re.compile(r"행\s?정\s?사\s?무\s?감\s?사")


def read(text: str, vocabulary: Vocabulary) -> Draft:
    """The draft of a report (with statuses) or of an adopted list (without), by the words of `vocabulary`.

    Departments, statuses and categories that the vocabulary does not settle stay empty, and a problem says
    so. Raises Unreadable, with one line for the sender, where the text is neither. The time it takes grows
    with the length of the text and no faster.
    """
    if len(text) > LONGEST:
        raise Unreadable(TOO_LONG)
    source = tidy(text).split("\n")
    lines = list(written_lines(source))
    if len(lines) > MOST_LINES:
        raise Unreadable(TOO_LONG)
    sections, departments = Sections(vocabulary.categories), Departments(vocabulary.departments)
    wordings = {squeezed(word): status for word, status in vocabulary.wordings.items()}
    tokens = [Token(line, sections.title(line.text), heading(line.text, wordings)) for line in lines]
    walk = _walked(tokens, departments)
    layout = Layout(Rejoiner(lines), usual_width([line for entry in walk.entries for line in _answer(entry)]))
    reader = ItemReader(source, layout, departments, wordings, walk.has_statuses)
    items = tuple(reader.item(number, entry) for number, entry in enumerate(walk.entries, start=1))
    _refuse_other_papers(items, source, tokens, walk)
    problems = [*walk.problems, *reader.problems, *_doubts(items)]
    parsed = counted(items, tuple(vocabulary.categories))
    draft = Draft(items, None, parsed, has_statuses=walk.has_statuses, lines=len(source) - (source[-1] == ""))
    return _compared(draft, lines, sections, vocabulary.categories, problems)


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


def _doubts(items: Sequence[DraftItem]) -> list[Problem]:
    """What the items show when they are seen together."""
    first: dict[str, int] = {}
    problems = [_problem(item, NO_CATEGORY) for item in items if not item.category]
    unnamed = [item for item in items if not item.named]
    if len(unnamed) == len(items):
        problems.append(_problem(items[0], NO_DEPARTMENTS))
    else:
        problems += [_problem(item, NO_DEPARTMENT) for item in unnamed]
    for item in items:
        words = squeezed(item.text)
        if words and words in first:
            problems.append(_problem(item, SAME_TEXT.format(number=first[words])))
        first.setdefault(words, item.number)
    return problems


def _problem(item: DraftItem, message: str) -> Problem:
    return Problem(item.line, item.source.split("\n", 1)[0].strip(), message)


def _compared(
    draft: Draft,
    lines: Sequence[Line],
    sections: Sections,
    categories: Mapping[str, tuple[str, ...]],
    problems: Sequence[Problem],
) -> Draft:
    """The draft beside the 총괄 table that stands above its first demand, if one does."""
    first = draft.items[0].line
    declared, doubts = declared_totals(
        [line for line in lines if line.number < first], sections, draft.parsed
    )
    names = {"": OVERALL} | {code: words[0] for code, words in categories.items() if words}
    begins = {item.category: item.line for item in reversed(draft.items)} | {"": first}
    found = (
        differences(declared, draft.parsed, names, begins, by_status=draft.has_statuses) if declared else ()
    )
    ordered = sorted([*problems, *doubts], key=lambda problem: problem.line)
    return replace(draft, declared=declared, differences=found, problems=tuple(ordered))
