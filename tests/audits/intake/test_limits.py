"""The process that reads files can do nothing else: asked of the real one, call by call."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from audits.intake import limits

ROOT = Path(limits.__file__).resolve().parents[2]
needs_filter = pytest.mark.skipif(
    platform.machine() not in {"x86_64", "aarch64"}, reason="the filter knows the calls of two machines"
)


def _bound(act: str, before: str = "") -> tuple[int, str]:
    """What the process says when it tries something under its limits: the error's name, or that it could."""
    script = (
        f"import os, signal, socket, subprocess\nfrom audits.intake import limits\n{before}\nlimits.bind()\n"
        f"try:\n    {act}\nexcept BaseException as error:\n    print(type(error).__name__)\nelse:\n    print('done')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return done.returncode, done.stdout.strip()


@needs_filter
@pytest.mark.parametrize(
    "act",
    [
        "socket.socket()",
        "socket.socketpair()",
        "subprocess.run(['/bin/true'])",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "open('{place}', 'w')",
        "open('{place}', 'a')",
        "open('{there}', 'r+')",
        "os.unlink('{there}')",
        "os.rename('{there}', '{place}')",
        "os.mkdir('{place}')",
        "os.symlink('{there}', '{place}')",
        "os.link('{there}', '{place}')",
        "os.chmod('{there}', 0o777)",
        "os.truncate('{there}', 0)",
    ],
)
def test_it_reaches_nothing_and_changes_nothing(act: str, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("as it was")
    code, said = _bound(act.format(place=tmp_path / "new", there=there))
    assert (code, said) == (0, "PermissionError")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert there.read_text() == "as it was"


def test_it_may_read_what_its_libraries_need() -> None:
    assert _bound("open('/etc/hostname').read()") == (0, "done")


def test_it_has_little_memory_and_cannot_raise_its_limits() -> None:
    assert _bound(f"bytearray({limits.MEMORY})") == (0, "MemoryError")
    assert _bound("limits.bind(memory=limits.MEMORY * 2)")[1] in {"ValueError", "PermissionError"}


def test_it_ends_when_its_time_is_over() -> None:
    script = "from audits.intake import limits\nlimits.bind(seconds=1)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=30)
    assert done.returncode < 0


@needs_filter
def test_writing_into_an_open_file_has_no_room(tmp_path: Path) -> None:
    place = tmp_path / "open"
    code, _ = _bound(
        "os.write(held, b'words')", before=f"held = os.open('{place}', os.O_WRONLY | os.O_CREAT)"
    )
    assert code in {0, -25}
    assert place.read_bytes() == b""
