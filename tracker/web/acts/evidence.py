"""Pages of acts on evidence outside a report: 증빙자료 첨부, 증빙자료 삭제."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from tracker import access
from tracker.actions.evidence import add_evidence, removable, remove_evidence
from tracker.lifecycle import Act
from tracker.models import Assignment, Evidence
from tracker.web.acts.page import ActForm, ActPage, ReasonForm
from tracker.web.dossier import evidence_row
from tracker.web.evidence_form import EvidenceField, NamesEvidence, UploadField

ROWS = 2  # for numbers and links, at first


class AddForm(ActForm, NamesEvidence):
    """Files, approval-document numbers and links."""

    evidence = EvidenceField()
    upload = UploadField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].initial = [""] * ROWS


class RemoveForm(ReasonForm):
    """One piece, and why it goes."""

    piece = forms.TypedChoiceField(label=_("삭제할 증빙자료"), coerce=int, widget=forms.RadioSelect)
    field_order = ("piece", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("사유는 이력에 남고, 증빙자료는 줄을 그어 보여 줍니다.")
        choice = self.fields["piece"]
        if isinstance(choice, forms.ChoiceField):
            rows = _removable(self.assignment, self.viewer)
            choice.choices = [(row.pk, evidence_row(row)["label"]) for row in rows]


def _standing(assignment: Assignment, viewer: Viewer) -> QuerySet[Evidence]:
    """What the department itself put there and nobody has taken away."""
    return access.visible_evidence(viewer).filter(assignment=assignment, removal=None, document=None)


def _removable(assignment: Assignment, viewer: Viewer) -> list[Evidence]:
    rows = _standing(assignment, viewer).select_related("update", "document", "file", "removal")
    return [row for row in rows.order_by("id") if removable(row)]


def _add(pk: int, form: AddForm, version: int, by: Viewer) -> object:
    return add_evidence(pk, form.pieces(), version=version, by=by)


def _remove(_pk: int, form: RemoveForm, version: int, by: Viewer) -> object:
    asked = form.cleaned_data
    return remove_evidence(asked["piece"], reason=asked["reason"], version=version, by=by)


def _something_to_remove(_viewer: Viewer, assignment: Any) -> bool:
    return bool(assignment.removable)


PAGES = (
    ActPage(
        "evidence",
        Act.ADD_EVIDENCE,
        AddForm,
        _add,
        _("증빙자료를 첨부하였습니다."),
        note=_("보고와 따로 증빙자료를 더합니다. 추진상황과 처리기한은 바뀌지 않습니다."),
        template="tracker/evidence_add.html",
    ),
    ActPage(
        "evidence-removal",
        Act.REMOVE_EVIDENCE,
        RemoveForm,
        _remove,
        _("증빙자료를 삭제하였습니다. 사유는 이력에 남았습니다."),
        offered=_something_to_remove,
    ),
)
