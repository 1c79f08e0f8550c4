"""Pages of acts on who answers for an assignment: 담당자, 주관부서, 소관 이동, 처리 촉구, 철회."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audits import organisation
from audits.access import Viewer
from audits.models import Succession
from audits.web.fields import DayField
from tracker import access
from tracker.actions.move import decide
from tracker.actions.move_choices import Choice, look
from tracker.actions.name_lead import name_lead
from tracker.actions.name_officer import name_officer
from tracker.actions.remind import remind
from tracker.actions.withdraw import withdraw
from tracker.lifecycle import Act
from tracker.models import OPEN, Assignment
from tracker.web.acts.council_forms import DecisionField
from tracker.web.acts.page import ActForm, ActPage, ReasonForm


class OfficerForm(ActForm):
    """Somebody of the department."""

    officer = forms.TypedChoiceField(label=_("담당자"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = access.staff(self.assignment, self.viewer.on)
        field = self.fields["officer"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("고르지 않음")), *{row.user_id: row.user.name for row in staff}.items()]
        field.initial = self.assignment.officer_id


class MoveForm(ReasonForm):
    """The step by which the duty went on, or where nobody took it over a department of today, and why that one."""

    step = forms.TypedChoiceField(
        label=_("조직개편"),
        coerce=int,
        help_text=_("지금 소관부서가 맡은 뒤에 시행된 조직개편만 나옵니다."),
    )
    department = forms.TypedChoiceField(
        label=_("받는 부서"),
        coerce=int,
        help_text=_("업무를 받은 부서가 조직개편에 없으므로 오늘 있는 부서에서 고릅니다."),
    )
    field_order = ("step", "department", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer = look([], self.viewer, [self.assignment]).offer(self.assignment)
        steps = (*offer.steps, *offer.taken, *offer.outside)
        self._offer("step", [(step.pk, _told(step)) for step in steps])
        departments = organisation.on_sheet(self.viewer.on) if offer.anywhere else ()
        self._offer("department", [(department.pk, department.name) for department in departments])
        del self.fields["step" if offer.anywhere else "department"]

    def choice(self) -> dict[str, int]:
        """The step or the department that was chosen. Call on a valid form."""
        return {name: self.cleaned_data[name] for name in ("step", "department") if name in self.fields}

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("고르지 않음")), *choices]


def _told(step: Succession) -> str:
    """명칭 변경 → 디지털정책과 (2026. 4. 30.), its day marked where it is only the last of a span."""
    day = DayField().prepare_value(step.day)
    assumed = gettext(", 시행일 추정") if step.assumed else ""
    return f"{step.get_kind_display()} → {step.successor} ({day}{assumed})"


class WithdrawForm(ReasonForm):
    """Why, the decision it rests on, and who leads from now on where it led."""

    new_lead = forms.TypedChoiceField(
        label=_("새 주관부서"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("주관부서의 소관을 철회하므로 남은 부서 가운데 하나를 고릅니다."),
    )
    decision = DecisionField(label=_("위원회 결정"))
    field_order = ("new_lead", "reason", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision, lead = self.fields["decision"], self.fields["new_lead"]
        if isinstance(decision, DecisionField):
            decision.offer(self.assignment)
        others = self._others()
        if isinstance(lead, forms.ChoiceField):
            lead.choices = [("", _("고르지 않음")), *others]
        if not (self.assignment.is_lead and others):
            del self.fields["new_lead"]

    def _others(self) -> list[tuple[int, str]]:
        live = Assignment.objects.live().filter(demand=self.assignment.demand_id)
        rows = live.exclude(pk=self.assignment.pk).select_related("department")
        ranked = rows.order_by("department__rank", "point", "id")
        return [
            (row.pk, " · ".join(part for part in (str(row.department or _("소관 없음")), row.point) if part))
            for row in ranked
        ]


def _name(pk: int, form: OfficerForm, _version: int, by: Viewer) -> object:
    return name_officer(pk, form.cleaned_data["officer"], by=by)


def _name_oneself(pk: int, _form: ActForm, _version: int, by: Viewer) -> object:
    return name_officer(pk, by.user.pk, by=by)


def _lead(pk: int, _form: ActForm, version: int, by: Viewer) -> object:
    return name_lead(pk, version=version, by=by)


def _move(pk: int, form: MoveForm, version: int, by: Viewer) -> object:
    return decide(Choice(pk, form.cleaned_data["reason"], version=version, **form.choice()), by=by)


def _remind(pk: int, _form: ActForm, _version: int, by: Viewer) -> object:
    return remind(pk, by=by)


def _withdraw(pk: int, form: WithdrawForm, version: int, by: Viewer) -> object:
    asked = form.cleaned_data
    return withdraw(
        pk,
        reason=asked["reason"],
        version=version,
        by=by,
        new_lead_id=asked.get("new_lead"),
        decision_id=asked["decision"],
    )


def _not_in_charge(viewer: Viewer, assignment: Assignment) -> bool:
    return assignment.officer_id != viewer.user.pk and not access.may(viewer, Act.NAME_OFFICER, assignment)


def _not_leading(_viewer: Viewer, assignment: Assignment) -> bool:
    return not assignment.is_lead


def _has_gone_on(viewer: Viewer, assignment: Assignment) -> bool:
    """소관 없음, or a step leads on from its department; where it went is a person's to say."""
    department = assignment.department
    gone = department is None or not department.existed(viewer.on)
    return assignment.stage in OPEN and (gone or getattr(assignment, "movable", False))


PAGES = (
    ActPage("officer", Act.NAME_OFFICER, OfficerForm, _name, _("담당자를 지정하였습니다.")),
    ActPage(
        "officer-oneself",
        Act.NAME_ONESELF,
        ActForm,
        _name_oneself,
        _("담당자로 지정되었습니다."),
        note=_("이 요구사항의 담당자가 됩니다. 알림은 담당자에게 먼저 갑니다."),
        label=_("내가 담당"),
        offered=_not_in_charge,
    ),
    ActPage(
        "lead",
        Act.NAME_LEAD,
        ActForm,
        _lead,
        _("주관부서를 지정하였습니다."),
        note=_("이 부서가 주관부서가 되고, 지금 주관부서는 협조부서가 됩니다."),
        offered=_not_leading,
    ),
    ActPage(
        "move",
        Act.MOVE,
        MoveForm,
        _move,
        _("소관을 옮겼습니다."),
        note=_("소관과 처리기한과 이력은 그대로 두고 부서만 바뀝니다. 담당자는 다시 지정하여야 합니다."),
        offered=_has_gone_on,
    ),
    ActPage(
        "reminder",
        Act.REMIND,
        ActForm,
        _remind,
        _("처리를 촉구하였습니다."),
        note=_("소관부서에 알림을 한 번 보냅니다. 같은 소관은 하루에 한 번 촉구할 수 있습니다."),
    ),
    ActPage(
        "withdrawal",
        Act.WITHDRAW,
        WithdrawForm,
        _withdraw,
        _("소관을 철회하였습니다."),
        note=_("철회하면 되돌릴 수 없고 이력은 그대로 남습니다. 걸려 있던 보고와 요청은 함께 끝납니다."),
        label=_("소관 철회"),
    ),
)
