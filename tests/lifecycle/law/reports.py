"""What departments say: receipt, reports, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.lifecycle.law.base import Asked, Base, unless
from tests.lifecycle.model import Duty, Piece, Refused, Report

FILED: Final = {"progress": "reported", "no change": "reported_no_change", "claim": "claimed"}


@dataclass(frozen=True)
class Said:
    """What a report says: its kind, its status, and whether it brings what the status needs."""

    kind: str
    status: str = ""
    whole: bool = True
    continues: bool = False


class Reports(Base):
    """The department's own acts."""

    def receive(self, asked: Asked) -> None:
        """접수 확인; again is no second event."""
        self.begin("receive", asked)
        self._take_for_received(asked.duty)

    def report(self, asked: Asked, said: Said) -> None:
        """처리상황 보고: filed at once, or asked for at the first gate."""
        self.begin("file", asked, row=f"file {said.kind}")
        duty = asked.duty
        unless(("NotAllowedNow", duty.waiting))
        report = self._written(asked, said)
        gates = self.model.asked_gates(duty.department)
        if gates:
            report.gate = gates[0]
            self._take_for_received(duty)
            self.changed("approval_asked", duty)
        else:
            self.file(duty, report)

    def report_from_paper(self, asked: Asked, said: Said) -> None:
        """What came as a letter passes no gate; a report that waits at one is overtaken and goes back."""
        self.begin("paper", asked, row=f"file {said.kind}")
        duty, overtaken = asked.duty, asked.duty.waiting
        self.file(duty, self._written(asked, said, paper=True))
        if overtaken:
            overtaken.gate = ""

    def _written(self, asked: Asked, said: Said, *, paper: bool = False) -> Report:
        duty, before = asked.duty, asked.duty.newest
        again = before if said.kind == "no change" else None
        unless(
            ("NotAllowedNow", said.kind == "claim" and duty.offer),
            ("NotAllowedNow", said.kind == "no change" and before is None),
            ("ValidationError", not said.whole),
        )
        report = Report(
            number=len(duty.reports) + 1,
            kind=said.kind,
            status=again.status if again else said.status,
            continues=again.continues if again else said.continues,
            author=asked.who.name,
            department=duty.department,
            paper=paper,
        )
        duty.reports.append(report)
        if report.kind == "claim" and report.status == "completed":
            duty.pieces.append(Piece(report.number))
        return report

    def _take_for_received(self, duty: Duty) -> None:
        if duty.stage == "assigned":
            duty.stage, duty.received_on = "working", self.model.day
            self.model.tell("received", duty.name)

    def file(self, duty: Duty, report: Report) -> None:
        """Past its last gate: what was reported stands from now on."""
        self._take_for_received(duty)
        if report.kind == "claim":
            self._lapse_request(duty)
            duty.stage, duty.verification = "claimed", "awaiting"
        elif duty.stage == "claimed":
            self._take_back(duty)
        report.gate, report.filed = "", self.model.next_number()
        duty.status, duty.continues = report.status, report.continues
        self.changed(FILED[report.kind], duty)

    def _take_back(self, duty: Duty) -> None:
        """A claim is withdrawn by a report in progress: back to where the last check had left it."""
        outcome = duty.earlier_outcome
        duty.stage = "returned" if outcome else "working"
        duty.verification = outcome if outcome in {"insufficient", "contradicted"} else "none"
        self.model.tell("claim_taken_back", duty.name)

    def _lapse_request(self, duty: Duty) -> None:
        if duty.request:
            duty.request = None
            self.model.tell("extension_lapsed", duty.name)

    def add_evidence(self, asked: Asked) -> None:
        """증빙자료 첨부, to the assignment alone."""
        self.begin("add evidence", asked)
        asked.duty.pieces.append(Piece(0))
        self.changed("evidence_added", asked.duty)

    def remove_evidence(self, asked: Asked, place: int, *, reason: bool) -> None:
        """증빙자료 삭제: once, and not the only piece of a claim. Whose it is not may not see the piece either."""
        duty, piece = asked.duty, asked.duty.pieces[place]
        if not self.may("remove evidence", asked.who, duty):
            raise Refused("NotVisible", "PermissionDenied")
        unless(("NotVisible", not duty.shows(piece, asked.who)))
        self.begin("remove evidence", asked)
        unless(
            ("NotAllowedNow", piece.removed or (piece.report and duty.standing_pieces(piece.report) == 1)),
            ("ValidationError", not reason),
        )
        piece.removed = True
        self.changed("evidence_removed", duty)
