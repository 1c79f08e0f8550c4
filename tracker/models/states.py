"""The words an assignment's state is made of (lifecycle.md §1)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """단계: whose turn it is."""

    ASSIGNED = "assigned", _("접수 전")
    WORKING = "working", _("처리 중")
    CLAIMED = "claimed", _("확인 대기")
    RETURNED = "returned", _("보완 요구")
    CLOSED = "closed", _("종결")
    WITHDRAWN = "withdrawn", _("철회")


OUTSTANDING: Final = frozenset({Stage.ASSIGNED, Stage.WORKING, Stage.RETURNED})
OPEN: Final = OUTSTANDING | {Stage.CLAIMED}


class Verdict(models.TextChoices):
    """이행 확인: what the council found about the newest closing report."""

    NONE = "none", _("확인 전")
    AWAITING = "awaiting", _("확인 대기")
    CONFIRMED = "confirmed", _("이행 확인")
    INSUFFICIENT = "insufficient", _("보완 요구")
    CONTRADICTED = "contradicted", _("사실과 다름")


class Source(models.TextChoices):
    """Where a report came in."""

    BROWSER = "browser", _("화면 입력")
    API = "api", _("연계시스템")
    PAPER = "paper", _("문서로 받음")
    PUBLISHED = "published", _("공개된 보고서")
