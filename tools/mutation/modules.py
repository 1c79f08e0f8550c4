"""What is mutated, and the tests that are about it: fast ones first, none that sleeps or needs a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEAST_KILLED: Final = 0.85


@dataclass(frozen=True)
class Module:
    """A module or package that decides something: its files, and tiers of tests; a mutant that one tier killed is
    not shown to the next."""

    name: str
    files: tuple[str, ...]
    tiers: tuple[tuple[str, ...], ...]

    @property
    def tests(self) -> list[str]:
        """The files of all tiers."""
        return [file for tier in self.tiers for file in tier]


MODULES: Final = (
    Module(
        "tracker/lifecycle.py",
        ("tracker/lifecycle.py",),
        (
            (
                "tests/lifecycle/test_rules.py",
                "tests/tracker/test_lifecycle.py",
                "tests/tracker/test_access_table.py",
            ),
            ("tests/lifecycle/test_grid.py",),
            ("tests/lifecycle/test_guards.py", "tests/tracker/actions/test_report.py"),
        ),
    ),
    Module(
        "tracker/deadlines.py",
        ("tracker/deadlines.py",),
        (
            ("tests/tracker/test_deadlines.py", "tests/tracker/test_deadline_moves.py"),
            (
                "tests/rules/test_rule_13_every_deadline_explains_itself.py",
                "tests/tracker/web/test_silence.py",
                "tests/tracker/actions/test_audits.py",
            ),
        ),
    ),
    Module(
        "tracker/access/",
        ("tracker/access/table.py", "tracker/access/rights.py", "tracker/access/sight.py"),
        (
            ("tests/tracker/test_access_table.py",),
            ("tests/tracker/test_access_rights.py",),
            (
                "tests/rules/test_rule_03_three_different_people.py",
                "tests/tracker/actions/test_gates.py",
                "tests/tracker/actions/test_submissions.py",
                "tests/tracker/actions/test_send_back.py",
                "tests/rights/test_several_people.py",
            ),
            (
                "tests/rules/test_rule_08_who_sees_what_and_until_when.py",
                "tests/rights/test_rights_end.py",
                "tests/tracker/test_access.py",
            ),
        ),
    ),
    Module("audits/record.py", ("audits/record.py",), (("tests/audits/test_record.py",),)),
)
