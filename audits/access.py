"""Who a person is on a day, and what that allows about people, documents and the organisation.

The only place of this app that decides. What a person may do with a demand is decided in `tracker.access`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from audits import organisation
from audits.models import DepartmentToken, Membership, Office, Role, Scope, User


class Act(StrEnum):
    """What this app lets somebody do."""

    MANAGE_PEOPLE = "manage_people"
    IMPORT_REPORT = "import_report"
    SEE_ORGANISATION = "see_organisation"
    MANAGE_TOKENS = "manage_tokens"
    CHANGE_OFFICE = "change_office"
    MANAGE_HOLIDAYS = "manage_holidays"
    SEE_ACCESS_RECORD = "see_access_record"
    VERIFY_RECORD = "verify_record"
    TAKE_RECORD = "take_record"
    RECORD_SUCCESSION = "record_succession"
    KEEP_DEPARTMENTS = "keep_departments"
    KEEP_COMMITTEES = "keep_committees"
    POST_PEOPLE = "post_people"
    NAME_DEPUTY = "name_deputy"
    KEEP_WORDS = "keep_words"
    SET_UP = "set_up"


ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.MANAGE_PEOPLE: frozenset({Role.SYSADMIN}),
    Act.IMPORT_REPORT: frozenset({Role.SECRETARIAT, Role.CLERK}),
    Act.SEE_ORGANISATION: frozenset(Role),
    Act.MANAGE_TOKENS: frozenset({Role.SYSADMIN}),
    Act.CHANGE_OFFICE: frozenset({Role.SYSADMIN}),
    Act.MANAGE_HOLIDAYS: frozenset({Role.SYSADMIN, Role.SECRETARIAT}),
    Act.SEE_ACCESS_RECORD: frozenset({Role.SYSADMIN}),
    Act.VERIFY_RECORD: frozenset({Role.SYSADMIN, Role.SECRETARIAT}),
    # Who did what on which demand is content, of which the administrator has none.
    Act.TAKE_RECORD: frozenset({Role.SECRETARIAT}),
    Act.RECORD_SUCCESSION: frozenset({Role.SECRETARIAT, Role.COORDINATOR}),
    Act.KEEP_DEPARTMENTS: frozenset({Role.SYSADMIN, Role.SECRETARIAT, Role.COORDINATOR}),
    Act.KEEP_COMMITTEES: frozenset({Role.SYSADMIN, Role.SECRETARIAT}),
    # A head posts people of the own department only, and names deputies in it: `may_post`, `may_name_deputy`.
    Act.POST_PEOPLE: frozenset({Role.SYSADMIN, Role.HEAD}),
    Act.NAME_DEPUTY: frozenset({Role.SYSADMIN, Role.HEAD, Role.OFFICER}),
    # How the council sorts its demands and reads reports is its own matter, not that of who runs the machine.
    Act.KEEP_WORDS: frozenset({Role.SECRETARIAT}),
    Act.SET_UP: frozenset({Role.SYSADMIN}),
}


@dataclass(frozen=True)
class Viewer:
    """A person on a day: roles, and the departments and committees they are held for.

    `headed_ids` are the departments among them that the person is the head of, `acting_ids` those of them that are
    headed for somebody who is away (직무대리).
    Asked anew at each request, so that rights end with the membership (product.md rule 8). A department's
    token acts as an officer of that department within its `scopes`; `user` is then the responsible person.
    """

    user: User
    on: date
    roles: frozenset[Role]
    department_ids: frozenset[int]
    committee_ids: frozenset[int]
    headed_ids: frozenset[int] = frozenset()
    acting_ids: frozenset[int] = frozenset()
    label: str = ""
    scopes: frozenset[Scope] | None = None
    token_id: int | None = None
    token_used_on: date | None = None

    @cached_property
    def council_distributes(self) -> bool:
        """Whether the office lets the council's own staff distribute; asked once a viewer."""
        return Office.current().council_distributes

    @cached_property
    def with_former_departments(self) -> frozenset[int]:
        """The departments and those that ended in them; asked once a viewer, and never of who has none."""
        return organisation.with_predecessors(self.department_ids, self.on)

    @property
    def has_seat(self) -> bool:
        """Whether this person is anything here on the day."""
        return bool(self.roles)

    def may(self, act: Act) -> bool:
        """Whether one of the roles allows `act`."""
        return self.scopes is None and bool(self.roles & ALLOWED[act])

    def may_set_gates(self, department_id: int) -> bool:
        """Whether this person says which gates a department asks for: its own head, and the administrator."""
        return self.may(Act.CHANGE_OFFICE) or (self.scopes is None and department_id in self.headed_ids)

    @property
    def posts_everybody(self) -> bool:
        """Whether this person posts people everywhere and makes heads; a head does neither."""
        return self.may(Act.POST_PEOPLE) and Role.SYSADMIN in self.roles

    def may_post(self, department_id: int | None) -> bool:
        """Whether this person posts people into and out of a department: its head, and the administrator."""
        return self.posts_everybody or (self.may(Act.POST_PEOPLE) and department_id in self.headed_ids)

    def may_see_people_of(self, department_id: int) -> bool:
        """Whether this person sees who works in a department: who belongs to it, and the administrator."""
        return self.scopes is None and (department_id in self.department_ids or self.may(Act.MANAGE_PEOPLE))

    def may_name_deputy(self, person_id: int, department_id: int | None) -> bool:
        """Whether this person says who stands in for somebody: the administrator, the head, and oneself.

        Not who stands in for the head: a deputy has no deputy, and would go on for ever by naming one.
        """
        if not self.may(Act.NAME_DEPUTY):
            return False
        own = person_id == self.user.pk and department_id in self.department_ids
        return own or Role.SYSADMIN in self.roles or department_id in self.headed_ids - self.acting_ids

    def require(self, act: Act) -> None:
        """Raise PermissionDenied, naming who may, unless `act` is allowed."""
        if not self.may(act):
            who = ", ".join(str(role.label) for role in Role if role in ALLOWED[act])
            raise PermissionDenied(
                _("이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: %(who)s") % {"who": who}
            )


def viewer(user: User | AnonymousUser, on: date) -> Viewer:
    """Who `user` is on `on`; one statement. Raises PermissionDenied for somebody not signed in or stopped.

    What somebody is in a department or committee ends with it: what it held is reached through its successor.
    """
    if not isinstance(user, User) or not user.is_active:
        raise PermissionDenied("로그인이 필요합니다.")
    rows = Membership.objects.filter(user=user).on(on).select_related("department", "committee")
    # A person has a few: their places are looked at here, as `with_rights` does in the database.
    held = [row for row in rows.order_by("id") if row.has_place(on)]
    heads = [m for m in held if m.department_id and m.role == Role.HEAD]
    return Viewer(
        user=user,
        on=on,
        roles=frozenset(Role(membership.role) for membership in held),
        department_ids=frozenset(m.department_id for m in held if m.department_id),
        committee_ids=frozenset(m.committee_id for m in held if m.committee_id and m.role == Role.CLERK),
        headed_ids=frozenset(m.department_id for m in heads if m.department_id),
        acting_ids=_departments(heads, acting=True) - _departments(heads, acting=False),
        label=" · ".join(str(membership) for membership in held),
    )


def _departments(held: Iterable[Membership], *, acting: bool) -> frozenset[int]:
    """Where these are held, for oneself or for somebody who is away."""
    return frozenset(
        m.department_id for m in held if m.department_id and (m.deputy_for_id is not None) == acting
    )


def token_viewer(key: str, on: date) -> Viewer | None:
    """Who the holder of a department's key is on `on`; None for a key that is unknown, revoked or expired.

    One statement. A key whose responsible person was stopped opens nothing.
    """
    found = (
        DepartmentToken.objects.usable(on)
        .filter(key_sha256=hashlib.sha256(key.encode()).hexdigest(), responsible__is_active=True)
        .select_related("department", "responsible")
        .defer("department__duties", "department__short_names", "responsible__password")
    )
    token = next(iter(found), None)
    if token is None or not token.department.existed(on):
        return None
    return Viewer(
        user=token.responsible,
        on=on,
        roles=frozenset({Role.OFFICER}),
        department_ids=frozenset({token.department_id}),
        committee_ids=frozenset(),
        label=f"연계시스템({token.department})",
        scopes=frozenset(Scope(scope) for scope in token.scopes),
        token_id=token.pk,
        token_used_on=token.last_used_on,
    )
