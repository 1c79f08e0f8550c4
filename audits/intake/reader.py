"""The one entrance for every form of report: from the bytes of a file to its text and a draft.

What a file is, its content says; its name only helps to word a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from audits.intake import child, decode, pipes, table, text
from audits.intake.columns import Columns
from audits.intake.counts import Counts
from audits.intake.decode import tidy
from audits.intake.draft import Draft, Unreadable, Vocabulary
from audits.intake.paper import Paper, Written, written
from audits.intake.sections import Sections
from audits.intake.summary_table import Summaries, beside
from audits.intake.wordings import Wordings

TEXT, TABLE, HTML, HWPX, HWP, XLSX, PDF = "text", "table", "html", "hwpx", "hwp", "xlsx", "pdf"

LOCKED: Final = (
    "암호가 걸렸거나 읽을 수 없는 옛 형식의 파일입니다. 암호를 풀고 {form} 다시 저장하여 올려 주십시오."
)
OLD: Final = "옛 형식({form}) 파일입니다. {other} 다시 저장하여 올려 주십시오."
WORD: Final = "워드(DOCX) 파일은 읽지 않습니다. 한글(HWPX)이나 PDF로 저장하여 다시 올려 주십시오."
OTHER_PACKAGE: Final = (
    "압축 파일이거나 읽을 수 없는 형식입니다. 보고서 파일만 HWPX, 엑셀, PDF, 텍스트로 올려 주십시오."
)
DAMAGED: Final = "파일이 손상되어 읽을 수 없습니다. 만든 프로그램에서 다시 저장하여 올려 주십시오."

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGE: Final = re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)")
# A page of the web, even where an office system calls it .xls.
MARKUP: Final = re.compile(
    rb"<\s{0,3}(?:!doctype\s{1,3}html|html|head|body|table|tbody|meta\s)[\s>]?", re.IGNORECASE
)
MARKUP_16: Final = re.compile(rb"<\0(?:!\0d|h\0t|t\0a|\0?h|H\0T|!\0D)", re.IGNORECASE)
LOOKED_AT: Final = 4_096


@dataclass(frozen=True)
class Read:
    """What a file says (`text`, to which all lines refer), what was read in it, and the form it has."""

    text: str
    draft: Draft
    form: str


def read(content: bytes, name: str, vocabulary: Vocabulary) -> Read:
    """Read a report in any form: text, HTML, tables in text, HWPX, HWP, XLSX, PDF.

    Demands in tables are read by their columns, all else line by line. Raises Unreadable with one line for the sender.
    """
    form = form_of(content, name)
    if form != TEXT:
        source = written(child.read_papers(content, form))
        return Read(source.text, from_written(source, vocabulary, broken=form == PDF), form)
    words = decode.decode(content)
    text.refuse_too_long(words)
    source_of_tables = pipes.written(words)
    if source_of_tables and (draft := table.read(source_of_tables, vocabulary)):
        return Read(words, draft, TABLE)
    return Read(words, text.read(words, vocabulary), TEXT)


def from_papers(
    papers: Sequence[Paper], vocabulary: Vocabulary, *, broken: bool = False
) -> tuple[str, Draft]:
    """The text of papers and the draft of it."""
    source = written(papers)
    return source.text, from_written(source, vocabulary, broken=broken)


def from_written(source: Written, vocabulary: Vocabulary, *, broken: bool) -> Draft:
    """The draft of a document: by its tables, or line by line with what its tables count. Raises Unreadable."""
    if not source.text.strip():
        raise Unreadable(decode.EMPTY)
    draft = table.read(source, vocabulary, broken=broken)
    if draft:
        return draft
    draft = text.read(source.text, vocabulary)
    draft = replace(
        draft, problems=tuple(sorted((*source.remarks, *draft.problems), key=lambda one: one.line))
    )
    sections, wordings = Sections(vocabulary.categories), Wordings(vocabulary.wordings)
    declared = Summaries(sections, wordings).first(source)
    if not declared:
        return draft
    counts = Counts(sections, Columns(wordings), vocabulary.categories)
    return beside(draft, declared, tidy(source.text).split("\n"), counts)


def form_of(content: bytes, name: str) -> str:
    """What form a file has. Raises Unreadable for what is none of them, in the words its name suggests."""
    if not content:
        raise Unreadable(decode.EMPTY)
    if len(content) > decode.MAX_BYTES:
        raise Unreadable(decode.TOO_LARGE)
    if decode.DRM.match(content):
        raise Unreadable(decode.PROTECTED)
    if b"%PDF-" in content[:1_024]:
        return PDF
    if PACKAGE.match(content):
        return _package(content)
    if content.startswith(COMPOUND):
        return _compound(content, name)
    return HTML if _is_markup(content) else TEXT


def _package(content: bytes) -> str:
    """The form of a ZIP, by the names of its parts, which stand in it as they are."""
    if b"application/hwp+zip" in content[:200] or b"Contents/section0.xml" in content:
        return HWPX
    if b"xl/workbook" in content or b"xl/worksheets/" in content:
        return XLSX
    raise Unreadable(WORD if b"word/document" in content else OTHER_PACKAGE)


def _compound(content: bytes, name: str) -> str:
    """The form of an OLE file, by the names in its directory."""
    if _names(content, "FileHeader") and (b"HWP Document File" in content or _names(content, "BodyText")):
        return HWP
    ending = name.lower().rpartition(".")[2]
    if _names(content, "EncryptedPackage"):
        raise Unreadable(LOCKED.format(form="PDF로" if ending == "pdf" else "XLSX나 HWPX로"))
    if _names(content, "Workbook") or _names(content, "Book"):
        raise Unreadable(OLD.format(form="XLS", other="XLSX로"))
    if _names(content, "WordDocument"):
        raise Unreadable(OLD.format(form="DOC", other="한글(HWPX)이나 PDF로"))
    if ending == "hwp":
        return HWP
    raise Unreadable(LOCKED.format(form="XLSX나 HWPX로"))


def _names(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content


def _is_markup(content: bytes) -> bool:
    begin = content[:LOOKED_AT]
    if MARKUP.search(begin.replace(b"\0", b"")):
        return True
    return b"</table" in content.lower() if b"<td" in content.lower() else False
