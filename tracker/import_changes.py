"""A corrected report of an audit that is stored already: what would change, item by item. It changes nothing.

What is official is changed by the acts that exist for it, each with its reason (product.md rule 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from audits.intake.draft import Draft, DraftItem
from audits.models import Audit, Demand, DemandVersion
from audits.repeats import bare, likeness, runs_of
from tracker.models import Assignment, ProgressUpdate, Source
from tracker.models.states import Stage

TEXT: Final = "text"
CATEGORY: Final = "category"
DEPARTMENTS: Final = "departments"
STATUS: Final = "status"
ACTIONS: Final = "actions_taken"
PLAN: Final = "plan"
PLANNED: Final = "planned_until"
REACH: Final = 20  # numbers up and down in which a moved demand is looked for
HALF: Final = 500  # likeness at which a text is taken for the corrected one of another
ANSWER: Final = (STATUS, ACTIONS, PLAN, PLANNED)


@dataclass(frozen=True)
class Difference:
    """One field of one demand: as it is stored, and as the document has it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A stored demand that the document tells differently. `assignment_ids` are those with an answer of their own."""

    demand_id: int
    number: int
    differences: tuple[Difference, ...]
    assignment_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Gone:
    """A stored demand that the document does not have."""

    demand_id: int
    number: int
    text: str


@dataclass(frozen=True)
class Comparison:
    """A draft beside the stored demands of the same year and body.

    `changed` are those whose text differs, as the answers' are in `changes` alone: an answer is told anew every year.
    """

    audit_id: int
    same: int
    changed: int
    new: int
    changes: tuple[Changed, ...] = ()
    added: tuple[DraftItem, ...] = ()
    gone: tuple[Gone, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the document says nothing that is not stored."""
        return not (self.changes or self.added or self.gone)


@dataclass
class _Stored:
    """A demand as it is stored, in the fields that a document has."""

    demand: Demand
    fields: dict[str, str]
    departments: dict[int, str] = field(default_factory=dict)


def compare(draft: Draft, *, year: int, body: str) -> Comparison | None:
    """How a draft stands to an audit already stored; None where there is none. Six statements at most.

    Items belong together that say the same; of what is left, those of the same number. So one item put in between is
    one new item, and not a change of all that follow.
    """
    audit = Audit.objects.of(year, body).first()
    if audit is None:
        return None
    stored = _stored(audit)
    pairs = _pairs(draft, stored)
    changes = tuple(
        change
        for item, demand_id in pairs.items()
        if (change := _change(draft.items[item], stored[demand_id], has_statuses=draft.has_statuses))
    )
    rewritten = sum(any(each.field == TEXT for each in change.differences) for change in changes)
    added = tuple(item for place, item in enumerate(draft.items) if place not in pairs)
    kept = set(pairs.values())
    return Comparison(
        audit_id=audit.pk,
        same=len(pairs) - rewritten,
        changed=rewritten,
        new=len(added),
        changes=changes,
        added=added,
        gone=tuple(
            Gone(pk, row.demand.number, row.fields[TEXT]) for pk, row in stored.items() if pk not in kept
        ),
    )


def _stored(audit: Audit) -> dict[int, _Stored]:
    """Every demand of the audit that is not withdrawn, with what was last published of it."""
    demands = list(audit.demands.counted().in_order().select_related("category").prefetch_related("proposed"))
    texts = DemandVersion.objects.texts(demands)
    found = {
        demand.pk: _Stored(demand, {TEXT: texts[demand.pk], CATEGORY: demand.category.code})
        for demand in demands
    }
    live = Assignment.objects.filter(demand__audit=audit).exclude(stage=Stage.WITHDRAWN)
    for pk, demand_id in live.values_list("pk", "demand_id"):
        if demand_id in found:
            found[demand_id].departments[pk] = ""
    _add_published(audit, found)
    for row in found.values():
        told = {name for name in row.departments.values() if name}
        names = told or {department.name for department in row.demand.proposed.all()}
        row.fields[DEPARTMENTS] = _names(names)
    return found


def _add_published(audit: Audit, found: Mapping[int, _Stored]) -> None:
    """The newest answer of each assignment that was taken from a published report."""
    updates = ProgressUpdate.objects.filter(
        assignment__demand__audit=audit, assignment__demand__in=found, source=Source.PUBLISHED
    )
    for update in updates.select_related("assignment", "department").order_by("assignment_id", "number"):
        row = found[update.assignment.demand_id]
        row.departments[update.assignment_id] = update.department.name if update.department else ""
        row.fields |= {
            STATUS: update.status,
            ACTIONS: update.actions_taken,
            PLAN: update.plan,
            PLANNED: update.planned_until.isoformat() if update.planned_until else "",
        }


def _pairs(draft: Draft, stored: Mapping[int, _Stored]) -> dict[int, int]:
    """Which item (by its place) is which stored demand."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for pk, row in stored.items():
        waiting[bare(row.fields[TEXT])].append(pk)
    pairs: dict[int, int] = {}
    for place, item in enumerate(draft.items):
        alike = waiting.get(bare(item.text))
        if alike:
            # Of several that say the same, the one of the same number.
            same = next((pk for pk in alike if stored[pk].demand.number == item.number), alike[0])
            alike.remove(same)
            pairs[place] = same
    _pair_the_rest(draft, stored, pairs)
    return pairs


def _pair_the_rest(draft: Draft, stored: Mapping[int, _Stored], pairs: dict[int, int]) -> None:
    """What says nothing that is stored belongs to the likest of what is left in reach, else to the same number."""
    taken = set(pairs.values())
    left = {row.demand.number: pk for pk, row in stored.items() if pk not in taken}
    free = [place for place in range(len(draft.items)) if place not in pairs]
    runs = {pk: runs_of(bare(stored[pk].fields[TEXT])) for pk in left.values()}
    for place in free:
        mine = runs_of(bare(draft.items[place].text))
        own = draft.items[place].number
        near = [number for number in range(own - REACH, own + REACH + 1) if number in left]
        best = max(near, key=lambda number: likeness(mine, runs[left[number]]), default=None)
        if best is not None and likeness(mine, runs[left[best]]) >= HALF:
            pairs[place] = left.pop(best)
    for place in free:
        if place not in pairs and (pk := left.pop(draft.items[place].number, None)):
            pairs[place] = pk


def _change(item: DraftItem, row: _Stored, *, has_statuses: bool) -> Changed | None:
    told = {
        TEXT: item.text,
        CATEGORY: item.category,
        DEPARTMENTS: _names(item.departments or item.named),  # names nobody knows, as they stand
        STATUS: item.status,
        ACTIONS: item.actions_taken,
        PLAN: item.plan,
        PLANNED: item.planned_until.isoformat() if item.planned_until else "",
    }
    names = (TEXT, CATEGORY, DEPARTMENTS, *(ANSWER if has_statuses else ()))
    differences = tuple(
        Difference(name, row.fields.get(name, ""), told[name])
        for name in names
        if bare(row.fields.get(name, "")) != bare(told[name]) and _counts(name, row, told)
    )
    if not differences:
        return None
    return Changed(row.demand.pk, row.demand.number, differences, tuple(row.departments))


def _counts(name: str, row: _Stored, told: Mapping[str, str]) -> bool:
    """An item without a status beside a demand that nobody reported on is no difference."""
    return name != STATUS or STATUS in row.fields or told[STATUS] != "not_reported"


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))
