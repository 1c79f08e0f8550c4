"""Demands said again are found, and those that only share an office's phrases are not."""

from __future__ import annotations

import itertools
import random
import tomllib
import unicodedata
from pathlib import Path

import pytest

from audits.repeats import (
    ALIKE,
    FEW,
    Index,
    Scan,
    bare,
    candidates,
    common_words,
    likeness,
    passages,
    runs_of,
)
from tests.audits.pairs import AGAIN, OTHERS

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "audit_2019.toml"


def _alike(one: str, other: str) -> int:
    return likeness(runs_of(bare(one)), runs_of(bare(other)))


@pytest.mark.parametrize(("before", "again"), AGAIN)
def test_a_demand_said_again_in_other_words_is_proposed(before: str, again: str) -> None:
    assert [(found.new, found.earlier) for found in candidates({2: again}, {1: before})] == [(2, 1)]


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_the_phrases_of_every_report_make_no_two_demands_alike(one: str, other: str) -> None:
    assert candidates({2: other}, {1: one}) == []


def test_no_two_demands_of_the_demo_are_taken_for_the_same() -> None:
    texts = [demand["text"] for demand in tomllib.loads(SEEDS.read_text("utf-8"))["demand"]]
    assert len(texts) > 30
    assert max(_alike(one, other) for one, other in itertools.combinations(texts, 2)) < ALIKE - 50


def test_white_space_signs_case_and_composition_do_not_count() -> None:
    text = "CCTV 관제센터의 인력을 '두 배'로 늘릴 것"
    written = unicodedata.normalize("NFD", "cctv관제센터의　인력을 두배로, 늘릴것.")
    assert _alike(text, written) == 1000


def test_the_likest_come_first_and_five_at_most() -> None:
    text = "공영주차장 위탁 운영 수입금의 정산이 늦어지지 않도록 감독할 것"
    earlier = {number: f"{text} {'가나다라마바사'[:number]}{number * 7919}" for number in range(1, 8)}
    found = candidates({10: text}, earlier)
    assert len(found) == 5
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_a_text_too_short_to_tell_is_compared_with_nothing() -> None:
    assert candidates({2: "점검할 것"}, {1: "점검할 것"}) == []


def _texts(count: int, seed: int) -> dict[int, str]:
    drawn = random.Random(seed)  # noqa: S311 (a test's own noise)
    words = ["".join(chr(0xAC00 + drawn.randrange(11172)) for _ in range(3)) for _ in range(900)]
    return {
        number: " ".join(drawn.choice(words) for _ in range(drawn.randint(5, 20))) + " 방안을 마련할 것"
        for number in range(count)
    }


def test_the_index_overlooks_nobody() -> None:
    earlier = _texts(400, 1)
    noise = _texts(60, 2)
    asked = {
        1_000 + number: f"{' '.join(earlier[number].split()[: 3 + number % 9])} {noise[number]}"
        for number in range(60)
    }
    index, scan = Index(earlier), Scan(earlier)
    for text in asked.values():
        runs = runs_of(bare(text))
        every = {key: score for key in earlier if (score := _alike(text, earlier[key])) >= ALIKE}
        assert dict(index.alike(runs, ALIKE)) == dict(scan.alike(runs, ALIKE)) == every
    assert len(asked) > FEW


def test_the_work_grows_with_what_is_shared_and_not_with_all_pairs() -> None:
    """Of 300 new against 3,000 earlier ones fewer than one pair in ten is looked at."""
    earlier = {number: f"{text} {number}번" for number, text in _texts(3_000, 3).items()}
    index = Index(earlier)
    for text in _texts(300, 4).values():
        index.alike(runs_of(bare(text)), ALIKE)
    assert index.steps < 300 * 3_000 / 10


def test_what_both_say_is_marked_and_nothing_of_the_text_is_lost() -> None:
    one, other = AGAIN[0]
    parts = passages(one, other)
    assert "".join(part.text for part in parts) == one
    assert next(part.text for part in parts if part.common) == "노후 상수도관"
    assert "연차별 교체 계획" not in [part.text for part in passages(one, OTHERS[1][0]) if part.common]


def test_the_words_in_common_are_those_of_the_new_text_the_longest_first() -> None:
    words = common_words(*AGAIN[5])
    assert words[0] == max(words, key=len)
    assert any("놀이시설" in each for each in words)
