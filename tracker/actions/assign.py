"""assign (배부): departments are given what they answer for (lifecycle.md §4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Demand, Department, DepartmentKind
from audits.record import Entry
from tracker import access, followup
from tracker.actions.hold import refused
from tracker.lifecycle import Act
from tracker.models import Assignment, Tenure

LONGEST_POINT: Final = 100


@dataclass(frozen=True)
class Share:
    """One department's part of a demand; without a `due_date` of its own the audit's default holds.

    `point` is the 세부항목 of a compound demand that it is for; empty: the whole demand.
    """

    department: Department
    is_lead: bool
    due_date: date | None = None
    point: str = ""


def assign(demand_id: int, shares: Sequence[Share], *, by: Viewer) -> list[Assignment]:
    """Distribute one demand; see `assign_many`."""
    return assign_many({demand_id: shares}, by=by)


@transaction.atomic
def assign_many(plan: Mapping[int, Sequence[Share]], *, by: Viewer) -> list[Assignment]:
    """Distribute demands to departments, all or none; the statements do not grow with their number.

    Raises PermissionDenied; NotVisible for an unknown demand; NotAllowedNow (not transmitted, withdrawn, already
    with that department for the same point); ValidationError (no department, not exactly one lead, a department
    that does not exist today, a point too long, a due date later than the audit's by somebody who is not the
    council).
    """
    access.require(by, Act.ASSIGN)
    demands = {
        demand.pk: demand
        for demand in Demand.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=access.visible_demands(by).filter(pk__in=plan).values("pk"))
        .select_related("audit")
        .order_by("pk")
    }
    if set(demands) != set(plan):
        raise NotVisible
    for demand in demands.values():
        access.require_in(by, Act.ASSIGN, demand.audit)
    held = _held(list(demands))
    for demand_id, shares in plan.items():
        _check(demands[demand_id], shares, held.get(demand_id, []), by)
    assignments = Assignment.objects.bulk_create(
        _assignment(demands[demand_id], share, by.on)
        for demand_id in sorted(plan)
        for share in _ranked(plan[demand_id])
    )
    tenures = Tenure.objects.bulk_create(
        Tenure(assignment=assignment, department=assignment.department, start_on=by.on)
        for assignment in assignments
    )
    followup.refresh(list(demands))
    record.append_all(
        [
            Entry(
                "assigned",
                assignment,
                by.user,
                demand_id=assignment.demand_id,
                rows=[assignment, tenure],
                values=assignment.record_values(),
                facts={"on": by.on},
            )
            for assignment, tenure in zip(assignments, tenures, strict=True)
        ]
    )
    return assignments


def _held(demand_ids: Sequence[int]) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    for assignment in Assignment.objects.live().filter(demand__in=demand_ids):
        found.setdefault(assignment.demand_id, []).append(assignment)
    return found


def _check(demand: Demand, shares: Sequence[Share], held: Sequence[Assignment], by: Viewer) -> None:
    if demand.withdrawn_at or not demand.audit.transmitted_on:
        missing = _("새 요구사항 등록") if demand.withdrawn_at else _("이송")
        raise refused(_("부서 배부"), missing)
    if not shares:
        raise ValidationError(_("소관부서를 하나 이상 골라 주십시오."))
    leads = sum(share.is_lead for share in shares) + sum(assignment.is_lead for assignment in held)
    if leads != 1:
        raise ValidationError(_("주관부서를 하나만 정하여 주십시오."))
    given = [(share.point.strip(), share.department.pk) for share in shares]
    if len(set(given)) < len(given) or set(given) & {(row.point, row.department_id) for row in held}:
        raise NotAllowedNow(
            _("부서 배부: 같은 부서에 이미 배부한 요구사항입니다. 부서가 같으면 세부항목이 달라야 합니다.")
        )
    for share in shares:
        _check_share(demand, share, by)


def _check_share(demand: Demand, share: Share, by: Viewer) -> None:
    department = share.department
    if department.external or department.kind == DepartmentKind.BUREAU or not department.existed(by.on):
        words = _("%(department)s: 지금 배부할 수 있는 부서가 아닙니다.") % {"department": department}
        raise ValidationError(words, code="department_closed")
    if len(share.point.strip()) > LONGEST_POINT:
        raise ValidationError({"point": _("세부항목은 100자 안으로 적어 주십시오.")})
    default = demand.audit.default_due_date
    later = share.due_date and (default is None or share.due_date > default)
    if later and not access.may_in(by, Act.SET_LATER_DUE_DATE, demand.audit):
        raise ValidationError("감사의 처리기한보다 늦은 날은 의회만 정할 수 있습니다.", code="due_date_later")


def _ranked(shares: Sequence[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (share.department.rank, share.department.name, share.point))


def _assignment(demand: Demand, share: Share, on: date) -> Assignment:
    due = share.due_date or demand.audit.default_due_date
    return Assignment(
        demand=demand,
        department=share.department,
        point=share.point.strip(),
        is_lead=share.is_lead,
        due_date=due,
        original_due_date=due,
        assigned_on=on,
    )
