"""add_evidence, remove_evidence (증빙자료 첨부, 삭제): on what a report rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.statuses import ReportedStatus
from tracker import access
from tracker.actions import uploads
from tracker.actions.hold import entry, ground, hold, keep
from tracker.lifecycle import RULES, Act
from tracker.models import Assignment, Evidence, ProgressUpdate, StoredFile

LINK: Final = ("http://", "https://")
TYPED: Final = frozenset({"document_number", "url"})


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: an approval-document number, a link, or a file that was sent; exactly one of them.

    `upload` is the id of a `StoredFile` of the same caller that no report has used.
    """

    document_number: str = ""
    url: str = ""
    upload: int | None = None


def piece_of(line: str) -> Piece:
    """The piece that a typed line names: what opens with https:// is a link, else it is a number.

    Raises ValidationError for a link that is none.
    """
    if not line.lower().startswith(LINK):
        return Piece(document_number=line)
    URLValidator(message=_("링크로 읽을 수 없습니다: %(row)s") % {"row": line[:40]})(line)
    return Piece(url=line)


@transaction.atomic
def add_evidence(
    assignment_id: int, pieces: Sequence[Piece], *, version: int | None, by: Viewer
) -> list[Evidence]:
    """Add evidence to an assignment outside a report; the secretariat what came on paper.

    Raises as `hold`; ValidationError on `evidence` without any, or as `store_evidence`.
    """
    assignment, _stage = hold(assignment_id, Act.ADD_EVIDENCE, by=by, version=version)
    if not pieces:
        words = _("파일, 결재문서번호, 링크 가운데 하나를 넣어 주십시오.")
        raise ValidationError({"evidence": ValidationError(words, code="evidence_missing")})
    rows = store_evidence(assignment, pieces, by)
    keep(assignment, [])
    record.append(entry("evidence_added", assignment, by, with_files(rows), {"count": len(rows)}))
    return rows


@transaction.atomic
def remove_evidence(evidence_id: int, *, reason: str, version: int | None, by: Viewer) -> Evidence:
    """Take a piece away, with a reason; row, file and hash stay, shown struck out.

    Raises NotVisible, then as `hold`; NotAllowedNow for a piece that was removed before, that a published document
    carries, or that is the last one of a report of completion; ValidationError without a reason.
    """
    seen = access.visible_evidence(by).filter(pk=evidence_id).values_list("assignment", flat=True).first()
    if seen is None:
        raise NotVisible
    assignment, _stage = hold(seen, Act.REMOVE_EVIDENCE, by=by, version=version)
    # Read under the lock: somebody else may have removed it, or the other one of two.
    piece = Evidence.objects.select_related("update").get(pk=evidence_id)
    _refuse_removal(piece)
    piece.removal = ground(assignment, "evidence_removed", reason, by=by)
    piece.save(update_fields=["removal"])
    keep(assignment, [])
    told = {"evidence": piece.pk}
    record.append(entry("evidence_removed", assignment, by, [piece.removal], told, changed=[piece]))
    return piece


def removable(piece: Evidence) -> bool:
    """Whether a piece may be taken away at all; its `update` has to be loaded."""
    return piece.removal_id is None and piece.document_id is None and not _is_last_of_claim(piece)


def _refuse_removal(piece: Evidence) -> None:
    if removable(piece):
        return
    told = {"act": RULES[Act.REMOVE_EVIDENCE].label}
    if piece.removal_id is not None:
        raise NotAllowedNow(_("%(act)s: 이미 삭제한 증빙자료입니다.") % told)
    if piece.document_id is not None:
        raise NotAllowedNow(_("%(act)s: 공개된 보고서에서 온 증빙자료는 삭제할 수 없습니다.") % told)
    raise NotAllowedNow(
        _("%(act)s: 완료 보고의 하나뿐인 증빙자료는 삭제할 수 없습니다. 먼저 할 일: 처리상황 보고") % told
    )


def _is_last_of_claim(piece: Evidence) -> bool:
    update = piece.update
    if update is None or update.status != ReportedStatus.COMPLETED:
        return False
    return not update.evidence.standing().exclude(pk=piece.pk).exists()


def store_evidence(
    assignment: Assignment, pieces: Sequence[Piece], by: Viewer, *, update: ProgressUpdate | None = None
) -> list[Evidence]:
    """Store pieces, of a report or of the assignment alone; uploads among them are used up by it.

    Raises ValidationError by field (`evidence`, `url`, `document_number`).
    """
    sent = [piece.upload for piece in pieces if piece.upload is not None]
    if len(set(sent)) < len(sent):
        raise ValidationError({"evidence": _("같은 파일이 두 번 들어 있습니다.")})
    files = uploads.take(sent, by=by)
    rows = [_row(assignment, piece, by, update, files) for piece in pieces]
    return Evidence.objects.bulk_create(rows) if rows else []


def refuse_pieces(assignment: Assignment, pieces: Sequence[Piece], by: Viewer) -> None:
    """Raise what `store_evidence` refuses these numbers and links for; nothing is stored."""
    for piece in pieces:
        _row(assignment, piece, by, None, {})


def with_files(pieces: Sequence[Evidence]) -> list[record.Kept]:
    """Pieces with the files among them, as the record has to keep both."""
    return [*pieces, *(piece.file for piece in pieces if piece.file)]


def _row(
    assignment: Assignment,
    piece: Piece,
    by: Viewer,
    update: ProgressUpdate | None,
    files: dict[int, StoredFile],
) -> Evidence:
    file = None if piece.upload is None else files[piece.upload]
    row = Evidence(
        assignment=assignment,
        update=update,
        document_number=piece.document_number.strip(),
        url=piece.url.strip(),
        file=file,
        document_sha256=file.sha256 if file else "",
        added_by=by.user,
    )
    if sum(map(bool, (row.document_number, row.url, file))) != 1:
        words = _("증빙자료는 파일, 결재문서번호, 링크 가운데 하나씩 적어 주십시오.")
        raise ValidationError({"evidence": words})
    row.clean_fields(exclude={field.name for field in Evidence._meta.fields} - TYPED)
    return row
