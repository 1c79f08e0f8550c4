"""Pages of reporting rounds: opened, watched, submitted, and the paper that stays."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer, viewer
from audits.models import AccessAct, AccessEntry, Audit, Committee, Department, Office, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand
from tests.tracker.web.gates import DONE, LETTER, SECRET, confirm, file
from tracker.actions import hand_over
from tracker.actions.letter import Letter
from tracker.actions.rounds import cancel_round, close_round, open_round
from tracker.models import Assignment, Passage, ProgressUpdate, ReportingRound, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

SignIn = Callable[[User], Client]
TODAY = BEGAN_ON
DUE = TODAY + timedelta(days=30)
ROUNDS = "/rounds/"
TYPED = f"{DUE.year}. {DUE.month}. {DUE.day}."


@pytest.fixture
def by(coordinator: User) -> Viewer:
    return viewer(coordinator, TODAY)


@pytest.fixture
def audit(committee: Committee) -> Audit:
    return make_audit(committee=committee)


@pytest.fixture
def owed(audit: Audit, department: Department) -> Assignment:
    return assign(make_demand(audit, 1), department)


@pytest.fixture
def open_(owed: Assignment, by: Viewer) -> ReportingRound:
    return _opened(owed.demand.audit, by)


def _opened(audit: Audit, by: Viewer, name: str = "1차 보고") -> ReportingRound:
    return open_round(audit.pk, name=name, due_on=DUE, by=by)


def _page(round_: ReportingRound, end: str = "") -> str:
    return f"{ROUNDS}{round_.pk}/{end}"


def _closed(round_: ReportingRound, by: Viewer) -> Snapshot:
    return close_round(round_.pk, Letter(TODAY, "기획담당관-301"), by=by).snapshot


def _text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_coordinator_opens_a_round_from_the_list(
    owed: Assignment, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    assert reverse("round_create") in _text(browser, ROUNDS)
    form = browser.get(f"{ROUNDS}new/?audit={owed.demand.audit_id}").context["form"]
    assert (form["audit"].value(), form["name"].value()) == (owed.demand.audit_id, "1차 보고")
    sent = {"audit": owed.demand.audit_id, "name": "1차 보고", "due_on": TYPED}
    answer = browser.post(f"{ROUNDS}new/", sent)
    round_ = ReportingRound.objects.get()
    assert answer["Location"] == _page(round_)
    assert round_.due_on == DUE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"due_on": "언젠가"}, "due_on"),
        ({"due_on": "2020. 1. 1."}, "due_on"),
        ({"audit": 999_999}, "audit"),
        ({"audit": ""}, "audit"),
        ({"name": "가" * 61}, "name"),
    ],
    ids=str,
)
def test_a_form_that_is_wrong_says_where_and_opens_nothing(
    change: dict[str, Any], field: str, owed: Assignment, coordinator: User, sign_in: SignIn
) -> None:
    sent = {"audit": owed.demand.audit_id, "name": "1차 보고", "due_on": TYPED} | change
    page = sign_in(coordinator).post(f"{ROUNDS}new/", sent)
    assert list(page.context["form"].errors) == [field]
    assert not ReportingRound.objects.exists()


def test_only_audits_in_which_something_is_owed_are_offered(
    owed: Assignment, department: Department, coordinator: User, sign_in: SignIn
) -> None:
    assign(make_demand(make_audit(2024)), department, Status.COMPLETED)
    browser = sign_in(coordinator)
    form = browser.get(f"{ROUNDS}new/").context["form"]
    assert list(form.fields["audit"].queryset) == [owed.demand.audit]
    assert browser.get(f"{ROUNDS}new/?audit=x").status_code == 400


def test_a_second_round_of_the_same_audit_is_refused_with_what_to_do_first(
    open_: ReportingRound, coordinator: User, sign_in: SignIn
) -> None:
    sent = {"audit": open_.audit_id, "name": "2차 보고", "due_on": TYPED}
    answer = sign_in(coordinator).post(f"{ROUNDS}new/", sent)
    assert answer.status_code == 409
    assert "먼저 할 일: 의회 제출" in answer.content.decode()


def test_the_page_of_an_audit_leads_to_its_next_round(
    owed: Assignment, coordinator: User, secretariat: User, sign_in: SignIn
) -> None:
    overview = reverse("audit_overview", args=[owed.demand.audit_id])
    way = sign_in(coordinator).get(overview).context["round_url"]
    assert sign_in(coordinator).get(way).context["form"]["audit"].value() == owed.demand.audit_id
    assert not sign_in(secretariat).get(overview).context["round_url"]


def test_open_rounds_stand_above_those_that_are_over(
    open_: ReportingRound, department: Department, by: Viewer, coordinator: User, sign_in: SignIn
) -> None:
    later = _opened(assign(make_demand(make_audit(2024)), department).demand.audit, by)
    cancel_round(later.pk, by=by)
    rows = sign_in(coordinator).get(ROUNDS).context["rows"]
    assert [(row["round"], row["state"]) for row in rows] == [(open_, "진행 중"), (later, "취소")]
    assert (rows[0]["progress"].asked, rows[0]["progress"].reported) == (1, 0)


def test_a_long_list_comes_in_pages_with_the_same_number_of_statements(
    owed: Assignment,
    by: Viewer,
    coordinator: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = sign_in(coordinator)
    browser.get(ROUNDS)
    with django_assert_max_num_queries(13) as few:
        browser.get(ROUNDS)
    for number in range(30):
        cancel_round(_opened(owed.demand.audit, by, f"{number}차").pk, by=by)
    with django_assert_max_num_queries(len(few)):
        first = browser.get(ROUNDS)
    second = browser.get(ROUNDS + first.context["next_url"])
    assert [len(page.context["rows"]) for page in (first, second)] == [25, 5]
    assert browser.get(f"{ROUNDS}?cursor=bent").status_code == 400


def test_the_page_of_a_round_shows_departments_in_order_and_leads_to_the_list(
    open_: ReportingRound,
    owed: Assignment,
    neighbour: Department,
    officer: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    silent = assign(make_demand(open_.audit, 2), neighbour)
    file(owed, officer)
    browser = sign_in(coordinator)
    context = browser.get(_page(open_)).context
    told = [(row["name"], row["asked"], [cell["value"] for cell in row["cells"]]) for row in context["table"]]
    assert told == [("정보정책과", 1, [1, 0]), ("통신과", 1, [0, 1])]
    assert context["columns"] == ["의회 제출", "미보고"]
    listed = browser.get(context["table"][1]["cells"][1]["url"]).context
    assert [row["pk"] for row in listed["rows"]] == [silent.pk]
    chips = {chip["label"]: chip["value"] for chip in listed["chips"]}
    assert chips["보고 회차"] == "2025년도 행감 1차 보고 · 정보국"
    assert [row["department"] for row in context["rows"]] == ["통신과"]


@pytest.mark.usefixtures("two_gates")
def test_the_gates_have_columns_where_something_waits_at_them(
    open_: ReportingRound, owed: Assignment, officer: User, coordinator: User, sign_in: SignIn
) -> None:
    file(owed, officer)
    context = sign_in(coordinator).get(_page(open_)).context
    assert context["columns"] == ["의회 제출", "부서장 확인 대기", "미보고"]
    assert SECRET not in _text(sign_in(coordinator), _page(open_))


def test_a_department_reads_its_own_part_alone(
    open_: ReportingRound, neighbour: Department, officer: User, stranger: User, sign_in: SignIn
) -> None:
    context = sign_in(officer).get(_page(open_)).context
    assert [row["name"] for row in context["table"]] == ["정보정책과"]
    assert not any(context[way] for way in ("change_url", "cancel_url", "submission_url", "report_url"))
    assert sign_in(stranger).get(_page(open_)).status_code == 404
    assign(make_demand(open_.audit, 2), neighbour)
    assert [row["name"] for row in sign_in(stranger).get(_page(open_)).context["table"]] == ["통신과"]


def test_a_councillor_reads_a_round_when_it_is_closed(
    open_: ReportingRound, by: Viewer, councillor: User, sign_in: SignIn
) -> None:
    browser = sign_in(councillor)
    assert browser.get(_page(open_)).status_code == 404
    _closed(open_, by)
    assert browser.get(_page(open_)).context["report_url"]
    assert browser.get(_page(open_, "report/")).status_code == 200


def test_the_number_of_statements_does_not_grow_with_the_assignments(
    open_: ReportingRound,
    department: Department,
    coordinator: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = sign_in(coordinator)
    for number in range(2, 42):
        assign(make_demand(open_.audit, number), department)
    with django_assert_max_num_queries(21):
        first = browser.get(_page(open_))
    second = browser.get(_page(open_) + first.context["next_url"])
    assert [len(page.context["rows"]) for page in (first, second)] == [25, 16]
    assert first.context["total"].not_reported == 41


def test_an_open_round_leads_to_the_sheet_of_its_items(
    open_: ReportingRound, by: Viewer, officer: User, coordinator: User, sign_in: SignIn
) -> None:
    for person in (officer, coordinator):
        browser = sign_in(person)
        way = browser.get(_page(open_)).context["sheet_url"]
        assert browser.get(way).context["take"]["round"].value() == open_.pk
    cancel_round(open_.pk, by=by)
    assert sign_in(coordinator).get(_page(open_)).context["sheet_url"] == ""


def test_a_round_is_changed_and_called_off(open_: ReportingRound, coordinator: User, sign_in: SignIn) -> None:
    browser = sign_in(coordinator)
    page = browser.get(_page(open_, "edit/"))
    assert page.context["form"]["name"].value() == "1차 보고"
    browser.post(_page(open_, "edit/"), {"name": "상반기 보고", "due_on": TYPED})
    open_.refresh_from_db()
    assert open_.name == "상반기 보고"
    assert browser.get(_page(open_, "cancellation/")).status_code == 200
    open_.refresh_from_db()
    assert open_.is_open
    assert browser.post(_page(open_, "cancellation/"))["Location"] == ROUNDS
    assert browser.post(_page(open_, "cancellation/")).status_code == 409
    for end in ("edit/", "cancellation/", "submission/"):
        assert browser.get(_page(open_, end))["Location"] == _page(open_)


@pytest.mark.usefixtures("two_gates")
def test_a_round_is_submitted_after_a_look_and_one_more_question(
    open_: ReportingRound,
    owed: Assignment,
    department: Department,
    officer: User,
    head: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    early, silent = (assign(make_demand(open_.audit, number), department) for number in (2, 3))
    for row in (owed, early):
        file(row, officer)
    confirm(owed, head)
    browser = sign_in(coordinator)
    context = browser.get(_page(open_, "submission/")).context
    assert [(part["code"], part["count"]) for part in context["parts"]] == [
        ("awaiting_submission", 1),
        ("awaiting_head", 1),
        ("not_reported", 1),
    ]
    asked = browser.post(_page(open_, "submission/"), LETTER)
    assert (asked.context["asks"], asked.context["missing"]) == (True, 2)
    assert not Passage.objects.filter(gate="coordinator").exists()
    sent = LETTER | {"act": "submit", "seen": asked.context["seen"]}
    done = browser.post(_page(open_, "submission/"), sent)
    assert [(row["label"], row["why"]) for row in done.context["results"]] == [
        ("시정 2", "부서장 확인을 기다립니다.")
    ]
    open_.refresh_from_db()
    assert open_.letter_number == LETTER["number"]
    assert silent.updates.count() == 1
    again = browser.post(_page(open_, "submission/"), sent)
    assert again.status_code == 409
    assert LETTER["number"] in again.content.decode()


@pytest.mark.usefixtures("two_gates")
def test_who_was_shown_less_than_waits_now_looks_again(
    open_: ReportingRound, owed: Assignment, officer: User, head: User, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    seen = browser.post(_page(open_, "submission/"), LETTER).context["seen"]
    file(owed, officer)
    confirm(owed, head)
    page = browser.post(_page(open_, "submission/"), LETTER | {"act": "submit", "seen": seen})
    assert "다시 확인하여 주십시오" in page.content.decode()
    assert page.context["asks"] is False
    open_.refresh_from_db()
    assert open_.is_open
    waiting = ProgressUpdate.objects.get(gate="coordinator")
    assert page.context["seen"] == str(waiting.pk)


@pytest.mark.usefixtures("two_gates")
def test_what_could_not_be_filed_is_shown_with_its_reason(
    open_: ReportingRound,
    owed: Assignment,
    neighbour: Department,
    officer: User,
    head: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    file(owed, officer, DONE)
    confirm(owed, head)
    hand_over.offer(owed.pk, neighbour.pk, reason="사무 분장", by=viewer(officer, TODAY))
    browser = sign_in(coordinator)
    seen = browser.get(_page(open_, "submission/")).context["seen"]
    done = browser.post(_page(open_, "submission/"), LETTER | {"act": "submit", "seen": seen})
    assert "소관 변경 요청 중" in done.context["results"][0]["why"]


@pytest.mark.parametrize(
    ("change", "field"), [({"number": ""}, "number"), ({"on": "언젠가"}, "on"), ({"on": "2199. 1. 1."}, "on")]
)
def test_a_submission_without_a_good_letter_is_not_asked_about(
    change: dict[str, str], field: str, open_: ReportingRound, coordinator: User, sign_in: SignIn
) -> None:
    sent = LETTER | {"act": "submit", "seen": ""} | change
    page = sign_in(coordinator).post(_page(open_, "submission/"), sent)
    assert list(page.context["form"].errors) == [field]
    open_.refresh_from_db()
    assert open_.is_open


def test_a_bent_list_of_what_was_seen_is_refused(
    open_: ReportingRound, coordinator: User, sign_in: SignIn
) -> None:
    sent = LETTER | {"act": "submit", "seen": "1,x"}
    assert sign_in(coordinator).post(_page(open_, "submission/"), sent).status_code == 400


def test_where_the_council_distributes_its_clerk_opens_and_closes(
    owed: Assignment, clerk: User, other_clerk: User, sign_in: SignIn
) -> None:
    Office(pk=1, council_distributes=True).save()
    browser = sign_in(clerk)
    browser.post(f"{ROUNDS}new/", {"audit": owed.demand.audit_id, "name": "1차", "due_on": TYPED})
    round_ = ReportingRound.objects.get()
    assert browser.get(_page(round_)).context["submission_url"]
    assert sign_in(other_clerk).get(_page(round_, "submission/")).status_code == 404
    form = sign_in(other_clerk).get(f"{ROUNDS}new/").context["form"]
    assert not form.fields["audit"].queryset.exists()


@pytest.mark.usefixtures("two_gates")
def test_the_councils_staff_closes_a_round_without_what_waits_for_the_coordinator_and_is_told_before(
    open_: ReportingRound, owed: Assignment, officer: User, head: User, secretariat: User, sign_in: SignIn
) -> None:
    """It does not submit for the executive, and does not read what is not filed: not even its status."""
    Office.objects.update(council_distributes=True)
    file(owed, officer, DONE)
    confirm(owed, head)
    browser = sign_in(secretariat)
    context = browser.post(_page(open_, "submission/"), LETTER).context
    (part,) = context["parts"]
    assert part["heading"] == "총괄부서의 의회 제출을 기다려 이번에 제출하지 않는 보고"
    assert part["departments"][0]["rows"][0]["status"] == "in_progress"
    assert (context["going"], context["missing"]) == (0, 1)
    sent = LETTER | {"act": "submit", "seen": context["seen"]}
    done = browser.post(_page(open_, "submission/"), sent)
    assert [row["why"] for row in done.context["results"]] == ["총괄부서의 의회 제출을 기다립니다."]
    assert ProgressUpdate.objects.get(gate="coordinator").assignment == owed


@pytest.mark.usefixtures("two_gates")
def test_the_status_of_a_report_that_waits_for_a_head_is_not_shown_to_the_coordinator(
    open_: ReportingRound, owed: Assignment, officer: User, head: User, coordinator: User, sign_in: SignIn
) -> None:
    file(owed, officer, DONE)
    browser = sign_in(coordinator)
    for status in ("in_progress", "completed"):
        (part,) = browser.get(_page(open_, "submission/")).context["parts"]
        assert part["departments"][0]["rows"][0]["status"] == status
        if status == "in_progress":
            confirm(owed, head)


def test_the_frozen_paper_says_what_was_filed_and_stays_so(
    open_: ReportingRound, owed: Assignment, officer: User, by: Viewer, coordinator: User, sign_in: SignIn
) -> None:
    make_demand(open_.audit, 9)
    _closed(open_, by)
    browser = sign_in(coordinator)
    paper = _text(browser, _page(open_, "report/"))
    assert "- 계획 수립" in paper
    assert "예산 낭비가 없도록 할" in paper
    assert "기획담당관-301" in paper
    assert json.loads(Snapshot.objects.get().content)["record"] in paper
    file(owed, officer, DONE)
    assert SECRET not in _text(browser, _page(open_, "report/"))
    context = browser.get(_page(open_, "report/")).context
    report = context["report"]
    assert [row.counts["total"] for row in (report.total, *report.rows)] == [2, 2]
    assert [item.label for item in report.items if not item.answers] == ["시정 9"]
    assert report.is_frozen
    assert [cell["value"] for cell in context["departments"]["rows"][0]["cells"]] == [1, 1, 0]
    assert browser.get(_page(open_)).context["columns"] == ["의회 제출", "미제출"]


def test_an_open_round_has_no_paper(open_: ReportingRound, coordinator: User, sign_in: SignIn) -> None:
    assert sign_in(coordinator).get(_page(open_, "report/")).status_code == 404
    assert sign_in(coordinator).get(_page(open_, "report/json/")).status_code == 404


def test_the_paper_is_taken_away_byte_by_byte_for_a_reason_that_is_kept(
    open_: ReportingRound, department: Department, by: Viewer, coordinator: User, sign_in: SignIn
) -> None:
    assign(make_demand(open_.audit, 2), department)
    snapshot = _closed(open_, by)
    browser = sign_in(coordinator)
    assert "attachment" not in browser.get(_page(open_, "report/json/")).get("Content-Disposition", "")
    taken = browser.post(_page(open_, "report/json/"), {"usual": "audit"})
    assert taken.content.decode() == snapshot.content
    entry = AccessEntry.objects.latest("id")
    assert (entry.act, entry.what, entry.subject_id, entry.items) == (
        AccessAct.DOWNLOAD,
        "round",
        open_.pk,
        2,
    )
    assert browser.get(_page(open_, "report/pdf/")).status_code == 404


def test_as_a_table_each_assignment_is_a_line(
    open_: ReportingRound, department: Department, by: Viewer, coordinator: User, sign_in: SignIn
) -> None:
    assign(make_demand(open_.audit, 2, text="=HYPERLINK(1)"), department)
    _closed(open_, by)
    answer: Any = sign_in(coordinator).post(_page(open_, "report/csv/"), {"usual": "audit"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (len(rows), len({len(row) for row in rows})) == (3, 1)
    assert rows[2][2] == "'=HYPERLINK(1)"
    assert rows[1][3] == "정보정책과"


def test_the_work_of_a_department_begins_with_the_rounds_that_ask_it(
    open_: ReportingRound,
    owed: Assignment,
    department: Department,
    officer: User,
    stranger: User,
    sign_in: SignIn,
) -> None:
    silent = assign(make_demand(open_.audit, 2), department)
    file(owed, officer)
    browser = sign_in(officer)
    page = browser.get(reverse("work"))
    (told,) = page.context["rounds"]
    assert (told["progress"].asked, told["progress"].reported, told["progress"].not_reported) == (2, 1, 1)
    assert "2건 가운데 1건 보고, 1건 남음" in page.content.decode()
    assert [row["pk"] for row in browser.get(told["url"]).context["rows"]] == [silent.pk]
    assert sign_in(stranger).get(reverse("work")).context["rounds"] == []


def test_the_history_of_a_round_stands_on_its_page(
    open_: ReportingRound, by: Viewer, coordinator: User, sign_in: SignIn
) -> None:
    _closed(open_, by)
    told = [line.what for line in sign_in(coordinator).get(_page(open_)).context["history"]]
    day = f"{TODAY.year}. {TODAY.month}. {TODAY.day}."
    assert told == [
        f"보고 회차 의회 제출: 1차 보고 · 제출일 {day} · 함께 제출한 보고 0건",
        f"보고 회차 열기: 1차 보고 · 보고 기한 {TYPED}",
    ]


def test_a_round_of_the_past_says_so_in_words(
    open_: ReportingRound, coordinator: User, sign_in: SignIn
) -> None:
    ReportingRound.objects.update(due_on=date(2020, 1, 1))
    assert sign_in(coordinator).get(_page(open_)).context["due"].kind == "late"


@pytest.mark.parametrize("who", ["administrator"])
def test_who_reads_no_demands_reads_no_rounds(
    who: str, open_: ReportingRound, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    for path in (ROUNDS, _page(open_), _page(open_, "report/"), f"{ROUNDS}new/"):
        assert browser.get(path).status_code == 403


def test_a_closed_round_says_what_it_was_whoever_holds_it_today(
    open_: ReportingRound,
    owed: Assignment,
    neighbour: Department,
    by: Viewer,
    officer: User,
    stranger: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    """What was not reported in time stays the giver's in the round, and is not laid at the receiver's door."""
    _closed(open_, by)
    offer = hand_over.offer(owed.pk, neighbour.pk, reason="사무 분장", by=viewer(officer, TODAY))
    hand_over.accept(offer.pk, version=None, by=viewer(stranger, TODAY))
    for person in (officer, stranger, coordinator):
        context = sign_in(person).get(_page(open_)).context
        told = [(row["name"], row["asked"]) for row in context["table"]]
        assert told == [("정보정책과", 1)], person
        assert [(row["department"], row["label"]) for row in context["rows"]] == [("정보정책과", "시정 1")]
    Assignment.objects.filter(pk=owed.pk).update(stage="withdrawn")
    context = sign_in(coordinator).get(_page(open_)).context
    assert (len(context["rows"]), context["total"].not_reported) == (1, 1)


def test_a_closed_round_shows_each_department_its_own_alone(
    open_: ReportingRound,
    owed: Assignment,
    neighbour: Department,
    by: Viewer,
    head: User,
    stranger: User,
    sign_in: SignIn,
) -> None:
    assign(make_demand(open_.audit, 2), neighbour)
    _closed(open_, by)
    for person, name in ((head, "정보정책과"), (stranger, "통신과")):
        browser = sign_in(person)
        context = browser.get(_page(open_)).context
        assert [row["name"] for row in context["table"]] == [name]
        assert [row["department"] for row in context["rows"]] == [name]
        for end in ("report/", "report/csv/", "report/json/", "submission/"):
            assert browser.get(_page(open_, end)).status_code in {403, 404}, end
            assert browser.post(_page(open_, end), {"usual": "audit"}).status_code in {403, 404, 405}, end
