"""Through whose hands a report passes before it is filed and the council sees it (lifecycle.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gate(models.TextChoices):
    """Where a report waits."""

    HEAD = "head", _("부서장 확인 대기")
    COORDINATOR = "coordinator", _("의회 제출 대기")


class Gates(models.TextChoices):
    """보고 절차: the gates that an office, or one of its departments, asks for."""

    NONE = "none", _("바로 보고")
    HEAD = "head", _("부서장 확인")
    COORDINATOR = "coordinator", _("부서장 확인, 총괄부서의 의회 제출")


_ORDER: Final = (Gates.NONE, Gates.HEAD, Gates.COORDINATOR)
_PASSED: Final[Mapping[Gates, tuple[Gate, ...]]] = {
    Gates.NONE: (),
    Gates.HEAD: (Gate.HEAD,),
    Gates.COORDINATOR: (Gate.HEAD, Gate.COORDINATOR),
}


def gates(office: str, department: str = "") -> tuple[Gate, ...]:
    """The gates a report passes, in order: the office's, or a department's own where those are more."""
    asked = [Gates(office), *([Gates(department)] if department else [])]
    return _PASSED[max(asked, key=_ORDER.index)]


def next_gate(passed: str, office: str, department: str = "") -> Gate | None:
    """The gate after `passed` (empty: before the first); None where the report is filed."""
    asked = gates(office, department)
    left = asked[asked.index(Gate(passed)) + 1 :] if passed in asked else asked if not passed else ()
    return left[0] if left else None
