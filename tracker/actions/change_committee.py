"""change_committee (소관 위원회 변경): another committee follows an audit up; the rights of its clerk go with it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.actions.turns import Turn, take_turn
from audits.errors import NotVisible
from audits.models import Audit, Committee
from audits.record import Entry
from tracker import access
from tracker.actions.hold import reason_of
from tracker.lifecycle import Act
from tracker.models import Ground

ACT = "audit_committee_changed"


@transaction.atomic
def change_committee(audit_id: int, committee_id: int, *, reason: str, by: Viewer) -> Audit:
    """Give an audit to a committee of today; why is kept with each of its demands, of which the record tells.

    Raises PermissionDenied; NotVisible for an audit that there is not; ValidationError by field: a committee that is
    not there today or follows the audit up already, no reason for an audit that has demands.
    """
    access.require(by, Act.CHANGE_COMMITTEE)
    take_turn(Turn.COMMITTEES)  # one that is just being closed takes over no audit
    seen = access.visible_audits(by).filter(pk=audit_id).values("pk")
    audit = Audit.objects.select_for_update(no_key=True).filter(pk__in=seen).first()
    if audit is None:
        raise NotVisible
    committee = Committee.objects.valid(by.on).filter(pk=committee_id).first()
    if committee is None:
        raise ValidationError({"committee": _("오늘 있는 위원회 가운데에서 골라 주십시오.")})
    if audit.committee_id == committee.pk:
        raise ValidationError({"committee": _("이미 이 감사의 소관 위원회입니다.")})
    grounds = _grounds(audit, reason, by)
    facts = {"on": by.on, "from": audit.committee_id, "to": committee.pk}
    audit.committee = committee
    audit.save(update_fields=["committee"])
    record.append(Entry("audit_committee_changed", audit, by.user, rows=grounds, facts=facts))
    return audit


def newest_reason(audit: Audit) -> Ground | None:
    """Why the committee of an audit was changed last, by whom and when; one statement."""
    grounds = Ground.objects.filter(demand__audit=audit, assignment=None, act=ACT)
    return grounds.select_related("by").order_by("-id").first()


def _grounds(audit: Audit, reason: str, by: Viewer) -> list[Ground]:
    """The reason with each demand; an audit without any has nothing yet that somebody could ask about."""
    demands = list(audit.demands.order_by("number").values_list("pk", flat=True))
    if not demands:
        return []
    words = reason_of(reason)
    return Ground.objects.bulk_create(
        Ground(demand_id=pk, act=ACT, reason=words, by=by.user, on=by.on) for pk in demands
    )
