"""An HWPX as a test reads it: the file itself, with nothing of the code that wrote it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

HP: Final = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
HH: Final = "{http://www.hancom.co.kr/hwpml/2011/head}"
Rows = list[list[str]]


class Hwpx:
    """The parts of one file."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))

    @cached_property
    def sections(self) -> list[Element]:
        """The sections in order."""
        names = [name for name in self.zip.namelist() if re.fullmatch(r"Contents/section\d+\.xml", name)]
        return [_parsed(self.zip.read(name)) for name in sorted(names, key=_number)]

    @cached_property
    def header(self) -> Element:
        """Fonts, letters, paragraphs, borders."""
        return _parsed(self.zip.read("Contents/header.xml"))

    def every(self, name: str) -> Iterator[Element]:
        """Every element of that name in all sections."""
        return (element for section in self.sections for element in section.iter(f"{HP}{name}"))

    @cached_property
    def tables(self) -> list[Element]:
        """Every table, also one within another."""
        return list(self.every("tbl"))

    @property
    def text(self) -> str:
        """What stands on the pages, a line a paragraph, without their heads and feet."""
        return "\n".join(line for section in self.sections for line in lines(section))

    def running(self, name: str) -> str:
        """What stands at the head (`header`) or the foot (`footer`) of the pages."""
        return "\n".join(line for element in self.every(name) for line in lines(element))

    def table(self, first: str) -> Element:
        """The table whose first cell begins like that."""
        return next(table for table in self.tables if shown(cells(table)[0][0]).startswith(first))


def lines(element: Element) -> Iterator[str]:
    """The text of the paragraphs below an element, in the order of reading."""
    for child in element:
        if child.tag == f"{HP}ctrl":
            continue
        if child.tag == f"{HP}p":
            own = "".join(_words(text) for run in child.findall(f"{HP}run") for text in run.findall(f"{HP}t"))
            if own:
                yield own
        yield from lines(child)


def rows(table: Element) -> list[Element]:
    """The rows of a table, not those of one within it."""
    return table.findall(f"{HP}tr")


def cells(table: Element) -> list[list[Element]]:
    """The cells of a table by row."""
    return [row.findall(f"{HP}tc") for row in rows(table)]


def shown(cell: Element) -> str:
    """What stands in a cell."""
    return "\n".join(lines(cell))


def told(table: Element) -> Rows:
    """A table as words."""
    return [[shown(cell) for cell in row] for row in cells(table)]


def value(element: Element, path: str, name: str) -> int:
    """A number that stands in an element below."""
    found = element.find(f"{HP}{path}") if path else element
    assert found is not None
    return int(found.get(name, ""))


def numbers(elements: Sequence[Element], name: str) -> list[str]:
    """An attribute of each."""
    return [element.get(name, "") for element in elements]


def _parsed(part: bytes) -> Element:
    return ElementTree.fromstring(part)  # noqa: S314 - written just now


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name))


def _words(text: Element) -> str:
    signs = {f"{HP}lineBreak": "\n", f"{HP}tab": "\t"}
    return (text.text or "") + "".join(signs.get(child.tag, "") + (child.tail or "") for child in text)
