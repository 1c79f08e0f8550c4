"""The first page of the council's secretariat and of a committee's clerk: one audit, and what waits most."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest

from audits.access import Viewer
from config.web.start import parts, things
from config.web.start.chosen import Chosen, chosen
from config.web.start.things import Desk
from tracker import access, reports
from tracker.web import glance
from tracker.web.glance import list_url

# What waits most stands first: others wait for the council's answer before the council waits for others.
NEXT: Final = (
    things.claims,
    things.extensions,
    things.undistributed,
    things.untransmitted,
    things.late,
    things.begin,
)
# What is wrong before what is merely open.
HAND: Final = (things.ownerless, things.mails, things.moves, things.homeless, things.unnamed)


def context(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/council.html` shows."""
    found = chosen(request, viewer)
    queues = reports.queues(viewer)
    if found.audit is None:
        desk = Desk(viewer, found, queues)
        return things.in_turn(things.in_order(NEXT, desk), things.in_order(HAND, desk))
    return _of_audit(found, Desk(viewer, found, queues))


def _of_audit(found: Chosen, desk: Desk) -> dict[str, Any]:
    viewer, audit = desk.viewer, found.audit
    axes = reports.axes(audit, access.demands_of(viewer, audit))
    held = reports.audit_held(audit, access.listed_of(viewer, audit), on=viewer.on)
    first = glance.first_rows(viewer, audit, held, checks=True)
    desk = Desk(viewer, found, desk.queues, held, first.claims)
    return {
        "audit": audit,
        "audits": parts.options(found),
        "head": parts.heading(found, axes, viewer),
        "axes": parts.both_axes(axes, held, audit),
        "claims": first.claims,
        "claims_count": held.awaiting,
        "claims_url": list_url(audit=audit.pk, stage="claimed"),
        "sees_doubts": access.may_read(viewer, access.Right.SEE_DOUBTS),
        "due": first.due,
        "due_count": held.due_soon,
        "due_url": parts.due_url(audit, viewer),
        **things.in_turn(things.in_order(NEXT, desk), things.in_order(HAND, desk)),
        "departments": parts.departments(held, audit, viewer),
        "charts": parts.pictures(axes, held, found, viewer),
        "latest": glance.latest(viewer, audit),
        "latest_url": list_url(audit=audit.pk),
    }
