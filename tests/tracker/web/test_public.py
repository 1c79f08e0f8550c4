"""What the public reads: what was published and nothing else, without anybody's name, doubt or opinion."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Committee, Demand, Department, Office, User
from audits.statuses import ReportedStatus
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.frozen import frozen_report
from tracker.models import Assignment, Meeting, Opinion, Paper, Publication, Snapshot
from tracker.web import public
from tracker.web.open_report import FIELDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

TODAY = BEGAN_ON
RAISED_BY = "시연의원 홍"
OPINION = "위원실만 아는 의견"
PROMISE = "검토할 예정임"


@pytest.fixture(autouse=True)
def _no_calls_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def audit(committee: Committee) -> Audit:
    Office(pk=1, is_public=True).save()
    return make_audit(committee=committee)


@pytest.fixture
def demand(audit: Audit) -> Demand:
    demand = make_demand(audit, 7, text="예산 낭비가 없도록 할 것")
    Demand.objects.filter(pk=demand.pk).update(raised_by=RAISED_BY, minutes_reference="제3차, 12쪽")
    return demand


@pytest.fixture
def answered(demand: Demand, department: Department, officer: User, clerk: User) -> Assignment:
    """A duty with everything that must stay inside beside what is public."""
    row = assign(demand, department, ReportedStatus.NOT_REPORTED, due=TODAY - timedelta(days=3))
    said = report(
        row,
        ReportedStatus.COMPLETED,
        actions=f"- {PROMISE}",
        author=officer,
        plan="- 다음 해에도 점검",
        planned_until=TODAY + timedelta(days=90),
    )
    Assignment.objects.filter(pk=row.pk).update(
        reported_status="completed", stage="claimed", verification="awaiting", officer=officer
    )
    Opinion.objects.create(assignment=row, update=said, view="needs_more", words=OPINION, by=clerk, on=TODAY)
    return row


@pytest.fixture
def published(answered: Assignment, committee: Committee) -> Snapshot:
    audit = answered.demand.audit
    frozen = frozen_report(audit, Paper.INSPECTION, as_of=TODAY, title="시연 이행점검 보고서")
    meeting = Meeting.objects.create(committee=committee, held_on=TODAY, name="제3차")
    Publication.objects.create(audit=audit, snapshot=frozen, meeting=meeting, on=TODAY)
    return frozen


def _addresses(audit_id: int) -> list[str]:
    return [
        reverse("public_list"),
        *(reverse(name, args=[audit_id]) for name in ("public_report", "public_json", "public_csv")),
    ]


def _body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_all_of_it_is_not_there_while_the_office_is_shut(published: Snapshot, client: Client) -> None:
    Office.objects.update(is_public=False)
    assert {client.get(each).status_code for each in _addresses(published.audit_id)} == {404}


def test_nothing_but_what_was_published_is_there(
    answered: Assignment, secretariat: User, client: Client
) -> None:
    audit = answered.demand.audit
    frozen_report(audit)
    assert {client.get(each).status_code for each in _addresses(audit.pk)[1:]} == {404}
    assert "공개한 보고서가 없습니다" in _body(client, reverse("public_list"))


def test_the_public_reads_demand_answer_and_check_side_by_side(published: Snapshot, client: Client) -> None:
    page = _body(client, reverse("public_report", args=[published.audit_id]))
    for words in ("시연 이행점검 보고서", "예산 낭비가 없도록", "정보정책과", PROMISE, "확인 대기"):
        assert words in page


def test_no_name_no_doubt_and_no_opinion_is_in_any_public_answer(
    published: Snapshot, officer: User, clerk: User, secretariat: User, client: Client
) -> None:
    assert OPINION in published.content  # what is frozen holds it: it is the public answer that leaves it out
    assert "plan_after_claim" in published.content
    inside = [
        RAISED_BY,
        "12쪽",
        OPINION,
        "plan_after_claim",
        "promise_only",
        "이후 일정이 남아",
        "실적이 적혀",
    ]
    inside += [name for person in (officer, clerk, secretariat) for name in (person.name, person.email)]
    for address in _addresses(published.audit_id):
        body = _body(client, address)
        assert [each for each in inside if each in body] == [], address


def test_open_data_bear_stable_ids_and_every_field_that_is_explained(
    published: Snapshot, answered: Assignment, client: Client
) -> None:
    told = json.loads(_body(client, reverse("public_json", args=[published.audit_id])))
    (item,) = told["items"]
    (answer,) = item["departments"]
    assert (item["id"], item["number"], told["sha256"]) == (answered.demand_id, 7, published.sha256)
    names = [field.name for field in FIELDS]
    assert set(names) <= set(item) | set(answer)
    text = _body(client, reverse("public_csv", args=[published.audit_id]))
    assert text.startswith("\ufeff")
    heads, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    line = dict(zip(heads, row, strict=True))
    assert heads == names
    assert (line["id"], line["lead"], line["status"]) == (str(answered.demand_id), "false", "completed")
    page = _body(client, reverse("public_report", args=[published.audit_id]))
    assert [name for name in names if f"<code>{name}</code>" not in page] == []


def test_a_table_calls_no_formula(published: Snapshot, committee: Committee, client: Client) -> None:
    assert "'-" in _body(client, reverse("public_csv", args=[published.audit_id]))


def test_a_correction_takes_its_place_and_is_told_with_day_and_reason(
    published: Snapshot, client: Client
) -> None:
    better = frozen_report(published.audit, as_of=TODAY, title="바로잡은 보고서")
    meeting = Meeting.objects.get()
    Publication.objects.create(
        audit=published.audit, snapshot=better, meeting=meeting, on=TODAY, reason="건수가 잘못됨"
    )
    page = _body(client, reverse("public_report", args=[published.audit_id]))
    assert "바로잡은 보고서" in page
    assert "건수가 잘못됨" in page
    told = json.loads(_body(client, reverse("public_json", args=[published.audit_id])))
    assert [each["reason"] for each in told["corrections"]] == ["건수가 잘못됨", ""]


def test_what_was_taken_down_leaves_the_log_alone(published: Snapshot, client: Client) -> None:
    Publication.objects.create(audit=published.audit, on=TODAY, reason="개인정보가 적혀 있었음")
    addresses = _addresses(published.audit_id)
    assert {client.get(each).status_code for each in addresses[1:]} == {404}
    assert "개인정보가 적혀 있었음" in _body(client, addresses[0])


def test_an_answer_is_kept_for_a_while_and_sent_once_as_long_as_it_is_the_same(
    published: Snapshot, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in _addresses(published.audit_id):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=300"
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        english = client.get(address, headers={"Accept-Language": "en"})
        assert english.headers["ETag"] != first.headers["ETag"]
    monkeypatch.setattr(public, "of_snapshot", lambda _snapshot: pytest.fail("made again"))
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_no_cookie_is_set_and_none_is_needed(published: Snapshot, client: Client) -> None:
    for address in _addresses(published.audit_id):
        assert not client.get(address).cookies, address


def test_who_is_signed_in_keeps_no_public_copy(
    published: Snapshot, clerk: User, sign_in: Callable[[User], Client]
) -> None:
    answer = sign_in(clerk).get(reverse("public_list"))
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_comes_too_often_waits(
    published: Snapshot, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "MOST", 2)
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    address = reverse("public_list")
    assert [client.get(address).status_code for _each in range(3)] == [200, 200, 429]
    assert int(client.get(address).headers["Retry-After"]) > 0


def test_a_page_for_everybody_costs_few_statements(
    published: Snapshot, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get(reverse("public_list"))
    with django_assert_num_queries(4):
        client.get(reverse("public_report", args=[published.audit_id]))


@pytest.mark.parametrize("page", ["public_list", "public_report", "public_json"])
def test_it_says_whose_council_it_is_and_anew_when_it_is_called_otherwise(
    page: str, published: Snapshot, client: Client
) -> None:
    address = reverse(page, args=[] if page == "public_list" else [published.audit_id])
    kept = client.get(address).headers["ETag"]
    Office.objects.filter(pk=1).update(council="가람시의회", term="제9대")
    answer = client.get(address, headers={"If-None-Match": kept})
    assert answer.status_code == 200
    assert "제9대 가람시의회" in answer.content.decode()
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
