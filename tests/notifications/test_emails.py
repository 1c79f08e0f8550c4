"""The digest as it is read: subject, text and HTML, whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from audits.models import Department
from notifications import emails
from notifications.digests import DepartmentCount, Digest, Item
from notifications.recipients import Recipient
from tests.notifications.conftest import MONDAY
from tests.notifications.shown import as_shown

SITE = "https://husok.example"
WORST = Item(
    label="시정 10",
    audit="2025년도 감사",
    text="통합저장소 사업이 <늦은> 까닭 & 계획을 밝힐 것",
    department="데이터과",
    status="추진 중",
    due=MONDAY - timedelta(days=81),
    late="기한 경과 81일",
    original_due=MONDAY - timedelta(days=175),
    original_late="기한 경과 175일",
    url=f"{SITE}/demands/10/",
)
MILD = replace(
    WORST,
    label="건의 2",
    text="예산을 아낄 것",
    department="통신과",
    status="미보고",
    due=MONDAY - timedelta(days=3),
    late="기한 경과 3일",
    original_due=None,
    original_late="",
    url=f"{SITE}/demands/2/",
)
COUNTS = (
    DepartmentCount(1, "데이터과", 51, f"{SITE}/demands/?department=1"),
    DepartmentCount(2, "통신과", 1, f"{SITE}/demands/?department=2"),
    DepartmentCount(None, "소관 없음", 2, f"{SITE}/demands/?department=0"),
)
SECRETARIAT = Digest(
    to=Recipient("s@demo.example", 1, "secretariat", None, "의회사무처 담당"),
    on=MONDAY,
    anchor="12:0a1b",
    overdue=54,
    due_this_week=4,
    awaiting=6,
    items=(WORST, MILD),
    departments=COUNTS,
    url=f"{SITE}/demands/?overdue=on&order=due_date",
)
TEXT = f"""\
처리기한이 지난 소관 54건
의회사무처 담당 · 기준일 2026. 11. 23.(월)
의회 확인 대기 6건

모두 보기: {SITE}/demands/?overdue=on&order=due_date

늦은 것부터
------------------------------------------------------------

기한 경과 81일 · 처리기한 2026. 9. 3.(목)
시정 10. 통합저장소 사업이 <늦은> 까닭 & 계획을 밝힐 것
데이터과 · 추진 중 · 2025년도 감사
당초 처리기한 2026. 6. 1.(월), 기한 경과 175일
{SITE}/demands/10/

기한 경과 3일 · 처리기한 2026. 11. 20.(금)
건의 2. 예산을 아낄 것
통신과 · 미보고 · 2025년도 감사
{SITE}/demands/2/

이 밖에 52건이 더 있습니다.

부서별 기한 경과
------------------------------------------------------------
데이터과: 51건 {SITE}/demands/?department=1
통신과: 1건 {SITE}/demands/?department=2
소관 없음: 2건 {SITE}/demands/?department=0

------------------------------------------------------------
받는 까닭: 의회사무처 담당. 매주 첫 근무일에 한 통 보냅니다. \
기한이 지난 소관도 소관 없음도 없으면 보내지 않으며, 기한 경과 알림은 끌 수 없습니다.
세는 방법: 기준일에 처리기한이 지난 소관을 셉니다. 의회 확인 대기는 제외합니다.
기록 확인값 12:0a1b
"""
SHOWN = f"""\
후속 주간 현황 알림 · 기준일 2026. 11. 23.(월)
처리기한이 지난 소관 54건
의회사무처 담당 · 의회 확인 대기 6건
모두 보기 [{SITE}/demands/?overdue=on&order=due_date]
늦은 것부터
기한 경과 81일 처리기한 2026. 9. 3.(목)
시정 10. 통합저장소 사업이 <늦은> 까닭 & 계획을 밝힐 것 [{SITE}/demands/10/]
데이터과 · 추진 중 · 2025년도 감사
당초 처리기한 2026. 6. 1.(월), 기한 경과 175일
기한 경과 3일 처리기한 2026. 11. 20.(금)
건의 2. 예산을 아낄 것 [{SITE}/demands/2/]
통신과 · 미보고 · 2025년도 감사
이 밖에 52건이 더 있습니다. [{SITE}/demands/?overdue=on&order=due_date]
부서별 기한 경과
데이터과 [{SITE}/demands/?department=1] 51건
통신과 [{SITE}/demands/?department=2] 1건
소관 없음 [{SITE}/demands/?department=0] 2건
받는 까닭: 의회사무처 담당. 매주 첫 근무일에 한 통 보냅니다. \
기한이 지난 소관도 소관 없음도 없으면 보내지 않으며, 기한 경과 알림은 끌 수 없습니다.
세는 방법: 기준일에 처리기한이 지난 소관을 셉니다. 의회 확인 대기는 제외합니다.
기록 확인값 12:0a1b
"""


def test_the_text_is_read_whole() -> None:
    assert emails.digest(SECRETARIAT).text == TEXT


def test_the_html_says_the_same() -> None:
    assert as_shown(emails.digest(SECRETARIAT).html) == SHOWN


def test_the_html_brings_nothing_from_elsewhere_and_runs_nothing() -> None:
    html = emails.digest(SECRETARIAT).html
    assert not re.search(r"<(script|img|link|iframe|form)|url\(|@import|\son\w+=", html)
    assert "max-width:600px" in html


def _to(role: str, *departments: str) -> Digest:
    told = tuple(Department(pk=number, name=name) for number, name in enumerate(departments, start=1))
    counts = tuple(DepartmentCount(d.pk, d.name, 3, SITE) for d in told)
    to = Recipient("o@demo.example", 2, role, told, "담당자")
    return replace(SECRETARIAT, to=to, overdue=3, items=(MILD,), departments=counts)


@pytest.mark.parametrize(
    ("digest", "subject"),
    [
        (SECRETARIAT, "[행정사무감사] 주간 현황: 기한 경과 54건, 확인 대기 6건"),
        (
            replace(SECRETARIAT, to=replace(SECRETARIAT.to, role="coordinator")),
            "[행정사무감사] 부서별 기한 경과 54건(2개 부서)",
        ),
        (_to("officer", "데이터과"), "[행정사무감사] 처리기한 경과 3건, 이번 주 마감 4건"),
        (_to("head", "데이터과"), "[행정사무감사] 데이터과 현황: 기한 경과 3건"),
        (_to("mailbox", "총무&회계과"), "[행정사무감사] 총무&회계과 현황: 기한 경과 3건"),
        (_to("head", "데이터과", "통신과"), "[행정사무감사] 데이터과 외 1개 부서 현황: 기한 경과 3건"),
    ],
    ids=["secretariat", "coordinator", "officer", "head", "mailbox", "head of two"],
)
def test_the_subject_counts_and_names_no_person_and_no_demand(digest: Digest, subject: str) -> None:
    assert emails.digest(digest).subject == subject


def test_one_department_is_not_counted_by_department() -> None:
    assert "부서별 기한 경과" not in emails.digest(_to("officer", "데이터과")).text


def test_what_nobody_owns_is_a_line_of_its_own_also_where_nothing_is_late() -> None:
    alone = replace(
        SECRETARIAT, overdue=0, items=(), departments=(), without_owner=3, moves_url=f"{SITE}/moves/"
    )
    mail = emails.digest(alone)
    assert f"의회 확인 대기 6건\n소관 없음 3건: {SITE}/moves/\n" in mail.text
    assert f"소관 없음 3건 [{SITE}/moves/]" in as_shown(mail.html)
    assert "늦은 것부터" not in mail.text + mail.html
