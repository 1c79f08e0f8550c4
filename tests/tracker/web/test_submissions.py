"""The pages on which the coordinator submits, and the secretariat enters what came on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audits.gates import Gate
from audits.models import Committee, Department, Role, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.web.gates import (
    DONE,
    LETTER,
    SECRET,
    SUBMISSIONS,
    act_url,
    confirm,
    file,
    labels,
    said,
    seen,
)
from tracker.models import Assignment, Passage, ProgressUpdate, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


@pytest.fixture
def owed(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2099, 12, 31))


@pytest.mark.usefixtures("two_gates")
def test_the_coordinator_submits_the_chosen_ones_with_one_letter(
    owed: Assignment,
    neighbour: Department,
    department: Department,
    officer: User,
    head: User,
    coordinator: User,
    stranger: User,
    enrol: Enrol,
    sign_in: SignIn,
) -> None:
    later = assign(make_demand(owed.demand.audit, 2), neighbour)
    left = assign(make_demand(owed.demand.audit, 3), department)
    for row in (owed, left):
        file(row, officer)
        confirm(row, head)
    file(later, stranger)
    confirm(later, enrol(Role.HEAD, department=neighbour))
    browser = sign_in(coordinator)
    page = browser.get(SUBMISSIONS)
    told = [(group["name"], len(group["rows"])) for group in page.context["departments"]]
    assert told == [("정보정책과", 2), ("통신과", 1)]
    chosen = LETTER | {"pk": [owed.pk, later.pk]}
    for row in (owed, later):
        chosen[f"version-{row.pk}"] = seen(row)["version"]
    preview = browser.post(SUBMISSIONS, chosen)
    assert SECRET in preview.content.decode()
    assert not ProgressUpdate.objects.filter(passages__gate=Gate.COORDINATOR).exists()
    page = browser.post(SUBMISSIONS, chosen | {"act": "submit"}, follow=True)
    assert "2건" in said(page)[0]
    assert [row["pk"] for group in page.context["departments"] for row in group["rows"]] == [left.pk]
    assert set(Passage.objects.filter(gate=Gate.COORDINATOR).values_list("document_number", flat=True)) == {
        "기획담당관-301"
    }


@pytest.mark.usefixtures("two_gates")
def test_each_report_of_a_submission_has_its_own_result(
    owed: Assignment, department: Department, officer: User, head: User, coordinator: User, sign_in: SignIn
) -> None:
    stale = assign(make_demand(owed.demand.audit, 2), department)
    for row in (owed, stale):
        file(row, officer)
        confirm(row, head)
    sent = LETTER | {
        "act": "submit",
        "pk": [owed.pk, stale.pk, 999_999],
        f"version-{owed.pk}": seen(owed)["version"],
        f"version-{stale.pk}": 1,
        "version-999999": 1,
    }
    page = sign_in(coordinator).post(SUBMISSIONS, sent)
    assert [row["done"] for row in page.context["results"]] == [True, False, False]
    assert all(row["why_not"] for row in page.context["results"][1:])
    assert Passage.objects.get(gate=Gate.COORDINATOR).update.assignment == owed


@pytest.mark.usefixtures("two_gates")
@pytest.mark.parametrize(
    ("change", "wrong"),
    [({"number": ""}, "number"), ({"on": "언젠가"}, "on"), ({"on": "2199. 1. 1."}, "on"), ({"pk": []}, "")],
    ids=str,
)
def test_a_submission_without_letter_or_choice_submits_nothing(
    change: dict[str, Any],
    wrong: str,
    owed: Assignment,
    officer: User,
    head: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    file(owed, officer)
    confirm(owed, head)
    sent = LETTER | {"pk": [owed.pk], f"version-{owed.pk}": seen(owed)["version"], "act": "submit"}
    page = sign_in(coordinator).post(SUBMISSIONS, sent | change)
    assert list(page.context["form"].errors) == ([wrong] if wrong else [])
    assert page.context["nothing_chosen"] is (wrong == "")
    assert not Passage.objects.filter(gate=Gate.COORDINATOR).exists()


@pytest.mark.usefixtures("two_gates")
def test_only_the_coordinator_opens_the_submissions(
    officer: User, head: User, secretariat: User, sign_in: SignIn
) -> None:
    for person in (officer, head, secretariat):
        assert sign_in(person).get(SUBMISSIONS).status_code == 403


@pytest.mark.usefixtures("two_gates")
def test_one_report_is_submitted_from_its_demand(
    owed: Assignment, officer: User, head: User, coordinator: User, sign_in: SignIn
) -> None:
    file(owed, officer)
    confirm(owed, head)
    browser = sign_in(coordinator)
    assert {"의회 제출", "반려"} <= labels(browser, owed)
    browser.post(act_url(owed, "submit"), seen(owed, **LETTER))
    assert owed.updates.get(number=2).filed_at


@pytest.mark.usefixtures("two_gates")
def test_the_council_sees_nothing_of_a_report_that_waits(
    owed: Assignment,
    committee: Committee,
    officer: User,
    head: User,
    coordinator: User,
    secretariat: User,
    clerk: User,
    councillor: User,
    sign_in: SignIn,
) -> None:
    owed.demand.audit.committee = committee
    owed.demand.audit.save(update_fields=["committee"])
    council = (secretariat, clerk, councillor)

    def reads(person: User) -> bool:
        browser = sign_in(person)
        demand = browser.get(reverse("demand_detail", args=[owed.demand_id])).content.decode()
        found = browser.get("/demands/", {"q": SECRET}).context["rows"]
        return SECRET in demand or bool(found)

    file(owed, officer, DONE)
    assert reads(officer)
    assert reads(head)
    assert not any(reads(person) for person in (*council, coordinator))
    confirm(owed, head)
    assert reads(coordinator)
    assert not any(reads(person) for person in council)
    sign_in(coordinator).post(act_url(owed, "submit"), seen(owed, **LETTER))
    assert all(reads(person) for person in council)


def test_the_secretariat_enters_what_came_on_paper(
    owed: Assignment, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    assert "문서로 받은 보고 등록" in labels(browser, owed)
    written = {
        "reported_on": "2026. 3. 4.",
        "status": "completed",
        "actions_taken": "- 마침",
        "evidence": ["정보정책과-12", ""],
    }
    page = browser.post(act_url(owed, "from-paper"), seen(owed, **LETTER, **written | {"evidence": [""]}))
    assert list(page.context["form"].errors) == ["evidence"]
    browser.post(act_url(owed, "from-paper"), seen(owed, **LETTER, **written))
    update = owed.updates.get(number=2)
    assert (update.entered_by, update.author, str(update.reported_on)) == (secretariat, None, "2026-03-04")
    owed.refresh_from_db()
    assert (owed.stage, owed.reported_status) == (Stage.CLAIMED, Status.COMPLETED)
    assert "문서로 받은 보고 등록" not in labels(sign_in(officer), owed)
