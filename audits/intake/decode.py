"""From the bytes of a sent file to text: encodings of Korean offices, and plain words for what is no text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

from audits.intake.draft import Unreadable
from audits.intake.inspection import drm

MAX_BYTES: Final = 20 * 1024 * 1024

EMPTY: Final = "내용이 없는 파일입니다."
TOO_LARGE: Final = "파일이 20MB보다 큽니다. 나누어 올려 주십시오."
BINARY: Final = "글이 아닌 파일입니다. 텍스트(TXT)로 저장하여 다시 올려 주십시오."
GARBLED: Final = "글자를 읽을 수 없습니다. UTF-8이나 CP949(완성형)로 저장하여 다시 올려 주십시오."
PROTECTED: Final = "문서보안(DRM)이 걸린 파일로 보입니다. 보안을 해제한 뒤 올려 주십시오."
OTHER_FORMAT: Final = "텍스트가 아니라 {format} 파일로 보입니다. 텍스트(TXT)로 저장하여 다시 올려 주십시오."

# First bytes of what people send by mistake. HWPX stands before ZIP: it is a ZIP with its type up front.
FORMATS: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb".{0,1024}?%PDF-", re.DOTALL), "PDF"),
    (re.compile(rb"PK\x03\x04.{0,80}application/hwp\+zip", re.DOTALL), "한글(HWPX)"),
    (re.compile(rb"PK(?:\x03\x04|\x05\x06)"), "압축(ZIP) 또는 HWPX·엑셀·워드"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "한글(HWP) 또는 옛 오피스"),
    (re.compile(rb"HWP Document File"), "한글(HWP)"),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP", re.DOTALL),
        "그림",
    ),
    (re.compile(rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07"), "압축"),
    (re.compile(rb"\{\\rtf"), "서식 있는 글(RTF)"),
)
DRM: Final = drm.FIRST_BYTES

# The four-byte marks stand first: the mark of UTF-32 begins like that of UTF-16.
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

CONTROL: Final = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f\x7f]")
ORDINARY: Final = re.compile(
    r"[\t\n\r\f\x20-\x7e\u00a0-\u00ff\u2010-\u27bf\u3000-\u318f\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffee]"
)
LINE_ENDS: Final = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
PAGE_STARTS: Final = re.compile("^\f+", re.MULTILINE)
SAMPLE: Final = 20_000


def decode(content: bytes) -> str:
    """Text of a sent file, lines ended by "\\n", Korean composed (see `tidy`).

    Reads UTF-8, CP949 (which holds EUC-KR) and UTF-16, with or without a byte order mark. A character cut
    in two by the end of the file becomes U+FFFD. Raises Unreadable, with one line for the sender, for what
    is empty, larger than MAX_BYTES, protected, of another format, or in no known encoding.
    """
    _refuse_at_sight(content)
    try:
        return _readable(content)
    except Unreadable as refusal:
        if str(refusal) != EMPTY and drm.secured(content):
            raise Unreadable(PROTECTED) from refusal
        raise


def _readable(content: bytes) -> str:
    """The text of a file that is one. Raises Unreadable where nothing is written in it, or nothing that is text."""
    text = tidy(_decoded(content))
    if not text.strip("\ufeff\u200b \t\n\u00a0\u3000"):
        raise Unreadable(EMPTY)
    if CONTROL.search(text):
        raise Unreadable(BINARY)
    return text


def tidy(text: str) -> str:
    """The same text with "\\n" as its only line end and in NFC; nothing else is changed or left out.

    Some systems send Korean as single letters (NFD): composed, it reads the same and can be searched.
    A form feed counts as a line end only where it stands inside a line, so that lines keep their numbers.
    """
    ended = PAGE_STARTS.sub("", LINE_ENDS.sub("\n", text)).replace("\f", "\n")
    return ended if unicodedata.is_normalized("NFC", ended) else unicodedata.normalize("NFC", ended)


def _refuse_at_sight(content: bytes) -> None:
    """Raise Unreadable for what its size or its first bytes already settle."""
    if not content:
        raise Unreadable(EMPTY)
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    if DRM.match(content):
        raise Unreadable(PROTECTED)
    for signature, name in FORMATS:
        if signature.match(content):
            raise Unreadable(OTHER_FORMAT.format(format=name))


def _decoded(content: bytes) -> str:
    """Characters in the first encoding that fits; a byte order mark, where there is one, decides."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, (encoding,))
    if b"\0" in content:
        return _unmarked_utf16(content)
    return _strictly(content, ("utf-8", "cp949"))


def _strictly(content: bytes, encodings: tuple[str, ...]) -> str:
    """Characters in the first of `encodings` without a fault; raises Unreadable when none fits."""
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(content)
        except UnicodeDecodeError:
            continue
        cut = bool(decoder.getstate()[0])
        return text + "\ufffd" * cut
    raise Unreadable(GARBLED)


def _unmarked_utf16(content: bytes) -> str:
    """NUL bytes without a mark: UTF-16 if one byte order gives readable text, else no text at all."""
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = content[:SAMPLE].decode(encoding, errors="replace")
        if len(ORDINARY.findall(sample)) >= 0.95 * len(sample) and not CONTROL.search(sample):
            return _strictly(content, (encoding,))
    raise Unreadable(BINARY)
