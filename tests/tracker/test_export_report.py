"""export_report: which paper, of which day, or which frozen one; refused in one line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audits.access import Viewer
from audits.models import Audit, Committee, Department, User
from tests.factories import assign, make_audit, make_demand
from tests.tracker.actions.gates import LETTER
from tests.tracker.rounds import opened
from tracker.actions.audits import AuditFacts, set_up_audit
from tracker.actions.rounds import close_round
from tracker.models import Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def audit(department: Department) -> Audit:
    audit = make_audit()
    assign(make_demand(audit), department)
    return audit


@pytest.fixture
def snapshot(audit: Audit, coordinator: User, as_viewer: AsViewer) -> Snapshot:
    by = as_viewer(coordinator)
    close_round(opened(audit, by).pk, LETTER, by=by)
    return Snapshot.objects.get()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "report.json"


def _export(output: Path, *more: str) -> dict[str, Any]:
    wanted = ("--audit", "2025", "--format", "json", "--output", str(output), *more)
    call_command("export_report", *wanted, stdout=io.StringIO())
    told: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return told


def _refused(output: Path, *more: str) -> str:
    with pytest.raises(CommandError) as refused:
        _export(output, *more)
    assert (refused.value.returncode, output.exists()) == (2, False)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_without_more_words_it_is_the_executives_paper_of_today(audit: Audit, output: Path) -> None:
    told = _export(output)
    assert (told["paper"], told["frozen"], told["as_of"]) == (
        "result",
        False,
        timezone.localdate().isoformat(),
    )


def test_the_councils_paper_is_written_where_it_is_asked_for(audit: Audit, output: Path) -> None:
    told = _export(output, "--paper", "inspection")
    assert told["title"] == "2025년도 행정사무감사 이행점검 보고서"
    assert told["items"][0]["departments"][0]["found"] == ""


def test_a_frozen_report_is_written_as_it_was_frozen(
    snapshot: Snapshot, audit: Audit, department: Department, output: Path
) -> None:
    make_demand(audit, 2)
    told = _export(output, "--snapshot", str(snapshot.pk))
    assert (told["sha256"], told["frozen"], len(told["items"])) == (snapshot.sha256, True, 1)


def test_a_past_day_is_read_from_the_record(
    output: Path, clerk: User, committee: Committee, as_viewer: AsViewer
) -> None:
    set_up_audit(AuditFacts(year=2025, body="정보국", committee=committee), by=as_viewer(clerk))
    day = timezone.localdate() - timedelta(days=1)
    assert "기준일로 골라 주십시오" in _refused(output, "--as-of", day.isoformat())
    assert _export(output, "--as-of", timezone.localdate().isoformat())["items"] == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--as-of", "어제"), "날짜로 읽을 수 없습니다: 어제"),
        (("--as-of", "2099-01-01"), "아직 오지 않은 날"),
        (("--snapshot", "0"), "확정 보고서를 찾을 수 없습니다"),
        (("--snapshot", "9" * 30), "확정 보고서를 찾을 수 없습니다"),
        (("--snapshot", "1", "--paper", "result"), "함께 쓸 수 없습니다"),
        (("--snapshot", "1", "--as-of", "2026-01-01"), "함께 쓸 수 없습니다"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    audit: Audit, output: Path, more: tuple[str, ...], told: str
) -> None:
    assert told in _refused(output, *more)


def test_another_audits_frozen_report_is_not_this_ones(
    snapshot: Snapshot, output: Path, department: Department
) -> None:
    make_audit(2024)
    call = ("--audit", "2024", "--format", "json", "--output", str(output), "--snapshot", str(snapshot.pk))
    with pytest.raises(CommandError, match="찾을 수 없습니다"):
        call_command("export_report", *call)
