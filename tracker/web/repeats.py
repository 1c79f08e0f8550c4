"""재지적: pairs that a machine proposed, side by side, for a person to decide; and the chain of one demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audits import keyset, repeats
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Demand, DemandVersion, Repeat, RepeatState
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, reports
from tracker.actions.repeats import decide_repeat
from tracker.lifecycle import Act
from tracker.web.corrections import demand_of
from tracker.web.demands import label
from tracker.web.pages import pager

PAGE: Final = 25
WAYS: Final = (
    (RepeatState.CONFIRMED, gettext_lazy("재지적으로 연결")),
    (RepeatState.REFUSED, gettext_lazy("재지적 아님")),
)


class FinderForm(forms.Form):
    """Which candidates are asked for."""

    audit = forms.ModelChoiceField(
        Audit.objects.none(),
        label=gettext_lazy("행정사무감사"),
        required=False,
        empty_label=gettext_lazy("모든 감사"),
    )
    state = forms.ChoiceField(label=gettext_lazy("결정"), choices=RepeatState.choices, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["audit"], _audits(viewer))


class LinkForm(forms.Form):
    """An earlier demand that no machine proposed, by its audit and number."""

    audit = forms.ModelChoiceField(
        Audit.objects.none(), label=gettext_lazy("앞선 감사"), empty_label=gettext_lazy("고르지 않음")
    )
    number = forms.IntegerField(label=gettext_lazy("연번"), min_value=1, max_value=99_999)

    def __init__(self, *args: Any, demand: Demand, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = access.visible_audits(viewer).filter(year__lt=demand.audit.year)
        _offer(self.fields["audit"], earlier)
        self._seen = access.visible_demands(viewer)

    def clean(self) -> dict[str, Any]:
        """Find the demand of the audit by its number."""
        said = super().clean() or self.cleaned_data
        if said.get("audit") and said.get("number"):
            said["earlier"] = self._seen.filter(audit=said["audit"], number=said["number"]).first()
            if said["earlier"] is None:
                self.add_error("number", _("이 감사에 그 연번의 요구사항이 없습니다."))
        return said


@require_safe
def repeat_list(request: HttpRequest) -> HttpResponse:
    """Pairs of demands that the viewer decides about, the newest first, a page at a time; six statements."""
    viewer = viewer_of(request)
    access.require(viewer, Act.DECIDE_REPEAT)
    form = FinderForm(request.GET, viewer=viewer)
    wanted = form.cleaned_data if form.is_valid() else {}
    state = wanted.get("state") or RepeatState.PROPOSED
    audit = wanted.get("audit")
    query = {"audit": audit.pk} if audit else {}
    query |= {"state": state} if state != RepeatState.PROPOSED else {}
    asked = urlencode(query)
    pairs = _pairs(viewer).filter(state=state)
    page = keyset.page(
        pairs.filter(demand__audit=audit) if audit else pairs,
        ["-id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"repeats:{asked}",
    )
    context = {"form": form, "rows": _rows(page.rows), "here": request.get_full_path(), **pager(page, asked)}
    return render(request, "tracker/repeats.html", context)


@require_POST
def repeat_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about one pair, and go back to where it was decided."""
    viewer = viewer_of(request)
    access.require(viewer, Act.DECIDE_REPEAT)
    pair = _pairs(viewer).filter(pk=pk).first()
    if pair is None:
        raise NotVisible
    _decide(request, pair.demand_id, pair.earlier_id, request.POST.get("state", ""), viewer)
    return redirect(_back(request.POST))


@require_http_methods(["GET", "POST"])
def demand_repeats(request: HttpRequest, pk: int) -> HttpResponse:
    """The repeats of one demand, its candidates, and a form to link what nobody proposed."""
    viewer = viewer_of(request)
    access.require(viewer, Act.DECIDE_REPEAT)
    demand, text = demand_of(pk, viewer)
    access.require_in(viewer, Act.DECIDE_REPEAT, demand.audit)
    form = LinkForm(request.POST or None, demand=demand, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        earlier = form.cleaned_data["earlier"]
        linked = attempt(form, lambda: decide_repeat(pk, earlier.pk, state=RepeatState.CONFIRMED, by=viewer))
        if linked:
            messages.success(request, _("재지적으로 연결하였습니다."))
            return redirect("demand_repeats", pk=pk)
    pairs = list(_pairs(viewer).filter(demand=demand).order_by("-score", "-id"))
    context = {
        "demand": demand,
        "label": label(demand),
        "text": text,
        "form": form,
        "rows": _rows(pairs),
        "here": reverse("demand_repeats", args=[pk]),
    }
    return render(request, "tracker/demand_repeats.html", context)


def told_chain(demand: Demand, viewer: Viewer) -> dict[str, object]:
    """The chain of a demand for its page, of what the viewer may see; empty words where it has none.

    One statement where there is none, three at most.
    """
    chain = reports.repeat_chains([demand.pk], lambda: access.visible_demands(viewer)).get(demand.pk)
    decides = access.may_in(viewer, Act.DECIDE_REPEAT, demand.audit) and not demand.withdrawn_at
    return {
        "words": chain.words if chain else "",
        "earlier": [_linked(link) for link in chain.earlier] if chain else [],
        "later": [_linked(link) for link in chain.later] if chain else [],
        "url": reverse("demand_repeats", args=[demand.pk]) if decides else "",
    }


def _linked(link: reports.Link) -> dict[str, object]:
    """A demand of the chain with what was reported and found of it: it may be said again though it was 완료."""
    return {
        "name": link.name,
        "url": reverse("demand_detail", args=[link.demand_id]),
        "status": link.standing.value,
        "status_label": link.standing.label,
        "verification": link.verification.value,
        "verification_label": link.verification.label,
    }


def _audits(viewer: Viewer) -> QuerySet[Audit]:
    return access.audits_for(viewer, Act.DECIDE_REPEAT)


def _pairs(viewer: Viewer) -> QuerySet[Repeat]:
    """Pairs the viewer decides about: of an audit that is theirs, and both demands theirs to see."""
    seen = access.visible_demands(viewer).counted()
    pairs = Repeat.objects.filter(
        demand__audit__in=_audits(viewer), demand__in=seen.values("pk"), earlier__in=seen.values("pk")
    )
    return pairs.select_related("demand__audit", "demand__category", "earlier__audit", "earlier__category")


def _rows(pairs: Sequence[Repeat]) -> list[dict[str, object]]:
    """Both texts side by side with what both say marked; one statement."""
    demands = [demand for pair in pairs for demand in (pair.demand, pair.earlier)]
    texts = DemandVersion.objects.texts(demands) if demands else {}
    return [_row(pair, texts) for pair in pairs]


def _row(pair: Repeat, texts: dict[int, str]) -> dict[str, object]:
    text, earlier = texts[pair.demand_id], texts[pair.earlier_id]
    return {
        "pk": pair.pk,
        "name": f"{pair.demand.audit} {label(pair.demand)}",
        "state": pair.get_state_display(),
        "is_decided": pair.state != RepeatState.PROPOSED,
        "decided_on": pair.decided_on,
        "likeness": pair.score // 10,
        "words": pair.words,
        "sides": [
            _side(pair.demand, repeats.passages(text, earlier)),
            _side(pair.earlier, repeats.passages(earlier, text)),
        ],
        "ways": [(state.value, words) for state, words in WAYS if state != pair.state],
        "url": reverse("repeat_decide", args=[pair.pk]),
    }


def _side(demand: Demand, parts: list[repeats.Passage]) -> dict[str, object]:
    return {
        "label": label(demand),
        "audit": str(demand.audit),
        "url": reverse("demand_detail", args=[demand.pk]),
        "parts": parts,
    }


def _decide(request: HttpRequest, demand_id: int, earlier_id: int, state: str, viewer: Viewer) -> None:
    """Decide, and say what was decided or why it was refused."""
    try:
        decided = decide_repeat(demand_id, earlier_id, state=state, by=viewer)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return
    messages.success(request, _("결정하였습니다: %(state)s") % {"state": decided.get_state_display()})


def _back(posted: QueryDict) -> str:
    """Where the decision was made, if that is a page of ours."""
    back = posted.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return back if ours else reverse("repeat_list")


def _offer(field: forms.Field, rows: QuerySet[Audit]) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
