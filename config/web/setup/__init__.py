"""처음 설정: what an installation needs before anybody can work with it, step by step, as the data say it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audits.access import Act, Viewer
from audits.models import Audit, Committee, Department, Membership, Office, Role, User
from notifications import identity

EXECUTIVE: Final = (Role.COORDINATOR, Role.HEAD, Role.OFFICER)


@dataclass(frozen=True)
class Step:
    """One step: what it is, why, and the page on which it is done."""

    code: str
    label: Promise
    why: Promise
    url_name: str
    action: Promise


@dataclass(frozen=True)
class Standing:
    """How a step stands. One that was set aside is open still, and asks nobody."""

    step: Step
    is_done: bool
    is_aside: bool

    @property
    def is_open(self) -> bool:
        """Whether it still asks for somebody."""
        return not (self.is_done or self.is_aside)

    @property
    def url(self) -> str:
        """Where the step is done."""
        return reverse(self.step.url_name)


STEPS: Final = (
    Step(
        "council",
        _("의회 이름과 임기"),
        _("로그인 화면에 의회 이름이 나옵니다."),
        "setup_council",
        _("의회 이름 적기"),
    ),
    Step(
        "committees",
        _("위원회"),
        _("감사마다 소관 위원회가 있고, 전문위원실 담당은 위원회에 속합니다."),
        "committee_list",
        _("위원회 등록"),
    ),
    Step(
        "departments",
        _("부서"),
        _("요구사항을 배부받을 부서입니다. 엑셀이나 CSV 목록을 올리거나 화면에 적습니다."),
        "department_list",
        _("부서 등록"),
    ),
    Step(
        "people",
        _("사람과 소속"),
        _("의회사무처 담당과, 집행기관의 총괄부서 담당이나 부서 사람이 한 명씩은 있어야 일을 시작합니다."),
        "person_list",
        _("사람 등록"),
    ),
    Step(
        "mail",
        _("메일"),
        _("알림 메일이 나가는지 시험 메일로 확인합니다."),
        "setup_mail",
        _("메일 확인"),
    ),
    Step(
        "audit",
        _("첫 감사"),
        _("의회사무처 담당이 등록합니다. 시스템관리자는 감사를 등록할 수 없습니다."),
        "setup",
        _("주소 전하기"),
    ),
)
CODES: Final = tuple(step.code for step in STEPS)


def standings(viewer: Viewer) -> list[Standing]:
    """Every step in its order and how it stands today; one statement, and none for who does not set up."""
    if not viewer.may(Act.SET_UP):
        return []
    told = _told(viewer)
    aside = told["aside"] or []
    return [Standing(step, bool(told[step.code]), step.code in aside) for step in STEPS]


def open_steps(viewer: Viewer) -> list[Standing]:
    """The steps that are neither done nor set aside; one statement, and none for who does not set up."""
    return [standing for standing in standings(viewer) if standing.is_open]


def mail_stays_here() -> bool:
    """Whether this is a demo, whose mail goes nowhere, so that there is nothing to try."""
    return bool(settings.EMAIL_BACKEND == identity.OUTBOX)


def _told(viewer: Viewer) -> Mapping[str, Any]:
    """What there is, by the code of each step; `aside` are the steps that were set aside."""
    office = Office.objects.filter(pk=1)
    held = Membership.objects.filter(user__is_active=True).with_rights(viewer.on)
    found = (
        User.objects.filter(pk=viewer.user.pk)
        .values(
            aside=Subquery(office.values("set_aside")),
            council=Subquery(office.values("council")),
            committees=Exists(Committee.objects.valid(viewer.on).order_by()),
            departments=Exists(Department.objects.valid(viewer.on).inside()),
            council_staff=Exists(held.filter(role=Role.SECRETARIAT)),
            executive=Exists(held.filter(role__in=EXECUTIVE)),
            mail=Subquery(office.values("mail_accepted_at")),
            audit=Exists(Audit.objects.all()),
        )
        .get()
    )
    return found | {
        "people": found["council_staff"] and found["executive"],
        "mail": found["mail"] or mail_stays_here(),
    }
