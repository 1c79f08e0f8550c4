"""The published report of 2019, read whole. It is not part of the repository: skipped where it is absent."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from audits.intake.dates import spans
from audits.intake.draft import CountRow, DraftItem
from tests.audits.intake.papers import REPORT, letters, needs_real_report, real_draft

pytestmark = needs_real_report

SMART, BIG, SYSTEM, SPACE, SECURITY, CENTRE = (
    "스마트도시담당관",
    "빅데이터담당관",
    "정보시스템담당관",
    "공간정보담당관",
    "정보통신보안담당관",
    "데이터센터",
)
# By hand from the source: line of the sign, department, wording, and how many words the demand has once the
# broken lines are put together as they are spoken.
DONE, GOING, HANDED_IN = "추진완료", "추진 중", "제출완료"
ITEMS = (
    (26, SMART, DONE, 14),
    (92, SECURITY, GOING, 33),
    (162, SECURITY, DONE, 20),
    (255, SPACE, DONE, 43),
    (307, SPACE, GOING, 22),
    (349, SMART, GOING, 26),
    (393, SMART, DONE, 14),
    (454, SMART, DONE, 16),
    (507, SMART, GOING, 29),
    (622, BIG, GOING, 14),
    (655, SMART, DONE, 18),
    (718, SECURITY, GOING, 15),
    (765, CENTRE, DONE, 26),
    (843, SMART, GOING, 9),
    (867, SYSTEM, DONE, 21),
    (908, SMART, GOING, 10),
    (944, SMART, GOING, 13),
    (982, BIG, GOING, 21),
    (1020, SYSTEM, GOING, 18),
    (1052, SMART, DONE, 16),
    (1075, SMART, DONE, 12),
    (1109, SMART, GOING, 31),
    (1159, SYSTEM, DONE, 16),
    (1193, CENTRE, DONE, 26),
    (1244, SECURITY, GOING, 11),
    (1302, SECURITY, GOING, 14),
    (1361, "", HANDED_IN, 8),
    (1372, SECURITY, HANDED_IN, 4),
    (1381, SYSTEM, HANDED_IN, 8),
    (1390, SYSTEM, HANDED_IN, 11),
    (1400, SECURITY, HANDED_IN, 5),
    (1409, SMART, HANDED_IN, 6),
)
# By hand, by the rules for plans: a month is its last day, the latest end counts, notes and 연중 do not.
PLANNED = {
    1: date(2020, 12, 31),
    2: date(2020, 12, 31),
    3: date(2020, 12, 31),
    5: date(2021, 12, 31),
    7: date(2020, 12, 31),
    10: date(2021, 4, 30),
    11: date(2020, 12, 31),
    14: date(2020, 12, 31),
    19: date(2020, 12, 31),
    22: date(2021, 12, 31),
    25: date(2020, 12, 31),
    26: date(2024, 12, 31),
}
STATUS = {DONE: "completed", HANDED_IN: "completed", GOING: "in_progress"}


def items() -> tuple[DraftItem, ...]:
    """The items as read."""
    return real_draft().items


def test_all_items_are_found_where_they_stand_and_in_order() -> None:
    assert [(item.number, item.line) for item in items()] == [
        (number, line) for number, (line, *_) in enumerate(ITEMS, start=1)
    ]


def test_categories_follow_the_sections() -> None:
    assert [item.category for item in items()] == (
        ["corrective"] * 24 + ["suggestion"] * 2 + ["submission"] * 6
    )


def test_every_department_is_right() -> None:
    named = [", ".join(item.departments) for item in items()]
    assert named == [department or f"{SMART}, {BIG}, {SECURITY}" for _, department, *_ in ITEMS]


def test_short_names_over_two_lines_are_kept_as_written_beside_the_departments() -> None:
    assert items()[26].named == ("스마트도시", "빅데이터", SECURITY)


def test_wordings_stay_as_written_and_stand_for_a_status() -> None:
    assert [(item.wording, item.status) for item in items()] == [
        (wording, STATUS[wording]) for _, _, wording, _ in ITEMS
    ]


def test_planned_dates_follow_the_rules() -> None:
    assert {item.number: item.planned_until for item in items() if item.planned_until} == PLANNED


def test_six_items_are_in_progress_without_a_planned_date() -> None:
    undated = [i.number for i in items() if i.status == "in_progress" and i.planned_until is None]
    assert undated == [6, 9, 12, 16, 17, 18]


def test_the_one_plan_that_only_begins_later_has_a_start_and_no_end() -> None:
    assert [(span.start, span.end) for span in spans(items()[3].plan)] == [(date(2021, 1, 1), None)]


def test_demands_are_put_together_word_for_word() -> None:
    assert [len(item.text.split()) for item in items()] == [words for *_, words in ITEMS]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "우려되는 데"),
        (5, "관리부서에서"),
        (6, "이루어질 수"),
        (13, "많았음에도"),
        (13, "언어장애인에게"),
        (13, "제공 안되는"),
        (16, "서울디지털재단의"),
        (18, "고려하여"),
        (24, "것으로밖에"),
        (26, "상황에서"),
        (29, "시각장애인을"),
    ],
)
def test_a_word_that_a_line_broke_is_whole_again(number: int, words: str) -> None:
    assert words in items()[number - 1].text


def test_a_parenthesis_that_names_no_department_stays_in_the_text() -> None:
    assert items()[8].text.endswith("(재편 검토 필요)")
    assert "뉴미디어담당관" in items()[14].plan
    assert "\n      (대시민 공개)" in items()[17].actions_taken


def test_bullets_are_nested_by_their_signs() -> None:
    depths = [len(line) - len(line.lstrip()) for line in items()[0].actions_taken.split("\n")]
    assert depths == [0, 0, 2, 4, 4, 6, 6, 2, 4, 4, 2, 4, 4, 4, 2, 4, 4, 4]


def test_tables_keep_their_rows() -> None:
    rows = items()[2].actions_taken.split("\n")
    assert [len(row.split()) for row in rows[1:4]] == [3, 7, 7]
    assert len(items()[8].actions_taken.split("\n")) == 46


def test_one_answer_pasted_under_three_demands_is_read_as_the_same() -> None:
    answers = [(item.actions_taken, item.plan) for item in items()]
    assert answers[0] == answers[6] == answers[10]
    assert Counter(answers)[answers[0]] == 3


def test_a_combined_heading_gives_actions_and_no_plan() -> None:
    assert all(item.actions_taken and not item.plan and not item.planned_until for item in items()[26:])


def test_the_declared_table_and_the_items_agree() -> None:
    draft = real_draft()
    assert draft.declared
    assert draft.declared == draft.parsed
    assert draft.declared.total == CountRow("", total=32, completed=18, in_progress=14)
    assert draft.declared.rows == (
        CountRow("corrective", total=24, completed=12, in_progress=12),
        CountRow("suggestion", total=2, in_progress=2),
        CountRow("submission", total=6, completed=6),
    )
    assert draft.differences == ()


def test_the_only_problem_is_the_missing_square() -> None:
    draft = real_draft()
    assert [(problem.line, problem.text) for problem in draft.problems] == [(1314, "추진상황 : 추진 중")]
    assert draft.has_statuses
    assert draft.lines == 1418


def test_the_source_is_kept_line_by_line() -> None:
    lines = REPORT.read_text(encoding="utf-8").split("\n")
    for item in items():
        kept = item.source.split("\n")
        assert kept == lines[item.line - 1 : item.line - 1 + len(kept)]


FRAME = re.compile(r"(?m)^ ?(?:□? ?추진상황 :|□ 추진내용(?: 및 향후 추진계획)?$|□ 향후계획$)")
PAGE = re.compile(
    r"(?m)^ ?(?:시정 및 처리 요구사항 조치.*|건 의 사 항.*|기 타 사 항|자료제출 등 .*|\uf000+)$"
)


def test_no_character_of_a_demand_or_an_answer_is_lost() -> None:
    source = REPORT.read_text(encoding="utf-8").split("\n")
    ends = [item.line - 1 for item in items()[1:]] + [len(source)]
    for item, end in zip(items(), ends, strict=True):
        stood = letters(PAGE.sub("", FRAME.sub("", "\n".join(source[item.line - 1 : end]))))
        departments = "," if len(item.named) == 3 else ""
        named = departments.join(item.named[:2]) + "".join(item.named[2:])
        read = f"○{item.text}({named}){item.wording}{item.actions_taken}{item.plan}"
        assert letters(read) == stood
