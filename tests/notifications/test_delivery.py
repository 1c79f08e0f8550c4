"""What becomes of a planned mail: sent once, or its failure kept, never silently lost, never blindly re-sent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audits.models import Event, Membership, User
from notifications import delivery, planner
from notifications.models import Attempt, Notification, Reason, State
from tests.notifications.conftest import MONDAY, Late, again_now, at
from tests.notifications.sink import DROP, HANG, Sink
from tracker.models import Assignment, Stage

pytestmark = pytest.mark.django_db

NEXT_MONDAY = MONDAY + timedelta(days=7)
Planned = Callable[[], Notification]


@pytest.fixture
def planned(late: Late, officer: User) -> Planned:
    """Something is late and the week is planned: one mail, to the officer."""
    late()
    planner.plan(MONDAY, timezone.now())
    return Notification.objects.get


def test_a_mail_is_sent_once_and_its_proof_kept(planned: Planned, relay: Sink, officer: User) -> None:
    assert delivery.deliver_waiting(MONDAY) == {State.SENT: 1}
    assert delivery.deliver_waiting(MONDAY) == {}
    row = planned()
    (mail,) = relay.accepted
    assert (mail["Message-ID"], mail["To"]) == (row.message_id, officer.email)
    assert (row.state, row.attempts, row.overdue) == (State.SENT, 1, 1)
    assert row.subject == mail["Subject"].strip() == "[행정사무감사] 처리기한 경과 1건, 이번 주 마감 0건"
    assert f"기록 확인값 {row.anchor}" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert row.tries.get().outcome == State.SENT


def test_the_anchor_of_a_mail_is_an_entry_of_the_record(planned: Planned, relay: Sink) -> None:
    delivery.deliver_waiting(MONDAY)
    number, digest = planned().anchor.split(":")
    assert Event.objects.get(number=number).hash == digest
    assert Event.objects.filter(kind="notification_sent", subject_id=planned().pk).exists()


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "end"])
def test_a_refusal_for_now_is_tried_again_later(planned: Planned, relay: Sink, step: str) -> None:
    relay.answers[step] = "451 try later"
    assert delivery.deliver_waiting(MONDAY) == {State.FAILED: 1}
    assert planned().last_error == "451 try later"
    assert delivery.deliver_waiting(MONDAY) == {}, "its time has not come"
    relay.answers.clear()
    again_now()
    assert delivery.deliver_waiting(MONDAY) == {State.SENT: 1}
    assert list(relay.times().values()) == [1]
    assert [attempt.outcome for attempt in Attempt.objects.all()] == [State.FAILED, State.SENT]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "end"])
def test_a_refusal_for_good_ends_it(planned: Planned, relay: Sink, step: str) -> None:
    relay.answers[step] = "550 no such mailbox"
    assert delivery.deliver_waiting(MONDAY) == {State.DEAD: 1}
    relay.answers.clear()
    assert delivery.deliver_waiting(MONDAY) == {}
    assert (planned().state, planned().last_error) == (State.DEAD, "550 no such mailbox")
    assert not relay.accepted


@pytest.mark.parametrize("answer", [HANG, DROP])
def test_a_connection_that_breaks_after_the_text_leaves_it_uncertain(
    planned: Planned, relay: Sink, answer: str
) -> None:
    relay.answers["end"] = answer
    assert delivery.deliver_waiting(MONDAY) == {State.UNCERTAIN: 1}
    relay.answers.clear()
    assert delivery.deliver_waiting(MONDAY) == {}
    assert planned().state == State.UNCERTAIN
    assert list(relay.times().values()) == [1], "it had arrived, and is not sent a second time"


@pytest.mark.parametrize("answer", [HANG, DROP, "421 closed"])
def test_where_nobody_answers_one_attempt_is_made_and_the_rest_waits(
    late: Late, officer: User, head: User, relay: Sink, answer: str
) -> None:
    late()
    planner.plan(MONDAY, timezone.now())
    relay.answers["connect"] = answer
    assert delivery.deliver_waiting(MONDAY) == {State.FAILED: 1}
    assert Notification.objects.by_state() == {State.FAILED: 1, State.PLANNED: 1}
    relay.answers.clear()
    again_now()
    assert delivery.deliver_waiting(MONDAY) == {State.SENT: 2}


def test_one_refused_address_keeps_nobody_else_from_being_told(
    late: Late, officer: User, head: User, relay: Sink
) -> None:
    late()
    planner.plan(MONDAY, timezone.now())
    User.objects.filter(pk=officer.pk).update(email="두 사람@@example")
    assert delivery.deliver_waiting(MONDAY) == {State.DEAD: 1, State.SENT: 1}


def test_who_left_since_the_planning_is_not_told(planned: Planned, relay: Sink, officer: User) -> None:
    Membership.objects.filter(user=officer).update(end_on=MONDAY)
    assert delivery.deliver_waiting(MONDAY) == {State.SKIPPED: 1}
    assert (planned().reason, planned().get_reason_display()) == (Reason.LEFT, "소속 종료")
    assert not relay.accepted


def test_nobody_is_told_of_what_was_settled_since_the_planning(planned: Planned, relay: Sink) -> None:
    Assignment.objects.update(due_date=NEXT_MONDAY)
    assert delivery.deliver_waiting(MONDAY) == {State.SKIPPED: 1}
    assert (planned().reason, planned().get_reason_display()) == (Reason.CLOSED, "종결됨")


def test_the_figures_are_those_of_the_moment_of_sending(
    planned: Planned, late: Late, relay: Sink, officer: User
) -> None:
    late(30)
    Assignment.objects.filter(pk=late(40).pk).update(stage=Stage.WITHDRAWN)
    delivery.deliver_waiting(MONDAY)
    assert planned().overdue == 2
    assert relay.accepted[0]["Subject"].strip() == "[행정사무감사] 처리기한 경과 2건, 이번 주 마감 0건"


def test_it_goes_to_the_address_a_person_has_when_it_is_sent(
    planned: Planned, relay: Sink, officer: User
) -> None:
    User.objects.filter(pk=officer.pk).update(email="new@demo.example")
    delivery.deliver_waiting(MONDAY)
    assert relay.accepted[0]["To"] == planned().address == "new@demo.example"


def test_last_weeks_leftover_gives_way_to_this_weeks(planned: Planned, relay: Sink) -> None:
    assert delivery.deliver_waiting(NEXT_MONDAY) == {}
    delivery.sweep(at(NEXT_MONDAY, 7))
    assert (planned().state, planned().get_reason_display()) == (State.SKIPPED, "더 최근 알림으로 대체")
    assert not relay.accepted


def test_an_ended_lease_is_uncertain_and_a_running_one_is_left(planned: Planned) -> None:
    row = planned()
    now = timezone.now()
    Notification.objects.update(state=State.LEASED, leased_until=now + delivery.LEASE, attempts=1)
    Attempt.objects.create(notification=row, number=1, started_at=now)
    assert not delivery.sweep(now)
    assert delivery.sweep(now + delivery.LEASE) == [row]
    assert (planned().state, row.tries.get().outcome) == (State.UNCERTAIN, State.UNCERTAIN)
    assert Event.objects.get(kind="notification_uncertain").subject_id == row.pk


@pytest.mark.django_db(transaction=True)
def test_several_senders_send_each_mail_once(late: Late, officer: User, head: User, relay: Sink) -> None:
    late()
    planner.plan(MONDAY, timezone.now())
    sent: list[int] = []
    together = threading.Barrier(4)

    def deliver() -> None:
        together.wait(10)
        sent.append(delivery.deliver_waiting(MONDAY)[State.SENT])
        connection.close()

    senders = [threading.Thread(target=deliver) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(20)
    assert (len(sent), sum(sent)) == (4, 2)
    assert list(relay.times().values()) == [1, 1]
    assert Notification.objects.by_state() == {State.SENT: 2}
