"""Reports of many shapes, written for this test with their defects, each read as the whole draft beside it.

A `.txt` of `shapes/` is a report as it comes, its `.toml` what is to be read in it: judged by hand, not by the reader.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from audits.intake.decode import decode
from audits.intake.text import read
from tests.audits.intake.drafts import told
from tests.audits.intake.papers import vocabulary

SHAPES = sorted((Path(__file__).parent / "shapes").glob("*.txt"))


@pytest.mark.parametrize("paper", SHAPES, ids=lambda paper: paper.stem)
def test_a_report_of_this_shape_is_read_whole(paper: Path) -> None:
    expected = tomllib.loads(paper.with_suffix(".toml").read_text(encoding="utf-8"))
    assert told(read(decode(paper.read_bytes()), vocabulary())) == expected


@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("paper", SHAPES[:2], ids=lambda paper: paper.stem)
def test_the_encoding_changes_nothing(paper: Path, encoding: str) -> None:
    text = paper.read_text(encoding="utf-8")
    assert told(read(decode(text.encode(encoding)), vocabulary())) == told(read(text, vocabulary()))


def test_there_are_at_least_twelve_shapes() -> None:
    assert len(SHAPES) >= 12
