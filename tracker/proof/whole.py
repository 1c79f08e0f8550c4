"""One check of everything: what the record says of itself, and what it says of the tables and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from audits.models import Event
from audits.proof import Anchor, Faults, Told, compare_rows, read_chain, steady, uncollected
from audits.proof.rows import compare_unknown, kept_models
from tracker.models import StoredFile
from tracker.proof.derived import compare_derived
from tracker.proof.due_dates import DueDates
from tracker.proof.files import compare_files
from tracker.proof.tenures import compare_tenures

Progress = Callable[[int, int], None]


@dataclass
class Proof:
    """What a check found. `head` is the newest entry (None: an empty record), `anchors` those it was held against."""

    anchors: Sequence[Anchor]
    events: int = 0
    rows: int = 0
    files: int = 0
    head: Anchor | None = None
    faults: Faults = field(default_factory=Faults)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults.count

    def as_json(self) -> dict[str, object]:
        """As `verify_record --json` gives it, and as a `RecordCheck` keeps it."""
        return {
            "ok": self.is_whole,
            "head": str(self.head) if self.head else None,
            "events": self.events,
            "rows": self.rows,
            "files": self.files,
            "anchors": [str(anchor) for anchor in self.anchors],
            "problems": [fault.as_json() for fault in self.faults.listed],
            "left_out": self.faults.count - len(self.faults.listed),
        }


def prove(anchors: Sequence[Anchor] = (), *, progress: Progress | None = None) -> Proof:
    """Check the record, and all that it speaks of, in one unchanging view of the database.

    Holds it against `anchors`, each number and hash as they were once seen from outside; without any, a cut tail or
    a chain that was rewritten as a whole shows only in the rows. `progress` is told steps done and in all.
    """
    proof = Proof(anchors)
    with steady(), uncollected():
        steps = _Steps(progress)
        for done in _stages(proof):
            steps.make(done)
    return proof


def _stages(proof: Proof) -> Iterator[int]:
    """Everything that is looked at, as so many steps each."""
    told, faults = Told(), proof.faults
    dates = DueDates(faults)
    for head in read_chain(proof.anchors, told, faults, listeners=[dates.hear]):
        yield head.number - proof.events
        proof.head, proof.events = head, head.number
    for model in kept_models():
        for rows in compare_rows(model, told, faults):
            proof.rows += rows
            yield rows
    compare_unknown(told, faults)
    yield from dates.compare()
    yield from compare_tenures(faults)
    for files in compare_files(faults):
        proof.files += files
        yield files
    yield compare_derived(faults)


class _Steps:
    """Tells how far it is; in all is an estimate from what there was at the beginning."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._done = progress, 0
        self._total = _size() if progress else 0

    def make(self, steps: int) -> None:
        self._done += steps
        if self._progress:
            self._progress(self._done, max(self._done, self._total))


def _size() -> int:
    """How much there is to look at: entries, rows, files."""
    newest = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    rows = sum(model._default_manager.count() for model in kept_models())
    return newest + rows + StoredFile.objects.filter(used_at__isnull=False).count()
