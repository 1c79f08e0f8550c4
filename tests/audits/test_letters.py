"""Texts as they are searched: what counts, and where in the text it is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.letters import bare, places


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ("예산 낭비", "예산낭비"),
        ("예산·낭비(2건)", "예산낭비2건"),
        ("S-Net\u00a0보안", "snet보안"),
        ("ＡＢＣ １２３", "abc123"),
        ("㈜가온, 3㎡", "주가온3m2"),
        ("「문화·관광」과", "문화관광과"),
        ("漢字 豫算", "漢字豫算"),
        ("Ⅳ장 ÉCOLE Σ Я", "iv장écoleσя"),
        ("%*?!… ※ ○ □ ▲ →", ""),
        ("\ue000\ue001 예산\u200b낭비\u00ad", "예산낭비"),
        ("👍 예산", "예산"),
        ("", ""),
    ],
    ids=str,
)
def test_letters_and_digits_count_alone(written: str, counts: str) -> None:
    assert bare(written) == counts


def test_a_text_in_single_jamo_is_the_same_text() -> None:
    written = "예산을 낭비하지 않도록 할 것"
    assert bare(unicodedata.normalize("NFD", written)) == bare(written)


def test_each_letter_is_found_where_it_is_written() -> None:
    composed = unicodedata.normalize("NFD", "각")
    written = f"예산 ({composed})㎡"
    letters, found = places(written)
    assert letters == "예산각m2"
    assert [written[first:last] for first, last in found] == ["예", "산", composed, "㎡", "㎡"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60))
def test_the_places_say_the_same_letters(written: str) -> None:
    letters, found = places(written)
    assert len(letters) == len(found)
    assert all(bare(written[first:last]) for first, last in found)


@given(st.text("예산 낭비ㄱㅏ가각ᆨᅡｱﾞABｃé\u0301.-·()㈜", max_size=30))
def test_the_places_of_a_text_of_an_office_say_what_is_searched(written: str) -> None:
    assert places(written)[0] == bare(written)
