"""More time: asked for, granted, refused; the ladder of product.md rule 7."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, SamePerson, Stale
from audits.models import Committee, Demand, Department, Event, Membership, Role, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO, TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.extension import Extension, grant
from tracker.actions.refuse_extension import refuse
from tracker.actions.request_extension import cancel_request, request_extension
from tracker.models import (
    Assignment,
    Conclusion,
    Decision,
    DueDateMove,
    ExtensionRequest,
    Meeting,
    RequestState,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
DUE, LATER, LATEST = date(2026, 12, 31), date(2027, 1, 29), date(2027, 2, 26)


@pytest.fixture
def held(department: Department, committee: Committee) -> Assignment:
    return assign(make_demand(make_audit(committee=committee)), department, due=DUE)


@pytest.fixture
def ours(officer: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(officer)


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


@pytest.fixture
def asked(held: Assignment, ours: Viewer) -> ExtensionRequest:
    return request_extension(held.pk, wanted=LATER, reason="설계 용역이 늦어짐", by=ours)


def decided(demand: Demand, committee: Committee) -> Decision:
    meeting = Meeting.objects.create(committee=committee, held_on=date(2026, 11, 12), name="제2차")
    return Decision.objects.create(meeting=meeting, demand=demand, conclusion=Conclusion.EXTENSION)


def _grant(held: Assignment, until: date, by: Viewer, **more: object) -> DueDateMove:
    held.refresh_from_db()
    return grant(held.pk, Extension(until, **more), version=held.version, by=by)  # type: ignore[arg-type]


def _last() -> dict[str, object]:
    told: dict[str, object] = json.loads(Event.objects.latest("number").text)
    return told


def test_a_request_moves_nothing_yet_and_is_kept_with_its_reason(
    asked: ExtensionRequest, held: Assignment
) -> None:
    held.refresh_from_db()
    assert (held.due_date, held.version) == (DUE, 1)
    assert (asked.due_then, asked.wanted, asked.reason) == (DUE, LATER, "설계 용역이 늦어짐")
    assert _last()["kind"] == "extension_requested"
    assert "용역" not in Event.objects.latest("number").text


@pytest.mark.parametrize("wanted", [DUE, DUE - timedelta(days=1)])
def test_a_request_asks_for_a_later_day(wanted: date, held: Assignment, ours: Viewer) -> None:
    with pytest.raises(ValidationError, match=r"2026\. 12\. 31\.") as refused:
        request_extension(held.pk, wanted=wanted, reason="늦어짐", by=ours)
    assert refused.value.error_dict["wanted"][0].code == "date_not_later"


def test_a_request_says_why(held: Assignment, ours: Viewer) -> None:
    with pytest.raises(ValidationError, match="사유"):
        request_extension(held.pk, wanted=LATER, reason=" ", by=ours)


def test_a_second_request_waits_for_the_answer_to_the_first(
    asked: ExtensionRequest, held: Assignment, ours: Viewer
) -> None:
    with pytest.raises(NotAllowedNow, match="기한 연장 요청 중"):
        request_extension(held.pk, wanted=LATEST, reason="더 늦어짐", by=ours)


def test_without_a_due_date_there_is_nothing_to_extend(department: Department, ours: Viewer) -> None:
    undated = assign(make_demand(make_audit()), department)
    with pytest.raises(NotAllowedNow, match="처리기한 지정"):
        request_extension(undated.pk, wanted=LATER, reason="늦어짐", by=ours)


def test_what_waits_for_the_council_needs_no_more_time(department: Department, ours: Viewer) -> None:
    claim = assign(make_demand(make_audit()), department, Status.COMPLETED, due=DUE)
    with pytest.raises(NotAllowedNow, match="이행 확인"):
        request_extension(claim.pk, wanted=LATER, reason="늦어짐", by=ours)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("head", None),
        ("secretariat", PermissionDenied),
        ("coordinator", PermissionDenied),
        ("stranger", NotVisible),
    ],
)
def test_only_the_department_asks_for_more_time(
    who: str,
    refusal: type[Exception] | None,
    held: Assignment,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    if refusal is None:
        assert request_extension(held.pk, wanted=LATER, reason="늦어짐", by=by).department == held.department
        return
    with pytest.raises(refusal):
        request_extension(held.pk, wanted=LATER, reason="늦어짐", by=by)


def test_a_request_taken_back_leaves_room_for_another(
    asked: ExtensionRequest, held: Assignment, ours: Viewer
) -> None:
    assert cancel_request(asked.pk, by=ours).state == RequestState.CANCELLED
    assert _last()["facts"] == {"on": "2026-11-20", "request": asked.pk}
    assert request_extension(held.pk, wanted=LATEST, reason="더 늦어짐", by=ours).pk != asked.pk


def test_a_request_is_decided_once(asked: ExtensionRequest, ours: Viewer, council: Viewer) -> None:
    cancel_request(asked.pk, by=ours)
    with pytest.raises(NotAllowedNow):
        refuse(asked.pk, reason="늦었음", by=council)


def test_an_old_request_is_not_answered_in_place_of_the_new_one(
    asked: ExtensionRequest, held: Assignment, ours: Viewer, council: Viewer
) -> None:
    cancel_request(asked.pk, by=ours)
    request_extension(held.pk, wanted=LATEST, reason="더 늦어짐", by=ours)
    with pytest.raises(NotAllowedNow):
        refuse(asked.pk, reason="안 됨", by=council)
    with pytest.raises(NotAllowedNow, match="새로 들어온"):
        grant(held.pk, Extension(LATEST), version=1, by=council, request_id=asked.pk)


def test_a_granted_request_moves_the_due_date_and_never_the_original_one(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    move = _grant(held, LATER, council)
    held.refresh_from_db()
    asked.refresh_from_db()
    assert (held.due_date, held.original_due_date, held.version) == (LATER, DUE, 2)
    assert (move.number, move.before, move.request, asked.state) == (1, DUE, asked, RequestState.GRANTED)
    told = _last()
    assert (told["kind"], told["values"]["version"]) == ("extension_granted", 2)  # type: ignore[index]
    assert told["facts"] == {
        "on": "2026-11-20",
        "number": 1,
        "before": "2026-12-31",
        "after": "2027-01-29",
        "request": asked.pk,
        "decision": None,
    }


def test_another_day_than_the_wanted_one_may_be_granted(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    assert _grant(held, DUE + timedelta(days=7), council).after == date(2027, 1, 7)


def test_a_granted_day_comes_after_the_due_date(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        _grant(held, DUE, council)
    assert refused.value.error_dict["due_date"][0].code == "date_not_later"


def test_a_granted_day_off_stays_as_it_was_granted(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    saturday = date(2027, 1, 30)
    _grant(held, saturday, council)
    held.refresh_from_db()
    assert held.due_date == saturday


def test_rule_7_the_committees_clerk_grants_a_first_extension_alone(
    asked: ExtensionRequest, held: Assignment, clerk: User, as_viewer: AsViewer
) -> None:
    assert _grant(held, LATER, as_viewer(clerk)).decision is None


def test_rule_7_a_second_extension_without_the_committees_decision_is_refused(
    asked: ExtensionRequest, held: Assignment, ours: Viewer, council: Viewer
) -> None:
    _grant(held, LATER, council)
    request_extension(held.pk, wanted=LATEST, reason="더 늦어짐", by=ours)
    with pytest.raises(ValidationError) as refused:
        _grant(held, LATEST, council)
    assert refused.value.error_dict["decision"][0].code == "decision_required"
    held.refresh_from_db()
    assert held.due_date == LATER


def test_rule_7_a_second_extension_names_the_committees_decision(
    asked: ExtensionRequest, held: Assignment, ours: Viewer, council: Viewer, committee: Committee
) -> None:
    _grant(held, LATER, council)
    request_extension(held.pk, wanted=LATEST, reason="더 늦어짐", by=ours)
    decision = decided(held.demand, committee)
    move = _grant(held, LATEST, council, decision_id=decision.pk)
    assert (move.number, move.decision) == (2, decision)
    assert _last()["facts"]["decision"] == decision.pk  # type: ignore[index]


def test_rule_7_a_decision_about_another_demand_is_no_ground(
    asked: ExtensionRequest, held: Assignment, ours: Viewer, council: Viewer, committee: Committee
) -> None:
    _grant(held, LATER, council)
    request_extension(held.pk, wanted=LATEST, reason="더 늦어짐", by=ours)
    foreign = decided(make_demand(held.demand.audit, 2), committee)
    with pytest.raises(ValidationError, match="이 요구사항"):
        _grant(held, LATEST, council, decision_id=foreign.pk)


def test_rule_7_a_move_for_a_holiday_is_no_extension(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    DueDateMove.objects.create(
        assignment=held, kind="calendar", before=DUE - timedelta(days=1), after=DUE, holiday="휴일", on=TODAY
    )
    assert _grant(held, LATER, council).number == 1


def test_who_asked_does_not_grant_in_another_role(
    asked: ExtensionRequest, held: Assignment, officer: User, as_viewer: AsViewer
) -> None:
    Membership.objects.create(user=officer, role=Role.SECRETARIAT, start_on=LONG_AGO)
    both = as_viewer(officer)
    with pytest.raises(SamePerson):
        _grant(held, LATER, both)
    with pytest.raises(SamePerson):
        refuse(asked.pk, reason="안 됨", by=both)
    assert ExtensionRequest.objects.get().state == RequestState.PENDING


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("other_clerk", NotVisible),
        ("officer", PermissionDenied),
        ("head", PermissionDenied),
        ("coordinator", PermissionDenied),
        ("councillor", PermissionDenied),
    ],
)
def test_nobody_else_grants_or_refuses(
    who: str,
    refusal: type[Exception],
    asked: ExtensionRequest,
    held: Assignment,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    with pytest.raises(refusal):
        _grant(held, LATER, by)
    with pytest.raises(refusal):
        refuse(asked.pk, reason="안 됨", by=by)


def test_the_secretariat_extends_on_its_own_motion_and_says_why(held: Assignment, council: Viewer) -> None:
    with pytest.raises(ValidationError, match="사유"):
        _grant(held, LATER, council)
    move = _grant(held, LATER, council, reason="의회 자료 제공이 늦었음")
    assert (move.number, move.request, move.reason) == (1, None, "의회 자료 제공이 늦었음")


def test_a_clerk_grants_only_what_was_asked_for(held: Assignment, clerk: User, as_viewer: AsViewer) -> None:
    with pytest.raises(NotAllowedNow, match="기한 연장 요청"):
        _grant(held, LATER, as_viewer(clerk), reason="필요함")


def test_a_grant_on_an_older_version_is_stale(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    Assignment.objects.filter(pk=held.pk).update(version=2)
    with pytest.raises(Stale):
        grant(held.pk, Extension(LATER), version=1, by=council)


def test_a_refusal_keeps_its_reason_and_moves_nothing(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    refused = refuse(asked.pk, reason="이미 충분한 기간을 주었음", by=council)
    held.refresh_from_db()
    assert refused.refusal is not None
    assert (refused.state, refused.refusal.reason, held.due_date, held.version) == (
        RequestState.REFUSED,
        "이미 충분한 기간을 주었음",
        DUE,
        1,
    )
    assert _last()["rows"][0][:2] == ["ground", refused.refusal_id]  # type: ignore[index]
    assert "기간" not in Event.objects.latest("number").text


def test_a_refusal_says_why(asked: ExtensionRequest, council: Viewer) -> None:
    with pytest.raises(ValidationError, match="사유"):
        refuse(asked.pk, reason="", by=council)


def test_once_the_granted_day_is_past_the_duty_is_overdue_again(
    asked: ExtensionRequest, held: Assignment, council: Viewer
) -> None:
    _grant(held, LATER, council)
    held.refresh_from_db()
    assert not held.is_overdue(LATER)
    assert held.is_overdue(LATER + timedelta(days=1))
    assert Assignment.objects.overdue_original(DUE + timedelta(days=1)).filter(pk=held.pk).exists()


def test_a_granted_day_that_is_past_already_leaves_it_overdue(
    department: Department, ours: Viewer, council: Viewer
) -> None:
    late = assign(make_demand(make_audit()), department, due=TODAY - timedelta(days=30))
    request_extension(late.pk, wanted=TODAY - timedelta(days=1), reason="늦어짐", by=ours)
    _grant(late, TODAY - timedelta(days=1), council)
    late.refresh_from_db()
    assert late.is_overdue(TODAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_waits_and_the_other_is_refused(held: Assignment, ours: Viewer) -> None:
    start = threading.Barrier(2)

    def ask(wanted: date) -> str:
        start.wait()
        try:
            request_extension(held.pk, wanted=wanted, reason="늦어짐", by=ours)
        except NotAllowedNow:
            return "refused"
        finally:
            connection.close()
        return "asked"

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(ask, (LATER, LATEST))) == ["asked", "refused"]
        ExtensionRequest.objects.update(state=RequestState.CANCELLED)
