"""A reorganisation is recorded whole or not at all, and says in one line what cannot be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audits.access import Viewer
from audits.actions.record_succession import record_succession
from audits.models import Department, DepartmentKind, Event, Succession, SuccessionKind, User
from audits.reorganisation import MOST_STEPS, Founding, Step
from seeds import organisation as seed
from tests.audits.reorganisations import COMING, DAY, renamed, step
from tests.together import at_once

pytestmark = pytest.mark.django_db

Found = Callable[..., Department]


@pytest.fixture
def by(coordinator: User, as_viewer: Callable[[User], Viewer]) -> Viewer:
    return as_viewer(coordinator)


@pytest.fixture
def found() -> Found:
    def make(name: str, **facts: object) -> Department:
        defaults = {"kind": DepartmentKind.DEPARTMENT, "rank": Department.objects.count() + 1}
        return Department.objects.create(name=name, **{**defaults, **facts})

    return make


@pytest.fixture
def refused(by: Viewer) -> Callable[..., list[str]]:
    """The lines with which steps are refused, after which nothing is stored."""

    def lines(*steps: Step) -> list[str]:
        before = (Department.objects.count(), Succession.objects.count(), Event.objects.count())
        with pytest.raises(ValidationError) as refusal:
            record_succession(steps, by=by)
        assert before == (Department.objects.count(), Succession.objects.count(), Event.objects.count())
        return refusal.value.messages

    return lines


def _told(kind: str) -> list[dict[str, Any]]:
    return [json.loads(event.text) for event in Event.objects.filter(kind=kind).order_by("number")]


def test_a_rename_ends_one_department_and_founds_another_with_all_that_stays(
    department: Department, bureau: Department, by: Viewer
) -> None:
    Department.objects.filter(pk=department.pk).update(
        mailbox="office@demo.example", gates="head", duties="가"
    )
    (row,) = record_succession([renamed("정보정책과", "디지털과", basis="조례 제1호")], by=by)
    new = Department.objects.get(name="디지털과")
    department.refresh_from_db()
    assert (department.valid_until, new.valid_from, new.valid_until) == (DAY, DAY, None)
    assert (new.bureau, new.rank, new.kind) == (bureau, 10, DepartmentKind.DEPARTMENT)
    assert (new.mailbox, new.gates, new.duties) == ("office@demo.example", "head", "가")
    assert (row.predecessor, row.successor, row.day, row.basis) == (department, new, DAY, "조례 제1호")


def test_the_record_tells_who_was_founded_and_who_ended(department: Department, by: Viewer) -> None:
    (row,) = record_succession([renamed(department, "디지털과")], by=by)
    (founded,), (told,) = _told("department_founded"), _told("succession_recorded")
    assert founded["subject"] == ["department", row.successor_id]
    assert (told["subject"], told["by"]) == (["succession", row.pk], by.user.pk)
    assert told["facts"] == {"on": "2026-07-01", "from": department.pk, "to": row.successor_id}
    assert [(kind, pk, state["until"]) for kind, pk, state in told["states"]] == [
        ("department", department.pk, "2026-07-01")
    ]


def test_all_kinds_of_one_day_refer_to_one_another_by_name_in_any_order(found: Found, by: Viewer) -> None:
    for name in ("정책과", "공개과", "보안통신과", "폐지과", "데이터센터"):
        found(name)
    steps = [
        step("transfer", "정책과", "통신과", duties="사물인터넷"),
        step("closed", "폐지과"),
        step("merge", "공개과", "디지털과"),
        step("split", "보안통신과", "통신과"),
        step("split", "보안통신과", "보안과"),
        step("rename", "정책과", "디지털과"),
        step("new", None, "기록원"),
        step("transfer", "보안통신과", "데이터센터", duties="관제"),
    ]
    assert len(record_succession(steps, by=by)) == len(steps)
    today = {one.name for one in Department.objects.valid(DAY)}
    assert today == {"데이터센터", "통신과", "보안과", "디지털과", "기록원"}


def test_two_departments_merge_into_a_new_one(found: Found, by: Viewer) -> None:
    found("가과"), found("나과")
    record_succession([step("merge", "가과", "다과"), step("merge", "나과", "다과")], by=by)
    assert [one.name for one in Department.objects.valid(DAY)] == ["다과"]


def test_a_span_counts_by_its_last_day_and_stays_assumed(department: Department, by: Viewer) -> None:
    span = {"not_before": date(2026, 1, 1), "not_after": DAY}
    (row,) = record_succession([renamed(department, "디지털과", **span)], by=by)
    department.refresh_from_db()
    assert (row.day, row.assumed, department.valid_until) == (DAY, True, DAY)


def test_a_reorganisation_of_a_day_to_come_is_planned(department: Department, by: Viewer) -> None:
    record_succession([renamed(department, "디지털과", effective_on=COMING)], by=by)
    assert [one.name for one in Department.objects.valid(by.on).exclude(kind="bureau")] == ["정보정책과"]
    assert [one.name for one in Department.objects.valid(COMING).exclude(kind="bureau")] == ["디지털과"]


def test_a_name_is_free_again_on_the_day_its_bearer_takes_another(found: Found, by: Viewer) -> None:
    first, second = found("정보과"), found("통신과")
    record_succession([renamed(second, "정보과"), renamed(first, "데이터과")], by=by)
    assert sorted(one.name for one in Department.objects.valid(DAY)) == ["데이터과", "정보과"]


def test_a_new_department_says_what_it_is(bureau: Department, by: Viewer) -> None:
    facts = Founding(
        "기록원",
        DepartmentKind.OFFICE,
        "정보국",
        rank=33,
        short_names=["기록"],
        duties="기록",
        mailbox="a@demo.example",
    )
    (row,) = record_succession([step("new", None, facts)], by=by)
    new = Department.objects.get(origins=row)
    assert (new.kind, new.bureau, new.rank, new.short_names) == ("office", bureau, 33, ["기록"])
    assert (new.duties, new.mailbox) == ("기록", "a@demo.example")


def test_departments_follow_the_rename_of_their_bureau_on_the_same_day(
    department: Department, bureau: Department, by: Viewer
) -> None:
    record_succession([renamed(department, "디지털과"), renamed(bureau, "디지털국")], by=by)
    new = Department.objects.select_related("bureau").get(name="디지털과")
    assert (str(new.bureau), new.bureau and new.bureau.kind) == ("디지털국", "bureau")


def test_a_duty_may_leave_for_a_body_outside(department: Department, by: Viewer) -> None:
    outside = Founding("시민소통과", external=True)
    (row,) = record_succession([step("transfer", department, outside, duties="누리집")], by=by)
    new = Department.objects.get(origins=row)
    assert (new.external, new.valid_from) == (True, None)
    assert not Department.objects.valid(DAY).inside().filter(pk=new.pk).exists()


def test_one_more_department_of_a_split_may_be_recorded_later(department: Department, by: Viewer) -> None:
    record_succession([step("split", department, "가과"), step("split", department, "나과")], by=by)
    record_succession([step("split", department, "다과")], by=by)
    assert Succession.objects.filter(predecessor=department).count() == 3


def test_the_statements_do_not_grow_with_the_steps(found: Found, by: Viewer) -> None:
    for number in range(12):
        found(f"제{number}과")

    def statements(*numbers: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            record_succession([renamed(f"제{number}과", f"새{number}과") for number in numbers], by=by)
        return len(seen)

    assert statements(0) == statements(*range(1, 12)) <= 14


# --- What is refused -----------------------------------------------------------------------------------------


def test_nobody_else_records_one(
    department: Department, officer: User, administrator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    for person in (officer, administrator):
        with pytest.raises(PermissionDenied):
            record_succession([renamed(department, "디지털과")], by=as_viewer(person))


def test_all_faults_are_told_at_once_by_row_and_department_and_nothing_is_stored(
    department: Department, refused: Callable[..., list[str]]
) -> None:
    lines = refused(
        renamed("없는과", "가과", place="2행"),
        renamed(department, "디지털과", place="3행"),
        step("transfer", department, "또없는과", place="4행"),
    )
    assert [line.split(":")[0] for line in lines] == ["2행 없는과", "4행 또없는과"]
    assert "조직에 없는 부서입니다" in lines[0]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (step("rename", None, "나과"), "앞선 부서가 없습니다"),
        (step("rename", "가과"), "승계 부서가 없습니다"),
        (step("new", "가과", "나과"), "앞선 부서를 적지 않습니다"),
        (step("closed", "가과", "나과"), "승계 부서를 적지 않습니다"),
        (renamed("가과", " 가 과 "), "이름이 같습니다"),
        (renamed("가과", "나" * 101), "100자까지"),
        (Step(SuccessionKind.RENAME, "가과", "나과"), "시행일이 없습니다"),
        (renamed("가과", "나과", not_before=DAY), "시행일이 없습니다"),
        (renamed("가과", "나과", not_before=DAY, not_after=date(2026, 6, 30)), "뒤집혔습니다"),
        (renamed("가과", "나과", effective_on=DAY, not_after=DAY), "함께 적을 수 없습니다"),
        (Step("abolish", "가과", effective_on=DAY), "종류를 알 수 없습니다"),  # type: ignore[arg-type]
        (renamed("가과", "다과"), "통합으로"),
        (step("new", None, "다과"), "이미 있는 부서"),
        (step("new", None, Founding("라과", bureau="없는국")), "없는 실·국"),
        (step("split", "가과", "나과"), "하나뿐"),
        (step("merge", "가과", "나과"), "하나뿐"),
        (step("merge", "가과", Founding("다과")), "이미 있는 이름"),
        (step("merge", "가과", "재단"), "업무 이관"),
        (renamed("재단", "가재단"), "신설·편입"),
        (step("merge", "가과", "정보국"), "실·국과 부서"),
        (step("merge", "정보국", "가과"), "실·국과 부서"),
        (renamed("옛과", "새과"), r"이미 없어진 부서입니다\(2024. 1. 1.\)"),
        (step("transfer", "가과", "옛과", effective_on=date(2024, 1, 1)), "같은 날 없어지는"),
        (step("transfer", "가과", "옛과"), "이미 없어진 부서"),
        (renamed("뒷과", "새과"), r"아직 없는 부서입니다\(시작 2027. 1. 1.\)"),
        (step("transfer", "가과", "뒷과"), "아직 없는 부서"),
        (renamed("가과", "뒷과"), "아직 없는 부서"),
        (renamed("옛과", "새과", effective_on=date(2023, 1, 1)), "없어지는 것으로 등록된"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_step_that_cannot_be_is_refused(
    asked: Step, words: str, found: Found, bureau: Department, refused: Callable[..., list[str]]
) -> None:
    for name in ("가과", "다과"):
        found(name)
    found("재단", external=True)
    found("옛과", valid_until=date(2024, 1, 1))
    found("뒷과", valid_from=COMING)
    (line,) = refused(asked)
    assert re.search(words, line), line


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([renamed("가과", "라과"), renamed("가과", "마과")], "두 번 없어집니다"),
        ([renamed("가과", "라과"), step("closed", "가과")], "두 번 없어집니다"),
        ([step("merge", "가과", "나과"), step("merge", "가과", "다과")], "두 번 없어집니다"),
        ([renamed("가과", "라과"), renamed("나과", "라과")], "통합으로"),
        ([renamed("가과", "라과"), step("new", None, "라과")], "신설·편입 줄을 빼"),
        ([renamed("가과", "라과"), step("transfer", "나과", "가과")], "같은 날 없어지는"),
        ([renamed("가과", "라과"), step("transfer", "가과", "나과", effective_on=COMING)], "이미 없어진"),
        ([renamed("가과", "라과"), step("transfer", "나과", "가과", effective_on=COMING)], "이미 없어진"),
        ([step("transfer", "가과", "나과"), step("transfer", "가과", "나과")], "두 번 적은"),
        ([renamed("가과", "라과"), renamed("나과", "라과", effective_on=COMING)], "통합으로"),
    ],
)
def test_steps_that_contradict_one_another_are_refused(
    steps: list[Step], words: str, found: Found, refused: Callable[..., list[str]]
) -> None:
    for name in ("가과", "나과", "다과"):
        found(name)
    (line,) = refused(*steps)
    assert words in line


def test_a_circle_is_told_once_with_the_names_on_it(found: Found, refused: Callable[..., list[str]]) -> None:
    rows = [found(name) for name in ("가과", "나과", "다과")]
    lines = refused(*(step("merge", one, rows[(at + 1) % 3]) for at, one in enumerate(rows)))
    assert "가과 → 나과 → 다과 → 가과" in lines[0]
    assert "돌고 돌아" in lines[0]


def test_two_departments_cannot_swap_names_unseen(found: Found, refused: Callable[..., list[str]]) -> None:
    found("가과"), found("나과")
    lines = refused(renamed("가과", "나과"), renamed("나과", "가과"))
    assert any("돌고 돌아" in line for line in lines)


def test_a_day_that_later_steps_contradict_is_refused(
    found: Found, by: Viewer, refused: Callable[..., list[str]]
) -> None:
    found("가과"), found("나과")
    record_succession([step("transfer", "가과", "나과", effective_on=COMING)], by=by)
    for name in ("가과", "나과"):
        (line,) = refused(renamed(name, "라과"))
        assert "뒤의 조직개편(업무 이관, 2027. 1. 1.)" in line


def test_a_department_that_ends_already_is_not_ended_again(
    department: Department, by: Viewer, refused: Callable[..., list[str]]
) -> None:
    record_succession([renamed(department, "디지털과", effective_on=COMING)], by=by)
    (line,) = refused(step("closed", department, effective_on=COMING))
    assert "없어지는 것으로 등록된 부서입니다(2027. 1. 1.)" in line
    (line,) = refused(step("new", None, "디지털과"))
    assert "아직 없는" in line


def test_a_span_that_begins_before_a_department_for_certain_did_is_refused(
    department: Department, by: Viewer, refused: Callable[..., list[str]]
) -> None:
    record_succession([renamed(department, "디지털과")], by=by)
    span = {"not_before": date(2026, 6, 1), "not_after": COMING}
    (line,) = refused(renamed("디지털과", "데이터과", **span))
    assert "이 부서가 생긴 날(2026. 7. 1.)" in line


def test_a_name_that_two_departments_bear_has_to_be_chosen(
    found: Found, by: Viewer, refused: Callable[..., list[str]]
) -> None:
    found("정보과", valid_from=date(2020, 1, 1))
    second = found("정보과", valid_from=date(2021, 1, 1))
    (line,) = refused(renamed("정보과", "데이터과"))
    assert "둘 이상" in line
    record_succession([renamed(second, "데이터과")], by=by)


def test_nothing_and_too_much_are_refused(refused: Callable[..., list[str]]) -> None:
    assert "한 줄 이상" in refused()[0]
    assert "500줄" in refused(*[step("new", None, f"제{n}과") for n in range(MOST_STEPS + 1)])[0]


def test_a_department_that_was_called_off_is_none(found: Found, refused: Callable[..., list[str]]) -> None:
    void = found("없던과", is_void=True)
    assert "조직에 없는" in refused(renamed(void, "새과"))[0]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_same_at_once_one_is_refused(department: Department, by: Viewer) -> None:
    def go() -> str:
        try:
            record_succession([renamed(department, "디지털과")], by=by)
        except ValidationError as refusal:
            return refusal.messages[0]
        return ""

    outcomes = sorted(at_once(go, go))
    assert outcomes[0] == ""
    assert "등록된 부서" in outcomes[1]
    assert Department.objects.filter(name="디지털과").count() == 1


# --- The organisation of the demo ------------------------------------------------------------------------------


def _as_asked(row: dict[str, Any], facts: dict[str, Any]) -> Step:
    days: dict[str, Any] = {name: row.get(name) for name in ("effective_on", "not_before", "not_after")}
    after = row.get("successor")
    founds = row["kind"] in {"rename", "split", "new"}
    return Step(
        SuccessionKind(row["kind"]),
        row.get("predecessor"),
        _founding(facts[after]) if after and founds else after,
        **days,
        duties=row.get("duties", ""),
        basis=row.get("basis", ""),
    )


def _founding(told: dict[str, Any]) -> Founding:
    return Founding(
        told["name"],
        DepartmentKind(told["kind"]),
        told.get("bureau"),
        told["rank"],
        told.get("short_names", ()),
        told.get("duties", ""),
    )


def _stand_in_2019(told: dict[str, Any]) -> None:
    """Store the departments that no step founds."""
    founded = {row["successor"] for row in told["succession"] if row["kind"] in {"rename", "split", "new"}}
    rows: dict[str, Department] = {}
    for row in told["department"]:
        if row["name"] not in founded:
            facts = {
                name: row[name]
                for name in ("name", "kind", "rank", "short_names", "duties", "external")
                if name in row
            }
            rows[row["name"]] = Department.objects.create(**facts, bureau=rows.get(row.get("bureau", "")))


def _organisation() -> list[tuple[object, ...]]:
    rows = Department.objects.order_by("name").values_list(
        "name",
        "kind",
        "bureau__name",
        "rank",
        "short_names",
        "duties",
        "valid_from",
        "valid_until",
        "external",
    )
    return list(rows)


def _successions() -> set[tuple[object, ...]]:
    columns = (
        "kind",
        "predecessor__name",
        "successor__name",
        "effective_on",
        "not_before",
        "not_after",
        "duties",
    )
    return set(Succession.objects.values_list(*columns, "basis"))


@pytest.mark.parametrize("all_at_once", [True, False])
def test_every_step_of_the_demo_leads_from_the_organisation_of_2019_to_that_of_2026(
    all_at_once: bool, by: Viewer
) -> None:
    with transaction.atomic():
        seed.plant()
        wanted, steps_wanted = _organisation(), _successions()
        transaction.set_rollback(True)
    told = seed.content()
    _stand_in_2019(told)
    facts = {row["name"]: row for row in told["department"]}
    asked = [_as_asked(row, facts) for row in told["succession"]]
    days = {each.day for each in asked}
    for steps in (
        [asked[::-1]] if all_at_once else [[s for s in asked if s.day == day] for day in sorted(days)]
    ):
        record_succession(steps, by=by)
    assert _successions() == steps_wanted
    assert _organisation() == wanted
