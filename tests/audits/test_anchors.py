"""기록 확인값 outside the database: a line a day and head, never overwritten, and refused with a sentence."""

from __future__ import annotations

import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from audits import anchors, record
from audits.models import User
from audits.proof import Anchor, BadAnchor
from audits.record import Entry
from tests.notifications.conftest import MONDAY, at

pytestmark = pytest.mark.django_db

MORNING = at(MONDAY)
EVENING = at(MONDAY, 20)


@pytest.fixture(autouse=True)
def file(settings: Settings, tmp_path: Path) -> Path:
    """A file of anchors of this test alone, in a directory that is not there yet."""
    settings.ANCHOR_FILE = tmp_path / "elsewhere" / "anchors.txt"
    return Path(settings.ANCHOR_FILE)


def _tell(by: User) -> Anchor:
    record.append(Entry("told", by, None))
    return Anchor(*record.head())


def test_an_empty_record_leaves_nothing(file: Path) -> None:
    assert anchors.record_anchor(MORNING).anchor is None
    assert not file.exists()


def test_a_line_has_the_moment_of_the_office_and_the_head(file: Path, secretariat: User) -> None:
    head = _tell(secretariat)
    done = anchors.record_anchor(MORNING)
    assert (done.anchor, done.written) == (head, True)
    assert file.read_text() == f"2026-11-23T08:00:00+09:00 {head}\n"


def test_nobody_but_the_product_reads_the_file(file: Path, secretariat: User) -> None:
    _tell(secretariat)
    anchors.record_anchor(MORNING)
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_same_head_on_the_same_day_adds_nothing(file: Path, secretariat: User) -> None:
    _tell(secretariat)
    anchors.record_anchor(MORNING)
    assert not anchors.record_anchor(EVENING).written
    assert len(file.read_text().splitlines()) == 1


def test_the_same_head_on_another_day_adds_a_line(file: Path, secretariat: User) -> None:
    head = _tell(secretariat)
    anchors.record_anchor(MORNING)
    assert anchors.record_anchor(MORNING + timedelta(days=1)).written
    assert anchors.file_anchors() == [head, head]
    assert anchors.kept_anchors() == [head]


def test_a_new_head_on_the_same_day_adds_a_line(secretariat: User) -> None:
    first = _tell(secretariat)
    anchors.record_anchor(MORNING)
    second = _tell(secretariat)
    anchors.record_anchor(EVENING)
    assert anchors.kept_anchors() == [first, second]


def test_a_line_that_was_cut_short_stays_by_itself_and_is_named(file: Path, secretariat: User) -> None:
    head = _tell(secretariat)
    file.parent.mkdir()
    file.write_text("2026-11-22T08:00:00+09:00 1:ab")
    anchors.record_anchor(MORNING)
    assert file.read_text().splitlines()[1].endswith(str(head))
    with pytest.raises(BadAnchor, match="1:ab"):
        anchors.kept_anchors()


def test_a_line_that_a_full_disk_cut_short_is_taken_back(
    file: Path, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _tell(secretariat)
    anchors.record_anchor(MORNING)
    _tell(secretariat)
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, line: write(descriptor, line[:30]))
    with pytest.raises(anchors.NotKept, match=r"anchors\.txt"):
        anchors.record_anchor(EVENING)
    assert anchors.file_anchors() == [first]


def test_it_knows_whether_there_is_one_of_today(secretariat: User) -> None:
    assert not anchors.anchored_on(MONDAY)
    _tell(secretariat)
    anchors.record_anchor(MORNING)
    assert anchors.anchored_on(MONDAY)
    assert not anchors.anchored_on(MONDAY + timedelta(days=1))


def test_a_file_that_cannot_be_written_is_refused_with_its_name(
    settings: Settings, secretariat: User, tmp_path: Path
) -> None:
    _tell(secretariat)
    (tmp_path / "a file").touch()
    settings.ANCHOR_FILE = tmp_path / "a file" / "anchors.txt"
    with pytest.raises(CommandError, match=r"a file/anchors\.txt") as refused:
        call_command("record_anchor")
    assert refused.value.returncode == 2


def test_a_file_that_is_no_text_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(os.urandom(64) + b"\xff")
    with pytest.raises(BadAnchor, match=r"anchors\.txt"):
        anchors.kept_anchors()


def test_the_command_answers_in_json(file: Path, secretariat: User) -> None:
    head = _tell(secretariat)
    out = io.StringIO()
    call_command("record_anchor", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "anchor": str(head),
        "written": True,
        "timestamp": None,
        "timestamp_refusal": None,
    }


def test_the_command_says_that_there_is_one_already(secretariat: User) -> None:
    _tell(secretariat)
    call_command("record_anchor", stdout=io.StringIO())
    out = io.StringIO()
    call_command("record_anchor", stdout=out)
    assert "오늘 이미 남겼습니다" in out.getvalue()


def test_what_was_kept_is_held_against_the_record(file: Path, secretariat: User) -> None:
    _tell(secretariat)
    file.parent.mkdir()
    file.write_text(f"{timezone.now().isoformat()} 1:{'a' * 64}\n")
    with pytest.raises(CommandError, match="바뀐 흔적"):
        call_command("verify_record", stdout=io.StringIO())
