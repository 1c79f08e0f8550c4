"""The product's ledger from outside, as the owner of its tables: what it says, and time that goes by in it.

Five minutes of a lease and hours of a retry are over as soon as nobody can be waiting for them: the moments in the
database are moved back. Nothing else is ever written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import psycopg

from tools.chaos.judgement import Row

LEASE: Final = "5 minutes"  # notifications.delivery.LEASE
ROWS: Final = """
SELECT row.kind, row.address, row.period, row.message_id, row.state, row.last_error, coalesce(first.message_id, '')
FROM notifications_notification row LEFT JOIN notifications_notification first ON first.id = row.resend_of_id
ORDER BY row.id"""
UNSETTLED: Final = """
SELECT count(*) FILTER (WHERE state IN ('planned', 'queued', 'leased', 'failed')), count(*)
FROM notifications_notification"""

Connection = psycopg.Connection[tuple[object, ...]]


def rows(connection: Connection) -> list[Row]:
    """Every mail of the ledger, in the order of planning."""
    return [Row(*map(str, row)) for row in connection.execute(ROWS)]


def look(connection: Connection, oldest_sender: datetime | None) -> bool:
    """Let time pass, and answer whether all is settled."""
    let_time_pass(connection, oldest_sender)
    return is_settled(connection)


def is_settled(connection: Connection) -> bool:
    """Whether something was planned and each of it has come to its end."""
    unsettled, planned = connection.execute(UNSETTLED).fetchone() or (0, 0)
    return bool(planned and not unsettled)


def let_time_pass(connection: Connection, oldest_sender: datetime | None) -> None:
    """Let what was refused for now be tried again, and leases of senders that were killed come to their end.

    A lease from before the oldest living sender belongs to nobody alive.
    """
    connection.execute(
        "UPDATE notifications_notification SET next_attempt_at = now()"
        " WHERE state = 'failed' AND next_attempt_at > now()"
    )
    if oldest_sender:
        connection.execute(
            "UPDATE notifications_notification SET leased_until = now()"
            " WHERE state = 'leased' AND leased_until > now() AND leased_until - %s::interval < %s",
            [LEASE, oldest_sender],
        )
