"""A page names one next thing, and nothing that leads nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.models import Committee, Department, Office, User
from tests.factories import assign, make_audit, make_demand
from tests.tracker.actions.test_import_demands import REPORT
from tests.tracker.frozen import frozen_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "department", "neighbour")]

SignIn = Callable[[User], Client]
TWICE_UNSURE = REPORT.replace("추진완료", "보류함").replace(
    "(정보정책과)\n□ 추진상황 : 보류함", "(없는과)\n□ 추진상황 : 보류함"
)


def test_all_that_is_asked_of_an_item_is_one_place_and_settled_together(
    secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    file = SimpleUploadedFile("보고서.txt", TWICE_UNSURE.encode())
    facts = {"year": 2025, "body": "정보국", "report_date": "2025. 12. 1.", "file": file}
    place = browser.post("/imports/", facts, follow=True).context["problems"][0]
    assert len(place["messages"]) == 2
    assert place["field"] == "status"
    marked = [line["text"] for line in place["lines"] if line["marked"]]
    assert marked == ["○ 누리집의 옛 자료를 걷어 내고 새로 쓸 것", "□ 추진상황 : 보류함"]


def test_publishing_is_offered_only_where_the_office_publishes(
    secretariat: User, committee: Committee, department: Department, sign_in: SignIn
) -> None:
    audit = make_audit(committee=committee)
    assign(make_demand(audit, 1), department)
    frozen = frozen_report(audit, as_of=timezone.localdate())
    browser, page = sign_in(secretariat), reverse("report_frozen", args=[frozen.pk])
    address = reverse("report_publish", args=[frozen.pk])
    assert address not in browser.get(page).content.decode()
    office = Office.current()
    office.is_public = True
    office.save()
    assert address in browser.get(page).content.decode()
