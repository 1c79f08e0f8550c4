"""What other systems read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Committee, Demand, Department, DepartmentToken, User
from audits.statuses import ReportedStatus as Status
from audits.web.sessions import BEGAN, SEEN
from tests.cluster import as_owner
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.api.conftest import API, Caller, KeyOf, problem
from tracker import reports
from tracker.models import Assignment, Evidence, Tenure

pytestmark = pytest.mark.django_db

Seated = Callable[[User], Caller]
ADDRESSES = [
    "audits/",
    "audits/1/summary/",
    "demands/",
    "demands/1/",
    "demands/1/history/",
    "assignments/",
    "assignments/1/",
    "assignments/1/history/",
    "assignments/1/deadline/",
]


@pytest.fixture
def many(lists: None, department: Department, neighbour: Department) -> list[Assignment]:
    """Five demands, each with both departments; every second one without a due date."""
    audit = make_audit()
    found = []
    for number in range(1, 6):
        demand = make_demand(audit, number, text=f"요구 {number}")
        due = date(2026, 3, number) if number % 2 else None
        found.append(assign(demand, department, due=due, lead=True))
        assign(demand, neighbour, Status.NOT_REPORTED, due=due)
    return found


@pytest.mark.parametrize("path", ADDRESSES)
def test_nobody_reads_without_saying_who(path: str) -> None:
    answer = Caller({}).get(path)
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("shown", ["husok_wrong", "", "휴속", "x" * 500, "a\x00b"])
def test_a_wrong_key_opens_nothing_not_even_with_a_session(
    path: str, shown: str, secretariat: User, seated: Seated
) -> None:
    caller = seated(secretariat)
    caller.headers["Authorization"] = f"Bearer {shown}"
    problem(caller.get(path), 401)


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": "2026-01-01T00:00:00Z"},
        {"expires_on": timezone.localdate()},
    ],
)
def test_an_expired_or_revoked_key_opens_nothing(change: dict[str, object], system: Caller) -> None:
    assert system.get("audits/").status_code == 200
    with as_owner():
        DepartmentToken.objects.update(**change)
    problem(system.get("audits/"), 401)


def test_a_key_ends_with_its_responsible_person(system: Caller, officer: User) -> None:
    officer.is_active = False
    officer.save()
    problem(system.get("audits/"), 401)


def test_a_key_ends_with_its_department(system: Caller, department: Department) -> None:
    department.valid_until = timezone.localdate()
    department.save(update_fields=["valid_until"])
    problem(system.get("audits/"), 401)


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_key_without_the_scope_reads_nothing(
    path: str, held: Assignment, key_of: KeyOf, department: Department, officer: User
) -> None:
    caller = key_of(department, officer, scopes=("report:write",))
    problem(caller.get(path.replace("1", str(held.pk))), 403)


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_administrator_reads_no_content(path: str, administrator: User, seated: Seated) -> None:
    problem(seated(administrator).get(path), 403)


def test_only_the_hash_of_a_key_is_kept(system: Caller) -> None:
    key = system.headers["Authorization"].removeprefix("Bearer ")
    stored = DepartmentToken.objects.values().get()
    assert not any(key in str(value) for value in stored.values())


def test_the_day_of_its_last_use_is_kept_and_costs_nothing_the_second_time(
    system: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        system.get("assignments/")
    with django_assert_num_queries(3):
        system.get("assignments/")
    assert DepartmentToken.objects.get().last_used_on == timezone.localdate()


@pytest.mark.parametrize(("who", "most"), [("system", 4), ("secretariat", 5)])
def test_a_list_takes_at_most_four_statements_and_one_more_for_a_session(
    who: str,
    most: int,
    many: list[Assignment],
    request: pytest.FixtureRequest,
    seated: Seated,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    found = request.getfixturevalue(who)
    caller = found if isinstance(found, Caller) else seated(found)
    caller.get("assignments/")
    with django_assert_max_num_queries(most):
        answer = caller.get("assignments/?overdue=true&ordering=due_date&limit=200")
    assert answer.json()["results"]


def test_a_line_carries_what_a_system_needs(
    many: list[Assignment], system: Caller, department: Department
) -> None:
    line = system.get("assignments/").json()["results"][0]
    assert line == {
        "id": many[0].pk,
        "version": 1,
        "department": {"id": department.pk, "name": department.name},
        "point": "",
        "lead": True,
        "stage": "working",
        "status": "in_progress",
        "continues": False,
        "verification": "none",
        "due_date": "2026-03-01",
        "original_due_date": "2026-03-01",
        "overdue": True,
        "assigned_on": "2025-12-01",
        "received_on": None,
        "audit": many[0].demand.audit_id,
        "demand": many[0].demand_id,
        "number": 1,
        "category": "corrective",
        "priority": False,
        "text": "요구 1",
    }


def _walk(caller: Caller, query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = caller.get(f"{query}&next={cursor}").json()
        found += page["results"]
        cursor = page["next"]
    return found


@pytest.mark.parametrize("ordering", ["due_date", "number"])
def test_pages_give_every_row_once_those_without_a_date_last(
    ordering: str, many: list[Assignment], secretariat: User, seated: Seated
) -> None:
    rows = _walk(seated(secretariat), f"assignments/?limit=3&ordering={ordering}")
    assert len({row["id"] for row in rows}) == len(rows) == 10
    if ordering == "due_date":
        days = [str(row["due_date"] or "9999") for row in rows]
        assert days == sorted(days)


def test_demands_are_paged_too(many: list[Assignment], secretariat: User, seated: Seated) -> None:
    assert [row["number"] for row in _walk(seated(secretariat), "demands/?limit=2")] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "other", ["&stage=working", "&ordering=due_date", "&q=x", "&due_before=2026-03-02", "&department=1"]
)
def test_a_cursor_belongs_to_its_filter_and_order(other: str, many: list[Assignment], system: Caller) -> None:
    cursor = system.get("assignments/?limit=2").json()["next"]
    problem(system.get(f"assignments/?limit=2&next={cursor}{other}"), 400)


def test_a_cursor_that_was_altered_is_refused(many: list[Assignment], system: Caller) -> None:
    problem(system.get("assignments/?next=abc:def"), 400)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("overdue=true", [1, 3, 5]),
        ("due_before=2026-03-03", [1]),
        ("due_after=2026-03-03", [5]),
        ("due_before=2026. 3. 5.&due_after=2026-03-01", [3]),
        ("stage=claimed", []),
        ("status=in_progress", [1, 2, 3, 4, 5]),
        ("verification=awaiting", []),
        ("q=요구 4", [4]),
        ("audit=999999", []),
        ("department=0", []),
    ],
)
def test_filters(query: str, numbers: list[int], many: list[Assignment], system: Caller) -> None:
    rows = system.get(f"assignments/?{query}").json()["results"]
    assert [row["number"] for row in rows] == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("standing=in_progress", [1, 2, 3, 4, 5]),
        ("standing=completed", []),
        ("category=suggestion", []),
        ("q=요구 2", [2]),
        ("department=999999", []),
    ],
)
def test_filters_of_demands(query: str, numbers: list[int], many: list[Assignment], system: Caller) -> None:
    rows = system.get(f"demands/?{query}").json()["results"]
    assert [row["number"] for row in rows] == numbers


@pytest.mark.parametrize(
    "query",
    [
        "limit=201",
        "limit=0",
        "limit=x",
        "stage=unknown",
        "status=unknown",
        "verification=x",
        "overdue=perhaps",
        "due_before=someday",
        "audit=-1",
        "audit=99999999999999999999999999",
        "department=1e9",
        "ordering=text",
        "q=%00",
        "category=%00",
        "next=%00",
    ],
)
def test_what_a_list_cannot_be_asked_for(query: str, system: Caller) -> None:
    assert problem(system.get(f"assignments/?{query}"), 400)["type"].endswith("#invalid")


def test_another_department_sees_nothing_of_it(held: Assignment, other_system: Caller) -> None:
    assert other_system.get("assignments/").json()["results"] == []
    assert other_system.get("demands/").json()["results"] == []
    assert other_system.get("audits/").json()["results"] == []
    for path in ("", "history/", "deadline/"):
        hidden = other_system.get(f"assignments/{held.pk}/{path}")
        assert problem(hidden, 404) == other_system.get(f"assignments/999999/{path}").json()
    hidden = other_system.get(f"demands/{held.demand_id}/")
    assert problem(hidden, 404) == other_system.get("demands/99999999999999999999/").json()
    hidden = other_system.get(f"audits/{held.demand.audit_id}/summary/")
    assert problem(hidden, 404) == other_system.get("audits/999999/summary/").json()


def test_a_report_is_read_whole_by_its_department(held: Assignment, system: Caller) -> None:
    update = report(held, Status.IN_PROGRESS, actions="- 계획 수립")
    Evidence.objects.create(assignment=held, update=update, document_number="정보정책과-12")
    answer = system.get(f"assignments/{held.pk}/")
    assert answer.headers["ETag"] == f'"a{held.pk}-v1"'
    body = answer.json()
    assert body["texts_hidden"] is False
    assert body["reports"][0]["actions_taken"] == "- 계획 수립"
    assert body["reports"][0]["evidence"][0]["document_number"] == "정보정책과-12"


def test_a_department_on_the_same_demand_reads_dates_but_no_texts(
    many: list[Assignment], other_system: Caller, secretariat: User, seated: Seated
) -> None:
    body = other_system.get(f"assignments/{many[0].pk}/").json()
    assert body["texts_hidden"] is True
    assert body["reports"] == []
    assert body["due_date"] == "2026-03-01"
    assert seated(secretariat).get(f"assignments/{many[0].pk}/").json()["reports"]


def test_a_demand_shows_all_its_assignments_and_the_councils_facts_to_the_council_only(
    many: list[Assignment], system: Caller, secretariat: User, seated: Seated
) -> None:
    demand = many[0].demand
    demand.raised_by = "시연 의원"
    demand.save(update_fields=["raised_by"])
    seen = system.get(f"demands/{demand.pk}/").json()
    assert [each["department"]["name"] for each in seen["assignments"]] == ["정보정책과", "통신과"]
    assert seen["raised_by"] == ""
    assert seated(secretariat).get(f"demands/{demand.pk}/").json()["raised_by"] == "시연 의원"


def test_the_figures_are_those_of_reports(many: list[Assignment], secretariat: User, seated: Seated) -> None:
    audit = Audit.objects.get()
    caller = seated(secretariat)
    told = caller.get(f"audits/{audit.pk}/summary/").json()
    assert told["total"]["total"] == told["total"]["in_progress"] == 5
    assert [row["category"] for row in told["rows"]] == ["corrective"]
    assert caller.get("audits/").json()["results"][0]["demands"] == 5
    whole = reports.summary(audit, Demand.objects.all()).as_json()
    assert told == whole


def test_a_clerk_reads_the_audits_of_the_committee(
    many: list[Assignment], clerk: User, committee: Committee, seated: Seated
) -> None:
    caller = seated(clerk)
    assert caller.get("assignments/").json()["results"] == []
    Audit.objects.update(committee=committee)
    assert len(caller.get("assignments/").json()["results"]) == 10


def test_the_record_is_read_newest_first_in_pages(held: Assignment, system: Caller) -> None:
    system.post(f"assignments/{held.pk}/receipt/")
    system.post(
        f"assignments/{held.pk}/progress/",
        {"status": "in_progress", "plan": "- 하반기 시행"},
        If_Match=f'"a{held.pk}-v1"',
    )
    first = system.get(f"assignments/{held.pk}/history/?limit=1").json()
    second = system.get(f"assignments/{held.pk}/history/?limit=1&next={first['next']}").json()
    kinds = [entry["kind"] for page in (first, second) for entry in page["results"]]
    assert kinds == ["reported", "received"]
    assert second["next"] is None
    assert first["results"][0]["token"] == DepartmentToken.objects.get().pk
    assert first["results"][0]["previous_hash"] == second["results"][0]["hash"]


def test_the_record_of_an_assignment_is_not_that_of_its_neighbour(
    many: list[Assignment], system: Caller, other_system: Caller, neighbour: Department
) -> None:
    beside = Assignment.objects.get(demand=many[0].demand, department=neighbour)
    assert other_system.post(f"assignments/{beside.pk}/receipt/").status_code == 200
    assert system.get(f"assignments/{many[0].pk}/history/").json()["results"] == []
    assert len(system.get(f"assignments/{beside.pk}/history/").json()["results"]) == 1


def test_the_record_of_a_demand_is_that_of_itself_and_all_its_assignments(
    many: list[Assignment],
    system: Caller,
    other_system: Caller,
    neighbour: Department,
    secretariat: User,
    seated: Seated,
) -> None:
    demand = many[0].demand
    beside = Assignment.objects.get(demand=demand, department=neighbour)
    assert other_system.post(f"assignments/{beside.pk}/receipt/").status_code == 200
    assert seated(secretariat).post(f"demands/{demand.pk}/priority/", {"priority": True}).status_code == 200
    found = system.get(f"demands/{demand.pk}/history/").json()
    assert [row["kind"] for row in found["results"]] == ["priority_marked", "received"]
    assert found["results"][0].keys() == found["results"][1].keys()
    first = system.get(f"demands/{demand.pk}/history/?limit=1").json()
    second = system.get(f"demands/{demand.pk}/history/?limit=1&next={first['next']}").json()
    assert [row["kind"] for row in (*first["results"], *second["results"])] == ["priority_marked", "received"]


def test_a_department_gets_no_hash_of_who_raised_a_demand(
    many: list[Assignment], system: Caller, secretariat: User, seated: Seated
) -> None:
    address = f"demands/{many[0].demand_id}/"
    seated(secretariat).post(f"{address}priority/", {"priority": True})
    (ours,) = seated(secretariat).get(f"{address}history/").json()["results"]
    (theirs,) = system.get(f"{address}history/").json()["results"]
    assert set(ours["values"]) - set(theirs["values"]) == {"source"}


def test_a_cursor_of_one_history_does_not_open_another(many: list[Assignment], system: Caller) -> None:
    for row in many[:2]:
        report_on = system.post(
            f"assignments/{row.pk}/progress/",
            {"status": "in_progress", "plan": "- 계속"},
            If_Match=f'"a{row.pk}-v1"',
        )
        assert report_on.status_code == 201
        system.post(f"assignments/{row.pk}/progress/", {"no_change": True}, If_Match=f'"a{row.pk}-v2"')
    cursor = system.get(f"assignments/{many[0].pk}/history/?limit=1").json()["next"]
    problem(system.get(f"assignments/{many[1].pk}/history/?limit=1&next={cursor}"), 400)


def test_a_deadline_explains_itself(held: Assignment, system: Caller) -> None:
    audit = held.demand.audit
    audit.transmitted_on, audit.transmittal_number = date(2026, 1, 5), "의회사무처-1"
    audit.save(update_fields=["transmitted_on", "transmittal_number"])
    Assignment.objects.update(due_date=date(2026, 3, 5), original_due_date=date(2026, 3, 5))
    body = system.get(f"assignments/{held.pk}/deadline/").json()
    assert body["due_date"] == body["steps"][-1]["date"] == "2026-03-05"
    assert body["steps"][0]["date"] == "2026-01-05"
    assert body["overdue"] is True


def test_what_was_handed_on_is_still_read_but_no_longer_reported_on(
    held: Assignment, system: Caller, neighbour: Department
) -> None:
    today = timezone.localdate()
    Tenure.objects.filter(assignment=held).update(end_on=today)
    Tenure.objects.create(assignment=held, department=neighbour, start_on=today)
    Assignment.objects.update(department=neighbour)
    assert system.get(f"assignments/{held.pk}/").status_code == 200
    problem(system.post(f"assignments/{held.pk}/receipt/"), 403)


def test_rights_of_a_session_end_with_the_membership(held: Assignment, officer: User, seated: Seated) -> None:
    caller = seated(officer)
    assert caller.get(f"assignments/{held.pk}/").status_code == 200
    officer.memberships.update(end_on=timezone.localdate())
    problem(caller.get(f"assignments/{held.pk}/"), 403)


def test_nothing_is_kept_on_the_way(system: Caller) -> None:
    assert system.get("assignments/").headers["Cache-Control"] == "no-store"


def test_a_session_that_ended_is_told_so_in_json(secretariat: User, seated: Seated) -> None:
    caller = seated(secretariat)
    session = caller.client.session
    session[SEEN] = session[BEGAN] = 1
    session.save()
    problem(caller.get("audits/"), 401)


def test_before_the_first_password_is_changed_nothing_is_read(secretariat: User, seated: Seated) -> None:
    caller = seated(secretariat)
    secretariat.must_change_password = True
    secretariat.save()
    problem(caller.get("audits/"), 403)


def test_an_unknown_address_is_refused_like_everything_else(client: Client) -> None:
    problem(client.get(f"{API}nothing/here/"), 404)


def test_due_dates_count_from_the_office_day_not_from_that_of_the_database(
    held: Assignment, system: Caller
) -> None:
    today = timezone.localdate()
    Assignment.objects.update(due_date=today, original_due_date=today)
    assert system.get("assignments/?overdue=true").json()["results"] == []
    yesterday = today - timedelta(days=1)
    Assignment.objects.update(due_date=yesterday, original_due_date=yesterday)
    assert len(system.get("assignments/?overdue=true").json()["results"]) == 1
