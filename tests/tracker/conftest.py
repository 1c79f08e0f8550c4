"""Gates of the office, as most tests about them want them."""

from __future__ import annotations

import pytest

from audits.gates import Gates
from audits.models import Office


@pytest.fixture
def one_gate(db: None) -> None:
    """The head confirms every report."""
    Office(pk=1, gates=Gates.HEAD).save()


@pytest.fixture
def two_gates(db: None) -> None:
    """The head confirms every report, and the coordinator hands it to the council."""
    Office(pk=1, gates=Gates.COORDINATOR).save()
