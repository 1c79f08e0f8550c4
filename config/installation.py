"""A whole installation on one machine: what `manage.py up` starts, prepares, watches and stops."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from audits.access_record import outdated
from audits.models import Audit
from config.embedded import keeper, locks, postgres, redis, visit
from config.embedded.places import Places
from config.embedded.processes import CannotStart, dying_with_parent
from config.env import BASE_DIR
from config.supervisor import Supervisor, tail

TASK_SECONDS: Final = 5.0
REDIS_SECONDS: Final = 3.0
YIELD_SECONDS: Final = 0.5
DATABASE_SECONDS: Final = 10.0
READY_WITHIN_SECONDS: Final = 90.0
LOCK_LEFT_BEHIND_SECONDS: Final = 10.0
DEMO_ADDRESS: Final = "@demo.example"
PROCESSES: Final = ("web", "worker", "beat")
WORKER_OPTIONS: Final = "--queues default,mail,long --without-gossip --without-mingle --loglevel INFO"
CELERY: Final = (sys.executable, "-m", "celery", "--app", "config", "--quiet")
COMMANDS: Final = {
    "web": (sys.executable, "-m", "gunicorn", "--config", "python:config.webserver"),
    "worker": (*CELERY, "worker", "--concurrency", "1", *WORKER_OPTIONS.split()),
    "beat": (*CELERY, "beat", "--loglevel", "INFO"),
}


class Installation:
    """The running parts, in the order they depend on each other."""

    def __init__(self, places: Places, lock: int, door: socket.socket, say: Callable[[str], None]) -> None:
        """Take the lock every process inherits, the listening socket web answers on, and who is told."""
        self.places = places
        self.lock = lock
        self.door = door
        self.say = say
        self.supervisor = Supervisor(say)
        self.use = ExitStack()

    def run(self) -> None:
        """Start, announce and watch until interrupted. Raises CannotStart or GaveUp."""
        self.start_servers()
        self.prepare()
        for name in PROCESSES:
            self.supervisor.add(name, self.log(name), self.starter(COMMANDS[name], self.door.fileno()))
        if not self.supervisor.wait_for(self.is_healthy, READY_WITHIN_SECONDS):
            raise CannotStart(f"웹 서버가 응답하지 않습니다 / web does not answer\n{tail(self.log('web'))}")
        self.announce()
        self.supervisor.wait_for(lambda: False, float("inf"))

    def start_servers(self) -> None:
        """Start PostgreSQL and Redis, unless the environment names others."""
        if settings.DATABASE_IS_BUNDLED:
            self.use.enter_context(locks.shared(keeper.users_lock(self.places)))
            log = self.log("postgres")
            self.supervisor.add("postgres", log, lambda _: visit.start_keeper(self.places, "--in-turn"))
        if settings.REDIS_IS_BUNDLED:
            self.supervisor.add("redis", self.log("redis"), self.starter(redis.server_command(self.places)))

    def prepare(self) -> None:
        """Collect the static files, migrate, and in the demo fill an empty database. Raises CannotStart."""
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DATABASE_IS_BUNDLED:
            self.wait_for_database()
        if has_pending_migrations():
            self.say("데이터베이스를 준비합니다 / preparing the database")
            visit.migrate(self.places)
        if settings.DEMO and not is_seeded():
            self.say("시연 자료를 넣습니다 / filling in the demo")
            call_command("seed", verbosity=0)
        self.forget_access()
        connections.close_all()

    def forget_access(self) -> None:
        """Remove what the access record has kept long enough; by a process of its own, because this one is `app`.

        Without the owner's rights it only says so: nothing is lost by keeping entries longer.
        """
        if outdated(timezone.localdate()).exists():
            command = [sys.executable, str(BASE_DIR / "manage.py"), "forget_access"]
            told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            self.say((told.stdout or told.stderr).strip())

    def wait_for_database(self) -> None:
        """Wait for PostgreSQL. Raises CannotStart with the reason it gave when it does not come up."""
        if not self.supervisor.wait_for(lambda: postgres.answers(self.places), visit.PATIENCE_SECONDS):
            raise CannotStart(visit.last_line(self.log("postgres")))

    def starter(
        self, command: Sequence[str], *descriptors: int
    ) -> Callable[[int], "subprocess.Popen[bytes]"]:
        """How to start a child: out of reach of Ctrl-C, holding the lock, ending with this process."""
        passed = (self.lock, *descriptors)
        # Redis's command line says itself with which signal it ends; the others have nothing to put in order.
        bound = list(command) if "--pdeathsig" in command else dying_with_parent(command, "KILL")

        def start(log: int) -> "subprocess.Popen[bytes]":
            return subprocess.Popen(  # noqa: S603
                bound,
                cwd=BASE_DIR,
                env=os.environ | {"WEB_BIND": f"fd://{self.door.fileno()}"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=passed,
                start_new_session=True,
            )

        return start

    def is_healthy(self) -> bool:
        """Whether /healthz answers 200 at this moment."""
        try:
            with urllib.request.urlopen(f"{self.address}healthz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the start page."""
        return f"http://127.0.0.1:{settings.PORT}/"

    def announce(self) -> None:
        """Say that it is ready, and in the demo who may sign in with which password."""
        if settings.DEMO:
            for line in demo_sign_ins():
                self.say(line)
        self.say(f"Ready: {self.address}")

    def stop(self) -> None:
        """Stop all: first what works on the data, then Redis, then the database if nobody else uses it."""
        self.supervisor.stop(PROCESSES, TASK_SECONDS)
        self.supervisor.stop(["redis"], REDIS_SECONDS)
        self.use.close()
        for service in self.supervisor.services:
            if service.name == "postgres" and service.process is not None:
                self.wait_for_keeper(service.process)

    def wait_for_keeper(self, process: "subprocess.Popen[bytes]") -> None:
        """Wait while the database stops; where another command still uses it, that one's end will stop it."""
        for seconds in (YIELD_SECONDS, DATABASE_SECONDS):
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=seconds)
            if process.poll() is not None:
                return
            if not locks.is_held_alone(keeper.users_lock(self.places)):
                self.say("다른 명령이 데이터베이스를 쓰고 있습니다 / another command still uses the database")
                return

    def log(self, name: str) -> Path:
        """Log file of the part `name`."""
        return self.places.logs / f"{name}.log"


def has_pending_migrations() -> bool:
    """Whether the database lacks tables this version of the product needs."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_seeded() -> bool:
    """Whether the demo's audits are there, and its people sign in with the password that will be announced."""
    somebody = get_user_model().objects.filter(email__endswith=DEMO_ADDRESS).first()
    return somebody is not None and somebody.check_password(settings.DEMO_PASSWORD) and Audit.objects.exists()


def demo_sign_ins() -> Iterator[str]:
    """One line a demo person, and the password they share."""
    people = get_user_model().objects.filter(email__endswith=DEMO_ADDRESS).order_by("pk")
    for email, name in people.values_list("email", "name"):
        yield f"  {email:<28} {name}"
    yield f"  비밀번호 / password: {settings.DEMO_PASSWORD}"
    connections.close_all()


@contextmanager
def installation_lock(places: Places) -> Iterator[int]:
    """Hold the data directory; the lock is inherited by every process, so it lasts as long as any of them.

    After a kill -9 the processes of the killed one are gone in a moment; that is waited for.
    Raises CannotStart while another installation runs on the same directory.
    """
    descriptor = locks.open_lock(places.locks / "up")
    try:
        holder = os.pread(descriptor, 20, 0).decode(errors="replace")
        patience = 0.0 if _is_running(holder) else LOCK_LEFT_BEHIND_SECONDS
        if not locks.try_exclusive(descriptor, patience):
            raise CannotStart(f"이미 실행 중입니다 / already running: {places.data} (process {holder})")
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _is_running(number: str) -> bool:
    return number.isdecimal() and Path("/proc", number).exists()


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket listening on 127.0.0.1. Raises CannotStart when the port is taken.

    It stays open while web is started again: requests of that moment wait instead of being refused.
    """
    try:
        door = socket.create_server(("127.0.0.1", port), backlog=1024)
    except OSError as error:
        raise CannotStart(
            f"포트 {port}: 이미 쓰이고 있습니다. PORT로 다른 포트를 지정하십시오 / "
            f"port {port} cannot be used ({error.strerror}): choose another with PORT"
        ) from error
    with door:
        yield door
