"""What other systems do: report, receive, and for people with a session log, distribute and transmit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audits.models import Audit, Demand, Department, DepartmentToken, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tests.tracker.api.conftest import API, Answer, Caller, KeyOf, problem, tag
from tracker.models import Assignment, Evidence, KeptAnswer, ProgressUpdate, Source, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Seated = Callable[[User], Caller]
GOING_ON = {"status": "in_progress", "actions_taken": "- 계획 수립", "plan": "- 하반기 시행"}
DONE = {"status": "completed", "actions_taken": "- 시행", "evidence": [{"document_number": "정보정책과-12"}]}


def _progress(caller: Caller, row: Assignment, body: object = None, **headers: str) -> Answer:
    return caller.post(
        f"assignments/{row.pk}/progress/",
        GOING_ON if body is None else body,
        **{"If_Match": tag(row)} | headers,
    )


def _item(row: Assignment, version: int, report: Mapping[str, object]) -> dict[str, object]:
    return {"id": row.pk, "version": version, **report}


def test_a_report_is_filed_as_the_departments_own(held: Assignment, system: Caller, officer: User) -> None:
    answer = _progress(system, held, DONE | {"planned_until": "2026. 12월", "wording": "추진완료"})
    update = ProgressUpdate.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": update.pk,
        "assignment": held.pk,
        "number": 1,
        "filed": True,
        "stage": "claimed",
        "status": "completed",
        "verification": "awaiting",
        "version": 2,
    }
    assert answer.headers["ETag"] == tag(held) == f'"a{held.pk}-v2"'
    assert (update.source, update.author, str(update.planned_until)) == (Source.API, officer, "2026-12-31")
    assert Evidence.objects.get().update == update
    assert list(Event.objects.order_by("number").values_list("kind", flat=True))[-2:] == [
        "received",
        "claimed",
    ]


@pytest.mark.parametrize("status", ["in_progress", "completed"])
def test_a_report_takes_at_most_twelve_statements(held: Assignment, system: Caller, status: str) -> None:
    """One more for a closing report, which looks again behind its lock."""
    system.get("audits/")
    precondition = tag(held)
    with CaptureQueriesContext(connection) as told:
        answer = system.post(
            f"assignments/{held.pk}/progress/",
            DONE | {"status": status},
            If_Match=precondition,
            Idempotency_Key="one",
        )
    assert answer.status_code == 201
    control = ("SAVEPOINT", "RELEASE SAVEPOINT")
    sent = [query for query in told if not query["sql"].startswith(control)]
    assert len(sent) <= 12 + (status == "completed")


@pytest.mark.parametrize("weak", ["", "W/"])
def test_a_weakened_tag_is_as_good(weak: str, held: Assignment, system: Caller) -> None:
    assert _progress(system, held, If_Match=weak + tag(held)).status_code == 201


@pytest.mark.parametrize("said", ["", "*"])
def test_without_a_version_nothing_is_filed(said: str, held: Assignment, system: Caller) -> None:
    headers = {"If_Match": said} if said else {}
    answer = system.post(f"assignments/{held.pk}/progress/", GOING_ON, **headers)
    problem(answer, 428)
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("said", ['"a{pk}-v2"', '"a999-v1"', '"v1"', "nonsense", '"a{pk}-v0"'])
def test_a_stale_version_is_told_with_the_one_in_force(said: str, held: Assignment, system: Caller) -> None:
    answer = _progress(system, held, If_Match=said.format(pk=held.pk))
    assert problem(answer, 412)["version"] == 1
    assert answer.headers["ETag"] == tag(held)
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "completed", "actions_taken": "- 시행"}, "evidence"),
        ({"status": "not_accepted", "actions_taken": "- 곤란"}, "reason"),
        ({"status": "transferred", "actions_taken": "- 넘김"}, "receiver"),
        ({"status": "in_progress"}, "actions_taken"),
        ({"status": "in_progress", "plan": "- 시행", "continues": True}, "continues"),
        ({}, "status"),
        ({"status": "not_reported", "plan": "-"}, "status"),
        (DONE | {"evidence": [{"url": "javascript:alert(1)"}]}, "url"),
        (
            DONE | {"evidence": [{"url": "https://a.example/", "document_number": "1"}]},
            "evidence.0.non_field_errors",
        ),
        (DONE | {"evidence": [{"upload": 3}]}, "evidence"),
        (DONE | {"evidence": [{"upload": "x"}]}, "evidence.0.upload"),
        (DONE | {"evidence": [{"upload": 3, "url": "https://a.example/"}]}, "evidence.0.non_field_errors"),
        (GOING_ON | {"planned_until": "언젠가"}, "planned_until"),
        (GOING_ON | {"planned_until": 3}, "planned_until"),
        (GOING_ON | {"wording": "가" * 41}, "wording"),
        (GOING_ON | {"receiver": "가" * 101}, "receiver"),
        (GOING_ON | {"action_taken": "slip of the pen"}, "action_taken"),
        (GOING_ON | {"plan": "a\x00b"}, "plan"),
        (GOING_ON | {"plan": {"nested": True}}, "plan"),
        (GOING_ON | {"plan": None}, "plan"),
        (GOING_ON | {"no_change": "perhaps"}, "no_change"),
        (GOING_ON | {"evidence": "none"}, "evidence.non_field_errors"),
        (GOING_ON | {"evidence": [{"url": "https://a.example/"}] * 201}, "evidence.non_field_errors"),
        (["a", "list"], "non_field_errors"),
    ],
)
def test_what_is_wrong_is_named_by_field(body: object, field: str, held: Assignment, system: Caller) -> None:
    assert field in problem(_progress(system, held, body), 400)["errors"]
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"null",
        b'"text"',
        b"7",
        b"{",
        b"\xff\xfe",
        b'{"plan": NaN}',
        b'{"plan": 1e999}',
        b'{"status": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"plan": "\\u0000"}',
        b"[" * 100_000,
        b'{"plan": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_words(raw: bytes, held: Assignment, system: Caller) -> None:
    answer = system.post_raw(f"assignments/{held.pk}/progress/", raw, If_Match=tag(held))
    problem(answer, 400)


def test_a_huge_body_is_refused_before_it_is_read(held: Assignment, system: Caller) -> None:
    raw = b'{"plan": "' + b"a" * (2 * 1024 * 1024) + b'"}'
    problem(system.post_raw(f"assignments/{held.pk}/progress/", raw, If_Match=tag(held)), 413)


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "???"],
)
def test_only_json_is_read(media_type: str, held: Assignment, system: Caller) -> None:
    answer = system.post_raw(
        f"assignments/{held.pk}/progress/", b"status=completed", media_type, If_Match=tag(held)
    )
    problem(answer, 415)


def test_a_method_that_is_not_offered(held: Assignment, system: Caller) -> None:
    answer = system.client.delete(f"{API}assignments/{held.pk}/", headers=system.headers)
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_a_state_that_does_not_fit_is_a_conflict(held: Assignment, system: Caller) -> None:
    problem(_progress(system, held, {"no_change": True}), 409)


def test_another_department_cannot_tell_it_from_one_that_does_not_exist(
    held: Assignment, other_system: Caller
) -> None:
    for path in ("progress/", "receipt/"):
        hidden = other_system.post(f"assignments/{held.pk}/{path}", GOING_ON, If_Match=tag(held))
        nothing = other_system.post(f"assignments/999999/{path}", GOING_ON, If_Match='"a999999-v1"')
        assert problem(hidden, 404) == problem(nothing, 404)


@pytest.mark.parametrize("who", ["secretariat", "clerk", "coordinator", "councillor", "administrator"])
def test_who_is_not_of_a_department_reports_nothing(
    who: str, held: Assignment, request: pytest.FixtureRequest, seated: Seated
) -> None:
    caller = seated(request.getfixturevalue(who))
    problem(_progress(caller, held), 403)
    problem(caller.post(f"assignments/{held.pk}/receipt/"), 403)
    problem(caller.post("assignments/progress/", [_item(held, 1, GOING_ON)]), 403)


def test_a_key_for_reading_only_writes_nothing(
    held: Assignment, key_of: KeyOf, department: Department, officer: User
) -> None:
    caller = key_of(department, officer, scopes=("read",))
    problem(_progress(caller, held), 403)
    problem(caller.post(f"assignments/{held.pk}/receipt/"), 403)
    problem(caller.post("assignments/progress/", [_item(held, 1, GOING_ON)]), 403)
    held.refresh_from_db()
    assert held.stage == Stage.ASSIGNED


@pytest.mark.parametrize("who", ["officer", "head"])
def test_people_of_the_department_report_too(
    who: str, held: Assignment, request: pytest.FixtureRequest, seated: Seated
) -> None:
    assert _progress(seated(request.getfixturevalue(who)), held).status_code == 201


def test_a_session_that_writes_has_to_show_the_csrf_token(held: Assignment, officer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    problem(_progress(Caller({}, client), held), 403)
    assert not ProgressUpdate.objects.exists()


def test_a_key_needs_no_csrf_token(held: Assignment, system: Caller) -> None:
    system.client = Client(enforce_csrf_checks=True)
    assert _progress(system, held).status_code == 201


def test_receipt_twice_is_the_same_answer_and_one_event(held: Assignment, system: Caller) -> None:
    answers = [system.post(f"assignments/{held.pk}/receipt/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["stage"] == "working"
    assert answers[0].headers["ETag"] == tag(held)
    assert Event.objects.filter(kind="received").count() == 1


def test_many_reports_each_with_its_own_result(
    held: Assignment, system: Caller, department: Department, neighbour: Department
) -> None:
    second = assign(make_demand(held.demand.audit, 2), department, Status.NOT_REPORTED)
    foreign = assign(make_demand(held.demand.audit, 3), neighbour, Status.NOT_REPORTED)
    body: list[dict[str, object]] = [
        _item(second, 1, GOING_ON),
        _item(foreign, 1, GOING_ON),
        _item(held, 7, GOING_ON),
        {"id": held.pk, "version": 1, "status": "completed", "actions_taken": "- 시행"},
        _item(held, 1, DONE),
    ]
    answer = system.post("assignments/progress/", body)
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 404, 412, 400, 201]
    assert [result["id"] for result in results] == [item["id"] for item in body]
    assert results[4]["report"]["stage"] == "claimed"
    assert results[3]["problem"]["errors"]["evidence"]
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.parametrize("key", [{}, {"Idempotency_Key": "k"}])
def test_all_or_nothing(
    key: dict[str, str], held: Assignment, system: Caller, department: Department
) -> None:
    second = assign(make_demand(held.demand.audit, 2), department, Status.NOT_REPORTED)
    good, bad = _item(second, 1, GOING_ON), _item(held, 7, GOING_ON)
    told = problem(system.post("assignments/progress/?atomic=true", [good, bad], **key), 412)
    assert [result["id"] for result in told["results"]] == [held.pk]
    assert not ProgressUpdate.objects.exists()
    assert not KeptAnswer.objects.exists()
    answer = system.post("assignments/progress/?atomic=true", [good, _item(held, 1, GOING_ON)], **key)
    assert [result["status"] for result in answer.json()["results"]] == [201, 201]


@pytest.mark.parametrize("count", [0, 201])
def test_many_are_one_to_two_hundred(count: int, held: Assignment, system: Caller) -> None:
    problem(system.post("assignments/progress/", [_item(held, 1, GOING_ON)] * count), 400)


def test_the_same_request_twice_is_done_once(held: Assignment, system: Caller) -> None:
    precondition = tag(held)
    first, second = (_progress(system, held, If_Match=precondition, Idempotency_Key="k-1") for _ in range(2))
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert ProgressUpdate.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(held: Assignment, system: Caller) -> None:
    _progress(system, held, Idempotency_Key="k")
    problem(_progress(system, held, DONE, Idempotency_Key="k"), 422)


def test_a_key_belongs_to_one_caller_and_one_address(
    held: Assignment, system: Caller, department: Department, officer: User, seated: Seated
) -> None:
    other = assign(make_demand(held.demand.audit, 2), department, Status.NOT_REPORTED)
    assert _progress(system, held, Idempotency_Key="k").status_code == 201
    assert _progress(system, other, Idempotency_Key="k").status_code == 201
    assert _progress(seated(officer), held, Idempotency_Key="k").status_code == 201
    assert ProgressUpdate.objects.count() == 3


def test_a_request_that_failed_may_be_sent_again(held: Assignment, system: Caller) -> None:
    problem(_progress(system, held, If_Match='"a1-v9"', Idempotency_Key="k"), 412)
    assert _progress(system, held, Idempotency_Key="k").status_code == 201


def test_a_kept_answer_is_given_only_to_who_may_still_do_it(
    held: Assignment, system: Caller, neighbour: Department
) -> None:
    precondition = tag(held)
    _progress(system, held, If_Match=precondition, Idempotency_Key="k")
    Assignment.objects.update(department=neighbour)
    problem(_progress(system, held, If_Match=precondition, Idempotency_Key="k"), 403)
    DepartmentToken.objects.update(revoked_at=timezone.now())
    problem(_progress(system, held, If_Match=precondition, Idempotency_Key="k"), 401)


@pytest.mark.parametrize("key", ["x" * 201, "키", "a\tb"])
def test_what_is_no_key(key: str, held: Assignment, system: Caller) -> None:
    problem(_progress(system, held, Idempotency_Key=key), 400)


def test_the_council_logs_demands_and_transmits(secretariat: User, seated: Seated) -> None:
    audit, caller = make_audit(), seated(secretariat)
    body = {"audit": audit.pk, "category": "corrective", "text": "예산 낭비가 없도록 할 것"}
    made = caller.post("demands/", body, Idempotency_Key="d1")
    assert made.status_code == 201
    assert caller.post("demands/", body, Idempotency_Key="d1").json() == made.json()
    assert made.json()["number"] == Demand.objects.get().number == 1
    sent = caller.post(f"audits/{audit.pk}/transmittal/", {"on": "2026. 1. 5.", "number": "의회사무처-1"})
    assert sent.status_code == 200
    assert str(Audit.objects.get().transmitted_on) == sent.json()["transmitted_on"] == "2026-01-05"
    problem(caller.post("demands/", body), 409)
    problem(caller.post(f"audits/{audit.pk}/transmittal/", {"on": "2026-01-06", "number": "2"}), 409)


@pytest.mark.parametrize("who", ["system", "officer", "coordinator", "councillor", "administrator"])
def test_only_the_council_logs_and_transmits(
    who: str, request: pytest.FixtureRequest, seated: Seated
) -> None:
    found = request.getfixturevalue(who)
    caller = found if isinstance(found, Caller) else seated(found)
    audit = make_audit()
    problem(caller.post("demands/", {"audit": audit.pk, "category": "corrective", "text": "할 것"}), 403)
    problem(caller.post(f"audits/{audit.pk}/transmittal/", {"on": "2026-01-05", "number": "1"}), 403)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"category": "unknown", "text": "할 것"}, "category"),
        ({"category": ["corrective"], "text": "할 것"}, "category"),
        ({"category": "a\x00", "text": "할 것"}, "category"),
        ({"category": "corrective", "text": " "}, "text"),
        ({"category": "corrective", "text": "할 것", "audit": 10**30}, "audit"),
    ],
)
def test_what_is_no_demand(body: dict[str, object], field: str, secretariat: User, seated: Seated) -> None:
    answer = seated(secretariat).post("demands/", {"audit": make_audit().pk} | body)
    assert field in problem(answer, 400)["errors"]


def test_an_unknown_audit_takes_no_demand(secretariat: User, seated: Seated) -> None:
    caller = seated(secretariat)
    problem(caller.post("demands/", {"audit": 999999, "category": "corrective", "text": "할 것"}), 404)
    problem(caller.post("audits/99999999999999999999/transmittal/", {"on": "2026-01-05", "number": "1"}), 404)


def test_the_coordinator_distributes(
    coordinator: User, seated: Seated, department: Department, neighbour: Department
) -> None:
    audit = make_audit()
    demand, caller = make_demand(audit), seated(coordinator)
    body = {
        "assignments": [
            {"department": department.pk, "lead": True},
            {"department": neighbour.pk, "due_date": "2026-02-01"},
        ]
    }
    problem(caller.post(f"demands/{demand.pk}/assignments/", body), 409)
    audit.transmitted_on, audit.transmittal_number = timezone.localdate(), "의회사무처-1"
    audit.default_due_date = "2026-03-02"
    audit.save(update_fields=["transmitted_on", "transmittal_number", "default_due_date"])
    answer = caller.post(f"demands/{demand.pk}/assignments/", body)
    assert answer.status_code == 201, answer.content
    assert [row["due_date"] for row in answer.json()["assignments"]] == ["2026-03-02", "2026-02-01"]
    problem(caller.post(f"demands/{demand.pk}/assignments/", body), 400)


@pytest.mark.parametrize(
    "shares",
    [
        [],
        [{"department": 999999, "lead": True}],
        [{"department": None}],
        [{"department": True}],
        [3],
        "x",
        [{}],
    ],
)
def test_what_cannot_be_distributed(shares: object, coordinator: User, seated: Seated) -> None:
    demand = make_demand(make_audit())
    answer = seated(coordinator).post(f"demands/{demand.pk}/assignments/", {"assignments": shares})
    problem(answer, 400)


@pytest.mark.parametrize("who", ["system", "officer", "secretariat", "councillor", "administrator"])
def test_only_the_coordinator_distributes(who: str, request: pytest.FixtureRequest, seated: Seated) -> None:
    found = request.getfixturevalue(who)
    caller = found if isinstance(found, Caller) else seated(found)
    problem(caller.post(f"demands/{make_demand(make_audit()).pk}/assignments/", {"assignments": []}), 403)
