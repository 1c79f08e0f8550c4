"""An installation started as people start it, in a process of its own, and what it leaves behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MANAGE = (sys.executable, str(ROOT / "manage.py"))


def bare_environment(data: Path, **variables: str) -> dict[str, str]:
    """The environment of a fresh shell that knows nothing but the data directory.

    Where setproctitle is installed, servers write no title over their environment: `processes_of` reads it.
    """
    here = {"PATH": os.environ["PATH"], "HOME": str(data.parent), "DATA_DIR": str(data)}
    return {**here, "SPT_NOENV": "1", **variables}


def manage(data: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, at most a minute."""
    return run([*MANAGE, *arguments], data, **variables)


def run(command: Sequence[str], data: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a program of the product to its end, at most a minute, in a bare environment."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=bare_environment(data, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_of(data: Path) -> dict[int, str]:
    """Number and command line of every living process that works on this data directory.

    Servers write their title over their environment, so their working directory counts as well.
    """
    found = {}
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            line = (directory / "cmdline").read_text().replace("\0", " ")
            mine = f"DATA_DIR={data}\0".encode() in (directory / "environ").read_bytes()
            mine = mine or str(data) in line or (directory / "cwd").readlink().is_relative_to(data)
        except OSError:
            continue
        if mine and line:
            found[int(directory.name)] = line
    return found


@dataclass
class Up:
    """`manage.py up` on one data directory; start it again as often as you like."""

    data: Path
    port: int = field(default_factory=free_port)
    prefix: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until it says it is ready. Fails with what it said instead."""
        environment = bare_environment(self.data, PORT=str(self.port), **self.variables)
        with self.said_file.open("wb") as said:
            process = subprocess.Popen(
                [*self.prefix, *MANAGE, "up"],
                env=environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self.process = process
        assert wait_until(lambda: "Ready: " in self.said or process.poll() is not None, 120), self.said
        assert process.poll() is None, self.said

    def beside(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        """Start another command on the same data directory, with pipes to talk to it."""
        return subprocess.Popen(
            [*MANAGE, *arguments],
            env=bare_environment(self.data, **variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.poll() is None

    @property
    def said_file(self) -> Path:
        return self.data.with_suffix(".said")

    @property
    def said(self) -> str:
        """Everything it has said since its start."""
        return self.said_file.read_text(encoding="utf-8")

    def part(self, word: str) -> int:
        """Number of the process it started itself whose command line has `word`; 0 while there is none."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        lines = processes_of(self.data)
        return next((int(child) for child in children if word in lines.get(int(child), "")), 0)

    def health(self) -> Mapping[str, Any]:
        """What /healthz says, whether it is well or not; nothing while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                body: Mapping[str, Any] = json.load(answer)
        except urllib.error.HTTPError as refusal:
            body = json.load(refusal)
        except OSError:
            body = {}
        return body

    def is_well(self) -> bool:
        """Whether every part answers."""
        return self.health().get("status") == "ok"

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and wait for its end; answers its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=30)
