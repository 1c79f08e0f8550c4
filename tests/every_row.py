"""One row of every kind that stays, where a test asks whether it does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from audits import record, reference
from audits.gates import Gate
from audits.models import (
    AccessAct,
    AccessCheck,
    AccessEntry,
    CommitteeChange,
    CommitteeSuccession,
    DepartmentToken,
    Document,
    Repeat,
    RepeatState,
    Scope,
    Succession,
    SuccessionKind,
    User,
)
from audits.record import Entry
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO, TODAY
from tests.factories import make_audit, make_demand, report
from tests.lifecycle.scene import Scene
from tests.lifecycle.town import DUE, Town
from tracker.models import (
    Assignment,
    DueDateMove,
    Evidence,
    FileKind,
    Ground,
    MoveKind,
    Opinion,
    Paper,
    Passage,
    ProgressUpdate,
    Publication,
    ReportingRound,
    Snapshot,
    Stay,
    StoredFile,
    Verdict,
    Verification,
    View,
)

NO_HASH: Final = "0" * 64


@transaction.atomic
def make_one_of_every_kind() -> None:
    """An office in which every table that is kept, the access record and the record have a row at least."""
    reference.ensure_lists()
    town = Town()
    scene = Scene(town)
    person, row = town.people["secretariat"], scene.row
    record.append(Entry("person_created", person, None))
    update = report(row, Status.COMPLETED, author=town.people["officer a"])
    scene.asks_for_time()
    scene.is_offered()
    _files(person, row, update)
    _findings(town, person, row, update)
    _office(town, person)
    _year(town, person, row)


def _files(person: User, row: Assignment, update: ProgressUpdate) -> None:
    Document.objects.create(sha256=NO_HASH, name="보고서.txt", size=1, text="가")
    used = StoredFile.objects.create(
        name="점검.pdf",
        kind=FileKind.PDF,
        size=1,
        sha256=NO_HASH,
        stored_as="0" * 32,
        by=person,
        expires_at=timezone.now(),
        used_at=timezone.now(),
    )
    Evidence.objects.create(assignment=row, update=update, file=used)


def _findings(town: Town, person: User, row: Assignment, update: ProgressUpdate) -> None:
    about = {"assignment": row, "update": update, "by": person, "on": TODAY}
    Passage.objects.create(update=update, gate=Gate.HEAD, passed=True, by=town.people["head a"], on=TODAY)
    Opinion.objects.create(**about, view=View.NEEDS_MORE, words="내역이 빠짐")
    Verification.objects.create(**about, verdict=Verdict.INSUFFICIENT, reason="내역이 빠짐")
    Ground.objects.create(
        demand=town.demand, assignment=row, act="withdrawn", reason="중복", by=person, on=TODAY
    )
    DueDateMove.objects.create(assignment=row, kind=MoveKind.FIRST, after=DUE, by=person, on=TODAY)


def _office(town: Town, person: User) -> None:
    DepartmentToken.objects.create(
        department=town.departments["a"],
        name="연계",
        prefix="abc",
        key_sha256=NO_HASH,
        scopes=[Scope.READ],
        responsible=person,
        expires_on=TODAY + timedelta(days=9),
    )
    AccessEntry.objects.create(
        at=timezone.now(), user=person, act=AccessAct.VIEW, what="demand", subject_id=1
    )
    AccessCheck.objects.create(month=date(LONG_AGO.year, 1, 1), entries=1, words="이상 없음", by=person)


def _year(town: Town, person: User, row: Assignment) -> None:
    """A reorganisation that one assignment did not go along with, a committee closed, a round with its report."""
    step = Succession.objects.create(
        kind=SuccessionKind.TRANSFER,
        predecessor=town.departments["a"],
        successor=town.departments["b"],
        effective_on=LONG_AGO,
        duties="통신",
    )
    Stay.objects.create(assignment=row, succession=step, reason="통신이 아님", by=person, on=TODAY)
    CommitteeSuccession.objects.create(kind=CommitteeChange.CLOSED, predecessor=town.committee, on=TODAY)
    audit = town.demand.audit
    opened = ReportingRound.objects.create(
        audit=audit, name="1차", due_on=TODAY, opened_on=TODAY, opened_at=timezone.now(), opened_by=person
    )
    frozen = Snapshot.objects.create(
        audit=audit, round=opened, paper=Paper.RESULT, as_of=TODAY, content="{}", by=person
    )
    Publication.objects.create(
        audit=audit, snapshot=frozen, meeting=town.decision.meeting, by=person, on=TODAY
    )
    again = make_demand(make_audit(year=audit.year + 1, body="다른 기관"), 1)
    Repeat.objects.create(
        demand=again,
        earlier=town.demand,
        state=RepeatState.CONFIRMED,
        decided_by=person,
        decided_on=TODAY,
    )
