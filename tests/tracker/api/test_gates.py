"""A report on its way to the council, as other systems and people with a session meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audits.gates import Gates
from audits.models import Committee, Department, Event, User
from tests.tracker.api.conftest import Answer, Caller, KeyOf, problem, tag
from tracker.models import Assignment, Passage, ProgressUpdate, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Seated = Callable[[User], Caller]
SECRET = "밤새 쓴 초안"
DONE = {
    "status": "completed",
    "actions_taken": f"- {SECRET}",
    "evidence": [{"document_number": "정보정책과-12"}],
}
LETTER = {"on": "2026. 3. 5.", "number": "기획담당관-301"}


def _post(caller: Caller, row: Assignment, act: str, body: object = None) -> Answer:
    return caller.post(f"assignments/{row.pk}/{act}/", body, If_Match=tag(row))


def test_without_a_gate_the_answer_says_filed(held: Assignment, system: Caller) -> None:
    assert _post(system, held, "progress", DONE).json()["filed"] is True


@pytest.mark.usefixtures("one_gate")
def test_while_a_gate_is_open_the_answer_says_not_filed(held: Assignment, system: Caller) -> None:
    told = _post(system, held, "progress", DONE).json()
    assert (told["filed"], told["stage"], told["status"]) == (False, "working", "not_reported")


@pytest.mark.usefixtures("one_gate")
def test_the_heads_confirmation_files_it(
    held: Assignment, system: Caller, head: User, seated: Seated
) -> None:
    _post(system, held, "progress", DONE)
    answer = _post(seated(head), held, "approval")
    told = answer.json()
    assert (told["stage"], told["status"], told["waiting_at"]) == ("claimed", "completed", None)
    assert answer.headers["ETag"] == tag(held)


@pytest.mark.usefixtures("two_gates")
def test_two_gates_end_with_the_coordinators_letter(
    held: Assignment, system: Caller, head: User, coordinator: User, seated: Seated
) -> None:
    _post(system, held, "progress", DONE)
    told = _post(seated(head), held, "approval").json()
    assert (told["stage"], told["waiting_at"]) == ("working", "coordinator")
    assert told["waiting_report"] == ProgressUpdate.objects.get().pk
    told = _post(seated(coordinator), held, "submission", LETTER).json()
    assert (told["stage"], told["waiting_at"]) == ("claimed", None)
    assert str(Passage.objects.get(gate="coordinator").document_on) == "2026-03-05"


def test_a_department_that_asks_for_more_is_held_at_its_gate(
    held: Assignment, department: Department, system: Caller
) -> None:
    Department.objects.filter(pk=department.pk).update(gates=Gates.HEAD)
    assert _post(system, held, "progress", DONE).json()["filed"] is False


@pytest.mark.usefixtures("one_gate")
def test_a_system_passes_no_gate(
    held: Assignment, department: Department, system: Caller, head: User, key_of: KeyOf
) -> None:
    _post(system, held, "progress", DONE)
    of_head = key_of(department, head)
    for act, body in (
        ("approval", {}),
        ("approval", {"document_number": "정보정책과-1"}),
        ("send-back", {"reason": "다시"}),
        ("submission", LETTER),
    ):
        problem(_post(of_head, held, act, body), 403)
    assert not Passage.objects.exists()


@pytest.mark.usefixtures("one_gate")
def test_the_head_who_answers_for_the_system_does_not_confirm_its_report(
    held: Assignment, department: Department, head: User, key_of: KeyOf, coordinator: User, seated: Seated
) -> None:
    _post(key_of(department, head), held, "progress", DONE)
    problem(_post(seated(head), held, "approval"), 409)
    assert _post(seated(coordinator), held, "approval").json()["stage"] == Stage.CLAIMED


@pytest.mark.usefixtures("one_gate")
def test_a_confirmation_by_number_is_recorded_as_one(
    held: Assignment, system: Caller, officer: User, head: User, seated: Seated
) -> None:
    _post(system, held, "progress", DONE)
    number = {"document_number": "정보정책과-77"}
    problem(_post(seated(officer), held, "approval"), 403)
    problem(_post(seated(officer), held, "approval", number), 409)
    assert _post(seated(head), held, "approval", number).status_code == 200
    told = seated(head).get(f"assignments/{held.pk}/history/").json()["results"]
    (approved,) = [row for row in told if row["kind"] == "report_approved"]
    assert approved["facts"]["by_number"] is True


@pytest.mark.usefixtures("one_gate")
def test_what_goes_back_needs_a_reason(held: Assignment, system: Caller, head: User, seated: Seated) -> None:
    _post(system, held, "progress", DONE)
    assert "reason" in problem(_post(seated(head), held, "send-back", {}), 400)["errors"]
    assert _post(seated(head), held, "send-back", {"reason": "다시"}).json()["waiting_at"] is None
    assert _post(system, held, "progress", DONE).json()["number"] == 2


@pytest.mark.usefixtures("one_gate")
def test_each_act_names_the_version_it_saw(
    held: Assignment, system: Caller, head: User, seated: Seated
) -> None:
    early = tag(held)
    _post(system, held, "progress", DONE)
    address = f"assignments/{held.pk}/approval/"
    problem(seated(head).post(address), 428)
    problem(seated(head).post(address, If_Match=early), 412)


@pytest.mark.usefixtures("two_gates")
@pytest.mark.parametrize(
    ("body", "field"), [({"on": "2026-03-05", "number": " "}, "number"), ({"number": "가-1"}, "on")]
)
def test_a_submission_names_its_letter(
    body: object, field: str, held: Assignment, system: Caller, head: User, coordinator: User, seated: Seated
) -> None:
    _post(system, held, "progress", DONE)
    _post(seated(head), held, "approval")
    assert field in problem(_post(seated(coordinator), held, "submission", body), 400)["errors"]


@pytest.mark.usefixtures("two_gates")
def test_the_council_reads_nothing_of_a_report_that_waits(
    held: Assignment,
    committee: Committee,
    system: Caller,
    head: User,
    coordinator: User,
    secretariat: User,
    clerk: User,
    councillor: User,
    seated: Seated,
) -> None:
    held.demand.audit.committee = committee
    held.demand.audit.save(update_fields=["committee"])
    council = [seated(person) for person in (secretariat, clerk, councillor)]

    def told(caller: Caller) -> bool:
        found = [
            caller.get(f"assignments/{held.pk}/").content.decode(),
            caller.get(f"assignments/{held.pk}/history/").content.decode(),
            caller.get(f"demands/?q={SECRET}").content.decode(),
        ]
        return any(SECRET in page or "completed" in page or '"results":[{"id"' in page for page in found)

    _post(system, held, "progress", DONE)
    assert not any(told(caller) for caller in [*council, seated(coordinator)])
    assert told(system)
    _post(seated(head), held, "approval")
    assert not any(told(caller) for caller in council)
    assert told(seated(coordinator))
    _post(seated(coordinator), held, "submission", LETTER)
    assert all(told(caller) for caller in council)
    assert Event.objects.filter(kind="report_submitted").exists()
