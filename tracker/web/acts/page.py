"""A page for one act on one assignment: what it is about, a form, one button; the same for every act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import DemandVersion
from audits.web.fields import LongTextField
from audits.web.memberships import attempt
from tracker import access, pending
from tracker.lifecycle import RULES, Act, Fact, next_stage
from tracker.models import Assignment, Stage
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.uploads import EVIDENCE, receive_files


class ActForm(forms.Form):
    """The form of an act; it knows the assignment it is about and who asks."""

    def __init__(self, data: QueryDict | None = None, *, assignment: Assignment, viewer: Viewer) -> None:
        self.assignment, self.viewer = assignment, viewer
        super().__init__(data)


class ReasonForm(ActForm):
    """A reason and nothing else."""

    reason = LongTextField(
        label=gettext_lazy("사유"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )


@dataclass(frozen=True)
class ActPage:
    """One act as people meet it.

    `do` calls one action with the assignment's id, the valid form, the version that was seen and who asks. `told`
    is said afterwards. `note` is one sentence on what it brings about. `turn` are the stages and facts at which it
    is this person's turn. `offered` narrows who is shown it beyond `access.may`; `about` adds to the context for a
    `template` of its own.
    """

    name: str
    act: Act
    form: type[ActForm]
    do: Callable[[int, Any, int, Viewer], object]
    told: str | Promise
    note: str | Promise = ""
    template: str = "tracker/act.html"
    turn: Collection[Stage | Fact] = ()
    offered: Callable[[Viewer, Assignment], bool] | None = None
    about: Callable[[Assignment, Viewer], Mapping[str, object]] | None = None
    label: str | Promise = ""

    @property
    def button(self) -> str:
        """The word on its button: the act's, unless the page has one of its own."""
        return str(self.label or RULES[self.act].label)

    def is_for(self, viewer: Viewer, assignment: Assignment) -> bool:
        """Whether this person has a part in it."""
        return access.may(viewer, self.act, assignment) and (
            self.offered is None or self.offered(viewer, assignment)
        )

    def url(self, assignment: Assignment) -> str:
        """Where the page is."""
        return reverse("assignment_act", args=[assignment.pk, self.name])


def act_page(request: HttpRequest, page: ActPage, pk: int, viewer: Viewer) -> HttpResponse:
    """GET asks, POST does; 404, 403 and 409 as the action would say, 409 and 412 with what was typed still there."""
    assignment = assignment_of(pk, viewer)
    access.require(viewer, page.act, assignment)
    if request.method != "POST":
        next_stage(page.act, assignment.stage, pending.facts(assignment, viewer.on))
        return _page(request, page, assignment, viewer, page.form(assignment=assignment, viewer=viewer))
    version = asked.number(request.POST.get("version", ""))
    refused = receive_files(request, viewer)
    form = page.form(request.POST, assignment=assignment, viewer=viewer)
    try:
        done = (
            form.is_valid()
            and not refused
            and attempt(form, lambda: page.do(pk, form, version, viewer) or True)
        )
    except (NotAllowedNow, Stale) as refused_now:
        form.add_error(None, str(refused_now))
        status = (
            HTTPStatus.CONFLICT if isinstance(refused_now, NotAllowedNow) else HTTPStatus.PRECONDITION_FAILED
        )
        return _page(request, page, assignment_of(pk, viewer), viewer, form, status)
    if not done:
        for words in refused:
            form.add_error(EVIDENCE if EVIDENCE in form.fields else None, words)
        return _page(request, page, assignment, viewer, form)
    messages.success(request, str(page.told))
    return redirect("demand_detail", pk=assignment.demand_id)


def assignment_of(pk: int, viewer: Viewer) -> Any:
    """The assignment with what stands beside its stage, for a page. Raises NotVisible."""
    rows = access.visible_to(viewer).select_related(
        "demand__audit", "demand__category", "department", "officer"
    )
    assignment = pending.with_facts(rows).filter(pk=pk).first()
    if assignment is None:
        raise NotVisible
    return assignment


def about(assignment: Assignment, viewer: Viewer) -> dict[str, object]:
    """What every such page says of the assignment it is about."""
    demand = assignment.demand
    return {
        "assignment": assignment,
        "demand": {"label": label(demand), "text": DemandVersion.objects.texts([demand])[demand.pk]},
        "due": due(assignment, viewer.on),
    }


def _page(
    request: HttpRequest,
    page: ActPage,
    assignment: Assignment,
    viewer: Viewer,
    form: ActForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    more = page.about(assignment, viewer) if page.about else {}
    context = about(assignment, viewer) | {"page": page, "form": form, "viewer": viewer} | dict(more)
    return render(request, page.template, context, status=status)
