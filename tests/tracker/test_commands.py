"""import_report and export_report as people's scripts use them."""

from __future__ import annotations

import io
import json
import os
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audits.models import Audit, Committee, Department, Document, Event, User
from seeds import organisation
from tests.tracker.actions.test_import_demands import REPORT
from tracker.models import ProgressUpdate, Tenure

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "2019-audit-results.txt"
real_report = pytest.mark.skipif(not REAL.exists(), reason="../shared/data is absent")


def _run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def _import(path: Path, *more: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_run("import_report", str(path), *more, "--json"))
    return answer


@pytest.fixture
def file(tmp_path: Path, department: Department, neighbour: Department) -> Path:
    path = tmp_path / "보고서.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def _stored() -> int:
    return Audit.objects.count() + Document.objects.count() + Event.objects.count()


IT = ("--year", "2025", "--body", "정보국", "--report-date", "2025-12-01")


def test_the_answer_has_the_promised_shape(file: Path) -> None:
    answer = _import(file, *IT)
    assert list(answer) == ["declared", "parsed", "differences", "problems", "existing", "items"]
    assert answer["declared"]["total"] == answer["parsed"]["total"] == 4
    assert set(answer["items"][0]) == {
        "number",
        "category",
        "text",
        "departments",
        "wording",
        "status",
        "actions_taken",
        "plan",
        "planned_until",
        "line",
    }
    assert Audit.objects.get().demands.count() == 4


def test_a_dry_run_stores_nothing_at_all(file: Path) -> None:
    assert _import(file, *IT, "--dry-run")["existing"] is None
    assert _stored() == 0


def test_the_second_time_it_says_what_is_there(file: Path) -> None:
    _import(file, *IT)
    assert _import(file, *IT)["existing"] == {"same": 4, "changed": 0, "new": 0}
    assert Document.objects.count() == 1


def test_without_json_it_answers_in_words(file: Path) -> None:
    assert _run("import_report", str(file), *IT).splitlines() == ["읽은 항목 4건", "저장하였습니다."]


def _refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as refused:
        _run("import_report", *arguments)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert _stored() == 0
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("추진완료", "보류함"), "연번 1"),
        (("시정·처리요구사항\n○", "\n○"), "구분"),
        (("○ 새 건물을 지을 것", "○"), "연번 3"),
    ],
    ids=["unknown wording", "no category", "no text"],
)
def test_an_item_that_cannot_be_stored_is_named_and_nothing_is(
    change: tuple[str, str], named: str, file: Path
) -> None:
    file.write_text(REPORT.replace(*change), encoding="utf-8")
    assert named in _refused(str(file), *IT)


@pytest.mark.parametrize(
    "change",
    [
        ("--body", "가" * 101),
        ("--body", os.fsdecode(b"\xff")),
        ("--body", " "),
        ("--year", "1990"),
        ("--report-date", "2099-01-01"),
        ("--report-date", "2024-12-31"),
        ("--due-date", "2025-11-30"),
        ("--committee", "없는위원회"),
    ],
    ids=ascii,
)
def test_what_no_report_has_is_refused_in_one_line(change: tuple[str, str], file: Path) -> None:
    _refused(str(file), *IT, *change)


@pytest.mark.parametrize("body", [" 정보국 ", "정 보 국", unicodedata.normalize("NFD", "정보국")])
def test_the_same_body_written_otherwise_is_there_already(body: str, file: Path) -> None:
    _import(file, *IT)
    assert _import(file, *IT, "--body", body)["existing"] == {"same": 4, "changed": 0, "new": 0}
    assert Audit.objects.count() == 1


def test_a_committee_follows_up_what_was_imported_for_it(
    file: Path, committee: Committee, other_committee: Committee
) -> None:
    _import(file, *IT, "--committee", committee.name)
    assert Audit.objects.get().committee == committee


def test_without_a_report_date_none_is_stored(file: Path) -> None:
    _import(file, "--year", "2025", "--body", "정보국")
    assert Audit.objects.get().report_date is None
    assert set(ProgressUpdate.objects.values_list("reported_on", flat=True)) == {date(2025, 12, 31)}


def test_answers_of_a_year_that_is_not_over_are_of_today(file: Path) -> None:
    year = timezone.localdate().year
    _import(file, "--year", str(year), "--body", "정보국", "--other-year")
    assert max(ProgressUpdate.objects.values_list("reported_on", flat=True)) <= timezone.localdate()
    assert max(Tenure.objects.values_list("start_on", flat=True)) <= timezone.localdate()


def test_a_name_that_is_no_text_keeps_its_document(file: Path) -> None:
    odd = file.rename(file.parent / os.fsdecode(b"\xff.txt"))
    _import(odd, *IT)
    assert Document.objects.get().name == "\ufffd.txt"


def test_what_is_no_file_is_not_read_at_all(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        assert "파일이 아닙니다" in _refused(str(path), *IT)


def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as hole:
        hole.truncate(1 << 40)
    monkeypatch.delattr(Path, "read_bytes")
    assert "20MB" in _refused(str(large), *IT)


BAD = {
    "empty": b"",
    "spaces": b" \n\n",
    "binary": os.urandom(4096),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "archive": b"PK\x03\x04" + bytes(200),
    "nul bytes": "○ 요구\0 사항".encode(),
    "fifty megabytes": "예산 요구서 금액 1,000원\n".encode() * 1_500_000,
    "a budget paper": (
        "2026년도 세출예산 사업명세서\n" + "○ 정보화 사업 운영: 1,200,000천원\n- 인건비 300,000천원\n" * 40
    ).encode(),
    "any other text": ("바람이 불고 비가 왔다. 그는 길을 나섰다.\n" * 200).encode(),
    "half a character": "○ 요구사항".encode()[:-1],
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_is_no_report_is_refused_in_one_line_and_nothing_is_stored(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        _run("import_report", str(path), *IT)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert any("가" <= letter <= "힣" for letter in str(refused.value))
    assert _stored() == 0


@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "utf-8-sig", "utf-16-le"])
def test_other_encodings_are_read_alike(tmp_path: Path, file: Path, encoding: str) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(REPORT.replace("’", "'").encode(encoding))
    plain = tmp_path / "plain.txt"
    plain.write_text(REPORT.replace("’", "'"), encoding="utf-8")
    assert _import(other, *IT, "--dry-run") == _import(plain, *IT, "--dry-run")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="열 수 없습니다"):
        _run("import_report", str(tmp_path / "none.txt"), *IT)


def test_the_export_holds_what_was_imported(file: Path, tmp_path: Path) -> None:
    _import(file, *IT)
    _run("export_report", "--audit", "2025", "--format", "json", "--output", str(tmp_path / "out.json"))
    told = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert told["summary"]["total"]["completed"] == 2
    assert [item["number"] for item in told["items"]] == [1, 2, 3, 4]
    assert told["record"].startswith(f"{Event.objects.count()}:")


@pytest.mark.parametrize("audit", ["1999", "작년", "999999999999999999999"])
def test_an_unknown_audit_is_refused(audit: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        _run("export_report", "--audit", audit, "--format", "json", "--output", str(tmp_path / "out.json"))
    assert refused.value.returncode == 2
    assert not (tmp_path / "out.json").exists()


def test_an_administrator_gets_a_link_and_asking_again_gets_a_new_one(client: Any) -> None:
    first = _run("create_administrator", "--email", "it@demo.example").strip()
    second = _run("create_administrator", "--email", "IT@demo.example").strip()
    assert User.objects.count() == 1
    path = first.split("8000", 1)[-1] if "8000" in first else first.split("/", 3)[-1]
    assert client.get("/" + path.lstrip("/")).status_code == 410
    assert first != second


@real_report
class TestTheRealReport:
    """The published report of 2019, on the organisation of its day."""

    @pytest.fixture
    def answer(self) -> dict[str, Any]:
        organisation.plant()
        it = ("--year", "2019", "--body", "스마트도시정책관", "--report-date", "2020-11-01")
        return _import(REAL, *it)

    def test_totals_agree_with_the_documents_table(self, answer: dict[str, Any]) -> None:
        assert answer["declared"] == answer["parsed"]
        assert answer["differences"] == []
        rows = {
            row["category"]: (row["total"], row["completed"], row["in_progress"])
            for row in answer["parsed"]["rows"]
        }
        assert rows == {"corrective": (24, 12, 12), "suggestion": (2, 0, 2), "submission": (6, 6, 0)}

    def test_every_item_has_its_departments(self, answer: dict[str, Any]) -> None:
        assert all(item["departments"] for item in answer["items"])
        assert answer["items"][26]["departments"] == [
            "스마트도시담당관",
            "빅데이터담당관",
            "정보통신보안담당관",
        ]

    def test_it_is_stored_as_it_was_read(self, answer: dict[str, Any]) -> None:
        assert len(answer["items"]) == 32
        audit = Audit.objects.get(year=2019)
        assert audit.demands.count() == 32
        assert Document.objects.get().text.count("추진상황") == 32
