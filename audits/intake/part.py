"""One item of a document cut in two by a person, and two put together: what belongs to which is read anew.

No word of the source is lost: whatever is under no heading is the demand's text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from audits.intake.dates import planned_until
from audits.intake.departments import Departments
from audits.intake.draft import DraftItem, Vocabulary
from audits.intake.fields import ACTIONS, DEPARTMENT, PLAN, STATUS, heading
from audits.intake.wordings import Wordings

DEMAND: Final = "demand"
NOT_REPORTED: Final = "not_reported"
# What opens an item, and is not a word of it.
OPENER: Final = re.compile(r"^\s*(?:[○◯●◦◎▶▷■□◆◇ㅇ]|\d{1,3}\s?[.)](?!\d)|[①-⑳])\s*")


def split(item: DraftItem, at: int, vocabulary: Vocabulary) -> tuple[DraftItem, DraftItem]:
    """`item` as two, the second beginning `at` lines below its first (1: with the second line of its source).

    Both are of its category. Raises ValueError where there is no such line.
    """
    lines = item.source.split("\n")
    if not 0 < at < len(lines):
        raise ValueError("an item is cut between two of its own lines")
    return (
        _read(replace(item, source="\n".join(lines[:at])), vocabulary),
        _read(replace(item, source="\n".join(lines[at:]), line=item.line + at), vocabulary),
    )


def join(item: DraftItem, further: DraftItem) -> DraftItem:
    """Two items as one: one below the other, departments of both, the status of the first that has one."""
    answered = item if item.status != NOT_REPORTED or not further.wording else further
    plan = _below(item.plan, further.plan)
    return replace(
        item,
        text=_below(item.text, further.text),
        departments=tuple(dict.fromkeys((*item.departments, *further.departments))),
        named=tuple(dict.fromkeys((*item.named, *further.named))),
        wording=answered.wording,
        status=answered.status,
        doubtful=answered.status == NOT_REPORTED and (item.doubtful or further.doubtful),
        actions_taken=_below(item.actions_taken, further.actions_taken),
        plan=plan,
        planned_until=max((day for day in (item.planned_until, further.planned_until) if day), default=None),
        source=_below(item.source, further.source),
    )


def _read(item: DraftItem, vocabulary: Vocabulary) -> DraftItem:
    """The item that its own source makes, heading by heading."""
    wordings = Wordings(vocabulary.wordings)
    under = _under_headings(item.source.split("\n"), wordings)
    departments = Departments(vocabulary.departments)
    body, named = departments.split("\n".join(under[DEMAND]))
    named = (*named, *(name for line in under[DEPARTMENT] for name in departments.named_in(line)))
    wording, status, left_over = _reported(under[STATUS], wordings)
    actions_taken, plan = "\n".join([*left_over, *under[ACTIONS]]), "\n".join(under[PLAN])
    return replace(
        item,
        text=OPENER.sub("", " ".join(body.split())),
        departments=tuple(dict.fromkeys(name.meant[0] for name in named if len(name.meant) == 1)),
        named=tuple(name.name for name in named),
        wording=wording,
        status=status,
        doubtful=status == NOT_REPORTED and bool(wording or actions_taken or plan),
        actions_taken=actions_taken,
        plan=plan,
        planned_until=planned_until(plan),
    )


def _under_headings(lines: Sequence[str], wordings: Wordings) -> dict[str, list[str]]:
    """The lines by the heading above them; those above the first heading are the demand's."""
    under: dict[str, list[str]] = defaultdict(list)
    now = DEMAND
    for line in lines:
        found = heading(line.strip(), wordings)
        now = found.field if found else now
        rest = found.rest if found else line.strip()
        if rest:
            under[now].append(rest)
    return under


def _reported(lines: Sequence[str], wordings: Wordings) -> tuple[str, str, list[str]]:
    """The wording, the status it stands for, and the lines below that belong to the answer."""
    for count in range(len(lines), 0, -1):
        wording = " ".join(lines[:count])
        if status := wordings.status(wording):
            return wording, status, list(lines[count:])
    return (lines[0], NOT_REPORTED, list(lines[1:])) if lines else ("", NOT_REPORTED, [])


def _below(one: str, other: str) -> str:
    return "\n".join(part for part in (one, other) if part)
