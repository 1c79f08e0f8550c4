"""What of all figures is one recipient's: by role, without words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audits.raised_by import bare, names_in
from notifications.digests.run import Run
from notifications.models import Frequency
from notifications.phrases import MOST_ITEMS
from notifications.recipients import Recipient
from tracker.reports import Change, OverdueRow

Rows = Mapping[int, Sequence[OverdueRow]]


@dataclass(frozen=True)
class Chosen:
    """What one recipient is told of: the worst rows, counts by department in 건제순, changes in two parts.

    `raised` are the demands that a councillor raised, `committees` others that the own committee follows up.
    """

    worst: Sequence[OverdueRow] = ()
    counts: Mapping[int | None, int] = field(default_factory=dict)
    raised: Sequence[Change] = ()
    committees: Sequence[Change] = ()

    @property
    def overdue(self) -> int:
        """All that is late of it."""
        return sum(self.counts.values())

    @property
    def demand_ids(self) -> Iterable[int]:
        """The demands of which the text is told."""
        yield from (row.demand_id for row in self.worst)
        yield from (row.demand_id for part in (self.raised, self.committees) for row in part[:MOST_ITEMS])


def chosen(to: Recipient, run: Run, rows: Rows) -> Chosen:
    """What `to` is told of; `rows` are the worst of their departments."""
    if to.is_told_of_changes:
        return _changes(to, run)
    if to.is_told_of_all:
        return Chosen(run.overdue.worst[:MOST_ITEMS], run.counted())
    own = {
        department.pk: rows[department.pk] for department in to.departments or () if rows.get(department.pk)
    }
    counts: dict[int | None, int] = {pk: found[0].of_owner for pk, found in own.items()}
    worst = [row for found in own.values() for row in found]
    if to.committees:
        worst += [row for row in run.overdue.worst if row.committee in to.committees]
        counts = {**run.counted(to.committees), **counts}
        counts = {owner: counts[owner] for owner in (*run.departments, None) if owner in counts}
    return Chosen(_worst(worst), counts)


def due_this_week(to: Recipient, run: Run) -> int:
    """How much of what `to` is told of falls due by Sunday."""
    if to.is_told_of_changes:
        return 0
    if to.is_told_of_all:
        return sum(run.due_this_week.values())
    own = {department.pk for department in to.departments or ()}
    if not to.committees:
        return sum(run.due_by_department.get(pk, 0) for pk in own)
    due = run.due_this_week.items()
    return sum(count for (owner, committee), count in due if owner in own or committee in to.committees)


def awaiting(to: Recipient, run: Run) -> int:
    """How many closing reports wait for the council, of what `to` follows up."""
    if to.is_told_of_all:
        return sum(run.awaiting.values())
    if to.is_told_of_changes or not to.committees:
        return 0
    return sum(run.awaiting.get(committee, 0) for committee in to.committees)


def awaiting_head(to: Recipient, run: Run) -> int:
    """How many reports wait for `to` as a head; nobody confirms an own one."""
    by_author = (run.awaiting_heads.get(pk, {}) for pk in to.headed)
    return sum(count for found in by_author for author, count in found.items() if author != to.user_id)


def _changes(to: Recipient, run: Run) -> Chosen:
    if to.frequency == Frequency.NONE or to.user_id is None:
        return Chosen()
    name, until = bare(run.names[to.user_id]), run.told_until[to.user_id]
    raised: list[Change] = []
    committees: list[Change] = []
    for change in run.changes:
        if change.number <= until:
            break
        if name in names_in(change.raised_by):
            raised.append(change)
        elif change.committee in to.committees:
            committees.append(change)
    return Chosen(raised=raised, committees=committees)


def _worst(rows: Iterable[OverdueRow]) -> list[OverdueRow]:
    once = {row.assignment_id: row for row in rows}.values()
    return sorted(once, key=lambda row: (not row.priority, row.due_date, row.assignment_id))[:MOST_ITEMS]
