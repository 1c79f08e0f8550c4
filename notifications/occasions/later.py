"""Whether a later occasion has taken the place of an earlier one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from notifications.models import Occasion, OccasionState
from notifications.occasions.table import later_kinds

STANDING: Final = (OccasionState.PLANNED, OccasionState.TOLD)
Row = tuple[int, str, str]  # id, period, whom it tells


@dataclass(frozen=True)
class Later:
    """What came up later about the same assignments, and is told or to be told."""

    rows: Mapping[tuple[int, str], Sequence[Row]]

    @classmethod
    def than(cls, rows: Sequence[Occasion], keys: Collection[str] | None = None) -> Self:
        """What came up later than `rows`, to `keys` alone where they are given; one statement."""
        kinds = {each for row in rows for each in (row.kind, *later_kinds(row.kind))}
        found = Occasion.objects.filter(
            assignment__in={row.assignment_id for row in rows},
            kind__in=kinds,
            pk__gt=min(row.pk for row in rows),
            state__in=STANDING,
        )
        if keys is not None:
            found = found.filter(key__in=keys)
        by_kind: dict[tuple[int, str], list[Row]] = defaultdict(list)
        columns = ("assignment_id", "kind", "pk", "period", "key")
        for assignment, kind, pk, period, key in found.values_list(*columns):
            by_kind[assignment, kind].append((pk, period, key))
        return cls(by_kind)

    def replaces(self, row: Occasion, key: str | None = None) -> bool:
        """Whether there is one that tells `key`, or anybody, of the same thing as it stands now.

        Another of its kind, or one further up the ladder about the same date.
        """
        same = any(
            pk > row.pk and period != row.period and key in (None, told)
            for pk, period, told in self.rows.get((row.assignment_id, row.kind), ())
        )
        return same or any(
            pk > row.pk and period == row.period and key in (None, told)
            for kind in later_kinds(row.kind)
            for pk, period, told in self.rows.get((row.assignment_id, kind), ())
        )
