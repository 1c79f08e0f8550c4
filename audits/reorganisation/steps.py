"""A step of a reorganisation as it is asked for, and what is wrong with it whatever the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from audits.intake import decode
from audits.models import Department, DepartmentKind, Succession, SuccessionKind
from audits.models.succession import ENDS_PREDECESSOR

MOST_STEPS: Final = 500
LONGEST_NAME: Final = 100
FOUNDS: Final = frozenset(
    {SuccessionKind.RENAME, SuccessionKind.MERGE, SuccessionKind.SPLIT, SuccessionKind.NEW}
)


@dataclass(frozen=True)
class Founding:
    """A department that a step founds. What is left out follows the predecessor, where there is one."""

    name: str
    kind: DepartmentKind | None = None
    bureau: Department | str | None = None
    rank: int | None = None
    short_names: Sequence[str] = ()
    duties: str = ""
    mailbox: str = ""
    external: bool = False


@dataclass(frozen=True)
class Step:
    """One step as it is asked for: a department is a row, or a name as borne on the step's day.

    A name may be one that another step of the same reorganisation founds. `place` is how a fault names the step.
    """

    kind: SuccessionKind
    predecessor: Department | str | None = None
    successor: Department | Founding | str | None = None
    effective_on: date | None = None
    not_before: date | None = None
    not_after: date | None = None
    duties: str = ""
    basis: str = ""
    place: str = ""

    @property
    def day(self) -> date:
        """The day that counts: the known one, else the last of the span."""
        return self.effective_on or self.not_after or date.max

    @property
    def ends(self) -> bool:
        """Whether the predecessor ends by it."""
        return self.kind in ENDS_PREDECESSOR


@dataclass
class Planned:
    """A step with the rows it is about; a department that is founded by it is not stored yet."""

    asked: Step
    place: str
    predecessor: Department | None = None
    successor: Department | None = None
    wrong: bool = False

    def row(self) -> Succession:
        """The step as a row that is not stored."""
        return Succession(
            kind=self.asked.kind,
            predecessor=self.predecessor,
            successor=self.successor,
            effective_on=self.asked.effective_on,
            not_before=self.asked.not_before,
            not_after=self.asked.not_after,
            duties=self.asked.duties,
            basis=self.asked.basis,
        )


def name_of(asked: Department | Founding | str | None) -> str:
    """The name by which a department was asked for; nothing for none."""
    if asked is None:
        return ""
    return " ".join(decode.tidy(asked if isinstance(asked, str) else asked.name).split())


def bare(name: str) -> str:
    """A name however spaced."""
    return "".join(name.split())


def faults_of_shape(step: Step) -> Iterator[str]:
    """What is wrong with a step by itself."""
    if step.kind not in SuccessionKind.values:
        yield _("종류를 알 수 없습니다. 쓸 수 있는 종류: %(kinds)s") % {
            "kinds": ", ".join(str(kind.label) for kind in SuccessionKind)
        }
        return
    yield from _of_departments(step)
    yield from _of_days(step)


def _of_departments(step: Step) -> Iterator[str]:
    before, after = name_of(step.predecessor), name_of(step.successor)
    if step.kind == SuccessionKind.NEW and before:
        yield _("신설·편입에는 앞선 부서를 적지 않습니다. 이어받은 부서이면 다른 종류를 골라 주십시오.")
    elif step.kind != SuccessionKind.NEW and not before:
        yield _("앞선 부서가 없습니다. 앞선 부서를 적어 주십시오.")
    if step.kind == SuccessionKind.CLOSED and after:
        yield _("폐지에는 승계 부서를 적지 않습니다. 이어받는 부서가 있으면 다른 종류를 골라 주십시오.")
    elif step.kind != SuccessionKind.CLOSED and not after:
        yield _("승계 부서가 없습니다. 승계 부서를 적어 주십시오.")
    if before and bare(before) == bare(after):
        yield _(
            "앞선 부서와 승계 부서의 이름이 같습니다. 남는 부서이면 이 줄을 빼고, "
            "일부만 옮기면 업무 이관으로 적어 주십시오."
        )
    if max(len(before), len(after)) > LONGEST_NAME:
        yield _("부서 이름은 100자까지입니다. 이름을 확인하여 주십시오.")


def _of_days(step: Step) -> Iterator[str]:
    spans = [day for day in (step.not_before, step.not_after) if day]
    if step.effective_on and spans:
        yield _("시행일과 기간을 함께 적을 수 없습니다. 하나만 적어 주십시오.")
    elif not step.effective_on and len(spans) != len(("not_before", "not_after")):
        yield _("시행일이 없습니다. 시행일을 적거나, 가장 이른 날과 가장 늦은 날을 모두 적어 주십시오.")
    elif step.not_before and step.not_after and step.not_before > step.not_after:
        yield _("기간이 뒤집혔습니다. 가장 이른 날이 가장 늦은 날보다 늦을 수 없습니다.")
