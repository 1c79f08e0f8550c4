"""manage.py in a bare environment: it brings its database, and takes it away with the last who uses it."""

import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from config.embedded.places import APP, Places
from tests.config.running import MANAGE, bare_environment, manage, processes_of, wait_until
from tests.environment import places_of_this_run

COUNT = "from django.contrib.contenttypes.models import ContentType as Row; print(Row.objects.count() > 0)"


def start(data: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*MANAGE, *arguments],
        env=bare_environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_commands_at_once_make_and_migrate_an_empty_data_directory_and_leave_nothing(
    tmp_path: Path,
) -> None:
    data = tmp_path / "var"
    first, second = (start(data, "shell", "--command", COUNT) for _ in range(2))
    for command in (first, second):
        said, complained = command.communicate(timeout=60)
        assert said.endswith("True\n"), complained
    assert wait_until(lambda: not processes_of(data), 3), processes_of(data)


def test_a_killed_command_leaves_no_database_behind(tmp_path: Path) -> None:
    data = tmp_path / "var"
    command = start(data, "shell", "--command", "print('begun', flush=True); import time; time.sleep(60)")
    assert command.stdout is not None
    assert "begun\n" in iter(command.stdout.readline, "")
    command.send_signal(signal.SIGKILL)
    command.communicate(timeout=5)
    assert wait_until(lambda: not processes_of(data), 3), processes_of(data)


def test_a_path_too_long_for_a_socket_is_no_hindrance(tmp_path: Path) -> None:
    data = tmp_path / ("a-long-name-" * 8) / "var"
    answer = manage(data, "shell", "--command", COUNT)
    assert answer.stdout.endswith("True\n"), answer.stderr
    assert wait_until(lambda: not processes_of(data), 3)
    Places(data).sockets.rmdir()


@pytest.mark.parametrize("arguments", [["makemigrations", "--check", "--dry-run"], ["migrate", "--help"]])
def test_what_only_looks_at_the_code_starts_no_database(tmp_path: Path, arguments: list[str]) -> None:
    answer = manage(tmp_path / "var", *arguments)
    assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_given_database_is_used_and_none_is_started(tmp_path: Path) -> None:
    question = "from django.db import connection as c; c.ensure_connection(); print(c.connection.info.user)"
    url = places_of_this_run().database_url(APP)
    answer = manage(tmp_path / "var", "shell", "--command", question, DATABASE_URL=url)
    assert answer.stdout.endswith("app\n"), answer.stderr
    assert not (tmp_path / "var" / "postgres").exists()


def test_prepare_database_makes_the_role_app_with_its_password_in_a_database_of_ones_own(
    tmp_path: Path,
) -> None:
    places = places_of_this_run()
    with psycopg.connect(places.database_url("owner", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE council")
    urls = {
        "DATABASE_URL": places.database_url("app", "council"),
        "DATABASE_OWNER_URL": places.database_url("owner", "council"),
    }
    answers = [manage(tmp_path / "var", "prepare_database", **urls) for _ in range(2)]
    assert [answer.returncode for answer in answers] == [0, 0], answers[0].stderr
    counted = manage(tmp_path / "var", "shell", "--command", COUNT, **urls)
    assert counted.stdout.endswith("True\n"), counted.stderr


def test_a_stranger_as_serving_role_is_refused(tmp_path: Path) -> None:
    places = places_of_this_run()
    urls = {
        "DATABASE_URL": places.database_url("somebody"),
        "DATABASE_OWNER_URL": places.database_url("owner"),
    }
    answer = manage(tmp_path / "var", "prepare_database", **urls)
    assert answer.returncode == 2
    assert "must log in as app" in answer.stderr


def test_a_data_directory_that_cannot_be_written_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = manage(tmp_path / "file" / "var", "shell", "--command", COUNT)
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "DATA_DIR 폴더에 쓸 수 없습니다 / DATA_DIR cannot be written" in answer.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_outside_the_demo_it_refuses_to_start_unsafe(tmp_path: Path, missing: str) -> None:
    office = {"DEMO": "0", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "husok.example"}
    answer = manage(tmp_path / "var", "check", **(office | {missing: ""}))
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert missing in answer.stderr
    assert not (tmp_path / "var").exists()


def test_a_terminal_that_knows_no_korean_still_gets_its_answer(tmp_path: Path) -> None:
    answer = manage(tmp_path / "var", "up", "--help", PYTHONIOENCODING="ascii")
    assert answer.returncode == 0, answer.stderr
