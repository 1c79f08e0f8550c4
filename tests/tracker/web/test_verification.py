"""The council's queue: who sees which claims, in which order, and what a verdict leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audits.models import Audit, Committee, Demand, Department, Membership, Role, User
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.conftest import LONG_AGO
from tests.factories import assign, make_audit, make_demand, report
from tracker.models import Assignment, Decision, Meeting, Opinion, ProgressUpdate, Stage, Verification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
QUEUE = "/verification/"
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def audit(committee: Committee) -> Audit:
    return make_audit(committee=committee)


@pytest.fixture
def claims(audit: Audit, department: Department) -> list[Assignment]:
    """Three claims; the second is the oldest, the third is watched by the council."""
    rows = [assign(make_demand(audit, n), department, Status.COMPLETED) for n in (1, 2, 3)]
    for row, day in zip(rows, (12, 10, 14), strict=True):
        row.updates.update(filed_at=datetime(2025, 12, day, 9, tzinfo=SEOUL))
    Demand.objects.filter(pk=rows[2].demand_id).update(is_priority=True)
    return rows


@pytest.fixture
def browser(secretariat: User, sign_in: SignIn) -> Client:
    return sign_in(secretariat)


def _page(row: Assignment) -> str:
    return f"{QUEUE}{row.pk}/"


def _labels(context: Any) -> list[str]:
    return [row["label"] for row in context["rows"]]


def _say(browser: Client, row: Assignment, **fields: object) -> Any:
    row.refresh_from_db()
    return browser.post(_page(row), {"act": "save", "version": row.version} | fields)


def test_the_queue_opens_with_what_the_council_watches_then_the_oldest(
    claims: list[Assignment], browser: Client
) -> None:
    answer = browser.get(QUEUE, follow=True)
    assert answer.redirect_chain == [(_page(claims[2]), 302)]
    assert _labels(answer.context) == ["시정 3", "시정 2", "시정 1"]
    assert (answer.context["number"], answer.context["waiting"]) == (1, 3)
    assert answer.context["next_url"] == _page(claims[1])


def test_every_claim_has_its_place_among_its_neighbours(claims: list[Assignment], browser: Client) -> None:
    context = browser.get(_page(claims[1])).context
    assert (context["number"], context["previous_url"]) == (2, _page(claims[2]))
    assert context["next_url"] == _page(claims[0])
    assert browser.get(_page(claims[0])).context["next_url"] == ""


def test_a_clerk_has_the_claims_of_the_own_committee_only(
    claims: list[Assignment], other_committee: Committee, department: Department, clerk: User, sign_in: SignIn
) -> None:
    other = assign(make_demand(make_audit(2024, committee=other_committee)), department, Status.COMPLETED)
    browser = sign_in(clerk)
    assert browser.get(QUEUE, follow=True).context["waiting"] == 3
    assert browser.get(_page(other)).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "officer", "head", "councillor", "administrator"])
def test_nobody_but_the_council_has_the_queue(
    who: str, claims: list[Assignment], sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(QUEUE).status_code == 403
    assert browser.get(_page(claims[0])).status_code == 403
    assert QUEUE not in browser.get("/").content.decode()


@pytest.mark.parametrize("who", ["secretariat", "clerk"])
def test_the_council_finds_the_queue_in_its_navigation(
    who: str, claims: list[Assignment], sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    page = sign_in(request.getfixturevalue(who)).get(QUEUE, follow=True)
    assert [entry["url"] for entry in page.context["nav"] if entry["current"]] == [QUEUE]


def test_where_nothing_waits_the_queue_says_so(browser: Client) -> None:
    assert "기다리는 종결 보고가 없습니다." in browser.get(QUEUE).content.decode()


def test_a_confirmation_leads_to_the_next_claim(claims: list[Assignment], browser: Client) -> None:
    answer = _say(browser, claims[2], verdict="confirmed")
    assert answer.headers["Location"] == _page(claims[1])
    claims[2].refresh_from_db()
    assert claims[2].stage == Stage.CLOSED


def test_behind_the_last_claim_the_queue_begins_again(claims: list[Assignment], browser: Client) -> None:
    answer = _say(browser, claims[0], verdict="insufficient", reason="실적 없음")
    assert answer.headers["Location"] == QUEUE
    assert Verification.objects.get().reason == "실적 없음"


def test_what_a_verdict_lacks_is_told_at_its_field_and_nothing_typed_is_lost(
    claims: list[Assignment], browser: Client
) -> None:
    answer = _say(browser, claims[0], verdict="contradicted", found="점검표가 비어 있음")
    errors = answer.context["form"].errors
    assert set(errors) == {"decision"}
    assert "점검표가 비어 있음" in answer.content.decode()
    assert set(_say(browser, claims[0], verdict="insufficient").context["form"].errors) == {"reason"}
    assert set(_say(browser, claims[0]).context["form"].errors) == {"verdict"}
    assert not Verification.objects.exists()


def test_a_contradiction_picks_one_of_the_decisions_about_the_demand(
    claims: list[Assignment], committee: Committee, browser: Client
) -> None:
    meeting = Meeting.objects.create(committee=committee, held_on=date(2025, 12, 20))
    ours, other = (
        Decision.objects.create(meeting=meeting, demand=row.demand, conclusion="contradicted")
        for row in claims[:2]
    )
    offered = browser.get(_page(claims[0])).context["form"].fields["decision"].choices
    assert [choice[0] for choice in offered] == ["", ours.pk]
    words = {"verdict": "contradicted", "found": "없음", "reason": "다시 보고"}
    refused = _say(browser, claims[0], decision=other.pk, **words)
    assert set(refused.context["form"].errors) == {"decision"}
    assert _say(browser, claims[0], decision=ours.pk, **words).status_code == 302


def test_a_returned_claim_may_be_given_a_later_due_date(claims: list[Assignment], browser: Client) -> None:
    day = timezone.localdate() + timedelta(days=30)
    Assignment.objects.update(due_date=date(2025, 12, 1), original_due_date=date(2025, 12, 1))
    _say(browser, claims[0], verdict="insufficient", reason="실적 없음", due_date=day.isoformat())
    claims[0].refresh_from_db()
    assert claims[0].due_date == day


def test_a_newer_report_is_shown_beside_what_was_typed(claims: list[Assignment], browser: Client) -> None:
    row = claims[0]
    seen = row.version
    report(row, Status.COMPLETED, number=2, actions="- 새로 적은 실적")
    Assignment.objects.filter(pk=row.pk).update(version=seen + 1)
    typed = {"act": "save", "version": seen, "verdict": "insufficient", "reason": "길게 적은 까닭"}
    answer = browser.post(_page(row), typed)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "새 보고나 증빙자료가 들어왔습니다." in page
    assert "길게 적은 까닭" in page
    assert f'name="version" value="{seen + 1}"' in page
    assert not Verification.objects.exists()


def test_who_comes_second_keeps_what_was_typed_and_cannot_save_it(
    claims: list[Assignment], browser: Client
) -> None:
    seen = claims[0].version
    _say(browser, claims[0], verdict="confirmed")
    typed = {"act": "save", "version": seen, "verdict": "insufficient", "reason": "길게 적은 까닭"}
    answer = browser.post(_page(claims[0]), typed)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "다른 사람이 먼저 처리하였습니다." in page
    assert "길게 적은 까닭" in page
    assert "verdict-save" not in page


def test_a_claim_that_waits_no_longer_leads_back_to_the_queue(
    claims: list[Assignment], browser: Client
) -> None:
    _say(browser, claims[0], verdict="confirmed")
    answer = browser.get(_page(claims[0]), follow=True)
    assert answer.redirect_chain[-1][0] == _page(claims[2])
    assert "기다리는 종결 보고가 없습니다(종결)" in answer.content.decode()


def test_who_wrote_a_claim_is_told_so_instead_of_being_offered_a_verdict(
    claims: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    Membership.objects.create(user=officer, role=Role.SECRETARIAT, start_on=LONG_AGO)
    with as_owner():
        claims[0].updates.update(author=officer)
    page = sign_in(officer).get(_page(claims[0])).content.decode()
    assert "서로 다른 사람이 하여야 합니다" in page
    assert "data-verdict>" not in page


def test_a_phrase_is_put_behind_what_was_typed_without_a_script(
    claims: list[Assignment], browser: Client
) -> None:
    typed = {"version": 1, "verdict": "insufficient", "reason": "앞선 말", "phrase": "evidence"}
    form = browser.post(_page(claims[0]), typed).context["form"]
    assert form["reason"].value().startswith("앞선 말\n붙인 증빙자료로는")
    assert form["verdict"].value() == "insufficient"
    assert not form.errors


def test_an_opinion_stands_beside_the_report_for_all_who_check_it(
    claims: list[Assignment], clerk: User, browser: Client, sign_in: SignIn
) -> None:
    said = {"act": "opinion", "version": 1, "view": "needs_more", "words": "실적이 보이지 않음"}
    assert browser.post(_page(claims[0]), said).headers["Location"] == _page(claims[0])
    page = sign_in(clerk).get(_page(claims[0]))
    assert [check.words for check in page.context["checks"]] == ["실적이 보이지 않음"]
    assert Opinion.objects.get().update == claims[0].updates.get()


def test_an_opinion_without_words_is_told_at_its_field(claims: list[Assignment], browser: Client) -> None:
    answer = browser.post(_page(claims[0]), {"act": "opinion", "version": 1, "view": "adequate"})
    assert set(answer.context["opinion_form"].errors) == {"words"}
    assert not answer.context["form"].is_bound


def test_doubts_stand_with_the_words_they_rest_on(claims: list[Assignment], browser: Client) -> None:
    context = browser.get(_page(claims[0])).context
    assert [doubt.kind for doubt in context["doubts"]] == ["same_text"]
    assert context["rows"][0]["doubts"] == 1


def test_former_checks_and_the_report_before_stay_in_sight(
    claims: list[Assignment], secretariat: User, browser: Client
) -> None:
    row = claims[0]
    _say(browser, row, verdict="insufficient", reason="실적 없음")
    newer = report(row, Status.COMPLETED, number=2, actions="- 점검 45곳을 마침")
    ProgressUpdate.objects.filter(pk=newer.pk).update(filed_at=timezone.now())
    Assignment.objects.filter(pk=row.pk).update(stage=Stage.CLAIMED, verification="awaiting")
    context = browser.get(_page(row)).context
    assert context["claim"] == newer
    assert context["before"]["update"].number == 1
    assert [(check.label, check.words) for check in context["checks"]] == [("보완 요구", "실적 없음")]


def test_a_request_that_no_page_of_ours_makes_is_refused(claims: list[Assignment], browser: Client) -> None:
    verdict = {"act": "save", "version": "x", "verdict": "confirmed"}
    for nonsense in ({}, {"act": "close"}, verdict, {"phrase": "no"}):
        assert browser.post(_page(claims[0]), nonsense).status_code == 400


def test_a_long_queue_costs_no_more_statements_than_a_short_one(
    claims: list[Assignment], audit: Audit, department: Department, browser: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            assert browser.get(_page(claims[1])).status_code == 200
        return len(told)

    cost()
    short = cost()
    for number in range(4, 44):
        assign(make_demand(audit, number), department, Status.COMPLETED)
    assert cost() == short
    assert len(browser.get(_page(claims[2])).context["rows"]) == 10


def test_a_demands_page_leads_its_checker_to_the_claim(claims: list[Assignment], browser: Client) -> None:
    ways = browser.get(f"/demands/{claims[0].demand_id}/").context["ways"]
    assert [way.url for way in ways if way.primary] == [_page(claims[0])]


def test_a_closed_assignment_is_reopened_on_a_page_of_its_own(
    claims: list[Assignment], browser: Client
) -> None:
    _say(browser, claims[0], verdict="confirmed")
    page = f"/assignments/{claims[0].pk}/acts/reopen/"
    assert browser.get(page).status_code == 200
    refused = browser.post(page, {"version": 2, "reason": ""})
    assert set(refused.context["form"].errors) == {"reason"}
    assert browser.post(page, {"version": 2, "reason": "제보가 들어옴"}).status_code == 302
    claims[0].refresh_from_db()
    assert (claims[0].stage, claims[0].reported_status) == (Stage.RETURNED, Status.COMPLETED)


def test_an_opinion_has_a_page_of_its_own_too(claims: list[Assignment], browser: Client) -> None:
    page = f"/assignments/{claims[0].pk}/acts/opinion/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"version": 9, "view": "adequate", "words": "적정"}).status_code == 412
    assert browser.post(page, {"version": 1, "view": "adequate", "words": "적정"}).status_code == 302
    assert Opinion.objects.count() == 1
