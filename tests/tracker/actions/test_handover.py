"""A duty that is another department's: offered, taken, refused, settled."""

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
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import (
    Department,
    DepartmentKind,
    Event,
    Membership,
    Office,
    Role,
    Succession,
    SuccessionKind,
    User,
)
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO, TODAY
from tests.factories import assign, make_audit, make_demand
from tracker import access
from tracker.actions.hand_over import accept, cancel_offer, offer, refuse_offer
from tracker.actions.move import follow_successions
from tracker.actions.report import Words, report_progress
from tracker.actions.request_extension import request_extension
from tracker.lifecycle import Act
from tracker.models import (
    Assignment,
    ExtensionRequest,
    Handover,
    HandoverState,
    ReportDraft,
    RequestState,
    Stage,
    Tenure,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
DUE = date(2026, 12, 31)
WORDS = Words(status="in_progress", actions_taken="- 계획을 세움", plan="- 점검: ’26. 12월")
A_WEEK_AGO = TODAY - timedelta(days=7)  # five working days without a holiday


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=DUE)


@pytest.fixture
def ours(officer: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(officer)


@pytest.fixture
def theirs(stranger: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(stranger)


@pytest.fixture
def offered(held: Assignment, neighbour: Department, ours: Viewer) -> Handover:
    return offer(held.pk, neighbour.pk, reason="통신망 업무임", by=ours)


def _told() -> dict[str, object]:
    told: dict[str, object] = json.loads(Event.objects.latest("number").text)
    return told


def test_an_offer_changes_nothing_yet(offered: Handover, held: Assignment, department: Department) -> None:
    held.refresh_from_db()
    assert (held.department, held.due_date, held.version) == (department, DUE, 1)
    assert _told()["kind"] == "handover_offered"
    assert "통신망" not in Event.objects.latest("number").text


def test_the_receiver_sees_the_demand_but_not_the_texts_until_it_accepts(
    offered: Handover, held: Assignment, theirs: Viewer
) -> None:
    assert access.visible_to(theirs).filter(pk=held.pk).exists()
    assert not access.reads_texts_of(theirs, held)
    assert not access.visible_updates(theirs).exists()
    accept(offered.pk, version=1, by=theirs)
    held.refresh_from_db()
    assert access.reads_texts_of(theirs, held)
    assert access.visible_updates(theirs).exists()


def test_the_receiver_holds_it_from_today_on(
    offered: Handover,
    held: Assignment,
    department: Department,
    neighbour: Department,
    officer: User,
    theirs: Viewer,
) -> None:
    Assignment.objects.filter(pk=held.pk).update(officer=officer)
    accept(offered.pk, version=1, by=theirs)
    held.refresh_from_db()
    assert (held.department, held.officer, held.due_date, held.version) == (neighbour, None, DUE, 2)
    holds = Tenure.objects.filter(assignment=held).order_by("pk")
    assert [(hold.department, hold.end_on) for hold in holds] == [(department, TODAY), (neighbour, None)]
    assert (holds[1].start_on, holds[1].reason, holds[1].by) == (TODAY, "통신망 업무임", theirs.user)
    assert _told()["facts"] == {
        "on": "2026-11-20",
        "handover": offered.pk,
        "from": department.pk,
        "to": neighbour.pk,
    }


def test_the_giver_loses_its_rights_with_the_next_request(
    offered: Handover, held: Assignment, ours: Viewer, theirs: Viewer
) -> None:
    accept(offered.pk, version=1, by=theirs)
    with pytest.raises(PermissionDenied):
        report_progress(held.pk, WORDS, version=2, by=ours)
    assert access.visible_to(ours).filter(pk=held.pk).exists()
    assert not access.mine(ours).exists()


def test_taking_over_stands_for_the_receipt(
    department: Department, neighbour: Department, ours: Viewer, theirs: Viewer
) -> None:
    new = assign(make_demand(make_audit()), department, Status.NOT_REPORTED)
    accept(offer(new.pk, neighbour.pk, reason="통신망", by=ours).pk, version=1, by=theirs)
    new.refresh_from_db()
    assert (new.stage, new.received_on) == (Stage.WORKING, TODAY)


def test_a_report_that_waits_goes_back_to_its_author(
    held: Assignment, neighbour: Department, head: User, ours: Viewer, theirs: Viewer
) -> None:
    Office.objects.create(pk=1, gates="head")
    update = report_progress(held.pk, WORDS, version=1, by=ours)
    handover = offer(held.pk, neighbour.pk, reason="통신망", by=ours)
    accept(handover.pk, version=2, by=theirs)
    update.refresh_from_db()
    draft = ReportDraft.objects.get(assignment=held)
    assert (update.gate, update.filed_at) == ("", None)
    assert (draft.author, draft.fields["actions_taken"]) == (ours.user, WORDS.actions_taken)
    assert _told()["facts"]["update"] == update.pk  # type: ignore[index]


def test_a_request_for_more_time_goes_with_the_assignment(
    offered: Handover, held: Assignment, ours: Viewer, theirs: Viewer
) -> None:
    request_extension(held.pk, wanted=date(2027, 1, 29), reason="늦어짐", by=ours)
    accept(offered.pk, version=1, by=theirs)
    assert ExtensionRequest.objects.get().state == RequestState.PENDING


def test_an_offer_says_why(held: Assignment, neighbour: Department, ours: Viewer) -> None:
    with pytest.raises(ValidationError, match="사유"):
        offer(held.pk, neighbour.pk, reason=" ", by=ours)


@pytest.mark.parametrize("what", ["itself", "a bureau", "outside", "gone", "unknown", "a holder already"])
def test_some_departments_cannot_be_asked(
    what: str, held: Assignment, department: Department, neighbour: Department, ours: Viewer
) -> None:
    other = Department.objects.create(
        name="다른 과",
        kind=DepartmentKind.BUREAU if what == "a bureau" else neighbour.kind,
        rank=30,
        external=what == "outside",
        valid_until=TODAY if what == "gone" else None,
    )
    if what == "a holder already":
        assign(held.demand, other)
    receiver = {"itself": department.pk, "unknown": 999_999}.get(what, other.pk)
    with pytest.raises(ValidationError) as refused:
        offer(held.pk, receiver, reason="통신망", by=ours)
    assert "receiver" in refused.value.error_dict


def test_another_point_of_the_same_demand_is_no_obstacle(
    held: Assignment, neighbour: Department, ours: Viewer
) -> None:
    assign(held.demand, neighbour, point="나")
    assert offer(held.pk, neighbour.pk, reason="통신망", by=ours).receiver == neighbour


def test_a_receiver_that_was_given_the_demand_meanwhile_cannot_take_it_again(
    offered: Handover, held: Assignment, neighbour: Department, theirs: Viewer
) -> None:
    assign(held.demand, neighbour)
    with pytest.raises(NotAllowedNow, match="이미 맡고"):
        accept(offered.pk, version=1, by=theirs)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("head", None),
        ("coordinator", None),
        ("secretariat", PermissionDenied),
        ("councillor", PermissionDenied),
        ("stranger", NotVisible),
    ],
)
def test_the_holder_and_the_coordinator_offer(
    who: str,
    refusal: type[Exception] | None,
    held: Assignment,
    neighbour: Department,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    if refusal is None:
        assert offer(held.pk, neighbour.pk, reason="통신망", by=by).by == by.user
        return
    with pytest.raises(refusal):
        offer(held.pk, neighbour.pk, reason="통신망", by=by)


@pytest.mark.parametrize("who", ["officer", "head", "coordinator", "secretariat"])
def test_nobody_but_the_receiver_accepts_or_refuses(
    who: str, offered: Handover, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied):
        accept(offered.pk, version=1, by=by)
    with pytest.raises(PermissionDenied):
        refuse_offer(offered.pk, reason="아님", by=by)


def test_the_receiver_does_not_cancel_what_it_was_offered(offered: Handover, theirs: Viewer) -> None:
    with pytest.raises(PermissionDenied):
        cancel_offer(offered.pk, by=theirs)


def test_a_refused_offer_waits_for_the_coordinator(offered: Handover, theirs: Viewer) -> None:
    refused = refuse_offer(offered.pk, reason="우리 업무가 아님", by=theirs)
    assert refused.refusal is not None
    assert (refused.state, refused.refusal.reason) == (HandoverState.REFUSED, "우리 업무가 아님")
    with pytest.raises(NotAllowedNow):
        accept(offered.pk, version=1, by=theirs)


def test_the_giver_takes_an_offer_back_even_after_a_refusal(
    offered: Handover, held: Assignment, ours: Viewer, theirs: Viewer
) -> None:
    refuse_offer(offered.pk, reason="우리 업무가 아님", by=theirs)
    assert cancel_offer(offered.pk, by=ours).state == HandoverState.CANCELLED
    assert not access.visible_to(theirs).filter(pk=held.pk).exists()


def test_an_offer_that_was_taken_back_cannot_be_accepted(
    offered: Handover, ours: Viewer, theirs: Viewer
) -> None:
    cancel_offer(offered.pk, by=ours)
    with pytest.raises(NotVisible):
        accept(offered.pk, version=1, by=theirs)


def test_accepting_an_older_version_is_stale(offered: Handover, held: Assignment, theirs: Viewer) -> None:
    Assignment.objects.filter(pk=held.pk).update(version=2)
    with pytest.raises(Stale):
        accept(offered.pk, version=1, by=theirs)


def test_a_closing_report_waits_for_the_answer_to_an_offer(
    offered: Handover, held: Assignment, ours: Viewer
) -> None:
    away = Words(status="transferred", receiver="국토교통부", actions_taken="- 넘김")
    with pytest.raises(NotAllowedNow, match="소관 변경 요청 중"):
        report_progress(held.pk, away, version=1, by=ours)


def test_an_offer_lapses_where_a_reorganisation_moves_the_duty(
    offered: Handover, held: Assignment, department: Department
) -> None:
    successor = Department.objects.create(
        name="데이터과", kind=DepartmentKind.DEPARTMENT, rank=11, valid_from=TODAY
    )
    Department.objects.filter(pk=department.pk).update(valid_until=TODAY)
    Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=department, successor=successor, effective_on=TODAY
    )
    assert follow_successions(on=TODAY) == 1
    offered.refresh_from_db()
    assert offered.state == HandoverState.LAPSED
    assert _told()["facts"]["handover"] == offered.pk  # type: ignore[index]


@pytest.mark.django_db(transaction=True)
def test_of_two_offers_at_once_one_waits_and_the_other_is_refused(
    held: Assignment, neighbour: Department, ours: Viewer
) -> None:
    third = Department.objects.create(name="민원과", kind=DepartmentKind.DEPARTMENT, rank=30)
    start = threading.Barrier(2)

    def ask(receiver: Department) -> str:
        start.wait()
        try:
            offer(held.pk, receiver.pk, reason="통신망", by=ours)
        except NotAllowedNow:
            return "refused"
        finally:
            connection.close()
        return "offered"

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(ask, (neighbour, third))) == ["offered", "refused"]
        Handover.objects.update(state=HandoverState.CANCELLED)


@pytest.mark.django_db(transaction=True)
def test_an_offer_accepted_and_taken_back_at_once_ends_one_way(
    held: Assignment, neighbour: Department, ours: Viewer, theirs: Viewer
) -> None:
    start = threading.Barrier(2)

    def go(act: Callable[[], object]) -> bool:
        start.wait()
        try:
            act()
        except (NotAllowedNow, NotVisible, PermissionDenied):
            return False
        finally:
            connection.close()
        return True

    for _ in range(5):
        handover = offer(held.pk, neighbour.pk, reason="통신망", by=ours)
        acts = [
            lambda pk=handover.pk: accept(pk, version=None, by=theirs),
            lambda pk=handover.pk: cancel_offer(pk, by=ours),
        ]
        with ThreadPoolExecutor(2) as pool:
            taken, cancelled = pool.map(go, acts)
        handover.refresh_from_db()
        held.refresh_from_db()
        assert taken is not cancelled
        assert handover.state == (HandoverState.ACCEPTED if taken else HandoverState.CANCELLED)
        if taken:
            break


def test_a_person_of_both_departments_may_give_and_take(
    held: Assignment, neighbour: Department, officer: User, as_viewer: AsViewer
) -> None:
    Membership.objects.create(user=officer, role=Role.OFFICER, department=neighbour, start_on=LONG_AGO)
    both = as_viewer(officer)
    handover = offer(held.pk, neighbour.pk, reason="통신망", by=both)
    assert accept(handover.pk, version=1, by=both).state == HandoverState.ACCEPTED
    assert access.may(both, Act.REPORT, Assignment.objects.get(pk=held.pk))
