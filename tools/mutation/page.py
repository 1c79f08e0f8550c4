"""The page about mutation testing: figures and survivors as they were found, words as they are here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Final

from tools.mutation.modules import LEAST_KILLED, MODULES
from tools.mutation.mutants import EXEMPT
from tools.mutation.results import Result, Trials
from tools.mutation.trial import End

COLUMNS: Final = (End.STILLBORN, End.KILLED, End.TIMEOUT, End.DIED, End.SURVIVED)


def page(trials: Sequence[Trials], reasons: Mapping[str, str]) -> str:
    """The whole page."""
    return "\n".join([*_head(), *_figures(trials), *_rules(), *_survivors(trials, reasons)]) + "\n"


def _head() -> Iterator[str]:
    yield "# Mutation testing"
    yield ""
    yield (
        "Written by `make mutation`. The modules that decide are changed in one small place at a time; each time their "
        "tests have to notice. A change that nobody notices is a rule that nobody holds, or no change at all: every "
        "one of them is listed below with its reason, and a survivor without one fails the run."
    )
    yield ""


def _figures(trials: Sequence[Trials]) -> Iterator[str]:
    yield f"Wanted of each module: {LEAST_KILLED:.0%} killed."
    yield ""
    yield "| module | mutants | stillborn | killed by a test | timed out | died | survived | killed | minutes |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for each in trials:
        counts = [each.count(end) for end in COLUMNS]
        told = " | ".join(str(count) for count in (len(each.results), *counts))
        yield f"| `{each.module}` | {told} | {each.ratio:.1%} | {each.minutes:.0f} |"
    tried = {each.module for each in trials}
    yield from (f"| `{module.name}` | not tried yet |" for module in MODULES if module.name not in tried)
    yield ""
    for each in trials:
        if each.left:
            yield f"`{each.module}`: of {len(each.results) + each.left} mutants, {each.left} were not tried yet."
            yield ""


def _rules() -> Iterator[str]:
    yield "## How"
    yield ""
    yield (
        f"mutmut {version('mutmut')} says which changes (`tools/mutation/mutants.py`), those of the tables' cells are "
        "our own (`tables.py`: a member left out, a row left out, a value replaced by another row's or by the next "
        "of its kind). mutmut's runner is not used: it changes function bodies only, while what is to be held here "
        "are tables; it counts an internal error of pytest as a kill; and it would start a cluster a mutant."
    )
    yield ""
    yield (
        "Each trial is a child process that imports the changed text in place of the file and runs the module's tests "
        "with `-x`: those that entered the changed function when the unchanged code was rehearsed, all of them where "
        "the change acts at import. The database is the bundled PostgreSQL, a fresh copy after each trial that could "
        "commit or was cut off."
    )
    yield ""
    yield "- *Killed*: a test failed while both servers answered afterwards; or it was still running after five times"
    yield "  its usual time and twenty seconds. Nothing else counts, but"
    yield "- *Died*: the process ended without a word, and the same tests all passed at once on the code as it is."
    yield "- *Stillborn*: the product cannot be imported, so no test was asked. In no ratio, on neither side."
    yield "- Any other end of pytest stops the run with exit 2."
    yield "- Before the first mutant and after the last, all tests of the module have to pass on the code as it is, and"
    yield "  a function that nobody calls, added to it, has to survive."
    yield "- Hypothesis tries the same examples in each trial."
    yield ""
    yield "| module | its tests |"
    yield "|---|---|"
    for module in MODULES:
        tests = ", ".join(f"`{file.removeprefix('tests/')}`" for file in module.tests)
        yield f"| `{module.name}` | {tests} |"
    yield ""
    yield "Left out by rule, because no behaviour changes or nobody but a programmer would meet it:"
    yield ""
    yield from (f"- {rule}" for rule in EXEMPT)
    yield ""


def _survivors(trials: Sequence[Trials], reasons: Mapping[str, str]) -> Iterator[str]:
    yield "## Survivors"
    yield ""
    yield "Reasons are kept by hand in `tools/mutation/reasons.toml`. *Equivalent*: no input can tell the two apart."
    yield "*Accepted*: it could be told apart, and is not worth a test. *Open*: a test was written since this run; the"
    yield "figures above count the mutant as survived until the next run kills it."
    for each in trials:
        survivors = each.survivors()
        yield ""
        yield f"### `{each.module}`: {len(survivors) or 'none'}"
        if survivors:
            yield ""
            yield "| key | where | change | why it may stay |"
            yield "|---|---|---|---|"
        yield from (_row(survivor, reasons[survivor.key]) for survivor in survivors)


def _row(survivor: Result, reason: str) -> str:
    where = f"{survivor.file}:{survivor.line} {survivor.function}".strip()
    change = survivor.change.replace("|", "\\|")
    return f"| {survivor.key} | {where} | `{change}` | {reason} |"
