"""The table of rights as data, row by row against the law's letters; no door, no database."""

from __future__ import annotations

from typing import Final

import pytest
from django.core.exceptions import PermissionDenied

from audits.access import Viewer
from audits.models import Role, Scope, User
from tests.conftest import TODAY
from tests.rights.table import ALL_SCOPES, ELSEWHERE, ON_AN_ASSIGNMENT
from tracker import access
from tracker.access import Right
from tracker.access.table import READS_ALL
from tracker.lifecycle import Act

# Who takes over is an officer or a head all the same: small letters are theirs for the department that is asked.
LETTERS: Final = {
    "S": Role.SECRETARIAT,
    "C": Role.CLERK,
    "K": Role.COORDINATOR,
    "O": Role.OFFICER,
    "H": Role.HEAD,
    "o": Role.OFFICER,
    "h": Role.HEAD,
    "V": Role.COUNCILLOR,
    "A": Role.SYSADMIN,
}
LAW: Final = {act: row.who for act, row in ON_AN_ASSIGNMENT.items()} | dict(ELSEWHERE)
every_row = pytest.mark.parametrize("row", [*Act, *Right])


def _roles(row: Act | Right) -> set[Role]:
    return {LETTERS[letter] for letter in LAW[row].split() if letter in LETTERS}


def _scopes(row: Act | Right) -> set[str]:
    return {word.removeprefix("T:") for word in LAW[row].split() if word.startswith("T:")}


def _somebody(*roles: Role, scopes: frozenset[Scope] | None = None) -> Viewer:
    nowhere: frozenset[int] = frozenset()
    return Viewer(User(), TODAY, frozenset(roles), nowhere, nowhere, scopes=scopes)


def test_every_act_and_every_right_goes_by_the_name_of_the_law() -> None:
    ours = {str(row) for row in (*Act, *Right)}
    assert ours <= set(LAW)
    assert set(ON_AN_ASSIGNMENT) <= ours
    assert set(access.ALLOWED) | set(access.READS) == {*Act, *Right}


@every_row
def test_each_row_names_exactly_the_roles_of_the_law(row: Act | Right) -> None:
    named = access.ALLOWED[row] if isinstance(row, Act) else access.READS[row]
    assert set(named) == _roles(row)


@every_row
def test_a_token_reaches_exactly_as_far_as_the_law_lets_its_scope(row: Act | Right) -> None:
    reaching = {
        scope for scope in ALL_SCOPES if access.within_scope(_somebody(scopes=frozenset({Scope(scope)})), row)
    }
    assert reaching == _scopes(row)
    assert not access.within_scope(_somebody(scopes=frozenset()), row)
    assert access.within_scope(_somebody(), row)


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", Role)
def test_whoever_may_not_read_is_told_who_may(role: Role, right: Right) -> None:
    reader = _somebody(role)
    if role in _roles(right):
        assert access.may_read(reader, right)
        access.require_reading(reader, right)
    else:
        assert not access.may_read(reader, right)
        with pytest.raises(PermissionDenied) as refused:
            access.require_reading(reader, right)
        assert str(refused.value).endswith(
            f"처리할 수 있는 사람: {', '.join(str(each.label) for each in Role if each in _roles(right))}"
        )


def test_reading_without_another_word_means_demands() -> None:
    access.require_reading(_somebody(Role.COUNCILLOR))
    with pytest.raises(PermissionDenied, match="담당자, 부서장, 의원"):
        access.require_reading(_somebody(Role.SYSADMIN))


def test_a_token_reads_with_its_scope_and_its_role_together() -> None:
    reading = frozenset({Scope.READ})
    assert access.may_read(_somebody(Role.OFFICER, scopes=reading), Right.READ_DEMANDS)
    assert not access.may_read(_somebody(Role.SYSADMIN, scopes=reading), Right.READ_DEMANDS)
    assert not access.may_read(_somebody(Role.OFFICER, scopes=reading), Right.SEE_DOUBTS)


@pytest.mark.parametrize("role", Role)
def test_everything_is_read_by_the_council_and_the_coordinator_but_for_what_only_staff_oversees(
    role: Role,
) -> None:
    """Councillors read reports, not requests and offers: those are between staff (product.md rule 8)."""
    assert (role in READS_ALL) == (role in {Role.SECRETARIAT, Role.COORDINATOR, Role.COUNCILLOR})
    assert (role in access.OVERSEES) == (role in {Role.SECRETARIAT, Role.COORDINATOR})


def test_who_acts_for_which_department_is_named_act_by_act() -> None:
    """lifecycle.md §4: a small council assigns, names leads and holds the rounds; the receiver answers; only the own
    head heads.
    """
    by_a_small_council = {Act.ASSIGN, Act.NAME_LEAD, Act.OPEN_ROUND, Act.CLOSE_ROUND}
    assert by_a_small_council == access.DISTRIBUTING
    assert {act for act, who in LAW.items() if "h" in who.split()} == access.BY_RECEIVER
    ours = {str(act) for act in Act}
    heads_only = {act for act, who in LAW.items() if "H" in who.split() and "O" not in who.split()} & ours
    assert heads_only == access.BY_ITS_HEAD
