"""From nothing but an administrator to an audit that is set up, through the pages alone."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit, Category, Committee, Department, Membership, User

pytestmark = pytest.mark.django_db

WORD = "a-long-word-of-their-own"
LIST = """실·국,부서,종류,건제순,줄인 이름,사무,전자우편,시작일
,도시국,실·국,1,,,,
도시국,도시계획과,과·담당관,10,"도시계획, 계획과",도시 계획,plan@demo.example,
도시국,건축과,과·담당관,20,,,,
,문화사업소,사업소,30,,,,
"""


def _first_sign_in(link: str, email: str) -> Client:
    """Set the password by the one-time link and sign in with it."""
    browser = Client()
    path = urlsplit(link).path
    page = browser.get(path, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else path
    fields = [name for name in page.context["form"].fields if "password" in name]
    browser.post(address, dict.fromkeys(fields, WORD))
    answer = browser.post(reverse("account_login"), {"login": email, "password": WORD})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def _administrator() -> Client:
    out = io.StringIO()
    call_command("create_administrator", "--email", "admin@demo.example", stdout=out)
    return _first_sign_in(out.getvalue().strip(), "admin@demo.example")


def _post(admin: Client, name: str, **place: Any) -> Client:
    """Register somebody on the page; their link, shown there once, lets them in."""
    on = timezone.localdate()
    email = f"{name}@demo.example"
    asked = {
        "name": f"시연 {name}",
        "email": email,
        "start_on": f"{on.year}. {on.month}. {on.day}.",
        "how": "link",
        **place,
    }
    answer = admin.post(reverse("person_create"), asked)
    assert answer.status_code == 302, answer.context["form"].errors
    return _first_sign_in(admin.get(answer.headers["Location"]).context["one_time_link"], email)


def test_an_administrator_alone_makes_an_office_in_which_the_secretariat_sets_an_audit_up() -> None:
    admin = _administrator()
    assert "등록된 부서가 없습니다." in admin.get(reverse("department_list")).content.decode()

    file = SimpleUploadedFile("부서.csv", LIST.encode())
    preview = admin.post(reverse("department_sheet"), {"file": file}).headers["Location"]
    admin.post(preview, {"seen": admin.get(preview).context["seen"]})
    shown = admin.get(reverse("department_list")).content.decode()
    assert all(name in shown for name in ("도시국", "도시계획과", "건축과", "문화사업소"))

    admin.post(reverse("committee_found"), {"name": "도시위원회"})
    committee = Committee.objects.get()
    planning = Department.objects.get(name="도시계획과")
    council = _post(admin, "secretariat", role="secretariat")
    clerk = _post(admin, "clerk", role="clerk", committee=committee.pk)
    coordinator = _post(admin, "coordinator", role="coordinator")
    officer = _post(admin, "officer", role="officer", department=planning.pk)
    assert Membership.objects.count() == User.objects.count() == 5

    facts = {"year": 2026, "body": "도시국", "committee": committee.pk, "receipt_days": 3}
    made = council.post(reverse("audit_create"), facts | {"period_length": 60, "period_unit": "days"})
    audit = Audit.objects.get()
    assert made.headers["Location"] == reverse("audit_overview", args=[audit.pk])
    words = {"category": Category.objects.get(code="corrective").pk, "text": "공원의 등을 고칠 것."}
    council.post(reverse("demand_log", args=[audit.pk]), words)
    assert "공원의 등을" in clerk.get(made.headers["Location"]).content.decode()
    assert officer.get(made.headers["Location"]).status_code == 404

    on = timezone.localdate()
    letter = {"on": f"{on.year}. {on.month}. {on.day}.", "number": "의사과-1", "act": "transmit"}
    council.post(reverse("audit_transmit", args=[audit.pk]), letter)
    demand = audit.demands.get()
    share = coordinator.get(reverse("distribute_demand", args=[demand.pk]))
    assert "도시계획과" in share.content.decode()
    for browser in (admin, council, clerk, coordinator, officer):
        assert browser.get(reverse("start"), follow=True).status_code == 200
