"""The first page of the council's staff: one audit, what waits most, and numbers that lead to what they count."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.access import viewer
from audits.models import Audit, Committee, Department, Office, User
from audits.statuses import ReportedStatus as Status
from config.web.start.chosen import Chosen
from config.web.start.things import Desk, claims
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment, ExtensionRequest
from tracker.reports import Queues
from tracker.reports.queues import MANY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

SignIn = Callable[[User], Client]
TODAY = BEGAN_ON
LATE = TODAY - timedelta(days=12)
SOON = TODAY + timedelta(days=3)
STATEMENTS = 30  # of the whole page, sign-in, navigation and access record among them


@pytest.fixture
def audit(committee: Committee) -> Audit:
    return make_audit(committee=committee)


def _page(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _next(page: str) -> tuple[str, str]:
    """The next thing to do, and where its button leads."""
    part = page[page.index('class="next"') :]
    sentence = re.search(r'id="next-thing">(.*?)</h2>', part)
    url = re.search(r'class="button button-primary" href="(.*?)"', part[: part.index("</section>")])
    return (sentence[1] if sentence else "", url[1].replace("&amp;", "&") if url else "")


@pytest.mark.parametrize(("count", "said"), [(999, "999건이"), (MANY, "1000건 이상이")])
def test_very_many_closing_reports_are_at_least_so_many(count: int, said: str, secretariat: User) -> None:
    desk = Desk(viewer(secretariat, TODAY), Chosen(None, None, []), Queues(claims=count))
    waits = claims(desk)
    assert waits
    assert said in waits.sentence


def test_what_waits_for_the_council_stands_first_then_requests_then_what_is_late(
    audit: Audit, department: Department, officer: User, secretariat: User, sign_in: SignIn
) -> None:
    client = sign_in(secretariat)
    late = assign(make_demand(audit, 1), department, due=LATE)
    claim = assign(make_demand(audit, 2), department, Status.COMPLETED)
    ExtensionRequest.objects.create(
        assignment=late,
        department=department,
        wanted=SOON,
        due_then=LATE,
        reason="자료 수집",
        by=officer,
        on=TODAY,
    )
    page = _page(client)
    assert _next(page) == ("종결 보고 1건이 이행 확인을 기다립니다.", reverse("verification"))
    assert "기한 연장 요청 1건이 답을 기다립니다." in page
    Assignment.objects.filter(pk=claim.pk).update(stage="closed", verification="confirmed")
    assert _next(_page(client))[1] == reverse("extension_list")
    ExtensionRequest.objects.update(state="refused")
    assert _next(_page(client)) == (
        "기한이 지난 소관이 1건 있습니다.",
        f"{reverse('urge_letter')}?audit={audit.pk}",
    )
    Assignment.objects.update(due_date=None, original_due_date=None)
    assert _next(_page(client)) == ("지금 할 일이 없습니다.", "")


def test_one_screen_has_one_filled_button(
    audit: Audit, department: Department, secretariat: User, sign_in: SignIn
) -> None:
    assign(make_demand(audit, 1), department, Status.COMPLETED)
    assert _page(sign_in(secretariat)).count("button-primary") == 1


def test_an_audit_that_was_not_transmitted_waits_for_the_secretariat_and_not_for_a_clerk(
    audit: Audit, secretariat: User, clerk: User, sign_in: SignIn
) -> None:
    make_demand(audit, 1)
    assert _next(_page(sign_in(secretariat)))[1] == reverse("audit_transmit", args=[audit.pk])
    assert _next(_page(sign_in(clerk)))[0] == "지금 할 일이 없습니다."


def test_where_the_council_distributes_itself_that_is_the_next_thing(
    audit: Audit, secretariat: User, sign_in: SignIn
) -> None:
    make_demand(audit, 1)
    Audit.objects.update(transmitted_on=LATE, transmittal_number="의회-1")
    assert _next(_page(sign_in(secretariat)))[1] == ""
    Office(pk=1, council_distributes=True).save()
    assert _next(_page(sign_in(secretariat))) == (
        "요구사항 1건을 부서에 배부하여 주십시오.",
        reverse("distribution", args=[audit.pk]),
    )


def test_an_office_without_audits_is_led_to_the_first_one(secretariat: User, sign_in: SignIn) -> None:
    assert _next(_page(sign_in(secretariat))) == ("첫 감사를 들여와 주십시오.", reverse("import_upload"))


def test_the_newest_audit_with_demands_is_shown_until_another_is_chosen(
    audit: Audit, department: Department, secretariat: User, sign_in: SignIn
) -> None:
    assign(make_demand(audit, 1), department)
    older = make_audit(2024)
    assign(make_demand(older, 1, text="옛 요구를 살필 일"), department, due=SOON)
    make_audit(2026)
    client = sign_in(secretariat)
    assert "<h1>2025년도 행정사무감사</h1>" in _page(client)
    page = _page(client, f"/?audit={older.pk}")
    assert "<h1>2024년도 행정사무감사</h1>" in page
    assert "옛 요구를 살필 일" in page


def test_a_clerk_sees_the_own_committees_audits_alone(
    audit: Audit, department: Department, clerk: User, other_committee: Committee, sign_in: SignIn
) -> None:
    assign(make_demand(audit, 1), department, Status.COMPLETED)
    others = make_audit(2026, committee=other_committee)
    assign(make_demand(others, 1, text="남의 위원회 요구"), department, Status.COMPLETED, due=SOON)
    client = sign_in(clerk)
    page = _page(client)
    assert "종결 보고 1건이" in page
    assert "남의 위원회 요구" not in page
    assert "2026년도" not in page
    assert client.get(f"/?audit={others.pk}").status_code == 404
    assert client.get("/?audit=x").status_code == 400


def test_every_number_leads_to_as_many_rows(
    audit: Audit, department: Department, neighbour: Department, secretariat: User, sign_in: SignIn
) -> None:
    for number in (1, 2, 3):
        assign(make_demand(audit, number), department, Status.COMPLETED)
    for number in (4, 5):
        assign(make_demand(audit, number), neighbour, due=LATE)
    assign(make_demand(audit, 6), department, Status.UNDER_REVIEW, due=SOON)
    client = sign_in(secretariat)
    page = _page(client)
    links = re.findall(r'href="(/demands/\?[^"]+)"[^>]*>(?:<svg.*?</svg>)?\s*(?:<[^>]+>)?[^<\d]*(\d+)<', page)
    assert len(links) >= 10
    for address, number in links:
        listed = client.get(address.replace("&amp;", "&")).content.decode()
        assert listed.count('class="clamp"') == int(number), address


def test_the_page_takes_as_many_statements_for_three_demands_as_for_thirty(
    audit: Audit, department: Department, neighbour: Department, secretariat: User, sign_in: SignIn
) -> None:
    client = sign_in(secretariat)

    def add(first: int, last: int) -> int:
        for number in range(first, last):
            assign(make_demand(audit, number), department, Status.COMPLETED)
            assign(make_demand(audit, 100 + number), neighbour, due=LATE)
            assign(make_demand(audit, 200 + number), neighbour, due=SOON)
        client.get("/")
        with CaptureQueriesContext(
            connection,
        ) as told:
            client.get("/")
        return len(told)

    few = add(1, 4)
    assert add(4, 31) == few
    assert few <= STATEMENTS


def test_what_wants_a_hand_stands_there_once(
    audit: Audit, department: Department, secretariat: User, clerk: User, sign_in: SignIn
) -> None:
    assign(make_demand(audit, 1), department, due=SOON)
    Department.objects.filter(pk=department.pk).update(valid_until=LATE)
    page = _page(sign_in(secretariat))
    assert page.count("소관 없음 1건") == 1
    assert f'href="{reverse("move_list")}"' in page
    page = _page(sign_in(clerk))
    assert page.count("소관 없음 1건") == 1
    assert f"/demands/?audit={audit.pk}&amp;department=0" in page


def test_charts_say_their_numbers_in_words_and_in_a_table(
    audit: Audit, department: Department, secretariat: User, sign_in: SignIn
) -> None:
    assign(make_demand(audit, 1), department, Status.COMPLETED)
    assign(make_demand(audit, 2), department, due=LATE)
    page = _page(sign_in(secretariat))
    assert 'aria-label="시정·처리요구사항: 확인 대기 1, 추진 중 1"' in page
    assert 'aria-label="8~30일: 현재 기한 1, 당초 기한 1"' in page
    assert 'aria-label="2025 정보국: 완료로 보고 1/2 · 50%, 이행 확인 0/2 · 0%"' in page
    assert page.count("표로 보기") == 3
