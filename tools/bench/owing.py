"""The step `owing SIZE`: fills an empty, migrated database with a city that owes only what is late."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.utils import timezone

from tools.bench.content import LATE, City
from tools.bench.load import standard_categories, store_plain
from tracker.models import Assignment

PER_DEPARTMENT: Final = 120  # with an officer and a head each: 5,000 people over 300,000 assignments
COMMITTEES: Final = 12


def main(size: str) -> dict[str, int]:
    """Store that many overdue assignments; answers how many there are."""
    on = timezone.localdate()
    store_plain(
        City(int(size), on, standard_categories(), each=PER_DEPARTMENT, fates=LATE, bodies=COMMITTEES)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"overdue": Assignment.objects.overdue(on).count()}
