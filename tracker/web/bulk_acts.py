"""The acts that can be done on many rows of the list at once: for whom, with what form, by which action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from audits.web.fields import DayField, LongTextField
from tracker import access
from tracker.actions.assign import assign
from tracker.actions.extension import Extension, grant
from tracker.actions.withdraw import withdraw
from tracker.lifecycle import Act
from tracker.web.distribution_forms import SharesForm

Do = Callable[[int, Any, int | None, Viewer], object]


class OneReasonForm(forms.Form):
    """One reason for all of them."""

    reason = LongTextField(
        label=_("사유"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("고른 것 모두에 같은 사유로 남습니다."),
    )


class ManyExtensionsForm(OneReasonForm):
    """One later due date for all of them."""

    until = DayField(label=_("새 처리기한"), help_text=_("예: 2027. 3. 31."))
    field_order = ("until", "reason")


@dataclass(frozen=True)
class BulkAct:
    """One act on many. `do` calls one action with an id, the valid form, the version seen, and who asks.

    `says` puts the valid form in words for the preview. `on_demands`: the ids are those of demands that nobody has
    yet, not of assignments.
    """

    name: str
    act: Act
    label: str | Promise
    form: Callable[[Any, Viewer], forms.Form]
    do: Do
    says: Callable[[Any], str]
    note: str | Promise
    on_demands: bool = False

    @property
    def url(self) -> str:
        """Where it is asked for."""
        return reverse("bulk", args=[self.name])


def _extend(pk: int, form: forms.Form, version: int | None, by: Viewer) -> object:
    said = form.cleaned_data
    return grant(pk, Extension(said["until"], said["reason"]), version=version, by=by)


def _withdraw(pk: int, form: forms.Form, version: int | None, by: Viewer) -> object:
    return withdraw(pk, reason=form.cleaned_data["reason"], version=version, by=by)


def _assign(pk: int, form: SharesForm, _version: int | None, by: Viewer) -> object:
    return assign(pk, form.shares(), by=by)


def _reason_in_words(form: OneReasonForm) -> str:
    return gettext("사유: %(reason)s") % {"reason": form.cleaned_data["reason"]}


def _extension_in_words(form: ManyExtensionsForm) -> str:
    until = gettext("새 처리기한: %(day)s") % {"day": _day(form.cleaned_data["until"])}
    return f"{until} · {_reason_in_words(form)}"


def _shares_in_words(form: SharesForm) -> str:
    """The departments with their parts, the point and the day that they all get."""
    shares = form.shares()
    parts = {True: gettext("주관"), False: gettext("협조")}
    names = ", ".join(f"{share.department}({parts[share.is_lead]})" for share in shares)
    day = shares[0].due_date
    return " · ".join(part for part in (names, shares[0].point, _day(day) if day else "") if part)


def _day(day: date) -> str:
    return str(DayField().prepare_value(day))


def _shares_form(data: Any, viewer: Viewer) -> SharesForm:
    form = SharesForm(data, on=viewer.on, has_lead=False, default=None)
    form.fields["due_date"].help_text = _("비우면 각 감사의 처리기한입니다.")
    return form


ACTS: Final[Mapping[str, BulkAct]] = {
    each.name: each
    for each in (
        BulkAct(
            "extension",
            Act.GRANT,
            _("기한 연장"),
            lambda data, _viewer: ManyExtensionsForm(data),
            _extend,
            _extension_in_words,
            _(
                "기다리는 연장 요청이 있으면 그 요청을 승인합니다. 2차 연장은 위원회 결정을 골라 하나씩 합니다."
            ),
        ),
        BulkAct(
            "withdrawal",
            Act.WITHDRAW,
            _("소관 철회"),
            lambda data, _viewer: OneReasonForm(data),
            _withdraw,
            _reason_in_words,
            _(
                "철회하면 되돌릴 수 없습니다. 다른 부서가 남은 주관부서의 소관은 새 주관부서를 골라 하나씩 철회합니다."
            ),
        ),
        BulkAct(
            "assignment",
            Act.ASSIGN,
            _("부서 배부"),
            _shares_form,
            _assign,
            _shares_in_words,
            _("고른 요구사항을 모두 같은 부서에 배부합니다."),
            on_demands=True,
        ),
    )
}


def offered(viewer: Viewer, *, on_demands: bool) -> list[BulkAct]:
    """The acts that this person may do with rows of the list."""
    return [each for each in ACTS.values() if each.on_demands == on_demands and access.may(viewer, each.act)]
