"""Files of reports as they are made: once, followed, begun again after a dead worker, forgotten after a week."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Committee, Department, User
from config.celery import app
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.tracker.frozen import frozen_report
from tracker import making
from tracker.actions.report_files import MOST_AT_ONCE, ask_for_day, ask_for_frozen, visible_file
from tracker.exports import files
from tracker.exports.unavailable import Unavailable
from tracker.models import FileState, Paper, ReportFile, ReportForm, Snapshot
from tracker.tasks import forget_report_files, make_report_file, watch_report_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def audit(committee: Committee, department: Department) -> Audit:
    audit = make_audit(committee=committee)
    for number in (1, 2):
        assign(make_demand(audit, number), department)
    return audit


@pytest.fixture
def frozen(audit: Audit) -> Snapshot:
    return frozen_report(audit)


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


def _ask(frozen: Snapshot, by: Viewer, form: str = "json") -> ReportFile:
    return ask_for_frozen(frozen.pk, form, by=by)


def _now(file: ReportFile) -> ReportFile:
    file.refresh_from_db()
    return file


def _writes(monkeypatch: pytest.MonkeyPatch, written: Callable[..., bytes]) -> None:
    monkeypatch.setattr(files, "written", written)


def test_a_file_of_a_frozen_report_is_made_once_for_all(
    frozen: Snapshot, council: Viewer, clerk: User, as_viewer: AsViewer
) -> None:
    file = _ask(frozen, council)
    assert _ask(frozen, as_viewer(clerk)) == file
    make_report_file(file.pk)
    done = _now(file)
    assert (done.state, done.total, done.size) == (FileState.READY, 2, len(done.content or b""))
    assert done.sha256 == hashlib.sha256(done.content or b"").hexdigest()
    assert _ask(frozen, council) == file


@pytest.mark.parametrize("form", [form for form in ReportForm.values if form != "pdf"])
def test_every_form_is_made_and_the_same_each_time(form: str, frozen: Snapshot, council: Viewer) -> None:
    first = _ask(frozen, council, form)
    make_report_file(first.pk)
    content = bytes(_now(first).content or b"")
    first.delete()
    again = _ask(frozen, council, form)
    make_report_file(again.pk)
    assert _now(again).state == FileState.READY
    assert bytes(again.content or b"") == content


def test_how_many_items_are_written_is_told_on_the_way(
    frozen: Snapshot, council: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, seen = _ask(frozen, council), []

    def written(_form: Any, _report: Any, tell: Callable[[int], None]) -> bytes:
        tell(1)
        seen.append(ReportFile.objects.values_list("state", "done", "total").get())
        return b"x"

    _writes(monkeypatch, written)
    making.carry_out(file.pk)
    assert seen == [("running", 1, 2)]


@pytest.mark.parametrize(
    ("raised", "told"),
    [(Unavailable("한글 글꼴을 설치하여 주십시오."), "글꼴"), (ValueError("/srv/secret"), "다시 요청")],
)
def test_what_cannot_be_made_is_told_in_one_line_and_may_be_asked_for_again(
    raised: Exception, told: str, frozen: Snapshot, council: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(*_args: Any) -> bytes:
        raise raised

    file = _ask(frozen, council)
    _writes(monkeypatch, written)
    making.carry_out(file.pk)
    failed = _now(file)
    assert failed.state == FileState.FAILED
    assert told in failed.error
    assert "secret" not in failed.error
    assert "\n" not in failed.error
    assert _ask(frozen, council) != file


def test_two_workers_with_the_same_bell_make_it_once(
    frozen: Snapshot, council: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, made = _ask(frozen, council), []

    def written(*_args: Any) -> bytes:
        made.append(1)
        making.carry_out(file.pk)
        return b"x"

    _writes(monkeypatch, written)
    making.carry_out(file.pk)
    making.carry_out(file.pk)
    assert made == [1]


def test_what_a_dead_worker_left_is_begun_again_and_given_up_in_the_end(
    frozen: Snapshot, council: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(make_report_file, "delay", rung.append)
    file, now = _ask(frozen, council), timezone.now()
    ReportFile.objects.update(state=FileState.RUNNING, beat_at=now - timedelta(minutes=9))
    assert watch_report_files() == 0
    ReportFile.objects.update(beat_at=now - timedelta(minutes=11))
    assert (watch_report_files(), rung, _now(file).state) == (1, [file.pk], FileState.WAITING)
    ReportFile.objects.update(
        state=FileState.RUNNING, beat_at=now - timedelta(minutes=11), asked_at=now - timedelta(hours=2)
    )
    assert watch_report_files() == 0
    assert _now(file).state == FileState.FAILED
    assert "다시 요청" in file.error


def test_a_bell_that_nobody_heard_is_rung_again(
    frozen: Snapshot, council: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(make_report_file, "delay", rung.append)
    file = _ask(frozen, council)
    assert watch_report_files() == 0
    ReportFile.objects.update(beat_at=timezone.now() - timedelta(minutes=2))
    assert (watch_report_files(), rung) == (1, [file.pk])


def test_a_file_is_forgotten_after_a_week(frozen: Snapshot, council: Viewer) -> None:
    make_report_file(_ask(frozen, council).pk)
    ReportFile.objects.update(finished_at=timezone.now() - timedelta(days=6))
    assert forget_report_files() == 0
    ReportFile.objects.update(finished_at=timezone.now() - timedelta(days=8))
    assert forget_report_files() == 1


def test_a_report_of_a_day_is_asked_for_by_whoever_reads_it_before_it_is_frozen(
    audit: Audit, coordinator: User, clerk: User, councillor: User, officer: User, as_viewer: AsViewer
) -> None:
    file = ask_for_day(audit.pk, Paper.RESULT, TODAY, "csv", by=as_viewer(coordinator))
    assert visible_file(file.pk, by=as_viewer(clerk)) == file
    for person, paper in ((coordinator, Paper.INSPECTION), (councillor, Paper.RESULT)):
        with pytest.raises(NotVisible):
            ask_for_day(audit.pk, paper, TODAY, "csv", by=as_viewer(person))
    with pytest.raises(NotVisible):
        visible_file(file.pk, by=as_viewer(councillor))
    with pytest.raises(PermissionDenied):
        visible_file(file.pk, by=as_viewer(officer))


def test_the_councils_paper_is_not_the_coordinators(
    audit: Audit, council: Viewer, coordinator: User, other_clerk: User, as_viewer: AsViewer
) -> None:
    frozen = frozen_report(audit, Paper.INSPECTION)
    file = _ask(frozen, council)
    for person in (coordinator, other_clerk):
        with pytest.raises(NotVisible):
            _ask(frozen, as_viewer(person))
        with pytest.raises(NotVisible):
            visible_file(file.pk, by=as_viewer(person))


def test_a_form_or_day_that_is_none_is_refused(audit: Audit, frozen: Snapshot, council: Viewer) -> None:
    with pytest.raises(ValidationError):
        _ask(frozen, council, "docx")
    with pytest.raises(ValidationError):
        ask_for_day(audit.pk, Paper.RESULT, TODAY + timedelta(days=1), "csv", by=council)


def test_one_person_waits_for_a_few_at_once(audit: Audit, council: Viewer) -> None:
    for _each in range(MOST_AT_ONCE):
        ask_for_day(audit.pk, Paper.RESULT, TODAY, "csv", by=council)
    with pytest.raises(NotAllowedNow):
        ask_for_day(audit.pk, Paper.RESULT, TODAY, "csv", by=council)


def test_files_are_made_beside_the_mail_and_taken_off_the_queue_when_begun() -> None:
    assert app.conf.task_routes["tracker.make_report_file"] == {"queue": "long"}
    assert make_report_file.acks_late is False
