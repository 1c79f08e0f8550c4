"""Pages of the council's acts on an assignment: 이행 확인 (in its queue), 검토의견 작성, 종결 취소."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.lifecycle import Act
from tracker.models import Assignment, Stage
from tracker.web.acts.council_forms import (
    OpinionForm,
    ReopenForm,
    VerdictForm,
    give_opinion,
    give_reopening,
    give_verdict,
)
from tracker.web.acts.page import ActPage


class QueuePage(ActPage):
    """An act that people do in a queue, one after the other, and not on a page of its own."""

    def url(self, assignment: Assignment) -> str:
        """Where the assignment stands in the queue."""
        return reverse("verification_claim", args=[assignment.pk])


PAGES = (
    QueuePage(
        "verification",
        Act.CONFIRM,
        VerdictForm,
        give_verdict,
        _("판단을 저장하였습니다."),
        turn=(Stage.CLAIMED,),
    ),
    ActPage(
        "opinion",
        Act.RECORD_OPINION,
        OpinionForm,
        give_opinion,
        _("검토의견을 남겼습니다."),
        note=_("보고 옆에 남고 단계는 바뀌지 않습니다. 앞서 적은 의견도 그대로 남습니다."),
    ),
    ActPage(
        "reopen",
        Act.REOPEN,
        ReopenForm,
        give_reopening,
        _("종결을 취소하였습니다."),
        note=_("부서가 다시 이행하고 보고하여야 합니다. 부서가 보고한 추진상황은 바뀌지 않습니다."),
    ),
)
