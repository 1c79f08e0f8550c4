"""An office whose record has been read up to now: what happens from here on is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from notifications.audiences import Audiences
from notifications.models import Occasion, OccasionState, Reason
from notifications.occasions import events
from notifications.occasions.still import reasons_against
from notifications.occasions.table import Due
from notifications.occasions.writing import write
from tests.conftest import TODAY
from tests.lifecycle.scene import Scene
from tests.lifecycle.town import Town
from tests.notifications.conftest import at
from tracker.models import Assignment

Names = frozenset[str]
OURS: Final = frozenset({"officer a", "head a", "secretariat and officer a"})
THEIRS: Final = frozenset({"officer d", "head d"})
COUNCIL: Final = frozenset({"secretariat", "secretariat and officer a", "clerk", "clerk and officer b"})
COORDINATORS: Final = frozenset({"coordinator", "coordinator and head b"})


def tell(on: date = TODAY) -> list[Due]:
    """Read what the record brought, and write down who is to be told."""
    with transaction.atomic():
        found = events.read(on)
        write(found, Audiences.load(on), at(on))
    return found


@dataclass
class Office(Scene):
    """The assignment of department a, of which its officer is in charge, and what was told of it."""

    def tell(self, on: date = TODAY) -> list[Due]:
        """Read what happened since, and write down who is to be told."""
        return tell(on)

    def come_up(self, *dues: Due, on: date = TODAY) -> list[Occasion]:
        """Write down what dates or the state of things bring; the rows of it."""
        last = Occasion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        write(dues, Audiences.load(on), at(on))
        return list(Occasion.objects.filter(pk__gt=last).in_order())

    @property
    def rows(self) -> list[Occasion]:
        """Everything that was written down, in order."""
        return list(Occasion.objects.in_order())

    def told(self, rows: Sequence[Occasion] | None = None) -> dict[str, Names]:
        """Who is to be told, by kind, without what was passed over."""
        names = {person.pk: name for name, person in self.town.people.items()}
        found: dict[str, set[str]] = {}
        for row in self.rows if rows is None else rows:
            if row.state == OccasionState.PLANNED:
                found.setdefault(row.kind, set()).add(names.get(row.recipient_id or 0, row.address))
        return {kind: frozenset(who) for kind, who in found.items()}

    def reasons(self, on: date = TODAY) -> dict[str, Reason | None]:
        """Why each occasion of this assignment is not told any more, by kind; None where it is.

        All of one kind have the same.
        """
        rows = [
            row for row in self.rows if row.state == OccasionState.PLANNED and row.assignment_id == self.pk
        ]
        against = reasons_against(rows, on)
        found: dict[str, set[Reason | None]] = {}
        for row in rows:
            found.setdefault(row.kind, set()).add(against.get(row.pk))
        assert all(len(reasons) == 1 for reasons in found.values()), found
        return {kind: next(iter(reasons)) for kind, reasons in found.items()}

    def skip(self, on: date = TODAY) -> set[Reason]:
        """Settle what is not to be told any more, as a mail that is about to leave does; for which reasons."""
        rows = [row for row in self.rows if row.state == OccasionState.PLANNED]
        against = reasons_against(rows, on)
        for pk, reason in against.items():
            Occasion.objects.filter(pk=pk).update(state=OccasionState.SKIPPED, reason=reason)
        return set(against.values())


def office(which: str = "one", on: date = TODAY) -> Office:
    """A fresh one; its officer is named, and the record is read up to here."""
    made = Office(Town(), which, on)
    place = made.row.department_id
    for name, person in made.town.people.items():
        if name.startswith("officer ") and made.by(name).department_ids == {place}:
            Assignment.objects.filter(pk=made.pk).update(officer=person)
    with transaction.atomic():
        assert events.read(on) == []
    return made
