"""Evidence: sent, used once, added, taken away."""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audits.access import Viewer, token_viewer
from audits.actions.tokens import make_token
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Department, Document, Event, Scope, User
from tests.factories import assign, make_audit, make_demand
from tests.tracker.files import papers
from tracker import access
from tracker.actions import uploads
from tracker.actions.drafts import discard_draft, save_draft
from tracker.actions.evidence import Piece, add_evidence, remove_evidence
from tracker.actions.letter import Letter
from tracker.actions.report import Words, report_from_paper, report_progress
from tracker.actions.send_back import send_back
from tracker.actions.uploads import store_upload
from tracker.files import store
from tracker.files.unfit import FileRefused
from tracker.models import Assignment, Evidence, Ground, ReportDraft, Stage, StoredFile
from tracker.tasks import forget_stray_files, forget_unused_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
DONE = Words(status="completed", actions_taken="- 점검을 마침")


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """An empty store."""
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def owed(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2026, 12, 31))


def _sent(by: Viewer, name: str = "공문.pdf") -> StoredFile:
    return store_upload(io.BytesIO(papers.pdf()), name, by=by)


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def _claim(owed: Assignment, pieces: list[Piece], by: Viewer) -> Evidence:
    words = Words(status=DONE.status, actions_taken=DONE.actions_taken, evidence=pieces)
    return report_progress(owed.pk, words, version=owed.version, by=by).evidence.latest("pk")


def _returned(owed: Assignment) -> Assignment:
    Assignment.objects.filter(pk=owed.pk).update(stage=Stage.RETURNED, verification="insufficient")
    owed.refresh_from_db()
    return owed


def _system(department: Department, officer: User, *scopes: Scope) -> Viewer:
    today = timezone.localdate()
    _token, key = make_token(
        department, name="연계", scopes=scopes, responsible=officer, expires_on=None, on=today, by=None
    )
    caller = token_viewer(key, today)
    assert caller
    return caller


def test_an_upload_is_kept_under_a_clean_name_with_its_hash(by: Viewer, root: Path) -> None:
    file = _sent(by, "C:\\temp\\공문\u202e.pdf")
    assert (file.name, file.kind, file.size) == ("공문.pdf", "pdf", len(papers.pdf()))
    (there,) = _files(root)
    assert (there.name, there.read_bytes()) == (file.stored_as, papers.pdf())
    assert file.expires_at - file.uploaded_at == pytest.approx(timedelta(hours=24), abs=timedelta(seconds=5))


def test_a_refused_file_leaves_neither_row_nor_file(by: Viewer, root: Path) -> None:
    with pytest.raises(FileRefused):
        store_upload(io.BytesIO(b"<html>"), "공문.pdf", by=by)
    assert not StoredFile.objects.exists()
    assert _files(root) == []


def test_a_row_that_cannot_be_stored_leaves_no_file(
    by: Viewer, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(StoredFile.objects, "create", fail)
    with pytest.raises(DatabaseError):
        _sent(by)
    assert _files(root) == []


@pytest.mark.parametrize("who", ["clerk", "coordinator", "councillor", "administrator"])
def test_files_are_sent_by_departments_and_the_secretariat(
    who: str, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises(PermissionDenied):
        _sent(as_viewer(request.getfixturevalue(who)))


def test_a_report_rests_on_numbers_links_and_files_together(owed: Assignment, by: Viewer) -> None:
    file = _sent(by)
    _claim(owed, [Piece("정보정책과-1"), Piece(url="https://a.example/"), Piece(upload=file.pk)], by)
    number, link, piece = Evidence.objects.order_by("pk")
    assert (number.document_number, link.url, piece.file) == ("정보정책과-1", "https://a.example/", file)
    assert piece.document_sha256 == file.sha256
    file.refresh_from_db()
    assert file.used_at is not None


def test_a_file_alone_is_evidence_enough_for_completion(owed: Assignment, by: Viewer) -> None:
    _claim(owed, [Piece(upload=_sent(by).pk)], by)
    owed.refresh_from_db()
    assert owed.stage == Stage.CLAIMED


def test_the_record_carries_the_hash_of_the_file_and_not_its_name(owed: Assignment, by: Viewer) -> None:
    piece = _claim(owed, [Piece(upload=_sent(by).pk)], by)
    assert "document_sha256" in Evidence.KEPT
    text = Event.objects.latest("number").text
    assert ["evidence", piece.pk] in [row[:2] for row in json.loads(text)["rows"]]
    assert "공문" not in text


@pytest.fixture
def of_another(
    request: pytest.FixtureRequest, by: Viewer, head: User, department: Department, as_viewer: AsViewer
) -> int:
    """An upload that `by` may not use, for one reason each."""
    ways: dict[str, Callable[[], int]] = {
        "unknown": lambda: 999_999,
        "a colleague's": lambda: _sent(as_viewer(head)).pk,
        "one's own system's": lambda: _sent(_system(department, by.user, Scope.REPORT)).pk,
        "used": lambda: _used(_sent(by)),
        "over": lambda: _over(_sent(by)),
    }
    return ways[request.param]()


def _used(file: StoredFile) -> int:
    StoredFile.objects.filter(pk=file.pk).update(used_at=timezone.now())
    return file.pk


def _over(file: StoredFile) -> int:
    StoredFile.objects.filter(pk=file.pk).update(expires_at=timezone.now())
    return file.pk


@pytest.mark.parametrize(
    "of_another", ["unknown", "a colleague's", "one's own system's", "used", "over"], indirect=True
)
def test_what_is_not_ones_own_to_use_is_unknown(of_another: int, owed: Assignment, by: Viewer) -> None:
    with pytest.raises(ValidationError) as refused:
        _claim(owed, [Piece(upload=of_another)], by)
    (error,) = refused.value.error_dict["evidence"]
    assert error.code == "upload_unknown"
    assert owed.updates.count() == 1


def test_a_system_uses_what_it_sent_itself(owed: Assignment, department: Department, officer: User) -> None:
    system = _system(department, officer, Scope.REPORT)
    assert _claim(owed, [Piece(upload=_sent(system).pk)], system).file


def test_the_same_file_twice_in_a_report_is_refused(owed: Assignment, by: Viewer) -> None:
    piece = Piece(upload=_sent(by).pk)
    with pytest.raises(ValidationError, match="두 번"):
        _claim(owed, [piece, piece], by)


@pytest.mark.parametrize("piece", [Piece("가-1", upload=1), Piece(url="https://a.example/", upload=1)])
def test_a_piece_is_one_thing(piece: Piece, owed: Assignment, by: Viewer) -> None:
    file = _sent(by)
    both = Piece(piece.document_number, piece.url, upload=file.pk)
    with pytest.raises(ValidationError, match="하나씩"):
        _claim(owed, [both], by)
    file.refresh_from_db()
    assert file.used_at is None


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_for_the_first_and_is_told(owed: Assignment, by: Viewer) -> None:
    file, outcomes = _sent(by), []

    def second() -> None:
        try:
            add_evidence(owed.pk, [Piece(upload=file.pk)], version=1, by=by)
            outcomes.append("added")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        uploads.take([file.pk], by=by)
        thread.start()
        thread.join(timeout=1)
        assert outcomes == []
    thread.join()
    assert outcomes == ["refused"]


@pytest.mark.parametrize("stage", ["assigned", "working", "returned", "claimed"])
def test_evidence_is_added_while_the_matter_is_open(stage: str, owed: Assignment, by: Viewer) -> None:
    if stage == "claimed":
        _claim(owed, [Piece("정보정책과-1")], by)
    elif stage == "returned":
        _returned(owed)
    elif stage == "assigned":
        Assignment.objects.filter(pk=owed.pk).update(stage=stage, reported_status="not_reported")
    owed.refresh_from_db()
    (row,) = add_evidence(owed.pk, [Piece(upload=_sent(by).pk)], version=owed.version, by=by)
    before, status = owed.version, owed.reported_status
    owed.refresh_from_db()
    assert (owed.stage, owed.version, owed.reported_status) == (stage, before + 1, status)
    assert row.update is None
    event = Event.objects.latest("number")
    assert event.kind == "evidence_added"
    told = [line[:2] for line in json.loads(event.text)["rows"]]
    assert told == [["evidence", row.pk], ["storedfile", row.file_id]]


@pytest.mark.parametrize("stage", ["closed", "withdrawn"])
def test_nothing_is_added_to_what_is_over(stage: str, owed: Assignment, by: Viewer) -> None:
    closed = {"reported_status": "completed", "verification": "confirmed"} if stage == "closed" else {}
    Assignment.objects.filter(pk=owed.pk).update(stage=stage, **closed)
    with pytest.raises(NotAllowedNow):
        add_evidence(owed.pk, [Piece("정보정책과-1")], version=1, by=by)


def test_something_has_to_be_added_to_the_version_that_was_seen(owed: Assignment, by: Viewer) -> None:
    with pytest.raises(ValidationError) as refused:
        add_evidence(owed.pk, [], version=1, by=by)
    assert refused.value.error_dict["evidence"][0].code == "evidence_missing"
    with pytest.raises(Stale):
        add_evidence(owed.pk, [Piece("정보정책과-1")], version=2, by=by)


def test_the_secretariat_adds_what_came_on_paper_and_takes_nothing_away(
    owed: Assignment, secretariat: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(secretariat)
    (row,) = add_evidence(owed.pk, [Piece(upload=_sent(by).pk)], version=1, by=by)
    assert row.added_by == secretariat
    with pytest.raises(PermissionDenied):
        remove_evidence(row.pk, reason="잘못 올림", version=None, by=by)


def test_a_report_from_paper_brings_its_files(
    owed: Assignment, secretariat: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(secretariat)
    words = Words(status="completed", actions_taken="- 마침", evidence=[Piece(upload=_sent(by).pk)])
    report_from_paper(owed.pk, words, Letter(by.on, "기획과-1"), version=1, reported_on=by.on, by=by)
    assert Evidence.objects.get().file


@pytest.mark.parametrize("who", ["clerk", "coordinator", "councillor"])
def test_others_add_nothing(
    who: str, owed: Assignment, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises((PermissionDenied, NotVisible)):
        add_evidence(owed.pk, [Piece("정보정책과-1")], version=1, by=as_viewer(request.getfixturevalue(who)))


def test_a_system_adds_with_the_scope_for_evidence_alone(
    owed: Assignment, department: Department, officer: User
) -> None:
    with pytest.raises(PermissionDenied):
        add_evidence(owed.pk, [Piece("가-1")], version=1, by=_system(department, officer, Scope.REPORT))
    system = _system(department, officer, Scope.EVIDENCE)
    (row,) = add_evidence(owed.pk, [Piece(upload=_sent(system).pk)], version=1, by=system)
    with pytest.raises(PermissionDenied):
        remove_evidence(row.pk, reason="잘못 올림", version=None, by=system)


@pytest.fixture
def two(owed: Assignment, by: Viewer) -> list[Evidence]:
    """Two pieces added to an assignment by themselves."""
    return add_evidence(owed.pk, [Piece(upload=_sent(by).pk), Piece("가-1")], version=1, by=by)


def test_a_piece_taken_away_stays_with_its_reason(two: list[Evidence], by: Viewer, root: Path) -> None:
    piece = remove_evidence(two[0].pk, reason=" 다른 건의 파일 ", version=2, by=by)
    assert Evidence.objects.standing().get() == two[1]
    kept = Ground.objects.get()
    assert (piece.removal, kept.reason, kept.act) == (kept, "다른 건의 파일", "evidence_removed")
    assert len(_files(root)) == 1
    event = Event.objects.latest("number")
    told = json.loads(event.text)
    assert (event.kind, told["facts"]["evidence"]) == ("evidence_removed", piece.pk)
    assert [row[0] for row in told["rows"]] == ["ground"]
    assert "다른 건" not in event.text
    assert Assignment.objects.get().version == 3


def test_a_piece_is_taken_away_once_with_words_and_on_the_version_seen(
    two: list[Evidence], by: Viewer
) -> None:
    with pytest.raises(Stale):
        remove_evidence(two[0].pk, reason="잘못", version=1, by=by)
    with pytest.raises(ValidationError):
        remove_evidence(two[0].pk, reason=" ", version=2, by=by)
    remove_evidence(two[0].pk, reason="잘못", version=2, by=by)
    with pytest.raises(NotAllowedNow, match="이미"):
        remove_evidence(two[0].pk, reason="잘못", version=3, by=by)


def test_nothing_is_taken_away_while_the_council_checks(owed: Assignment, by: Viewer) -> None:
    piece = _claim(owed, [Piece("가-1"), Piece("가-2")], by)
    with pytest.raises(NotAllowedNow):
        remove_evidence(piece.pk, reason="잘못", version=None, by=by)


def test_a_claim_that_came_back_keeps_at_least_one_piece(owed: Assignment, by: Viewer) -> None:
    piece = _claim(owed, [Piece("가-1"), Piece("가-2")], by)
    _returned(owed)
    remove_evidence(piece.pk, reason="잘못", version=None, by=by)
    with pytest.raises(NotAllowedNow, match="하나뿐인"):
        remove_evidence(Evidence.objects.standing().get().pk, reason="잘못", version=None, by=by)


def test_what_a_published_document_carries_is_not_taken_away(owed: Assignment, by: Viewer) -> None:
    document = Document.objects.create(sha256="0" * 64, name="a.txt", size=1, text="a")
    row = Evidence.objects.create(
        assignment=owed, update=owed.updates.get(), document=document, document_sha256="0" * 64, line=3
    )
    with pytest.raises(NotAllowedNow, match="공개된"):
        remove_evidence(row.pk, reason="잘못", version=None, by=by)


def test_a_stranger_finds_no_piece(two: list[Evidence], stranger: User, as_viewer: AsViewer) -> None:
    with pytest.raises(NotVisible):
        remove_evidence(two[0].pk, reason="잘못", version=None, by=as_viewer(stranger))
    assert not access.visible_evidence(as_viewer(stranger)).exists()


def _age(row: StoredFile, **ages: timedelta) -> None:
    now = timezone.now()
    StoredFile.objects.filter(pk=row.pk).update(**{name: now - age for name, age in ages.items()})


def test_what_nobody_used_goes_and_what_was_used_stays(owed: Assignment, by: Viewer, root: Path) -> None:
    used, fresh, over = _sent(by), _sent(by), _sent(by)
    _claim(owed, [Piece(upload=used.pk)], by)
    _age(used, expires_at=timedelta(days=9))
    _age(over, expires_at=timedelta(seconds=1))
    assert forget_unused_files() == 1
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {used.pk, fresh.pk}
    assert {path.name for path in _files(root)} == {used.stored_as, fresh.stored_as}


def test_a_file_without_a_row_goes_once_no_request_can_be_writing_it(by: Viewer, root: Path) -> None:
    left = store.keep(io.BytesIO(b"orphan"))
    (half,) = (path.with_suffix(store.UNFINISHED) for path in _files(root))
    half.touch()
    known = _sent(by)
    assert forget_stray_files() == 0
    for path in _files(root):
        os.utime(path, (0, 0))
    assert forget_stray_files() == 2
    assert [path.name for path in _files(root)] == [known.stored_as]
    assert left.stored_as != known.stored_as


def test_many_at_once_are_removed_in_rounds(by: Viewer, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "A_ROUND", 2)
    for _ in range(5):
        _age(_sent(by), expires_at=timedelta(hours=1))
    assert forget_unused_files() == 5
    assert _files(root) == []


def test_a_draft_holds_its_files_and_lets_them_go_with_it(owed: Assignment, by: Viewer) -> None:
    file = _sent(by)
    save_draft(owed.pk, {"plan": "", "uploads": f"{file.pk}\n999"}, base_version=1, by=by)
    file.refresh_from_db()
    assert file.expires_at > timezone.now() + timedelta(days=29)
    discard_draft(owed.pk, by=by)
    assert not uploads.unused([file.pk], by=by).exists()


def test_a_report_that_was_sent_back_brings_its_files_along(
    owed: Assignment, department: Department, by: Viewer, head: User, as_viewer: AsViewer, root: Path
) -> None:
    Department.objects.filter(pk=department.pk).update(gates="head")
    first = _claim(owed, [Piece(upload=_sent(by).pk), Piece("가-1")], by)
    owed.refresh_from_db()
    send_back(owed.pk, version=owed.version, reason="고칠 곳", by=as_viewer(head))
    draft = ReportDraft.objects.get().fields
    (again,) = uploads.unused([int(draft["uploads"])], by=by)
    assert (again.name, draft["evidence"]) == ("공문.pdf", "가-1")
    assert len(_files(root)) == 2
    owed.refresh_from_db()
    second = _claim(owed, [Piece(upload=again.pk)], by)
    used = Evidence.objects.exclude(file=None).values_list("update", flat=True)
    assert set(used) == {first.update_id, second.update_id}


def test_a_draft_does_not_hold_another_ones_file(
    owed: Assignment, by: Viewer, head: User, as_viewer: AsViewer
) -> None:
    file = _sent(as_viewer(head))
    save_draft(owed.pk, {"uploads": str(file.pk)}, base_version=1, by=by)
    before = file.expires_at
    file.refresh_from_db()
    assert file.expires_at == before
