"""The text of an HWPX section as it stands on paper: paragraphs, tables, text boxes and notes, in order.

Left out: heads and feet of pages, page numbers, pictures, what tracked changes have struck out, comments and memos;
of the last three somebody is told, because they are words of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from audits.intake.draft import Unreadable
from audits.intake.flow import MOST_COLUMNS, MOST_ROWS, Count, Flow, cell_text, framed
from audits.intake.hwpx_heads import Heads
from audits.intake.paper import Block, Cell, Paragraph, Table
from audits.intake.xml_parts import parse

DEEPEST: Final = 10
TOO_DEEP: Final = (
    "표 안의 표가 너무 깊습니다({deepest}겹까지). {number}번째 표를 풀어 저장한 뒤 올려 주십시오."
)
STRUCK: Final = "변경 내용 추적에서 지운 글은 읽지 않았습니다: “{text}”"
INSERTED: Final = "변경 내용 추적이 남아 있습니다. 넣은 글은 본문으로 읽었습니다."
COMMENT: Final = "숨은 설명은 읽지 않았습니다."
MEMO: Final = "메모는 읽지 않았습니다."
SHOWN: Final = 60  # letters of struck words that a remark repeats

# Not of the text: what every page repeats, what the program keeps for itself.
PASSED_OVER: Final = frozenset(
    {"header", "footer", "masterPage", "secPr", "linesegarray", "parameters", "pageNum", "indexmark"}
    | {"metaTag", "default"}
)
# Marks inside the words, and what they are for the eye.
WRITTEN: Final = {"lineBreak": "\n", "tab": "\t", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
WORDS: Final = frozenset({"t", "mainText", "subText", "script"})
PAGES: Final = frozenset({"PAGE", "TOTAL_PAGE", "FOOTNOTE", "ENDNOTE"})


@dataclass
class _Writing:
    """A paragraph while it is read: its words so far, and what stands below it when it ends."""

    shape: str = ""
    words: list[str] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    broken: bool = False


@dataclass
class _Drawing:
    """A table while it is read."""

    rows: list[list[Cell]] = field(default_factory=list)
    span: tuple[int, int] = (1, 1)
    reach: int = 0
    caption: list[Block] = field(default_factory=list)
    caption_above: bool = True


class Body:
    """Reads one section after the other into `flow`. Raises Unreadable for what is too much or no XML."""

    def __init__(self, heads: Heads, flow: Flow, count: Count) -> None:
        self.flow = flow
        self._heads, self._count = heads, count
        self._flows = [flow]
        self._writing: list[_Writing] = []
        self._drawing: list[_Drawing] = []
        self._in_words = self._passing = 0
        self._struck: list[str] | None = None
        self._notes: list[str] = []
        self._begins: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "p": self._paragraph,
            "tbl": self._table,
            "tr": self._row,
            "tc": self._cell,
            "cellSpan": self._span,
            "caption": self._caption,
            "drawText": self._apart,
            "footNote": self._note,
            "endNote": self._note,
            "secPr": self._section,
            "hiddenComment": self._comment,
            "fieldBegin": self._field,
            "autoNum": self._number,
            "compose": self._composed,
            "insertBegin": self._inserted,
            "deleteBegin": self._strike,
            "deleteEnd": self._unstrike,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            "p": self._end_paragraph,
            "tbl": self._end_table,
            "tc": self._end_cell,
            "caption": self._end_caption,
            "drawText": self._end_apart,
            "footNote": self._end_note,
            "endNote": self._end_note,
        }

    @property
    def says_something(self) -> bool:
        """Whether a letter was found."""
        return self._count.letters > 0

    def read(self, section: bytes) -> None:
        """Read one section to its end."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parse(parser, section)
        self._say_struck()

    def _begin(self, name: str, told: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._passing:
            self._passing += 1
            return
        begins = self._begins.get(local)
        if begins:
            begins(told)
        if local in PASSED_OVER:
            self._passing = 1
        elif local in WORDS:
            self._in_words += 1
        elif self._in_words and local in WRITTEN:
            self._write(WRITTEN[local])

    def _end(self, name: str) -> None:
        if self._passing:
            self._passing -= 1
            return
        local = name.rpartition(":")[2]
        if local in WORDS:
            self._in_words -= 1
        ends = self._ends.get(local)
        if ends:
            ends()

    def _text(self, text: str) -> None:
        if self._in_words and not self._passing:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._struck is not None:
            self._struck.append(text)
        elif self._writing:
            self._count.text(text)
            self._writing[-1].words.append(text)

    # Paragraphs

    def _paragraph(self, told: Mapping[str, str]) -> None:
        self._writing.append(_Writing(told.get("paraPrIDRef", "")))

    def _end_paragraph(self) -> None:
        writing = self._writing.pop()
        text = "".join(writing.words)
        if text.strip() or not writing.broken:
            self._flows[-1].add(Paragraph(self._headed(writing, text)))
        for block in writing.after:
            self._flows[-1].add(block)

    def _headed(self, writing: _Writing, text: str) -> str:
        head = self._heads.before(writing.shape) if text.strip() and not writing.broken else ""
        return head + text

    def _break(self) -> None:
        """End the line of a paragraph in which a table stands."""
        if not self._writing:
            return
        writing = self._writing[-1]
        text = "".join(writing.words)
        if text.strip():
            self._flows[-1].add(Paragraph(self._headed(writing, text)))
        writing.words, writing.broken = [], True

    # Tables

    def _table(self, _told: Mapping[str, str]) -> None:
        self._count.tables += 1
        if len(self._drawing) >= DEEPEST:
            raise Unreadable(TOO_DEEP.format(deepest=DEEPEST, number=self._count.tables - DEEPEST))
        self._break()
        self._drawing.append(_Drawing())

    def _row(self, _told: Mapping[str, str]) -> None:
        if self._drawing:
            drawing = self._drawing[-1]
            drawing.rows.append([])
            drawing.reach = 0
            self._count.table(len(drawing.rows), 1)

    def _cell(self, _told: Mapping[str, str]) -> None:
        self._flows.append(Flow())
        if self._drawing:
            self._drawing[-1].span = (1, 1)

    def _span(self, told: Mapping[str, str]) -> None:
        if self._drawing:
            rows, columns = (_size(told.get(name)) for name in ("rowSpan", "colSpan"))
            self._drawing[-1].span = (min(rows, MOST_ROWS), min(columns, MOST_COLUMNS + 1))

    def _end_cell(self) -> None:
        flow = self._flows.pop()
        if not self._drawing or not self._drawing[-1].rows:
            return
        drawing = self._drawing[-1]
        rows, columns = drawing.span
        drawing.reach += columns
        self._count.cell(drawing.reach)
        drawing.rows[-1].append(Cell(cell_text(flow.blocks), rows, columns))

    def _end_table(self) -> None:
        drawing = self._drawing.pop()
        table: list[Block] = [framed(drawing.rows)] if any(drawing.rows) else []
        blocks = [*drawing.caption, *table] if drawing.caption_above else [*table, *drawing.caption]
        for block in blocks:
            self._flows[-1].add(block)

    def _caption(self, told: Mapping[str, str]) -> None:
        self._flows.append(Flow())
        if self._drawing:
            self._drawing[-1].caption_above = told.get("side") != "BOTTOM"

    def _end_caption(self) -> None:
        flow = self._flows.pop()
        if self._drawing and not self._drawing[-1].rows:
            self._drawing[-1].caption += flow.blocks
        else:
            self._below(flow.blocks)

    # What stands beside the text

    def _apart(self, _told: Mapping[str, str]) -> None:
        self._flows.append(Flow())

    def _end_apart(self) -> None:
        flow = self._flows.pop()
        self._below([block for block in flow.blocks if isinstance(block, Table) or block.text.strip()])

    def _note(self, told: Mapping[str, str]) -> None:
        number = str(_size(told.get("number")))
        self._write(f"[각주 {number}]")
        self._notes.append(number)
        self._flows.append(Flow())

    def _end_note(self) -> None:
        flow = self._flows.pop()
        text = " ".join(cell_text(flow.blocks).split())
        self._below([Paragraph(f"※ 각주 {self._notes.pop()}) {text}")])

    def _below(self, blocks: list[Block]) -> None:
        if self._writing:
            self._writing[-1].after += blocks
        else:
            for block in blocks:
                self._flows[-1].add(block)

    def _section(self, told: Mapping[str, str]) -> None:
        self._heads.outline = told.get("outlineShapeIDRef", "")

    def _comment(self, _told: Mapping[str, str]) -> None:
        self.flow.remark(COMMENT)
        self._passing = 1

    def _field(self, told: Mapping[str, str]) -> None:
        if told.get("type") == "MEMO":
            self.flow.remark(MEMO)
            self._passing = 1

    def _number(self, told: Mapping[str, str]) -> None:
        if told.get("numType") not in PAGES:
            self._write(told.get("num", ""))

    def _composed(self, told: Mapping[str, str]) -> None:
        self._write(told.get("composeText", ""))

    # Tracked changes

    def _inserted(self, _told: Mapping[str, str]) -> None:
        if not any(said.message == INSERTED for said in self.flow.remarks):
            self.flow.remark(INSERTED)

    def _strike(self, _told: Mapping[str, str]) -> None:
        if self._struck is None:
            self._struck = []

    def _unstrike(self, _told: Mapping[str, str]) -> None:
        self._say_struck()

    def _say_struck(self) -> None:
        struck, self._struck = " ".join("".join(self._struck or ()).split()), None
        if struck:
            self.flow.remark(STRUCK.format(text=struck[:SHOWN] + "…" * (len(struck) > SHOWN)))


def _size(told: str | None) -> int:
    """A number of rows or columns, at least one."""
    return max(int(told), 1) if told and told.isdecimal() and len(told) < 9 else 1
