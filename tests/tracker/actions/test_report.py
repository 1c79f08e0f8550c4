"""Receipt and reports: what a department says, and what that changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_demand
from tracker.actions import drafts
from tracker.actions.evidence import Piece
from tracker.actions.receive import receive
from tracker.actions.report import Words, report_progress
from tracker.lifecycle import RULES, Report, after_report
from tracker.models import Assignment, Evidence, FollowUp, ProgressUpdate, ReportDraft, Stage, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
PROGRESS = Words(status="in_progress", actions_taken="- 계획을 세움", plan="- 점검: ’26. 12월")
DONE = Words(
    status="completed", actions_taken="- 점검을 마침", evidence=[Piece(document_number="정보정책과-12")]
)


def _file(assignment: Assignment, words: Words, by: Viewer) -> ProgressUpdate:
    assignment.refresh_from_db()
    return report_progress(assignment.pk, words, version=assignment.version, by=by)


def _kinds() -> list[str]:
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def test_a_receipt_starts_the_work_and_a_second_one_changes_nothing(given: Assignment, by: Viewer) -> None:
    receive([given.pk], by=by)
    (again,) = receive([given.pk], by=by)
    assert (again.stage, again.received_on) == (Stage.WORKING, by.on)
    assert _kinds() == ["received"]


def test_many_are_received_at_once_or_none(given: Assignment, neighbour: Department, by: Viewer) -> None:
    foreign = assign(make_demand(given.demand.audit, 2), neighbour, Status.NOT_REPORTED)
    with pytest.raises(NotVisible):
        receive([given.pk, foreign.pk], by=by)
    assert Assignment.objects.get(pk=given.pk).stage == Stage.ASSIGNED


def test_a_first_report_stands_for_the_receipt(given: Assignment, by: Viewer) -> None:
    _file(given, PROGRESS, by)
    given.refresh_from_db()
    assert (given.stage, given.reported_status, given.received_on) == ("working", "in_progress", by.on)
    assert _kinds() == ["received", "reported"]


def test_a_claim_waits_for_the_council(given: Assignment, by: Viewer) -> None:
    update = _file(given, DONE, by)
    given.refresh_from_db()
    assert (given.stage, given.verification) == (Stage.CLAIMED, Verdict.AWAITING)
    assert FollowUp.objects.get(demand=given.demand).standing == "completed"
    assert update.author == by.user
    assert _kinds()[-1] == "claimed"


def test_the_record_hashes_report_and_evidence_and_quotes_neither(given: Assignment, by: Viewer) -> None:
    _file(given, DONE, by)
    text = Event.objects.latest("number").text
    assert [row[0] for row in json.loads(text)["rows"]] == ["progressupdate", "evidence"]
    assert "점검" not in text


@pytest.mark.parametrize(
    ("words", "field", "code"),
    [
        (Words(status="completed", actions_taken="- 마침"), "evidence", "evidence_required"),
        (Words(status="not_accepted", actions_taken="- 어려움"), "reason", "reason_required"),
        (Words(status="transferred", actions_taken="- 보냄"), "receiver", "receiver_required"),
        (Words(status="in_progress"), "actions_taken", "words_required"),
        (Words(status="not_reported", actions_taken="- 가"), "status", None),
        (Words(status="", actions_taken="- 가"), "status", None),
        (Words(status="in_progress", actions_taken="- 가", continues=True), "continues", None),
        (Words(status="in_progress", actions_taken="- 가", evidence=[Piece()]), "evidence", None),
        (
            Words(status="in_progress", actions_taken="- 가", evidence=[Piece("가-1", "https://x.example/")]),
            "evidence",
            None,
        ),
        (
            Words(status="in_progress", actions_taken="- 가", evidence=[Piece(url="javascript:alert(1)")]),
            "url",
            None,
        ),
    ],
)
def test_each_status_asks_for_what_it_needs(
    words: Words, field: str, code: str | None, given: Assignment, by: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        _file(given, words, by)
    (error,) = refused.value.error_dict[field]
    assert error.code == code or code is None
    assert not ProgressUpdate.objects.exists()


def test_no_change_repeats_the_last_words_in_a_row_of_its_own(given: Assignment, by: Viewer) -> None:
    _file(given, PROGRESS, by)
    again = _file(given, Words(no_change=True), by)
    assert (again.number, again.no_change, again.actions_taken) == (2, True, "- 계획을 세움")
    assert _kinds()[-1] == "reported_no_change"


def test_no_change_needs_an_earlier_report(given: Assignment, by: Viewer) -> None:
    with pytest.raises(NotAllowedNow):
        _file(given, Words(no_change=True), by)
    receive([given.pk], by=by)
    with pytest.raises(NotAllowedNow, match="앞선 보고"):
        _file(given, Words(no_change=True), by)


def test_a_claim_is_taken_back_by_a_report_in_progress(given: Assignment, by: Viewer) -> None:
    _file(given, DONE, by)
    _file(given, PROGRESS, by)
    given.refresh_from_db()
    assert (given.stage, given.verification, given.reported_status) == ("working", "none", "in_progress")
    assert _kinds()[-2:] == ["claim_taken_back", "reported"]


def test_a_newer_claim_replaces_the_one_that_waits(given: Assignment, by: Viewer) -> None:
    _file(given, DONE, by)
    _file(given, DONE, by)
    given.refresh_from_db()
    assert (given.stage, given.updates.count()) == (Stage.CLAIMED, 2)


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.WITHDRAWN])
@pytest.mark.parametrize("kind", list(Report))
def test_what_is_closed_or_withdrawn_takes_no_report(kind: Report, stage: Stage) -> None:
    assert stage not in RULES[kind].leads
    with pytest.raises(NotAllowedNow, match="먼저 할 일"):
        after_report(kind, stage)


def test_a_stale_version_is_refused_and_nothing_is_stored(given: Assignment, by: Viewer) -> None:
    _file(given, PROGRESS, by)
    with pytest.raises(Stale) as refused:
        report_progress(given.pk, DONE, version=1, by=by)
    assert refused.value.version == 2
    assert given.updates.count() == 1


def test_another_department_finds_nothing_and_the_council_may_not(
    given: Assignment, stranger: User, secretariat: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(NotVisible):
        report_progress(given.pk, PROGRESS, version=1, by=as_viewer(stranger))
    with pytest.raises(PermissionDenied):
        report_progress(given.pk, PROGRESS, version=1, by=as_viewer(secretariat))


def test_a_department_that_gave_it_away_may_read_but_not_report(
    given: Assignment, neighbour: Department, by: Viewer
) -> None:
    Assignment.objects.filter(pk=given.pk).update(department=neighbour)
    with pytest.raises(PermissionDenied):
        _file(given, PROGRESS, by)


def test_sending_ends_the_draft_and_keeps_everybody_elses(given: Assignment, by: Viewer, head: User) -> None:
    drafts.save_draft(given.pk, {"plan": "쓰던 글"}, base_version=1, by=by)
    ReportDraft.objects.create(assignment=given, author=head, base_version=1)
    _file(given, PROGRESS, by)
    assert list(ReportDraft.objects.values_list("author", flat=True)) == [head.pk]


@pytest.mark.parametrize(("words", "statements"), [(PROGRESS, 9), (DONE, 11)])
def test_a_report_takes_few_statements(
    words: Words,
    statements: int,
    given: Assignment,
    by: Viewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """A closing report with evidence takes one for the evidence, and looks again behind its lock."""
    savepoint = 2  # of the test's own transaction
    with django_assert_num_queries(statements + savepoint):
        report_progress(given.pk, words, version=1, by=by)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_send_at_once_one_is_told_and_nothing_is_lost(
    given: Assignment, by: Viewer
) -> None:
    outcomes = _at_once(lambda: report_progress(given.pk, PROGRESS, version=1, by=by))
    assert sorted(outcomes) == ["Stale", "filed"]
    assert ProgressUpdate.objects.count() == 1
    assert Event.objects.filter(kind="reported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_version_both_would_have_been_stored(given: Assignment, by: Viewer) -> None:
    """The control of the test before: the same race, each reading the version inside, loses no report."""

    def file_on_whatever_is_there() -> None:
        for _ in range(3):
            version = Assignment.objects.values_list("version", flat=True).get(pk=given.pk)
            try:
                report_progress(given.pk, PROGRESS, version=version, by=by)
            except Stale:
                continue
            return

    assert _at_once(file_on_whatever_is_there) == ["filed", "filed"]
    assert ProgressUpdate.objects.count() == 2
    assert Evidence.objects.count() == 0


def _at_once(act: Callable[[], object]) -> list[str]:
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        try:
            act()
            outcomes.append("filed")
        except Stale:
            outcomes.append("Stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
