"""Rule 8: a department sees and changes what is its own; the council reads from the filing on; rights end at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audits.access import viewer
from audits.models import Department, Office, User
from tests.factories import post_elsewhere
from tests.rules.conftest import Enter
from tests.tracker.api.conftest import tag
from tracker.actions import hand_over
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

WORDS = Words(status="in_progress", actions_taken="- 아직 보내지 않은 글", plan="- 점검")


def _status(browser: Client, owed: Assignment) -> int:
    return browser.get(f"/api/v1/assignments/{owed.pk}/").status_code


def _send(browser: Client, owed: Assignment) -> Any:
    body = {"status": "in_progress", "actions_taken": "- 함", "plan": "- 점검"}
    headers = {"If-Match": tag(owed)}
    return browser.post(f"/api/v1/assignments/{owed.pk}/progress/", body, "application/json", headers=headers)


def test_what_a_department_does_not_hold_is_not_there_for_it(
    owed: Assignment, officer: User, stranger: User, enter: Enter
) -> None:
    assert (_status(enter(officer), owed), _status(enter(stranger), owed)) == (200, 404)
    assert enter(stranger).get(f"/demands/{owed.demand_id}/").status_code == 404
    assert _send(enter(stranger), owed).status_code == 404
    assert _send(enter(officer), owed).status_code == 201


@pytest.mark.parametrize("who", ["secretariat", "clerk", "coordinator", "councillor"])
def test_others_read_what_a_department_wrote_from_its_filing_on(
    who: str,
    owed: Assignment,
    officer: User,
    head: User,
    enter: Enter,
    request: pytest.FixtureRequest,
) -> None:
    reader, today = enter(request.getfixturevalue(who)), timezone.localdate()
    words = WORDS.actions_taken.removeprefix("- ")
    Office(pk=1, gates="head").save()
    report_progress(owed.pk, WORDS, version=owed.version, by=viewer(officer, today))
    page, endpoint = f"/demands/{owed.demand_id}/", f"/api/v1/assignments/{owed.pk}/"
    assert words not in reader.get(page).content.decode()
    assert words not in reader.get(endpoint).content.decode()
    owed.refresh_from_db()
    confirmed = enter(head).post(
        f"/assignments/{owed.pk}/acts/approve/", {"version": owed.version}, follow=True
    )
    assert confirmed.status_code == 200
    assert words in reader.get(page).content.decode()
    assert words in reader.get(endpoint).content.decode()


def test_rights_end_with_the_next_request_after_a_handover(
    owed: Assignment, neighbour: Department, officer: User, stranger: User, enter: Enter
) -> None:
    today = timezone.localdate()
    browser = enter(officer)
    offered = hand_over.offer(owed.pk, neighbour.pk, reason="업무 분장", by=viewer(officer, today))
    assert _send(browser, owed).status_code == 201
    hand_over.accept(offered.pk, version=None, by=viewer(stranger, today))
    assert _send(browser, owed).status_code == 403
    assert _status(browser, owed) == 200
    assert browser.get("/todo/").context["rows"] == []


def test_an_officer_who_went_elsewhere_finds_nothing_at_the_next_request(
    owed: Assignment, officer: User, neighbour: Department, enter: Enter
) -> None:
    browser = enter(officer)
    assert _status(browser, owed) == 200
    post_elsewhere(officer, on=timezone.localdate(), department=neighbour)
    assert (_status(browser, owed), _send(browser, owed).status_code) == (404, 404)
