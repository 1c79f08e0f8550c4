"""Pages of acts on a report at its gates: 부서장 확인, 반려, 의회 제출; and what came on paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from audits.web.fields import DayField
from tracker import access
from tracker.actions.approve import approve
from tracker.actions.gates import LONGEST_NUMBER, Right
from tracker.actions.report import report_from_paper
from tracker.actions.send_back import send_back
from tracker.actions.submit import submit
from tracker.lifecycle import Act, Fact
from tracker.models import Assignment, ProgressUpdate
from tracker.web.acts.page import ActForm, ActPage, ReasonForm
from tracker.web.letter import LetterForm
from tracker.web.report_form import ReportForm
from tracker.web.waiting import reports_before, shown, with_way

TEMPLATE = "tracker/act_on_report.html"


class NumberForm(ActForm):
    """The document by which the head confirmed."""

    document_number = forms.CharField(
        label=_("결재문서번호"),
        max_length=LONGEST_NUMBER,
        help_text=_("부서장이 결재한 문서의 번호입니다. 예: 정보정책과-1234(2026. 3. 20.)"),
    )


class SubmissionForm(ActForm, LetterForm):
    """The letter to the council."""


class PaperForm(SubmissionForm, ReportForm):
    """A report as it came on paper: the letter, its day, and what the department says in it."""

    reported_on = DayField(label=_("보고일"), help_text=_("부서가 문서에 적은 날입니다. 예: 2026. 3. 5."))
    field_order = ("number", "on", "reported_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.fields["evidence"].initial = ["", ""]


def _approve(pk: int, _form: ActForm, version: int, by: Viewer) -> object:
    return approve(pk, version=version, by=by)


def _approve_by_number(pk: int, form: NumberForm, version: int, by: Viewer) -> object:
    return approve(pk, version=version, by=by, document_number=form.cleaned_data["document_number"])


def _send_back(pk: int, form: ReasonForm, version: int, by: Viewer) -> object:
    return send_back(pk, version=version, reason=form.cleaned_data["reason"], by=by)


def _submit(pk: int, form: SubmissionForm, version: int, by: Viewer) -> object:
    return submit(pk, form.letter(), version=version, by=by)


def _from_paper(pk: int, form: PaperForm, version: int, by: Viewer) -> object:
    day = form.cleaned_data["reported_on"]
    return report_from_paper(pk, form.words(), form.letter(), version=version, reported_on=day, by=by)


def _report(assignment: Assignment, viewer: Viewer, *, right: Right) -> Mapping[str, object]:
    """The report that waits, in full, beside the one before. Raises PermissionDenied and SamePerson."""
    update = with_way(ProgressUpdate.objects.waiting().filter(assignment=assignment)).first()
    if update is None:
        return {}
    right(viewer, update)
    return {"now": shown(update), "before": reports_before([update], viewer).get(assignment.pk)}


def _approves(_viewer: Viewer, assignment: Any) -> bool:
    """Whether the report that waits on an assignment of `access.with_decisions` waits for this head's confirmation."""
    return bool(assignment.approves)


def _submits(_viewer: Viewer, assignment: Any) -> bool:
    return bool(assignment.submits)


def _sends_back(_viewer: Viewer, assignment: Any) -> bool:
    return bool(assignment.approves or assignment.submits)


def _records(_viewer: Viewer, assignment: Any) -> bool:
    """Whether this person may record the head's confirmation, and does not decide anyway."""
    return bool(assignment.records and not assignment.approves)


PAGES = (
    ActPage(
        "approve",
        Act.APPROVE,
        ActForm,
        _approve,
        _("부서장 확인을 마쳤습니다."),
        template=TEMPLATE,
        turn={Fact.AWAITS_HEAD},
        offered=_approves,
        about=partial(_report, right=access.require_pass),
    ),
    ActPage(
        "approve-by-number",
        Act.APPROVE_BY_NUMBER,
        NumberForm,
        _approve_by_number,
        _("부서장 확인을 결재문서번호로 갈음하였습니다."),
        note=_("전자결재에서 부서장이 확인한 보고를 그 번호로 갈음합니다. 보고를 쓴 사람은 할 수 없습니다."),
        template=TEMPLATE,
        offered=_records,
        about=partial(_report, right=access.require_pass_by_number),
    ),
    ActPage(
        "submit",
        Act.SUBMIT,
        SubmissionForm,
        _submit,
        _("의회에 제출하였습니다."),
        template=TEMPLATE,
        turn={Fact.AWAITS_COORDINATOR},
        offered=_submits,
        about=partial(_report, right=access.require_pass),
    ),
    ActPage(
        "send-back",
        Act.SEND_BACK,
        ReasonForm,
        _send_back,
        _("반려하였습니다. 글은 쓴 사람의 임시 저장으로 돌아갔습니다."),
        note=_("보고는 의회에 가지 않고 쓴 사람에게 사유와 함께 돌아갑니다."),
        template=TEMPLATE,
        offered=_sends_back,
        about=partial(_report, right=access.require_pass),
    ),
    ActPage(
        "from-paper",
        Act.REPORT_FROM_PAPER,
        PaperForm,
        _from_paper,
        _("문서로 받은 보고를 등록하였습니다. 이행 확인은 다른 사람이 합니다."),
        note=_("부서가 문서로 보낸 답을 그대로 옮깁니다. 보고한 곳은 부서이고, 옮긴 사람도 남습니다."),
        template="tracker/from_paper.html",
    ),
)
