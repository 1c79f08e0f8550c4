"""The form of a 처리상황 보고, as typed and as understood. Shapes only: what a status needs is the act's to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.statuses import ReportedStatus as Status
from audits.web.fields import DayField, LongTextField
from tracker.actions.drafts import uploads_of
from tracker.actions.report import Words
from tracker.web.evidence_form import EvidenceField, NamesEvidence, UploadField, uploads_typed
from tracker.web.uploads import UPLOAD

CHOICES: Final = {
    Status.UNDER_REVIEW: gettext_lazy("정하는 중"),
    Status.IN_PROGRESS: gettext_lazy("하고 있음"),
    Status.COMPLETED: gettext_lazy("증빙자료 필요"),
    Status.NOT_ACCEPTED: gettext_lazy("사유 필요"),
    Status.TRANSFERRED: gettext_lazy("받는 기관 필요"),
}
# What an office writes where its work has no end: a plan without a day (product.md §2).
ALL_YEAR: Final = frozenset({"연중", "연중계속", "상시", "수시", "매년", "계속"})
TEXTS: Final = ("actions_taken", "plan", "planned_until")
WORDS: Final = ("status", "actions_taken", "plan", "planned_until", "continues", "reason", "receiver")


class PlannedField(DayField):
    """The day by which something is planned; 연중 and the like name none."""

    def to_python(self, value: object) -> date | None:
        """The day meant, None for nothing typed and for 연중. Raises ValidationError with an example."""
        return None if is_all_year(value) else super().to_python(value)


class ReportForm(NamesEvidence):
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
    actions_taken = LongTextField(
        label=gettext_lazy("추진내용"),
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 7, "data-tables": ""}),
        help_text=gettext_lazy(
            "한 일만 적습니다. 언제, 무엇을, 얼마나 했는지 한 줄에 하나씩 적으면 좋습니다."
        ),
    )
    plan = LongTextField(
        label=gettext_lazy("향후계획"),
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-tables": ""}),
        help_text=gettext_lazy("남은 일이 있을 때 적습니다."),
    )
    planned_until = PlannedField(
        label=gettext_lazy("완료 예정일"),
        required=False,
        help_text=gettext_lazy("’26. 12월, 2026. 12. 4., 연중처럼 적습니다."),
    )
    evidence = EvidenceField()
    upload = UploadField()

    def __init__(self, *args: Any, viewer: Viewer | None = None, **kwargs: Any) -> None:
        if viewer is not None:
            self.viewer = viewer
        super().__init__(*args, **kwargs)

    def fields_typed(self) -> dict[str, str]:
        """What stands in its fields, as it was typed: what `changed` sets against the report before."""
        return {name: str(self[name].value() or "") for name in ("status", *TEXTS)}

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
            evidence=self.pieces(),
        )

    def statuses(self) -> list[dict[str, object]]:
        """The rows of the choice, each with what it asks for."""
        return [
            {"radio": radio, "hint": CHOICES[Status(radio.data["value"])]}
            for radio in self["status"].subwidgets
        ]

    def read_as(self) -> date | None:
        """The day that the typed 완료 예정일 was read as; None for nothing typed, or nothing readable."""
        return read_day(self["planned_until"].value())

    def echo(self) -> Echo:
        """How the typed 완료 예정일 was read; silent where the field says already what is wrong with it."""
        return Echo() if self["planned_until"].errors else echo(self["planned_until"].value())


@dataclass(frozen=True)
class Echo:
    """How a typed day was read: as `day`, as no day (`all_year`: 연중), or not at all (`unread`)."""

    day: date | None = None
    all_year: bool = False
    unread: bool = False


def echo(typed: object) -> Echo:
    """How the day somebody typed was read; all empty for nothing typed."""
    if not str(typed or "").strip():
        return Echo()
    day = read_day(typed)
    return Echo(day, all_year=is_all_year(typed), unread=day is None and not is_all_year(typed))


def is_all_year(typed: object) -> bool:
    """Whether what is typed says that there is no end: 연중."""
    return isinstance(typed, str) and "".join(typed.split()) in ALL_YEAR


def read_day(typed: object) -> date | None:
    """The day somebody means by what is typed, None where it means none."""
    try:
        return DayField().to_python(typed)
    except ValidationError:
        return None


def typed(data: QueryDict) -> dict[str, str]:
    """What a person typed, as a draft keeps it: evidence and files a line each, no NUL (jsonb has none)."""
    rows = [row.strip() for row in data.getlist("evidence") if row.strip()]
    written = {name: data.get(name, "") for name in WORDS}
    written |= {"evidence": "\n".join(rows), "uploads": uploads_typed(data)}
    return {name: text.replace("\x00", "") for name, text in written.items()}


def hidden(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a draft keeps, as the fields of a form that sends it again: name and value of each."""
    rows = [("evidence", row) for row in fields.get("evidence", "").splitlines()]
    files = [(UPLOAD, row) for row in fields.get("uploads", "").splitlines()]
    return [*((name, fields.get(name, "")) for name in WORDS), *rows, *files]


def posted(fields: Mapping[str, str], version: int) -> QueryDict:
    """What a draft keeps, as if its form had been sent."""
    sent = QueryDict(mutable=True)
    for name, value in [*hidden(fields), ("version", str(version))]:
        sent.appendlist(name, value)
    return sent


def form_of(fields: Mapping[str, str], *, version: int, viewer: Viewer, more_rows: int = 0) -> ReportForm:
    """A form to go on writing with, from what a draft keeps; `more_rows` empty rows for evidence."""
    rows = fields.get("evidence", "").splitlines() + [""] * more_rows
    given = {**fields, "evidence": rows or [""], UPLOAD: uploads_of(fields), "version": version}
    return ReportForm(initial=given, viewer=viewer)
