"""submit (의회 제출): the coordinator hands reports to the council with a letter (lifecycle.md §4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.gates import Gate
from audits.models import Demand
from audits.record import Entry
from tracker import access
from tracker.actions.gates import ask_again, at_gate
from tracker.actions.hold import entry
from tracker.actions.letter import Letter
from tracker.actions.report import filed
from tracker.lifecycle import Act
from tracker.models import Assignment, Passage, ProgressUpdate

REFUSALS = (NotVisible, PermissionDenied, NotAllowedNow, Stale)


@dataclass(frozen=True)
class Outcome:
    """What became of one of many: the report that was filed, or why it was not."""

    assignment_id: int
    update: ProgressUpdate | None = None
    refusal: Exception | None = None


@transaction.atomic
def submit(assignment_id: int, letter: Letter, *, version: int | None, by: Viewer) -> ProgressUpdate:
    """File the report that waits for the coordinator, with the letter it reaches the council by.

    Raises as `gates.at_gate`, NotAllowedNow where the report could not be filed any more, ValidationError as
    `Letter.check`.
    """
    letter.check(by.on)
    update, entries = _submitted(assignment_id, letter, version, by)
    record.append_all(entries)
    return update


@transaction.atomic
def submit_many(
    assignment_ids: Collection[int],
    letter: Letter,
    *,
    by: Viewer,
    versions: Mapping[int, int] | None = None,
) -> list[Outcome]:
    """Submit with one letter whatever of these can be, each with its own result, in order of id.

    `versions` are those that the caller saw, where it holds any. Raises PermissionDenied, and ValidationError as
    `Letter.check`; what a single one is refused for is its result and leaves the others alone.
    """
    access.require(by, Act.SUBMIT)
    letter.check(by.on)
    wanted = sorted(set(assignment_ids))
    _lock(wanted, by)
    outcomes, entries = submitted(wanted, letter, versions or {}, by)
    record.append_all(entries)
    return outcomes


def submitted(
    assignment_ids: Iterable[int], letter: Letter, versions: Mapping[int, int], by: Viewer
) -> tuple[list[Outcome], list[Entry]]:
    """Submit each of these with a letter that was checked: their results, and what the record has to keep, in order.

    The caller holds the locks, in order of id, and writes the record.
    """
    outcomes: list[Outcome] = []
    entries: list[Entry] = []
    for assignment_id in assignment_ids:
        try:
            with transaction.atomic():
                update, told = _submitted(assignment_id, letter, versions.get(assignment_id), by)
        except REFUSALS as refusal:
            outcomes.append(Outcome(assignment_id, refusal=refusal))
        else:
            outcomes.append(Outcome(assignment_id, update))
            entries += told
    return outcomes, entries


def _lock(assignment_ids: Collection[int], by: Viewer) -> None:
    """Every row before the first is changed, demands first, each in order of id, as a single act does."""
    held = access.visible_to(by).filter(pk__in=assignment_ids)
    demands = Demand.objects.filter(pk__in=held.values("demand")).order_by("id")
    list(demands.select_for_update(no_key=True).values_list("pk"))
    list(Assignment.objects.locked().filter(pk__in=held.values("pk")).values_list("pk"))


def _submitted(
    assignment_id: int, letter: Letter, version: int | None, by: Viewer
) -> tuple[ProgressUpdate, list[Entry]]:
    assignment, update = at_gate(assignment_id, Act.SUBMIT, version=version, by=by)
    ask_again(Act.SUBMIT, assignment, update, by)
    passage = Passage.objects.create(
        update=update,
        gate=Gate.COORDINATOR,
        passed=True,
        document_number=letter.number.strip(),
        document_on=letter.on,
        by=by.user,
        on=by.on,
    )
    told = {"update": update.pk, "letter_on": letter.on}
    submitted = entry("report_submitted", assignment, by, [passage], told)
    return update, [submitted, *filed(assignment, update, [], by)]
