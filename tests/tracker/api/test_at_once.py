"""Two at once, on two connections, with real commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from audits import reference
from audits.models import Department
from audits.models import Event as Entry
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tests.together import WAIT, at_once
from tests.tracker.api.conftest import Caller, tag
from tracker.actions import report as report_action
from tracker.api import idempotency
from tracker.models import Assignment, KeptAnswer, ProgressUpdate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(department: Department) -> list[Assignment]:
    reference.ensure_lists()
    audit = make_audit()
    return [assign(make_demand(audit, number), department, Status.NOT_REPORTED) for number in range(1, 5)]


def _editor(caller: Caller, row: Assignment, plan: str, **headers: str) -> Callable[[], Any]:
    version = tag(row)
    return lambda: caller.post(
        f"assignments/{row.pk}/progress/",
        {"status": "in_progress", "plan": plan},
        If_Match=version,
        **headers,
    )


def _statuses(answers: Sequence[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def _meet_between_reading_and_checking(monkeypatch: pytest.MonkeyPatch, *, locking: bool) -> None:
    """Let both editors read the assignment before either goes on; without `locking` nothing keeps them apart."""
    gate, read = Barrier(2), report_action._locked

    def read_and_wait(assignment_id: int, by: Any) -> Any:
        if locking:
            gate.wait(WAIT)
            return read(assignment_id, by)
        found = Assignment.objects.select_related("demand").get(pk=assignment_id), 0
        gate.wait(WAIT)
        return found

    monkeypatch.setattr(report_action, "_locked", read_and_wait)


def test_of_two_editors_at_once_one_is_told_that_somebody_was_first(
    rows: list[Assignment], system: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    _meet_between_reading_and_checking(monkeypatch, locking=True)
    answers = at_once(_editor(system, rows[0], "하나"), _editor(system, rows[0], "둘"))
    assert _statuses(answers) == [201, 412]
    assert ProgressUpdate.objects.count() == 1
    assert tag(rows[0]).endswith('-v2"')


def test_without_the_lock_both_would_have_passed_the_check(
    rows: list[Assignment], system: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same meeting, without the lock, gets both past the version, and only a constraint is left."""
    _meet_between_reading_and_checking(monkeypatch, locking=False)
    system.client.raise_request_exception = False
    answers = at_once(_editor(system, rows[0], "하나"), _editor(system, rows[0], "둘"))
    assert 412 not in _statuses(answers)


def test_the_same_key_at_once_is_done_once(rows: list[Assignment], system: Caller) -> None:
    edit = _editor(system, rows[0], "하나", Idempotency_Key="k")
    answers = at_once(*[edit] * 4)
    assert set(_statuses(answers)) <= {201, 409}
    assert 201 in _statuses(answers)
    assert ProgressUpdate.objects.count() == KeptAnswer.objects.count() == 1
    assert edit().json() == next(each.json() for each in answers if each.status_code == 201)


def test_while_a_request_runs_its_key_answers_conflict(rows: list[Assignment], system: Caller) -> None:
    started, may_end = Event(), Event()
    edit = _editor(system, rows[0], "하나", Idempotency_Key="k")

    def hold_the_row() -> None:
        with transaction.atomic():
            Assignment.objects.select_for_update().get(pk=rows[0].pk)
            started.set()
            may_end.wait(WAIT)
        connection.close()

    def ask_again() -> Any:
        started.wait(WAIT)
        return edit()

    with ThreadPoolExecutor(3) as pool:
        holder = pool.submit(hold_the_row)
        first = pool.submit(_closing(ask_again))
        started.wait(WAIT)
        second = _until_conflict(edit)
        may_end.set()
        holder.result(WAIT)
        assert {second.status_code, first.result(WAIT).status_code} == {409, 201}
    assert second.headers["Retry-After"] == "1"


def _closing(act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    return run


_HELD = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND granted AND datname = current_database()
"""


def _until_conflict(edit: Callable[[], Any]) -> Any:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(_HELD)
            if cursor.fetchone()[0]:
                break
            cursor.execute("SELECT pg_sleep(0.05)")
    return edit()


def test_an_answer_stored_between_looking_and_locking_undoes_the_second(
    rows: list[Assignment], system: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The constraint is the last word: whoever looked too early does nothing at all."""
    edit = _editor(system, rows[0], "하나", Idempotency_Key="k")
    assert edit().status_code == 201
    monkeypatch.setattr(idempotency, "_replay", lambda *_: None)
    again = system.post(
        f"assignments/{rows[0].pk}/progress/",
        {"status": "in_progress", "plan": "하나"},
        If_Match=tag(rows[0]),
        Idempotency_Key="k",
    )
    assert again.status_code == 409
    assert ProgressUpdate.objects.count() == 1


def test_two_bundles_in_opposite_order_do_not_wait_for_each_other(
    rows: list[Assignment], system: Caller
) -> None:
    def bundle(order: Sequence[Assignment]) -> Callable[[], Any]:
        body = [{"id": row.pk, "version": 1, "status": "in_progress", "plan": "- 시행"} for row in order]
        return lambda: system.post("assignments/progress/?atomic=true", body)

    answers = at_once(bundle(rows), bundle(rows[::-1]), bundle(rows), bundle(rows[::-1]))
    assert _statuses(answers) == [200, 412, 412, 412]
    assert ProgressUpdate.objects.count() == len(rows)
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
