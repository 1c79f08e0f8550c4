"""The access record: a month is checked by somebody; what was kept long enough goes, and the record says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from audits import access_months, record
from audits.access import Act, Viewer
from audits.access_record import kept_from, month_of, outdated
from audits.models import AccessCheck, AccessEntry
from audits.record import Entry

BATCH: Final = 5_000  # entries a transaction


@dataclass(frozen=True)
class Forgotten:
    """What one batch took away: how many entries, and their lowest and highest id."""

    count: int
    first: int
    last: int


@transaction.atomic
def check_month(month: date, words: str, *, by: Viewer) -> AccessCheck:
    """Somebody has looked through the month that begins on `month`, and notes what they found.

    Raises PermissionDenied; ValidationError without words, for a month that is not over, or a second time.
    """
    by.require(Act.SEE_ACCESS_RECORD)
    if month >= month_of(by.on):
        raise ValidationError(_("지난 달까지만 점검할 수 있습니다."))
    check = AccessCheck(
        month=month, entries=access_months.entries(month).count(), words=words.strip(), by=by.user
    )
    check.full_clean(validate_unique=False)
    _save_once(check)
    facts = {"month": month, "entries": check.entries}
    record.append(Entry("access_checked", check, by.user, rows=[check], facts=facts))
    return check


def _save_once(check: AccessCheck) -> None:
    """Of two who check at once, the first did. Raises ValidationError for the other."""
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError as error:
        raise ValidationError(_("이미 점검한 달입니다.")) from error


def forget(on: date) -> Iterator[Forgotten]:
    """Remove what is older than ACCESS_RECORD_MONTHS on `on`, batch by batch; each is on record by itself.

    Raises PermissionDenied for a role that does not own the table.
    """
    if not _owns_the_table():
        raise PermissionDenied(_("접속기록은 테이블 소유자(DATABASE_OWNER_URL)로만 지울 수 있습니다."))
    while batch := _forget_batch(on):
        yield batch


@transaction.atomic
def _forget_batch(on: date) -> Forgotten | None:
    """The oldest of what is due; None where nothing is left. Whoever comes second waits and finds them gone."""
    locked = outdated(on).select_for_update().values_list("pk", flat=True)
    ids = list(locked[:BATCH])
    if not ids:
        return None
    AccessEntry.objects.filter(pk__in=ids).delete()
    batch = Forgotten(len(ids), min(ids), max(ids))
    facts = {"until": kept_from(on), "count": batch.count, "first": batch.first, "last": batch.last}
    record.append(Entry("access_forgotten", AccessEntry(pk=batch.last), None, facts=facts))
    return batch


def _owns_the_table() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class"
            " WHERE oid = to_regclass('audits_accessentry')"
        )
        owns: bool = cursor.fetchone()[0]
    return owns
