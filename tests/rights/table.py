"""Who may do what, as the law says it (lifecycle.md §4, product.md rule 8), never as the code does.

Letters: S secretariat · C clerk of the committee that follows up · K coordinator · O officer, H head of the
department that holds the assignment · T:scope its token · o h officer, head of the department that it is offered
to · V councillor · A administrator · * everybody signed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

OURS: Final = "ours"
THEIRS: Final = "theirs"
BEFORE: Final = "before"
ASKED: Final = "asked"
HEADLESS: Final = "headless"
DEPARTMENTS: Final = (OURS, THEIRS, BEFORE, ASKED, HEADLESS)
COMMITTEES: Final = (OURS, THEIRS)


class Outcome(StrEnum):
    """What somebody meets at a door."""

    SIGN_IN = "has to sign in"
    UNKNOWN = "finds nothing"
    REFUSED = "is refused"
    LET_IN = "is let in"


@dataclass(frozen=True)
class Seat:
    """A role, and the department or committee it is held for; a token's scopes."""

    role: str
    at: str = ""
    scopes: tuple[str, ...] = ()


ALL_SCOPES: Final = ("read", "report:write", "evidence:write", "extension:write")

PEOPLE: Final[Mapping[str, tuple[Seat, ...]]] = {
    "secretariat": (Seat("secretariat"),),
    "clerk": (Seat("clerk", OURS),),
    "other_clerk": (Seat("clerk", THEIRS),),
    "coordinator": (Seat("coordinator"),),
    "officer": (Seat("officer", OURS),),
    "head": (Seat("head", OURS),),
    "other_officer": (Seat("officer", THEIRS),),
    "other_head": (Seat("head", THEIRS),),
    "former_officer": (Seat("officer", BEFORE),),
    "asked_officer": (Seat("officer", ASKED),),
    "asked_head": (Seat("head", ASKED),),
    "councillor": (Seat("councillor"),),
    "administrator": (Seat("sysadmin"),),
    "nobody": (),
    "officer_and_clerk": (Seat("officer", OURS), Seat("clerk", THEIRS)),
    "head_elsewhere": (Seat("officer", OURS), Seat("head", THEIRS)),
    "coordinator_and_head": (Seat("coordinator"), Seat("head", OURS)),
}
SYSTEMS: Final[Mapping[str, Seat]] = {
    "system": Seat("token", OURS, ALL_SCOPES),
    "reading_system": Seat("token", OURS, ("read",)),
    "reporting_system": Seat("token", OURS, ("report:write",)),
    "evidence_system": Seat("token", OURS, ("evidence:write",)),
    "extension_system": Seat("token", OURS, ("extension:write",)),
    "other_system": Seat("token", THEIRS, ALL_SCOPES),
    "former_system": Seat("token", BEFORE, ALL_SCOPES),
    "asked_system": Seat("token", ASKED, ALL_SCOPES),
}


@dataclass(frozen=True)
class Place:
    """Whose an assignment is: who follows it up, holds it, held it, is always asked to take it over."""

    committee: str
    holder: str
    former: str = ""
    receiver: str = ""


PLACES: Final[Mapping[str, Place]] = {
    "own": Place(OURS, OURS, former=BEFORE),
    "former": Place(OURS, THEIRS, former=OURS),
    "offered": Place(OURS, THEIRS, receiver=OURS),
    "other department": Place(OURS, THEIRS),
    "other committee": Place(THEIRS, THEIRS),
    "without a head": Place(OURS, HEADLESS),
}


@dataclass(frozen=True)
class Situation:
    """Stage of an assignment and what stands beside it."""

    stage: str
    gate: str = ""
    asked: bool = False
    offer: str = ""
    dated: bool = True
    holiday: bool = False

    @property
    def outstanding(self) -> bool:
        """Whether the department owes something."""
        return self.stage in {"assigned", "working", "returned"}


STAGES: Final = ("assigned", "working", "returned", "claimed", "closed", "withdrawn")
SITUATIONS: Final[Mapping[str, Situation]] = {stage: Situation(stage) for stage in STAGES} | {
    "awaits the head": Situation("working", gate="head"),
    "awaits the coordinator": Situation("working", gate="coordinator"),
    "more time asked": Situation("working", asked=True),
    "offer open": Situation("working", offer="offered"),
    "offer refused": Situation("working", offer="refused"),
    "undated": Situation("working", dated=False),
    "due on a holiday": Situation("working", holiday=True),
}


@dataclass(frozen=True)
class Row:
    """One act on an assignment: who, and where it is at home."""

    who: str
    home: tuple[str, ...]


ON_AN_ASSIGNMENT: Final[Mapping[str, Row]] = {
    "receive": Row("O H T:report:write", ("assigned",)),
    "name_officer": Row("H K", ("working",)),
    "name_oneself": Row("O H", ("working",)),
    "name_lead": Row("K", ("working",)),
    "report": Row("O H T:report:write", ("working",)),
    "report_from_paper": Row("S", ("working",)),
    "add_evidence": Row("O H S T:evidence:write", ("working",)),
    "remove_evidence": Row("O H", ("working",)),
    "approve": Row("H K", ("awaits the head",)),
    "approve_by_number": Row("O H K", ("awaits the head",)),
    "send_back": Row("H K", ("awaits the head", "awaits the coordinator")),
    "submit": Row("K", ("awaits the coordinator",)),
    "confirm": Row("S C", ("claimed",)),
    "return": Row("S C", ("claimed",)),
    "contradict": Row("S C", ("claimed",)),
    "record_opinion": Row("S C", ("claimed",)),
    "reopen": Row("S C", ("closed",)),
    "request_extension": Row("O H T:extension:write", ("working",)),
    "cancel_request": Row("O H T:extension:write", ("more time asked",)),
    "grant": Row("S C", ("more time asked",)),
    "grant_unasked": Row("S", ("working",)),
    "refuse": Row("S C", ("more time asked",)),
    "adjust_calendar": Row("S", ("due on a holiday",)),
    "set_first_due_date": Row("S C", ("undated",)),
    "offer_handover": Row("O H K", ("working",)),
    "accept_handover": Row("o h", ("offer open",)),
    "refuse_handover": Row("o h", ("offer open",)),
    "cancel_handover": Row("O H K", ("offer open", "offer refused")),
    "settle_handover": Row("K", ("offer refused",)),
    "move": Row("S K", ("working",)),
    "remind": Row("S C K", ("working",)),
    "withdraw": Row("S", ("working",)),
}
# Acts on an audit, a demand or a committee, and what one may read: who alone.
ELSEWHERE: Final[Mapping[str, str]] = {
    "set_up_audit": "S C",
    "log_demand": "S C",
    "transmit": "S",
    "import_published": "S C",
    "assign": "K",
    "set_later_due_date": "S C",
    "correct_demand": "S",
    "mark_priority": "S C",
    "record_meeting": "S C",
    "read_demands": "S C K O H V T:read",
    "see_council_facts": "S C V",
    "see_doubts": "S C K O H",
    "send_files": "O H S T:report:write T:evidence:write",
    "verify": "S C",
    "take_forms": "K O H",
    "manage_people": "A",
    "import_report": "S C",
    "see_organisation": "*",
    "manage_tokens": "A",
    "change_office": "A",
    "manage_holidays": "A S",
    "keep_words": "S",
    "set_up": "A",
    "see_access_record": "A",
    "see_ledger": "S",
    "resolve_mail": "S",
    "hear_of_silence": "S A",
    "see_who_was_told": "S C K O H",
    "see_mail_samples": "S K",
    "set_ladder": "S K",
    "set_mail_preference": "*",
    "take_urge_letter": "S K",
    "read_own_mail": "*",
    "see_outbox": "*",
    "verify_record": "S A",
    "take_record": "S",
    "record_succession": "S K",
    "keep_departments": "A S K",
    "keep_committees": "A S",
    "post_people": "A H",
    "name_deputy": "A H O",
    "open_round": "K",
    "close_round": "K",
    "change_committee": "S",
    "freeze_report": "S C K",
    "publish": "S",
    "decide_repeat": "S C",
    "read_result_report": "S C K",
    "read_inspection_report": "S C",
    "read_meetings": "S C V",
    "read_reports": "S C K V",
    "follow_own_demands": "V",
}
# What whoever sees a thing may look at by role alone: what they find there is their own part of it.
OF_WHOEVER_SEES: Final = frozenset({"see_who_was_told"})
# Acts for whom the gate decides that a report waits at, and who may beside its keeper.
AT_A_GATE: Final[Mapping[str, frozenset[str]]] = {
    "approve": frozenset(),
    "approve_by_number": frozenset("OH"),
    "send_back": frozenset(),
    "submit": frozenset(),
}
PLAIN: Final = {"secretariat": "S", "coordinator": "K", "councillor": "V", "sysadmin": "A"}


def seats(who: str) -> tuple[Seat, ...]:
    """What somebody of the table is."""
    return (SYSTEMS[who],) if who in SYSTEMS else PEOPLE[who]


def possible(place: Place, situation: Situation) -> bool:
    """Whether an assignment can stand so: one offer at a time, and only of what is owed."""
    return not place.receiver or (situation.outstanding and not situation.offer)


def offered_to(place: Place, situation: Situation) -> str:
    """The department that is asked to take it over; empty: none."""
    return place.receiver or (ASKED if situation.offer else "")


def letters(who: str, place: Place, situation: Situation) -> frozenset[str]:
    """What somebody is to an assignment."""
    return frozenset(letter for seat in seats(who) for letter in _letters(seat, place, situation))


def _letters(seat: Seat, place: Place, situation: Situation) -> Iterator[str]:
    if seat.role in PLAIN:
        yield PLAIN[seat.role]
    if seat.role == "clerk" and seat.at == place.committee:
        yield "C"
    if seat.role == "token" and seat.at == place.holder:
        yield from (f"T:{scope}" for scope in seat.scopes)
    if seat.role in {"officer", "head"}:
        if seat.at == place.holder:
            yield seat.role[0].upper()
        if seat.at == offered_to(place, situation):
            yield seat.role[0]


def sees(who: str, place: Place, situation: Situation) -> bool:
    """Whether the assignment is there for somebody at all (product.md rule 8)."""
    theirs = {place.holder, place.former, offered_to(place, situation)} - {""}
    return any(
        seat.role in {"secretariat", "coordinator", "councillor"}
        or (seat.role == "clerk" and seat.at == place.committee)
        or (seat.role in {"officer", "head", "token"} and seat.at in theirs)
        for seat in seats(who)
    )


def sees_audit(who: str, committee: str, *, sent: bool = True) -> bool:
    """Whether somebody sees an audit: through one of its demands, of which an unsent one has none to hold."""
    standing = [
        (place, situation)
        for place in PLACES.values()
        for situation in SITUATIONS.values()
        if sent and place.committee == committee and possible(place, situation)
    ]
    follows = any(
        seat.role in {"secretariat", "coordinator", "councillor"} or seat == Seat("clerk", committee)
        for seat in seats(who)
    )
    return follows or any(sees(who, place, situation) for place, situation in standing)


def outcome(who: str, act: str, place: Place, situation: Situation) -> Outcome:
    """What somebody meets who wants to do an act on an assignment."""
    if not seats(who):
        return Outcome.SIGN_IN
    if not sees(who, place, situation):
        return Outcome.UNKNOWN
    allowed = frozenset(ON_AN_ASSIGNMENT[act].who.split())
    if situation.gate and act in AT_A_GATE:
        allowed = AT_A_GATE[act] | _keepers(place, situation)
    return Outcome.LET_IN if allowed & letters(who, place, situation) else Outcome.REFUSED


def _keepers(place: Place, situation: Situation) -> frozenset[str]:
    """Who decides at the gate where a report waits: the head, for want of one the coordinator, as at the second."""
    return frozenset("H" if situation.gate == "head" and place.holder != HEADLESS else "K")


def may(who: str, row: str) -> bool:
    """Whether somebody may do or read what stands in `ELSEWHERE`, for something of their own."""
    held = {PLAIN.get(seat.role, "") for seat in seats(who)}
    held |= {seat.role[0].upper() for seat in seats(who) if seat.role in {"clerk", "officer", "head"}}
    held |= {f"T:{scope}" for seat in seats(who) for scope in seat.scopes}
    return bool(held & set(row.split())) or (row == "*" and who in PEOPLE and who != "nobody")


def concerns(who: str, row: str, place: Place) -> bool:
    """Whether it is somebody's to do about this very thing."""
    return bool(letters(who, place, SITUATIONS["working"]) & set(row.split()))
