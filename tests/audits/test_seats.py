"""Where a right is held: the database and what is read of a membership say the same of every place and day."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from audits.access import viewer
from audits.models import Committee, Department, DepartmentKind, Membership, Role, User
from tests.conftest import LONG_AGO, TODAY

pytestmark = pytest.mark.django_db

DAYS = (None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))
SPANS = [(begin, end) for begin, end in itertools.product(DAYS, DAYS) if not (begin and end and end <= begin)]


@pytest.fixture
def person() -> User:
    """Somebody with a seat in places of every span there may be, and one without a place."""
    person = User.objects.create_user("seats@demo.example", "시연 여러 자리")
    for number, (begin, end) in enumerate(SPANS):
        _sit(person, Role.CLERK, committee=_committee(number, begin, end))
        for is_void in (False, True):
            _sit(person, Role.OFFICER, department=_department(number, begin, end, is_void=is_void))
    _sit(person, Role.COORDINATOR)
    return person


def _sit(person: User, role: Role, **place: object) -> None:
    Membership.objects.create(user=person, role=role, start_on=LONG_AGO, **place)


def _committee(number: int, begin: date | None, end: date | None) -> Committee:
    return Committee.objects.create(name=f"시연 {number}위원회", valid_from=begin, valid_until=end)


def _department(number: int, begin: date | None, end: date | None, *, is_void: bool) -> Department:
    name = f"시연 {number}{'없던' if is_void else ''}과"
    return Department.objects.create(
        name=name,
        kind=DepartmentKind.DEPARTMENT,
        rank=number,
        valid_from=begin,
        valid_until=end,
        is_void=is_void,
    )


@pytest.mark.parametrize("days", [-2, -1, 0, 1, 2])
def test_a_place_that_is_gone_gives_no_right_by_either_way_of_asking(days: int, person: User) -> None:
    on = TODAY + timedelta(days=days)
    held = Membership.objects.filter(user=person).on(on).select_related("department", "committee")
    asked = set(Membership.objects.filter(user=person).with_rights(on))
    assert {row for row in held if row.has_place(on)} == asked
    found = viewer(person, on)
    assert found.department_ids == {row.department_id for row in asked if row.department_id}
    assert found.committee_ids == {row.committee_id for row in asked if row.committee_id}
    assert Role.COORDINATOR in found.roles
    assert 0 < len(asked) < len(held)
