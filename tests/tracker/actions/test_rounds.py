"""보고 회차: opened, changed, called off, and closed by the submission to the council."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.gates import Gate
from audits.models import Audit, Committee, Department, Event, Office, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.together import at_once, one_behind_the_other
from tests.tracker.actions.gates import DONE, LETTER, PROGRESS, confirm, file, kinds
from tests.tracker.rounds import DUE, NAME, opened
from tracker.actions import hand_over
from tracker.actions.letter import Letter
from tracker.actions.rounds import cancel_round, change_round, close_round, open_round
from tracker.actions.submit import submit_many
from tracker.models import Assignment, Paper, Passage, ProgressUpdate, ReportingRound, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def audit(given: Assignment, committee: Committee) -> Audit:
    """The audit of the assignment, followed up by the committee."""
    audit = given.demand.audit
    audit.committee = committee
    audit.save(update_fields=["committee"])
    return audit


@pytest.fixture
def open_(audit: Audit, of_coordinator: Viewer) -> ReportingRound:
    """An open round of it."""
    return opened(audit, of_coordinator)


def _told(kind: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(Event.objects.get(kind=kind).text)
    return told


def test_a_round_is_opened_with_a_name_and_a_day(audit: Audit, of_coordinator: Viewer) -> None:
    round_ = open_round(audit.pk, name="  1차   보고 ", due_on=DUE, by=of_coordinator)
    assert (round_.name, round_.due_on, round_.opened_on) == ("1차 보고", DUE, TODAY)
    assert (round_.opened_by, round_.is_open) == (of_coordinator.user, True)
    told = _told("round_opened")
    assert told["subject"] == ["reportinground", round_.pk]
    assert told["rows"]


@pytest.mark.parametrize(
    ("name", "due_on", "field"),
    [(" ", DUE, "name"), ("가" * 61, DUE, "name"), (NAME, YESTERDAY, "due_on")],
    ids=["no name", "a long one", "a day gone by"],
)
def test_a_round_needs_a_name_and_a_day_to_come(
    name: str, due_on: date, field: str, audit: Audit, of_coordinator: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        open_round(audit.pk, name=name, due_on=due_on, by=of_coordinator)
    assert list(refused.value.error_dict) == [field]
    assert not ReportingRound.objects.exists()


def test_today_may_be_the_day(audit: Audit, of_coordinator: Viewer) -> None:
    assert open_round(audit.pk, name=NAME, due_on=TODAY, by=of_coordinator).due_on == TODAY


def test_one_round_is_open_at_a_time(open_: ReportingRound, of_coordinator: Viewer) -> None:
    with pytest.raises(NotAllowedNow, match=r"1차 보고.*의회 제출"):
        open_round(open_.audit_id, name="2차 보고", due_on=DUE, by=of_coordinator)


def test_a_name_is_given_once_and_free_again_when_its_round_is_called_off(
    open_: ReportingRound, of_coordinator: Viewer
) -> None:
    cancel_round(open_.pk, by=of_coordinator)
    second = opened(open_.audit, of_coordinator)
    close_round(second.pk, LETTER, by=of_coordinator)
    with pytest.raises(ValidationError) as refused:
        opened(open_.audit, of_coordinator)
    assert list(refused.value.error_dict) == ["name"]


def test_a_round_asks_for_something_that_is_owed(
    lists: None, department: Department, of_coordinator: Viewer
) -> None:
    empty, waiting, sent = (make_audit(year) for year in (2022, 2023, 2024))
    assign(make_demand(waiting), department, Status.COMPLETED)
    Audit.objects.filter(pk=sent.pk).update(transmitted_on=TODAY, transmittal_number="의회-1")
    make_demand(sent)
    for audit, why in ((empty, "이송"), (waiting, "남은 소관이 없습니다"), (sent, "부서 배부")):
        with pytest.raises(NotAllowedNow, match=why):
            open_round(audit.pk, name=NAME, due_on=DUE, by=of_coordinator)


@pytest.mark.parametrize("who", ["secretariat", "clerk", "officer", "head", "councillor", "administrator"])
def test_only_the_coordinator_opens_changes_and_closes(
    who: str, open_: ReportingRound, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    acts: list[Callable[[], object]] = [
        lambda: opened(open_.audit, by, "2차 보고"),
        lambda: change_round(open_.pk, name="2차 보고", due_on=DUE, by=by),
        lambda: cancel_round(open_.pk, by=by),
        lambda: close_round(open_.pk, LETTER, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_where_the_council_distributes_its_staff_keeps_the_rounds_of_what_it_follows(
    audit: Audit, clerk: User, other_clerk: User, as_viewer: AsViewer
) -> None:
    Office(pk=1, council_distributes=True).save()
    with pytest.raises(NotVisible):
        opened(audit, as_viewer(other_clerk))
    round_ = opened(audit, as_viewer(clerk))
    with pytest.raises(NotVisible):
        close_round(round_.pk, LETTER, by=as_viewer(other_clerk))
    assert close_round(round_.pk, LETTER, by=as_viewer(clerk)).round.closed_by == clerk


def test_a_round_gets_another_name_and_day_while_it_is_open(
    open_: ReportingRound, of_coordinator: Viewer
) -> None:
    later = DUE + timedelta(days=7)
    change_round(open_.pk, name="상반기 보고", due_on=later, by=of_coordinator)
    open_.refresh_from_db()
    assert (open_.name, open_.due_on) == ("상반기 보고", later)
    change_round(open_.pk, name="상반기 보고", due_on=later, by=of_coordinator)
    assert kinds() == ["round_opened", "round_changed"]
    with pytest.raises(ValidationError):
        change_round(open_.pk, name="상반기 보고", due_on=YESTERDAY, by=of_coordinator)


def test_a_round_whose_day_is_gone_may_still_be_renamed(
    open_: ReportingRound, of_coordinator: Viewer
) -> None:
    ReportingRound.objects.update(due_on=YESTERDAY)
    assert change_round(open_.pk, name="연장", due_on=YESTERDAY, by=of_coordinator).name == "연장"


def test_a_round_that_is_over_is_neither_changed_nor_called_off_nor_closed_again(
    open_: ReportingRound, of_coordinator: Viewer
) -> None:
    close_round(open_.pk, LETTER, by=of_coordinator)
    acts: list[Callable[[], object]] = [
        lambda: change_round(open_.pk, name="2차", due_on=DUE, by=of_coordinator),
        lambda: cancel_round(open_.pk, by=of_coordinator),
        lambda: close_round(open_.pk, LETTER, by=of_coordinator),
    ]
    for act in acts:
        with pytest.raises(NotAllowedNow, match="기획담당관-301"):
            act()
    assert Snapshot.objects.count() == 1


def test_a_round_that_was_called_off_is_not_submitted(open_: ReportingRound, of_coordinator: Viewer) -> None:
    cancel_round(open_.pk, by=of_coordinator)
    with pytest.raises(NotAllowedNow, match="취소한 보고 회차"):
        close_round(open_.pk, LETTER, by=of_coordinator)


@pytest.mark.parametrize(
    ("letter", "field"), [(Letter(TODAY, " "), "number"), (Letter(date(2199, 1, 1), "기획-1"), "on")]
)
def test_a_submission_names_its_letter(
    letter: Letter, field: str, open_: ReportingRound, of_coordinator: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        close_round(open_.pk, letter, by=of_coordinator)
    assert list(refused.value.error_dict) == [field]
    open_.refresh_from_db()
    assert open_.is_open


def test_an_unknown_round_is_not_there(audit: Audit, of_coordinator: Viewer) -> None:
    with pytest.raises(NotVisible):
        close_round(999_999, LETTER, by=of_coordinator)


@pytest.mark.usefixtures("two_gates")
def test_closing_files_what_waits_and_leaves_the_rest_where_it_is(
    given: Assignment,
    open_: ReportingRound,
    department: Department,
    by: Viewer,
    of_head: Viewer,
    of_coordinator: Viewer,
) -> None:
    ready, claim, early, silent = (
        given,
        *(assign(make_demand(open_.audit, n), department) for n in (2, 3, 4)),
    )
    elsewhere = assign(make_demand(make_audit(2020)), department)
    for row, words in ((ready, PROGRESS), (claim, DONE), (early, PROGRESS), (elsewhere, PROGRESS)):
        file(row, words, by)
    for row in (ready, claim, elsewhere):
        confirm(row, of_head)
    before = Event.objects.count()
    closing = close_round(open_.pk, LETTER, by=of_coordinator)
    assert [(row.assignment_id, row.update is not None) for row in closing.outcomes] == [
        (ready.pk, True),
        (claim.pk, True),
    ]
    assert (closing.filed, closing.with_head) == (2, [early.pk])
    assert ProgressUpdate.objects.get(assignment=early, gate=Gate.HEAD).filed_at is None
    assert ProgressUpdate.objects.get(assignment=elsewhere, number=2).gate == Gate.COORDINATOR
    letters = Passage.objects.filter(gate=Gate.COORDINATOR).values_list("document_number", "document_on")
    assert set(letters) == {(LETTER.number, LETTER.on)}
    assert kinds()[before:] == [
        "report_submitted",
        "reported",
        "report_submitted",
        "claimed",
        "round_closed",
        "report_frozen",
    ]
    told = _told("round_closed")["facts"]
    assert told == {"on": str(TODAY), "audit": open_.audit_id, "letter_on": str(LETTER.on), "count": 2}
    assert {row["assignment"]: row["filed"] for row in json.loads(closing.snapshot.content)["rows"]} == {
        ready.pk: "in_round",
        claim.pk: "in_round",
        early.pk: "before",
        silent.pk: "before",
    }


def test_closing_without_gates_files_nothing_more_and_freezes_what_was_filed(
    given: Assignment, open_: ReportingRound, by: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, by)
    closing = close_round(open_.pk, LETTER, by=of_coordinator)
    assert (closing.filed, closing.outcomes, closing.with_head) == (0, [], [])
    round_ = ReportingRound.objects.get()
    assert (round_.closed_on, round_.closed_by) == (TODAY, of_coordinator.user)
    assert (round_.letter_on, round_.letter_number) == (LETTER.on, LETTER.number)
    snapshot = Snapshot.objects.get()
    assert (snapshot.round, snapshot.paper, snapshot.as_of) == (round_, Paper.RESULT, TODAY)


@pytest.mark.usefixtures("two_gates")
def test_what_cannot_be_filed_any_more_is_named_and_stays(
    given: Assignment,
    open_: ReportingRound,
    department: Department,
    neighbour: Department,
    by: Viewer,
    of_head: Viewer,
    of_coordinator: Viewer,
) -> None:
    fine = assign(make_demand(open_.audit, 2), department)
    for row, words in ((given, DONE), (fine, PROGRESS)):
        file(row, words, by)
        confirm(row, of_head)
    hand_over.offer(given.pk, neighbour.pk, reason="사무 분장", by=by)
    closing = close_round(open_.pk, LETTER, by=of_coordinator)
    refused, filed = closing.outcomes
    assert (refused.assignment_id, refused.update) == (given.pk, None)
    assert "소관 변경 요청 중" in str(refused.refusal)
    assert filed.update is not None
    assert ProgressUpdate.objects.get(assignment=given).gate == Gate.COORDINATOR
    assert not Passage.objects.filter(update__assignment=given, gate=Gate.COORDINATOR).exists()


@pytest.mark.usefixtures("two_gates")
def test_the_councils_staff_does_not_file_what_waits_for_the_coordinator(
    given: Assignment,
    audit: Audit,
    by: Viewer,
    of_head: Viewer,
    secretariat: User,
    as_viewer: AsViewer,
) -> None:
    Office.objects.update(council_distributes=True)
    round_ = opened(audit, as_viewer(secretariat))
    file(given, PROGRESS, by)
    confirm(given, of_head)
    (outcome,) = close_round(round_.pk, LETTER, by=as_viewer(secretariat)).outcomes
    assert isinstance(outcome.refusal, PermissionDenied)
    assert not ProgressUpdate.objects.filed().exists()


@pytest.mark.usefixtures("two_gates")
def test_a_closing_that_fails_leaves_nothing_behind(
    given: Assignment,
    open_: ReportingRound,
    by: Viewer,
    of_head: Viewer,
    of_coordinator: Viewer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object, **_named: object) -> str:
        raise RuntimeError

    file(given, PROGRESS, by)
    confirm(given, of_head)
    before = Event.objects.count()
    monkeypatch.setattr("tracker.actions.freeze_report.content", fail)
    with pytest.raises(RuntimeError):
        close_round(open_.pk, LETTER, by=of_coordinator)
    open_.refresh_from_db()
    assert (open_.is_open, Event.objects.count()) == (True, before)
    assert ProgressUpdate.objects.get(assignment=given).gate == Gate.COORDINATOR


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("two_gates")
def test_of_two_who_submit_a_round_at_once_the_second_is_told(
    given: Assignment, open_: ReportingRound, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, by)
    confirm(given, of_head)
    done, refusal = one_behind_the_other(
        lambda: close_round(open_.pk, LETTER, by=of_coordinator),
        lambda: close_round(open_.pk, Letter(TODAY, "기획담당관-302"), by=of_coordinator),
    )
    assert done.filed == 1
    assert isinstance(refusal, NotAllowedNow)
    assert LETTER.number in str(refusal)
    assert (Snapshot.objects.count(), Event.objects.filter(kind="round_closed").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_round_at_once_the_second_is_told(audit: Audit, of_coordinator: Viewer) -> None:
    _done, refusal = one_behind_the_other(
        lambda: opened(audit, of_coordinator), lambda: opened(audit, of_coordinator, "2차 보고")
    )
    assert isinstance(refusal, NotAllowedNow)
    assert ReportingRound.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_that_comes_while_a_round_is_closed_is_whole_in_the_next_one(
    given: Assignment, open_: ReportingRound, by: Viewer, of_coordinator: Viewer
) -> None:
    closing, _update = one_behind_the_other(
        lambda: close_round(open_.pk, LETTER, by=of_coordinator), lambda: file(given, PROGRESS, by)
    )
    told = json.loads(closing.snapshot.content)
    assert [(row["status"], row["filed"]) for row in told["rows"]] == [("not_reported", "never")]
    assert told["summary"]["total"]["not_reported"] == 1
    assert ProgressUpdate.objects.filed().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("two_gates")
def test_closing_while_the_same_reports_are_submitted_one_by_one_files_each_once(
    given: Assignment,
    open_: ReportingRound,
    department: Department,
    by: Viewer,
    of_head: Viewer,
    of_coordinator: Viewer,
) -> None:
    rows = [given, *(assign(make_demand(open_.audit, n), department) for n in (2, 3, 4))]
    for row in rows:
        file(row, PROGRESS, by)
        confirm(row, of_head)
    from_list = [row.pk for row in rows]
    at_once(
        lambda: close_round(open_.pk, LETTER, by=of_coordinator),
        lambda: submit_many(from_list[::-1], LETTER, by=of_coordinator),
    )
    assert Event.objects.filter(kind="report_submitted").count() == len(rows)
    assert Passage.objects.filter(gate=Gate.COORDINATOR).count() == len(rows)
