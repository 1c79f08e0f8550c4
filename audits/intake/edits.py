"""What a person changed by hand in a draft before it is stored, as a list that can be taken back. Pure.

The draft as it was read stays; the edits are applied to it in their order. Numbers, totals, differences and problems
are those after the edits, so that what is shown is what will be stored.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from audits.intake.counts import OVERALL
from audits.intake.doubts import NO_CATEGORY, NO_DEPARTMENT
from audits.intake.draft import Draft, DraftItem, Problem
from audits.intake.part import NOT_REPORTED, join
from audits.intake.totals import counted, differences


class Kind(StrEnum):
    """What can be done to one item."""

    CHANGE = "change"
    LEAVE_OUT = "leave_out"
    SPLIT = "split"
    JOIN = "join"
    ACCEPT = "accept"


@dataclass(frozen=True)
class Edit:
    """One thing a person did to the item with `key`.

    `values` are the fields that CHANGE sets, `reason` is why LEAVE_OUT, `parts` what SPLIT made of it. JOIN puts it
    to the item before it; ACCEPT says that it is right as it stands.
    """

    kind: Kind
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    parts: tuple[DraftItem, ...] = ()


@dataclass(frozen=True)
class Piece:
    """An item as it stands. `key` stays whatever becomes of its number; `roots` are the numbers it was read as.

    `reason` is why it is left out, empty where it is not. `fields` are what was changed by hand.
    """

    key: str
    item: DraftItem
    roots: frozenset[int]
    fields: frozenset[str] = frozenset()
    cut: bool = False
    accepted: bool = False
    reason: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether it is not as it was read."""
        return bool(self.fields or self.cut or self.reason or len(self.roots) > 1)

    @property
    def last(self) -> int:
        """The last line of the source that belongs to it."""
        return self.item.line + self.item.source.count("\n")


@dataclass(frozen=True)
class Edited:
    """A draft with what was changed by hand: what will be stored, and every piece, left out ones included.

    `draft.problems` are those that nobody has settled yet; `owners` names the piece of each of them, empty for what
    stands outside all items.
    """

    draft: Draft
    pieces: tuple[Piece, ...]
    owners: tuple[str, ...]
    settled: int = 0

    def piece(self, key: str) -> Piece | None:
        """The piece of a key, None for one that is not there (any more)."""
        return next((piece for piece in self.pieces if piece.key == key), None)

    @property
    def open_keys(self) -> list[str]:
        """Pieces with a problem that nobody has settled, in the order of the document."""
        return list(dict.fromkeys(owner for owner in self.owners if owner))

    def next_open(self, key: str = "") -> str:
        """The piece with a problem that comes after the one with `key`, else the first; empty where there is none."""
        waiting = self.open_keys
        order = {piece.key: place for place, piece in enumerate(self.pieces)}
        here = order.get(key, -1)
        return next((each for each in waiting if order[each] > here), waiting[0] if waiting else "")

    @property
    def by_hand(self) -> list[Piece]:
        """Pieces that are not as they were read."""
        return [piece for piece in self.pieces if piece.by_hand]


def apply(draft: Draft, edits: Sequence[Edit], categories: Mapping[str, str]) -> Edited:
    """The draft with `edits`; `categories` are the council's codes with their words.

    An edit of what is not there (any more) changes nothing. Without edits the draft is as it was read.
    """
    pieces = _pieces(draft, edits)
    kept = [piece for piece in pieces if not piece.reason]
    items = tuple(piece.item for piece in kept)
    if edits:
        parsed = counted(items, tuple(categories))
        draft = replace(draft, items=items, parsed=parsed)
        draft = replace(draft, differences=_differences(draft, categories))
    owners = _owners(draft.problems, pieces)
    beside = list(zip(draft.problems, owners, strict=True))
    standing = [(problem, owner) for problem, owner in beside if not _is_settled(problem, owner)]
    return Edited(
        draft=replace(draft, problems=tuple(problem for problem, _owner in standing)),
        pieces=pieces,
        owners=tuple(owner.key if owner else "" for _problem, owner in standing),
        settled=len(beside) - len(standing),
    )


def restored(draft: Draft, edits: Sequence[Edit], key: str) -> tuple[Edit, ...]:
    """The edits without those of the piece with `key`, and of what it was cut from or joined with."""
    pieces = _pieces(draft, edits)
    roots = next((piece.roots for piece in pieces if piece.key == key), frozenset[int]())
    for _round in pieces:
        wider = roots.union(*(piece.roots for piece in pieces if piece.roots & roots))
        if wider == roots:
            break
        roots = wider
    return tuple(edit for edit in edits if _root(edit.key) not in roots)


def _pieces(draft: Draft, edits: Iterable[Edit]) -> tuple[Piece, ...]:
    """Every piece in order, those that stay numbered anew."""
    board = [Piece(str(item.number), item, frozenset({item.number})) for item in draft.items]
    places = {piece.key: place for place, piece in enumerate(board)}
    for edit in edits:
        if edit.key in places:
            APPLY[edit.kind](board, places[edit.key], edit)
            if edit.kind in (Kind.SPLIT, Kind.JOIN):
                places = {piece.key: place for place, piece in enumerate(board)}
    number = 0
    for place, piece in enumerate(board):
        number += not piece.reason
        wanted = 0 if piece.reason else number
        if piece.item.number != wanted:
            board[place] = replace(piece, item=replace(piece.item, number=wanted))
    return tuple(board)


def _change(board: list[Piece], place: int, edit: Edit) -> None:
    piece = board[place]
    values = {name: value for name, value in edit.values.items() if getattr(piece.item, name) != value}
    item = replace(piece.item, **values)
    if "status" in values or "actions_taken" in values or "plan" in values:
        doubtful = item.status == NOT_REPORTED and bool(item.actions_taken.strip() or item.plan.strip())
        item = replace(item, doubtful=doubtful)
    board[place] = replace(piece, item=item, fields=piece.fields | values.keys(), accepted=True)


def _leave_out(board: list[Piece], place: int, edit: Edit) -> None:
    board[place] = replace(board[place], reason=edit.reason)


def _split(board: list[Piece], place: int, edit: Edit) -> None:
    piece, (first, second) = board[place], edit.parts
    key = f"{_root(piece.key)}/{second.line}"
    if any(other.key == key for other in board):
        return
    board[place : place + 1] = [
        Piece(piece.key, first, piece.roots, cut=True),
        Piece(key, second, piece.roots, cut=True),
    ]


def _join(board: list[Piece], place: int, _edit: Edit) -> None:
    before = next((other for other in range(place - 1, -1, -1) if not board[other].reason), None)
    if before is None:
        return
    piece = board.pop(place)
    head = board[before]
    board[before] = replace(
        head,
        item=join(head.item, piece.item),
        roots=head.roots | piece.roots,
        cut=True,
        fields=head.fields | piece.fields,
    )


def _accept(board: list[Piece], place: int, _edit: Edit) -> None:
    board[place] = replace(board[place], accepted=True)


APPLY: Final[Mapping[Kind, Callable[[list[Piece], int, Edit], None]]] = {
    Kind.CHANGE: _change,
    Kind.LEAVE_OUT: _leave_out,
    Kind.SPLIT: _split,
    Kind.JOIN: _join,
    Kind.ACCEPT: _accept,
}


def _differences(draft: Draft, categories: Mapping[str, str]) -> tuple[str, ...]:
    if draft.declared is None or not draft.items:
        return draft.differences
    first = draft.items[0].line
    begins = {item.category: item.line for item in reversed(draft.items)} | {"": first}
    names = {"": OVERALL} | dict(categories)
    return differences(draft.declared, draft.parsed, names, begins, by_status=draft.has_statuses)


def _owners(problems: Sequence[Problem], pieces: Sequence[Piece]) -> list[Piece | None]:
    """The piece in whose lines each problem stands; None for what is above the first or between two."""
    ordered = sorted(pieces, key=lambda piece: piece.item.line)
    begins = [piece.item.line for piece in ordered]
    found: list[Piece | None] = []
    for problem in problems:
        place = bisect_right(begins, problem.line)
        found.append(ordered[place - 1] if place else None)
    return found


def _is_settled(problem: Problem, owner: Piece | None) -> bool:
    """Whether a person has settled it: chosen what was missing, or looked at the item and left it so, or out."""
    if owner is None:
        return False
    if owner.reason:
        return True
    if problem.message == NO_CATEGORY:
        return bool(owner.item.category)
    if problem.message == NO_DEPARTMENT and owner.item.departments:
        return True
    return owner.accepted or owner.cut


def _root(key: str) -> int:
    """The number that a piece was read as; 0 for no key of ours."""
    number = key.partition("/")[0]
    return int(number) if number.isascii() and number.isdigit() else 0
