"""The organisation on a day: which departments there were, what became of them, what they are called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from audits import reference
from audits.intake.draft import Vocabulary
from audits.letters import bare
from audits.models import Department, DepartmentKind, Membership, Succession, SuccessionKind, User
from audits.models.succession import ENDS_PREDECESSOR

BY_RULE = frozenset({SuccessionKind.RENAME, SuccessionKind.MERGE})
DIVIDES = frozenset({SuccessionKind.SPLIT, SuccessionKind.TRANSFER})


def successions() -> list[Succession]:
    """Every step with a predecessor, also of days to come, in order of date; both departments loaded."""
    steps = Succession.objects.standing().filter(predecessor__isnull=False)
    return list(steps.select_related("predecessor", "successor").order_by("day", "id"))


def by_rule(step: Succession, all_steps: Collection[Succession]) -> bool:
    """Whether open work follows `step` without a person deciding (product.md rule 9).

    A rename or merge does, unless a split or transfer of the same predecessor bears the same date or a span
    that overlaps: then it is not known which of its duties stayed. `all_steps` are those of days to come as well, as
    a span that began may end later. Nothing goes outside the installation by itself.
    """
    if step.kind not in BY_RULE or step.successor is None or step.successor.external:
        return False
    return not any(
        other.kind in DIVIDES and _of_one_predecessor(step, other) and _overlap(step, other)
        for other in all_steps
    )


def with_predecessors(department_ids: Collection[int], on: date) -> frozenset[int]:
    """These departments and all that ended in them by `on`, by rename, merge or split; one statement, none for none."""
    if not department_ids:
        return frozenset()
    ended = Succession.objects.until(on).filter(
        kind__in=ENDS_PREDECESSOR, predecessor__isnull=False, successor__isnull=False
    )
    return reached(department_ids, ended.values_list("successor_id", "predecessor_id"))


def reached(begin: Collection[int], ways: Iterable[tuple[int | None, int | None]]) -> frozenset[int]:
    """All that `begin` leads to, itself included, by `ways` from one to another, of whatever length."""
    beside: dict[int | None, set[int]] = defaultdict(set)
    for one, other in ways:
        if other:
            beside[one].add(other)
    found: set[int] = set()
    waiting = set(begin)
    while waiting:
        found |= waiting
        waiting = {other for one in waiting for other in beside[one]} - found
    return frozenset(found)


def carrying_on(on: date) -> dict[int, Succession]:
    """The rename or merge that carried each department on by `on`, by the department's id; one statement."""
    steps = Succession.objects.until(on).filter(kind__in=BY_RULE, predecessor__isnull=False)
    return {step.predecessor_id: step for step in steps if step.predecessor_id and step.successor_id}


def followed_by_rule(on: date) -> dict[int, int]:
    """Where work of each department went by rule up to `on`, through every step, by ids; one statement."""
    steps = successions()
    divisions = [step for step in steps if step.kind in DIVIDES]
    onward = {step.predecessor_id: step for step in steps if step.day <= on and by_rule(step, divisions)}
    found: dict[int, int] = {}
    for predecessor, step in onward.items():
        last = step
        while (after := onward.get(last.successor_id)) and after.day > last.day:
            last = after
        if predecessor and last.successor_id:
            found[predecessor] = last.successor_id
    return found


def became(department: Department, on: date) -> list[Department]:
    """What carried a department on by `on`, rename by rename and merge by merge; the last stands for it today.

    Empty where nothing did: it still exists, was split or closed. Two statements.
    """
    steps = carrying_on(on)
    way: list[int] = []
    step = steps.get(department.pk)
    while step and step.successor_id and step.successor_id not in way:
        way.append(step.successor_id)
        after = steps.get(step.successor_id)
        step = after if after and after.day > step.day else None
    found = Department.objects.in_bulk(way)
    return [found[pk] for pk in way]


def people_left_behind(on: date) -> QuerySet[Membership]:
    """What active people still are on `on` in departments that no longer exist: rights that ended with them.

    Those that a rename or merge carries on are among them until `follow_people` has run. So is, at once, who was to
    begin in a department that was called off.
    """
    gone = Q(department__valid_until__lte=on, start_on__lte=on) | Q(department__is_void=True)
    standing = Membership.objects.exclude(end_on__lte=on).exclude(end_on=F("start_on"))
    return standing.filter(gone, user__is_active=True)


def people_without_seat(on: date) -> QuerySet[User]:
    """Active people who belong nowhere on `on` or later: they sign in and find nothing."""
    seats = Membership.objects.exclude(end_on__lte=on).exclude(end_on=F("start_on"))
    return User.objects.filter(~Exists(seats.filter(user=OuterRef("pk"))), is_active=True)


def people_invited() -> QuerySet[User]:
    """Active people who have not set a password yet, or still have their first, temporary one."""
    return User.objects.filter(
        Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(must_change_password=True), is_active=True
    )


def departments_ending(on: date, until: date) -> QuerySet[Department]:
    """Departments that exist on `on` and end by `until`, in 건제순."""
    return Department.objects.valid(on).filter(valid_until__lte=until).ranked()


def called(words: str) -> frozenset[int]:
    """Departments that bear or bore these words in their name or a short name; two statements.

    And those that took such a name's place by rename or merge. White space, signs and letter case do not count.
    """
    wanted = bare(words)
    if not wanted:
        return frozenset()
    names = Department.objects.filter(is_void=False).values_list("pk", "name", "short_names")
    found = {pk for pk, name, short in names if any(wanted in bare(each) for each in (name, *short))}
    became = Succession.objects.standing().filter(
        kind__in=BY_RULE, predecessor__isnull=False, successor__isnull=False
    )
    for predecessor, successor in became.order_by("day", "id").values_list("predecessor_id", "successor_id"):
        if predecessor in found and successor:
            found.add(successor)
    return frozenset(found)


def bureau_names(on: date) -> dict[int, str]:
    """Name on `on` of each department's bureau, by the department's id; two statements.

    A department keeps the bureau it began under; the bureau's renames and merges are followed.
    """
    steps = (
        Succession.objects.until(on)
        .filter(predecessor__kind=DepartmentKind.BUREAU, kind__in=BY_RULE, successor__isnull=False)
        .select_related("successor")
    )
    became = {step.predecessor_id: step.successor for step in steps}
    names = {}
    for department in Department.objects.filter(bureau__isnull=False).select_related("bureau"):
        bureau, seen = department.bureau, set()
        while bureau and bureau.pk in became and bureau.pk not in seen:
            seen.add(bureau.pk)
            bureau = became[bureau.pk]
        names[department.pk] = bureau.name if bureau else ""
    return names


def reading_day(year: int, report_date: date | None) -> date:
    """The day on which department names in a report are understood: its date, else the audit year's end."""
    return report_date or date(year, 12, 31)


def vocabulary(on: date) -> Vocabulary:
    """What a reader may rely on for a document of `on`: names, wordings, categories; three statements.

    A full name that several departments bear stands as often as they do: it names none of them for certain.
    """
    departments = on_sheet(on)
    bearers = Counter(department.name for department in departments)
    names: dict[str, dict[str, int]] = defaultdict(dict)
    for department in departments:
        for name in (department.name, *department.short_names):
            names["".join(name.split())][department.name] = bearers[department.name]
    return Vocabulary(
        departments={name: tuple(sorted(Counter(full).elements())) for name, full in names.items()},
        wordings={wording.key: wording.status for wording in reference.wordings()},
        categories={
            category.code: (category.label, *category.headings) for category in reference.offered_categories()
        },
    )


def departments_named(names: Collection[str], on: date) -> dict[str, Department]:
    """The departments valid on `on` with these full names, by name; neither bureaus nor names borne twice."""
    found: dict[str, list[Department]] = defaultdict(list)
    for department in Department.objects.valid(on).inside().exclude(kind=DepartmentKind.BUREAU):
        found[department.name].append(department)
    return {name: found[name][0] for name in names if len(found.get(name, ())) == 1}


def on_sheet(on: date) -> Sequence[Department]:
    """Departments without bureaus as they stood on `on`, in 건제순."""
    return list(Department.objects.valid(on).inside().exclude(kind=DepartmentKind.BUREAU).ranked())


def _of_one_predecessor(one: Succession, other: Succession) -> bool:
    """Whether both lead on from the same department, which may not be stored yet."""
    if one.predecessor_id is None:
        return one.predecessor is other.predecessor
    return one.predecessor_id == other.predecessor_id


def _overlap(one: Succession, other: Succession) -> bool:
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def _first(step: Succession) -> date:
    return step.effective_on or step.not_before or date.min


def _last(step: Succession) -> date:
    return step.effective_on or step.not_after or date.max
