"""Columns that no words of a head tell: a status or a whole answer, two columns a demand, a table that only goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from audits.intake import fields, heads
from audits.intake.departments import Departments
from audits.intake.fields import heading
from audits.intake.grid import GridRow
from audits.intake.heads import Column, Head
from audits.intake.lines import key
from audits.intake.outline import kind_of
from audits.intake.own_papers import AGAIN
from audits.intake.sections import Sections
from audits.intake.wordings import Wordings

LONGEST_WORDING: Final = 20
WIDEST_BLOCK: Final = 6
# How a paper calls a demand: 시정 3, 건의 12.
LABELLED: Final = re.compile(r"[가-힣]{1,8}\s?\d{1,4}(?:\s?\(계속\))?(?:\n|\Z)")


def settled(head: Head, rows: Sequence[GridRow], wordings: Wordings) -> Head:
    """The head with every 추진상황 and 처리결과 told for what it is: one column of wordings at most, all else answers.

    Where the head names a status for certain, they are answers. A column of actions in which only wordings stand is
    one of statuses as well.
    """
    columns = _without_standing(head, rows[head.below :], wordings)
    head = replace(head, columns=tuple(columns))
    body = rows[head.below :]
    asked = head.places(heads.EITHER)
    if not head.has(fields.STATUS, heads.TICK):
        shares = {place: _share(body, place, wordings) for place in asked}
        best = max(shares, key=shares.__getitem__, default=None)
        if best is not None and shares[best] >= 0.5:
            columns[best] = replace(columns[best], role=fields.STATUS)
        elif best is None:
            for place in head.places(fields.ACTIONS):
                if _told(body, place) and _share(body, place, wordings, known_only=True) > 0.5:
                    columns[place] = replace(columns[place], role=fields.STATUS)
                    break
    columns = [_answer(column) for column in columns]
    if not any(column.role == heads.UNTIL for column in columns):
        columns = [replace(c, role=heads.UNTIL) if c.role == heads.DUE else c for c in columns]
    return replace(head, columns=tuple(columns))


def _without_standing(head: Head, rows: Sequence[GridRow], wordings: Wordings) -> list[Column]:
    """Our own tables have 처리상태 of the demand beside 추진상황 of each answer, which is what was reported."""
    beside = [at for at in head.places(heads.EITHER) if key(head.columns[at].head) == "추진상황"]
    if not beside or not _told(rows, beside[0]) or _share(rows, beside[0], wordings) < 0.5:
        return list(head.columns)
    return [
        replace(column, role=heads.OTHER) if key(column.head) == "처리상태" else column
        for column in head.columns
    ]


def continues(head: Head, rows: Sequence[GridRow], wordings: Wordings, departments: Departments) -> bool:
    """Whether a table without a head goes on under that of the one before: as wide, and something in it is known."""
    if head.single or max((len(row.slots) for row in rows), default=0) != len(head.columns):
        return False
    for row in rows:
        for place in head.places(fields.STATUS):
            if wordings.status(row[place].text):
                return True
        for place in head.places(fields.DEPARTMENT):
            named = departments.named_in(row[place].text) if row[place].text.strip() else ()
            if named and all(name.meant for name in named):
                return True
        for place in head.places(fields.ACTIONS):
            if opens_with_status(row[place].text, wordings):
                return True
    return False


def headless(
    rows: Sequence[GridRow], sections: Sections, departments: Departments, wordings: Wordings
) -> Head | None:
    """The columns of a table that has the demand to the left and its answer, □ 추진상황 and so on, to the right."""
    width = max((len(row.slots) for row in rows), default=0)
    if not 2 <= width <= WIDEST_BLOCK:
        return None
    answer = next(
        (at for at in range(1, width) if any(opens_with_status(row[at].own, wordings) for row in rows)), None
    )
    if answer is None:
        return None
    named = answer == 1 and _is_named(rows[0])
    body = rows[1:] if named else rows
    left = [_left(body, place, sections, departments) for place in range(answer)]
    if left.count(heads.DEMAND) != 1:
        return None
    right = [heads.role(rows[0][at].text) or fields.ACTIONS for at in range(answer, width)] if named else []
    roles = [*left, *(right or [fields.ACTIONS] * (width - answer))]
    return Head(tuple(Column(role, "") for role in roles), 1 if named else 0, single=named)


def goes_on(head: Head, rows: Sequence[GridRow]) -> bool:
    """Whether a table goes on with the demand of the one above, which it names in its head (시정 3 (계속))."""
    return head.single and _is_named(rows[0]) and bool(AGAIN.fullmatch(rows[0][0].text.strip()))


def _is_named(row: GridRow) -> bool:
    """Whether a row heads one demand: its name, and beside it what was done."""
    return bool(LABELLED.match(row[0].text)) and heads.role(row[1].text) == fields.ACTIONS


def opens_with_status(text: str, wordings: Wordings) -> bool:
    """Whether a line of `text` is a heading 추진상황 with its □, as answers open."""
    return any(
        found.field == fields.STATUS and found.sure and found.marked
        for line in text.split("\n")
        if (found := heading(line.strip(), wordings))
    )


def _answer(column: Column) -> Column:
    return replace(column, role=fields.ACTIONS) if column.role == heads.EITHER else column


def _told(rows: Sequence[GridRow], place: int) -> list[str]:
    return [words for row in rows if (words := row[place].own.strip())]


def _share(rows: Sequence[GridRow], place: int, wordings: Wordings, *, known_only: bool = False) -> float:
    """How much of a column reads like a status: known wordings, or as short as one."""
    told = _told(rows, place)
    fitting = [
        words
        for words in told
        if wordings.status(words)
        or (
            not known_only and len(key(words)) <= LONGEST_WORDING and not any(map(kind_of, words.split("\n")))
        )
    ]
    return len(fitting) / len(told) if told else 1.0


def _left(rows: Sequence[GridRow], place: int, sections: Sections, departments: Departments) -> str:
    """What a column left of the answers is, by what stands in it."""
    told = _told(rows, place)
    if all(words.strip(".)").isdecimal() for words in told):
        return heads.NUMBER
    if all(sections.title(words) for words in told):
        return heads.CATEGORY
    if all(all(name.meant for name in departments.named_in(words)) for words in told):
        return fields.DEPARTMENT
    return heads.DEMAND
