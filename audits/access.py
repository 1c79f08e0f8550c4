"""Who a person is on a day, and what that allows about people, documents and the organisation.

The only place of this app that decides. What a person may do with a demand is decided in `tracker.access`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from audits.models import Membership, Role, User


class Act(StrEnum):
    """What this app lets somebody do."""

    MANAGE_PEOPLE = "manage_people"
    IMPORT_REPORT = "import_report"
    SEE_ORGANISATION = "see_organisation"


ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.MANAGE_PEOPLE: frozenset({Role.SYSADMIN}),
    Act.IMPORT_REPORT: frozenset({Role.SECRETARIAT, Role.CLERK}),
    Act.SEE_ORGANISATION: frozenset(Role),
}


@dataclass(frozen=True)
class Viewer:
    """A person on a day: roles, and the departments and committees they are held for.

    Asked anew at each request, so that rights end with the membership (product.md rule 8).
    """

    user: User
    on: date
    roles: frozenset[Role]
    department_ids: frozenset[int]
    committee_ids: frozenset[int]
    label: str = ""

    def may(self, act: Act) -> bool:
        """Whether one of the roles allows `act`."""
        return bool(self.roles & ALLOWED[act])

    def require(self, act: Act) -> None:
        """Raise PermissionDenied, naming who may, unless `act` is allowed."""
        if not self.may(act):
            who = ", ".join(str(role.label) for role in Role if role in ALLOWED[act])
            raise PermissionDenied(f"이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: {who}")


def viewer(user: User | AnonymousUser, on: date) -> Viewer:
    """Who `user` is on `on`; one statement. Raises PermissionDenied for somebody not signed in or stopped."""
    if not isinstance(user, User) or not user.is_active:
        raise PermissionDenied("로그인이 필요합니다.")
    held = list(
        Membership.objects.filter(user=user).on(on).select_related("department", "committee").order_by("id")
    )
    return Viewer(
        user=user,
        on=on,
        roles=frozenset(Role(membership.role) for membership in held),
        department_ids=frozenset(m.department_id for m in held if m.department_id),
        committee_ids=frozenset(m.committee_id for m in held if m.committee_id),
        label=" · ".join(_label(membership) for membership in held),
    )


def _label(membership: Membership) -> str:
    place = membership.department or membership.committee
    return f"{place} {membership.get_role_display()}" if place else str(membership.get_role_display())
