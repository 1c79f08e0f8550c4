"""What people call a file."""

from __future__ import annotations

import unicodedata

import pytest

from tracker.files.names import LONGEST, cleaned, extension


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("공문.pdf", "공문.pdf"),
        (unicodedata.normalize("NFD", "공문.pdf"), "공문.pdf"),
        ("C:\\Users\\kim\\공문.pdf", "공문.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/", "file"),
        ("", "file"),
        ("..", "file"),
        (".pdf", "file.pdf"),
        ("...공문.pdf", "공문.pdf"),
        ("공문\u202efdp.exe", "공문fdp.exe"),
        ("공\u200b문\x00\x1f\x7f.pdf", "공문.pdf"),
        ("공문\r\nSet-Cookie: a.pdf", "공문Set-Cookie_ a.pdf"),
        ('공문<"1">|?*.pdf', "공문__1_____.pdf"),
        ("공문   최종\u3000안 .pdf. ", "공문 최종 안.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul.tar.pdf", "_nul.tar.pdf"),
        ("Lpt1 .pdf", "_Lpt1.pdf"),
        ("contract.pdf", "contract.pdf"),
        ("공문\ud800.pdf", "공문.pdf"),
        ("공문", "공문"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(given: str, shown: str) -> None:
    assert cleaned(given) == shown
    assert cleaned(shown) == shown


def test_a_long_name_is_cut_before_its_ending() -> None:
    cut = cleaned("가" * 300 + ".hwpx")
    assert (len(cut), extension(cut)) == (LONGEST, "hwpx")
    assert len(cleaned("a." + "b" * 300)) <= LONGEST


@pytest.mark.parametrize(("name", "ending"), [("A.PDF", "pdf"), ("a.tar.gz", "gz"), ("pdf", ""), ("a.", "")])
def test_the_last_ending_counts_in_any_letters(name: str, ending: str) -> None:
    assert extension(name) == ending
