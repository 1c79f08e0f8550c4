"""Pages of a list that grows: by the last row's place in the order, never by counting.

A cursor is signed together with the question it belongs to, so that it cannot be used with another filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from audits import shown

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page: its rows, and cursors for the pages beside it, empty where there is none."""

    rows: list[M]
    next: str
    previous: str


def page(rows: QuerySet[M], order: Sequence[str], *, size: int, cursor: str, question: str) -> Page[M]:
    """At most `size` rows of `rows` in `order`, after or before the row that `cursor` names; one statement.

    `rows` are model objects, or dictionaries that hold what `order` names: columns or annotations that are
    never empty, the last of them unique; a leading `-` turns one round. `question` is whatever else decides
    the list (filters). Raises BadRequest for a cursor that was altered or belongs to another question.
    """
    backwards, place = _read(cursor, question)
    ways = [_Way(name.lstrip("-"), name.startswith("-") != backwards) for name in order]
    wanted = rows.filter(_after(ways, place)) if place else rows
    found = list(wanted.order_by(*(way.expression for way in ways))[: size + 1])
    more = len(found) > size
    found = found[:size]
    shown.add(len(found))
    if backwards:
        found.reverse()
    first, last = (_place(found[0], ways), _place(found[-1], ways)) if found else (None, None)
    return Page(
        rows=found,
        next=_cursor("after", last, question) if last and (more or backwards) else "",
        previous=_cursor("before", first, question) if first and (more if backwards else bool(place)) else "",
    )


def beyond(rows: QuerySet[M], order: Sequence[str], row: Model, *, backwards: bool = False) -> QuerySet[M]:
    """Those of `rows` after `row` in `order`, or before it, the nearest first; `order` as for `page`."""
    ways = [_Way(name.lstrip("-"), name.startswith("-") != backwards) for name in order]
    found = rows.filter(_after(ways, _place(row, ways)))
    return found.order_by(*(way.expression for way in ways))


@dataclass(frozen=True)
class _Way:
    name: str
    descending: bool

    @property
    def expression(self) -> Any:
        return F(self.name).desc() if self.descending else F(self.name).asc()


def _after(ways: Sequence[_Way], place: Sequence[object]) -> Q:
    """(a, b, c) beyond the place, for columns that may run in different directions."""
    beyond = Q()
    for depth, way in enumerate(ways):
        same = {ways[i].name: place[i] for i in range(depth)}
        beyond |= Q(**same, **{f"{way.name}__{'lt' if way.descending else 'gt'}": place[depth]})
    return beyond


def _place(row: Model, ways: Sequence[_Way]) -> list[str]:
    return [str(_value(row, way.name)) for way in ways]


def _value(row: Any, path: str) -> Any:
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _cursor(direction: str, place: list[str], question: str) -> str:
    return signing.dumps([direction, place], salt=_salt(question), compress=True)


def _read(cursor: str, question: str) -> tuple[bool, list[str]]:
    if not cursor:
        return False, []
    try:
        direction, place = signing.loads(cursor, salt=_salt(question))
    except signing.BadSignature as error:
        raise BadRequest(_("쪽 이동 값이 올바르지 않습니다. 목록을 처음부터 다시 열어 주십시오.")) from error
    return direction == "before", place


def _salt(question: str) -> str:
    return f"husok.keyset.{question}"
