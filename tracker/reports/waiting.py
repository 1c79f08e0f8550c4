"""How much waits behind each entry of the navigation: asked on every page, so one statement for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import BooleanField, ExpressionWrapper, IntegerField, Q, QuerySet, Subquery

from audits.access import Viewer
from audits.gates import Gate
from audits.models import User
from tracker import access
from tracker.models import PENDING_OFFER, Assignment, ExtensionRequest, Handover, ProgressUpdate, RequestState

MOST: Final = 99  # what is more than this is said as 99+, so that nobody pays for counting it


class UpTo(Subquery):
    """How many rows a question has; counting ends after `most` of them."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any], most: int) -> None:
        super().__init__(rows.order_by().values("pk")[:most])


def waiting_counts(
    viewer: Viewer, rows: Mapping[str, QuerySet[Any]], facts: Mapping[str, Q] | None = None
) -> Mapping[str, int]:
    """How many each of `rows` has, `MOST` + 1 standing for more, and which of `facts` hold (1 or 0); one statement.

    None, and no statement, where nothing is asked.
    """
    asked: dict[str, Any] = {f"rows_{name}": UpTo(found, MOST + 1) for name, found in rows.items()}
    for name, fact in (facts or {}).items():
        asked[f"fact_{name}"] = ExpressionWrapper(fact, output_field=BooleanField())
    if not asked:
        return {}
    found = User.objects.filter(pk=viewer.user.pk).annotate(**asked).values(*asked).get()
    return {name.partition("_")[2]: int(count) for name, count in found.items()}


def owed_by(viewer: Viewer) -> QuerySet[Assignment]:
    """내 할 일: what the viewer's departments owe, as its first tab has it."""
    return access.mine(viewer).outstanding()


def to_confirm(viewer: Viewer) -> QuerySet[ProgressUpdate]:
    """부서장 확인: reports that wait for this person as a head."""
    return access.awaiting_pass(viewer, Gate.HEAD)


def confirmations(viewer: Viewer) -> int:
    """How many of them there are."""
    return to_confirm(viewer).count()


def to_submit(viewer: Viewer) -> QuerySet[ProgressUpdate]:
    """의회 제출: reports that wait for the coordinator."""
    return access.awaiting_pass(viewer, Gate.COORDINATOR)


def to_check(viewer: Viewer) -> QuerySet[Assignment]:
    """이행 확인: closing reports that this person checks, as `claims_waiting` counts them."""
    return access.checked_by(viewer).awaiting_verification()


def to_grant(viewer: Viewer) -> QuerySet[ExtensionRequest]:
    """기한 연장 요청: those nobody has answered, of what this person sees."""
    return access.visible_requests(viewer).filter(state=RequestState.PENDING)


def offered_between(viewer: Viewer) -> QuerySet[Handover]:
    """소관 변경: offers that nobody has taken or settled, of what this person sees."""
    return access.visible_offers(viewer).filter(state__in=PENDING_OFFER)
