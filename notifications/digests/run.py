"""The figures of one moment: what is the same for all is asked once, and only where somebody is told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from django.utils import timezone

from audits.models import DemandVersion, Department, User
from notifications import weeks
from notifications.models import DIGESTS, Frequency, Notification, State
from notifications.phrases import MOST_ITEMS
from notifications.recipients import Recipient, recipients
from tracker import reports
from tracker.reports import Change, Overdue, OverdueGroup, OverdueRow, Unnamed

FIRST_LOOK: Final = timedelta(days=7)  # how far back a councillor is told who was never told before


class Run:
    """All that is asked for the digests of `on`, for as many batches of recipients as there are.

    Whoever composes in batches keeps one for as long as its figures may be old. Each property is a statement or two,
    asked when first somebody is told of it.
    """

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def recipients(self) -> list[Recipient]:
        """Everybody, in order of address; three statements."""
        return recipients(self.on)

    @cached_property
    def anchor(self) -> str:
        """The record's head."""
        return reports.record_head()

    @cached_property
    def overdue(self) -> Overdue:
        """All that is late, for those told of more than their departments."""
        return reports.overdue_overview(self.on, worst=MOST_ITEMS)

    def counted(self, committees: Collection[int] | None = None) -> Mapping[int | None, int]:
        """How much is late by department, of what these committees follow up or of all; in 건제순, 소관 없음 last."""
        if committees is None:
            return self._counted_all
        return self._count(group for group in self.overdue.groups if group.committee in committees)

    @cached_property
    def _counted_all(self) -> Mapping[int | None, int]:
        return self._count(self.overdue.groups)

    def _count(self, groups: Iterable[OverdueGroup]) -> Mapping[int | None, int]:
        found: dict[int | None, int] = defaultdict(int)
        for group in groups:
            found[group.department] += group.overdue
        return {owner: found[owner] for owner in (*self.departments, None) if owner in found}

    @cached_property
    def unreported(self) -> Mapping[int, int]:
        """How much is late of which nothing was ever reported, by department."""
        found: dict[int, int] = defaultdict(int)
        for group in self.overdue.groups:
            if group.department and group.unreported:
                found[group.department] += group.unreported
        return found

    @cached_property
    def departments(self) -> Mapping[int, str]:
        """The names of departments with something late, or silent, in 건제순."""
        owing = {group.department for group in self.overdue.groups} | {*self.silent_in_rounds}
        named = Department.objects.filter(pk__in=[pk for pk in owing if pk]).ranked()
        return dict(named.values_list("pk", "name"))

    @cached_property
    def due_this_week(self) -> Mapping[tuple[int | None, int | None], int]:
        """What falls due by Sunday, by department and committee."""
        return reports.due_by_group(self.on, weeks.last_day(self.on))

    @cached_property
    def due_by_department(self) -> Mapping[int | None, int]:
        """The same by department."""
        found: dict[int | None, int] = defaultdict(int)
        for (department, _committee), count in self.due_this_week.items():
            found[department] += count
        return found

    @cached_property
    def awaiting(self) -> Mapping[int | None, int]:
        """확인 대기 by committee."""
        return reports.awaiting_by_committee()

    @cached_property
    def without_owner(self) -> int:
        """소관 없음."""
        return reports.without_owner(self.on)

    @cached_property
    def without_officer(self) -> Mapping[int, Unnamed]:
        """담당자 없음 by department."""
        return reports.without_officer_by_department(self.on)

    @cached_property
    def awaiting_heads(self) -> Mapping[int, Mapping[int | None, int]]:
        """부서장 확인 대기 by department and author."""
        return reports.awaiting_heads()

    @cached_property
    def silent_in_rounds(self) -> Mapping[int, int]:
        """Open rounds without a report filed, by department."""
        return reports.silent_in_rounds(self.on)

    @cached_property
    def mails(self) -> Mapping[str, int]:
        """How many mails wait for a person, by state, as the first page counts them."""
        return Notification.objects.unresolved().by_state()

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The names of those who are told of changes, as minutes name them."""
        return dict(User.objects.filter(pk__in=self._told_of_changes).values_list("pk", "name"))

    @cached_property
    def told_until(self) -> Mapping[int, int]:
        """Up to which entry of the record each of them was told by the newest digest that left; two statements."""
        sent = Notification.objects.filter(
            kind__in=DIGESTS, state=State.SENT, recipient__in=self._told_of_changes
        )
        newest = sent.exclude(anchor="").order_by("recipient", "-sent_at").distinct("recipient")
        found = {
            pk: int(anchor.partition(":")[0]) for pk, anchor in newest.values_list("recipient", "anchor")
        }
        missing = [pk for pk in self._told_of_changes if pk not in found]
        return found | dict.fromkeys(missing, self._week_ago() if missing else 0)

    @cached_property
    def changes(self) -> Sequence[Change]:
        """What became of demands since any of them was told; the newest first."""
        return reports.changes_since(min(self.told_until.values())) if self.told_until else ()

    @cached_property
    def _told_of_changes(self) -> list[int]:
        wanting = (to for to in self.recipients if to.is_told_of_changes and to.frequency != Frequency.NONE)
        return [to.user_id for to in wanting if to.user_id]

    def _week_ago(self) -> int:
        day = datetime.combine(self.on - FIRST_LOOK, time.min)
        return reports.number_at(timezone.make_aware(day))

    def rows_of(self, departments: Iterable[int]) -> Mapping[int, Sequence[OverdueRow]]:
        """The worst overdue rows of each of these departments; one statement, none for none of them."""
        asked = {*departments}
        found: dict[int, list[OverdueRow]] = defaultdict(list)
        if asked:
            for row in reports.overdue_rows(self.on, worst=MOST_ITEMS, departments=asked):
                if row.department:
                    found[row.department].append(row)
        return found


def texts_of(demand_ids: Iterable[int]) -> Iterable[tuple[int, str]]:
    """The text in force of each of these demands, one after another; one statement, none for none of them."""
    asked = {*demand_ids}
    if not asked:
        return ()
    current = DemandVersion.objects.current().filter(demand__in=asked)
    return current.values_list("demand_id", "text")
