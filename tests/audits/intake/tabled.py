"""Small papers with tables for the readers' tests, and the drafts they are held against."""

from __future__ import annotations

from dataclasses import replace

from audits.intake import table
from audits.intake.draft import Draft, DraftItem
from audits.intake.paper import Block, Cell, Paper, Paragraph, Table, Written, written
from tests.audits.intake.papers import vocabulary

NO_CATEGORY = "구분을 알 수 없습니다. 이 항목 위에서 구분의 제목을 찾지 못하였습니다."
NO_STATUS = "추진상황이 적혀 있지 않습니다. 미보고로 두었습니다."
NOWHERE = "어느 요구사항에도 속하지 않는 글입니다. 불러오지 않았습니다."
SECOND_STATUS = "한 항목에 추진상황이 두 번 적혀 있습니다. 뒤의 것은 내용으로 옮겼습니다."


def sheet(*rows: str, name: str = "") -> Paper:
    """A paper of one table: cells between bars, lines of a cell between slashes; →2 covers two columns, ↓2 two rows."""
    return Paper((Table(tuple(tuple(map(cell, row.split("|"))) for row in rows)),), name)


def cell(told: str) -> Cell:
    text, _, columns = told.strip().partition("→")
    text, _, rows = text.partition("↓")
    return Cell(text.strip().replace("/", "\n"), int(rows or 1), int(columns or 1))


def paper(*blocks: str | Paper) -> Paper:
    """Paragraphs and tables under each other."""
    found: list[Block] = []
    for block in blocks:
        found += [Paragraph(block)] if isinstance(block, str) else block.blocks
    return Paper(tuple(found))


def draft_of(source: Written, *, broken: bool = False) -> Draft:
    """What is read in the tables of a source."""
    draft = table.read(source, vocabulary(), broken=broken)
    assert draft is not None
    lines = source.text.split("\n")
    assert draft.lines == len(lines) - (lines[-1] == "")
    assert all(1 <= problem.line <= draft.lines for problem in draft.problems)
    assert all("\n".join(lines).find(item.source) >= 0 for item in draft.items)
    return replace(draft, items=tuple(replace(item, source="") for item in draft.items))


def read(*papers: Paper, broken: bool = False) -> Draft:
    """What is read in papers."""
    return draft_of(written(papers), broken=broken)


def item(
    number: int, category: str, text: str, department: str, wording: str, status: str, **more: object
) -> DraftItem:
    """A draft item whose departments, where it names any, are all known."""
    departments = tuple(department.split())
    plain = DraftItem(number, category, text, 0, departments, departments, wording, status)
    return replace(plain, **more)  # type: ignore[arg-type]


def problems(draft: Draft) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in draft.problems]
