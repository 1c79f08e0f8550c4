"""대직·직무대리: for some days somebody has the rights of one who is away. Each beginning and end is on record."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.models import Department, Membership, Role, User
from audits.record import Entry

LONGEST: Final = 1  # year


@transaction.atomic
def name_deputy(
    person: User, deputy: User, department: Department, *, start_on: date, end_on: date, by: Viewer
) -> Membership:
    """`deputy` stands in for `person` in `department` in [start_on, end_on), in the role that `person` has there.

    The deputy belongs to the department on all these days; for a head it may also be the head of another one. Raises
    PermissionDenied and ValidationError (days, somebody else's deputy, a deputy of a deputy, two at once).
    """
    if not by.may_name_deputy(person.pk, department.pk):
        raise PermissionDenied(
            _("이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: 본인, 그 부서의 부서장, 시스템관리자")
        )
    _refuse_days(start_on, end_on, by.on)
    if person.pk == deputy.pk:
        raise ValidationError({"deputy": _("본인은 자신의 대직자가 될 수 없습니다.")})
    _lock(person, deputy)
    seat = _seat_of(person, department, start_on, end_on)
    _refuse_deputy(deputy, seat, start_on, end_on, by.on)
    _refuse_chains(person, deputy, start_on, end_on)
    membership = Membership.objects.create(
        user=deputy,
        role=seat.role,
        department=department,
        deputy_for=person,
        start_on=start_on,
        end_on=end_on,
    )
    record.append(_named(membership, by))
    return membership


@transaction.atomic
def end_deputy(membership_id: int, *, by: Viewer) -> Membership:
    """A deputyship ends today, or is called off where it has not begun; rights are gone at the next request.

    Raises PermissionDenied and ValidationError (over already).
    """
    membership = Membership.objects.select_for_update(no_key=True).get(pk=membership_id)
    if not membership.deputy_for_id or not by.may_name_deputy(
        membership.deputy_for_id, membership.department_id
    ):
        raise PermissionDenied(
            _("이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: 본인, 그 부서의 부서장, 시스템관리자")
        )
    if membership.ended(by.on):
        raise ValidationError(_("이미 끝난 대직입니다."))
    membership.end_on = max(by.on, membership.start_on)
    membership.save(update_fields=["end_on"])
    record.append(Entry("deputy_ended", membership, by.user, facts={"on": membership.end_on}))
    return membership


def _refuse_days(start_on: date, end_on: date, today: date) -> None:
    """From today on at the earliest, with an end, within a year."""
    if start_on < today:
        raise ValidationError({"start_on": _("대직은 오늘부터 시작할 수 있습니다.")})
    if end_on <= start_on:
        raise ValidationError({"end_on": _("종료일은 시작일보다 늦은 날이어야 합니다.")})
    if (end_on.year - LONGEST, end_on.month, end_on.day) > (start_on.year, start_on.month, start_on.day):
        raise ValidationError({"end_on": _("대직은 한 해를 넘길 수 없습니다.")})


def _lock(*people: User) -> None:
    """Both people, and what they have, each in one order, so that what counts is read afterwards."""
    pks = [person.pk for person in people]
    list(User.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    held = Membership.objects.filter(Q(user__in=pks) | Q(deputy_for__in=pks)).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))


def _seat_of(person: User, department: Department, start_on: date, end_on: date) -> Membership:
    """What `person` is there on all these days; as head before as officer. Raises ValidationError."""
    found = list(_throughout(person, start_on, end_on).filter(department=department))
    if not found:
        raise ValidationError(
            {"end_on": _("대직 기간 내내 그 부서에 소속된 사람에게만 대직자를 둘 수 있습니다.")}
        )
    return min(found, key=lambda seat: seat.role != Role.HEAD)


def _refuse_deputy(deputy: User, seat: Membership, start_on: date, end_on: date, today: date) -> None:
    """Raise ValidationError for somebody stopped, or who does not belong to the department on all these days."""
    fits = Q(department=seat.department_id)
    if seat.role == Role.HEAD:
        fits |= Q(role=Role.HEAD, department__in=Department.objects.valid(today))
    if not User.objects.filter(pk=deputy.pk, is_active=True).exists():
        raise ValidationError({"deputy": _("사용이 중지된 사람입니다. 먼저 사용 중지를 풀어 주십시오.")})
    if not _throughout(deputy, start_on, end_on).filter(fits).exists():
        raise ValidationError({"deputy": _("대직자는 대직 기간 내내 그 부서에 소속된 사람이어야 합니다.")})


def _refuse_chains(person: User, deputy: User, start_on: date, end_on: date) -> None:
    """One deputy at a time; neither stands in for a third meanwhile nor is away (no deputy of a deputy)."""
    within = Membership.objects.filter(
        deputy_for__isnull=False, start_on__lt=end_on, end_on__gt=start_on
    ).exclude(end_on=F("start_on"))
    if within.filter(deputy_for=person).exists():
        raise ValidationError(
            {"start_on": _("그 기간에 이미 대직자가 있습니다. 먼저 그 대직을 끝내 주십시오.")}
        )
    if within.filter(deputy_for=deputy).exists():
        raise ValidationError({"deputy": _("그 기간에 대직자를 둔 사람은 대직자가 될 수 없습니다.")})
    if within.filter(user=person).exists():
        raise ValidationError(
            {"start_on": _("그 기간에 다른 사람의 대직자입니다. 먼저 그 대직을 끝내 주십시오.")}
        )


def _throughout(person: User, start_on: date, end_on: date) -> QuerySet[Membership]:
    """Own memberships of `person` that are in force on each of these days."""
    own = Membership.objects.own().on(start_on).filter(user=person)
    return own.exclude(end_on__lt=end_on)


def _named(membership: Membership, by: Viewer) -> Entry:
    return Entry(
        "deputy_named",
        membership,
        by.user,
        rows=[membership],
        facts={
            "person": membership.user_id,
            "away": membership.deputy_for_id,
            "role": membership.role,
            "department": membership.department_id,
            "from": membership.start_on,
            "until": membership.end_on,
        },
    )
