"""지금 할 수 있는 일: what this person may do with a demand now, and why not, where the state does not allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Demand
from tracker import access
from tracker.lifecycle import Act, Report, next_stage
from tracker.models import Assignment, Stage
from tracker.pending import facts
from tracker.web.acts import PAGES


@dataclass(frozen=True)
class Way:
    """One act. `why_not` in place of an address where it is not possible now.

    `receives` is the assignment whose receipt a button confirms; any other act has a page of its own at `url`.
    `folded`: nobody looks for it now, so its reason is folded away. `urgent`: it is this person's turn, so it may be
    the one filled button of the page (`primary`).
    """

    label: str
    url: str = ""
    receives: int | None = None
    department: str = ""
    why_not: str = ""
    urgent: bool = False
    primary: bool = False
    folded: bool = False


def possible(demand: Demand, assignments: Sequence[Assignment], viewer: Viewer) -> list[Way]:
    """The acts this person has a part in, the most urgent marked; empty for who only reads.

    Reads `demand.audit`, each assignment's department and what stands beside its stage (`pending.with_facts`), so
    select them; one statement for who distributes.
    """
    if demand.withdrawn_at:
        return []
    mine = [row for row in assignments if access.may(viewer, Act.REPORT, row)]
    ways = [
        *(way for row in mine for way in _of_department(row, viewer, many=len(mine) > 1)),
        *(way for row in assignments for way in _acts(row, viewer, many=len(assignments) > 1)),
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


def _acts(row: Assignment, viewer: Viewer, *, many: bool) -> Iterator[Way]:
    """Every act of `acts.PAGES` that this person has a part in, first those at which it is their turn."""
    told = facts(row, viewer.on)
    name = str(row.department or _("소관 없음")) if many else ""
    for page in PAGES.values():
        if page.is_for(viewer, row):
            why_not = refusal(partial(next_stage, page.act, row.stage, told))
            yield Way(
                page.button,
                url="" if why_not else page.url(row),
                department=name,
                why_not=why_not,
                folded=bool(why_not),
                urgent=not why_not and bool({Stage(row.stage), *told} & set(page.turn)),
            )


def _of_department(row: Assignment, viewer: Viewer, *, many: bool) -> Iterator[Way]:
    name = row.department.name if many and row.department else ""
    if row.stage == Stage.ASSIGNED:
        yield Way(_("접수 확인"), receives=row.pk, department=name, urgent=True)
    why_not = refusal(lambda: next_stage(Report.PROGRESS, row.stage, facts(row, viewer.on)))
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
