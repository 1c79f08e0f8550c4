"""What became of an uncertain mail is found out by a person, once, and kept with their name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Event, Role, User
from notifications.actions.resolve import FATES, Fate, Resolved, resolve, resolve_many, send_again
from notifications.models import Attempt, Kind, Notification, Reason, State
from tests.conftest import Enrol
from tests.together import one_behind_the_other

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
NOW = timezone.now()
TRIED = NOW - timedelta(hours=3)


def make(state: State, number: int = 1, **more: object) -> Notification:
    """A mail of the ledger in a state."""
    return Notification.objects.create(
        kind=Kind.REMINDER,
        address=f"{number}@demo.example",
        seat="정보정책과 담당자",
        period="2026-11-20",
        message_id=f"<{number}@demo.example>",
        planned_at=TRIED,
        next_attempt_at=TRIED,
        leased_until=TRIED,
        state=state,
        reason=Reason.CLOSED if state == State.SKIPPED else "",
        sent_at=TRIED if state == State.SENT else None,
        **more,
    )


@pytest.fixture
def by(secretariat: User, as_viewer: AsViewer) -> Viewer:
    """Who may find out."""
    return as_viewer(secretariat)


def _told(mail: Notification, kind: str) -> dict[str, object]:
    entry = Event.objects.get(subject_kind="notification", subject_id=mail.pk, kind=kind)
    facts: dict[str, object] = orjson.loads(entry.text)["facts"] | {"by": entry.actor_id}
    return facts


def test_a_mail_that_arrived_was_sent_when_it_was_tried(by: Viewer) -> None:
    mail = make(State.UNCERTAIN, attempts=1)
    Attempt.objects.create(notification=mail, number=1, started_at=TRIED)
    resolve(mail.pk, Fate.ARRIVED, by=by, now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.resolved_by, mail.resolved_at) == (
        State.SENT,
        TRIED,
        by.user,
        NOW,
    )
    assert _told(mail, "notification_resolved")["fate"] == "arrived"
    assert _told(mail, "notification_resolved")["by"] == by.user.pk


def test_a_mail_that_did_not_arrive_is_dead_and_waits_for_nobody(by: Viewer) -> None:
    mail = make(State.UNCERTAIN)
    resolve(mail.pk, Fate.MISSING, by=by, now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.resolved_by) == (State.DEAD, None, by.user)
    assert not Notification.objects.unresolved().exists()


def test_a_dead_mail_can_be_left_so(by: Viewer) -> None:
    mail = make(State.DEAD)
    assert Notification.objects.unresolved().count() == 1
    resolve(mail.pk, Fate.LEFT, by=by, now=NOW)
    assert not Notification.objects.unresolved().exists()
    with pytest.raises(NotAllowedNow):
        resolve(mail.pk, Fate.LEFT, by=by, now=NOW)


@pytest.mark.parametrize("fate", Fate)
@pytest.mark.parametrize("state", State)
def test_only_what_waits_for_a_person_can_be_settled(fate: Fate, state: State, by: Viewer) -> None:
    mail = make(state)
    if state == FATES[fate][0]:
        resolve(mail.pk, fate, by=by, now=NOW)
        return
    with pytest.raises(NotAllowedNow, match=str(state.label).replace("(", r"\(").replace(")", r"\)")):
        resolve(mail.pk, fate, by=by, now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.resolved_by) == (state, None)


def test_who_comes_second_is_told_who_was_first(by: Viewer, enrol: Enrol, as_viewer: AsViewer) -> None:
    mail = make(State.UNCERTAIN)
    resolve(mail.pk, Fate.ARRIVED, by=by, now=NOW)
    second = as_viewer(enrol(Role.SECRETARIAT))
    with pytest.raises(NotAllowedNow, match=by.user.name):
        resolve(mail.pk, Fate.MISSING, by=second, now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.resolved_by) == (State.SENT, by.user)


def test_a_mail_that_there_is_not_is_not_found(by: Viewer) -> None:
    with pytest.raises(NotVisible):
        resolve(987_654, Fate.ARRIVED, by=by, now=NOW)
    with pytest.raises(NotVisible):
        send_again(987_654, by=by, now=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
def test_nobody_but_the_secretariat_settles_or_repeats(
    role: Role, enrol: Enrol, as_viewer: AsViewer, department: object, committee: object
) -> None:
    place: dict[str, object] = {}
    if role in {Role.OFFICER, Role.HEAD}:
        place = {"department": department}
    if role == Role.CLERK:
        place = {"committee": committee}
    who = as_viewer(enrol(role, **place))
    mail = make(State.UNCERTAIN)
    with pytest.raises(PermissionDenied):
        resolve(mail.pk, Fate.ARRIVED, by=who, now=NOW)
    with pytest.raises(PermissionDenied):
        send_again(mail.pk, by=who, now=NOW)
    assert Notification.objects.get().state == State.UNCERTAIN


def test_the_mails_of_an_outage_are_settled_together(by: Viewer) -> None:
    mails = [make(State.UNCERTAIN, number) for number in range(3)]
    sent = make(State.SENT, 3)
    pks = [mail.pk for mail in mails] + [sent.pk, 987_654]
    assert resolve_many(pks, Fate.ARRIVED, by=by, now=NOW) == Resolved(done=3, passed=2)
    assert Event.objects.filter(kind="notification_resolved").count() == 3
    assert resolve_many(pks, Fate.ARRIVED, by=by, now=NOW) == Resolved(done=0, passed=5)
    assert resolve_many([], Fate.ARRIVED, by=by, now=NOW) == Resolved(done=0, passed=0)


@pytest.mark.parametrize("mails", [1, 300])
def test_settling_takes_as_many_statements_for_many_as_for_one(
    mails: int, by: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pks = [make(State.UNCERTAIN, number).pk for number in range(mails)]
    around, record = 2, 3  # savepoint and its end; lock, head, entries
    with django_assert_num_queries(around + 3 + record):
        resolve_many(pks, Fate.ARRIVED, by=by, now=NOW)


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.DEAD])
def test_what_may_not_have_arrived_is_sent_again_once(state: State, by: Viewer) -> None:
    mail = make(state)
    repeated = send_again(mail.pk, by=by, now=NOW)
    assert (repeated.resend_of, repeated.state) == (mail, State.PLANNED)
    assert repeated.message_id != mail.message_id
    assert _told(repeated, "notification_resent")["of"] == mail.pk
    assert _told(repeated, "notification_resent")["by"] == by.user.pk
    assert not Notification.objects.unresolved().exists()
    with pytest.raises(NotAllowedNow, match="이미 다시 보낸"):
        send_again(mail.pk, by=by, now=NOW)


def test_what_did_not_arrive_can_be_sent_again_after_it_was_found_out(by: Viewer) -> None:
    mail = make(State.UNCERTAIN)
    resolve(mail.pk, Fate.MISSING, by=by, now=NOW)
    assert send_again(mail.pk, by=by, now=NOW).resend_of == mail


def test_what_arrived_after_all_is_not_repeated_where_the_repetition_still_waits(by: Viewer) -> None:
    mail = make(State.UNCERTAIN)
    repeated = send_again(mail.pk, by=by, now=NOW)
    resolve(mail.pk, Fate.ARRIVED, by=by, now=NOW)
    repeated.refresh_from_db()
    assert (repeated.state, repeated.reason) == (State.SKIPPED, Reason.SUPERSEDED)


def test_an_alarm_about_silence_is_not_repeated(by: Viewer) -> None:
    mail = make(State.DEAD)
    Notification.objects.update(kind=Kind.SILENCE_ALARM)
    with pytest.raises(NotAllowedNow):
        send_again(mail.pk, by=by, now=NOW)


@pytest.mark.parametrize("state", [state for state in State if state not in {State.UNCERTAIN, State.DEAD}])
def test_nothing_else_is_sent_again(state: State, by: Viewer) -> None:
    mail = make(state)
    with pytest.raises(NotAllowedNow):
        send_again(mail.pk, by=by, now=NOW)
    assert Notification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act",
    [
        lambda pk, by: resolve(pk, Fate.ARRIVED, by=by, now=NOW),
        lambda pk, by: send_again(pk, by=by, now=NOW),
    ],
)
def test_of_two_at_once_one_is_told_that_it_is_done(
    act: Callable[[int, Viewer], object], by: Viewer, enrol: Enrol, as_viewer: AsViewer
) -> None:
    mail = make(State.UNCERTAIN)
    second = as_viewer(enrol(Role.SECRETARIAT))
    _done, refusal = one_behind_the_other(lambda: act(mail.pk, by), lambda: act(mail.pk, second))
    assert isinstance(refusal, NotAllowedNow)
    assert Event.objects.filter(kind__in=["notification_resolved", "notification_resent"]).count() == 1
