"""Who a digest goes to on a day: by membership and mailbox of that day, never by what a row says of the past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from audits.models import Department, Membership, Role
from notifications.access import TOLD_OF_ALARMS, TOLD_OF_ALL, TOLD_OF_THEIR_DEPARTMENTS
from notifications.models.notification import key_of

MAILBOX: Final = "mailbox"
WIDEST_FIRST: Final = [*TOLD_OF_ALL, *TOLD_OF_THEIR_DEPARTMENTS, MAILBOX]


@dataclass(frozen=True)
class Recipient:
    """One address, told once. `departments` in 건제순; None for who is told of every department's.

    `role` is the widest of theirs, or `mailbox`; `seat` says in words what they are told as.
    """

    address: str
    user_id: int | None
    role: str
    departments: tuple[Department, ...] | None
    seat: str

    @property
    def key(self) -> str:
        """See `notifications.models.notification.key_of`."""
        return key_of(self.user_id, self.address)


@dataclass(frozen=True)
class _Seat:
    address: str
    user_id: int | None
    role: str
    department: Department | None
    label: str


def recipients(on: date) -> list[Recipient]:
    """Everybody who is to hear on `on` of what is late, whether or not anything is; two statements.

    Officers and heads for their departments, a department's mailbox for it, coordinators and the secretariat
    for all. An address is one recipient, whatever number of seats it has. In order of address.
    """
    seats: dict[str, list[_Seat]] = defaultdict(list)
    for seat in (*_people(on), *_mailboxes(on)):
        seats[seat.address.lower()].append(seat)
    return [_recipient(held) for _address, held in sorted(seats.items())]


def wardens(on: date) -> list[Recipient]:
    """Who answers for the record on `on`: administrators and the secretariat, each once, in order of address."""
    seats: dict[int | None, list[_Seat]] = defaultdict(list)
    for seat in _people(on, TOLD_OF_ALARMS):
        seats[seat.user_id].append(seat)
    told = [_warden(held) for held in seats.values()]
    return sorted(told, key=lambda to: to.address.lower())


def _people(
    on: date, roles: Collection[Role] = (*TOLD_OF_ALL, *TOLD_OF_THEIR_DEPARTMENTS)
) -> Iterator[_Seat]:
    held = Membership.objects.with_rights(on).filter(role__in=roles, user__is_active=True)
    held = held.exclude(user__email="")
    for membership in held.select_related("user", "department").order_by("department__rank", "id"):
        person = membership.user
        place = membership.department
        label = f"{place or ''} {membership.role_label}".strip()
        yield _Seat(person.email, person.pk, membership.role, place, label)


def _mailboxes(on: date) -> Iterator[_Seat]:
    for department in Department.objects.valid(on).filter(~Q(mailbox="")).ranked():
        label = _("%(department)s 공용 전자우편") % {"department": department}
        yield _Seat(department.mailbox, None, MAILBOX, department, label)


def _recipient(held: list[_Seat]) -> Recipient:
    first = min(held, key=lambda seat: (WIDEST_FIRST.index(seat.role), seat.user_id is None))
    return Recipient(
        address=first.address,
        user_id=first.user_id,
        role=first.role,
        departments=None if first.role in TOLD_OF_ALL else _departments(held),
        seat=" · ".join(dict.fromkeys(seat.label for seat in held)),
    )


def _warden(held: list[_Seat]) -> Recipient:
    return Recipient(
        address=held[0].address,
        user_id=held[0].user_id,
        role=held[0].role,
        departments=None,
        seat=" · ".join(dict.fromkeys(seat.label for seat in held)),
    )


def _departments(held: Iterable[_Seat]) -> tuple[Department, ...]:
    found = {seat.department.pk: seat.department for seat in held if seat.department}
    return tuple(sorted(found.values(), key=lambda department: (department.rank, department.name)))
