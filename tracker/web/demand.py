"""One demand as officials know it: the demand left, the result right, and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits.access import Viewer
from audits.models import Demand, DemandVersion, Succession
from audits.web.viewer import viewer_of
from tracker import access, reports
from tracker.actions.audits import BEFORE_TRANSMITTAL
from tracker.models import Assignment, Ground, Stage, Tenure, Verdict
from tracker.models.assignment import AssignmentQuerySet
from tracker.pending import with_facts
from tracker.web import dossier
from tracker.web.demands import label, role_label
from tracker.web.neighbours import LIST, Beside, beside
from tracker.web.possible import places, possible
from tracker.web.records import lines
from tracker.web.repeats import told_chain
from tracker.web.waiting import Shown, waiting_rows

TITLE: Final = 90  # letters of the demand's text that stand for a title: two lines


@require_safe
def demand_detail(
    request: HttpRequest, pk: int, mails_told: Callable[[Demand, Viewer], object]
) -> HttpResponse:
    """A demand the viewer may see, 404 otherwise; `history` in the address asks for an older part of the record.

    `mails_told`: how many were told of it and when last (`count`, `last`), which this app does not know; None where
    the viewer may not read of it.
    The number of statements grows neither with assignments nor with reports, evidence or history.
    """
    viewer = viewer_of(request)
    access.require_reading(viewer)
    demands = access.visible_demands(viewer)
    demand = demands.select_related("audit", "category", "document", "followup").filter(pk=pk).first()
    if demand is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    rows = list(_rows(demand, viewer))
    live = [row for row in rows if row.stage != Stage.WITHDRAWN]
    ways = possible(demand, live, viewer)
    told = dossier.dossier(demand, rows, viewer)
    near = beside(request, demand, demands, viewer)
    events = access.visible_events(viewer, demand)
    page = lines.page(events, request.GET.get("history", ""), question=f"demand:{pk}")
    versions = list(DemandVersion.objects.filter(demand=demand).order_by("-number"))
    context = {
        "demand": _facts(demand, versions[0].text, viewer),
        "corrections": _corrections(versions),
        "assignments": _shown(live, told, waiting_rows(live, viewer)),
        "withdrawn": [dossier.shown(row, told) for row in rows if row.stage == Stage.WITHDRAWN],
        "repeats": told_chain(demand, viewer),
        "ways": ways,
        "places": places(ways),
        "later": [way for way in ways if way.folded],
        "standing": {"code": demand.followup.standing, "label": demand.followup.get_standing_display()},
        "verdict": demand.followup.verification,
        "verified": _verified(demand),
        "history": page.lines,
        "older_url": _older(page.next, near),
        "newer_url": _older(page.previous, near),
        "near": near,
        "record_head": reports.record_head(),
        "mails": mails_told(demand, viewer),
    }
    return render(request, "tracker/demand.html", context)


def _rows(demand: Demand, viewer: Viewer) -> AssignmentQuerySet:
    """All assignments in 건제순, with what stands beside their stages and may be decided about it.

    `movable`: a step of a reorganisation leads on from its department. `removable`: there is evidence of people's own.
    `last_reported`: the day of its newest filed report, whoever may read it.
    """
    held = Tenure.objects.filter(
        assignment=OuterRef(OuterRef("pk")), end_on__isnull=True, start_on__lt=OuterRef("day")
    )
    steps = Succession.objects.until(viewer.on).filter(
        Exists(held), predecessor=OuterRef("department"), successor__isnull=False
    )
    pieces = access.visible_evidence(viewer).filter(assignment=OuterRef("pk"), removal=None, document=None)
    rows = access.with_decisions(viewer, with_facts(Assignment.objects.filter(demand=demand)))
    rows = dossier.with_last_reported(rows.with_officer(viewer.on)).annotate(
        movable=Exists(steps), removable=Exists(pieces)
    )
    return rows.select_related("demand__audit", "department", "officer").order_by(
        "department__rank", "point", "id"
    )


def _shown(
    live: Sequence[Assignment], told: dossier.Dossier, waiting: Mapping[int, Shown]
) -> list[dict[str, object]]:
    has_lead = any(row.is_lead for row in live)
    return [
        dossier.shown(row, told)
        | {
            "role_label": role_label(row, live=len(live), has_lead=has_lead),
            "waiting": waiting.get(row.pk),
        }
        for row in live
    ]


def _facts(demand: Demand, text: str, viewer: Viewer) -> dict[str, object]:
    council = access.may_read(viewer, access.Right.SEE_COUNCIL_FACTS)
    proposed = demand.proposed.order_by("rank") if not demand.followup.live else []
    return {
        "pk": demand.pk,
        "label": label(demand),
        "title": text if len(text) <= TITLE else text[:TITLE].rsplit(" ", 1)[0] + " …",
        "text": text,
        "is_priority": demand.is_priority,
        "category_label": demand.category.label,
        "audit_title": str(demand.audit),
        "audit_url": reverse("audit_summary", args=[demand.audit_id]),
        "raised_by": demand.raised_by if council else "",
        "minutes_reference": demand.minutes_reference if council else "",
        "version_note": _version_note(demand),
        "proposed": ", ".join(department.name for department in proposed),
        "withdrawn": demand.withdrawn_at,
        "withdrawal": _withdrawal(demand),
    }


def _withdrawal(demand: Demand) -> Ground | None:
    """Why it was withdrawn as a whole."""
    if demand.withdrawn_at is None:
        return None
    grounds = demand.grounds.filter(assignment__isnull=True, act="demand_withdrawn")
    return grounds.select_related("decision__meeting").last()


def _version_note(demand: Demand) -> str:
    source = (
        _("%(name)s %(line)d번째 줄") % {"name": demand.document.name, "line": demand.line or 1}
        if demand.document
        else ""
    )
    version = _("본문 %(number)d판") % {"number": demand.version}
    return " · ".join(part for part in (version, source) if part)


def _corrections(versions: Sequence[DemandVersion]) -> list[dict[str, object]]:
    """Each correction with the text before it, the newest first; what changed before the transmittal is none."""
    return [
        {
            "number": row.number,
            "on": row.created_at,
            "reason": row.reason,
            "text": row.text,
            "before": before.text,
            "before_number": before.number,
        }
        for row, before in pairwise(versions)
        if row.reason != BEFORE_TRANSMITTAL
    ]


def _verified(demand: Demand) -> str:
    followup = demand.followup
    words = str(Verdict(followup.verification).label)
    if followup.live <= 1:
        return words
    told = {"words": words, "confirmed": followup.confirmed, "live": followup.live}
    return _("%(words)s (확인 %(confirmed)d/%(live)d)") % told


def _older(cursor: str, near: Beside) -> str:
    """Another part of the history, on the page of the same list."""
    asked = {"history": cursor} | ({LIST: near.asked} if near.asked else {})
    return f"?{urlencode(asked)}#history-head" if cursor else ""
