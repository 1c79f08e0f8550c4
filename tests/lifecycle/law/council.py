"""What the council finds about a closing report."""

from __future__ import annotations

from tests.lifecycle.law.base import Asked, unless
from tests.lifecycle.law.deadlines import Deadlines, More
from tests.lifecycle.model import Refused, Report


class Council(Deadlines):
    """Verification, opinion, and taking back a closing."""

    def confirm(self, asked: Asked, number: int) -> None:
        """이행 확인: the only way to close; a report that waits goes back to its author."""
        duty, report = asked.duty, self._checked("confirm", asked, number)
        duty.stage, duty.verification, report.verdict = "closed", "confirmed", "confirmed"
        if duty.waiting:
            duty.waiting.gate = ""
        self.changed("verified", duty)

    def return_claim(self, asked: Asked, number: int, *, reason: bool, more: More | None) -> None:
        """보완 요구, perhaps with more time."""
        self._return("return", asked, number, ("insufficient", "returned"), grounds=reason, more=more)

    def contradict(self, asked: Asked, number: int, *, grounds: bool, more: More | None) -> None:
        """사실과 다름: with a reason, what was found, and the committee's decision."""
        self._return(
            "contradict", asked, number, ("contradicted", "contradicted"), grounds=grounds, more=more
        )

    def _return(
        self,
        act: str,
        asked: Asked,
        number: int,
        outcome: tuple[str, str],
        *,
        grounds: bool,
        more: More | None,
    ) -> None:
        duty, report = asked.duty, self._checked(act, asked, number)
        unless(("ValidationError", not grounds), *self.faults(duty, more))
        verdict, kind = outcome
        duty.stage, duty.verification, report.verdict = "returned", verdict, verdict
        self.changed(kind, duty)
        self.extend(duty, more)

    def _checked(self, act: str, asked: Asked, number: int) -> Report:
        self.begin(act, asked)
        newest = self._newest(asked, number)
        unless(("SamePerson", asked.who.name in {newest.author, *newest.passed_by}))
        return newest

    def _newest(self, asked: Asked, number: int) -> Report:
        """The report that is to be looked at; another one than the newest was overtaken."""
        newest = asked.duty.newest
        if newest is None or newest.number != number:
            raise Refused("Stale")
        return newest

    def record_opinion(self, asked: Asked, number: int, *, words: bool) -> None:
        """검토의견 on the newest closing report."""
        self.begin("record opinion", asked)
        self._newest(asked, number)
        unless(("ValidationError", not words))
        self.changed("opinion_recorded", asked.duty, bumps=False)

    def reopen(self, asked: Asked, *, reason: bool, more: More | None) -> None:
        """종결 취소: owed again, and nothing is found about it any more."""
        duty = asked.duty
        stage = self.begin("reopen", asked)
        unless(("ValidationError", not reason), *self.faults(duty, more))
        duty.stage, duty.verification = stage, "none"
        self.changed("reopened", duty)
        self.extend(duty, more)
