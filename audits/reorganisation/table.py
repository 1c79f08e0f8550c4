"""Steps from the lines of a table (`intake.reorganisation`)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from audits.intake.reorganisation import Line
from audits.models import DepartmentKind, SuccessionKind
from audits.reorganisation.steps import Founding, Step


def steps_of(lines: Sequence[Line]) -> list[Step]:
    """The steps that lines mean; departments by the names they bear, faults by the row they stand in."""
    return [_step(line) for line in lines]


def _step(line: Line) -> Step:
    return Step(
        SuccessionKind(line.kind),
        line.predecessor or None,
        _successor(line) or None,
        line.effective_on,
        line.not_before,
        line.not_after,
        line.duties,
        line.basis,
        place=_("%(number)s행") % {"number": line.number},
    )


def _successor(line: Line) -> Founding | str:
    """What is said of a department that begins; a name alone where nothing is."""
    if not line.successor or not (line.unit or line.bureau or line.external):
        return line.successor
    return Founding(
        line.successor,
        DepartmentKind(line.unit) if line.unit else None,
        line.bureau or None,
        external=line.external,
    )
