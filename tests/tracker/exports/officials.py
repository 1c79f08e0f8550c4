"""Official reports as tests need them, without a database: one as handed in, one of the council, long and nasty ones.

Facts are invented. The figures of the 총괄 are counted from the items, as `tracker.reports` counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from tracker.reports.official import Answer, Change, Changes, Column, Figures, Item, Official, Section

AS_OF: Final = date(2026, 6, 30)
HEAD: Final = "1204-5f3c9a7e"
RESULT, INSPECTION = "result", "inspection"
STATUSES: Final = {
    "completed": "완료",
    "in_progress": "추진 중",
    "under_review": "검토 중",
    "not_accepted": "미반영",
    "transferred": "이첩",
    "not_reported": "미보고",
}
RARE: Final = ("transferred", "not_reported")
VERDICTS: Final = {"verified": "이행 확인", "contradicted": "사실과 다름"}
CATEGORIES: Final = {"fix": "시정·처리요구사항", "suggest": "건의사항", "other": "기타(자료제출 등)"}
SHORT: Final = {"fix": "시정", "suggest": "건의", "other": "기타"}
DEPARTMENTS: Final = ("정보기획담당관", "통신보안과", "데이터정책과")

ACTIONS: Final = (
    "○ 현장 점검 실시 : ’26. 3월\n"
    "  - 대상 28개 기관, 점검표 12개 항목\n"
    "    ※ 제외 2개 기관(청사 이전)\n"
    "구분\t계\t적합\t보완\n본청\t18\t15\t3\n사업소\t10\t7\t3\n"
    "○ 담당자 교육 2회(94명)\n"
    "  ① 상반기 : ’26. 4월\n"
    "  ② 하반기 : 자료 배포로 갈음"
)
PLAN: Final = "○ 보완 기관 재점검 : ’26. 9월\n  - 결과 보고 : ’26. 10월"


def answer(code: str = "in_progress", /, **said: Any) -> Answer:
    """What a department reported; every value may be said otherwise."""
    reported = code != "not_reported"
    usual = Answer(
        department=DEPARTMENTS[0],
        point="",
        is_lead=True,
        status_code=code,
        status=STATUSES[code],
        wording="",
        actions_taken=ACTIONS if reported else "",
        plan=PLAN if code == "in_progress" else "",
        planned_until=date(2026, 10, 31) if code == "in_progress" else None,
        reason="예산이 편성되지 않아 반영할 수 없음" if code in ("not_accepted", "transferred") else "",
        receiver="가온도 교육청" if code == "transferred" else "",
        reported_on=date(2026, 6, 12) if reported else None,
        due_date=date(2026, 5, 29),
        original_due_date=date(2026, 3, 31),
        is_overdue=code in ("in_progress", "not_reported"),
    )
    return replace(usual, **said)


def item(number: int, *answers: Answer, category: str = "fix", **said: Any) -> Item:
    """A demand; without answers given it has one in progress; `answers=()` after them says that nobody has it."""
    given = answers or (answer(),)
    usual = Item(
        id=1000 + number,
        number=number,
        label=f"{SHORT[category]} {number}",
        category=category,
        text=f"요구 {number}: 노후 통신장비의 교체 시기와 예산을 연도별로 정리하여 관리하기 바람",
        standing=given[0].status_code,
        answers=given,
    )
    return replace(usual, **said)


def items() -> list[Item]:
    """Seven demands: every status, several departments, a repeat, one that nobody has reported of."""
    return [
        item(1, answer("completed", wording="추진완료"), repeats=("2024년 시정 11", "2023년 시정 3")),
        item(2, answer("completed", status="완료(계속 추진)", department=DEPARTMENTS[1])),
        item(
            3,
            answer("in_progress", point="장비"),
            answer("not_reported", department=DEPARTMENTS[2], is_lead=False, point="자료"),
        ),
        item(4, answer("not_accepted", department=DEPARTMENTS[1])),
        item(1, answer("under_review", department=DEPARTMENTS[2]), category="suggest", id=2001),
        item(2, answer("transferred"), category="suggest", id=2002),
        item(1, answer("completed", wording="제출완료", plan=""), category="other", id=3001),
    ]


def result(found: Sequence[Item] | None = None, **said: Any) -> Official:
    """The executive's paper (처리결과 보고서) as handed in."""
    given = items() if found is None else list(found)
    codes = [code for code in STATUSES if code not in RARE or any(one.standing == code for one in given)]
    columns = [Column("total", "계"), *(Column(code, STATUSES[code]) for code in codes)]
    usual = Official(
        paper=RESULT,
        title="2025년도 행정사무감사 처리결과 보고서",
        audit="2025년도 행정사무감사 정보국",
        body="정보국",
        committee="도시안전위원회",
        as_of=AS_OF,
        is_frozen=True,
        columns=columns,
        total=_figures("", "계", given),
        rows=[
            _figures(code, label, (one for one in given if one.category == code))
            for code, label in CATEGORIES.items()
        ],
        sections=[
            Section(code, label, [one for one in given if one.category == code])
            for code, label in CATEGORIES.items()
        ],
        department_columns=[*columns, Column("overdue", "기한 경과")],
        departments=_departments(given),
        withdrawn=1,
        record_head=HEAD,
        sha256="ab" * 32,
        changes=changes(),
    )
    return replace(usual, **said)


def inspection(found: Sequence[Item] | None = None, **said: Any) -> Official:
    """The council's paper (이행점검 보고서): claim and check side by side."""
    paper = result([_checked(one) for one in (items() if found is None else found)])
    checks = [Column(code, label) for code, label in VERDICTS.items()]
    usual = replace(
        paper,
        paper=INSPECTION,
        title="2025년도 행정사무감사 이행점검 보고서",
        columns=[*paper.columns, *checks],
    )
    return replace(usual, **said)


def empty(**said: Any) -> Official:
    """A report of an audit without any demand."""
    return result([], withdrawn=0, changes=None, **said)


def draft() -> Official:
    """What stands now: not frozen, with nothing before it."""
    return result(is_frozen=False, sha256="", changes=None)


def large(count: int) -> Official:
    """A report of `count` demands in the mixture of a city: answers of some 400 letters, some with a table."""
    codes = ("completed", "in_progress", "completed", "under_review")
    found = [
        item(
            number,
            answer(codes[number % 4], department=DEPARTMENTS[number % 3], actions_taken=_said(number)),
            category="suggest" if number % 10 == 0 else "fix",
            id=number,
        )
        for number in range(1, count + 1)
    ]
    return result(found, changes=None)


def changes() -> Changes:
    """What became of the demands since the report before."""
    lines = [
        Change("completed", "시정 1", "노후 통신장비의 교체", DEPARTMENTS[0], "추진 중", "완료"),
        Change("late", "시정 3", "노후 통신장비의 교체", DEPARTMENTS[0], "2026. 5. 29.", "기한 경과 32일"),
        Change("returned", "시정 2", "노후 통신장비의 교체", DEPARTMENTS[1], "완료", "보완 요구"),
    ]
    labels = {"completed": "새로 완료", "late": "새로 기한 경과", "returned": "보완 요구"}
    counts = [Figures(kind, label, {"total": 1}) for kind, label in labels.items()]
    return Changes(date(2026, 3, 31), "2025년도 행정사무감사 1차 처리결과 보고서", counts, lines)


def _said(number: int) -> str:
    table = f"구분\t계획\t실적\n1분기\t{number}\t{number + 1}\n" if number % 5 == 0 else ""
    lines = [
        f"  - 세부 추진 {place} : 대상 {number * place}개소 점검 및 조치 결과 공유" for place in range(1, 8)
    ]
    return "○ 추진계획 수립 및 부서 협의 : ’26. 2월\n" + table + "\n".join(lines)


def _checked(one: Item) -> Item:
    verdicts = {"completed": "이행 확인", "not_accepted": "보완 요구"}
    return replace(
        one,
        answers=[
            replace(
                given,
                verification=verdicts.get(given.status_code, "확인 전"),
                found="○ 검토의견 : 실적을 현장에서 확인함" if given.status_code in verdicts else "",
                doubts=("완료로 보고했으나 이후 일정이 남아 있습니다: ’26. 9월",) if one.number == 2 else (),
            )
            for given in one.answers
        ],
    )


def _figures(code: str, label: str, found: Iterable[Item]) -> Figures:
    given = list(found)
    standings = Counter(one.standing for one in given)
    told = Counter(answer.verification for one in given for answer in one.answers[:1])
    checks = {check: told[words] for check, words in VERDICTS.items()}
    return Figures(
        code, label, {"total": len(given), **{name: standings[name] for name in STATUSES}, **checks}
    )


def _departments(found: Iterable[Item]) -> list[Figures]:
    held: dict[str, list[Answer]] = {}
    for one in found:
        for given in one.answers:
            held.setdefault(given.department, []).append(given)
    rows = []
    for place, name in enumerate(name for name in DEPARTMENTS if name in held):
        codes = Counter(given.status_code for given in held[name])
        late = sum(given.is_overdue for given in held[name])
        told = {"total": len(held[name]), **{code: codes[code] for code in STATUSES}, "overdue": late}
        rows.append(Figures(str(place + 1), name, told))
    return rows
