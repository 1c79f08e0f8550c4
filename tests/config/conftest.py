"""The settings as they come out of other variables than those of this run."""

import json
import runpy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from config.env import environment
from tests.config.running import ROOT

SettingsUnder = Callable[..., dict[str, Any]]


@pytest.fixture
def settings_under(monkeypatch: pytest.MonkeyPatch) -> Iterator[SettingsUnder]:
    """Read config/settings.py anew under further variables; the settings of this run stay as they are."""

    def read(**variables: str) -> dict[str, Any]:
        with monkeypatch.context() as moment:
            for name, value in variables.items():
                moment.setenv(name, value)
            environment.cache_clear()
            found = runpy.run_path(str(ROOT / "config" / "settings.py"))
        told = {name: value for name, value in found.items() if name.isupper()}
        answer: dict[str, Any] = json.loads(json.dumps(told, default=_plainly))
        return answer

    yield read
    environment.cache_clear()


def _plainly(value: object) -> str:
    """A path by its words, an object by its kind: two of one kind are the same setting."""
    return type(value).__name__ if "object at" in repr(value) else str(value)
