"""`python -m tools.chaos [--messages N] [--kills N] [--flushes N] [--seconds S] [--seed N] [--page FILE]`.

Exit 0: the product kept its promise and both naive senders broke it; 1: not so; 2: the run could not be held.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from config.embedded.processes import CannotStart
from config.supervisor import GaveUp
from tools.bench.child import StepFailed
from tools.chaos import page, run
from tools.chaos.run import Asked, Trial

FAULTS_SHOWN: Final = 20


def main(arguments: list[str]) -> int:
    """Hold the run, show it, and say what is wrong."""
    asked, where, keep = _read(arguments)
    try:
        with _directory(keep) as data:
            trials = [_told(trial) for trial in run.run(asked, data)]
    except (CannotStart, GaveUp, StepFailed) as reason:
        sys.stderr.write(f"{type(reason).__name__}: {reason}\n")
        return 2
    text = page.page(asked, trials)
    sys.stdout.write(text)
    found = run.wrong(asked, trials)
    if where and not found:
        where.write_text(text, encoding="utf-8")
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return int(bool(found))


def _told(trial: Trial) -> Trial:
    """Say at once how a sender fared."""
    found = trial.judgement
    sys.stderr.write(f"{trial.name}: {trial.seconds:.0f} s, {dict(found.ends)}, {len(found.faults)} faults\n")
    for fault in found.faults[:FAULTS_SHOWN]:
        sys.stderr.write(f"  {fault}\n")
    return trial


def _read(arguments: Sequence[str]) -> tuple[Asked, Path | None, bool]:
    parser = argparse.ArgumentParser(prog="make chaos", description="Kills everything while mail is sent.")
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--flushes", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=330.0, help="over how long the faults are spread")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument(
        "--page", type=Path, help="where to write the results as well, if all went as it should"
    )
    parser.add_argument("--keep", action="store_true", help="leave the directory of the run where it is")
    asked = parser.parse_args(arguments)
    size = Asked(asked.messages, asked.kills, asked.flushes, asked.seconds, asked.seed)
    return size, asked.page, asked.keep


@contextmanager
def _directory(keep: bool) -> Iterator[Path]:
    data = Path(tempfile.mkdtemp(prefix="husok-chaos-"))
    try:
        yield data
    finally:
        if keep:
            sys.stderr.write(f"kept: {data}\n")
        else:
            shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
