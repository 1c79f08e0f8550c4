"""소관 이동: what a reorganisation left for a person to decide, by department, with a result for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import keyset, organisation
from audits.access import Viewer
from audits.models import DemandVersion, Department, Succession
from audits.web.viewer import viewer_of
from tracker import access, reports, undecided
from tracker.actions import bulk
from tracker.actions.move import Outcome, move_many, would_move
from tracker.actions.move_choices import Choice, Look, Offer, look
from tracker.filters import LAST_RANK
from tracker.lifecycle import Act
from tracker.models import Assignment
from tracker.web import asked
from tracker.web.bulk_acts import OneReasonForm
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.pages import pager

PAGE: Final = 50
ORDER: Final = ("rank", "place", "due_order", "id")
STAY: Final = "stay"


@require_http_methods(["GET", "POST"])
def move_list(request: HttpRequest) -> HttpResponse:
    """What waits, by department in 건제순; POST shows what would become of what was chosen, `step=do` does it."""
    viewer = viewer_of(request)
    access.require(viewer, Act.MOVE)
    if request.method != "POST":
        return _list(request, viewer, OneReasonForm(), {})
    sent, form = _sent(request.POST), OneReasonForm(request.POST)
    step = request.POST.get("step", "")
    if step == "change":
        return _list(request, viewer, OneReasonForm(initial={"reason": request.POST.get("reason", "")}), sent)
    if not form.is_valid() or not sent:
        return _list(request, viewer, form, sent, nothing_chosen=not sent)
    choices = [_choice(pk, to, version, form) for pk, (to, version) in sent.items()]
    act = move_many if step == "do" else would_move
    outcomes = act(choices, by=viewer)
    done = [outcome for outcome in outcomes if outcome.refusal is None]
    context = {
        "form": form,
        "step": "do" if step == "do" else "preview",
        "sent": [{"pk": pk, "to": to, "version": version} for pk, (to, version) in sent.items()],
        "rows": _told(outcomes, viewer),
        "done": len(done),
        "refused": len(outcomes) - len(done),
    }
    return render(request, "tracker/moves_outcome.html", context)


def something_waits(viewer: Viewer) -> bool:
    """Whether there is anything for this person to move."""
    return access.may(viewer, Act.MOVE) and undecided.anything_waits(viewer.on)


def _sent(posted: QueryDict) -> dict[int, tuple[str, int]]:
    """What was chosen for which assignment, and the version that was seen. Raises BadRequest for anything else."""
    named = [name.removeprefix("to-") for name, to in posted.items() if name.startswith("to-") and to]
    if len(named) > PAGE:
        raise asked.nonsense()
    return {
        asked.number(pk): (posted.get(f"to-{pk}", ""), asked.number(posted.get(f"version-{pk}", "")))
        for pk in named
    }


def _choice(pk: int, to: str, version: int, form: OneReasonForm) -> Choice:
    kind, _dash, number = to.partition("-")
    reason = form.cleaned_data["reason"]
    if to == STAY:
        return Choice(pk, reason, version=version)
    if kind == "step":
        return Choice(pk, reason, step=asked.number(number), version=version)
    if kind == "department":
        return Choice(pk, reason, department=asked.number(number), version=version)
    raise asked.nonsense()


def _list(
    request: HttpRequest,
    viewer: Viewer,
    form: OneReasonForm,
    sent: Mapping[int, tuple[str, int]],
    *,
    nothing_chosen: bool = False,
) -> HttpResponse:
    asking = undecided.asking(viewer.on)
    found = undecided.waiting(asking, viewer.on).select_related(
        "demand__audit", "demand__category", "department"
    )
    ordered = found.annotate(
        rank=Coalesce(F("department__rank"), Value(LAST_RANK)), place=Coalesce(F("department_id"), Value(0))
    )
    page = keyset.page(ordered, ORDER, size=PAGE, cursor=request.GET.get("cursor", ""), question="moves")
    rows = _Rows(viewer, page.rows, sent)
    context = {
        "form": form,
        "departments": rows.by_department(reports.moves_waiting(viewer.on, asking).by_department),
        "nothing_chosen": nothing_chosen,
        **pager(page),
    }
    return render(request, "tracker/moves.html", context)


class _Rows:
    """A page of what waits, with what may be chosen for each; the statements do not grow with their number."""

    def __init__(
        self, viewer: Viewer, found: Sequence[Assignment], sent: Mapping[int, tuple[str, int]]
    ) -> None:
        self.viewer, self.found, self.sent = viewer, found, sent
        self.look: Look = look([], viewer, found)
        self.texts = DemandVersion.objects.texts(row.demand for row in found)
        self.offers = {row.pk: self.look.offer(row) for row in found}
        anywhere = any(offer.anywhere for offer in self.offers.values())
        self.anywhere = [
            {"value": f"department-{each.pk}", "label": each.name}
            for each in (organisation.on_sheet(viewer.on) if anywhere else ())
        ]

    def by_department(self, counts: Mapping[int | None, int]) -> list[dict[str, object]]:
        """The rows of each department under it, with the steps that lead on and how many wait there in all."""
        grouped = groupby(self.found, key=lambda row: row.department)
        return [self._group(department, list(rows), counts) for department, rows in grouped]

    def _group(
        self, department: Department | None, rows: Sequence[Assignment], counts: Mapping[int | None, int]
    ) -> dict[str, object]:
        offers = [self.offers[row.pk] for row in rows]
        steps = {step.pk: step for offer in offers for step in (*offer.steps, *offer.taken, *offer.outside)}
        return {
            "name": department.name if department else _("부서가 정해지지 않음"),
            "gone": department is None or not department.existed(self.viewer.on),
            "count": counts.get(department.pk if department else None, len(rows)),
            "steps": [_step(step) for step in self.look.steps if step.pk in steps],
            "rows": [self._row(row) for row in rows],
        }

    def _row(self, row: Any) -> dict[str, object]:
        offer = self.offers[row.pk]
        suggested = f"step-{offer.suggested.pk}" if offer.suggested else ""
        return {
            "pk": row.pk,
            "version": row.version,
            "url": reverse("demand_detail", args=[row.demand_id]),
            "label": label(row.demand),
            "audit_title": str(row.demand.audit),
            "text": self.texts[row.demand_id],
            "point": row.point,
            "stage": row.get_stage_display(),
            "due": due(row, self.viewer.on),
            "options": self._options(offer),
            "chosen": self.sent[row.pk][0] if row.pk in self.sent else ("" if self.sent else suggested),
            "taken": ", ".join(step.successor.name for step in offer.taken if step.successor),
            "outside": ", ".join(step.successor.name for step in offer.outside if step.successor),
            "withdrawal_url": self._way(row, Act.WITHDRAW, "withdrawal") if offer.taken else "",
            "report_url": self._report(row) if offer.outside else "",
        }

    def _options(self, offer: Offer) -> list[dict[str, str]]:
        steps = [{"value": f"step-{step.pk}", "label": _receives(step)} for step in offer.steps]
        stays = [{"value": STAY, "label": _("그대로 둠")}] if offer.stays else []
        return [*steps, *(self.anywhere if offer.anywhere else ()), *stays]

    def _report(self, row: Assignment) -> str:
        if access.may(self.viewer, Act.REPORT, row):
            return reverse("report_form", args=[row.pk])
        return self._way(row, Act.REPORT_FROM_PAPER, "from-paper")

    def _way(self, row: Assignment, act: Act, name: str) -> str:
        return reverse("assignment_act", args=[row.pk, name]) if access.may(self.viewer, act, row) else ""


def _step(step: Succession) -> dict[str, object]:
    """A step as the head of a department's rows says it."""
    return {
        "kind": step.get_kind_display(),
        "successor": step.successor.name if step.successor else "",
        "outside": step.successor is not None and step.successor.external,
        "day": step.day,
        "assumed": step.assumed,
        "duties": step.duties,
    }


def _receives(step: Succession) -> str:
    """업무 이관 → 정보통신과 (사물인터넷)."""
    duties = f" ({step.duties})" if step.duties else ""
    return f"{step.get_kind_display()} → {step.successor}{duties}"


def _told(outcomes: Sequence[Outcome], viewer: Viewer) -> list[dict[str, object]]:
    """Each outcome with what it is about; nothing is told of what the viewer may not see."""
    rows = access.visible_to(viewer).filter(pk__in=[outcome.assignment_id for outcome in outcomes])
    found = {row.pk: row for row in rows.select_related("demand__category", "demand__audit", "department")}
    texts = DemandVersion.objects.texts(row.demand for row in found.values())
    return [_outcome(outcome, found.get(outcome.assignment_id), texts) for outcome in outcomes]


def _outcome(outcome: Outcome, row: Any, texts: Mapping[int, str]) -> dict[str, object]:
    told: dict[str, object] = {
        "receiver": outcome.receiver.name if outcome.receiver else "",
        "done": outcome.refusal is None,
        "why_not": bulk.in_words(outcome.refusal) if outcome.refusal else "",
    }
    if row is None:
        return told | {"label": "–"}
    return told | {
        "url": reverse("demand_detail", args=[row.demand_id]),
        "label": label(row.demand),
        "audit_title": str(row.demand.audit),
        "text": texts[row.demand_id],
        "point": row.point,
    }
