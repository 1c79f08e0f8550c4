"""Who answers for an assignment: officers, lead, handover, reorganisation, withdrawal."""

from __future__ import annotations

from tests.lifecycle.machine import EITHER, MOSTLY, SEEN, WHICH, Walk, people, trying
from tests.lifecycle.town import DEPARTMENTS, DUTIES
from tests.lifecycle.walks.words import COORDINATOR, DEPARTMENT, RECEIVER, SECRETARIAT, reason
from tracker.actions import hand_over
from tracker.actions.move import follow_successions, move
from tracker.actions.name_lead import name_lead
from tracker.actions.name_officer import name_officer
from tracker.actions.remind import remind
from tracker.actions.settle_handover import settle
from tracker.actions.withdraw import withdraw, withdraw_demand

RENAMED = "c"


class Owning(Walk):
    """Acts on who answers."""

    @trying(
        "name officer", which=WHICH, who=people("its officer", "its head", "coordinator"), officer=DEPARTMENT
    )
    def name_officer(self, who: str, officer: str, which: str) -> None:
        """담당자 지정."""
        asked = self.asked("name officer", who, which)
        named = self.somebody(officer, asked.duty)
        self.act(
            "name officer",
            lambda: self.law.name_officer(asked, named),
            lambda: name_officer(self.pk(asked), self.town.people[named.name].pk, by=self.by(asked)),
        )

    @trying("name lead", which=WHICH, who=COORDINATOR, seen=SEEN)
    def name_lead(self, who: str, which: str, seen: int) -> None:
        """주관부서 지정."""
        asked = self.asked("name lead", who, which, seen)
        self.act(
            "name lead",
            lambda: self.law.name_lead(asked),
            lambda: name_lead(self.pk(asked), version=asked.version, by=self.by(asked)),
        )

    @trying("offer handover", which=WHICH, who=DEPARTMENT, receiver=(*DEPARTMENTS, *"dddd"), given=MOSTLY)
    def offer(self, who: str, which: str, receiver: str, given: bool) -> None:
        """소관 변경 요청."""
        asked = self.asked("offer handover", who, which)
        to = self.town.departments[receiver].pk
        self.act(
            "offer handover",
            lambda: self.law.offer(asked, receiver, reason=given),
            lambda: hand_over.offer(self.pk(asked), to, reason=reason(given), by=self.by(asked)),
        )

    @trying("accept handover", which=WHICH, who=RECEIVER, seen=SEEN)
    def accept(self, who: str, which: str, seen: int) -> None:
        """인수."""
        asked = self.asked("accept handover", who, which, seen)
        if offer := self.handover(asked):
            self.act(
                "accept handover",
                lambda: self.law.accept(asked),
                lambda: hand_over.accept(offer, version=asked.version, by=self.by(asked)),
            )

    @trying("refuse handover", which=WHICH, who=RECEIVER, given=MOSTLY)
    def refuse_offer(self, who: str, which: str, given: bool) -> None:
        """인수 불가."""
        asked = self.asked("refuse handover", who, which)
        if offer := self.handover(asked):
            self.act(
                "refuse handover",
                lambda: self.law.refuse_offer(asked, reason=given),
                lambda: hand_over.refuse_offer(offer, reason=reason(given), by=self.by(asked)),
            )

    @trying("cancel handover", which=WHICH, who=DEPARTMENT)
    def cancel_offer(self, who: str, which: str) -> None:
        """소관 변경 요청 취소."""
        asked = self.asked("cancel handover", who, which)
        if offer := self.handover(asked):
            self.act(
                "cancel handover",
                lambda: self.law.cancel_offer(asked),
                lambda: hand_over.cancel_offer(offer, by=self.by(asked)),
            )

    @trying("settle, it moves", which=WHICH, who=COORDINATOR, seen=SEEN, moves=EITHER, given=MOSTLY)
    def settle(self, who: str, which: str, seen: int, moves: bool, given: bool) -> None:
        """소관 조정."""
        asked = self.asked("settle, it moves", who, which, seen)
        if offer := self.handover(asked):
            self.act(
                "settle",
                lambda: self.law.settle(asked, moves=moves, reason=given),
                lambda: settle(
                    offer, moves=moves, reason=reason(given), version=asked.version, by=self.by(asked)
                ),
            )

    @trying(
        "move",
        which=WHICH,
        who=people("secretariat", "coordinator"),
        step="aaac",
        given=MOSTLY,
    )
    def move(self, who: str, which: str, step: str, given: bool) -> None:
        """소관 이동 by a person."""
        asked = self.asked("move", who, which)
        self.act(
            "move",
            lambda: self.law.move(asked, step, reason=given),
            lambda: move(
                self.pk(asked), self.town.successions[step], by=self.by(asked), reason=reason(given)
            ),
        )

    @trying("follow successions")
    def the_night_follows_renames(self) -> None:
        """소관 이동 by rule."""
        self.act(
            "follow successions",
            lambda: self.law.follow_renames(RENAMED),
            lambda: follow_successions(on=self.model.day),
        )

    @trying("remind", which=WHICH, who=people("secretariat", "clerk", "coordinator"))
    def remind(self, who: str, which: str) -> None:
        """처리 촉구."""
        asked = self.asked("remind", who, which)
        self.act("remind", lambda: self.law.remind(asked), lambda: remind(self.pk(asked), by=self.by(asked)))

    @trying(
        "withdraw",
        which=WHICH,
        who=SECRETARIAT,
        seen=SEEN,
        heir=["", *sorted(DUTIES)],
        given=MOSTLY,
        really=EITHER,
    )
    def withdraw(self, who: str, which: str, seen: int, heir: str, given: bool, really: bool) -> None:
        """철회 of one; seldom, because nothing comes after it."""
        asked = self.asked("withdraw", who, which, seen)
        self.act(
            "withdraw",
            lambda: self.law.withdraw(asked, self.model.duties.get(heir), reason=given and really),
            lambda: withdraw(
                self.pk(asked),
                reason=reason(given and really),
                version=asked.version,
                by=self.by(asked),
                new_lead_id=self.town.duties.get(heir),
            ),
        )

    @trying("withdraw demand", who=people("secretariat"), given=MOSTLY, really=EITHER)
    def withdraw_demand(self, who: str, given: bool, really: bool) -> None:
        """철회 of the whole; seldom, too."""
        person, by = self.model.today(who), self.town.by(who, self.model.day)
        self.act(
            "withdraw demand",
            lambda: self.law.withdraw_demand(person, reason=given and really),
            lambda: withdraw_demand(self.town.demand.pk, reason=reason(given and really), by=by),
        )
