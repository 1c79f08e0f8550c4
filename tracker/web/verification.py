"""이행 확인: the closing reports that wait, worst first, one a page; a verdict leads to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits.access import Viewer
from audits.errors import NotVisible, Stale
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, claims
from tracker.models import Stage
from tracker.pending import with_facts
from tracker.web import asked
from tracker.web.acts.council_forms import PHRASES, OpinionForm, VerdictForm, give_opinion, give_verdict
from tracker.web.acts.page import ActForm
from tracker.web.demands import label
from tracker.web.verification_page import context_of


@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """The worst claim that waits for this person, or that none does."""
    viewer = viewer_of(request)
    access.require_reading(viewer, access.Right.VERIFY)
    worst = claims.waiting(viewer).order_by(*claims.ORDER).first()
    if worst is None:
        return render(request, "tracker/verification_empty.html")
    return redirect("verification_claim", pk=worst.pk)


@require_http_methods(["GET", "POST"])
def verification_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim among its neighbours; POST does what `act` names. What waits no longer leads back to the queue."""
    viewer = viewer_of(request)
    access.require_reading(viewer, access.Right.VERIFY)
    assignment = _assignment(pk, viewer)
    if request.method == "POST":
        act = _ACTS.get("phrase" if "phrase" in request.POST else request.POST.get("act", ""))
        if act is None:
            raise asked.nonsense()
        return act(request, assignment, viewer)
    if assignment.stage != Stage.CLAIMED:
        told = {"demand": label(assignment.demand), "stage": assignment.get_stage_display()}
        messages.info(request, _("%(demand)s: 기다리는 종결 보고가 없습니다(%(stage)s).") % told)
        return redirect("verification")
    return _page(request, assignment, viewer)


def _assignment(pk: int, viewer: Viewer) -> Any:
    """An assignment whose claims this person checks, with its claim. Raises NotVisible."""
    rows = access.checked_by(viewer).select_related("demand__audit", "demand__category", "department")
    found = with_facts(claims.with_claim(rows)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _save(request: HttpRequest, assignment: Any, viewer: Viewer) -> HttpResponse:
    """Give the verdict and go to the next claim; another report, or another person first: 412, nothing lost."""
    form = VerdictForm(request.POST, assignment=assignment, viewer=viewer)
    try:
        done = _done(form, lambda: give_verdict(assignment.pk, form, _version(request), viewer))
    except Stale:
        return _stale(request, assignment, viewer, form=form)
    if not done:
        return _page(request, assignment, viewer, form=form)
    told = {"demand": label(assignment.demand), "verdict": done.get_verdict_display()}
    messages.success(request, _("%(demand)s: 저장하였습니다(%(verdict)s).") % told)
    return _next(assignment, viewer)


def _opinion(request: HttpRequest, assignment: Any, viewer: Viewer) -> HttpResponse:
    form = OpinionForm(request.POST, assignment=assignment, viewer=viewer)
    try:
        done = _done(form, lambda: give_opinion(assignment.pk, form, _version(request), viewer))
    except Stale:
        return _stale(request, assignment, viewer, opinion=form)
    if not done:
        return _page(request, assignment, viewer, opinion=form)
    messages.success(request, _("검토의견을 남겼습니다."))
    return redirect("verification_claim", pk=assignment.pk)


def _phrase(request: HttpRequest, assignment: Any, viewer: Viewer) -> HttpResponse:
    """Put a phrase behind the reason as typed; the script of the page does the same without asking."""
    typed = request.POST.copy()
    phrase = next((each for each in PHRASES if each.name == typed.get("phrase")), None)
    if phrase is None:
        raise asked.nonsense()
    typed["reason"] = "\n".join(part for part in (typed.get("reason", "").strip(), str(phrase.text)) if part)
    form = VerdictForm(assignment=assignment, viewer=viewer)
    form.initial = {name: typed.get(name, "") for name in form.fields}
    return _page(request, assignment, viewer, form=form)


_ACTS: Final[Mapping[str, Callable[[HttpRequest, Any, Viewer], HttpResponse]]] = {
    "save": _save,
    "opinion": _opinion,
    "phrase": _phrase,
}


def _done(form: ActForm, act: Callable[[], Any]) -> Any:
    return form.is_valid() and attempt(form, act)


def _version(request: HttpRequest) -> int:
    return asked.number(request.POST.get("version", ""))


def _next(assignment: Any, viewer: Viewer) -> HttpResponse:
    """To the claim behind this one, past the last to the first."""
    waiting = claims.waiting(viewer)
    following = claims.after(waiting, claims.place_of(assignment)).first()
    return redirect("verification_claim", pk=following.pk) if following else redirect("verification")


def _stale(request: HttpRequest, before: Any, viewer: Viewer, **forms: ActForm) -> HttpResponse:
    """412: what is there now, with what was typed beside it."""
    now = _assignment(before.pk, viewer)
    context = {"stale": True, "version_typed_on": request.POST.get("version", "")}
    return _page(request, now, viewer, status=HTTPStatus.PRECONDITION_FAILED, more=context, **forms)


def _page(
    request: HttpRequest,
    assignment: Any,
    viewer: Viewer,
    *,
    form: ActForm | None = None,
    opinion: ActForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    context = context_of(assignment, viewer) | {
        "form": form or VerdictForm(assignment=assignment, viewer=viewer),
        "opinion_form": opinion or OpinionForm(assignment=assignment, viewer=viewer),
        "opinion_open": opinion is not None,
        "phrases": PHRASES,
        "listed": "list" in request.GET,
    }
    return render(request, "tracker/verification.html", context | dict(more or {}), status=status)
