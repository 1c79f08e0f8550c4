"""The step `statements FACTS`: how many statements each measure sends, counted by the database itself.

COPY is counted; the bounds of transactions (BEGIN, COMMIT, savepoints) are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.test import Client

from tools.bench.client import Request, UnexpectedAnswer
from tools.bench.measures import MEASURES, City

BOUNDS: Final = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def main(facts: str) -> dict[str, int]:
    """Statements of one request of each measure that asks the product, when everything is warm."""
    city = City(json.loads(Path(facts).read_text(encoding="utf-8")))
    counted = {}
    for measure in MEASURES:
        requests = measure.requests(city, 0, 1)
        first = next(requests)
        if not first.path.startswith("/bench/"):
            _ask(first)
            with counting() as sent:
                _ask(next(requests))
            counted[measure.name] = len(sent)
    return counted


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements of this process's connection during the block; the role has to be let log its own."""
    log = settings.PLACES.logs / "postgres.log"
    sent: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), set_config('log_statement', 'all', false)")
        (pid, _all) = cursor.fetchone()
    begin = log.stat().st_size
    yield sent
    with connection.cursor() as cursor:
        cursor.execute("RESET log_statement")
    told = log.read_bytes()[begin:].decode(errors="replace")
    found = re.findall(rf"\[{pid}\] LOG:  (?:statement|execute [^:]*): (.*)", told)
    sent.extend(line for line in found[:-1] if not line.startswith(BOUNDS))


def _ask(request: Request) -> None:
    headers = {"Host": "127.0.0.1", **request.headers}
    answer = Client().generic(request.method, request.path, request.body, "application/json", headers=headers)
    if answer.status_code != request.status:
        raise UnexpectedAnswer(f"{request.path}: {answer.status_code} {answer.content[:2000]!r}")
