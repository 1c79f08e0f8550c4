"""A document as its file lays it out, whatever its form: paragraphs and tables, in order. Plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `text` keeps its line breaks. A merged range stands once, at its first cell."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    """A table, row by row; a cell merged over several rows or columns is told in the first of them alone."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its line breaks; an empty one divides."""

    text: str


Block = Paragraph | Table


@dataclass(frozen=True)
class Remark:
    """What the reader of a form has to say to a person (a sheet that is hidden, words that were struck out).

    `block` is the place in `blocks` of what it is about, counted from 0; `message` is one Korean line.
    """

    block: int
    message: str


@dataclass(frozen=True)
class Paper:
    """The blocks of a document in their order. `name` is what the form calls a part: a sheet, a page; else empty."""

    blocks: tuple[Block, ...]
    name: str = ""
    remarks: tuple[Remark, ...] = ()
