"""All trials of a module: a rehearsal, a change nobody can notice, every mutant, and the rehearsal once more."""

from __future__ import annotations

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from config.env import BASE_DIR
from tools.mutation.ground import Broken
from tools.mutation.modules import Module
from tools.mutation.mutants import Mutant, dead, mutants
from tools.mutation.results import Result, Trials
from tools.mutation.trial import IMPORT, End, Report, Task, hold, preload, rehearse

LONGEST_REHEARSAL = 600.0
KILLERS = 25


@dataclass
class Stage:
    """What every trial of a module shares: its files, how the rehearsal went, which tests killed so far."""

    module: Module
    source: Mapping[str, str]
    rehearsal: Report
    killers: Counter[str]

    def tests_meeting(self, mutant: Mutant) -> list[str]:
        """The tests that can notice: those that entered its function; all where it acts at import."""
        everything, met = self.rehearsal.passed, self.rehearsal.met
        first, last = mutant.lines
        entering = {
            name
            for name, lines in met.items()
            if any(first <= at <= last for at in lines.get(mutant.file, ()))
        }
        if not mutant.function or IMPORT in entering:
            return everything
        return [name for name in everything if name in entering]

    def trial(self, mutant: Mutant) -> Result:
        """How one mutant ended: at the first tier of tests that did not let it live."""
        began = time.monotonic()
        only = self.tests_meeting(mutant)
        end, killer = End.SURVIVED, ""
        for tier in self.module.tiers:
            if asked := [name for name in only if name.partition("::")[0] in tier]:
                end, killer = self._hold(mutant, tier, asked)
            if end != End.SURVIVED:
                break
        if killer:
            self.killers[killer] += 1
        return Result.of(mutant, end, killer, len(only), time.monotonic() - began)

    def _hold(self, mutant: Mutant, tier: Sequence[str], only: Collection[str]) -> tuple[End, str]:
        files = {name.partition("::")[0] for name in only}
        task = Task(
            source={**self.source, mutant.file: mutant.code},
            tests=[file for file in tier if file in files],
            only=frozenset(only),
            first=frozenset(name for name, _count in self.killers.most_common(KILLERS)),
        )
        usual = sum(self.rehearsal.seconds.get(name, 0.0) for name in only)
        return hold(task, 20 + 5 * usual, self.source)


def try_all(
    module: Module, known: Mapping[str, Result], until: float, keep: Callable[[Trials], None]
) -> None:
    """Try every mutant of `module` but those in `known`; stops at the moment `until`, then some are left untried.

    What was found is given to `keep` now and then, and at the end.
    Raises Broken where the tests fail on the code as it is, before or after, or notice what nobody can.
    """
    text = source(module)
    rehearsal = rehearse(Task(text, module.tests, watched=True), LONGEST_REHEARSAL)
    preload(rehearsal.modules)
    stage = Stage(module, text, rehearsal, Counter())
    tell = _teller(module.name)
    tell(f"{len(stage.rehearsal.passed)} tests pass in {sum(stage.rehearsal.seconds.values()):.0f} s")
    if stage.trial(dead(module.files[0], text[module.files[0]])).end != End.SURVIVED:
        raise Broken(f"{module.name}: the tests notice a function that nobody calls")
    found, left = [], 0
    for place, mutant in enumerate(every := [each for file in text for each in mutants(file, text[file])]):
        if place % 50 == 0:
            tell(f"{place}/{len(every)}")
        if mutant.key in known:
            found.append(known[mutant.key])
        elif time.monotonic() > until:
            left += 1
        else:
            found.append(stage.trial(mutant))
            if place % 20 == 0:
                later = [known[each.key] for each in every[place + 1 :] if each.key in known]
                keep(
                    Trials(module.name, digest(text), [*found, *later], len(every) - len(found) - len(later))
                )
            if found[-1].end in (End.SURVIVED, End.TIMEOUT):
                tell(f"{place + 1}/{len(every)} {found[-1]}")
    rehearse(Task(text, module.tests), LONGEST_REHEARSAL)
    tell(", ".join(f"{count} {end}" for end, count in Counter(each.end for each in found).items()))
    keep(Trials(module.name, digest(text), found, left))


def source(module: Module) -> dict[str, str]:
    """The text of each file of `module`."""
    return {file: (BASE_DIR / file).read_text(encoding="utf-8") for file in module.files}


def digest(text: Mapping[str, str]) -> str:
    """What tells a module's code from any other."""
    return hashlib.sha256("\0".join(text.values()).encode()).hexdigest()


def _teller(name: str) -> Callable[[str], None]:
    def tell(line: str) -> None:
        sys.stderr.write(f"{name}: {line}\n")
        sys.stderr.flush()

    return tell
