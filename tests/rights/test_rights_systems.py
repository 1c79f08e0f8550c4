"""Departments' own systems: every act, place and stage, with every scope and with one alone."""

from __future__ import annotations

import pytest

from tests.rights.conftest import Try
from tests.rights.doors import Door, doors
from tests.rights.table import SYSTEMS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", [door for door in doors() if door.face == "api"], ids=str)
@pytest.mark.parametrize("who", SYSTEMS)
def test_at_every_door_systems_meet_what_the_law_says(who: str, door: Door, faults: Try) -> None:
    assert faults(who, door) == ""
