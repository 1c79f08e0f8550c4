"""Changes of a table's cells, which mutmut does not know: what is a member, which value, which of a few names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

import libcst as cst

# Each name is changed into the next of its ring, so that a cell says something else that could stand there.
RINGS: Final[tuple[tuple[str, ...], ...]] = (
    ("OPEN", "OUTSTANDING", "LIVE", "_RECEIVED"),
    ("PENDING_UPDATE", "PENDING_HANDOVER"),
    ("COUNCIL", "DEPARTMENT", "COORDINATOR"),
    ("READS_ALL", "OVERSEES", "READS_DEMANDS"),
    ("BY_RECEIVER", "BY_ITS_HEAD", "DISTRIBUTING"),
    ("headed_ids", "department_ids", "committee_ids"),
)
MEMBERS: Final[dict[str, tuple[str, ...]]] = {
    "Stage": ("ASSIGNED", "WORKING", "RETURNED", "CLAIMED", "CLOSED", "WITHDRAWN"),
    "Fact": (
        "AWAITS_HEAD",
        "AWAITS_COORDINATOR",
        "EXTENSION_ASKED",
        "HANDOVER_OFFERED",
        "HANDOVER_REFUSED",
        "HANDOVER_UNANSWERED",
        "DATED",
        "ON_HOLIDAY",
    ),
    "Status": ("NOT_REPORTED", "UNDER_REVIEW", "IN_PROGRESS", "COMPLETED", "NOT_ACCEPTED", "TRANSFERRED"),
    "Verdict": ("NONE", "AWAITING", "CONFIRMED", "INSUFFICIENT", "CONTRADICTED"),
    "Role": ("SECRETARIAT", "CLERK", "COORDINATOR", "OFFICER", "HEAD", "COUNCILLOR", "SYSADMIN"),
    "Scope": ("READ", "REPORT", "EVIDENCE", "EXTENSION"),
    "Gate": ("HEAD", "COORDINATOR"),
    "Source": ("PAPER", "PUBLISHED"),
    "MoveKind": ("FIRST", "GRANTED", "CALENDAR"),
    "PeriodUnit": ("DAYS", "MONTHS", "WORKING_DAYS"),
}
NEXT: Final = {name: ring[place - len(ring) + 1] for ring in RINGS for place, name in enumerate(ring)}
NEXT_MEMBER: Final = {
    (kind, name): ring[place - len(ring) + 1]
    for kind, ring in MEMBERS.items()
    for place, name in enumerate(ring)
}

Change = tuple[cst.CSTNode, cst.CSTNode]
T = TypeVar("T")


class Cells(cst.CSTVisitor):
    """Finds every cell of a module that can say something else; `found` are the nodes before and after."""

    def __init__(self) -> None:
        self.found: list[Change] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Change this node in each way its kind allows; go on below it, but not into names that are no cells."""
        for kind, changed in OPERATORS:
            if isinstance(node, kind):
                self.found += [(node, after) for after in changed(node)]
        if isinstance(node, cst.Attribute | cst.AnnAssign) and node.value:
            node.value.visit(self)
        return not isinstance(node, LEFT_ALONE)


def changes(module: cst.Module) -> list[Change]:
    """Every cell of `module` changed once."""
    cells = Cells()
    module.visit(cells)
    return cells.found


def _name(node: cst.Name) -> Iterator[cst.CSTNode]:
    """A name of a ring becomes the next one."""
    if node.value in NEXT:
        yield node.with_changes(value=NEXT[node.value])


def _attribute(node: cst.Attribute) -> Iterator[cst.CSTNode]:
    """A member of an enumeration becomes the next one; an attribute of a ring likewise."""
    owner = node.value.value if isinstance(node.value, cst.Name) else ""
    after = NEXT_MEMBER.get((owner, node.attr.value)) if owner in MEMBERS else NEXT.get(node.attr.value)
    if after:
        yield node.with_changes(attr=cst.Name(after))


def _set(node: cst.Set) -> Iterator[cst.CSTNode]:
    """Each member of a set once left out."""
    for place in range(len(node.elements)):
        rest = _without(node.elements, place)
        yield node.with_changes(elements=rest) if rest else cst.Call(func=cst.Name("set"))


def _tuple(node: cst.Tuple) -> Iterator[cst.CSTNode]:
    """Each member of a tuple of three or more once left out; a pair is a pair."""
    if len(node.elements) > 2:
        for place in range(len(node.elements)):
            yield node.with_changes(elements=_without(node.elements, place))


def _dict(node: cst.Dict) -> Iterator[cst.CSTNode]:
    """Each row of a table once left out, and once with the next other row's value."""
    for place, row in enumerate(node.elements):
        yield node.with_changes(elements=_without(node.elements, place))
        following = [*node.elements[place + 1 :], *node.elements[:place]]
        other = next((each.value for each in following if not each.value.deep_equals(row.value)), None)
        if other:
            yield node.with_deep_changes(row, value=other)


def _without(members: Sequence[T], place: int) -> list[T]:
    return [*members[:place], *members[place + 1 :]]


# What a kind of node may become. Types, imports and what is assigned to are no cells.
OPERATORS: Final[Sequence[tuple[type, Callable[[Any], Iterator[cst.CSTNode]]]]] = (
    (cst.Name, _name),
    (cst.Attribute, _attribute),
    (cst.Set, _set),
    (cst.Tuple, _tuple),
    (cst.Dict, _dict),
)
LEFT_ALONE: Final = (cst.Annotation, cst.ImportFrom, cst.AssignTarget, cst.Attribute, cst.AnnAssign)
