"""What a committee decided at a meeting: entered by its own staff, about its own demands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Committee, Demand, Department, Event, User
from tests.factories import assign, make_audit, make_demand
from tracker.actions.meetings import record_decision, record_meeting
from tracker.models import Assignment, Decision, Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
HELD = date(2026, 11, 19)


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


@pytest.fixture
def demand(committee: Committee) -> Demand:
    return make_demand(make_audit(committee=committee))


def _meeting(committee: Committee, by: Viewer, held_on: date = HELD, name: str = "제3차") -> Meeting:
    return record_meeting(committee.pk, held_on, name=name, minutes_reference=" 제3차, 12쪽 ", by=by)


def _decision(meeting: Meeting, demand: Demand, by: Viewer, conclusion: str = "continued") -> Decision:
    return record_decision(meeting.pk, demand.pk, conclusion=conclusion, words="계속 살핌", by=by)


def _faults(refused: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return list(refused.value.message_dict)


def test_a_meeting_is_kept_with_its_minutes_and_in_the_record(committee: Committee, council: Viewer) -> None:
    meeting = _meeting(committee, council)
    event = Event.objects.get()
    assert (meeting.committee, meeting.held_on, meeting.minutes_reference) == (
        committee,
        HELD,
        "제3차, 12쪽",
    )
    assert (event.kind, event.subject_kind, event.subject_id) == ("meeting_recorded", "meeting", meeting.pk)
    assert [row[0] for row in json.loads(event.text)["rows"]] == ["meeting"]
    assert "12쪽" not in event.text


def test_a_clerk_enters_meetings_of_the_own_committee_only(
    committee: Committee, other_committee: Committee, clerk: User, as_viewer: AsViewer
) -> None:
    _meeting(committee, as_viewer(clerk))
    with pytest.raises(NotVisible):
        _meeting(other_committee, as_viewer(clerk))


@pytest.mark.parametrize("who", ["coordinator", "officer", "councillor"])
def test_nobody_but_the_council_enters_a_meeting(
    who: str, committee: Committee, as_viewer: AsViewer, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        _meeting(committee, as_viewer(request.getfixturevalue(who)))


def test_a_committee_met_only_while_it_existed(council: Viewer) -> None:
    gone = Committee.objects.create(name="옛위원회", valid_until=date(2026, 7, 1))
    _meeting(gone, council, held_on=date(2026, 6, 30))
    with pytest.raises(ValidationError) as refused:
        _meeting(gone, council, held_on=date(2026, 7, 1))
    assert _faults(refused) == ["held_on"]


def test_the_same_meeting_is_entered_once(committee: Committee, council: Viewer) -> None:
    _meeting(committee, council)
    with pytest.raises(ValidationError) as refused:
        _meeting(committee, council, name=" 제3차 ")
    assert _faults(refused) == ["held_on"]
    _meeting(committee, council, name="제4차")


def test_a_decision_is_found_in_the_history_of_its_demand_and_changes_no_stage(
    committee: Committee, demand: Demand, department: Department, council: Viewer
) -> None:
    row = assign(demand, department)
    decision = _decision(_meeting(committee, council), demand, council, "closed")
    event = Event.objects.latest("number")
    assert (event.kind, event.demand, event.subject_kind) == ("decision_recorded", demand, "decision")
    assert json.loads(event.text)["rows"][0][:2] == ["decision", decision.pk]
    assert Assignment.objects.get(pk=row.pk).stage == row.stage


def test_a_committee_decides_about_its_own_demands_only(
    committee: Committee, other_committee: Committee, demand: Demand, council: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        _decision(_meeting(other_committee, council), demand, council)
    assert _faults(refused) == ["demand"]
    assert not Decision.objects.exists()


def test_a_demand_that_no_committee_follows_up_may_be_decided_by_any(
    committee: Committee, council: Viewer
) -> None:
    demand = make_demand(make_audit(2024))
    assert _decision(_meeting(committee, council), demand, council).demand == demand


def test_another_committees_clerk_sees_neither_meeting_nor_demand(
    committee: Committee,
    other_committee: Committee,
    demand: Demand,
    council: Viewer,
    other_clerk: User,
    as_viewer: AsViewer,
) -> None:
    for meeting in (_meeting(committee, council), _meeting(other_committee, council)):
        with pytest.raises(NotVisible):
            _decision(meeting, demand, as_viewer(other_clerk))


def test_one_meeting_concludes_the_same_about_a_demand_once(
    committee: Committee, demand: Demand, council: Viewer
) -> None:
    meeting = _meeting(committee, council)
    _decision(meeting, demand, council)
    with pytest.raises(ValidationError) as refused:
        _decision(meeting, demand, council)
    assert _faults(refused) == ["conclusion"]
    _decision(meeting, demand, council, "extension")


def test_a_decision_has_one_of_the_known_conclusions(
    committee: Committee, demand: Demand, council: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        _decision(_meeting(committee, council), demand, council, "perhaps")
    assert _faults(refused) == ["conclusion"]
