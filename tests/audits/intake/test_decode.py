"""From bytes to text: encodings of Korean offices, and what is refused."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.intake.decode import MAX_BYTES, decode, tidy
from audits.intake.draft import Unreadable

TEXT = "○ 가로등을 정비하기 바람\n(교통정책과)\n□ 추진상황 : 완료\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_every_encoding_of_a_korean_office_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_letters_that_only_cp949_has_are_read() -> None:
    assert decode("똠방각하 펲시\n".encode("cp949")) == "똠방각하 펲시\n"


def test_decomposed_korean_is_composed() -> None:
    assert decode(unicodedata.normalize("NFD", TEXT).encode()) == TEXT


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\v"])
def test_every_line_end_becomes_the_same_one(end: str) -> None:
    assert decode(TEXT.replace("\n", end).encode()) == TEXT


def test_a_page_break_before_a_line_does_not_move_the_lines_below() -> None:
    assert tidy("하나\n\f둘\n\f\f셋") == "하나\n둘\n셋"


def test_a_page_break_inside_a_line_divides_it() -> None:
    assert tidy("하나\f둘") == "하나\n둘"


def test_private_use_characters_are_kept() -> None:
    assert decode("\uf000\uf000\n가\n".encode()) == "\uf000\uf000\n가\n"


def test_a_letter_cut_in_two_at_the_end_is_shown_as_such() -> None:
    assert decode("가나다".encode()[:-1]) == "가나\ufffd"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "내용이 없는"),
        (b"\xef\xbb\xbf", "내용이 없는"),
        (" \n\u3000\n".encode(), "내용이 없는"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/hwp+zip", "한글(HWPX)"),
        (b"PK\x03\x04\x14\0\x06\0", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "한글(HWP)"),
        (b"\x89PNG\r\n\x1a\n", "그림"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "그림"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x9b\x20DRMONE  This Document is encrypted", "DRM"),
        (b"SCDSA004\0\0", "DRM"),
        (b"abc\0def", "글이 아닌"),
        ("가나다".encode() + b"\x01\x02", "글이 아닌"),
        (b"\xff\xff\xff\xff", "UTF-8이나 CP949"),
    ],
)
def test_what_is_no_text_is_refused_by_name(content: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(told)) as refusal:
        decode(content)
    assert "\n" not in str(refusal.value)


def test_a_file_of_twenty_megabytes_is_read_and_a_larger_one_refused() -> None:
    assert len(decode(b"a" * MAX_BYTES)) == MAX_BYTES
    with pytest.raises(Unreadable, match="20MB"):
        decode(b"a" * (MAX_BYTES + 1))


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    text = decoded_or_none(content)
    assert text is None or (text.strip() and "\0" not in text)


def decoded_or_none(content: bytes) -> str | None:
    """Text of the bytes, None where they are refused; any other failure is one of the test."""
    try:
        return decode(content)
    except Unreadable:
        return None


@settings(deadline=None)
@given(st.text(st.characters(codec="cp949", categories=("L", "N", "P", "Zs")), min_size=1).filter(str.strip))
def test_what_cp949_can_write_comes_back_from_utf_8(text: str) -> None:
    assert decode(text.encode()) == unicodedata.normalize("NFC", text)
