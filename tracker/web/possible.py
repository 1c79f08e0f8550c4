"""지금 할 수 있는 일: what this person may do with a demand now, and why not, where the state does not allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Demand
from tracker import access
from tracker.lifecycle import Act, Report, next_stage
from tracker.models import Assignment, Stage


@dataclass(frozen=True)
class Way:
    """One act. `why_not` in place of an address where it is not possible now.

    `receives` is the assignment whose receipt a button confirms; any other act has a page of its own at `url`.
    `urgent`: it is this person's turn, so it may be the one filled button of the page (`primary`).
    """

    label: str
    url: str = ""
    receives: int | None = None
    department: str = ""
    why_not: str = ""
    urgent: bool = False
    primary: bool = False


def possible(demand: Demand, assignments: Sequence[Assignment], viewer: Viewer) -> list[Way]:
    """The acts this person has a part in, the most urgent marked; empty for who only reads.

    Reads `demand.audit` and each assignment's department, so select them; one statement for who distributes.
    """
    if demand.withdrawn_at:
        return []
    mine = [row for row in assignments if access.may(viewer, Act.REPORT, row)]
    ways = [
        *(way for row in mine for way in _of_department(row, many=len(mine) > 1)),
        *_distributing(demand, assignments, viewer),
        *_logging(demand, viewer),
    ]
    first = next((place for place, way in enumerate(ways) if way.urgent), None)
    return [replace(way, primary=place == first) for place, way in enumerate(ways)]


def refusal(ask: Callable[[], object]) -> str:
    """Why `ask` finds that an act does not fit the state; empty where it fits."""
    try:
        ask()
    except NotAllowedNow as refused:
        return str(refused)
    return ""


def _of_department(row: Assignment, *, many: bool) -> Iterator[Way]:
    name = row.department.name if many and row.department else ""
    if row.stage == Stage.ASSIGNED:
        yield Way(_("접수 확인"), receives=row.pk, department=name, urgent=True)
    why_not = refusal(lambda: next_stage(Report.PROGRESS, row.stage))
    yield Way(
        _("처리상황 보고"),
        url="" if why_not else reverse("report_form", args=[row.pk]),
        department=name,
        why_not=why_not,
        urgent=row.stage in {Stage.WORKING, Stage.RETURNED},
    )


def _distributing(demand: Demand, assignments: Sequence[Assignment], viewer: Viewer) -> Iterator[Way]:
    if not access.may(viewer, Act.ASSIGN):
        return
    sent = demand.audit.transmitted_on is not None
    yield Way(
        _("협조부서 더하기") if assignments else _("부서 배부"),
        url=reverse("distribute_demand", args=[demand.pk]) if sent else "",
        why_not="" if sent else _("의회가 이송한 뒤에 배부할 수 있습니다."),
        urgent=sent and not assignments,
    )


def _logging(demand: Demand, viewer: Viewer) -> Iterator[Way]:
    if not access.may(viewer, Act.LOG_DEMAND):
        return
    sent = demand.audit.transmitted_on is not None
    yield Way(
        _("요구사항 수정"),
        url="" if sent else reverse("demand_rewrite", args=[demand.pk]),
        why_not=_("이송한 요구사항은 본문이 고정되어 고칠 수 없습니다.") if sent else "",
    )
