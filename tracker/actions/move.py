"""move: open work goes to the department that took over its duty (lifecycle.md §4, product.md rule 9).

By rule along renames and merges; by a person's word along whatever asks somebody, and where nobody took over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from audits import organisation, record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Demand, Department, Succession
from audits.record import Entry
from tracker import access, undecided
from tracker.actions.hold import entry
from tracker.actions.move_choices import Choice, Way, look
from tracker.lifecycle import Act
from tracker.models import PENDING_OFFER, Assignment, Handover, HandoverState, Stay, Tenure
from tracker.models.assignment import AssignmentQuerySet

REFUSALS = (NotVisible, PermissionDenied, NotAllowedNow, Stale, ValidationError)


@dataclass(frozen=True)
class Outcome:
    """What became or would become of one: who received it (nobody: it stays), or why nothing was done."""

    assignment_id: int
    receiver: Department | None = None
    refusal: Exception | None = None


@transaction.atomic
def follow_successions(*, on: date) -> int:
    """Move open work along every rename and merge up to `on` that needs nobody's decision, in order of date.

    Answers how many moves were made; again on the same day makes none. An assignment whose successor already
    holds the same demand and point stays where it is and shows as 소관 없음; so does one of which an earlier split or
    transfer still asks a person.
    """
    entries = follow(on=on)
    record.append_all(entries)
    return len(entries)


def follow(*, on: date, among: Collection[int] | None = None) -> list[Entry]:
    """As `follow_successions`, leaving the entries to the caller, who writes the record last.

    `among` keeps to these assignments. Steps of departments that hold nothing open cost no statement.
    """
    steps = organisation.successions()
    work = Assignment.objects.open()
    if among is not None:
        work = work.filter(pk__in=among)
    holders: set[int | None] = set(work.values_list("department_id", flat=True).distinct())
    entries: list[Entry] = []
    for step in steps:
        if step.day <= on and step.predecessor_id in holders and organisation.by_rule(step, steps):
            asked = undecided.undecided(undecided.asking_before(step, steps))
            entries += _follow(step, work.exclude(pk__in=asked.values("pk")))
            holders.add(step.successor_id)
    return entries


def move(
    assignment_id: int, succession: Succession, *, by: Viewer, reason: str, version: int | None = None
) -> Assignment:
    """A person says by which step of a reorganisation the duty went on; the reason is kept.

    `version` is the one its caller saw, where the caller holds one. Raises PermissionDenied, and as
    `move_choices.Look.way`.
    """
    return decide(Choice(assignment_id, reason, step=succession.pk, version=version), by=by)


def place(
    assignment_id: int, department_id: int, *, by: Viewer, reason: str, version: int | None = None
) -> Assignment:
    """A person gives what is 소관 없음, and what nobody took over, to a department of today. Raises as `move`."""
    return decide(Choice(assignment_id, reason, department=department_id, version=version), by=by)


def stay(assignment_id: int, *, by: Viewer, reason: str, version: int | None = None) -> Assignment:
    """A person says that an assignment did not go along with what left its department. Raises as `move`."""
    return decide(Choice(assignment_id, reason, version=version), by=by)


@transaction.atomic
def move_many(choices: Iterable[Choice], *, by: Viewer) -> list[Outcome]:
    """Carry out whatever of these can be, each with its own result, in order of id.

    Raises PermissionDenied; what a single one is refused for is its result and leaves the others alone. The
    statements grow with the receivers, not with the assignments.
    """
    access.require(by, Act.MOVE)
    outcomes, ways = _ways(choices, by, locked=True)
    record.append_all(_carried_out(ways, by))
    return outcomes


def would_move(choices: Iterable[Choice], *, by: Viewer) -> list[Outcome]:
    """What `move_many` would do now; six statements, and nothing is changed."""
    access.require(by, Act.MOVE)
    return _ways(choices, by, locked=False)[0]


@transaction.atomic
def decide(choice: Choice, *, by: Viewer) -> Assignment:
    """Carry out one choice. Raises as `move`."""
    access.require(by, Act.MOVE)
    outcomes, ways = _ways([choice], by, locked=True)
    if refusal := outcomes[0].refusal:
        raise refusal
    record.append_all(_carried_out(ways, by))
    return Assignment.objects.select_related("department").get(pk=choice.assignment_id)


def _ways(choices: Iterable[Choice], by: Viewer, *, locked: bool) -> tuple[list[Outcome], list[Way]]:
    """The outcome of each choice, and how those that can be carried out are."""
    wanted = {choice.assignment_id: choice for choice in choices}
    rows = Assignment.objects.filter(pk__in=access.visible_to(by).values("pk")).filter(pk__in=wanted)
    if locked:
        _lock_demands(rows)
        rows = rows.locked()
    looked = look(wanted.values(), by, list(rows.select_related("department").order_by("id")))
    outcomes, ways = [], []
    for pk, choice in sorted(wanted.items()):
        try:
            way = looked.way(choice)
        except REFUSALS as refusal:
            outcomes.append(Outcome(pk, refusal=refusal))
        else:
            ways.append(way)
            outcomes.append(Outcome(pk, way.receiver))
    return outcomes, ways


def _carried_out(ways: Sequence[Way], by: Viewer) -> list[Entry]:
    """Do what was decided; what was received by a department that was renamed since goes on by rule at once."""
    entries = _kept(ways, by)
    together: dict[tuple[int | None, int | None], list[Way]] = defaultdict(list)
    for way in ways:
        if way.receiver:
            together[way.step.pk if way.step else None, way.receiver.pk].append(way)
    gone_on: list[int] = []
    for same in together.values():
        entries += _move(same, by=by)
        receiver = same[0].receiver
        if receiver and not receiver.existed(by.on):
            gone_on += [way.assignment.pk for way in same]
    return entries + (follow(on=by.on, among=gone_on) if gone_on else [])


def _kept(ways: Sequence[Way], by: Viewer) -> list[Entry]:
    """Keep what stays, a row a step that asked, told together."""
    stays = [
        Stay(assignment=way.assignment, succession=step, reason=way.reason, by=by.user, on=by.on)
        for way in ways
        for step in way.stays
    ]
    by_assignment: dict[int, list[Stay]] = defaultdict(list)
    for row in Stay.objects.bulk_create(stays):
        by_assignment[row.assignment_id].append(row)
    return [
        entry(
            "stayed", way.assignment, by, by_assignment[way.assignment.pk], {"succession": way.stays[-1].pk}
        )
        for way in ways
        if way.stays
    ]


def _follow(step: Succession, work: AssignmentQuerySet) -> list[Entry]:
    held = work.filter(
        department=step.predecessor, tenures__end_on__isnull=True, tenures__start_on__lt=step.day
    )
    _lock_demands(held)
    same = {"demand": OuterRef("demand"), "point": OuterRef("point"), "department": step.successor}
    assignments = held.exclude(Exists(Assignment.objects.live().filter(**same))).locked()
    ways = [Way(assignment, "", step.day, step.successor, step) for assignment in assignments]
    return _move(ways, by=None)


def _move(ways: Sequence[Way], *, by: Viewer | None) -> list[Entry]:
    """Close the old hold and open the new one for each, all to one receiver on one day by one step.

    Where the rule moves it (nobody is `by`) its officer stays named, who goes along as well (`follow_people`). Six
    statements at most, however many.
    """
    if not ways or ways[0].receiver is None:
        return []
    assignments, receiver, step = [way.assignment for way in ways], ways[0].receiver, ways[0].step
    givers = [assignment.department_id for assignment in assignments]
    reasons = {way.assignment.pk: way.reason for way in ways}
    lapsed = _lapse_offers(assignments)
    tenures = change_hands(assignments, receiver, on=ways[0].on, by=by, reasons=reasons, step=step)
    emptied = {"officer": None} if by else {}
    changed = Assignment.objects.filter(pk__in=reasons)
    changed.update(department=receiver, version=F("version") + 1, **emptied)
    for assignment in assignments:
        assignment.version += 1
    return [
        _moved(tenure, giver, by, lapsed.get(tenure.assignment_id))
        for tenure, giver in zip(tenures, givers, strict=True)
    ]


def _moved(tenure: Tenure, giver: int | None, by: Viewer | None, lapsed: Handover | None) -> Entry:
    assignment = tenure.assignment
    facts = {
        "succession": tenure.succession_id,
        "from": giver,
        "to": tenure.department_id,
        "on": tenure.start_on,
    }
    return Entry(
        "moved",
        assignment,
        by.user if by else None,
        demand_id=assignment.demand_id,
        rows=[tenure],
        changed=[lapsed] if lapsed else [],
        values=assignment.record_values(),
        facts=facts | ({"handover": lapsed.pk} if lapsed else {}),
    )


def change_hands(
    assignments: Sequence[Assignment],
    receiver: Department,
    *,
    on: date,
    by: Viewer | None,
    reasons: Mapping[int, str],
    step: Succession | None = None,
) -> list[Tenure]:
    """Close the open hold of each and open the receiver's from `on` on; the new holds, in the same order.

    Department and officer, where somebody decides it, change in memory: the caller, who holds the locks, stores them
    under the next version and writes the record. Two statements, however many.
    """
    Tenure.objects.filter(assignment__in=list(reasons), end_on__isnull=True).update(end_on=on)
    for assignment in assignments:
        assignment.department = receiver
        if by:
            assignment.officer = None
    return Tenure.objects.bulk_create(
        Tenure(
            assignment=assignment,
            department=receiver,
            start_on=on,
            succession=step,
            by=by.user if by else None,
            reason=reasons[assignment.pk],
        )
        for assignment in assignments
    )


def _lapse_offers(assignments: Sequence[Assignment]) -> dict[int, Handover]:
    """End the offers that wait, because their giver has nothing to give; by assignment, which has one at most."""
    waiting = Handover.objects.filter(
        assignment__in=[assignment.pk for assignment in assignments], state__in=PENDING_OFFER
    )
    offers = list(waiting)
    if offers:
        waiting.update(state=HandoverState.LAPSED)
    for offer in offers:
        offer.state = HandoverState.LAPSED
    return {offer.assignment_id: offer for offer in offers}


def _lock_demands(assignments: AssignmentQuerySet) -> None:
    """Let nobody give one of these demands to the receiver between the look and the move."""
    demands = Demand.objects.filter(pk__in=assignments.order_by().values("demand_id")).order_by("pk")
    list(demands.select_for_update(no_key=True).values_list("pk"))
