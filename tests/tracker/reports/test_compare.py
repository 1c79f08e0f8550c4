"""지난 보고 이후: what two reports of one audit differ by, and nothing that was so before."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from audits.errors import NotAllowedNow
from tests.tracker.reports.test_official import FORM_1
from tracker.reports.compare import Kind, compare

Content = dict[str, Any]


def _duty(demand: int, **otherwise: Any) -> Content:
    return {
        **FORM_1["rows"][0],
        "demand": demand,
        "number": demand,
        "label": f"시정 {demand}",
        "assignment": 20 + demand,
        "standing": "in_progress",
        "status": "in_progress",
        "stage": "working",
        "verification": "none",
        "due_date": "2026-07-31",
        "original_due_date": "2026-07-31",
        **otherwise,
    }


def _report(*rows: Content, on: str = "2026-06-30", undistributed: tuple[Content, ...] = ()) -> Content:
    return {**FORM_1, "as_of": on, "rows": list(rows), "undistributed": list(undistributed)}


def _changed(before: Content, after: Content) -> list[tuple[str, str, str]]:
    found = compare(_report(before), _report(after, on="2026-08-31"))
    return [(line.kind.value, line.before, line.after) for line in found.lines]


DONE = {"standing": "completed", "status": "completed", "stage": "claimed", "verification": "awaiting"}
CONFIRMED = DONE | {"stage": "closed", "verification": "confirmed"}
LATE = {"overdue": True}


CASES: list[tuple[Content, Content, list[tuple[str, str, str]]]] = [
    ({}, {}, []),
    ({}, DONE, [("completed", "추진 중", "완료")]),
    (
        {},
        CONFIRMED,
        [("completed", "추진 중", "완료"), ("confirmed", "확인 전", "이행 확인")],
    ),
    (DONE, CONFIRMED, [("confirmed", "확인 대기", "이행 확인")]),
    (CONFIRMED, CONFIRMED, []),
    ({}, LATE, [("late", "2026. 7. 31.", "기한 경과 31일")]),
    (LATE, LATE, []),
    (LATE, {}, [("settled", "기한 경과", "추진 중")]),
    (
        DONE,
        DONE | {"stage": "returned", "verification": "insufficient"},
        [("returned", "확인 대기", "보완 요구")],
    ),
    (
        DONE,
        DONE | {"stage": "returned", "verification": "contradicted"},
        [("contradicted", "확인 대기", "사실과 다름")],
    ),
    (
        CONFIRMED,
        DONE | {"stage": "working", "verification": "none"},
        [("reopened", "종결", "처리 중")],
    ),
    (DONE, {}, [("taken_back", "완료", "추진 중")]),
    (
        {"report": None, "standing": "not_reported", "status": "not_reported", "stage": "assigned"},
        {},
        [("reported", "미보고", "추진 중")],
    ),
    ({}, {"due_date": "2026-09-30"}, [("due_moved", "2026. 7. 31.", "2026. 9. 30.")]),
    (
        {"due_date": None},
        {"due_date": "2026-09-30"},
        [("due_moved", "기한 미지정", "2026. 9. 30.")],
    ),
    (
        {},
        {"department": 4, "department_name": "통신과"},
        [("handed_over", "정보정책과", "통신과")],
    ),
    ({}, {"text_version": 2}, [("corrected", "1판", "2판")]),
    ({}, {"standing": "transferred", "status": "transferred"}, [("transferred", "추진 중", "이첩")]),
    ({}, {"standing": "not_accepted", "status": "not_accepted"}, [("not_accepted", "추진 중", "미반영")]),
]


@pytest.mark.parametrize(("before", "after", "told"), CASES)
def test_each_change_is_named_with_the_words_before_and_after(
    before: Content, after: Content, told: list[tuple[str, str, str]]
) -> None:
    with override("ko"):
        assert _changed(_duty(1, **before), _duty(1, **after)) == told


def test_every_kind_can_happen() -> None:
    seen = {kind for _before, _after, told in CASES for kind, *_words in told}
    assert seen | {"assigned", "released", "added", "withdrawn"} == set(Kind.values)


def test_what_came_and_went_is_named() -> None:
    waiting = {name: each for name, each in _duty(2).items() if name != "assignment"}
    before = _report(_duty(1), _duty(3), _duty(3, assignment=93), undistributed=(waiting,))
    after = _report(_duty(2), _duty(3), _duty(4))
    with override("ko"):
        told = [(line.kind.value, line.label) for line in compare(before, after).lines]
    assert told == [
        ("assigned", "시정 2"),
        ("released", "시정 3"),
        ("added", "시정 4"),
        ("withdrawn", "시정 1"),
    ]


def test_a_demand_of_two_departments_is_completed_once() -> None:
    both = [_duty(1), _duty(1, assignment=99, department_name="통신과")]
    after = [{**row, **DONE} for row in both]
    found = compare(_report(*both), _report(*after))
    assert [(line.kind, line.department) for line in found.lines] == [(Kind.COMPLETED, "정보정책과, 통신과")]


def test_it_is_said_in_one_sentence() -> None:
    before = _report(*(_duty(number) for number in range(1, 7)))
    after = _report(
        *(_duty(number, **DONE) for number in range(1, 4)),
        *(_duty(number, **LATE) for number in (4, 5)),
        _duty(6, stage="returned", verification="insufficient"),
    )
    with override("ko"):
        assert (
            compare(before, after).sentence == "지난 보고 이후: 완료 3건, 새로 기한 경과 2건, 보완 요구 1건"
        )
        assert compare(before, before).sentence == "지난 보고 이후: 바뀐 것 없음"


def _another(content: Content) -> None:
    content["audit"]["id"] = 8


def _earlier(content: Content) -> None:
    content["as_of"] = "2026-06-29"


@pytest.mark.parametrize(
    ("change", "told"), [(_another, "서로 다른 감사"), (_earlier, "기준일이 더 늦습니다")]
)
def test_reports_that_cannot_be_compared_are_refused(change: Callable[[Content], None], told: str) -> None:
    other = copy.deepcopy(FORM_1)
    change(other)
    with override("ko"), pytest.raises(NotAllowedNow, match=told):
        compare(FORM_1, other)
