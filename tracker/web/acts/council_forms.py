"""Forms of the council's check: a verdict, an opinion, a reopening. Shapes only; each act says what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from audits.errors import Stale
from audits.web.fields import DayField, LongTextField
from tracker import claims
from tracker.actions.extension import Extension
from tracker.actions.opinion import record_opinion
from tracker.actions.reopen import reopen
from tracker.actions.verify import confirm, contradict, return_claim
from tracker.models import Assignment, Decision, Meeting, Verdict, View
from tracker.web.acts.page import ActForm

LONGEST: Final = 2_000


@dataclass(frozen=True)
class Phrase:
    """A reason that is given often, to pick and to change."""

    name: str
    label: str | Promise
    text: str | Promise


PHRASES: Final = (
    Phrase(
        "no_result",
        _("실적 없음"),
        _("한 일과 그 결과가 적혀 있지 않습니다. 언제 무엇을 하였는지 적어 다시 보고하여 주십시오."),
    ),
    Phrase(
        "evidence",
        _("증빙자료 부족"),
        _("붙인 증빙자료로는 이행을 확인할 수 없습니다. 결과를 확인할 수 있는 자료를 붙여 주십시오."),
    ),
    Phrase(
        "plan_left",
        _("계획 남음"),
        _("완료로 보고하였으나 계획이 남아 있습니다. 계획한 일을 마친 뒤 다시 보고하여 주십시오."),
    ),
    Phrase(
        "same_text",
        _("같은 답"),
        _("다른 요구사항과 답이 같습니다. 이 요구사항에 대하여 한 일을 따로 적어 주십시오."),
    ),
)


class DecisionField(forms.TypedChoiceField):
    """A committee's decision about the demand; none is chosen at first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, coerce=int, empty_value=None, **kwargs)

    def offer(self, assignment: Assignment) -> None:
        """Offer the decisions about the demand of `assignment`, of meetings that were held, the newest first."""
        held = Meeting.objects.standing()  # a meeting to come has decided nothing yet
        found = Decision.objects.filter(demand=assignment.demand_id, meeting__in=held)
        rows = found.select_related("meeting__committee").order_by("-meeting__held_on", "-id")
        self.choices = [("", _("고르지 않음")), *((row.pk, str(row)) for row in rows)]


class ExtendingForm(ActForm):
    """A reason, the decision it rests on, and a later due date in the same step."""

    reason = LongTextField(
        label=_("사유"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("부서에 그대로 보입니다."),
    )
    decision = DecisionField(
        label=_("위원회 결정"), help_text=_("2차 연장부터, 그리고 사실과 다름에는 반드시 고릅니다.")
    )
    due_date = DayField(
        label=_("새 처리기한"), required=False, help_text=_("기한을 늘릴 때만 적습니다. 예: 2026. 12. 4.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        if isinstance(field, DecisionField):
            field.offer(self.assignment)

    def extension(self) -> Extension | None:
        """The extension asked for with the act; it rests on the act's reason. Call on a valid form."""
        asked = self.cleaned_data
        if asked["due_date"] is None:
            return None
        return Extension(asked["due_date"], asked["reason"], asked["decision"])


class VerdictForm(ExtendingForm):
    """판단: what the council found about the claim."""

    verdict = forms.ChoiceField(
        label=_("판단"),
        choices=[
            (Verdict.CONFIRMED.value, Verdict.CONFIRMED.label),
            (Verdict.INSUFFICIENT.value, Verdict.INSUFFICIENT.label),
            (Verdict.CONTRADICTED.value, Verdict.CONTRADICTED.label),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("판단을 골라 주십시오.")},
    )
    found = LongTextField(
        label=_("확인한 내용"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("보고한 것과 달리 실제로 확인한 것을 적습니다."),
    )

    field_order = ("verdict", "found", "reason", "decision", "due_date")


class ReopenForm(ExtendingForm):
    """종결 취소: no form comes without a reason; the decision may be left out but for a second extension."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["decision"].help_text = _("2차 연장부터는 반드시 고릅니다.")


class OpinionForm(ActForm):
    """검토의견: a view and words."""

    view = forms.ChoiceField(
        label=_("검토의견"),
        choices=View.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("검토의견을 골라 주십시오.")},
    )
    words = LongTextField(label=_("의견"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


def give_verdict(pk: int, form: VerdictForm, version: int, by: Viewer) -> object:
    """Call the act that the verdict of a valid form names. Raises as that does."""
    return _VERDICTS[form.cleaned_data["verdict"]](
        pk, form, update_id=_seen(form, version), version=version, by=by
    )


def give_opinion(pk: int, form: OpinionForm, version: int, by: Viewer) -> object:
    """Record the opinion of a valid form. Raises as `record_opinion`."""
    asked = form.cleaned_data
    return record_opinion(pk, update_id=_seen(form, version), view=asked["view"], words=asked["words"], by=by)


def give_reopening(pk: int, form: ReopenForm, version: int, by: Viewer) -> object:
    """Reopen as a valid form says. Raises as `reopen`."""
    asked = form.cleaned_data
    return reopen(
        pk,
        version=version,
        reason=asked["reason"],
        by=by,
        decision_id=asked["decision"],
        extension=form.extension(),
    )


def _seen(form: ActForm, version: int) -> int:
    """The claim that whoever sent the form had before them; each filing raises the version. Raises Stale."""
    claim = claims.newest(form.assignment)
    if claim is None or form.assignment.version != version:
        raise Stale(form.assignment.version)
    return claim.pk


def _confirm(pk: int, _form: VerdictForm, **seen: Any) -> object:
    return confirm(pk, **seen)


def _return(pk: int, form: VerdictForm, **seen: Any) -> object:
    return return_claim(pk, reason=form.cleaned_data["reason"], extension=form.extension(), **seen)


def _contradict(pk: int, form: VerdictForm, **seen: Any) -> object:
    asked = form.cleaned_data
    return contradict(
        pk,
        reason=asked["reason"],
        found=asked["found"],
        decision_id=asked["decision"],
        extension=form.extension(),
        **seen,
    )


_VERDICTS: Final[Mapping[str, Callable[..., object]]] = {
    Verdict.CONFIRMED: _confirm,
    Verdict.INSUFFICIENT: _return,
    Verdict.CONTRADICTED: _contradict,
}
