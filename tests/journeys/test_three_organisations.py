"""2019 to 2026: the demands of one audit go through three organisations of the same bureau.

With the published report and sheets where they are present, and always with the same facts in words of our own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pytest

from audits.access import Viewer, viewer
from audits.models import Audit, Demand, Department, Event, Role, Succession, User
from audits.reading import read_report
from audits.reorganisation import Founding, Step
from seeds import organisation, report
from tests.audits.intake.papers import DATA, REPORT
from tests.conftest import Enrol
from tracker import reports, undecided
from tracker.actions import verify
from tracker.actions.import_demands import AuditFacts, import_report
from tracker.actions.move import move_many
from tracker.actions.move_choices import Choice
from tracker.actions.reorganise import reorganise
from tracker.actions.report import Words, report_progress
from tracker.models import OPEN, Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

BODY: Final = "스마트도시정책관"
AS_OF: Final = date(2020, 11, 1)  # of the report
MOVED_OUTSIDE: Final = 15  # whose duty another body had taken over on 2019-08-02
OUTSIDE: Final = "뉴미디어담당관"
FIRST: Final = date(2023, 10, 2)  # the day on which the first reorganisation is recorded
SECOND: Final = date(2026, 5, 1)
# Of which nobody can say where they went: the network and its security went two ways, and a duty is in no list.
NOBODYS: Final = {2: SECOND, 17: SECOND}
UNTIL: Final = {FIRST: date(2023, 9, 30), SECOND: date(2026, 4, 30)}
needs_data = pytest.mark.skipif(not REPORT.exists(), reason="not part of the repository: ../shared/data")


@dataclass(frozen=True)
class Papers:
    """Where the facts come from: the report, and what is known of departments and steps."""

    content: bytes
    departments: list[dict[str, str]]
    steps: list[dict[str, Any]]


def _ours() -> Papers:
    told = organisation.content()
    first = [row for row in told["department"] if not _founded(row["name"], told["succession"])]
    departments = [
        {"name": row["name"], "kind": row["kind"], "outside": "1" if row.get("external") else ""}
        for row in first
    ]
    return Papers(report.document(report.content()).encode(), departments, told["succession"])


def _published() -> Papers:
    kinds = {"과": "department", "사업소": "office"}
    with (DATA / "organisation.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["as_of"] == "2020-11"]
    departments = [{"name": BODY, "kind": "bureau", "outside": ""}]
    departments += [{"name": row["department"], "kind": kinds[row["kind"]], "outside": ""} for row in rows]
    departments.append({"name": OUTSIDE, "kind": "department", "outside": "1"})
    with (DATA / "succession.csv").open(encoding="utf-8") as file:
        steps = [{name: words for name, words in row.items() if words} for row in csv.DictReader(file)]
    for step in steps:
        step["successor"] = step["successor"].partition("(")[0]
    return Papers(REPORT.read_bytes(), departments, steps)


@pytest.fixture(params=["ours", pytest.param("published", marks=needs_data)])
def papers(request: pytest.FixtureRequest) -> Papers:
    return _ours() if request.param == "ours" else _published()


@dataclass(frozen=True)
class Office:
    """The executive and the council, and what became of the audit."""

    papers: Papers
    audit: Audit
    people: Mapping[str, User]

    def by(self, who: str, on: date) -> Viewer:
        """Who somebody is on a day."""
        return viewer(self.people[who], on)

    def rows(self) -> list[Assignment]:
        """Every assignment of the audit."""
        held = Assignment.objects.filter(demand__audit=self.audit).select_related("department", "demand")
        return list(held.order_by("demand__number", "id"))

    def of(self, number: int) -> Assignment:
        """The assignment of a demand that has one."""
        return next(row for row in self.rows() if row.demand.number == number)

    def reorganise(self, on: date) -> None:
        """Record the steps whose span ends before `on`, and the certain ones of long ago, as the coordinator."""
        steps = [_step(row) for row in self.papers.steps if _day(row) == UNTIL[on]]
        reorganise(steps, by=self.by("coordinator", on))

    def decide(self, on: date) -> None:
        """Say of each item where its duty went, as far as anybody knows."""
        choices = []
        for told in report.content()["move"]:
            names = {"predecessor__name": told["department"], "successor__name": told["successor"]}
            for step in Succession.objects.standing().filter(day=UNTIL[on], **names):
                choices += [
                    Choice(row.pk, told["reason"], step=step.pk)
                    for row in self.rows()
                    if row.demand.number in told["demands"] and row.department_id == step.predecessor_id
                    if row.stage in OPEN
                ]
        outcomes = move_many(choices, by=self.by("coordinator", on))
        assert [outcome.refusal for outcome in outcomes if outcome.refusal] == []


@pytest.fixture
def office(papers: Papers, enrol: Enrol, committee: Any) -> Office:
    """The first organisation, the duty that left it in 2019, and the report of 2020 in the system."""
    for rank, row in enumerate(papers.departments, start=1):
        Department.objects.create(
            name=row["name"], kind=row["kind"], rank=rank * 10, external=bool(row["outside"])
        )
    people = {
        "coordinator": enrol(Role.COORDINATOR, start_on=date(2019, 1, 1)),
        "secretariat": enrol(Role.SECRETARIAT, start_on=date(2019, 1, 1)),
        "clerk": enrol(Role.CLERK, start_on=date(2019, 1, 1), committee=committee),
        "officer": enrol(
            Role.OFFICER,
            start_on=date(2019, 1, 1),
            department=Department.objects.get(name="정보시스템담당관"),
        ),
    }
    certain = [_step(row) for row in papers.steps if "effective_on" in row]
    reorganise(certain, by=viewer(people["coordinator"], date(2019, 9, 2)))
    reading = read_report(papers.content, name="보고서.txt", year=2019, report_date=AS_OF)
    facts = AuditFacts(year=2019, body=BODY, report_date=AS_OF, committee=committee)
    audit = import_report(reading, facts, by=people["secretariat"], on=AS_OF)
    return Office(papers, audit, people)


def test_every_open_item_of_2019_ends_with_a_department_that_exists_or_in_nobodys_hands(
    office: Office,
) -> None:
    for day in (FIRST, SECOND):
        before = {row.pk: row.department_id for row in office.rows()}
        office.reorganise(day)
        _nothing_moved_but_by_rule(office, before)
        _what_waits_is_seen(office, day)
        office.decide(day)
        left = {row.demand.number for row in Assignment.objects.without_owner(day).select_related("demand")}
        assert left == {number for number, since in NOBODYS.items() if since <= day} | _never_had_one(office)
    for row in office.rows():
        if row.stage in OPEN and row.demand.number not in {*NOBODYS, *_never_had_one(office)}:
            assert row.department is not None
            assert row.department.existed(SECOND)


def test_the_duty_that_moved_in_2019_ends_outside_for_everybody_to_see(office: Office) -> None:
    row = office.of(MOVED_OUTSIDE)
    assert (row.stage, row.reported_status) == ("claimed", "completed")
    clerk, on = office.by("clerk", date(2020, 12, 1)), date(2020, 12, 10)
    claim = row.updates.filed().latest("number")
    verify.return_claim(
        row.pk, update_id=claim.pk, version=row.version, reason="옮겨 갔을 뿐 처리되지 않음", by=clerk
    )
    passed_on = Words(
        status="transferred",
        actions_taken="- 홈페이지 업무가 2019. 8. 2. 옮겨 감",
        receiver=f"시민소통기획관 {OUTSIDE}",
    )
    claim = report_progress(row.pk, passed_on, version=row.version + 1, by=office.by("officer", on))
    row.refresh_from_db()
    verify.confirm(row.pk, update_id=claim.pk, version=row.version, by=office.by("clerk", on))
    office.reorganise(FIRST)
    office.reorganise(SECOND)
    row.refresh_from_db()
    assert (row.stage, row.reported_status, row.department) == (
        "closed",
        "transferred",
        Department.objects.get(name="정보시스템담당관"),
    )
    total = reports.summary(office.audit, Demand.objects.all()).total
    assert (total.completed, total.in_progress, total.transferred) == (17, 14, 1)


def test_the_counts_of_the_year_are_the_same_in_both_structures(office: Office) -> None:
    before = reports.summary(office.audit, Demand.objects.all())
    for day in (FIRST, SECOND):
        office.reorganise(day)
        office.decide(day)
        assert reports.summary(office.audit, Demand.objects.all()) == before
        held = Assignment.objects.all()
        today = reports.by_department(office.audit, held, on=day)
        then = reports.by_department_then(office.audit, held, on=day)
        assert sum(row.total for row in today) == sum(row.total for row in then) == len(office.rows())
        for status in ("completed", "in_progress"):
            assert sum(row.by_status[status] for row in today) == sum(row.by_status[status] for row in then)
        first = {row["name"] for row in office.papers.departments}
        assert {row.department.name for row in then if row.department} <= first


def test_who_worked_in_a_renamed_department_still_answers_for_its_items(office: Office) -> None:
    office.reorganise(FIRST)
    office.reorganise(SECOND)
    assert {
        each.name for each in Department.objects.filter(pk__in=office.by("officer", SECOND).department_ids)
    } == {"정보시스템과"}


def test_each_move_is_one_entry_of_the_record(office: Office) -> None:
    for day in (FIRST, SECOND):
        office.reorganise(day)
        office.decide(day)
    moves = sum(row.tenures.exclude(succession=None).count() for row in office.rows())
    assert Event.objects.filter(kind="moved").count() == moves > 20


def _nothing_moved_but_by_rule(office: Office, before: Mapping[int, int | None]) -> None:
    """What went along without a word went where a rename or merge with nothing beside it leads."""
    for row in office.rows():
        if row.department_id != before[row.pk]:
            step = row.tenures.get(end_on=None).succession
            assert step is not None
            assert step.kind in {"rename", "merge"}
            assert not Succession.objects.filter(
                predecessor=step.predecessor, kind__in=["split", "transfer"], day=step.day
            ).exists()


def _what_waits_is_seen(office: Office, day: date) -> None:
    """Nothing open is with a department that is gone, but that it is 소관 없음 and somebody is asked for it."""
    steps = undecided.asking(day)
    waits = set(undecided.waiting(steps, day).values_list("pk", flat=True))
    for row in office.rows():
        if row.stage in OPEN and (row.department is None or not row.department.existed(day)):
            assert row.pk in waits


def _never_had_one(office: Office) -> set[int]:
    """Demands of which the document named no department for certain."""
    return {row.demand.number for row in office.rows() if row.stage in OPEN and not row.tenures.exists()}


def _founded(name: str, steps: list[dict[str, Any]]) -> bool:
    founding = {"rename", "split", "new"}
    return any(row.get("successor") == name and row["kind"] in founding for row in steps)


def _day(row: Mapping[str, Any]) -> date:
    found = row.get("effective_on") or row["not_after"]
    return found if isinstance(found, date) else date.fromisoformat(found)


def _date(row: Mapping[str, Any], name: str) -> date | None:
    found = row.get(name)
    return date.fromisoformat(found) if isinstance(found, str) else found


def _step(row: Mapping[str, Any]) -> Step:
    """A row as the coordinator would record it; a department that is not there yet is founded by its first step."""
    return Step(
        kind=row["kind"],
        predecessor=row.get("predecessor"),
        successor=_successor(row),
        effective_on=_date(row, "effective_on"),
        not_before=_date(row, "not_before"),
        not_after=_date(row, "not_after"),
        duties=row.get("duties", ""),
        basis=row.get("basis", ""),
    )


def _successor(row: Mapping[str, Any]) -> Founding | str | None:
    name = row.get("successor")
    founds = row["kind"] not in {"transfer", "merge", "closed"}
    there = Department.objects.filter(name=name, is_void=False).exists()
    return Founding(name) if name and founds and not there else name
