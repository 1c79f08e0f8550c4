"""The verifier that stands alone: it needs nothing of the product, and finds what was changed by its number."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audits.models import Event, User
from audits.proof import Anchor
from config.env import BASE_DIR
from tests.told import tell_everything
from tools.verify_record import GENESIS
from tracker.proof import prove

TOOL = BASE_DIR / "tools" / "verify_record.py"
ENTRIES = 5


@dataclass
class Export:
    """Two files as an export has them, written without a line of the product; each line may be altered."""

    place: Path
    entries: list[bytes] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)

    def tell(self, number: int) -> None:
        """An entry that tells a row."""
        row = json.dumps(["note", number, [["text", f"글 {number}"]]]).encode()
        told = [["note", number, hashlib.sha256(row).hexdigest()]]
        entry = {"number": number, "previous": self.head.rpartition(":")[2], "rows": told}
        self.rows.append(row)
        self.entries.append(json.dumps(entry).encode())

    @property
    def head(self) -> str:
        """`N:hash` of the last entry."""
        digest = hashlib.sha256(self.entries[-1]).hexdigest() if self.entries else GENESIS
        return f"{len(self.entries)}:{digest}"

    def write(self) -> tuple[str, str]:
        """The two files."""
        record, rows = self.place / "record.jsonl", self.place / "rows.jsonl"
        record.write_bytes(b"".join(entry + b"\n" for entry in self.entries))
        rows.write_bytes(b"".join(row + b"\n" for row in self.rows))
        return str(record), str(rows)


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Five entries, a row each."""
    made = Export(tmp_path)
    for number in range(1, ENTRIES + 1):
        made.tell(number)
    return made


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """As somebody with nothing but Python would."""
    command = [sys.executable, "-I", "-S", str(TOOL), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env={})


def _found(export: Export, *more: str) -> list[tuple[str, int | None, int | None]]:
    """What the verifier finds: code, number of the entry, id of the row."""
    record, rows = export.write()
    done = _run(record, "--rows", rows, "--json", *more)
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if answer["ok"] else 1)
    assert answer["ok"] == (not answer["problems"])
    return [(found["code"], found["entry"], found["id"]) for found in answer["problems"]]


def test_it_needs_nothing_newer_than_python_3_8_and_nothing_but_its_library() -> None:
    tree = ast.parse(TOOL.read_text(encoding="utf-8"), feature_version=(3, 8))
    roots = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    roots |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert roots <= {"__future__", *sys.stdlib_module_names}


def test_what_nobody_touched_is_whole(export: Export) -> None:
    assert _found(export, "--anchor", export.head) == []


def test_it_says_what_it_counted_and_the_head(export: Export) -> None:
    record, rows = export.write()
    done = _run(record, "--rows", rows)
    assert done.returncode == 0
    assert done.stdout.endswith(f"whole: 5 entries, 5 rows, head {export.head}\n")
    assert "no anchor given" in done.stdout


def test_an_empty_record_is_whole(tmp_path: Path) -> None:
    assert _found(Export(tmp_path)) == []


Harm = Callable[[Export], None]


def _alter_entry(export: Export) -> None:
    export.entries[2] = export.entries[2].replace(b'"number": 3', b'"number":  3')


def _alter_row(export: Export) -> None:
    export.rows[3] = export.rows[3].replace(b'4"]', b'5"]')


def _give_row_another_number(export: Export) -> None:
    export.rows[3] = export.rows[3].replace(b'["note", 4,', b'["note", 44,')


def _swap(export: Export) -> None:
    export.entries[1], export.entries[2] = export.entries[2], export.entries[1]


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (_alter_entry, [("entry_altered", 3, None)]),
        (lambda export: export.entries.pop(2), [("entries_missing", 3, None), ("row_untold", None, 3)]),
        (lambda export: export.entries.__setitem__(2, b"{"), [("entry_unreadable", 3, None)]),
        (lambda export: export.entries.__setitem__(2, b"[" * 99_999), [("entry_unreadable", 3, None)]),
        (lambda export: export.entries.insert(3, export.entries[2]), [("entry_out_of_order", 3, None)]),
        (_alter_row, [("row_altered", None, 4)]),
        (_give_row_another_number, [("row_untold", None, 44), ("row_missing", None, 4)]),
        (lambda export: export.rows.pop(0), [("row_missing", None, 1)]),
        (lambda export: export.rows.append(export.rows[0]), [("row_twice", None, 1)]),
        (lambda export: export.rows.append(b"x"), [("row_unreadable", None, None)]),
    ],
)
def test_what_was_changed_is_named(
    export: Export, harm: Harm, expected: list[tuple[str, int | None, int | None]]
) -> None:
    harm(export)
    assert _found(export)[: len(expected)] == expected


def test_entries_that_changed_places_are_named(export: Export) -> None:
    _swap(export)
    assert _found(export)[:2] == [("entries_missing", 2, None), ("entry_out_of_order", 2, None)]


def test_the_last_entry_is_guarded_by_an_anchor_alone(export: Export) -> None:
    head = export.head
    export.entries[-1] = export.entries[-1].replace(b"{", b"{ ")
    assert _found(export) == []
    assert _found(export, "--anchor", head) == [("anchor_differs", 5, None)]


def test_a_cut_end_shows_against_an_anchor(export: Export) -> None:
    head = export.head
    export.entries.pop()
    export.rows.pop()
    assert _found(export) == []
    assert _found(export, "--anchor", head) == [("tail_cut", 4, None)]


def test_a_record_written_anew_shows_against_the_file_of_anchors(export: Export, tmp_path: Path) -> None:
    kept = tmp_path / "anchors.txt"
    kept.write_text(f"# kept\n\n2026-11-20T08:00:00+09:00 {export.head}\n")
    anew = Export(tmp_path)
    for number in range(2, ENTRIES + 2):
        anew.tell(number)
    anew.entries = [line.replace(b'"number": ', b'"number":') for line in anew.entries]
    assert ("anchor_differs", 5, None) in _found(anew, "--anchors", str(kept))


def test_a_row_told_differently_by_a_later_entry_is_named(export: Export) -> None:
    again = {"number": 6, "previous": export.head[2:], "rows": [["note", 1, "0" * 64]]}
    export.entries.append(json.dumps(again).encode())
    assert _found(export) == [("row_told_twice", 6, 1)]


@pytest.mark.parametrize("anchor", ["x", "0:" + "a" * 64, "5:abc", "-1:" + "a" * 64])
def test_what_is_no_anchor_is_refused(export: Export, anchor: str) -> None:
    record, _rows = export.write()
    assert _run(record, f"--anchor={anchor}").returncode == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = _run(str(tmp_path / "none.jsonl"))
    assert (done.returncode, "none.jsonl" in done.stderr, done.stdout) == (2, True, "")


@pytest.fixture
def demo(settings: Settings) -> None:
    """The demo, which every kind of person has worked on."""
    settings.DEMO = True
    settings.DEMO_PASSWORD = "for-the-demo-only"
    call_command("seed", stdout=io.StringIO())


@pytest.mark.django_db
def test_the_export_of_the_demo_verifies_and_a_changed_letter_in_it_does_not(
    demo: None, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    call_command("export_record", str(out), stdout=io.StringIO())
    whole = prove()
    record, rows = str(out / "record.jsonl"), str(out / "rows.jsonl")
    done = _run(record, "--rows", rows, "--anchor", str(whole.head), "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["problems"]) == (0, [])
    assert (answer["entries"], answer["head"]) == (whole.events, str(whole.head))
    assert 0 < answer["rows"] <= whole.rows
    told = (out / "rows.jsonl").read_bytes()
    (out / "rows.jsonl").write_bytes(told.replace("완료".encode(), "미완".encode(), 1))
    assert "row_altered" in _run(record, "--rows", rows).stdout


@pytest.mark.django_db
def test_an_export_says_how_to_check_it_and_opens_to_its_owner_alone(
    secretariat: User, tmp_path: Path
) -> None:
    tell_everything(secretariat)
    said = io.StringIO()
    call_command("export_record", str(tmp_path / "out"), stdout=said)
    last = Event.objects.order_by("-number").first()
    assert last
    head = str(Anchor(last.number, last.hash))
    assert (tmp_path / "out" / "README.txt").read_text(encoding="utf-8").count(head) == 4
    assert head in said.getvalue()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db
def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(CommandError, match="덮어쓰지 않습니다") as refused:
        call_command("export_record", str(tmp_path / "out"), stdout=io.StringIO())
    assert refused.value.returncode == 2
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.django_db
def test_an_export_to_nowhere_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="저장할 수 없습니다"):
        call_command("export_record", str(tmp_path / "no" / "out"), stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []
