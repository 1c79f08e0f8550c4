"""propose, decide_repeat (재지적): a machine proposes pairs, a person decides (product.md rule 10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audits import record, repeats
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Demand, DemandVersion, Repeat, RepeatState
from audits.models.demand import DemandQuerySet
from audits.record import Entry
from tracker import access
from tracker.lifecycle import Act

EVENT = "repeat_decided"
DECISIONS = frozenset({RepeatState.CONFIRMED, RepeatState.REFUSED})


@transaction.atomic(savepoint=False)
def propose(audit: Audit, demand_ids: Collection[int] | None = None) -> int:
    """Propose what demands of `audit` repeat, and which demands of later audits repeat them; answers how many pairs.

    Without `demand_ids` all of the audit's. What was proposed for them before and nobody has decided on is proposed
    anew, by the texts in force now; what somebody decided stays. Five statements, however many demands.
    """
    own = audit.demands.counted()
    if demand_ids is not None:
        own = own.filter(pk__in=demand_ids)
    texts = _texts(own)
    if not texts:
        return 0
    earlier = _texts(Demand.objects.counted().filter(audit__year__lt=audit.year))
    later = _texts(Demand.objects.counted().filter(audit__year__gt=audit.year))
    found = [*repeats.candidates(texts, earlier), *repeats.candidates(later, texts)]
    _forget(texts)
    every = {**earlier, **texts, **later}
    rows = [_proposal(pair, every) for pair in found]
    # A pair that somebody has decided on is there already and stays as it is.
    Repeat.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def decide_repeat(demand_id: int, earlier_id: int, *, state: str, by: Viewer) -> Repeat:
    """Say whether a demand repeats an earlier one, whether or not a machine proposed it, or say it anew.

    Raises PermissionDenied; NotVisible unless both demands are the viewer's to see; ValidationError for what is
    decided so already, for no decision, and for a demand that is not of an earlier year.
    """
    access.require(by, Act.DECIDE_REPEAT)
    demand, earlier = _both(demand_id, earlier_id, by)
    access.require_in(by, Act.DECIDE_REPEAT, demand.audit)
    _check(demand, earlier, state)
    repeat = _held(demand, earlier)
    if repeat.state == state:
        raise ValidationError({"state": _("이미 그렇게 결정되어 있습니다: %(state)s") % _named(state)})
    is_first = repeat.decided_on is None
    repeat.state, repeat.decided_by, repeat.decided_on = RepeatState(state), by.user, by.on
    repeat.save(update_fields=["state", "decided_by", "decided_on"])
    told = {"on": by.on, "state": state, "earlier": earlier.pk}
    rows = [repeat] if is_first else []
    record.append(Entry(EVENT, repeat, by.user, demand_id=demand.pk, rows=rows, facts=told))
    return repeat


def _texts(demands: DemandQuerySet) -> dict[int, str]:
    """The text in force of each demand, by its id; one statement."""
    current = DemandVersion.objects.current().filter(demand__in=demands)
    return dict(current.order_by("demand_id").values_list("demand_id", "text"))


def _forget(demand_ids: Collection[int]) -> None:
    """Take back what is only proposed, on either side of these demands."""
    either = Q(demand__in=demand_ids) | Q(earlier__in=demand_ids)
    Repeat.objects.filter(either, state=RepeatState.PROPOSED).delete()


def _proposal(pair: repeats.Found, texts: Mapping[int, str]) -> Repeat:
    words = repeats.common_words(texts[pair.new], texts[pair.earlier])
    return Repeat(demand_id=pair.new, earlier_id=pair.earlier, score=pair.score, words=words)


def _held(demand: Demand, earlier: Demand) -> Repeat:
    """The pair, locked, made where it is not there.

    Of two people who decide about a pair nobody proposed, one makes it and the other finds it. What is only proposed
    may be taken back, and proposed anew, while this waits for it: then it is asked for once more.
    """
    pair = Repeat.objects.filter(demand=demand, earlier=earlier)
    Repeat.objects.get_or_create(demand=demand, earlier=earlier)
    held = pair.select_for_update(no_key=True).first()
    if held is None:
        Repeat.objects.get_or_create(demand=demand, earlier=earlier)
        held = pair.select_for_update(no_key=True).get()
    return held


def _both(demand_id: int, earlier_id: int, by: Viewer) -> tuple[Demand, Demand]:
    """Both demands, where they are the viewer's to see. Raises NotVisible."""
    seen = access.visible_demands(by).filter(pk__in={demand_id, earlier_id}).select_related("audit")
    found = {demand.pk: demand for demand in seen}
    if demand_id not in found or earlier_id not in found:
        raise NotVisible
    return found[demand_id], found[earlier_id]


def _check(demand: Demand, earlier: Demand, state: str) -> None:
    if state not in DECISIONS:
        raise ValidationError({"state": _("결정을 골라 주십시오.")})
    if earlier.audit.year >= demand.audit.year:
        raise ValidationError(
            {"earlier": _("앞선 연도의 감사에서 요구한 것만 재지적으로 연결할 수 있습니다.")}
        )
    if demand.withdrawn_at or earlier.withdrawn_at:
        raise ValidationError({"earlier": _("철회된 요구사항은 재지적으로 연결할 수 없습니다.")})


def _named(state: str) -> dict[str, str]:
    return {"state": str(RepeatState(state).label)}
