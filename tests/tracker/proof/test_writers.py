"""Many write at once, some are killed, somebody checks meanwhile: the chain has no gap and no alarm is raised."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
from django.db import connection, transaction

from audits import record
from audits.access import Viewer
from audits.models import Event, User
from audits.record import Entry
from config.embedded.places import APP
from tests.config.running import ROOT
from tests.environment import places_of_this_run
from tests.together import one_behind_the_other
from tests.tracker.proof.town import Town, founded
from tracker.actions.priority import mark_priority
from tracker.proof import prove

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS: Final = 16
HOLDS_THE_HEAD: Final = """
import sys, time, django
django.setup()
from django.db import transaction
from audits import record
from audits.models import User
from audits.record import Entry
person = User.objects.earliest("pk")
with transaction.atomic():
    record.append_all([Entry("noted", person, person) for _ in range(500)])
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Town]:
    """A town in which there is enough to do for everybody at once."""
    with founded(tmp_path) as town:
        yield town


def _work(demand_id: int, by: Viewer, until: float) -> int:
    """Real acts on one demand, each in a transaction of its own, until then; how many."""
    done = 0
    try:
        while time.monotonic() < until:
            mark_priority(demand_id, done % 2 == 0, by=by)
            done += 1
    finally:
        connection.close()
    return done


def _write_and_check(town: Town, seconds: float, checks: int) -> None:
    """Sixteen at once for so long, and so many checks meanwhile, none of which finds anything."""
    before, by = record.head()[0], town.by("secretariat")
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(WRITERS) as pool:
        working = [pool.submit(_work, demand.pk, by, until) for demand in town.untouched[:WRITERS]]
        made, anchors = 0, [town.anchor()]
        while made < checks or time.monotonic() < until:
            proof = prove(anchors)
            assert proof.is_whole, proof.faults.listed
            anchors, made = [*anchors[-9:], town.anchor()], made + 1
        done = sum(future.result() for future in working)
    proof = prove(anchors)
    assert (proof.is_whole, proof.events) == (True, before + done)
    assert Event.objects.count() == before + done
    assert done > 100


def test_sixteen_at_once_lose_nothing_and_a_check_meanwhile_finds_nothing(busy: Town) -> None:
    _write_and_check(busy, seconds=4, checks=5)


@pytest.mark.nightly
def test_for_a_minute_with_a_hundred_checks(busy: Town) -> None:
    _write_and_check(busy, seconds=60, checks=100)


def test_a_writer_killed_before_its_end_leaves_no_gap(busy: Town) -> None:
    number, _hash = record.head()
    killed = subprocess.Popen(
        [sys.executable, "-c", HOLDS_THE_HEAD], env=_environment(), stdout=subprocess.PIPE
    )
    try:
        assert killed.stdout
        assert killed.stdout.readline() == b"held\n"
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(_note)
            time.sleep(0.3)
            assert not waiting.done()
            killed.send_signal(signal.SIGKILL)
            waiting.result(20)
    finally:
        killed.kill()
        killed.wait()
    assert list(Event.objects.filter(number__gt=number).values_list("number", flat=True)) == [number + 1]
    assert prove().is_whole


def test_the_second_of_two_is_told_after_the_first(busy: Town) -> None:
    number, _hash = record.head()
    one_behind_the_other(lambda: record.append(_entry("first")), _note)
    told = Event.objects.filter(number__gt=number).order_by("number").values_list("number", "kind")
    assert list(told) == [(number + 1, "first"), (number + 2, "noted")]


def _entry(kind: str) -> Entry:
    person = User.objects.earliest("pk")
    return Entry(kind, person, person)


def _note() -> None:
    try:
        with transaction.atomic():
            record.append(_entry("noted"))
    finally:
        connection.close()


def _environment() -> dict[str, str]:
    """What a process of its own needs to write to this test's database as `app`."""
    return os.environ | {
        "DATABASE_ROLE": "",
        "DATABASE_URL": places_of_this_run().database_url(APP, str(connection.settings_dict["NAME"])),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
