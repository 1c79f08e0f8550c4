"""A row of 내 할 일: one assignment, how it stands to its day, why it is here, and what to do with it next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.gates import Gate
from audits.models import DemandVersion
from tracker.deadlines import Holidays
from tracker.lifecycle import PENDING_HANDOVER, WAITING, Fact, next_stage
from tracker.models import OPEN, OUTSTANDING, Assignment, HandoverState, Stage
from tracker.pending import GATES
from tracker.reports import end_of_week
from tracker.web.acts import PAGES
from tracker.web.demands import label
from tracker.web.due import SOON, due
from tracker.web.former_checks import owed_again
from tracker.web.marks import holidays_for, marks
from tracker.web.possible import refusal
from tracker.web.waiting import waiting_rows

OFFERS: Final = {
    HandoverState.OFFERED: Fact.HANDOVER_OFFERED,
    HandoverState.REFUSED: Fact.HANDOVER_REFUSED,
}


@dataclass(frozen=True)
class Way:
    """Something else to do with a row than to report on it."""

    label: str
    url: str


def work_rows(found: list[Any], viewer: Viewer, headings: Mapping[str, object]) -> list[dict[str, Any]]:
    """What `tracker/work_row.html` shows of each, the first of each group with the heading of it.

    The first at which it is the department's turn is marked `first`. Six statements at most, however many rows.
    """
    texts = DemandVersion.objects.texts(assignment.demand for assignment in found)
    holidays = holidays_for(found)
    rows = [_row(assignment, texts[assignment.demand_id], viewer, holidays) for assignment in found]
    told = ""
    asked = owed_again(row for row in found if row.department_id in viewer.department_ids)
    # What came back is the author's draft again, so there is nothing to look for where there is none.
    begun = [row for row in found if row.has_draft and not row.pending_gate]
    unfiled = waiting_rows(begun, viewer) if begun else {}
    next(filter(acted_on, rows), {})["first"] = True
    for assignment, row in zip(found, rows, strict=True):
        group = str(row["group"])
        row["heading"] = headings.get(group) if group != told else None
        row["asked"] = asked.get(assignment.pk)
        row["unfiled"] = unfiled.get(assignment.pk)
        told = group
    return rows


def acted_on(row: Mapping[str, object]) -> bool:
    """Whether it is the department's turn."""
    return bool(row["owed"]) and not row["waiting"]


def _row(assignment: Any, text: str, viewer: Viewer, holidays: Holidays) -> dict[str, Any]:
    demand = assignment.demand
    return marks(assignment, viewer, holidays) | {
        "pk": assignment.pk,
        "url": reverse("demand_detail", args=[demand.pk]),
        "report_url": reverse("report_form", args=[assignment.pk]),
        "label": label(demand),
        "audit_title": str(demand.audit),
        "text": text,
        "department": assignment.department.name if assignment.department else "",
        "due": due(assignment, viewer.on),
        "group": _group(assignment, viewer),
        "status": assignment.reported_status,
        "status_label": assignment.get_reported_status_display(),
        "verification": assignment.verification,
        "verification_label": assignment.get_verification_display(),
        "returned": assignment.stage == Stage.RETURNED,
        "unreceived": assignment.stage == Stage.ASSIGNED,
        "owed": assignment.stage in OUTSTANDING,
        "assigned_on": assignment.assigned_on,
        "latest_report_on": assignment.latest_report_on,
        "has_draft": assignment.has_draft,
        "waiting": Gate(assignment.pending_gate).label if assignment.pending_gate else "",
        "pending": _pending(assignment),
        "is_lead": assignment.is_lead,
        "no_officer": assignment.nobody_named and assignment.stage in OPEN,
        "is_own": not assignment.nobody_named and assignment.officer_id == viewer.user.pk,
        "action": _action(assignment),
        "others": list(_others(assignment, viewer)),
    }


def _action(assignment: Any) -> str:
    """What the button of a row that was received leads to, in the words of where the row stands."""
    if assignment.has_draft:
        return _("이어 쓰기")
    return _("다시 보고") if assignment.stage == Stage.RETURNED else _("처리상황 보고")


def _others(assignment: Any, viewer: Viewer) -> Iterator[Way]:
    """More time where the day is near or gone, another department where nothing was reported yet, as the rules let.

    While another department is asked to take over it is that one's turn: how long it has had is not asked here.
    """
    told = frozenset(filter(None, _beside(assignment)))
    if assignment.stage not in OUTSTANDING or told & PENDING_HANDOVER:
        return
    near = assignment.due_date is not None and (assignment.due_date - viewer.on).days <= SOON
    wanted = {"request-extension": near, "offer-handover": assignment.latest_report_on is None}
    for name in (name for name, fits in wanted.items() if fits):
        page = PAGES[name]
        if page.is_for(viewer, assignment) and not refusal(
            lambda page=page: next_stage(page.act, assignment.stage, told)  # type: ignore[misc]
        ):
            yield Way(page.button, page.url(assignment))


def _beside(assignment: Any) -> Iterator[Fact | None]:
    """What stands beside the stage, of `pending.facts` all that costs no statement."""
    yield GATES.get(assignment.pending_gate)
    yield Fact.EXTENSION_ASKED if assignment.pending_request else None
    yield Fact.DATED if assignment.due_date else None
    yield OFFERS.get(assignment.pending_offer)


def _pending(assignment: Any) -> list[str]:
    """What others have still to answer, in words: a request for time, an offer to another department."""
    asked = Fact.EXTENSION_ASKED if assignment.pending_request else None
    return [str(WAITING[fact]) for fact in (asked, OFFERS.get(assignment.pending_offer)) if fact]


def _group(assignment: Assignment, viewer: Viewer) -> str:
    if assignment.stage not in OUTSTANDING:
        return ""
    if assignment.demand.is_priority:
        return "priority"
    if assignment.due_date is None:
        return "undated"
    if assignment.due_date < viewer.on:
        return "late"
    return "this_week" if assignment.due_date <= end_of_week(viewer.on) else "later"
