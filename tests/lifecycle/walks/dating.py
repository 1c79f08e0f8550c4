"""Due dates: asked for, granted, refused, moved by the calendar."""

from __future__ import annotations

from datetime import timedelta

from tests.lifecycle.machine import DECISIONS, LATER, MOSTLY, SEEN, SELDOM, WHICH, Walk, trying
from tests.lifecycle.walks.words import COUNCIL, DEPARTMENT, SECRETARIAT, reason
from tracker.actions.due_dates import adjust_calendar, set_first_due_date
from tracker.actions.extension import grant
from tracker.actions.refuse_extension import refuse
from tracker.actions.request_extension import cancel_request, request_extension


class Dating(Walk):
    """Acts on due dates."""

    @trying("request extension", which=WHICH, who=DEPARTMENT, days=LATER, given=MOSTLY)
    def request_extension(self, who: str, which: str, days: int, given: bool) -> None:
        """기한 연장 요청."""
        asked = self.asked("request extension", who, which)
        wanted = (asked.duty.due or self.model.day) + timedelta(days=days)
        self.act(
            "request extension",
            lambda: self.law.request_extension(asked, wanted, reason=given),
            lambda: request_extension(self.pk(asked), wanted=wanted, reason=reason(given), by=self.by(asked)),
        )

    @trying("cancel request", which=WHICH, who=DEPARTMENT)
    def cancel_request(self, who: str, which: str) -> None:
        """기한 연장 요청 취소."""
        asked = self.asked("cancel request", who, which)
        if request := self.request(asked):
            self.act(
                "cancel request",
                lambda: self.law.cancel_request(asked),
                lambda: cancel_request(request, by=self.by(asked)),
            )

    @trying("grant unasked", which=WHICH, who=SECRETARIAT, days=LATER, decision=DECISIONS)
    def extend(self, who: str, which: str, days: int, decision: int) -> None:
        """기한 연장, on the secretariat's own motion where nothing was asked."""
        self.grant(who, which, 0, days, decision=decision, given=True)

    @trying("grant", which=WHICH, who=COUNCIL, seen=SEEN, days=LATER, decision=DECISIONS, given=MOSTLY)
    def grant(self, who: str, which: str, seen: int, days: int, decision: int, given: bool) -> None:
        """연장 승인, or an extension on one's own motion."""
        asked = self.asked("grant", who, which, seen)
        more, extension = self.more(asked, days, decision=decision, reason=reason(given))
        self.act(
            "grant",
            lambda: self.law.grant(asked, more, reason=given),
            lambda: grant(self.pk(asked), extension, version=asked.version, by=self.by(asked)),
        )

    @trying("refuse", which=WHICH, who=COUNCIL, given=MOSTLY)
    def refuse(self, who: str, which: str, given: bool) -> None:
        """연장 불승인."""
        asked = self.asked("refuse", who, which)
        if request := self.request(asked):
            self.act(
                "refuse",
                lambda: self.law.refuse(asked, reason=given),
                lambda: refuse(request, reason=reason(given), by=self.by(asked)),
            )

    @trying("adjust calendar", which=WHICH, who=SECRETARIAT, seen=SEEN)
    def adjust_calendar(self, who: str, which: str, seen: int) -> None:
        """휴일 조정."""
        asked = self.asked("adjust calendar", who, which, seen)
        self.act(
            "adjust calendar",
            lambda: self.law.adjust_calendar(asked),
            lambda: adjust_calendar(self.pk(asked), version=asked.version, by=self.by(asked)),
        )

    @trying("set first due date", which=WHICH, who=COUNCIL, seen=SEEN, days=LATER, far=SELDOM)
    def set_first_due_date(self, who: str, which: str, seen: int, days: int, far: bool) -> None:
        """처리기한 지정."""
        asked = self.asked("set first due date", who, which, seen)
        day = self.model.day + timedelta(days=days + 30 * far)
        self.act(
            "set first due date",
            lambda: self.law.set_first_due_date(asked, day),
            lambda: set_first_due_date(self.pk(asked), day, version=asked.version, by=self.by(asked)),
        )
