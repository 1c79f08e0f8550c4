"""The first page of the installation's administrator: what needs a hand, and where; nothing of the demands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import organisation
from audits.access import Viewer
from audits.models import CheckKind, DepartmentToken
from config.web.setup import open_steps
from notifications import identity, watch
from tracker import checking

SOON: Final = timedelta(days=30)  # how long before its end a department is spoken of
MOST_NAMES: Final = 5


@dataclass(frozen=True)
class Matter:
    """One thing that is looked after. `kind`: `bad` at once, `open` when there is time, `ok` nothing to do.

    `what` says how it stands in one sentence, `action` what the page at `url` is called.
    """

    label: str
    kind: str
    what: str
    url: str
    action: str

    @property
    def sentence(self) -> str:
        """The same as the next thing to do."""
        return f"{self.label}: {self.what}"


def context(_request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/administrator.html` shows: what waits before what is in order, each in the order of `MATTERS`."""
    found = [matter for ask in MATTERS for matter in ask(viewer)]
    waiting = [matter for kind in ("bad", "open") for matter in found if matter.kind == kind]
    return {
        "next": waiting[0] if waiting else None,
        "waiting": waiting,
        "in_order": [matter for matter in found if matter.kind == "ok"],
    }


def _setup(viewer: Viewer) -> Iterator[Matter]:
    """The steps of 처음 설정 that are neither done nor set aside."""
    steps = open_steps(viewer)
    if steps:
        names = ", ".join(str(each.step.label) for each in steps)
        what = _("남은 단계가 %(count)d개 있습니다: %(names)s") % {"count": len(steps), "names": names}
        yield Matter(_("처음 설정"), "open", what, reverse("setup"), _("처음 설정"))


def _record(_viewer: Viewer) -> Iterator[Matter]:
    """The newest result of each check of the record."""
    newest, now = checking.newest_results(), timezone.now()
    words = {
        "ok": _("마지막 점검에서 이상이 없었습니다."),
        "altered": _("처리 이력이 바뀐 흔적이 있습니다."),
        "unchecked": _("이틀 안에 끝난 점검이 없습니다."),
    }
    for kind in CheckKind:
        state = checking.in_a_word(newest.get(kind), now)
        how = {"ok": "ok", "altered": "bad"}.get(state, "open")
        yield Matter(str(kind.label), how, words[state], reverse("record"), _("기록 점검"))


def _mail(_viewer: Viewer) -> Iterator[Matter]:
    """Whether what sends the mails is alive, and whether anything may leave."""
    url, action = reverse("own_mail_list"), _("내가 받은 알림")
    silent = ", ".join(str(each.part.label) for each in watch.silent())
    if silent:
        what = _("15분 넘게 멈춘 부분: %(parts)s. 서버의 프로그램을 다시 시작하여 주십시오.") % {
            "parts": silent
        }
        yield Matter(_("알림 발송"), "bad", what, url, action)
    if identity.held():
        what = _("복원한 데이터베이스여서 알림을 보내지 않고 있습니다.")
        yield Matter(_("알림 발송"), "bad", what, url, action)
    elif not silent:
        yield Matter(_("알림 발송"), "ok", _("발송 기능이 움직이고 있습니다."), url, action)


def _keys(viewer: Viewer) -> Iterator[Matter]:
    """Keys of departments' systems that a new one has to replace."""
    count = DepartmentToken.objects.to_replace(viewer.on).count()
    what = _("부서가 없어졌거나 책임자가 떠난 인증키가 %(count)d개 있습니다.") % {"count": count}
    yield _counted(_("연계 인증키"), count, what, _("바꿀 인증키가 없습니다."), "token_list")


def _people(viewer: Viewer) -> Iterator[Matter]:
    """People who sign in and find nothing, and those who never came."""
    left = organisation.people_left_behind(viewer.on).values("user").distinct().count()
    what = _("없어진 부서에 소속된 사람이 %(count)d명 있습니다.") % {"count": left}
    yield _counted(
        _("없어진 부서의 사람"),
        left,
        what,
        _("없어진 부서에 남은 사람이 없습니다."),
        "person_list",
        "?left=1",
    )
    without = organisation.people_without_seat(viewer.on).count()
    what = _("소속이 없는 사람이 %(count)d명 있습니다.") % {"count": without}
    yield _counted(_("소속"), without, what, _("모두 소속이 있습니다."), "person_list", "?state=unseated")
    invited = organisation.people_invited().count()
    what = _("아직 비밀번호를 정하지 않은 사람이 %(count)d명 있습니다.") % {"count": invited}
    yield _counted(
        _("초대"), invited, what, _("모두 비밀번호를 정하였습니다."), "person_list", "?state=invited"
    )


def _departments(viewer: Viewer) -> Iterator[Matter]:
    """Departments that end within `SOON`."""
    ending = list(organisation.departments_ending(viewer.on, viewer.on + SOON))
    names = ", ".join(department.name for department in ending[:MOST_NAMES])
    what = _("30일 안에 없어지는 부서가 %(count)d개 있습니다: %(names)s") % {
        "count": len(ending),
        "names": names,
    }
    yield _counted(
        _("조직개편"), len(ending), what, _("30일 안에 없어지는 부서가 없습니다."), "department_list"
    )


def _counted(label: str, count: int, what: str, nothing: str, url_name: str, query: str = "") -> Matter:
    url = f"{reverse(url_name)}{query if count else ''}"
    actions = {
        "token_list": _("연계 인증키"),
        "person_list": _("사람과 소속"),
        "department_list": _("부서·조직개편"),
    }
    return Matter(label, "open" if count else "ok", what if count else nothing, url, actions[url_name])


# In the order in which they are looked at. Whatever else an installation needs a hand for joins here.
MATTERS: Final[tuple[Callable[[Viewer], Iterable[Matter]], ...]] = (
    _setup,
    _record,
    _mail,
    _keys,
    _departments,
    _people,
)
