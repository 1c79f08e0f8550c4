"""Pages saved from the web, or tables that an office system exports as HTML: their words and tables as a Paper.

Scripts and styles are passed over, what the page hides is told and not read, nothing is fetched. What surrounds a
table only to place it on the page is dissolved, a table inside the cell of a report stays with its cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from audits.intake import decode
from audits.intake.child import MOST_COLUMNS, MOST_ROWS, TOO_MANY
from audits.intake.draft import Unreadable
from audits.intake.html_tables import OpenTable, Part
from audits.intake.paper import Block, Paper, Paragraph, Remark

TOO_DEEP: Final = "표 안의 표가 너무 깊이 겹쳐 있습니다({most}겹까지). 표를 풀어 다시 저장하여 올려 주십시오."
HIDDEN: Final = "화면에 보이지 않게 숨긴 내용이 있습니다. 읽지 않았습니다: ‘{words}’"
BROKEN_LETTERS: Final = "깨진 글자가 있습니다. 그 자리를 표시하고 읽었습니다."
MOST_NESTED: Final = 20
MOST_LETTERS: Final = 20_000_000
LONGEST_TOLD: Final = 30
LOOKED_AT: Final = 8_192

CHARSET: Final = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
OTHER_NAMES: Final = {
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "ksc5601": "cp949",
    "x-windows-949": "cp949",
}
KOREAN: Final = frozenset({"utf-8", "cp949", "johab", "iso-2022-kr", "utf-16"})
STYLED_AWAY: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)

PASSED_OVER: Final = re.compile(
    r"script|style|template|svg|math|iframe|object|noframes|noscript|select|datalist|audio|video|canvas"
)
BREAKS: Final = re.compile(
    r"p|div|section|article|main|header|footer|nav|aside|address|blockquote|center|fieldset|form|figure|figcaption"
    r"|h[1-6r]|[uod]l|li|d[td]|pre|table|caption|t[rdh]|thead|tbody|tfoot|title|body|details|summary"
)
VOID: Final = re.compile(r"br|hr|img|input|meta|link|col|area|base|source|track|wbr|param|embed")
SPACES: Final = re.compile(r"[ \t\r\n\f\v\u00a0\u3000]+")


def papers(content: bytes) -> list[Paper]:
    """The page as one Paper. Raises Unreadable with one line for the sender.

    Letters in the encoding that a mark or the page itself names, else in one that fits; time grows with the length.
    """
    text, sound = _decoded(content)
    if len(text) > MOST_LETTERS:
        raise Unreadable(decode.TOO_LARGE)
    page = _Page()
    page.feed(_closed(text))
    page.close()
    paper = page.paper()
    remarks = paper.remarks if sound else (Remark(0, BROKEN_LETTERS), *paper.remarks)
    if not paper.blocks:
        raise Unreadable(decode.EMPTY)
    return [Paper(paper.blocks, remarks=remarks)]


def _closed(text: str) -> str:
    """The text with what follows its last tag as words: tags that nobody closes would be tried one by one."""
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", "&lt;")


def _decoded(content: bytes) -> tuple[str, bool]:
    """Letters of the page, and whether all of them could be read."""
    try:
        return decode.decode(content), True
    except Unreadable as refusal:
        named = CHARSET.search(content[:LOOKED_AT])
        name = named[1].decode("ascii").lower() if named else ""
        encoding = OTHER_NAMES.get(name, name)
        if str(refusal) != decode.GARBLED or encoding not in KOREAN:
            raise
    text = decode.tidy(content.decode(encoding, errors="replace"))
    return text, "\ufffd" not in text


@dataclass
class _Hidden:
    """An element that is passed over, with all that it holds: how many of its own name are open in it, its words."""

    tag: str
    told: bool
    depth: int = 1
    words: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Takes the tags of a page one by one; no depth of nesting costs more than its tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[Part] = []
        self._remarks: list[Remark] = []
        self._line: list[str] = []
        self._lines: list[str] = []
        self._tables: list[OpenTable] = []
        self._lists: list[int] = []
        self._hidden: _Hidden | None = None
        self._cells = 0
        self._kept = 0  # open <pre>

    def paper(self) -> Paper:
        """What was read, with whatever was left open."""
        while self._tables:
            self._close_table()
        self._end_paragraph()
        blocks: list[Block] = [Paragraph(part) if isinstance(part, str) else part for part in self._blocks]
        return Paper(tuple(blocks), remarks=tuple(self._remarks))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if self._hidden:
            self._hidden.depth += tag == self._hidden.tag
            return
        said = {name: value or "" for name, value in attrs}
        hidden = "hidden" in said or bool(STYLED_AWAY.search(said.get("style", "")[:2_000]))
        if (PASSED_OVER.fullmatch(tag) or hidden) and not VOID.fullmatch(tag):
            self._hidden = _Hidden(tag, told=not PASSED_OVER.fullmatch(tag))
        elif not hidden:
            self._open(tag, said)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if self._hidden:
            self._hidden.depth -= tag == self._hidden.tag
            if not self._hidden.depth:
                self._reveal()
        elif tag == "table":
            self._close_table()
        elif tag in {"td", "th"} or (tag == "tr" and self._tables):
            self._end_cell()
        elif BREAKS.fullmatch(tag):
            self._end_line(paragraph=True)
            self._kept -= tag == "pre" and self._kept > 0
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        """Take words; blanks between them are one, but in <pre>."""
        if self._hidden:
            if self._hidden.told:
                self._hidden.words.append(data)
        elif self._kept:
            first, *rest = data.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
        else:
            self._line.append(SPACES.sub(" ", data))

    def error(self, message: str) -> None:
        """A page that is no page."""
        raise Unreadable(decode.BINARY) from ValueError(message)

    def _open(self, tag: str, said: dict[str, str]) -> None:
        if tag == "table":
            self._open_table()
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._tables[-1].row()
        elif tag in {"td", "th"} and self._tables:
            self._open_cell(said)
        elif tag == "br":
            self._end_line()
        elif BREAKS.fullmatch(tag):
            self._end_line(paragraph=True)
            self._kept += tag == "pre"
            if tag in {"ul", "ol"}:
                self._lists.append(_number(said.get("start", "1"), 1) - 1 if tag == "ol" else -1)
            elif tag == "li" and self._lists and self._lists[-1] >= 0:
                self._lists[-1] += 1
                self._line.append(f"{self._lists[-1]}. ")
        elif tag == "input" and said.get("type", "text") == "text":
            self._line.append(said.get("value", ""))

    def _open_table(self) -> None:
        if len(self._tables) == MOST_NESTED:
            raise Unreadable(TOO_DEEP.format(most=MOST_NESTED))
        self._end_paragraph()
        self._tables.append(OpenTable())

    def _close_table(self) -> None:
        """Put a table, or what it only placed on the page, where it stands."""
        if not self._tables:
            return
        self._end_cell()
        closed = self._tables.pop()
        where = self._tables[-1].here if self._tables else self._blocks
        where += closed.parts()

    def _open_cell(self, said: dict[str, str]) -> None:
        self._end_cell()
        self._cells += 1
        table = self._tables[-1]
        rows, columns = (
            _number(said.get("rowspan", "1"), MOST_ROWS),
            _number(said.get("colspan", "1"), MOST_COLUMNS),
        )
        table.cell(rows, columns)
        if (
            len(table.rows) > MOST_ROWS
            or table.width > MOST_COLUMNS
            or self._cells > MOST_ROWS * MOST_COLUMNS
        ):
            raise Unreadable(TOO_MANY)

    def _end_cell(self) -> None:
        if self._tables and self._tables[-1].in_cell:
            self._end_paragraph()
            self._tables[-1].end_cell()

    def _end_line(self, *, paragraph: bool = False) -> None:
        line = "".join(self._line).rstrip() if self._kept else SPACES.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        in_cell = bool(self._tables and self._tables[-1].in_cell)
        if line or (not paragraph and self._lines):
            self._lines.append(line)
        if paragraph and not in_cell:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        if self._line:
            self._end_line()
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        if self._lines:
            where = self._tables[-1].here if self._tables else self._blocks
            where.append("\n".join(self._lines))
            self._lines = []

    def _reveal(self) -> None:
        """Say of a hidden element what it holds; one without words is none."""
        hidden, self._hidden = self._hidden, None
        words = SPACES.sub(" ", "".join(hidden.words)).strip() if hidden else ""
        if words:
            self._remarks.append(Remark(len(self._blocks), HIDDEN.format(words=words[:LONGEST_TOLD])))


def _number(told: str, otherwise: int) -> int:
    """A number as an attribute tells it, from 1 up; `otherwise` for what is none or more than that."""
    digits = told.strip()
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 7:
        return otherwise if len(digits) > 7 else 1
    return max(1, int(digits))
