"""Asked again when a mail is about to leave: what was planned and has changed since is not told, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.actions.follow_people import follow_people
from audits.models import Department, Membership, Role, User
from notifications import weeks
from notifications.models import Kind as Mail
from notifications.models import Notification, Occasion, OccasionState, Reason, State
from notifications.models import OccasionKind as Kind
from notifications.occasions.still import reasons_against
from notifications.occasions.table import TABLE
from tests.conftest import LONG_AGO, TODAY
from tests.lifecycle.scene import LETTER, PROGRESS
from tests.lifecycle.town import DUE, RENAME_DAY, SPLIT_DAY
from tests.notifications.conftest import at
from tests.notifications.occasions.acts import (
    LATER,
    Act,
    another_is_named,
    approval_asked,
    asked_for_time,
    assigned,
    claims,
    closed,
    confirmed,
    department_is_there,
    due,
    granted,
    nothing,
    offer_id,
    offered,
    officer_left,
    ownerless,
    receives,
    refused,
    reports,
    returned,
    round_of,
    round_opened,
    sent_back,
    settled,
    taken_over,
    takes_request_back,
    urged,
    withdrawn,
)
from tests.notifications.occasions.office import Office, office
from tracker.actions import hand_over, move
from tracker.actions.approve import approve
from tracker.actions.extension import Extension, grant
from tracker.actions.reopen import reopen
from tracker.actions.rounds import cancel_round, change_round, close_round
from tracker.actions.send_back import send_back
from tracker.actions.withdraw import withdraw_demand
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """A kind that came up by `came`, and what is done before its mail leaves; `reason`: None where it is still told."""

    kind: Kind
    came: Act
    done: Act
    reason: Reason | None


DATED: Final = (
    Kind.DUE_EARLY,
    Kind.DUE_SOON,
    Kind.DUE_TODAY,
    Kind.OVERDUE,
    Kind.OVERDUE_HEAD,
    Kind.OVERDUE_COORDINATOR,
    Kind.OVERDUE_CLERK,
)


def _dated(kind: Kind) -> list[Case]:
    come = due(kind)
    left = Reason.HANDED_OVER if kind not in {Kind.OVERDUE_COORDINATOR, Kind.OVERDUE_CLERK} else None
    return [
        Case(kind, come, nothing, None),
        Case(kind, come, reports, None),
        Case(kind, come, claims, Reason.SETTLED),
        Case(kind, come, closed, Reason.CLOSED),
        Case(kind, come, withdrawn, Reason.WITHDRAWN),
        Case(kind, come, granted, Reason.SUPERSEDED),
        Case(kind, come, taken_over, left),
    ]


def _of_round(kind: Kind) -> list[Case]:
    def come(here: Office) -> None:
        round_opened(here)
        if kind != Kind.ROUND_OPENED:
            Occasion.objects.all().delete()
            due(kind, f"{round_of(here).pk}:{DUE}")(here)

    def moves(here: Office) -> None:
        change_round(round_of(here).pk, name="1차 보고", due_on=LATER, by=here.by("coordinator"))

    def off(here: Office) -> None:
        cancel_round(round_of(here).pk, by=here.by("coordinator"))

    def over(here: Office) -> None:
        close_round(round_of(here).pk, LETTER, by=here.by("coordinator"))

    return [
        Case(kind, come, nothing, None),
        Case(kind, come, reports, Reason.SETTLED),
        Case(kind, come, moves, Reason.SUPERSEDED),
        Case(kind, come, off, Reason.WITHDRAWN),
        Case(kind, come, over, Reason.CLOSED),
        Case(kind, come, withdrawn, Reason.WITHDRAWN),
        Case(kind, come, taken_over, Reason.HANDED_OVER),
    ]


CASES: Final = (
    *(case for kind in DATED for case in _dated(kind)),
    *(case for kind in (Kind.ROUND_OPENED, Kind.ROUND_DUE, Kind.ROUND_OVERDUE) for case in _of_round(kind)),
    Case(Kind.ASSIGNED, assigned, nothing, None),
    Case(Kind.ASSIGNED, assigned, receives, Reason.SETTLED),
    Case(Kind.ASSIGNED, assigned, taken_over, Reason.HANDED_OVER),
    Case(Kind.ASSIGNED, assigned, withdrawn, Reason.WITHDRAWN),
    Case(Kind.NOT_RECEIVED, due(Kind.NOT_RECEIVED, "2025-12-01"), nothing, None),
    Case(Kind.NOT_RECEIVED, due(Kind.NOT_RECEIVED, "2025-12-01"), reports, Reason.SETTLED),
    Case(Kind.URGED, urged, nothing, None),
    Case(Kind.URGED, urged, receives, None),
    Case(Kind.URGED, urged, reports, Reason.SETTLED),
    Case(Kind.URGED, urged, claims, Reason.SETTLED),
    Case(Kind.URGED, urged, taken_over, Reason.HANDED_OVER),
    Case(Kind.RETURNED, returned, nothing, None),
    Case(Kind.RETURNED, returned, reports, Reason.SETTLED),
    Case(Kind.RETURNED, returned, claims, Reason.SETTLED),
    Case(Kind.RETURNED, returned, closed, Reason.CLOSED),
    Case(Kind.CONFIRMED, confirmed, nothing, None),
    Case(
        Kind.CONFIRMED,
        confirmed,
        lambda o: reopen(o.pk, version=o.version, reason="다시 드러남", by=o.by("clerk")),
        Reason.SUPERSEDED,
    ),
    Case(Kind.EXTENSION_ASKED, asked_for_time, nothing, None),
    Case(
        Kind.EXTENSION_ASKED,
        asked_for_time,
        lambda o: grant(o.pk, Extension(LATER), version=o.version, by=o.by("clerk")),
        Reason.SETTLED,
    ),
    Case(Kind.EXTENSION_ASKED, asked_for_time, takes_request_back, Reason.SETTLED),
    Case(Kind.EXTENSION_ASKED, asked_for_time, claims, Reason.SETTLED),
    Case(Kind.EXTENSION_DECIDED, granted, nothing, None),
    Case(Kind.EXTENSION_DECIDED, granted, claims, None),
    Case(Kind.EXTENSION_DECIDED, granted, closed, Reason.CLOSED),
    Case(Kind.EXTENSION_DECIDED, granted, taken_over, Reason.HANDED_OVER),
    Case(Kind.HANDOVER_OFFERED, offered, nothing, None),
    Case(
        Kind.HANDOVER_OFFERED,
        offered,
        lambda o: hand_over.accept(offer_id(o), version=o.version, by=o.by("officer d")),
        Reason.SETTLED,
    ),
    Case(
        Kind.HANDOVER_OFFERED,
        offered,
        lambda o: hand_over.cancel_offer(offer_id(o), by=o.by("officer a")),
        Reason.SETTLED,
    ),
    Case(
        Kind.HANDOVER_OFFERED,
        offered,
        lambda o: hand_over.refuse_offer(offer_id(o), reason="우리 업무가 아님", by=o.by("officer d")),
        Reason.SETTLED,
    ),
    Case(Kind.HANDOVER_UNANSWERED, refused, nothing, None),
    Case(Kind.HANDOVER_UNANSWERED, refused, settled, Reason.SETTLED),
    Case(Kind.HANDOVER_SETTLED, refused, nothing, None),
    Case(Kind.HANDOVER_SETTLED, refused, withdrawn, Reason.WITHDRAWN),
    Case(Kind.APPROVAL_ASKED, approval_asked, nothing, None),
    Case(
        Kind.APPROVAL_ASKED,
        approval_asked,
        lambda o: approve(o.pk, version=o.version, by=o.by("head a")),
        Reason.SETTLED,
    ),
    Case(
        Kind.APPROVAL_ASKED,
        approval_asked,
        lambda o: send_back(o.pk, version=o.version, reason="내역이 빠짐", by=o.by("head a")),
        Reason.SETTLED,
    ),
    Case(Kind.SENT_BACK, sent_back, nothing, None),
    Case(
        Kind.SENT_BACK, sent_back, lambda o: o.report(PROGRESS, "secretariat and officer a"), Reason.SETTLED
    ),
    Case(Kind.NO_OWNER, ownerless, nothing, None),
    Case(Kind.NO_OWNER, ownerless, department_is_there, Reason.SETTLED),
    Case(Kind.OFFICER_MISSING, officer_left, nothing, None),
    Case(Kind.OFFICER_MISSING, officer_left, another_is_named, Reason.SETTLED),
)


def test_every_kind_is_tried_still_told_and_not_told_any_more() -> None:
    assert {case.kind for case in CASES if case.reason is None} == set(TABLE)
    assert {case.kind for case in CASES if case.reason} == set(TABLE)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.kind}-{number}-{case.reason}" for number, case in enumerate(CASES)]
)
def test_what_became_of_it_before_its_mail_leaves(case: Case) -> None:
    here = office()
    case.came(here)
    assert case.kind in here.told()
    case.done(here)
    assert here.reasons()[case.kind] == case.reason


def test_a_demand_withdrawn_as_a_whole_is_told_to_nobody() -> None:
    here = office()
    urged(here)
    withdraw_demand(here.town.demand.pk, reason="중복", by=here.by("secretariat"))
    assert here.reasons() == {Kind.URGED: Reason.WITHDRAWN}


@pytest.mark.parametrize(
    ("kind", "on", "told"),
    [
        (Kind.DUE_EARLY, DUE - DAY, True),
        (Kind.DUE_EARLY, DUE, False),
        (Kind.DUE_SOON, DUE - DAY, True),
        (Kind.DUE_SOON, DUE, False),
        (Kind.DUE_TODAY, DUE, True),
        (Kind.DUE_TODAY, DUE + DAY, False),
        (Kind.OVERDUE, DUE + DAY, True),
        (Kind.OVERDUE, DUE + 90 * DAY, False),
    ],
)
def test_a_step_of_the_ladder_is_told_up_to_the_next_one(kind: Kind, on: date, told: bool) -> None:
    here = office(on=TODAY)
    due(kind)(here)
    if kind == Kind.OVERDUE and not told:
        _digest(here, on)
    # Department a ends on the day of its split, long before the last of these days.
    Department.objects.filter(pk=here.town.departments["a"].pk).update(valid_until=None)
    assert here.reasons(on) == {kind: None if told else Reason.SUPERSEDED}


def _digest(here: Office, on: date, who: str = "officer a", **columns: object) -> Notification:
    person = here.town.people[who]
    values: dict[str, object] = {
        "kind": Mail.WEEKLY_DIGEST,
        "recipient": person,
        "address": person.email,
        "seat": "담당자",
        "period": weeks.period_of(on),
        "message_id": f"<{on}-{who}@demo.example>",
        "planned_at": at(on),
        "next_attempt_at": at(on),
    }
    return Notification.objects.create(**values | columns)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"period": weeks.period_of(TODAY)}, None),
        ({"period": weeks.period_of(TODAY + 3 * DAY)}, Reason.SUPERSEDED),
        ({"period": "2026-W48", "state": State.SKIPPED, "reason": Reason.SETTLED}, None),
        ({"kind": Mail.DAILY_DIGEST, "period": TODAY.isoformat()}, None),
        ({"kind": Mail.DAILY_DIGEST, "period": (TODAY + DAY).isoformat()}, Reason.SUPERSEDED),
        ({"kind": Mail.REMINDER, "period": (TODAY + DAY).isoformat()}, None),
    ],
)
def test_a_later_digest_tells_what_is_overdue(columns: dict[str, object], reason: Reason | None) -> None:
    here = office()
    due(Kind.OVERDUE)(here)
    _digest(here, TODAY, **columns)
    assert here.reasons() == {Kind.OVERDUE: reason}


def test_another_persons_digest_tells_its_reader_alone() -> None:
    here = office()
    due(Kind.OVERDUE)(here)
    _digest(here, TODAY + 7 * DAY, "head a")
    assert here.reasons() == {Kind.OVERDUE: None}


def test_the_next_step_of_the_ladder_takes_the_place_of_the_one_before() -> None:
    here = office()
    due(Kind.DUE_EARLY)(here)
    due(Kind.DUE_SOON)(here)
    assert here.reasons() == {Kind.DUE_EARLY: Reason.SUPERSEDED, Kind.DUE_SOON: None}


def test_a_step_that_is_not_told_takes_nobodys_place() -> None:
    here = office()
    due(Kind.DUE_EARLY)(here)
    due(Kind.DUE_SOON)(here)
    later = Occasion.objects.filter(kind=Kind.DUE_SOON)
    later.update(state=OccasionState.SKIPPED, reason=Reason.MUTED)
    assert here.reasons() == {Kind.DUE_EARLY: None}


def test_a_second_urging_takes_the_place_of_the_first_that_nobody_has_read() -> None:
    here = office()
    urged(here)
    here.on = TODAY + DAY
    urged(here)
    first, second = here.rows
    assert reasons_against([first, second], here.on) == {first.pk: Reason.SUPERSEDED}


def test_a_second_offer_to_the_same_department_replaces_the_first() -> None:
    here = office()
    offered(here)
    hand_over.cancel_offer(offer_id(here), by=here.by("officer a"))
    offered(here)
    rows = here.rows
    against = reasons_against(rows, TODAY)
    assert [against.get(row.pk) for row in rows] == [Reason.SUPERSEDED, Reason.SUPERSEDED, None, None]


def _stops(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def _leaves(person: User) -> None:
    Membership.objects.filter(user=person).update(end_on=TODAY)


def _moves(person: User) -> None:
    _leaves(person)
    other = Department.objects.get(name="시연 d과")
    Membership.objects.create(user=person, role=Role.OFFICER, department=other, start_on=TODAY)


@pytest.mark.parametrize("goes", [_stops, _leaves, _moves])
@pytest.mark.parametrize(
    ("come", "kind"),
    [(urged, Kind.URGED), (due(Kind.DUE_SOON), Kind.DUE_SOON), (confirmed, Kind.CONFIRMED)],
)
def test_who_has_left_is_not_told(goes: Callable[[User], None], come: Act, kind: Kind) -> None:
    here = office()
    come(here)
    goes(here.town.people["officer a"])
    assert here.reasons()[kind] == Reason.LEFT


def test_who_is_not_in_charge_any_more_is_not_told() -> None:
    here = office()
    due(Kind.DUE_SOON)(here)
    another_is_named(here)
    assert here.reasons() == {Kind.DUE_SOON: Reason.LEFT}


def test_a_clerk_of_another_committee_than_follows_up_now_is_not_told() -> None:
    here = office()
    due(Kind.OVERDUE_CLERK)(here)
    assert here.reasons() == {Kind.OVERDUE_CLERK: None}
    Membership.objects.filter(role=Role.CLERK).update(end_on=TODAY)
    assert here.reasons() == {Kind.OVERDUE_CLERK: Reason.LEFT}


def test_who_goes_along_with_a_rename_is_still_told() -> None:
    here = office("three", on=RENAME_DAY - DAY)
    Assignment.objects.filter(pk=here.pk).update(due_date=LATER, original_due_date=LATER)
    due(Kind.DUE_TODAY, LATER.isoformat(), "c")(here)
    assert here.told() == {Kind.DUE_TODAY: frozenset({"officer c"})}
    move.follow_successions(on=RENAME_DAY)
    follow_people(RENAME_DAY)
    assert here.reasons(RENAME_DAY) == {Kind.DUE_TODAY: None}


def test_a_giver_is_told_of_the_result_though_it_has_the_assignment_no_more() -> None:
    here = office()
    taken_over(here)
    here.tell()
    assert here.reasons()[Kind.HANDOVER_SETTLED] is None


def test_somebody_of_both_departments_is_told_whoever_has_it() -> None:
    here = office()
    due(Kind.DUE_SOON)(here)
    taken_over(here)
    place = here.town.departments["d"]
    person = here.town.people["officer a"]
    Membership.objects.create(user=person, role=Role.HEAD, department=place, start_on=LONG_AGO)
    assert here.reasons()[Kind.DUE_SOON] is None


def test_nothing_is_asked_for_nothing() -> None:
    assert reasons_against([], TODAY) == {}


def _one_of_each(here: Office, day: int) -> None:
    """Something of every kind that asks for something of its own."""
    due(Kind.OVERDUE, (DUE + day * DAY).isoformat())(here)
    due(Kind.NOT_RECEIVED, f"{day}")(here)
    due(Kind.ROUND_DUE, f"{round_of(here).pk}:{DUE + day * DAY}")(here)
    here.on = TODAY + day * DAY
    urged(here)


def test_ten_statements_at_most_are_asked_whatever_the_number() -> None:
    here = office()
    round_opened(here)
    taken = []
    for days in (range(1), range(1, 30)):
        for day in days:
            _one_of_each(here, day)
        rows = here.rows
        with CaptureQueriesContext(connection) as asked:
            reasons_against(rows, SPLIT_DAY - DAY)
        taken.append(len(asked))
    assert taken == [10, 10]
