"""Reports that no office would like to print: long, wide, empty, and full of signs that are no letters."""

from __future__ import annotations

from typing import Final

from tests.tracker.exports import officials as o
from tracker.reports.official import Item, Official

LONG: Final = "가나다라 마바사 아자차카 타파하 " * 1250
UNBROKEN: Final = "가" * 20_000
STRANGE: Final = (
    f"\ue000\uf8ff \x00\x07\x0b {chr(0xD800)} {chr(0xDFFF)} 😀 \ufffe <b>&amp;</b> ]]> \x85 \u2028 끝\x1f"
)
SIX_HUNDRED: Final = "\n".join(f"항목 {row}\t{row}\t설명 {row}" for row in range(600))
FOURTEEN_WIDE: Final = "\n".join("\t".join(f"{row}-{column}" for column in range(14)) for row in range(5))
LONG_CELL: Final = "머리\t내용\n칸\t" + "긴 칸 안의 글 " * 900


def items() -> list[Item]:
    """One trouble a demand."""
    answers = {
        1: [o.answer("completed", actions_taken=LONG)],
        2: [o.answer("completed", actions_taken=UNBROKEN)],
        3: [o.answer("completed", actions_taken=f"앞\n{SIX_HUNDRED}\n뒤", plan="○ 끝")],
        4: [o.answer("completed", actions_taken=f"앞\n{FOURTEEN_WIDE}\n뒤")],
        5: [o.answer("completed", actions_taken=LONG_CELL)],
        6: [o.answer("completed", actions_taken=STRANGE, department=STRANGE)],
        7: [o.answer("in_progress", department=f"부서 {place}") for place in range(12)],
        8: [o.answer("completed", actions_taken="\n".join(f"- 줄 {place}" for place in range(3000)))],
        9: [o.answer("completed", actions_taken="", department="")],
    }
    found = [o.item(number, *given) for number, given in answers.items()]
    nobody = o.item(10, answers=(), text=f"표가 있는 요구\n구분\t계\n1\t2\n{'요구 ' * 3000}", label=STRANGE)
    return [*found, nobody]


def result() -> Official:
    """The executive's paper of them."""
    return o.result(items())


def inspection() -> Official:
    """The council's paper of them."""
    return o.inspection(items())
