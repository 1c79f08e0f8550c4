"""재발송: a deadline notice of which nobody knows whether it arrived is sent once more by itself, and never again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audits.errors import NotAllowedNow
from audits.models import CheckKind, CheckState, Event, RecordCheck, User
from notifications import bundles, delivery, planner, resend
from notifications.models import Kind, Notification, Occasion, OccasionKind, Reason, State
from notifications.relay import Outcome
from tests.notifications.conftest import MONDAY, Clock, Late, Tell, at
from tests.notifications.sink import DROP, Sink

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def _monday_at_nine(clock: Clock) -> None:
    clock(at(MONDAY, 9))


def _uncertain(relay: Sink) -> Notification:
    """Send what waits to a relay that breaks off before it answers."""
    relay.answers["end"] = DROP
    assert delivery.deliver() == {State.UNCERTAIN: 1}
    relay.answers.clear()
    return Notification.objects.get(state=State.UNCERTAIN, resent_as=None)


def _due_today(tell: Tell, officer: User) -> Occasion:
    occasion = tell(OccasionKind.DUE_TODAY, officer)
    bundles.bundle(at(MONDAY, 9))
    return occasion


def test_a_deadline_notice_is_sent_once_more_and_marked(tell: Tell, officer: User, relay: Sink) -> None:
    occasion = _due_today(tell, officer)
    first = _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    delivery.sweep(at(MONDAY, 9, 5))
    second = Notification.objects.get(resend_of=first)
    assert (second.kind, second.state, second.period) == (Kind.REMINDER, State.PLANNED, MONDAY.isoformat())
    assert second.message_id != first.message_id
    assert delivery.deliver() == {State.SENT: 1}
    assert relay.accepted[-1]["Subject"].strip().startswith("[재발송] ")
    assert relay.accepted[-1]["Message-ID"] == second.message_id
    occasion.refresh_from_db()
    first.refresh_from_db()
    assert (occasion.state, occasion.notification) == ("told", second)
    assert first.state == State.UNCERTAIN, "a person may still find out"
    event = Event.objects.get(kind="notification_resent")
    assert event.subject_id == second.pk
    assert f'"of":{first.pk}' in event.text


def test_an_ended_lease_is_repeated_by_the_same_sweep(tell: Tell, officer: User) -> None:
    _due_today(tell, officer)
    now = timezone.now()
    Notification.objects.update(state=State.LEASED, leased_until=now, attempts=1)
    Occasion.objects.update(state="told")
    delivery.sweep(now)
    assert Notification.objects.by_state() == {State.UNCERTAIN: 1, State.PLANNED: 1}


def test_an_uncertain_repetition_waits_for_a_person(tell: Tell, officer: User, relay: Sink) -> None:
    _due_today(tell, officer)
    _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    relay.answers["end"] = DROP
    assert delivery.deliver() == {State.UNCERTAIN: 1}
    delivery.sweep(at(MONDAY, 9, 5))
    assert Notification.objects.by_state() == {State.UNCERTAIN: 2}


def test_what_is_no_deadline_waits_for_a_person(tell: Tell, officer: User, relay: Sink) -> None:
    tell(OccasionKind.RETURNED, officer)
    bundles.bundle(at(MONDAY, 9))
    _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    assert Notification.objects.count() == 1


def test_of_a_mixed_mail_the_deadlines_alone_are_repeated(tell: Tell, officer: User, relay: Sink) -> None:
    other = tell(OccasionKind.URGED, officer)
    deadline = _due_today(tell, officer)
    first = _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    for occasion in (other, deadline):
        occasion.refresh_from_db()
    assert other.notification == first
    assert deadline.notification == Notification.objects.get(resend_of=first)


def test_a_digest_that_carried_a_deadline_is_repeated_as_a_reminder(
    tell: Tell, late: Late, officer: User, relay: Sink
) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY))
    _due_today(tell, officer)
    first = _uncertain(relay)
    assert first.kind == Kind.WEEKLY_DIGEST
    delivery.sweep(at(MONDAY, 9))
    assert Notification.objects.get(resend_of=first).kind == Kind.REMINDER


def test_a_digest_alone_is_not_repeated(late: Late, officer: User, relay: Sink) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY))
    _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    assert Notification.objects.count() == 1


def test_it_leaves_in_sending_hours_and_stays_a_repetition(
    tell: Tell, officer: User, relay: Sink, clock: Clock
) -> None:
    due = FRIDAY + timedelta(days=5)
    tell(OccasionKind.DUE_SOON, officer, due=due, on=FRIDAY)
    clock(at(FRIDAY, 19, 59))
    bundles.bundle(at(FRIDAY, 19, 59))
    first = _uncertain(relay)
    delivery.sweep(at(FRIDAY, 20))
    second = Notification.objects.get(resend_of=first)
    next_monday = FRIDAY + timedelta(days=3)
    assert second.next_attempt_at == at(next_monday, 8)
    bundles.bundle(at(next_monday + timedelta(days=1), 9))
    second.refresh_from_db()
    assert (second.state, second.occasions.count()) == (State.PLANNED, 1), (
        "not passed over for an unmarked one"
    )


def test_new_occasions_do_not_go_along_in_a_repetition(tell: Tell, officer: User, relay: Sink) -> None:
    _due_today(tell, officer)
    first = _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9, 5))
    assert Notification.objects.get(resend_of=first).occasions.count() == 1
    assert Notification.objects.get(period="2026-11-23.2").occasions.count() == 1


def test_an_answer_that_comes_late_calls_the_repetition_off(tell: Tell, officer: User, relay: Sink) -> None:
    occasion = _due_today(tell, officer)
    first = _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    delivery.settle(first, Outcome(State.SENT))
    second = Notification.objects.get(resend_of=first)
    first.refresh_from_db()
    occasion.refresh_from_db()
    assert (first.state, second.state, second.reason) == (State.SENT, State.SKIPPED, Reason.SUPERSEDED)
    assert (occasion.state, occasion.notification) == ("told", first)
    assert delivery.deliver() == {}


def test_a_late_refusal_is_not_tried_again_where_the_repetition_has_left(
    tell: Tell, officer: User, relay: Sink
) -> None:
    _due_today(tell, officer)
    first = _uncertain(relay)
    delivery.sweep(at(MONDAY, 9))
    delivery.deliver()
    delivery.settle(first, Outcome(State.FAILED, "451 later"))
    first.refresh_from_db()
    assert first.state == State.DEAD


def test_what_a_person_found_out_is_not_overturned(tell: Tell, officer: User, relay: Sink) -> None:
    _due_today(tell, officer)
    first = _uncertain(relay)
    Notification.objects.update(state=State.SENT, sent_at=at(MONDAY, 9), resolved_at=at(MONDAY, 9))
    delivery.settle(first, Outcome(State.FAILED, "451 later"))
    delivery.sweep(at(MONDAY, 9))
    assert Notification.objects.get().state == State.SENT


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.DEAD])
def test_by_hand_all_of_it_is_sent_again(
    tell: Tell, officer: User, secretariat: User, relay: Sink, state: State
) -> None:
    occasion = tell(OccasionKind.RETURNED, officer)
    bundles.bundle(at(MONDAY, 9))
    first = _uncertain(relay)
    Notification.objects.update(state=state)
    second = resend.again(first, secretariat, at(MONDAY, 9))
    assert Event.objects.get(kind="notification_resent").actor == secretariat
    type(occasion.assignment).objects.update(stage="returned")
    assert delivery.deliver() == {State.SENT: 1}
    assert relay.accepted[-1]["Subject"].strip().startswith("[재발송] ")
    occasion.refresh_from_db()
    assert occasion.notification == second


def test_a_digest_sent_again_by_hand_is_marked_and_tells_of_today(
    late: Late, officer: User, secretariat: User, relay: Sink, clock: Clock
) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY))
    Notification.objects.exclude(recipient=officer).delete()
    first = _uncertain(relay)
    clock(at(MONDAY + timedelta(days=8), 9))
    second = resend.again(first, secretariat, timezone.now())
    assert (second.kind, second.period) == (Kind.WEEKLY_DIGEST, "2026-W49")
    assert delivery.deliver() == {State.SENT: 1}
    assert relay.accepted[-1]["Subject"].strip().startswith("[재발송] [행정사무감사] 처리기한 경과 1건")


def test_an_alarm_can_be_sent_again(secretariat: User, relay: Sink) -> None:
    now = timezone.now()
    problems = [{"code": "event_altered", "message": "…", "event": 3, "table": None, "id": None}]
    RecordCheck.objects.create(
        kind=CheckKind.RECORD,
        state=CheckState.ALTERED,
        found={"ok": False, "problems": problems, "left_out": 0},
        started_at=now,
        beat_at=now,
        finished_at=now,
    )
    planner.plan_alarm(now)
    resend.again(_uncertain(relay), secretariat, now)
    assert delivery.deliver() == {State.SENT: 1}
    assert relay.accepted[-1]["Subject"].strip().startswith("[재발송] [시스템 경보]")


@pytest.mark.parametrize("state", [State.PLANNED, State.SENT, State.FAILED])
def test_what_is_not_in_doubt_is_not_sent_again(
    tell: Tell, officer: User, secretariat: User, state: State
) -> None:
    _due_today(tell, officer)
    Notification.objects.update(state=state, sent_at=at(MONDAY) if state == State.SENT else None)
    with pytest.raises(NotAllowedNow, match="지금 상태"):
        resend.again(Notification.objects.get(), secretariat, at(MONDAY, 9))


def test_by_hand_it_is_sent_again_once(tell: Tell, officer: User, secretariat: User, relay: Sink) -> None:
    _due_today(tell, officer)
    first = _uncertain(relay)
    resend.again(first, secretariat, at(MONDAY, 9))
    with pytest.raises(NotAllowedNow, match="이미 다시 보낸"):
        resend.again(first, secretariat, at(MONDAY, 9))
    delivery.sweep(at(MONDAY, 9))
    assert Notification.objects.filter(resend_of=first).count() == 1
