"""The product's ledger from outside, as the owner of its tables: what it says, and time that goes by in it.

Five minutes of a lease and hours of a retry are over as soon as nobody can be waiting for them: the moments in the
database are moved back. Nothing else is ever written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import psycopg

from tools.chaos.judgement import Row

LEASE: Final = "5 minutes"  # as in notifications.delivery.attempts
ROWS: Final = """
SELECT row.kind, row.address, row.period, row.message_id, row.state, row.last_error, coalesce(first.message_id, '')
FROM notifications_notification row LEFT JOIN notifications_notification first ON first.id = row.resend_of_id
ORDER BY row.id"""
COUNTED: Final = """
SELECT count(*), count(*) FILTER (WHERE state IN ('planned', 'queued', 'leased', 'failed'))
FROM notifications_notification"""

Connection = psycopg.Connection[tuple[object, ...]]


def rows(connection: Connection) -> list[Row]:
    """Every mail of the ledger, in the order of planning."""
    return [Row(*map(str, row)) for row in connection.execute(ROWS)]


def look(connection: Connection, oldest_sender: datetime | None) -> tuple[int, int]:
    """Let time pass, and answer how many mails there are and how many have not come to their end."""
    let_time_pass(connection, oldest_sender)
    ((planned, unsettled),) = connection.execute(COUNTED).fetchall()
    return int(str(planned)), int(str(unsettled))


def let_time_pass(connection: Connection, oldest_sender: datetime | None) -> None:
    """Let what waits for a moment be tried now, and leases of senders that were killed come to their end.

    A lease from before the oldest living sender belongs to nobody alive.
    """
    connection.execute(
        "UPDATE notifications_notification SET next_attempt_at = now()"
        " WHERE state IN ('planned', 'queued', 'failed') AND next_attempt_at > now()"
    )
    if oldest_sender:
        connection.execute(
            "UPDATE notifications_notification SET leased_until = now()"
            " WHERE state = 'leased' AND leased_until > now() AND leased_until - %s::interval < %s",
            [LEASE, oldest_sender],
        )
