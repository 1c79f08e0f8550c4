"""The filters of the list, kept in its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from audits import reference
from audits.access import Viewer
from audits.models import Audit
from audits.models.audit import audit_name
from audits.statuses import ReportedStatus
from audits.web.fields import DayField
from audits.web.markup import LongSelect
from tracker import access
from tracker.filters import BY_DEPARTMENT, UNDISTRIBUTED, Filter
from tracker.models import ReportingRound, Stage, Verdict
from tracker.reports import end_of_week
from tracker.rounds import RoundState
from tracker.web.department_tree import tree_of
from tracker.web.figure_fields import FigureFields
from tracker.web.list_address import Pairs, address, asked, without
from tracker.web.round_forms import RoundField

MOST_CHIPS: Final = 4  # departments that each have a chip of their own
THIS_WEEK: Final = "week"
UNDATED: Final = "undated"
# What a demand nobody has can be asked by.
OF_DEMANDS: Final = frozenset({"stage", "audit", "category", "priority", "q"})
ELSEWHERE: Final = frozenset({"q", "department", "former"})
ANY: Final = ("", gettext_lazy("전체"))
IN_A_ROW: Final = (
    ("1", gettext_lazy("1회 이상")),
    ("2", gettext_lazy("2회 이상")),
    ("3", gettext_lazy("3회 이상")),
)

ORDERS: Final = (
    ("number", gettext_lazy("연번순")),
    ("due_date", gettext_lazy("처리기한순")),
    (BY_DEPARTMENT, gettext_lazy("건제순")),
)


class _AuditNames(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield "", self.field.empty_label
        # A city has some hundred audits, and only their names are shown.
        for pk, year, body in self.queryset.values_list("pk", "year", "body"):
            yield pk, audit_name(year, body)


class AuditField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django gives it none at run time
    """A choice among audits by their names, and none of them."""

    iterator = _AuditNames
    widget = LongSelect


class FilterForm(FigureFields):
    """What the list is asked for, kept in the address; `department` is as often there as departments are chosen."""

    q = forms.CharField(label=gettext_lazy("찾는 말"), required=False, max_length=100)
    audit = AuditField(Audit.objects.none(), label=gettext_lazy("감사"), required=False, empty_label=ANY[1])
    department = forms.MultipleChoiceField(label=gettext_lazy("부서"), required=False)
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
    due = forms.ChoiceField(
        label=gettext_lazy("마감"),
        required=False,
        choices=[
            ANY,
            (THIS_WEEK, gettext_lazy("이번 주 마감")),
            (UNDATED, gettext_lazy("기한 미지정")),
        ],
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
        choices=ORDERS,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audit = self.fields["audit"]
        if isinstance(audit, forms.ModelChoiceField):
            audit.queryset = access.visible_audits(viewer)
        self.viewer = viewer
        self.tree = tree_of(viewer)
        round_ = self.fields["round"]
        if isinstance(round_, RoundField):
            rounds = access.visible_rounds(viewer).filter(cancelled_on__isnull=True)
            round_.queryset = rounds.select_related("audit").newest_first()
        department = self.fields["department"]
        if isinstance(department, forms.ChoiceField):
            department.choices = list(self.tree.names().items())
        former = self.fields["former"]
        if isinstance(former, forms.ChoiceField):
            former.choices = [ANY, *((gone.value, gone.name) for gone in self.tree.former)]
        if not self.tree.former:
            del self.fields["former"]
        if not access.may_read(viewer, access.Right.SEE_DOUBTS):
            del self.fields["plan_passed"]

    def wanted(self) -> Filter:
        """The filter asked for. Call on a valid form."""
        said = self.cleaned_data
        found = Filter(
            audit=said["audit"].pk if said.get("audit") else None,
            departments=self.tree.spread(said.get("department") or ()),
            former=int(said["former"]) if said.get("former") else None,
            order=said.get("order") or "number",
            verified=bool(said.get("verified")),
            overdue=bool(said.get("overdue")),
            priority=bool(said.get("priority")),
            without_officer=bool(said.get("without_officer")),
            not_received=bool(said.get("not_received")),
            unchanged=int(said.get("unchanged") or 0),
            plan_passed=bool(said.get("plan_passed")),
            status=said.get("status") or "",
            standing=said.get("standing") or "",
            category=said.get("category") or "",
            stage=said.get("stage") or "",
            verification=said.get("verification") or "",
            round=said["round"].pk if said.get("round") else None,
            round_state=said.get("round_state") or "",
            q=said.get("q") or "",
            **self.figures(),
        )
        return _due(found, said.get("due") or "", self.viewer.on)

    def more_fields(self) -> list[forms.BoundField]:
        """Those behind 거르기 더하기: words and departments have their own places."""
        return [field for field in self.visible_fields() if field.name not in ELSEWHERE]

    def asked(self) -> Pairs:
        """What the address asks for, name by name."""
        return asked(self.data, self.fields)

    def without_broken(self) -> Pairs:
        """What the address asks for but what there is not; `errors` names that."""
        broken = set(self.errors)
        return tuple(pair for pair in self.asked() if pair[0] not in broken)

    def chips(self) -> list[dict[str, str]]:
        """Each filter in force: label, value in words, and the address without it. Call on a valid form."""
        pairs = self.asked()
        undistributed = self.cleaned_data["stage"] == UNDISTRIBUTED
        found: list[dict[str, str]] = []
        for name in dict(pairs):
            if (
                name == "order"
                or not self.cleaned_data.get(name)
                or (undistributed and name not in OF_DEMANDS)
            ):
                continue
            if name == "department":
                found += self._department_chips(pairs)
            else:
                found.append(self._chip(name, self._in_words(name), without(pairs, name)))
        return found

    def _chip(self, name: str, value: str, rest: Pairs) -> dict[str, str]:
        return {"label": str(self.fields[name].label), "value": value, "remove_url": address(rest)}

    def _department_chips(self, pairs: Pairs) -> list[dict[str, str]]:
        names = self.tree.names()
        values = list(dict.fromkeys(self.cleaned_data["department"]))
        if len(values) <= MOST_CHIPS:
            return [self._chip("department", names[v], without(pairs, "department", v)) for v in values]
        told = _("%(name)s 외 %(count)d곳") % {"name": names[values[0]], "count": len(values) - 1}
        return [self._chip("department", told, without(pairs, "department"))]

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


def _due(wanted: Filter, due: str, on: date) -> Filter:
    """The filter with 이번 주 마감, as work and digests count it, or 기한 미지정 where that is asked for."""
    if due == UNDATED:
        return replace(wanted, undated=True)
    if due == THIS_WEEK:
        day = timedelta(days=1)
        return replace(wanted, owed=True, due_after=on - day, due_before=end_of_week(on) + day)
    return wanted


def question(data: Mapping[str, Any]) -> Pairs:
    """What an address of the list asks for, whoever looks."""
    return asked(data, FilterForm.base_fields)
