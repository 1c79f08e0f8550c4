"""Due dates, and how they move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.lifecycle.law.base import Asked, Base, unless
from tests.lifecycle.model import ONE_DAY, Duty, Request


@dataclass(frozen=True)
class More:
    """An extension: until when, and the number of the decision about this demand that is named (0: none)."""

    until: date
    decision: int = 0


class Deadlines(Base):
    """Requests, extensions, and the moves that are none."""

    def request_extension(self, asked: Asked, wanted: date, *, reason: bool) -> None:
        """기한 연장 요청."""
        self.begin("request extension", asked)
        duty = asked.duty
        unless(("NotAllowedNow", duty.due is None or duty.request))
        unless(("ValidationError", not reason or (duty.due and wanted <= duty.due)))
        duty.request = Request(self.model.next_number(), asked.who.name)
        self.changed("extension_requested", duty, bumps=False)

    def cancel_request(self, asked: Asked) -> None:
        """The department that answers for the assignment takes the request back."""
        self.begin("cancel request", asked)
        unless(("NotAllowedNow", asked.duty.request is None))
        asked.duty.request = None
        self.changed("extension_cancelled", asked.duty, bumps=False)

    def grant(self, asked: Asked, more: More, *, reason: bool) -> None:
        """연장 승인; without a request the secretariat on its own motion, saying why."""
        duty = asked.duty
        unasked = duty.request is None and asked.who.has("secretariat")
        self.begin("grant unasked" if unasked else "grant", asked)
        unless(("NotAllowedNow", duty.due is None or (duty.request is None and not unasked)))
        unless(
            ("SamePerson", duty.request and duty.request.by == asked.who.name),
            ("ValidationError", unasked and not reason),
            *self.faults(duty, more),
        )
        duty.request = None
        duty.version += 1
        self.extend(duty, more)

    def refuse(self, asked: Asked, *, reason: bool) -> None:
        """연장 불승인."""
        self.begin("refuse", asked)
        duty = asked.duty
        unless(("NotAllowedNow", duty.request is None))
        unless(
            ("SamePerson", duty.request and duty.request.by == asked.who.name),
            ("ValidationError", not reason),
        )
        duty.request = None
        self.changed("extension_refused", duty, bumps=False)

    def faults(self, duty: Duty, more: More | None) -> list[tuple[str, object]]:
        """What is wrong with an extension: no date, a day not later, a second one without a decision of its own."""
        if more is None:
            return []
        return [
            ("NotAllowedNow", duty.due is None),
            ("ValidationError", duty.due and more.until <= duty.due),
            ("ValidationError", duty.extensions and not more.decision),
            ("ValidationError", more.decision in duty.decisions),
        ]

    def extend(self, duty: Duty, more: More | None) -> None:
        """The due date moves; the original one never does."""
        if more:
            duty.due = more.until
            duty.extensions += 1
            duty.decisions |= {more.decision} - {0}
            self.changed("extension_granted", duty, bumps=False)

    def adjust_calendar(self, asked: Asked) -> None:
        """휴일 조정: a due date that became a holiday moves to the next working day."""
        self.begin("adjust calendar", asked)
        duty = asked.duty
        unless(("NotAllowedNow", duty.due not in self.model.holidays))
        while duty.due and not self.model.is_working(duty.due):
            duty.due += ONE_DAY
        self.changed("calendar_adjusted", duty)

    def set_first_due_date(self, asked: Asked, day: date) -> None:
        """처리기한 지정, only where there is none."""
        self.begin("set first due date", asked)
        duty = asked.duty
        unless(("NotAllowedNow", duty.due))
        unless(("ValidationError", day < self.model.day))
        duty.due = duty.original = day
        self.changed("due_date_set", duty)
