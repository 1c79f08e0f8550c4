"""What waits at a gate meets what happened meanwhile, and 반려."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow, Stale
from audits.gates import Gate
from audits.models import Department, Event, Office, Role, User
from tests.conftest import TODAY, Enrol
from tests.together import at_once
from tests.tracker.actions.gates import DONE, PROGRESS, confirm, file, kinds, state
from tracker import access
from tracker.actions.approve import approve
from tracker.actions.report import report_progress
from tracker.actions.send_back import send_back
from tracker.models import (
    Assignment,
    Ground,
    Handover,
    Passage,
    ProgressUpdate,
    ReportDraft,
    Stage,
    Tenure,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.mark.usefixtures("one_gate")
def test_a_second_report_waits_until_the_first_is_decided(given: Assignment, by: Viewer) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(NotAllowedNow, match="부서장 확인"):
        file(given, DONE, by)


@pytest.mark.usefixtures("one_gate")
def test_a_withdrawn_assignment_takes_no_confirmation(given: Assignment, by: Viewer, of_head: Viewer) -> None:
    file(given, PROGRESS, by)
    Assignment.objects.filter(pk=given.pk).update(stage=Stage.WITHDRAWN)
    with pytest.raises(NotAllowedNow, match="철회"):
        confirm(given, of_head)


@pytest.mark.usefixtures("one_gate")
def test_the_head_who_gave_it_away_confirms_no_more(
    given: Assignment, neighbour: Department, by: Viewer, of_head: Viewer, enrol: Enrol, as_viewer: AsViewer
) -> None:
    file(given, PROGRESS, by)
    Tenure.objects.filter(assignment=given).update(end_on=TODAY)
    Tenure.objects.create(assignment=given, department=neighbour, start_on=TODAY)
    Assignment.objects.filter(pk=given.pk).update(department=neighbour)
    with pytest.raises(PermissionDenied):
        confirm(given, of_head)
    assert confirm(given, as_viewer(enrol(Role.HEAD, department=neighbour))).filed_at


@pytest.mark.parametrize("gates", ["head", "coordinator"])
def test_a_claim_is_not_confirmed_while_the_duty_is_offered_to_another(
    gates: str,
    given: Assignment,
    department: Department,
    neighbour: Department,
    by: Viewer,
    of_head: Viewer,
) -> None:
    Office(pk=1, gates=gates).save()
    file(given, DONE, by)
    Handover.objects.create(
        assignment=given,
        giver=department,
        receiver=neighbour,
        reason="업무 이관",
        by=by.user,
        on=TODAY,
    )
    with pytest.raises(NotAllowedNow, match="소관 변경"):
        confirm(given, of_head)
    assert not Passage.objects.exists()


@pytest.mark.usefixtures("one_gate")
def test_a_completion_whose_evidence_was_removed_is_not_confirmed(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    update = file(given, replace(DONE, evidence=DONE.evidence[:1]), by)
    removal = Ground.objects.create(
        demand=given.demand,
        assignment=given,
        act="evidence_removed",
        reason="잘못 올림",
        by=by.user,
        on=TODAY,
    )
    update.evidence.update(removal=removal)
    with pytest.raises(NotAllowedNow, match="증빙자료"):
        confirm(given, of_head)


@pytest.mark.usefixtures("one_gate")
def test_a_claim_is_still_the_claim_while_its_taking_back_waits(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    file(given, DONE, by)
    confirm(given, of_head)
    file(given, PROGRESS, by)
    assert state(given) == ("claimed", "completed", "awaiting")
    confirm(given, of_head)
    assert state(given) == ("working", "in_progress", "none")
    assert kinds()[-3:] == ["report_approved", "claim_taken_back", "reported"]


@pytest.mark.usefixtures("one_gate")
def test_what_was_sent_back_is_a_draft_again_and_can_be_sent_at_once(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    update = file(given, DONE, by)
    send_back(given.pk, version=2, reason=" 근거가 모자람 ", by=of_head)
    update.refresh_from_db()
    assert (update.gate, update.filed_at) == ("", None)
    draft = ReportDraft.objects.get(author=by.user)
    assert draft.fields == {
        "status": "completed",
        "actions_taken": "- 점검을 마침",
        "plan": "",
        "planned_until": "",
        "continues": "",
        "reason": "",
        "receiver": "",
        "evidence": "정보정책과-12\nhttps://example.org/a",
    }
    passage = Passage.objects.get()
    assert (passage.passed, passage.reason) == (False, "근거가 모자람")
    assert kinds()[-1] == "report_sent_back"
    assert "모자람" not in Event.objects.latest("number").text
    again = report_progress(given.pk, DONE, version=draft.base_version, by=by)
    assert (again.number, again.gate) == (2, Gate.HEAD)
    assert confirm(given, of_head).filed_at


@pytest.mark.usefixtures("one_gate")
def test_what_the_author_writes_meanwhile_is_not_overwritten(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    update = file(given, PROGRESS, by)
    ReportDraft.objects.create(assignment=given, author=by.user, base_version=2, fields={"plan": "쓰던 글"})
    send_back(given.pk, version=None, reason="다시", by=of_head)
    assert ReportDraft.objects.get().fields == {"plan": "쓰던 글"}
    assert access.visible_updates(by).filter(pk=update.pk).exists()


@pytest.mark.usefixtures("one_gate")
def test_nothing_goes_back_without_a_reason_nor_by_its_author(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(ValidationError):
        send_back(given.pk, version=None, reason="  ", by=of_head)
    with pytest.raises(PermissionDenied):
        send_back(given.pk, version=None, reason="다시", by=by)
    assert ProgressUpdate.objects.get().gate == Gate.HEAD


@pytest.mark.usefixtures("two_gates")
def test_the_coordinator_sends_back_at_the_own_gate(
    given: Assignment, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(PermissionDenied):
        send_back(given.pk, version=None, reason="다시", by=of_coordinator)
    confirm(given, of_head)
    send_back(given.pk, version=None, reason="다시", by=of_coordinator)
    assert Passage.objects.get(passed=False).gate == Gate.COORDINATOR


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("one_gate")
def test_confirming_and_sending_back_at_once_leaves_one_of_both(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    file(given, PROGRESS, by)

    def attempt(act: Callable[[], object]) -> str:
        try:
            act()
        except Stale:
            return "late"
        return "done"

    outcomes = at_once(
        lambda: attempt(lambda: approve(given.pk, version=2, by=of_head)),
        lambda: attempt(lambda: send_back(given.pk, version=2, reason="다시", by=of_head)),
    )
    assert sorted(outcomes) == ["done", "late"]
    assert Passage.objects.count() == 1
