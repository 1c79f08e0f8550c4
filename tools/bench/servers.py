"""The servers of one run in a directory of its own: the bundled database and Redis, and the web server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from config.embedded import redis, visit
from config.embedded.places import APP, Places
from config.embedded.processes import CannotStart, dying_with_parent
from config.env import BASE_DIR

WORKERS: Final = 2
THREADS: Final = 8
PATIENCE_SECONDS: Final = 30
KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


@contextmanager
def city_hall() -> Iterator[Places]:
    """A migrated, empty database and a Redis in a new directory; both end, and it goes, with the block.

    The database keeps what it was told as it does in service: nothing is switched off for speed.
    """
    data = Path(tempfile.mkdtemp(prefix="husok-bench-"))
    places = Places(data)
    os.environ |= environment(places)
    try:
        with visit.database(places), _redis(places):
            (data / "static").mkdir()
            visit.ensure_migrated(places)
            yield places
    finally:
        _remove(data)


def environment(places: Places, role: str = APP) -> dict[str, str]:
    """What a process of the run finds in its environment; nothing of the developer's settings."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "DATA_DIR": str(places.data),
        "DEMO": "1",
        "SECRET_KEY": "of-the-benchmark-alone",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": "",
        "DATABASE_ROLE": role,
        "REDIS_URL": "",
        "API_CALLS_PER_MINUTE": str(10**6),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(BASE_DIR),
    }


@contextmanager
def web(places: Places) -> Iterator[int]:
    """The product's web server with the views of the benchmark beside it; answers its port on loopback."""
    port = _free_port()
    options = ["--config", "python:config.webserver", "--max-requests", "0", "tools.bench.wsgi:application"]
    settings = {"WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": str(WORKERS), "WEB_THREADS": str(THREADS)}
    with (places.logs / "web.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603
            dying_with_parent([sys.executable, "-m", "gunicorn", *options], "KILL"),
            cwd=BASE_DIR,
            env=environment(places) | settings,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(lambda: _listens(port), server, places.logs / "web.log")
        yield port
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _redis(places: Places) -> Iterator[None]:
    with (places.logs / "redis.log").open("ab") as log:
        server = subprocess.Popen(redis.server_command(places), stdout=log, stderr=log)  # noqa: S603
    try:
        _wait_for(places.redis_socket.exists, server, places.logs / "redis.log")
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(log.read_text(encoding="utf-8", errors="replace"))
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _remove(directory: Path, patience: float = 15) -> None:
    """Remove the directory once the database, which stops by itself, has let go of it."""
    deadline = time.monotonic() + patience
    while directory.exists() and time.monotonic() < deadline:
        if not (directory / "postgres" / "postmaster.pid").exists():
            shutil.rmtree(directory, ignore_errors=True)
        time.sleep(0.1)
