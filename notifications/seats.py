"""Who can be told at all on a day: people by their memberships of that day, and departments' mailboxes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audits.models import Department, Membership, Role
from notifications.models import key_of

MAILBOX: Final = "mailbox"
BETWEEN_SEATS: Final = " · "  # of somebody who is told as more than one


@dataclass(frozen=True)
class Seat:
    """One membership with rights of somebody who has an address, or a department's mailbox (`role` is `mailbox`).

    `stands_in_for` is whose deputy it makes somebody. `label` says in words what they are told as.
    """

    address: str
    user_id: int | None
    role: str
    department: Department | None
    committee_id: int | None
    stands_in_for: int | None
    label: str

    @property
    def words(self) -> str:
        """The same as `label`, in the language in force."""
        return _words(self.role, self.department, self.stands_in_for)

    @property
    def key(self) -> str:
        """See `notifications.models.notification.key_of`."""
        return key_of(self.user_id, self.address)


def seats(on: date, roles: Collection[Role]) -> Iterator[Seat]:
    """The seats of people in `roles` on `on`, in 건제순; who is stopped or has no address has none. One statement."""
    held = Membership.objects.with_rights(on).filter(role__in=roles, user__is_active=True)
    held = held.exclude(user__email="")
    for membership in held.select_related("user", "department").order_by("department__rank", "id"):
        person = membership.user
        place = membership.department
        yield Seat(
            address=person.email,
            user_id=person.pk,
            role=membership.role,
            department=place,
            committee_id=membership.committee_id,
            stands_in_for=membership.deputy_for_id,
            label=_words(membership.role, place, membership.deputy_for_id),
        )


def mailboxes(on: date) -> Iterator[Seat]:
    """The mailboxes of departments that exist on `on`, in 건제순; one statement."""
    for department in Department.objects.valid(on).filter(~Q(mailbox="")).ranked():
        label = _words(MAILBOX, department, None)
        yield Seat(department.mailbox, None, MAILBOX, department, None, None, label)


def _words(role: str, place: Department | None, stands_in_for: int | None) -> str:
    if role == MAILBOX:
        return _("%(department)s 공용 전자우편") % {"department": place}
    return f"{place or ''} {_role(get_language(), role, stands_in_for is not None)}".strip()


# Thousands are told as the same few.
@lru_cache(maxsize=64)
def _role(_language: str | None, role: str, is_deputy: bool) -> str:
    return Membership(role=role, deputy_for_id=0 if is_deputy else None).role_label
