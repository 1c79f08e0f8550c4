"""Memberships end, and with them whoever stands in for them or stands in because of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db.models import Q

from audits.access import Viewer
from audits.models import Membership, Role
from audits.record import Entry

End = tuple[Membership, date]
BATCH: Final = 500


def leave(ends: Sequence[End], *, by: Viewer | None) -> list[Entry]:
    """Store that each ends on its day, and what rests on it too; answers what the record is to be told.

    On its first day one that has not begun is called off. The caller holds the locks on these memberships and on
    the deputyships of and for their people. Two statements for each batch of them.
    """
    if not ends:
        return []
    resting = list(_resting(ends))
    for membership, day in (*ends, *resting):
        membership.end_on = day
    Membership.objects.bulk_update([row for row, _day in (*ends, *resting)], ["end_on"], batch_size=BATCH)
    who = by.user if by else None
    return [
        *(Entry("membership_ended", row, who, facts={"on": day}) for row, day in ends),
        *(Entry("deputy_ended", row, who, facts={"on": day}) for row, day in resting),
    ]


def _resting(ends: Sequence[End]) -> Iterable[End]:
    """The deputyships that end with them, each on the earliest of these days, or called off where it begins later."""
    people = {membership.user_id for membership, _day in ends}
    first = min(day for _membership, day in ends)
    concerned = Q(deputy_for__in=people) | Q(user__in=people)
    found = Membership.objects.filter(concerned, deputy_for__isnull=False, end_on__gt=first)
    for deputyship in found.exclude(pk__in=[membership.pk for membership, _day in ends]).order_by("pk"):
        days = [day for membership, day in ends if _rests(deputyship, membership)]
        if days and deputyship.end_on and min(days) < deputyship.end_on and not deputyship.called_off:
            yield deputyship, max(min(days), deputyship.start_on)


def _rests(deputyship: Membership, membership: Membership) -> bool:
    """Whether one stands in for the other, or only because its person has the other.

    Who heads another department may stand in for a head, so that ends with any headship.
    """
    if deputyship.deputy_for_id == membership.user_id:
        return (deputyship.department_id, deputyship.role) == (membership.department_id, membership.role)
    if deputyship.user_id != membership.user_id:
        return False
    heads = deputyship.role == Role.HEAD and membership.role == Role.HEAD
    return heads or deputyship.department_id == membership.department_id
