"""What a machine notices about answers: exactly what is there, with the words it rests on, for those it concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Audit, Department, Holiday, User
from audits.statuses import ReportedStatus as Status
from tests.audits.intake.papers import needs_real_report, real_draft
from tests.conftest import TODAY
from tests.factories import REPORT_DATE, assign, make_audit, make_demand, report
from tracker.checks import (
    Doubt,
    Kind,
    Said,
    doubts,
    doubts_of,
    doubts_of_all,
    unchanged_in_a_row,
    with_silence,
)
from tracker.checks.silence import not_received
from tracker.deadlines import Holidays, received_late
from tracker.models import Assignment, Evidence, ProgressUpdate, Source, Stage

AsViewer = Callable[[User], Viewer]
ON = date(2026, 11, 20)
DONE = Said(status=Status.COMPLETED, actions_taken="- 실태조사 완료 : ’26. 10월", reported_on=ON)
GOING = Said(
    status=Status.IN_PROGRESS,
    actions_taken="- 실태조사 착수 : ’26. 10월",
    reported_on=ON,
    plan="- 결과 공개 : ’27. 3월",
    planned_until=date(2027, 3, 31),
)


def _kinds(said: Said, **beside: object) -> list[str]:
    return [doubt.kind.value for doubt in doubts(said, on=ON, **beside)]  # type: ignore[arg-type]  # Said or a list


def _only(said: Said, **beside: object) -> Doubt:
    (found,) = doubts(said, on=ON, **beside)  # type: ignore[arg-type]  # Said or a list
    return found


def test_an_answer_that_is_done_and_one_that_goes_on_as_planned_raise_nothing() -> None:
    assert (_kinds(DONE), _kinds(GOING)) == ([], [])


def test_a_claim_whose_plan_ends_later_is_doubted_with_the_line_and_its_day() -> None:
    doubt = _only(replace(DONE, plan="◦ 교육 실시 : ’26. 10월\n  - 기기 보급 : ’26. 12월"))
    assert (doubt.kind, doubt.field, doubt.quote) == ("plan_after_claim", "plan", "기기 보급 : ’26. 12월")
    assert (doubt.until, doubt.detail) == (date(2026, 12, 31), "계획의 끝: 2026. 12. 31.")


def test_a_claim_whose_plan_begins_later_and_has_no_end_is_doubted_from_that_day() -> None:
    doubt = _only(replace(DONE, plan="- 2차 갱신 : ’27. 1월 ~"))
    assert (doubt.kind, doubt.since, doubt.until) == ("plan_after_claim", date(2027, 1, 1), None)


def test_a_planned_day_alone_is_a_plan_as_well() -> None:
    assert _only(replace(DONE, planned_until=date(2026, 12, 1))).until == date(2026, 12, 1)


@pytest.mark.parametrize(
    "said",
    [
        replace(DONE, plan="- 기기 보급 : ’26. 12월", continues=True),
        replace(DONE, plan="- 기기 보급 : ’26. 11. 20."),
        replace(DONE, plan="- 기기 보급(연중)"),
        replace(GOING, status=Status.UNDER_REVIEW),
    ],
)
def test_what_goes_on_every_year_or_is_over_by_the_report_is_no_plan_after_a_claim(said: Said) -> None:
    assert _kinds(said) == []


@pytest.mark.parametrize(
    ("actions", "quote"),
    [
        ("- 지적사항을 철저히 할 예정", "철저히 할 예정"),
        ("○ 실태점검\n  - 점검을 충실히 하겠음.", "점검을 충실히 하겠음"),
        ("- 기준을 마련할 계획임(’27. 3월)", "기준을 마련할 계획임"),
        ("- 조례 개정 검토 중 : ’27. 6월", "조례 개정 검토 중"),
        ("- 예산을 확보하겠습니다\n- 인력 보강 검토", "인력 보강 검토"),
    ],
)
def test_a_claim_of_nothing_but_promises_is_doubted_with_the_words(actions: str, quote: str) -> None:
    doubt = _only(replace(DONE, actions_taken=actions))
    assert (doubt.kind, doubt.quote) == ("promise_only", quote)
    assert quote in actions


@pytest.mark.parametrize(
    "actions",
    [
        "- 기본계획 수립 : ’26. 5월",
        "- 현장점검 3회 실시\n- 결과를 공개할 예정",
        "- 추진계획 : 3건 완료",
        "- 법률 검토 완료",
        "○ 보급 현황\n구분\t2025\t2026\n보급\t1,360\t1,382\n  - 남은 기기는 보급할 예정",
        "- 회의 결과를 반영하여 지침을 고침",
    ],
)
def test_one_thing_done_is_enough_for_a_claim_to_be_more_than_promises(actions: str) -> None:
    assert _kinds(replace(DONE, actions_taken=actions)) == []


def test_a_claim_that_only_has_a_plan_has_nothing_done() -> None:
    doubt = _only(replace(DONE, actions_taken="", plan="- 지속 관리"))
    assert (doubt.kind, doubt.field, doubt.quote) == ("promise_only", "plan", "지속 관리")


def test_the_same_answer_under_several_demands_names_the_others_however_it_is_broken() -> None:
    one = replace(DONE, demand=1, label="시정 1")
    two = replace(DONE, demand=2, label="시정 2", actions_taken="-  실태조사\n   완료 : ’26.\u3000 10월")
    third = replace(DONE, demand=3, label="시정 3", actions_taken="- 다른 일")
    doubt = _only(one, answers=[one, two, third])
    assert (doubt.kind, doubt.detail) == ("same_text", "시정 2")
    assert _kinds(third, answers=[one, two, third]) == []


def test_departments_of_one_demand_may_answer_alike_and_papers_may_be_handed_in_alike() -> None:
    one = replace(DONE, demand=1)
    papers = replace(DONE, papers=True, demand=2)
    assert _kinds(one, answers=[one, one]) == []
    assert _kinds(papers, answers=[papers, replace(papers, demand=3)]) == []
    assert _kinds(one, answers=[one, papers]) == []


def test_evidence_is_missed_on_a_claim_but_not_on_a_published_one() -> None:
    assert _kinds(replace(DONE, evidence=False)) == ["no_evidence"]
    assert _kinds(replace(DONE, evidence=False, published=True)) == []
    assert _kinds(replace(GOING, evidence=False)) == []


def test_going_on_without_a_plan_or_a_day_is_doubted() -> None:
    assert _kinds(replace(GOING, plan=" ")) == ["no_plan"]
    assert _kinds(replace(GOING, planned_until=None)) == ["no_planned_until"]


def test_a_planned_day_gone_by_without_a_new_report_is_doubted_until_there_is_one() -> None:
    late = replace(GOING, reported_on=date(2026, 9, 1), planned_until=date(2026, 11, 8))
    assert _only(late).detail == "완료 예정일 2026. 11. 8., 12일 지남"
    assert _kinds(replace(late, newest=False)) == []
    assert _kinds(replace(late, planned_until=ON)) == []
    assert _kinds(replace(late, reported_on=ON)) == []
    assert _kinds(replace(late, reported_on=ON, no_change=True)) == ["plan_passed"]


def test_an_answer_in_the_words_of_the_report_before_is_doubted_unless_it_says_so() -> None:
    before = replace(GOING, reported_on=date(2026, 5, 4))
    doubt = _only(GOING, before=before)
    assert (doubt.kind, doubt.detail) == ("unchanged", "앞선 보고: 2026. 5. 4.")
    assert _kinds(replace(GOING, no_change=True), before=before) == []
    assert _kinds(replace(GOING, plan="- 결과 공개 : ’27. 4월"), before=before) == []


def test_every_quote_stands_in_a_line_of_its_field() -> None:
    said = replace(DONE, actions_taken="○ " + "가" * 300, plan="-" * 50 + "\n- ’27. 3월까지 마침", demand=1)
    found = doubts(said, on=ON, answers=[replace(said, demand=2)], before=said)
    assert len(found) == 3
    assert all(d.quote in getattr(said, d.field) and len(d.quote) <= 80 for d in found)


@needs_real_report
def test_on_the_published_report_exactly_what_is_there_is_doubted() -> None:
    day = date(2020, 11, 1)
    answers = [
        Said(
            status=item.status,
            actions_taken=item.actions_taken,
            plan=item.plan,
            planned_until=item.planned_until,
            reported_on=day,
            evidence=False,
            published=True,
            papers=item.category == "submission",
            demand=item.number,
        )
        for item in real_draft().items
    ]
    found = [(said.demand, doubt) for said in answers for doubt in doubts(said, on=day, answers=answers)]
    numbers = {kind: {n for n, doubt in found if doubt.kind == kind} for kind in Kind}
    ending = {n for n, doubt in found if doubt.kind == Kind.PLAN_AFTER_CLAIM and doubt.until}
    assert (ending, numbers[Kind.PLAN_AFTER_CLAIM] - ending) == ({1, 3, 7, 11}, {4})
    assert numbers[Kind.SAME_TEXT] == {1, 7, 11}
    assert numbers[Kind.NO_PLANNED_UNTIL] == {6, 9, 12, 16, 17, 18}
    assert {n for kind, told in numbers.items() for n in told} == {1, 3, 4, 6, 7, 9, 11, 12, 16, 17, 18}


# In the database


@pytest.fixture
def audit(lists: None) -> Audit:
    return make_audit()


@pytest.fixture
def alike(audit: Audit, department: Department, neighbour: Department) -> list[ProgressUpdate]:
    """Three demands of one audit with one answer, and one of another year with the same."""
    same, spaced = "- 실태조사\u3000완료", "- 실태 조사\n완료\u200b"
    rows = [
        assign(make_demand(audit, 1), department, Status.COMPLETED, actions=same),
        assign(make_demand(audit, 2), department, Status.COMPLETED, actions=spaced),
        assign(make_demand(audit, 3), neighbour, Status.COMPLETED, actions=same),
        assign(make_demand(make_audit(2024), 1), department, Status.COMPLETED, actions=same),
    ]
    return [row.updates.get() for row in rows]


def _told(update: ProgressUpdate, viewer: Viewer) -> list[tuple[str, str]]:
    return [(doubt.kind.value, doubt.detail) for doubt in doubts_of(update, viewer)]


@pytest.mark.django_db
def test_the_same_answer_is_found_within_the_audit(
    alike: list[ProgressUpdate], secretariat: User, as_viewer: AsViewer
) -> None:
    assert _told(alike[0], as_viewer(secretariat)) == [("same_text", "시정 2, 시정 3")]
    assert _told(alike[3], as_viewer(secretariat)) == []


@pytest.mark.django_db
def test_a_department_is_told_only_of_demands_it_may_read(
    alike: list[ProgressUpdate], officer: User, as_viewer: AsViewer
) -> None:
    assert _told(alike[0], as_viewer(officer)) == [("same_text", "시정 2")]


@pytest.mark.django_db
def test_an_answer_that_was_replaced_or_withdrawn_is_compared_no_more(
    alike: list[ProgressUpdate], secretariat: User, as_viewer: AsViewer
) -> None:
    report(alike[1].assignment, Status.COMPLETED, number=2, actions="- 새로 적은 실적")
    Assignment.objects.filter(pk=alike[2].assignment_id).update(stage=Stage.WITHDRAWN)
    assert _told(alike[0], as_viewer(secretariat)) == []


@pytest.mark.django_db
def test_papers_handed_in_are_answered_alike_with_good_reason(
    audit: Audit, department: Department, secretariat: User, as_viewer: AsViewer
) -> None:
    rows = [
        assign(make_demand(audit, n, category="submission"), department, Status.COMPLETED) for n in (1, 2)
    ]
    found = doubts_of_all([row.updates.get() for row in rows], as_viewer(secretariat))
    assert list(found.values()) == [[], []]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "told"),
    [("clerk", 1), ("coordinator", 1), ("officer", 1), ("head", 1), ("councillor", 0), ("administrator", 0)],
)
def test_doubts_are_for_staff_and_never_for_councillors(
    who: str,
    told: int,
    audit: Audit,
    department: Department,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    row = assign(make_demand(audit), department, Status.COMPLETED, plan="- 마무리 : ’26. 12월")
    update = row.updates.get()
    assert len(doubts_of(update, as_viewer(request.getfixturevalue(who)))) == told


@pytest.mark.django_db
def test_evidence_that_was_removed_is_missed(
    audit: Audit, department: Department, officer: User, secretariat: User, as_viewer: AsViewer
) -> None:
    row = assign(make_demand(audit), department, Status.COMPLETED, source=Source.BROWSER, author=officer)
    assert _told(row.updates.get(), as_viewer(secretariat)) == [("no_evidence", "")]
    Evidence.objects.create(assignment=row, update=row.updates.get(), document_number="정보정책과-1")
    assert _told(row.updates.get(), as_viewer(secretariat)) == []


@pytest.mark.django_db
def test_the_report_before_is_the_filed_one_before_it(
    audit: Audit, department: Department, secretariat: User, as_viewer: AsViewer
) -> None:
    row = assign(make_demand(audit), department)
    again = report(row, Status.IN_PROGRESS, number=2)
    assert ("unchanged", "앞선 보고: 2025. 12. 1.") in _told(again, as_viewer(secretariat))
    assert "unchanged" not in dict(_told(row.updates.get(number=1), as_viewer(secretariat)))


@pytest.mark.django_db
def test_the_doubts_of_many_reports_cost_two_statements(
    alike: list[ProgressUpdate],
    secretariat: User,
    as_viewer: AsViewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    viewer = as_viewer(secretariat)
    with django_assert_num_queries(2):
        found = doubts_of_all(alike, viewer)
    assert [len(found[update.pk]) for update in alike] == [1, 1, 1, 0]


def _silence(name: str) -> list[object]:
    return [getattr(row, name) for row in with_silence(Assignment.objects.order_by("pk"), TODAY)]


def _repeat(row: Assignment, *flags: bool) -> None:
    for number, no_change in enumerate(flags, start=2):
        report(row, Status.IN_PROGRESS, number=number, no_change=no_change)


@pytest.mark.django_db
def test_reports_of_no_change_are_counted_back_from_the_newest(audit: Audit, department: Department) -> None:
    rows = [assign(make_demand(audit, n), department) for n in (1, 2, 3)]
    _repeat(rows[0], True, False, True, True, True)
    _repeat(rows[1], True, True, False)
    ProgressUpdate.objects.filter(assignment=rows[0], number=5).update(filed_at=None)
    assert unchanged_in_a_row(rows) == {rows[0].pk: 2}
    assert _silence("in_a_row") == [2, 0, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"planned_until": date(2026, 3, 31)}, Stage.WORKING),
        ({"planned_until": TODAY}, Stage.WORKING),
        ({"planned_until": None}, Stage.WORKING),
        ({"planned_until": date(2025, 11, 1)}, Stage.WORKING),
        ({"planned_until": date(2025, 11, 1), "no_change": True}, Stage.RETURNED),
        ({"planned_until": date(2026, 3, 31), "status": Status.COMPLETED}, Stage.RETURNED),
        ({"planned_until": REPORT_DATE, "status": Status.UNDER_REVIEW}, Stage.RETURNED),
    ],
)
def test_the_list_finds_the_plans_gone_by_that_the_doubt_finds(
    change: dict[str, Any],
    stage: Stage,
    audit: Audit,
    department: Department,
    secretariat: User,
    as_viewer: AsViewer,
) -> None:
    row = assign(make_demand(audit), department, Status.NOT_REPORTED)
    report(row, **{"status": Status.IN_PROGRESS} | change)
    Assignment.objects.update(stage=stage, reported_status=Status.IN_PROGRESS)
    doubted = {
        d.until for d in doubts_of(row.updates.get(), as_viewer(secretariat)) if d.kind == Kind.PLAN_PASSED
    }
    assert doubted == {day for day in _silence("plan_passed") if day}


@pytest.mark.django_db
def test_nothing_planned_is_gone_by_where_the_department_owes_nothing(
    audit: Audit, department: Department
) -> None:
    assign(make_demand(audit), department, planned_until=date(2026, 3, 31))
    Assignment.objects.update(stage=Stage.WITHDRAWN)
    assert _silence("plan_passed") == [None]


@pytest.mark.django_db
def test_the_list_finds_what_nobody_received_by_the_same_days_as_the_mark(
    audit: Audit, department: Department
) -> None:
    Holiday.objects.create(date=date(2026, 11, 17), name="임시공휴일")
    patient = make_audit(2024)
    Audit.objects.filter(pk=patient.pk).update(receipt_days=5)
    for number, day in enumerate((11, 12, 13, 16, 18), start=1):
        for of in (audit, patient):
            assign(make_demand(of, number), department, Status.NOT_REPORTED, on=date(2026, 11, day))
    Assignment.objects.filter(demand__number=1, demand__audit=audit).update(stage=Stage.WORKING)
    holidays = Holidays.load(date(2026, 1, 1))
    rows = Assignment.objects.select_related("demand__audit").order_by("pk")
    marked = [row.pk for row in rows if received_late(row, TODAY, holidays, row.demand.audit.receipt_days)]
    assert [row.pk for row in rows.filter(not_received(TODAY))] == marked
    assert len(marked) == 3
