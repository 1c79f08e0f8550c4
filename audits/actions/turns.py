"""One at a time: whoever gives names to departments, committees or words looks at all of them, and then writes."""

from __future__ import annotations

from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """What is written by one at a time; the numbers are the database's names of the locks."""

    COMMITTEES = 0x68750001
    DEPARTMENTS = 0x68750002
    WORDS = 0x68750003


def take_turn(turn: Turn) -> None:
    """Wait until nobody else writes; the turn ends with the transaction. Take it before anything is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn])
