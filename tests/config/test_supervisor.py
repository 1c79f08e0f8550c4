"""What keeps processes running: patience that doubles, an end to it, and logs that do not grow for ever."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.processes import CannotStart, as_nobody_when_root, dying_with_parent
from config.supervisor import LOG_CAP_BYTES, GaveUp, Service, Supervisor, trim
from tests.config.running import wait_until


def start(*command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, start_new_session=True)


def service(log: Path) -> Service:
    return Service("web", log, lambda _: start("true"))


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    """A supervisor that tells nobody, and whose processes end with the test."""
    supervisor = Supervisor(lambda _: None)
    yield supervisor
    supervisor.stop([service.name for service in supervisor.services], grace=0)


def test_it_waits_one_two_four_seconds_and_gives_up_at_the_fifth_death_in_a_minute(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("the reason\n", encoding="utf-8")
    dying = service(log)
    assert [dying.bury(now) for now in (0, 2, 5, 10)] == [1, 2, 4, 8]
    with pytest.raises(GaveUp, match=r"(?s)web: .*5 times in a minute.*the reason"):
        dying.bury(20)


def test_deaths_of_more_than_a_minute_ago_are_forgiven(tmp_path: Path) -> None:
    dying = service(tmp_path / "web.log")
    assert [dying.bury(now) for now in (0, 30, 61, 130)] == [1, 2, 2, 1]


def test_a_dead_process_is_started_again_after_its_second(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.add("web", tmp_path / "web.log", lambda _: start("sleep", "60"))
    first = supervisor.services[0].process
    assert first is not None
    first.kill()
    begun = time.monotonic()
    assert supervisor.wait_for(lambda: supervisor.services[0].process not in {None, first}, 5)
    assert time.monotonic() - begun >= 1


def test_a_process_deaf_to_its_end_is_ended_with_its_children(supervisor: Supervisor, tmp_path: Path) -> None:
    mark = tmp_path / "child"
    deaf = f"trap '' TERM; sleep 60 & echo $! > {mark}; wait; sleep 60"
    supervisor.add("web", tmp_path / "web.log", lambda _: start("bash", "-c", deaf))
    assert wait_until(lambda: mark.exists() and bool(mark.read_text()), 5)
    supervisor.stop(["web"], grace=0.2)
    child = Path("/proc", mark.read_text().strip(), "stat")
    assert wait_until(lambda: not child.exists() or child.read_text().split()[2] == "Z", 3)


def test_a_log_over_the_cap_is_set_aside_under_the_feet_of_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * (LOG_CAP_BYTES + 1))
        trim(log)
        writer.write(b"after")
    assert log.read_bytes() == b"after"
    assert (tmp_path / "web.log.1").stat().st_size == LOG_CAP_BYTES + 1


def test_a_process_ends_with_its_parent_also_when_that_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    child = dying_with_parent(["bash", "-c", f"echo $$ > {mark}; exec sleep 60"], "KILL")
    parent = start(sys.executable, "-c", f"import subprocess; subprocess.run({child!r})")
    assert wait_until(lambda: mark.exists() and bool(mark.read_text()), 5)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    stat = Path("/proc", mark.read_text().strip(), "stat")
    assert wait_until(lambda: not stat.exists() or stat.read_text().split()[2] == "Z", 3)


def test_where_user_namespaces_are_refused_root_is_told_of_database_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = tmp_path / "unshare"
    refusing.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: 0)
    with pytest.raises(CannotStart, match="DATABASE_URL"):
        as_nobody_when_root(["true"])


def test_an_ordinary_user_starts_servers_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert as_nobody_when_root(["postgres"]) == ["postgres"]
