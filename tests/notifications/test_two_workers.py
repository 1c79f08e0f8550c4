"""Two workers share what waits: neither composes what the other sends, and nothing is claimed twice."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection

from audits.models import Department, Role
from notifications import bundles, delivery
from notifications.delivery import sending
from notifications.delivery.looking import by_hand, in_hand, look
from notifications.models import Attempt, Notification, OccasionKind, State
from tests.conftest import Enrol
from tests.notifications.conftest import MONDAY, Clock, Tell, at
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 40


@pytest.fixture(autouse=True)
def _waiting(tell: Tell, enrol: Enrol, department: Department, clock: Clock) -> None:
    for _ in range(PEOPLE):
        tell(OccasionKind.URGED, enrol(Role.OFFICER, department=department))
    bundles.bundle(at(MONDAY, 9))
    clock(at(MONDAY, 9))


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """Batches of five, so that several are needed."""
    monkeypatch.setattr(sending, "BATCH", 5)
    return 5


def test_what_one_has_in_hand_another_does_not_take(few_at_once: int) -> None:
    taken: list[set[int]] = []

    def beside() -> None:
        with in_hand(look(at(MONDAY, 9)), few_at_once) as rows:
            taken.append({row.pk for row in rows})
        connection.close()

    with in_hand(look(at(MONDAY, 9)), few_at_once) as mine:
        other = threading.Thread(target=beside)
        other.start()
        other.join(10)
    assert len(mine) == len(taken[0]) == few_at_once
    assert not {row.pk for row in mine} & taken[0]
    with in_hand(by_hand(MONDAY, at(MONDAY, 9)), PEOPLE) as all_of_it:
        assert len(all_of_it) == PEOPLE, "let go at the end of the block"


def test_two_workers_send_each_mail_once_and_both_have_a_share(relay: Sink, few_at_once: int) -> None:
    sent: list[Counter[State]] = []
    together = threading.Barrier(2)

    def work() -> None:
        together.wait(10)
        sent.append(delivery.deliver())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(sent, Counter()) == {State.SENT: PEOPLE}
    assert all(sent), "each had some"
    assert set(relay.times().values()) == {1}
    assert len(relay.times()) == PEOPLE
    assert Attempt.objects.count() == Notification.objects.filter(attempts=1).count() == PEOPLE
