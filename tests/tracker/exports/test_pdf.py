"""The PDF of a report: readable by machines and people, page by page, and a clear line where it cannot be made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pytest

from tests.tracker.exports import officials, readers
from tests.tracker.exports.machine import require_pdf
from tracker.exports import pdf
from tracker.exports.unavailable import Unavailable
from tracker.reports.official import Official


@pytest.fixture(scope="module")
def machine() -> None:
    require_pdf()


@pytest.fixture(scope="module")
def long(machine: None) -> Iterator[Any]:
    with pdfplumber.open(io.BytesIO(pdf.written(officials.large(60)))) as document:
        yield document


def texts(report: Official) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf.written(report))) as document:
        return [page.extract_text() for page in document.pages]


def test_it_has_a_title_a_language_and_tags(long: Any) -> None:
    assert long.metadata["Title"] == "2025년도 행정사무감사 처리결과 보고서"
    catalogue = long.doc.catalog
    assert catalogue["Lang"] == b"ko"
    assert "StructTreeRoot" in catalogue


def test_every_page_has_its_number_and_the_record_in_its_foot(long: Any) -> None:
    assert len(long.pages) > 5
    for number, page in enumerate(long.pages, start=1):
        foot = page.crop((0, page.height - 60, page.width, page.height)).extract_text()
        assert f"– {number} –" in foot
        assert officials.HEAD in foot


def test_a_report_laid_out_in_parts_is_one_document(machine: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "AT_ONCE", 3)
    report = officials.result()
    heard: list[int] = []
    content = pdf.written(report, heard.append)
    with pdfplumber.open(io.BytesIO(content)) as document:
        pages = [page.extract_text() for page in document.pages]
    assert [number for number, text in enumerate(pages, 1) if f"– {number} –" not in text] == []
    assert sum("□ 총괄" in text for text in pages) == 1
    assert sum("□ 부서별 현황" in text for text in pages) == 1
    assert sum("□ 시정·처리요구사항 4건" in text for text in pages) == 1
    assert [label for label, _text, _answers in readers.pdf(content).demands] == [
        "".join(item.label.split()) for item in report.items
    ]
    assert heard == [3, 6, 7]


def test_the_head_of_the_table_is_on_every_page_of_it(long: Any) -> None:
    for page in long.pages[1:-2]:
        assert "조치결과 및 향후추진계획" in page.extract_text()


def test_no_text_stands_below_or_beside_the_page(long: Any) -> None:
    for page in long.pages:
        assert all(word["x0"] > 0 and word["x1"] < page.width for word in page.extract_words())
        assert all(word["bottom"] < page.height - 10 for word in page.extract_words())


def test_an_answer_longer_than_a_page_goes_on_and_loses_nothing(machine: None) -> None:
    said = "\n".join(f"○ 줄 {number}번" for number in range(1, 301))
    told = "\n".join(texts(officials.result([officials.item(1, officials.answer(actions_taken=said))])))
    assert [number for number in range(1, 301) if f"줄 {number}번" not in told] == []


def test_a_report_that_is_not_frozen_says_so_on_every_page(machine: None) -> None:
    assert all("확정 전" in text for text in texts(officials.draft()))
    assert not any("확정 전" in text for text in texts(officials.result()))


def test_what_was_demanded_before_is_told_in_an_annex(machine: None) -> None:
    annex = "".join(texts(officials.result())).partition("재지적 현황")[2]
    assert "2024년 시정 11" in annex
    assert "2023년 시정 3" in annex


def test_the_same_report_says_the_same_each_time(machine: None) -> None:
    assert texts(officials.inspection()) == texts(officials.inspection())


def test_what_people_typed_is_text_and_nothing_is_fetched(
    machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[object] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *asked, **_more: fetched.append(asked))
    said = '<img src="http://127.0.0.1:9/a.png"><style>@import "file:///etc/passwd"</style>'
    told = "".join(texts(officials.result([officials.item(1, text=said)])))
    assert "127.0.0.1:9" in told.replace("\n", "").replace(" ", "")
    assert fetched == []


def test_a_machine_without_pango_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> Any:
        raise OSError(f"{name}: cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", without)
    with pytest.raises(Unavailable, match=r"Pango를 설치하여 주십시오.*libpango-1.0-0"):
        pdf.written(officials.result())
    assert "\n" not in pdf.missing()


def test_a_machine_without_a_hangul_font_says_what_to_install(
    machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_has_hangul", lambda: False)
    with pytest.raises(Unavailable, match=r"한글 글꼴을 설치하여 주십시오.*fonts-noto-cjk"):
        pdf.written(officials.result())


def test_a_report_too_large_for_a_worker_is_refused_with_another_way(
    machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_ITEMS", 6)
    with pytest.raises(Unavailable, match=r"PDF는 6건까지 만듭니다.*7건.*HWPX"):
        pdf.written(officials.result())


def test_a_report_of_few_but_endless_answers_is_refused_as_well(
    machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    with pytest.raises(Unavailable, match=r"PDF는 2쪽까지 만듭니다.*HWPX"):
        pdf.written(officials.result())
