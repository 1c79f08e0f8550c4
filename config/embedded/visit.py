"""The database for the duration of one command: the one that runs, or one started for it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from config.embedded import keeper, locks, postgres
from config.embedded.places import Places
from config.embedded.processes import CannotStart
from config.env import BASE_DIR

PATIENCE_SECONDS: Final = 60
REFUSED: Final = 2


@contextmanager
def database(places: Places) -> Iterator[None]:
    """Have the database for the block: whoever ends last stops it. Raises CannotStart with the reason."""
    make(places)
    with locks.shared(keeper.users_lock(places)):
        _ensure_running(places)
        yield


def make(places: Places) -> None:
    """Make the directories of an installation. Raises CannotStart where they cannot be written."""
    try:
        places.make()
    except OSError as error:
        raise CannotStart(
            "DATA_DIR 폴더에 쓸 수 없습니다 / DATA_DIR cannot be written: "
            f"{error.filename or places.data} ({error.strerror})"
        ) from error


def ensure_migrated(places: Places) -> None:
    """Migrate a cluster that never was, once, whoever comes first; the others wait. Raises CannotStart."""
    stamp = places.cluster / "husok.migrated"
    if stamp.exists():
        return
    with migrating(places):
        if not stamp.exists():
            _migrate()
            stamp.touch()


def migrate(places: Places) -> None:
    """Bring the tables up to date as their owner; whoever comes meanwhile waits. Raises CannotStart."""
    with migrating(places):
        _migrate()


def migrating(places: Places) -> AbstractContextManager[None]:
    """Hold what everybody who migrates this data directory holds: of two at once, one waits."""
    return locks.alone(places.locks / "migrate")


def _migrate() -> None:
    """Migrate in a process of its own, because this one serves as `app`."""
    command = [sys.executable, str(BASE_DIR / "manage.py"), "prepare_database", "--verbosity=0"]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:  # noqa: S603
        raise CannotStart("마이그레이션을 마치지 못했습니다 / the migrations did not finish")


def start_keeper(places: Places, *options: str) -> "subprocess.Popen[bytes]":
    """Start a keeper out of reach of Ctrl-C; it may outlive this process."""
    command = [sys.executable, "-m", "config.embedded.keeper", str(places.data), *options]
    with (places.logs / "postgres.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def last_line(log: Path) -> str:
    """Last line of a log with something in it, or nothing."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return next((line for line in reversed(lines) if line.strip()), "")


def _ensure_running(places: Places) -> None:
    """Start a keeper unless the database answers; one that yields to another leaves the start to it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    own: subprocess.Popen[bytes] | None = None
    while not postgres.answers(places):
        if time.monotonic() > deadline:
            raise CannotStart("PostgreSQL이 응답하지 않습니다 / PostgreSQL does not answer")
        if own is None or own.poll() is not None:
            if own is not None and own.returncode == REFUSED:
                raise CannotStart(last_line(places.logs / "postgres.log"))
            own = start_keeper(places)
        time.sleep(0.03)
