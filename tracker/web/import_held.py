"""An upload between its arrival and its confirmation: kept for its own person, read once, edited by hand."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from audits import organisation, reading, reference
from audits.access import Viewer
from audits.intake import edits as by_hand
from audits.intake.draft import Unreadable, Vocabulary
from audits.intake.edits import Edit, Edited
from audits.models import Committee
from audits.web import holding
from tracker.actions.import_demands import AuditFacts

HELD: Final = "import"
BYTES: Final = "import-bytes"
# Up to here a page waits for the reading; a packed file holds many times its size.
READ_AT_ONCE: Final = 1_000_000
PACKED_AT_ONCE: Final = 300_000
PACKED: Final = re.compile(rb"PK|\xd0\xcf\x11\xe0|.{0,1024}?%PDF-", re.DOTALL)
SILENT: Final = timedelta(seconds=60)  # nobody has finished it by then: the page offers to read it itself


@dataclass(frozen=True)
class Held:
    """An upload that waits for its confirmation, for its own person only.

    `read` is empty while it is being read, `refusal` says why it cannot be. `words` is the fingerprint of the lists
    it was read with: when they change it is read anew. `bytes_token` names its content, kept beside it.
    """

    name: str
    bytes_token: str
    size: int
    year: int
    body: str
    report_date: date | None
    due_date: date | None
    committee: Committee | None
    sent_at: datetime
    read: reading.Reading | None = None
    refusal: str = ""
    words: str = ""
    edits: tuple[Edit, ...] = field(default_factory=tuple)

    @property
    def is_silent(self) -> bool:
        """Whether it should have been read by now."""
        return timezone.now() - self.sent_at > SILENT

    @property
    def waited(self) -> int:
        """For how many seconds it has waited, up to those after which somebody has to look."""
        return min(int((timezone.now() - self.sent_at).total_seconds()), self.patience)

    @property
    def patience(self) -> int:
        """After how many seconds it should have been read."""
        return int(SILENT.total_seconds())

    def facts(self, note: str) -> AuditFacts:
        """What the person said of the document, with the reason for what was left open."""
        return AuditFacts(
            year=self.year,
            body=self.body,
            report_date=self.report_date,
            due_date=self.due_date,
            committee=self.committee,
            note=note,
        )


@dataclass(frozen=True)
class Sheet:
    """A held upload as it stands: what was read, with what was changed by hand."""

    token: str
    held: Held
    read: reading.Reading
    edited: Edited
    vocabulary: Vocabulary
    labels: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Alike only where what is shown is alike, edits and all."""
        shown = repr((self.edited.draft, self.edited.pieces))
        return hashlib.sha256(shown.encode()).hexdigest()


def receive(content: bytes, name: str, asked: Mapping[str, Any], viewer: Viewer) -> Held | None:
    """An upload, its content kept beside it; None where the cache keeps nothing."""
    token = holding.hold(BYTES, zlib.compress(content), viewer)
    if not token:
        return None
    return Held(name=name, bytes_token=token, size=len(content), sent_at=timezone.now(), **asked)


def takes_long(content: bytes) -> bool:
    """Whether reading it is no matter of a moment, so that a worker does it."""
    packed = PACKED.match(content[:2_000]) is not None
    return len(content) > (PACKED_AT_ONCE if packed else READ_AT_ONCE)


def read_now(held: Held, viewer: Viewer) -> Held:
    """The upload with what is in it, or why nothing can be read; as it is where its content is gone."""
    packed = holding.held(BYTES, held.bytes_token, viewer)
    if packed is None:
        return held
    words = _vocabulary(held)
    try:
        read = reading.read_report(
            zlib.decompress(packed), name=held.name, year=held.year, report_date=held.report_date
        )
    except Unreadable as error:
        return replace(held, read=None, refusal=str(error))
    same = held.read is not None and _lines(held.read) == _lines(read)
    # An edit belongs to an item by its place: where the places moved, none of them is anybody's any more.
    return replace(held, read=read, refusal="", words=_of(words), edits=held.edits if same else ())


def sheet(token: str, held: Held, viewer: Viewer) -> Sheet | None:
    """A held upload as it stands now, read anew where the council's lists have changed since; None while unread.

    Four statements.
    """
    vocabulary = _vocabulary(held)
    if held.read and held.words != _of(vocabulary):
        held = read_now(held, viewer)
        holding.keep(HELD, token, held, viewer)
    if held.read is None:
        return None
    labels = {category.code: category.label for category in reference.categories()}
    edited = by_hand.apply(held.read.draft, held.edits, labels)
    return Sheet(token, held, replace(held.read, draft=edited.draft), edited, vocabulary, labels)


def change(sheet: Sheet, edits: tuple[Edit, ...], viewer: Viewer) -> bool:
    """Keep other edits with the upload; whether the cache kept them."""
    return holding.keep(HELD, sheet.token, replace(sheet.held, edits=edits), viewer)


def release(token: str, held: Held, viewer: Viewer) -> None:
    """Forget an upload that was confirmed."""
    holding.release(BYTES, held.bytes_token, viewer)
    holding.release(HELD, token, viewer)


def _vocabulary(held: Held) -> Vocabulary:
    return organisation.vocabulary(organisation.reading_day(held.year, held.report_date))


def _of(vocabulary: Vocabulary) -> str:
    """The fingerprint of the lists that a document is read with."""
    told = [sorted(each.items()) for each in (vocabulary.departments, vocabulary.wordings)]
    told.append(list(vocabulary.categories.items()))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _lines(read: reading.Reading) -> list[int]:
    return [item.line for item in read.draft.items]
