"""A report that was read becomes an audit with its demands, whole or not at all."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from audits import record
from audits.access import Viewer
from audits.errors import AlreadyImported
from audits.models import Audit, Demand, Department, Document, Event, User
from audits.proof.rows import kept_models
from audits.reading import Reading, read_report
from tests.conftest import TODAY
from tracker.actions.import_demands import AuditFacts, import_confirmed, import_report
from tracker.import_changes import compare
from tracker.models import Assignment, Evidence, FollowUp, ProgressUpdate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

ON = date(2025, 12, 1)
REPORT = """2025 행정사무감사 처리결과
□ 총괄
○ 처리요구사항 등 총 4건
구분 계 완료 추진중 검토중 미반영
계 4 2 1 0 1
시정·처리요구사항 3 1 1 0 1
기타(자료제출 등) 1 1 0 0 0

시정·처리요구사항
○ 누리집의 옛 자료를 걷어 내고 새로 쓸 것
(정보정책과)
□ 추진상황 : 추진완료
□ 추진내용
- 옛 자료 30건을 걷어 냄: ’25. 3월
○ 통신망 점검을 해마다 할 것
(통신과, 정보정책)
□ 추진상황 : 추진 중
□ 추진내용
- 점검 계획을 세움
□ 향후계획
- 점검 실시: ’26. 5월
○ 새 건물을 지을 것
(통신과)
□ 추진상황 : 수용불가
□ 추진내용
- 예산이 없어 받아들이기 어려움

기타(자료제출 등)
○ 지난 세 해의 점검 자료
(정보정책과)
□ 추진상황 : 제출완료
□ 추진내용
- 자료를 냄(2025. 1. 6.)
"""
ADOPTED = REPORT[REPORT.index("시정·처리요구사항\n○") :]
ADOPTED = "2025 행정사무감사 결과보고서\n" + "\n".join(
    line for line in ADOPTED.splitlines() if not line.startswith(("□", "-"))
)
FACTS = AuditFacts(year=2025, body="정보국", report_date=ON)


@pytest.fixture
def departments(department: Department, neighbour: Department) -> dict[str, Department]:
    return {department.name: department, neighbour.name: neighbour}


@pytest.fixture
def report(departments: dict[str, Department]) -> Reading:
    return read_report(REPORT.encode(), name="보고서.txt", year=2025, report_date=ON)


@pytest.fixture
def adopted(departments: dict[str, Department]) -> Reading:
    return read_report(ADOPTED.encode(), name="채택.txt", year=2025, report_date=ON)


def _states(audit: Audit) -> list[tuple[int, str, str, str]]:
    rows = Assignment.objects.filter(demand__audit=audit).order_by("demand__number", "department__rank")
    return [
        (a.demand.number, str(a.department), a.stage, a.reported_status)
        for a in rows.select_related("demand")
    ]


def test_closing_answers_wait_for_the_council_and_the_rest_is_being_worked_on(report: Reading) -> None:
    assert _states(import_report(report, FACTS, by=None, on=TODAY)) == [
        (1, "정보정책과", "claimed", "completed"),
        (2, "정보정책과", "working", "in_progress"),
        (2, "통신과", "working", "in_progress"),
        (3, "통신과", "claimed", "not_accepted"),
        (4, "정보정책과", "claimed", "completed"),
    ]


def test_a_single_department_leads_and_of_several_none_does(report: Reading) -> None:
    import_report(report, FACTS, by=None, on=TODAY)
    leads = Assignment.objects.order_by("demand__number").values_list("demand__number", "is_lead")
    assert sorted(leads) == [(1, True), (2, False), (2, False), (3, True), (4, True)]


def test_a_department_beside_one_the_reader_did_not_know_does_not_lead(
    departments: dict[str, Department],
) -> None:
    text = REPORT.replace("(정보정책과)", "(정보정책과, 모르는담당관)")
    read = read_report(text.encode(), name="보고서.txt", year=2025, report_date=ON)
    import_report(read, FACTS, by=None, on=TODAY)
    assert not Assignment.objects.get(demand__number=1).is_lead


def test_a_month_to_come_without_a_year_is_of_the_reports_year(departments: dict[str, Department]) -> None:
    text = REPORT.replace("- 점검 실시: ’26. 5월", "- 점검 실시: 12월")
    read = read_report(text.encode(), name="보고서.txt", year=2025, report_date=ON)
    assert read.draft.items[1].planned_until == date(2025, 12, 31)


def test_due_dates_stay_empty_unless_given(report: Reading) -> None:
    import_report(report, FACTS, by=None, on=TODAY)
    assert not Assignment.objects.filter(due_date__isnull=False).exists()


def test_a_due_date_given_is_both_the_first_and_the_present_one(report: Reading) -> None:
    due = date(2026, 6, 30)
    import_report(report, AuditFacts(year=2025, body="정보국", due_date=due), by=None, on=TODAY)
    assert set(Assignment.objects.values_list("due_date", "original_due_date")) == {(due, due)}


def test_the_evidence_is_the_document_and_the_line(report: Reading) -> None:
    import_report(report, FACTS, by=None, on=TODAY)
    piece = Evidence.objects.get(assignment__demand__number=1)
    assert piece.document is not None
    assert piece.document_sha256 == report.sha256 == piece.document.sha256
    assert piece.document.lines(piece.line or 0, piece.line or 0) == [
        "○ 누리집의 옛 자료를 걷어 내고 새로 쓸 것"
    ]


def test_the_answer_is_the_departments_and_names_who_entered_it(report: Reading, secretariat: User) -> None:
    import_report(report, FACTS, by=secretariat, on=TODAY)
    update = ProgressUpdate.objects.get(assignment__demand__number=1)
    assert (str(update.department), update.author, update.entered_by) == ("정보정책과", None, secretariat)
    assert (update.source, update.wording, update.reported_on) == ("published", "추진완료", ON)
    assert update.filed_at is not None


def test_every_row_it_creates_is_hashed_in_the_record(report: Reading) -> None:
    import_report(report, FACTS, by=None, on=TODAY)
    told = {
        (kind, pk): digest
        for text in Event.objects.values_list("text", flat=True)
        for kind, pk, digest in json.loads(text)["rows"]
    }
    stored = [
        model for model in kept_models() if model is not Department
    ]  # by a fixture, which tells nothing
    rows: list[Any] = [row for model in stored for row in model._base_manager.all()]
    assert {(record.kind_of(row), row.pk): record.fingerprint(row) for row in rows} == told
    of_demands = {"document", "audit", "demand", "demandversion"}
    assert {kind for kind, _ in told} == of_demands | {"assignment", "tenure", "progressupdate", "evidence"}


def test_the_record_carries_the_assignments_new_values(report: Reading) -> None:
    import_report(report, FACTS, by=None, on=TODAY)
    for assignment in Assignment.objects.all():
        event = Event.objects.filter(subject_kind="assignment", subject_id=assignment.pk).latest("number")
        assert json.loads(event.text)["values"] == json.loads(
            json.dumps(assignment.record_values(), default=str)
        )


def test_a_list_without_answers_makes_demands_with_proposals_and_no_assignments(adopted: Reading) -> None:
    assert not adopted.draft.has_statuses
    assert not adopted.draft.problems
    audit = import_report(adopted, FACTS, by=None, on=TODAY)
    assert [sorted(d.name for d in demand.proposed.all()) for demand in audit.demands.order_by("number")] == [
        ["정보정책과"],
        ["정보정책과", "통신과"],
        ["통신과"],
        ["정보정책과"],
    ]
    assert not Assignment.objects.exists()
    assert set(FollowUp.objects.values_list("standing", "live")) == {("not_reported", 0)}


def test_a_department_the_reader_is_not_sure_of_stays_empty(departments: dict[str, Department]) -> None:
    text = REPORT.replace("(정보정책과)", "(정보통신담당관)")
    read = read_report(text.encode(), name="보고서.txt", year=2025, report_date=ON)
    import_report(read, FACTS, by=None, on=TODAY)
    assignment = Assignment.objects.get(demand__number=1)
    assert (assignment.department, assignment.stage) == (None, "claimed")
    assert assignment in Assignment.objects.without_owner(TODAY)


def test_the_same_year_and_body_again_stores_nothing(report: Reading) -> None:
    import_report(report, FACTS, by=None, on=TODAY)
    before = (Demand.objects.count(), Document.objects.count(), Event.objects.count())
    with pytest.raises(AlreadyImported, match="이미 불러온"):
        import_report(report, FACTS, by=None, on=TODAY)
    assert (Demand.objects.count(), Document.objects.count(), Event.objects.count()) == before


def test_a_department_that_is_gone_since_the_reading_stops_the_import(
    report: Reading, departments: dict[str, Department]
) -> None:
    Department.objects.filter(name="통신과").update(valid_until=ON)
    with pytest.raises(ValidationError, match="통신과"):
        import_report(report, FACTS, by=None, on=TODAY)


def test_a_name_two_departments_bear_leaves_the_item_without_one(departments: dict[str, Department]) -> None:
    Department.objects.create(name="통신과", kind="department", rank=30, valid_from=date(2020, 1, 1))
    read = read_report(REPORT.encode(), name="보고서.txt", year=2025, report_date=ON)
    assert read.draft.items[2].departments == ()
    assert any("통신과" in problem.message for problem in read.draft.problems)
    import_report(read, FACTS, by=None, on=TODAY)
    assert Assignment.objects.get(demand__number=3).department is None


def test_what_the_reader_left_open_is_stored_by_no_entrance(departments: dict[str, Department]) -> None:
    text = REPORT.replace("추진완료", "보류함")
    read = read_report(text.encode(), name="보고서.txt", year=2025, report_date=ON)
    with pytest.raises(ValidationError, match="연번 1"):
        import_report(read, FACTS, by=None, on=TODAY)
    assert not Audit.objects.exists()


def test_an_audit_of_the_same_body_is_there_however_it_is_spaced(report: Reading) -> None:
    import_report(report, FACTS, by=None, on=TODAY)
    for body in ("정보 국", " 정보국", unicodedata.normalize("NFD", "정보국")):
        with pytest.raises(AlreadyImported):
            import_report(report, replace(FACTS, body=body), by=None, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Audit.objects.create(year=2025, body="정 보국")


def test_what_exists_is_compared_item_by_item(report: Reading, departments: dict[str, Department]) -> None:
    assert compare(report.draft, year=2025, body="정보국") is None
    import_report(report, FACTS, by=None, on=TODAY)
    other = read_report(
        REPORT.replace("새 건물을", "새 다리를").encode(), name="x", year=2025, report_date=ON
    )
    found = compare(other.draft, year=2025, body="정보국")
    assert found is not None
    assert (found.same, found.changed, found.new) == (3, 1, 0)


def test_statements_do_not_grow_with_the_items(
    departments: dict[str, Department], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    item = "○ 통신망 점검을 해마다 할 것\n(통신과)\n□ 추진상황 : 추진 중\n□ 추진내용\n- 점검 {}\n"
    few, many = ("시정·처리요구사항\n" + "".join(item.format(n) for n in range(size)) for size in (2, 60))
    with django_assert_num_queries(34) as counted:
        import_report(
            read_report(few.encode(), name="x", year=2023, report_date=ON),
            AuditFacts(2023, "가"),
            by=None,
            on=TODAY,
        )
    with django_assert_num_queries(len(counted)):
        import_report(
            read_report(many.encode(), name="x", year=2024, report_date=ON),
            AuditFacts(2024, "가"),
            by=None,
            on=TODAY,
        )


@pytest.mark.parametrize("who", ["coordinator", "officer", "head", "councillor", "administrator"])
def test_only_the_council_confirms_an_import(
    who: str, report: Reading, request: pytest.FixtureRequest, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(PermissionDenied):
        import_confirmed(report, FACTS, by=as_viewer(request.getfixturevalue(who)))
    assert not Audit.objects.exists()
