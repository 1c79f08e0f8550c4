"""Processes that die with whoever started them, also when that one was killed with -9."""

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from typing import Final

PR_SET_PDEATHSIG: Final = 1
NOBODY: Final = 65534


class CannotStart(Exception):
    """A server cannot start here; the text is one line for the person at the terminal."""


def dying_with_parent(command: Sequence[str | os.PathLike[str]], with_signal: str) -> list[str]:
    """`command`, to be sent `with_signal` ("INT", "TERM", "KILL") as soon as its parent is gone."""
    return [_tool("setpriv"), "--pdeathsig", with_signal, "--", *map(str, command)]


def as_nobody_when_root(command: Sequence[str]) -> list[str]:
    """`command` for a server that refuses root: root starts it in a user namespace that calls root "nobody".

    Files stay root's and nothing changes hands. An ordinary user starts it directly. It has to stand outside
    of `dying_with_parent`: entering the namespace clears the signal. Raises CannotStart where the
    system refuses user namespaces.
    """
    if os.getuid() != 0:
        return list(command)
    wrapper = [_tool("unshare"), "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
    if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode != 0:  # noqa: S603
        raise CannotStart(
            "PostgreSQL을 root로 시작할 수 없습니다. 일반 사용자로 실행하거나 DATABASE_URL을 지정하십시오 / "
            "user namespaces are refused here: run as an ordinary user, or set DATABASE_URL"
        )
    return [*wrapper, *command]


def die_with_parent() -> None:
    """Arrange that this very process is killed when its parent ends (Linux; elsewhere nothing happens)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _tool(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/bin:/bin")
    if found is None:
        raise CannotStart(
            f"이 시스템에는 {name} 명령이 없습니다. DATABASE_URL과 REDIS_URL을 지정하십시오 / "
            f"{name} (util-linux) is missing: set DATABASE_URL and REDIS_URL"
        )
    return found
