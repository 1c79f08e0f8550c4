"""철회: what need not be followed up any more ends, with a reason, and stays to be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Demand, Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.withdraw import withdraw, withdraw_demand
from tracker.models import (
    Assignment,
    ExtensionRequest,
    FollowUp,
    Ground,
    Handover,
    ProgressUpdate,
    ReportDraft,
    Source,
    Stage,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
REASON = "조례 폐지로 대상 사업이 없어짐"
DUE = date(2026, 12, 31)


@pytest.fixture
def demand(lists: None) -> Demand:
    return make_demand(make_audit())


@pytest.fixture
def lead(demand: Demand, department: Department) -> Assignment:
    return assign(demand, department, due=DUE, lead=True)


@pytest.fixture
def other(lead: Assignment, neighbour: Department) -> Assignment:
    return assign(lead.demand, neighbour, Status.COMPLETED, due=DUE)


@pytest.fixture
def by(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


def _facts(kind: str, subject: int) -> dict[str, object]:
    text = Event.objects.get(kind=kind, subject_id=subject).text
    facts: dict[str, object] = json.loads(text)["facts"]
    return facts


def test_a_withdrawn_assignment_is_counted_no_more_and_its_reason_is_kept(
    lead: Assignment, other: Assignment, by: Viewer
) -> None:
    withdraw(other.pk, reason=f" {REASON} ", version=1, by=by)
    other.refresh_from_db()
    assert (other.stage, other.version, other.reported_status) == (Stage.WITHDRAWN, 2, Status.COMPLETED)
    followup = FollowUp.objects.get(demand=lead.demand_id)
    assert (followup.live, followup.standing) == (1, Status.IN_PROGRESS)
    kept = Ground.objects.get()
    assert (kept.act, kept.assignment_id, kept.reason, kept.by, kept.on) == (
        "withdrawn",
        other.pk,
        REASON,
        by.user,
        TODAY,
    )
    assert f'"ground",{kept.pk}' in Event.objects.get(kind="withdrawn").text


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.WITHDRAWN])
def test_every_live_stage_can_be_withdrawn(
    stage: Stage, department: Department, demand: Demand, by: Viewer
) -> None:
    status = Status.COMPLETED if stage in {Stage.CLAIMED, Stage.CLOSED} else Status.IN_PROGRESS
    held = assign(demand, department, Status.NOT_REPORTED if stage == Stage.ASSIGNED else status)
    found = {Stage.CLOSED: "confirmed", Stage.CLAIMED: "awaiting"}.get(stage, "none")
    Assignment.objects.filter(pk=held.pk).update(stage=stage, verification=found)
    assert withdraw(held.pk, reason=REASON, version=1, by=by).stage == Stage.WITHDRAWN


def test_withdrawing_twice_is_refused(other: Assignment, by: Viewer) -> None:
    withdraw(other.pk, reason=REASON, version=1, by=by)
    with pytest.raises(NotAllowedNow, match="철회"):
        withdraw(other.pk, reason=REASON, version=None, by=by)


def test_where_the_lead_goes_another_one_is_named(lead: Assignment, other: Assignment, by: Viewer) -> None:
    for wrong in (None, lead.pk, 999_999):
        with pytest.raises(ValidationError) as refused:
            withdraw(lead.pk, reason=REASON, version=1, by=by, new_lead_id=wrong)
        assert list(refused.value.message_dict) == ["new_lead"]
    withdraw(lead.pk, reason=REASON, version=1, by=by, new_lead_id=other.pk)
    other.refresh_from_db()
    assert (other.is_lead, other.version) == (True, 2)
    assert _facts("withdrawn", lead.pk)["new_lead"] == other.pk
    kinds = list(Event.objects.order_by("number").values_list("kind", "subject_id"))
    assert kinds == [("withdrawn", lead.pk), ("lead_named", other.pk)]


def test_the_last_assignment_needs_no_heir(lead: Assignment, by: Viewer) -> None:
    withdraw(lead.pk, reason=REASON, version=1, by=by)
    assert FollowUp.objects.get(demand=lead.demand_id).live == 0


def test_what_stands_beside_it_lapses_and_is_named(
    lead: Assignment, department: Department, neighbour: Department, officer: User, by: Viewer
) -> None:
    update = ProgressUpdate.objects.create(
        assignment=lead,
        number=2,
        department=lead.department,
        author=officer,
        source=Source.BROWSER,
        reported_on=TODAY,
        gate="head",
        status=Status.IN_PROGRESS,
        actions_taken="점검 중",
    )
    asked = {"assignment": lead, "reason": "자료 수집", "by": officer, "on": TODAY}
    request = ExtensionRequest.objects.create(
        **asked, department=department, wanted=date(2027, 3, 1), due_then=DUE
    )
    offer = Handover.objects.create(**asked, giver=department, receiver=neighbour)
    withdraw(lead.pk, reason=REASON, version=1, by=by)
    for row in (update, request, offer):
        row.refresh_from_db()
    assert (update.gate, update.filed_at, request.state, offer.state) == ("", None, "lapsed", "lapsed")
    assert ReportDraft.objects.get(author=officer).fields["actions_taken"] == "점검 중"
    named = _facts("withdrawn", lead.pk)
    assert (named["update"], named["request"], named["offer"]) == (update.pk, request.pk, offer.pk)


def test_a_demand_is_withdrawn_with_all_its_assignments(
    lead: Assignment, other: Assignment, by: Viewer
) -> None:
    demand = withdraw_demand(lead.demand_id, reason=REASON, by=by)
    assert demand.withdrawn_at
    assert set(Assignment.objects.values_list("stage", flat=True)) == {Stage.WITHDRAWN}
    told = list(Event.objects.order_by("number").values_list("kind", "subject_id"))
    assert told == [("demand_withdrawn", demand.pk), ("withdrawn", lead.pk), ("withdrawn", other.pk)]
    assert Ground.objects.get().assignment is None
    with pytest.raises(NotAllowedNow, match="이미 철회"):
        withdraw_demand(lead.demand_id, reason=REASON, by=by)


def test_a_demand_that_nobody_was_given_yet_can_be_withdrawn(demand: Demand, by: Viewer) -> None:
    withdraw_demand(demand.pk, reason=REASON, by=by)
    assert list(Event.objects.values_list("kind", flat=True)) == ["demand_withdrawn"]


def test_without_a_reason_nothing_happens(lead: Assignment, by: Viewer) -> None:
    with pytest.raises(ValidationError, match="사유"):
        withdraw(lead.pk, reason="  ", version=1, by=by)
    with pytest.raises(ValidationError, match="사유"):
        withdraw_demand(lead.demand_id, reason="", by=by)
    lead.refresh_from_db()
    assert (lead.stage, lead.demand.withdrawn_at) == (Stage.WORKING, None)


def test_who_saw_an_older_state_withdraws_nothing(lead: Assignment, by: Viewer) -> None:
    with pytest.raises(Stale):
        withdraw(lead.pk, reason=REASON, version=7, by=by)


@pytest.mark.parametrize("who", ["clerk", "coordinator", "officer", "head", "councillor", "administrator"])
def test_only_the_secretariat_withdraws(
    who: str, lead: Assignment, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    person = as_viewer(request.getfixturevalue(who))
    with pytest.raises((PermissionDenied, NotVisible)):
        withdraw(lead.pk, reason=REASON, version=1, by=person)
    with pytest.raises((PermissionDenied, NotVisible)):
        withdraw_demand(lead.demand_id, reason=REASON, by=person)
