"""What the items of a document show when they are seen together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audits.intake.alike import nearly_the_same
from audits.intake.draft import DraftItem, Problem
from audits.intake.lines import squeezed
from audits.intake.strays import stray_answers

NO_DEPARTMENT: Final = "소관부서를 알 수 없습니다. 추측하지 않고 비워 두었습니다."
NO_DEPARTMENTS: Final = "문서에 소관부서가 적혀 있지 않습니다. 추측하지 않고 비워 두었습니다."
NO_CATEGORY: Final = "구분을 알 수 없습니다. 이 항목 위에서 구분의 제목을 찾지 못하였습니다."
SAME_TEXT: Final = "{number}번 항목과 요구 내용이 같습니다. 같은 항목이 두 번 적혔는지 확인하여 주십시오."
NEARLY: Final = "{number}번 항목과 요구 내용이 거의 같습니다. 같은 항목이 두 번 적혔는지 확인하여 주십시오."
STRAY: Final = (
    "답변이 다른 요구사항의 것일 수 있습니다: {number}번 항목의 답변은 {other}번 요구사항과 더 가깝습니다"
    "(같은 낱말: {words}). 확인하여 주십시오."
)


def seen_together(items: Sequence[DraftItem]) -> list[Problem]:
    """Items without category or department, items told twice, and answers that seem to belong elsewhere."""
    problems = [_problem(item, NO_CATEGORY) for item in items if not item.category]
    unnamed = [item for item in items if not item.named]
    if len(unnamed) == len(items):
        problems.append(_problem(items[0], NO_DEPARTMENTS))
    else:
        problems += [_problem(item, NO_DEPARTMENT) for item in unnamed]
    return [*problems, *_twice(items), *_strays(items)]


def _twice(items: Sequence[DraftItem]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for item in items:
        words = squeezed(item.text)
        if words and words in first:
            problems.append(_problem(item, SAME_TEXT.format(number=first[words])))
        first.setdefault(words, item.number)
    once = {number: words for words, number in first.items() if words}
    by_number = {item.number: item for item in items}
    return problems + [
        _problem(by_number[later], NEARLY.format(number=earlier)) for later, earlier in nearly_the_same(once)
    ]


def _strays(items: Sequence[DraftItem]) -> list[Problem]:
    by_number = {item.number: item for item in items}
    demands = {item.number: item.text for item in items}
    answers = {item.number: f"{item.actions_taken}\n{item.plan}" for item in items}
    return [
        _problem(
            by_number[stray.number],
            STRAY.format(number=stray.number, other=stray.other, words=", ".join(stray.words)),
        )
        for stray in stray_answers(demands, answers)
    ]


def _problem(item: DraftItem, message: str) -> Problem:
    return Problem(item.line, item.source.split("\n", 1)[0].strip(), message)
