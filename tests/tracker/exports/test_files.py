"""Every form of a report by its ending; one that this machine cannot make takes no other with it."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import TODAY
from tracker.exports import files
from tracker.exports.unavailable import Unavailable
from tracker.models import ReportForm
from tracker.reports.official import Figures, Official

EMPTY = Official(
    paper="result",
    title="처리결과 보고서",
    audit="2025년도 행정사무감사 정보국",
    body="정보국",
    committee="",
    as_of=TODAY,
    is_frozen=False,
    columns=[],
    total=Figures("", "계", {}),
    rows=[],
    sections=[],
    department_columns=[],
    departments=[],
    withdrawn=0,
    record_head="0",
)


def test_every_form_has_a_place_and_a_type() -> None:
    assert set(files.MODULES) == set(files.CONTENT_TYPES) == set(ReportForm)


def test_a_form_is_written_by_its_module() -> None:
    assert files.written(ReportForm.JSON, EMPTY).startswith(b"{")


def test_what_lacks_a_library_is_refused_in_one_line_and_the_others_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tracker.exports.pdf", None)
    with pytest.raises(Unavailable, match="PDF: 이 서버에서는 만들 수 없는 형식입니다") as refused:
        files.written(ReportForm.PDF, EMPTY)
    assert "\n" not in str(refused.value)
    assert files.written(ReportForm.JSON, EMPTY)
