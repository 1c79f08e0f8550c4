"""What goes out, tried by those it is not for, at the wrong moment, and by two at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits import record, reference
from audits.access import Viewer
from audits.models import Audit, Committee, Demand, Department, Membership, Office, Repeat, RepeatState, User
from audits.record import Entry
from audits.statuses import ReportedStatus as Status
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand, report
from tests.together import one_behind_the_other
from tests.tracker.exports import more_readers, readers
from tests.tracker.exports.machine import require_pdf
from tests.tracker.exports.readers import bare
from tests.tracker.frozen import frozen_report
from tracker import making
from tracker.actions.freeze_as_of import freeze_report
from tracker.actions.publish import publish
from tracker.actions.repeats import decide_repeat
from tracker.models import (
    Assignment,
    FileState,
    Meeting,
    Paper,
    Publication,
    ReportFile,
    ReportForm,
    Snapshot,
)
from tracker.reports import moment
from tracker.reports.official import of_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_day")]

SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]
TODAY = BEGAN_ON


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    reference.ensure_lists()
    cache.clear()


@pytest.fixture
def audit(committee: Committee, department: Department, neighbour: Department) -> Audit:
    """One demand of two departments, one completed, one that nobody has, one withdrawn as a whole."""
    audit = make_audit(committee=committee)
    shared = make_demand(audit, 1, text="통신망 점검 결과를 함께 제출할 것")
    assign(shared, department, Status.IN_PROGRESS, lead=True, due=TODAY - timedelta(days=1))
    assign(shared, neighbour, Status.COMPLETED)
    assign(make_demand(audit, 2, text="장비 교체 계획을 세울 것"), department, Status.COMPLETED)
    make_demand(audit, 3, text="교육 대상을 넓힐 것", category="suggestion")
    gone = make_demand(audit, 4, text="철회된 요구")
    Demand.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    return audit


def _tell(audit: Audit, by: User | None = None) -> None:
    with transaction.atomic():
        record.append(Entry("audit_set_up", audit, by))


def _made(frozen: Snapshot, form: str, by: User) -> bytes:
    """The file as a worker makes it."""
    file = ReportFile.objects.create(
        audit=frozen.audit, snapshot=frozen, paper=frozen.paper, as_of=frozen.as_of, form=form, by=by
    )
    making.carry_out(file.pk)
    file.refresh_from_db()
    assert file.state == FileState.READY, file.error
    return bytes(file.content or b"")


@pytest.mark.parametrize("paper", Paper)
def test_every_way_out_of_one_frozen_report_has_the_same_figures(
    paper: Paper, audit: Audit, committee: Committee, secretariat: User, sign_in: SignIn, client: Client
) -> None:
    require_pdf()
    browser = sign_in(secretariat)
    told = browser.get(reverse("api_audit_summary", args=[audit.pk])).json()["total"]
    frozen = frozen_report(audit, paper, as_of=TODAY)
    Office(pk=1, is_public=True).save()
    heard = Meeting.objects.create(committee=committee, held_on=TODAY)
    Publication.objects.create(audit=audit, snapshot=frozen, meeting=heard, on=TODAY)
    page = browser.get(reverse("report_frozen", args=[frozen.pk]))
    columns = {bare(column.label): column.code for column in page.context["report"].columns}
    wanted = {label: told[code] for label, code in columns.items()}
    assert wanted["계"] == 3
    ways: dict[str, Any] = {
        "page": readers.page(page.content.decode()),
        "hwpx": more_readers.hwpx(_made(frozen, "hwpx", secretariat)),
        "pdf": readers.pdf(_made(frozen, "pdf", secretariat)),
        "json": more_readers.machine_readable(_made(frozen, "json", secretariat)),
    }
    sections = [row["label"] for row in json.loads(frozen.content)["summary"]["rows"]]
    ways["xlsx"] = readers.xlsx(_made(frozen, "xlsx", secretariat), sections)
    assert {name: way.figures["계"] for name, way in ways.items()} == dict.fromkeys(ways, wanted)
    public = client.get(reverse("public_json", args=[audit.pk])).json()
    assert {label: public["total"][code] for label, code in columns.items()} == wanted
    assert {way: len(found.demands) for way, found in ways.items()} == dict.fromkeys(ways, 3)
    lines = readers.comma_separated(_made(frozen, "csv", secretariat))
    assert (lines.figures["계"]["계"], len(lines.demands)) == (3, 3)


def test_who_has_the_machine_gets_the_bytes_that_a_worker_makes(
    audit: Audit, department: Department, secretariat: User, tmp_path: Path
) -> None:
    frozen_report(audit, as_of=TODAY - timedelta(days=30))
    assign(make_demand(audit, 9), department)
    frozen = frozen_report(audit, as_of=TODAY)
    for form in ("json", "hwpx", "xlsx", "csv"):
        asked = {"audit": str(audit.pk), "format": form, "snapshot": str(frozen.pk)}
        call_command("export_report", **asked, output=tmp_path / form)
        assert (tmp_path / form).read_bytes() == _made(frozen, form, secretariat)
    assert json.loads((tmp_path / "json").read_bytes())["changes"]["counts"]["added"] == 1


@pytest.mark.parametrize("form", ReportForm.values)
@pytest.mark.parametrize("kind", ["nothing logged", "all withdrawn"])
def test_an_audit_of_nothing_is_a_report_in_every_form(
    kind: str, form: str, committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    if form == "pdf":
        require_pdf()
    audit = make_audit(committee=committee)
    if kind == "all withdrawn":
        for number in (1, 2):
            make_demand(audit, number)
        Demand.objects.update(withdrawn_at=timezone.now())
    for paper in Paper:
        frozen = frozen_report(audit, paper, as_of=TODAY)
        assert _made(frozen, form, secretariat)
        page = sign_in(secretariat).get(reverse("report_frozen", args=[frozen.pk]))
        assert page.status_code == 200


def test_a_file_of_today_is_not_offered_once_something_has_happened(
    audit: Audit, secretariat: User, sign_in: SignIn
) -> None:
    _tell(audit)
    browser = sign_in(secretariat)
    address = f"{reverse('report_now', args=[audit.pk])}?paper=inspection&on={TODAY.isoformat()}"
    file = ReportFile.objects.create(
        audit=audit, paper="inspection", as_of=TODAY, form="json", by=secretariat
    )
    making.carry_out(file.pk)
    taken = reverse("report_file_content", args=[file.pk])
    assert taken in browser.get(address).content.decode()
    _tell(audit)
    page = browser.get(address)
    assert taken not in page.content.decode()
    assert "그 뒤에 기록이 바뀌었습니다" in page.content.decode()
    assert [each["form"] for each in page.context["files"] if each["is_old"]] == ["json"]


@pytest.mark.django_db(transaction=True)
def test_a_report_that_is_not_frozen_is_of_one_moment(
    audit: Audit, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reports between two statements: either all of it is in the report, or nothing."""
    nobody_has = Demand.objects.get(audit=audit, number=3)
    row = assign(nobody_has, Department.objects.order_by("pk").last(), Status.NOT_REPORTED)
    usual = moment.present

    def reported() -> None:
        report(row, Status.COMPLETED, actions="- 사이에 들어온 보고")
        Assignment.objects.filter(pk=row.pk).update(
            reported_status="completed", stage="claimed", verification="awaiting"
        )
        connection.close()

    def present(*args: Any) -> Any:
        told = usual(*args)
        with ThreadPoolExecutor(1) as other:
            other.submit(reported).result(20)
        return told

    monkeypatch.setattr("tracker.reports.frozen.present", present)
    file = ReportFile.objects.create(audit=audit, paper="result", as_of=TODAY, form="json", by=secretariat)
    making.carry_out(file.pk)
    told = json.loads(bytes(ReportFile.objects.get().content or b""))
    (item,) = [item for item in told["items"] if item["number"] == 3]
    (answer,) = item["departments"]
    assert (answer["status"], answer["actions_taken"]) == ("not_reported", "")


def test_no_public_answer_names_what_a_demand_repeats(
    audit: Audit, committee: Committee, client: Client
) -> None:
    """The public reads of the audits that were published, and earlier ones may never have been."""
    Office(pk=1, is_public=True).save()
    earlier = make_demand(make_audit(2019, body="비공개기획과", committee=committee), 37, text="앞선 요구")
    demand = Demand.objects.get(audit=audit, number=1)
    Repeat.objects.create(demand=demand, earlier=earlier, state=RepeatState.CONFIRMED, decided_on=TODAY)
    frozen = frozen_report(audit, Paper.INSPECTION, as_of=TODAY)
    assert of_snapshot(frozen).items[0].repeats == ["2019년 비공개기획과 시정 37"]
    heard = Meeting.objects.create(committee=committee, held_on=TODAY)
    Publication.objects.create(audit=audit, snapshot=frozen, meeting=heard, on=TODAY)
    for name in ("public_report", "public_json", "public_csv"):
        body = client.get(reverse(name, args=[audit.pk])).content.decode()
        assert [each for each in ("비공개기획과", "2019", "시정 37", "재지적") if each in body] == [], name


def test_a_paper_of_a_day_before_the_record_begins_says_so_and_counts_no_zero(
    audit: Audit, committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    _tell(audit)
    browser = sign_in(secretariat)
    long_ago = Meeting.objects.create(committee=committee, held_on=TODAY - timedelta(days=900))
    page = browser.get(reverse("meeting_paper", args=[long_ago.pk]))
    assert page.context["tables"] == []
    assert "그날의 현황을 알 수 없습니다" in page.content.decode()
    now = Meeting.objects.create(committee=committee, held_on=TODAY, cut_off=TODAY)
    page = browser.get(reverse("meeting_paper", args=[now.pk]))
    assert {table["code"]: table["count"] for table in page.context["tables"]}["open"] == 3


ROOMS = ("report_frozen", "report_content", "report_file", "report_file_content", "report_changes")


def _opened(browser: Client, name: str, frozen: Snapshot, file: ReportFile) -> int:
    pk = file.pk if name.startswith("report_file") else frozen.pk
    said = {"since": frozen.pk} if name == "report_changes" else {}
    return browser.get(reverse(name, args=[pk]), said).status_code


@pytest.mark.parametrize("name", ROOMS)
def test_a_frozen_report_opens_for_nobody_it_is_not_for(
    name: str,
    audit: Audit,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    secretariat = request.getfixturevalue("secretariat")
    expected = {
        "result": {"clerk": 200, "councillor": 200, "coordinator": 200, "secretariat": 200},
        "inspection": {"clerk": 200, "councillor": 200, "coordinator": 404, "secretariat": 200},
    }
    shut = {"other_clerk": 404, "officer": 403, "head": 403, "stranger": 403, "administrator": 403}
    for paper, wanted in expected.items():
        frozen = frozen_report(audit, Paper(paper), as_of=TODAY)
        file = ReportFile.objects.create(
            audit=audit,
            snapshot=frozen,
            paper=paper,
            as_of=TODAY,
            form="csv",
            by=secretariat,
            state="ready",
            content=b"x",
        )
        all_of_them = wanted | shut
        found = {
            person: _opened(sign_in(request.getfixturevalue(person)), name, frozen, file)
            for person in all_of_them
        }
        assert found == all_of_them, paper


@pytest.mark.parametrize("name", ROOMS)
def test_whose_place_has_ended_takes_nothing_away_any_more(
    name: str, audit: Audit, clerk: User, sign_in: SignIn
) -> None:
    frozen = frozen_report(audit, Paper.INSPECTION, as_of=TODAY)
    file = ReportFile.objects.create(
        audit=audit,
        snapshot=frozen,
        paper="inspection",
        as_of=TODAY,
        form="csv",
        by=clerk,
        state="ready",
        content=b"x",
    )
    browser = sign_in(clerk)
    assert _opened(browser, name, frozen, file) == 200
    Membership.objects.filter(user=clerk).update(end_on=TODAY)
    assert _opened(browser, name, frozen, file) in {403, 404}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("demands", [0, 2])
def test_of_two_who_freeze_the_same_one_is_told(
    demands: int, committee: Committee, clerk: User, as_viewer: AsViewer
) -> None:
    audit, by = make_audit(committee=committee), as_viewer(clerk)
    for number in range(1, demands + 1):
        make_demand(audit, number)

    def freeze() -> object:
        return freeze_report(audit.pk, Paper.INSPECTION, title="같은 제목", as_of=by.on, by=by)

    _first, refusal = one_behind_the_other(freeze, freeze)
    assert isinstance(refusal, ValidationError)
    assert Snapshot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_the_second_has_to_say_why(
    audit: Audit, committee: Committee, secretariat: User, as_viewer: AsViewer
) -> None:
    Office(pk=1, is_public=True).save()
    by = as_viewer(secretariat)
    heard = Meeting.objects.create(committee=committee, held_on=by.on)
    two = [frozen_report(audit, paper, as_of=by.on) for paper in Paper]
    _first, refusal = one_behind_the_other(
        lambda: publish(two[0].pk, heard.pk, by=by), lambda: publish(two[1].pk, heard.pk, by=by)
    )
    assert isinstance(refusal, ValidationError)
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_decides_while_it_is_proposed_anew_decides(
    audit: Audit, committee: Committee, secretariat: User, as_viewer: AsViewer
) -> None:
    earlier = make_demand(make_audit(2019, committee=committee), 1, text="앞선 요구")
    demand, by = Demand.objects.get(audit=audit, number=1), as_viewer(secretariat)
    Repeat.objects.create(demand=demand, earlier=earlier, score=900)

    def anew() -> None:
        Repeat.objects.all().delete()
        Repeat.objects.create(demand=demand, earlier=earlier, score=800)

    _none, decided = one_behind_the_other(
        anew, lambda: decide_repeat(demand.pk, earlier.pk, state="confirmed", by=by)
    )
    assert isinstance(decided, Repeat), decided
    assert Repeat.objects.get().state == RepeatState.CONFIRMED
