"""The pages of the first setting-up that are no other page's: the way through, the council, the mail."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act, Viewer
from audits.actions.office import Council, name_council, set_step_aside
from audits.models import Membership, Office, Role
from audits.web.fields import DayField, FirstDayField
from audits.web.memberships import attempt
from audits.web.settings_tabs import settings_tabs
from audits.web.viewer import viewer_of
from config.web.setup import CODES, Standing, mail_stays_here, open_steps, standings
from config.web.setup.mail import NEXT, described
from notifications.actions.try_mail import Result, try_mail

TRIED: Final = "tried_mail"  # in the session: what became of the test mail, until the page has shown it


class CouncilForm(forms.Form):
    """What the council is called and when it sits."""

    council = forms.CharField(
        label=gettext_lazy("의회 이름"), max_length=60, help_text=gettext_lazy("예: 가람시의회")
    )
    term = forms.CharField(
        label=gettext_lazy("대수"), max_length=30, required=False, help_text=gettext_lazy("예: 제9대")
    )
    term_from = FirstDayField(
        label=gettext_lazy("임기 시작일"), required=False, help_text=gettext_lazy("예: 2026. 7. 1.")
    )
    term_until = DayField(
        label=gettext_lazy("임기 마지막 날"), required=False, help_text=gettext_lazy("예: 2030. 6. 30.")
    )

    def council_meant(self) -> Council:
        """What was typed. Call on a valid form."""
        asked = self.cleaned_data
        return Council(asked["council"], asked["term"], asked["term_from"], asked["term_until"])


@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Every step and how it stands; POST sets one aside (`act=skip`) or takes it up again. 404 for no step."""
    viewer = _required(request)
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step not in CODES:
            raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
        set_step_aside(step, aside=request.POST.get("act") == "skip", by=viewer)
        return redirect(f"{reverse('setup')}#step-{step}")
    steps = standings(viewer)
    following = next((each for each in steps if each.is_open), None)
    context = {
        "steps": steps,
        "following": following.step.code if following else "",
        "done_count": sum(each.is_done for each in steps),
        "open_count": sum(each.is_open for each in steps),
        "audit_address": settings.SITE_URL + reverse("audit_create"),
        "council_staff": _council_staff(viewer),
    }
    return render(request, "setup/setup.html", context)


@require_http_methods(["GET", "POST"])
def setup_council(request: HttpRequest) -> HttpResponse:
    """의회 이름과 임기; goes on to the way through while something is open, else stays."""
    viewer = _required(request)
    office = Office.current()
    now = {name: getattr(office, name) for name in CouncilForm.base_fields}
    form = CouncilForm(request.POST or None, initial=now)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: name_council(form.council_meant(), by=viewer)):
        messages.success(request, _("저장하였습니다."))
        return redirect("setup" if open_steps(viewer) else "setup_council")
    tabs = settings_tabs(viewer, "setup_council")
    return render(
        request, "setup/council.html", {"form": form, "settings_tabs": tabs, **_way(viewer, "council")}
    )


@require_http_methods(["GET", "POST"])
def setup_mail(request: HttpRequest) -> HttpResponse:
    """The mail settings in words; POST sends a test mail to oneself, and the page then tells what became of it."""
    viewer = _required(request)
    if request.method == "POST":
        try:
            tried = try_mail(by=viewer)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            request.session[TRIED] = {"result": tried.result.value, "answer": tried.answer}
        return redirect("setup_mail")
    context = {
        "settings": described(),
        "stays_here": mail_stays_here(),
        "address": viewer.user.email,
        "accepted_at": Office.current().mail_accepted_at,
        "tried": _tried(request),
        "settings_tabs": settings_tabs(viewer, "setup_mail"),
        **_way(viewer, "mail"),
    }
    return render(request, "setup/mail.html", context)


def _required(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.require(Act.SET_UP)
    return viewer


def _way(viewer: Viewer, here: str) -> dict[str, Any]:
    """The steps for the indicator above a page of one of them; the next open one after it."""
    steps: list[Standing] = standings(viewer)
    later = next((each for each in steps if each.is_open and each.step.code != here), None)
    is_setting_up = any(each.is_open for each in steps)
    return {"steps": steps, "here": here, "later": later, "is_setting_up": is_setting_up}


def _tried(request: HttpRequest) -> dict[str, Any]:
    """What became of the test mail just sent, shown once; empty where none was."""
    told = request.session.pop(TRIED, None)
    if told is None:
        return {}
    result = Result(told["result"])
    return {
        "label": result.label,
        "answer": told["answer"],
        "next": NEXT[result],
        "kind": "success" if result == Result.ACCEPTED else "error",
    }


def _council_staff(viewer: Viewer) -> int:
    """How many of the secretariat could set up the first audit."""
    held = Membership.objects.filter(role=Role.SECRETARIAT, user__is_active=True).with_rights(viewer.on)
    return held.values("user").distinct().count()
