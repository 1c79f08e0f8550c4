"""An empty installation is set up to its end by its administrator, with a step left for later and a night between."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from audits import reference
from audits.access import viewer
from audits.models import Audit, Committee, Department, Membership, Office, Role, User
from config.web.setup import open_steps
from tests.browser.conftest import PASSWORD
from tests.notifications import sink
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

DEPARTMENTS = "도시국\n 도시계획과\n 건축과\n문화사업소"


@pytest.fixture
def relay(settings: Settings) -> Iterator[Sink]:
    """A relay that Django's own backend sends to."""
    with sink.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 2
        yield server


def _enter(page: Page) -> None:
    page.goto("/")
    page.get_by_label("전자우편 또는 사번").fill("admin@demo.example")
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def _first_sign_in(page: Page) -> None:
    out = io.StringIO()
    call_command("create_administrator", "--email", "admin@demo.example", stdout=out)
    page.goto(urlsplit(out.getvalue().strip()).path)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.locator("main button").first.click()
    _enter(page)


def _back(page: Page) -> None:
    page.get_by_role("link", name="처음 설정으로").first.click()
    page.wait_for_url("**/setup/")


def _step(page: Page, code: str) -> None:
    page.locator(f"#step-{code} .setup-acts a").click()


def _names_council(page: Page) -> None:
    _step(page, "council")
    page.get_by_label("의회 이름").fill("가람시의회")
    page.get_by_label("대수").fill("제9대")
    page.get_by_label("임기 시작일").fill("2026. 7. 1.")
    page.get_by_label("임기 마지막 날").fill("2030. 6. 30.")
    page.get_by_role("button", name="저장").click()
    page.wait_for_url("**/setup/")


def _founds_places(page: Page) -> None:
    _step(page, "committees")
    page.get_by_role("link", name="위원회 등록").first.click()
    page.get_by_label("위원회 이름").fill("도시위원회")
    page.get_by_role("button", name="위원회 등록").click()
    _back(page)
    _step(page, "departments")
    page.get_by_role("link", name="부서 적기").first.click()
    page.get_by_label("부서", exact=True).fill(DEPARTMENTS)
    page.get_by_role("button", name="살펴보기").click()
    page.locator("main form button.button-primary").click()
    page.wait_for_url("**/departments/")
    _back(page)


def _registers(page: Page, name: str, role: str) -> None:
    _step(page, "people")
    page.get_by_role("link", name="사람 등록").first.click()
    page.locator("[name=name]").fill(f"시연 {name}")
    page.locator("[name=email]").fill(f"{name}@demo.example")
    page.locator("select[name=role]").select_option(role)
    on = timezone.localdate()
    page.locator("[name=start_on]").fill(f"{on.year}. {on.month}. {on.day}.")
    page.locator("main form .button-primary").click()
    page.wait_for_url("**/people/*/")
    _back(page)


def test_the_administrator_sets_an_empty_installation_up_to_its_end(page: Page, relay: Sink) -> None:
    reference.ensure_lists()
    _first_sign_in(page)
    page.goto("/setup/")
    expect(page.get_by_text("6단계 가운데 0단계를 마쳤습니다.", exact=False)).to_be_visible()
    page.locator("#step-mail").get_by_role("button", name="건너뛰기").click()
    expect(page.locator("#step-mail").get_by_text("건너뜀")).to_be_visible()
    _names_council(page)
    _founds_places(page)

    page.get_by_role("button", name="로그아웃").click()
    page.wait_for_url("**/accounts/login/**")
    expect(page.get_by_text("제9대 가람시의회")).to_be_visible()
    _enter(page)
    page.get_by_role("link", name="처음 설정").first.click()
    expect(page.get_by_text("6단계 가운데 3단계를 마쳤습니다.", exact=False)).to_be_visible()

    _registers(page, "council", "secretariat")
    _registers(page, "coordinator", "coordinator")
    page.locator("#step-mail").get_by_role("button", name="건너뛰기 취소").click()
    _step(page, "mail")
    relay.answers["rcpt"] = "550 5.7.1 relaying denied"
    page.get_by_role("button", name="시험 메일 보내기").click()
    expect(page.get_by_text("550 5.7.1 relaying denied")).to_be_visible()
    relay.answers.clear()
    page.get_by_role("button", name="시험 메일 보내기").click()
    expect(page.get_by_text("메일 서버가 받았습니다")).to_be_visible()
    assert [mail["To"] for mail in relay.accepted] == ["admin@demo.example"]
    _back(page)
    assert page.locator("#audit-address").input_value().endswith("/audits/new/")

    assert Office.current().full_name == "제9대 가람시의회"
    assert Committee.objects.get().name == "도시위원회"
    assert Department.objects.filter(bureau__name="도시국").count() == 2
    assert set(Membership.objects.values_list("role", flat=True)) >= {Role.SECRETARIAT, Role.COORDINATOR}
    admin = viewer(User.objects.get(email="admin@demo.example"), timezone.localdate())
    assert [each.step.code for each in open_steps(admin)] == ["audit"]
    Audit.objects.create(year=2026, body="도시국", committee=Committee.objects.get())
    page.goto("/setup/")
    expect(page.get_by_text("남은 단계가 없습니다.", exact=False)).to_be_visible()
