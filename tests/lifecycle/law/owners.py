"""Whose duty it is: officers, lead, handover, move, withdrawal, and the demand's own text."""

from __future__ import annotations

from typing import Final

from tests.lifecycle.law.base import Asked, Base, unless
from tests.lifecycle.model import OPEN, Duty, Offer, Person

ANSWER_DAYS: Final = 5  # working days


class Owners(Base):
    """Acts on who answers for an assignment."""

    def name_officer(self, asked: Asked, officer: Person) -> None:
        """담당자 지정: somebody of the department; the same one again is no second event."""
        oneself = officer == asked.who
        self.begin("name oneself" if oneself else "name officer", asked, row="name officer")
        duty = asked.duty
        if duty.officer == officer.name:
            return
        unless(("ValidationError", duty.department not in officer.departments))
        duty.officer = officer.name
        self.changed("officer_named", duty, bumps=False)

    def name_lead(self, asked: Asked) -> None:
        """주관부서 지정: exactly one leads afterwards."""
        self.begin("name lead", asked)
        if asked.duty.lead:
            return
        for duty in [duty for duty in self.model.live if duty.lead] + [asked.duty]:
            self._lead(duty, leads=duty is asked.duty)

    def _lead(self, duty: Duty, *, leads: bool) -> None:
        duty.lead = leads
        self.changed("lead_named", duty)

    def offer(self, asked: Asked, receiver: str, *, reason: bool) -> None:
        """소관 변경 요청, to a department that is there today and does not hold the demand."""
        self.begin("offer handover", asked)
        unless(("NotAllowedNow", asked.duty.offer))
        unless(("ValidationError", not reason or not self._can_take(receiver)))
        asked.duty.offer = Offer(self.model.next_number(), receiver, self.model.day)
        self.changed("handover_offered", asked.duty, bumps=False)

    def _can_take(self, receiver: str) -> bool:
        """Whether a department exists today and holds no live assignment of the demand."""
        holders = {duty.department for duty in self.model.live}
        return self.model.exists(receiver) and receiver not in holders

    def accept(self, asked: Asked) -> None:
        """인수."""
        stage = self._offered("accept handover", asked, refused_too=False)
        unless(("NotAllowedNow", not self._can_take(self._receiver(asked.duty))))
        self._hand_over(asked.duty, stage)
        self.changed("handover_accepted", asked.duty)

    def refuse_offer(self, asked: Asked, *, reason: bool) -> None:
        """인수 불가: the offer waits for the coordinator."""
        self._offered("refuse handover", asked, refused_too=False)
        unless(("ValidationError", not reason))
        if asked.duty.offer:
            asked.duty.offer.refused = True
        self.changed("handover_refused", asked.duty, bumps=False)

    def cancel_offer(self, asked: Asked) -> None:
        """소관 변경 요청 취소."""
        self._offered("cancel handover", asked, refused_too=True)
        asked.duty.offer = None
        self.changed("handover_cancelled", asked.duty, bumps=False)

    def settle(self, asked: Asked, *, moves: bool, reason: bool) -> None:
        """소관 조정: of what was refused, or not answered in its days."""
        duty = asked.duty
        stage = self.begin("settle", asked, row="settle, it moves")
        offer = duty.offer
        ripe = offer and (offer.refused or self.model.working_days_since(offer.on) >= ANSWER_DAYS)
        unless(("NotAllowedNow", not ripe))
        unless(
            ("ValidationError", not reason),
            ("NotAllowedNow", moves and not self._can_take(self._receiver(duty))),
        )
        if moves:
            self._hand_over(duty, stage)
        duty.offer = None
        self.changed("handover_settled", duty)

    def _offered(self, act: str, asked: Asked, *, refused_too: bool) -> str:
        stage = self.begin(act, asked)
        offer = asked.duty.offer
        unless(("NotAllowedNow", offer is None or (offer.refused and not refused_too)))
        return stage

    def _receiver(self, duty: Duty) -> str:
        return duty.offer.receiver if duty.offer else ""

    def _hand_over(self, duty: Duty, stage: str) -> None:
        """The receiver takes it as it is; what waited at a gate was the giver's and goes back to its author."""
        if duty.stage == "assigned":
            duty.received_on = self.model.day
        duty.stage = stage
        if duty.waiting:
            duty.waiting.gate = ""
        duty.go_to(self._receiver(duty), self.model.day)
        duty.offer = None

    def move(self, asked: Asked, predecessor: str, *, reason: bool) -> None:
        """소관 이동 along the step of a reorganisation by which `predecessor` ended."""
        unless(("PermissionDenied", not any(asked.who.has(role) for role in ("secretariat", "coordinator"))))
        unless(("ValidationError", not reason))
        self.begin("move", asked)
        duty, (successor, day) = asked.duty, self.model.successors[predecessor]
        held_since = duty.tenures[-1][1]
        unless(
            ("NotAllowedNow", duty.department != predecessor),
            ("NotAllowedNow", day > self.model.day or held_since >= day),
            ("NotAllowedNow", successor in {other.department for other in self.model.live}),
        )
        duty.offer = None
        duty.go_to(successor, day)
        self.changed("moved", duty)

    def follow_renames(self, predecessor: str) -> None:
        """By night open work goes along a rename, its officer with it; what its successor holds already stays."""
        successor, day = self.model.successors[predecessor]
        holders = {duty.department for duty in self.model.live}
        if day > self.model.day or successor in holders:
            return
        for duty in self.model.duties.values():
            if duty.stage in OPEN and duty.department == predecessor and duty.tenures[-1][1] < day:
                duty.offer, named = None, duty.officer
                duty.go_to(successor, day)
                duty.officer = named
                self.changed("moved", duty)

    def remind(self, asked: Asked) -> None:
        """처리 촉구, once a day."""
        self.begin("remind", asked)
        unless(("NotAllowedNow", asked.duty.reminded_on == self.model.day))
        asked.duty.reminded_on = self.model.day
        self.changed("reminder_requested", asked.duty, bumps=False)

    def withdraw(self, asked: Asked, heir: Duty | None, *, reason: bool) -> None:
        """철회: what stands beside it lapses, and another one leads where it did."""
        stage = self.begin("withdraw", asked)
        duty = asked.duty
        others = [other for other in self.model.live if other is not duty]
        needs_heir = duty.lead and others
        unless(("ValidationError", not reason or (needs_heir and heir not in others)))
        self._end(duty, stage)
        if needs_heir and heir:
            self._lead(heir, leads=True)

    def withdraw_demand(self, who: Person, *, reason: bool) -> None:
        """철회 of the demand as a whole."""
        model = self.model
        unless(("PermissionDenied", not who.has("secretariat")))
        unless(("NotAllowedNow", model.withdrawn))
        unless(("ValidationError", not reason))
        model.tell("demand_withdrawn", "")
        for duty in model.live:
            self._end(duty, "withdrawn")
        model.withdrawn = True

    def _end(self, duty: Duty, stage: str) -> None:
        duty.stage, duty.request, duty.offer = stage, None, None
        if duty.waiting:
            duty.waiting.gate = ""
        self.changed("withdrawn", duty)

    def correct_demand(self, who: Person, version: int, *, reason: bool, other_text: bool) -> None:
        """정정: a new version of the text, and of every assignment that answers to it."""
        model = self.model
        unless(("PermissionDenied", not who.has("secretariat")))
        unless(("Stale", version != model.text_version))
        unless(("ValidationError", not reason or not other_text))
        model.text_version += 1
        if not model.live:
            model.tell("demand_corrected", "")
        for duty in model.live:
            self.changed("demand_corrected", duty)
