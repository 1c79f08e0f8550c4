"""What a list is asked for: its parameters, and the filter they make."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from audits.statuses import ReportedStatus
from tracker import filters
from tracker.api.bodies import BIGGEST_ID, DayField, id_field, text_field
from tracker.filters import DemandFilter, Filter
from tracker.models import Stage, Verdict
from tracker.rounds import RoundState

LARGEST_PAGE: Final = 200
PAGE: Final = 50
LONGEST_CURSOR: Final = 2000


class PageQuery(serializers.Serializer[Any]):
    """Which page of a list: `next` is what the page before it answered."""

    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE)
    next = text_field(LONGEST_CURSOR)


def _filter(longest: int = 60) -> serializers.CharField:
    return text_field(longest)


class DemandQuery(PageQuery):
    """Filters of `demands/`."""

    audit = id_field(required=False)
    department = id_field(required=False)
    former = id_field(required=False)
    category = _filter()
    standing = serializers.ChoiceField(choices=ReportedStatus.choices, required=False)
    priority = serializers.BooleanField(required=False)
    q = _filter(100)

    def wanted(self) -> DemandFilter:
        """The filter asked for. Call on a valid query."""
        return DemandFilter(**_without_page(self.validated_data))


class AssignmentQuery(PageQuery):
    """Filters of `assignments/`; `department` 0 asks for those that nobody holds (소관 없음).

    `former` asks for what a department holds or once held, whatever became of it since.
    `round_state` is how far one is in `round`.
    """

    audit = id_field(required=False)
    department = serializers.IntegerField(min_value=0, max_value=BIGGEST_ID, required=False)
    former = id_field(required=False)
    category = _filter()
    stage = serializers.ChoiceField(choices=Stage.choices, required=False)
    status = serializers.ChoiceField(choices=ReportedStatus.choices, required=False)
    verification = serializers.ChoiceField(choices=Verdict.choices, required=False)
    overdue = serializers.BooleanField(required=False)
    without_officer = serializers.BooleanField(required=False)
    priority = serializers.BooleanField(required=False)
    due_before = DayField(required=False)
    due_after = DayField(required=False)
    q = _filter(100)
    round = id_field(required=False)
    round_state = serializers.ChoiceField(choices=RoundState.choices, required=False)
    ordering = serializers.ChoiceField(choices=sorted(filters.ORDERS), required=False)

    def wanted(self) -> Filter:
        """The filter asked for. Call on a valid query."""
        asked = _without_page(self.validated_data)
        return Filter(order=asked.pop("ordering", "number"), **asked)


class RoundQuery(PageQuery):
    """Filters of `rounds/`; `open` are those that neither a submission has closed nor anybody has called off."""

    audit = id_field(required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None)


def _without_page(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name not in {"limit", "next"}}
