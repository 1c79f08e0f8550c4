"""Who is told of what, and who may look at what was told. The only place of this app that decides."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import Demand, Department, Membership, Role
from notifications.models import Frequency, Notification, Occasion
from notifications.models.notification import NotificationQuerySet
from notifications.models.occasion import OccasionQuerySet

# Widest first: a person of several roles gets one digest, that of the widest.
TOLD_OF_ALL: Final = (Role.SECRETARIAT, Role.COORDINATOR)
TOLD_OF_THEIR_COMMITTEES: Final = (Role.CLERK,)
TOLD_OF_THEIR_DEPARTMENTS: Final = (Role.HEAD, Role.OFFICER)
# They owe nothing: they are told of what changed, where they ask for it.
TOLD_OF_CHANGES: Final = (Role.COUNCILLOR,)
# Who answers for the record.
TOLD_OF_ALARMS: Final = (Role.SYSADMIN, Role.SECRETARIAT)


# Who hears of every person that was told of a demand; a clerk, of those of the own committee.
KNOW_ALL_TOLD: Final = frozenset({Role.SECRETARIAT, Role.COORDINATOR})


class Act(StrEnum):
    """What this app lets somebody do."""

    SEE_LEDGER = "see_ledger"
    RESOLVE_MAIL = "resolve_mail"
    HEAR_OF_SILENCE = "hear_of_silence"
    SEE_WHO_WAS_TOLD = "see_who_was_told"
    SEE_MAIL_SAMPLES = "see_mail_samples"
    SET_LADDER = "set_ladder"
    SET_MAIL_PREFERENCE = "set_mail_preference"
    READ_OWN_MAIL = "read_own_mail"
    SEE_OUTBOX = "see_outbox"


ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.SEE_LEDGER: frozenset({Role.SECRETARIAT}),
    Act.RESOLVE_MAIL: frozenset({Role.SECRETARIAT}),
    Act.HEAR_OF_SILENCE: frozenset(TOLD_OF_ALARMS),
    # Of a demand that they see: `occasions_of` says whose.
    Act.SEE_WHO_WAS_TOLD: frozenset(
        {Role.SECRETARIAT, Role.CLERK, Role.COORDINATOR, Role.HEAD, Role.OFFICER}
    ),
    Act.SEE_MAIL_SAMPLES: frozenset({Role.SECRETARIAT, Role.COORDINATOR}),
    Act.SET_LADDER: frozenset({Role.SECRETARIAT, Role.COORDINATOR}),
    Act.SET_MAIL_PREFERENCE: frozenset(Role),
    Act.READ_OWN_MAIL: frozenset(Role),
    Act.SEE_OUTBOX: frozenset(Role),
}


def usual_frequency(role: str) -> Frequency:
    """How often somebody gets a digest who never chose."""
    return Frequency.NONE if role in TOLD_OF_CHANGES else Frequency.WEEKLY


def is_told_anyway(role: str) -> bool:
    """Whether overdue work is told each week whatever was chosen; who owes nothing can switch off everything."""
    return role not in TOLD_OF_CHANGES


def is_told_of_overdue(viewer: Viewer) -> bool:
    """Whether this person is told each week of what is overdue, whatever they choose."""
    return any(is_told_anyway(role) for role in viewer.roles)


def own_frequency(viewer: Viewer) -> Frequency:
    """How often this person gets a digest who never chose."""
    return Frequency.WEEKLY if is_told_of_overdue(viewer) else Frequency.NONE


def may(viewer: Viewer, act: Act) -> bool:
    """Whether one of a person's roles allows `act`; the outbox is the demo's alone."""
    if act == Act.SEE_OUTBOX and not settings.DEMO:
        return False
    return viewer.scopes is None and bool(viewer.roles & ALLOWED[act])


def require(viewer: Viewer, act: Act) -> None:
    """Raise PermissionDenied, naming who may, unless `act` is allowed."""
    if not may(viewer, act):
        who = ", ".join(str(role.label) for role in Role if role in ALLOWED[act])
        raise PermissionDenied(
            _("이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: %(who)s") % {"who": who}
        )


def own_mails(viewer: Viewer) -> NotificationQuerySet:
    """The mails that were made for this person alone; those of a department's mailbox are nobody's own."""
    require(viewer, Act.READ_OWN_MAIL)
    return Notification.objects.composed().filter(recipient=viewer.user)


def occasions_of(demand: Demand, viewer: Viewer) -> OccasionQuerySet:
    """What anybody was told of a demand that the viewer sees: a department knows of its own people and mailbox.

    Of who belonged to it when they were told, and of those of the departments that became it. One statement beside
    the one that is answered.
    """
    told = Occasion.objects.filter(assignment__demand=demand)
    if viewer.roles & KNOW_ALL_TOLD or demand.audit.committee_id in viewer.committee_ids:
        return told
    ours = viewer.with_former_departments
    day = OuterRef("planned_at__date")
    seated = Membership.objects.filter(user=OuterRef("recipient"), department__in=ours, start_on__lte=day)
    boxes = Department.objects.filter(pk__in=ours).exclude(mailbox="").values(box=Lower("mailbox"))
    own = Exists(seated.exclude(end_on__lte=day)) | Q(recipient=None, key__in=boxes)
    return told.filter(own, department__in=ours)
