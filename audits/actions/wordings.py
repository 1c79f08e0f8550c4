"""용어: the office's own words for a status, as documents are read by them; kept by the secretariat, on record."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record, reference
from audits.access import Act, Viewer
from audits.actions.categories import tidy
from audits.actions.turns import Turn, take_turn
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Wording
from audits.record import Entry
from audits.statuses import ReportedStatus


@transaction.atomic
def add(text: str, status: str, *, by: Viewer) -> Wording:
    """From now on a document that says `text` means `status`; white space makes no other word.

    Raises PermissionDenied; ValidationError for no word, one that is there already, or a status that is none.
    """
    _begin(by)
    word = tidy(text)
    key = "".join(word.split())
    _refuse_status(status)
    wording = Wording(key=key, text=word, status=status)
    wording.clean_fields(exclude={"key"})
    there = Wording.objects.filter(key=key).first()
    if there:
        told = {"text": there.text, "status": there.get_status_display()}
        raise ValidationError({"text": _("이미 있는 용어입니다: ‘%(text)s’(%(status)s)") % told})
    wording.save()
    record.append(_entry("wording_added", wording, by))
    return wording


@transaction.atomic
def change(wording_id: int, status: str, *, by: Viewer) -> Wording:
    """From now on the word means another status; reports stay as they were read. The same again leaves no entry.

    Raises PermissionDenied, NotVisible, and ValidationError for a status that is none.
    """
    _begin(by)
    wording = _found(wording_id)
    _refuse_status(status)
    if wording.status == status:
        return wording
    wording.status = status
    wording.save(update_fields=["status"])
    record.append(_entry("wording_changed", wording, by))
    return wording


@transaction.atomic
def remove(wording_id: int, *, by: Viewer) -> Wording:
    """The word is understood no more: whoever imports it is asked. Answers what was removed.

    Raises PermissionDenied, NotVisible where somebody has removed it already, NotAllowedNow for the last word of all.
    """
    _begin(by)
    wording = _found(wording_id)
    if not Wording.objects.exclude(pk=wording_id).exists():
        raise NotAllowedNow(_("마지막 용어입니다. 먼저 할 일: 다른 용어 더하기"))
    Wording.objects.filter(pk=wording_id).delete()
    record.append(_entry("wording_removed", wording, by))
    return wording


def _begin(by: Viewer) -> None:
    by.require(Act.KEEP_WORDS)
    take_turn(Turn.WORDS)
    reference.ensure_lists()


def _found(wording_id: int) -> Wording:
    found = Wording.objects.filter(pk=wording_id).first()
    if found is None:
        raise NotVisible
    return found


def _refuse_status(status: str) -> None:
    if status not in ReportedStatus.values:
        raise ValidationError({"status": _("어느 상태로 볼지 골라 주십시오.")})


def _entry(kind: str, wording: Wording, by: Viewer) -> Entry:
    return Entry(
        kind, wording, by.user, values={"status": wording.status, "words": record.words_hash(wording.text)}
    )
