"""A small fault run with real processes: each part is killed once while mail is sent, and the promise is kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.places import Places
from tests.config.running import processes_of
from tools.chaos.judgement import End
from tools.chaos.run import Asked, of_product

ASKED = Asked(messages=150, kills=8, flushes=1, seconds=8, seed=1)


@pytest.fixture
def data() -> Iterator[Path]:
    """Where an installation lives for this test; nobody works in it afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="husok-chaos-"))
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


def test_nothing_is_lost_or_doubled_while_every_part_is_killed(data: Path) -> None:
    trial, rows = of_product(ASKED, Places(data))
    found = trial.judgement
    assert found.faults == []
    assert (found.expected, len(rows)) == (ASKED.messages, ASKED.messages + found.repeated)
    assert trial.faults.total() == ASKED.kills + ASKED.flushes
    assert (trial.is_well, trial.is_whole) == (True, True)
    # The relay was as unkind as it says, and mail arrived all the same.
    assert found.ends[End.DEAD] > 0
    assert found.ends[End.SENT] > ASKED.messages * 0.8
    assert not processes_of(data)
