"""Papers as JSON holds them, on their way from the process that read a file: nothing of its making is run or unpickled.

A paragraph crosses as its text, a table as its rows, a cell as its text or as [text, rows, columns] where it is merged.
"""

from __future__ import annotations

from typing import Any, Final

from audits.intake.paper import Block, Cell, Paper, Paragraph, Remark, Table

MOST_SPAN: Final = 100_000


def told(papers: list[Paper]) -> list[dict[str, Any]]:
    """The papers as plain values."""
    return [
        {
            "name": paper.name,
            "blocks": [_told_block(block) for block in paper.blocks],
            "remarks": [[remark.block, remark.message] for remark in paper.remarks],
        }
        for paper in papers
    ]


def heard(answer: Any) -> list[Paper]:
    """The papers of which `told` told. Raises ValueError, TypeError or KeyError for what it cannot have told."""
    return [
        Paper(
            tuple(_heard_block(block) for block in paper["blocks"]),
            _text(paper["name"]),
            tuple(Remark(int(place), _text(message)) for place, message in paper["remarks"]),
        )
        for paper in answer
    ]


def _told_block(block: Block) -> Any:
    if isinstance(block, Paragraph):
        return block.text
    return [[_told_cell(cell) for cell in row] for row in block.rows]


def _told_cell(cell: Cell) -> Any:
    return cell.text if cell.rows == cell.columns == 1 else [cell.text, cell.rows, cell.columns]


def _heard_block(block: Any) -> Block:
    if isinstance(block, str):
        return Paragraph(block)
    return Table(tuple(tuple(_heard_cell(cell) for cell in row) for row in block))


def _heard_cell(cell: Any) -> Cell:
    if isinstance(cell, str):
        return Cell(cell)
    text, rows, columns = cell
    return Cell(_text(text), _span(rows), _span(columns))


def _span(count: Any) -> int:
    if not isinstance(count, int) or not 1 <= count <= MOST_SPAN:
        raise ValueError(count)
    return count


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(told)
    return told
