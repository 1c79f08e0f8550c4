"""Whose hands a report passes before the council sees it."""

from __future__ import annotations

from collections.abc import Collection

from tests.lifecycle.grid import GRID
from tests.lifecycle.law.base import Asked, unless
from tests.lifecycle.law.reports import Reports
from tests.lifecycle.model import Duty, Person, Refused, Report


class Gates(Reports):
    """The head's and the coordinator's acts on a report that waits."""

    def approve(self, asked: Asked, *, by_number: bool = False) -> None:
        """부서장 확인, or the record of one by the number of its document."""
        report = self._at_gate(asked, ("head",), by_number=by_number)
        duty = asked.duty
        self._still_whole(duty, report)
        report.passed_by.add(asked.who.name)
        if "coordinator" in self.model.asked_gates(duty.department):
            report.gate = "coordinator"
            self.changed("report_approved", duty)
        else:
            self.model.tell("report_approved", duty.name)
            self.file(duty, report)

    def send_back(self, asked: Asked, *, reason: bool) -> None:
        """반려: the text is its author's draft again."""
        report = self._at_gate(asked, ("head", "coordinator"))
        unless(("ValidationError", not reason))
        report.gate = ""
        self.changed("report_sent_back", asked.duty)

    def submit(self, asked: Asked) -> None:
        """의회 제출, with its letter."""
        report = self._at_gate(asked, ("coordinator",), act="submit")
        self._still_whole(asked.duty, report)
        report.passed_by.add(asked.who.name)
        self.model.tell("report_submitted", asked.duty.name)
        self.file(asked.duty, report)

    def _at_gate(
        self, asked: Asked, gates: Collection[str], *, act: str = "decide at a gate", by_number: bool = False
    ) -> Report:
        self.begin("record a number" if by_number else act, asked, row="send back")
        report = asked.duty.waiting
        if report is None or report.gate not in gates:
            raise Refused("NotAllowedNow")
        self._refuse_wrong_people(asked.who, asked.duty, report, by_number=by_number)
        return report

    def _refuse_wrong_people(self, who: Person, duty: Duty, report: Report, *, by_number: bool) -> None:
        """The head decides; the coordinator where the head wrote it or there is none, and at the second gate.

        By the number of a document, anybody of a department whose head is somebody else than the author.
        """
        heads = self.model.heads(duty.department)
        by_head = report.gate == "head" and who.name in heads
        nobody_else = not heads - {report.author}
        decides = by_head or (who.has("coordinator") and (report.gate == "coordinator" or nobody_else))
        recorded = by_number and duty.department in who.departments
        own_word = heads == {report.author} and not decides
        unless(
            ("PermissionDenied", not decides and not recorded),
            ("SamePerson", report.gate == "head" and (who.name == report.author or (by_number and own_word))),
        )

    def _still_whole(self, duty: Duty, report: Report) -> None:
        """The guards of the report once more: time has passed at the gate."""
        completed = report.kind == "claim" and report.status == "completed"
        unless(
            ("NotAllowedNow", GRID[f"file {report.kind}"].after(duty.stage) is None),
            ("NotAllowedNow", completed and not duty.standing_pieces(report.number)),
            ("NotAllowedNow", report.kind == "claim" and duty.offer),
        )
