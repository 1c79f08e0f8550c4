"""What a history says of each kind of event: the group it is asked for by, a symbol, and a sentence.

A table is data: `TOLD` is read top to bottom. The words in a sentence are those of `words.WORDS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Group(models.TextChoices):
    """종류: what acts are about, as a history is asked for them."""

    DEMAND = "demand", gettext_lazy("요구사항 등록·정정·철회")
    DUTY = "duty", gettext_lazy("배부·접수")
    REPORT = "report", gettext_lazy("처리상황 보고")
    CHECK = "check", gettext_lazy("이행 확인")
    DUE = "due", gettext_lazy("처리기한")
    HANDOVER = "handover", gettext_lazy("소관 변경")
    MEETING = "meeting", gettext_lazy("위원회 회의·결정")
    PEOPLE = "people", gettext_lazy("사람·소속·인증키")
    OFFICE = "office", gettext_lazy("업무 방식·휴일·조직개편")
    ROUND = "round", gettext_lazy("보고 회차")
    NOTICE = "notice", gettext_lazy("알림")
    RECORD = "record", gettext_lazy("기록 점검·접속기록")


@dataclass(frozen=True)
class Told:
    """How a kind is told: its group, the symbol before it, and the sentence."""

    group: Group
    icon: str
    sentence: str | Promise


TOLD: Final[Mapping[str, Told]] = {
    "audit_created": Told(Group.DEMAND, "document", gettext_lazy("감사 등록")),
    "audit_committee_changed": Told(
        Group.DEMAND, "branch", gettext_lazy("소관 위원회 변경: %(committee_from)s → %(committee_to)s")
    ),
    "document_kept": Told(Group.DEMAND, "document", gettext_lazy("원문 보관")),
    "demand_logged": Told(Group.DEMAND, "document", gettext_lazy("요구사항 등록%(line)s")),
    "demand_rewritten": Told(Group.DEMAND, "corrected", gettext_lazy("이송 전 수정")),
    "audit_transmitted": Told(
        Group.DEMAND, "assigned", gettext_lazy("이송 · 이송일 %(on)s · 처리기한 %(due_date)s")
    ),
    "imported": Told(
        Group.DEMAND, "document", gettext_lazy("공개된 보고서에서 불러옴: %(department)s · %(status)s")
    ),
    "demand_corrected": Told(Group.DEMAND, "corrected", gettext_lazy("정정 %(version)s판%(whom)s")),
    "demand_withdrawn": Told(Group.DEMAND, "close", gettext_lazy("요구사항 철회%(decided)s")),
    "priority_marked": Told(Group.DEMAND, "info", gettext_lazy("중점관리 %(priority)s")),
    "repeat_decided": Told(Group.DEMAND, "branch", gettext_lazy("재지적 결정: %(repeat)s")),
    "meeting_recorded": Told(
        Group.MEETING, "calendar", gettext_lazy("위원회 회의 등록 · 회의일 %(held_on)s")
    ),
    "meeting_changed": Told(
        Group.MEETING, "corrected", gettext_lazy("위원회 회의 수정 · 회의일 %(held_on)s")
    ),
    "meeting_called_off": Told(Group.MEETING, "close", gettext_lazy("위원회 회의 취소 · 회의일 %(held_on)s")),
    "decision_recorded": Told(
        Group.MEETING, "calendar", gettext_lazy("위원회 결정 등록: %(conclusion)s · 회의일 %(held_on)s")
    ),
    "assigned": Told(
        Group.DUTY, "assigned", gettext_lazy("부서 배부: %(department)s(%(part)s) · 처리기한 %(due)s")
    ),
    "lead_named": Told(Group.DUTY, "assigned", gettext_lazy("%(part)s부서 지정: %(department)s")),
    "received": Told(Group.DUTY, "note", gettext_lazy("접수 확인: %(department)s")),
    "officer_named": Told(Group.DUTY, "note", gettext_lazy("담당자 지정: %(department)s · %(officer)s")),
    "reminder_requested": Told(Group.DUTY, "clock", gettext_lazy("처리 촉구: %(department)s")),
    "approval_asked": Told(Group.REPORT, "note", gettext_lazy("부서장 확인 요청: %(department)s")),
    "report_approved": Told(Group.REPORT, "note", gettext_lazy("부서장 확인%(by_number)s: %(department)s")),
    "report_sent_back": Told(Group.REPORT, "insufficient", gettext_lazy("반려(%(gate)s): %(department)s")),
    "report_submitted": Told(
        Group.REPORT, "assigned", gettext_lazy("의회 제출: %(department)s · 제출일 %(letter_on)s")
    ),
    "reported": Told(Group.REPORT, "in_progress", gettext_lazy("처리상황 보고: %(department)s · %(status)s")),
    "reported_no_change": Told(
        Group.REPORT, "in_progress", gettext_lazy("변동 없음 보고: %(department)s · %(status)s")
    ),
    "claimed": Told(
        Group.REPORT, "completed", gettext_lazy("종결 보고: %(department)s · %(status)s, 의회 확인 대기")
    ),
    "claim_taken_back": Told(
        Group.REPORT, "insufficient", gettext_lazy("종결 보고를 거두어들임: %(department)s")
    ),
    "evidence_added": Told(
        Group.REPORT, "document", gettext_lazy("증빙자료 첨부: %(department)s · %(pieces)s건")
    ),
    "evidence_removed": Told(Group.REPORT, "document", gettext_lazy("증빙자료 삭제: %(department)s")),
    "round_opened": Told(
        Group.ROUND, "calendar", gettext_lazy("보고 회차 열기: %(round)s · 보고 기한 %(until_then)s")
    ),
    "round_changed": Told(
        Group.ROUND, "corrected", gettext_lazy("보고 회차 수정: %(round)s · 보고 기한 %(until_then)s")
    ),
    "round_cancelled": Told(Group.ROUND, "close", gettext_lazy("보고 회차 취소: %(round)s")),
    "round_closed": Told(
        Group.ROUND,
        "assigned",
        gettext_lazy("보고 회차 의회 제출: %(round)s · 제출일 %(letter_on)s · 함께 제출한 보고 %(count)s건"),
    ),
    "report_frozen": Told(
        Group.ROUND, "document", gettext_lazy("보고서 확정: %(report)s · 기준일 %(as_of)s")
    ),
    "published": Told(
        Group.ROUND,
        "assigned",
        gettext_lazy("보고서 공개: %(report)s · 기준일 %(as_of)s · 회의일 %(held_on)s"),
    ),
    "taken_down": Told(Group.ROUND, "close", gettext_lazy("공개한 보고서 내림 · 공개 중지일 %(on)s")),
    "opinion_recorded": Told(Group.CHECK, "note", gettext_lazy("검토의견 작성: %(department)s")),
    "verified": Told(Group.CHECK, "confirmed", gettext_lazy("이행 확인: %(department)s · %(status)s")),
    "returned": Told(Group.CHECK, "insufficient", gettext_lazy("보완 요구: %(department)s")),
    "contradicted": Told(Group.CHECK, "contradicted", gettext_lazy("사실과 다름: %(department)s%(decided)s")),
    "reopened": Told(Group.CHECK, "insufficient", gettext_lazy("종결 취소: %(department)s%(decided)s")),
    "due_date_set": Told(Group.DUE, "calendar", gettext_lazy("처리기한 지정: %(department)s · %(due_date)s")),
    "calendar_adjusted": Told(
        Group.DUE, "calendar", gettext_lazy("휴일 조정: %(department)s · %(before)s → %(after)s")
    ),
    "extension_requested": Told(
        Group.DUE, "calendar", gettext_lazy("기한 연장 요청: %(department)s · 희망 기한 %(wanted)s")
    ),
    "extension_granted": Told(
        Group.DUE,
        "calendar",
        gettext_lazy("연장 승인(%(number)s차): %(department)s · %(before)s → %(after)s%(decided)s"),
    ),
    "extension_refused": Told(Group.DUE, "calendar", gettext_lazy("연장 불승인: %(department)s%(decided)s")),
    "extension_cancelled": Told(Group.DUE, "calendar", gettext_lazy("기한 연장 요청 취소: %(department)s")),
    "extension_lapsed": Told(
        Group.DUE, "calendar", gettext_lazy("종결 보고로 기한 연장 요청 소멸: %(department)s")
    ),
    "handover_offered": Told(Group.HANDOVER, "branch", gettext_lazy("소관 변경 요청: %(from)s → %(to)s")),
    "handover_accepted": Told(Group.HANDOVER, "branch", gettext_lazy("인수: %(from)s → %(to)s")),
    "handover_refused": Told(Group.HANDOVER, "branch", gettext_lazy("인수 불가: %(from)s → %(to)s")),
    "handover_cancelled": Told(
        Group.HANDOVER, "branch", gettext_lazy("소관 변경 요청 취소: %(from)s → %(to)s")
    ),
    "handover_settled": Told(
        Group.HANDOVER, "branch", gettext_lazy("총괄부서 조정: %(from)s → %(to)s · %(settled)s")
    ),
    "moved": Told(
        Group.HANDOVER, "branch", gettext_lazy("소관 이동(%(step)s): %(from)s → %(to)s%(assumed)s")
    ),
    "stayed": Told(Group.HANDOVER, "branch", gettext_lazy("소관 유지(%(step)s): %(department)s")),
    "withdrawn": Told(Group.DEMAND, "close", gettext_lazy("철회: %(department)s%(decided)s%(lapsed)s")),
    "person_created": Told(Group.PEOPLE, "note", gettext_lazy("사람 등록: %(person)s")),
    "person_stopped": Told(Group.PEOPLE, "close", gettext_lazy("사용 중지: %(person)s")),
    "person_restored": Told(Group.PEOPLE, "note", gettext_lazy("다시 사용: %(person)s")),
    "membership_started": Told(
        Group.PEOPLE, "assigned", gettext_lazy("소속 시작: %(person)s · %(seat)s · %(from_day)s")
    ),
    "membership_ended": Told(Group.PEOPLE, "close", gettext_lazy("소속 끝: %(seat)s · 종료일 %(on)s")),
    "deputy_named": Told(
        Group.PEOPLE,
        "assigned",
        gettext_lazy("대직 지정: %(person)s · %(seat)s(%(away)s) · %(from_day)s~%(until)s"),
    ),
    "deputy_ended": Told(
        Group.PEOPLE, "close", gettext_lazy("대직 끝: %(person)s · %(seat)s · 종료일 %(on)s")
    ),
    "link_made": Told(Group.PEOPLE, "note", gettext_lazy("초대 링크 만듦: %(person)s")),
    "first_password_made": Told(Group.PEOPLE, "note", gettext_lazy("임시 비밀번호 만듦: %(person)s")),
    "password_set": Told(Group.PEOPLE, "note", gettext_lazy("비밀번호 정함")),
    "token_made": Told(Group.PEOPLE, "note", gettext_lazy("연계 인증키 만듦: %(holder)s · 만료일 %(until)s")),
    "token_revoked": Told(Group.PEOPLE, "close", gettext_lazy("연계 인증키 폐지: %(holder)s")),
    "office_changed": Told(Group.OFFICE, "corrected", gettext_lazy("업무 방식 변경")),
    "department_gates_changed": Told(
        Group.OFFICE, "corrected", gettext_lazy("부서의 보고 절차 변경: %(itself)s")
    ),
    "ladder_changed": Told(Group.OFFICE, "corrected", gettext_lazy("알림 단계 변경")),
    "council_named": Told(Group.OFFICE, "corrected", gettext_lazy("의회 이름·임기 변경")),
    "category_added": Told(Group.OFFICE, "document", gettext_lazy("구분 등록: %(category)s")),
    "category_changed": Told(Group.OFFICE, "corrected", gettext_lazy("구분 변경: %(category)s")),
    "category_moved": Told(Group.OFFICE, "corrected", gettext_lazy("구분 순서 변경: %(category)s")),
    "category_ended": Told(Group.OFFICE, "close", gettext_lazy("구분 더 쓰지 않음: %(category)s")),
    "category_resumed": Told(Group.OFFICE, "document", gettext_lazy("구분 다시 씀: %(category)s")),
    "wording_added": Told(Group.OFFICE, "document", gettext_lazy("용어 등록: %(wording)s")),
    "wording_changed": Told(Group.OFFICE, "corrected", gettext_lazy("용어의 상태 변경: %(wording)s")),
    "wording_removed": Told(Group.OFFICE, "close", gettext_lazy("용어 삭제: %(wording)s")),
    "holiday_added": Told(Group.OFFICE, "calendar", gettext_lazy("휴일 등록: %(day)s")),
    "holiday_removed": Told(Group.OFFICE, "calendar", gettext_lazy("휴일 삭제: %(day)s")),
    "succession_recorded": Told(Group.OFFICE, "branch", gettext_lazy("조직개편 등록: %(on)s")),
    "succession_called_off": Told(Group.OFFICE, "close", gettext_lazy("조직개편 취소: %(on)s")),
    "department_founded": Told(Group.OFFICE, "branch", gettext_lazy("부서 등록: %(itself)s")),
    "department_changed": Told(Group.OFFICE, "corrected", gettext_lazy("부서 정보 변경: %(itself)s")),
    "committee_founded": Told(Group.OFFICE, "branch", gettext_lazy("위원회 등록: %(committee)s")),
    "committee_changed": Told(
        Group.OFFICE, "branch", gettext_lazy("위원회 %(change)s: %(committee)s%(followed)s · 시행일 %(on)s")
    ),
    "digest_planned": Told(
        Group.NOTICE, "clock", gettext_lazy("현황 알림 만듦: %(period)s · %(notifications)s건")
    ),
    "occasions_planned": Told(Group.NOTICE, "clock", gettext_lazy("알림 사유 기록: %(on)s · %(count)s건")),
    "alarm_planned": Told(
        Group.NOTICE, "late", gettext_lazy("기록 점검 경보 만듦: %(period)s · %(notifications)s건")
    ),
    "mail_preference_set": Told(
        Group.NOTICE, "note", gettext_lazy("수신 설정: %(person)s · 현황 알림 %(frequency)s")
    ),
    "silence_noticed": Told(
        Group.NOTICE, "late", gettext_lazy("발송 중단 경보 만듦: %(period)s · %(notifications)s건")
    ),
    "notification_resolved": Told(
        Group.NOTICE, "confirmed", gettext_lazy("알림 발송 여부 확인함: %(period)s")
    ),
    "reminders_planned": Told(
        Group.NOTICE, "clock", gettext_lazy("처리 안내 만듦: %(on)s · %(notifications)s건")
    ),
    "notification_resent": Told(Group.NOTICE, "doubt", gettext_lazy("알림 재발송: %(period)s")),
    "mail_enabled": Told(
        Group.NOTICE, "completed", gettext_lazy("알림 발송 사용: 지난 알림 %(superseded)s건은 보내지 않음")
    ),
    "mail_tried": Told(Group.NOTICE, "note", gettext_lazy("시험 메일: %(tried)s")),
    "notification_sent": Told(Group.NOTICE, "completed", gettext_lazy("알림 발송 완료: %(period)s")),
    "notification_uncertain": Told(
        Group.NOTICE, "doubt", gettext_lazy("알림 발송 여부 확인 필요: %(period)s")
    ),
    "notification_dead": Told(Group.NOTICE, "late", gettext_lazy("알림 발송 중단: %(period)s")),
    "notification_skipped": Told(Group.NOTICE, "close", gettext_lazy("알림 발송 안 함: %(period)s")),
    "access_checked": Told(
        Group.RECORD, "confirmed", gettext_lazy("접속기록 월간 점검: %(month)s · %(entries)s건")
    ),
    "access_forgotten": Told(
        Group.RECORD, "close", gettext_lazy("보존기간이 지난 접속기록 삭제: %(until)s 전 · %(count)s건")
    ),
}
UNKNOWN: Final = Told(Group.RECORD, "document", gettext_lazy("그 밖의 처리"))


def told(kind: str) -> Told:
    """How a kind of event is told; in general words where the table does not know it."""
    return TOLD.get(kind, UNKNOWN)


def kinds_of(group: str) -> frozenset[str]:
    """The kinds of events that a group is made of."""
    return frozenset(kind for kind, each in TOLD.items() if each.group == group)
