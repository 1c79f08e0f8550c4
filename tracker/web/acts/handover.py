"""Pages of 소관 변경: offered, taken over, refused, taken back, settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from audits import organisation
from audits.access import Viewer
from tracker import pending
from tracker.actions.hand_over import accept, cancel_offer, offer, refuse_offer
from tracker.actions.settle_handover import settle
from tracker.lifecycle import Act, Fact
from tracker.models import Assignment
from tracker.web.acts.dates import reason_field
from tracker.web.acts.page import ActForm, ActPage

TEMPLATE: Final = "tracker/act_handover.html"
MOVES, STAYS = "moves", "stays"


class OfferForm(ActForm):
    """Whose duty it is, and why."""

    receiver = forms.TypedChoiceField(label=_("받는 부서"), coerce=int)
    reason = reason_field(help_text=_("받는 부서와 총괄부서에 보입니다. 예: 2026. 7. 1. 업무 이관"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receiver"]
        if isinstance(field, forms.ChoiceField):
            others = [
                (department.pk, department.name)
                for department in organisation.on_sheet(self.viewer.on)
                if department.pk != self.assignment.department_id
            ]
            field.choices = [("", _("고르지 않음")), *others]


class SeenForm(ActForm):
    """An answer to the offer that the page showed, even where another one has come since."""

    offer = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = pending.open_offer(self.assignment)
        self.fields["offer"].initial = waiting.pk if waiting else None


class RefusalForm(SeenForm):
    """Why the department does not take over."""

    reason = reason_field(help_text=_("요청한 부서와 총괄부서에 보입니다."))


class SettlementForm(SeenForm):
    """Whose duty it is, and why."""

    decision = forms.ChoiceField(
        label=_("조정"),
        choices=[(MOVES, _("받는 부서로 옮김")), (STAYS, _("지금 부서에 둠"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("조정 결과를 골라 주십시오.")},
    )
    reason = reason_field(help_text=_("두 부서에 보입니다."))


def _offer(pk: int, form: OfferForm, _version: int, by: Viewer) -> object:
    return offer(pk, form.cleaned_data["receiver"], reason=form.cleaned_data["reason"], by=by)


def _accept(_pk: int, form: SeenForm, version: int, by: Viewer) -> object:
    return accept(form.cleaned_data["offer"], version=version, by=by)


def _refuse(_pk: int, form: RefusalForm, _version: int, by: Viewer) -> object:
    return refuse_offer(form.cleaned_data["offer"], reason=form.cleaned_data["reason"], by=by)


def _cancel(_pk: int, form: SeenForm, _version: int, by: Viewer) -> object:
    return cancel_offer(form.cleaned_data["offer"], by=by)


def _settle(_pk: int, form: SettlementForm, version: int, by: Viewer) -> object:
    asked = form.cleaned_data
    return settle(
        asked["offer"], moves=asked["decision"] == MOVES, reason=asked["reason"], version=version, by=by
    )


def _about(assignment: Assignment, _viewer: Viewer) -> Mapping[str, object]:
    """The offer that waits, with both departments; two statements."""
    waiting = pending.open_offer(assignment)
    return {"offered": waiting}


PAGES = (
    ActPage(
        "accept-handover",
        Act.ACCEPT_HANDOVER,
        SeenForm,
        _accept,
        _("인수하였습니다. 이제 우리 부서 소관입니다."),
        note=_("오늘부터 우리 부서 소관이 됩니다. 처리기한은 그대로이고, 접수도 확인한 것이 됩니다."),
        template=TEMPLATE,
        turn=(Fact.HANDOVER_OFFERED,),
        about=_about,
    ),
    ActPage(
        "refuse-handover",
        Act.REFUSE_HANDOVER,
        RefusalForm,
        _refuse,
        _("인수하지 않는다고 회신하였습니다. 총괄부서가 조정합니다."),
        template=TEMPLATE,
        about=_about,
    ),
    ActPage(
        "settle-handover",
        Act.SETTLE_HANDOVER,
        SettlementForm,
        _settle,
        _("소관을 조정하였습니다."),
        note=_("처리기한은 멈추지 않습니다."),
        template=TEMPLATE,
        turn=(Fact.HANDOVER_REFUSED, Fact.HANDOVER_UNANSWERED),
        about=_about,
    ),
    ActPage(
        "offer-handover",
        Act.OFFER_HANDOVER,
        OfferForm,
        _offer,
        _("소관 변경을 요청하였습니다. 받는 부서가 인수하기 전까지는 우리 부서 소관입니다."),
        note=_("받는 부서가 인수하면 소관이 바뀝니다. 그때까지 처리기한은 멈추지 않습니다."),
    ),
    ActPage(
        "cancel-handover",
        Act.CANCEL_HANDOVER,
        SeenForm,
        _cancel,
        _("소관 변경 요청을 취소하였습니다."),
        note=_("요청을 거두어들입니다. 소관은 그대로입니다."),
        template=TEMPLATE,
        about=_about,
    ),
)
