"""The executive's coordinator and heads: every act, place, stage and face."""

from __future__ import annotations

import pytest

from tests.rights.conftest import Try
from tests.rights.doors import Door, doors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", doors(), ids=str)
@pytest.mark.parametrize("who", ["coordinator", "head", "other_head", "asked_head"])
def test_at_every_door_people_meet_what_the_law_says(who: str, door: Door, faults: Try) -> None:
    assert faults(who, door) == ""
