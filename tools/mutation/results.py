"""How the trials ended, kept from run to run, and the reasons for which a survivor may stay."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tools.mutation.mutants import Mutant
from tools.mutation.trial import End

REASONS: Final = Path(__file__).parent / "reasons.toml"


@dataclass(frozen=True)
class Result:
    """One mutant, how it ended, by which test, how many could have noticed it, and how long that took."""

    key: str
    file: str
    line: int
    function: str
    before: str
    after: str
    end: End
    killer: str
    asked: int
    seconds: float

    @classmethod
    def of(cls, mutant: Mutant, end: End, killer: str, asked: int, seconds: float) -> Result:
        """The result of a trial."""
        return cls(
            key=mutant.key,
            file=mutant.file,
            line=mutant.line,
            function=mutant.function,
            before=mutant.before,
            after=mutant.after,
            end=end,
            killer=killer,
            asked=asked,
            seconds=round(seconds, 2),
        )

    def __str__(self) -> str:
        return f"{self.end} {self.key} {self.file}:{self.line} {self.function} ({self.asked}): {self.change}"

    @property
    def change(self) -> str:
        """The words that differ, with a little of what stands around them."""
        before, after = self.before, self.after
        start = 0
        while start < min(len(before), len(after)) and before[start] == after[start]:
            start += 1
        end = 0
        while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
            end += 1
        left, right = max(0, start - 30), max(0, end - 30)
        return f"{before[left : len(before) - right]} → {after[left : len(after) - right]}"


@dataclass(frozen=True)
class Trials:
    """All results of a module; `digest` is that of its code, `left` how many were not tried for want of time."""

    module: str
    digest: str
    results: Sequence[Result]
    left: int

    def count(self, *ends: End) -> int:
        """How many ended so."""
        return sum(each.end in ends for each in self.results)

    @property
    def killed(self) -> int:
        """How many were noticed: a test failed, or never ended, or its process died."""
        return self.count(End.KILLED, End.TIMEOUT, End.DIED)

    @property
    def minutes(self) -> float:
        """How long all trials took together, one after the other."""
        return sum(each.seconds for each in self.results) / 60

    @property
    def viable(self) -> int:
        """How many could be tried: the product starts with them."""
        return self.killed + self.count(End.SURVIVED)

    @property
    def ratio(self) -> float:
        """The part of those that could be tried which were noticed."""
        return self.killed / self.viable if self.viable else 0.0

    def survivors(self) -> list[Result]:
        """What nobody noticed, in the order of the code."""
        return [each for each in self.results if each.end == End.SURVIVED]


def load(path: Path) -> dict[str, Trials]:
    """The kept trials by module; none where there is no file."""
    if not path.exists():
        return {}
    kept = json.loads(path.read_text(encoding="utf-8"))
    return {name: _trials(each) for name, each in kept.items()}


def save(path: Path, trials: Mapping[str, Trials]) -> None:
    """Keep trials for the next run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: asdict(each) for name, each in trials.items()}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def reasons(path: Path = REASONS) -> dict[str, str]:
    """Why each survivor stays, by its key."""
    return {
        key: f"{kind}: {reason}"
        for kind, kept in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for key, reason in kept.items()
    }


def faults(trials: Sequence[Trials], kept: Mapping[str, str], least: float) -> list[str]:
    """What is wrong: too few killed, mutants untried, survivors without a reason, reasons without a survivor."""
    found = []
    for each in trials:
        if each.left:
            found.append(f"{each.module}: {each.left} mutants were not tried")
        if each.ratio < least:
            found.append(f"{each.module}: {each.ratio:.1%} killed, {least:.0%} wanted")
    survivors = {each.key: each for some in trials for each in some.survivors()}
    found += [f"no reason: {survivor}" for key, survivor in survivors.items() if key not in kept]
    found += [f"a reason for nothing that survived: {key}" for key in kept if key not in survivors]
    return found


def _trials(kept: dict[str, object]) -> Trials:
    results = kept.pop("results")
    if not isinstance(results, list):
        raise TypeError("results are a list")
    read = [Result(**{**each, "end": End(each["end"])}) for each in results]
    return Trials(**kept, results=read)  # type: ignore[arg-type]
