"""How this office works where offices differ. One row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from audits.gates import Gates


class Office(models.Model):
    """Settings of the installation that its administrator changes.

    `council_distributes`: a small council sends straight to departments, and its secretariat distributes.
    `gates`: what a report passes before it is filed; a department may ask for more (`Department.gates`).
    `is_public`: whether the public reads what was published (tracker's `Publication`); nobody else does.
    `council` and `term` are what the council is called and which one it is (제9대), from and until when it sits.
    `set_aside` are the steps of the first setting-up that were left for later, `mail_accepted_at` is when the relay
    last took a test mail.
    """

    council_distributes = models.BooleanField(_("의회가 부서에 바로 배부"), default=False)
    gates = models.CharField(_("보고 절차"), max_length=20, choices=Gates, default=Gates.NONE)
    is_public = models.BooleanField(_("처리결과 공개"), default=False)
    council = models.CharField(_("의회 이름"), max_length=60, blank=True)
    term = models.CharField(_("대수"), max_length=30, blank=True)
    term_from = models.DateField(_("임기 시작일"), null=True, blank=True)
    term_until = models.DateField(_("임기 마지막 날"), null=True, blank=True)
    set_aside = models.JSONField(default=list, blank=True)
    mail_accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="office_is_one"),
            models.CheckConstraint(condition=models.Q(gates__in=Gates.values), name="office_gates_known"),
            models.CheckConstraint(
                condition=models.Q(term_from=None)
                | models.Q(term_until=None)
                | models.Q(term_until__gt=models.F("term_from")),
                name="office_term_in_order",
            ),
        ]

    def __str__(self) -> str:
        return "office"

    @property
    def full_name(self) -> str:
        """The council with its term, 제9대 가람시의회; empty where nobody has said what it is called."""
        return " ".join(part for part in (self.term, self.council) if part) if self.council else ""

    @classmethod
    def current(cls) -> Office:
        """The settings in force; the defaults, unsaved, where nobody has changed any. One statement."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
