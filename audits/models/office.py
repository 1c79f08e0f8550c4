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
    """

    council_distributes = models.BooleanField(_("의회가 부서에 바로 배부"), default=False)
    gates = models.CharField(_("보고 절차"), max_length=20, choices=Gates, default=Gates.NONE)
    is_public = models.BooleanField(_("처리결과 공개"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="office_is_one"),
            models.CheckConstraint(condition=models.Q(gates__in=Gates.values), name="office_gates_known"),
        ]

    def __str__(self) -> str:
        return "office"

    @classmethod
    def current(cls) -> Office:
        """The settings in force; the defaults, unsaved, where nobody has changed any. One statement."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
