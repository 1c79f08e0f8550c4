"""What is sent through each door: plausible, so that whoever may is not stopped by a slip of the pen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from tests.rights.world import Subject, World

Body = Callable[[World, Subject, str], Any]
WORDS: Final = {
    "status": "in_progress",
    "actions_taken": "- 설명회 개최",
    "plan": "- 정비",
    "planned_until": "2099-06-30",
}


def nothing(_world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    """Nothing has to be said."""
    return {}


def said(**words: Any) -> Body:
    """The same for everybody."""
    return lambda _world, _subject, _who: words


def _colleague(world: World, subject: Subject, who: str) -> Mapping[str, Any]:
    """Somebody else of the department."""
    ours = subject.department == world.departments["ours"].pk
    staff = ("author", "officer") if ours else ("other_officer", "other_head")
    return {"officer": next(world.people[name].pk for name in staff if name != who)}


def _oneself(world: World, _subject: Subject, who: str) -> Mapping[str, Any]:
    return {"officer": world.people.get(who, world.people["officer"]).pk}


def receipts(_world: World, subject: Subject, _who: str) -> Mapping[str, Any]:
    """The form of several receipts, with one."""
    return {"pk": subject.pk}


def many_reports(_world: World, subject: Subject, _who: str) -> list[Mapping[str, Any]]:
    """Several reports at once, one of them."""
    return [{"id": subject.pk, "version": subject.version, **WORDS}]


def _decided(world: World, subject: Subject, **words: Any) -> Mapping[str, Any]:
    return {"reason": "자료 부족", "decision": subject.decision, **words}


Acts = tuple[tuple[str, Body], ...]
WHY: Final = said(reason="업무가 바뀜")


def _verdict(verdict: str, **more: Any) -> Body:
    return lambda world, subject, _who: _decided(
        world, subject, verdict=verdict, update=subject.update, **more
    )


def _letter(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"on": str(world.on), "number": "기획-1"}


def _paper(world: World, subject: Subject, who: str) -> Mapping[str, Any]:
    return {**_letter(world, subject, who), "reported_on": str(world.on), **WORDS}


def _later(name: str, **more: Any) -> Body:
    """A day long after every due date, with words; that offices may rest on it was told."""

    def body(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
        day = str(world.on + timedelta(days=90))
        return {name: day, "reason": "예산 편성", **dict.fromkeys(more, day)}

    return body


def _day(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"due_date": str(world.on + timedelta(days=90))}


def _of(name: str, attribute: str, **more: Any) -> Body:
    """The id that a page keeps in a hidden field, and what was typed."""
    return lambda _world, subject, _who: {name: getattr(subject, attribute), **more}


def _grant_form(world: World, subject: Subject, who: str) -> Mapping[str, Any]:
    return {**_later("due_date", told="")(world, subject, who), "request": subject.request}


def _receiver(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"receiver": world.departments["before"].pk, "reason": "업무 이관"}


def _step(name: str) -> Body:
    return lambda world, _subject, _who: {name: world.succession, "reason": "업무 이관"}


def _opinion(_world: World, subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"update": subject.update, "view": "adequate", "words": "적정함"}


# What a page or an endpoint is sent, by its name and for each act that it is the way to.
VERDICTS: Final[Acts] = (
    ("confirm", _verdict("confirmed")),
    ("return", _verdict("insufficient")),
    ("contradict", _verdict("contradicted", found="공사가 끝나지 않음")),
)
FORMS: Final[Mapping[str, Acts]] = {
    "officer": (("name_officer", _colleague),),
    "officer-oneself": (("name_oneself", nothing),),
    "lead": (("name_lead", nothing),),
    "move": (("move", _step("step")),),
    "evidence": (("add_evidence", said(evidence="정보-78")),),
    "evidence-removal": (("remove_evidence", _of("piece", "evidence", reason="잘못 붙임")),),
    "reminder": (("remind", nothing),),
    "withdrawal": (("withdraw", WHY),),
    "verification": VERDICTS,
    "opinion": (("record_opinion", said(view="adequate", words="적정함")),),
    "reopen": (("reopen", WHY),),
    "approve": (("approve", nothing),),
    "approve-by-number": (("approve_by_number", said(document_number="정보-77")),),
    "submit": (("submit", _letter),),
    "send-back": (("send_back", WHY),),
    "from-paper": (("report_from_paper", _paper),),
    "request-extension": (("request_extension", _later("wanted")),),
    "cancel-request": (("cancel_request", _of("request", "request")),),
    "grant-extension": (("grant", _grant_form),),
    "refuse-extension": (("refuse", _of("request", "request", reason="기한 안에 가능")),),
    "extend": (("grant_unasked", _later("due_date", told="")),),
    "due-date": (("set_first_due_date", _later("due_date", told="")),),
    "calendar": (("adjust_calendar", nothing),),
    "offer-handover": (("offer_handover", _receiver),),
    "accept-handover": (("accept_handover", _of("offer", "handover")),),
    "refuse-handover": (("refuse_handover", _of("offer", "handover", reason="소관 아님")),),
    "cancel-handover": (("cancel_handover", _of("offer", "handover")),),
    "settle-handover": (("settle_handover", _of("offer", "handover", decision="stays", reason="조정 결과")),),
}
REPORT_FORMS: Final[Mapping[str, Body]] = {
    "report": said(act="send", **WORDS),
    "report/draft": said(**WORDS),
    "report/no-change": nothing,
}
ENDPOINTS: Final[Mapping[str, Acts]] = {
    "api_progress": (("report", said(**WORDS)),),
    "api_receipt": (("receive", nothing),),
    "api_officer": (("name_officer", _colleague), ("name_oneself", _oneself)),
    "api_lead": (("name_lead", nothing),),
    "api_move": (("move", _step("succession")),),
    "api_add_evidence": (("add_evidence", said(evidence=[{"document_number": "정보-78"}])),),
    "api_remove_evidence": (("remove_evidence", said(reason="잘못 붙임")),),
    "api_reminder": (("remind", nothing),),
    "api_withdrawal": (("withdraw", WHY),),
    "api_verification": VERDICTS,
    "api_opinion": (("record_opinion", _opinion),),
    "api_reopen": (("reopen", WHY),),
    "api_approval": (("approve", nothing), ("approve_by_number", said(document_number="정보-77"))),
    "api_send_back": (("send_back", WHY),),
    "api_submission": (("submit", _letter),),
    "api_due_date": (("set_first_due_date", _day), ("adjust_calendar", said(calendar=True))),
    "api_extend": (("grant_unasked", _later("due_date")),),
    "api_request_extension": (("request_extension", _later("wanted")),),
    "api_decide_extension": (
        ("grant", lambda world, subject, who: {"grant": True, **_day(world, subject, who)}),
        ("refuse", said(grant=False, reason="기한 안에 가능")),
    ),
    "api_cancel_extension": (("cancel_request", nothing),),
    "api_offer_handover": (("offer_handover", _receiver),),
    "api_accept_handover": (("accept_handover", nothing),),
    "api_refuse_handover": (("refuse_handover", said(reason="소관 아님")),),
    "api_cancel_handover": (("cancel_handover", nothing),),
    "api_settle_handover": (("settle_handover", said(moves=False, reason="조정 결과")),),
}
