"""Two acts on people at the same moment, with real commits: neither waits for the other for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from audits import record, reference
from audits.access import Viewer
from audits.actions import people
from audits.actions.people import Place
from audits.models import Department, Membership, Role, User
from audits.record import Entry
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.together import WAIT, at_once
from tracker import followup
from tracker.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
AsViewer = Callable[[User], Viewer]
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""


def _while_the_head_is_held(entry: Entry, act: Callable[[], Any]) -> None:
    """Run `act` up to its wait for the record's head, which a transaction with `entry` holds and gives up."""
    held = Event()

    def hold() -> None:
        with transaction.atomic():
            record.append(entry)
            held.set()
            _until_somebody_waits()

    def follow() -> None:
        held.wait(WAIT)
        with transaction.atomic():
            act()

    at_once(hold, follow)


def _until_somebody_waits() -> None:
    end = time.monotonic() + WAIT
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            if cursor.execute(WAITING).fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody asked for the record's head")


def test_a_change_of_a_person_lets_what_that_person_did_be_stored(secretariat: User) -> None:
    place = Place(role=Role.COORDINATOR, start_on=TODAY)
    _while_the_head_is_held(
        Entry("told", secretariat, secretariat),
        lambda: people.start_membership(secretariat, place, by=None),
    )
    assert secretariat.memberships.filter(role=Role.COORDINATOR).exists()


def test_a_change_of_a_demands_standing_lets_its_history_be_stored(department: Department) -> None:
    reference.ensure_lists()
    demand = make_demand(make_audit())

    def refresh() -> None:
        followup.refresh([demand.pk])
        record.append(Entry("told", demand, None))

    _while_the_head_is_held(Entry("told", demand, None, demand_id=demand.pk), refresh)
    assert demand.events.count() == 1


@pytest.mark.parametrize("lock", [Assignment.objects.locked, Assignment.objects.locked_with_demand])
def test_a_locked_assignment_can_still_be_pointed_at(lock: Callable[[], Any], department: Department) -> None:
    reference.ensure_lists()
    assign(make_demand(make_audit()), department)
    with transaction.atomic(), connection.execute_wrapper(_only_without_the_key):
        assert len(lock()) == 1


def _only_without_the_key(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    assert "FOR NO KEY UPDATE" in sql
    return execute(sql, *rest)


@pytest.mark.parametrize("way", ["end", "stop"])
def test_of_two_administrators_who_remove_each_other_one_stays(
    way: str, administrator: User, as_viewer: AsViewer
) -> None:
    other = people.create_person(
        email="b@demo.example",
        name="시연 둘째",
        staff_number=None,
        place=Place(role=Role.SYSADMIN, start_on=TODAY),
        by=None,
    )

    def remove(person: User, by: User) -> Callable[[], str]:
        membership, viewer, copy = person.memberships.get(), as_viewer(by), User.objects.get(pk=person.pk)

        def act() -> str:
            try:
                if way == "end":
                    people.end_membership(membership.pk, end_on=viewer.on + DAY, by=viewer)
                else:
                    people.set_active(copy, active=False, by=viewer)
            except ValidationError as refusal:
                return refusal.messages[0]
            return "removed"

        return act

    for _round in range(8):
        answers = at_once(remove(administrator, other), remove(other, administrator))
        assert sorted("마지막" in answer for answer in answers) == [False, True]
        Membership.objects.update(end_on=None)
        User.objects.update(is_active=True)


def test_a_link_used_twice_at_the_same_moment_sets_one_password() -> None:
    person = people.create_person(
        email="new@demo.example", name="시연 새 사람", staff_number=None, place=None, by=None
    )
    token = people.make_link(person, by=None)
    words = ("tongil-anding-7h", "seonyu-gaebi-9k")
    answers = at_once(*(partial(people.use_link, person, token, word) for word in words))
    assert sorted(answers) == [False, True]
    person.refresh_from_db()
    assert person.check_password(words[answers.index(True)])
