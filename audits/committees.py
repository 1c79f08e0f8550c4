"""Committees and what became of them: whose audits wait for one, and which came before and after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from audits.models import Audit, CommitteeSuccession
from audits.organisation import reached


def audits_without_committee(on: date) -> QuerySet[Audit]:
    """Audits whose committee is over on `on` and that no other one took over: somebody has to name one."""
    return Audit.objects.filter(committee__valid_until__lte=on)


def with_former(committee_ids: Collection[int], on: date) -> frozenset[int]:
    """These committees and all that ended in them by `on`; one statement, none for none."""
    return _reached(committee_ids, on, "successor_id", "predecessor_id")


def with_later(committee_ids: Collection[int], on: date) -> frozenset[int]:
    """These committees and all that they ended in by `on`; one statement, none for none."""
    return _reached(committee_ids, on, "predecessor_id", "successor_id")


def what_they_became(on: date) -> dict[int, frozenset[int]]:
    """Each committee that ended in another by `on`, with all that it ended in, by ids; one statement."""
    ways = list(_steps(on).values_list("predecessor_id", "successor_id"))
    return {former: reached([former], ways) for former, _successor in ways}


def _reached(committee_ids: Collection[int], on: date, here: str, there: str) -> frozenset[int]:
    if not committee_ids:
        return frozenset()
    return reached(committee_ids, _steps(on).values_list(here, there))


def _steps(on: date) -> QuerySet[CommitteeSuccession]:
    return CommitteeSuccession.objects.filter(successor__isnull=False, on__lte=on)
