"""Result reports in our own words: what is read, and what the reader says it is not sure of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from audits.intake.draft import Draft
from audits.intake.text import read
from tests.audits.intake.papers import DEPARTMENTS, vocabulary

ITEM = """○ 보도를 정비하기 바람
(교통정책과)

□ 추진상황 : 추진완료
□ 추진내용
◦ 정비함
□ 향후계획
◦ 점검 : ’21.3월
"""
OTHER = """○ 화단을 늘리기 바람
(공원녹지과)

□ 추진상황 : 추진 중
□ 추진내용
◦ 설계함
"""
REPORT = f"2020 행정사무감사 처리결과\n\n시정·처리 요구사항\n{ITEM}{OTHER}"


def read_report(text: str) -> Draft:
    """Read with the words of the invented council."""
    return read(text, vocabulary())


def messages(draft: Draft) -> list[tuple[int, str]]:
    """Line and first words of every problem."""
    return [(problem.line, problem.message.split(".")[0]) for problem in draft.problems]


def test_an_item_is_read_with_all_its_parts() -> None:
    item = read_report(REPORT).items[0]
    assert replace(item, source="") == replace(
        item,
        number=1,
        category="corrective",
        text="보도를 정비하기 바람",
        line=4,
        departments=("교통정책과",),
        named=("교통정책과",),
        wording="추진완료",
        status="completed",
        actions_taken="◦ 정비함",
        plan="◦ 점검 : ’21.3월",
        planned_until=date(2021, 3, 31),
        source="",
    )
    assert item.source == ITEM.rstrip("\n")


def test_items_are_numbered_through_all_sections() -> None:
    draft = read_report(REPORT + "건 의 사 항\n" + ITEM.replace("보도", "육교"))
    assert [(item.number, item.category) for item in draft.items] == [
        (1, "corrective"),
        (2, "corrective"),
        (3, "suggestion"),
    ]


def test_a_clean_report_has_no_problems() -> None:
    draft = read_report(REPORT)
    assert (draft.problems, draft.differences, draft.declared) == ((), (), None)
    assert draft.has_statuses
    assert draft.lines == REPORT.count("\n")


@pytest.mark.parametrize(
    "change",
    [
        ("\n", "\r\n"),
        (" ", "\u00a0"),
        (" : ", " ： "),
        ("□ ", "□\t"),
        ("추진상황", "추 진 상 황"),
        ("□", "■"),
        ("○ ", " ○"),
        ("○ ", "〇"),
        ("○", "●"),
        ("◦", "○"),
        ("◦", "ㅇ"),
        ("\n\n", "\n \n\n\uf000\uf000\n- 3 -\n"),
        ("(교통정책과)", "( 교통정책과 )"),
        ("바람\n(", "바람("),
        ("정비하기 바람", "정비\n하기\n\n바람"),
        ("추진완료", "추진\n완료"),
        ("추진완료", "‘추진 완료’."),
        ("추진완료", "추진완료(’20. 10월)"),
    ],
)
def test_the_same_report_is_read_however_it_was_extracted(change: tuple[str, str]) -> None:
    was, now = read_report(REPORT), read_report(REPORT.replace(*change))
    assert [(i.text, i.departments, i.status, i.planned_until) for i in now.items] == [
        (i.text, i.departments, i.status, i.planned_until) for i in was.items
    ]
    assert now.problems == ()


def test_the_wording_stays_as_the_office_wrote_it() -> None:
    report = REPORT.replace("추진완료", "추진\n불가").replace("추진 중", "추 진  중")
    assert [item.wording for item in read_report(report).items] == ["추진 불가", "추 진  중"]
    assert read_report(report).items[0].status == "not_accepted"


def test_a_wording_nobody_knows_is_named_and_counts_as_not_reported() -> None:
    draft = read_report(REPORT.replace("추진완료", "보류"))
    assert (draft.items[0].wording, draft.items[0].status) == ("보류", "not_reported")
    assert messages(draft) == [(7, "처음 보는 추진상황 표기입니다: ‘보류’")]
    assert draft.problems[0].text == "□ 추진상황 : 보류"


def test_a_long_text_beside_the_status_goes_to_the_answer() -> None:
    item = read_report(REPORT.replace("추진완료", "추진완료\n보도의 낡은 블록을 모두 새로 깔았음")).items[0]
    assert item.wording == "추진완료"
    assert item.actions_taken.startswith("보도의 낡은 블록을 모두 새로 깔았음")


def test_an_answer_without_a_heading_of_its_own_is_kept() -> None:
    item = read_report(REPORT.replace("□ 추진내용\n◦ 정비함", "◦ 정비함")).items[0]
    assert item.actions_taken == "◦ 정비함"


def test_a_heading_for_actions_and_plan_together_gives_no_planned_date() -> None:
    report = REPORT.replace("□ 추진내용\n◦ 정비함\n□ 향후계획\n", "□ 추진내용 및 향후 추진계획\n")
    item = read_report(report).items[0]
    assert (item.actions_taken, item.plan, item.planned_until) == ("◦ 점검 : ’21.3월", "", None)


def test_text_beside_a_heading_belongs_to_its_field() -> None:
    item = read_report(REPORT.replace("□ 향후계획\n◦ 점검 : ", "□ 향후계획 : ")).items[0]
    assert (item.plan, item.planned_until) == ("’21.3월", date(2021, 3, 31))


def test_a_missing_square_is_told_and_the_item_read() -> None:
    draft = read_report(REPORT.replace("□ 추진상황 : 추진 중", "추진상황 : 추진 중"))
    assert draft.items[1].status == "in_progress"
    assert [(p.line, p.text) for p in draft.problems] == [(15, "추진상황 : 추진 중")]


def test_an_unmarked_status_nobody_knows_is_still_a_status() -> None:
    draft = read_report(REPORT.replace("□ 추진상황 : 추진 중", "추진상황 : 보류"))
    assert draft.items[1].wording == "보류"
    assert len(draft.problems) == 2


def test_an_item_without_a_status_is_told_and_not_reported() -> None:
    draft = read_report(REPORT.replace("□ 추진상황 : 추진완료\n", ""))
    assert (draft.items[0].status, draft.items[0].wording) == ("not_reported", "")
    assert draft.items[0].plan
    assert messages(draft) == [(4, "추진상황이 적혀 있지 않습니다")]


def test_an_item_without_any_answer_is_an_item() -> None:
    draft = read_report(REPORT + "○ 육교를 고치기 바람\n(하천관리과)\n" + ITEM.replace("보도", "차도"))
    assert [item.text for item in draft.items][2:] == ["육교를 고치기 바람", "차도를 정비하기 바람"]
    assert messages(draft) == [(18, "추진상황이 적혀 있지 않습니다")]


def test_an_empty_demand_is_told() -> None:
    draft = read_report(REPORT.replace("○ 화단을 늘리기 바람", "○"))
    assert (draft.items[1].text, draft.items[1].departments) == ("", ("공원녹지과",))
    assert messages(draft) == [(12, "요구 내용이 비어 있습니다")]


def test_a_missing_department_stays_empty_and_is_told() -> None:
    draft = read_report(REPORT.replace("(공원녹지과)\n", ""))
    assert draft.items[1].departments == ()
    assert messages(draft) == [(12, "소관부서를 알 수 없습니다")]


def test_a_report_that_names_no_department_says_so_once() -> None:
    draft = read_report(REPORT.replace("(공원녹지과)\n", "").replace("(교통정책과)\n", ""))
    assert messages(draft) == [(4, "문서에 소관부서가 적혀 있지 않습니다")]


def test_a_department_nobody_knows_is_never_guessed() -> None:
    draft = read_report(REPORT.replace("(공원녹지과)", "(공원녹지과, 조경과)"))
    assert (draft.items[1].departments, draft.items[1].named) == (("공원녹지과",), ("공원녹지과", "조경과"))
    assert messages(draft) == [(12, "알 수 없는 부서입니다: ‘조경과’")]
    assert draft.problems[0].text == "조경과"


def test_a_name_that_two_departments_share_is_never_guessed() -> None:
    draft = read_report(REPORT.replace("(공원녹지과)", "(도서관)"))
    assert draft.items[1].departments == ()
    assert "중앙도서관, 어린이도서관" in draft.problems[0].message


def test_departments_beside_a_label_are_read() -> None:
    draft = read_report(REPORT.replace("(공원녹지과)\n", "□ 소관부서 : 공원녹지과, 하천관리과\n"))
    assert draft.items[1].departments == ("공원녹지과", "하천관리과")
    assert draft.items[1].text == "화단을 늘리기 바람"


def test_the_same_demand_twice_is_told() -> None:
    draft = read_report(REPORT + ITEM)
    assert messages(draft) == [(18, "1번 항목과 요구 내용이 같습니다")]


def test_items_above_any_title_have_no_category_and_say_so() -> None:
    draft = read_report(REPORT.replace("시정·처리 요구사항\n", ""))
    assert [item.category for item in draft.items] == ["", ""]
    assert [message for _, message in messages(draft)] == ["구분을 알 수 없습니다"] * 2


def test_a_heading_of_a_page_may_fall_anywhere() -> None:
    page = "시정 및 처리 요구사항 조치결과 및 향후추진계획\n"
    report = REPORT.replace("(교통정책과)", page + "(교통정책과)").replace("◦ 정비함", page + "◦ 정비함")
    assert [item.text for item in read_report(report).items] == ["보도를 정비하기 바람", "화단을 늘리기 바람"]
    assert "조치결과" not in read_report(report).items[0].actions_taken


def test_the_words_of_a_title_inside_a_sentence_are_text() -> None:
    report = REPORT.replace("보도를 정비하기 바람", "지난해의\n건의사항\n처리를 서두르기 바람")
    draft = read_report(report)
    assert draft.items[0].text == "지난해의 건의사항 처리를 서두르기 바람"
    assert messages(draft) == [(5, "구분의 제목일 수 있는 줄입니다")]


def test_a_sign_inside_an_answer_begins_no_demand() -> None:
    answer = "○ 정비함\n○ 점검표\n구분 대상 여부\n○\n○ 해당 (공원녹지과)\n"
    draft = read_report(REPORT.replace("◦ 정비함\n", answer))
    assert len(draft.items) == 2
    assert draft.items[0].actions_taken.count("○") == 4


def test_a_single_sign_in_a_table_begins_no_demand() -> None:
    draft = read_report(REPORT.replace("◦ 설계함\n", "◦ 설계함\n구분 여부\n○ 해당\n"))
    assert len(draft.items) == 2


def test_a_demand_with_points_under_the_same_sign_stays_one_and_says_so() -> None:
    draft = read_report(REPORT.replace("○ 화단을", "○ 다음을 고칠 것\n○ 화장실\n○ 화단을"))
    assert draft.items[1].text == "다음을 고칠 것\n○ 화장실\n○ 화단을 늘리기 바람"
    assert [line for line, _ in messages(draft)] == [13, 14]


def test_points_of_a_demand_keep_their_lines() -> None:
    draft = read_report(
        REPORT.replace("화단을 늘리기", "다음을 고치기 바람\n- 화단\n- 낡은\n화장실을 고치기")
    )
    assert draft.items[1].text == "다음을 고치기 바람\n- 화단\n- 낡은 화장실을 고치기 바람"


def test_a_second_status_in_one_item_is_kept_as_content_and_told() -> None:
    draft = read_report(REPORT.replace("□ 추진내용\n◦ 설계함", "□ 추진내용\n◦ 설계함\n□ 추진상황 : 완료"))
    assert draft.items[1].status == "in_progress"
    assert "□ 추진상황 : 완료" in draft.items[1].actions_taken
    assert messages(draft) == [(18, "한 항목에 추진상황이 두 번 적혀 있습니다")]


def test_another_heading_with_a_square_stays_in_the_answer() -> None:
    item = read_report(REPORT.replace("◦ 설계함", "◦ 설계함\n□ 붙임\n- 사진")).items[1]
    assert item.actions_taken == "◦ 설계함\n□ 붙임\n  - 사진"


def test_a_repeated_heading_is_kept_as_a_line() -> None:
    item = read_report(REPORT.replace("◦ 설계함", "◦ 설계함\n□ 추진실적\n◦ 두 곳")).items[1]
    assert item.actions_taken == "◦ 설계함\n□ 추진실적\n  ◦ 두 곳"


def test_text_after_a_title_that_belongs_to_no_demand_is_told() -> None:
    draft = read_report(REPORT + "건의사항\n아래와 같이 답함\n" + ITEM.replace("보도", "육교"))
    assert messages(draft) == [(19, "어느 요구사항에도 속하지 않는 글입니다")]


@pytest.mark.parametrize("status", ["추진상황 : 추진", "추진상황 : 보류", "추진\n상황 : 완료"])
def test_a_first_demand_without_sign_and_title_is_told(status: str) -> None:
    """Its title broken, its sign missing, its wording nobody's: nothing marks it as a demand but its words."""
    first = f"시정·처리\n요구사항\n육교를\n정비하기 바람\n(교통정책과)\n{status}\n◦ 고침\n건의사항\n"
    draft = read_report(first + ITEM)
    assert [item.text for item in draft.items] == ["보도를 정비하기 바람"]
    assert "정비하기 바람\n(교통정책과)" in draft.problems[0].text
    assert draft.problems[0].message.startswith("어느 요구사항에도 속하지 않는 글입니다(1~")


def test_an_introduction_is_no_demand() -> None:
    draft = read_report("행정사무감사 처리결과\n지적된 사항을 조속히 처리하기 바람\n" + REPORT)
    assert not draft.problems


def test_a_demand_swallowed_by_the_answer_above_is_doubted() -> None:
    """Its sign is missing and its 추진상황 broken: its closing words tell, and its department."""
    draft = read_report(REPORT + "육교를 정비하기 바람\n(교통정책과)\n□ 추진\n상황 : 완료\n")
    assert len(draft.items) == 2
    assert [told for _, told in messages(draft)] == [
        "요구사항일 수 있는 줄입니다",
        "답변 안에 소관부서만 적은 줄이 있습니다",
    ]


def test_a_demand_of_which_only_its_words_are_left_is_doubted() -> None:
    draft = read_report(REPORT + "육교를 정비하기 바람\n교통정책과\n□ 추진\n상황 : 완료\n")
    assert len(draft.items) == 2
    assert [told for _, told in messages(draft)] == ["요구사항일 수 있는 줄입니다"]


def test_a_report_cut_off_in_a_demand_keeps_what_is_there() -> None:
    draft = read_report(REPORT + "○ 하천 산책로에 가로등이 없어 밤에 다니기가\n어렵고")
    assert draft.items[2].text == "하천 산책로에 가로등이 없어 밤에 다니기가 어렵고"
    assert len(draft.problems) == 2


@pytest.mark.parametrize(("first", "style"), [(1, "{}. "), (1, "{}) "), (1, "({}) "), (3, "{}. ")])
def test_numbers_open_demands_where_a_report_uses_them(first: int, style: str) -> None:
    report = REPORT + ITEM.replace("보도", "3차원 지도") + ITEM.replace("보도", "차도")
    parts = report.split("○ ")
    signs = [style.format(first + index) for index in range(len(parts) - 1)]
    numbered = parts[0] + "".join(sign + part for sign, part in zip(signs, parts[1:], strict=True))
    assert [item.text for item in read_report(numbered).items] == [i.text for i in read_report(report).items]


def test_circled_numbers_open_demands_though_answers_count_with_them_too() -> None:
    report = (
        REPORT.replace("○ 보도", "① 보도").replace("○ 화단", "② 화단").replace("◦ 정비함", "① 하나\n② 둘")
    )
    assert [item.text for item in read_report(report).items] == ["보도를 정비하기 바람", "화단을 늘리기 바람"]


def test_reading_does_not_depend_on_spaces_in_the_vocabulary() -> None:
    spaced = replace(vocabulary(), departments={" ".join(name): full for name, full in DEPARTMENTS.items()})
    assert read(REPORT, spaced).items == read_report(REPORT).items
