"""How much waits for one person in each queue, over all audits: what the first page says to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Func, IntegerField, Q, QuerySet, Subquery, Value

from audits.access import Viewer
from audits.gates import Gate
from audits.models import User
from tracker import access
from tracker.lifecycle import Act
from tracker.models import PENDING_OFFER, HandoverState, RequestState
from tracker.pending import unanswered_since
from tracker.reports.waiting import UpTo

MANY: Final = 1_000  # nobody works through so many in a morning, and to count a whole city's takes a while


@dataclass(frozen=True)
class Queues:
    """Rows of 이행 확인, 기한 연장 요청, 의회 제출 and 소관 변경; `to_settle` of the offers want the coordinator.

    Of `claims`, `MANY` stands for as many or more.
    """

    claims: int = 0
    extensions: int = 0
    submissions: int = 0
    offers: int = 0
    to_settle: int = 0


def queues(viewer: Viewer) -> Queues:
    """What waits for the viewer in the queues they may open, none in others; one statement.

    Two more, for the holidays of working days, for whoever settles offers.
    """
    rows = _rows(viewer)
    counted: dict[str, Subquery] = {name: _count(found) for name, found in rows.items() if name != "claims"}
    if "claims" in rows:
        counted["claims"] = UpTo(rows["claims"], MANY)
    return Queues(**User.objects.filter(pk=viewer.user.pk).values(**counted).get()) if counted else Queues()


def _rows(viewer: Viewer) -> dict[str, QuerySet[Any]]:
    found: dict[str, QuerySet[Any]] = {}
    if access.may_read(viewer, access.Right.VERIFY):
        found["claims"] = access.checked_by(viewer).awaiting_verification()
    if access.may(viewer, Act.GRANT):
        found["extensions"] = access.visible_requests(viewer).filter(state=RequestState.PENDING)
    if access.may(viewer, Act.SUBMIT):
        found["submissions"] = access.awaiting_pass(viewer, Gate.COORDINATOR)
    if access.may(viewer, Act.SETTLE_HANDOVER):
        found["offers"] = access.visible_offers(viewer).filter(state__in=PENDING_OFFER)
        silent = Q(state=HandoverState.REFUSED) | Q(on__lte=unanswered_since(viewer.on))
        found["to_settle"] = found["offers"].filter(silent)
    return found


def _count(rows: QuerySet[Any]) -> Subquery:
    """COUNT over `rows` as an expression; not Count, which would group them."""
    counted = rows.order_by().annotate(found=Func(Value(1), function="COUNT")).values("found")
    return Subquery(counted, output_field=IntegerField())
