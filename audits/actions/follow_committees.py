"""When a committee is over: who follows its audits up, and where its clerks and councillors are from that day on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from audits import record
from audits.actions.people import started
from audits.actions.turns import Turn, take_turn
from audits.models import Audit, Committee, CommitteeSuccession, Membership, Role
from audits.record import Entry

NEXT_DAY = ExpressionWrapper(F("start_on") + 1, output_field=DateField())


@dataclass(frozen=True)
class Following:
    """What goes along with a committee that is over on a day."""

    audits: tuple[Audit, ...]
    memberships: tuple[Membership, ...]

    @property
    def fingerprint(self) -> str:
        """Of the audits and memberships, so that another look can tell whether they are still the same."""
        told = [[audit.pk for audit in self.audits], [(row.pk, row.end_on) for row in self.memberships]]
        return hashlib.sha256(repr(told).encode()).hexdigest()


@transaction.atomic
def follow_committees(*, on: date) -> int:
    """Up to `on`, in order of date: audits and people of each committee that is over go where they belong.

    Answers how many entries of the record that left; again on the same day leaves none.
    """
    entries = follow(on=on)
    record.append_all(entries)
    return len(entries)


def follow(*, on: date) -> list[Entry]:
    """As `follow_committees`, leaving the entries to the caller, who writes the record last.

    One statement where nothing is left to do.
    """
    take_turn(Turn.COMMITTEES)
    entries: list[Entry] = []
    while committee := _unfollowed(on):
        step = CommitteeSuccession.objects.filter(predecessor=committee).first()
        entries += [*_audits_follow(committee, step), *_people_follow(committee, step)]
    return entries


def what_follows(committee_id: int, on: date) -> Following:
    """Audits that the committee follows up, and the people who are in it on `on` or come later; two statements."""
    return Following(
        tuple(Audit.objects.filter(committee=committee_id).order_by("-year", "body", "id")),
        tuple(_left_in(committee_id, on).select_related("user", "committee").order_by("id")),
    )


def _unfollowed(on: date) -> Committee | None:
    """The first committee over by `on` of which something was left behind."""
    over = Committee.objects.filter(valid_until__lte=on)
    steps = CommitteeSuccession.objects.filter(predecessor=OuterRef("pk"), successor__isnull=False)
    audits = Audit.objects.filter(committee=OuterRef("pk"))
    people = _left_in(OuterRef("pk"), OuterRef("valid_until"))
    found = over.filter(Exists(people) | (Exists(steps) & Exists(audits)))
    return found.order_by("valid_until", "id").first()


def _left_in(committee: Any, until: Any) -> QuerySet[Membership]:
    """Memberships of a committee that count on `until` or later; one that begins later ends the day after it began."""
    ends = Q(end_on=None) | Q(end_on__gt=Greatest(until, NEXT_DAY, output_field=DateField()))
    return Membership.objects.filter(ends, committee=committee)


def _audits_follow(committee: Committee, step: CommitteeSuccession | None) -> list[Entry]:
    if step is None or step.successor_id is None:
        return []
    audits = list(Audit.objects.select_for_update(no_key=True).filter(committee=committee).order_by("pk"))
    Audit.objects.filter(pk__in=[audit.pk for audit in audits]).update(committee=step.successor_id)
    facts = {"on": step.on, "from": committee.pk, "to": step.successor_id, "change": step.pk}
    for audit in audits:
        audit.committee_id = step.successor_id
    return [Entry("audit_committee_changed", audit, None, facts=facts) for audit in audits]


def _people_follow(committee: Committee, step: CommitteeSuccession | None) -> list[Entry]:
    """Each membership ends on the day, and goes on in the successor; a councillor stays one without it as well."""
    until = committee.valid_until
    if until is None:
        raise ValueError("a committee that is over has a last day")
    left = _left_in(committee.pk, until).select_for_update(no_key=True)
    ended = list(left.order_by("pk"))
    begun = _begun(ended, until, step.successor_id if step else None)
    for row in ended:
        row.end_on = max(until, row.start_on + timedelta(days=1))
    Membership.objects.bulk_update(ended, ["end_on"])
    Membership.objects.bulk_create(begun)
    cause = {"change": step.pk} if step else {}
    return [
        *(Entry("membership_ended", row, None, facts={"on": row.end_on, **cause}) for row in ended),
        *(started(row, None, cause) for row in begun),
    ]


def _begun(ended: Sequence[Membership], until: date, successor_id: int | None) -> list[Membership]:
    """What goes on in the successor, for whom it does not go on there already."""
    there = Membership.objects.filter(
        committee=successor_id,
        user__in={row.user_id for row in ended},
        role__in=(Role.CLERK, Role.COUNCILLOR),
    )
    held = list(there)
    going_on = [row for row in ended if successor_id or row.role == Role.COUNCILLOR]
    begun: list[Membership] = []
    for row in going_on:
        following = Membership(
            user_id=row.user_id,
            role=row.role,
            committee_id=successor_id,
            start_on=max(until, row.start_on),
            end_on=row.end_on,
            team=row.team,
            post=row.post,
            telephone=row.telephone,
        )
        if not any(_covers(other, following) for other in (*held, *begun)):
            begun.append(following)
    return begun


def _covers(held: Membership, wanted: Membership) -> bool:
    same = (held.user_id, held.role) == (wanted.user_id, wanted.role)
    return same and held.lasts_through(wanted)
