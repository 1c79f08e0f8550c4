"""HWPX (KS X 6101): the sections of a package in their order, as one Paper."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat

from audits.intake import hwpx_heads
from audits.intake.draft import Unreadable
from audits.intake.flow import Count, Flow
from audits.intake.hwpx_body import Body
from audits.intake.inspection import packages
from audits.intake.paper import Paper
from audits.intake.xml_parts import parse

ORDER: Final = "Contents/content.hpf"
HEADER: Final = "Contents/header.xml"
SECTION: Final = re.compile(r"(?:.*/)?section(\d{1,6})\.xml", re.IGNORECASE)
MOST_SECTIONS: Final = 1_000
NO_SECTIONS: Final = "본문이 없는 한글(HWPX) 파일입니다. 한글에서 다시 저장하여 올려 주십시오."
NOTHING: Final = "글이 없는 파일입니다. 그림으로만 된 문서라면 글자로 된 문서를 올려 주십시오."


def papers(content: bytes) -> list[Paper]:
    """What an HWPX package says. Raises Unfit or Unreadable (`serving`)."""
    packages.check(io.BytesIO(content), packages.FORM_HWPX)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = set(package.namelist())
        header = package.read(HEADER) if HEADER in parts else b""
        order = package.read(ORDER) if ORDER in parts else b""
        body = Body(hwpx_heads.read(header) if header else hwpx_heads.Heads(), Flow(), Count())
        for name in sections(package.namelist(), order):
            body.read(package.read(name))
    return said(body)


def said(body: Body) -> list[Paper]:
    """The paper of a body that has been read. Raises Unreadable where nothing is written in it."""
    if not body.says_something:
        raise Unreadable(NOTHING)
    return [body.flow.paper()]


def sections(names: list[str], order: bytes) -> list[str]:
    """The parts that hold the text, as the package orders them; those it does not name follow by their number."""
    numbered = sorted(
        (int(found[1]), name) for name in names if (found := SECTION.fullmatch(name)) and "/" in name
    )
    there = [name for _, name in numbered]
    named = [name for name in _ordered(order) if name in there] if order else []
    all_of_them = list(dict.fromkeys([*named, *there]))
    if not all_of_them:
        raise Unreadable(NO_SECTIONS)
    return all_of_them[:MOST_SECTIONS]


def _ordered(order: bytes) -> list[str]:
    """The parts in the order of the package's spine, by the names they have in the package."""
    places: dict[str, str] = {}
    spine: list[str] = []

    def begins(name: str, told: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "item":
            places[told.get("id", "")] = told.get("href", "")
        elif local == "itemref":
            spine.append(told.get("idref", ""))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begins
    parse(parser, order)
    found = [places[item] for item in spine if item in places]
    base = posixpath.dirname(ORDER)
    return [name for href in found for name in (href, posixpath.join(base, href))]
