"""Claim and check side by side: demands by category, by what was reported and by what the council found.

The figures of the first page and of its charts; sums over them are those of `summary`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from audits.models import Audit
from audits.models.demand import DemandQuerySet
from audits.statuses import ReportedStatus as Status
from tracker.models import Verdict


@dataclass(frozen=True, slots=True)
class Cell:
    """Demands that are alike in category, standing and check; `undistributed` of them nobody has yet."""

    category: str
    standing: str
    verification: str
    rows: int
    undistributed: int


@dataclass(frozen=True)
class Axes:
    """The demands of an audit. `categories` are labels by code, in the council's order."""

    categories: Mapping[str, str]
    cells: tuple[Cell, ...]

    def count(self, *, category: str = "", standing: str = "", verification: str = "") -> int:
        """How many are so; what is left out does not matter."""
        return sum(
            cell.rows
            for cell in self.cells
            if category in ("", cell.category)
            and standing in ("", cell.standing)
            and verification in ("", cell.verification)
        )

    @property
    def total(self) -> int:
        """All of them."""
        return self.count()

    @property
    def completed(self) -> int:
        """Those that departments report as 완료."""
        return self.count(standing=Status.COMPLETED)

    @property
    def confirmed(self) -> int:
        """Those of `completed` that the council found true."""
        return self.count(standing=Status.COMPLETED, verification=Verdict.CONFIRMED)

    @property
    def gap(self) -> Mapping[Verdict, int]:
        """What lies between the two, by why it is not confirmed; without what is not there."""
        found = {
            verdict: self.count(standing=Status.COMPLETED, verification=verdict)
            for verdict in (Verdict.AWAITING, Verdict.INSUFFICIENT, Verdict.CONTRADICTED, Verdict.NONE)
        }
        return {verdict: rows for verdict, rows in found.items() if rows}

    @property
    def undistributed(self) -> int:
        """배부 전."""
        return sum(cell.undistributed for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Share:
    """Of one audit's demands: how many are reported as 완료, and how many of those are confirmed."""

    total: int = 0
    completed: int = 0
    confirmed: int = 0


NOBODYS = Q(followup__standing=Status.NOT_REPORTED, followup__verification=Verdict.NONE, followup__live=0)


def axes(audit: Audit, demands: DemandQuerySet) -> Axes:
    """Those of `demands` that are of `audit` and not withdrawn; one statement."""
    alike = ("category__code", "category__label", "followup__standing", "followup__verification")
    grouped = (
        demands.filter(audit=audit)
        .counted()
        .values_list(*alike)
        .annotate(rows=Count("pk"), nobodys=Count("pk", filter=NOBODYS))
        .order_by("category__rank", "category__code")
    )
    found = list(grouped)
    return Axes(
        categories={code: label for code, label, *_rest in found},
        cells=tuple(Cell(code, *rest) for code, _label, *rest in found),
    )


def shares(audits: Collection[int], demands: DemandQuerySet) -> Mapping[int, Share]:
    """The two axes of each of these audits, by its id; one statement."""
    completed = Q(followup__standing=Status.COMPLETED)
    grouped = (
        demands.filter(audit__in=audits)
        .counted()
        .values_list("audit_id")
        .annotate(
            rows=Count("pk"),
            completed=Count("pk", filter=completed),
            confirmed=Count("pk", filter=completed & Q(followup__verification=Verdict.CONFIRMED)),
        )
        .order_by()
    )
    return {audit: Share(*figures) for audit, *figures in grouped}
