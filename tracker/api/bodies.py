"""What is sent to the API: shapes only. What is allowed, the actions decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from audits.intake import dates
from audits.models import Category, Department
from audits.statuses import ReportedStatus
from tracker.actions.assign import LONGEST_POINT, Share
from tracker.actions.audits import DemandFacts
from tracker.actions.evidence import Piece
from tracker.actions.report import Words

MOST: Final = 200
LONGEST_TEXT: Final = 50_000
BIGGEST_ID: Final = 2**63 - 1
LONGEST_DATE: Final = 40


class DayField(serializers.DateField):
    """A day as 2026-03-05, or as officials write it (2026. 3. 5., ’26. 12월: the last day of the month)."""

    default_error_messages = {"date_unreadable": _("날짜로 읽을 수 없습니다. 예: 2026. 3. 5. 또는 ’26. 12월")}

    def to_internal_value(self, value: Any) -> date:
        """The day meant. Raises ValidationError."""
        found = dates.read_date(value) if isinstance(value, str) and len(value) <= LONGEST_DATE else None
        if found is None:
            self.fail("date_unreadable")
        return found


class CategoryField(serializers.SlugRelatedField[Category]):
    """A category of the council's list by its code."""

    def to_internal_value(self, data: Any) -> Category:
        """The category. Raises ValidationError."""
        return super().to_internal_value(serializers.SlugField(max_length=50).run_validation(data))


def id_field(**kwargs: Any) -> serializers.IntegerField:
    """A field for the id of a row."""
    return serializers.IntegerField(min_value=1, max_value=BIGGEST_ID, **kwargs)


def text_field(longest: int = LONGEST_TEXT, **kwargs: Any) -> serializers.CharField:
    """A field for a text that may be left out."""
    return serializers.CharField(required=False, allow_blank=True, max_length=longest, default="", **kwargs)


class Body(serializers.Serializer[Any]):
    """A JSON object; a name it does not know is refused, so that a slip of the pen is not silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        """As the framework, and no unknown names. Raises ValidationError."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError(
                {str(name)[:60]: [_("알 수 없는 항목입니다.")] for name in unknown}
            )
        return super().to_internal_value(data)


class EvidenceBody(Body):
    """A piece of evidence: exactly one of the three. `upload` is the id of a file that was sent before."""

    document_number = text_field(100)
    url = text_field(500)
    upload = id_field(required=False, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError where several or none are given."""
        given = (attrs["document_number"].strip(), attrs["url"].strip(), attrs["upload"])
        if sum(map(bool, given)) != 1:
            raise serializers.ValidationError(_("파일, 결재문서번호, 링크 가운데 하나를 적어 주십시오."))
        return attrs


class ProgressBody(Body):
    """A report (처리상황 보고). With `no_change` the rest may be left out."""

    status = serializers.ChoiceField(
        choices=[choice for choice in ReportedStatus.choices if choice[0] != ReportedStatus.NOT_REPORTED],
        required=False,
        default="",
    )
    actions_taken = text_field(trim_whitespace=False)
    plan = text_field(trim_whitespace=False)
    planned_until = DayField(required=False, allow_null=True, default=None)
    continues = serializers.BooleanField(required=False, default=False)
    no_change = serializers.BooleanField(required=False, default=False)
    reason = text_field()
    receiver = text_field(100)
    wording = text_field(40)
    evidence: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=EvidenceBody(), required=False, default=list, max_length=MOST
    )

    def words(self) -> Words:
        """What is reported. Call on a valid body."""
        return words(self.validated_data)


class OneOfManyBody(ProgressBody):
    """A report on one of several assignments, each at the version that it starts from."""

    id = id_field()
    version = serializers.IntegerField(min_value=0, max_value=BIGGEST_ID)


def words(said: Mapping[str, Any]) -> Words:
    """A valid body as the action takes it."""
    rest = {name: said[name] for name in said if name not in {"id", "version", "evidence"}}
    return Words(**rest, evidence=pieces(said))


def pieces(said: Mapping[str, Any]) -> tuple[Piece, ...]:
    """The evidence of a valid body as the actions take it."""
    return tuple(Piece(**piece) for piece in said["evidence"])


class DemandBody(Body):
    """A demand to log at the end of an audit."""

    audit = id_field()
    category = CategoryField("code", queryset=Category.objects.offered())
    text = serializers.CharField(max_length=LONGEST_TEXT)
    raised_by = text_field(200)
    minutes_reference = text_field(200)

    def facts(self) -> DemandFacts:
        """What the action takes. Call on a valid body."""
        return DemandFacts(**{name: value for name, value in self.validated_data.items() if name != "audit"})


class CorrectionBody(Body):
    """정정: the text as it should have been, why, and the version of the text that this starts from."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    reason = text_field()
    version = serializers.IntegerField(min_value=0, max_value=BIGGEST_ID)


class PriorityBody(Body):
    """중점관리: whether the demand comes first in every list."""

    priority = serializers.BooleanField()


class WholeWithdrawalBody(Body):
    """철회 of a demand as a whole: why, and the committee's decision it rests on."""

    reason = text_field()
    decision = id_field(required=False, allow_null=True, default=None)


class ShareBody(Body):
    """One department's part of a demand; `point` names the 세부항목 that it is for."""

    department = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.inside(), pk_field=id_field(), html_cutoff=0
    )
    lead = serializers.BooleanField(required=False, default=False)
    due_date = DayField(required=False, allow_null=True, default=None)
    point = text_field(LONGEST_POINT)


class AssignmentsBody(Body):
    """To whom a demand is distributed, all at once."""

    assignments: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=ShareBody(), allow_empty=False, max_length=MOST
    )

    def shares(self) -> list[Share]:
        """What the action takes. Call on a valid body."""
        return [
            Share(said["department"], said["lead"], said["due_date"], said["point"])
            for said in self.validated_data["assignments"]
        ]


class TransmittalBody(Body):
    """이송: the day, and the number of the letter."""

    on = DayField()
    number = serializers.CharField(max_length=60)
