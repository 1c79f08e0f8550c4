"""HWPX packages made part by part: what 한글 writes, and what somebody with bad intentions would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from tests.tracker.files.papers import package

NAMESPACES = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
    'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def made(
    *sections: str, heads: str = "", order: str = "", more: Mapping[str, bytes | str] | None = None
) -> bytes:
    """A package of these sections; `heads` goes into its header, `order` is its list of parts."""
    parts: dict[str, bytes | str] = {
        "mimetype": "application/hwp+zip",
        "META-INF/manifest.xml": "<manifest/>",
        "Contents/header.xml": f"{DECLARATION}<hh:head {NAMESPACES}>{heads}</hh:head>",
        **{f"Contents/section{number}.xml": section(text) for number, text in enumerate(sections)},
    }
    if order:
        parts["Contents/content.hpf"] = order
    return package(parts | dict(more or {}))


def section(body: str, *, before: str = "") -> str:
    """One section; `before` stands between the declaration and it."""
    return f"{DECLARATION}{before}<hs:sec {NAMESPACES}>{body}</hs:sec>"


def paragraph(*runs: str, shape: str = "0") -> str:
    """A paragraph of runs, each words (see `words`) or an object in XML."""
    told = "".join(f'<hp:run charPrIDRef="0">{run}</hp:run>' for run in runs)
    lines = '<hp:linesegarray><hp:lineseg textpos="0" vertpos="0"/></hp:linesegarray>'
    return f'<hp:p id="0" paraPrIDRef="{shape}" styleIDRef="0">{told}{lines}</hp:p>'


def words(text: str) -> str:
    """Plain words."""
    return f"<hp:t>{escape(text)}</hp:t>"


def line(text: str, *, shape: str = "0") -> str:
    """A paragraph of plain words."""
    return paragraph(words(text), shape=shape)


def cell(body: str, row: int = 0, column: int = 0, *, rows: int = 1, columns: int = 1) -> str:
    """A cell with paragraphs in it."""
    return (
        f'<hp:tc header="0"><hp:subList id="">{body}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
        f'<hp:cellSpan colSpan="{columns}" rowSpan="{rows}"/><hp:cellSz width="1" height="1"/></hp:tc>'
    )


def table(rows: Sequence[Sequence[str]], *, before: str = "") -> str:
    """A table of cells in XML; `before` stands before its rows."""
    told = "".join(f"<hp:tr>{''.join(row)}</hp:tr>" for row in rows)
    return f'<hp:tbl id="1" rowCnt="{len(rows)}" colCnt="1"><hp:sz width="1"/>{before}{told}</hp:tbl>'


def plain(rows: Sequence[Sequence[str]]) -> str:
    """A table of words."""
    return table(
        [
            [cell(line(text), number, column) for column, text in enumerate(row)]
            for number, row in enumerate(rows)
        ]
    )
