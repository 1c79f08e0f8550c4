"""알림 견본: every mail with invented content, made by the very functions that make the real ones.

No row of the database is read, nothing is sent, and no link leads to anybody's demand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone, translation
from django.utils.translation import gettext, pgettext

from audits.models import Department, Role
from audits.models.demand import demand_label
from audits.statuses import ReportedStatus
from notifications import digests, emails
from notifications.alarms import Alarm, Finding
from notifications.digests import Change, Changes, DepartmentCount, Digest, Notice, Silent
from notifications.emails import Message
from notifications.models import Frequency, Kind, OccasionKind, Part, State
from notifications.occasions.table import ROUNDS, TABLE, Audience
from notifications.phrases import MOST_ITEMS, audit_of, days_late
from notifications.recipients import Recipient
from notifications.reminders.content import Group, Item, Reminder
from notifications.seats import MAILBOX
from notifications.silence import SilenceAlarm
from notifications.silence import Silent as SilentPart

ON: Final = date(2026, 11, 20)
ANCHOR: Final = "1234:5e884898da28047151d0e56f8dc62927"
TEXTS: Final = (
    "도서관 열람실 예약 절차를 이용자가 알기 쉽게 고칠 것",
    "공용차량 운행일지를 빠짐없이 적고 분기마다 공개할 것",
    "보도블록 교체 공사의 시기를 나누어 통행 불편을 줄일 것",
)
OWN: Final = Department(name="견본정책과", rank=1)
NEIGHBOUR: Final = Department(name="견본관리과", rank=2)


@dataclass(frozen=True)
class Sample:
    """One mail with invented content. `name` is its part of the address, `about` says what it is an example of."""

    name: str
    kind: Kind
    about: str
    message: Message


@dataclass(frozen=True)
class _Case:
    """What the items of one kind look like: days late, what was reported, what was decided."""

    late: int | None
    status: ReportedStatus = ReportedStatus.IN_PROGRESS
    granted: bool | None = None


CASES: Final[Mapping[OccasionKind, _Case]] = {
    OccasionKind.RETURNED: _Case(3, ReportedStatus.COMPLETED),
    OccasionKind.URGED: _Case(11),
    OccasionKind.DUE_TODAY: _Case(0),
    OccasionKind.OVERDUE: _Case(1),
    OccasionKind.OVERDUE_HEAD: _Case(8),
    OccasionKind.OVERDUE_COORDINATOR: _Case(15),
    OccasionKind.OVERDUE_CLERK: _Case(29),
    OccasionKind.NO_OWNER: _Case(4, ReportedStatus.NOT_REPORTED),
    OccasionKind.OFFICER_MISSING: _Case(-10),
    OccasionKind.DUE_SOON: _Case(-5),
    OccasionKind.DUE_EARLY: _Case(-21),
    OccasionKind.ROUND_OVERDUE: _Case(3, ReportedStatus.NOT_REPORTED),
    OccasionKind.ROUND_DUE: _Case(-5, ReportedStatus.NOT_REPORTED),
    OccasionKind.ROUND_OPENED: _Case(-21, ReportedStatus.NOT_REPORTED),
    OccasionKind.NOT_RECEIVED: _Case(-31, ReportedStatus.NOT_REPORTED),
    OccasionKind.ASSIGNED: _Case(-40, ReportedStatus.NOT_REPORTED),
    OccasionKind.HANDOVER_OFFERED: _Case(-18),
    OccasionKind.HANDOVER_UNANSWERED: _Case(-18),
    OccasionKind.HANDOVER_SETTLED: _Case(-18),
    OccasionKind.EXTENSION_ASKED: _Case(-4),
    OccasionKind.EXTENSION_DECIDED: _Case(-41, granted=True),
    OccasionKind.APPROVAL_ASKED: _Case(-4),
    OccasionKind.SENT_BACK: _Case(-3),
    OccasionKind.CONFIRMED: _Case(None, ReportedStatus.COMPLETED),
}
OFFERS: Final = frozenset(
    {OccasionKind.HANDOVER_OFFERED, OccasionKind.HANDOVER_UNANSWERED, OccasionKind.HANDOVER_SETTLED}
)
READERS: Final[Mapping[Audience, tuple[str, Department | None]]] = {
    Audience.IN_CHARGE: (Role.OFFICER, OWN),
    Audience.DEPARTMENT: (Role.HEAD, OWN),
    Audience.HEADS: (Role.HEAD, OWN),
    Audience.COORDINATORS: (Role.COORDINATOR, None),
    Audience.CLERKS: (Role.CLERK, None),
    Audience.COUNCIL: (Role.SECRETARIAT, None),
    Audience.RECEIVER: (Role.HEAD, NEIGHBOUR),
    Audience.OVERSEERS: (Role.COORDINATOR, None),
    Audience.AUTHOR: (Role.OFFICER, OWN),
}
MIXED: Final = (
    (OccasionKind.RETURNED, 1),
    (OccasionKind.DUE_TODAY, 2),
    (OccasionKind.OVERDUE, 58),
    (OccasionKind.NOT_RECEIVED, 3),
    (OccasionKind.EXTENSION_DECIDED, 1),
)
DIGESTS: Final = (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.SECRETARIAT, Role.CLERK, MAILBOX)
OF_ALL: Final = frozenset({Role.COORDINATOR, Role.SECRETARIAT, Role.SYSADMIN})


def samples(language: str) -> list[Sample]:
    """Every mail as a reader of `language` gets it: reminders by kind, then mixed ones, digests, alarms."""
    with translation.override(language):
        return [*_reminders(language), *_special(language), *_digests(language), *_alarms(language)]


def _reminders(language: str) -> Iterator[Sample]:
    for kind in OccasionKind:
        told = _reminder(_reader(kind, language), [(kind, 2)])
        yield Sample(_slug(kind), Kind.REMINDER, str(kind.label), emails.reminder(told))


def _special(language: str) -> Iterator[Sample]:
    reader = _reader(OccasionKind.OVERDUE, language)
    mixed = _reminder(reader, MIXED)
    again = replace(_reminder(reader, [(OccasionKind.DUE_TODAY, 2)]), resent=True)
    head = _reader(OccasionKind.OVERDUE_HEAD, language)
    instead = replace(_reminder(head, [(OccasionKind.DUE_TODAY, 1)]), instead=str(Role.OFFICER.label))
    refused = _reminder(reader, [(OccasionKind.EXTENSION_DECIDED, 1)])
    refused = replace(refused, groups=tuple(_refused(group) for group in refused.groups))
    made: list[tuple[str, str, Reminder]] = [
        ("mixed", gettext("여러 사유, 50건 넘음"), mixed),
        ("resent", gettext("재발송"), again),
        ("instead", gettext("담당자가 없어 부서장이 대신 받음"), instead),
        ("extension-refused", gettext("기한 연장 불승인"), refused),
    ]
    for name, about, told in made:
        yield Sample(name, Kind.REMINDER, about, emails.reminder(told))


def _digests(language: str) -> Iterator[Sample]:
    for role in DIGESTS:
        told = _digest(role, language)
        about = gettext("공용 전자우편") if role == MAILBOX else str(Role(role).label)
        yield Sample(f"digest-{role}", Kind.WEEKLY_DIGEST, about, emails.digest(told))
    told = _digest(Role.OFFICER, language)
    groups = _reminder(told.to, [(OccasionKind.RETURNED, 1), (OccasionKind.DUE_TODAY, 2)]).groups
    about = gettext("그날의 처리 안내와 함께")
    yield Sample("digest-with-reminders", Kind.WEEKLY_DIGEST, about, emails.digest(told, groups))
    daily = replace(told, to=replace(told.to, frequency=Frequency.DAILY))
    yield Sample("digest-daily", Kind.DAILY_DIGEST, str(Role.OFFICER.label), emails.digest(daily))
    changed = _changed(language)
    yield Sample("digest-councillor", Kind.WEEKLY_DIGEST, str(Role.COUNCILLOR.label), emails.digest(changed))


def _alarms(language: str) -> Iterator[Sample]:
    to = _recipient(Role.SYSADMIN, None, language)
    at = timezone.make_aware(datetime.combine(ON, time(10, 20)))
    fault = gettext("처리 이력 3번: 이력의 내용이 바뀜")
    finding = Finding(gettext("처리 이력"), at, 3, (fault,), _url("record"))
    altered = Alarm(to, ON, ANCHOR, (finding,), _url("record"))
    yield Sample("record-alarm", Kind.RECORD_ALARM, gettext("처리 이력 점검"), emails.record_alarm(altered))
    silent = (
        SilentPart(Part.WORKER, at - timedelta(minutes=22), 22),
        SilentPart(Part.PLANNER, at - timedelta(minutes=20), 20),
    )
    silence = SilenceAlarm(to, at, silent, Part.BEAT.value, _url("start"), ANCHOR)
    about = ", ".join(str(part.part.label) for part in silent)
    yield Sample("silence-alarm", Kind.SILENCE_ALARM, about, emails.silence_alarm(silence))


def _reminder(to: Recipient, told: Sequence[tuple[OccasionKind, int]]) -> Reminder:
    """So many of each kind; as in the real ones, no more than 50 are listed in all."""
    left = MOST_ITEMS
    groups = []
    for kind, count in told:
        listed = min(count, left)
        left -= listed
        items = tuple(_item(kind, to, number) for number in range(listed))
        groups.append(Group(kind, items, count, _url("demand_list")))
    return Reminder(to=to, on=ON, anchor=ANCHOR, groups=tuple(groups))


def _item(kind: OccasionKind, to: Recipient, number: int) -> Item:
    case = CASES[kind]
    late = case.late - 7 * (number % 2) if case.late and case.late > 7 else case.late
    places = to.departments or (OWN, NEIGHBOUR)
    return Item(
        label=_label(10 * list(OccasionKind).index(kind) + number),
        audit=audit_of(2026),
        text=TEXTS[number % len(TEXTS)],
        department=gettext("소관 없음")
        if kind == OccasionKind.NO_OWNER
        else places[number % len(places)].name,
        status=str(case.status.label),
        due=None if late is None else ON - timedelta(days=late),
        late=late,
        note=_note(kind),
        url=_url("demand_list"),
        round=gettext("1차 보고") if kind in ROUNDS else "",
        granted=case.granted,
    )


def _note(kind: OccasionKind) -> str:
    if kind in ROUNDS:
        return gettext("%(year)d년도 행감 %(name)s") % {"year": 2026, "name": gettext("1차 보고")}
    if kind in OFFERS:
        return f"{OWN.name} → {NEIGHBOUR.name}"
    day = dateformat.format(date(2026, 12, 31), pgettext("day", "Y. n. j."))
    if kind == OccasionKind.EXTENSION_ASKED:
        return gettext("희망 기한: %(day)s") % {"day": day}
    if kind == OccasionKind.EXTENSION_DECIDED:
        return gettext("연장 승인: 새 기한 %(day)s") % {"day": day}
    return ""


def _refused(group: Group) -> Group:
    note = gettext("기한 연장 불승인")
    due = ON + timedelta(days=6)
    items = (replace(item, granted=False, note=note, due=due, late=-6) for item in group.items)
    return replace(group, items=tuple(items))


def _digest(role: str, language: str) -> Digest:
    of_all = role in OF_ALL
    late = {OWN.name: 52, NEIGHBOUR.name: 4} if of_all or role == Role.CLERK else {OWN.name: 3}
    listed = range(min(sum(late.values()), MOST_ITEMS))
    counts = [
        DepartmentCount(pk, name, n, _url("demand_list")) for pk, (name, n) in enumerate(late.items(), 1)
    ]
    return Digest(
        to=_recipient(role, OWN if len(late) == 1 and role != Role.COUNCILLOR else None, language),
        on=ON,
        anchor=ANCHOR,
        overdue=sum(late.values()),
        due_this_week=4,
        awaiting=6,
        items=tuple(_late_item(number) for number in listed),
        departments=tuple(counts),
        url=_url("demand_list"),
        without_owner=2 if of_all else 0,
        moves_url=_url("move_list"),
        notices=tuple(_notices(role)),
        silent=(Silent(NEIGHBOUR.name, 1, 2, _url("demand_list")),) if role == Role.SECRETARIAT else (),
        preference_url="" if role == MAILBOX else _url("mail_preference"),
        unsubscribe_url="" if role == MAILBOX else _url("mail_preference"),
    )


def _notices(role: str) -> Iterator[Notice]:
    if role == Role.HEAD:
        yield Notice(gettext("부서장 확인 대기"), 2, _url("approval_list"))
    if role in {Role.HEAD, Role.SECRETARIAT}:
        yield Notice(gettext("담당자 없음"), 1, _url("demand_list"))
    if role == Role.SECRETARIAT:
        yield Notice(
            gettext("알림: %(state)s") % {"state": State.UNCERTAIN.label}, 1, _url("notification_list")
        )


def _changed(language: str) -> Digest:
    items = tuple(
        Change(
            label=_label(number),
            audit=audit_of(2026),
            text=text,
            what=gettext("이행 확인"),
            on=ON - timedelta(days=number + 1),
            url=_url("demand_list"),
        )
        for number, text in enumerate(TEXTS)
    )
    own = Changes(gettext("지적한 요구사항"), items[:1], 1)
    others = Changes(gettext("소관 위원회의 요구사항"), items[1:], 2)
    quiet = _digest(Role.COUNCILLOR, language)
    return replace(quiet, overdue=0, items=(), departments=(), changes=(own, others))


def _late_item(number: int) -> digests.Item:
    days = 81 - 7 * (number * 11 // MOST_ITEMS)
    moved = number == 1
    return digests.Item(
        label=_label(number),
        audit=audit_of(2026),
        text=TEXTS[number % len(TEXTS)],
        department=OWN.name,
        status=str(ReportedStatus.IN_PROGRESS.label),
        due=ON - timedelta(days=days),
        late=days_late(days),
        original_due=ON - timedelta(days=days + 90) if moved else None,
        original_late=days_late(days + 90) if moved else "",
        url=_url("demand_list"),
    )


def _reader(kind: OccasionKind, language: str) -> Recipient:
    return _recipient(*READERS[TABLE[kind].audience], language)


def _recipient(role: str, place: Department | None, language: str) -> Recipient:
    return Recipient(
        address="sample@demo.example",
        user_id=None if role == MAILBOX else 1,
        role=role,
        departments=(place,) if place else None if role in OF_ALL else (),
        seat=_seat(role, place),
        language=language,
    )


def _seat(role: str, place: Department | None) -> str:
    if role == MAILBOX:
        return gettext("%(department)s 공용 전자우편") % {"department": place}
    return f"{place or ''} {Role(role).label}".strip()


def _label(number: int) -> str:
    return demand_label("시정", number + 1)


def _slug(kind: OccasionKind) -> str:
    return str(kind.value).replace("_", "-")


def _url(name: str) -> str:
    return settings.SITE_URL + reverse(name)
