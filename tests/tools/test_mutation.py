"""Mutation testing: what is changed and what is not, when a mutant counts as killed, and that judging can fail."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from config.env import BASE_DIR
from tools.mutation import ground, results, trial
from tools.mutation.ground import Broken
from tools.mutation.modules import LEAST_KILLED, MODULES
from tools.mutation.mutants import Mutant, dead, mutants
from tools.mutation.page import page
from tools.mutation.results import Result, Trials
from tools.mutation.trial import End, Instead, Report, Task, Wordless, end_of

TABLE = """\
from typing import Final

NEXT: Final[dict[str, str]] = {
    Act.RECEIVE: Stage.WORKING,
    Act.CONFIRM: Stage.CLOSED,
}
COUNCIL: Final = frozenset({Role.SECRETARIAT, Role.CLERK})
"""
WORDS = '''\
def refuse(day: int) -> str:
    """Say so."""
    if day < 1:
        raise ValueError("a day is at least one")
    return _("%(day)d일 남음") % {"day": day}
'''


def _changes(code: str) -> set[tuple[str, str]]:
    return {(each.before, each.after) for each in mutants("rules.py", code)}


def _result(end: End, key: str = "a") -> Result:
    mutant = Mutant("rules.py", "", 3, "a < b", "a <= b", "refuse", (1, 5))
    return replace(Result.of(mutant, end, "", 1, 0.5), key=key)


def _trials(killed: int, *survivors: str, left: int = 0) -> Trials:
    found = [_result(End.KILLED, f"killed {number}") for number in range(killed)]
    return Trials("rules.py", "", [*found, *(_result(End.SURVIVED, key) for key in survivors)], left)


def test_each_cell_of_a_table_is_changed() -> None:
    found = _changes(TABLE)
    assert ("Act.RECEIVE: Stage.WORKING,", "Act.RECEIVE: Stage.RETURNED,") in found
    assert ("Act.RECEIVE: Stage.WORKING,", "Act.RECEIVE: Stage.CLOSED,") in found
    assert ("Act.RECEIVE: Stage.WORKING,", "") in found
    assert any(after.endswith("frozenset({Role.CLERK})") for _before, after in found)
    assert any(after.endswith("frozenset({Role.SECRETARIAT, Role.COORDINATOR})") for _before, after in found)


def test_words_types_and_documentation_are_left_alone_and_what_is_put_into_words_is_not() -> None:
    found = _changes(WORDS)
    assert ("if day < 1:", "if day <= 1:") in found
    assert ("if day < 1:", "if day < 2:") in found
    assert any('{"XXdayXX": day}' in after for _before, after in found)
    assert not any("XX%(day)" in after or "_(None)" in after for _before, after in found)
    assert not any("ValueError(None)" in after or "Say so" in before for before, after in found)


def test_every_mutant_is_another_program() -> None:
    for code in (TABLE, WORDS):
        found = [each.code for each in mutants("rules.py", code)]
        assert len({*found, code}) == len(found) + 1
        for each in found:
            compile(each, "rules.py", "exec")


def test_a_reason_stays_with_its_change_when_lines_move_and_belongs_to_no_other() -> None:
    here = {each.key: each.after for each in mutants("rules.py", WORDS)}
    moved = {each.key: each.after for each in mutants("rules.py", f"\n\n# more\n{WORDS}")}
    assert here == moved
    twice = WORDS + WORDS.replace("refuse", "refuse_again")
    assert len({each.key for each in mutants("rules.py", twice)}) == 2 * len(here)


def test_a_mutant_knows_the_function_it_is_in() -> None:
    assert {each.function for each in mutants("rules.py", TABLE)} == {""}
    assert {(each.function, each.lines) for each in mutants("rules.py", WORDS)} == {("refuse", (1, 5))}


def test_the_dead_change_is_one_that_nobody_calls() -> None:
    assert dead("rules.py", WORDS).code.startswith(WORDS)
    assert "_nobody_calls_this" not in WORDS


@pytest.mark.parametrize(
    ("report", "end"),
    [
        (Report(code=1, failed="tests/a.py::test_a"), End.KILLED),
        (Report(code=1, passed=["tests/a.py::test_a"], failed="tests/a.py::test_b"), End.KILLED),
        (Report(code=0, passed=["tests/a.py::test_a"]), End.SURVIVED),
        (Report(code=5), End.SURVIVED),
        (Report(code=1, unborn="KeyError"), End.STILLBORN),
        (Report(code=2), End.STILLBORN),
        (Report(code=4), End.STILLBORN),
    ],
)
def test_only_a_failing_test_kills(report: Report, end: End) -> None:
    assert end_of(report) == end


@pytest.mark.parametrize(
    "report",
    [
        Report(code=0),
        Report(code=1),
        Report(code=3, passed=["tests/a.py::test_a"]),
        Report(code=-1, passed=["tests/a.py::test_a"]),
    ],
)
def test_an_end_of_pytest_that_answers_nothing_stops_the_run(report: Report) -> None:
    with pytest.raises(Broken):
        end_of(report)


def test_a_module_of_which_too_few_are_killed_is_a_fault() -> None:
    reasons = {"x": "equivalent", "y": "equivalent"}
    assert results.faults([_trials(18, "x", "y")], reasons, 0.85) == []
    (fault,) = results.faults([_trials(8, "x", "y")], reasons, 0.85)
    assert fault == "rules.py: 80.0% killed, 85% wanted"


def test_a_timeout_is_a_kill_and_what_cannot_be_imported_is_in_no_ratio() -> None:
    trials = replace(
        _trials(1, "x"), results=[_result(End.TIMEOUT), _result(End.SURVIVED), _result(End.STILLBORN)]
    )
    assert (trials.killed, trials.viable, trials.ratio) == (1, 2, 0.5)


def _die_without_a_word(task: Task, _limit: float) -> Report:
    """A child that dies with the changed text and lives with the other."""
    if task.source["rules.py"] == "changed":
        raise Wordless("a child ended without a word")
    return Report(code=0, passed=["tests/a.py::test_a"])


def _die_always(_task: Task, _limit: float) -> Report:
    raise Wordless("a child ended without a word")


@pytest.fixture
def _no_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "require_servers", lambda: None)
    monkeypatch.setattr(ground, "clean_database", lambda: None)


CHANGED: Final = Task(source={"rules.py": "changed"}, tests=["tests/a.py"])


@pytest.mark.usefixtures("_no_ground")
def test_a_process_that_dies_counts_only_where_it_lives_with_the_code_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trial, "_in_child", _die_without_a_word)
    assert trial.hold(CHANGED, 1, {"rules.py": "as it is"}) == (End.DIED, "")
    assert replace(_trials(0, "x"), results=[_result(End.DIED), _result(End.SURVIVED)]).ratio == 0.5
    monkeypatch.setattr(trial, "_in_child", _die_always)
    with pytest.raises(Wordless):
        trial.hold(CHANGED, 1, {"rules.py": "as it is"})


def _end_at_once(_task: Task) -> Report:
    os._exit(0)


def _trip(_task: Task) -> Report:
    raise KeyError("something of ours")


def test_a_child_that_ends_in_silence_is_told_from_one_that_trips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_told_by_pytest", _end_at_once)
    with pytest.raises(Wordless):
        trial._in_child(CHANGED, 20)
    monkeypatch.setattr(trial, "_told_by_pytest", _trip)
    report = trial._in_child(CHANGED, 20)
    assert report is not None
    assert "something of ours" in report.why
    with pytest.raises(Broken, match="something of ours"):
        end_of(report)


def _stop_then_end() -> int:
    """A child that is stopped at once and that somebody wakes a while later."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        if os.fork() == 0:
            time.sleep(1.5)
            os.kill(os.getppid(), signal.SIGCONT)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    return child


def test_a_child_that_was_stopped_has_not_taken_too_long() -> None:
    assert trial._ended(_stop_then_end(), 1.0)


def test_what_was_imported_before_is_made_anew_and_given_to_who_took_it_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules, user = ModuleType("tests.made_up_rules"), ModuleType("tests.made_up_user")
    monkeypatch.setitem(sys.modules, rules.__name__, rules)
    monkeypatch.setitem(sys.modules, user.__name__, user)
    Instead({"tests/made_up_rules.py": "def rule() -> int:\n    return 1\n"}).renew()
    vars(user)["the_rule"] = vars(rules)["rule"]
    Instead({"tests/made_up_rules.py": "def rule() -> int:\n    return 2\n"}).renew()
    assert vars(user)["the_rule"] is vars(rules)["rule"]
    assert vars(user)["the_rule"]() == 2


def test_a_survivor_needs_a_reason_and_a_reason_a_survivor() -> None:
    found = results.faults([_trials(20, "x")], {"y": "equivalent"}, LEAST_KILLED)
    assert [fault.partition(":")[0] for fault in found] == ["no reason", "a reason for nothing that survived"]


def test_what_was_left_untried_is_a_fault() -> None:
    assert results.faults([_trials(20, left=3)], {}, LEAST_KILLED) == ["rules.py: 3 mutants were not tried"]


def test_results_are_kept_from_run_to_run(tmp_path: Path) -> None:
    kept = {"rules.py": _trials(2, "x")}
    results.save(tmp_path / "var" / "mutation.json", kept)
    assert results.load(tmp_path / "var" / "mutation.json") == kept
    assert results.load(tmp_path / "nothing.json") == {}


def test_the_page_lists_each_survivor_with_its_change_and_reason() -> None:
    text = page([_trials(9, "x")], {"x": "equivalent: days are whole"})
    assert "| `rules.py` | 10 | 0 | 9 | 0 | 0 | 1 | 90.0% |" in text
    assert "| x | rules.py:3 refuse | `a < b → a <= b` | equivalent: days are whole |" in text


def test_the_page_says_how_many_were_not_tried() -> None:
    assert "`rules.py`: of 12 mutants, 3 were not tried yet." in page([_trials(9, left=3)], {})
    assert "not tried yet." not in page([_trials(9)], {})


def test_every_module_and_its_tests_are_there() -> None:
    assert all((BASE_DIR / file).is_file() for module in MODULES for file in (*module.files, *module.tests))
