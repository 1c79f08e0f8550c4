"""What becomes of a meeting: 자료 기준일 until it is held, minutes afterwards, called off if nothing rests on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Committee, Demand, Event, User
from tests.conftest import TODAY
from tests.factories import make_audit, make_demand
from tests.tracker.frozen import frozen_report
from tracker.actions.meeting_changes import call_off, find_minutes, set_cut_off
from tracker.actions.meetings import record_decision, record_meeting
from tracker.models import Meeting, Publication

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
SOON = TODAY + timedelta(days=10)


@pytest.fixture
def council(clerk: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(clerk)


@pytest.fixture
def demand(committee: Committee) -> Demand:
    return make_demand(make_audit(committee=committee))


def _meeting(committee: Committee, by: Viewer, held_on: date = SOON) -> Meeting:
    return record_meeting(committee.pk, held_on, name="제3차", minutes_reference="", by=by)


def _kinds() -> list[str]:
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def test_a_meeting_is_entered_up_to_a_year_ahead(committee: Committee, council: Viewer) -> None:
    assert not _meeting(committee, council).is_held(TODAY)
    with pytest.raises(ValidationError) as refused:
        _meeting(committee, council, held_on=TODAY + timedelta(days=367))
    assert list(refused.value.message_dict) == ["held_on"]


def test_a_meeting_to_come_decides_nothing_until_its_day(
    committee: Committee, demand: Demand, council: Viewer
) -> None:
    meeting = _meeting(committee, council)
    with pytest.raises(NotAllowedNow, match="아직 열리지 않은"):
        record_decision(meeting.pk, demand.pk, conclusion="continued", words="", by=council)
    on_its_day = replace(council, on=SOON)
    assert record_decision(meeting.pk, demand.pk, conclusion="continued", words="", by=on_its_day)


def test_the_day_of_its_papers_moves_until_it_is_held_and_each_time_on_record(
    committee: Committee, council: Viewer
) -> None:
    meeting = _meeting(committee, council)
    set_cut_off(meeting.pk, SOON - timedelta(days=3), by=council)
    set_cut_off(meeting.pk, SOON - timedelta(days=3), by=council)
    assert _kinds() == ["meeting_recorded", "meeting_changed"]
    told = json.loads(Event.objects.latest("number").text)["values"]
    assert told["cut_off"] == (SOON - timedelta(days=3)).isoformat()
    with pytest.raises(ValidationError) as refused:
        set_cut_off(meeting.pk, SOON + timedelta(days=1), by=council)
    assert list(refused.value.message_dict) == ["cut_off"]


def test_papers_of_a_meeting_that_was_held_stay(committee: Committee, council: Viewer) -> None:
    held = _meeting(committee, council, held_on=TODAY - timedelta(days=1))
    with pytest.raises(NotAllowedNow, match="이미 열린"):
        set_cut_off(held.pk, TODAY - timedelta(days=2), by=council)


def test_minutes_are_added_once_it_was_held(committee: Committee, council: Viewer) -> None:
    to_come = _meeting(committee, council)
    with pytest.raises(NotAllowedNow, match="아직 열리지 않은"):
        find_minutes(to_come.pk, "제3차, 12쪽", by=council)
    held = record_meeting(committee.pk, TODAY, name="", minutes_reference="", by=council)
    assert find_minutes(held.pk, " 제3차,  12쪽 ", by=council).minutes == "제3차, 12쪽"
    assert "12쪽" not in Event.objects.latest("number").text
    with pytest.raises(ValidationError):
        find_minutes(held.pk, "  ", by=council)


def test_a_meeting_is_called_off_with_a_reason_and_may_be_entered_again(
    committee: Committee, council: Viewer
) -> None:
    meeting = _meeting(committee, council)
    with pytest.raises(ValidationError) as refused:
        call_off(meeting.pk, reason=" ", by=council)
    assert list(refused.value.message_dict) == ["reason"]
    called_off = call_off(meeting.pk, reason="회기가 바뀜", by=council)
    assert (called_off.called_off_on, called_off.called_off_reason) == (TODAY, "회기가 바뀜")
    assert _kinds()[-1] == "meeting_called_off"
    assert "회기" not in Event.objects.latest("number").text
    assert _meeting(committee, council).pk != meeting.pk
    for late in (lambda: call_off(meeting.pk, reason="또", by=council), lambda: _later(meeting, council)):
        with pytest.raises(NotAllowedNow, match="취소한 회의"):
            late()


def _later(meeting: Meeting, by: Viewer) -> None:
    set_cut_off(meeting.pk, None, by=by)


def test_what_decided_something_is_not_called_off(
    committee: Committee, demand: Demand, council: Viewer
) -> None:
    held = _meeting(committee, council, held_on=TODAY)
    record_decision(held.pk, demand.pk, conclusion="continued", words="", by=council)
    with pytest.raises(NotAllowedNow, match="위원회 결정"):
        call_off(held.pk, reason="잘못 등록", by=council)


def test_what_heard_a_published_report_is_not_called_off(
    committee: Committee, demand: Demand, council: Viewer
) -> None:
    held = _meeting(committee, council, held_on=TODAY)
    Publication.objects.create(
        audit=demand.audit, snapshot=frozen_report(demand.audit), meeting=held, on=TODAY
    )
    with pytest.raises(NotAllowedNow, match="공개한 보고서"):
        call_off(held.pk, reason="잘못 등록", by=council)


def test_a_called_off_meeting_decides_nothing(committee: Committee, demand: Demand, council: Viewer) -> None:
    meeting = _meeting(committee, council, held_on=TODAY)
    call_off(meeting.pk, reason="정족수 미달", by=council)
    with pytest.raises(NotAllowedNow, match="취소한 회의"):
        record_decision(meeting.pk, demand.pk, conclusion="continued", words="", by=council)


def test_nobody_else_changes_a_meeting(
    committee: Committee,
    council: Viewer,
    other_clerk: User,
    coordinator: User,
    councillor: User,
    as_viewer: AsViewer,
) -> None:
    meeting = _meeting(committee, council)
    with pytest.raises(NotVisible):
        call_off(meeting.pk, reason="x", by=as_viewer(other_clerk))
    for person in (coordinator, councillor):
        with pytest.raises(PermissionDenied):
            set_cut_off(meeting.pk, None, by=as_viewer(person))
