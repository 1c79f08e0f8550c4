"""A mail relay in a process of its own, which keeps a log of what it accepted: `python -m tools.chaos.sink LOG`.

A mail is in the log, synced to the disk, before its sender hears of it. With `--unkind` the relay refuses some
addresses for good and some attempts for now, and now and then hangs up after DATA, with or without having accepted:
the gap of RFC 1047. What it does is a matter of seed, address and attempt, so two runs meet the same relay.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Final

from config.embedded.processes import dying_with_parent
from config.env import BASE_DIR

FOR_GOOD: Final = 0.05  # of the addresses
FOR_NOW: Final = 0.10  # of the attempts
HANGS_UP: Final = 0.004  # of the attempts, half of them after it has accepted
NO: Final = "550 no such mailbox"
HEADERS: Final = BytesHeaderParser(policy=policy.default)
LATER: Final = "451 try again later"


@dataclass(frozen=True)
class Manner:
    """How the relay treats its senders: `pause` seconds go by over each mail, half of them after it is accepted."""

    seed: int = 1
    pause: float = 0.0
    unkind: bool = False

    def refuses_for_good(self, address: str) -> bool:
        """Whether nobody lives at `address`."""
        return self._happens(FOR_GOOD, "good", address)

    def refuses_for_now(self, address: str, attempt: int) -> bool:
        """Whether it is too busy for this attempt."""
        return self._happens(FOR_NOW, "now", address, attempt)

    def hangs_up(self, address: str, attempt: int) -> bool:
        """Whether it breaks the connection off in place of an answer."""
        return self._happens(HANGS_UP, "hang", address, attempt)

    def accepts_before(self, address: str, attempt: int) -> bool:
        """Whether it has accepted the mail when it hangs up."""
        return self._happens(0.5, "accepts", address, attempt)

    def _happens(self, share: float, *words: object) -> bool:
        said = "/".join(map(str, (self.seed, *words)))
        return self.unkind and int(hashlib.sha256(said.encode()).hexdigest()[:12], 16) < share * 16**12


class Relay(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; a thread a connection."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, log: Path, manner: Manner) -> None:
        """Take where to keep what was accepted, and how to treat people."""
        super().__init__(("127.0.0.1", 0), _Talk)
        self.manner = manner
        self.attempts: Counter[str] = Counter()
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._turn = threading.Lock()

    def begins(self, address: str) -> int:
        """The number of this attempt at `address`."""
        with self._turn:
            self.attempts[address] += 1
            return self.attempts[address]

    def keep(self, **facts: object) -> None:
        """Write one line; it is on the disk when this answers."""
        with self._turn:
            os.write(self._log, json.dumps(facts, ensure_ascii=False).encode() + b"\n")
            os.fsync(self._log)


class _Talk(socketserver.StreamRequestHandler):
    server: Relay
    address = ""
    attempt = 0

    def handle(self) -> None:
        # A sender that is killed breaks off anywhere.
        with suppress(ConnectionError):
            self._say("220 relay")
            for line in iter(self.rfile.readline, b""):
                if not self._hears(line.decode(errors="replace").strip()):
                    return

    def _hears(self, line: str) -> bool:
        """Whether the talk goes on after this command."""
        word = line[:4].upper()
        if word == "QUIT":
            self._say("221 bye")
            return False
        if word == "DATA":
            return self._takes_mail()
        self._say(self._refusal(line) if word == "RCPT" else "250 ok")
        return True

    def _refusal(self, line: str) -> str:
        """The answer to RCPT TO."""
        self.address = line.partition("<")[2].partition(">")[0].lower()
        self.attempt = self.server.begins(self.address)
        if self.server.manner.refuses_for_good(self.address):
            self.server.keep(refused=self.address)
            return NO
        busy = self.server.manner.refuses_for_now(self.address, self.attempt)
        return LATER if busy else "250 ok"

    def _takes_mail(self) -> bool:
        self._say("354 go on")
        lines: list[bytes] = []
        for line in iter(self.rfile.readline, b""):
            if line == b".\r\n":
                return self._accepts(b"".join(lines))
            lines.append(line[1:] if line.startswith(b".") else line)
        return False  # the sender was killed within its mail

    def _accepts(self, written: bytes) -> bool:
        manner = self.server.manner
        hangs_up = manner.hangs_up(self.address, self.attempt)
        time.sleep(manner.pause / 2)
        if not hangs_up or manner.accepts_before(self.address, self.attempt):
            mail = HEADERS.parsebytes(written.partition(b"\r\n\r\n")[0])
            self.server.keep(id=str(mail["Message-ID"]), to=self.address, subject=str(mail["Subject"]))
        time.sleep(manner.pause / 2)
        if not hangs_up:
            self._say("250 accepted")
        return not hangs_up

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@dataclass(frozen=True)
class Accepted:
    """One mail as the relay has it."""

    message_id: str
    address: str
    subject: str


@dataclass(frozen=True)
class Log:
    """What a relay kept: every mail it accepted, and the addresses it refused for good."""

    accepted: Sequence[Accepted]
    refused: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Log:
        """The log as it stands."""
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return cls(
            [Accepted(line["id"], line["to"], line["subject"]) for line in lines if "id" in line],
            frozenset(line["refused"] for line in lines if "refused" in line),
        )


@contextmanager
def running(log: Path, manner: Manner) -> Iterator[int]:
    """A relay in a process of its own until the end of the block; answers its port."""
    command = [sys.executable, "-m", "tools.chaos.sink", str(log), "--seed", str(manner.seed)]
    command += ["--pause", str(manner.pause), *(["--unkind"] if manner.unkind else [])]
    with subprocess.Popen(  # noqa: S603
        dying_with_parent(command, "KILL"), cwd=BASE_DIR, stdout=subprocess.PIPE, start_new_session=True
    ) as relay:
        try:
            yield int(relay.stdout.readline()) if relay.stdout else 0
        finally:
            relay.terminate()


def main(arguments: list[str]) -> None:
    """Listen until told to end; the first line of the output is the port."""
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--unkind", action="store_true")
    asked = parser.parse_args(arguments)
    with Relay(asked.log, Manner(asked.seed, asked.pause, asked.unkind)) as relay:
        sys.stdout.write(f"{relay.server_address[1]}\n")
        sys.stdout.flush()
        relay.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main(sys.argv[1:])
