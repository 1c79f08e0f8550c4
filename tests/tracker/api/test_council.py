"""What the council's people do by the API: check, give an opinion, reopen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from audits.models import Committee, Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.api.conftest import Answer, Caller, problem, tag
from tracker.models import Assignment, Decision, DueDateMove, Meeting, Opinion, Verification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Seated = Callable[[User], Caller]


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def claimed(department: Department, committee: Committee) -> Assignment:
    """A claim that waits, past its due date."""
    demand = make_demand(make_audit(committee=committee))
    return assign(demand, department, Status.COMPLETED, due=_in(-3))


@pytest.fixture
def decision(claimed: Assignment, committee: Committee) -> Decision:
    """What the committee decided about the demand."""
    meeting = Meeting.objects.create(committee=committee, held_on=_in(-1))
    return Decision.objects.create(meeting=meeting, demand=claimed.demand, conclusion="contradicted")


@pytest.fixture
def caller(secretariat: User, seated: Seated) -> Caller:
    """Somebody of the secretariat."""
    return seated(secretariat)


def _claim(row: Assignment) -> int:
    return row.updates.latest("number").pk


def _check(caller: Caller, row: Assignment, verdict: str, **rest: object) -> Answer:
    body = {"verdict": verdict, "update": _claim(row)} | rest
    return caller.post(f"assignments/{row.pk}/verification/", body, If_Match=tag(row))


def test_a_confirmed_claim_is_answered_closed_at_its_new_version(claimed: Assignment, caller: Caller) -> None:
    answer = _check(caller, claimed, "confirmed")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["stage"], told["status"], told["verification"]) == ("closed", "completed", "confirmed")
    assert answer.headers["ETag"] == tag(claimed) == f'"a{claimed.pk}-v2"'


def test_a_returned_claim_may_have_a_later_due_date(claimed: Assignment, caller: Caller) -> None:
    told = _check(caller, claimed, "insufficient", reason="실적 없음", due_date=_in(30).isoformat()).json()
    assert (told["stage"], told["status"], told["due_date"]) == ("returned", "completed", str(_in(30)))
    assert DueDateMove.objects.get().reason == "실적 없음"
    kinds = Event.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["returned", "extension_granted"]


def test_what_an_extension_rests_on_may_have_words_of_its_own(claimed: Assignment, caller: Caller) -> None:
    words = {"reason": "실적 없음", "extension_reason": "점검에 한 달이 걸림"}
    _check(caller, claimed, "insufficient", due_date=_in(30).isoformat(), **words)
    assert DueDateMove.objects.get().reason == "점검에 한 달이 걸림"


@pytest.mark.parametrize(
    ("verdict", "fields"),
    [("insufficient", ["reason"]), ("contradicted", ["decision", "found"]), ("none", ["verdict"])],
)
def test_what_is_missing_is_told_by_its_field(
    verdict: str, fields: list[str], claimed: Assignment, caller: Caller
) -> None:
    told = problem(_check(caller, claimed, verdict), 400)
    assert sorted(told["errors"]) == fields
    assert not Verification.objects.exists()


def test_a_contradiction_names_the_committees_decision(
    claimed: Assignment, decision: Decision, caller: Caller
) -> None:
    words = {"reason": "다시 보고할 것", "found": "점검하지 않음"}
    answer = _check(caller, claimed, "contradicted", decision=decision.pk, **words)
    assert answer.json()["verification"] == "contradicted"
    assert Verification.objects.get().decision == decision


def test_another_report_than_the_newest_is_stale_though_the_version_is_right(
    claimed: Assignment, caller: Caller
) -> None:
    older = _claim(claimed)
    report(claimed, Status.COMPLETED, number=2)
    assert problem(_check(caller, claimed, "confirmed", update=older), 412)["version"] == 1
    assert not Verification.objects.exists()


def test_another_version_than_the_present_one_is_stale(claimed: Assignment, caller: Caller) -> None:
    body = {"verdict": "confirmed", "update": _claim(claimed)}
    answer = caller.post(f"assignments/{claimed.pk}/verification/", body, If_Match=f'"a{claimed.pk}-v9"')
    problem(answer, 412)


def test_a_verdict_says_which_version_it_saw(claimed: Assignment, caller: Caller) -> None:
    body = {"verdict": "confirmed", "update": _claim(claimed)}
    problem(caller.post(f"assignments/{claimed.pk}/verification/", body), 428)


def test_a_departments_system_checks_nothing(claimed: Assignment, system: Caller) -> None:
    problem(_check(system, claimed, "confirmed"), 403)


def test_another_committees_clerk_does_not_find_it(
    claimed: Assignment, other_clerk: User, seated: Seated
) -> None:
    problem(_check(seated(other_clerk), claimed, "confirmed"), 404)


def test_who_wrote_a_claim_is_refused_as_the_same_person(
    claimed: Assignment, clerk: User, seated: Seated
) -> None:
    with as_owner():
        claimed.updates.update(author=clerk)
    problem(_check(seated(clerk), claimed, "confirmed"), 409)


def test_a_verdict_sent_twice_with_one_key_is_given_once(claimed: Assignment, caller: Caller) -> None:
    body, before = {"verdict": "confirmed", "update": _claim(claimed)}, tag(claimed)
    answers = [
        caller.post(
            f"assignments/{claimed.pk}/verification/", body, If_Match=before, Idempotency_Key="one"
        ).json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Verification.objects.count() == 1


def test_an_opinion_needs_no_version_and_changes_none(claimed: Assignment, caller: Caller) -> None:
    body = {"update": _claim(claimed), "view": "needs_more", "words": "실적이 보이지 않음"}
    answer = caller.post(f"assignments/{claimed.pk}/opinion/", body)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert Opinion.objects.get().words == "실적이 보이지 않음"


def test_a_closed_assignment_is_reopened_with_a_reason(
    claimed: Assignment, decision: Decision, caller: Caller
) -> None:
    _check(caller, claimed, "confirmed")
    path = f"assignments/{claimed.pk}/reopen/"
    problem(caller.post(path, {}, If_Match=tag(claimed)), 400)
    body = {"reason": "제보가 들어옴", "decision": decision.pk, "due_date": _in(14).isoformat()}
    told = caller.post(path, body, If_Match=tag(claimed)).json()
    assert (told["stage"], told["verification"], told["due_date"]) == ("returned", "none", str(_in(14)))


def test_what_still_waits_cannot_be_reopened(claimed: Assignment, caller: Caller) -> None:
    path = f"assignments/{claimed.pk}/reopen/"
    problem(caller.post(path, {"reason": "제보"}, If_Match=tag(claimed)), 409)
