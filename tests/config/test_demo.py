"""The demo's content is there whole or not at all, whatever cuts its planting short."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from pytest_django import Settings

from audits.models import Audit, Department, User
from config.installation import is_seeded
from seeds import current, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True
    settings.DEMO_PASSWORD = "for-the-demo-only"


def test_a_planting_cut_short_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(current, "plant", cut_short)
    with pytest.raises(KeyboardInterrupt):
        call_command("seed", stdout=io.StringIO())
    assert Department.objects.count() + User.objects.count() + Audit.objects.count() == 0


def test_a_demo_with_people_but_no_audit_is_filled_in() -> None:
    call_command("seed", "--organisation-only", stdout=io.StringIO())
    people.plant()
    assert not is_seeded()
    call_command("seed", stdout=io.StringIO())
    assert is_seeded()
    assert Audit.objects.count() == 3


def test_a_demo_whose_password_is_another_one_gets_the_one_announced(settings: Settings) -> None:
    call_command("seed", stdout=io.StringIO())
    settings.DEMO_PASSWORD = "another-of-the-demo"
    assert not is_seeded()
    call_command("seed", stdout=io.StringIO())
    assert is_seeded()
