"""What the HWPX and the JSON of a report say, read from their bytes as `readers` reads the others."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.tracker.exports.readers import Told, bare

HP: Final = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
ANSWERED: Final = ("조치결과및향후추진계획", "부서보고")
_STATUS: Final = re.compile(r"□\s*추진상황\s*:\s*(.+)")


def hwpx(content: bytes) -> Told:
    """From HWPX: the first table is the 총괄; each demand has a table of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [name for name in package.namelist() if re.fullmatch(r"Contents/section\d+\.xml", name)]
        sections = [ElementTree.fromstring(package.read(name)) for name in names]  # noqa: S314 - our own
    tables = [table for section in sections for table in _outer(section)]
    demands = [_demand(table) for table in tables if _is_demand(table)]
    return Told(_figures(tables[0]), demands)


def _outer(element: Element) -> Iterator[Element]:
    """The tables that stand in no other."""
    for child in element:
        if child.tag == f"{HP}tbl":
            yield child
        else:
            yield from _outer(child)


def _rows(table: Element) -> list[list[Element]]:
    return [row.findall(f"{HP}tc") for row in table.findall(f"{HP}tr")]


def _lines(cell: Element) -> list[str]:
    """The paragraphs of a cell, without those of a table in it."""
    paragraphs = cell.findall(f"{HP}subList/{HP}p")
    return ["".join(text.text or "" for text in one.findall(f"{HP}run/{HP}t")) for one in paragraphs]


def _figures(table: Element) -> dict[str, dict[str, int]]:
    heads: dict[int, str] = {}
    found = {}
    for row in _rows(table):
        told = {_column(cell): bare("".join(_lines(cell))) for cell in row}
        if told.get(1, "").isdecimal():
            found[told[0]] = {heads[place]: int(text) for place, text in told.items() if place}
        else:
            heads |= told
    return found


def _column(cell: Element) -> int:
    address = cell.find(f"{HP}cellAddr")
    assert address is not None
    return int(address.get("colAddr", ""))


def _is_demand(table: Element) -> bool:
    first = _rows(table)[0]
    return len(first) in (2, 3) and bare("".join(_lines(first[1]))) in ANSWERED


def _demand(table: Element) -> tuple[str, str, tuple[str, ...]]:
    head, *body = _rows(table)
    asked = [line for row in body for line in _lines(row[0]) if line.strip()]
    names = bare(asked[-1]).strip("()").split(",") if asked[-1].startswith("(") else []
    text = asked[:-1] if names else asked
    by, found = (names or [""])[0], []
    for line in (line for row in body for line in _lines(row[1])):
        if line.startswith("▣"):
            by = bare(line[1:]).partition("(")[0]
        if status := _STATUS.match(line):
            found.append(bare(f"{by} {status[1]}"))
    return bare(_lines(head[0])[0]), bare("".join(text)).removeprefix("○"), tuple(found)


def machine_readable(content: bytes) -> Told:
    """From JSON, whose words for codes stand beside them."""
    told = json.loads(content)
    labels = {each["code"]: each["label"] for each in told["categories"]}
    rows = {"계": told["summary"]["total"]}
    rows |= {labels[row["category"]]: row for row in told["summary"]["rows"]}
    columns = {column["code"]: bare(column["label"]) for column in told["columns"]}
    return Told(
        {bare(name): {label: row[code] for code, label in columns.items()} for name, row in rows.items()},
        [
            (
                bare(item["label"]),
                bare(item["text"]),
                tuple(bare(f"{each['department']} {each['status_label']}") for each in item["departments"]),
            )
            for item in told["items"]
        ],
    )
