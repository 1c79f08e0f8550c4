"""The two senders that everybody writes first, to be judged like the product: `python -m tools.chaos.naive NAME …`.

`mark`: takes a mail, marks it as sent, then sends it. `retry`: sends a mail, then marks it, and where anything went
wrong sends it again. Each reads its own rows of one table, works in a child that is started again whenever it dies,
and comes back to the database by itself.
"""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from typing import Final

import psycopg

from config.embedded.processes import dying_with_parent
from tools.chaos.judgement import Row

TABLE: Final = """
CREATE SCHEMA IF NOT EXISTS naive;
CREATE TABLE IF NOT EXISTS naive.mail (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sender text, kind text, address text, period text,
    message_id text UNIQUE, state text NOT NULL DEFAULT 'waiting', answer text NOT NULL DEFAULT '',
    tries int NOT NULL DEFAULT 0
)"""
NEXT: Final = """
SELECT id FROM naive.mail WHERE sender = %s AND state = 'waiting' ORDER BY tries, id FOR UPDATE SKIP LOCKED LIMIT 1"""
COLUMNS: Final = "id, kind, address, period, message_id"
WAIT_SECONDS: Final = 0.3

Mail = tuple[int, str, str, str, str]
Connection = psycopg.Connection[Mail]


def store(connection: psycopg.Connection[tuple[object, ...]], sender: str, rows: Sequence[Row]) -> None:
    """Plan the same mails for a sender, as the owner of the database."""
    connection.execute(TABLE)
    with connection.cursor().copy(
        "COPY naive.mail (sender, kind, address, period, message_id) FROM STDIN"
    ) as table:
        for number, row in enumerate(rows):
            message_id = f"<{sender}-{number}@naive.example>"
            table.write_row((sender, row.kind, row.address, row.period, message_id))


def ledger(connection: psycopg.Connection[tuple[object, ...]], sender: str) -> list[Row]:
    """What a sender believes it has done."""
    found = connection.execute(
        "SELECT kind, address, period, message_id, state, answer FROM naive.mail WHERE sender = %s", [sender]
    )
    return [Row(*map(str, row)) for row in found]


def look(
    connection: psycopg.Connection[tuple[object, ...]], _oldest_sender: datetime | None = None
) -> tuple[int, int]:
    """How many mails there are, and how many wait."""
    counted = "SELECT count(*), count(*) FILTER (WHERE state = 'waiting') FROM naive.mail"
    ((planned, waiting),) = connection.execute(counted).fetchall()
    return int(str(planned)), int(str(waiting))


def command(sender: str, database: str, relay: int) -> list[str]:
    """How to start it."""
    return [sys.executable, "-m", "tools.chaos.naive", sender, database, str(relay)]


def mark_then_send(connection: Connection, relay: int) -> bool:
    """One mail; False where none waits."""
    found = connection.execute(
        f"UPDATE naive.mail SET state = 'sent', tries = tries + 1 WHERE id = ({NEXT}) RETURNING {COLUMNS}",  # noqa: S608
        ["mark"],
    ).fetchone()
    if found is None:
        return False
    # What else goes wrong goes unseen: the mail is marked already.
    with suppress(OSError):
        _settle(connection, found[0], _answer(found, relay))
    return True


def send_then_mark(connection: Connection, relay: int) -> bool:
    """One mail, held by a lock while it is sent; False where none waits."""
    with connection.transaction():
        found = connection.execute(
            f"UPDATE naive.mail SET tries = tries + 1 WHERE id = ({NEXT}) RETURNING {COLUMNS}",  # noqa: S608
            ["retry"],
        ).fetchone()
        if found is None:
            return False
        # What else goes wrong is tried again.
        with suppress(OSError):
            _settle(connection, found[0], _answer(found, relay))
    return True


SENDERS: Final[Mapping[str, Callable[[Connection, int], bool]]] = {
    "mark": mark_then_send,
    "retry": send_then_mark,
}


def _answer(mail: Mail, relay: int) -> tuple[str, str]:
    """Send; the state that the relay's answer leads to, and the answer. Raises OSError where it gives none."""
    _id, kind, address, period, message_id = mail
    message = EmailMessage()
    message["Message-ID"], message["Subject"], message["To"] = message_id, f"{kind} {period}", address
    message.set_content("기한이 지난 처리요구사항이 있습니다.")
    try:
        with smtplib.SMTP("127.0.0.1", relay, "localhost", timeout=10) as connection:
            connection.send_message(message, from_addr="husok@localhost")
    except smtplib.SMTPRecipientsRefused as refusal:
        ((code, said),) = refusal.recipients.values()
        return ("dead" if code >= 500 else "waiting"), f"{code} {said.decode()}"
    return "sent", ""


def _settle(connection: Connection, mail: int, told: tuple[str, str]) -> None:
    connection.execute("UPDATE naive.mail SET state = %s, answer = %s WHERE id = %s", [*told, mail])


def work(sender: str, database: str, relay: int) -> None:
    """Send for ever; without a database wait for it."""
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(database, autocommit=True) as connection:
            while True:
                if not SENDERS[sender](connection, relay):
                    time.sleep(WAIT_SECONDS)
        time.sleep(WAIT_SECONDS)


def main(arguments: list[str]) -> None:
    """Keep a child at work."""
    sender, database, relay, *rest = arguments
    if rest:
        work(sender, database, int(relay))
    while True:
        again = [sys.executable, "-m", "tools.chaos.naive", *arguments, "child"]
        subprocess.run(dying_with_parent(again, "KILL"), check=False)  # noqa: S603
        time.sleep(WAIT_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1:])
