"""Files through the API: sent, named in a report, added, taken away, taken home."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from audits.models import Department, Event, Scope, User
from tests.factories import assign, make_demand
from tests.tracker.api.conftest import API, Answer, Caller, KeyOf, problem, tag
from tests.tracker.files import papers
from tracker.files.inspection import LARGEST
from tracker.models import Assignment, Evidence, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

DONE = {"status": "completed", "actions_taken": "- 시행"}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """An empty store."""
    settings.FILES_ROOT = tmp_path
    return tmp_path


def send(caller: Caller, content: bytes = b"", name: str = "공문.pdf", field: str = "file") -> Answer:
    """Send one file."""
    file = SimpleUploadedFile(name, content or papers.pdf())
    return caller.client.post(f"{API}uploads/", {field: file}, headers=caller.headers)


def _delete(caller: Caller, row: Assignment, evidence: int, body: object, **headers: str) -> Answer:
    path = f"{API}assignments/{row.pk}/evidence/{evidence}/"
    asked = {"If-Match": tag(row)} | {name.replace("_", "-"): value for name, value in headers.items()}
    return caller.client.delete(path, body, "application/json", headers=caller.headers | asked)


@pytest.fixture
def sent(system: Caller) -> int:
    """The id of a file that the department's system sent."""
    return int(send(system).json()["id"])


def test_a_file_is_kept_for_a_day_under_its_hash(system: Caller) -> None:
    answer = send(system)
    assert answer.status_code == 201
    told = answer.json()
    assert told["sha256"] == hashlib.sha256(papers.pdf()).hexdigest()
    assert (told["size"], told["name"]) == (len(papers.pdf()), "공문.pdf")
    left = datetime.fromisoformat(told["expires"]) - timezone.now()
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_report_names_a_file_beside_numbers_and_links(held: Assignment, system: Caller, sent: int) -> None:
    evidence = [{"document_number": "정보정책과-12"}, {"url": "https://a.example/"}, {"upload": sent}]
    report = DONE | {"evidence": evidence}
    answer = system.post(f"assignments/{held.pk}/progress/", report, If_Match=tag(held))
    assert answer.status_code == 201
    assert Evidence.objects.filter(file=sent, document_sha256__gt="").count() == 1
    (told,) = system.get(f"assignments/{held.pk}/").json()["reports"]
    assert [piece["file"] for piece in told["evidence"]] == [None, None, "공문.pdf"]
    assert told["evidence"][2]["sha256"] == hashlib.sha256(papers.pdf()).hexdigest()


def test_a_file_is_used_once(held: Assignment, system: Caller, sent: int) -> None:
    report = DONE | {"evidence": [{"upload": sent}]}
    for status in (201, 400):
        answer = system.post(f"assignments/{held.pk}/progress/", report, If_Match=tag(held))
        assert answer.status_code == status
    assert "evidence" in answer.json()["errors"]


def test_another_ones_file_is_as_good_as_none(
    held: Assignment, seated: Callable[[User], Caller], officer: User, system: Caller
) -> None:
    of_the_person = send(seated(officer)).json()["id"]
    told = [
        problem(
            system.post(
                f"assignments/{held.pk}/progress/", DONE | {"evidence": [{"upload": one}]}, If_Match=tag(held)
            ),
            400,
        )
        for one in (of_the_person, 999_999)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("content", "name", "status", "kind"),
    [
        (b"<html></html>", "a.pdf", 415, "file_type"),
        (papers.pdf(), "a.pdf.exe", 415, "file_type"),
        (papers.xlsx({"xl/vbaProject.bin": b"a"}), "a.xlsx", 415, "file_type"),
        (b"\x9b\x20DRMONE", "a.hwp", 415, "file_drm"),
        (papers.pdf("/Encrypt 1 0 R"), "a.pdf", 415, "file_encrypted"),
        (papers.png()[:-5], "a.png", 400, "file_broken"),
        (papers.pdf().ljust(LARGEST + 1), "a.pdf", 413, "file_too_big"),
    ],
    ids=["type", "ending", "macro", "drm", "password", "broken", "big"],
)
def test_what_is_wrong_with_a_file_is_told_in_a_sentence_of_its_own(
    content: bytes, name: str, status: int, kind: str, system: Caller
) -> None:
    told = problem(send(system, content, name), status)
    assert told["type"].endswith(f"#{kind}")
    assert name in told["detail"]
    assert not StoredFile.objects.exists()


def test_an_empty_file_is_told(system: Caller) -> None:
    file = SimpleUploadedFile("a.pdf", b"")
    answer = system.client.post(f"{API}uploads/", {"file": file}, headers=system.headers)
    assert problem(answer, 400)["type"].endswith("#file_empty")


def test_the_largest_file_is_taken(system: Caller) -> None:
    assert send(system, papers.pdf().ljust(LARGEST)).status_code == 201


def test_only_this_address_takes_as_much(held: Assignment, system: Caller) -> None:
    body = b'{"plan": "' + b"a" * (3 * 1024 * 1024) + b'"}'
    problem(system.post_raw(f"assignments/{held.pk}/progress/", body, If_Match=tag(held)), 413)


def test_a_body_larger_than_any_file_is_refused_unread(system: Caller) -> None:
    problem(
        system.client.generic(
            "POST",
            f"{API}uploads/",
            b"",
            "multipart/form-data; boundary=b",
            headers=system.headers,
            CONTENT_LENGTH=str(22 * 1024 * 1024),
        ),
        413,
    )


@pytest.mark.parametrize("files", [[], ["a.pdf", "b.pdf"]])
def test_one_file_at_a_time(files: list[str], system: Caller) -> None:
    body: dict[str, object] = {name: SimpleUploadedFile(name, papers.pdf()) for name in files}
    answer = system.client.post(f"{API}uploads/", body, headers=system.headers)
    assert "file" in problem(answer, 400)["errors"]


def test_json_is_no_file(system: Caller) -> None:
    problem(system.post("uploads/", {"file": "a"}), 415)


def test_the_name_of_the_field_does_not_matter(system: Caller) -> None:
    assert send(system, field="content").status_code == 201


@pytest.mark.parametrize(
    ("scopes", "status"),
    [((Scope.REPORT,), 201), ((Scope.EVIDENCE,), 201), ((Scope.READ,), 403), ((Scope.EXTENSION,), 403)],
)
def test_a_key_sends_files_where_it_may_report_or_add(
    scopes: tuple[str, ...], status: int, key_of: KeyOf, department: Department, officer: User
) -> None:
    assert send(key_of(department, officer, scopes)).status_code == status


def test_nobody_sends_a_file_without_a_key_or_from_another_site(officer: User) -> None:
    assert send(Caller({})).status_code == 401
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.force_login(officer)
    assert send(Caller({}, elsewhere)).status_code == 403
    assert not StoredFile.objects.exists()


@pytest.fixture
def no_room() -> Iterator[None]:
    """The system refuses to write more than 64 KB to a file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_leaves_nothing(system: Caller, root: Path, no_room: None) -> None:
    answer = send(system, papers.pdf().ljust(200_000))
    assert "증빙자료 보관소" in problem(answer, 503)["detail"]
    assert not StoredFile.objects.exists()
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_evidence_is_added_outside_a_report(held: Assignment, system: Caller, sent: int) -> None:
    body = {"evidence": [{"upload": sent}, {"document_number": "가-1"}]}
    assert system.post(f"assignments/{held.pk}/evidence/", body).status_code == 428
    answer = system.post(f"assignments/{held.pk}/evidence/", body, If_Match=tag(held))
    assert answer.status_code == 201
    assert answer.headers["ETag"] == tag(held)
    assert (answer.json()["stage"], answer.json()["version"]) == ("assigned", 2)
    alone = system.get(f"assignments/{held.pk}/").json()["evidence"]
    assert [(piece["file"], piece["document_number"]) for piece in alone] == [
        ("공문.pdf", ""),
        (None, "가-1"),
    ]


def test_nothing_is_no_evidence(held: Assignment, system: Caller) -> None:
    bodies: list[object] = [{}, {"evidence": []}, {"evidence": [{}]}]
    for body in bodies:
        problem(system.post(f"assignments/{held.pk}/evidence/", body, If_Match=tag(held)), 400)


@pytest.fixture
def added(held: Assignment, system: Caller, sent: int) -> Evidence:
    """A file added to an assignment."""
    system.post(f"assignments/{held.pk}/evidence/", {"evidence": [{"upload": sent}]}, If_Match=tag(held))
    return Evidence.objects.get()


def test_a_person_takes_a_piece_away_and_it_stays_on_record(
    held: Assignment, added: Evidence, seated: Callable[[User], Caller], officer: User
) -> None:
    person = seated(officer)
    problem(_delete(person, held, added.pk, {}), 400)
    problem(_delete(person, held, added.pk, {"reason": "잘못"}, If_Match='"a1-v0"'), 412)
    answer = _delete(person, held, added.pk, {"reason": "다른 건의 파일"}, Idempotency_Key="one")
    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    again = _delete(person, held, added.pk, {"reason": "다른 건의 파일"}, Idempotency_Key="one")
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(_delete(person, held, added.pk, {"reason": "다른 건의 파일"}), 409)
    assert Event.objects.filter(kind="evidence_removed").count() == 1
    (told,) = person.get(f"assignments/{held.pk}/").json()["evidence"]
    assert told["removed_on"] == timezone.localdate().isoformat()
    assert person.get(f"evidence/{added.pk}/file/").status_code == 200


def test_a_key_takes_nothing_away_and_an_address_names_its_own_pieces(
    held: Assignment, added: Evidence, system: Caller, seated: Callable[[User], Caller], officer: User
) -> None:
    problem(_delete(system, held, added.pk, {"reason": "잘못"}), 403)
    problem(_delete(seated(officer), held, 999_999, {"reason": "잘못"}), 404)
    other = assign(make_demand(held.demand.audit, 2), held.department)
    problem(_delete(seated(officer), other, added.pk, {"reason": "잘못"}), 404)
    assert Evidence.objects.standing().count() == 1


def test_a_file_is_taken_home_and_never_opened_on_the_way(added: Evidence, system: Caller) -> None:
    answer = system.get(f"evidence/{added.pk}/file/", Accept="application/pdf")
    assert b"".join(answer.streaming_content) == papers.pdf()
    assert answer.headers["Content-Disposition"] == ("attachment; filename*=utf-8''%EA%B3%B5%EB%AC%B8.pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/pdf"


def test_who_may_not_see_a_piece_does_not_learn_that_it_is_there(
    added: Evidence, other_system: Caller, key_of: KeyOf, department: Department, officer: User
) -> None:
    problem(other_system.get(f"evidence/{added.pk}/file/"), 404)
    problem(other_system.get("evidence/999999/file/"), 404)
    problem(Caller({}).get(f"evidence/{added.pk}/file/"), 401)
    blind = key_of(department, officer, (Scope.EVIDENCE,))
    problem(blind.get(f"evidence/{added.pk}/file/"), 403)


def test_a_number_has_no_file(held: Assignment, system: Caller) -> None:
    system.post(
        f"assignments/{held.pk}/evidence/", {"evidence": [{"document_number": "가-1"}]}, If_Match=tag(held)
    )
    problem(system.get(f"evidence/{Evidence.objects.get().pk}/file/"), 404)


def test_a_file_that_is_gone_is_an_alarm_and_no_fault(
    added: Evidence, system: Caller, root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for path in root.rglob("*"):
        if path.is_file():
            path.unlink()
    assert "증빙자료 보관소" in problem(system.get(f"evidence/{added.pk}/file/"), 503)["detail"]
    assert "cannot be read" in caplog.text
