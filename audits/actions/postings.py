"""A list of postings (인사발령 목록) is carried out: all of it or nothing, and exactly what was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import record
from audits.access import Act, Viewer
from audits.actions.leaving import leave
from audits.actions.people import started
from audits.intake.postings import Line
from audits.models import Membership, User
from audits.postings import Change, Plan, Step, people_named, plan
from audits.record import Entry

DETAILS: Final = ("team", "post", "telephone")
BATCH: Final = 500
CHANGED: Final = gettext_lazy(
    "살펴보는 동안 사람이나 부서가 바뀌었습니다. 저장된 것은 없습니다. 다시 살펴보십시오."
)


@dataclass(frozen=True)
class Posted:
    """What was done: how many lines of each kind, and who is new."""

    counts: Mapping[Change, int]
    newcomers: tuple[User, ...]


@transaction.atomic
def post_people(lines: Sequence[Line], seen: str, *, by: Viewer) -> Posted:
    """Do what `lines` ask for, as it was seen (`Plan.fingerprint`); rights change by themselves on the days named.

    Raises PermissionDenied, and ValidationError where a line cannot be done, nothing is left to do, or something
    changed since it was seen. The statements grow by the batch, not by the line.
    """
    by.require(Act.POST_PEOPLE)
    _lock(lines)
    found = plan(lines, by)
    if found.fingerprint != seen:
        raise ValidationError(str(CHANGED), code="changed")
    if found.refused:
        raise ValidationError(_("처리할 수 없는 줄이 있습니다. 목록을 고쳐 다시 올려 주십시오."))
    if found.nothing_to_do:
        raise ValidationError(_("바뀌는 것이 없는 목록입니다."))
    people = _people(found)
    begun = _begin(found, people)
    ended = leave([end for step in found.steps for end in step.ends], by=by)
    _details(found)
    newcomers = tuple(people[step.line.row] for step in found.steps if step.change == Change.NEW)
    record.append_all(
        [
            *(Entry("person_created", person, by.user) for person in newcomers),
            *(started(membership, by) for membership in begun),
            *ended,
        ]
    )
    return Posted(found.counts, newcomers)


def _lock(lines: Sequence[Line]) -> None:
    """Everybody named who is stored, and what they hold or who stands in for them; each in one order."""
    pks = sorted(people_named(lines).values_list("pk", flat=True))
    list(User.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    held = Membership.objects.filter(Q(user__in=pks) | Q(deputy_for__in=pks)).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))


def _people(found: Plan) -> dict[int, User]:
    """Whom each line is about, by its row; new people are stored. Raises ValidationError where one came first."""
    people = {step.line.row: step.person or _newcomer(step.line) for step in found.steps}
    try:
        with transaction.atomic():
            User.objects.bulk_create([person for person in people.values() if person.pk is None])
    except IntegrityError as error:
        raise ValidationError(str(CHANGED), code="changed") from error
    return people


def _newcomer(line: Line) -> User:
    person = User(
        email=User.objects.normalize_email(line.address), name=line.name, staff_number=line.number or None
    )
    person.set_unusable_password()
    return person


def _begin(found: Plan, people: Mapping[int, User]) -> list[Membership]:
    made = [
        _membership(step, people[step.line.row], step.line.start_on)
        for step in found.steps
        if step.begins and step.line.start_on
    ]
    return Membership.objects.bulk_create(made)


def _membership(step: Step, person: User, start_on: date) -> Membership:
    line = step.line
    return Membership(
        user=person,
        role=step.role,
        department=step.department,
        start_on=start_on,
        end_on=line.end_on,
        team=line.team,
        post=line.post,
        telephone=line.telephone,
    )


def _details(found: Plan) -> None:
    """Team, post and telephone, where the list says another one."""
    changed = []
    for step in found.steps:
        if step.details and step.kept:
            for name in DETAILS:
                setattr(step.kept, name, getattr(step.line, name) or getattr(step.kept, name))
            changed.append(step.kept)
    Membership.objects.bulk_update(changed, DETAILS, batch_size=BATCH)
