"""내려받는 사유: asked before more than one item is taken away, and kept in the access record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import shown
from audits.web.fields import LongTextField

LONGEST: Final = 500
OTHER: Final = "other"


class ReasonForm(forms.Form):
    """One of the usual reasons, or one's own words."""

    usual = forms.ChoiceField(
        label=gettext_lazy("내려받는 사유"),
        widget=forms.RadioSelect,
        choices=[
            ("report", gettext_lazy("보고서·회의 자료 작성")),
            ("follow_up", gettext_lazy("처리상황 확인")),
            ("audit", gettext_lazy("감사·점검 자료 제출")),
            ("archive", gettext_lazy("기록물 보관")),
            (OTHER, gettext_lazy("그 밖의 사유(직접 적음)")),
        ],
    )
    words = LongTextField(
        label=gettext_lazy("자세한 사유"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("어디에 쓰는지 적습니다. 개인정보는 적지 않습니다."),
    )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError on `words` where the reason is another and none is written."""
        asked = super().clean() or self.cleaned_data
        if asked.get("usual") == OTHER and not asked.get("words"):
            raise ValidationError({"words": _("사유를 적어 주십시오.")})
        return asked

    def reason(self) -> str:
        """The reason as it is kept. Call on a valid form."""
        usual, words = self.cleaned_data["usual"], self.cleaned_data["words"]
        label = dict(self.fields["usual"].choices)[usual]  # type: ignore[attr-defined]
        return words if usual == OTHER else ": ".join(part for part in (str(label), words) if part)


def with_reason(
    request: HttpRequest,
    download: Callable[[], HttpResponseBase],
    *,
    title: str,
    items: int,
    back_url: str,
) -> HttpResponseBase:
    """The download of so many items, handed over at once for one; for more, first a page that asks for what reason.

    Call it once the viewer's right is clear, in a view that takes GET, HEAD and POST, at an address that
    `config.web.access_log` knows as a download. `download` answers an attachment; the form is sent to the same
    address with its question, so that what was chosen is what comes.
    """
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if items > 1 and not form.is_valid():
        context = {"form": form, "title": title, "items": items, "back_url": back_url}
        return render(request, "audits/access_reason.html", context)
    shown.add(items, form.reason() if items > 1 else "")
    return download()
