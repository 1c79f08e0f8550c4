"""What the council finds, and how it corrects itself."""

from __future__ import annotations

from tests.lifecycle.machine import DECISIONS, LATER, MOSTLY, SEEN, SELDOM, WHICH, Walk, trying
from tests.lifecycle.walks.words import COUNCIL, SECRETARIAT, reason, text_of
from tracker.actions import verify
from tracker.actions.correct_demand import correct_demand
from tracker.actions.opinion import record_opinion
from tracker.actions.reopen import reopen


class Checking(Walk):
    """What the council finds."""

    @trying("confirm", which=WHICH, who=COUNCIL, seen=SEEN, older=SELDOM)
    def confirm(self, who: str, which: str, seen: int, older: bool) -> None:
        """이행 확인."""
        asked = self.asked("confirm", who, which, seen)
        number, update = self.update(asked, older=older)
        self.act(
            "confirm",
            lambda: self.law.confirm(asked, number),
            lambda: verify.confirm(
                self.pk(asked), update_id=update, version=asked.version, by=self.by(asked)
            ),
        )

    @trying(
        "return",
        which=WHICH,
        who=COUNCIL,
        seen=SEEN,
        given=MOSTLY,
        days=LATER,
        longer=SELDOM,
        decision=DECISIONS,
    )
    def return_claim(
        self, who: str, which: str, seen: int, given: bool, days: int, longer: bool, decision: int
    ) -> None:
        """보완 요구, at times with more time."""
        asked = self.asked("return", who, which, seen)
        number, update = self.update(asked, older=False)
        more, extension = self.more(asked, days, decision=decision)
        self.act(
            "return",
            lambda: self.law.return_claim(asked, number, reason=given, more=more if longer else None),
            lambda: verify.return_claim(
                self.pk(asked),
                update_id=update,
                version=asked.version,
                reason=reason(given),
                by=self.by(asked),
                extension=extension if longer else None,
            ),
        )

    @trying(
        "contradict",
        which=WHICH,
        who=COUNCIL,
        seen=SEEN,
        lacks=["", "", "", "reason", "found", "decision"],
    )
    def contradict(self, who: str, which: str, seen: int, lacks: str) -> None:
        """사실과 다름."""
        asked = self.asked("contradict", who, which, seen)
        number, update = self.update(asked, older=False)
        self.act(
            "contradict",
            lambda: self.law.contradict(asked, number, grounds=not lacks, more=None),
            lambda: verify.contradict(
                self.pk(asked),
                update_id=update,
                version=asked.version,
                reason=reason(lacks != "reason"),
                found=reason(lacks != "found"),
                decision_id=(self.town.other_decision if lacks == "decision" else self.town.decision).pk,
                by=self.by(asked),
            ),
        )

    @trying("record opinion", which=WHICH, who=COUNCIL, given=MOSTLY, older=SELDOM)
    def record_opinion(self, who: str, which: str, given: bool, older: bool) -> None:
        """검토의견 작성."""
        asked = self.asked("record opinion", who, which)
        number, update = self.update(asked, older=older)
        self.act(
            "record opinion",
            lambda: self.law.record_opinion(asked, number, words=given),
            lambda: record_opinion(
                self.pk(asked), update_id=update, view="adequate", words=reason(given), by=self.by(asked)
            ),
        )

    @trying(
        "reopen",
        which=WHICH,
        who=COUNCIL,
        seen=SEEN,
        given=MOSTLY,
        days=LATER,
        longer=SELDOM,
        decision=DECISIONS,
    )
    def reopen(
        self, who: str, which: str, seen: int, given: bool, days: int, longer: bool, decision: int
    ) -> None:
        """종결 취소, at times with more time."""
        asked = self.asked("reopen", who, which, seen)
        more, extension = self.more(asked, days, decision=decision)
        self.act(
            "reopen",
            lambda: self.law.reopen(asked, reason=given, more=more if longer else None),
            lambda: reopen(
                self.pk(asked),
                version=asked.version,
                reason=reason(given),
                by=self.by(asked),
                extension=extension if longer else None,
            ),
        )

    @trying("correct demand", who=SECRETARIAT, given=MOSTLY, seen=SEEN, other=MOSTLY)
    def correct_demand(self, who: str, given: bool, seen: int, other: bool) -> None:
        """정정."""
        person, by = self.model.today(who), self.town.by(who, self.model.day)
        version = self.model.text_version + seen
        text = text_of(self.model.text_version + other)
        self.act(
            "correct demand",
            lambda: self.law.correct_demand(person, version, reason=given, other_text=other),
            lambda: correct_demand(self.town.demand.pk, text, reason=reason(given), version=version, by=by),
        )
