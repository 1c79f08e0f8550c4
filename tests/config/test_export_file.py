"""The file `export_report` writes: whole or not at all, and for those the umask says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audits.models import Audit, Committee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def audit(committee: Committee, lists: None) -> Audit:
    return Audit.objects.create(year=2025, body="정보국", committee=committee, adopted_on=date(2025, 11, 20))


@pytest.fixture(params=[0o077, 0o027, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def export(output: Path | str, audit: str = "2025") -> None:
    call_command("export_report", "--audit", audit, "--format", "json", "--output", str(output))


def refusal(output: Path | str, audit: str = "2025") -> CommandError:
    with pytest.raises(CommandError) as refused:
        export(output, audit)
    assert "\n" not in str(refused.value)
    return refused.value


def test_the_umask_says_who_may_read_it(tmp_path: Path, umask: int) -> None:
    export(tmp_path / "out.json")
    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_file_for_its_owner_alone_stays_one(tmp_path: Path) -> None:
    (tmp_path / "out.json").touch(mode=0o600)
    export(tmp_path / "out.json")
    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "out.json").stat().st_size > 0


@pytest.mark.parametrize("name", ["", ".", "directory", "nowhere/out.json"])
def test_where_no_file_can_be_written_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "directory").mkdir()
    monkeypatch.chdir(tmp_path)
    assert refusal(name).returncode == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["directory"]
    assert [path for path in tmp_path.parent.glob(".*-*") if path.is_file()] == []


@pytest.mark.parametrize("audit_number", ["²", "٢٠٢٥년", "2" * 5000])
def test_what_is_no_number_of_an_audit_is_refused(tmp_path: Path, audit_number: str) -> None:
    assert refusal(tmp_path / "out.json", audit_number).returncode == 2
    assert list(tmp_path.iterdir()) == []
