"""One assignment in a stage, with what stands beside it: where a cell of the grid is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from audits.access import Viewer
from audits.models import Event, Holiday
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.lifecycle.town import DUE, Town
from tracker.actions import verify
from tracker.actions.evidence import Piece
from tracker.actions.letter import Letter
from tracker.actions.receive import receive
from tracker.actions.report import Words, report_progress
from tracker.actions.withdraw import withdraw
from tracker.models import (
    Assignment,
    Evidence,
    ExtensionRequest,
    Handover,
    HandoverState,
    ProgressUpdate,
    Source,
)

PROGRESS: Final = Words(status="in_progress", actions_taken="- 점검표를 만듦", plan="- 점검")
DONE: Final = Words(
    status="completed", actions_taken="- 점검을 마침", evidence=[Piece(document_number="정보정책과-12")]
)
NO_CHANGE: Final = Words(no_change=True)
LETTER: Final = Letter(TODAY, "기획과-12")


@dataclass
class Scene:
    """An assignment of department a (or the one named), and the hands that bring it somewhere."""

    town: Town
    which: str = "one"
    on: date = TODAY

    @property
    def pk(self) -> int:
        """The assignment's id."""
        return self.town.duties[self.which]

    @property
    def row(self) -> Assignment:
        """The assignment as it is stored now."""
        return Assignment.objects.get(pk=self.pk)

    @property
    def version(self) -> int:
        """The version that is there now."""
        return self.row.version

    @property
    def newest(self) -> int:
        """The id of the report filed last; 0 for none."""
        row = ProgressUpdate.objects.filed().filter(assignment=self.pk).order_by("-number").first()
        return row.pk if row else 0

    @property
    def head_of_record(self) -> int:
        """The number of the newest event."""
        return Event.objects.order_by("-number").values_list("number", flat=True).first() or 0

    def by(self, name: str) -> Viewer:
        """Who somebody is."""
        return self.town.by(name, self.on)

    def told(self, after: int) -> list[str]:
        """The kinds of the events about this assignment since number `after`."""
        return [kind for kind, about in self.town.since(after)[0] if about == self.which]

    def look(self) -> tuple[dict[str, Any], int]:
        """Everything that is stored, and how long the record is."""
        head = self.head_of_record
        return self.town.since(head)[1], head

    def report(self, words: Words, who: str = "officer a") -> ProgressUpdate:
        """A report, at the version that is there."""
        return report_progress(self.pk, words, version=self.version, by=self.by(who))

    def reach(self, stage: str) -> None:
        """Bring the assignment to a stage by the acts that lead there."""
        if stage in {"working", "withdrawn"}:
            receive([self.pk], by=self.by("officer a"))
            self.report(PROGRESS)
        if stage in {"claimed", "returned", "closed"}:
            self.report(DONE)
        if stage == "returned":
            self.give_back("내역이 빠짐")
        if stage == "closed":
            self.confirm()
        if stage == "withdrawn":
            other = self.town.duties["two"]
            withdraw(self.pk, reason="중복", version=None, by=self.by("secretariat"), new_lead_id=other)

    def confirm(self, who: str = "clerk") -> None:
        """이행 확인 of the newest report."""
        verify.confirm(self.pk, update_id=self.newest, version=self.version, by=self.by(who))

    def give_back(self, reason: str, who: str = "clerk") -> None:
        """보완 요구 about the newest report."""
        verify.return_claim(
            self.pk, update_id=self.newest, version=self.version, reason=reason, by=self.by(who)
        )

    def waits(self, gate: str, status: Status = Status.IN_PROGRESS, author: str = "officer a") -> None:
        """A report waits at a gate, whatever the stage."""
        self.town.set_gates(gate)
        update = ProgressUpdate.objects.create(
            assignment=self.row,
            number=ProgressUpdate.objects.filter(assignment=self.pk).count() + 1,
            department=self.row.department,
            author=self.town.people[author],
            source=Source.BROWSER,
            reported_on=self.on,
            gate=gate,
            status=status,
            actions_taken="- 점검표를 만듦",
        )
        if status == Status.COMPLETED:
            Evidence.objects.create(assignment=self.row, update=update, document_number="정보정책과-12")

    def asks_for_time(self) -> int:
        """A request for more time waits, whatever the stage; its id."""
        return ExtensionRequest.objects.create(
            assignment=self.row,
            department=self.town.departments["a"],
            wanted=date(2026, 12, 18),
            due_then=DUE,
            reason="공사가 늦어짐",
            by=self.town.people["officer a"],
            on=self.on,
        ).pk

    def is_offered(self, *, refused: bool = False) -> int:
        """It is offered to department d, whatever the stage; the offer's id."""
        return Handover.objects.create(
            assignment=self.row,
            giver=self.town.departments["a"],
            receiver=self.town.departments["d"],
            reason="업무 이관",
            by=self.town.people["officer a"],
            on=self.on,
            state=HandoverState.REFUSED if refused else HandoverState.OFFERED,
        ).pk

    def has_evidence(self) -> int:
        """A piece of evidence lies with the assignment alone; its id."""
        return Evidence.objects.create(assignment=self.row, document_number="정보정책과-9").pk

    def has_no_due_date(self) -> None:
        """Nobody has set a due date yet."""
        Assignment.objects.filter(pk=self.pk).update(due_date=None, original_due_date=None)

    def is_led_by_another(self) -> None:
        """Department b leads; an assignment that is withdrawn leads nothing anyway."""
        Assignment.objects.filter(demand=self.town.demand).update(is_lead=False)
        Assignment.objects.filter(pk=self.town.duties["two"]).update(is_lead=True)

    def is_due_on_a_holiday(self) -> None:
        """The due date has become a holiday."""
        Holiday.objects.create(date=DUE, name="임시공휴일")
