"""A mail relay for tests: it accepts, refuses, hangs or hangs up, as it is told, and keeps what it accepted."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

HANG = "hang"
DROP = "drop"
HANG_SECONDS = 60.0


class Sink(socketserver.ThreadingTCPServer):
    """A relay on a free port of this machine.

    `answers` gives, for a step of the talk (connect, mail, rcpt, data, end), a refusal such as
    `451 try later`, or `hang` or `drop`; a step without one is accepted. What came whole is in `accepted` even
    where the sender never hears of it.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers: dict[str, str] = {}
        self.accepted: list[EmailMessage] = []
        self.waiting = threading.Event()
        self.released = threading.Event()
        self.slow: threading.Event | None = None
        self.greeted = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self.server_address[1]
        return port

    def times(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(str(mail["Message-ID"]) for mail in self.accepted)


class _Talk(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.server.greeted.set()
        if self.server.slow:
            self.server.slow.wait(HANG_SECONDS)
        if not self._says("connect", "220 sink"):
            return
        for line in iter(self.rfile.readline, b""):
            word = line.split(maxsplit=1)[0].decode().upper() if line.strip() else ""
            if not self._hears(word):
                return

    def _hears(self, word: str) -> bool:
        """Whether the talk goes on after this command."""
        if word == "QUIT":
            self._write("221 bye")
            return False
        if word == "DATA":
            return self._takes_mail()
        return self._says(word.lower(), "250 ok")

    def _takes_mail(self) -> bool:
        if "data" in self.server.answers:
            return self._says("data", "")
        self._write("354 go on")
        lines = []
        for line in iter(self.rfile.readline, b""):
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        if not self.server.answers.get("end", "")[:1].isdigit():
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            self.server.accepted.append(mail)
        return self._says("end", "250 accepted")

    def _says(self, step: str, otherwise: str) -> bool:
        answer = self.server.answers.get(step, otherwise)
        if answer == HANG:
            self.server.waiting.set()
            self.server.released.wait(HANG_SECONDS)
            return False
        if answer == DROP:
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self._write(answer)
        return True

    def _write(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def running() -> Iterator[Sink]:
    """A relay that listens until the end of the block."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield sink
        finally:
            sink.released.set()
            sink.shutdown()
            thread.join()
