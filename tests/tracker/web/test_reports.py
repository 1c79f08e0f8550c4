"""Pages of reports: seen as of a day, frozen, compared, taken away as files with a reason and on the access record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import AccessEntry, Audit, Committee, Department, Office, User
from audits.statuses import ReportedStatus
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.frozen import frozen_report
from tracker.models import Assignment, FileState, Meeting, Paper, Publication, ReportFile, Snapshot
from tracker.tasks import make_report_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

SignIn = Callable[[User], Client]
TODAY = BEGAN_ON


@pytest.fixture
def audit(committee: Committee, department: Department) -> Audit:
    audit = make_audit(committee=committee)
    for number in (1, 2):
        assign(make_demand(audit, number), department)
    return audit


@pytest.fixture
def frozen(audit: Audit) -> Snapshot:
    return frozen_report(audit, as_of=TODAY)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bells that were rung for a worker."""
    heard: list[int] = []
    monkeypatch.setattr(make_report_file, "delay", heard.append)
    return heard


def _list(audit: Audit) -> str:
    return reverse("report_list", args=[audit.pk])


def _paper(audit: Audit, paper: str, on: date = TODAY) -> str:
    return f"{reverse('report_now', args=[audit.pk])}?paper={paper}&on={on.isoformat()}"


def test_each_reads_the_papers_of_the_own_side_before_they_are_frozen(
    audit: Audit, clerk: User, coordinator: User, councillor: User, sign_in: SignIn
) -> None:
    papers = {
        person: sign_in(person).get(_list(audit)).context["form"]
        for person in (clerk, coordinator, councillor)
    }
    choices = {
        person: [code for code, _label in form.fields["paper"].choices] if form else []
        for person, form in papers.items()
    }
    assert choices == {clerk: ["inspection", "result"], coordinator: ["result"], councillor: []}
    assert sign_in(coordinator).get(_paper(audit, "inspection")).status_code == 302
    assert sign_in(councillor).get(_paper(audit, "result")).status_code == 404


def test_a_report_of_today_shows_the_figures_of_today(audit: Audit, clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get(_paper(audit, "inspection"))
    report_ = page.context["report"]
    assert (report_.total.counts["total"], report_.is_frozen) == (2, False)
    assert "확정 전" in page.content.decode()


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=3_000)])
def test_a_day_of_which_nothing_is_known_leads_back_with_a_word(
    on: date, audit: Audit, clerk: User, sign_in: SignIn
) -> None:
    answer = sign_in(clerk).get(_paper(audit, "inspection", on), follow=True)
    assert answer.redirect_chain[0][0] == _list(audit)
    assert "alert-warning" in answer.content.decode()


def test_a_report_is_frozen_from_its_page_and_shown_with_its_hash(
    audit: Audit, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    leads = browser.get(_paper(audit, "inspection")).context["freeze_url"]
    form = browser.get(leads).context["form"]
    assert form["title"].value() == f"{audit.title} 이행점검 보고서"
    said = {"title": "제333회 보고", "paper": "inspection", "on": TODAY.isoformat()}
    page = browser.post(leads, said, follow=True)
    snapshot = Snapshot.objects.get()
    assert page.redirect_chain[0][0] == reverse("report_frozen", args=[snapshot.pk])
    assert snapshot.sha256 in page.content.decode()
    assert "제333회 보고" in browser.get(_list(audit)).content.decode()
    again = browser.post(leads, said)
    assert set(again.context["form"].errors) == {"title"}


def test_what_was_frozen_is_taken_away_byte_by_byte_with_a_reason(
    frozen: Snapshot, clerk: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(clerk), reverse("report_content", args=[frozen.pk])
    assert "Content-Disposition" not in browser.get(address).headers
    answer = browser.post(address, {"usual": "archive"})
    assert hashlib.sha256(answer.content).hexdigest() == frozen.sha256
    entry = AccessEntry.objects.latest("id")
    assert (entry.what, entry.act, entry.subject_id, entry.items) == ("official", "download", frozen.pk, 2)


def test_a_frozen_report_stays_what_it_was(frozen: Snapshot, clerk: User, sign_in: SignIn) -> None:
    row = Assignment.objects.earliest("pk")
    Assignment.objects.filter(pk=row.pk).update(reported_status=ReportedStatus.COMPLETED)
    page = sign_in(clerk).get(reverse("report_frozen", args=[frozen.pk]))
    assert page.context["report"].total.counts["completed"] == 0


def test_two_reports_are_compared_in_a_sentence_with_its_lines(
    audit: Audit, department: Department, clerk: User, sign_in: SignIn
) -> None:
    first = frozen_report(audit, Paper.INSPECTION, as_of=TODAY - timedelta(days=9))
    assign(make_demand(audit, 3), department)
    later = frozen_report(audit, Paper.INSPECTION, as_of=TODAY)
    browser = sign_in(clerk)
    for one, other in ((later, first), (first, later)):
        page = browser.get(f"{reverse('report_changes', args=[one.pk])}?since={other.pk}")
        assert page.context["sentence"] == "지난 보고 이후: 추가 1건"
        assert [(kind.value, len(lines)) for kind, lines in page.context["groups"]] == [("added", 1)]
    assert [each.pk for each in browser.get(reverse("report_frozen", args=[later.pk])).context["others"]] == [
        first.pk
    ]
    elsewhere = frozen_report(make_audit(2024, committee=audit.committee))
    assert (
        browser.get(f"{reverse('report_changes', args=[later.pk])}?since={elsewhere.pk}").status_code == 404
    )
    assert browser.get(f"{reverse('report_changes', args=[later.pk])}?since=x").status_code == 400


def test_the_executives_comparison_tells_nothing_of_the_councils_checks(
    audit: Audit, coordinator: User, sign_in: SignIn
) -> None:
    first = frozen_report(audit, as_of=TODAY - timedelta(days=9))
    Assignment.objects.filter(demand__number=1).update(verification="insufficient", stage="returned")
    later = frozen_report(audit, as_of=TODAY)
    page = sign_in(coordinator).get(f"{reverse('report_changes', args=[later.pk])}?since={first.pk}")
    assert "보완 요구" not in page.context["sentence"]


def test_a_file_is_asked_for_followed_and_taken_away(
    frozen: Snapshot, rung: list[int], clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    asked = browser.post(reverse("report_frozen_ask", args=[frozen.pk]), {"form": "csv"})
    file = ReportFile.objects.get()
    followed = browser.get(asked.headers["Location"])
    assert rung == [file.pk]
    assert "data-follow" in followed.content.decode()
    content = reverse("report_file_content", args=[file.pk])
    assert browser.get(content).headers["Location"] == reverse("report_file", args=[file.pk])
    make_report_file(file.pk)
    assert "파일은 7일 동안" in browser.get(reverse("report_file", args=[file.pk])).content.decode()
    assert "Content-Disposition" not in browser.get(content).headers
    answer = browser.post(content, {"usual": "report"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith("\ufeff".encode())
    entry = AccessEntry.objects.latest("id")
    assert (entry.what, entry.act, entry.subject_id, entry.items) == ("official", "download", file.pk, 2)
    assert entry.reason


def test_a_file_of_a_day_is_asked_for_on_its_page(
    audit: Audit, rung: list[int], coordinator: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(coordinator), reverse("report_file_ask", args=[audit.pk])
    said = {"paper": "result", "on": TODAY.isoformat(), "form": "json"}
    browser.post(address, said)
    file = ReportFile.objects.get()
    assert (rung, file.snapshot, file.as_of, file.by) == ([file.pk], None, TODAY, coordinator)
    shown = browser.get(_paper(audit, "result")).context["files"]
    assert [each["form"] for each in shown] == ["hwpx", "xlsx", "pdf", "csv", "json"]
    assert [each["file"] for each in shown if each["file"]] == [file]
    assert browser.post(address, said | {"form": "docx"}).status_code == 400


def test_what_could_not_be_made_says_why_and_offers_to_try_again(
    frozen: Snapshot, clerk: User, sign_in: SignIn
) -> None:
    kept = {"audit": frozen.audit, "as_of": TODAY, "paper": "result", "form": "pdf", "by": clerk}
    file = ReportFile.objects.create(
        **kept, snapshot=frozen, state=FileState.FAILED, error="PDF: 한글 글꼴을 설치하여 주십시오."
    )
    page = sign_in(clerk).get(reverse("report_file", args=[file.pk])).content.decode()
    assert "한글 글꼴을 설치" in page
    assert "다시 만들기" in page


def test_a_file_goes_with_the_right_to_its_report(
    frozen: Snapshot, clerk: User, coordinator: User, officer: User, sign_in: SignIn
) -> None:
    inspection = frozen_report(frozen.audit, Paper.INSPECTION)
    kept = {"audit": frozen.audit, "as_of": TODAY, "form": "csv", "by": clerk}
    file = ReportFile.objects.create(
        **kept, paper="inspection", snapshot=inspection, state=FileState.READY, content=b"x"
    )
    for name in ("report_file", "report_file_content"):
        address = reverse(name, args=[file.pk])
        assert sign_in(clerk).get(address).status_code == 200
        assert sign_in(coordinator).get(address).status_code == 404
        assert sign_in(officer).get(address).status_code == 403
    ask = reverse("report_frozen_ask", args=[inspection.pk])
    assert sign_in(coordinator).post(ask, {"form": "csv"}).status_code == 404


def test_a_report_is_published_and_taken_down_from_its_page(
    frozen: Snapshot, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), reverse("report_publish", args=[frozen.pk])
    assert "시스템관리자" in browser.get(address).content.decode()
    Office(pk=1, is_public=True).save()
    committee = frozen.audit.committee
    assert committee
    heard = Meeting.objects.create(committee=committee, held_on=TODAY)
    Meeting.objects.create(committee=committee, held_on=TODAY + timedelta(days=1), name="다음")
    form = browser.get(address).context["form"]
    assert list(form.fields["meeting"].queryset) == [heard]
    assert "reason" not in form.fields
    page = browser.post(address, {"meeting": heard.pk}, follow=True)
    assert page.context["is_public"]
    end = reverse("report_take_down", args=[frozen.audit_id])
    assert set(browser.post(end, {"reason": ""}).context["form"].errors) == {"reason"}
    browser.post(end, {"reason": "오류"})
    assert Publication.objects.in_force().get().snapshot is None
    assert "reason" in browser.get(address).context["form"].fields


def test_the_list_of_frozen_reports_is_read_a_page_at_a_time_without_what_they_hold(
    audit: Audit, clerk: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Snapshot.objects.bulk_create(
        Snapshot(audit=audit, paper="result", as_of=TODAY - timedelta(days=n), content="{}", title=str(n))
        for n in range(30)
    )
    browser = sign_in(clerk)
    browser.get(_list(audit))
    with django_assert_num_queries(LIST):
        first = browser.get(_list(audit)).context
    assert [row.title for row in first["rows"]][:2] == ["0", "1"]
    assert "content" in first["rows"][0].get_deferred_fields()
    second = browser.get(_list(audit) + first["next_url"]).context
    assert (len(first["rows"]), len(second["rows"]), second["more"]) == (25, 5, False)


def test_the_home_of_reports_shows_the_newest_of_each_audit(
    frozen: Snapshot, clerk: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    frozen_report(frozen.audit, as_of=TODAY - timedelta(days=3), title="앞선 보고")
    make_audit(2024, committee=frozen.audit.committee)
    browser = sign_in(clerk)
    browser.get(reverse("report_home"))
    with django_assert_num_queries(HOME):
        rows = browser.get(reverse("report_home")).context["rows"]
    assert [(row["newest"], row["count"]) for row in rows] == [(frozen, 2), (None, 0)]


def test_a_report_that_closed_a_round_or_was_frozen_before_has_its_place(
    audit: Audit, clerk: User, sign_in: SignIn
) -> None:
    report(Assignment.objects.earliest("pk"), ReportedStatus.COMPLETED, 2)
    old = frozen_report(audit, title="")
    page = sign_in(clerk).get(reverse("report_frozen", args=[old.pk]))
    assert page.status_code == 200
    assert "처리결과 보고서" in page.content.decode()


LIST = 9
HOME = 8
