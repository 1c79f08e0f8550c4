"""What is new in a report against the one before: its lines, with words that went and words that came. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from django.utils.translation import gettext as _

from audits.statuses import ReportedStatus as Status
from tracker.models import ProgressUpdate
from tracker.web.records.differences import compared
from tracker.web.side_by_side import written

MOST_LINES: Final = 300  # of one text; a longer one is not set against another while somebody types
ALIKE: Final = 0.4  # how much of two lines is the same where the one is the other rewritten


@dataclass(frozen=True)
class Run:
    """Some words of a line: `gone` stood only in the text before, `new` only in this one; else in both."""

    text: str
    gone: bool = False
    new: bool = False


@dataclass(frozen=True)
class Changed:
    """What differs under one heading. Without `lines` the texts are too long to be set against each other."""

    label: str
    lines: list[list[Run]]


def changed(before: ProgressUpdate | None, typed: Mapping[str, str]) -> list[Changed]:
    """The headings under which what is typed differs from the report before; white space alone is no difference.

    Nothing where nothing is typed yet, or where there is no report before.
    """
    if before is None or not any(typed.get(name) for name in ("status", "actions_taken", "plan")):
        return []
    labels = dict(Status.choices)
    rows = [
        (_("추진상황"), before.get_status_display(), str(labels.get(typed.get("status", ""), ""))),
        (_("추진내용"), before.actions_taken, typed.get("actions_taken", "")),
        (_("향후계획"), before.plan, typed.get("plan", "")),
        (_("완료 예정일"), written(before.planned_until), written(typed.get("planned_until"))),
    ]
    return [Changed(label, lines(old, new)) for label, old, new in rows if old.split() != new.split()]


def lines(before: str, after: str) -> list[list[Run]]:
    """Both texts in one, line by line: a line that was rewritten stands once, its words marked."""
    old, new = _told(before), _told(after)
    if len(old) > MOST_LINES or len(new) > MOST_LINES:
        return []
    found: list[list[Run]] = []
    bare = ([" ".join(line.split()) for line in old], [" ".join(line.split()) for line in new])
    for tag, i, j, k, m in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [[Run(line)] for line in new[k:m]]
        else:
            found += _rewritten(old[i:j], new[k:m])
    return found


def _told(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _rewritten(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Run]]:
    """Lines that went and lines that came: the n-th of both as one where they are alike."""
    for place in range(max(len(old), len(new))):
        gone, came = old[place : place + 1], new[place : place + 1]
        if gone and came and _likeness(gone[0], came[0]) >= ALIKE:
            yield _merged(gone[0], came[0])
            continue
        yield from ([Run(line, gone=True)] for line in gone)
        yield from ([Run(line, new=True)] for line in came)


def _likeness(old: str, new: str) -> float:
    """How many of the words of two lines stand in both: 0 to 1."""
    one, other = Counter(old.split()), Counter(new.split())
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _merged(old: str, new: str) -> list[Run]:
    """One line of two: what went stands before what came in its place."""
    left, right = (list(part) for part in compared(old, new))
    found: list[Run] = []
    while left or right:
        while left and left[0].alone:
            found.append(Run(left.pop(0).text, gone=True))
        while right and right[0].alone:
            found.append(Run(right.pop(0).text, new=True))
        if right:
            found.append(Run(right.pop(0).text))
        if left:
            left.pop(0)
    return found
