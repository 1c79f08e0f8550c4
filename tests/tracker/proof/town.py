"""A town with a real past: the demo's, and on top of it every other act, each done by its people."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from django.test import override_settings

from audits.access import Viewer, viewer
from audits.models import Category, Committee, Demand, Department, User
from audits.proof import Anchor
from audits.record import head
from seeds import audit, current, organisation, people
from tests.conftest import TODAY
from tests.notifications import sink
from tests.notifications.sink import Sink
from tests.tracker.files import papers
from tracker.actions import audits
from tracker.actions.assign import Share, assign
from tracker.actions.audits import AuditFacts, DemandFacts
from tracker.actions.evidence import Piece
from tracker.actions.report import Words, report_progress
from tracker.actions.uploads import store_upload
from tracker.models import Assignment, ProgressUpdate

DUE: Final = TODAY + timedelta(days=40)
DEMANDS: Final = 16
OFFICE, OTHER = "디지털정책과", "정보통신과"
PROGRESS: Final = Words(
    status="in_progress", actions_taken="- 점검표를 만듦", plan="- 나머지 점검", planned_until=DUE
)
NUMBER: Final = Piece(document_number="디지털정책과-5120")


def done(*evidence: Piece) -> Words:
    """A report of completion, on this evidence."""
    return Words(status="completed", actions_taken="- 열두 곳의 점검을 마침", evidence=evidence or [NUMBER])


@dataclass
class Town:
    """The office, and hands to act with. `untouched` are demands that nobody has yet; `mails` takes its mails."""

    files: Path
    mails: Sink
    untouched: list[Demand] = field(default_factory=list)

    def by(self, name: str, on: date = TODAY) -> Viewer:
        """Who somebody of the demo is on a day."""
        return viewer(User.objects.get(email=f"{name}@demo.example"), on)

    def department(self, name: str = OFFICE) -> Department:
        """A department of today."""
        return Department.objects.valid(TODAY).get(name=name)

    def duty(self, *departments: str, due: date | None = DUE) -> int:
        """The assignment of the first department named, which leads; of a demand of its own."""
        held = departments or (OFFICE,)
        shares = [Share(self.department(name), is_lead=name == held[0], due_date=due) for name in held]
        given = assign(self.untouched.pop().pk, shares, by=self.by("coordinator"))
        return next(row.pk for row in given if row.is_lead)

    def row(self, pk: int) -> Assignment:
        """An assignment as it is now."""
        return Assignment.objects.select_related("demand").get(pk=pk)

    def version(self, pk: int) -> int:
        """The version that is there now."""
        return self.row(pk).version

    def report(self, pk: int, words: Words = PROGRESS, by: str = "officer") -> ProgressUpdate:
        """A report of its department."""
        return report_progress(pk, words, version=self.version(pk), by=self.by(by))

    def file(self, by: Viewer, name: str = "점검 결과.pdf") -> Piece:
        """A file that somebody has just sent."""
        content = papers.png() if name.endswith("png") else papers.pdf(f"/Of {len(self.stored())}")
        return Piece(upload=store_upload(io.BytesIO(content), name, by=by).pk)

    def stored(self) -> list[Path]:
        """The files of the store."""
        return sorted(path for path in self.files.rglob("*") if path.is_file())

    def place(self, stored_as: str) -> Path:
        """Where the store has a file."""
        return self.files / stored_as[:2] / stored_as[2:4] / stored_as

    @contextmanager
    def files_restored(self) -> Iterator[None]:
        """Every file as it was, whatever the block did to it."""
        before = {path: path.read_bytes() for path in self.stored()}
        yield
        for path, content in before.items():
            if path.is_dir():
                path.rmdir()
            if not path.exists() or path.stat().st_size != len(content) or path.read_bytes() != content:
                path.write_bytes(content)

    def anchor(self) -> Anchor:
        """The newest entry, as somebody outside would have noted it now."""
        return Anchor(*head())


@contextmanager
def founded(files: Path) -> Iterator[Town]:
    """The demo in a store of its own, and an audit whose demands wait to be distributed."""
    organisation.plant()
    with sink.running() as mails, override_settings(**_places(files), **_relay(mails)):
        people.plant()
        audit.plant(on=TODAY)
        current.plant(on=TODAY)
        town = Town(files, mails)
        town.untouched = _audit(town, default_due_date=DUE)
        yield town


def undated(town: Town) -> Demand:
    """A demand of an audit in which nothing has a due date of itself."""
    return _audit(town, body="도로국")[-1]


def _audit(town: Town, *, body: str = "시설국", default_due_date: date | None = None) -> list[Demand]:
    council = town.by("secretariat")
    facts = AuditFacts(
        year=TODAY.year,
        body=body,
        committee=Committee.objects.get(),
        session="시연 임시회",
        default_due_date=default_due_date,
    )
    made = audits.set_up_audit(facts, by=council)
    words = DemandFacts(
        Category.objects.earliest("pk"),
        "시설 점검을 해마다 하고 그 결과를 알릴 것.",
        raised_by="시연 의원 다",
    )
    demands = [audits.log_demand(made.pk, words, by=council) for _ in range(DEMANDS)]
    rewritten = DemandFacts(words.category, f"{words.text} 누리집에도 낼 것.", raised_by="시연 의원 라")
    audits.rewrite_demand(demands[0].pk, rewritten, by=council)
    audits.transmit(made.pk, on=TODAY, number="의회사무처(시연)-2501", by=council)
    return demands


def _places(files: Path) -> dict[str, object]:
    return {"FILES_ROOT": files, "ANCHOR_FILE": files.with_name(f"{files.name}-anchors.txt")}


def _relay(mails: Sink) -> dict[str, object]:
    return {
        "DEMO_PASSWORD": "for-the-demo-only",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": mails.port,
        "EMAIL_TIMEOUT": 1,
    }
