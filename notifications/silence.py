"""발송 중단 경보: what those who keep the installation are told when a part of the sending shows no sign of life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.models import Part
from notifications.recipients import Recipient

TASKS: Final[Mapping[Part, Promise]] = {
    Part.PLANNER: _("새로 알릴 것을 찾지 못하고 있습니다. 예약 실행과 발송 작업이 함께 움직여야 합니다."),
    Part.WORKER: _("계획한 알림을 보내지 못하고 있습니다. 발송 작업(worker)을 다시 시작하여 주십시오."),
    Part.BEAT: _("5분마다 하는 일이 시작되지 않습니다. 예약 실행(beat)을 다시 시작하여 주십시오."),
}
NOTICED: Final[Mapping[str, Promise]] = {
    "planner": Part.PLANNER.label,
    "worker": Part.WORKER.label,
    "beat": Part.BEAT.label,
    "web": _("웹 화면"),
}
# Of the installation, whatever it is that is silent.
STEPS: Final = (
    _("서버가 켜져 있고 디스크에 빈 자리가 있는지 확인하여 주십시오."),
    _("/healthz에서 멈춘 기능의 이름을 확인하고, 그 기능의 실행 기록(log)을 살펴보아 주십시오."),
    _("멈춘 기능을 다시 시작한 뒤 5분 안에 /healthz가 정상으로 돌아오는지 확인하여 주십시오."),
    _("다시 멈추면 데이터베이스와 Redis를 그대로 두고 설치를 맡은 곳에 실행 기록을 전하여 주십시오."),
)


@dataclass(frozen=True)
class Silent:
    """A part without a sign of life for so many minutes; `since` is its last one, None where it never gave any."""

    part: Part
    since: datetime | None
    minutes: int

    @property
    def name(self) -> str:
        """What it is called, with the name of its process."""
        return gettext("%(part)s(%(process)s)") % {"part": self.part.label, "process": self.part.value}

    @property
    def task(self) -> str:
        """What its silence means, and what is to be done."""
        return str(TASKS[self.part])


@dataclass(frozen=True)
class SilenceAlarm:
    """What `to` is told at `at`. `noticed_by` is the part that found the others silent, or `web`.

    `url` leads to where the state is seen. `anchor` is the record's head, empty where nobody asked for it.
    """

    to: Recipient
    at: datetime
    parts: Sequence[Silent]
    noticed_by: str
    url: str
    anchor: str = ""

    @property
    def minutes(self) -> int:
        """The longest silence."""
        return max((part.minutes for part in self.parts), default=0)

    @property
    def who_noticed(self) -> str:
        """The same in words."""
        return str(NOTICED.get(self.noticed_by, self.noticed_by))

    @property
    def steps(self) -> list[str]:
        """What whoever keeps the machine does, one after another."""
        return [str(step) for step in STEPS]
