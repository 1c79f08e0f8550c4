"""One closing report as the council looks at it: what it rests on, what was found before, its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audits.access import Viewer
from audits.errors import SamePerson
from audits.models import DemandVersion
from tracker import access, claims
from tracker.checks import doubts_of_all
from tracker.models import Assignment, ProgressUpdate, Stage
from tracker.reports import claims_ahead, claims_waiting
from tracker.web.acts.page import about
from tracker.web.demands import label
from tracker.web.dossier import evidence_row
from tracker.web.former_checks import former_checks

BEFORE: Final = 2  # claims of the queue shown above the present one
AFTER: Final = 9


def context_of(assignment: Any, viewer: Viewer) -> dict[str, Any]:
    """Everything the page shows of an assignment of `claims.with_claim`; its statements do not grow with the queue."""
    reports = _reports(assignment, viewer)
    claim = reports[0] if reports else None
    rows = _neighbours(assignment, viewer)
    noticed = doubts_of_all(_claims_of(rows, claim), viewer)
    place = next((number for number, row in enumerate(rows) if row.pk == assignment.pk), 0)
    context = about(assignment, viewer)
    return context | {
        "waits": assignment.stage == Stage.CLAIMED,
        "claim": claim,
        "late": _filed_late(assignment, claim),
        "waiting_for": waiting_for(assignment, viewer),
        "evidence": _evidence(assignment, [None, claim], viewer),
        "before": _before(assignment, reports, viewer),
        "doubts": noticed[claim.pk] if claim else [],
        "checks": former_checks(assignment),
        "people": _people(claim),
        "same_person": _refusal(claim, viewer),
        "rows": _rows(rows, assignment, noticed, viewer),
        "previous_url": _url(rows[place - 1]) if place else "",
        "next_url": _url(rows[place + 1]) if place + 1 < len(rows) else "",
        "waiting": claims_waiting(viewer),
        "number": 1 + claims_ahead(viewer, claims.place_of(assignment)),
    }


def waiting_for(assignment: Any, viewer: Viewer) -> str:
    """How long a claim has waited, in words: 9일째."""
    days = (viewer.on - timezone.localdate(assignment.claimed_at)).days
    return ngettext("%(days)d일째", "%(days)d일째", days) % {"days": days} if days > 0 else _("오늘")


def _reports(assignment: Assignment, viewer: Viewer) -> list[ProgressUpdate]:
    """The two reports filed last, the newest first."""
    seen = access.visible_updates(viewer).filter(assignment=assignment, filed_at__isnull=False)
    people = seen.select_related("department", "author", "entered_by")
    return list(people.prefetch_related("passages__by").order_by("-filed_at", "-number")[:2])


def _neighbours(assignment: Any, viewer: Viewer) -> list[Any]:
    """A window of the queue around an assignment, which is among them whether it waits or not."""
    loaded = claims.waiting(viewer).select_related("demand__category", "department")
    place = claims.place_of(assignment)
    earlier = list(claims.before(loaded, place)[:BEFORE])
    return [*reversed(earlier), assignment, *claims.after(loaded, place)[:AFTER]]


def _claims_of(rows: list[Any], claim: ProgressUpdate | None) -> list[ProgressUpdate]:
    """The reports of `rows` as far as their doubts are asked for: by id."""
    found = {row.claim_id for row in rows if row.claim_id} | ({claim.pk} if claim else set())
    return [ProgressUpdate(pk=pk) for pk in sorted(found)]


def _rows(
    rows: list[Any], present: Assignment, noticed: Mapping[int, list[Any]], viewer: Viewer
) -> list[dict[str, object]]:
    texts = DemandVersion.objects.texts(row.demand for row in rows)
    return [
        {
            "url": _url(row),
            "label": label(row.demand),
            "text": texts[row.demand_id],
            "department": str(row.department or _("소관 없음")),
            "priority": row.demand.is_priority,
            "doubts": len(noticed.get(row.claim_id, [])),
            "waiting_for": waiting_for(row, viewer),
            "current": row.pk == present.pk,
        }
        for row in rows
    ]


def _url(row: Assignment) -> str:
    return reverse("verification_claim", args=[row.pk])


def _filed_late(assignment: Assignment, claim: ProgressUpdate | None) -> bool:
    """Whether it was claimed after the due date (lifecycle.md §2)."""
    return bool(claim and assignment.due_date and claim.reported_on > assignment.due_date)


def _before(
    assignment: Assignment, reports: Sequence[ProgressUpdate], viewer: Viewer
) -> dict[str, object] | None:
    """The report before the claim, as `report_before.html` shows it."""
    if len(reports) < 2:
        return None
    return {"update": reports[1], "evidence": _evidence(assignment, [reports[1]], viewer)}


def _evidence(
    assignment: Assignment, reports: Sequence[ProgressUpdate | None], viewer: Viewer
) -> list[Mapping[str, object]]:
    """The evidence of these reports that stands; of none: what was added to the assignment by itself."""
    asked = Q(update__in=[report.pk for report in reports if report])
    if None in reports:
        asked |= Q(update=None)
    seen = access.visible_evidence(viewer).filter(asked, assignment=assignment, removal=None)
    return [evidence_row(piece) for piece in seen.select_related("document").order_by("id")]


def _people(claim: ProgressUpdate | None) -> dict[str, object]:
    """Who wrote, entered and passed the claim: three persons have to be different ones (product.md rule 3)."""
    if claim is None:
        return {}
    passed = [passage for passage in claim.passages.all() if passage.passed]
    return {"author": claim.author, "entered_by": claim.entered_by, "passed": passed}


def _refusal(claim: ProgressUpdate | None, viewer: Viewer) -> str:
    """Why this person may not check the claim; empty where they may."""
    if claim is None:
        return ""
    try:
        access.refuse_own_people(viewer, claim)
    except SamePerson as refused:
        return str(refused)
    return ""
