"""The council checks a closing report: confirmed, returned, contradicted, reopened; opinions beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, SamePerson, Stale
from audits.gates import Gate
from audits.models import Committee, Department, Event, Membership, Role, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO, TODAY
from tests.factories import assign, make_audit, make_demand, report
from tracker.actions.evidence import Piece
from tracker.actions.extension import Extension
from tracker.actions.letter import Letter
from tracker.actions.meetings import record_decision, record_meeting
from tracker.actions.opinion import record_opinion
from tracker.actions.reopen import reopen
from tracker.actions.report import Words, report_from_paper, report_progress
from tracker.actions.verify import confirm, contradict, return_claim
from tracker.models import (
    Assignment,
    Decision,
    DueDateMove,
    FollowUp,
    Ground,
    Opinion,
    Passage,
    ProgressUpdate,
    ReportDraft,
    Source,
    Stage,
    Verdict,
    Verification,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
DUE = date(2026, 11, 13)
DONE = Words(
    status="completed", actions_taken="- 점검을 마침", evidence=[Piece(document_number="정보정책과-12")]
)
WHY = "실적을 증빙자료로 내 주십시오."


@pytest.fixture
def given(department: Department, committee: Committee) -> Assignment:
    demand = make_demand(make_audit(committee=committee))
    return assign(demand, department, Status.NOT_REPORTED, due=DUE, lead=True)


@pytest.fixture
def claim(given: Assignment, officer: User, as_viewer: AsViewer) -> ProgressUpdate:
    return report_progress(given.pk, DONE, version=1, by=as_viewer(officer))


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


@pytest.fixture
def decision(given: Assignment, committee: Committee, council: Viewer) -> Decision:
    """What the committee decided about the demand on the day before."""
    meeting = record_meeting(committee.pk, date(2026, 11, 19), name="", minutes_reference="", by=council)
    return record_decision(meeting.pk, given.demand_id, conclusion="contradicted", words="", by=council)


def _now(assignment: Assignment) -> Assignment:
    assignment.refresh_from_db()
    return assignment


def _kinds() -> list[str]:
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def _confirm(claim: ProgressUpdate, by: Viewer) -> Verification:
    return confirm(claim.assignment_id, update_id=claim.pk, version=None, by=by)


def _return(claim: ProgressUpdate, by: Viewer, extension: Extension | None = None) -> Verification:
    return return_claim(
        claim.assignment_id, update_id=claim.pk, version=None, reason=WHY, by=by, extension=extension
    )


def _contradict(
    claim: ProgressUpdate, by: Viewer, decision: Decision | None, found: str = "점검한 적이 없음"
) -> Verification:
    return contradict(
        claim.assignment_id,
        update_id=claim.pk,
        version=None,
        reason=WHY,
        found=found,
        decision_id=decision.pk if decision else None,
        by=by,
    )


def test_a_confirmed_claim_closes_the_assignment(claim: ProgressUpdate, council: Viewer) -> None:
    kept = _confirm(claim, council)
    row = _now(claim.assignment)
    assert (row.stage, row.verification, row.version) == (Stage.CLOSED, Verdict.CONFIRMED, 3)
    assert (kept.update, kept.verdict, kept.by, kept.on) == (claim, "confirmed", council.user, TODAY)
    assert FollowUp.objects.get(demand=row.demand_id).verification == Verdict.CONFIRMED
    assert _kinds()[-1] == "verified"


def test_the_committees_clerk_confirms_and_another_ones_does_not_see_it(
    claim: ProgressUpdate, clerk: User, other_clerk: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(NotVisible):
        _confirm(claim, as_viewer(other_clerk))
    _confirm(claim, as_viewer(clerk))
    assert _now(claim.assignment).stage == Stage.CLOSED


@pytest.mark.parametrize("who", ["coordinator", "head", "councillor"])
def test_nobody_but_the_council_confirms(
    who: str, claim: ProgressUpdate, as_viewer: AsViewer, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        _confirm(claim, as_viewer(request.getfixturevalue(who)))


def test_a_returned_claim_is_overdue_from_its_due_date_on_at_once(
    claim: ProgressUpdate, council: Viewer
) -> None:
    assert not Assignment.objects.overdue(TODAY).exists()
    _return(claim, council)
    row = _now(claim.assignment)
    assert (row.stage, row.verification) == (Stage.RETURNED, Verdict.INSUFFICIENT)
    assert Assignment.objects.overdue(TODAY).get() == row
    assert _kinds()[-1] == "returned"


def test_the_words_of_a_verdict_are_kept_and_the_record_has_only_their_hash(
    claim: ProgressUpdate, council: Viewer
) -> None:
    kept = _return(claim, council)
    text = Event.objects.latest("number").text
    assert kept.reason == WHY
    assert [row[:2] for row in json.loads(text)["rows"]] == [["verification", kept.pk]]
    assert "증빙" not in text


def test_a_claim_is_not_returned_without_a_reason(claim: ProgressUpdate, council: Viewer) -> None:
    with pytest.raises(ValidationError) as refused:
        return_claim(claim.assignment_id, update_id=claim.pk, version=None, reason=" ", by=council)
    assert list(refused.value.message_dict) == ["reason"]
    assert _now(claim.assignment).stage == Stage.CLAIMED


def test_a_contradiction_rests_on_what_was_found_and_on_the_committees_decision(
    claim: ProgressUpdate, decision: Decision, council: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        _contradict(claim, council, None, found="")
    assert set(refused.value.message_dict) == {"found", "decision"}
    kept = _contradict(claim, council, decision)
    row = _now(claim.assignment)
    assert (row.stage, row.verification) == (Stage.RETURNED, Verdict.CONTRADICTED)
    assert (kept.found, kept.decision) == ("점검한 적이 없음", decision)
    assert json.loads(Event.objects.latest("number").text)["facts"]["decision"] == decision.pk


def test_a_decision_about_another_demand_cannot_be_named(
    claim: ProgressUpdate, decision: Decision, council: Viewer
) -> None:
    other = make_demand(claim.assignment.demand.audit, 2)
    about_other = record_decision(
        decision.meeting_id, other.pk, conclusion="contradicted", words="", by=council
    )
    with pytest.raises(ValidationError) as refused:
        _contradict(claim, council, about_other)
    assert list(refused.value.message_dict) == ["decision"]


@pytest.mark.parametrize("status", ["completed", "not_accepted", "transferred"])
@pytest.mark.parametrize("act", ["confirm", "return", "contradict", "reopen", "opinion"])
def test_rule_1_no_act_of_the_council_changes_what_the_department_reported(
    act: str,
    status: str,
    given: Assignment,
    decision: Decision,
    officer: User,
    council: Viewer,
    as_viewer: AsViewer,
) -> None:
    words = Words(
        status=status,
        actions_taken="- 점검",
        reason="법령에 맞지 않음",
        receiver="바다청",
        continues=status == "completed",
        evidence=DONE.evidence,
    )
    claim = report_progress(given.pk, words, version=1, by=as_viewer(officer))
    before = (_now(given).reported_status, given.continues, FollowUp.objects.get().standing)
    assert before == (status, words.continues, status)
    if act == "return":
        _return(claim, council)
    elif act == "contradict":
        _contradict(claim, council, decision)
    elif act == "opinion":
        record_opinion(given.pk, update_id=claim.pk, view="adequate", words="적정", by=council)
    else:
        _confirm(claim, council)
    if act == "reopen":
        reopen(given.pk, version=None, reason=WHY, by=council)
    assert (_now(given).reported_status, given.continues, FollowUp.objects.get().standing) == before


@pytest.mark.parametrize("status", ["completed", "not_accepted", "transferred"])
def test_rule_2_every_closing_report_is_checked(
    status: str, given: Assignment, officer: User, as_viewer: AsViewer
) -> None:
    words = Words(
        status=status,
        actions_taken="- 점검",
        reason="법령에 맞지 않음",
        receiver="바다청",
        evidence=DONE.evidence,
    )
    report_progress(given.pk, words, version=1, by=as_viewer(officer))
    assert (_now(given).stage, given.verification) == (Stage.CLAIMED, Verdict.AWAITING)


def _also_secretariat(person: User) -> User:
    Membership.objects.create(user=person, role=Role.SECRETARIAT, start_on=LONG_AGO)
    return person


def test_rule_3_who_wrote_a_claim_cannot_check_it_in_another_role(
    claim: ProgressUpdate, officer: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(_also_secretariat(officer))
    for act in (_confirm, _return):
        with pytest.raises(SamePerson):
            act(claim, by)
    assert _now(claim.assignment).stage == Stage.CLAIMED


def test_rule_3_who_passed_a_claim_at_its_gate_cannot_check_it(
    claim: ProgressUpdate, head: User, as_viewer: AsViewer
) -> None:
    Passage.objects.create(update=claim, gate=Gate.HEAD, passed=True, by=head, on=TODAY)
    with pytest.raises(SamePerson):
        _confirm(claim, as_viewer(_also_secretariat(head)))


def test_rule_3_who_entered_a_claim_from_paper_cannot_check_it_and_a_colleague_can(
    given: Assignment, council: Viewer, clerk: User, as_viewer: AsViewer
) -> None:
    letter = Letter(on=TODAY, number="기획-7")
    claim = report_from_paper(given.pk, DONE, letter, version=1, reported_on=TODAY, by=council)
    with pytest.raises(SamePerson):
        _confirm(claim, council)
    _confirm(claim, as_viewer(clerk))
    assert _now(given).stage == Stage.CLOSED


def test_rule_3_who_brought_a_published_report_in_may_check_it(
    department: Department, council: Viewer
) -> None:
    row = assign(make_demand(make_audit()), department, Status.COMPLETED, entered_by=council.user)
    _confirm(row.updates.get(), council)
    assert _now(row).stage == Stage.CLOSED


def test_checking_an_older_report_than_the_newest_is_refused(
    claim: ProgressUpdate, officer: User, council: Viewer, as_viewer: AsViewer
) -> None:
    row = _now(claim.assignment)
    newer = report_progress(row.pk, DONE, version=row.version, by=as_viewer(officer))
    for act in (_confirm, _return):
        with pytest.raises(Stale):
            act(claim, council)
    with pytest.raises(Stale):
        record_opinion(row.pk, update_id=claim.pk, view="adequate", words="적정", by=council)
    _confirm(newer, council)


def test_the_report_filed_last_is_the_newest_though_it_was_written_first(
    claim: ProgressUpdate, council: Viewer
) -> None:
    later_written = report(claim.assignment, Status.COMPLETED, number=2)
    with pytest.raises(Stale):
        _confirm(later_written, council)
    _confirm(claim, council)


def test_a_verdict_on_another_version_than_the_present_one_is_refused(
    claim: ProgressUpdate, council: Viewer
) -> None:
    with pytest.raises(Stale) as refused:
        confirm(claim.assignment_id, update_id=claim.pk, version=1, by=council)
    assert refused.value.version == 2


def test_a_claim_is_checked_once(claim: ProgressUpdate, council: Viewer) -> None:
    _confirm(claim, council)
    with pytest.raises(NotAllowedNow, match="종결"):
        _return(claim, council)


def test_a_report_that_waits_at_a_gate_goes_back_to_its_author_when_the_duty_is_closed(
    claim: ProgressUpdate, officer: User, council: Viewer
) -> None:
    waiting = ProgressUpdate.objects.create(
        assignment=claim.assignment,
        number=2,
        author=officer,
        source=Source.BROWSER,
        reported_on=TODAY,
        gate=Gate.HEAD,
        status=Status.IN_PROGRESS,
        actions_taken="- 더 할 일을 찾음",
    )
    _confirm(claim, council)
    waiting.refresh_from_db()
    assert (waiting.gate, waiting.filed_at) == ("", None)
    assert ReportDraft.objects.get(author=officer).fields["actions_taken"] == "- 더 할 일을 찾음"
    assert json.loads(Event.objects.latest("number").text)["facts"]["sent_back"] == waiting.pk


def test_an_extension_is_granted_in_the_same_step_with_an_entry_of_its_own(
    claim: ProgressUpdate, council: Viewer
) -> None:
    _return(claim, council, Extension(until=date(2026, 12, 11), reason=WHY))
    row = _now(claim.assignment)
    assert (row.due_date, row.original_due_date, row.version) == (date(2026, 12, 11), DUE, 3)
    assert _kinds()[-2:] == ["returned", "extension_granted"]
    assert not Assignment.objects.overdue(TODAY).exists()


def test_the_second_extension_needs_a_decision_in_the_same_step_too(
    claim: ProgressUpdate, decision: Decision, officer: User, council: Viewer, as_viewer: AsViewer
) -> None:
    _return(claim, council, Extension(until=date(2026, 12, 11), reason=WHY))
    row = _now(claim.assignment)
    again = report_progress(row.pk, DONE, version=row.version, by=as_viewer(officer))
    until = date(2027, 1, 15)
    with pytest.raises(ValidationError):
        _return(again, council, Extension(until=until, reason=WHY))
    assert _now(row).stage == Stage.CLAIMED
    _return(again, council, Extension(until=until, reason=WHY, decision_id=decision.pk))
    assert list(DueDateMove.objects.order_by("id").values_list("number", "after")) == [
        (1, date(2026, 12, 11)),
        (2, until),
    ]


def test_an_extension_that_is_not_later_returns_nothing(claim: ProgressUpdate, council: Viewer) -> None:
    with pytest.raises(ValidationError):
        _return(claim, council, Extension(until=DUE, reason=WHY))
    assert _now(claim.assignment).stage == Stage.CLAIMED
    assert not Verification.objects.exists()


def test_a_closed_assignment_is_owed_again_when_it_is_reopened(
    claim: ProgressUpdate, decision: Decision, council: Viewer
) -> None:
    _confirm(claim, council)
    reopen(
        claim.assignment_id,
        version=3,
        reason=WHY,
        by=council,
        decision_id=decision.pk,
        extension=Extension(until=date(2026, 12, 11), reason=WHY),
    )
    row = _now(claim.assignment)
    assert (row.stage, row.verification, row.due_date) == ("returned", "none", date(2026, 12, 11))
    why = Ground.objects.get()
    assert (why.act, why.reason, why.decision) == ("reopened", WHY, decision)
    assert _kinds()[-2:] == ["reopened", "extension_granted"]


def test_what_is_not_closed_cannot_be_reopened(claim: ProgressUpdate, council: Viewer) -> None:
    with pytest.raises(NotAllowedNow):
        reopen(claim.assignment_id, version=None, reason=WHY, by=council)


def test_a_reopening_needs_a_reason(claim: ProgressUpdate, council: Viewer) -> None:
    _confirm(claim, council)
    with pytest.raises(ValidationError):
        reopen(claim.assignment_id, version=None, reason="", by=council)
    assert _now(claim.assignment).stage == Stage.CLOSED


def test_a_claim_taken_back_after_a_reopening_is_returned_again(
    claim: ProgressUpdate, officer: User, council: Viewer, as_viewer: AsViewer
) -> None:
    _confirm(claim, council)
    reopen(claim.assignment_id, version=None, reason=WHY, by=council)
    by = as_viewer(officer)
    for words in (DONE, Words(status="in_progress", actions_taken="- 더 함")):
        row = _now(claim.assignment)
        report_progress(row.pk, words, version=row.version, by=by)
    assert (_now(row).stage, row.verification) == (Stage.RETURNED, Verdict.NONE)


def test_the_newest_opinion_counts_and_none_is_overwritten(
    claim: ProgressUpdate, clerk: User, council: Viewer, as_viewer: AsViewer
) -> None:
    for by, view in ((as_viewer(clerk), "needs_more"), (council, "adequate")):
        record_opinion(claim.assignment_id, update_id=claim.pk, view=view, words=f" {view} ", by=by)
    rows = Opinion.objects.order_by("-id").values_list("view", "words", "by")
    assert list(rows) == [("adequate", "adequate", council.user.pk), ("needs_more", "needs_more", clerk.pk)]
    assert _kinds()[-2:] == ["opinion_recorded"] * 2
    assert _now(claim.assignment).version == 2


@pytest.mark.parametrize(("view", "words", "field"), [("", "적정", "view"), ("adequate", " ", "words")])
def test_an_opinion_has_a_view_and_words(
    view: str, words: str, field: str, claim: ProgressUpdate, council: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        record_opinion(claim.assignment_id, update_id=claim.pk, view=view, words=words, by=council)
    assert list(refused.value.message_dict) == [field]


def test_there_is_no_opinion_where_nothing_waits(given: Assignment, council: Viewer) -> None:
    with pytest.raises(NotAllowedNow):
        record_opinion(given.pk, update_id=1, view="adequate", words="적정", by=council)
