"""Parts of packages in XML, read as they come: no tree, no entities, nothing from elsewhere."""

from __future__ import annotations

import zipfile
from typing import Final
from xml.parsers import expat

from audits.intake.draft import Unreadable
from audits.intake.inspection.faults import BROKEN

PIECE: Final = 256 * 1024
DECLARED: Final = (
    "파일 안에 외부 개체나 치환 정의(DTD)가 있어 읽지 않았습니다. "
    "만든 프로그램에서 다시 저장하여 올려 주십시오."
)
# How a document type is declared, in each encoding an XML reader takes without being told.
DECLARATIONS: Final = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def refuse_definitions(package: zipfile.ZipFile) -> None:
    """Raise Unreadable where a part, whatever it is called, declares a document type: there entities are defined."""
    if any(declares_a_type(package, entry) for entry in package.infolist()):
        raise Unreadable(DECLARED)


def declares_a_type(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part, wherever in it, declares what entities could be defined in."""
    end = b""
    with package.open(entry) as part:
        while piece := part.read(PIECE):
            window = end + piece
            if any(declared in window for declared in DECLARATIONS):
                return True
            end = window[-max(map(len, DECLARATIONS)) :]
    return False


def parse(parser: expat.XMLParserType, part: bytes) -> None:
    """Give a part to a parser, piece by piece.

    Raises Unreadable for a part that declares a document type (where entities would be defined), or that is no XML.
    """
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for place in range(0, len(part), PIECE):
            parser.Parse(part[place : place + PIECE], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable(BROKEN) from error


def _refuse(*_told: object) -> None:
    raise Unreadable(DECLARED)
