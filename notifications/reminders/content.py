"""What a reminder says, in values; `notifications.emails` makes words of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.models import OccasionKind
from notifications.recipients import Recipient


@dataclass(frozen=True)
class Item:
    """One assignment in a mail. `late` is the days late (negative: days left), None without a due date.

    `note` is what else there is to know in a few words: the new date, the round, who asked. `url` opens the very form
    in which the thing is done, as far as there is one. Of a round, `due` and `late` are those of its report and
    `round` is its name; of a decided extension `due` is the date in force and `granted` what was decided.
    """

    label: str
    audit: str
    text: str
    department: str
    status: str
    due: date | None
    late: int | None
    note: str
    url: str
    round: str = ""
    granted: bool | None = None


@dataclass(frozen=True)
class Group:
    """All items of one kind: the worst are listed, `count` counts every one. `url` leads to all of them.

    `worst` is the most days late of every one, where the latest may not be among those listed.
    """

    kind: OccasionKind
    items: tuple[Item, ...]
    count: int
    url: str
    worst: int | None = None

    @property
    def most_late(self) -> int:
        """The most days late of all (negative: the fewest days left); 0 where nothing has a due date."""
        if self.worst is not None:
            return self.worst
        return max((item.late for item in self.items if item.late is not None), default=0)

    @property
    def left_out(self) -> int:
        """How many are counted and not listed."""
        return self.count - len(self.items)


@dataclass(frozen=True)
class Reminder:
    """What `to` is told on `on`: groups in the order of `OccasionKind`, worst first.

    `resent`: it repeats one of which nobody knows whether it arrived. `anchor` is the record's head at this moment.
    `instead` names whose place the reader takes, where nobody holds it (담당자); else empty.
    """

    to: Recipient
    on: date
    anchor: str
    groups: tuple[Group, ...]
    resent: bool = False
    instead: str = ""

    @property
    def count(self) -> int:
        """How many items there are in all."""
        return sum(group.count for group in self.groups)
