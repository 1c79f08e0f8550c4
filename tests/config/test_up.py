"""`manage.py up` as a person meets it: it gets ready, repairs itself, stops cleanly, and loses nothing."""

import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.places import Places
from tests.config.running import Up, manage, processes_of, wait_until

PASSWORD = "of-this-test-alone"
ROWS = "from django.contrib.contenttypes.models import ContentType as Row"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One installation for this file, begun beside a command that fills the same empty directory.

    A start costs seconds: a test leaves it running or ended, as it comes, and the next one starts it where it has to.
    """
    data = tmp_path_factory.mktemp("up") / "var"
    made = Up(data, variables={"DEMO_PASSWORD": PASSWORD})
    beside = made.beside("seed", DEMO_PASSWORD=PASSWORD)
    made.start()
    said, _ = beside.communicate(timeout=60)
    assert beside.returncode == 0, said
    yield made
    if made.runs:
        made.end()


@pytest.fixture
def up(installation: Up) -> Up:
    """The installation, running."""
    if not installation.runs:
        installation.start()
    return installation


def test_beside_a_command_that_fills_the_same_empty_directory_everything_is_there_once(up: Up) -> None:
    count = "from audits.models import Audit; print(Audit.objects.count())"
    assert manage(up.data, "shell", "--command", count).stdout.endswith("3\n")


def test_it_names_its_address_and_the_demo_sign_ins(up: Up) -> None:
    assert f"Ready: http://127.0.0.1:{up.port}/\n" in up.said
    assert "secretariat@demo.example" in up.said
    assert PASSWORD in up.said


def test_every_part_is_well_soon_after(up: Up) -> None:
    well = {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}
    assert wait_until(lambda: well.items() <= up.health().items(), 20), up.health()


def test_its_logs_and_secrets_are_for_its_user_alone(up: Up) -> None:
    assert (up.data / "env").stat().st_mode & 0o777 == 0o600
    assert up.data.stat().st_mode & 0o777 == 0o700


def test_a_second_start_says_it_is_already_running(up: Up) -> None:
    second = manage(up.data, "up", PORT="1")
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert "이미 실행 중입니다 / already running" in second.stderr


def test_a_command_beside_it_uses_its_database_and_leaves_it_running(up: Up) -> None:
    beside = manage(up.data, "shell", "--command", f"{ROWS}; print(Row.objects.count() > 0)")
    assert beside.stdout.endswith("True\n"), beside.stderr
    assert up.is_well()


@pytest.mark.parametrize("part", ["gunicorn", "worker", " beat", "redis-server", "keeper"])
def test_a_killed_part_comes_back(up: Up, part: str) -> None:
    killed = up.part(part)
    assert killed, processes_of(up.data)
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: up.part(part) not in {0, killed}, 10), up.said
    assert wait_until(up.is_well, 15), up.health()


def test_a_killed_postgres_comes_back_with_its_rows(up: Up) -> None:
    manage(up.data, "shell", "--command", f"{ROWS}; Row.objects.create(app_label='kept', model='kill')")
    killed = int((up.data / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: "postgres: 멈춤" in up.said and up.is_well(), 20), up.said
    kept = manage(
        up.data, "shell", "--command", f"{ROWS}; print(Row.objects.filter(app_label='kept').count())"
    )
    assert kept.stdout.endswith("1\n"), kept.stderr


def test_after_kill_9_nothing_is_left_and_the_next_start_has_the_rows(up: Up) -> None:
    manage(up.data, "shell", "--command", f"{ROWS}; Row.objects.create(app_label='kept', model='kill-9')")
    up.end(signal.SIGKILL)
    assert wait_until(lambda: not processes_of(up.data), 3), processes_of(up.data)
    up.start()
    kept = manage(up.data, "shell", "--command", f"{ROWS}; print(Row.objects.filter(model='kill-9').count())")
    assert kept.stdout.endswith("1\n"), kept.stderr


def test_a_start_right_after_kill_9_waits_for_what_is_left_and_goes_on(up: Up) -> None:
    up.end(signal.SIGKILL)
    up.start()
    assert up.is_well()


def test_the_database_outlives_it_while_a_command_still_uses_it(up: Up) -> None:
    question = (
        "from django.db import connection; connection.cursor().execute('SELECT 1'); print('still there')"
    )
    slow = f"import sys, time; print('begun', flush=True); sys.stdin.readline(); {question}"
    command = up.beside("shell", "--command", slow)
    assert command.stdout is not None
    while command.stdout.readline() != "begun\n":
        continue
    up.end()
    said, _ = command.communicate("go\n", timeout=20)
    assert said == "still there\n"
    assert wait_until(lambda: not processes_of(up.data), 3), processes_of(up.data)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_nothing(up: Up, number: signal.Signals) -> None:
    assert up.end(number) == 0
    assert processes_of(up.data) == {}


def test_at_its_start_a_lock_without_a_number_is_no_hindrance_and_old_access_entries_go(up: Up) -> None:
    row = "from audits.models import AccessEntry as Row; Row.objects.create(act='view', what='demand', at="
    manage(up.data, "shell", "--command", f"{row}'2020-01-01T00:00:00Z')")
    up.end()
    (up.data / "lock" / "up").write_bytes(b"\xff\xfe not a number")
    up.start()
    assert "지운 접속기록: 1건\n" in up.said
    assert up.is_well()


def test_a_taken_port_is_named_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = manage(tmp_path / "var", "up", PORT=str(port))
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert f"포트 {port}" in refused.stderr
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A directory near the root: sockets fit into it, unless its name forbids them."""
    with tempfile.TemporaryDirectory(prefix="100%,#?") as directory:
        yield Path(directory)


def test_an_ordinary_user_starts_it_in_a_directory_whose_name_means_something_in_an_address(
    short_path: Path,
) -> None:
    as_ordinary_user = (
        ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.getuid() == 0 else []
    )
    another = Up(short_path / "var", prefix=as_ordinary_user)
    another.start()
    assert wait_until(lambda: another.health().get("worker") == "ok", 20), another.health()
    assert another.is_well()
    assert another.end() == 0
    assert processes_of(another.data) == {}
    sockets = Places(another.data).sockets  # under the number of this user here, of the ordinary one there
    [left] = sockets.parent.glob(sockets.name.replace(f"-{os.getuid()}-", "-*-"))
    left.rmdir()
