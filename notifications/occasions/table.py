"""Every kind of occasion: whom it is for, what stands behind it, how pressing it is. A table is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from notifications.models import OccasionKind as Kind


class Audience(StrEnum):
    """Whom an occasion is for; `notifications.audiences` knows who that is on a day."""

    IN_CHARGE = (
        "in_charge"  # the officer named for it and who stands in for them; else heads, officers, mailbox
    )
    DEPARTMENT = "department"  # heads, officers and mailbox of the department that holds it
    HEADS = "heads"  # the heads of that department
    COORDINATORS = "coordinators"
    CLERKS = "clerks"  # of the committee that follows the audit up; else the secretariat
    COUNCIL = "council"  # the secretariat and those clerks
    RECEIVER = (
        "receiver"  # heads, officers and mailbox of the department it is offered to (`Due.department_id`)
    )
    OVERSEERS = "overseers"  # coordinators and secretariat
    AUTHOR = "author"  # who wrote the report (`Due.person_id`), as long as they belong to the department


class Holds(StrEnum):
    """What has to be so at the moment of sending, for an occasion to be told (`notifications.occasions.still`)."""

    DUE = "due"  # outstanding, and its due date is the occasion's period
    ROUND = "round"  # the round is open, due as in the period, and still asks a report of it
    UNRECEIVED = "unreceived"  # stage assigned
    RETURNED = "returned"  # stage returned, and nothing was reported since
    URGED = "urged"  # outstanding, and nothing was reported since
    UNANSWERED = "unanswered"  # outstanding or claimed, and nothing was reported since
    OPEN = "open"  # outstanding or claimed
    CLOSED = "closed"
    ASKED = "asked"  # the extension request is pending
    OFFERED = "offered"  # the offer to that department waits for its answer
    UNSETTLED = "unsettled"  # an offer waits for an answer, or refused for the coordinator
    AT_GATE = "at_gate"  # a report waits for the head
    OWNERLESS = "ownerless"  # 소관 없음
    UNNAMED = "unnamed"  # 담당자 없음


@dataclass(frozen=True)
class Rule:
    """One kind: whom it is for, what has to hold at sending, and how pressing it is.

    `deadline`: sent once more by itself, marked 재발송, where its mail's fate is uncertain. `urgent`: goes out in a
    mail of its own where the day's mail has left; everything else waits for the next day's.
    """

    audience: Audience
    holds: Holds
    deadline: bool = False
    urgent: bool = False


TABLE: Final[Mapping[Kind, Rule]] = {
    Kind.RETURNED: Rule(Audience.IN_CHARGE, Holds.RETURNED),
    Kind.URGED: Rule(Audience.IN_CHARGE, Holds.URGED, urgent=True),
    Kind.DUE_TODAY: Rule(Audience.IN_CHARGE, Holds.DUE, deadline=True, urgent=True),
    Kind.OVERDUE: Rule(Audience.IN_CHARGE, Holds.DUE, deadline=True),
    Kind.OVERDUE_HEAD: Rule(Audience.HEADS, Holds.DUE, deadline=True),
    Kind.OVERDUE_COORDINATOR: Rule(Audience.COORDINATORS, Holds.DUE, deadline=True),
    Kind.OVERDUE_CLERK: Rule(Audience.CLERKS, Holds.DUE, deadline=True),
    Kind.NO_OWNER: Rule(Audience.OVERSEERS, Holds.OWNERLESS),
    Kind.OFFICER_MISSING: Rule(Audience.HEADS, Holds.UNNAMED),
    Kind.DUE_SOON: Rule(Audience.IN_CHARGE, Holds.DUE, deadline=True),
    Kind.DUE_EARLY: Rule(Audience.IN_CHARGE, Holds.DUE, deadline=True),
    Kind.ROUND_OVERDUE: Rule(Audience.IN_CHARGE, Holds.ROUND, deadline=True),
    Kind.ROUND_DUE: Rule(Audience.IN_CHARGE, Holds.ROUND, deadline=True),
    Kind.ROUND_OPENED: Rule(Audience.DEPARTMENT, Holds.ROUND),
    Kind.NOT_RECEIVED: Rule(Audience.DEPARTMENT, Holds.UNRECEIVED),
    Kind.ASSIGNED: Rule(Audience.DEPARTMENT, Holds.UNRECEIVED),
    Kind.HANDOVER_OFFERED: Rule(Audience.RECEIVER, Holds.OFFERED),
    Kind.HANDOVER_UNANSWERED: Rule(Audience.COORDINATORS, Holds.UNSETTLED),
    Kind.HANDOVER_SETTLED: Rule(Audience.DEPARTMENT, Holds.OPEN),
    Kind.EXTENSION_ASKED: Rule(Audience.COUNCIL, Holds.ASKED),
    Kind.EXTENSION_DECIDED: Rule(Audience.IN_CHARGE, Holds.OPEN),
    Kind.APPROVAL_ASKED: Rule(Audience.HEADS, Holds.AT_GATE),
    Kind.SENT_BACK: Rule(Audience.AUTHOR, Holds.UNANSWERED),
    Kind.CONFIRMED: Rule(Audience.IN_CHARGE, Holds.CLOSED),
}


ROUNDS: Final = frozenset({Kind.ROUND_OPENED, Kind.ROUND_DUE, Kind.ROUND_OVERDUE})
WARNINGS: Final = frozenset({Kind.DUE_EARLY, Kind.DUE_SOON})
# Of two about one due date, or one round, the later one says it all: they tell the same people.
CHAINS: Final = (
    (Kind.DUE_EARLY, Kind.DUE_SOON, Kind.DUE_TODAY, Kind.OVERDUE),
    (Kind.ROUND_OPENED, Kind.ROUND_DUE, Kind.ROUND_OVERDUE),
)


def later_kinds(kind: str) -> tuple[Kind, ...]:
    """The kinds that take the place of `kind` once they have come."""
    return next((chain[chain.index(Kind(kind)) + 1 :] for chain in CHAINS if kind in chain), ())


def gone_by(kind: str, due: date, on: date) -> bool:
    """Whether what `kind` says of the date `due` is no longer so: a warning once it came, a notice once it is over."""
    if kind in WARNINGS:
        return due <= on
    return kind in (Kind.DUE_TODAY, Kind.ROUND_DUE) and due < on


def round_period(round_id: int, due_on: date) -> str:
    """The period of occasions about a round: it, and the day by which it asks."""
    return f"{round_id}:{due_on}"


def round_of(kind: str, period: str) -> int:
    """The id of the round that an occasion is about; 0 for one about none."""
    return int(period.partition(":")[0]) if kind in ROUNDS else 0


@dataclass(frozen=True)
class Due:
    """An occasion that has come up and that nobody was told of yet, before anybody knows who is to be told.

    `department_id` is whose duty it is, or the one it is offered to; `committee_id` who follows the audit up.
    `actor_id` did what is told, and is not told of it. `passed`: a later occasion has taken its place, so it is only
    recorded.
    """

    kind: Kind
    assignment_id: int
    period: str
    on: date
    department_id: int | None = None
    officer_id: int | None = None
    committee_id: int | None = None
    person_id: int | None = None
    actor_id: int | None = None
    event: int | None = None
    passed: bool = False
