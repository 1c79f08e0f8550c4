"""The form of a 처리상황 보고, as typed and as understood. Shapes only: what a status needs is the act's to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.statuses import ReportedStatus as Status
from audits.web.fields import DayField
from tracker.actions.evidence import Piece
from tracker.actions.report import Words

LINK: Final = ("http://", "https://")
CHOICES: Final = {
    Status.UNDER_REVIEW: gettext_lazy("정하는 중"),
    Status.IN_PROGRESS: gettext_lazy("하고 있음"),
    Status.COMPLETED: gettext_lazy("증빙자료 필요"),
    Status.NOT_ACCEPTED: gettext_lazy("사유 필요"),
    Status.TRANSFERRED: gettext_lazy("받는 기관 필요"),
}
WORDS: Final = ("status", "actions_taken", "plan", "planned_until", "continues", "reason", "receiver")


class EvidenceRows(forms.MultipleHiddenInput):
    """Rows of one line each, all of the same name; the page of the report draws them."""

    input_type = "text"

    def id_for_label(self, id_: str) -> str:
        """The first row."""
        return f"{id_}_1"


class EvidenceField(forms.Field):
    """Approval-document numbers and links, one a row; what opens with https:// is a link."""

    widget = EvidenceRows

    def to_python(self, value: Sequence[str] | None) -> list[Piece]:
        """A piece a row; empty rows are none. Raises ValidationError naming the row."""
        rows = [forms.CharField(required=False).clean(row) for row in value or []]
        return [_piece(row) for row in rows if row]


def _piece(row: str) -> Piece:
    if not row.lower().startswith(LINK):
        return Piece(document_number=row)
    URLValidator(message=_("링크로 읽을 수 없습니다: %(row)s") % {"row": row[:40]})(row)
    return Piece(url=row)


class ReportForm(forms.Form):
    """What a department says of its duty; every field may be empty until the act asks for it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    status = forms.ChoiceField(
        label=gettext_lazy("추진상황"),
        choices=[(status.value, status.label) for status in CHOICES],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("추진상황을 골라 주십시오.")},
    )
    continues = forms.BooleanField(
        label=gettext_lazy("완료(계속 추진)"),
        required=False,
        help_text=gettext_lazy("이번 요구는 이행하였고 해마다 이어서 하는 일입니다."),
    )
    reason = forms.CharField(
        label=gettext_lazy("사유"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("미반영으로 보고할 때 적습니다."),
    )
    receiver = forms.CharField(
        label=gettext_lazy("받는 기관"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("이첩으로 보고할 때 적습니다. 우리 기관의 다른 부서로는 이첩할 수 없습니다."),
    )
    actions_taken = forms.CharField(
        label=gettext_lazy("추진내용"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy(
            "한 일만 적습니다. 언제, 무엇을, 얼마나 했는지 한 줄에 하나씩 적으면 좋습니다."
        ),
    )
    plan = forms.CharField(
        label=gettext_lazy("향후계획"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("남은 일이 있을 때 적습니다."),
    )
    planned_until = DayField(
        label=gettext_lazy("완료 예정일"),
        required=False,
        help_text=gettext_lazy("예: 2026. 12. 4. 또는 ’26. 12월"),
    )
    evidence = EvidenceField(
        label=gettext_lazy("증빙자료"),
        required=False,
        help_text=gettext_lazy(
            "한 줄에 하나씩, 결재문서번호나 링크를 적습니다. "
            "예: 정보정책과-1234(2026. 3. 20.) 또는 https://로 시작하는 주소"
        ),
    )

    def words(self) -> Words:
        """What is reported; what belongs to another status is left out. Call on a valid form."""
        asked = self.cleaned_data
        status = asked["status"]
        return Words(
            status=status,
            actions_taken=asked["actions_taken"],
            plan=asked["plan"],
            planned_until=asked["planned_until"],
            continues=asked["continues"] and status == Status.COMPLETED,
            reason=asked["reason"] if status == Status.NOT_ACCEPTED else "",
            receiver=asked["receiver"] if status == Status.TRANSFERRED else "",
            evidence=asked["evidence"],
        )

    def statuses(self) -> list[dict[str, object]]:
        """The rows of the choice, each with what it asks for."""
        return [
            {"radio": radio, "hint": CHOICES[Status(radio.data["value"])]}
            for radio in self["status"].subwidgets
        ]

    def evidence_rows(self) -> list[str]:
        """The rows to draw: those typed, at least one."""
        return list(self["evidence"].value() or [""])

    def read_as(self) -> date | None:
        """The day that the typed 완료 예정일 was read as; None for nothing typed, or nothing readable."""
        return read_day(self["planned_until"].value())


def read_day(typed: object) -> date | None:
    """The day somebody means by what is typed, None where it means none."""
    try:
        return DayField().to_python(typed)
    except ValidationError:
        return None


def typed(data: QueryDict) -> dict[str, str]:
    """What a person typed, as a draft keeps it: the rows of evidence a line each, no NUL (jsonb has none)."""
    rows = [row.strip() for row in data.getlist("evidence") if row.strip()]
    written = {name: data.get(name, "") for name in WORDS} | {"evidence": "\n".join(rows)}
    return {name: text.replace("\x00", "") for name, text in written.items()}


def form_of(fields: Mapping[str, str], *, version: int, more_rows: int = 0) -> ReportForm:
    """A form to go on writing with, from what a draft keeps; `more_rows` empty rows for evidence."""
    rows = fields.get("evidence", "").splitlines() + [""] * more_rows
    return ReportForm(initial={**fields, "evidence": rows or [""], "version": version})
