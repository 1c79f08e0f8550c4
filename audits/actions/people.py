"""People and their memberships: who is let in, as what, from when until when. Each change is on record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from audits import record
from audits.access import Act, Viewer
from audits.actions.leaving import leave
from audits.models import Committee, Department, Membership, Role, User
from audits.models.people import COMMITTEE_ROLES, DEPARTMENT_ROLES
from audits.record import Entry

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread when copied by hand


class _InvitationTokens(PasswordResetTokenGenerator):
    """Tokens of one-time links.

    Dead once a password is set, a newer link is made, the person was stopped, or the time is up.
    """

    key_salt = "audits.actions.people.invitation"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.times_stopped}"


invitation_tokens: Final = _InvitationTokens()


@dataclass(frozen=True)
class Place:
    """A role and where it is held, from when; in which team, as what, and under which number."""

    role: Role
    start_on: date
    end_on: date | None = None
    department: Department | None = None
    committee: Committee | None = None
    team: str = ""
    post: str = ""
    telephone: str = ""


@transaction.atomic
def create_person(
    *, email: str, name: str, staff_number: str | None, place: Place | None, by: Viewer | None
) -> User:
    """Store a person with a first membership; a link or first password is made by a further act.

    `by` is empty on the command line. Raises PermissionDenied and ValidationError (address or number taken,
    place that does not fit the role).
    """
    _require(by)
    person = User(email=User.objects.normalize_email(email), name=name, staff_number=staff_number or None)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    entries = [Entry("person_created", person, _who(by))]
    if place:
        entries.append(started(_store_membership(person, place), by))
    record.append_all(entries)
    return person


@transaction.atomic
def start_membership(person: User, place: Place, *, by: Viewer | None) -> Membership:
    """Give `person` a role from a day on. Raises PermissionDenied and ValidationError (same role twice)."""
    _require(by)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    membership = _store_membership(person, place)
    record.append(started(membership, by))
    return membership


@transaction.atomic
def end_membership(membership_id: int, *, end_on: date, by: Viewer) -> Membership:
    """End a membership: it no longer counts on `end_on`; one that has not begun is called off by its first day.

    Raises PermissionDenied and ValidationError (ended already, ends too early, the last administrator, 대직).
    """
    _require(by)
    _lock_administrators(Q(pk=membership_id) | _deputyships_of(membership_id))
    membership = Membership.objects.get(pk=membership_id)
    if membership.ended(by.on):
        raise ValidationError(_("이미 끝난 소속입니다."))
    if membership.deputy_for_id:
        raise ValidationError(_("대직은 대직 목록에서 끝냅니다."))
    called_off = end_on == membership.start_on > by.on
    if end_on <= membership.start_on and not called_off:
        raise ValidationError(_("종료일은 시작일보다 늦은 날이어야 합니다."))
    if membership.role == Role.SYSADMIN:
        _refuse_to_lose_the_last_administrator(membership.user, end_on)
    record.append_all(leave([(membership, end_on)], by=by))
    return membership


@transaction.atomic
def set_active(person: User, active: bool, *, by: Viewer) -> None:
    """Stop or restore a sign-in; what was done stays, but sessions and links from before a stop are over.

    Raises PermissionDenied and ValidationError (the last administrator).
    """
    _require(by)
    _lock_administrators()
    person.refresh_from_db()
    if not active:
        if person.memberships.filter(role=Role.SYSADMIN).exclude(end_on__lte=by.on).exists():
            _refuse_to_lose_the_last_administrator(person, by.on)
        person.times_stopped += 1
    person.is_active = active
    person.save(update_fields=["is_active", "times_stopped"])
    record.append(Entry("person_restored" if active else "person_stopped", person, _who(by)))


@transaction.atomic
def make_link(person: User, *, by: Viewer | None) -> str:
    """A one-time token for setting a password; earlier links and the present password end.

    Raises PermissionDenied and ValidationError where the person is stopped.
    """
    _require(by)
    _refuse_stopped(person)
    person.set_unusable_password()
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record.append(Entry("link_made", person, _who(by)))
    return invitation_tokens.make_token(person)


@transaction.atomic
def make_first_password(person: User, *, by: Viewer | None) -> str:
    """A temporary password, shown once, to be changed at the first sign-in. Raises as `make_link`."""
    _require(by)
    _refuse_stopped(person)
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    record.append(Entry("first_password_made", person, _who(by)))
    return password


@transaction.atomic
def use_link(person: User, token: str, password: str) -> bool:
    """Set the password by a one-time link; False, and nothing set, where the link no longer works.

    The token is checked under the person's lock, so that of two at once one sets a password.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not locked.is_active or not invitation_tokens.check_token(locked, token):
        return False
    set_own_password(locked, password)
    return True


def refuse_present_password(person: User, password: str) -> None:
    """Raise ValidationError where `password` is the one in use: a temporary one would stay for ever."""
    if person.check_password(password):
        raise ValidationError(_("지금 쓰는 비밀번호와 다른 비밀번호를 정하여 주십시오."))


@transaction.atomic
def set_own_password(person: User, password: str) -> None:
    """The person sets a password of their own; links and a temporary password end with it."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record.append(Entry("password_set", person, person))


def _require(by: Viewer | None) -> None:
    if by:
        by.require(Act.MANAGE_PEOPLE)


def _who(by: Viewer | None) -> User | None:
    return by.user if by else None


def _store_membership(person: User, place: Place) -> Membership:
    membership = Membership(
        user=person,
        role=place.role,
        department=place.department if place.role in DEPARTMENT_ROLES else None,
        committee=place.committee if place.role in COMMITTEE_ROLES | {Role.COUNCILLOR} else None,
        start_on=place.start_on,
        end_on=place.end_on,
        team=place.team,
        post=place.post,
        telephone=place.telephone,
    )
    _refuse_a_place_that_does_not_fit(membership)
    membership.full_clean()
    membership.save()
    return membership


def _refuse_a_place_that_does_not_fit(membership: Membership) -> None:
    if membership.role in DEPARTMENT_ROLES and membership.department is None:
        raise ValidationError({"department": _("이 역할에는 부서를 골라 주십시오.")})
    if membership.role in COMMITTEE_ROLES and membership.committee is None:
        raise ValidationError({"committee": _("이 역할에는 위원회를 골라 주십시오.")})
    if membership.end_on and membership.end_on <= membership.start_on:
        raise ValidationError({"end_on": _("종료일은 시작일보다 늦은 날이어야 합니다.")})
    if membership.department and not membership.department.existed(membership.start_on):
        told = _("%(department)s: 시작일에 없는 부서입니다.") % {"department": membership.department}
        raise ValidationError({"department": told})
    if membership.committee and not membership.committee.existed(membership.start_on):
        told = _("%(committee)s: 시작일에 없는 위원회입니다.") % {"committee": membership.committee}
        raise ValidationError({"committee": told})
    same = Membership.objects.own().filter(
        user=membership.user,
        role=membership.role,
        department=membership.department,
        committee=membership.committee,
    )
    if same.exclude(end_on__lte=membership.start_on).exclude(end_on=F("start_on")).exists():
        raise ValidationError({"role": _("같은 소속이 이미 있습니다. 먼저 그 소속을 끝내 주십시오.")})


def started(membership: Membership, by: Viewer | None, cause: Mapping[str, int] | None = None) -> Entry:
    """What the record is told of a new membership; `cause` is the change that began it, where a rule did."""
    return Entry(
        "membership_started",
        membership,
        _who(by),
        rows=[membership],
        facts={
            "person": membership.user_id,
            "role": membership.role,
            "department": membership.department_id,
            "committee": membership.committee_id,
            "from": membership.start_on,
            "until": membership.end_on,
            **(cause or {}),
        },
    )


def _refuse_stopped(person: User) -> None:
    if not person.is_active:
        raise ValidationError(_("사용이 중지된 사람입니다. 먼저 사용 중지를 풀어 주십시오."))


def _lock_administrators(more: Q | None = None) -> None:
    """Lock every administrator's membership, and `more`, in one order; what counts is read afterwards.

    Two administrators who end each other would otherwise wait for each other, or both succeed.
    """
    wanted = Q(role=Role.SYSADMIN) | more if more else Q(role=Role.SYSADMIN)
    list(Membership.objects.filter(wanted).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _deputyships_of(membership_id: int) -> Q:
    """Those by which somebody stands in for its person, or its person for somebody."""
    person = Membership.objects.filter(pk=membership_id).values("user_id")
    return Q(deputy_for__in=person) | Q(user__in=person, deputy_for__isnull=False)


def _refuse_to_lose_the_last_administrator(person: User, on: date) -> None:
    """Raise ValidationError unless somebody else is administrator on `on` with no end in sight."""
    others = Membership.objects.on(on).filter(role=Role.SYSADMIN, user__is_active=True, end_on=None)
    if not others.exclude(user=person).exists():
        raise ValidationError(
            _(
                "종료일이 없는 다른 시스템관리자가 없습니다(마지막 시스템관리자). "
                "다른 시스템관리자를 먼저 등록하여 주십시오."
            )
        )
