"""Lists of postings as tests write them."""

from __future__ import annotations

from audits.intake import postings, sheet
from audits.intake.postings import HEADS, Line


def table(*rows: str, heads: tuple[str, ...] = HEADS) -> bytes:
    """A CSV file; each row is its cells with commas between, empty ones at its end left out."""
    return "\n".join([",".join(heads), *rows]).encode()


def lines(*rows: str) -> tuple[Line, ...]:
    """What is read of such rows (이름,사번,전자우편,부서,팀,직위,역할,전화,시작일,종료일)."""
    return postings.lines(sheet.read(table(*rows), "list.csv"))
