"""The whole table by night: everybody, at every door, in every cell. By day a sample of it is tried."""

from __future__ import annotations

import pytest

from tests.rights import cells
from tests.rights.doors import Door, doors
from tests.rights.table import PEOPLE, SYSTEMS
from tests.rights.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.nightly]


@pytest.mark.parametrize("door", doors(), ids=str)
@pytest.mark.parametrize("who", [*PEOPLE, *SYSTEMS])
def test_in_every_cell_people_meet_what_the_law_says(who: str, door: Door, office: World) -> None:
    assert "\n".join(cells.wrong(office, who, door, whole=True)[1]) == ""
