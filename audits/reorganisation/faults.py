"""All that is wrong with a reorganisation, a line each: which row, which department, what, and what to do."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits.reorganisation.steps import Planned


class Faults:
    """The lines found so far, in the order of the steps they are about."""

    def __init__(self) -> None:
        self._found: list[tuple[Planned, str]] = []

    def add(self, step: Planned, department: str, words: str) -> None:
        """Note what is wrong with a step about a department, which may be nameless."""
        step.wrong = True
        told = f"{department}: {words}" if department else words
        self._found.append((step, f"{step.place} {told}"))

    def refuse(self, steps: list[Planned]) -> None:
        """Raise ValidationError with every line, in the order of `steps`; nothing where there is none."""
        if self._found:
            places = {id(step): at for at, step in enumerate(steps)}
            lines = sorted(self._found, key=lambda found: places[id(found[0])])
            raise ValidationError(list(dict.fromkeys(words for _step, words in lines)))


def day_words(day: date | None) -> str:
    """A day as it is written in a line; an open end is none."""
    return f"{day.year}. {day.month}. {day.day}." if day else _("알 수 없음")
