"""The step `paperwork`: a large report written in a form, or read from text, in a process of its own."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from importlib import import_module
from typing import Final

from audits.intake import text
from tools.bench.papers import official, published

READ: Final = "text"


def main(form: str, count: str) -> dict[str, float]:
    """Seconds of processor that writing or reading took, and the most memory that the whole process ever held."""
    begin = _reading(int(count)) if form == READ else _writing(form, int(count))
    began = time.process_time()
    begin()
    seconds = time.process_time() - began
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _writing(form: str, count: int) -> Callable[[], object]:
    report, module = official(count), import_module(f"tracker.exports.{form}")
    return lambda: module.written(report)


def _reading(count: int) -> Callable[[], object]:
    source, vocabulary = published(count)

    def read() -> None:
        found = len(text.read(source, vocabulary).items)
        if found != count:
            raise AssertionError(f"{found} of {count} demands were read")

    return read
