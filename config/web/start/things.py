"""다음 할 일 and 손봐야 할 것: what waits for a person, in a stated order; each leads to where it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from audits import committees
from audits.access import Viewer
from audits.models.audit import audit_name
from config.web.start.chosen import Chosen
from notifications import access as told
from notifications.models import Notification, State
from tracker import access, reports
from tracker.lifecycle import Act
from tracker.reports import AuditHeld, MovesWaiting, Queues
from tracker.reports.queues import MANY
from tracker.web.glance import Row, list_url


@dataclass(frozen=True)
class Thing:
    """One sentence with a number, why it matters, and the way; `alarm` where something is wrong, not only to do."""

    sentence: str
    reason: str
    url: str
    action: str
    alarm: bool = False


@dataclass(frozen=True)
class Desk:
    """What the things of one first page are told from."""

    viewer: Viewer
    chosen: Chosen
    queues: Queues
    held: AuditHeld | None = None
    claims: Sequence[Row] = ()

    @cached_property
    def moves(self) -> MovesWaiting:
        """What waits for 소관 이동; asked once."""
        return reports.moves_waiting(self.viewer.on)


Step = Callable[[Desk], Thing | None]


def in_order(steps: Sequence[Step], desk: Desk) -> list[Thing]:
    """What waits, in the order of the steps: the first is the next thing to do."""
    return [thing for step in steps if (thing := step(desk))]


def in_turn(waiting: list[Thing], wrong: list[Thing]) -> dict[str, object]:
    """다음 할 일 and 손봐야 할 것: what waits most, and what else does behind what is wrong."""
    return {"next": waiting[0] if waiting else None, "hand": [*wrong, *waiting[1:]]}


def claims(desk: Desk) -> Thing | None:
    """Closing reports that wait for the council's check, over all audits that this person checks."""
    count = desk.queues.claims
    if not count:
        return None
    sentence = _("종결 보고 %(count)d건이 이행 확인을 기다립니다.")
    if count >= MANY:
        sentence = _("종결 보고 %(count)d건 이상이 이행 확인을 기다립니다.")
    return Thing(
        sentence % {"count": count}, _about_claims(desk), reverse("verification"), _("이행 확인 시작")
    )


def _about_claims(desk: Desk) -> str:
    rows = desk.claims
    if desk.held is None or not rows:
        return _("다른 감사의 보고입니다.")
    first = _("이 감사의 보고 %(count)d건 · 먼저 볼 것: %(label)s · 기다린 날: %(days)s.") % {
        "count": desk.held.awaiting,
        "label": rows[0]["label"],
        "days": rows[0]["waiting_for"],
    }
    doubtful = sum(1 for row in rows if row["doubts"])
    if not doubtful:
        return first
    told_of = _("먼저 볼 %(rows)d건 가운데 %(count)d건에 확인 필요 사항이 있습니다.")
    return f"{first} {told_of % {'rows': len(rows), 'count': doubtful}}"


def extensions(desk: Desk) -> Thing | None:
    """Requests for more time that wait for the council."""
    if not desk.queues.extensions:
        return None
    sentence = _("기한 연장 요청 %(count)d건이 답을 기다립니다.") % {"count": desk.queues.extensions}
    reason = _("답하기 전에는 지금 처리기한이 그대로 갑니다.")
    return Thing(sentence, reason, reverse("extension_list"), _("기한 연장 요청 보기"))


def undistributed(desk: Desk) -> Thing | None:
    """Demands of transmitted audits that no department has, for whoever distributes: those of the newest audit."""
    if not access.may(desk.viewer, Act.ASSIGN):
        return None
    waiting = reports.undistributed_by_audit(desk.viewer)
    audit = next((each for each in desk.chosen.audits if each.transmitted_on and waiting.get(each.pk)), None)
    if audit is None:
        return None
    sentence = _("요구사항 %(count)d건을 부서에 배부하여 주십시오.") % {"count": waiting[audit.pk]}
    reason = _("%(audit)s · 이송되었으나 맡은 부서가 없습니다.") % {"audit": _name(audit)}
    return Thing(sentence, reason, reverse("distribution", args=[audit.pk]), _("부서 배부"))


def untransmitted(desk: Desk) -> Thing | None:
    """An audit whose demands are logged and not yet sent to the mayor."""
    if not access.may(desk.viewer, Act.TRANSMIT):
        return None
    audit = next((each for each in desk.chosen.audits if each.has_demands and each.is_held_back), None)
    if audit is None:
        return None
    sentence = _("이송 전인 감사가 있습니다: %(audit)s") % {"audit": _name(audit)}
    reason = _("이송하면 본문이 고정되고 처리 기간이 시작됩니다.")
    return Thing(sentence, reason, reverse("audit_transmit", args=[audit.pk]), _("이송"))


def _name(audit: Any) -> str:
    return audit_name(audit.year, audit.body)


def late(desk: Desk) -> Thing | None:
    """What departments owe past its due date in the audit that is shown: they are urged."""
    held, audit = desk.held, desk.chosen.audit
    if held is None or not held.total.overdue or not access.may(desk.viewer, Act.REMIND):
        return None
    departments = sum(1 for row in held.rows if row.overdue)
    sentence = _("기한이 지난 소관이 %(count)d건 있습니다.") % {"count": held.total.overdue}
    reason = _("이 감사에서 %(departments)d개 부서의 소관입니다.") % {"departments": departments}
    if access.may_read(desk.viewer, access.Right.TAKE_URGE_LETTER):
        url = f"{reverse('urge_letter')}?audit={audit.pk}"
        return Thing(sentence, reason, url, _("처리 촉구 공문 붙임 만들기"))
    url = f"{reverse('urge')}?all=on&audit={audit.pk}"
    return Thing(sentence, reason, url, _("처리 촉구"))


def begin(desk: Desk) -> Thing | None:
    """The first audit of an office that has none."""
    if desk.chosen.audit or not access.may(desk.viewer, Act.IMPORT_PUBLISHED):
        return None
    sentence = _("첫 감사를 들여와 주십시오.")
    reason = _("결과보고서 파일을 불러오거나, 행정사무감사 화면에서 감사를 등록할 수 있습니다.")
    return Thing(sentence, reason, reverse("import_upload"), _("보고서 불러오기"))


def ownerless(desk: Desk) -> Thing | None:
    """소관 없음 over all audits, for whoever gives it an owner."""
    if not access.may(desk.viewer, Act.MOVE):
        return _ownerless_here(desk)
    count = desk.moves.without_owner
    if not count:
        return None
    sentence = _("소관 없음 %(count)d건: 받을 부서를 정하여 주십시오.") % {"count": count}
    reason = _("소관부서가 없습니다. 처리기한은 그대로 갑니다.")
    return Thing(sentence, reason, reverse("move_list"), _("소관 이동"), alarm=True)


def _ownerless_here(desk: Desk) -> Thing | None:
    """The same in the audit that is shown, for whoever only sees it."""
    if desk.held is None or not desk.held.without_owner:
        return None
    sentence = _("소관 없음 %(count)d건") % {"count": desk.held.without_owner}
    url = list_url(audit=desk.chosen.audit.pk, department=0)
    return Thing(sentence, _("소관부서가 없어진 소관입니다."), url, _("소관 없음 보기"), alarm=True)


def moves(desk: Desk) -> Thing | None:
    """What a department still holds though a duty of it went to another one: a person decides."""
    if not access.may(desk.viewer, Act.MOVE):
        return None
    count = desk.moves.undecided
    if not count:
        return None
    sentence = _("조직개편 뒤 정하지 않은 소관 %(count)d건") % {"count": count}
    reason = _("조직개편으로 업무가 옮겨 간 부서의 소관 %(count)d건: 함께 옮길지 정하여 주십시오.")
    return Thing(sentence, reason % {"count": count}, reverse("move_list"), _("소관 이동"))


def unnamed(desk: Desk) -> Thing | None:
    """담당자 없음 in the audit that is shown."""
    if desk.held is None or not desk.held.without_officer:
        return None
    sentence = _("담당자 없음 %(count)d건") % {"count": desk.held.without_officer}
    reason = _("이 감사에서 맡은 사람이 정해지지 않은 소관입니다.")
    url = list_url(audit=desk.chosen.audit.pk, without_officer=True)
    return Thing(sentence, reason, url, _("담당자 없음 보기"))


def mails(desk: Desk) -> Thing | None:
    """Mails whose fate waits for a person."""
    if not told.may(desk.viewer, told.Act.RESOLVE_MAIL):
        return None
    counts = Notification.objects.unresolved().by_state()
    if not counts:
        return None
    tab = "uncertain" if State.UNCERTAIN in counts else "failed"
    reason = _("받았는지 알 수 없거나 보내지 못한 알림이 %(count)d건 있습니다.")
    return Thing(
        _("알림 %(count)d건") % {"count": sum(counts.values())},
        reason % {"count": sum(counts.values())},
        f"{reverse('notification_list')}?tab={tab}",
        _("확인 필요한 알림 보기"),
        alarm=True,
    )


def homeless(desk: Desk) -> Thing | None:
    """Audits whose committee is over."""
    if not access.may(desk.viewer, Act.CHANGE_COMMITTEE):
        return None
    on = desk.viewer.on
    if not any(each.is_homeless for each in desk.chosen.audits):
        return None
    count = committees.audits_without_committee(on).count()
    if not count:
        return None
    reason = _("소관 위원회가 없어진 감사가 %(count)d건 있습니다.") % {"count": count}
    sentence = _("위원회 없음 %(count)d건") % {"count": count}
    return Thing(sentence, reason, reverse("committee_list"), _("소관 위원회 정하기"))


def submissions(desk: Desk) -> Thing | None:
    """Reports that wait for the coordinator to hand them to the council."""
    if not desk.queues.submissions:
        return None
    sentence = _("보고 %(count)d건이 의회 제출을 기다립니다.") % {"count": desk.queues.submissions}
    reason = _("부서장이 확인한 보고입니다. 제출하여야 의회가 볼 수 있습니다.")
    return Thing(sentence, reason, reverse("submission_list"), _("의회 제출"))


def disputes(desk: Desk) -> Thing | None:
    """Offers that nobody took: the coordinator settles whose duty it is."""
    count, offers = desk.queues.to_settle, desk.queues.offers
    if not count:
        return None
    sentence = _("소관 변경 %(count)d건을 조정하여 주십시오.") % {"count": count}
    reason = _("인수 불가이거나 회신이 없습니다. 기다리는 소관 변경 요청은 모두 %(offers)d건입니다.")
    return Thing(sentence, reason % {"offers": offers}, reverse("handover_list"), _("소관 조정"))
