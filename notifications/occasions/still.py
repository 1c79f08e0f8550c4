"""Whether what was planned is still to be told, asked again when a mail is about to leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Max, Q

from notifications import weeks
from notifications.audiences import Audiences
from notifications.models import DIGESTS, Kind, Notification, Occasion, OccasionKind, Reason, State, key_of
from notifications.occasions.holding import NAMED_PLACE, Look
from notifications.occasions.later import Later
from notifications.occasions.table import TABLE, Audience, Due

OF_A_DEPARTMENT: Final = frozenset({Audience.IN_CHARGE, Audience.DEPARTMENT, Audience.HEADS, Audience.AUTHOR})
Newest = Mapping[tuple[str, str], str]  # period of the newest digest by whom it tells and its kind


def reasons_against(occasions: Sequence[Occasion], on: date) -> dict[int, Reason]:
    """Why some of `occasions` are not to be told on `on`, by their id; whoever is not in it is told.

    What became of the assignment comes first, then that it is another department's now, then whether the occasion
    still holds, then whether a later one tells it, then whether its reader is still somebody to be told. Ten
    statements at most, whatever the number of occasions.
    """
    if not occasions:
        return {}
    look = Look.at(occasions, on)
    later = Later.than(occasions, {row.key for row in occasions})
    told = _Told(look, Audiences.load(on))
    digests = _newest_digests([row for row in occasions if row.kind == OccasionKind.OVERDUE])
    found = {}
    for row in occasions:
        gone = told.gone(row)
        taken = later.replaces(row, row.key) or _told_by_a_digest(row, digests)
        reasons = (
            look.over(row),
            gone if gone == Reason.HANDED_OVER else None,
            look.against(row),
            Reason.SUPERSEDED if taken else None,
            gone,
        )
        found[row.pk] = next(filter(None, reasons), None)
    return {pk: reason for pk, reason in found.items() if reason}


@dataclass
class _Told:
    """Whom each occasion is for now; asked once an occasion, however many read of it."""

    look: Look
    audiences: Audiences
    known: dict[Due, frozenset[str]] = field(default_factory=dict)

    def gone(self, row: Occasion) -> Reason | None:
        """Why its reader is not among those who are to be told of it now."""
        due = self.look.due(row)
        if due not in self.known:
            self.known[due] = frozenset(told.key for told in self.audiences.of(due))
        if row.key in self.known[due]:
            return None
        bound = TABLE[due.kind].audience in OF_A_DEPARTMENT and due.kind not in NAMED_PLACE
        return Reason.HANDED_OVER if bound and row.department_id != due.department_id else Reason.LEFT


def _newest_digests(rows: Sequence[Occasion]) -> Newest:
    """The newest digest of each reader of what is overdue; one statement, none for none."""
    if not rows:
        return {}
    people = {row.recipient_id for row in rows if row.recipient_id}
    mailboxes = {row.address for row in rows if row.recipient_id is None}
    theirs = Q(recipient__in=people) | Q(recipient__isnull=True, address__in=mailboxes)
    found = Notification.objects.filter(theirs, kind__in=DIGESTS).exclude(state=State.SKIPPED).order_by()
    newest = found.values_list("recipient_id", "address", "kind").annotate(newest=Max("period"))
    return {(key_of(person, address), kind): period for person, address, kind, period in newest}


def _told_by_a_digest(row: Occasion, newest: Newest) -> bool:
    """Whether a digest of a later week or day than it came up has told its reader of whatever is overdue."""
    if row.kind != OccasionKind.OVERDUE:
        return False
    weekly = newest.get((row.key, Kind.WEEKLY_DIGEST), "")
    daily = newest.get((row.key, Kind.DAILY_DIGEST), "")
    return weekly > weeks.period_of(row.on) or daily[:10] > row.on.isoformat()
