"""Every file that was used as evidence, hashed again as it lies in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

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
                found = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
                length = content.tell()
        except (OSError, ValueError):
            faults.add(Fault(Code.FILE_MISSING, table=KIND, row=pk))
        else:
            if (found, length) != (sha256, size):
                faults.add(Fault(Code.FILE_ALTERED, table=KIND, row=pk))
        yield 1
