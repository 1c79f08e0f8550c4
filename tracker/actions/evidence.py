"""add_evidence, remove_evidence (증빙자료 첨부, 삭제): on what a report rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError

from audits.access import Viewer
from tracker.models import Assignment, Evidence, ProgressUpdate

TYPED: Final = frozenset({"document_number", "url"})


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: an approval-document number, a link, or a file that was sent; exactly one of them.

    `upload` is the id of a `StoredFile` of the same caller that no report has used.
    """

    document_number: str = ""
    url: str = ""
    upload: int | None = None


def store_evidence(
    assignment: Assignment, pieces: Sequence[Piece], by: Viewer, *, update: ProgressUpdate | None = None
) -> list[Evidence]:
    """Store pieces, of a report or of the assignment alone. Raises ValidationError on `evidence`."""
    rows = [
        Evidence(
            assignment=assignment,
            update=update,
            document_number=piece.document_number.strip(),
            url=piece.url.strip(),
            added_by=by.user,
        )
        for piece in pieces
    ]
    for row in rows:
        if bool(row.document_number) == bool(row.url):
            raise ValidationError({"evidence": "증빙자료는 결재문서번호나 링크 가운데 하나씩 적어 주십시오."})
        row.clean_fields(exclude={field.name for field in Evidence._meta.fields} - TYPED)
    return Evidence.objects.bulk_create(rows) if rows else []
