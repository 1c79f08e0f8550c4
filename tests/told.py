"""A town made by fixtures, without acts: the record is told of it afterwards, as if it had been there all along."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits import record
from audits.models import Event, User
from audits.proof.rows import kept_models
from audits.record import Entry


@transaction.atomic
def tell_everything(by: User) -> Event:
    """One entry that tells every row the record has to know, so that a check finds nothing; answers it."""
    rows: list[Any] = [row for model in kept_models() for row in model._default_manager.order_by("pk")]
    record.append(Entry("town_told", by, by, rows=rows))
    return Event.objects.latest("number")
