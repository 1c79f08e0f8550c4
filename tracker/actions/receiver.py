"""받는 기관 of a report of 이첩: a body outside this installation, never one of its own departments."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits import organisation


def refuse_department_inside(receiver: str, on: date) -> None:
    """Raise ValidationError on `receiver` where the words name a department that exists here on `on`.

    By full or short name, however spaced: a duty that goes to a department inside is handed over, keeps its dates
    and stays to be checked (lifecycle.md §1).
    """
    words = _unspaced(receiver)
    for department in organisation.on_sheet(on):
        if words in {_unspaced(name) for name in (department.name, *department.short_names)}:
            told = _(
                "이 기관의 부서입니다: %(department)s. 이첩으로 보고하지 말고 소관 변경을 요청하여 주십시오."
            )
            raise ValidationError(
                {"receiver": ValidationError(told % {"department": department.name}, code="receiver_inside")}
            )


def _unspaced(words: str) -> str:
    return "".join(words.split())
