"""Whether the steps of one day agree about the departments that they lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from audits.models import Department, SuccessionKind
from audits.reorganisation.sheet import key_of
from audits.reorganisation.steps import Planned

BEGINS: Final = frozenset({SuccessionKind.RENAME, SuccessionKind.SPLIT, SuccessionKind.NEW})


def disagreements(
    steps: Sequence[Planned], founded: Sequence[Department], recorded: Collection[tuple[object, ...]]
) -> Iterator[tuple[Planned, str]]:
    """A step, and what does not fit: told twice, two that become one by a rename, one that merges with nobody."""
    leading: dict[int, list[Planned]] = defaultdict(list)
    seen = set(recorded)
    for step in steps:
        if step.wrong:
            continue
        key = key_of(step)
        if key in seen:
            yield step, _("이미 등록되었거나 두 번 적은 줄입니다. 이 줄을 빼 주십시오.")
            continue
        seen.add(key)
        if step.successor:
            leading[id(step.successor)].append(step)
    for department in founded:
        yield from _of_one(leading[id(department)])


def _of_one(steps: Sequence[Planned]) -> Iterator[tuple[Planned, str]]:
    """About a department that is founded today by these."""
    kinds = [step.asked.kind for step in steps]
    renames = [step for step in steps if step.asked.kind == SuccessionKind.RENAME]
    if len(renames) > 1:
        yield renames[1], _("두 부서가 한 부서로 명칭 변경됩니다. 합쳐지면 모두 통합으로 적어 주십시오.")
    if renames and SuccessionKind.NEW in kinds:
        step = next(step for step in steps if step.asked.kind == SuccessionKind.NEW)
        yield step, _("명칭 변경으로 생기는 부서입니다. 신설·편입 줄을 빼 주십시오.")
    merges = [step for step in steps if step.asked.kind == SuccessionKind.MERGE]
    if len(merges) == 1 and not BEGINS & set(kinds):
        yield (
            merges[0],
            _(
                "통합하는 부서가 하나뿐입니다. 승계 부서의 이름을 확인하고, 이름만 바뀌면 명칭 변경으로 적어 주십시오."
            ),
        )
