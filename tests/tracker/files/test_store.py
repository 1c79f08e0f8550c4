"""Files lie in the store whole or not at all."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import resource
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracker.files import store

LETTER = b"a letter of the office\n" * 100_000


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """An empty store."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


class Killed(io.BytesIO):
    """Content whose reader is killed once it has read a part."""

    def read(self, size: int | None = -1) -> bytes:
        """The first piece; then the process is gone."""
        if self.tell():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(size)


def _in_a_process_that_is_killed(content: io.BytesIO) -> None:
    child = os.fork()
    if child == 0:
        store.keep(content)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_a_file_comes_back_as_it_was(root: Path) -> None:
    kept = store.keep(io.BytesIO(LETTER))
    assert (kept.size, kept.sha256) == (len(LETTER), hashlib.sha256(LETTER).hexdigest())
    with store.opened(kept.stored_as, kept.size) as content:
        assert content.read() == LETTER
    (file,) = _files(root)
    assert file.relative_to(root).parts == (kept.stored_as[:2], kept.stored_as[2:4], kept.stored_as)


def test_the_same_content_twice_is_two_files(root: Path) -> None:
    assert store.keep(io.BytesIO(LETTER)).stored_as != store.keep(io.BytesIO(LETTER)).stored_as
    assert len(_files(root)) == 2


def test_nobody_else_on_the_machine_reads_it(root: Path) -> None:
    store.keep(io.BytesIO(LETTER))
    assert all(path.stat().st_mode & 0o007 == 0 for path in root.rglob("*"))


def test_file_and_directory_are_on_the_disk_before_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    really, rename = os.fsync, Path.rename

    def told(descriptor: int) -> None:
        kind = "directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        done.append(kind)
        really(descriptor)

    def renamed(here: Path, there: Path) -> Path:
        done.append("rename")
        return rename(here, there)

    monkeypatch.setattr(os, "fsync", told)
    monkeypatch.setattr(Path, "rename", renamed)
    store.keep(io.BytesIO(LETTER))
    assert done[-3:] == ["file", "rename", "directory"]
    assert done[:-3] == ["directory"] * 3


def test_a_kill_while_it_is_written_leaves_nothing_that_looks_whole(root: Path) -> None:
    _in_a_process_that_is_killed(Killed(LETTER))
    (left,) = _files(root)
    assert left.suffix == store.UNFINISHED
    assert list(store.strays(time.time() + 1)) == [left]


def test_a_kill_before_the_row_leaves_a_file_that_is_found(root: Path) -> None:
    _in_a_process_that_is_killed(io.BytesIO(LETTER))
    (left,) = _files(root)
    assert left.read_bytes() == LETTER
    assert list(store.strays(time.time() + 1)) == [left]
    assert list(store.strays(time.time() - 60)) == []


@pytest.fixture
def no_room() -> Iterator[None]:
    """From here on the system refuses to write more than a megabyte to a file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_nothing_half_is_left(root: Path, no_room: None) -> None:
    with pytest.raises(store.NoRoom):
        store.keep(io.BytesIO(LETTER))
    assert _files(root) == []


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "taken").touch()
    settings.FILES_ROOT = tmp_path / "taken" / "files"
    with pytest.raises(store.NoRoom):
        store.keep(io.BytesIO(LETTER))


def test_a_missing_file_is_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    kept = store.keep(io.BytesIO(LETTER))
    store.discard(kept.stored_as)
    store.discard(kept.stored_as)
    with pytest.raises(store.Missing):
        store.opened(kept.stored_as, kept.size)
    assert [line.levelno for line in caplog.records] == [logging.ERROR]


def test_a_file_that_was_cut_on_the_disk_is_an_alarm(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = store.keep(io.BytesIO(LETTER))
    os.truncate(_files(root)[0], 5)
    with pytest.raises(store.Missing):
        store.opened(kept.stored_as, kept.size)
    assert "has changed" in caplog.text


def test_a_twin_lives_on_without_the_first_and_counts_as_new(root: Path) -> None:
    kept = store.keep(io.BytesIO(LETTER))
    os.utime(_files(root)[0], (0, 0))
    other = store.twin(kept.stored_as)
    assert list(store.strays(time.time() - 60)) == []
    store.discard(kept.stored_as)
    with store.opened(other, kept.size) as content:
        assert content.read() == LETTER
    with pytest.raises(store.NoRoom):
        store.twin(kept.stored_as)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_a_name_is_never_a_way_out_of_the_store(name: str) -> None:
    with pytest.raises(ValueError, match="no name of the store"):
        store.discard(name)
