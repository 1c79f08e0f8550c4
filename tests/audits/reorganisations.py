"""Small ways to say what a reorganisation is, for tests of recording it."""

from __future__ import annotations

from datetime import date
from typing import Any

from audits.models import Department, SuccessionKind
from audits.reorganisation import Founding, Step
from tests.conftest import TODAY

DAY = date(2026, 7, 1)
COMING = date(2027, 1, 1)
assert DAY < TODAY < COMING


def step(
    kind: str, before: Department | str | None, after: Department | Founding | str | None = None, **said: Any
) -> Step:
    """One step on `DAY`, unless it says otherwise."""
    if not said.keys() & {"effective_on", "not_before", "not_after"}:
        said["effective_on"] = DAY
    return Step(SuccessionKind(kind), before, after, **said)


def renamed(before: Department | str, after: str | Founding, **said: Any) -> Step:
    """명칭 변경."""
    return step("rename", before, after, **said)
