"""What a list of postings (인사발령 목록) would bring about, line by line: only looked at, nothing is stored."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.intake.postings import ADDRESS, DEPARTMENT, END, NAME, NUMBER, ROLE, START, Fault, Line
from audits.models import Department, DepartmentKind, Membership, Role, User
from audits.record import plain


class Change(models.TextChoices):
    """What a line brings about."""

    REFUSED = "refused", gettext_lazy("처리할 수 없음")
    NEW = "new", gettext_lazy("새 사람")
    MOVE = "move", gettext_lazy("부서 이동")
    JOIN = "join", gettext_lazy("소속 시작")
    END = "end", gettext_lazy("소속 끝")
    DETAILS = "details", gettext_lazy("팀·직위·전화 변경")
    SAME = "same", gettext_lazy("변동 없음")


FAULTS: Final[Mapping[Fault, str | Promise]] = {
    Fault.FORMULA: gettext_lazy("수식입니다. 값으로 바꾸어 주십시오."),
    Fault.MERGED: gettext_lazy("병합된 칸입니다. 병합을 풀고 줄마다 적어 주십시오."),
    Fault.TOO_LONG: gettext_lazy("내용이 너무 깁니다."),
    Fault.NO_NAME: gettext_lazy("이름이 없습니다."),
    Fault.NOBODY: gettext_lazy("사번이 없습니다. 사번이나 전자우편을 적어 주십시오."),
    Fault.NO_ADDRESS: gettext_lazy("전자우편 주소가 아닙니다."),
    Fault.NO_NUMBER: gettext_lazy("사번에는 @을 쓸 수 없습니다."),
    Fault.NO_ROLE: gettext_lazy("담당자나 부서장이라고 적습니다. 비우면 담당자입니다."),
    Fault.NO_DAY: gettext_lazy("날짜로 읽을 수 없습니다. 연월일을 모두 적어 주십시오. 예: 2027. 1. 1."),
    Fault.NO_START: gettext_lazy("시작일이 없습니다."),
    Fault.NO_END: gettext_lazy("부서가 없습니다. 소속을 끝내려면 종료일을 적어 주십시오."),
    Fault.TURNED_ROUND: gettext_lazy("종료일은 시작일보다 늦은 날이어야 합니다."),
}
ASK: Final = gettext_lazy("시스템관리자에게 요청하여 주십시오.")
End = tuple[Membership, date]


@dataclass(frozen=True)
class Step:
    """One line and what it brings about.

    `begins`: a membership begins. `ends`: those that end, and when. `kept` is the one it names that is there already,
    `details`: its team, post or telephone change. `remains`: what else the person stays, in words.
    """

    line: Line
    change: Change
    person: User | None = None
    department: Department | None = None
    begins: bool = False
    ends: tuple[End, ...] = ()
    kept: Membership | None = None
    details: bool = False
    remains: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        """As what the line names the person."""
        return Role.HEAD if self.line.heads else Role.OFFICER


@dataclass(frozen=True)
class Plan:
    """All steps, in the order of the list."""

    steps: tuple[Step, ...]

    @property
    def refused(self) -> bool:
        """Whether a line stands in the way of all."""
        return any(step.change == Change.REFUSED for step in self.steps)

    @property
    def nothing_to_do(self) -> bool:
        """Whether everything in it is so already."""
        return all(step.change == Change.SAME for step in self.steps)

    @property
    def counts(self) -> dict[Change, int]:
        """How many lines of each kind there are."""
        return {change: sum(step.change == change for step in self.steps) for change in Change}

    @property
    def fingerprint(self) -> str:
        """What was looked at: another one means that something changed meanwhile."""
        return hashlib.sha256(plain([_mark(step) for step in self.steps])).hexdigest()


@dataclass(frozen=True)
class _Known:
    """What is stored of the people and departments that the lines name."""

    numbers: Mapping[str, User]
    addresses: Mapping[str, User]
    held: Mapping[int, Sequence[Membership]]
    departments: Mapping[str, Sequence[Department]]
    ends: dict[int, date] = field(default_factory=dict)

    def until(self, membership: Membership) -> date | None:
        """When it ends, by this list so far."""
        return self.ends.get(membership.pk, membership.end_on)


def people_named(lines: Iterable[Line]) -> QuerySet[User]:
    """Those stored people whom a line names by number or address."""
    told = list(lines)
    numbers = {line.number.lower() for line in told if line.number}
    addresses = {line.address.lower() for line in told if line.address}
    named = User.objects.annotate(lower_number=Lower("staff_number"), lower_address=Lower("email"))
    return named.filter(Q(lower_number__in=numbers) | Q(lower_address__in=addresses))


def plan(lines: Sequence[Line], viewer: Viewer) -> Plan:
    """What these lines would bring about now, by this person; three statements, however many lines."""
    known = _known(lines)
    found: dict[int, Step] = {}
    people: dict[object, list[Step]] = defaultdict(list)
    newcomers: dict[str, list[Step]] = defaultdict(list)
    for line in sorted(lines, key=lambda each: (each.start_on or each.end_on or date.max, each.row)):
        step = _step(line, known, viewer)
        found[line.row] = step
        people[_key(step)].append(step)
        if step.change == Change.NEW and line.number:
            newcomers[line.number.lower()].append(step)
    for steps in (*people.values(), *newcomers.values()):
        for row, words in _twice(steps):
            found[row] = _refused(found[row], [words])
    return Plan(tuple(found[line.row] for line in lines))


def _known(lines: Sequence[Line]) -> _Known:
    people = list(people_named(lines))
    held: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.own().filter(user__in=[person.pk for person in people])
    for row in rows.select_related("department", "committee").order_by("start_on", "pk"):
        held[row.user_id].append(row)
    departments: dict[str, list[Department]] = defaultdict(list)
    of_today = Department.objects.inside().exclude(kind=DepartmentKind.BUREAU).filter(is_void=False)
    for department in of_today.ranked():
        departments[_bare(department.name)].append(department)
    return _Known(
        numbers={person.staff_number.lower(): person for person in people if person.staff_number},
        addresses={person.email.lower(): person for person in people},
        held=held,
        departments=departments,
    )


def _step(line: Line, known: _Known, viewer: Viewer) -> Step:
    """One line; faults of its cells stand in the way of everything else."""
    plainly = [f"{problem.cell}: {FAULTS[problem.fault]}" for problem in line.problems]
    if plainly:
        return Step(line, Change.REFUSED, problems=tuple(plainly))
    person, problems = _person(line, known)
    step = Step(line, Change.SAME, person=person)
    if not problems:
        step = _beginning(step, known, viewer) if line.department else _ending(step, known, viewer)
        problems = [*step.problems, *_rights(step, known, viewer)]
    if problems:
        return _refused(step, problems)
    known.ends.update({membership.pk: day for membership, day in step.ends})
    return replace(step, change=_change(step), remains=_remains(step, known, viewer.on))


def _person(line: Line, known: _Known) -> tuple[User | None, list[str]]:
    """Whom a line means: by number, else by address; and what of it does not fit what is stored."""
    by_number = known.numbers.get(line.number.lower()) if line.number else None
    by_address = known.addresses.get(line.address.lower()) if line.address else None
    person = by_number or by_address
    if person is None:
        return None, _newcomer(line)
    problems = []
    if by_number and line.address and by_address != by_number:
        told = _("이 사번으로 등록된 전자우편과 다릅니다. 확인하여 주십시오.")
        problems.append(_at(line, ADDRESS, told))
    if not by_number and line.number and person.staff_number:
        problems.append(_at(line, NUMBER, _("이 전자우편으로 등록된 사번과 다릅니다. 확인하여 주십시오.")))
    if _bare(person.name) != _bare(line.name):
        problems.append(_at(line, NAME, _("등록된 이름과 다릅니다. 사번과 이름을 확인하여 주십시오.")))
    if line.department and not person.is_active:
        problems.append(_at(line, NAME, _("사용이 중지된 사람입니다. 먼저 사용 중지를 풀어 주십시오.")))
    return person, problems


def _newcomer(line: Line) -> list[str]:
    """What is wrong with somebody who is not stored yet."""
    if not line.address:
        asked = _("등록되지 않은 사번입니다. 새 사람이면 전자우편을 적어 주십시오.")
        return [_at(line, NUMBER, asked)]
    try:
        validate_email(line.address)
    except ValidationError:
        return [_at(line, ADDRESS, str(FAULTS[Fault.NO_ADDRESS]))]
    return []


def _beginning(step: Step, known: _Known, viewer: Viewer) -> Step:
    """The line names a department: that begins, or is there already; what the person is elsewhere ends."""
    line, day = step.line, step.line.start_on or viewer.on
    fitting = [each for each in known.departments.get(_bare(line.department), ()) if each.existed(day)]
    if len(fitting) != 1:
        told = (
            _("같은 이름의 부서가 둘 이상입니다. 시스템관리자에게 요청하여 주십시오.")
            if fitting
            else _("%(day)s: 그 날에 없는 부서입니다. 부서명과 시작일을 확인하여 주십시오.")
            % {"day": _day(day)}
        )
        return replace(step, problems=(_at(line, DEPARTMENT, told),))
    step = replace(step, department=fitting[0])
    rows = _posts(step, known)
    kept = next((row for row in rows if _covers(row, step, day, known)), None)
    step = replace(step, kept=kept, begins=kept is None)
    return _kept(step, kept, known, viewer) if kept else _moved(step, rows, day, known, viewer)


def _kept(step: Step, kept: Membership, known: _Known, viewer: Viewer) -> Step:
    """It is there already: another end, other details; from a day to come on, nothing beside it."""
    line, until = step.line, known.until(kept)
    if until and until <= viewer.on and line.end_on != until:
        told = _("이미 끝난 소속입니다. 다시 시작하는 날을 시작일로 적어 주십시오.")
        return replace(step, problems=(_at(line, START, told),))
    ends = [(kept, line.end_on)] if line.end_on and line.end_on != until else []
    if line.start_on and line.start_on > viewer.on:
        day = line.start_on
        ends += [
            (row, day)
            for row in _posts(step, known)
            if row != kept and row.start_on < day and _beyond(row, day, known)
        ]
    asked = {"team": line.team, "post": line.post, "telephone": line.telephone}
    details = any(said and said != getattr(kept, name) for name, said in asked.items())
    return replace(step, ends=tuple(ends), details=details)


def _moved(step: Step, rows: Sequence[Membership], day: date, known: _Known, viewer: Viewer) -> Step:
    """A beginning: what runs on that day ends on it; what was to begin then and has not is called off."""
    ends, problems, line = [], [], step.line
    for row in rows:
        if not _beyond(row, day, known) or row.ended(viewer.on):
            continue
        if row.start_on < day or (row.start_on == day > viewer.on):
            ends.append((row, day))
        elif not line.end_on or line.end_on > row.start_on:
            told = _("%(day)s 시작하는 소속이 이미 있습니다: %(place)s. 그 소속을 먼저 끝내 주십시오.")
            problems.append(_at(line, START, told % {"day": _day(row.start_on), "place": row}))
    return replace(step, ends=tuple(ends), problems=tuple(problems))


def _ending(step: Step, known: _Known, viewer: Viewer) -> Step:
    """The line names no department: what the person is in departments ends."""
    line, day = step.line, step.line.end_on or viewer.on
    rows = _posts(step, known)
    if not rows:
        return replace(step, problems=(_at(line, NAME, _("끝낼 소속이 없습니다.")),))
    running = [row for row in rows if not row.ended(viewer.on) and _beyond(row, day, known)]
    begun = [row for row in running if day <= row.start_on <= viewer.on]
    if begun:
        told = _("이미 시작한 소속보다 종료일이 빠릅니다: %(place)s") % {"place": begun[0]}
        return replace(step, problems=(_at(line, END, told),))
    return replace(step, ends=tuple((row, max(day, row.start_on)) for row in running))


def _rights(step: Step, known: _Known, viewer: Viewer) -> list[str]:
    """What this person may not do: a department keeps its own, and heads are made by the administrator."""
    if viewer.posts_everybody:
        return []
    line, told = step.line, []
    if step.department and not viewer.may_post(step.department.pk):
        told.append(_at(line, DEPARTMENT, _asked(_("다른 부서입니다."))))
    touched = [row for row, _until in step.ends]
    if step.begins or not line.department:
        touched += [row for row in _held(step, known) if not row.ended(viewer.on)]
    if any(not viewer.may_post(row.department_id) for row in touched):
        told.append(_at(line, NAME, _asked(_("다른 부서에 소속된 사람입니다."))))
    if (step.begins and line.heads) or any(row.role == Role.HEAD for row, _until in step.ends):
        told.append(_at(line, ROLE, _asked(_("부서장의 소속은 시스템관리자가 등록하고 끝냅니다."))))
    return told


def _twice(steps: Sequence[Step]) -> Iterable[tuple[int, str]]:
    """Rows that name one person at the same time, each with the other's number."""
    told = sorted(
        (step for step in steps if step.change != Change.REFUSED),
        key=lambda step: (step.line.start_on or date.min, step.line.row),
    )
    for one, other in pairwise(told):
        apart = one.line.department and other.line.department and one.person
        if not apart or not one.line.end_on or one.line.end_on > (other.line.start_on or date.min):
            words = _("같은 사람이 %(row)d행에도 있고 기간이 겹칩니다. 한 줄로 적어 주십시오.")
            yield one.line.row, _at(one.line, NAME, words % {"row": other.line.row})
            yield other.line.row, _at(other.line, NAME, words % {"row": one.line.row})


def _change(step: Step) -> Change:
    if step.begins:
        return Change.NEW if step.person is None else Change.MOVE if step.ends else Change.JOIN
    elsewhere = any(row != step.kept for row, _until in step.ends)
    if step.ends:
        return Change.MOVE if step.kept and elsewhere else Change.END
    return Change.DETAILS if step.details else Change.SAME


def _refused(step: Step, problems: Sequence[str]) -> Step:
    told = tuple(dict.fromkeys((*step.problems, *problems)))
    return replace(step, change=Change.REFUSED, begins=False, ends=(), details=False, problems=told)


def _held(step: Step, known: _Known) -> Sequence[Membership]:
    return known.held.get(step.person.pk, ()) if step.person else ()


def _posts(step: Step, known: _Known) -> list[Membership]:
    """What the person is or will be in departments."""
    return [row for row in _held(step, known) if row.department_id and not row.called_off]


def _covers(row: Membership, step: Step, day: date, known: _Known) -> bool:
    """Whether this is the membership that the line names."""
    same = step.department and row.department_id == step.department.pk and row.role == step.role
    return bool(same) and row.start_on <= day and _beyond(row, day, known)


def _beyond(row: Membership, day: date, known: _Known) -> bool:
    until = known.until(row)
    return until is None or until > day


def _remains(step: Step, known: _Known, today: date) -> tuple[str, ...]:
    """What else the person is from that day on: a role without a department, or another seat that goes on."""
    day = max(step.line.start_on or step.line.end_on or today, today)
    others = [row for row in _held(step, known) if row != step.kept and row.start_on <= day]
    return tuple(str(row) for row in others if _beyond(row, day, known))


def _key(step: Step) -> object:
    """Who a line is about, also of somebody who is not stored yet."""
    return step.person.pk if step.person else (step.line.address.lower() or step.line.row, "")


def _mark(step: Step) -> list[object]:
    line = step.line
    return [
        line.row,
        step.change,
        step.person.pk if step.person else [line.number, line.address, line.name],
        [step.department.pk if step.department else 0, step.role, line.start_on, line.end_on],
        [[row.pk, row.end_on, day] for row, day in step.ends],
        [step.kept.pk if step.kept else 0, step.details, line.team, line.post, line.telephone],
        list(step.problems),
    ]


def _at(line: Line, head: str, words: str) -> str:
    """The words, at the cell they are about; at the row where the list has no such column."""
    place = line.cells.get(head) or _("%(row)d행") % {"row": line.row}
    return f"{place}: {words}"


def _asked(words: str) -> str:
    """A refusal with the way: whom to ask."""
    return f"{words} {ASK}"


def _day(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."


def _bare(text: str) -> str:
    return "".join(text.split()).lower()
