"""The organisation in memory while a reorganisation is planned on it; nothing here is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from audits.models import Department, DepartmentKind, Succession
from audits.models.succession import ENDS_PREDECESSOR
from audits.organisation import BY_RULE
from audits.reorganisation.steps import Founding, Planned, bare, name_of

Asked = Department | Founding | str


class Sheet:
    """Every department that was not called off, what recorded steps say of it, and what the plan makes of it."""

    def __init__(self, departments: Iterable[Department], standing: Sequence[Succession]) -> None:
        self.founded: list[Department] = []
        self.ended: list[Department] = []
        self._rows: dict[int, Department] = {}
        self._named: dict[str, list[Department]] = defaultdict(list)
        self._became: dict[int, Department] = {}
        self._about: dict[int, list[Succession]] = defaultdict(list)
        self.recorded = {_key(step) for step in standing}
        for department in departments:
            self._rows[department.pk] = department
            self._named[bare(department.name)].append(department)
        for department in self._rows.values():
            if bureau := self._rows.get(department.bureau_id or 0):
                department.bureau = bureau  # one object a department, and no query when it is asked for
        for step in standing:
            self._know(step)

    @classmethod
    def today(cls) -> Sheet:
        """What is recorded, also of days to come; two statements."""
        departments = Department.objects.filter(is_void=False).ranked()
        return cls(departments, list(Succession.objects.standing().order_by("day", "id")))

    def all(self) -> list[Department]:
        """Every department of any day."""
        return [department for named in self._named.values() for department in named]

    def known(self, asked: Asked) -> list[Department]:
        """Those that are meant by a row or bear a name, on whatever day."""
        if isinstance(asked, Department):
            row = self._rows.get(asked.pk)
            return [row] if row else []
        return self._named.get(bare(name_of(asked)), [])

    def just_before(self, asked: Asked, day: date) -> list[Department]:
        """Those that stood up to `day`, and may end on it."""
        return [
            department
            for department in self.known(asked)
            if (department.valid_from is None or department.valid_from < day)
            and (department.valid_until is None or department.valid_until >= day)
        ]

    def on(self, asked: Asked, day: date) -> list[Department]:
        """Those that exist on `day`, after all that ends on it."""
        return [department for department in self.known(asked) if department.existed(day)]

    def steps_after(self, department: Department, day: date) -> list[Succession]:
        """Recorded steps about a department that are later than `day`."""
        return [step for step in self._of(department) if step.day > day]

    def endings(self, department: Department) -> list[Succession]:
        """Recorded steps by which a department ends."""
        return [
            step
            for step in self._of(department)
            if step.predecessor_id == department.pk and step.kind in ENDS_PREDECESSOR
        ]

    def began_for_certain(self, department: Department) -> date | None:
        """The day a department began, where it is known and not the last of a span."""
        certain = any(
            step.successor_id == department.pk and step.effective_on == department.valid_from
            for step in self._of(department)
        )
        return department.valid_from if certain else None

    def found(self, department: Department) -> None:
        """A department more, from its day on."""
        self._named[bare(department.name)].append(department)
        self.founded.append(department)

    def end(self, department: Department, day: date) -> None:
        """A department ends on `day`, where it does not already."""
        if department.valid_until is None:
            department.valid_until = day
            self.ended.append(department)

    def follow(self, step: Planned) -> None:
        """Keep what a planned rename or merge makes of its predecessor."""
        if step.asked.kind in BY_RULE and step.predecessor and step.successor:
            self._became[id(step.predecessor)] = step.successor

    def bureau_on(self, department: Department | None, day: date) -> Department | None:
        """The bureau a department belongs to on `day`, after its renames and merges; None where it is gone."""
        bureau = department.bureau if department else None
        seen: set[int] = set()
        while bureau and not bureau.existed(day) and id(bureau) not in seen:
            seen.add(id(bureau))
            bureau = self._became.get(id(bureau))
        return bureau if bureau and bureau.existed(day) else None

    def last_rank(self, bureau: Department | None) -> int:
        """The last place in 건제순 of a bureau, or of all."""
        inside = [department for department in self.all() if not department.external]
        within = [one for one in inside if bureau and (one is bureau or one.bureau is bureau)]
        return max((department.rank for department in within or inside), default=0)

    def _know(self, step: Succession) -> None:
        before, after = self._rows.get(step.predecessor_id or 0), self._rows.get(step.successor_id or 0)
        for department in (before, after):
            if department:
                self._about[department.pk].append(step)
        if before and after and step.kind in BY_RULE:
            self._became[id(before)] = after

    def _of(self, department: Department) -> list[Succession]:
        return self._about.get(department.pk, []) if department.pk else []


def is_bureau(department: Department) -> bool:
    """Whether it is a 실·국, which is no department of the same name."""
    return department.kind == DepartmentKind.BUREAU


def key_of(step: Planned) -> tuple[object, ...]:
    """What makes two steps one: kind, both departments, and days."""
    asked = step.asked
    before, after = step.predecessor, step.successor
    return (
        str(asked.kind),
        before and (before.pk or id(before)),
        after and (after.pk or id(after)),
        asked.effective_on,
        asked.not_after,
    )


def _key(step: Succession) -> tuple[object, ...]:
    return (
        str(step.kind),
        step.predecessor_id,
        step.successor_id,
        step.effective_on,
        step.not_after,
    )
