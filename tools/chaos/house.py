"""An installation as real processes on a directory of its own, kept up by the product's supervisor.

PostgreSQL and Redis are the bundled ones; web, beat and two workers are started with the product's own settings. Where
the naive senders are tried, they stand in the places of the workers.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import psycopg
import redis as redis_client

from config.embedded import keeper, locks, postgres, redis, visit
from config.embedded.places import APP, OWNER, Places
from config.embedded.processes import CannotStart, dying_with_parent
from config.env import BASE_DIR
from config.supervisor import Supervisor
from tools.bench import servers

CELERY: Final = (sys.executable, "-m", "celery", "--quiet", "--app")
WORKER: Final = (*CELERY, "config", "worker", "--concurrency", "1", "--queues", "default,mail,long")
QUIET: Final = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")
BEAT: Final = (*CELERY, "tools.chaos.clock", "beat", "--loglevel", "WARNING")
WEB: Final = (sys.executable, "-m", "gunicorn", "--config", "python:config.webserver")
CHILD: Final = "child of "
MORNING: Final = 9
TICK_SECONDS: Final = 3.0  # between two of beat's ticks, in place of five minutes
# A part that dies five times a minute ends an installation: that is the product's rule, and not what is asked here.
LEAST_SECONDS_OF_LIFE: Final = 18.0
PATIENCE_SECONDS: Final = 60.0
END_SECONDS: Final = 3.0

Command = Sequence[str]


def product(name: str) -> Command:
    """The command line of a worker."""
    return (*WORKER, "--hostname", f"{name.replace(' ', '-')}@chaos", *QUIET)


class House:
    """The running parts; the supervisor keeps them up as long as somebody waits with it."""

    def __init__(self, places: Places, environment: Mapping[str, str]) -> None:
        """Take where it lives and what its processes find in their environment."""
        self.places = places
        self.environment = dict(environment)
        self.supervisor = Supervisor(self._note)
        self.port = _free_port()
        self.senders: dict[str, list[str]] = {}

    def start_servers(self) -> None:
        """Start PostgreSQL and Redis. Raises CannotStart where the database does not come up."""
        log = self.places.logs / "postgres.log"
        self.supervisor.add("postgres", log, lambda _: visit.start_keeper(self.places, "--in-turn"))
        self._add("redis", redis.server_command(self.places))
        if not self.supervisor.wait_for(lambda: postgres.answers(self.places), PATIENCE_SECONDS):
            raise CannotStart(visit.last_line(log))

    def man(self, senders: Mapping[str, Sequence[Command]]) -> None:
        """Start web, beat and, in each place of a worker, one sender or more."""
        self._add("web", WEB, WEB_BIND=f"127.0.0.1:{self.port}", PORT=str(self.port))
        self._add("beat", BEAT)
        for place, commands in senders.items():
            self.senders[place] = [f"{place}.{number}" for number in range(len(commands))]
            for name, command in zip(self.senders[place], commands, strict=True):
                self._add(name, command)

    def stop(self) -> None:
        """End all that works on the database."""
        self.supervisor.stop(
            [name for name in self._names() if name not in {"redis", "postgres"}], END_SECONDS
        )
        self.supervisor.stop(["redis"], END_SECONDS)

    def stop_database(self) -> None:
        """End the database: its keeper does so as soon as nobody uses it, and is ended where it does not."""
        for service in self.supervisor.services:
            if service.name == "postgres" and service.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    service.process.wait(PATIENCE_SECONDS)
        self.supervisor.stop(["postgres"], END_SECONDS)

    def kill(self, *parts: str) -> bool:
        """Kill with -9, all at once; False, and nothing is done, where one is not up or has died just now."""
        doomed = [self._to_kill(part) for part in parts]
        if not all(doomed):
            return False
        for pid in (pid for pids in doomed for pid in pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return True

    def flush(self) -> bool:
        """Empty Redis; False where it does not answer."""
        try:
            client = redis_client.Redis(unix_socket_path=str(self.places.redis_socket), socket_timeout=2)
            return bool(client.flushall())
        except redis_client.RedisError:
            return False

    def oldest_sender(self) -> datetime | None:
        """When the child began that has lived longest; None where some place has none at this moment."""
        names = [name for place in self.senders.values() for name in place]
        found = [self._pids(name, of_child=True) for name in names]
        if not all(found):
            return None
        births = [_began(pid) for pids in found for pid in pids]
        return None if None in births else min(birth for birth in births if birth)

    def is_well(self) -> bool:
        """Whether /healthz finds nothing wrong at this moment."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def owner(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the owner of the tables. Raises OperationalError while the database is away."""
        return psycopg.connect(self.places.database_url(OWNER), autocommit=True, connect_timeout=2)

    def _to_kill(self, part: str) -> list[int]:
        """The processes of a part; none where it is not whole or has died just now."""
        names = self.senders.get(part.removeprefix(CHILD), [part])
        found = [self._pids(name, of_child=part.startswith(CHILD)) for name in names]
        is_whole = all(found) and all(map(self._has_lived, names))
        return [pid for pids in found for pid in pids] if is_whole else []

    def _names(self) -> list[str]:
        return [service.name for service in self.supervisor.services]

    def _has_lived(self, name: str) -> bool:
        service = next(each for each in self.supervisor.services if each.name == name)
        long_ago = time.monotonic() - LEAST_SECONDS_OF_LIFE
        return service.process is not None and all(death < long_ago for death in service.deaths)

    def _pids(self, name: str, *, of_child: bool) -> list[int]:
        """The process of a part, or its children; PostgreSQL's is the postmaster that its keeper has started."""
        service = next(each for each in self.supervisor.services if each.name == name)
        if service.process is None or service.process.poll() is not None:
            return []
        if name == "postgres":
            return _children(service.process.pid)
        return _children(service.process.pid) if of_child else [service.process.pid]

    def _add(self, name: str, command: Command, **more: str) -> None:
        bound = list(command) if "--pdeathsig" in command else dying_with_parent(command, "KILL")

        def start(log: int) -> subprocess.Popen[bytes]:
            return subprocess.Popen(  # noqa: S603
                bound,
                cwd=BASE_DIR,
                env=self.environment | more,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

        self.supervisor.add(name, self.places.logs / f"{name.replace(' ', '-')}.log", start)

    def _note(self, line: str) -> None:
        with (self.places.logs / "supervisor.log").open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%H:%M:%S} {line}\n")


@contextmanager
def opened(places: Places, environment: Mapping[str, str]) -> Iterator[House]:
    """A house for the block, its servers running and nobody at work yet."""
    house = House(places, environment)
    places.make()
    try:
        with locks.shared(keeper.users_lock(places)):
            try:
                house.start_servers()
                yield house
            finally:
                house.stop()
    finally:
        house.stop_database()


def environment(places: Places, relay: int, now: datetime, role: str = APP) -> dict[str, str]:
    """What the processes of a house find in theirs: the relay, and a place on earth where it is a working morning."""
    return servers.environment(places, role) | {
        "EMAIL_URL": f"smtp://127.0.0.1:{relay}",
        "TIME_ZONE": zone_of_morning(now),
        "SEND_AT_ANY_HOUR": "1",
        "WEB_WORKERS": "1",
    }


def zone_of_morning(now: datetime) -> str:
    """A zone where it is past nine in the morning at `now`, of a working day if there is such a zone."""
    offsets = [hours for hours in range(-12, 15) if (now.hour + hours) % 24 == MORNING]
    best = min(offsets, key=lambda hours: (now + timedelta(hours=hours)).weekday() >= 5)
    return f"Etc/GMT{-best:+d}" if best else "Etc/GMT"


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _began(pid: int) -> datetime | None:
    """When a process was started, to a hundredth of a second; None where it is gone."""
    with suppress(OSError):
        ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
        seconds = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + ticks / os.sysconf("SC_CLK_TCK")
        return datetime.fromtimestamp(seconds, UTC)
    return None


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
