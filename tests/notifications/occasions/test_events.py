"""What the record brings: every act of which somebody is told, once, and in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event as Signal
from threading import Thread
from typing import Final

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from audits import record
from audits.access import Viewer
from audits.models import Audit, Committee, Department, Event, User
from audits.reading import read_report
from audits.record import Entry
from audits.statuses import ReportedStatus as Status
from notifications.models import Occasion, OccasionState, Reading, Reason
from notifications.models import OccasionKind as Kind
from notifications.occasions import events
from notifications.occasions.events import LEADS, ROUNDS
from notifications.occasions.table import Due
from tests.audits.reorganisations import renamed
from tests.conftest import TODAY, Enrol
from tests.factories import assign, make_audit, make_demand
from tests.lifecycle.scene import DONE, PROGRESS
from tests.lifecycle.town import RENAME_DAY, SPLIT_DAY
from tests.notifications.occasions.acts import gate_of_head, offered, waits_for_head
from tests.notifications.occasions.office import (
    COORDINATORS,
    COUNCIL,
    OURS,
    THEIRS,
    Names,
    Office,
    office,
    tell,
)
from tests.tracker.actions.test_import_demands import FACTS, ON, REPORT
from tests.tracker.rounds import DUE, opened
from tracker.actions import assign as distribution
from tracker.actions import hand_over, move, verify
from tracker.actions.extension import Extension, grant
from tracker.actions.import_demands import import_report
from tracker.actions.refuse_extension import refuse
from tracker.actions.remind import remind
from tracker.actions.reopen import reopen
from tracker.actions.reorganise import reorganise
from tracker.actions.request_extension import request_extension
from tracker.actions.rounds import cancel_round, change_round
from tracker.actions.send_back import send_back
from tracker.actions.settle_handover import settle

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
LATER: Final = date(2026, 12, 18)
OFFICER: Final = frozenset({"officer a"})


@dataclass(frozen=True)
class Told:
    """An act by its event, on what `ready` prepared before the record was read; and who is then told of what."""

    event: str
    do: Callable[[Office], object]
    who: dict[str, Names]
    ready: Callable[[Office], object] = lambda _office: None


def _contradict(office: Office) -> None:
    verify.contradict(
        office.pk,
        update_id=office.newest,
        version=office.version,
        reason="현장과 다름",
        found="점검표가 없음",
        decision_id=office.town.decision.pk,
        by=office.by("clerk"),
    )


TOLD: Final = (
    Told("reminder_requested", lambda o: remind(o.pk, by=o.by("coordinator")), {Kind.URGED: OFFICER}),
    Told(
        "approval_asked",
        lambda o: o.report(PROGRESS),
        {Kind.APPROVAL_ASKED: frozenset({"head a"})},
        gate_of_head,
    ),
    Told(
        "report_sent_back",
        lambda o: send_back(o.pk, version=o.version, reason="내역이 빠짐", by=o.by("head a")),
        {Kind.SENT_BACK: frozenset({"secretariat and officer a"})},
        waits_for_head,
    ),
    Told(
        "returned", lambda o: o.give_back("내역이 빠짐"), {Kind.RETURNED: OFFICER}, lambda o: o.report(DONE)
    ),
    Told("contradicted", _contradict, {Kind.RETURNED: OFFICER}, lambda o: o.report(DONE)),
    Told(
        "reopened",
        lambda o: reopen(o.pk, version=o.version, reason="다시 드러남", by=o.by("clerk")),
        {Kind.RETURNED: OFFICER},
        lambda o: o.reach("closed"),
    ),
    Told("verified", lambda o: o.confirm(), {Kind.CONFIRMED: OFFICER}, lambda o: o.report(DONE)),
    Told(
        "extension_requested",
        lambda o: request_extension(o.pk, wanted=LATER, reason="공사가 늦어짐", by=o.by("officer a")),
        {Kind.EXTENSION_ASKED: COUNCIL},
    ),
    Told(
        "extension_granted",
        lambda o: grant(o.pk, Extension(LATER), version=o.version, by=o.by("clerk")),
        {Kind.EXTENSION_DECIDED: OFFICER},
        lambda o: o.asks_for_time(),
    ),
    Told(
        "extension_refused",
        lambda o: refuse(o.asks_for_time(), reason="기한 안에 할 수 있음", by=o.by("clerk")),
        {Kind.EXTENSION_DECIDED: OFFICER},
    ),
    Told("handover_offered", offered, {Kind.HANDOVER_OFFERED: THEIRS}),
    Told(
        "handover_accepted",
        lambda o: hand_over.accept(o.is_offered(), version=o.version, by=o.by("officer d")),
        {Kind.HANDOVER_SETTLED: OURS},
    ),
    Told(
        "handover_refused",
        lambda o: hand_over.refuse_offer(o.is_offered(), reason="우리 업무가 아님", by=o.by("head d")),
        {Kind.HANDOVER_SETTLED: OURS, Kind.HANDOVER_UNANSWERED: COORDINATORS},
    ),
    Told(
        "handover_settled",
        lambda o: settle(
            o.is_offered(refused=True),
            moves=True,
            reason="업무분장",
            version=o.version,
            by=o.by("coordinator"),
        ),
        {Kind.HANDOVER_SETTLED: OURS | THEIRS},
    ),
)


def test_every_kind_of_entry_that_leads_somewhere_is_tried() -> None:
    elsewhere = {"assigned", "moved"}
    assert {row.event for row in TOLD} | elsewhere == LEADS.keys()
    assert {"round_opened", "round_changed"} == ROUNDS


@pytest.mark.parametrize("row", TOLD, ids=[row.event for row in TOLD])
def test_who_is_told_of_an_act(row: Told) -> None:
    here = office()
    row.ready(here)
    here.tell()
    Occasion.objects.all().delete()
    row.do(here)
    here.tell()
    assert here.told() == row.who
    cause = Event.objects.get(kind=row.event)
    assert {one.event for one in here.rows} == {cause.number}
    assert {one.period.partition(":")[0] for one in here.rows} == {str(cause.number)}
    assert {one.on for one in here.rows} == {TODAY}
    assert here.tell() == []


def test_nobody_is_told_what_they_did_themselves() -> None:
    here = office()
    request_extension(here.pk, wanted=LATER, reason="공사가 늦어짐", by=here.by("secretariat and officer a"))
    here.tell()
    assert here.told() == {Kind.EXTENSION_ASKED: COUNCIL - {"secretariat and officer a"}}


def test_an_offer_that_was_settled_to_stay_is_told_to_both() -> None:
    here = office()
    offer = here.is_offered(refused=True)
    settle(offer, moves=False, reason="업무분장", version=here.version, by=here.by("coordinator"))
    here.tell()
    assert here.told() == {Kind.HANDOVER_SETTLED: OURS | THEIRS}


def test_what_somebody_moved_is_told_to_the_department_that_has_it_now() -> None:
    here = office(on=SPLIT_DAY)
    move.move(here.pk, here.town.successions["a"], reason="업무 인수", by=here.by("coordinator"))
    here.tell(SPLIT_DAY)
    assert here.told() == {Kind.HANDOVER_SETTLED: frozenset({"officer e"})}


def test_what_moved_by_rule_is_told_to_the_successor() -> None:
    here = office("three", on=RENAME_DAY)
    assert move.follow_successions(on=RENAME_DAY) == 1
    here.tell(RENAME_DAY)
    assert here.told() == {Kind.HANDOVER_SETTLED: frozenset({"officer f"})}


@pytest.fixture
def audit(lists: None, committee: Committee) -> Audit:
    """An audit that was transmitted."""
    made = make_audit(committee=committee)
    Audit.objects.filter(pk=made.pk).update(
        transmitted_on=TODAY, transmittal_number="의정-1", default_due_date=LATER
    )
    made.refresh_from_db()
    return made


@pytest.fixture
def begun(db: None) -> None:
    """Reading has begun."""
    _read()


def _read(on: date = TODAY) -> list[Due]:
    with transaction.atomic():
        return events.read(on)


def _distribute(audit: Audit, department: Department, count: int, by: Viewer, first: int = 1) -> None:
    demands = [make_demand(audit, first + number) for number in range(count)]
    share = distribution.Share(department, is_lead=True)
    distribution.assign_many({demand.pk: [share] for demand in demands}, by=by)


def test_a_department_is_told_of_what_it_is_given(
    begun: None, audit: Audit, department: Department, coordinator: User, as_viewer: AsViewer
) -> None:
    _distribute(audit, department, 1, as_viewer(coordinator))
    (due,) = _read()
    entry = Event.objects.get(kind="assigned")
    assert (due.kind, due.period, due.event) == (Kind.ASSIGNED, str(entry.number), entry.number)
    assert (due.department_id, due.committee_id) == (department.pk, audit.committee_id)
    assert (due.actor_id, due.passed) == (coordinator.pk, False)


def test_three_hundred_demands_take_as_many_statements_as_three(
    begun: None, audit: Audit, department: Department, coordinator: User, as_viewer: AsViewer
) -> None:
    taken = []
    for first, count in ((1, 3), (10, 300)):
        _distribute(audit, department, count, as_viewer(coordinator), first)
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            transaction.atomic(),
        ):
            assert len(events.read(TODAY)) == count
        taken.append(len([query for query in asked if "SAVEPOINT" not in query["sql"]]))
    assert taken == [5, 5]


def test_with_nothing_new_two_statements_are_asked(
    begun: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with transaction.atomic(), django_assert_num_queries(2):
        assert events.read(TODAY) == []


def test_nothing_that_was_there_before_reading_began_is_told(
    audit: Audit, department: Department, coordinator: User, as_viewer: AsViewer
) -> None:
    _distribute(audit, department, 1, as_viewer(coordinator))
    assert _read() == []
    begun = Reading.objects.get()
    assert (begun.number, begun.begun_on) == (record.head()[0], TODAY)


def test_a_batch_is_bounded_and_the_rest_comes_with_the_next_one(
    begun: None,
    audit: Audit,
    department: Department,
    coordinator: User,
    as_viewer: AsViewer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _distribute(audit, department, 7, as_viewer(coordinator))
    monkeypatch.setattr(events, "BATCH", 3)
    found = [_read() for _time in range(4)]
    assert [len(dues) for dues in found] == [3, 3, 1, 0]
    assert len({due.event for dues in found for due in dues}) == 7


def test_what_was_read_counts_only_with_the_transaction_of_the_caller(
    begun: None, audit: Audit, department: Department, coordinator: User, as_viewer: AsViewer
) -> None:
    _distribute(audit, department, 1, as_viewer(coordinator))
    with transaction.atomic():
        assert len(events.read(TODAY)) == 1
        transaction.set_rollback(True)
    assert len(_read()) == 1


def test_of_two_entries_of_a_kind_only_the_last_is_current() -> None:
    here = office()
    first = here.asks_for_time()
    refuse(first, reason="기한 안에 할 수 있음", by=here.by("clerk"))
    here.asks_for_time()
    grant(here.pk, Extension(LATER), version=here.version, by=here.by("clerk"))
    dues = here.tell()
    assert [due.passed for due in dues] == [True, False]
    assert [(row.state, row.reason) for row in here.rows] == [
        (OccasionState.SKIPPED, Reason.SUPERSEDED),
        (OccasionState.PLANNED, ""),
    ]


def test_two_givers_one_after_the_other_are_both_told() -> None:
    here = office()
    hand_over.accept(here.is_offered(), version=here.version, by=here.by("officer d"))
    to = here.town.departments["e"].pk
    here.on = SPLIT_DAY
    offer = hand_over.offer(here.pk, to, reason="업무 이관", by=here.by("officer d"))
    hand_over.accept(offer.pk, version=here.version, by=here.by("officer e"))
    here.tell()
    assert here.told()[Kind.HANDOVER_SETTLED] == OURS | THEIRS


def test_an_imported_report_and_what_follows_it_by_rule_tell_nobody(
    begun: None,
    lists: None,
    department: Department,
    neighbour: Department,
    secretariat: User,
    coordinator: User,
    as_viewer: AsViewer,
) -> None:
    reorganise(
        [renamed(department, "디지털과", effective_on=TODAY - timedelta(days=30))], by=as_viewer(coordinator)
    )
    read = read_report(REPORT.encode(), name="보고서.txt", year=2025, report_date=ON)
    import_report(read, FACTS, by=secretariat, on=TODAY)
    assert Event.objects.filter(kind="moved").exists()
    assert _read() == []
    reorganise([renamed(neighbour, "통신망과", effective_on=TODAY)], by=as_viewer(coordinator))
    assert {due.kind for due in _read()} == {Kind.HANDOVER_SETTLED}


def test_a_round_asks_every_assignment_that_still_owes_a_report(
    begun: None, audit: Audit, department: Department, coordinator: User, as_viewer: AsViewer
) -> None:
    owing = [assign(make_demand(audit, number), department) for number in (1, 2)]
    assign(make_demand(audit, 3), department, Status.COMPLETED)
    round_ = opened(audit, as_viewer(coordinator))
    dues = _read()
    assert [due.assignment_id for due in dues] == [one.pk for one in owing]
    assert {(due.kind, due.period) for due in dues} == {(Kind.ROUND_OPENED, f"{round_.pk}:{DUE}")}
    assert {due.actor_id for due in dues} == {coordinator.pk}


def test_another_day_of_a_round_is_told_and_another_name_is_not(
    begun: None, audit: Audit, department: Department, officer: User, coordinator: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(coordinator)
    assign(make_demand(audit), department)
    round_ = opened(audit, by)
    tell()
    change_round(round_.pk, name="다른 이름", due_on=DUE, by=by)
    assert tell() == []
    later = DUE + timedelta(days=7)
    change_round(round_.pk, name="다른 이름", due_on=later, by=by)
    (due,) = tell()
    assert due.period == f"{round_.pk}:{later}"


def test_a_round_that_was_called_off_meanwhile_asks_nobody(
    begun: None, audit: Audit, department: Department, coordinator: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(coordinator)
    assign(make_demand(audit), department)
    cancel_round(opened(audit, by).pk, by=by)
    assert _read() == []


def test_many_rounds_take_as_many_statements_as_one(
    begun: None,
    audit: Audit,
    department: Department,
    committee: Committee,
    coordinator: User,
    as_viewer: AsViewer,
) -> None:
    by = as_viewer(coordinator)
    taken = []
    for bodies in (["가"], ["나", "다", "라"]):
        for body in bodies:
            another = make_audit(body=body, committee=committee)
            for number in range(1, 4):
                assign(make_demand(another, number), department)
            opened(another, by)
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            assert len(events.read(TODAY)) == 3 * len(bodies)
        taken.append(len([query for query in asked if "SAVEPOINT" not in query["sql"]]))
    assert taken == [7, 7]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_write_at_once_neither_can_appear_behind_what_was_read(
    lists: None, department: Department, coordinator: User
) -> None:
    audit = make_audit()
    first, second = (assign(make_demand(audit, number), department) for number in (1, 2))
    _read()
    holds, may_commit = Signal(), Signal()

    def write(assignment: object, *, waits: bool) -> None:
        with transaction.atomic():
            record.append(Entry("reminder_requested", assignment, coordinator, facts={"on": TODAY}))  # type: ignore[arg-type]
            if waits:
                holds.set()
                assert may_commit.wait(20)
        connection.close()

    slow = Thread(target=write, args=[first], kwargs={"waits": True})
    quick = Thread(target=write, args=[second], kwargs={"waits": False})
    slow.start()
    assert holds.wait(20)
    quick.start()
    quick.join(0.5)
    assert quick.is_alive()  # the head is held until the first one is visible
    assert _read() == []
    may_commit.set()
    slow.join(20)
    quick.join(20)
    assert [due.assignment_id for due in _read()] == [first.pk, second.pk]
    assert _read() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_that_read_at_once_only_one_gets_an_entry(
    lists: None, department: Department, coordinator: User, enrol: Enrol
) -> None:
    held = assign(make_demand(make_audit()), department)
    _read()
    with transaction.atomic():
        record.append(Entry("reminder_requested", held, coordinator, facts={"on": TODAY}))
    found: list[list[Due]] = []
    has_read, may_commit = Signal(), Signal()

    def read(*, waits: bool) -> None:
        with transaction.atomic():
            found.append(events.read(TODAY))
            if waits:
                has_read.set()
                assert may_commit.wait(20)
        connection.close()

    one, other = (Thread(target=read, kwargs={"waits": waits}) for waits in (True, False))
    one.start()
    assert has_read.wait(20)
    other.start()
    other.join(0.5)
    assert other.is_alive()
    may_commit.set()
    one.join(20)
    other.join(20)
    assert [len(dues) for dues in found] == [1, 0]
