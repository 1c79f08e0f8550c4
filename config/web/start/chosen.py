"""The audit that a first page is about: one at a time, chosen from those the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest

from audits import committees
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Demand
from tracker import access
from tracker.models import ReportingRound
from tracker.web import asked

BACK: Final = 5  # audits before the chosen one in the trend
# Of every audit. `is_held_back`: the mayor does not have it, and nobody has one of its demands; `has_round`: an open
# one; `is_homeless`: its committee is over.
SHOWN: Final = (
    "pk",
    "year",
    "body",
    "transmitted_on",
    "committee",
    "committee__name",
    "has_demands",
    "is_held_back",
    "has_round",
    "is_homeless",
)


@dataclass(frozen=True)
class Chosen:
    """`audit` is None where the viewer sees none; `row` is what is known of it among `audits`, all of them, newest
    first, each with what `SHOWN` names.
    """

    audit: Any
    row: Any
    audits: Sequence[Any]

    @property
    def alike(self) -> list[Any]:
        """The chosen audit after some earlier ones of the same body, or of the same committee where there is none."""
        row = self.row
        earlier = [each for each in self.audits if each.has_demands and each.year < row.year]
        same = [each for each in earlier if each.body == row.body]
        if not same and row.committee:
            same = [each for each in earlier if each.committee == row.committee]
        return [*reversed(same[:BACK]), row]


def chosen(request: HttpRequest, viewer: Viewer) -> Chosen:
    """The audit that the address names, else the newest with an open round, else with demands; two statements.

    Raises NotVisible for another's, BadRequest for nonsense.
    """
    demands = Demand.objects.filter(audit=OuterRef("pk"))
    held = demands.filter(followup__live__gt=0)
    open_round = ReportingRound.objects.open().filter(audit=OuterRef("pk"))
    homeless = committees.audits_without_committee(viewer.on).filter(pk=OuterRef("pk"))
    # As rows: a city has some hundred audits, and one of them is shown.
    audits = list(
        access.visible_audits(viewer)
        .annotate(
            has_demands=Exists(demands),
            is_held_back=ExpressionWrapper(
                Q(transmitted_on__isnull=True) & ~Exists(held), output_field=BooleanField()
            ),
            has_round=Exists(open_round),
            is_homeless=Exists(homeless),
        )
        .order_by("-year", "body", "id")
        .values_list(*SHOWN, named=True)
    )
    named = request.GET.get("audit")
    if named:
        pk = asked.number(named)
        found = next((each for each in audits if each.pk == pk), None)
        if found is None:
            raise NotVisible
    else:
        found = min(audits, key=lambda each: (not each.has_round, not each.has_demands), default=None)
    return Chosen(Audit.objects.get(pk=found.pk) if found else None, found, audits)
