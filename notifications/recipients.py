"""Who a digest goes to on a day: by membership and mailbox of that day, never by what a row says of the past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from audits.models import Department
from notifications.access import TOLD_OF_ALARMS, TOLD_OF_ALL, TOLD_OF_THEIR_DEPARTMENTS
from notifications.models import key_of
from notifications.seats import MAILBOX, Seat, mailboxes
from notifications.seats import seats as people

WIDEST_FIRST: Final = [*TOLD_OF_ALL, *TOLD_OF_THEIR_DEPARTMENTS, MAILBOX]


@dataclass(frozen=True)
class Recipient:
    """One address, told once. `departments` in 건제순; None for who is told of every department's.

    `role` is the widest of theirs, or `mailbox`; `seat` says in words what they are told as. `language` is that of the
    mail.
    """

    address: str
    user_id: int | None
    role: str
    departments: tuple[Department, ...] | None
    seat: str
    language: str = settings.LANGUAGE_CODE

    @property
    def key(self) -> str:
        """See `notifications.models.notification.key_of`."""
        return key_of(self.user_id, self.address)


def recipients(on: date) -> list[Recipient]:
    """Everybody who is to hear on `on` of what is late, whether or not anything is; two statements.

    Officers and heads for their departments, a department's mailbox for it, coordinators and the secretariat
    for all. An address is one recipient, whatever number of seats it has. In order of address.
    """
    seats: dict[str, list[Seat]] = defaultdict(list)
    for seat in (*people(on, (*TOLD_OF_ALL, *TOLD_OF_THEIR_DEPARTMENTS)), *mailboxes(on)):
        seats[seat.address.lower()].append(seat)
    return [_recipient(held) for _address, held in sorted(seats.items())]


def wardens(on: date) -> list[Recipient]:
    """Who answers for the record on `on`: administrators and the secretariat, each once, in order of address."""
    seats: dict[int | None, list[Seat]] = defaultdict(list)
    for seat in people(on, TOLD_OF_ALARMS):
        seats[seat.user_id].append(seat)
    told = [_warden(held) for held in seats.values()]
    return sorted(told, key=lambda to: to.address.lower())


def _recipient(held: list[Seat]) -> Recipient:
    first = min(held, key=lambda seat: (WIDEST_FIRST.index(seat.role), seat.user_id is None))
    return Recipient(
        address=first.address,
        user_id=first.user_id,
        role=first.role,
        departments=None if first.role in TOLD_OF_ALL else _departments(held),
        seat=" · ".join(dict.fromkeys(seat.label for seat in held)),
    )


def _warden(held: list[Seat]) -> Recipient:
    return Recipient(
        address=held[0].address,
        user_id=held[0].user_id,
        role=held[0].role,
        departments=None,
        seat=" · ".join(dict.fromkeys(seat.label for seat in held)),
    )


def _departments(held: Iterable[Seat]) -> tuple[Department, ...]:
    found = {seat.department.pk: seat.department for seat in held if seat.department}
    return tuple(sorted(found.values(), key=lambda department: (department.rank, department.name)))
