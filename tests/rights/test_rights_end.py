"""Rights end at the next request: with the membership, the person, the key; on pages, files, search, exports, mail."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audits.access import viewer
from audits.models import DepartmentToken, Membership, User
from notifications.digests import by_recipient
from tests.cluster import as_owner
from tests.factories import post_elsewhere
from tests.rights import cells, table
from tests.rights.table import Outcome
from tests.rights.world import World
from tracker.actions.evidence import Piece, add_evidence
from tracker.exports.json import result_report
from tracker.models import Assignment, FileKind, StoredFile

pytestmark = pytest.mark.django_db

# Everything that somebody of the department reads of its assignment; what has no such page answers 404 to all.
READ = (
    "/demands/{demand}/",
    "/demands/{demand}/history/",
    "/demands/{demand}/versions/",
    "/assignments/{pk}/history/",
    "/assignments/{pk}/report/",
    "/assignments/{pk}/acts/officer-oneself/",
    "/api/v1/demands/{demand}/",
    "/api/v1/demands/{demand}/history/",
    "/api/v1/assignments/{pk}/",
    "/api/v1/assignments/{pk}/history/",
    "/api/v1/assignments/{pk}/deadline/",
)
FILES = ("/files/{evidence}/", "/api/v1/evidence/{evidence}/file/")
Ending = Callable[[World, User], object]


def _ends(world: World, person: User) -> object:
    """The last day of the membership was yesterday: [from, until)."""
    return Membership.objects.filter(user=person).update(end_on=world.on)


def _begins_tomorrow(world: World, person: User) -> object:
    with as_owner():
        return Membership.objects.filter(user=person).update(start_on=world.on + timedelta(days=1))


def _moves(world: World, person: User) -> None:
    elsewhere = world.departments[table.HEADLESS]
    post_elsewhere(person, on=world.on, department=elsewhere)


def _stopped(world: World, person: User) -> object:
    return User.objects.filter(pk=person.pk).update(is_active=False)


ENDINGS: tuple[Ending, ...] = (_ends, _begins_tomorrow, _moves, _stopped)


@pytest.fixture
def file(office: World) -> int:
    """A file of evidence on the department's own assignment; its id. What lies in the store is not asked for."""
    by = viewer(office.people["officer"], office.on)
    subject = office.subject("own", "working")
    (piece,) = add_evidence(subject.pk, [Piece(document_number="정보-5")], version=None, by=by)
    piece.file = StoredFile.objects.create(
        name="점검.pdf",
        kind=FileKind.PDF,
        size=1,
        sha256="0" * 64,
        stored_as="0" * 32,
        by=by.user,
        expires_at=timezone.now(),
        used_at=timezone.now(),
    )
    piece.document_number = ""
    with as_owner():
        piece.save()
    return piece.pk


def _addresses(office: World, file: int) -> list[str]:
    subject = office.subject("own", "working")
    ids = {"pk": subject.pk, "demand": subject.demand, "evidence": file}
    return [path.format(**ids) for path in (*READ, *FILES)]


def _open(client: Client, path: str, **headers: str) -> bool:
    """Whether the address lets in; a file that the store has lost (503) was asked for by somebody who may."""
    answer: Any = client.get(path, headers=headers)
    return answer.status_code == 503 or cells.met_in(answer) == Outcome.LET_IN


@pytest.mark.parametrize("ending", ENDINGS)
def test_everything_closes_at_the_next_request_of_the_same_session(
    ending: Ending, office: World, file: int
) -> None:
    person, client = office.people["officer"], office.clients["officer"]
    addresses = _addresses(office, file)
    assert [path for path in addresses if not _open(client, path)] == []
    ending(office, person)
    assert [path for path in addresses if _open(client, path)] == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_lists_and_search_are_empty_at_the_next_request(ending: Ending, office: World) -> None:
    client = office.clients["officer"]
    found = client.get("/api/v1/assignments/?q=예산").json()["results"]
    assert {row["id"] for row in found} >= {office.subject("own", "working").pk}
    ending(office, office.people["officer"])
    after: Any = client.get("/api/v1/assignments/?q=예산")
    held = office.departments[table.HEADLESS].pk
    rows = after.json().get("results", [])
    assert {row["department"]["id"] for row in rows} <= {held}


def test_a_revoked_or_expired_key_opens_nothing(office: World, file: int) -> None:
    headers = {"Authorization": f"Bearer {office.keys['system']}"}
    paths = [path for path in _addresses(office, file) if path.startswith("/api/")]
    for change in (
        {"revoked_at": timezone.now()},
        {"revoked_at": None, "expires_on": office.on},
    ):
        DepartmentToken.objects.filter(name="system").update(revoked_at=None)
        assert [path for path in paths if not _open(Client(), path, **headers)] == []
        with as_owner():
            DepartmentToken.objects.filter(name="system").update(**change)
        assert {Client().get(path, headers=headers).status_code for path in paths} == {401}
        with as_owner():
            DepartmentToken.objects.filter(name="system").update(
                revoked_at=None, expires_on=office.on + timedelta(days=9)
            )


@pytest.mark.parametrize("who", ["other_officer", "other_clerk", "administrator", "nobody", "asked_officer"])
def test_a_file_is_there_for_those_alone_who_may_read_its_assignment(
    who: str, office: World, file: int
) -> None:
    for path in FILES:
        client = office.clients[who]
        answer: Any = client.get(path.format(evidence=file))
        assert cells.met_in(answer) != Outcome.LET_IN
        unknown: Any = client.get(path.format(evidence=999_999_999))
        assert (answer.status_code, cells.bare(answer)) == (unknown.status_code, cells.bare(unknown))


@pytest.mark.parametrize("place", ["own", "offered", "without a head"])
def test_the_council_reads_no_report_before_it_is_filed(place: str, office: World) -> None:
    for situation in ("awaits the head", "awaits the coordinator"):
        if (place, situation) not in office.subjects:
            continue
        subject = office.subject(place, situation)
        for who in ("secretariat", "clerk", "councillor"):
            told = office.clients[who].get(f"/api/v1/assignments/{subject.pk}/").json()
            assert [report["filed"] for report in told["reports"]] == [True]


def test_a_department_that_is_asked_reads_the_demand_and_no_report(office: World) -> None:
    subject = office.subject("own", "offer open")
    told = office.clients["asked_officer"].get(f"/api/v1/assignments/{subject.pk}/").json()
    assert (told["texts_hidden"], told["reports"], told["evidence"]) == (True, [], [])


def test_an_export_says_nothing_that_was_not_filed_and_names_nobody(office: World) -> None:
    waiting = office.subject("own", "awaits the head")
    with as_owner():
        Assignment.objects.get(pk=waiting.pk).updates.exclude(gate="").update(actions_taken="- 아직 초안")
    report = result_report(office.audits[table.OURS], on=office.on)
    assert json.loads(report)["items"]
    assert "아직 초안" not in report
    assert not [person.name for person in User.objects.all() if person.name in report]


def test_a_clerk_is_told_of_what_the_own_committee_follows_up_alone(office: World) -> None:
    Assignment.objects.filter(stage="working", due_date__isnull=False).update(
        due_date=office.on - timedelta(days=2), original_due_date=office.on - timedelta(days=2)
    )
    digests = by_recipient(office.on)
    for who, committee in (("clerk", table.OURS), ("other_clerk", table.THEIRS)):
        told = digests[f"user:{office.people[who].pk}"]
        demands = {int(item.url.rstrip("/").rpartition("/")[2]) for item in told.items}
        followed = Assignment.objects.filter(demand__in=demands).values_list(
            "demand__audit__committee", flat=True
        )
        assert set(followed) == {office.committees[committee].pk}
        late = Assignment.objects.overdue(office.on).filter(
            demand__audit__committee=office.committees[committee]
        )
        assert told.overdue == late.count() > 0


def test_a_digest_tells_people_of_their_own_departments_alone(office: World) -> None:
    Assignment.objects.filter(stage="working", due_date__isnull=False).update(
        due_date=office.on - timedelta(days=2), original_due_date=office.on - timedelta(days=2)
    )
    digests = {digest.to.user_id: digest for digest in by_recipient(office.on).values()}
    names = {who: person.pk for who, person in office.people.items()}
    ours, theirs = (office.departments[name].name for name in (table.OURS, table.THEIRS))
    assert {item.department for item in digests[names["officer"]].items} == {ours}
    assert {item.department for item in digests[names["other_head"]].items} == {theirs}
    assert names["administrator"] not in digests
    quiet = digests[names["councillor"]]
    assert (quiet.overdue, quiet.items, quiet.departments, quiet.changes) == (0, (), (), ())
    Membership.objects.filter(user=names["officer"]).update(end_on=office.on)
    assert names["officer"] not in {digest.to.user_id for digest in by_recipient(office.on).values()}
