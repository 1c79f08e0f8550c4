"""`manage.py verify_record` in a process of its own, on what is really stored."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from audits.models import Event
from config.embedded.places import APP
from tests.cluster import as_owner
from tests.config.running import MANAGE, ROOT
from tests.environment import places_of_this_run
from tests.tracker.proof.past import live
from tests.tracker.proof.town import Town, founded
from tracker.models import ProgressUpdate

pytestmark = pytest.mark.django_db(transaction=True)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[Town]:
    """A town with its past, committed."""
    with founded(tmp_path / "store") as town:
        live(town)
        yield town


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command in a process of its own, with the rights of `app`."""

    def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "DATABASE_ROLE": "",
            "DATABASE_URL": places_of_this_run().database_url(APP, str(connection.settings_dict["NAME"])),
            "FILES_ROOT": str(tmp_path / "store"),
            "ANCHOR_FILE": str(tmp_path / "anchors.txt"),
        }
        command = [*MANAGE, "verify_record", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.stdout, done.stderr
        return done

    return verify


def test_in_a_process_of_its_own_it_says_whether_the_town_was_bent(lived: Town, run: Run) -> None:
    anchor = str(lived.anchor())
    whole = run("--json", "--anchor", anchor)
    told = json.loads(whole.stdout)
    assert (whole.returncode, told["ok"], told["head"], told["roles"]) == (0, True, anchor, "two")
    assert (told["problems"], told["events"]) == ([], Event.objects.count())

    claim = ProgressUpdate.objects.filter(status="completed").latest("pk")
    with as_owner():
        ProgressUpdate.objects.filter(pk=claim.pk).update(actions_taken="- 한 곳의 점검을 마침")
        Event.objects.filter(number=7).update(kind="verified")
    bent = run("--json", "--anchor", anchor)
    problems = json.loads(bent.stdout)["problems"]
    assert bent.returncode == 1
    assert [(p["code"], p["event"], p["table"], p["id"]) for p in problems] == [
        ("columns_differ", 7, None, None),
        ("row_altered", None, "progressupdate", claim.pk),
    ]
    in_words = run()
    assert in_words.returncode == 1
    assert all(problem["message"] in in_words.stdout for problem in problems)
    assert "2건" in in_words.stderr


def test_an_empty_record_is_whole_and_one_that_had_entries_is_not(run: Run) -> None:
    empty = run("--json")
    told = json.loads(empty.stdout)
    assert (empty.returncode, told["ok"], told["head"], told["events"]) == (0, True, None, 0)
    emptied = run("--json", "--anchor", f"1:{'0' * 64}")
    problems = json.loads(emptied.stdout)["problems"]
    assert (emptied.returncode, [(p["code"], p["event"]) for p in problems]) == (1, [("tail_cut", 1)])
