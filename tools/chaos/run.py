"""One fault run: what is to be sent is sent while everything is killed, and then it is judged."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

import psycopg

from config.embedded.places import OWNER, Places
from config.env import BASE_DIR
from tools.bench.child import StepFailed, answer_of
from tools.chaos import faults, house, ledger, naive, sink
from tools.chaos.faults import FLUSH, Fault
from tools.chaos.house import House
from tools.chaos.judgement import Judgement, Planned, Row, judge
from tools.chaos.sink import Log, Manner

PRODUCT: Final = "Husok"
NAIVE: Final = {"mark": "mark, then send", "retry": "send, then mark; retry blindly"}
WORKERS: Final = ("worker 1", "worker 2")
LOOK_SECONDS: Final = 1.0
LONGEST_LULL_SECONDS: Final = 8.0
WHILE_PLANNING: Final = 3  # faults
QUIET_SECONDS: Final = 8.0
STUCK_SECONDS: Final = 60.0
MOST_TIMES: Final = 4  # the time asked for, on a machine that has other things to do
LATER_SECONDS: Final = 120.0

# How many mails there are, and how many of them have not come to their end.
Look = Callable[[psycopg.Connection[tuple[object, ...]], datetime | None], tuple[int, int]]


@dataclass(frozen=True)
class Asked:
    """The size of a run: mails, kills and flushes over `seconds` at least, and the seed of what is left to chance."""

    messages: int
    kills: int
    flushes: int
    seconds: float
    seed: int

    @property
    def pause(self) -> float:
        """How long the relay takes over a mail, so that two workers are at it for most of the time."""
        return self.seconds / self.messages * 0.6

    @property
    def manner(self) -> Manner:
        """How the relay treats people."""
        return Manner(self.seed, self.pause, unkind=True)

    def plan(self) -> list[Fault]:
        """What goes wrong, and when."""
        return faults.plan(self.seed, self.kills, self.flushes, self.seconds)


@dataclass
class Storm:
    """Carries out what was planned, each as soon as its part is up; counts what was really done.

    The first few fall while the mails are being planned, the others as the mails go: none comes before its share of
    them is settled, so that a slow machine is hit as often over a mail as a quick one, or before its moment. Where
    nothing gets on, the next one comes all the same after a while.
    """

    house: House
    asked: Asked
    left: list[Fault]
    began: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)
    done: Counter[str] = field(default_factory=Counter)

    def blow(self, progress: float) -> bool:
        """Do what is due by now, where this share of the mails is settled; answers whether all is over."""
        now = time.monotonic()
        for moment, some in groupby(self.left, attrgetter("at")):
            if now - self.began < moment or not self._has_come(moment / self.asked.seconds, progress, now):
                break
            together = list(some)
            if self._can(*(fault.what for fault in together)):
                self.left = [fault for fault in self.left if fault not in together]
                self.done.update(fault.what for fault in together)
                self.last = now
                break
        return not self.left

    def _has_come(self, share: float, progress: float, now: float) -> bool:
        early = self.done.total() < WHILE_PLANNING
        return early or progress >= share or now - self.last >= LONGEST_LULL_SECONDS

    def _can(self, *what: str) -> bool:
        return self.house.flush() if what == (FLUSH,) else self.house.kill(*what)


@dataclass(frozen=True)
class Trial:
    """How one sender fared: the judgement, how long it took, what was done to it.

    In the end all is to be well by /healthz, and the record whole.
    """

    name: str
    judgement: Judgement
    seconds: float
    faults: Counter[str]
    is_well: bool = True
    is_whole: bool = True


@dataclass
class Watch:
    """Looks into a ledger every other second."""

    house: House
    look: Look
    next_look: float = 0.0
    found: tuple[int, int] = (0, 0)
    since: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        """Whether all has been settled for a while, or nothing has moved for so long that it never will be.

        A database that is away just now is asked again.
        """
        now = time.monotonic()
        if now >= self.next_look:
            self.next_look = now + LOOK_SECONDS
            with suppress(psycopg.OperationalError), self.house.owner() as connection:
                found = self.look(connection, self.house.oldest_sender())
                self.since = self.since if found == self.found else now
                self.found = found
        is_settled = self.progress == 1
        return now - self.since >= (QUIET_SECONDS if is_settled else STUCK_SECONDS)

    @property
    def progress(self) -> float:
        """The share of the mails that have come to their end; nothing where none is planned."""
        planned, unsettled = self.found
        return 1 - unsettled / planned if planned else 0.0


def run(asked: Asked, data: Path) -> Iterator[Trial]:
    """The product, and then the two naive senders side by side over the same mails and the same kills."""
    places = Places(data)
    trial, rows = of_product(asked, places)
    yield trial
    yield from of_naive(asked, places, [row for row in rows if not row.repeats])


def of_product(asked: Asked, places: Places) -> tuple[Trial, list[Row]]:
    """Let the product plan and send, and judge it; answers its ledger as well."""
    log = places.data / "product.accepted"
    with sink.running(log, asked.manner) as relay:
        environment = house.environment(places, relay, datetime.now(UTC))
        with house.opened(places, environment) as running:
            expected = _town(asked, environment)
            running.man({place: [house.product(place)] for place in WORKERS})
            took, done = _outlast(asked, running, ledger.look)
            is_well = running.supervisor.wait_for(running.is_well, LATER_SECONDS)
            is_whole = _managed("verify_record", environment)
            with running.owner() as connection:
                rows = ledger.rows(connection)
    return Trial(PRODUCT, judge(expected, rows, Log.read(log)), took, done, is_well, is_whole), rows


def of_naive(asked: Asked, places: Places, mails: Sequence[Row]) -> Iterator[Trial]:
    """The two naive senders in the same house, in the places of the workers."""
    expected = [(row.kind, row.address.lower()) for row in mails]
    logs = {name: places.data / f"{name}.accepted" for name in NAIVE}
    with ExitStack() as relays:
        ports = {name: relays.enter_context(sink.running(log, asked.manner)) for name, log in logs.items()}
        environment = house.environment(places, 1, datetime.now(UTC))
        with house.opened(places, environment) as running:
            with running.owner() as connection:
                for name in NAIVE:
                    naive.store(connection, name, mails)
            database = places.database_url(OWNER)
            senders = [naive.command(name, database, port) for name, port in ports.items()]
            running.man(dict.fromkeys(WORKERS, senders))
            took, done = _outlast(asked, running, naive.look)
            with running.owner() as connection:
                found = {name: naive.ledger(connection, name) for name in NAIVE}
    for name, log in logs.items():
        yield Trial(NAIVE[name], judge(expected, found[name], Log.read(log)), took, done)


def _outlast(asked: Asked, running: House, look: Look) -> tuple[float, Counter[str]]:
    """Everything goes wrong, and afterwards all is brought to its end; seconds it took, and what was done."""
    began = time.monotonic()
    storm, watch = Storm(running, asked, asked.plan()), Watch(running, look)

    def is_over() -> bool:
        watch.is_over()
        return storm.blow(watch.progress)

    running.supervisor.wait_for(is_over, MOST_TIMES * asked.seconds + LATER_SECONDS)
    running.supervisor.wait_for(watch.is_over, MOST_TIMES * asked.seconds + LATER_SECONDS)
    return time.monotonic() - began, storm.done


def _town(asked: Asked, environment: dict[str, str]) -> list[Planned]:
    """Make the tables and store the town; answers who is to get what."""
    if not _managed("prepare_database", environment):
        raise StepFailed("prepare_database")
    town = answer_of(
        "tools.chaos.town", str(asked.messages), environment=environment | {"DATABASE_ROLE": OWNER}
    )
    return [(kind, address) for kind, address in town]


def _managed(command: str, environment: dict[str, str]) -> bool:
    """Whether a command of the product went well; what it said is not shown."""
    line = [sys.executable, str(BASE_DIR / "manage.py"), command]
    done = subprocess.run(line, cwd=BASE_DIR, env=environment, capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def wrong(asked: Asked, trials: Sequence[Trial]) -> list[str]:
    """What did not come out as it should, in words."""
    product, *naive_ones = trials
    marked, retried = (trial.judgement for trial in naive_ones)
    wanted = asked.kills + asked.flushes
    short = [trial for trial in trials if trial.faults.total() < wanted]
    said = {
        f"{product.name}: {len(product.judgement.faults)} faults": product.judgement.faults,
        f"{product.name}: /healthz was not well again": not product.is_well,
        f"{product.name}: the record is not whole": not product.is_whole,
        f"{NAIVE['mark']}: lost nothing, so the run shows nothing": not marked.lost,
        f"{NAIVE['retry']}: sent nothing twice, so the run shows nothing": not retried.doubled,
        **{f"{trial.name}: {trial.faults.total()} of {wanted} faults were possible": True for trial in short},
    }
    return [words for words, is_so in said.items() if is_so]
