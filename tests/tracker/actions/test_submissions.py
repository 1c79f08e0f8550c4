"""의회 제출 with its letter, who reads what waits, and what came on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, SamePerson, Stale
from audits.gates import Gate
from audits.models import Department, Event, User
from tests.conftest import TODAY
from tests.factories import assign, make_demand
from tests.together import at_once
from tests.tracker.actions.gates import DONE, LETTER, PROGRESS, confirm, file, kinds, state
from tracker import access
from tracker.actions.letter import Letter
from tracker.actions.report import Words, report_from_paper
from tracker.actions.submit import submit, submit_many
from tracker.models import (
    Assignment,
    Passage,
    ProgressUpdate,
    ReportDraft,
    Stage,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.mark.usefixtures("two_gates")
@pytest.mark.parametrize(
    ("letter", "field"),
    [(Letter(TODAY, " "), "number"), (Letter(date(2199, 1, 1), "기획담당관-1"), "on")],
)
def test_a_submission_names_its_letter(
    letter: Letter, field: str, given: Assignment, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(given, PROGRESS, by)
    confirm(given, of_head)
    with pytest.raises(ValidationError) as refused:
        submit(given.pk, letter, version=None, by=of_coordinator)
    assert list(refused.value.error_dict) == [field]


@pytest.mark.usefixtures("two_gates")
def test_a_round_goes_with_one_letter_and_each_has_its_own_result(
    given: Assignment,
    department: Department,
    neighbour: Department,
    by: Viewer,
    of_head: Viewer,
    of_coordinator: Viewer,
) -> None:
    audit = given.demand.audit
    ready, early, stale = (given, *(assign(make_demand(audit, n), department) for n in (2, 3)))
    silent = assign(make_demand(audit, 4), neighbour)
    for row in (ready, early, stale):
        file(row, PROGRESS, by)
    for row in (ready, stale):
        confirm(row, of_head)
    numbers = Event.objects.count()
    outcomes = submit_many(
        [999_999, silent.pk, stale.pk, early.pk, ready.pk], LETTER, by=of_coordinator, versions={stale.pk: 1}
    )
    told = {row.assignment_id: row.update is not None or type(row.refusal) for row in outcomes}
    assert told == {
        ready.pk: True,
        early.pk: NotAllowedNow,
        stale.pk: Stale,
        silent.pk: NotAllowedNow,
        999_999: NotVisible,
    }
    assert [row.assignment_id for row in outcomes] == sorted(told)
    assert Passage.objects.get(gate=Gate.COORDINATOR).update.assignment == ready
    assert Event.objects.count() == numbers + 2


def test_only_the_coordinator_submits(given: Assignment, of_head: Viewer) -> None:
    with pytest.raises(PermissionDenied):
        submit_many([given.pk], LETTER, by=of_head)
    with pytest.raises(PermissionDenied):
        submit(given.pk, LETTER, version=None, by=of_head)


@pytest.mark.usefixtures("two_gates")
def test_who_reads_a_report_at_which_gate(
    given: Assignment,
    by: Viewer,
    of_head: Viewer,
    of_coordinator: Viewer,
    secretariat: User,
    clerk: User,
    councillor: User,
    as_viewer: AsViewer,
) -> None:
    council = [as_viewer(person) for person in (secretariat, clerk, councillor)]

    def readers() -> list[bool]:
        return [
            access.visible_updates(viewer).filter(assignment=given).exists()
            for viewer in (by, of_head, of_coordinator, *council)
        ]

    given.demand.audit.committee_id = next(iter(council[1].committee_ids))
    given.demand.audit.save(update_fields=["committee"])
    file(given, PROGRESS, by)
    assert readers() == [True, True, False, False, False, False]
    confirm(given, of_head)
    assert readers() == [True, True, True, False, False, False]
    submit(given.pk, LETTER, version=None, by=of_coordinator)
    assert readers() == [True] * 6


@pytest.mark.usefixtures("two_gates")
def test_what_waits_for_whom_is_what_each_may_decide(
    given: Assignment,
    by: Viewer,
    of_head: Viewer,
    of_coordinator: Viewer,
    neighbour: Department,
    stranger: User,
    as_viewer: AsViewer,
) -> None:
    update = file(given, PROGRESS, by)
    headless = assign(make_demand(given.demand.audit, 2), neighbour)
    other = file(headless, PROGRESS, as_viewer(stranger))
    assert list(access.awaiting_pass(of_head, Gate.HEAD)) == [update]
    assert list(access.awaiting_pass(of_coordinator, Gate.HEAD)) == [other]
    assert not access.awaiting_pass(by, Gate.HEAD)
    confirm(given, of_head)
    assert list(access.awaiting_pass(of_coordinator, Gate.COORDINATOR)) == [update]
    assert not access.awaiting_pass(of_head, Gate.COORDINATOR)


@pytest.mark.usefixtures("two_gates")
def test_what_comes_on_paper_is_the_departments_and_no_gate_holds_it_up(
    given: Assignment, department: Department, secretariat: User, as_viewer: AsViewer
) -> None:
    update = report_from_paper(
        given.pk, DONE, LETTER, version=1, reported_on=date(2026, 11, 18), by=as_viewer(secretariat)
    )
    assert (update.department, update.author, update.entered_by) == (department, None, secretariat)
    assert (update.reported_on, update.gate, bool(update.filed_at)) == (date(2026, 11, 18), "", True)
    assert state(given) == ("claimed", "completed", "awaiting")
    assert update.passages.get().document_number == LETTER.number
    assert kinds() == ["received", "claimed"]


def test_who_entered_a_paper_does_not_verify_it(
    given: Assignment, secretariat: User, clerk: User, as_viewer: AsViewer
) -> None:
    update = report_from_paper(
        given.pk, DONE, LETTER, version=1, reported_on=TODAY, by=as_viewer(secretariat)
    )
    with pytest.raises(SamePerson):
        access.refuse_own_people(as_viewer(secretariat), update)
    access.refuse_own_people(as_viewer(clerk), update)


@pytest.mark.usefixtures("one_gate")
def test_a_paper_overtakes_the_report_that_waits(
    given: Assignment, by: Viewer, of_head: Viewer, secretariat: User, as_viewer: AsViewer
) -> None:
    file(given, PROGRESS, by)
    report_from_paper(given.pk, DONE, LETTER, version=2, reported_on=TODAY, by=as_viewer(secretariat))
    assert state(given)[0] == Stage.CLAIMED
    assert ReportDraft.objects.get(author=by.user).base_version == given.version
    with pytest.raises(NotAllowedNow):
        confirm(given, of_head)


@pytest.mark.parametrize("who", ["officer", "head", "clerk", "coordinator"])
def test_only_the_secretariat_enters_papers(
    who: str, given: Assignment, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    given.demand.audit.committee_id = next(iter(by.committee_ids), None)
    given.demand.audit.save(update_fields=["committee"])
    with pytest.raises(PermissionDenied):
        report_from_paper(given.pk, PROGRESS, LETTER, version=1, reported_on=TODAY, by=by)


@pytest.mark.parametrize(
    ("words", "letter", "on", "field"),
    [
        (PROGRESS, Letter(TODAY, ""), TODAY, "number"),
        (PROGRESS, LETTER, date(2199, 1, 1), "reported_on"),
        (replace(DONE, evidence=()), LETTER, TODAY, "evidence"),
        (Words(no_change=True), LETTER, TODAY, "status"),
    ],
    ids=["letter", "day", "evidence", "no change"],
)
def test_a_paper_needs_what_every_report_needs_and_its_letter(
    words: Words,
    letter: Letter,
    on: date,
    field: str,
    given: Assignment,
    secretariat: User,
    as_viewer: AsViewer,
) -> None:
    with pytest.raises(ValidationError) as refused:
        report_from_paper(given.pk, words, letter, version=1, reported_on=on, by=as_viewer(secretariat))
    assert list(refused.value.error_dict) == [field]
    assert not ProgressUpdate.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("two_gates")
def test_two_submissions_of_the_same_round_at_once_file_each_report_once(
    given: Assignment, department: Department, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    rows = [given, *(assign(make_demand(given.demand.audit, number), department) for number in (2, 3, 4))]
    for row in rows:
        file(row, PROGRESS, by)
        confirm(row, of_head)
    wanted = [row.pk for row in rows]
    both = at_once(
        lambda: submit_many(wanted, LETTER, by=of_coordinator),
        lambda: submit_many(wanted[::-1], LETTER, by=of_coordinator),
    )
    assert sorted(sum(row.update is not None for row in each) for each in both) == [0, 4]
    assert Event.objects.filter(kind="report_submitted").count() == 4
