"""Demands with a small table of their own each."""

from __future__ import annotations

from tests.audits.intake.tabled import paper, problems, read, sheet


def test_a_small_table_for_every_demand_with_its_labels_to_the_left() -> None:
    draft = read(
        paper(
            "시정·처리요구사항",
            sheet(
                "연번 | 1 | 소관부서 | 교통정책과",
                "지적사항 | 보도를 정비하기 바람 →3",
                "처리결과 | 추진/완료 | 완료예정일 | -",
                "추진내용 | ○ 정비함 →3",
            ),
            sheet("지적사항 | 육교를 고치기 바람", "처리결과 | ○ 육교를 고치고 난간을 세워 안전하게 하였음"),
        )
    )
    assert [
        (one.number, one.category, one.text, one.departments, one.wording, one.status, one.actions_taken)
        for one in draft.items
    ] == [
        (1, "corrective", "보도를 정비하기 바람", ("교통정책과",), "추진 완료", "completed", "○ 정비함"),
        (
            2,
            "corrective",
            "육교를 고치기 바람",
            (),
            "",
            "not_reported",
            "○ 육교를 고치고 난간을 세워 안전하게 하였음",
        ),
    ]
    assert [line for line, _ in problems(draft)] == [10, 10]
