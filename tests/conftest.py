"""The cast, and the plugin that brings the servers."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from audits import reference
from audits.access import Viewer, viewer
from audits.models import Committee, Department, DepartmentKind, Membership, Role, User
from notifications import watch

pytest_plugins = ["tests.cluster"]

TODAY = date(2026, 11, 20)
BEGAN_ON = timezone.localdate()  # the day on which this run began
LONG_AGO = date(2020, 1, 1)

# What takes long and touches no row of other tests: at the end one worker would be busy with it and the other idle.
# The first reckons, the others mostly wait for processes of their own.
FIRST = ("tests/lifecycle/test_machine.py", "tests/config/test_up.py", "tests/tools/test_chaos_run.py")

Enrol = Callable[..., User]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that the others fill the time beside them."""
    items.sort(key=lambda item: (*(item.nodeid.startswith(file) for file in FIRST),), reverse=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of garbage look at what tests leave behind alone.

    It walked through every module and every collected test again and again, a tenth of the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)


@pytest.fixture(autouse=True)
def _just_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the run took until here, this process has only begun to look who is silent."""
    monkeypatch.setattr(watch, "LOOKOUT", watch.Lookout())


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page in English leaves its language with the thread, and the next test is about Korean."""
    yield
    translation.deactivate()


@pytest.fixture
def lists(db: None) -> None:
    """The council's standard categories and wordings."""
    reference.ensure_lists()


@pytest.fixture
def committee(db: None) -> Committee:
    """The committee that follows up."""
    return Committee.objects.create(name="디지털위원회")


@pytest.fixture
def other_committee(db: None) -> Committee:
    """A committee with nothing to do with it."""
    return Committee.objects.create(name="교통위원회")


@pytest.fixture
def bureau(db: None) -> Department:
    """The bureau of both departments."""
    return Department.objects.create(name="정보국", kind=DepartmentKind.BUREAU, rank=1)


@pytest.fixture
def department(bureau: Department) -> Department:
    """The department that the cast's officer and head work for."""
    return Department.objects.create(
        name="정보정책과", kind=DepartmentKind.DEPARTMENT, rank=10, bureau=bureau, short_names=["정보정책"]
    )


@pytest.fixture
def neighbour(bureau: Department) -> Department:
    """Another department of the same bureau."""
    return Department.objects.create(name="통신과", kind=DepartmentKind.DEPARTMENT, rank=20, bureau=bureau)


@pytest.fixture
def enrol(db: None) -> Enrol:
    """Make a person with one membership, in force since long ago or from a day on."""

    def make(role: Role, *, name: str = "", start_on: date = LONG_AGO, **place: object) -> User:
        number = User.objects.count() + 1
        person = User.objects.create_user(
            f"{role.value}{number}@demo.example", name or f"시연 {role.label} {number}"
        )
        Membership.objects.create(user=person, role=role, start_on=start_on, **place)
        return person

    return make


@pytest.fixture
def secretariat(enrol: Enrol) -> User:
    """The council's secretariat."""
    return enrol(Role.SECRETARIAT)


@pytest.fixture
def clerk(enrol: Enrol, committee: Committee) -> User:
    """The committee's clerk."""
    return enrol(Role.CLERK, committee=committee)


@pytest.fixture
def other_clerk(enrol: Enrol, other_committee: Committee) -> User:
    """Another committee's clerk."""
    return enrol(Role.CLERK, committee=other_committee)


@pytest.fixture
def coordinator(enrol: Enrol) -> User:
    """The executive's coordinator."""
    return enrol(Role.COORDINATOR)


@pytest.fixture
def officer(enrol: Enrol, department: Department) -> User:
    """An officer of the department."""
    return enrol(Role.OFFICER, department=department)


@pytest.fixture
def head(enrol: Enrol, department: Department) -> User:
    """The head of the department."""
    return enrol(Role.HEAD, department=department)


@pytest.fixture
def stranger(enrol: Enrol, neighbour: Department) -> User:
    """An officer of another department."""
    return enrol(Role.OFFICER, department=neighbour)


@pytest.fixture
def councillor(enrol: Enrol) -> User:
    """A councillor."""
    return enrol(Role.COUNCILLOR)


@pytest.fixture
def administrator(enrol: Enrol) -> User:
    """The system administrator, who sees no content."""
    return enrol(Role.SYSADMIN)


@pytest.fixture
def as_viewer() -> Callable[[User], Viewer]:
    """Who a person is today."""
    return lambda person: viewer(person, TODAY)


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """A browser in which a person is signed in."""

    def enter(person: User) -> Client:
        client.force_login(person)
        return client

    return enter


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that goes on past midnight stays on the day on which it began; the clock goes on."""
    real = timezone.now

    def now() -> datetime:
        moment = real()
        return moment - timedelta(days=(timezone.localdate(moment) - BEGAN_ON).days)

    monkeypatch.setattr(timezone, "now", now)
