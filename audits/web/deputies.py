"""대직·직무대리 as pages show, ask for and end them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from audits.models import Department, Membership, Role, User
from audits.web.fields import DayField


class DeputyForm(forms.Form):
    """Who is away, who stands in, and for which days; whom this person may speak for in the department."""

    person = forms.TypedChoiceField(label=_("자리를 비우는 사람"), coerce=int)
    deputy = forms.TypedChoiceField(
        label=_("대직자"),
        coerce=int,
        help_text=_("같은 부서 사람입니다. 부서장의 직무대리는 다른 부서의 부서장도 됩니다."),
    )
    start_on = DayField(label=_("시작일"), help_text=_("예: 2026. 3. 5."))
    end_on = DayField(label=_("종료일"), help_text=_("이 날부터 대직 권한이 없습니다."))

    def __init__(self, *args: Any, viewer: Viewer, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Membership.objects.own().exclude(end_on__lte=viewer.on).exclude(end_on=F("start_on"))
        there = there.filter(user__is_active=True).select_related("user", "department")
        staff = list(there.filter(department=department).order_by("user__name", "pk"))
        elsewhere = Department.objects.valid(viewer.on).exclude(pk=department.pk)
        heads = there.filter(role=Role.HEAD, department__in=elsewhere).order_by("department__rank", "pk")
        spoken_for = [seat for seat in staff if viewer.may_name_deputy(seat.user_id, department.pk)]
        _offer(self.fields["person"], {seat.user_id: seat.user.name for seat in spoken_for})
        others = {seat.user_id: f"{seat.user.name} ({seat})" for seat in heads}
        _offer(self.fields["deputy"], others | {seat.user_id: seat.user.name for seat in staff})
        self.fields["start_on"].initial = viewer.on
        self.speaks_for_somebody = bool(spoken_for)


def _offer(field: forms.Field, people: dict[int, str]) -> None:
    if isinstance(field, forms.ChoiceField):
        by_name = sorted(people.items(), key=lambda each: each[1])
        field.choices = [("", gettext("고르지 않음")), *by_name]


def of(concerned: Q) -> QuerySet[Membership]:
    """Deputyships."""
    rows = Membership.objects.filter(concerned, deputy_for__isnull=False)
    return rows.select_related("user", "deputy_for", "department")


def rows(concerned: Q, viewer: Viewer) -> list[dict[str, object]]:
    """Those that run or will, in order of day, with whether this person may end them; one statement."""
    running = of(concerned).exclude(end_on__lte=viewer.on).exclude(end_on=F("start_on"))
    return [
        {
            "id": row.pk,
            "deputy": row.user.name,
            "role_label": row.role_label,
            "person": row.deputy_for.name if row.deputy_for else "",
            "department": str(row.department or ""),
            "start_on": row.start_on,
            "end_on": row.end_on,
            "may_end": viewer.may_name_deputy(row.deputy_for_id or 0, row.department_id),
        }
        for row in running.order_by("start_on", "pk")
    ]


def asked_for(request: HttpRequest, concerned: Q) -> Membership:
    """The one that a button names. Raises BadRequest and Http404."""
    asked = request.POST.get("deputyship", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise BadRequest(gettext("알 수 없는 요청입니다. 화면을 다시 열어 주십시오."))
    return get_object_or_404(of(concerned), pk=int(asked))


def people_of(form: DeputyForm) -> tuple[User, User]:
    """Who is away and who stands in. Call on a valid form."""
    asked = form.cleaned_data
    found = User.objects.in_bulk([asked["person"], asked["deputy"]])
    return found[asked["person"]], found[asked["deputy"]]
