"""의회 제출: what waits for the coordinator, handed to the council with one letter, with a result for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import keyset
from audits.access import Viewer
from audits.gates import Gate
from audits.models import DemandVersion
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.letter import Letter
from tracker.actions.submit import Outcome, submit_many
from tracker.lifecycle import Act
from tracker.models import Assignment, ProgressUpdate
from tracker.models.assignment import AssignmentQuerySet
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.letter import LetterForm
from tracker.web.pages import pager
from tracker.web.waiting import Shown, shown, with_way

AT_ONCE: Final = 100  # reports on a page, and so in one submission
ORDER: Final = ("assignment__department__rank", "assignment__department__name", "id")


@require_http_methods(["GET", "POST"])
def submission_list(request: HttpRequest) -> HttpResponse:
    """What waits, by department in 건제순; POST previews the chosen ones, or with `act=submit` submits them."""
    viewer = viewer_of(request)
    access.require(viewer, Act.SUBMIT)
    if request.method != "POST":
        return _list(request, viewer, LetterForm(initial={"on": viewer.on}))
    chosen = _chosen(request.POST)
    form = LetterForm(request.POST)
    letter = attempt(form, lambda: form.checked(viewer.on)) if form.is_valid() else None
    if not chosen or letter is None:
        return _list(request, viewer, form, nothing_chosen=not chosen, chosen=chosen)
    if request.POST.get("act") == "submit":
        return _submit(request, viewer, letter, chosen)
    return _preview(request, viewer, form, chosen)


def _chosen(sent: QueryDict) -> dict[int, int]:
    """The ticked assignments, each with the version that was seen."""
    ticked = [asked.number(pk) for pk in sent.getlist("pk")[:AT_ONCE]]
    return {pk: asked.number(sent.get(f"version-{pk}", "")) for pk in ticked}


def _waiting(viewer: Viewer) -> Any:
    return with_way(access.awaiting_pass(viewer, Gate.COORDINATOR)).select_related(
        "assignment__demand__audit",
        "assignment__demand__category",
        "assignment__department",
        "department",
        "author",
    )


def _list(
    request: HttpRequest,
    viewer: Viewer,
    form: LetterForm,
    *,
    nothing_chosen: bool = False,
    chosen: Collection[int] | None = None,
) -> HttpResponse:
    """The list, with every row ticked unless the reader has chosen."""
    cursor = request.GET.get("cursor", "")
    page = keyset.page(_waiting(viewer), ORDER, size=AT_ONCE, cursor=cursor, question="submissions")
    rows = _rows(page.rows)
    for row in rows:
        row["ticked"] = chosen is None or nothing_chosen or row["pk"] in chosen
    context = {
        "form": form,
        "departments": _by_department(rows),
        "nothing_chosen": nothing_chosen,
        **pager(page),
    }
    return render(request, "tracker/submissions.html", context)


def _preview(
    request: HttpRequest, viewer: Viewer, form: LetterForm, chosen: Mapping[int, int]
) -> HttpResponse:
    """What the council will see, before it does; what no longer waits is left out, and said so."""
    found = list(_waiting(viewer).filter(assignment__in=chosen).order_by(*ORDER))
    rows = _rows(found)
    context = {
        "form": form,
        "letter": form.letter(),
        "departments": _by_department(rows),
        "count": len(rows),
        "gone": len(chosen) - len(rows),
    }
    return render(request, "tracker/submissions_preview.html", context)


def _submit(request: HttpRequest, viewer: Viewer, letter: Letter, chosen: Mapping[int, int]) -> HttpResponse:
    """Submit; the results are shown where one was refused, otherwise the list says how many went."""
    outcomes = submit_many(chosen, letter, by=viewer, versions=chosen)
    done = [outcome for outcome in outcomes if outcome.update]
    if done:
        clock = timezone.localtime().strftime("%H:%M")
        words = {"count": len(done), "clock": clock}
        messages.success(request, _("의회에 제출하였습니다(%(count)d건, %(clock)s).") % words)
    if len(done) == len(outcomes):
        return redirect("submission_list")
    context = {"letter": letter, "results": _results(outcomes, viewer), "refused": len(outcomes) - len(done)}
    return render(request, "tracker/submissions_done.html", context)


def _results(outcomes: Sequence[Outcome], viewer: Viewer) -> list[dict[str, object]]:
    """Each outcome with what it is about; nothing is told of what the viewer may not see."""
    found = _named(access.visible_to(viewer).filter(pk__in=[row.assignment_id for row in outcomes]))
    return [
        {
            "assignment": found.get(outcome.assignment_id),
            "label": label(found[outcome.assignment_id].demand) if outcome.assignment_id in found else "",
            "done": outcome.update is not None,
            "why_not": str(outcome.refusal or "") or _("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."),
        }
        for outcome in outcomes
    ]


def _named(assignments: AssignmentQuerySet) -> dict[int, Assignment]:
    rows = assignments.select_related("demand__category", "department")
    return {row.pk: row for row in rows}


def _rows(updates: Sequence[ProgressUpdate]) -> list[dict[str, Any]]:
    texts = DemandVersion.objects.texts(update.assignment.demand for update in updates)
    return [_row(shown(update), texts[update.assignment.demand_id]) for update in updates]


def _row(report: Shown, text: str) -> dict[str, Any]:
    assignment = report.update.assignment
    return {
        "pk": assignment.pk,
        "demand_id": assignment.demand_id,
        "version": assignment.version,
        "department": assignment.department,
        "label": label(assignment.demand),
        "audit_title": str(assignment.demand.audit),
        "text": text,
        "report": report,
        "confirmed": next((passage for passage in report.passed if passage.gate == Gate.HEAD), None),
    }


def _by_department(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"name": str(department), "rows": list(group)}
        for department, group in groupby(rows, key=lambda row: row["department"])
    ]
