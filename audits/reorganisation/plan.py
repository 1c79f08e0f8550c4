"""What becomes of the organisation by one reorganisation: day by day, nothing stored, every fault at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits.models import Department
from audits.reorganisation.day import Day
from audits.reorganisation.faults import Faults
from audits.reorganisation.sheet import Sheet
from audits.reorganisation.steps import MOST_STEPS, Planned, Step, faults_of_shape, name_of


@dataclass(frozen=True)
class Plan:
    """The steps in order of their days, the departments they found and those they end, in 건제순.

    Rows of departments are not stored as they are here: those founded have no id, those ended bear their day.
    """

    steps: Sequence[Planned]
    founded: Sequence[Department]
    ended: Sequence[Department]


def plan(steps: Sequence[Step]) -> Plan:
    """What these steps would do to the organisation as recorded; two statements, and nothing is stored.

    Raises ValidationError with a line for each fault: what a step is by itself, a department that is not there on its
    day, one that ends twice or names what ends with it, two of one name, a day that later steps contradict.
    """
    if not steps:
        raise ValidationError(_("등록할 내용이 없습니다. 한 줄 이상 적어 주십시오."))
    if len(steps) > MOST_STEPS:
        raise ValidationError(
            _("한 번에 %(most)s줄까지 등록할 수 있습니다. 나누어 등록하여 주십시오.") % {"most": MOST_STEPS}
        )
    asked = [
        Planned(step, step.place or _("%(number)s번째 줄") % {"number": number})
        for number, step in enumerate(steps, start=1)
    ]
    faults = Faults()
    for each in asked:
        for words in faults_of_shape(each.asked):
            faults.add(each, name_of(each.asked.predecessor) or name_of(each.asked.successor), words)
    sheet = Sheet.today()
    in_order = sorted((each for each in asked if not each.wrong), key=lambda each: each.asked.day)
    for day, group in groupby(in_order, key=lambda each: each.asked.day):
        Day(day, list(group), sheet, faults).settle()
    faults.refuse(asked)
    return Plan(in_order, _ranked(sheet.founded), _ranked(sheet.ended))


def _ranked(departments: Sequence[Department]) -> list[Department]:
    return sorted(departments, key=lambda department: (department.rank, department.name))
