"""The 총괄: demands by category and standing, for one audit and for the list of audits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields

from django.db.models import Count, Q

from audits.access import Viewer
from audits.models import Audit
from audits.models.demand import DemandQuerySet
from audits.statuses import ReportedStatus as Status
from tracker import access
from tracker.models import Verdict


@dataclass(frozen=True)
class Counts:
    """Demands of one category, or of all: by standing, and how many are completed and confirmed."""

    total: int = 0
    completed: int = 0
    in_progress: int = 0
    under_review: int = 0
    not_accepted: int = 0
    transferred: int = 0
    not_reported: int = 0
    verified: int = 0
    contradicted: int = 0

    def __add__(self, other: Counts) -> Counts:
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Counts(*(one + another for one, another in pairs))


@dataclass(frozen=True)
class CategoryRow:
    """One row of the 총괄 table."""

    category: str
    label: str
    counts: Counts


@dataclass(frozen=True)
class Summary:
    """총괄: a row a category in the council's order, and their sum; `withdrawn` demands are counted apart."""

    rows: tuple[CategoryRow, ...]
    total: Counts
    withdrawn: int

    def as_json(self) -> dict[str, object]:
        """The shape of `audits/{id}/summary/` and of the export."""
        return {
            "rows": [{"category": row.category, **asdict(row.counts)} for row in self.rows],
            "total": asdict(self.total),
        }


@dataclass(frozen=True)
class AuditRow:
    """An audit in the list, with the figures of its 총괄."""

    audit: Audit
    counts: Counts
    overdue: int


_COUNTS = {
    "total": Count("pk"),
    **{
        status.value: Count("pk", filter=Q(followup__standing=status))
        for status in (
            Status.COMPLETED,
            Status.IN_PROGRESS,
            Status.UNDER_REVIEW,
            Status.NOT_ACCEPTED,
            Status.TRANSFERRED,
            Status.NOT_REPORTED,
        )
    },
    "verified": Count(
        "pk", filter=Q(followup__standing=Status.COMPLETED, followup__verification=Verdict.CONFIRMED)
    ),
    "contradicted": Count("pk", filter=Q(followup__verification=Verdict.CONTRADICTED)),
}


def summary(audit: Audit, demands: DemandQuerySet) -> Summary:
    """The 총괄 of `audit` over those of its demands in `demands`; two statements."""
    mine = demands.filter(audit=audit)
    grouped = (
        mine.counted()
        .values("category__code", "category__label")
        .annotate(**_COUNTS)
        .order_by("category__rank")
    )
    rows = tuple(
        CategoryRow(row.pop("category__code"), row.pop("category__label"), Counts(**row))
        for row in map(dict, grouped)
    )
    return Summary(
        rows=rows,
        total=sum((row.counts for row in rows), Counts()),
        withdrawn=mine.filter(withdrawn_at__isnull=False).count(),
    )


def audit_rows(viewer: Viewer, audits: Collection[int] | None = None) -> list[AuditRow]:
    """Every audit the viewer may see, newest first, with its figures over what the viewer may see.

    Of `audits` alone, where they are given. `overdue` counts assignments. Three statements for those who read
    everything.
    """
    demands = access.visible_demands(viewer).counted()
    late = access.listed(viewer).overdue(viewer.on)
    found = access.visible_audits(viewer)
    if audits is not None:
        demands, late, found = (
            demands.filter(audit__in=audits),
            late.filter(demand__audit__in=audits),
            found.filter(pk__in=audits),
        )
    figures = {
        row["audit_id"]: Counts(**{name: row[name] for name in _COUNTS})
        for row in demands.values("audit_id").annotate(**_COUNTS).order_by()
    }
    rows = late.values("demand__audit_id").annotate(rows=Count("pk"))
    overdue = dict(rows.order_by().values_list("demand__audit_id", "rows"))
    in_order = found.order_by("-year", "body", "id")
    return [AuditRow(a, figures.get(a.pk, Counts()), overdue.get(a.pk, 0)) for a in in_order]
