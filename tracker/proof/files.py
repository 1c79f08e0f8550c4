"""Every file that was used as evidence, hashed again as it lies in the store."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import IO

from audits.proof import Code, Fault, Faults
from tracker.files import store
from tracker.models import StoredFile

KIND = "storedfile"


def compare_files(faults: Faults) -> Iterator[int]:
    """Read every used file; yields 1 for each."""
    used = StoredFile.objects.filter(used_at__isnull=False).order_by("id")
    for pk, stored_as, sha256, size in used.values_list("pk", "stored_as", "sha256", "size").iterator():
        try:
            with store.raw(stored_as) as content:
                whole = _is(content, sha256, size)
        except (OSError, ValueError):
            faults.add(Fault(Code.FILE_MISSING, table=KIND, row=pk))
        else:
            if not whole:
                faults.add(Fault(Code.FILE_ALTERED, table=KIND, row=pk))
        yield 1


def _is(content: IO[bytes], sha256: str, size: int) -> bool:
    """Whether it is what was sent. One of another length is not read: it could be without end."""
    if os.fstat(content.fileno()).st_size != size:
        return False
    return hashlib.file_digest(content, "sha256").hexdigest() == sha256  # type: ignore[arg-type]
