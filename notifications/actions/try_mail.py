"""시험 메일: the administrator sends one to themselves and reads what the relay said; on record."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import calls, record
from audits.access import Act, Viewer
from audits.models import Office
from audits.record import Entry
from notifications import emails, relay
from notifications.models import State
from notifications.relay import Outcome

MOST: Final = 3  # a minute; each may keep a worker of the web server waiting for ten seconds

# Python writes a refusal during the greeting as (535, b'5.7.8 …').
_TUPLE: Final = re.compile(r"^\((\d{3}), b?['\"](.*)['\"]\)$", re.DOTALL)
_CODE: Final = re.compile(r"^\d{3}\b")


class Result(models.TextChoices):
    """What became of a test mail."""

    ACCEPTED = "accepted", gettext_lazy("메일 서버가 받았습니다")
    REFUSED = "refused", gettext_lazy("메일 서버가 받지 않았습니다")
    TIMED_OUT = "timed_out", gettext_lazy("10초 안에 대답이 없었습니다")
    UNREACHABLE = "unreachable", gettext_lazy("메일 서버에 연결하지 못하였습니다")
    UNCERTAIN = "uncertain", gettext_lazy("메일 서버가 받았는지 알 수 없습니다")
    HELD = "held", gettext_lazy("복원한 데이터베이스여서 보내지 않았습니다")


@dataclass(frozen=True)
class Tried:
    """What became of a test mail, and what the relay said where it did not take it."""

    result: Result
    answer: str = ""


def try_mail(*, by: Viewer) -> Tried:
    """Send a test mail to the administrator's own address by the relay that all mail leaves by; ten seconds at most.

    Raises PermissionDenied, and ValidationError beyond three in a minute.
    """
    by.require(Act.SET_UP)
    now = time.time()
    if calls.too_many(f"trial:{by.user.pk}", MOST, now):
        told = _("요청이 많아 잠시 제한되었습니다. %(seconds)d초 뒤에 다시 시도하여 주십시오.")
        raise ValidationError(told % {"seconds": calls.wait(now)})
    tried = _sent(by.user.email)
    _tell(tried, by)
    return tried


def _sent(address: str) -> Tried:
    message = emails.trial(timezone.now())
    try:
        outcome = relay.try_out(message.subject, message.text, message.html, address)
    except relay.Held:
        return Tried(Result.HELD)
    return _judged(outcome)


def _judged(outcome: Outcome) -> Tried:
    found = _TUPLE.match(outcome.answer)
    answer = " ".join(found.groups()) if found else outcome.answer
    if outcome.state == State.SENT:
        return Tried(Result.ACCEPTED)
    if _CODE.match(answer) or outcome.state == State.DEAD:
        return Tried(Result.REFUSED, answer)
    if "timed out" in answer:
        return Tried(Result.TIMED_OUT, answer)
    return Tried(Result.UNREACHABLE if outcome.relay_away else Result.UNCERTAIN, answer)


@transaction.atomic
def _tell(tried: Tried, by: Viewer) -> None:
    """Keep when the relay last took one; that one was sent is on record, without address and without its words."""
    if tried.result == Result.ACCEPTED:
        Office.objects.get_or_create(pk=1)
        Office.objects.filter(pk=1).update(mail_accepted_at=timezone.now())
    record.append(Entry("mail_tried", by.user, by.user, facts={"result": tried.result}))
