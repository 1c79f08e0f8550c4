"""Who is told of an occasion on a day. Nothing is sent here, and no mail is known.

Where the person who should be told is missing, the next one is told instead, and it is kept whose place that is.
Departments and committees that went on in another by rule are that other one: its people are told. Councillors and
administrators have no seat here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Self

from audits import committees, organisation
from audits.models import Role
from notifications.occasions.table import TABLE, Audience, Due
from notifications.seats import BETWEEN_SEATS, MAILBOX, Seat, mailboxes, seats

ROLES: Final = (Role.SECRETARIAT, Role.CLERK, Role.COORDINATOR, Role.HEAD, Role.OFFICER)


@dataclass(frozen=True)
class Told:
    """Somebody who is to be told. `instead_of` is the role that should have been and that nobody holds."""

    address: str
    user_id: int | None
    key: str
    label: str
    instead_of: str = ""


@dataclass(frozen=True)
class Audiences:
    """Everybody who can be told on a day, by what they are where.

    `departments` says where the work of those that are gone went by rule, `committees` what those that are over ended
    in.
    """

    by_role: Mapping[str, Sequence[Seat]] = field(default_factory=dict)
    by_department: Mapping[tuple[int, str], Sequence[Seat]] = field(default_factory=dict)
    departments: Mapping[int, int] = field(default_factory=dict)
    committees: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, on: date) -> Self:
        """Everybody on `on`; four statements."""
        by_role: dict[str, list[Seat]] = defaultdict(list)
        by_department: dict[tuple[int, str], list[Seat]] = defaultdict(list)
        people = list(seats(on, ROLES))
        for seat in (*people, *_read_by(people, mailboxes(on))):
            by_role[seat.role].append(seat)
            if seat.department:
                by_department[seat.department.pk, seat.role].append(seat)
        return cls(by_role, by_department, organisation.followed_by_rule(on), committees.what_they_became(on))

    def of(self, due: Due) -> list[Told]:
        """Whom to tell of `due`, each address once; without who did it. Empty where nobody is left."""
        found, instead_of = FIND[TABLE[due.kind].audience](self, due)
        return _once(_others(found, due), instead_of)

    def _in(self, due: Due, *roles: str) -> list[Seat]:
        """The seats of these roles in the department of `due`."""
        held = due.department_id or 0
        place = self.departments.get(held, held)
        return [seat for role in roles for seat in self.by_department.get((place, role), ())]

    def _named(self, due: Due, person_id: int | None) -> list[Seat]:
        """The seats of somebody in the department of `due`, and of who stands in for them there."""
        people = self._in(due, Role.OFFICER, Role.HEAD) if person_id else []
        own = [seat for seat in people if seat.user_id == person_id and seat.stands_in_for is None]
        return [*own, *(seat for seat in people if seat.stands_in_for == person_id)]

    def _in_charge(self, due: Due) -> Found:
        if found := self._named(due, due.officer_id):
            return found, ""
        return self._next_of(due, (Role.HEAD, Role.OFFICER, MAILBOX), Role.OFFICER)

    def _department(self, due: Due) -> Found:
        found = self._in(due, Role.HEAD, Role.OFFICER, MAILBOX)
        return (found, "") if found else self._coordinators_instead_of(due, Role.HEAD)

    def _heads(self, due: Due) -> Found:
        """The heads who did not do it themselves: nobody confirms an own report, the coordinator does (rule 3)."""
        found = _others(self._in(due, Role.HEAD), due)
        return (found, "") if found else self._coordinators_instead_of(due, Role.HEAD)

    def _next_of(self, due: Due, roles: Iterable[str], missing: str) -> Found:
        """The first of `roles` that anybody holds in the department; else the coordinators."""
        for role in roles:
            if found := self._in(due, role):
                return found, missing
            missing = Role.HEAD if role == Role.HEAD else missing
        return self._coordinators_instead_of(due, missing)

    def _coordinators(self, due: Due) -> Found:
        return self._coordinators_instead_of(due, "")

    def _coordinators_instead_of(self, due: Due, missing: str) -> Found:
        """The coordinators; where there is none, as in a small council that distributes itself, the council's staff."""
        if found := self.by_role.get(Role.COORDINATOR):
            return found, missing
        found = self.by_role.get(Role.SECRETARIAT) or self._clerks_of(due)
        return found, missing or Role.COORDINATOR

    def _clerks_of(self, due: Due) -> list[Seat]:
        """The clerks of the committee that follows the audit up, or of the one it ended in."""
        held = due.committee_id or 0
        follow = self.committees.get(held, frozenset({held}))
        return [seat for seat in self.by_role.get(Role.CLERK, ()) if seat.committee_id in follow]

    def _clerks(self, due: Due) -> Found:
        if found := self._clerks_of(due):
            return found, ""
        return self.by_role.get(Role.SECRETARIAT, ()), Role.CLERK

    def _council(self, due: Due) -> Found:
        return [*self.by_role.get(Role.SECRETARIAT, ()), *self._clerks_of(due)], ""

    def _overseers(self, due: Due) -> Found:
        coordinators, missing = self._coordinators_instead_of(due, "")
        return [*coordinators, *self.by_role.get(Role.SECRETARIAT, ())], missing

    def _author(self, due: Due) -> Found:
        found = self._named(due, due.person_id)
        return (found, "") if found else self._in_charge(due)


Found = tuple[Sequence[Seat], str]

FIND: Final[Mapping[Audience, Callable[[Audiences, Due], Found]]] = {
    Audience.IN_CHARGE: Audiences._in_charge,
    Audience.DEPARTMENT: Audiences._department,
    Audience.HEADS: Audiences._heads,
    Audience.COORDINATORS: Audiences._coordinators,
    Audience.CLERKS: Audiences._clerks,
    Audience.COUNCIL: Audiences._council,
    Audience.RECEIVER: Audiences._department,
    Audience.OVERSEERS: Audiences._overseers,
    Audience.AUTHOR: Audiences._author,
}


def _read_by(people: Iterable[Seat], boxes: Iterable[Seat]) -> Iterator[Seat]:
    """Mailboxes; one at somebody's own address is that person's, wherever they work, so that it is told once."""
    owners = {seat.address.lower(): seat.user_id for seat in people}
    for box in boxes:
        yield replace(box, user_id=owners.get(box.address.lower()))


def _others(found: Iterable[Seat], due: Due) -> list[Seat]:
    """Without the seats of who did what is told."""
    return [seat for seat in found if due.actor_id is None or seat.user_id != due.actor_id]


def _once(found: Iterable[Seat], instead_of: str) -> list[Told]:
    """Each address once, a person before a mailbox, with all that they are told as."""
    by_address: dict[str, list[Seat]] = defaultdict(list)
    for seat in found:
        by_address[seat.address.lower()].append(seat)
    told = []
    for held in by_address.values():
        first = min(held, key=lambda seat: seat.user_id is None)
        label = BETWEEN_SEATS.join(dict.fromkeys(seat.label for seat in held))
        told.append(Told(first.address, first.user_id, first.key, label, instead_of))
    return told
