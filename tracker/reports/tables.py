"""The 총괄 and the table by department of a moment: the figures of `summary` and `by_department`, of any day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from audits.models import Demand
from audits.statuses import ReportedStatus
from tracker.models import Assignment, Verdict
from tracker.reports.moment import LAST, Moment


def summary(moment: Moment) -> dict[str, Any]:
    """Demands by category in the council's order, with the names that categories bear now, and all of them."""
    found: dict[int, list[Demand]] = defaultdict(list)
    for demand in moment.counted:
        found[demand.category_id].append(demand)
    categories = sorted((moment.categories[pk] for pk in found), key=lambda one: (one.rank, one.code))
    rows = [
        {"category": one.code, "label": one.label, **asdict(moment.counts(found[one.pk]))}
        for one in categories
    ]
    return {"rows": rows, "total": asdict(moment.counts(moment.counted)), "withdrawn": moment.withdrawn}


def departments(moment: Moment) -> list[Mapping[str, Any]]:
    """Assignments by the department they count for, in 건제순; last, without one, what is 소관 없음."""
    found: dict[int | None, list[Assignment]] = defaultdict(list)
    for row in moment.assignments:
        found[moment.owner(row)].append(row)

    def place(owner: int | None) -> tuple[int, str]:
        department = moment.departments[owner] if owner else None
        return (department.rank, department.name) if department else (LAST, "")

    return [_department(moment, owner, found[owner]) for owner in sorted(found, key=place)]


def _department(moment: Moment, owner: int | None, rows: Sequence[Assignment]) -> dict[str, Any]:
    statuses = Counter(row.reported_status for row in rows)
    verdicts = Counter(row.verification for row in rows)
    return {
        "department": owner,
        "name": moment.departments[owner].name if owner else "",
        "total": len(rows),
        "by_status": {status.value: statuses[status] for status in ReportedStatus},
        "awaiting": verdicts[Verdict.AWAITING],
        "confirmed": verdicts[Verdict.CONFIRMED],
        "overdue": sum(row.is_overdue(moment.on) for row in rows),
        "overdue_original": sum(moment.is_overdue_originally(row) for row in rows),
    }
