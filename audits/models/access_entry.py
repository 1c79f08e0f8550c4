"""One entry of the access record: who saw or took away what. Appended by `audits.access_record` alone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models.token import DepartmentToken


class AccessAct(models.TextChoices):
    """What was done with what was seen."""

    VIEW = "view", _("조회")
    LIST = "list", _("목록 조회")
    DOWNLOAD = "download", _("내려받기")


class AccessEntry(models.Model):
    """접속기록: who (a person, or a department's system) saw or downloaded what, when and from where.

    `what` is the kind of thing and `subject_id` which one, where it is one; `items` how many there were.
    A download of more than one item has a `reason`. Appended only: the serving role can neither change nor remove
    it, and the owner of the tables removes what is older than a year at the earliest.
    """

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    token = models.ForeignKey(DepartmentToken, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.GenericIPAddressField(_("접속지"), null=True)
    act = models.CharField(_("수행 업무"), max_length=20, choices=AccessAct)
    what = models.CharField(_("대상"), max_length=40)
    subject_id = models.BigIntegerField(null=True)
    items = models.PositiveIntegerField(_("건수"), default=1)
    reason = models.TextField(_("사유"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=AccessAct.values), name="access_act_known"),
            models.CheckConstraint(
                condition=~Q(act=AccessAct.DOWNLOAD) | Q(items__lte=1) | ~Q(reason=""),
                name="access_download_of_many_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="access_at"),
            models.Index(fields=["user", "-id"], name="access_of_a_person"),
            models.Index(fields=["what", "subject_id", "-id"], name="access_to_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.what} {self.subject_id or self.items}"


class AccessCheck(models.Model):
    """월간 점검: somebody looked through the access record of a month; `words` is what they noted.

    `entries` is how many there were. A month is checked once it is over.
    """

    month = models.DateField(_("월"), unique=True)
    entries = models.PositiveIntegerField()
    words = models.TextField(_("점검 내용"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = ("month", "entries", "words", "by_id", "checked_at")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="access_check_of_a_whole_month"),
            models.CheckConstraint(condition=~Q(words=""), name="access_check_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
