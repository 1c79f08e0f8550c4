"""The audit that a first page is about: one at a time, chosen from those the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Demand
from tracker import access
from tracker.models import ReportingRound
from tracker.web import asked

BACK: Final = 5  # audits before the chosen one in the trend


@dataclass(frozen=True)
class Chosen:
    """`audit` is None where the viewer sees none; `audits` are all, newest first, each with `has_demands`,
    `distributed` (somebody has one of them) and `has_round` (an open one).
    """

    audit: Any
    audits: Sequence[Any]

    @property
    def alike(self) -> list[Any]:
        """The chosen audit after some earlier ones of the same body, or of the same committee where there is none."""
        earlier = [each for each in self.audits if each.has_demands and each.year < self.audit.year]
        same = [each for each in earlier if each.body == self.audit.body]
        if not same and self.audit.committee_id:
            same = [each for each in earlier if each.committee_id == self.audit.committee_id]
        return [*reversed(same[:BACK]), self.audit]


def chosen(request: HttpRequest, viewer: Viewer) -> Chosen:
    """The audit that the address names, else the newest with an open round, else with demands; one statement.

    Raises NotVisible for another's, BadRequest for nonsense.
    """
    demands = Demand.objects.filter(audit=OuterRef("pk"))
    open_round = ReportingRound.objects.open().filter(audit=OuterRef("pk"))
    audits = list(
        access.visible_audits(viewer)
        .select_related("committee")
        .annotate(
            has_demands=Exists(demands),
            distributed=Exists(demands.filter(followup__live__gt=0)),
            has_round=Exists(open_round),
        )
        .order_by("-year", "body", "id")
    )
    named = request.GET.get("audit")
    if named:
        pk = asked.number(named)
        audit = next((each for each in audits if each.pk == pk), None)
        if audit is None:
            raise NotVisible
        return Chosen(audit, audits)
    ranked = sorted(audits, key=lambda each: (not each.has_round, not each.has_demands))
    return Chosen(ranked[0] if ranked else None, audits)
