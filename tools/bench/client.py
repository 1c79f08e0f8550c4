"""A load of its own: connections that stay open, requests as bytes, and as little work as possible of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

CONNECTIONS: Final = 8
END_OF_HEAD: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length:"


class UnexpectedAnswer(Exception):
    """The server said something else than what was to be measured."""


class Call(NamedTuple):
    """A request as bytes, and the status it has to be answered with."""

    raw: bytes
    status: int


Source = Sequence[Iterator[Call]]


@dataclass(frozen=True)
class Request:
    """What is asked, in words, and the status it has to be answered with."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 200

    def call(self) -> Call:
        """As bytes, for a connection that stays open."""
        body = self.body.encode()
        head = {"Host": "127.0.0.1", **self.headers}
        if body:
            head |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        return Call("\r\n".join(lines).encode() + END_OF_HEAD + body, self.status)


@dataclass(frozen=True)
class Pace:
    """How fast something went: requests a second, and bytes of an answer."""

    rate: float
    bytes: int


def pace(port: int, sources: Source, seconds: float) -> float:
    """How many calls are answered a second, one connection for each source, for about so many seconds.

    Raises UnexpectedAnswer for the first answer with another status than its call's.
    """
    clients = [_Client(port, source) for source in sources]
    begin = time.monotonic()
    for client in clients:
        client.start(begin + seconds)
    for client in clients:
        client.join()
    took = time.monotonic() - begin
    for client in clients:
        if client.error:
            raise UnexpectedAnswer(client.error)
    return sum(client.done for client in clients) / took


class _Client:
    def __init__(self, port: int, source: Iterator[Call]) -> None:
        self.port = port
        self.source = source
        self.done = 0
        self.error = ""
        self.thread: threading.Thread | None = None

    def start(self, until: float) -> None:
        self.thread = threading.Thread(target=self._run, args=(until,), daemon=True)
        self.thread.start()

    def join(self) -> None:
        if self.thread:
            self.thread.join()

    def _run(self, until: float) -> None:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while time.monotonic() < until:
                    self._ask(connection)
        except (OSError, UnexpectedAnswer) as error:
            self.error = str(error) or type(error).__name__

    def _ask(self, connection: socket.socket) -> None:
        wanted = next(self.source)
        connection.sendall(wanted.raw)
        answer = read_answer(connection.recv)
        if int(answer[9:12]) != wanted.status:
            raise UnexpectedAnswer(answer[:2000].decode(errors="replace"))
        self.done += 1


def read_answer(receive: Callable[[int], bytes]) -> bytes:
    """One whole answer that says its length. Raises UnexpectedAnswer for one that does not or that breaks off."""
    answer = b""
    while (end := answer.find(END_OF_HEAD)) < 0:
        answer += _more(receive)
    head = answer[:end].lower()
    place = head.find(LENGTH)
    if place < 0:
        raise UnexpectedAnswer(answer[:2000].decode(errors="replace"))
    total = end + len(END_OF_HEAD) + int(head[place + len(LENGTH) :].split(b"\r\n", 1)[0])
    while len(answer) < total:
        answer += _more(receive)
    return answer


def _more(receive: Callable[[int], bytes]) -> bytes:
    part = receive(65536)
    if not part:
        raise UnexpectedAnswer("the connection was closed within an answer")
    return part
