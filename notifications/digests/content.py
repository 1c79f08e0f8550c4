"""What a digest says, in values; `notifications.emails` makes a mail of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.models import Frequency
from notifications.recipients import Recipient


@dataclass(frozen=True)
class Item:
    """One line of a digest, in words. `original_due` and `original_late` are empty where the date never moved."""

    label: str
    audit: str
    text: str
    department: str
    status: str
    due: date
    late: str
    original_due: date | None
    original_late: str
    url: str


@dataclass(frozen=True)
class DepartmentCount:
    """How much a department has overdue, with the list it counts; `department` is None for 소관 없음."""

    department: int | None
    name: str
    overdue: int
    url: str


@dataclass(frozen=True)
class Notice:
    """One more thing that waits for somebody: what it is, how many there are, and where they are."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Silent:
    """A department of which nothing is heard: open rounds without a report filed, overdue work never reported on."""

    name: str
    rounds: int
    unreported: int
    url: str


@dataclass(frozen=True)
class Change:
    """What last became of one demand, and on which day."""

    label: str
    audit: str
    text: str
    what: str
    on: date
    url: str


@dataclass(frozen=True)
class Changes:
    """Demands of which something became: the newest are listed, `count` counts every one."""

    title: str
    items: tuple[Change, ...]
    count: int

    @property
    def left_out(self) -> int:
        """How many are counted and not listed."""
        return self.count - len(self.items)


@dataclass(frozen=True)
class Digest:
    """What `to` is told on `on`: 중점관리 and then the worst items first, counts by department in 건제순.

    `without_owner` counts all that is 소관 없음, late or not, for those told of all; `moves_url` leads there.
    `awaiting` are closing reports that wait for the council, for those who follow up all or their committees'.
    `notices` and `silent` are more of what a role has to know; `changes` is all that a councillor is told.
    `anchor` is the record's head as the figures were taken. `unsubscribe_url` is empty where nothing can be switched
    off, `preference_url` for a mailbox, which chooses nothing.
    """

    to: Recipient
    on: date
    anchor: str
    overdue: int
    due_this_week: int
    awaiting: int
    items: tuple[Item, ...]
    departments: tuple[DepartmentCount, ...]
    url: str
    without_owner: int = 0
    moves_url: str = ""
    notices: tuple[Notice, ...] = ()
    silent: tuple[Silent, ...] = ()
    silent_left_out: int = 0
    changes: tuple[Changes, ...] = ()
    in_trouble: int = 0
    unsubscribe_url: str = ""
    preference_url: str = ""

    @property
    def has_news(self) -> bool:
        """Whether there is anything to tell: late, without an owner, a mail that needs somebody, a change."""
        return bool(self.overdue or self.without_owner or self.in_trouble or self.changed)

    @property
    def changed(self) -> int:
        """How many demands a councillor is told of."""
        return sum(part.count for part in self.changes)

    @property
    def is_daily(self) -> bool:
        """Whether it comes on each working day."""
        return self.to.frequency == Frequency.DAILY

    @property
    def tells_overdue_only(self) -> bool:
        """Whether everything else was switched off."""
        return self.to.frequency == Frequency.NONE

    @property
    def left_out(self) -> int:
        """How many overdue assignments are counted and not listed."""
        return self.overdue - len(self.items)

    @property
    def named_departments(self) -> int:
        """How many departments have something overdue; 소관 없음 is none."""
        return sum(1 for count in self.departments if count.department)

    @property
    def more_departments(self) -> int:
        """How many departments beside the first have something overdue."""
        return len(self.departments) - 1
