"""The access record (접속기록): who saw or took away what, when, from where.

Kept as 개인정보의 안전성 확보조치 기준 asks for. Entries are only added: the database closes their columns to everybody
and their removal to the serving role, and `audits.actions.forget_access` removes what is old, as the owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.models import AccessAct, AccessEntry, DepartmentToken, User


class What(models.TextChoices):
    """What kind of thing was seen."""

    DEMAND = "demand", gettext_lazy("처리요구사항")
    ASSIGNMENT = "assignment", gettext_lazy("소관")
    REPORT = "report", gettext_lazy("처리상황 보고")
    EVIDENCE = "evidence", gettext_lazy("증빙자료")
    VERIFICATION = "verification", gettext_lazy("이행 확인")
    EXTENSION = "extension", gettext_lazy("기한 연장 요청")
    HANDOVER = "handover", gettext_lazy("소관 변경")
    AUDIT = "audit", gettext_lazy("행정사무감사")
    MEETING = "meeting", gettext_lazy("위원회 회의")
    ROUND = "round", gettext_lazy("보고 회차")
    OFFICIAL = "official", gettext_lazy("보고서")
    IMPORT = "import", gettext_lazy("보고서 불러오기")
    DEMAND_HISTORY = "demand_history", gettext_lazy("처리 이력(요구사항)")
    ASSIGNMENT_HISTORY = "assignment_history", gettext_lazy("처리 이력(소관)")
    PERSON_HISTORY = "person_history", gettext_lazy("처리 이력(사람)")
    DEPARTMENT_HISTORY = "department_history", gettext_lazy("처리 이력(부서)")
    NOTIFICATION = "notification", gettext_lazy("알림 발송 기록")
    MAIL = "mail", gettext_lazy("시연 메일함")
    PERSON = "person", gettext_lazy("사람과 소속")
    TOKEN = "token", gettext_lazy("연계 인증키")
    ACCESS = "access", gettext_lazy("접속기록")
    RECORD = "record", gettext_lazy("처리 이력 전체")


@dataclass(frozen=True)
class Caller:
    """Who asks: a person, or a department's system by its key; and from which address, where that is known."""

    user_id: int | None
    token_id: int | None
    address: str | None


@dataclass(frozen=True)
class Asked:
    """What a list of entries is asked for; empty fields ask for everything. Both days are within.

    `who` is part of a person's name, address or staff number, or of the name of a system's department.
    """

    since: date | None = None
    until: date | None = None
    who: str = ""
    what: str = ""
    act: str = ""

    @property
    def question(self) -> str:
        """The filters as one text, to which the cursor of a page is bound."""
        return f"access:{self.since}:{self.until}:{self.what}:{self.act}:{self.who}"


def note(
    what: What,
    act: AccessAct,
    by: Caller,
    *,
    subject_id: int | None = None,
    items: int = 1,
    reason: str = "",
) -> None:
    """Add one entry; one statement. Raises IntegrityError for a download of many without a reason."""
    AccessEntry.objects.create(
        at=timezone.now(),
        user_id=by.user_id,
        token_id=by.token_id,
        address=by.address,
        act=act,
        what=what,
        subject_id=subject_id,
        items=items,
        reason=reason,
    )


def found(asked: Asked) -> QuerySet[AccessEntry]:
    """The entries asked for, with whose they are."""
    entries = AccessEntry.objects.select_related("user", "token__department")
    if asked.since:
        entries = entries.filter(at__gte=start_of(asked.since))
    if asked.until:
        entries = entries.filter(at__lte=datetime.combine(asked.until, time.max, tzinfo=_zone()))
    if asked.what:
        entries = entries.filter(what=asked.what)
    if asked.act:
        entries = entries.filter(act=asked.act)
    return entries.filter(_by(asked.who)) if asked.who else entries


def start_of(day: date) -> datetime:
    """The moment at which a day begins in the office's time zone."""
    return datetime.combine(day, time.min, tzinfo=_zone())


def month_of(day: date, ago: int = 0) -> date:
    """The first day of the month of `day`, or of the one so many months before it."""
    years, month = divmod(day.year * 12 + day.month - 1 - ago, 12)
    return date(years, month + 1, 1)


def kept_from(on: date) -> date:
    """The first day whose entries stay on `on`: whole months, ACCESS_RECORD_MONTHS before the running one."""
    return month_of(on, settings.ACCESS_RECORD_MONTHS)


def outdated(on: date) -> QuerySet[AccessEntry]:
    """What has been kept long enough, the oldest first."""
    return AccessEntry.objects.filter(at__lt=start_of(kept_from(on))).order_by("at", "id")


def caller_name(person: str | None, department: str | None) -> str:
    """How a caller is called: a person by name, a department's system by its department."""
    return person or _("연계시스템(%(department)s)") % {"department": department}


def _by(who: str) -> Q:
    people = User.objects.filter(
        Q(name__icontains=who) | Q(email__icontains=who) | Q(staff_number__icontains=who)
    )
    systems = DepartmentToken.objects.filter(department__name__icontains=who)
    return Q(user__in=people.values("pk")) | Q(token__in=systems.values("pk"))


def _zone() -> tzinfo:
    return timezone.get_default_timezone()
