"""기준일: a report of any past day says what the reports said on that day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from audits.errors import NotAllowedNow
from audits.models import Audit, Committee
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.tracker.proof.town import founded
from tests.tracker.reports.year import Year, figures, lived
from tracker import reports
from tracker.models import Meeting, Paper
from tracker.reports import Table, tables
from tracker.reports.compare import OF_DEMANDS, Kind

pytestmark = pytest.mark.django_db

STATEMENTS = 20
COUNTED = ("awaiting", "confirmed", "overdue", "overdue_original")


@pytest.fixture(scope="module")
def year(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    """The year, in a transaction that ends with the file."""
    with django_db_blocker.unblock(), transaction.atomic(), ExitStack() as stack:
        yield lived(lambda: stack.enter_context(founded(tmp_path_factory.mktemp("store"))))
        transaction.set_rollback(True)


def _now(year: Year) -> date:
    return year.last + timedelta(days=1)


def test_every_paper_of_every_day_is_told_again_to_the_letter(year: Year) -> None:
    assert len({on for on, *_ in year.contents}) > 20
    for (on, audit, paper), said in year.contents.items():
        again = reports.content(Audit.objects.get(pk=audit), paper, on, today=_now(year))
        assert json.loads(again) == json.loads(said), (on, audit, paper)
        assert again == said


def test_the_figures_of_every_day_are_those_of_the_pages_on_that_day(year: Year) -> None:
    for (on, audit), said in year.figures.items():
        moment = reports.as_of([Audit.objects.get(pk=audit)], on, today=_now(year))
        assert _counted(moment) == said, (on, audit)


def test_the_figures_of_today_told_from_the_record_are_those_of_the_tables(year: Year) -> None:
    for audit in Audit.objects.all():
        assert _counted(reports.as_of([audit], _now(year), today=_now(year))) == figures(audit, _now(year))


def test_what_changed_between_two_reports_is_what_their_totals_differ_by(year: Year) -> None:
    found: set[Kind] = set()
    days = sorted({on for on, *_ in year.contents})
    for earlier, later in pairwise(days):
        for audit in {pk for on, pk, _paper in year.contents if on == earlier}:
            before, after = (json.loads(year.contents[on, audit, Paper.RESULT]) for on in (earlier, later))
            compared = reports.compare(before, after)
            found |= compared.counts.keys()
            came = Counter(line.after for line in compared.lines if line.kind in OF_DEMANDS)
            went = Counter(line.before for line in compared.lines if line.kind in OF_DEMANDS)
            for status in (Status.COMPLETED, Status.NOT_ACCEPTED, Status.TRANSFERRED):
                totals = [content["summary"]["total"][status.value] for content in (before, after)]
                assert totals[1] - totals[0] == came[str(status.label)] - went[str(status.label)]
    assert found >= {Kind.COMPLETED, Kind.LATE, Kind.WITHDRAWN, Kind.CORRECTED}


def test_the_tables_of_every_committee_are_told_again(year: Year) -> None:
    assert any(table.count for said in year.tables.values() for table in said.tables)
    for (on, committee), said in year.tables.items():
        again = reports.standing_tables(Committee.objects.get(pk=committee), on, today=_now(year))
        assert again == said, (on, committee)


def test_what_was_completed_since_the_meeting_before_is_what_its_papers_did_not_have(year: Year) -> None:
    days = sorted({on for on, _committee in year.tables})
    since, committee = days[len(days) // 3], Committee.objects.get(pk=year.tables_of(year.last)[0])
    before = Meeting(committee=committee, held_on=since + timedelta(days=1))
    said = reports.standing_tables(committee, year.last, before=before, today=_now(year))
    (table,) = [each for each in said.tables if each.kind == Table.COMPLETED]
    done = _completed(year, year.last, committee) - _completed(year, since, committee)
    assert said.since == since
    assert {row.assignment for row in table.rows} == done != set()


def _completed(year: Year, on: date, committee: Committee) -> set[int]:
    told = [
        json.loads(said)
        for (day, _audit, paper), said in year.contents.items()
        if day == on and paper == Paper.RESULT
    ]
    rows = [row for content in told if content["committee"] == committee.name for row in content["rows"]]
    return {row["assignment"] for row in rows if row["status"] == "completed"}


def test_every_table_of_a_committee_had_something_in_it(year: Year) -> None:
    filled = {table.kind for said in year.tables.values() for table in said.tables if table.count}
    assert filled == set(Table)


def test_something_happened_on_the_way(year: Year) -> None:
    """What equals everywhere because nothing ever changes would prove nothing."""
    of_first = {said for (_on, audit, paper), said in year.contents.items() if paper == Paper.RESULT}
    assert len(of_first) == len([1 for *_, paper in year.contents if paper == Paper.RESULT])
    told = [json.loads(said) for said in year.contents.values()]
    assert any(row["overdue"] for content in told for row in content["rows"])
    assert any(content["summary"]["withdrawn"] for content in told)
    assert any(row.get("finding") for content in told for row in content["rows"])
    assert any(row.get("doubts") for content in told for row in content["rows"])
    assert {len(row["repeats"]) for content in told for row in content["rows"]} >= {0, 1, 2}
    assert len({content["summary"]["total"]["completed"] for content in told}) > 2


def test_a_day_before_the_audit_was_there_is_refused_with_its_first_day(year: Year) -> None:
    audit = Audit.objects.latest("pk")
    first = reports.first_entries([audit])[audit.pk]
    with pytest.raises(NotAllowedNow, match=f"{first:%Y. %-m. %-d.}에 등록"):
        reports.content(audit, Paper.RESULT, first - timedelta(days=1), today=_now(year))
    assert reports.content(audit, Paper.RESULT, first, today=_now(year))


def test_a_day_to_come_is_refused(year: Year) -> None:
    with pytest.raises(NotAllowedNow, match="아직 오지 않은 날"):
        reports.content(Audit.objects.earliest("pk"), Paper.RESULT, _now(year), today=year.last)


def test_the_audit_the_caller_holds_stays_as_it_is(year: Year) -> None:
    audit = Audit.objects.earliest("pk")
    before = dict(vars(audit))
    reports.as_of([audit], TODAY, today=_now(year))
    assert vars(audit) == before


def test_a_past_day_takes_as_many_statements_whatever_the_audit_holds(year: Year) -> None:
    counted = set()
    for audit in {Audit.objects.get(pk=pk) for _on, pk in year.figures}:
        with CaptureQueriesContext(connection) as captured:
            reports.content(audit, Paper.RESULT, year.last, today=_now(year))
        counted.add(len(captured))
    assert max(counted) <= STATEMENTS


def _counted(moment: Any) -> tuple[Any, ...]:
    told = tables.summary(moment)
    rows = [{name: each for name, each in row.items() if name != "label"} for row in told["rows"]]
    departments = [
        [row["department"], row["total"], row["by_status"], *(row[name] for name in COUNTED)]
        for row in tables.departments(moment)
    ]
    return {"rows": rows, "total": told["total"]}, told["withdrawn"], departments
