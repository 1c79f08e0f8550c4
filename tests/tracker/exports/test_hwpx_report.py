"""The official report as HWPX carries what the report says: read from the file."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

import pytest

from tests.tracker.exports import nasty, officials
from tests.tracker.exports.hwpx_file import HP, Hwpx, cells, rows, shown, told, value
from tracker.exports import hwpx
from tracker.exports.hwpx import package
from tracker.reports.official import Official


def _file(report: Official) -> Hwpx:
    return Hwpx(hwpx.written(report))


def _block(file: Hwpx, label: str) -> list[str]:
    """A demand's table, its columns as words below their heads."""
    wanted = [table for table in file.tables if shown(cells(table)[0][0]).split("\n")[0] == label]
    below = told(wanted[0])[1:]
    return ["\n".join(row[column] for row in below if row[column]) for column in range(len(below[0]))]


def test_the_summary_has_its_merged_head_and_the_figures_of_the_report() -> None:
    report = officials.result()
    table = _file(report).table("구분")
    head = [
        [
            (shown(cell), value(cell, "cellSpan", "rowSpan"), value(cell, "cellSpan", "colSpan"))
            for cell in row
        ]
        for row in cells(table)[:2]
    ]
    assert head[0] == [("구분", 2, 1), ("계", 2, 1), ("추진상황", 1, 5)]
    assert [name for name, _, _ in head[1]] == ["완료", "추진 중", "검토 중", "미반영", "이첩"]
    figures = [
        [row.label, *(str(row.counts[column.code]) for column in report.columns)]
        for row in (report.total, *report.rows)
    ]
    assert told(table)[2:] == figures
    assert figures[0] == ["계", "7", "3", "1", "1", "1", "1"]


def test_the_councils_paper_counts_what_was_found_beside_what_was_reported() -> None:
    table = _file(officials.inspection()).table("구분")
    assert told(table)[0] == ["구분", "계", "부서 보고", "의회 확인"]
    assert told(table)[1][-2:] == ["이행 확인", "사실과 다름"]
    assert told(table)[2][-2:] == ["3", "0"]


def test_every_section_says_how_many_it_has_also_where_it_has_none() -> None:
    text = _file(officials.result(officials.items()[:4])).text
    assert "□ 시정·처리요구사항 (4건)" in text
    assert "□ 건의사항 (0건)\n해당 없음" in text


def test_a_demand_stands_on_the_left_and_what_became_of_it_on_the_right() -> None:
    demanded, became = _block(_file(officials.result()), "시정 1")
    assert demanded == f"○ {officials.items()[0].text}\n(정보기획담당관)"
    assert became.split("\n")[:6] == [
        "□ 추진상황 : 완료",
        "□ 추진내용",
        "○ 현장 점검 실시 : ’26. 3월",
        "  - 대상 28개 기관, 점검표 12개 항목",
        "    ※ 제외 2개 기관(청사 이전)",
        "구분",
    ]


def test_a_plan_says_until_when_and_a_refusal_says_why() -> None:
    file = _file(officials.result())
    assert "□ 향후계획 (완료 예정일 : 2026. 10. 31.)\n○ 보완 기관 재점검" in _block(file, "시정 3")[1]
    assert "□ 사유\n예산이 편성되지 않아 반영할 수 없음" in _block(file, "시정 4")[1]
    assert "□ 받는 기관\n가온도 교육청" in _block(file, "건의 2")[1]


def test_each_of_several_departments_answers_under_its_name() -> None:
    demanded, became = _block(_file(officials.result()), "시정 3")
    assert demanded.endswith("(정보기획담당관, 데이터정책과)")
    assert "▣ 정보기획담당관(주관) 장비\n□ 추진상황 : 추진 중" in became
    assert "▣ 데이터정책과(협조) 자료\n□ 추진상황 : 미보고" in became


def test_the_council_finds_its_verdict_beside_the_report() -> None:
    _, reported, checked = _block(_file(officials.inspection()), "시정 2")
    assert reported.startswith("□ 추진상황 : 완료(계속 추진)")
    assert checked.split("\n") == [
        "□ 확인 결과 : 이행 확인",
        "□ 처리기한 : 2026. 5. 29. (당초 2026. 3. 31.)",
        "□ 검토의견",
        "○ 검토의견 : 실적을 현장에서 확인함",
        "□ 확인 필요 사항",
        "- 완료로 보고했으나 이후 일정이 남아 있습니다: ’26. 9월",
    ]


def test_the_executives_paper_says_nothing_of_verdicts_and_doubts() -> None:
    seen = officials.inspection()
    text = _file(replace(seen, paper=officials.RESULT)).text
    assert "검토의견" not in text
    assert "확인 필요 사항" not in text


def test_a_table_of_an_answer_stays_a_table_with_its_head() -> None:
    nested = [
        table
        for table in _file(officials.result()).tables
        if told(table)[0] == ["구분", "계", "적합", "보완"]
    ]
    assert len(nested) == 7
    assert told(nested[0])[1:] == [["본청", "18", "15", "3"], ["사업소", "10", "7", "3"]]
    assert {cell.get("header") for cell in cells(nested[0])[0]} == {"1"}


@pytest.mark.parametrize("columns", [nasty.FOURTEEN_WIDE, nasty.SIX_HUNDRED])
def test_a_table_too_large_for_its_column_goes_over_the_page_and_the_demand_goes_on_below(
    columns: str,
) -> None:
    answer = officials.answer("completed", actions_taken=f"앞\n{columns}\n뒤")
    file = _file(officials.result([officials.item(1, answer)]))
    found = told(file.table(columns.split("\t", maxsplit=1)[0]))
    assert found == [line.split("\t") for line in columns.split("\n")]
    places = [file.text.index(word) for word in ("앞", columns.split("\t", maxsplit=1)[0], "뒤")]
    assert places == sorted(places)
    assert _block(file, "시정 1 (계속)")[1].startswith("뒤")


def test_a_demand_nobody_has_and_one_without_an_office_say_so() -> None:
    nobody = officials.item(1, answers=())
    lost = officials.item(2, officials.answer("completed", department=""))
    file = _file(officials.result([nobody, lost]))
    assert _block(file, "시정 1") == [f"○ {nobody.text}\n(배부 전)", "배부 전"]
    assert _block(file, "시정 2")[0].endswith("(소관 없음)")


def test_repeats_stand_on_the_demand_and_in_the_annex() -> None:
    file = _file(officials.result())
    assert shown(cells(file.table("시정 1"))[0][0]) == "시정 1\n재지적: 2024년 시정 11, 2023년 시정 3"
    annex = [told(table) for table in file.tables if told(table)[0] == ["연번", "요구사항", "재지적"]]
    assert [row[0] for row in annex[0][1:]] == ["시정 1"]
    assert annex[0][1][2] == "2024년 시정 11, 2023년 시정 3"


def test_the_annex_by_department_counts_assignments_and_says_so() -> None:
    report = officials.result()
    file = _file(report)
    assert "부서별 표는 소관을 셉니다." in file.text
    assert told(file.table("부서")) == [
        ["부서", *(column.label for column in report.department_columns)],
        *(
            [row.label, *(str(row.counts[column.code]) for column in report.department_columns)]
            for row in report.departments
        ),
    ]


def test_the_annex_of_changes_has_the_counts_and_a_line_a_change() -> None:
    file = _file(officials.result())
    assert "지난 보고: 2025년도 행정사무감사 1차 처리결과 보고서(기준일 2026. 3. 31.)" in file.text
    assert "새로 완료 1건, 새로 기한 경과 1건, 보완 요구 1건" in file.text
    assert told(file.table("변동"))[2] == [
        "새로 기한 경과",
        "시정 3",
        "노후 통신장비의 교체",
        "정보기획담당관",
        "2026. 5. 29.",
        "기한 경과 32일",
    ]
    assert "변동" not in _file(officials.draft()).text


def test_what_is_not_frozen_is_marked_on_every_page_and_what_is_frozen_is_not() -> None:
    draft, frozen = _file(officials.draft()), _file(officials.result())
    assert draft.text.startswith("확정 전\n")
    assert draft.running("header").startswith("확정 전 · ")
    assert "확정 전" not in frozen.text + frozen.running("header")
    assert "ab" * 32 in frozen.text
    assert frozen.running("footer") == f"기록 확인값 {officials.HEAD}"


def test_no_letter_of_a_long_answer_is_lost() -> None:
    file = _file(nasty.result())
    for number, text in ((1, nasty.LONG), (2, nasty.UNBROKEN)):
        said = _block(file, f"시정 {number}")[1]
        assert "".join(text.split()) in "".join(said.split())


def test_signs_that_no_file_can_hold_go_and_all_others_stay() -> None:
    said = _block(_file(nasty.result()), "시정 6")[1]
    assert "\ue000\uf8ff" in said
    assert "� � 😀" in said.replace("  ", " ")
    assert "<b>&amp;</b> ]]>" in said
    assert said.split("\n")[-2].strip() == "끝"


def test_flat_bullets_are_set_in_by_their_signs() -> None:
    answer = officials.answer("completed", actions_taken="○ 밖\n- 안\n· 더 안\n○ 다시 밖")
    said = _block(_file(officials.result([officials.item(1, answer)])), "시정 1")[1].split("\n")
    assert said[2:6] == ["○ 밖", "  - 안", "    · 더 안", "○ 다시 밖"]


def test_a_long_report_is_cut_into_sections_that_go_on_numbering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_IN_SECTION", 200_000)
    file = _file(officials.large(200))
    assert len(file.sections) > 2
    assert file.header.get("secCnt") == str(len(file.sections))
    assert {element.get("page") for element in file.every("startNum")} == {"0"}
    labels = Counter(shown(cells(table)[0][0]) for table in file.tables)
    assert all(labels[item.label] == 1 for item in officials.large(200).items)


def test_whoever_waits_hears_how_far_it_is() -> None:
    heard: list[int] = []
    hwpx.written(officials.large(120), heard.append)
    assert heard == [50, 100, 120]


def test_a_thousand_demands_take_less_than_five_seconds_of_the_processor() -> None:
    report = officials.large(1000)
    began = time.process_time()
    file = Hwpx(hwpx.written(report))
    assert time.process_time() - began < 5
    assert sum(len(rows(table)) > 0 for table in file.tables if table.find(f"{HP}tr") is not None) >= 1000
