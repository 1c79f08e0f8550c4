"""A list of postings on its pages: sent, looked at, confirmed; and what happens when it is done otherwise."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.intake.postings import HEADS
from audits.models import AccessEntry, Department, Membership, User
from audits.web.csv_file import BOM
from tests.audits.lists import table
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
UPLOAD = "/people/postings/"
NEW = "시연 새 사람,D900,new@demo.example,통신과,통신팀,주무관,,02-000-0009,2027.1.1,"


@pytest.fixture
def mover(officer: User) -> User:
    """An officer with a staff number."""
    officer.staff_number = "D001"
    officer.save(update_fields=["staff_number"])
    return officer


def _send(client: Client, content: bytes, name: str = "발령.csv") -> HttpResponse:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})  # type: ignore[return-value]


def _sent(client: Client, *rows: str) -> str:
    """The address of the preview."""
    return str(_send(client, table(*rows)).headers["Location"])


def _move(mover: User) -> str:
    return f"{mover.name},D001,,통신과,,,,,2027. 1. 1."


def test_an_administrator_sends_looks_and_confirms(
    mover: User, neighbour: Department, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    preview = _sent(client, _move(mover), NEW)
    page = client.get(preview)
    assert [row["change"] for row in page.context["rows"]] == ["move", "new"]
    assert page.context["rows"][0]["before"] == ["정보정책과 담당자"]
    assert not Membership.objects.filter(department=neighbour).exists()
    done = client.post(preview, {"seen": page.context["form"]["seen"].value()}, follow=True)
    assert [person.name for person in done.context["people"]] == ["시연 새 사람"]
    person = User.objects.get(staff_number="D900")
    assert reverse("person_detail", args=[person.pk]) in done.content.decode()
    assert Membership.objects.filter(department=neighbour).count() == 2


def test_a_confirmed_list_is_gone_and_is_not_done_twice(
    mover: User, neighbour: Department, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    preview = _sent(client, _move(mover))
    seen = {"seen": client.get(preview).context["form"]["seen"].value()}
    client.post(preview, seen)
    assert client.post(preview, seen).headers["Location"] == UPLOAD
    assert Membership.objects.filter(department=neighbour).count() == 1


def test_another_persons_list_is_not_there(
    mover: User, neighbour: Department, administrator: User, head: User, sign_in: SignIn
) -> None:
    preview = _sent(sign_in(administrator), _move(mover))
    assert sign_in(head).get(preview).headers["Location"] == UPLOAD


def test_what_changed_meanwhile_is_shown_again_and_not_done(
    mover: User, neighbour: Department, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    preview = _sent(client, _move(mover))
    seen = {"seen": client.get(preview).context["form"]["seen"].value()}
    Membership.objects.filter(user=mover).update(end_on=TODAY + timedelta(days=20))
    answer = client.post(preview, seen)
    assert "살펴보는 동안 사람이나 부서가 바뀌었습니다" in answer.content.decode()
    assert not Membership.objects.filter(department=neighbour).exists()
    again = {"seen": answer.context["form"]["seen"].value()}
    assert "/done/" in client.post(preview, again).headers["Location"]


def test_a_line_that_cannot_be_done_leaves_no_button_and_posting_it_anyway_does_nothing(
    mover: User, neighbour: Department, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    preview = _sent(client, _move(mover), "시연,D777,,통신과,,,,,2027.1.1")
    page = client.get(preview, {"change": "refused"})
    assert [row["row"] for row in page.context["rows"]] == [3]
    assert "B3: 등록되지 않은 사번입니다" in page.content.decode()
    assert "button-primary" not in page.content.decode()
    answer = client.post(preview, {"seen": page.context["form"]["seen"].value()})
    assert "처리할 수 없는 줄이 있습니다" in answer.content.decode()
    assert not Membership.objects.filter(department=neighbour).exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("발령.csv", b"", "내용이 없는 파일"),
        ("발령.csv", b"\x00\x01\x02\x03" * 50, "파일"),
        ("발령.csv", table(), "적힌 사람이 없습니다"),
        ("발령.csv", "이름,사번\n가,나".encode(), "빠진 제목이 있습니다: 부서, 시작일"),
        ("발령.csv", "그냥 글입니다".encode(), "제목 줄을 찾지 못했습니다"),
        ("발령.hwp", b"HWP Document File", "엑셀(XLSX)이나 CSV"),
        ("발령.xlsx", b"PK\x03\x04 broken", "손상되어 읽을 수 없습니다"),
    ],
)
def test_what_is_no_list_is_refused_on_the_form(
    name: str, content: bytes, words: str, administrator: User, sign_in: SignIn
) -> None:
    answer = _send(sign_in(administrator), content, name)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_workbook_is_read_with_its_days_and_its_formulas_are_refused(
    mover: User, neighbour: Department, administrator: User, sign_in: SignIn
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADS))
    day = date(2027, 1, 1)
    sheet.append([mover.name, "D001", None, "통신과", None, None, None, 1234, day, None])
    sheet.append(["=A2", "D002", "b@demo.example", "통신과", None, None, None, None, day, None])
    content = io.BytesIO()
    book.save(content)
    client = sign_in(administrator)
    answer = _send(client, content.getvalue(), "발령.xlsx")
    rows = client.get(answer.headers["Location"]).context["rows"]
    assert (rows[0]["change"], rows[0]["details"]) == ("move", "1234")
    assert rows[1]["problems"] == ("A3: 수식입니다. 값으로 바꾸어 주십시오.",)


def test_the_empty_list_holds_the_heads_and_nobody(administrator: User, sign_in: SignIn) -> None:
    answer = sign_in(administrator).get("/people/postings/form/")
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert content == f"{BOM}{','.join(HEADS)}\r\n"


def test_a_long_list_is_looked_at_in_pages_with_the_same_number_of_statements(
    mover: User,
    neighbour: Department,
    administrator: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(administrator)
    rows = [f"시연 {n},N{n},n{n}@demo.example,통신과,,,,,2027.1.1," for n in range(230)]
    short, long = _sent(client, rows[0]), _sent(client, *rows)
    client.get(short)
    with django_assert_max_num_queries(12) as few:
        client.get(short)
    with django_assert_max_num_queries(len(few)):
        last = client.get(long, {"page": "3"})
    assert (last.context["shown"], last.context["more"]) == (30, False)
    assert last.context["tabs"][0]["count"] == 230
    assert AccessEntry.objects.latest("pk").items == 30


@pytest.mark.parametrize("asked", [{"page": "0"}, {"page": "x"}, {"page": "9" * 30}, {"change": "all"}])
def test_a_page_that_is_not_there_is_no_page_of_ours(
    asked: dict[str, str], mover: User, neighbour: Department, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    assert client.get(_sent(client, _move(mover)), asked).status_code == 400


def test_a_head_sends_a_list_and_is_told_who_makes_the_links(
    neighbour: Department, department: Department, head: User, sign_in: SignIn
) -> None:
    client = sign_in(head)
    assert "우리 부서에 오는 사람" in client.get(UPLOAD).content.decode()
    preview = _sent(client, NEW.replace("통신과", "정보정책과"))
    seen = {"seen": client.get(preview).context["form"]["seen"].value()}
    done = client.post(preview, seen, follow=True)
    assert "초대 링크는 시스템관리자가 만듭니다" in done.content.decode()
    person = User.objects.get(staff_number="D900")
    assert reverse("person_detail", args=[person.pk]) not in done.content.decode()
    assert client.get(reverse("person_detail", args=[person.pk])).status_code == 403


def test_where_nothing_can_be_kept_it_is_said_so(
    mover: User, administrator: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(administrator)
    monkeypatch.setattr(cache, "get", lambda *_args, **_named: None)
    assert _send(client, table(_move(mover))).status_code == 503


def test_the_form_of_a_membership_takes_team_post_and_telephone_and_pages_show_them(
    administrator: User, officer: User, neighbour: Department, sign_in: SignIn
) -> None:
    client, page = sign_in(administrator), reverse("person_detail", args=[officer.pk])
    typed = {"role": "officer", "department": neighbour.pk, "start_on": "2026. 11. 1.", "team": "통신팀"}
    client.post(
        page, typed | {"act": "add_membership", "post": "주무관", "telephone": "02-000-0003", "end_on": ""}
    )
    for address in (page, reverse("person_list")):
        assert "통신팀 · 주무관 · 02-000-0003" in client.get(address).content.decode()


def test_what_has_not_begun_is_called_off_by_its_first_day(
    administrator: User, officer: User, neighbour: Department, sign_in: SignIn
) -> None:
    day = timezone.localdate() + timedelta(days=30)
    planned = Membership.objects.create(user=officer, role="officer", department=neighbour, start_on=day)
    client, page = sign_in(administrator), reverse("person_detail", args=[officer.pk])
    ending = {"act": "end_membership", "membership": planned.pk, "end_on": str(day)}
    assert client.post(page, ending).status_code == 302
    assert "취소됨" in client.get(page).content.decode()
    client.post(page, ending | {"end_on": str(day + timedelta(days=9))})
    planned.refresh_from_db()
    assert planned.end_on == day
