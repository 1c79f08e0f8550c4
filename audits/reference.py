"""The council's own lists as an installation starts with them, and the holidays of a span of years.

They are data, edited later; these are what stands before anybody has edited them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import holidays

from audits.models import Category, Holiday, Wording
from audits.statuses import ReportedStatus as Status

CATEGORIES: Final = (
    ("corrective", "시정·처리요구사항", "시정", ("시정 및 처리 요구사항", "시정요구사항", "처리요구사항")),
    ("suggestion", "건의사항", "건의", ("건의",)),
    ("submission", "기타(자료제출 등)", "기타", ("기타사항", "자료제출 등 기타사항", "자료제출")),
)

WORDINGS: Final[dict[Status, tuple[str, ...]]] = {
    Status.COMPLETED: ("완료", "추진완료", "제출완료", "조치완료", "처리완료", "이행완료"),
    Status.IN_PROGRESS: ("추진 중", "추진예정", "정상추진", "일부추진", "시기미도래", "진행 중", "처리 중"),
    Status.UNDER_REVIEW: ("검토 중", "장기검토"),
    Status.NOT_ACCEPTED: ("미반영", "추진불가", "수용불가", "처리불가"),
    Status.TRANSFERRED: ("이첩",),
    Status.NOT_REPORTED: ("미보고",),
}


def standard_categories() -> list[Category]:
    """The categories an installation starts with, unsaved, in their order."""
    return [
        Category(code=code, label=label, short_label=short, rank=rank, headings=list(headings))
        for rank, (code, label, short, headings) in enumerate(CATEGORIES, start=1)
    ]


def standard_wordings() -> list[Wording]:
    """The wordings an installation starts with, unsaved."""
    return [
        Wording(key="".join(text.split()), text=text, status=status)
        for status, texts in WORDINGS.items()
        for text in texts
    ]


def categories() -> list[Category]:
    """The council's categories in their order; the standard ones, unsaved, where none are stored yet."""
    return list(Category.objects.all()) or standard_categories()


def offered_categories() -> list[Category]:
    """The categories that something new may be of, in their order."""
    return [category for category in categories() if category.is_offered]


def wordings() -> list[Wording]:
    """The council's wording table; the standard one, unsaved, where none is stored yet."""
    return list(Wording.objects.all()) or standard_wordings()


def ensure_lists() -> None:
    """Store the standard categories and wordings where the council has none; what is there stays as it is."""
    if not Category.objects.exists():
        Category.objects.bulk_create(standard_categories(), ignore_conflicts=True)
    if not Wording.objects.exists():
        Wording.objects.bulk_create(standard_wordings(), ignore_conflicts=True)


def ensure_holidays(years: Iterable[int]) -> int:
    """Store the public holidays of those of `years` that have none yet; answers how many days were added."""
    missing = [year for year in years if not Holiday.objects.filter(date__year=year).exists()]
    if not missing:
        return 0
    found = holidays.country_holidays("KR", years=missing, language="ko")
    rows = [Holiday(date=day, name=name) for day, name in sorted(found.items()) if day.year in missing]
    return len(Holiday.objects.bulk_create(rows, ignore_conflicts=True))
