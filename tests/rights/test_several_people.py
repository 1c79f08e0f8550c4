"""Author, approver and verifier are different people (product.md rule 3): every pair of hats on one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from audits.access import Viewer, viewer
from audits.errors import SamePerson
from audits.gates import Gates
from audits.models import Committee, Department, Membership, Office, Role, Scope, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO, TODAY, Enrol
from tests.factories import assign, make_audit, make_demand, report
from tracker.actions.approve import approve
from tracker.actions.evidence import Piece
from tracker.actions.extension import Extension, grant
from tracker.actions.letter import Letter
from tracker.actions.opinion import record_opinion
from tracker.actions.refuse_extension import refuse
from tracker.actions.reopen import reopen
from tracker.actions.report import Words, report_from_paper, report_progress
from tracker.actions.request_extension import request_extension
from tracker.actions.submit import submit
from tracker.actions.verify import confirm, contradict, return_claim
from tracker.models import (
    Assignment,
    Conclusion,
    Decision,
    ExtensionRequest,
    Meeting,
    ProgressUpdate,
    Source,
    Stage,
    Verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
DONE = Words(status="completed", actions_taken="- 점검을 마침", evidence=[Piece(document_number="정보-12")])
LETTER = Letter(on=TODAY, number="기획-3")


@dataclass
class File:
    """One assignment on its way, and who wears which hat; who wears none is somebody of their own."""

    assignment: Assignment
    one: User
    enrol: Enrol
    hats: set[str] = field(default_factory=set)
    others: dict[str, User] = field(default_factory=dict)

    def person(self, hat: str, role: Role, *, at: Department | None = None) -> Viewer:
        """Who wears a hat: the one person, or somebody else; each in the role the hat needs."""
        if hat not in self.hats:
            person = self.others.get(hat) or self.others.setdefault(hat, self.enrol(role, department=at))
        else:
            person = self.one
            Membership.objects.get_or_create(user=person, role=role, start_on=LONG_AGO, department=at)
        return viewer(person, TODAY)

    def held(self) -> Department | None:
        """Where officers and heads sit."""
        return self.assignment.department

    def newest(self) -> ProgressUpdate:
        """The newest report."""
        return self.assignment.updates.order_by("-number")[0]

    def now(self) -> Assignment:
        """The assignment as it is in the database."""
        self.assignment.refresh_from_db()
        return self.assignment


def author(file: File) -> None:
    """Writes the report."""
    by = file.person("author", Role.OFFICER, at=file.held())
    report_progress(file.assignment.pk, DONE, version=file.now().version, by=by)


def approver(file: File) -> None:
    """Confirms it as the head."""
    by = file.person("approver", Role.HEAD, at=file.held())
    approve(file.assignment.pk, version=None, by=by)


def recorder(file: File) -> None:
    """Records the head's confirmation by its number."""
    by = file.person("recorder", Role.OFFICER, at=file.held())
    approve(file.assignment.pk, version=None, by=by, document_number="정보-77")


def submitter(file: File) -> None:
    """Hands it to the council."""
    submit(file.assignment.pk, LETTER, version=None, by=file.person("submitter", Role.COORDINATOR))


def enterer(file: File) -> None:
    """Enters what came on paper."""
    by = file.person("enterer", Role.SECRETARIAT)
    version = file.now().version
    report_from_paper(file.assignment.pk, DONE, LETTER, version=version, reported_on=TODAY, by=by)


def publisher(file: File) -> None:
    """Brought it in from a published report."""
    by = file.person("publisher", Role.SECRETARIAT)
    report(file.assignment, Status.COMPLETED, entered_by=by.user)
    Assignment.objects.filter(pk=file.assignment.pk).update(
        stage=Stage.CLAIMED, reported_status=Status.COMPLETED, verification=Verdict.AWAITING
    )


def opiner(file: File) -> None:
    """Gives an opinion."""
    by = file.person("opiner", Role.SECRETARIAT)
    record_opinion(file.assignment.pk, update_id=file.newest().pk, view="adequate", words="적정함", by=by)


def verifier(file: File) -> None:
    """Finds it true."""
    by = file.person("verifier", Role.SECRETARIAT)
    confirm(file.assignment.pk, update_id=file.newest().pk, version=None, by=by)


def returner(file: File) -> None:
    """Finds that it does not suffice."""
    by = file.person("returner", Role.SECRETARIAT)
    return_claim(file.assignment.pk, update_id=file.newest().pk, version=None, reason="자료 부족", by=by)


def contradictor(file: File) -> None:
    """Finds it untrue, as the committee decided."""
    by = file.person("contradictor", Role.SECRETARIAT)
    demand = file.assignment.demand
    meeting = Meeting.objects.create(committee_id=demand.audit.committee_id or 0, held_on=TODAY)
    decision = Decision.objects.create(meeting=meeting, demand=demand, conclusion=Conclusion.CONTRADICTED)
    contradict(
        file.assignment.pk,
        update_id=file.newest().pk,
        version=None,
        reason="다름",
        found="끝나지 않음",
        decision_id=decision.pk,
        by=by,
    )


def reopener(file: File) -> None:
    """Takes the confirmation back."""
    reopen(file.assignment.pk, version=None, reason="다시 봄", by=file.person("reopener", Role.SECRETARIAT))


def requester(file: File) -> None:
    """Asks for more time."""
    by = file.person("requester", Role.OFFICER, at=file.held())
    request_extension(file.assignment.pk, wanted=TODAY + timedelta(days=60), reason="예산 편성", by=by)


def granter(file: File) -> None:
    """Gives more time."""
    by = file.person("granter", Role.SECRETARIAT)
    grant(file.assignment.pk, Extension(TODAY + timedelta(days=60), "승인"), version=None, by=by)


def refuser(file: File) -> None:
    """Gives no more time."""
    request = ExtensionRequest.objects.get(assignment=file.assignment)
    refuse(request.pk, reason="기한 안에 가능", by=file.person("refuser", Role.SECRETARIAT))


Step = Callable[[File], None]
WAYS: dict[str, tuple[Gates, tuple[Step, ...]]] = {
    "confirmed": (Gates.COORDINATOR, (author, approver, submitter, opiner, verifier, reopener)),
    "returned": (Gates.COORDINATOR, (author, approver, submitter, opiner, returner)),
    "contradicted": (Gates.COORDINATOR, (author, approver, submitter, opiner, contradictor)),
    "recorded by number": (Gates.HEAD, (author, recorder, verifier)),
    "from paper": (Gates.HEAD, (enterer, opiner, verifier)),
    "from a published report": (Gates.NONE, (publisher, opiner, verifier)),
    "more time granted": (Gates.NONE, (requester, granter)),
    "more time refused": (Gates.NONE, (requester, refuser)),
}
CHECKS = ("verifier", "returner", "contradictor")
# Whose second hat is refused; every other pair may be one person.
REFUSED = (
    {("author", "approver"), ("author", "recorder"), ("requester", "granter"), ("requester", "refuser")}
    | {(first, check) for first in ("author", "approver", "recorder", "enterer") for check in CHECKS}
    # Who handed a report to the council passed it on in the executive's name and does not check it either.
    | {("submitter", check) for check in CHECKS}
)
PAIRS = [
    (way, first.__name__, second.__name__)
    for way, (_gates, steps) in WAYS.items()
    for place, first in enumerate(steps)
    for second in steps[place + 1 :]
]


@pytest.fixture
def file(department: Department, committee: Committee, enrol: Enrol) -> File:
    """An assignment that was received, of a department with a head of its own."""
    demand = make_demand(make_audit(committee=committee))
    assignment = assign(demand, department, Status.NOT_REPORTED, due=TODAY)
    received = {"stage": Stage.WORKING, "reported_status": Status.IN_PROGRESS}
    Assignment.objects.filter(pk=assignment.pk).update(**received)
    assignment.refresh_from_db()
    enrol(Role.HEAD, department=department)
    enrol(Role.SECRETARIAT)
    return File(assignment, User.objects.create_user("one@demo.example", "시연 두 자리"), enrol)


@pytest.mark.parametrize(("way", "first", "second"), PAIRS)
def test_two_hats_on_one_person_are_refused_where_one_checks_the_other(
    way: str, first: str, second: str, file: File
) -> None:
    gates, steps = WAYS[way]
    Office.objects.update_or_create(pk=1, defaults={"gates": gates})
    file.hats = {first, second}
    for step in steps:
        if step.__name__ == second and (first, second) in REFUSED:
            with pytest.raises(SamePerson):
                step(file)
            return
        step(file)
    assert (first, second) not in REFUSED


def test_who_wrote_through_the_departments_system_does_not_check_it(file: File) -> None:
    """The token's responsible person is the author (lifecycle.md §3)."""
    file.hats = {"author", "verifier"}
    by = file.person("author", Role.OFFICER, at=file.held())
    system = Viewer(
        user=by.user,
        on=TODAY,
        roles=frozenset({Role.OFFICER}),
        department_ids=by.department_ids,
        committee_ids=frozenset(),
        scopes=frozenset({Scope.REPORT}),
    )
    report_progress(file.assignment.pk, DONE, version=file.assignment.version, by=system, source=Source.API)
    with pytest.raises(SamePerson):
        verifier(file)
