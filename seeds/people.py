"""The demo's people: plainly invented, one password for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from audits.actions import people
from audits.actions.people import Place
from audits.models import Committee, Department, Role, User
from audits.models.people import DEPARTMENT_ROLES
from seeds import organisation

SINCE: Final = date(2020, 1, 1)
DEPARTMENTS_SINCE: Final = date(2026, 5, 1)  # after both reorganisations


@transaction.atomic
def plant() -> list[User]:
    """Everybody of the demo, stored where missing, with the demo's password, in the order of the file."""
    return [_plant(row) for row in organisation.content()["person"]]


def _plant(row: Mapping[str, Any]) -> User:
    person = User.objects.filter(email__iexact=row["email"]).first() or people.create_person(
        email=row["email"], name=row["name"], staff_number=row["staff_number"], place=_place(row), by=None
    )
    if not person.check_password(settings.DEMO_PASSWORD):
        person.set_password(settings.DEMO_PASSWORD)
        person.save(update_fields=["password"])
    return person


def _place(row: Mapping[str, Any]) -> Place:
    role = Role(row["role"])
    since = DEPARTMENTS_SINCE if role in DEPARTMENT_ROLES else SINCE
    return Place(
        role=role,
        start_on=since,
        department=Department.objects.valid(since).get(name=row["department"])
        if "department" in row
        else None,
        committee=Committee.objects.get(name=row["committee"]) if "committee" in row else None,
        team=row.get("team", ""),
        post=row.get("post", ""),
        telephone=row.get("telephone", ""),
    )
