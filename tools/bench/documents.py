"""Large reports, written in a form or read from text: which, with which limits, and how the page shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tools.bench.wanted import Wanted, figure

STEPS: Final = {  # by name: the form, how many demands
    "xlsx": ("xlsx", 10_000),
    "hwpx": ("hwpx", 1_000),
    "hwpx_more": ("hwpx", 3_000),
    "text": ("text", 10_000),
}
DOCUMENT_LIMITS: Final[Mapping[str, Wanted]] = {
    "xlsx_seconds": Wanted("XLSX of 10,000 demands: seconds", 3, is_least=False),
    "hwpx_seconds": Wanted("HWPX of 1,000 demands: seconds", 5, is_least=False),
    "hwpx_more_seconds": Wanted("HWPX of 3,000 demands: seconds", 15, is_least=False),
    "hwpx_growth": Wanted("The same: times as long as for 1,000, where 3 is linear", 4, is_least=False),
    "text_seconds": Wanted("A report of 10,000 demands read from text: seconds", 5, is_least=False),
    "text_megabytes": Wanted("The same: megabytes of the whole process", 300, is_least=False),
}


def measure(answer: Callable[[str, str, str], Mapping[str, float]]) -> dict[str, float]:
    """Every step, by `answer(step, form, count)`; the figures by the names of the limits."""
    found = {}
    for name, (form, count) in STEPS.items():
        for what, value in answer("paperwork", form, str(count)).items():
            found[f"{name}_{what}"] = value
    return found | {"hwpx_growth": found["hwpx_more_seconds"] / found["hwpx_seconds"]}


def section(found: Mapping[str, float]) -> list[str]:
    """The figures as a part of the page."""
    rows = [f"| {each.label} | {figure(found[name])} | {each} |" for name, each in DOCUMENT_LIMITS.items()]
    spoken = "Each in a process of its own, which has the report in memory already; seconds of processor."
    return ["## Documents", "", spoken, "", "| measure | found | wanted |", "|---|---:|---:|", *rows]
