"""Which database this is, so that a restored copy of it sends nothing until somebody says that it is the real one."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.db import connection

from notifications.models import MailSwitch

OUTBOX: Final = "notifications.outbox.Backend"


def current() -> str:
    """What this installation is: its PostgreSQL cluster, the database in it, and its address; one statement.

    A dump restored elsewhere, or beside the original, is another one; a promoted replica is the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, oid FROM pg_control_system(), pg_database"
            " WHERE datname = current_database()"
        )
        system, database = cursor.fetchone() or (0, 0)
    return hashlib.sha256(f"{system}:{database}:{settings.SITE_URL}".encode()).hexdigest()


def held() -> bool:
    """Whether mail is held because it was enabled for another installation than this; at most two statements.

    Never in a demo whose mail goes nowhere: it may change its port, which is part of its address.
    """
    if settings.EMAIL_BACKEND == OUTBOX:
        return False
    enabled_for = MailSwitch.objects.filter(pk=1).values_list("identity", flat=True).first()
    return enabled_for is not None and enabled_for != current()
