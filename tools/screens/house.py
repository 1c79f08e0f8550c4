"""The product for the time of the pictures: `manage.py up` on a data folder and a port of its own, with its demo."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from config.embedded.processes import CannotStart, dying_with_parent
from config.env import BASE_DIR

PASSWORD: Final = "of-the-pictures-alone-5"  # noqa: S105  (of a demo that nobody else reaches and that is gone after)
PATIENCE_SECONDS: Final = 180
KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


@contextmanager
def product() -> Iterator[str]:
    """The address at which it answers; what it kept is gone with the block. Raises CannotStart."""
    folder = Path(tempfile.mkdtemp(prefix="husok-screens-"))
    port = _free_port()
    said = folder / "said"
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    settings = {"DATA_DIR": str(folder / "var"), "PORT": str(port), "DEMO_PASSWORD": PASSWORD}
    try:
        with said.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603
                dying_with_parent([sys.executable, str(BASE_DIR / "manage.py"), "up"], "TERM"),
                env=kept | settings,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            _wait_until_ready(process, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "Ready: " not in said.read_text(encoding="utf-8"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(said.read_text(encoding="utf-8"))
        time.sleep(0.1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
