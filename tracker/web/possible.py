"""지금 할 수 있는 일: what this person may do with a demand now, and why not, where the state does not allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Demand
from tracker import access
from tracker.actions.correct_demand import is_fixed
from tracker.lifecycle import PENDING_HANDOVER, Act, Fact, Report, next_stage
from tracker.models import Assignment, Stage
from tracker.pending import facts
from tracker.web.acts import PAGES, council, dates, duty, evidence, gates, handover

REPORTS: Final = gettext_lazy("보고와 확인")
DUTIES: Final = gettext_lazy("소관")
WHOLE: Final = gettext_lazy("요구사항")
# What an act is about, by the name of its page.
ABOUT: Final = {
    page.name: about
    for about, pages in (
        (REPORTS, (*council.PAGES, *gates.PAGES, *evidence.PAGES)),
        (gettext_lazy("처리기한"), dates.PAGES),
        (DUTIES, (*handover.PAGES, *duty.PAGES)),
    )
    for page in pages
}


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
    group: str | Promise = ""


@dataclass(frozen=True)
class Place:
    """What may be done in one place, a department's assignment or (without a name) the demand itself.

    `urgent` is this person's turn, `said` cannot be done now and why, `groups` is the rest by what it is about.
    """

    name: str
    urgent: list[Way]
    said: list[Way]
    groups: list[tuple[str, list[Way]]]


def places(ways: Sequence[Way]) -> list[Place]:
    """What `possible` found, put together for the eye; without what is folded away."""
    shown = [way for way in ways if not way.folded]
    return [_place(name, list(there)) for name, there in groupby(shown, key=lambda way: way.department)]


def _place(name: str, ways: Sequence[Way]) -> Place:
    quiet = [way for way in ways if not way.why_not and not way.urgent]
    kinds = dict.fromkeys(str(way.group) for way in quiet)
    return Place(
        name,
        urgent=[way for way in ways if way.urgent],
        said=[way for way in ways if way.why_not],
        groups=[(kind, [way for way in quiet if str(way.group) == kind]) for kind in kinds],
    )


def possible(demand: Demand, assignments: Sequence[Assignment], viewer: Viewer) -> list[Way]:
    """The acts this person has a part in, the most urgent marked; empty for who only reads.

    Reads `demand.audit`, each assignment's department, what stands beside its stage (`pending.with_facts`), what may
    be decided about it (`access.with_decisions`) and whether it has evidence (`removable`), so select them; one
    statement for who distributes, three more an assignment that somebody else is asked to take over.
    """
    if demand.withdrawn_at:
        return []
    many = len(assignments) > 1
    ways = [
        *(way for row in assignments for way in _on(row, viewer, many=many)),
        *_distributing(demand, assignments, viewer),
        *_on_the_whole(demand, viewer),
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


def _on(row: Assignment, viewer: Viewer, *, many: bool) -> Iterator[Way]:
    """What can be done with one assignment; of several each is named by department and point."""
    told = facts(row, viewer.on)
    place = " · ".join(part for part in (str(row.department or _("소관 없음")), row.point) if part)
    for way in (*_reporting(row, told, viewer), *_acts(row, told, viewer)):
        yield replace(way, department=place if many else "")


def _acts(row: Assignment, told: frozenset[Fact], viewer: Viewer) -> Iterator[Way]:
    """Every act of `acts.PAGES` that this person has a part in, first those at which it is their turn."""
    for page in PAGES.values():
        if page.act in access.BY_RECEIVER and not told & PENDING_HANDOVER:
            continue  # nobody is asked to take it over, and asking whether costs a statement
        if page.is_for(viewer, row):
            why_not = refusal(partial(next_stage, page.act, row.stage, told))
            yield Way(
                page.button,
                url="" if why_not else page.url(row),
                why_not=why_not,
                folded=bool(why_not),
                urgent=not why_not and bool({Stage(row.stage), *told} & set(page.turn)),
                group=ABOUT[page.name],
            )


def _reporting(row: Assignment, told: frozenset[Fact], viewer: Viewer) -> Iterator[Way]:
    if not access.may(viewer, Act.REPORT, row):
        return
    if row.stage == Stage.ASSIGNED:
        yield Way(_("접수 확인"), receives=row.pk, urgent=True)
    why_not = refusal(partial(next_stage, Report.PROGRESS, row.stage, told))
    yield Way(
        _("처리상황 보고"),
        url="" if why_not else reverse("report_form", args=[row.pk]),
        why_not=why_not,
        urgent=row.stage in {Stage.WORKING, Stage.RETURNED} and not why_not,
        group=REPORTS,
    )


def _distributing(demand: Demand, assignments: Sequence[Assignment], viewer: Viewer) -> Iterator[Way]:
    if not access.may_in(viewer, Act.ASSIGN, demand.audit):
        return
    sent = demand.audit.transmitted_on is not None
    yield Way(
        _("협조부서·세부항목 더하기") if assignments else _("부서 배부"),
        url=reverse("distribute_demand", args=[demand.pk]) if sent else "",
        why_not="" if sent else _("의회가 이송한 뒤에 배부할 수 있습니다."),
        urgent=sent and not assignments,
        group=DUTIES,
    )


def _on_the_whole(demand: Demand, viewer: Viewer) -> Iterator[Way]:
    """What concerns the demand itself: rewritten before its text is fixed, corrected after, withdrawn."""
    fixed = is_fixed(demand)
    if access.may(viewer, Act.CORRECT_DEMAND) and fixed:
        yield Way(_("본문 정정"), url=reverse("demand_correct", args=[demand.pk]), group=WHOLE)
    elif access.may(viewer, Act.LOG_DEMAND):
        yield Way(
            _("요구사항 수정"),
            url="" if fixed else reverse("demand_rewrite", args=[demand.pk]),
            why_not=_("본문이 고정되어 고칠 수 없습니다. 의회사무처 담당이 정정할 수 있습니다.")
            if fixed
            else "",
            folded=fixed,
            group=WHOLE,
        )
    if access.may_in(viewer, Act.MARK_PRIORITY, demand.audit):
        name = _("중점관리 해제") if demand.is_priority else _("중점관리 지정")
        yield Way(name, url=reverse("demand_priority", args=[demand.pk]), group=WHOLE)
    if access.may(viewer, Act.WITHDRAW):
        yield Way(_("요구사항 철회"), url=reverse("demand_withdraw", args=[demand.pk]), group=WHOLE)
