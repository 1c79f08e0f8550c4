"""`python -m tools.mutation [--module NAME] [--again] [--minutes N] [--page FILE]`: do tests hold the rules?

Exit 0 done; 1 too few killed, some untried, or a survivor without a reason; 2 the trials cannot be trusted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from config.embedded.processes import CannotStart
from config.env import BASE_DIR
from tools.mutation import ground, page, results, run, trial
from tools.mutation.ground import Broken
from tools.mutation.modules import LEAST_KILLED, MODULES, Module
from tools.mutation.results import Result, Trials
from tools.mutation.trial import End

KEPT: Final = BASE_DIR / "var" / "mutation.json"
DOUBTFUL: Final = frozenset({End.SURVIVED, End.TIMEOUT})


def main(arguments: list[str]) -> int:
    """Try, keep what was found, show it, and say what is wrong."""
    asked = _read(arguments)
    kept = results.load(KEPT)
    try:
        _try(asked, kept)
    except (Broken, CannotStart) as reason:
        sys.stderr.write(f"{type(reason).__name__}: {reason}\n")
        return 2
    every = [kept[module.name] for module in MODULES if module.name in kept]
    reasons = results.reasons()
    found = results.faults(every, reasons, LEAST_KILLED)
    found += [f"{module.name}: {_state(module, kept)}" for module in MODULES if _state(module, kept)]
    if asked.page and all(survivor.key in reasons for each in every for survivor in each.survivors()):
        asked.page.write_text(page.page(every, reasons), encoding="utf-8")
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return int(bool(found))


def _try(asked: argparse.Namespace, kept: dict[str, Trials]) -> None:
    """Hold the trials of each module that was asked for, one after the other; `kept` is renewed and saved."""
    if asked.show:
        return

    def keep(trials: Trials) -> None:
        kept[trials.module] = trials
        results.save(KEPT, kept)

    until = time.monotonic() + asked.minutes * 60
    trial.warm_up()
    with ground.servers():
        ground.make_pristine()
        for module in MODULES:
            if not asked.module or module.name in asked.module:
                run.try_all(module, _known(asked, kept.get(module.name)), until, keep)


def _known(asked: argparse.Namespace, before: Trials | None) -> dict[str, Result]:
    """What need not be tried again: nothing; with `--resume` all that was tried; with `--again` what was noticed, but
    for a timeout, which a busy machine can bring about."""
    if before is None or not (asked.again or asked.resume):
        return {}
    return {each.key: each for each in before.results if asked.resume or each.end not in DOUBTFUL}


def _state(module: Module, kept: Mapping[str, Trials]) -> str:
    """What is wrong with the results of a module as such; empty where they are of the code as it is."""
    if module.name not in kept:
        return "not tried"
    return "" if kept[module.name].digest == run.digest(run.source(module)) else "changed since it was tried"


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description="mutation testing")
    parser.add_argument("--module", action="append", choices=[module.name for module in MODULES])
    parser.add_argument(
        "--again", action="store_true", help="try only what survived, timed out, is new or was left"
    )
    parser.add_argument("--resume", action="store_true", help="go on where a run stopped")
    parser.add_argument("--show", action="store_true", help="try nothing: judge what was found before")
    parser.add_argument("--minutes", type=float, default=180, help="begin no trial after so many minutes")
    parser.add_argument("--page", type=Path, help="write the page, once every survivor has a reason")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
