"""`manage.py verify_record`, as whoever is asked for proof runs it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audits.models import Event
from audits.proof import Anchor
from tests.tracker.proof.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anchors_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.ANCHOR_FILE = tmp_path / "anchors.txt"


def test_it_changes_nothing(town: Town) -> None:
    before = list(Event.objects.values_list("number", "hash"))
    assert _verify("--json")["ok"]
    assert list(Event.objects.values_list("number", "hash")) == before


def test_an_anchor_beyond_the_end_says_that_the_tail_was_cut(town: Town) -> None:
    last = town.anchor()
    beyond = Anchor(last.number + 3, last.hash)
    told = _verify("--json", "--anchor", str(last), "--anchor", str(beyond), status=1)
    assert [(p["code"], p["event"]) for p in told["problems"]] == [("tail_cut", beyond.number)]
    assert told["anchors"] == [str(last), str(beyond)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "12",
            "12:",
            f"0:{'a' * 64}",
            f"-1:{'a' * 64}",
            f"1:{'a' * 63}",
            f"1:{'a' * 65}",
            f"1:{'g' * 64}",
        ),
        *(f"{'9' * 5000}:{'a' * 64}", f"\u0661:{'a' * 64}", f"1:{'a' * 64} and more"),
    ],
    ids=lambda text: text[:12] or "empty",
)
def test_an_anchor_of_another_shape_is_refused_before_anything_is_read(text: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("verify_record", f"--anchor={text}")
    assert refusal.value.returncode == 2


def _verify(*arguments: str, status: int = 0) -> dict[str, Any]:
    """What the command says in JSON, where it ends with this status."""
    out, found = io.StringIO(), 0
    try:
        call_command("verify_record", *arguments, stdout=out)
    except CommandError as ended:
        found = ended.returncode
    assert found == status
    told: dict[str, Any] = json.loads(out.getvalue())
    return told
