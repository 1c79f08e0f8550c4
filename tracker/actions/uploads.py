"""store_upload: a file that somebody sent, kept until a report uses it, or until its time is over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import User
from tracker import access
from tracker.files import names, store
from tracker.files.inspection import inspect
from tracker.models import StoredFile

UNUSED_FOR: Final = timedelta(hours=24)
IN_A_DRAFT_FOR: Final = timedelta(days=30)  # since the draft was saved last
A_ROUND: Final = 500  # files looked at in one statement


def store_upload(content: IO[bytes], name: str, *, by: Viewer) -> StoredFile:
    """Keep a file, for its sender's own use and once; gone after UNUSED_FOR.

    The bytes are on the disk before the row is there, so that no row speaks of a file that is not. Raises
    PermissionDenied, FileRefused (what it is, `tracker.files.inspection`), store.NoRoom.
    """
    access.require_reading(by, access.Right.SEND_FILES)
    called = names.cleaned(name)
    kind = inspect(content, called)
    kept = store.keep(content)
    try:
        return StoredFile.objects.create(
            name=called,
            kind=kind,
            size=kept.size,
            sha256=kept.sha256,
            stored_as=kept.stored_as,
            by=by.user,
            token_id=by.token_id,
            expires_at=timezone.now() + UNUSED_FOR,
        )
    except Exception:
        store.discard(kept.stored_as)
        raise


def unused(ids: Collection[int], *, by: Viewer) -> QuerySet[StoredFile]:
    """Those of these uploads that the caller, a person or a system, sent and may still use."""
    return StoredFile.objects.filter(
        pk__in=ids, by=by.user, token=by.token_id, used_at__isnull=True, expires_at__gt=timezone.now()
    )


def take(ids: Collection[int], *, by: Viewer) -> dict[int, StoredFile]:
    """Mark uploads as used, all or none; answers them by id. No statement without ids.

    Raises ValidationError on `evidence`, the same one for what is unknown, another's, used or gone.
    """
    if not ids:
        return {}
    found = {row.pk: row for row in unused(ids, by=by).select_for_update().order_by("pk")}
    if len(found) < len(ids):
        words = _("올린 파일을 찾을 수 없습니다. 이미 썼거나 보관 시간이 지났습니다. 다시 올려 주십시오.")
        raise ValidationError({"evidence": ValidationError(words, code="upload_unknown")})
    StoredFile.objects.filter(pk__in=found).update(used_at=timezone.now())
    return found


def again(files: Iterable[StoredFile], *, by: User) -> list[StoredFile]:
    """The same files as uploads that `by` may use once more, for a draft that comes back with them.

    What was used stays with what it was used for. A file that the store has lost is left out.
    """
    renewed = []
    for file in files:
        try:
            stored_as = store.twin(file.stored_as)
        except store.NoRoom:
            continue
        fields = {"name": file.name, "kind": file.kind, "size": file.size, "sha256": file.sha256}
        until = timezone.now() + IN_A_DRAFT_FOR
        renewed.append(StoredFile.objects.create(**fields, stored_as=stored_as, by=by, expires_at=until))
    return renewed


def hold_for_draft(ids: Collection[int], *, by: Viewer) -> None:
    """Keep uploads as long as a draft that names them is being written."""
    if ids:
        unused(ids, by=by).update(expires_at=timezone.now() + IN_A_DRAFT_FOR)


def give_up(ids: Collection[int], *, by: Viewer) -> None:
    """End the time of uploads that their sender does not want any more."""
    if ids:
        unused(ids, by=by).update(expires_at=timezone.now())


def forget_unused(now: datetime) -> int:
    """Remove uploads whose time is over; answers how many.

    The row goes first: a crash in between leaves a file without a row, never a row without its file.
    """
    removed = 0
    while names_of_round := _one_round(now):
        for stored_as in names_of_round:
            store.discard(stored_as)
        removed += len(names_of_round)
    return removed


@transaction.atomic
def _one_round(now: datetime) -> list[str]:
    """Rows of expired uploads, removed; who is using one at the moment keeps it."""
    over = StoredFile.objects.filter(used_at__isnull=True, expires_at__lt=now).order_by("pk")
    rows = dict(over.select_for_update(skip_locked=True).values_list("pk", "stored_as")[:A_ROUND])
    StoredFile.objects.filter(pk__in=rows).delete()
    return list(rows.values())


def forget_strays(now: datetime) -> int:
    """Remove files that no row speaks of, as a crash leaves them; answers how many.

    A file is written before its row: only what is older than any request may be without one.
    """
    old = store.strays((now - UNUSED_FOR).timestamp())
    removed = 0
    while part := {path.name: path for path in islice(old, A_ROUND)}:
        known = StoredFile.objects.filter(stored_as__in=part).values_list("stored_as", flat=True)
        unknown = part.keys() - set(known)
        for name in unknown:
            part[name].unlink(missing_ok=True)
        removed += len(unknown)
    return removed
