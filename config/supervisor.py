"""Keeps a handful of processes running: starts them again when they die, and gives up in the end."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MINUTE: Final = 60.0
MOST_DEATHS_A_MINUTE: Final = 5
LOG_CAP_BYTES: Final = 5 * 1024 * 1024
LAST_LINES: Final = 15


class GaveUp(Exception):
    """A process died too often; the text names it and ends with the last lines of its log."""


@dataclass
class Service:
    """One process to keep running. `start` starts it with its output going to the open log file."""

    name: str
    log: Path
    start: Callable[[int], "subprocess.Popen[bytes]"]
    process: "subprocess.Popen[bytes] | None" = None
    due: float = 0.0
    deaths: list[float] = field(default_factory=list)

    def launch(self) -> None:
        """Start the process; its log is appended to."""
        with self.log.open("ab") as log:
            self.process = self.start(log.fileno())

    def has_died(self) -> bool:
        """Whether the process was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def bury(self, now: float) -> int:
        """Note the death and when to start again: 1, 2, 4 … seconds from `now`. Answers those seconds.

        Raises GaveUp at the fifth death within a minute.
        """
        self.deaths = [death for death in self.deaths if now - death < MINUTE] + [now]
        if len(self.deaths) >= MOST_DEATHS_A_MINUTE:
            raise GaveUp(
                f"{self.name}: 1분에 {MOST_DEATHS_A_MINUTE}번 멈추어 모두 끝냅니다 / "
                f"ended {MOST_DEATHS_A_MINUTE} times in a minute\n{tail(self.log)}"
            )
        self.process = None
        wait = 2 ** (len(self.deaths) - 1)
        self.due = now + wait
        return int(wait)


class Supervisor:
    """The processes in the order they were started, and the person at the terminal who is told."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Take `say`, which shows one line to a person."""
        self.say = say
        self.services: list[Service] = []
        self.next_trim = time.monotonic() + MINUTE

    def add(self, name: str, log: Path, start: Callable[[int], "subprocess.Popen[bytes]"]) -> None:
        """Start a process and keep it running from now on."""
        trim(log)
        service = Service(name, log, start)
        self.services.append(service)
        service.launch()

    def tick(self) -> None:
        """Look at every process once. Raises GaveUp when one died too often."""
        now = time.monotonic()
        for service in self.services:
            if service.has_died():
                wait = service.bury(now)
                self.say(f"{service.name}: 멈춤, {wait}초 뒤 다시 시작 / ended, starting again in {wait} s")
            elif service.process is None and now >= service.due:
                service.launch()
        if now >= self.next_trim:
            self.next_trim = now + MINUTE
            for service in self.services:
                trim(service.log)

    def wait_for(self, condition: Callable[[], bool], patience: float) -> bool:
        """Keep all running until `condition` holds; False when it did not within `patience` seconds."""
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.tick()
            time.sleep(0.05)
        return True

    def stop(self, names: Sequence[str], grace: float) -> None:
        """Ask the named processes to end, all at once, and after `grace` seconds end them."""
        processes = [s.process for s in self.services if s.name in names and s.process is not None]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + grace
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            if process.poll() is None:
                _kill_group(process)
            process.wait()


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """End a process and what it started; each leads a group of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def trim(log: Path) -> None:
    """Set a log over 5 MB aside as `.1` and begin it anew, under the feet of a process that appends to it."""
    if log.exists() and log.stat().st_size > LOG_CAP_BYTES:
        shutil.copyfile(log, log.with_name(log.name + ".1"))
        os.truncate(log, 0)


def tail(log: Path) -> str:
    """Last lines of a log, as one text."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:])
