"""record_opinion (검토의견 작성): the committee staff's words beside a closing report."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from tracker import claims
from tracker.actions.hold import entry, hold
from tracker.lifecycle import Act
from tracker.models import Opinion, View


@transaction.atomic
def record_opinion(assignment_id: int, *, update_id: int, view: str, words: str, by: Viewer) -> Opinion:
    """Keep an opinion on the closing report `update_id`; the newest counts, none is overwritten.

    It decides nothing and changes no version. Raises as `hold`; Stale where another report is the newest,
    ValidationError by field without a view or words.
    """
    assignment, _stage = hold(assignment_id, Act.RECORD_OPINION, by=by)
    claim = claims.checked(assignment, update_id)
    faults = {}
    if view not in View.values:
        faults["view"] = _("검토의견을 골라 주십시오.")
    if not words.strip():
        faults["words"] = _("의견을 적어 주십시오.")
    if faults:
        raise ValidationError(faults)
    opinion = Opinion.objects.create(
        assignment=assignment, update=claim, view=view, words=words.strip(), by=by.user, on=by.on
    )
    facts = {"update": claim.pk}
    record.append(entry("opinion_recorded", assignment, by, [opinion], facts))
    return opinion
