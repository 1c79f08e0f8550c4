"""One day of a reorganisation: who ends, who is founded, who takes over, and whether that can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from audits.models import Department, DepartmentKind, SuccessionKind
from audits.reorganisation.agreement import disagreements
from audits.reorganisation.circles import circles
from audits.reorganisation.faults import Faults, day_words
from audits.reorganisation.sheet import Asked, Sheet, is_bureau, key_of
from audits.reorganisation.steps import FOUNDS, Founding, Planned, bare, name_of

# Who founds by its own facts comes first, so that others of the day may refer to it by name.
ORDER: Final = (
    SuccessionKind.RENAME,
    SuccessionKind.SPLIT,
    SuccessionKind.NEW,
    SuccessionKind.MERGE,
    SuccessionKind.TRANSFER,
    SuccessionKind.CLOSED,
)
WHOLE: Final = FOUNDS - {SuccessionKind.NEW}  # what leaves the organisation cannot be taken over whole


class Day:
    """The steps of one day, on the organisation as the days before left it."""

    def __init__(self, day: date, steps: Sequence[Planned], sheet: Sheet, faults: Faults) -> None:
        self.day, self.steps, self.sheet, self.faults = day, steps, sheet, faults
        self.before = len(sheet.founded)
        asked = [step.asked.successor for step in steps]
        self.facts = {bare(each.name): each for each in reversed(asked) if isinstance(each, Founding)}

    def settle(self) -> None:
        """Find both departments of each step, end and found what the steps say, and note what cannot be."""
        for step in self.steps:
            if step.asked.predecessor is not None:
                step.predecessor = self._predecessor(step, step.asked.predecessor)
        for step, names in circles(self.steps):
            self.faults.add(
                step,
                " → ".join(names),
                _("승계가 돌고 돌아 제자리로 옵니다. 마지막에 남는 부서를 승계 부서로 적어 주십시오."),
            )
        self._end()
        for step in sorted(self.steps, key=_place_in_order):
            if step.asked.successor is not None and not step.wrong:
                step.successor = self._successor(step, step.asked.successor)
                self._refuse_unlike(step)
                self.sheet.follow(step)
        for step, words in disagreements(self.steps, self._founded_today(), self.sheet.recorded):
            self.faults.add(step, name_of(step.successor or step.asked.successor), words)
        self.sheet.recorded |= {key_of(step) for step in self.steps}

    def _founded_today(self) -> list[Department]:
        return self.sheet.founded[self.before :]

    def _predecessor(self, step: Planned, asked: Asked) -> Department | None:
        found = self.sheet.just_before(asked, self.day)
        if len(found) == 1:
            self._refuse_too_early(step, found[0])
            return found[0]
        if found or self.sheet.known(asked):
            words = self._why_not(asked, several=len(found) > 1)
        else:
            words = _("조직에 없는 부서입니다. 이름을 확인하여 주십시오.")
        self.faults.add(step, name_of(asked), words)
        return None

    def _refuse_too_early(self, step: Planned, department: Department) -> None:
        began = self.sheet.began_for_certain(department)
        if began and step.asked.not_before and step.asked.not_before < began:
            words = _(
                "기간이 이 부서가 생긴 날(%(began)s)보다 앞에서 시작합니다. 가장 이른 날을 확인하여 주십시오."
            )
            self.faults.add(step, department.name, words % {"began": day_words(began)})

    def _end(self) -> None:
        ending: dict[int, list[Planned]] = defaultdict(list)
        for step in self.steps:
            if step.asked.ends and step.predecessor:
                ending[id(step.predecessor)].append(step)
        for group in ending.values():
            department = group[0].predecessor
            if department:
                self._refuse_ending_twice(department, group)
                self._refuse_what_later_steps_say(department, group[0])
                self.sheet.end(department, self.day)

    def _refuse_ending_twice(self, department: Department, group: list[Planned]) -> None:
        recorded = self.sheet.endings(department)
        split = all(step.asked.kind == SuccessionKind.SPLIT for step in group)
        joins = split and any(step.kind == SuccessionKind.SPLIT and step.day == self.day for step in recorded)
        if department.valid_until is not None and not joins:
            words = _("이미 없어지는 것으로 등록된 부서입니다(%(until)s). 그 승계 부서로 적어 주십시오.")
            self.faults.add(group[0], department.name, words % {"until": day_words(department.valid_until)})
        elif not split and len(group) > 1:
            kinds = ", ".join(str(SuccessionKind(step.asked.kind).label) for step in group)
            words = _("한 부서가 두 번 없어집니다(%(kinds)s). 하나만 남기거나 모두 분리로 적어 주십시오.")
            self.faults.add(group[1], department.name, words % {"kinds": kinds})
        elif split and len(group) == 1 and not joins:
            words = _(
                "분리의 승계 부서가 하나뿐입니다. 그대로 이어지면 명칭 변경, 합쳐지면 통합, "
                "일부만 옮기면 업무 이관으로 적어 주십시오."
            )
            self.faults.add(group[0], department.name, words)

    def _refuse_what_later_steps_say(self, department: Department, step: Planned) -> None:
        later = self.sheet.steps_after(department, self.day)
        if later:
            words = _(
                "이 날 뒤의 조직개편(%(kind)s, %(day)s)에 이미 등록된 부서입니다. "
                "시행일을 확인하거나 그 조직개편을 먼저 취소하여 주십시오."
            )
            told = {"kind": later[0].get_kind_display(), "day": day_words(later[0].day)}
            self.faults.add(step, department.name, words % told)

    def _successor(self, step: Planned, asked: Asked) -> Department | None:
        here = self.sheet.on(asked, self.day)
        if len(here) > 1:
            here = [one for one in here if step.predecessor and is_bureau(one) == is_bureau(step.predecessor)]
        if len(here) == 1:
            self._refuse_already_here(step, here[0], asked)
            return here[0]
        if not here and self._may_found(step, asked):
            return self._found(step, asked)
        self.faults.add(step, name_of(asked), self._why_not(asked, several=len(here) > 1))
        return None

    def _refuse_already_here(self, step: Planned, department: Department, asked: Asked) -> None:
        if any(department is founded for founded in self._founded_today()):
            return
        if step.asked.kind == SuccessionKind.RENAME:
            words = _("이 날 이미 있는 부서입니다. 있는 부서에 합쳐지면 통합으로 적어 주십시오.")
        elif step.asked.kind == SuccessionKind.NEW:
            words = _("이 날 이미 있는 부서입니다. 신설이 아니면 이 줄을 빼 주십시오.")
        elif isinstance(asked, Founding) and not asked.external:
            words = _(
                "이 날 이미 있는 이름입니다. 그 부서이면 목록에서 고르고, 아니면 이름을 달리 적어 주십시오."
            )
        else:
            return
        self.faults.add(step, department.name, words)

    def _may_found(self, step: Planned, asked: Asked) -> bool:
        if isinstance(asked, Department) or self._of_days_to_come(asked):
            return False
        facts = self.facts.get(bare(name_of(asked)))
        if facts and facts.external:
            return not self.sheet.known(asked)
        return step.asked.kind in FOUNDS

    def _of_days_to_come(self, asked: Asked) -> list[Department]:
        return [one for one in self.sheet.known(asked) if one.valid_from and one.valid_from > self.day]

    def _found(self, step: Planned, asked: Asked) -> Department:
        name = name_of(asked)
        facts = self.facts.get(bare(name)) or Founding(name)
        before = step.predecessor
        heir = before if before and step.asked.kind == SuccessionKind.RENAME else None
        bureau = self._bureau(step, facts)
        rank = facts.rank or (before.rank if before and not facts.external else 0)
        department = Department(
            name=name,
            kind=facts.kind or (before.kind if before else DepartmentKind.DEPARTMENT),
            bureau=bureau,
            rank=rank or self.sheet.last_rank(bureau) + 1,
            short_names=list(facts.short_names),
            duties=facts.duties or (heir.duties if heir else ""),
            mailbox=facts.mailbox or (heir.mailbox if heir else ""),
            gates=heir.gates if heir else "",
            external=facts.external,
            valid_from=None if facts.external else self.day,
        )
        self.sheet.found(department)
        return department

    def _bureau(self, step: Planned, facts: Founding) -> Department | None:
        if facts.bureau is None:
            return self.sheet.bureau_on(step.predecessor, self.day) if not facts.external else None
        found = [one for one in self.sheet.on(facts.bureau, self.day) if is_bureau(one)]
        if len(found) != 1:
            words = _("이 날 없는 실·국입니다. 실·국을 확인하여 주십시오.")
            self.faults.add(step, name_of(facts.bureau), words)
        return found[0] if found else None

    def _refuse_unlike(self, step: Planned) -> None:
        """A bureau among departments, and what may not leave the organisation or come into it in this way."""
        before, after = step.predecessor, step.successor
        if after and step.asked.kind in FOUNDS and after.external:
            words = _("이 조직 밖의 기관입니다. 밖으로 나가는 사무는 업무 이관으로 적어 주십시오.")
            self.faults.add(step, after.name, words)
        elif before and step.asked.kind in WHOLE and before.external:
            words = _("이 조직 밖의 기관입니다. 밖에서 온 사무는 업무 이관이나 신설·편입으로 적어 주십시오.")
            self.faults.add(step, before.name, words)
        elif before and after and is_bureau(before) != is_bureau(after):
            words = _(
                "실·국과 부서는 서로를 승계할 수 없습니다. 실·국은 실·국으로, 부서는 부서로 적어 주십시오."
            )
            self.faults.add(step, before.name, words)

    def _why_not(self, asked: Asked, *, several: bool) -> str:
        """Why a department that was asked for is not there on this day."""
        known = self.sheet.known(asked)
        if several:
            return _("같은 이름의 부서가 둘 이상입니다. 목록에서 골라 주십시오.")
        if not known:
            return _(
                "조직에 없는 부서입니다. 이름을 확인하고, 새로 두는 부서이면 신설·편입 줄을 더하고, "
                "이 조직 밖의 기관이면 조직 밖에 표시하여 주십시오."
            )
        ended = [one.valid_until for one in known if one.valid_until and one.valid_until <= self.day]
        if self.day in ended:
            return _("같은 날 없어지는 부서입니다. 그 뒤를 잇는 부서를 승계 부서로 적어 주십시오.")
        if ended:
            return _(
                "이미 없어진 부서입니다(%(until)s). 그 승계 부서를 적거나 시행일을 확인하여 주십시오."
            ) % {"until": day_words(max(ended))}
        begins = min((one.valid_from for one in known if one.valid_from), default=None)
        return _("이 날 아직 없는 부서입니다(시작 %(begins)s). 시행일을 확인하여 주십시오.") % {
            "begins": day_words(begins)
        }


def _place_in_order(step: Planned) -> tuple[bool, int]:
    """Bureaus first, in which the others are founded."""
    bureau = step.predecessor is not None and is_bureau(step.predecessor)
    asked = step.asked.successor
    bureau |= isinstance(asked, Founding) and asked.kind == DepartmentKind.BUREAU
    return not bureau, ORDER.index(SuccessionKind(step.asked.kind))
