"""What a deputy may do with reports: as the one who is away, but three different people stay three people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer, viewer
from audits.actions.deputies import end_deputy, name_deputy
from audits.actions.tokens import make_token
from audits.errors import SamePerson
from audits.gates import Gates
from audits.models import Department, Event, Membership, Office, Role, Scope, User
from notifications.recipients import recipients
from tests.conftest import TODAY, Enrol
from tests.factories import assign, make_audit, make_demand
from tracker import access
from tracker.actions.approve import approve
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment, ProgressUpdate
from tracker.web.records import names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
WEEK: Final = timedelta(days=7)
WORDS: Final = Words(status="in_progress", actions_taken="- 점검함", plan="- 나머지 점검")


@pytest.fixture(autouse=True)
def gated(db: None) -> None:
    """Reports wait for the head."""
    Office.objects.update_or_create(pk=1, defaults={"gates": Gates.HEAD})


@pytest.fixture
def held(department: Department) -> Assignment:
    """What the department has."""
    return assign(make_demand(make_audit()), department)


@pytest.fixture
def deputy(enrol: Enrol, department: Department, head: User, as_viewer: AsViewer) -> User:
    """An officer who stands in for the head this week."""
    person = enrol(Role.OFFICER, department=department)
    days = {"start_on": TODAY, "end_on": TODAY + WEEK}
    name_deputy(head, person, department, **days, by=as_viewer(head))
    return person


def _ask(held: Assignment, by: Viewer) -> ProgressUpdate:
    version = Assignment.objects.get(pk=held.pk).version
    return report_progress(held.pk, WORDS, version=version, by=by)


def _approve(held: Assignment, by: Viewer, number: str = "") -> None:
    version = Assignment.objects.get(pk=held.pk).version
    approve(held.pk, version=version, by=by, document_number=number)


def test_a_deputy_of_the_head_confirms_what_a_colleague_wrote(
    held: Assignment, deputy: User, officer: User, as_viewer: AsViewer
) -> None:
    update = _ask(held, as_viewer(officer))
    assert access.may_pass(as_viewer(deputy), update)
    _approve(held, as_viewer(deputy))
    update.refresh_from_db()
    assert update.filed_at is not None
    told = names.with_seats([deputy.pk])[deputy.pk]
    assert "부서장 직무대리" in names.as_of(told, TODAY)
    assert Event.objects.filter(kind="report_approved", actor=deputy).exists()


def test_a_deputy_does_not_confirm_the_own_report(
    held: Assignment, deputy: User, as_viewer: AsViewer
) -> None:
    _ask(held, as_viewer(deputy))
    with pytest.raises(SamePerson):
        _approve(held, as_viewer(deputy))


def test_who_confirmed_for_the_head_is_no_verifier(
    held: Assignment, deputy: User, officer: User, as_viewer: AsViewer
) -> None:
    update = _ask(held, as_viewer(officer))
    _approve(held, as_viewer(deputy))
    with pytest.raises(SamePerson):
        access.refuse_own_people(as_viewer(deputy), update)


def test_the_report_of_the_head_is_confirmed_by_the_deputy_not_by_the_coordinator(
    held: Assignment, deputy: User, head: User, coordinator: User, as_viewer: AsViewer
) -> None:
    update = _ask(held, as_viewer(head))
    assert not access.may_pass(as_viewer(coordinator), update)
    assert access.may_pass(as_viewer(deputy), update)


def test_without_a_deputy_the_report_of_the_only_head_waits_for_the_coordinator_again(
    held: Assignment, deputy: User, head: User, coordinator: User, as_viewer: AsViewer
) -> None:
    update = _ask(held, as_viewer(head))
    made = Membership.objects.get(user=deputy, deputy_for=head)
    end_deputy(made.pk, by=as_viewer(head))
    assert access.may_pass(as_viewer(coordinator), update)
    assert not access.may_pass(as_viewer(deputy), update)


def test_a_deputys_confirmation_may_be_recorded_by_its_number(
    held: Assignment, deputy: User, head: User, officer: User, as_viewer: AsViewer
) -> None:
    _ask(held, as_viewer(head))
    _approve(held, as_viewer(officer), "정보정책과-12(2026. 11. 20.)")
    assert Event.objects.filter(kind="report_approved", actor=officer).exists()


def test_rights_of_a_deputy_end_on_the_morning_after(
    held: Assignment, deputy: User, officer: User, as_viewer: AsViewer
) -> None:
    update = _ask(held, as_viewer(officer))
    assert access.may_pass(viewer(deputy, TODAY + WEEK - timedelta(days=1)), update)
    later = viewer(deputy, TODAY + WEEK)
    assert not access.may_pass(later, update)
    version = Assignment.objects.get(pk=held.pk).version
    with pytest.raises(PermissionDenied):
        approve(held.pk, version=version, by=later)


def test_a_head_elsewhere_who_stands_in_sees_the_department_only_for_the_days(
    held: Assignment,
    head: User,
    enrol: Enrol,
    department: Department,
    neighbour: Department,
    as_viewer: AsViewer,
) -> None:
    chief = enrol(Role.HEAD, department=neighbour)
    assert not access.visible_to(as_viewer(chief)).exists()
    days = {"start_on": TODAY, "end_on": TODAY + WEEK}
    name_deputy(head, chief, department, **days, by=as_viewer(head))
    assert access.mine(as_viewer(chief)).get() == held
    assert not access.mine(viewer(chief, TODAY + WEEK)).exists()


def test_a_deputy_is_told_of_what_is_late_as_a_deputy_and_once(
    deputy: User, head: User, department: Department
) -> None:
    seats = {to.user_id: to.seat for to in recipients(TODAY)}
    assert seats[deputy.pk] == "정보정책과 담당자 · 정보정책과 부서장 직무대리"
    assert seats[head.pk] == "정보정책과 부서장"
    after = {to.user_id: to.seat for to in recipients(TODAY + WEEK)}
    assert after[deputy.pk] == "정보정책과 담당자"


def test_a_key_is_answered_for_by_the_head_and_not_by_who_stands_in(
    deputy: User,
    head: User,
    enrol: Enrol,
    department: Department,
    neighbour: Department,
    administrator: User,
    as_viewer: AsViewer,
) -> None:
    by = as_viewer(administrator)
    asked: dict[str, Any] = {
        "name": "문서 체계",
        "scopes": [Scope.READ],
        "expires_on": None,
        "on": TODAY,
        "by": by,
    }
    token, _key = make_token(department, responsible=None, **asked)
    assert token.responsible == head
    chief = enrol(Role.HEAD, department=neighbour)
    days = {"start_on": TODAY + WEEK, "end_on": TODAY + 2 * WEEK}
    name_deputy(head, chief, department, **days, by=by)
    with pytest.raises(ValidationError, match="책임자는"):
        make_token(department, responsible=chief, **asked | {"on": TODAY + WEEK})
