"""What a person changes in a draft: numbers, totals and problems follow, and each change can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audits.intake import part
from audits.intake.draft import Draft
from audits.intake.edits import Edit, Edited, Kind, apply, restored
from audits.intake.text import read
from tests.audits.intake.papers import CATEGORIES, letters, vocabulary

LABELS = {code: words[0] for code, words in CATEGORIES.items()}
PAPER = """2025 행정사무감사 처리결과
시정·처리요구사항
○ 교차로의 신호를 고쳐 보행자의 안전을 지킬 것
(교통정책과)
□ 추진상황 : 추진완료
□ 추진내용
- 신호 12곳을 고침
○ 공원의 나무를 돌볼 것
(모르는과)
□ 추진상황 : 추진 중
□ 추진내용
- 나무를 돌봄
□ 향후계획
- ’26. 5월까지 모두 돌봄
건의사항
○ 하천의 물길을 살릴 것
(하천관리과)
□ 추진상황 : 검토 중
□ 추진내용
- 물길을 살핌
"""


@pytest.fixture
def draft() -> Draft:
    return read(PAPER, vocabulary())


def _apply(draft: Draft, *edits: Edit) -> Edited:
    return apply(draft, edits, LABELS)


def _numbers(edited: Edited) -> list[tuple[str, int]]:
    return [(piece.key, piece.item.number) for piece in edited.pieces]


def test_without_edits_the_draft_is_as_it_was_read(draft: Draft) -> None:
    assert _apply(draft).draft == draft
    assert _apply(draft).by_hand == []


def test_numbers_follow_what_is_left_out_and_come_back(draft: Draft) -> None:
    out = Edit(Kind.LEAVE_OUT, "1", reason="쪽 머리말")
    edited = _apply(draft, out)
    assert _numbers(edited) == [("1", 0), ("2", 1), ("3", 2)]
    assert (edited.draft.parsed.total.total, edited.draft.parsed.total.completed) == (2, 0)
    assert restored(draft, [out], "1") == ()


def test_a_department_that_is_chosen_settles_its_problem_and_another_change_is_a_look_at_it(
    draft: Draft,
) -> None:
    assert _apply(draft).open_keys == ["2"]
    chosen = Edit(Kind.CHANGE, "2", {"departments": ("공원녹지과",)})
    edited = _apply(draft, chosen)
    assert (edited.open_keys, edited.settled) == ([], len(draft.problems))
    assert edited.pieces[1].fields == {"departments"}
    assert _apply(draft, Edit(Kind.ACCEPT, "2")).open_keys == []


def test_an_answer_without_a_status_stays_in_the_way_whatever_else_is_changed(draft: Draft) -> None:
    edited = _apply(draft, Edit(Kind.CHANGE, "2", {"status": "not_reported"}))
    assert edited.draft.items[1].doubtful
    emptied = Edit(Kind.CHANGE, "2", {"status": "not_reported", "actions_taken": "", "plan": ""})
    assert not _apply(draft, emptied).draft.items[1].doubtful


@pytest.mark.parametrize("at", range(1, 7))
def test_wherever_an_item_is_cut_no_letter_of_it_is_lost(at: int, draft: Draft) -> None:
    item = draft.items[1]
    first, second = part.split(item, at, vocabulary())
    assert first.source + "\n" + second.source == item.source
    told = "".join(
        letters(piece.text + "".join(piece.named) + piece.wording + piece.actions_taken + piece.plan)
        for piece in (first, second)
    )
    assert set(letters(item.text + item.actions_taken + item.plan)) <= set(told)
    assert len(told) >= len(letters(item.text + item.actions_taken + item.plan + item.wording))


def test_an_item_is_cut_between_two_of_its_own_lines_only(draft: Draft) -> None:
    for at in (0, -1, 99):
        with pytest.raises(ValueError, match="own lines"):
            part.split(draft.items[0], at, vocabulary())


def test_the_parts_of_a_cut_item_have_keys_that_stay(draft: Draft) -> None:
    cut = Edit(Kind.SPLIT, "2", parts=part.split(draft.items[1], 2, vocabulary()))
    edited = _apply(draft, cut, Edit(Kind.LEAVE_OUT, "1", reason="머리말"))
    assert [number for _key, number in _numbers(edited)] == [0, 1, 2, 3]
    second = edited.pieces[2]
    assert second.key == f"2/{draft.items[1].line + 2}"
    assert second.item.status == "in_progress"
    assert [piece.key for piece in _apply(draft, *restored(draft, [cut], second.key)).pieces] == [
        "1",
        "2",
        "3",
    ]


def test_two_items_joined_have_the_words_of_both_and_the_first_ones_status(draft: Draft) -> None:
    edited = _apply(draft, Edit(Kind.JOIN, "2"))
    item = edited.draft.items[0]
    assert (len(edited.draft.items), item.status, item.planned_until) == (
        2,
        "completed",
        draft.items[1].planned_until,
    )
    for words in (draft.items[0].text, draft.items[1].text):
        assert words in item.text
    assert draft.items[1].actions_taken in item.actions_taken


def test_what_is_put_back_takes_along_what_it_was_joined_with(draft: Draft) -> None:
    edits = [Edit(Kind.JOIN, "2"), Edit(Kind.CHANGE, "1", {"text": "고침"}), Edit(Kind.ACCEPT, "3")]
    assert restored(draft, edits, "1") == (edits[2],)


def test_an_item_joined_passes_over_one_that_is_left_out(draft: Draft) -> None:
    edited = _apply(draft, Edit(Kind.LEAVE_OUT, "2", reason="머리말"), Edit(Kind.JOIN, "3"))
    assert [piece.key for piece in edited.pieces] == ["1", "2"]
    assert draft.items[2].text in edited.pieces[0].item.text


def test_an_edit_of_what_is_not_there_changes_nothing(draft: Draft) -> None:
    assert _apply(draft, Edit(Kind.ACCEPT, "99"), Edit(Kind.JOIN, "1")).draft.items == draft.items


def test_the_next_problem_comes_after_this_one_and_then_from_the_top(draft: Draft) -> None:
    unsure = replace(draft, problems=(*draft.problems, replace(draft.problems[0], line=draft.items[2].line)))
    edited = _apply(unsure)
    assert [edited.next_open(key) for key in ("", "1", "2", "3")] == ["2", "2", "3", "2"]
