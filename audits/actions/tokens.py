"""연계 인증키: made, shown once, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import record
from audits.access import Act, Viewer
from audits.models import Department, DepartmentToken, Membership, Role, Scope, User
from audits.record import Entry

LONGEST: Final = timedelta(days=366)
MARK: Final = "husok_"


@transaction.atomic
def make_token(
    department: Department,
    *,
    name: str,
    scopes: Collection[str],
    responsible: User | None,
    expires_on: date | None,
    on: date,
    by: Viewer | None,
) -> tuple[DepartmentToken, str]:
    """A new key of `department`, and the key itself, which is shown this once and kept as a hash.

    Without `responsible` the head of the department on `on` answers for it; without `expires_on` it lasts a year.
    `by` is empty on the command line. Raises PermissionDenied and ValidationError.
    """
    if by:
        by.require(Act.MANAGE_TOKENS)
    person = responsible or _head(department, on)
    expiry = expires_on or on + LONGEST - timedelta(days=1)
    _check(department, person, scopes, expiry, on)
    key = MARK + secrets.token_urlsafe(32)
    token = DepartmentToken(
        department=department,
        name=name.strip(),
        prefix=key[: len(MARK) + 5],
        key_sha256=hashlib.sha256(key.encode()).hexdigest(),
        scopes=sorted(scopes),
        responsible=person,
        created_by=by.user if by else None,
        expires_on=expiry,
    )
    token.full_clean(exclude=["created_by"])
    token.save()
    facts = {"department": department.pk, "responsible": person.pk, "scopes": sorted(scopes), "until": expiry}
    record.append(Entry("token_made", token, by.user if by else None, rows=[token], facts=facts))
    return token, key


@transaction.atomic
def revoke_token(token_id: int, *, by: Viewer) -> DepartmentToken:
    """End a key at once; again changes nothing. Raises PermissionDenied."""
    by.require(Act.MANAGE_TOKENS)
    token = DepartmentToken.objects.select_for_update(no_key=True).get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record.append(Entry("token_revoked", token, by.user))
    return token


def note_use(by: Viewer) -> None:
    """Keep the day on which a key was used; a statement on the first use of a day, none afterwards."""
    if by.token_id and by.token_used_on != by.on:
        DepartmentToken.objects.filter(pk=by.token_id).update(last_used_on=by.on)


def _head(department: Department, on: date) -> User:
    heads = (
        Membership.objects.own().on(on).filter(department=department, role=Role.HEAD, user__is_active=True)
    )
    membership = heads.select_related("user").order_by("id").first()
    if membership is None:
        raise ValidationError(
            {
                "responsible": _("%(department)s: 부서장이 없습니다. 책임자를 정하여 주십시오.")
                % {"department": department}
            }
        )
    return membership.user


def _check(department: Department, person: User, scopes: Collection[str], expiry: date, on: date) -> None:
    if not set(scopes) or not set(scopes) <= set(Scope.values):
        raise ValidationError(
            {"scopes": _("범위를 골라 주십시오: %(scopes)s") % {"scopes": ", ".join(Scope.values)}}
        )
    if not on < expiry <= on + LONGEST:
        raise ValidationError({"expires_on": _("만료일은 내일부터 한 해 안의 날이어야 합니다.")})
    if not department.existed(on):
        raise ValidationError(
            {"department": _("%(department)s: 지금 없는 부서입니다.") % {"department": department}}
        )
    if not Membership.objects.own().on(on).filter(user=person, department=department).exists():
        raise ValidationError(
            {
                "responsible": _("책임자는 이 부서에 소속된 사람이어야 합니다: %(department)s")
                % {"department": department}
            }
        )
