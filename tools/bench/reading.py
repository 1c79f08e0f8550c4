"""How long a report of ten thousand items takes to be read, and how much memory: `python -m tools.bench.reading`.

The report is made of invented words and read in a process of its own, so that nothing else is counted.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from audits.intake.draft import Vocabulary
from audits.intake.text import read

ITEMS: Final = 10_000
SECONDS: Final = 5.0
MEGABYTES: Final = 300.0
SYLLABLES: Final = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
WORDS: Final = Vocabulary(
    departments={"교통정책과": ("교통정책과",)},
    wordings={"추진완료": "completed", "추진중": "in_progress"},
    categories={"corrective": ("시정·처리요구사항",), "suggestion": ("건의사항",)},
)


def town_report(items: int) -> str:
    """A report of that many items in invented words, each with an answer: about 300 letters an item."""
    chance = random.Random(items)  # noqa: S311
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(3_000)]

    def some(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    lines = ["2025년도 행정사무감사 처리결과", "시정·처리 요구사항"]
    for number in range(items):
        if number == items // 2:
            lines.append("건 의 사 항")
        lines += [f"○ {some(5)}", some(5), f"{some(4)} 고치기 바람", "(교통정책과)", "□ 추진상황 : 추진완료"]
        lines += ["□ 추진내용", f"◦ {some(9)}", some(4), some(8), f"- {some(6)} : ’25. 3월"]
        lines += [f"- {some(9)}", "□ 향후계획", f"◦ {some(6)} : ’26. {chance.randint(1, 12)}월"]
    return "\n".join(lines)


def measured(items: int) -> tuple[float, float]:
    """Seconds and megabytes of a whole process that makes a report and reads it."""
    command = [sys.executable, "-m", "tools.bench.reading", str(items)]
    root = Path(__file__).resolve().parents[2]
    subprocess.run(command, check=True, cwd=root, stdout=subprocess.DEVNULL)  # noqa: S603
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(arguments: list[str]) -> None:
    """Read a report of as many items as the argument says, or measure one of ten thousand."""
    if arguments:
        draft = read(town_report(int(arguments[0])), WORDS)
        sys.stdout.write(f"{len(draft.items)}\n")
        return
    begun = time.monotonic()
    seconds, megabytes = measured(ITEMS)
    letters = len(town_report(ITEMS).encode())
    sys.stdout.write(
        f"{ITEMS} items, {letters / 1e6:.1f} MB of text: {seconds:.1f} s of processor (wanted {SECONDS:.0f}), "
        f"{time.monotonic() - begun:.1f} s in all, {megabytes:.0f} MB (wanted {MEGABYTES:.0f})\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
