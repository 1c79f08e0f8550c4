"""Who a digest goes to on a day: by membership and mailbox of that day, never by what a row says of the past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.utils import translation

from audits.models import Department, Role
from notifications.access import (
    TOLD_OF_ALARMS,
    TOLD_OF_ALL,
    TOLD_OF_CHANGES,
    TOLD_OF_THEIR_COMMITTEES,
    TOLD_OF_THEIR_DEPARTMENTS,
    is_told_anyway,
    usual_frequency,
)
from notifications.models import Frequency, Preference, key_of
from notifications.seats import BETWEEN_SEATS, MAILBOX, Seat, mailboxes
from notifications.seats import seats as people

TOLD: Final = (*TOLD_OF_ALL, *TOLD_OF_THEIR_COMMITTEES, *TOLD_OF_THEIR_DEPARTMENTS, *TOLD_OF_CHANGES)
WIDEST_FIRST: Final = (*TOLD, MAILBOX)


@dataclass(frozen=True)
class Recipient:
    """One address, told once. `departments` in 건제순; None for who is told of every department's.

    `role` is the widest of theirs, or `mailbox`; `seat` says in words what they are told as. `language` is that of the
    mail, `frequency` how often they want a digest. `committees` are those whose audits they are told of, `headed` the
    departments of which they are the head.
    """

    address: str
    user_id: int | None
    role: str
    departments: tuple[Department, ...] | None
    seat: str
    language: str = settings.LANGUAGE_CODE
    committees: frozenset[int] = frozenset()
    headed: frozenset[int] = frozenset()
    frequency: Frequency = Frequency.WEEKLY

    @property
    def key(self) -> str:
        """See `notifications.models.notification.key_of`."""
        return key_of(self.user_id, self.address)

    @property
    def is_told_of_all(self) -> bool:
        """Whether every department's work is theirs to know."""
        return self.departments is None

    @property
    def is_told_of_changes(self) -> bool:
        """Whether they are told of what changed, because they owe nothing themselves."""
        return self.role in TOLD_OF_CHANGES

    @property
    def is_told_anyway(self) -> bool:
        """Whether what is overdue is told each week, whatever they chose."""
        return is_told_anyway(self.role)


@dataclass(frozen=True)
class _Choice:
    frequency: str = ""
    language: str = ""


def recipients(on: date) -> list[Recipient]:
    """Everybody who is to hear on `on` of what is late or changed, whether or not anything is; three statements.

    Officers and heads for their departments, a department's mailbox for it, clerks for their committees, coordinators
    and the secretariat for all, councillors for what they raised. An address is one recipient, whatever number of
    seats it has. In order of address.
    """
    seats: dict[str, list[Seat]] = defaultdict(list)
    for seat in (*people(on, TOLD), *mailboxes(on)):
        seats[seat.address.lower()].append(seat)
    chosen = _choices()
    return [_recipient(held, chosen) for _address, held in sorted(seats.items())]


def wardens(on: date) -> list[Recipient]:
    """Who answers for the record on `on`: administrators and the secretariat, each once, in order of address.

    Two statements.
    """
    seats: dict[int | None, list[Seat]] = defaultdict(list)
    for seat in people(on, TOLD_OF_ALARMS):
        seats[seat.user_id].append(seat)
    chosen = _choices()
    told = [_warden(held, chosen) for held in seats.values()]
    return sorted(told, key=lambda to: to.address.lower())


def _choices() -> Mapping[int, _Choice]:
    rows = Preference.objects.values_list("user_id", "frequency", "language")
    return {user_id: _Choice(frequency, language) for user_id, frequency, language in rows}


def _recipient(held: list[Seat], chosen: Mapping[int, _Choice]) -> Recipient:
    first = min(held, key=lambda seat: (WIDEST_FIRST.index(seat.role), seat.user_id is None))
    choice = chosen.get(first.user_id or 0, _Choice())
    language = _language(first, chosen)
    return Recipient(
        address=first.address,
        user_id=first.user_id,
        role=first.role,
        departments=None if first.role in TOLD_OF_ALL else _departments(held),
        seat=_seat(held, language),
        language=language,
        committees=_committees(held, first.role),
        headed=frozenset(seat.department.pk for seat in held if seat.department and seat.role == Role.HEAD),
        frequency=Frequency(choice.frequency or usual_frequency(first.role)),
    )


def _warden(held: list[Seat], chosen: Mapping[int, _Choice]) -> Recipient:
    language = _language(held[0], chosen)
    return Recipient(
        address=held[0].address,
        user_id=held[0].user_id,
        role=held[0].role,
        departments=None,
        seat=_seat(held, language),
        language=language,
    )


def _language(seat: Seat, chosen: Mapping[int, _Choice]) -> str:
    return chosen.get(seat.user_id or 0, _Choice()).language or settings.LANGUAGE_CODE


def _seat(held: Iterable[Seat], language: str) -> str:
    """All that somebody is told as, in the language of their mail."""
    with translation.override(language):
        return BETWEEN_SEATS.join(dict.fromkeys(seat.words for seat in held))


def _departments(held: Iterable[Seat]) -> tuple[Department, ...]:
    found = {seat.department.pk: seat.department for seat in held if seat.department}
    return tuple(sorted(found.values(), key=lambda department: (department.rank, department.name)))


def _committees(held: Iterable[Seat], role: str) -> frozenset[int]:
    """Those of the seats by which somebody is told: a councillor's own committee gives a clerk's nothing more."""
    told = TOLD_OF_CHANGES if role in TOLD_OF_CHANGES else TOLD_OF_THEIR_COMMITTEES
    return frozenset(seat.committee_id for seat in held if seat.committee_id and seat.role in told)
