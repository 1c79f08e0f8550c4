"""Further shapes of tables: pages, ticks, lists without answers, sheets, what a PDF breaks, what nobody knows."""

from __future__ import annotations

from datetime import date

import pytest

from audits.intake import reader, table
from audits.intake.draft import Unreadable
from audits.intake.paper import Paper, Table, written
from tests.audits.intake.papers import vocabulary
from tests.audits.intake.tabled import NO_CATEGORY, NO_STATUS, item, paper, problems, read, sheet


def test_a_head_on_every_page_and_a_table_that_only_goes_on() -> None:
    head = "연번 | 지적 및 요구사항 | 소관부서 | 처리상황 | 처리내용"
    draft = read(
        paper(
            "2020 행정사무감사 건의사항",
            "건의사항",
            sheet(
                head,
                "1 | 보도를 정비하기 바람 | 교통정책과 | 완료 | ○ 정비함",
                head,
                " | | | | ○ 다시 정비함",
            ),
            "- 3 -",
            sheet(head, " | | | | ○ 그다음 쪽", "2 | 화단을 늘리기 바람 | 공원녹지과 | 추진중 | ○ 늘림"),
            sheet("3 | 육교를 고치기 바람 | 교통정책과 | 완료 | ○ 고침"),
            sheet("직위 | 성명 | 전화 | 자리 | 비고", "과장 | 홍길동 | 1234 | 2층 | "),
        )
    )
    assert draft.items == (
        item(
            1,
            "suggestion",
            "보도를 정비하기 바람",
            "교통정책과",
            "완료",
            "completed",
            line=4,
            actions_taken="○ 정비함\n○ 다시 정비함\n○ 그다음 쪽",
        ),
        item(
            2,
            "suggestion",
            "화단을 늘리기 바람",
            "공원녹지과",
            "추진중",
            "in_progress",
            line=10,
            actions_taken="○ 늘림",
        ),
        item(
            3,
            "suggestion",
            "육교를 고치기 바람",
            "교통정책과",
            "완료",
            "completed",
            line=11,
            actions_taken="○ 고침",
        ),
    )
    assert problems(draft) == [(12, "어느 요구사항에도 속하지 않는 표입니다. 불러오지 않았습니다.")]


def test_a_status_that_opens_the_answer_or_is_ticked() -> None:
    draft = read(
        paper(
            "시정·처리요구사항",
            sheet(
                "지적사항 | 처리결과",
                "보도를 정비하기 바람(교통정책과) | 추진완료/○ 보도 2km를 다시 깔고 표지를 세움",
                "화단을 늘리기 바람(공원녹지과) | ○ 화단을 늘리는 사업을 설계하여 주민에게 설명함",
            ),
            sheet(
                "지적사항 ↓2 | 부서 ↓2 | 추진상황 →3 | 추진실적 ↓2",
                "완료 | 추진중 | 미반영",
                "육교를 고치기 바람 | 교통정책과 | ○ | | | 고침",
                "하천을 살리기 바람 | 하천관리과 | ○ | ○ | - | 살림",
            ),
        )
    )
    assert draft.items == (
        item(
            1,
            "corrective",
            "보도를 정비하기 바람",
            "교통정책과",
            "추진완료",
            "completed",
            line=3,
            actions_taken="○ 보도 2km를 다시 깔고 표지를 세움",
        ),
        item(
            2,
            "corrective",
            "화단을 늘리기 바람",
            "공원녹지과",
            "",
            "not_reported",
            line=6,
            actions_taken="○ 화단을 늘리는 사업을 설계하여 주민에게 설명함",
            doubtful=True,
        ),
        item(
            3,
            "corrective",
            "육교를 고치기 바람",
            "교통정책과",
            "완료",
            "completed",
            line=9,
            actions_taken="고침",
        ),
        item(
            4,
            "corrective",
            "하천을 살리기 바람",
            "하천관리과",
            "",
            "not_reported",
            line=10,
            actions_taken="살림",
            doubtful=True,
        ),
    )
    assert problems(draft) == [
        (6, NO_STATUS),
        (10, "추진상황 칸에 표시가 여럿입니다: 완료, 추진중. 미보고로 두었습니다."),
        (10, NO_STATUS),
    ]


def test_an_adopted_list_without_answers() -> None:
    draft = read(
        paper(
            "2020년도 행정사무감사 결과보고서",
            "교통정책과",
            sheet(
                "연번 | 시정·처리요구사항",
                "1 | ○ 보도를 정비하기 바람",
                "2 | ○ 하나를 하고/○ 둘을 하기 바람",
                "3 | ",
            ),
            "공원녹지과",
            sheet("연번 | 건의사항", "1 | 화단을 늘리기 바람"),
        )
    )
    assert draft.items == (
        item(1, "corrective", "보도를 정비하기 바람", "교통정책과", "", "not_reported", line=4),
        item(2, "corrective", "○ 하나를 하고\n○ 둘을 하기 바람", "교통정책과", "", "not_reported", line=5),
        item(3, "suggestion", "화단을 늘리기 바람", "공원녹지과", "", "not_reported", line=11),
    )
    assert (problems(draft), draft.has_statuses) == ([], False)


def test_sheets_that_are_called_by_their_category() -> None:
    head = "연번 | 요구 내용 | 소관부서 | 추진상황 | 원문 표기 | 추진내용 | 향후계획 | 완료 예정일 | 처리기한"
    draft = read(
        sheet(
            "구분 | 계 | 완료 | 추진 중",
            "계 | 2 | 1 | 1",
            "시정·처리요구사항 | 1 | 1 | 0",
            "건의사항 | 1 | - | 1",
            name="총괄",
        ),
        sheet(
            head,
            "1 | 보도를 정비하기 바람 | 교통정책과 | 완료 | | 정비함 | | | 2021. 1. 31.",
            name="시정·처리요구사항",
        ),
        sheet(
            head,
            "2 | 화단을 늘리기 바람 | 공원녹지과 | 추진 중 | | 설계함 | 늘림 | 2021. 3. 5. | ",
            name="건의사항",
        ),
    )
    assert draft.items == (
        item(
            1,
            "corrective",
            "보도를 정비하기 바람",
            "교통정책과",
            "완료",
            "completed",
            line=8,
            actions_taken="정비함",
        ),
        item(
            2,
            "suggestion",
            "화단을 늘리기 바람",
            "공원녹지과",
            "추진 중",
            "in_progress",
            line=11,
            actions_taken="설계함",
            plan="늘림",
            deadline="2021. 3. 5.",
            planned_until=date(2021, 3, 5),
        ),
    )
    assert problems(draft) == [(8, "불러오지 않은 칸이 있습니다: 처리기한(1건).")]
    assert draft.differences == ()


def test_lines_that_a_pdf_broke_in_its_cells() -> None:
    draft = read(
        paper(
            "건의사항",
            sheet(
                "연번 | 지적사항 | 소관/부서 | 조치/상태 | 조치결과 | 향후계획",
                "1 | 보도를 정비/하기 바람 | 교통/정책과 | 추 진/완 료 "
                "| ○ 보도를 넓히고 표지를/세움 | ○ 점검/: ’21. 3월",
                " | 그리고 넓히/기 바람 | | | ○ 나무를 심음 | ",
            ),
        ),
        broken=True,
    )
    assert draft.items == (
        item(
            1,
            "suggestion",
            "보도를 정비하기 바람 그리고 넓히 기 바람",
            "교통정책과",
            "추 진 완 료",
            "completed",
            line=10,
            actions_taken="○ 보도를 넓히고 표지를 세움\n○ 나무를 심음",
            plan="○ 점검 : ’21. 3월",
            planned_until=date(2021, 3, 31),
        ),
    )
    assert problems(draft) == [(21, "연번이 없는 줄입니다. 위의 요구사항에 이어 붙였습니다.")]


def test_categories_and_departments_nobody_knows_stay_empty() -> None:
    draft = read(
        sheet(
            "번호 | 구분 | 건의 및 요구사항 | 담당부서 | 추진상황 | 조치내용",
            "1 | 신규 | 보도를 정비하기 바람 | 교통정책과/(교통시설팀) | 보류 | ",
            "2 | 신규 | 보도를 정비하기 바람 | 공원녹지과/하천관리과 | | ",
        )
    )
    assert draft.items == (
        item(
            1,
            "",
            "보도를 정비하기 바람",
            "교통정책과",
            "보류",
            "not_reported",
            line=2,
            named=("교통정책과", "교통시설팀"),
            doubtful=True,
        ),
        item(2, "", "보도를 정비하기 바람", "공원녹지과 하천관리과", "", "not_reported", line=9),
    )
    assert sorted(problems(draft)) == sorted(
        [
            (2, "알 수 없는 구분입니다: ‘신규’."),
            (7, "처음 보는 추진상황 표기입니다: ‘보류’. 어느 상태로 볼지 정하여 주십시오."),
            (2, "알 수 없는 부서입니다: ‘교통시설팀’. 추측하지 않고 비워 두었습니다."),
            (2, NO_CATEGORY),
            (9, NO_CATEGORY),
            (9, NO_STATUS),
            (9, "1번 항목과 요구 내용이 같습니다. 같은 항목이 두 번 적혔는지 확인하여 주십시오."),
        ]
    )


def test_a_summary_may_lie_on_its_side() -> None:
    lying = sheet(
        "구분 | 계 | 시정·처리요구사항 | 건의사항", "계 | 2 | 1 | 1", "완료 | 1 | 1 | ", "추진 중 | 1 | | 1"
    )
    demands = sheet(
        "구분 | 요구사항 | 부서 | 추진상황",
        "시정·처리요구사항 | 보도를 정비하기 바람 | 교통정책과 | 완료",
        "건의사항 | 화단을 늘리기 바람 | 공원녹지과 | 추진 중",
    )
    draft = read(paper(lying, demands))
    assert draft.declared
    assert (draft.declared.total.total, draft.declared.total.in_progress) == (2, 1)
    assert draft.differences == ()
    wrong = read(paper(Paper((Table((*lying.blocks[0].rows[:2], lying.blocks[0].rows[3])),)), demands))  # type: ignore[union-attr]
    assert len(wrong.differences) == 2


def test_answers_outside_tables_and_blocks_a_pdf_broke_are_read_line_by_line() -> None:
    block = sheet("○ 보도를 정비하기 바람/(교통정책과) | □ 추진상황 : 추진완료/□ 추진내용/◦ 정비/함")
    below = "○ 화단을 늘리기 바람\n(공원녹지과)\n□ 추진상황 : 추진 중"
    broken = sheet("○ 보도를 정비/ | □ 추진상황 : 추진완료", "하기 바람/(교통정책과) | □ 추진내용/◦ 정비함")
    assert table.read(written([block]), vocabulary(), broken=True)
    assert table.read(written([broken]), vocabulary(), broken=True) is None
    assert table.read(written([paper(block, below)]), vocabulary()) is None
    draft = reader.from_papers([paper("시정·처리요구사항", block, below)], vocabulary())[1]
    assert [(one.text, one.departments, one.status) for one in draft.items] == [
        ("보도를 정비하기 바람", ("교통정책과",), "completed"),
        ("화단을 늘리기 바람", ("공원녹지과",), "in_progress"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("사업명 | 부서 | 예산 | 집행", "보도 정비 | 건설과 | 100 | 90"),
        ("연번 | 민원 제목 | 담당 | 처리결과", "1 | 소음 | 아무개 | 끝"),
    ],
)
def test_a_budget_and_a_list_of_complaints_are_no_reports(rows: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable, match="읽을 수 없습니다"):
        reader.from_papers([sheet(*rows)], vocabulary())


def test_a_sheet_does_not_take_over_what_another_one_says_of_itself() -> None:
    """Neither the category nor the department: what its own words do not tell stays empty, with a problem."""
    draft = read(
        sheet(
            "시정·처리요구사항",
            "교통정책과",
            "연번 | 요구사항 | 조치결과",
            "1 | 보도를 고치기 바람 | 완료",
            name="가",
        ),
        sheet("연번 | 요구사항 | 조치결과", "1 | 둑을 고치기 바람 | 완료", name="나"),
    )
    assert [(one.category, one.departments) for one in draft.items] == [
        ("corrective", ("교통정책과",)),
        ("", ()),
    ]
    assert {problem.line for problem in draft.problems} == {draft.items[1].line}
    assert len(draft.problems) == 2
