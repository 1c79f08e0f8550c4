"""What departments say, and through whose hands it passes."""

from __future__ import annotations

from tests.lifecycle.law import Said
from tests.lifecycle.machine import MOSTLY, SEEN, SELDOM, WHICH, Walk, trying
from tests.lifecycle.walks.words import (
    COORDINATOR,
    DEPARTMENT,
    HEAD,
    NO_CHANGE,
    SAID,
    SECRETARIAT,
    reason,
    words,
)
from tracker.actions.approve import approve
from tracker.actions.evidence import Piece, add_evidence, remove_evidence
from tracker.actions.letter import Letter
from tracker.actions.receive import receive
from tracker.actions.report import report_from_paper, report_progress
from tracker.actions.send_back import send_back
from tracker.actions.submit import submit


class Reporting(Walk):
    """What departments say, and through whose hands it passes."""

    @trying("receive", which=WHICH, who=DEPARTMENT)
    def receive(self, who: str, which: str) -> None:
        """접수 확인."""
        asked = self.asked("receive", who, which)
        self.act(
            "receive", lambda: self.law.receive(asked), lambda: receive([self.pk(asked)], by=self.by(asked))
        )

    @trying("file progress", which=WHICH, who=DEPARTMENT, seen=SEEN, said=(*SAID, *[NO_CHANGE] * 15))
    def report(self, who: str, which: str, seen: int, said: Said) -> None:
        """처리상황 보고."""
        asked = self.asked("file progress", who, which, seen)
        version = asked.version or 0
        self.act(
            f"report {said.kind}",
            lambda: self.law.report(asked, said),
            lambda: report_progress(self.pk(asked), words(said), version=version, by=self.by(asked)),
        )

    @trying("file claim", which=WHICH, who=SECRETARIAT, seen=SEEN, said=SAID)
    def report_from_paper(self, who: str, which: str, seen: int, said: Said) -> None:
        """문서로 받은 보고."""
        asked = self.asked("file claim", who, which, seen)
        day = self.model.day
        self.act(
            "report from paper",
            lambda: self.law.report_from_paper(asked, said),
            lambda: report_from_paper(
                self.pk(asked),
                words(said),
                Letter(day, "기획과-7"),
                version=asked.version or 0,
                reported_on=day,
                by=self.by(asked),
            ),
        )

    @trying("approve progress", which=WHICH, who=HEAD, seen=SEEN, by_number=SELDOM)
    def approve(self, who: str, which: str, seen: int, by_number: bool) -> None:
        """부서장 확인."""
        asked = self.asked("approve progress", who, which, seen)
        number = "정보정책과-77" if by_number else ""
        self.act(
            "approve",
            lambda: self.law.approve(asked, by_number=by_number),
            lambda: approve(self.pk(asked), version=asked.version, by=self.by(asked), document_number=number),
        )

    @trying("send back", which=WHICH, who=HEAD, seen=SEEN, given=MOSTLY)
    def send_back(self, who: str, which: str, seen: int, given: bool) -> None:
        """반려."""
        asked = self.asked("send back", who, which, seen)
        self.act(
            "send back",
            lambda: self.law.send_back(asked, reason=given),
            lambda: send_back(self.pk(asked), version=asked.version, reason=reason(given), by=self.by(asked)),
        )

    @trying("submit progress", which=WHICH, who=COORDINATOR, seen=SEEN)
    def submit(self, who: str, which: str, seen: int) -> None:
        """의회 제출."""
        asked = self.asked("submit progress", who, which, seen)
        letter = Letter(self.model.day, "기획과-12")
        self.act(
            "submit",
            lambda: self.law.submit(asked),
            lambda: submit(self.pk(asked), letter, version=asked.version, by=self.by(asked)),
        )

    @trying("add evidence", which=WHICH, who=DEPARTMENT, seen=SEEN)
    def add_evidence(self, who: str, which: str, seen: int) -> None:
        """증빙자료 첨부."""
        asked = self.asked("add evidence", who, which, seen)
        piece = Piece(url="https://example.org/a")
        self.act(
            "add evidence",
            lambda: self.law.add_evidence(asked),
            lambda: add_evidence(self.pk(asked), [piece], version=asked.version, by=self.by(asked)),
        )

    @trying("remove evidence", which=WHICH, who=DEPARTMENT, seen=SEEN, given=MOSTLY, place=range(10))
    def remove_evidence(self, who: str, which: str, seen: int, given: bool, place: int) -> None:
        """증빙자료 삭제."""
        asked = self.asked("remove evidence", who, which, seen)
        pieces = self.evidence(asked)
        if not pieces:
            return
        place %= len(pieces)
        self.act(
            "remove evidence",
            lambda: self.law.remove_evidence(asked, place, reason=given),
            lambda: remove_evidence(
                pieces[place], reason=reason(given), version=asked.version, by=self.by(asked)
            ),
        )
