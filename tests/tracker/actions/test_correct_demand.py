"""정정: a fixed text changes only as a new version with a reason; both stay to be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Audit, Demand, DemandVersion, Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.correct_demand import correct_demand
from tracker.corrections import answered_version, answered_versions
from tracker.models import Assignment, ProgressUpdate, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
TEXT = "예산 낭비가 없도록 집행 계획을 세울 것"
REASON = "의결 내용과 다르게 옮겨 적음"


@pytest.fixture
def demand(lists: None) -> Demand:
    made = make_demand(make_audit())
    Audit.objects.update(transmitted_on=TODAY, transmittal_number="의사과-77")
    return Demand.objects.get(pk=made.pk)


@pytest.fixture
def by(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


def test_a_correction_is_a_new_version_with_its_reason_beside_the_old_one(demand: Demand, by: Viewer) -> None:
    correct_demand(demand.pk, f" {TEXT} ", reason=REASON, version=1, by=by)
    rows = DemandVersion.objects.filter(demand=demand).order_by("number")
    assert [(row.number, row.text, row.reason, row.by) for row in rows] == [
        (1, "예산 낭비가 없도록 할 것", "", None),
        (2, TEXT, REASON, by.user),
    ]
    demand.refresh_from_db()
    assert DemandVersion.objects.texts([demand]) == {demand.pk: TEXT}
    assert list(Event.objects.values_list("kind", "subject_kind")) == [("demand_corrected", "demand")]


def test_every_live_assignment_gets_a_new_version_and_an_event(
    demand: Demand, department: Department, neighbour: Department, by: Viewer
) -> None:
    one, two = assign(demand, department), assign(demand, neighbour, Status.COMPLETED)
    gone = assign(demand, Department.objects.create(name="총무과", kind="department", rank=30))
    Assignment.objects.filter(pk=gone.pk).update(stage=Stage.WITHDRAWN)
    correct_demand(demand.pk, TEXT, reason=REASON, version=1, by=by)
    told = Event.objects.filter(kind="demand_corrected").order_by("number")
    assert list(told.values_list("subject_id", flat=True)) == [one.pk, two.pk]
    versions = dict(Assignment.objects.values_list("pk", "version"))
    assert versions == {one.pk: 2, two.pk: 2, gone.pk: 1}
    assert set(Assignment.objects.live().values_list("stage", flat=True)) == {Stage.WORKING, Stage.CLAIMED}


def test_a_waiting_claim_is_known_to_answer_the_text_before(
    demand: Demand, department: Department, by: Viewer
) -> None:
    claim = assign(demand, department, Status.COMPLETED).updates.get()
    ProgressUpdate.objects.filter(pk=claim.pk).update(filed_at=timezone.now())
    correct_demand(demand.pk, TEXT, reason=REASON, version=1, by=by)
    claim = ProgressUpdate.objects.select_related("assignment").get(pk=claim.pk)
    assert answered_version(claim) == 1
    claim.filed_at = timezone.now() + timedelta(seconds=1)
    assert answered_version(claim) == 2


def test_a_report_from_an_earlier_paper_answers_the_first_text(
    demand: Demand,
    department: Department,
    neighbour: Department,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in (department, neighbour):
        assign(demand, place, Status.COMPLETED)
    rows = ProgressUpdate.objects.select_related("assignment")
    with django_assert_num_queries(2):  # the reports, the versions
        assert set(answered_versions(rows).values()) == {1}


@pytest.mark.parametrize(
    ("text", "reason", "field"),
    [("", REASON, "text"), ("예산 낭비가 없도록 할 것 ", REASON, "text"), (TEXT, " ", "reason")],
    ids=["no text", "the same text", "no reason"],
)
def test_what_is_missing_is_said_and_nothing_changes(
    text: str, reason: str, field: str, demand: Demand, by: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        correct_demand(demand.pk, text, reason=reason, version=1, by=by)
    assert list(refused.value.message_dict) == [field]
    assert DemandVersion.objects.count() == 1


def test_of_two_corrections_at_once_the_second_is_refused(demand: Demand, by: Viewer) -> None:
    correct_demand(demand.pk, TEXT, reason=REASON, version=1, by=by)
    with pytest.raises(Stale) as refused:
        correct_demand(demand.pk, "다른 본문", reason=REASON, version=1, by=by)
    assert refused.value.version == 2


def test_before_the_transmittal_a_text_is_rewritten_not_corrected(demand: Demand, by: Viewer) -> None:
    Audit.objects.update(transmitted_on=None, transmittal_number="")
    with pytest.raises(NotAllowedNow, match="요구사항 수정"):
        correct_demand(demand.pk, TEXT, reason=REASON, version=1, by=by)


def test_an_imported_text_that_departments_answered_is_fixed(
    demand: Demand, department: Department, by: Viewer
) -> None:
    Audit.objects.update(transmitted_on=None, transmittal_number="")
    assign(demand, department)
    assert correct_demand(demand.pk, TEXT, reason=REASON, version=1, by=by).number == 2


@pytest.mark.parametrize("who", ["clerk", "coordinator", "officer", "head", "councillor", "administrator"])
def test_only_the_secretariat_corrects(
    who: str, demand: Demand, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises((PermissionDenied, NotVisible)):
        correct_demand(demand.pk, TEXT, reason=REASON, version=1, by=as_viewer(request.getfixturevalue(who)))
