"""Before departments have anything: an audit is set up, its demands are logged, and it is transmitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audits import record, reference
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Category, Committee, Demand, DemandVersion, Department
from audits.models.audit import normal_body
from audits.record import Entry
from tracker import access, deadlines, followup
from tracker.actions import repeats
from tracker.lifecycle import Act

BEFORE_TRANSMITTAL = "이송 전 수정"


@dataclass(frozen=True)
class AuditFacts:
    """What an audit is set up with. A period of response and a due date by hand exclude each other."""

    year: int
    body: str
    committee: Committee | None = None
    term: str = ""
    session: str = ""
    adopted_on: date | None = None
    period_length: int | None = None
    period_unit: str = ""
    default_due_date: date | None = None
    receipt_days: int = 3


@dataclass(frozen=True)
class DemandFacts:
    """What a demand is logged with; who raised it and where the minutes have it are seen by the council only.

    `proposed` are departments that the council names, before anybody distributes the demand.
    """

    category: Category
    text: str
    raised_by: str = ""
    minutes_reference: str = ""
    proposed: Sequence[Department] = ()


@transaction.atomic
def set_up_audit(facts: AuditFacts, *, by: Viewer) -> Audit:
    """Store a new audit. Raises PermissionDenied and ValidationError (year and body taken, period incomplete)."""
    access.require(by, Act.SET_UP_AUDIT)
    reference.ensure_lists()
    audit = Audit(**vars(facts) | {"body": normal_body(facts.body)})
    access.require_audit(by, audit)
    if facts.committee and not facts.committee.existed(by.on):
        raise ValidationError({"committee": _("오늘 있는 위원회 가운데에서 골라 주십시오.")})
    _check_period(facts)
    audit.full_clean()
    audit.save()
    record.append(
        Entry(
            "audit_created",
            audit,
            by.user,
            rows=[audit],
            facts={"year": audit.year, "via": "form", "on": by.on},
        )
    )
    return audit


@transaction.atomic
def log_demand(audit_id: int, facts: DemandFacts, *, by: Viewer) -> Demand:
    """Add a demand at the end of an audit. Raises PermissionDenied, NotVisible, ValidationError, NotAllowedNow."""
    return _log(audit_id, [facts], by, via="form")[0]


@transaction.atomic
def log_demands(audit_id: int, facts: Sequence[DemandFacts], *, after: int, by: Viewer) -> list[Demand]:
    """Add demands at the end of an audit in their order, all or none, with numbers that follow on from `after`.

    `after` is the last number that its caller saw: where another one is the last by now, nothing is logged, so that
    a sheet sent twice is logged once. The number of statements does not grow with the demands. Raises as
    `log_demand`, and NotAllowedNow for another `after`.
    """
    return _log(audit_id, facts, by, via="sheet", after=after)


def last_number(audit_id: int) -> int:
    """The number of an audit's last demand; 0 where it has none."""
    return Demand.objects.filter(audit=audit_id).aggregate(last=Max("number"))["last"] or 0


@transaction.atomic
def rewrite_demand(demand_id: int, facts: DemandFacts, *, by: Viewer) -> Demand:
    """Change a demand before its transmittal; the earlier text stays as an earlier version.

    Raises PermissionDenied, NotVisible, ValidationError (no text) and NotAllowedNow (already transmitted, or
    answered as in a published report).
    """
    access.require(by, Act.LOG_DEMAND)
    demand = access.visible_demands(by).filter(pk=demand_id).first()
    if demand is None:
        raise NotVisible
    _untransmitted(demand.audit_id, by, _("요구사항 수정"))
    if demand.assignments.exists():
        raise NotAllowedNow(_("요구사항 수정: 이미 답이 있는 요구사항입니다. 먼저 할 일: 정정"))
    demand = Demand.objects.select_for_update(no_key=True).get(pk=demand_id)
    demand.category = facts.category
    demand.raised_by = facts.raised_by.strip()
    demand.minutes_reference = facts.minutes_reference.strip()
    before = DemandVersion.objects.texts([demand])[demand.pk]
    rows = []
    if before != facts.text.strip():
        demand.version += 1
        rows.append(_new_version(demand, facts.text, by, reason=BEFORE_TRANSMITTAL))
    demand.save(update_fields=["category", "raised_by", "minutes_reference", "version"])
    record.append(
        Entry("demand_rewritten", demand, by.user, demand_id=demand.pk, rows=rows, facts={"on": by.on})
    )
    return demand


@transaction.atomic
def transmit(audit_id: int, *, on: date, number: str, by: Viewer) -> Audit:
    """이송: the council sends the audit's demands to the executive; their texts are fixed from here on.

    The default due date is counted from here where the audit has a period. Raises PermissionDenied, NotVisible,
    ValidationError (no letter number, a day to come) and NotAllowedNow (sent before, no demands).
    """
    access.require(by, Act.TRANSMIT)
    audit = _untransmitted(audit_id, by, _("이송"))
    if not number.strip():
        raise ValidationError({"number": _("이송 문서번호를 적어 주십시오.")})
    if on > by.on:
        raise ValidationError({"on": _("이송일은 오늘보다 늦을 수 없습니다.")})
    if not audit.demands.counted().exists():
        raise NotAllowedNow("이송: 등록된 요구사항이 없습니다. 먼저 할 일: 요구사항 등록")
    audit.transmitted_on = on
    audit.transmittal_number = number.strip()
    if audit.period_length:
        audit.default_due_date = deadlines.default_due_date(
            audit, deadlines.Holidays.load(on, date(on.year + 5, 12, 31))
        )
    audit.save(update_fields=["transmitted_on", "transmittal_number", "default_due_date"])
    repeats.propose(audit)
    record.append(
        Entry("audit_transmitted", audit, by.user, facts={"on": on, "due_date": audit.default_due_date})
    )
    return audit


def _log(
    audit_id: int, facts: Sequence[DemandFacts], by: Viewer, *, via: str, after: int | None = None
) -> list[Demand]:
    access.require(by, Act.LOG_DEMAND)
    audit = _untransmitted(audit_id, by, _("요구사항 등록"))
    last = last_number(audit_id)
    if after is not None and after != last:
        raise NotAllowedNow(
            _("요구사항 등록: 살펴보는 동안 다른 요구사항이 등록되었습니다. 먼저 할 일: 다시 살펴보기")
        )
    if any(not fact.text.strip() for fact in facts):
        raise ValidationError({"text": _("요구 내용을 적어 주십시오.")})
    demands = Demand.objects.bulk_create(
        Demand(
            audit=audit,
            number=number,
            category=fact.category,
            raised_by=fact.raised_by.strip(),
            minutes_reference=fact.minutes_reference.strip(),
        )
        for number, fact in enumerate(facts, start=last + 1)
    )
    logged = list(zip(demands, facts, strict=True))
    versions = DemandVersion.objects.bulk_create(
        DemandVersion(demand=demand, text=fact.text.strip(), by=by.user) for demand, fact in logged
    )
    _propose(logged)
    followup.refresh([demand.pk for demand in demands])
    repeats.propose(audit, [demand.pk for demand in demands])
    told = {"via": via, "on": by.on}
    record.append_all(
        [
            Entry("demand_logged", demand, by.user, demand_id=demand.pk, rows=[demand, version], facts=told)
            for demand, version in zip(demands, versions, strict=True)
        ]
    )
    return demands


def _propose(logged: Sequence[tuple[Demand, DemandFacts]]) -> None:
    proposed = Demand.proposed.through
    rows = [
        proposed(demand_id=demand.pk, department_id=department.pk)
        for demand, fact in logged
        for department in dict.fromkeys(fact.proposed)
    ]
    if rows:
        proposed.objects.bulk_create(rows)


def _untransmitted(audit_id: int, by: Viewer, act: str) -> Audit:
    audit = Audit.objects.select_for_update(no_key=True).filter(pk=audit_id).first()
    if audit is None:
        raise NotVisible
    access.require_audit(by, audit)
    if audit.transmitted_on:
        day = f"{audit.transmitted_on:%Y. %-m. %-d.}"
        raise NotAllowedNow(_("%(act)s: 이미 이송한 감사입니다(%(day)s).") % {"act": act, "day": day})
    return audit


def _new_version(demand: Demand, text: str, by: Viewer, *, reason: str) -> DemandVersion:
    if not text.strip():
        raise ValidationError({"text": _("요구 내용을 적어 주십시오.")})
    return DemandVersion.objects.create(
        demand=demand, number=demand.version, text=text.strip(), by=by.user, reason=reason
    )


def _check_period(facts: AuditFacts) -> None:
    if bool(facts.period_length) != bool(facts.period_unit):
        raise ValidationError({"period_length": _("처리 기간과 단위를 함께 적어 주십시오.")})
    if facts.period_length and facts.default_due_date:
        raise ValidationError({"default_due_date": _("처리 기간과 처리기한 가운데 하나만 정하여 주십시오.")})
