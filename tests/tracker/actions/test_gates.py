"""부서장 확인: who confirms a report, and when it is filed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audits.access import Viewer, token_viewer
from audits.actions.tokens import make_token
from audits.errors import NotAllowedNow, NotVisible, SamePerson, Stale
from audits.gates import Gate, Gates
from audits.models import Department, Event, Membership, Office, Role, User
from tests.conftest import LONG_AGO, Enrol
from tests.tracker.actions.gates import DONE, LETTER, PROGRESS, confirm, file, kinds, state
from tracker import access
from tracker.actions.approve import approve
from tracker.actions.send_back import send_back
from tracker.actions.submit import submit
from tracker.models import (
    Assignment,
    FollowUp,
    Passage,
    ReportDraft,
    Verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


def test_without_a_gate_a_report_is_filed_at_once(given: Assignment, by: Viewer) -> None:
    update = file(given, DONE, by)
    assert (update.gate, update.filed_at is None) == ("", False)
    assert state(given) == ("claimed", "completed", "awaiting")


@pytest.mark.usefixtures("one_gate")
def test_a_report_that_waits_changes_nothing_of_what_was_reported(given: Assignment, by: Viewer) -> None:
    update = file(given, DONE, by)
    assert (update.gate, update.filed_at) == (Gate.HEAD, None)
    assert state(given) == ("working", "not_reported", "none")
    assert given.version == 2
    assert FollowUp.objects.get(demand=given.demand).standing == "not_reported"
    assert kinds() == ["received", "approval_asked"]


@pytest.mark.usefixtures("one_gate")
def test_the_heads_confirmation_files_it(given: Assignment, by: Viewer, of_head: Viewer) -> None:
    file(given, DONE, by)
    update = confirm(given, of_head)
    assert (update.gate, update.filed_at is None) == ("", False)
    assert state(given) == ("claimed", "completed", "awaiting")
    assert given.version == 3
    assert FollowUp.objects.get(demand=given.demand).verification == Verdict.AWAITING
    assert kinds()[-2:] == ["report_approved", "claimed"]
    assert Passage.objects.get().by == of_head.user


@pytest.mark.usefixtures("two_gates")
def test_with_two_gates_the_head_passes_it_on_and_the_coordinators_letter_files_it(
    given: Assignment, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(given, DONE, by)
    assert confirm(given, of_head).gate == Gate.COORDINATOR
    assert state(given) == ("working", "not_reported", "none")
    update = submit(given.pk, LETTER, version=3, by=of_coordinator)
    assert update.filed_at
    assert state(given) == ("claimed", "completed", "awaiting")
    assert given.version == 4
    letter = update.passages.get(gate=Gate.COORDINATOR)
    assert (letter.document_number, letter.document_on) == (LETTER.number, LETTER.on)
    assert kinds()[-3:] == ["report_approved", "report_submitted", "claimed"]


@pytest.mark.parametrize("own", ["head", "coordinator"])
def test_a_department_may_ask_for_more_gates_than_the_office(
    own: str, given: Assignment, department: Department, by: Viewer, of_head: Viewer
) -> None:
    Department.objects.filter(pk=department.pk).update(gates=own)
    assert file(given, PROGRESS, by).gate == Gate.HEAD
    assert confirm(given, of_head).gate == ("" if own == "head" else Gate.COORDINATOR)


@pytest.mark.usefixtures("two_gates")
def test_a_gate_that_is_closed_meanwhile_holds_nothing_up(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    file(given, PROGRESS, by)
    Office.objects.update(gates=Gates.NONE)
    assert confirm(given, of_head).filed_at


@pytest.mark.usefixtures("one_gate")
@pytest.mark.parametrize("who", ["officer", "coordinator", "secretariat"])
def test_nobody_but_the_head_confirms(
    who: str,
    given: Assignment,
    by: Viewer,
    of_head: Viewer,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(PermissionDenied):
        confirm(given, as_viewer(request.getfixturevalue(who)))


@pytest.mark.usefixtures("one_gate")
def test_the_head_of_another_department_finds_nothing(
    given: Assignment, by: Viewer, neighbour: Department, enrol: Enrol, as_viewer: AsViewer
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(NotVisible):
        confirm(given, as_viewer(enrol(Role.HEAD, department=neighbour)))


@pytest.mark.usefixtures("one_gate")
def test_where_the_head_wrote_it_the_coordinator_confirms(
    given: Assignment, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, of_head)
    with pytest.raises(SamePerson):
        confirm(given, of_head)
    assert confirm(given, of_coordinator).filed_at


@pytest.mark.usefixtures("one_gate")
def test_where_another_head_is_there_the_coordinator_does_not_stand_in(
    given: Assignment, department: Department, of_head: Viewer, of_coordinator: Viewer, enrol: Enrol
) -> None:
    enrol(Role.HEAD, department=department)
    file(given, PROGRESS, of_head)
    with pytest.raises(PermissionDenied):
        confirm(given, of_coordinator)


@pytest.mark.usefixtures("one_gate")
def test_without_a_head_the_coordinator_confirms(
    given: Assignment, by: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, by)
    assert confirm(given, of_coordinator).filed_at


@pytest.mark.usefixtures("one_gate")
def test_who_became_head_meanwhile_does_not_confirm_the_own_report(
    given: Assignment, department: Department, by: Viewer, officer: User, as_viewer: AsViewer
) -> None:
    file(given, PROGRESS, by)
    Membership.objects.create(user=officer, role=Role.HEAD, department=department, start_on=LONG_AGO)
    with pytest.raises(SamePerson):
        confirm(given, as_viewer(officer))


def _system(department: Department, person: User) -> Viewer:
    _, key = make_token(
        department,
        name="연계",
        scopes=["read", "report:write"],
        responsible=person,
        expires_on=None,
        on=timezone.localdate(),
        by=None,
    )
    found = token_viewer(key, timezone.localdate())
    assert found
    return found


@pytest.mark.usefixtures("one_gate")
def test_for_a_system_its_responsible_person_is_the_author(
    given: Assignment, department: Department, officer: User, by: Viewer, of_head: Viewer
) -> None:
    update = file(given, PROGRESS, _system(department, officer))
    assert (update.gate, update.author) == (Gate.HEAD, officer)
    with pytest.raises(SamePerson):
        confirm(given, by, "정보정책과-77")
    send_back(given.pk, version=None, reason="날짜가 빠짐", by=of_head)
    assert ReportDraft.objects.get().author == officer


@pytest.mark.usefixtures("one_gate")
def test_a_system_confirms_nothing(given: Assignment, department: Department, by: Viewer, head: User) -> None:
    file(given, PROGRESS, by)
    for number in ("", "정보정책과-77"):
        with pytest.raises(PermissionDenied):
            confirm(given, _system(department, head), number)


@pytest.mark.usefixtures("one_gate")
def test_a_colleague_records_the_heads_confirmation_by_its_number(
    given: Assignment, department: Department, by: Viewer, enrol: Enrol, as_viewer: AsViewer, head: User
) -> None:
    file(given, PROGRESS, by)
    colleague = as_viewer(enrol(Role.OFFICER, department=department))
    update = confirm(given, colleague, " 정보정책과-77 ")
    assert update.passages.get().document_number == "정보정책과-77"
    told = json.loads(Event.objects.get(kind="report_approved").text)
    assert told["facts"]["by_number"] is True
    assert "정보정책과-77" not in json.dumps(told, ensure_ascii=False)
    with pytest.raises(SamePerson):
        access.refuse_own_people(colleague, update)


@pytest.mark.usefixtures("one_gate")
def test_the_number_does_not_let_the_author_nor_an_author_who_is_the_only_head_confirm(
    given: Assignment, by: Viewer, of_head: Viewer
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(SamePerson):
        confirm(given, by, "정보정책과-77")
    send_back(given.pk, version=None, reason="다시", by=of_head)
    file(given, PROGRESS, of_head)
    with pytest.raises(SamePerson):
        confirm(given, by, "정보정책과-77")


@pytest.mark.usefixtures("one_gate")
def test_without_a_head_no_colleague_records_a_confirmation_that_nobody_gave(
    given: Assignment,
    department: Department,
    by: Viewer,
    of_coordinator: Viewer,
    enrol: Enrol,
    as_viewer: AsViewer,
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(PermissionDenied):
        confirm(given, as_viewer(enrol(Role.OFFICER, department=department)), "정보정책과-77")
    assert confirm(given, of_coordinator, "정보정책과-77").filed_at


@pytest.mark.usefixtures("one_gate")
def test_a_number_is_not_for_outsiders_and_not_without_end(
    given: Assignment, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(PermissionDenied):
        confirm(given, of_coordinator, "정보정책과-77")
    with pytest.raises(ValidationError):
        confirm(given, of_head, "가" * 101)


@pytest.mark.usefixtures("one_gate")
def test_a_confirmation_names_the_version_it_saw(given: Assignment, by: Viewer, of_head: Viewer) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(Stale):
        approve(given.pk, version=1, by=of_head)


def test_nothing_is_confirmed_where_nothing_waits(
    given: Assignment, of_head: Viewer, of_coordinator: Viewer
) -> None:
    with pytest.raises(NotAllowedNow, match="먼저 할 일"):
        confirm(given, of_head)
    with pytest.raises(NotAllowedNow, match="먼저 할 일"):
        send_back(given.pk, version=None, reason="다시", by=of_head)
    with pytest.raises(NotAllowedNow, match="먼저 할 일"):
        submit(given.pk, LETTER, version=None, by=of_coordinator)


@pytest.mark.usefixtures("two_gates")
def test_each_gate_has_its_own_act(
    given: Assignment, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, by)
    with pytest.raises(NotAllowedNow, match="먼저 할 일: 부서장 확인"):
        submit(given.pk, LETTER, version=None, by=of_coordinator)
    confirm(given, of_head)
    with pytest.raises(NotAllowedNow):
        confirm(given, of_head)
    with pytest.raises(PermissionDenied):
        send_back(given.pk, version=None, reason="다시", by=of_head)
