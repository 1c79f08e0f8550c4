"""What stands above the first page until somebody has seen to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from audits import committees
from audits.access import Act as FactsAct
from audits.access import Viewer
from audits.models import CheckState, DepartmentToken
from notifications import access as told
from notifications import identity, watch
from notifications.models import Notification, State
from tracker import access, checking, reports
from tracker.lifecycle import Act
from tracker.reports import MovesWaiting


def warn(request: HttpRequest, viewer: Viewer, *, listed: bool) -> None:
    """Say to each what waits for them and should not; not what the page itself lists as 손봐야 할 것."""
    if viewer.may(FactsAct.VERIFY_RECORD):
        _warn_of_the_record(request)
    if told.may(viewer, told.Act.HEAR_OF_SILENCE):
        _warn_of_silence(request)
    if viewer.may(FactsAct.MANAGE_TOKENS):
        _warn_of_tokens(request, viewer)
    if not listed:
        _warn_of_the_hand(request, viewer)


def _warn_of_the_hand(request: HttpRequest, viewer: Viewer) -> None:
    """What wants somebody's hand, on a page that is about something else."""
    if told.may(viewer, told.Act.RESOLVE_MAIL):
        _warn_of_mail(request)
    if access.may(viewer, Act.MOVE):
        _warn_of_moves(request, reports.moves_waiting(viewer.on))
    if access.may(viewer, Act.CHANGE_COMMITTEE):
        _warn_of_waiting_audits(request, viewer)


def _warn_of_the_record(request: HttpRequest) -> None:
    """Above the first page, as long as no later check has found the record whole."""
    altered = [check for check in checking.newest_results().values() if check.state == CheckState.ALTERED]
    if altered:
        kinds = ", ".join(check.get_kind_display() for check in altered)
        text = _(
            "처리 이력이 바뀐 흔적이 있습니다: %(kinds)s. 시스템관리자와 의회사무처에 바로 알려 주십시오."
        )
        link = format_html('<a href="{}">{}</a>', reverse("record"), _("점검 결과 보기"))
        messages.error(request, format_html("{} {}", text % {"kinds": kinds}, link))


def _warn_of_silence(request: HttpRequest) -> None:
    """Above the first page, as long as a part is silent or nothing may leave. Whoever sees it first has it told."""
    silent = watch.silent()
    if silent:
        watch.WEBS_POST.call()
        parts = ", ".join(str(each.part.label) for each in silent)
        text = _(
            "알림 발송 기능이 15분 넘게 멈추었습니다: %(parts)s. 서버의 프로그램을 다시 시작하여 주십시오."
        )
        messages.error(request, text % {"parts": parts})
    if identity.held():
        text = _(
            "복원한 데이터베이스여서 알림을 보내지 않고 있습니다. 실제로 쓸 것이면 서버에서 enable_mail 명령을"
            " 실행하여 주십시오."
        )
        messages.warning(request, text)


def _warn_of_mail(request: HttpRequest) -> None:
    """Above the first page, as long as the fate of a mail waits for a person."""
    counts = Notification.objects.unresolved().by_state()
    if counts:
        text = _("받았는지 알 수 없거나 보내지 못한 알림이 %(count)d건 있습니다.")
        tab = "uncertain" if State.UNCERTAIN in counts else "failed"
        url = f"{reverse('notification_list')}?tab={tab}"
        link = format_html('<a href="{}">{}</a>', url, _("확인 필요한 알림 보기"))
        messages.warning(request, format_html("{} {}", text % {"count": sum(counts.values())}, link))


def _warn_of_moves(request: HttpRequest, waiting: MovesWaiting) -> None:
    """Above the first page: what has no owner is an alarm, what a person has to decide is work (product.md rule 9)."""
    link = format_html('<a href="{}">{}</a>', reverse("move_list"), _("소관 이동"))
    if waiting.without_owner:
        text = _("소관 없음 %(count)d건: 소관부서가 없습니다. 받을 부서를 정하여 주십시오.")
        messages.error(request, format_html("{} {}", text % {"count": waiting.without_owner}, link))
    if waiting.undecided:
        text = _("조직개편으로 업무가 옮겨 간 부서의 소관 %(count)d건: 함께 옮길지 정하여 주십시오.")
        messages.warning(request, format_html("{} {}", text % {"count": waiting.undecided}, link))


def _warn_of_waiting_audits(request: HttpRequest, viewer: Viewer) -> None:
    """Above the first page of whoever names the committee of an audit, as long as that of one is over."""
    waiting = committees.audits_without_committee(viewer.on).count()
    if waiting:
        text = _("소관 위원회가 없어진 감사가 %(count)d건 있습니다.") % {"count": waiting}
        link = format_html('<a href="{}">{}</a>', reverse("committee_list"), _("소관 위원회 정하기"))
        messages.warning(request, format_html("{} {}", text, link))


def _warn_of_tokens(request: HttpRequest, viewer: Viewer) -> None:
    """Above the first page of whoever makes keys, as long as one does not go along with its department or person."""
    count = DepartmentToken.objects.to_replace(viewer.on).count()
    if count:
        text = _("부서가 없어졌거나 책임자가 떠난 연계 인증키가 %(count)d개 있습니다. 새로 만들어 주십시오.")
        link = format_html('<a href="{}">{}</a>', reverse("token_list"), _("연계 인증키"))
        messages.warning(request, format_html("{} {}", text % {"count": count}, link))
