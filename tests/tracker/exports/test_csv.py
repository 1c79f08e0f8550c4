"""The CSV of a report: a line an assignment, safe to open in a spreadsheet."""

from __future__ import annotations

import csv as reader
import io

import pytest
from django.utils.translation import override

from tests.tracker.exports import officials
from tracker.exports import csv
from tracker.reports.official import Official


def lines(report: Official) -> list[dict[str, str]]:
    text = csv.written(report).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(reader.DictReader(io.StringIO(text[1:], newline="")))


def test_every_assignment_is_a_line() -> None:
    told = [
        (line["연번"], line["소관부서"], line["주관·협조"], line["추진상황"])
        for line in lines(officials.result())
    ]
    assert told[2:4] == [
        ("시정 3", "정보기획담당관", "주관", "추진 중"),
        ("시정 3", "데이터정책과", "협조", "미보고"),
    ]
    assert len(told) == 8


def test_days_are_written_for_machines_and_no_due_date_is_said() -> None:
    item = officials.item(1, officials.answer(due_date=None, original_due_date=None, is_overdue=False))
    (line,) = lines(officials.result([item]))
    assert (line["보고일"], line["처리기한"], line["기한 경과"]) == ("2026-06-12", "기한 미지정", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_nothing_is_taken_for_a_formula(text: str) -> None:
    (line,) = lines(officials.result([officials.item(1, officials.answer(wording=text))]))
    assert line["원문 표기"] == f"'{text}"


def test_the_same_report_gives_the_same_bytes_whatever_language_its_reader_has() -> None:
    with override("en"):
        english = csv.written(officials.result())
    assert english == csv.written(officials.result())


def test_a_letter_that_is_none_breaks_nothing() -> None:
    assert lines(officials.result([officials.item(1, text="가\ud800나")]))[0]["요구 내용"] == "가?나"
