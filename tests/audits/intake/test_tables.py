"""Reports that are tables, each of another shape and with the faults such papers have: the whole draft of each."""

from __future__ import annotations

from datetime import date

from audits.intake import html, pipes
from audits.intake.paper import written
from tests.audits.intake.tabled import (
    NO_CATEGORY,
    NOWHERE,
    SECOND_STATUS,
    draft_of,
    item,
    paper,
    problems,
    read,
    sheet,
)


def test_a_table_of_markdown_with_a_summary_between_titles() -> None:
    source = pipes.written(
        """# 2020년도 행정사무감사 처리결과

| 구분 | 계 | 완료 | 추진 중 | 미반영 |
|---|---|---|---|---|
| 계 | 3 | 1 | 1 | 1 |
| 시정·처리요구사항 | 2 | 1 | | 1 |
| 건의사항 | 1 | | 1 | |

## 시정·처리요구사항

| 연번 | 지적사항 | 소관부서 | 추진상황 | 추진내용 | 향후계획 | 비고 |
|:--:|---|---|---|---|---|---|
| 1 | 보도를 정비하기 바람 | 교통정책과 | **추진완료** | ○ 정비함<br>- 2km \\| 3곳 | | |
| 2 | 화단을 늘리기 바람 | 공원녹지과, 하천관리과 | 추진<br>불가 | 예산 없음 | 재검토 : ’21.3월 | 예산 |

## 건의사항

| 연번 | 건의사항 | 소관부서 | 추진상황 | 추진내용 | 향후계획 | 비고 |
|:--:|---|---|---|---|---|---|
| 1 | 가로등을 밝히기 바람 | 새로운과 | 보류 | 설계함 | | |
"""
    )
    assert source
    draft = draft_of(source)
    assert draft.items == (
        item(
            1,
            "corrective",
            "보도를 정비하기 바람",
            "교통정책과",
            "추진완료",
            "completed",
            line=13,
            actions_taken="○ 정비함\n- 2km | 3곳",
        ),
        item(
            2,
            "corrective",
            "화단을 늘리기 바람",
            "공원녹지과 하천관리과",
            "추진 불가",
            "not_accepted",
            line=14,
            actions_taken="예산 없음",
            plan="재검토 : ’21.3월",
            planned_until=date(2021, 3, 31),
        ),
        item(
            3,
            "suggestion",
            "가로등을 밝히기 바람",
            "",
            "보류",
            "not_reported",
            named=("새로운과",),
            line=20,
            actions_taken="설계함",
            doubtful=True,
        ),
    )
    assert problems(draft) == [
        (13, "불러오지 않은 칸이 있습니다: 비고(1건)."),
        (20, "처음 보는 추진상황 표기입니다: ‘보류’. 어느 상태로 볼지 정하여 주십시오."),
        (20, "알 수 없는 부서입니다: ‘새로운과’. 추측하지 않고 비워 두었습니다."),
    ]
    assert draft.declared
    assert (draft.declared.total.total, draft.declared.total.completed) == (3, 1)
    assert [row.category for row in draft.declared.rows] == ["corrective", "suggestion"]
    assert len(draft.differences) == 4  # 추진 중 and 미보고, of all and of 건의사항
    assert draft.has_statuses


def test_a_paste_from_a_sheet_whose_cells_run_over_lines() -> None:
    text = (
        "2020년도 행정사무감사\n"
        "연번\t구분\t요구사항\t부서\t처리결과\t완료예정일\n"
        '1\t건의사항\t"보도를 ""바로""\n정비하기 바람"\t교통정책과\t완 료\t\n'
        "3\t시정·처리요구사항\t화단을 늘리기 바람\t도서관\t추진중\t2021-03-05\n"
        "덧붙인 글\n"
    )
    source = pipes.written(text)
    assert source
    assert source.text == text
    draft = draft_of(source)
    assert draft.items == (
        item(1, "suggestion", '보도를 "바로"\n정비하기 바람', "교통정책과", "완 료", "completed", line=3),
        item(
            2,
            "corrective",
            "화단을 늘리기 바람",
            "",
            "추진중",
            "in_progress",
            line=5,
            named=("도서관",),
            deadline="2021-03-05",
            planned_until=date(2021, 3, 5),
        ),
    )
    assert problems(draft) == [
        (5, "연번이 이어지지 않습니다. 1 다음이 3입니다."),
        (
            5,
            "어느 부서인지 정할 수 없습니다: ‘도서관’(중앙도서관, 어린이도서관). 추측하지 않고 비워 두었습니다.",
        ),
        (6, NOWHERE),
    ]


PAGE = """<!doctype html><html><head><meta charset=euc-kr><title>행정사무감사 처리결과</title>
<script>var x="<table><tr><td>가짜";</script><style>td{color:red}</style></head>
<body><nav><ul><li><a href=#>홈</a><li>의회소식</ul></nav><table width=100%><tr><td>메뉴</td><td>
<h3>시정·처리요구사항</h3>
<table border=1><tr><th rowspan=2>번호<th rowspan=2>시정요구사항<th rowspan=2>담당부서<th colspan=2>처리결과</tr>
<tr><th>상태<th>조치내용</tr>
<tr><td>1<td>보도를 &lt;정비&gt;하기&nbsp;바람<td rowspan=2>교통정책과<td>추진<br>완료<td>정비함
<table><tr><td>구분<td>2019<tr><td>km<td>3</table>끝</tr>
<tr><td>2<td>육교를 고치기 바람<td>검토중<td>검토함</tr>
<tr><td colspan=5>건의사항</td></tr>
<tr><td>1<td>화단을 늘리기 바람<td>공원녹지과<td>추진중<td>늘림 <span style="display:none">비밀</span></tr>
<tr><td colspan=2>합계<td colspan=3>4건</tr>
</table></td></tr></table><footer>저작권</footer></body></html>"""


def test_a_page_of_the_web_with_tables_in_tables() -> None:
    draft = draft_of(written(html.papers(PAGE.encode("cp949"))))
    assert draft.items == (
        item(
            1,
            "corrective",
            "보도를 <정비>하기 바람",
            "교통정책과",
            "추진 완료",
            "completed",
            line=8,
            actions_taken="정비함\n구분\t2019\nkm\t3\n끝",
        ),
        item(
            2,
            "corrective",
            "육교를 고치기 바람",
            "교통정책과",
            "검토중",
            "under_review",
            line=17,
            actions_taken="검토함",
        ),
        item(
            3,
            "suggestion",
            "화단을 늘리기 바람",
            "공원녹지과",
            "추진중",
            "in_progress",
            line=19,
            actions_taken="늘림",
        ),
    )
    assert problems(draft) == [
        (4, "화면에 보이지 않게 숨긴 내용이 있습니다. 읽지 않았습니다: ‘비밀’"),
        (20, "합계: 문서 4건, 읽은 항목 3건"),
        (21, NOWHERE),
    ]


def test_two_columns_a_demand_with_a_table_in_the_answer() -> None:
    page = """<table><tr><th>시정·처리요구사항</th><th>조치결과 및 향후추진계획</th></tr>
<tr><td>○ 보도를 정비하기 바람<br>(교통정책과)</td><td>□ 추진상황 : 추진완료<br>□ 추진내용<br>◦ 정비함
<table><tr><td>구분<td>2019<tr><td>km<td>3</table>◦ 끝<br>□ 향후계획<br>◦ 점검 : ’21.3월</td></tr>
<tr><td>○ 화단을 늘리기 바람(공원녹지과)</td><td>□ 추진상황 : 추진 중</td></tr>
<tr><td></td><td>□ 추진내용<br>◦ 다음 쪽에 이어짐</td></tr></table>"""
    draft = draft_of(written(html.papers(page.encode())))
    assert draft.items == (
        item(
            1,
            "corrective",
            "보도를 정비하기 바람",
            "교통정책과",
            "추진완료",
            "completed",
            line=2,
            actions_taken="◦ 정비함\n구분\t2019\nkm\t3\n◦ 끝",
            plan="◦ 점검 : ’21.3월",
            planned_until=date(2021, 3, 31),
        ),
        item(
            2,
            "corrective",
            "화단을 늘리기 바람",
            "공원녹지과",
            "추진 중",
            "in_progress",
            line=12,
            actions_taken="◦ 다음 쪽에 이어짐",
        ),
    )
    assert problems(draft) == []


def test_blocks_without_any_head_under_titles_of_sections() -> None:
    draft = read(
        paper(
            "1. 시정·처리요구사항(1건)",
            sheet("1 | ○ 보도를 정비하기 바람/(교통정책과) | □ 추진상황 : 추진완료/□ 추진내용/- 정비함"),
            "2. 건의사항(2건)",
            sheet(
                "2 | 화단을 늘리기 바람/(공원녹지과) | □ 추진상황 : 추진 중",
                "3 | 하천을 살리기 바람/(하천관리과) | □ 추진상황 : 추진 중/□ 추진상황 : 추진완료",
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
            line=2,
            actions_taken="- 정비함",
        ),
        item(2, "suggestion", "화단을 늘리기 바람", "공원녹지과", "추진 중", "in_progress", line=9),
        item(
            3,
            "suggestion",
            "하천을 살리기 바람",
            "하천관리과",
            "추진 중",
            "in_progress",
            line=13,
            actions_taken="□ 추진상황 : 추진완료",
        ),
    )
    assert problems(draft) == [(13, SECOND_STATUS)]
    assert draft.differences == ()


def test_merged_cells_belong_to_every_row_they_reach() -> None:
    draft = read(
        sheet(
            "연번 | 구분 | 요구 내용 | 소관부서 | 추진상황",
            "1 | 건의사항 ↓2 | 보도를 정비하기 바람 | 교통정책과 ↓3 | 완료 ↓2",
            "2 | 화단을 늘리기 바람",
            "3 | 시정·처리 요구사항 | 육교를 고치기 바람 | 추진 중",
            "소계 | 3건 →4",
        )
    )
    assert draft.items == (
        item(1, "suggestion", "보도를 정비하기 바람", "교통정책과", "완료", "completed", line=2),
        item(2, "suggestion", "화단을 늘리기 바람", "교통정책과", "완료", "completed", line=3),
        item(3, "corrective", "육교를 고치기 바람", "교통정책과", "추진 중", "in_progress", line=4),
    )
    assert problems(draft) == []


def test_one_demand_over_several_rows() -> None:
    draft = read(
        sheet(
            "연번 | 시정요구사항 | 부서 | 상태 | 조치실적",
            "1 ↓2 | 하천을 살리고/공원을 늘리기 바람 ↓2 | 하천관리과 | 완료 | ○ 하천을 살림",
            "공원녹지과 | 추진 중 | ○ 공원을 늘림",
            "2 | 보도를 정비하기 | 교통정책과 | 추진 | ○ 정비함",
            " | 바람 | | 불가 | ○ 또 정비함",
            " | 그리고 넓히기 바람 | | | ",
        ),
    )
    assert [message for _, message in problems(draft)[:2]] == [SECOND_STATUS, NO_CATEGORY]
    assert draft.items == (
        item(
            1,
            "",
            "하천을 살리고\n공원을 늘리기 바람",
            "하천관리과 공원녹지과",
            "완료",
            "completed",
            line=2,
            actions_taken="추진상황 : 추진 중\n○ 하천을 살림\n○ 공원을 늘림",
        ),
        item(
            2,
            "",
            "보도를 정비하기\n바람\n그리고 넓히기 바람",
            "교통정책과",
            "추진 불가",
            "not_accepted",
            line=9,
            actions_taken="○ 정비함\n○ 또 정비함",
        ),
    )
