"""Runs one step in a process of its own, with Django ready: `python -m tools.bench.child STEP ARGUMENT…`.

A step is a module of the benchmark by its name, or any other by its whole name; it answers with one JSON object on
its standard output.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any

import django

from config.env import BASE_DIR


class StepFailed(Exception):
    """A step ended badly; what it said went to standard error."""


def answer_of(step: str, *arguments: str, environment: dict[str, str]) -> Any:
    """What a step answers. Raises StepFailed."""
    command = [sys.executable, "-m", "tools.bench.child", step, *arguments]
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, check=False)  # noqa: S603
    if done.returncode != 0:
        raise StepFailed(step)
    return json.loads(done.stdout)


if __name__ == "__main__":
    django.setup()
    step = sys.argv[1]
    module = importlib.import_module(step if "." in step else f"tools.bench.{step}")
    json.dump(module.main(*sys.argv[2:]), sys.stdout)
