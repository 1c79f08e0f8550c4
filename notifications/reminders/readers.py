"""Who reads a mail, as they are on the day on which it leaves: address, language, departments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.conf import settings
from django.utils import translation

from audits.models import Department, Role
from notifications.access import TOLD_OF_ALL
from notifications.models import Notification, Preference
from notifications.recipients import Recipient
from notifications.seats import BETWEEN_SEATS, MAILBOX, Seat, mailboxes, seats

WIDEST_FIRST: Final = (Role.SECRETARIAT, Role.COORDINATOR, Role.CLERK, Role.HEAD, Role.OFFICER, MAILBOX)


def readers(rows: Sequence[Notification], on: date) -> dict[int, Recipient]:
    """The reader of each of `rows` by its id; who holds no seat and has no mailbox any more is not in it.

    Three statements.
    """
    wanted = {row.key for row in rows}
    held: dict[str, list[Seat]] = defaultdict(list)
    for seat in (*seats(on, list(Role)), *mailboxes(on)):
        if seat.key in wanted:
            held[seat.key].append(seat)
    languages = _languages(row.recipient_id for row in rows)
    return {row.pk: _reader(row, held[row.key], languages) for row in rows if row.key in held}


def _languages(people: Iterable[int | None]) -> Mapping[int, str]:
    chosen = Preference.objects.filter(user__in={person for person in people if person}).exclude(language="")
    return dict(chosen.values_list("user_id", "language"))


def _reader(row: Notification, held: Sequence[Seat], languages: Mapping[int, str]) -> Recipient:
    first = min(held, key=lambda seat: WIDEST_FIRST.index(seat.role) if seat.role in WIDEST_FIRST else 9)
    language = languages.get(row.recipient_id or 0, settings.LANGUAGE_CODE)
    return Recipient(
        address=first.address,
        user_id=row.recipient_id,
        role=first.role,
        departments=None if first.role in TOLD_OF_ALL else _departments(held),
        seat=_seat(row, held, language),
        language=language,
    )


def _seat(row: Notification, held: Sequence[Seat], language: str) -> str:
    """What the mail was planned for, in the language of its reader as far as they still are what they were."""
    planned = row.seat.split(BETWEEN_SEATS)
    known = {seat.label: seat for seat in held}
    with translation.override(language):
        return BETWEEN_SEATS.join(known[label].words if label in known else label for label in planned)


def _departments(held: Sequence[Seat]) -> tuple[Department, ...]:
    found = {seat.department.pk: seat.department for seat in held if seat.department}
    return tuple(found.values())
