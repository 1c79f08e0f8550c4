"""What a reminder says of whom to whom: subjects, days, departments; and what nobody can make it say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from audits.models import Department
from notifications import emails
from notifications.models import OccasionKind as Kind
from notifications.recipients import Recipient
from notifications.reminders.content import Group, Item, Reminder
from notifications.reminders.subjects import SUBJECTS
from notifications.reminders.words import SAID
from tests.notifications.shown import as_shown
from tests.notifications.test_emails import SECRETARIAT as DIGEST

FRIDAY = date(2026, 11, 20)
SITE = "https://husok.example"
OFFICER = Recipient("o@demo.example", 2, "officer", (Department(name="데이터과"),), "데이터과 담당자")
ITEM = Item(
    label="시정 3",
    audit="2025년도 감사",
    text="예산을 아낄 것",
    department="데이터과",
    status="추진 중",
    due=FRIDAY - timedelta(days=12),
    late=12,
    note="",
    url=f"{SITE}/assignments/3/report/",
)
SOON = replace(ITEM, due=date(2026, 12, 4), late=-14, round="1차 보고")
DECIDED = replace(SOON, granted=True)


def _group(kind: Kind, *items: Item, count: int | None = None) -> Group:
    return Group(kind, items, len(items) if count is None else count, f"{SITE}/demands/")


def _reminder(*groups: Group, to: Recipient = OFFICER) -> Reminder:
    return Reminder(to=to, on=FRIDAY, anchor="12:0a1b", groups=groups)


def _subject(*groups: Group) -> str:
    return emails.reminder(_reminder(*groups)).subject


@pytest.mark.parametrize(
    ("kind", "item", "subject"),
    [
        (Kind.RETURNED, ITEM, "[행정사무감사] 보완 요구 3건"),
        (Kind.URGED, ITEM, "[행정사무감사] 처리 촉구 3건, 처리상황 보고 요청"),
        (Kind.DUE_TODAY, ITEM, "[행정사무감사] 오늘이 처리기한입니다: 3건"),
        (Kind.OVERDUE, ITEM, "[행정사무감사] 처리기한 경과: 3건, 최장 12일"),
        (Kind.OVERDUE_HEAD, ITEM, "[행정사무감사] 처리기한 경과: 3건, 최장 12일"),
        (Kind.OVERDUE_COORDINATOR, ITEM, "[행정사무감사] 처리기한 경과: 3건, 최장 12일"),
        (Kind.OVERDUE_CLERK, ITEM, "[행정사무감사] 처리기한 경과: 3건, 최장 12일"),
        (Kind.NO_OWNER, ITEM, "[확인 필요] 소관 없는 처리요구사항 3건"),
        (Kind.OFFICER_MISSING, ITEM, "[확인 필요] 담당자 없는 처리요구사항 3건"),
        (Kind.DUE_SOON, SOON, "[행정사무감사] 처리기한 안내: 3건, 가장 빠른 기한 12. 4.(금)"),
        (Kind.DUE_EARLY, SOON, "[행정사무감사] 처리기한 안내: 3건, 가장 빠른 기한 12. 4.(금)"),
        (Kind.ROUND_OVERDUE, ITEM, "[행정사무감사] 보고 기한 경과: 미보고 3건"),
        (Kind.ROUND_DUE, SOON, "[행정사무감사] 보고 기한 안내: 미보고 3건"),
        (Kind.ROUND_OPENED, SOON, "[행정사무감사] 1차 보고 요청: 3건, 12. 4.(금)까지"),
        (Kind.NOT_RECEIVED, SOON, "[행정사무감사] 미접수 3건, 접수 확인 요청"),
        (Kind.ASSIGNED, SOON, "[행정사무감사] 처리요구사항 3건 배부, 접수 확인 요청"),
        (Kind.HANDOVER_OFFERED, SOON, "[행정사무감사] 소관 변경 요청 3건, 인수 여부 회신 요청"),
        (Kind.HANDOVER_UNANSWERED, SOON, "[행정사무감사] 소관 조정 요청 3건"),
        (Kind.HANDOVER_SETTLED, SOON, "[행정사무감사] 소관 변경 결과 3건"),
        (Kind.EXTENSION_ASKED, SOON, "[행정사무감사] 기한 연장 요청 3건"),
        (Kind.EXTENSION_DECIDED, DECIDED, "[행정사무감사] 기한 연장 결과 3건"),
        (Kind.APPROVAL_ASKED, SOON, "[행정사무감사] 부서장 확인 요청 3건"),
        (Kind.SENT_BACK, SOON, "[행정사무감사] 반려 3건"),
        (Kind.CONFIRMED, ITEM, "[행정사무감사] 이행 확인 3건"),
    ],
    ids=str,
)
def test_the_subject_is_that_of_the_glossary_and_short(kind: Kind, item: Item, subject: str) -> None:
    assert _subject(_group(kind, item, count=3)) == subject
    assert len(subject) <= 40


def test_every_kind_has_words() -> None:
    assert set(SAID) == set(SUBJECTS) == set(Kind)


def test_one_alone_is_spoken_of_more_exactly() -> None:
    decided = [
        _subject(_group(Kind.EXTENSION_DECIDED, replace(SOON, granted=how))) for how in (True, False, None)
    ]
    assert decided == [
        "[행정사무감사] 기한 연장 승인: 새 기한 12. 4.(금)",
        "[행정사무감사] 기한 연장 불승인: 처리기한 12. 4.(금)",
        "[행정사무감사] 기한 연장 결과 1건",
    ]
    assert _subject(_group(Kind.HANDOVER_SETTLED, SOON)) == "[행정사무감사] 소관 변경 결과"


@pytest.mark.parametrize("other", ["2차 보고", "", "이름이 아주 길어서 제목에 담지 못하는 회차"])
def test_a_round_is_named_where_there_is_one_and_its_name_is_short(other: str) -> None:
    items = [replace(SOON, round=other)]
    if other == "2차 보고":
        items.append(replace(SOON, due=date(2026, 12, 1)))
    day = "12. 1.(화)" if len(items) == 2 else "12. 4.(금)"
    assert (
        _subject(_group(Kind.ROUND_OPENED, *items)) == f"[행정사무감사] 보고 요청: {len(items)}건, {day}까지"
    )


def test_the_subject_is_that_of_the_worst_and_counts_the_others() -> None:
    groups = (_group(Kind.DUE_TODAY, ITEM, ITEM), _group(Kind.ASSIGNED, SOON, count=5))
    assert _subject(*groups) == "[행정사무감사] 오늘이 처리기한입니다: 2건 외 5건"


def test_the_longest_is_counted_also_where_it_is_not_listed() -> None:
    known = replace(_group(Kind.OVERDUE, ITEM, count=60), worst=99)
    assert _subject(known) == "[행정사무감사] 처리기한 경과: 60건, 최장 99일"


def test_a_repetition_is_marked_and_says_why() -> None:
    mail = emails.reminder(replace(_reminder(_group(Kind.DUE_TODAY, ITEM)), resent=True))
    assert mail.subject == "[재발송] [행정사무감사] 오늘이 처리기한입니다: 1건"
    for body in (mail.text, mail.html):
        assert "도착하였는지 알 수 없어 한 번 더 보냅니다" in body


@pytest.mark.parametrize(
    ("kind", "late", "words"),
    [
        (Kind.DUE_SOON, -3, "처리기한까지 3일"),
        (Kind.ROUND_DUE, -3, "보고 기한까지 3일"),
        (Kind.DUE_TODAY, 0, "오늘 마감"),
        (Kind.OVERDUE, 1, "기한 경과 1일"),
        (Kind.ASSIGNED, None, "기한 미지정"),
    ],
)
def test_it_says_how_late_it_is_or_how_long_it_has(kind: Kind, late: int | None, words: str) -> None:
    due = None if late is None else FRIDAY - timedelta(days=late)
    mail = emails.reminder(_reminder(_group(kind, replace(ITEM, late=late, due=due))))
    for body in (mail.text, as_shown(mail.html)):
        assert f"\n{words}" in body
    assert ("기한 20" in mail.text) == (due is not None)


def test_what_is_confirmed_is_not_late_any_more() -> None:
    mail = emails.reminder(_reminder(_group(Kind.CONFIRMED, ITEM)))
    assert "경과" not in mail.text + mail.html


def test_a_department_is_named_where_it_is_not_the_readers_only_one() -> None:
    group = _group(Kind.OVERDUE, ITEM, replace(ITEM, department="통신과"))
    two = replace(OFFICER, departments=(*(OFFICER.departments or ()), Department(name="통신과")))
    for to, named in ((OFFICER, 1), (two, 2), (replace(OFFICER, departments=None), 2)):
        mail = emails.reminder(_reminder(group, to=to))
        lines = [
            line for line in mail.text.splitlines() if line.startswith(("데이터과 · 추진", "통신과 · 추진"))
        ]
        assert len(lines) == as_shown(mail.html).count("과 · 추진 중") == named


def test_what_is_left_out_is_counted_with_where_to_find_it() -> None:
    more = _group(Kind.OVERDUE, *[ITEM] * 49, count=51)
    counted = replace(_group(Kind.DUE_SOON, count=7), url=f"{SITE}/demands/?due=soon")
    mail = emails.reminder(_reminder(more, counted))
    assert f"\n이 밖에 2건이 더 있습니다.\n{SITE}/demands/\n" in mail.text
    assert f"\n7건은 화면에서 확인하여 주십시오.\n{SITE}/demands/?due=soon\n" in mail.text
    assert f"이 밖에 2건이 더 있습니다. [{SITE}/demands/]" in as_shown(mail.html)
    assert f"7건은 화면에서 확인하여 주십시오. [{SITE}/demands/?due=soon]" in as_shown(mail.html)
    assert mail.text.count(ITEM.url) == 49


def test_a_person_is_told_where_to_change_it_and_a_mailbox_who_does() -> None:
    group = _group(Kind.OVERDUE, ITEM)
    own = emails.reminder(_reminder(group))
    shared = emails.reminder(_reminder(group, to=replace(OFFICER, user_id=None, role="mailbox")))
    assert "수신 설정에서 바꿀 수 있습니다" in own.text
    assert "수신 설정" not in shared.text + shared.html
    assert "시스템관리자가 바꿉니다" in shared.text


def test_it_is_in_its_readers_language_whoever_sends_it() -> None:
    told = _reminder(_group(Kind.OVERDUE, ITEM), to=replace(OFFICER, language="en"))
    with translation.override("ko"):
        assert emails.reminder(told).subject == "[Council audit] Overdue: 1, days late: 12"
    with translation.override("en"):
        assert "처리기한 경과" in _subject(_group(Kind.OVERDUE, ITEM))


def test_a_digest_carries_the_day_along_above_its_figures() -> None:
    groups = (_group(Kind.RETURNED, ITEM), _group(Kind.DUE_TODAY, ITEM, ITEM))
    mail = emails.digest(DIGEST, groups)
    assert mail.subject == "[행정사무감사] 주간 현황: 기한 경과 54건, 확인 대기 6건 외 3건"
    for body in (mail.text, as_shown(mail.html)):
        places = [body.index(word) for word in ("보완 요구 1건", "오늘이 처리기한 2건", "지난 소관 54건")]
        assert places == sorted(places)
    alone = emails.digest(DIGEST)
    assert mail.text.endswith(alone.text)
    assert as_shown(mail.html).endswith(as_shown(alone.html).partition("\n")[2])


def test_a_digest_with_nothing_but_the_day_has_its_subject() -> None:
    quiet = replace(DIGEST, overdue=0, items=(), departments=())
    mail = emails.digest(quiet, (_group(Kind.DUE_TODAY, ITEM),))
    assert mail.subject == "[행정사무감사] 오늘이 처리기한입니다: 1건"


HOSTILE = "<script>alert(1)</script> {% load x %} {{ to }} %(n)s & \"'"
BROKEN = "데이터과\r\nBcc: all@demo.example\x0b\x85\u2028\u202e\x07끝"


def _hostile() -> Reminder:
    item = replace(ITEM, text=HOSTILE, note=HOSTILE, department=BROKEN, status=BROKEN, label=BROKEN)
    item = replace(item, round=BROKEN, audit=BROKEN, late=-1, due=SOON.due)
    to = replace(OFFICER, seat=BROKEN, departments=(Department(name=BROKEN), Department(name="통신과")))
    return replace(_reminder(_group(Kind.ROUND_OPENED, item), to=to), instead=BROKEN)


def test_what_somebody_wrote_is_text_and_nothing_else() -> None:
    mail = emails.reminder(_hostile())
    assert "<script" not in mail.html
    assert "&lt;script&gt;" in mail.html
    for body in (mail.text, as_shown(mail.html)):
        assert body.count(HOSTILE) == 2


def test_a_line_break_somewhere_breaks_neither_the_subject_nor_a_line() -> None:
    mail = emails.reminder(_hostile())
    assert mail.subject.isprintable()
    several = replace(OFFICER, departments=None)
    usual = emails.reminder(_reminder(_group(Kind.ROUND_OPENED, replace(SOON, note="가")), to=several))
    assert len(mail.text.splitlines()) == len(usual.text.splitlines())
    assert not any(line.startswith("Bcc") for line in mail.text.splitlines())
    named = emails.digest(
        replace(DIGEST, to=replace(DIGEST.to, role="head", departments=(Department(name=BROKEN),)))
    )
    assert named.subject.isprintable()


def test_no_subject_tells_what_a_demand_says_or_who_somebody_is() -> None:
    secret = "비밀요구"
    item = replace(SOON, text=secret, note=secret, label=secret, status=secret, department=secret)
    for kind in Kind:
        assert secret not in _subject(_group(kind, item), _group(kind, item, item))


def test_no_line_is_too_long_for_a_relay() -> None:
    endless = replace(ITEM, text="가" * 4000, note="b" * 4000, department="다" * 4000)
    mail = emails.reminder(_reminder(_group(Kind.OVERDUE, endless)))
    whole = EmailMultiAlternatives(mail.subject, mail.text, to=["o@demo.example"])
    whole.attach_alternative(mail.html, "text/html")
    assert max(len(line) for line in whole.message().as_bytes().splitlines()) <= 998
