"""One year's audit of one body, and the council's own lists that its report is read with."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models.functions import Replace
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from audits.models.committee import Committee
from audits.statuses import ReportedStatus


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories by whether something new may be of them."""

    def offered(self) -> Self:
        """Those that a demand may be logged under."""
        return self.filter(is_offered=True)


class Category(models.Model):
    """구분: a council's own list, in the order of its report. `headings` are words a document uses for it.

    One that is no longer offered stays the category of the demands it has, and is in their reports.
    """

    code = models.SlugField(unique=True)
    label = models.CharField(max_length=60)
    short_label = models.CharField(max_length=20)
    rank = models.PositiveSmallIntegerField()
    headings = models.JSONField(default=list, blank=True)
    is_offered = models.BooleanField(default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("구분")
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.label


class Wording(models.Model):
    """The office's own word for a status. `key` is the word without white space, as it is looked up."""

    key = models.CharField(max_length=40, unique=True)
    text = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=ReportedStatus)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ReportedStatus.values), name="wording_status_known"
            )
        ]

    def __str__(self) -> str:
        return self.text


class PeriodUnit(models.TextChoices):
    """In what a period of response is counted."""

    DAYS = "days", _("일")
    MONTHS = "months", _("개월")
    WORKING_DAYS = "working_days", _("근무일")


# A body as it is compared: 기 관 and 기관 are the same one.
UNSPACED_BODY: Final = Replace("body", models.Value(" "), models.Value(""))


def normal_body(typed: str) -> str:
    """감사대상기관 as it is stored: letters composed (NFC), white space collapsed, none around it."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


class AuditQuerySet(models.QuerySet["Audit"]):
    """Audits by what they are known by."""

    def of(self, year: int, body: str) -> Self:
        """The audit of a year and body, however the body is spelt and spaced; one at most."""
        unspaced = normal_body(body).replace(" ", "")
        return self.alias(unspaced=UNSPACED_BODY).filter(year=year, unspaced=unspaced)


class Audit(models.Model):
    """행정사무감사: one year, one body (감사대상기관), followed up by one committee.

    `report_date` is the date of the published report it was imported from, where it was. The default due date
    is `period_length` × `period_unit` from the transmittal on, or a date set by hand. `receipt_days` are the
    working days within which a department confirms receipt.
    """

    year = models.PositiveSmallIntegerField(_("감사 연도"))
    body = models.CharField(_("감사대상기관"), max_length=100)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, blank=True, related_name="audits"
    )
    term = models.CharField(_("대수"), max_length=30, blank=True)
    session = models.CharField(_("회기"), max_length=60, blank=True)
    adopted_on = models.DateField(_("본회의 의결일"), null=True, blank=True)
    transmitted_on = models.DateField(_("이송일"), null=True, blank=True)
    transmittal_number = models.CharField(_("이송 문서번호"), max_length=60, blank=True)
    default_due_date = models.DateField(_("처리기한"), null=True, blank=True)
    period_length = models.PositiveSmallIntegerField(_("처리 기간"), null=True, blank=True)
    period_unit = models.CharField(_("처리 기간 단위"), max_length=20, choices=PeriodUnit, blank=True)
    receipt_days = models.PositiveSmallIntegerField(_("접수 확인 기한(근무일)"), default=3)
    report_date = models.DateField(_("보고 기준일"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = ("year", "body", "created_at")
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "committee": "committee_id",
        "adopted_on": "adopted_on",
        "transmitted_on": "transmitted_on",
        "default_due_date": "default_due_date",
        "period_length": "period_length",
        "period_unit": "period_unit",
        "receipt_days": "receipt_days",
        "report_date": "report_date",
        "words": ("term", "session", "transmittal_number"),
    }

    objects = AuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "year",
                UNSPACED_BODY,
                name="audit_once_a_year_and_body",
                violation_error_message=_("같은 연도와 기관의 감사가 이미 있습니다."),
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=1991, year__lte=2100), name="audit_year_of_this_age"
            ),
            models.CheckConstraint(
                condition=models.Q(period_length__isnull=True, period_unit="")
                | models.Q(period_length__gte=1, period_unit__in=PeriodUnit.values),
                name="audit_period_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(transmitted_on__isnull=True, transmittal_number="")
                | (models.Q(transmitted_on__isnull=False) & ~models.Q(transmittal_number="")),
                name="audit_transmittal_whole",
            ),
        ]
        ordering = ["-year", "body", "id"]
        # The order in which lists of demands begin: the database then stops at the first page.
        indexes = [models.Index(fields=["-year", "id"], name="audit_newest_first")]

    def __str__(self) -> str:
        return audit_name(self.year, self.body)

    @property
    def title(self) -> str:
        """The audit by its year, as pages head it."""
        return _title(self.year, get_language())


def audit_name(year: int, body: str) -> str:
    """How people name the audit of a body in a year."""
    return f"{_title(year, get_language())} {body}"


def short_audit_name(year: int, body: str) -> str:
    """The same where there is little room: 2026 디지털도시국."""
    return f"{year} {body}"


@cache
def _title(year: int, _language: str | None) -> str:
    return gettext("%(year)d년도 행정사무감사") % {"year": year}
