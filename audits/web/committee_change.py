"""위원회 명칭 변경·통합·폐지: asked, then shown what goes along, then stored as it was shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act, Viewer
from audits.actions.committees import LONGEST_BASIS, Change, checked_change, record_committee_succession
from audits.actions.follow_committees import Following, what_follows
from audits.models import Committee, CommitteeChange, CommitteeSuccession
from audits.web.fields import DayField
from audits.web.memberships import attempt, membership_row
from audits.web.viewer import viewer_of


class ChangeForm(forms.Form):
    """What becomes of a committee, from when, and why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("종류"), choices=CommitteeChange.choices, widget=forms.RadioSelect
    )
    on = DayField(
        label=gettext_lazy("시행일"), help_text=gettext_lazy("예: 2026. 7. 1. 앞날도 적을 수 있습니다.")
    )
    new_name = forms.CharField(
        label=gettext_lazy("새 이름"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("명칭 변경이나, 새 위원회로 통합할 때 적습니다."),
    )
    successor = forms.ModelChoiceField(
        Committee.objects.none(),
        label=gettext_lazy("이어받는 위원회"),
        required=False,
        empty_label=gettext_lazy("고르지 않음"),
        help_text=gettext_lazy("이미 있는 위원회로 통합할 때 고릅니다."),
    )
    basis = forms.CharField(
        label=gettext_lazy("근거"),
        max_length=LONGEST_BASIS,
        required=False,
        help_text=gettext_lazy("예: 위원회 조례 개정"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, committee: Committee, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee
        field = self.fields["successor"]
        if isinstance(field, forms.ModelChoiceField):
            running = Committee.objects.filter(Q(valid_until=None) | Q(valid_until__gt=viewer.on))
            field.queryset = running.exclude(pk=committee.pk).order_by("name", "id")

    def change(self) -> Change:
        """What was asked for. Call on a valid form."""
        asked = self.cleaned_data
        return Change(
            kind=CommitteeChange(asked["kind"]),
            predecessor_id=self.committee.pk,
            on=asked["on"],
            successor_id=asked["successor"].pk if asked["successor"] else None,
            new_name=asked["new_name"],
            basis=asked["basis"],
        )


@require_http_methods(["GET", "POST"])
def committee_change(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks; POST shows what goes along; POST with `act` stores exactly that, or shows what is different now."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_COMMITTEES)
    committee = get_object_or_404(Committee, pk=pk)
    form = ChangeForm(request.POST or None, committee=committee, viewer=viewer)
    context: dict[str, object] = {"committee": committee, "form": form}
    wanted = request.method == "POST" and form.is_valid() and request.POST.get("act") != "change"
    if wanted and attempt(form, lambda: checked_change(form.change(), committee)):
        if request.POST.get("act") == "record" and attempt(form, _recording(request, form, viewer)):
            messages.success(request, _outcome(form.change(), viewer))
            return redirect("committee_list")
        context |= _shown(form.change(), viewer)
    return render(request, "audits/committee_change.html", context)


def _recording(request: HttpRequest, form: ChangeForm, viewer: Viewer) -> Callable[[], CommitteeSuccession]:
    change, seen = form.change(), request.POST.get("seen", "")
    return lambda: record_committee_succession(change, by=viewer, seen=seen)


def _outcome(change: Change, viewer: Viewer) -> str:
    if change.on <= viewer.on:
        return _("위원회 변경을 등록하였습니다. 감사와 사람이 따라갔습니다.")
    return _("위원회 변경을 등록하였습니다. 시행일 아침에 감사와 사람이 따라갑니다.")


def _shown(change: Change, viewer: Viewer) -> dict[str, object]:
    """What goes along with it, as it stands now."""
    following: Following = what_follows(change.predecessor_id, change.on)
    return {
        "asked": True,
        "kind": change.kind.label,
        "closing": change.kind == CommitteeChange.CLOSED,
        "planned": change.on > viewer.on,
        "audit_count": len(following.audits),
        "people": [{"name": row.user.name} | membership_row(row) for row in following.memberships],
        "seen": following.fingerprint,
    }
