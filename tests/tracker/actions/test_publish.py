"""공개: a frozen report that a committee has heard; a later one is a correction with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Audit, Committee, Department, Event, Office, User
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.tracker.frozen import frozen_report
from tracker.actions.publish import publish, take_down
from tracker.models import Meeting, Paper, Publication, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def audit(committee: Committee, department: Department) -> Audit:
    Office(pk=1, is_public=True).save()
    audit = make_audit(committee=committee)
    assign(make_demand(audit), department)
    return audit


@pytest.fixture
def frozen(audit: Audit) -> Snapshot:
    return frozen_report(audit, as_of=TODAY - timedelta(days=7))


@pytest.fixture
def meeting(committee: Committee) -> Meeting:
    return Meeting.objects.create(committee=committee, held_on=TODAY - timedelta(days=1), name="제3차")


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


def test_what_a_committee_has_heard_is_published_on_record(
    frozen: Snapshot, meeting: Meeting, council: Viewer
) -> None:
    publication = publish(frozen.pk, meeting.pk, by=council)
    assert (publication.snapshot, publication.meeting, publication.reason) == (frozen, meeting, "")
    event = Event.objects.get()
    assert event.kind == "published"
    assert json.loads(event.text)["rows"][0][:2] == ["publication", publication.pk]


@pytest.mark.parametrize("who", ["clerk", "coordinator", "councillor", "administrator"])
def test_nobody_but_the_secretariat_publishes(
    who: str, frozen: Snapshot, meeting: Meeting, as_viewer: AsViewer, request: pytest.FixtureRequest
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied):
        publish(frozen.pk, meeting.pk, by=by)
    with pytest.raises(PermissionDenied):
        take_down(frozen.audit_id, reason="오류", by=by)


def test_an_office_that_publishes_nothing_publishes_nothing(
    frozen: Snapshot, meeting: Meeting, council: Viewer
) -> None:
    Office.objects.update(is_public=False)
    with pytest.raises(NotAllowedNow, match="업무 방식"):
        publish(frozen.pk, meeting.pk, by=council)


@pytest.mark.parametrize("why", ["none", "to come", "called off", "before the report", "another committee's"])
def test_only_a_meeting_that_heard_it_will_do(
    why: str, frozen: Snapshot, meeting: Meeting, other_committee: Committee, council: Viewer
) -> None:
    changed: dict[str, dict[str, object]] = {
        "none": {},
        "to come": {"held_on": TODAY + timedelta(days=1)},
        "called off": {"called_off_on": TODAY},
        "before the report": {"held_on": frozen.as_of - timedelta(days=1)},
        "another committee's": {"committee": other_committee},
    }
    kept = {"committee": meeting.committee, "held_on": meeting.held_on, "name": why} | changed[why]
    other = None if why == "none" else Meeting.objects.create(**kept).pk
    with pytest.raises(ValidationError) as refused:
        publish(frozen.pk, other, by=council)
    assert list(refused.value.message_dict) == ["meeting"]
    assert not Publication.objects.exists()


def test_another_report_in_its_place_is_a_correction_with_its_reason(
    audit: Audit, frozen: Snapshot, meeting: Meeting, council: Viewer
) -> None:
    publish(frozen.pk, meeting.pk, by=council)
    with pytest.raises(NotAllowedNow, match="이미 공개"):
        publish(frozen.pk, meeting.pk, reason="다시", by=council)
    better = frozen_report(audit, Paper.INSPECTION, as_of=TODAY - timedelta(days=2))
    with pytest.raises(ValidationError) as refused:
        publish(better.pk, meeting.pk, by=council)
    assert list(refused.value.message_dict) == ["reason"]
    publish(better.pk, meeting.pk, reason="건수가 잘못됨", by=council)
    assert Publication.objects.in_force().get().snapshot == better
    assert "건수" not in Event.objects.latest("number").text


def test_what_is_public_is_taken_down_with_a_reason_and_stays_in_the_log(
    frozen: Snapshot, meeting: Meeting, council: Viewer
) -> None:
    with pytest.raises(NotAllowedNow, match="공개한 보고서가 없습니다"):
        take_down(frozen.audit_id, reason="오류", by=council)
    publish(frozen.pk, meeting.pk, by=council)
    with pytest.raises(ValidationError):
        take_down(frozen.audit_id, reason="", by=council)
    take_down(frozen.audit_id, reason="개인정보가 적혀 있음", by=council)
    assert Publication.objects.in_force().get().snapshot is None
    assert list(Event.objects.order_by("number").values_list("kind", flat=True)) == [
        "published",
        "taken_down",
    ]
    with pytest.raises(ValidationError) as refused:
        publish(frozen.pk, meeting.pk, by=council)
    assert list(refused.value.message_dict) == ["reason"]
