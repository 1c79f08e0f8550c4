"""Pages of acts on a due date: 기한 연장 요청, 연장 승인, 연장 불승인, 처리기한 지정, 휴일 조정."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.web.fields import DayField
from tracker import pending
from tracker.actions.due_dates import adjust_calendar, set_first_due_date
from tracker.actions.extension import Extension, grant
from tracker.actions.refuse_extension import refuse
from tracker.actions.request_extension import cancel_request, request_extension
from tracker.deadlines import Holidays, extensions, moves_of, next_working_day
from tracker.lifecycle import Act, Fact
from tracker.models import Assignment
from tracker.web.acts.council_forms import DecisionField
from tracker.web.acts.page import ActForm, ActPage

EXAMPLE: Final = gettext_lazy("예: 2026. 3. 5.")
TEMPLATE: Final = "tracker/act_dates.html"


def reason_field(**kwargs: Any) -> forms.CharField:
    """A field for why something is asked or done."""
    return forms.CharField(
        label=gettext_lazy("사유"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=True,
        **kwargs,
    )


class RequestForm(ActForm):
    """A later day, and why."""

    wanted = DayField(label=gettext_lazy("희망 기한"), help_text=EXAMPLE)
    reason = reason_field(help_text=gettext_lazy("무엇이 언제까지 필요한지 적습니다."))


class SeenForm(ActForm):
    """A decision about the request that the page showed, even where another one has come since."""

    request = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = pending.open_request(self.assignment)
        self.fields["request"].initial = waiting.pk if waiting else None


class RefusalForm(SeenForm):
    """Why a request is refused."""

    reason = reason_field(help_text=gettext_lazy("요청한 부서에 보입니다."))


class DueDateForm(ActForm):
    """A due date. That offices rest on it is said once; then it stands as it was typed."""

    due_date = DayField(label=gettext_lazy("처리기한"), help_text=EXAMPLE)
    told = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def clean(self) -> dict[str, Any]:
        """Refuse a day off that nobody was told of yet, and remember that it is told now."""
        said = super().clean() or self.cleaned_data
        day = said.get("due_date")
        name = Holidays.load(day, day).name(day) if day else ""
        if day and name and said.get("told") != day.isoformat():
            self.data = {name: self.data[name] for name in self.data} | {"told": day.isoformat()}
            self.add_error(
                "due_date",
                _("쉬는 날입니다(%(name)s). 이 날로 정하려면 다시 눌러 주십시오.") % {"name": name},
            )
        return said


class ExtensionForm(DueDateForm):
    """A later due date, why, and the committee's decision it rests on from the second one on."""

    decision = DecisionField(label=gettext_lazy("위원회 결정"))
    reason = reason_field()

    field_order: tuple[str, ...] = ("due_date", "decision", "reason", "told")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        if isinstance(field, DecisionField):
            field.offer(self.assignment)
            field.help_text = _("2차 연장부터는 이 연장을 정한 회의를 고릅니다.")

    def extension(self) -> Extension:
        """What is granted. Call on a valid form."""
        asked = self.cleaned_data
        return Extension(asked["due_date"], asked["reason"], asked["decision"])


class GrantForm(SeenForm, ExtensionForm):
    """The wanted day is proposed; another one may be granted."""

    reason = reason_field(required=False)

    field_order = ("due_date", "decision", "reason", "told", "request")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = pending.open_request(self.assignment)
        if waiting:
            self.fields["due_date"].initial = waiting.wanted
            self.fields["told"].initial = waiting.wanted.isoformat()


def _request(pk: int, form: RequestForm, _version: int, by: Viewer) -> object:
    return request_extension(
        pk, wanted=form.cleaned_data["wanted"], reason=form.cleaned_data["reason"], by=by
    )


def _cancel(_pk: int, form: SeenForm, _version: int, by: Viewer) -> object:
    return cancel_request(form.cleaned_data["request"], by=by)


def _grant(pk: int, form: GrantForm, version: int, by: Viewer) -> object:
    return grant(pk, form.extension(), version=version, by=by, request_id=form.cleaned_data["request"])


def _extend(pk: int, form: ExtensionForm, version: int, by: Viewer) -> object:
    if pending.open_request(form.assignment):
        raise NotAllowedNow(_("그사이 기한 연장 요청이 들어왔습니다. 요청을 확인하여 주십시오."))
    return grant(pk, form.extension(), version=version, by=by)


def _refuse(_pk: int, form: RefusalForm, _version: int, by: Viewer) -> object:
    return refuse(form.cleaned_data["request"], reason=form.cleaned_data["reason"], by=by)


def _set(pk: int, form: DueDateForm, version: int, by: Viewer) -> object:
    return set_first_due_date(pk, form.cleaned_data["due_date"], version=version, by=by)


def _adjust(pk: int, _form: ActForm, version: int, by: Viewer) -> object:
    return adjust_calendar(pk, version=version, by=by)


def _about(assignment: Assignment, _viewer: Viewer) -> Mapping[str, object]:
    """The request that waits, whether its day is a day off, and how often the date was extended; four statements."""
    waiting = pending.open_request(assignment)
    off = Holidays.load(waiting.wanted, waiting.wanted).name(waiting.wanted) if waiting else ""
    extended = extensions(moves_of([assignment]).get(assignment.pk, []))
    return {"asked": waiting, "day_off": off, "extended": extended, "next_number": extended + 1}


def _adjusted(assignment: Assignment, _viewer: Viewer) -> Mapping[str, object]:
    due = assignment.due_date
    if due is None:
        return {}
    calendar = Holidays.load(due)
    return {"holiday": calendar.name(due), "moves_to": next_working_day(due, calendar)}


PAGES = (
    ActPage(
        "request-extension",
        Act.REQUEST_EXTENSION,
        RequestForm,
        _request,
        gettext_lazy("기한 연장을 요청하였습니다. 승인되기 전까지 처리기한은 그대로입니다."),
        template=TEMPLATE,
        about=_about,
    ),
    ActPage(
        "cancel-request",
        Act.CANCEL_REQUEST,
        SeenForm,
        _cancel,
        gettext_lazy("기한 연장 요청을 취소하였습니다."),
        note=gettext_lazy("요청을 거두어들입니다. 처리기한은 그대로이고 다시 요청할 수 있습니다."),
        template=TEMPLATE,
        about=_about,
    ),
    ActPage(
        "grant-extension",
        Act.GRANT,
        GrantForm,
        _grant,
        gettext_lazy("기한 연장을 승인하였습니다. 당초 처리기한은 그대로 남습니다."),
        template=TEMPLATE,
        turn=(Fact.EXTENSION_ASKED,),
        about=_about,
    ),
    ActPage(
        "refuse-extension",
        Act.REFUSE,
        RefusalForm,
        _refuse,
        gettext_lazy("기한 연장을 승인하지 않았습니다. 처리기한은 그대로입니다."),
        template=TEMPLATE,
        about=_about,
    ),
    ActPage(
        "extend",
        Act.GRANT_UNASKED,
        ExtensionForm,
        _extend,
        gettext_lazy("처리기한을 연장하였습니다. 당초 처리기한은 그대로 남습니다."),
        note=gettext_lazy("부서의 요청 없이 의회가 기한을 늘립니다."),
        template=TEMPLATE,
        about=_about,
    ),
    ActPage(
        "due-date",
        Act.SET_FIRST_DUE_DATE,
        DueDateForm,
        _set,
        gettext_lazy("처리기한을 지정하였습니다."),
        note=gettext_lazy("처음 정한 날짜가 당초 처리기한이 됩니다. 그 뒤로는 연장으로만 늦춥니다."),
    ),
    ActPage(
        "calendar",
        Act.ADJUST_CALENDAR,
        ActForm,
        _adjust,
        gettext_lazy("처리기한을 다음 근무일로 옮겼습니다."),
        note=gettext_lazy("휴일이 된 처리기한을 다음 근무일로 옮깁니다. 연장으로 세지 않습니다."),
        template=TEMPLATE,
        turn=(Fact.ON_HOLIDAY,),
        about=_adjusted,
    ),
)
