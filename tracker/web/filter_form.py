"""The filters of the list, kept in its address."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from audits import reference
from audits.access import Viewer
from audits.models import Audit, Department, DepartmentKind
from audits.statuses import ReportedStatus
from audits.web.fields import DayField
from tracker import access
from tracker.filters import UNDISTRIBUTED, Filter
from tracker.models import ReportingRound, Stage, Tenure, Verdict
from tracker.rounds import RoundState
from tracker.web.figure_fields import FigureFields
from tracker.web.round_forms import RoundField

NOBODY: Final = "0"
# What a demand nobody has can be asked by.
OF_DEMANDS: Final = frozenset({"stage", "audit", "category", "priority", "q"})
ANY: Final = ("", gettext_lazy("전체"))
IN_A_ROW: Final = (
    ("1", gettext_lazy("1회 이상")),
    ("2", gettext_lazy("2회 이상")),
    ("3", gettext_lazy("3회 이상")),
)


class FilterForm(FigureFields):
    """What the list is asked for, kept in the address."""

    q = forms.CharField(label=gettext_lazy("찾는 말"), required=False, max_length=100)
    audit = forms.ModelChoiceField(
        Audit.objects.none(), label=gettext_lazy("감사"), required=False, empty_label=ANY[1]
    )
    department = forms.ChoiceField(label=gettext_lazy("부서"), required=False)
    former = forms.ChoiceField(label=gettext_lazy("예전 부서"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("부서 보고"), required=False, choices=[ANY, *ReportedStatus.choices]
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("처리상태"), required=False, choices=[ANY, *ReportedStatus.choices]
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("단계"),
        required=False,
        choices=[ANY, (UNDISTRIBUTED, gettext_lazy("배부 전")), *Stage.choices],
    )
    verification = forms.ChoiceField(
        label=gettext_lazy("의회 확인"), required=False, choices=[ANY, *Verdict.choices]
    )
    category = forms.CharField(required=False, widget=forms.HiddenInput, label=gettext_lazy("구분"))
    verified = forms.BooleanField(
        required=False, widget=forms.HiddenInput, label=gettext_lazy("완료·이행 확인")
    )
    overdue = forms.BooleanField(label=gettext_lazy("기한 경과"), required=False)
    priority = forms.BooleanField(label=gettext_lazy("중점관리"), required=False)
    without_officer = forms.BooleanField(label=gettext_lazy("담당자 없음"), required=False)
    not_received = forms.BooleanField(label=gettext_lazy("미접수"), required=False)
    unchanged = forms.ChoiceField(
        label=gettext_lazy("변동 없음 연속"), required=False, choices=[ANY, *IN_A_ROW]
    )
    plan_passed = forms.BooleanField(label=gettext_lazy("완료 예정일 지남"), required=False)
    round = RoundField(
        ReportingRound.objects.none(), label=gettext_lazy("보고 회차"), required=False, empty_label=ANY[1]
    )
    round_state = forms.ChoiceField(
        label=gettext_lazy("회차의 보고"), required=False, choices=[ANY, *RoundState.choices]
    )
    order = forms.ChoiceField(
        label=gettext_lazy("순서"),
        required=False,
        choices=[("number", gettext_lazy("연번순")), ("due_date", gettext_lazy("처리기한순"))],
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audit = self.fields["audit"]
        if isinstance(audit, forms.ModelChoiceField):
            audit.queryset = access.visible_audits(viewer)
        holding, gone = _departments(viewer)
        round_ = self.fields["round"]
        if isinstance(round_, RoundField):
            rounds = access.visible_rounds(viewer).filter(cancelled_on__isnull=True)
            round_.queryset = rounds.select_related("audit").newest_first()
        department = self.fields["department"]
        if isinstance(department, forms.ChoiceField):
            department.choices = [ANY, (NOBODY, _("소관 없음")), *holding]
        former = self.fields["former"]
        if isinstance(former, forms.ChoiceField):
            former.choices = [ANY, *gone]
        if not gone:
            del self.fields["former"]
        if not access.may_read(viewer, access.Right.SEE_DOUBTS):
            del self.fields["plan_passed"]

    def wanted(self) -> Filter:
        """The filter asked for. Call on a valid form."""
        asked = self.cleaned_data
        return Filter(
            audit=asked["audit"].pk if asked.get("audit") else None,
            department=int(asked["department"]) if asked.get("department") else None,
            former=int(asked["former"]) if asked.get("former") else None,
            order=asked.get("order") or "number",
            verified=bool(asked.get("verified")),
            overdue=bool(asked.get("overdue")),
            priority=bool(asked.get("priority")),
            without_officer=bool(asked.get("without_officer")),
            not_received=bool(asked.get("not_received")),
            unchanged=int(asked.get("unchanged") or 0),
            plan_passed=bool(asked.get("plan_passed")),
            status=asked.get("status") or "",
            standing=asked.get("standing") or "",
            category=asked.get("category") or "",
            stage=asked.get("stage") or "",
            verification=asked.get("verification") or "",
            round=asked["round"].pk if asked.get("round") else None,
            round_state=asked.get("round_state") or "",
            q=asked.get("q") or "",
            **self.figures(),
        )

    def chips(self) -> list[dict[str, str]]:
        """Each filter in force: label, value in words, and the address without it. Call on a valid form."""
        asked = {name: value for name, value in self.data.items() if value and name != "cursor"}
        undistributed = self.cleaned_data["stage"] == UNDISTRIBUTED
        return [
            {
                "label": str(self.fields[name].label),
                "value": self._in_words(name),
                "remove_url": "?" + urlencode({other: asked[other] for other in asked if other != name}),
            }
            for name in asked
            if self.cleaned_data.get(name)
            and name != "order"
            and not (undistributed and name not in OF_DEMANDS)
        ]

    def _in_words(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data[name]
        if name == "category":
            return next((c.label for c in reference.categories() if c.code == value), str(value))
        if isinstance(field, RoundField):
            return field.label_from_instance(value)
        if isinstance(field, DayField):
            return str(field.prepare_value(value))
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # stubs: choices may be nested
        return pgettext("answer", "예") if value is True else str(value)


def _departments(viewer: Viewer) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Departments that hold something the viewer may see; those that are no more and held something; one statement."""
    seen = access.visible_to(viewer)
    once = Tenure.objects.filter(department=OuterRef("pk"), assignment__in=seen.values("pk"))
    gone = Q(Exists(once), valid_until__lte=viewer.on)
    found = Department.objects.filter(gone | Q(pk__in=seen.values("department_id")))
    told: list[Any] = list(
        found.exclude(kind=DepartmentKind.BUREAU)
        .annotate(holds=Exists(seen.filter(department=OuterRef("pk"))))
        .ranked()
    )
    holding = [(str(each.pk), each.name) for each in told if each.holds]
    return holding, [(str(each.pk), _until(each)) for each in told if not each.existed(viewer.on)]


def _until(department: Department) -> str:
    day = DayField().prepare_value(department.valid_until)
    return _("%(name)s(%(day)s까지)") % {"name": department.name, "day": day}
