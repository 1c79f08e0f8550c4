"""The parts the reader is made of: signs, joined lines, layout, titles, headings, departments."""

from __future__ import annotations

import pytest

from audits.intake.departments import Departments, is_shaped
from audits.intake.fields import ACTIONS, DEPARTMENT, PLAN, STATUS, heading
from audits.intake.layout import Layout
from audits.intake.lines import Line, written_lines
from audits.intake.outline import Levels, bullets, kind_of
from audits.intake.rejoin import Rejoiner
from audits.intake.sections import Sections, Title
from audits.intake.wordings import Wordings
from tests.audits.intake.papers import CATEGORIES, DEPARTMENTS, WORDINGS


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("○ 가로등", "circle"),
        ("◦가로등", "ring"),
        ("ㅇ 가로등", "ring"),
        ("  - 가로등", "dash"),
        ("-가로등", "dash"),
        ("․ 가로등", "dot"),
        ("▸ 가로등", "triangle"),
        ("※ 참고", "note"),
        ("예) 참고", "example"),
        ("① 하나", "circled"),
        ("1. 하나", "counted"),
        ("1) 하나", "numbered"),
        ("(1) 하나", "bracketed"),
        ("가. 하나", "lettered"),
        ("1.5GB", ""),
        ("12. 31.", ""),
        ("(11명) 위원", ""),
        ("-5%", ""),
        ("-----", ""),
        ("다. 그러나", ""),
        ("가로등", ""),
    ],
)
def test_a_sign_is_known_by_what_follows_it(line: str, kind: str) -> None:
    assert kind_of(line) == kind


def test_a_sign_seen_before_returns_to_its_level() -> None:
    levels = Levels()
    kinds = ["ring", "circled", "dash", "triangle", "circled", "dash", "ring", "dash"]
    assert [levels.enter(kind) for kind in kinds] == [0, 1, 2, 3, 1, 2, 0, 1]


def test_an_outer_sign_ends_what_inner_signs_opened() -> None:
    levels = Levels()
    assert [levels.enter(kind) for kind in ("dash", "dot", "ring", "dash")] == [0, 1, 0, 1]


def test_lines_without_a_sign_belong_to_the_bullet_above() -> None:
    found = [(bullet.text, bullet.kind) for bullet in bullets("머리말\n◦ 하나\n이어짐\n - 둘")]
    assert found == [("머리말\n", ""), ("◦ 하나\n이어짐\n", "ring"), (" - 둘", "dash")]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("보도를 정비하기", "바람", "보도를 정비하기 바람"),
        ("사고가 우려", "되는 곳", "사고가 우려되는 곳"),
        ("여건을 고려", "하여 정비", "여건을 고려하여 정비"),
        ("보도를 정비", "하기 바람", "보도를 정비하기 바람"),
        ("관리부서", "에서 점검", "관리부서에서 점검"),
        ("늦어졌음", "에도 방치", "늦어졌음에도 방치"),
        ("보행자", "에게 알릴 것", "보행자에게 알릴 것"),
        ("늦은 것으로", "밖에 볼 수 없음", "늦은 것으로밖에 볼 수 없음"),
        ("결정이 이루어", "질 수 있게", "결정이 이루어질 수 있게"),
        ("사업", "은 늦음", "사업은 늦음"),
        ("사고", "은 날", "사고 은 날"),
        ("정책을", "하는 사람", "정책을 하는 사람"),
        ("갱신하도록", "하여 정비", "갱신하도록 하여 정비"),
        ("절반도 제공", "안되는 곳", "절반도 제공 안되는 곳"),
        ("끝났음.", "에서는", "끝났음. 에서는"),
        ("설계․", "시공", "설계․시공"),
        ("보도(", "차도 포함", "보도(차도 포함"),
        ("보도", ") 정비", "보도) 정비"),
        ("점검한다.", "은행나무를", "점검한다. 은행나무를"),
        ("보다", "보다 나은", "보다 보다 나은"),
    ],
)
def test_a_break_is_a_space_unless_it_fell_inside_a_word(left: str, right: str, joined: str) -> None:
    assert Rejoiner([]).joined([left, right]) == joined


def test_a_break_inside_a_compound_is_healed_as_the_document_writes_it_elsewhere() -> None:
    document = [Line(1, "보행안전시설을 늘린다"), Line(2, "공원 화장실을 늘린다"), Line(3, "공원화장실")]
    rejoiner = Rejoiner(document)
    assert rejoiner.gap("낡은 보행안전", "시설의 점검") == ""
    assert rejoiner.gap("낡은 공원", "화장실의 점검") == " "


def layout(wrap: int = 40) -> Layout:
    """A layout whose lines wrap at `wrap` columns."""
    return Layout(Rejoiner([]), wrap)


def test_bullets_keep_their_signs_and_stand_indented_by_depth() -> None:
    lines = ["◦ 정비", "- 보도", "․ 남쪽", "- 차도", "◦ 점검"]
    assert layout().laid_out(lines) == "◦ 정비\n  - 보도\n    ․ 남쪽\n  - 차도\n◦ 점검"


def test_a_wrapped_line_goes_back_to_its_bullet() -> None:
    lines = ["◦ 보행자 안전을 위하여 보도의 낡은 블록을", "새 블록으로 교체", "- 남쪽"]
    assert layout().laid_out(lines).startswith("◦ 보행자 안전을 위하여 보도의 낡은 블록을 새 블록으로 교체\n")


def test_a_line_after_a_short_bullet_stays_a_line_of_its_own() -> None:
    assert layout().laid_out(["◦ 현황", "위원회 수 회의"]) == "◦ 현황\n  위원회 수 회의"


def test_a_line_that_begins_with_a_colon_goes_on_from_the_one_above() -> None:
    assert layout().laid_out(["◦ 점검", ": ’20. 3월"]) == "◦ 점검 : ’20. 3월"


def test_the_cells_of_a_table_keep_their_lines_and_their_order() -> None:
    lines = ["◦ 정비 실적을 다음과 같이 해마다 늘려 나감", "구분 ’18 ’19", "보도(곳) 12 15", "합계,", "27"]
    assert layout().laid_out(lines).split("\n")[1:] == [
        "  구분 ’18 ’19",
        "  보도(곳) 12 15",
        "  합계,",
        "  27",
    ]


def test_blank_lines_page_numbers_and_private_use_lines_carry_no_words() -> None:
    source = ["", " \u3000", "\uf000\uf000", "- 12 -", "가로등\t정비", "-"]
    assert list(written_lines(source)) == [Line(5, "가로등 정비", "가로등\t정비"), Line(6, "-")]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("시정·처리 요구사항", Title("corrective", columns=False)),
        ("시정 및 처리 요구사항", Title("corrective", columns=False)),
        ("□ 시정·처리요구사항(24건)", Title("corrective", columns=False)),
        ("Ⅱ. 건 의 사 항", Title("suggestion", columns=False)),
        ("기 타 사 항", Title("submission", columns=False)),
        ("【건의사항】", Title("suggestion", columns=False)),
        ("２．건의사항（２건）", Title("suggestion", columns=False)),
        ("(1) 시정·처리요구사항", Title("corrective", columns=False)),
        ("시정 및 처리 요구사항 조치결과 및 향후추진계획", Title("corrective", columns=True)),
        ("건 의 사 항 조 치 결 과", Title("suggestion", columns=True)),
        ("자료제출 등 기타사항 조 치 결 과", Title("submission", columns=True)),
        ("건의사항을 검토하기 바람", None),
        ("조치결과", None),
        ("총 괄", None),
        ("건의사항" * 20, None),
    ],
)
def test_a_title_is_known_however_it_is_spaced(line: str, title: Title | None) -> None:
    assert Sections(CATEGORIES).title(line) == title


@pytest.mark.parametrize(
    ("line", "field", "rest", "marked"),
    [
        ("□ 추진상황 : 추진 중", STATUS, "추진 중", True),
        ("□추 진 상 황：추진 중", STATUS, "추진 중", True),
        ("■ 추진상황 완료", STATUS, "완료", True),
        ("추진상황 : 추진 중", STATUS, "추진 중", False),
        ("□ 추진내용", ACTIONS, "", True),
        ("□ 추진내용 및 향후 추진계획", ACTIONS, "", True),
        ("□ 조치내용 : 정비함", ACTIONS, "정비함", True),
        ("향후계획", PLAN, "", False),
        ("□ 향후 계획 (’21년)", PLAN, "(’21년)", True),
        ("□ 소관부서 : 교통정책과", DEPARTMENT, "교통정책과", True),
        ("【추진상황】 추진 중", STATUS, "추진 중", True),
        ("◇ 이행상황 : 완료", STATUS, "완료", True),
        ("□　추진상황　：　（검토）", STATUS, "（검토）", True),
        ("조치내용 : 정비함", ACTIONS, "정비함", False),
    ],
)
def test_a_heading_is_known_with_and_without_its_square(
    line: str, field: str, rest: str, *, marked: bool
) -> None:
    found = heading(line, Wordings({"추진중": "in_progress", "완료": "completed"}))
    assert found
    assert (found.field, found.rest, found.marked) == (field, rest, marked)


@pytest.mark.parametrize(
    "line",
    [
        "□ 추진상황 보고 개최",
        "추진상황 보고",
        "추진상황",
        "향후계획에 따라 추진",
        "- 추진내용",
        "□ 기타",
        "○ 가로등",
    ],
)
def test_a_line_that_only_begins_like_a_heading_is_none(line: str) -> None:
    assert heading(line, Wordings({"추진중": "in_progress", "완료": "completed"})) is None


def test_a_wording_nobody_knows_makes_an_unmarked_heading_uncertain() -> None:
    found = heading("추진상황 : 보류", Wordings(WORDINGS))
    assert found
    assert not found.sure


def split(body: str) -> tuple[str, list[str], list[tuple[str, ...]]]:
    """Text, names and meanings of a demand's body."""
    text, named = Departments(DEPARTMENTS).split(body)
    return text, [name.name for name in named], [name.meant for name in named]


def test_departments_stand_in_parentheses_at_the_end() -> None:
    assert split("정비하기 바람\n(교통정책과)") == ("정비하기 바람", ["교통정책과"], [("교통정책과",)])


@pytest.mark.parametrize(
    "brackets", ["<{}>", "[{}]", "（{}）", "(소관: {})", "【{}】", "〔{}〕", "({}）", "<부서 : {}>", "( {} )"]
)
@pytest.mark.parametrize("before", [" ", "", "\n"])
def test_departments_stand_in_any_brackets_at_the_end_or_below(before: str, brackets: str) -> None:
    one = split("정비하기 바람" + before + brackets.format("교통정책과"))
    assert one == ("정비하기 바람", ["교통정책과"], [("교통정책과",)])


def test_full_names_below_a_whole_demand_need_no_brackets() -> None:
    assert split("정비할 것\n교통정책과\n- 하천관리과 -")[1] == ["교통정책과", "하천관리과"]


@pytest.mark.parametrize(
    "body", ["공원을 돌보는\n공원녹지과", "정비할 것\n도서관", "정비할 것\n공원녹지", "교통정책과"]
)
def test_what_may_be_part_of_the_sentence_or_of_two_departments_is_text(body: str) -> None:
    assert split(body) == (body, [], [])


def test_departments_are_certain_or_a_message_says_why_not() -> None:
    departments = Departments(DEPARTMENTS)
    certain, doubts = departments.certain(departments.named_in("교통정책과, 도서관, 물사랑과, 교통정책"))
    assert certain == ("교통정책과",)
    assert [name for name, _ in doubts] == ["도서관", "물사랑과"]
    assert "중앙도서관, 어린이도서관" in doubts[0][1]


@pytest.mark.parametrize(
    ("wording", "status"),
    [
        ("완 료", "completed"),
        ("추진\n불가", "not_accepted"),
        ("추 진  중", "in_progress"),
        ("‘완료’.", "completed"),
        ("완료(’20. 10월)", "completed"),
        ("추진완료（２０２０．３．）", "completed"),
        ("□ 완료 ■ 추진 중 □ 미반영", "in_progress"),
        ("☑완료 □추진중", "completed"),
        ("■ 완료 ■ 추진중", ""),
        ("□ 완료 □ 추진중", ""),
        ("완료 예정", ""),
        ("수용불가", ""),
        ("", ""),
        ("완" * 10_000, ""),
    ],
)
def test_a_wording_stands_for_a_status_by_the_councils_table_alone(wording: str, status: str) -> None:
    assert Wordings(WORDINGS).status(wording) == status


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("시정요구", "corrective"),
        ("건의", "suggestion"),
        ("기타", "submission"),
        ("자료제출", "submission"),
        ("시", ""),
        ("권고", ""),
        ("처리요구", ""),
        ("건의한", ""),
    ],
)
def test_a_short_form_means_the_one_category_that_begins_so(label: str, code: str) -> None:
    assert Sections(CATEGORIES).abbreviated(label) == code


def test_several_departments_are_divided_by_commas_dots_or_lines() -> None:
    one = [("교통정책과",), ("공원녹지과",), ("하천관리과",)]
    assert split("바람\n(교통정책, 공원녹지\n하천관리과)")[2] == one
    assert split("바람\n(교통정책과·공원녹지과·하천관리과)")[2] == one
    assert split("바람\n( 교통정책과 / 공원녹지과 / 하천관리과 )")[2] == one
    assert split("바람\n(교통정책과)\n(공원녹지과)\n(하천관리과)")[2] == one
    assert split("바람\n(주관 : 교통정책과, 협조 : 공원녹지과, 하천관리과)")[2] == one


def test_a_department_at_the_end_of_the_last_line_is_found() -> None:
    assert split("정비하기 바람(교통정책과)") == ("정비하기 바람", ["교통정책과"], [("교통정책과",)])


def test_a_department_in_square_or_wide_brackets_is_found() -> None:
    assert split("바람\n（교통정책과）")[2] == split("바람\n[교통정책과]")[2] == [("교통정책과",)]


def test_a_department_whose_bracket_was_cut_off_is_found() -> None:
    assert split("정비하기 바람\n(교통정책과")[1] == ["교통정책과"]


def test_a_department_before_a_last_line_of_text_is_found_and_the_text_kept() -> None:
    assert split("정비하기 바람\n(교통정책과)\n※ 예산 확인")[:2] == (
        "정비하기 바람\n※ 예산 확인",
        ["교통정책과"],
    )


@pytest.mark.parametrize(
    "body",
    [
        "개선 방안을 찾기 바람(다시 검토 필요)",
        "개선 방안을 찾기 바람\n(다시 검토 필요)",
        "개선 방안을 찾기 바람\n( 교통정책과 → 공원녹지과 )",
        "개선 방안을 찾기 바람\n(추진결과)",
        "노선을 늘리기 바람(교통정책)",
        "개선 방안을 찾기 바람",
    ],
)
def test_a_parenthesis_that_names_no_department_is_text(body: str) -> None:
    assert split(body) == (body, [], [])


def test_a_name_nobody_knows_means_no_department() -> None:
    assert split("바람\n(미래전략과)") == ("바람", ["미래전략과"], [()])


def test_a_name_of_two_departments_stays_open() -> None:
    assert split("바람\n(도서관)")[2] == [("중앙도서관", "어린이도서관")]


@pytest.mark.parametrize(
    "word", ["추진결과", "유관기관", "사실", "현장 점검", "재편검토필요", "취수장소해소"]
)
def test_an_everyday_word_is_not_shaped_like_a_department(word: str) -> None:
    assert not is_shaped(word)
