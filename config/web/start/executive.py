"""The first page of the executive's coordinator: who has not reported, what is to be handed on, what is late."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from audits.access import Viewer
from config.web.start import parts, things
from config.web.start.chosen import Chosen, chosen
from config.web.start.things import Desk
from tracker import access, reports
from tracker.models import ReportingRound
from tracker.reports import Progress
from tracker.rounds import RoundState
from tracker.web import glance
from tracker.web.due import until
from tracker.web.rounds import list_url as round_list_url

FIRST: Final = 6  # rounds of the table
MOST: Final = 20  # departments that have not reported
# Nobody's work first, then what others cannot begin without, then what is ready, then who is to be reminded.
NEXT: Final = (
    things.ownerless,
    things.undistributed,
    things.disputes,
    things.submissions,
    things.late,
)
HAND: Final = (things.moves, things.unnamed)


def context(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/executive.html` shows."""
    found = chosen(request, viewer)
    queues = reports.queues(viewer)
    if found.audit is None:
        desk = Desk(viewer, found, queues)
        return things.in_turn(things.in_order(NEXT, desk), things.in_order(HAND, desk))
    return _of_audit(found, viewer, queues)


def _of_audit(found: Chosen, viewer: Viewer, queues: reports.Queues) -> dict[str, Any]:
    audit = found.audit
    axes = reports.axes(audit, access.demands_of(viewer, audit))
    held = reports.audit_held(audit, access.listed_of(viewer, audit), on=viewer.on)
    desk = Desk(viewer, found, queues, held)
    return {
        "audit": audit,
        "audits": parts.options(found),
        "head": parts.heading(found, axes, viewer),
        "axes": parts.both_axes(axes, held, audit),
        "rounds": _rounds(viewer),
        "silent": _silent(found, viewer),
        "due": glance.first_rows(viewer, audit, held, checks=False).due,
        "due_count": held.due_soon,
        "due_url": parts.due_url(audit, viewer),
        **things.in_turn(things.in_order(NEXT, desk), things.in_order(HAND, desk)),
        "departments": parts.departments(held, audit, viewer),
        "charts": parts.pictures(axes, held, found, viewer),
        "latest": glance.latest(viewer, audit),
        "latest_url": glance.list_url(audit=audit.pk),
    }


def _rounds(viewer: Viewer) -> list[dict[str, object]]:
    """Open rounds, the next due first, with how many are asked and reported; two statements."""
    open_ = access.visible_rounds(viewer).open().select_related("audit").order_by("due_on", "id")
    shown = list(open_[:FIRST])
    progress = reports.progress_of(shown, viewer)
    return [_round(each, progress[each.pk], viewer) for each in shown]


def _round(round_: ReportingRound, progress: Progress, viewer: Viewer) -> dict[str, object]:
    return {
        "name": round_.name,
        "audit": str(round_.audit),
        "url": reverse("round_detail", args=[round_.pk]),
        "due": until(round_.due_on, viewer.on),
        "asked": progress.asked,
        "reported": progress.reported,
        "left": progress.not_reported,
        "left_url": round_list_url(round_, round_state=RoundState.NOT_REPORTED.value),
    }


def _silent(found: Chosen, viewer: Viewer) -> dict[str, object] | None:
    """Departments that have not reported in the open round of this audit, in 건제순; three statements."""
    if not found.row.has_round:
        return None
    round_ = ReportingRound.objects.open().get(audit=found.audit)
    progress = reports.round_progress(round_, access.listed(viewer), on=viewer.on)
    left = [row for row in progress.rows if row.progress.not_reported]
    return {
        "round": round_,
        "url": reverse("round_detail", args=[round_.pk]),
        "count": progress.total.not_reported,
        "rows": [
            {
                "name": row.name,
                "left": row.progress.not_reported,
                "asked": row.progress.asked,
                "url": round_list_url(
                    round_, department=row.department or 0, round_state=RoundState.NOT_REPORTED.value
                ),
            }
            for row in left[:MOST]
        ],
        "more": len(left[MOST:]),
    }
