"""People, and what they are where and when. A right is a membership on a day, never a flag on a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from audits.models.committee import Committee
from audits.models.department import Department


class Role(models.TextChoices):
    """The fixed set of roles (product.md §1); what each may do is decided in `access` alone."""

    SECRETARIAT = "secretariat", _("의회사무처 담당")
    CLERK = "clerk", _("전문위원실 담당")
    COORDINATOR = "coordinator", _("총괄부서 담당")
    OFFICER = "officer", _("담당자")
    HEAD = "head", _("부서장")
    COUNCILLOR = "councillor", _("의원")
    SYSADMIN = "sysadmin", _("시스템관리자")


NO_ADDRESS = _("사번에는 @을 쓸 수 없습니다.")
DEPARTMENT_ROLES = frozenset({Role.OFFICER, Role.HEAD})
COMMITTEE_ROLES = frozenset({Role.CLERK})


class UserManager(BaseUserManager["User"]):
    """Finds people by what they type to sign in."""

    def create_user(self, email: str, name: str, **fields: Any) -> User:
        """Store a person without a usable password; an invitation or a first password follows."""
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this e-mail address, in any letter case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. Kept for ever, because the record points here; the name may be anonymised."""

    email = models.EmailField(_("전자우편"), max_length=254)
    staff_number = models.CharField(  # noqa: DJ001 (unique only where given)
        _("사번"),
        max_length=30,
        blank=True,
        null=True,
        validators=[RegexValidator("@", message=NO_ADDRESS, inverse_match=True)],
    )
    name = models.CharField(_("이름"), max_length=60)
    is_active = models.BooleanField(_("사용"), default=True)
    must_change_password = models.BooleanField(default=False)
    times_stopped = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("이미 등록된 전자우편입니다."),
            ),
            models.UniqueConstraint(
                Lower("staff_number"),
                name="user_staff_number_once",
                violation_error_message=_("이미 등록된 사번입니다."),
            ),
            models.CheckConstraint(
                # Both are names to sign in with: one person's number must not be another's address.
                condition=~models.Q(staff_number__contains="@"),
                name="user_staff_number_no_address",
                violation_error_message=NO_ADDRESS,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: the password, and how often the person was stopped."""
        return f"{super().get_session_auth_hash()}-{self.times_stopped}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the secret keys that were in use before."""
        for earlier in super().get_session_auth_fallback_hash():
            yield f"{earlier}-{self.times_stopped}"


def _stands(place: str, day: date) -> Q:
    """Whether the place of a membership exists on `day`; an unknown beginning counts as long ago."""
    begun = Q(**{f"{place}__valid_from__isnull": True}) | Q(**{f"{place}__valid_from__lte": day})
    return begun & (Q(**{f"{place}__valid_until__isnull": True}) | Q(**{f"{place}__valid_until__gt": day}))


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships on a day."""

    def on(self, day: date) -> Self:
        """Those in force on `day`: [start_on, end_on)."""
        return self.filter(start_on__lte=day).exclude(end_on__lte=day)

    def own(self) -> Self:
        """Without those by which somebody only stands in for another."""
        return self.filter(deputy_for__isnull=True)

    def with_rights(self, day: date) -> Self:
        """Those in force on `day` in a place that exists: what somebody is somewhere ends with that place."""
        department = _stands("department", day) & Q(department__is_void=False)
        committee = _stands("committee", day)
        return self.on(day).filter(
            Q(department__isnull=True) | department, Q(committee__isnull=True) | committee
        )


class Membership(models.Model):
    """소속: a person in a role, with its department or committee where it has one, [start_on, end_on).

    With `deputy_for` it is 대직 (for a head 직무대리): for its days, which are never open-ended, the person has the
    rights of the one who is away, and the record says so. One that ends on its first day was called off before it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("역할"), max_length=20, choices=Role)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    start_on = models.DateField(_("시작일"))
    end_on = models.DateField(_("종료일"), null=True, blank=True)
    deputy_for = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="deputyships"
    )
    team = models.CharField(_("팀"), max_length=60, blank=True)
    post = models.CharField(_("직위"), max_length=60, blank=True)
    telephone = models.CharField(_("전화"), max_length=40, blank=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "user_id",
        "role",
        "department_id",
        "committee_id",
        "start_on",
        "deputy_for_id",
    )
    KEPT_BEFORE: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("user_id", "role", "department_id", "committee_id", "start_on"),
    )
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"until": "end_on"}
    # Where somebody sits and answers; no right hangs on it.
    FREE: ClassVar[frozenset[str]] = frozenset({"team", "post", "telephone"})

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=models.Q(end_on__isnull=True) | models.Q(end_on__gte=models.F("start_on")),
                name="membership_ends_no_earlier_than_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=DEPARTMENT_ROLES, department__isnull=False)
                | models.Q(~models.Q(role__in=DEPARTMENT_ROLES), department__isnull=True),
                name="membership_department_where_the_role_has_one",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=COMMITTEE_ROLES, committee__isnull=False)
                | models.Q(role=Role.COUNCILLOR)
                | models.Q(~models.Q(role__in=[*COMMITTEE_ROLES, Role.COUNCILLOR]), committee__isnull=True),
                name="membership_committee_where_the_role_has_one",
            ),
            models.CheckConstraint(
                condition=models.Q(deputy_for__isnull=True)
                | (
                    models.Q(role__in=DEPARTMENT_ROLES, end_on__isnull=False)
                    & ~models.Q(deputy_for=models.F("user"))
                ),
                name="membership_deputy_of_another_for_a_time",
            ),
        ]
        indexes = [models.Index(fields=["user", "start_on"]), models.Index(fields=["department", "role"])]

    def __str__(self) -> str:
        return f"{self.department or self.committee or ''} {self.role_label}".strip()

    def has_place(self, day: date) -> bool:
        """What `with_rights` says of the place, of one that is read with department and committee."""
        return all(place is None or place.existed(day) for place in (self.department, self.committee))

    @property
    def role_label(self) -> str:
        """The role as people call it, also of somebody who stands in for another."""
        role = str(self.get_role_display())
        if self.deputy_for_id is None:
            return role
        return str(_("부서장 직무대리") if self.role == Role.HEAD else _("대직자"))

    @property
    def called_off(self) -> bool:
        """Whether it never came into force."""
        return self.end_on == self.start_on

    def ended(self, on: date) -> bool:
        """Whether it is over on `on`, or never was."""
        return self.called_off or (self.end_on is not None and self.end_on <= on)

    def lasts_through(self, other: Membership) -> bool:
        """Whether it holds on every day of `other`, whatever either is about."""
        lasts = self.end_on is None or (other.end_on is not None and self.end_on >= other.end_on)
        return self.start_on <= other.start_on and lasts

    def in_force(self, day: date) -> bool:
        """Whether it counts on `day`; as `MembershipQuerySet.on`, for a row that is here."""
        return self.start_on <= day and (self.end_on is None or day < self.end_on)
