"""Generated reports: every demand is found, and no letter of a demand or an answer is lost."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from audits.intake.draft import Draft, Unreadable
from audits.intake.text import read
from tests.audits.intake.papers import letters, vocabulary

PLAIN = "보도를 차도를 화단과 가로등을 육교에 산책로의 낡은 밝은 두 곳을 고치고 늘리며 주민이 하천 공원"
ODD = (
    "3차원 12억원 50%를 S-Net 예산(안) ‘안전’ 4.8Gbps 설계·시공 ’19.3월 (협의) 1.5km, 이용실적, 현황: 민원을"
)
WORDS = [*PLAIN.split(), *ODD.split()]
STATUS = {
    "추진완료": "completed",
    "추진 중": "in_progress",
    "검토 중": "under_review",
    "추진 불가": "not_accepted",
}
SECTIONS = {"corrective": "시정·처리 요구사항", "suggestion": "건 의 사 항", "submission": "기 타 사 항"}
PAGES = {
    "corrective": "시정 및 처리 요구사항 조치결과 및 향후추진계획",
    "suggestion": "건 의 사 항 조 치 결 과",
    "submission": "자료제출 등 기타사항 조 치 결 과",
}
SIGNS = ("◦", "-", "․", "※", "①", "▸", "")


@dataclass(frozen=True)
class Written:
    """An item as somebody wrote it, before lines were broken and pages divided."""

    category: str
    text: str
    departments: tuple[str, ...]
    wording: str
    actions: tuple[str, ...]
    plan: tuple[str, ...]


sentences = st.lists(st.sampled_from(WORDS), min_size=2, max_size=14).map(" ".join)
bullets = st.builds(lambda sign, words: f"{sign} {words}".strip(), st.sampled_from(SIGNS), sentences)
items = st.builds(
    Written,
    category=st.just(""),
    text=sentences.map(lambda words: f"{words} 고치기 바람"),
    departments=st.lists(
        st.sampled_from(["교통정책과", "공원녹지과", "하천관리과"]), min_size=1, max_size=3, unique=True
    ).map(tuple),
    wording=st.sampled_from(sorted(STATUS)),
    actions=st.lists(bullets, min_size=1, max_size=5).map(tuple),
    plan=st.lists(bullets, max_size=3).map(tuple),
)


def broken(text: str, chance: random.Random) -> list[str]:
    """The text in lines as a narrow cell breaks it: between words, at any width."""
    lines: list[str] = []
    limit = chance.randint(8, 40)
    for word in text.split(" "):
        if lines and len(lines[-1]) + len(word) < limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def paper(sections: dict[str, list[Written]], chance: random.Random) -> str:
    """The report as extracted from a PDF: broken lines, blank lines, page heads where pages end."""
    lines = ["Ⅰ. 행정사무감사 처리결과"]
    for category, written in sections.items():
        lines += ["\uf000" * 7, SECTIONS[category], PAGES[category]] if written else []
        for item in written:
            first, *rest = broken(item.text, chance)
            lines += [f"○ {first}", *rest, f"({', '.join(item.departments)})", f"□ 추진상황 : {item.wording}"]
            for head, answer in (("□ 추진내용", item.actions), ("□ 향후계획", item.plan)):
                lines += [head] if answer else []
                for bullet in answer:
                    lines += [PAGES[category]] if chance.random() < 0.1 else []
                    lines += broken(bullet, chance)
    ends = ("\n", "\n\n", "\n \n", "\n\u3000\n\n")
    return "".join(line + chance.choice(ends) for line in lines)


reports = st.fixed_dictionaries({category: st.lists(items, max_size=3) for category in SECTIONS}).filter(
    lambda sections: any(sections.values())
)


@settings(deadline=None)
@given(reports, st.randoms(use_true_random=False))
def test_every_item_is_found_with_every_letter_of_it(
    sections: dict[str, list[Written]], chance: random.Random
) -> None:
    draft = read(paper(sections, chance), vocabulary())
    expected = [(category, item) for category, written in sections.items() for item in written]
    assert [(item.category, item.departments, item.status) for item in draft.items] == [
        (category, item.departments, STATUS[item.wording]) for category, item in expected
    ]
    for item, (_, written) in zip(draft.items, expected, strict=True):
        assert letters(item.text) == letters(written.text)
        assert letters(item.actions_taken) == letters("".join(written.actions))
        assert letters(item.plan) == letters("".join(written.plan))


LINES = [
    "○ 보도를 정비하기 바람",
    "○",
    "(교통정책과)",
    "(교통정책과",
    "□ 추진상황 : 완료",
    "□ 추진상황",
    "추진상황 : 보류",
    "□ 추진내용",
    "□ 향후계획",
    "건의사항",
    "시정 및 처리 요구사항 조치결과",
    "구분 계 완료 추진중",
    "계 3 1",
    "계",
    "- 정비 : ’20.3월 ~",
    "※ 참고",
    "1. 하나",
    "② 둘",
    "\uf000\uf000",
    "- 3 -",
    "",
]


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=12)), max_size=40))
def test_no_shuffled_paper_makes_the_reader_fail(lines: list[str]) -> None:
    text = "\n".join(lines)
    if draft := draft_or_none(text):
        assert draft.items
        assert [item.number for item in draft.items] == list(range(1, len(draft.items) + 1))
        assert all(1 <= problem.line <= draft.lines for problem in draft.problems)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    draft_or_none(text)


def draft_or_none(text: str) -> Draft | None:
    """What is read, None for what is refused; any other failure is one of the test."""
    try:
        return read(text, vocabulary())
    except Unreadable:
        return None
