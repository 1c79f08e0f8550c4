"""Holds the database for as long as anybody uses it.

Every user (a manage.py command, `up`) holds the users' lock together with the others. The keeper starts
PostgreSQL as its child and then waits to have that lock alone: it gets it when the last user has ended, by
whatever end, and stops the server. Whoever comes while it stops waits at the lock and finds no server.

    python -m config.embedded.keeper DATA_DIR [--in-turn]
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from config.embedded import locks, postgres
from config.embedded.places import Places
from config.embedded.processes import CannotStart


def users_lock(places: Places) -> Path:
    """Lock file every user of the database holds."""
    return places.locks / "users"


def keeper_lock(places: Places) -> Path:
    """Lock file of the one keeper."""
    return places.locks / "keeper"


def keep(places: Places) -> int:
    """Run PostgreSQL until nobody uses it (answers 0) or until it ends by itself (1). Raises CannotStart."""
    postgres.make_cluster(places)
    postgres.clear_leftovers(places)
    unused = threading.Event()
    with subprocess.Popen(postgres.server_command(places), stdin=subprocess.DEVNULL) as server:  # noqa: S603
        if not postgres.wait_until_accepting(places, server):
            server.terminate()
            raise CannotStart(
                f"PostgreSQL을 시작하지 못했습니다 / PostgreSQL did not start: see {places.logs}/postgres.log"
            )
        postgres.complete(places)
        threading.Thread(target=_stop_when_unused, args=(places, server, unused), daemon=True).start()
        server.wait()
    return 0 if unused.is_set() else 1


def _stop_when_unused(places: Places, server: "subprocess.Popen[bytes]", unused: threading.Event) -> None:
    """Wait for the users' lock and stop the server; the lock is kept until this process has ended."""
    locks.wait_exclusive(locks.open_lock(users_lock(places)))
    unused.set()
    server.send_signal(signal.SIGINT)


def wait_for_turn(turn: int) -> bool:
    """Wait until the keeper at work has ended; False when whoever started this one is gone before that."""
    parent = os.getppid()
    while not locks.try_exclusive(turn, patience=0.5):
        if os.getppid() != parent:
            return False
    return True


def main(arguments: list[str]) -> int:
    """Keep the database of the data directory named first.

    While another keeper is at work, end at once, or with `--in-turn` wait and take over from it.
    """
    places = Places(Path(arguments[0]))
    turn = locks.open_lock(keeper_lock(places))
    if not (wait_for_turn(turn) if "--in-turn" in arguments else locks.try_exclusive(turn)):
        return 0
    try:
        return keep(places)
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 2


if __name__ == "__main__":
    os.umask(0o077)
    raise SystemExit(main(sys.argv[1:]))
