"""One trial: a child process runs the tests of a module against one mutant of it, and says how it ended."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import FrameType, ModuleType
from typing import Final, NoReturn

import hypothesis
import pytest

from config.env import BASE_DIR
from tools.mutation import ground
from tools.mutation.ground import Broken

# The first failure ends a child; the project's own options would start xdist. A child is short-lived: it loads
# no plugin that these tests do without, and nobody reads its words but the first failure's.
OPTIONS: Final = (
    "-x",
    "-q",
    "--reuse-db",
    "--tb=short",
    "--assert=plain",
    "-o",
    "addopts=",
    "-m",
    "not nightly",
)
PLUGINS: Final = ("pytest_django.plugin", "no:cacheprovider", "no:unraisableexception", "no:threadexception")
OURS: Final = frozenset({"audits", "tracker", "notifications", "config", "seeds", "tests", "tools"})
IMPORT: Final = "at import"
NOT_BEGUN: Final = frozenset({2, 3, 4})  # pytest's own: interrupted, internal error, wrongly used

NONE_LEFT: Final = 5
LONGEST_STEP: Final = 1.0  # what one look at the child counts for at most, in seconds


class Wordless(Broken):
    """A child ended without a report: something ended its process, which no failing test does."""


class End(StrEnum):
    """How a trial ended. Stillborn: the product could not even be imported, so that no test was asked. Died: the
    process ended without a word, where the same tests of the code as it is end well."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMEOUT = "timeout"
    DIED = "died"
    STILLBORN = "stillborn"


@dataclass
class Report:
    """What a child tells: pytest's end, what passed, the first failure, seconds and functions met of each test; what
    could not be imported."""

    code: int = -1
    passed: list[str] = field(default_factory=list)
    failed: str = ""
    why: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    met: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    commits: bool = False
    unborn: str = ""


@dataclass(frozen=True)
class Task:
    """What a child has to do: the text in place of files, test files, of their tests `only` these, `first` these."""

    source: Mapping[str, str]
    tests: Sequence[str]
    only: Collection[str] | None = None
    first: Collection[str] = ()
    watched: bool = False


def warm_up() -> None:
    """Make ready what every child inherits: Hypothesis tries the same examples each time, shrinks none, and holds no
    example to a time, since a busy machine would be taken for a kill."""
    hypothesis.settings.register_profile(
        "mutation",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("mutation")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"


def preload(names: Sequence[str]) -> None:
    """Import here, once, what every child would import for itself: libraries only, nothing of our own."""
    for name in names:
        with suppress(Exception):  # what cannot be imported out of its order is imported by the child
            importlib.import_module(name)
    gc.freeze()


def rehearse(task: Task, limit: float) -> Report:
    """Run the tests on the code as it is. Raises Broken unless all pass: nothing else could be believed after that."""
    ground.clean_database()
    report = _in_child(task, limit)
    if report is None or report.code != 0 or not report.passed:
        raise Broken(f"the tests do not pass on the code as it is: {report and (report.failed, report.why)}")
    return report


def hold(task: Task, limit: float, unchanged: Mapping[str, str]) -> tuple[End, str]:
    """How the mutant in `task` ended, and the test that killed it. Raises Broken where pytest's end is no answer.

    A child that dies is an answer only if the same child lives with the `unchanged` text: asked at once.
    """
    try:
        report = _in_child(task, limit)
    except Wordless:
        ground.require_servers()
        rehearse(replace(task, source=unchanged), limit)
        return End.DIED, ""
    if report is None or report.commits:
        ground.clean_database()
    if report is None:
        return End.TIMEOUT, ""
    end = end_of(report)
    if end != End.SURVIVED:
        ground.require_servers()
    return end, report.failed


def end_of(report: Report) -> End:
    """What a child's words mean. Killed is one thing only: a test failed. Raises Broken for what is no answer.

    A test whose name goes by what was changed may be gone; that none failed is survival.
    """
    if report.code == 1 and report.failed:
        return End.KILLED
    if not report.passed and not report.failed and (report.unborn or report.code in NOT_BEGUN):
        return End.STILLBORN
    if (report.code == 0 and report.passed) or report.code == NONE_LEFT:
        return End.SURVIVED
    raise Broken(f"pytest ended with {report.code} after {len(report.passed)} tests: {report.why}")


def _in_child(task: Task, limit: float) -> Report | None:
    """What the child tells; None where it was still at work after `limit` seconds."""
    with tempfile.TemporaryDirectory() as directory:
        answer = Path(directory) / "report.json"
        child = os.fork()
        if child == 0:
            _be_the_child(task, answer)
        if not _ended(child, limit):
            return None
        if not answer.exists():
            raise Wordless("a child ended without a word")
        return Report(**json.loads(answer.read_text(encoding="utf-8")))


def _ended(child: int, limit: float) -> bool:
    """Whether the child ended by itself in time; else it is ended with all that it started.

    Time in which the child was stopped, or this process stood still as well, say a machine asleep, is none that the
    child had.
    """
    spent, last, stopped = 0.0, time.monotonic(), False
    while spent < limit:
        told, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
        if told and not (os.WIFSTOPPED(status) or os.WIFCONTINUED(status)):
            return True
        stopped = os.WIFSTOPPED(status) if told else stopped
        time.sleep(0.01)
        now = time.monotonic()
        spent, last = spent + (0.0 if stopped else min(now - last, LONGEST_STEP)), now
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _be_the_child(task: Task, answer: Path) -> NoReturn:
    """Run pytest here, write the report, and end without the parent's own ways to end."""
    try:
        os.setpgid(0, 0)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        answer.write_text(json.dumps(vars(_told_by_pytest(task))), encoding="utf-8")
    except BaseException:  # whatever it was, it is told: silence would look like a dead process
        answer.write_text(json.dumps(vars(Report(why=traceback.format_exc()[-600:]))), encoding="utf-8")
    finally:
        os._exit(0)


def _told_by_pytest(task: Task) -> Report:
    instead = Instead(task.source)
    sys.meta_path.insert(0, instead)
    told = Plugin(task)
    try:
        instead.renew()
    except Exception:  # the product cannot be imported
        return Report(code=2, unborn=traceback.format_exc()[-600:])
    told.report.code = int(pytest.main([*_options(), *task.tests], plugins=[told]))
    if task.watched:
        told.report.modules = [name for name in sys.modules if name.partition(".")[0] not in OURS]
    return told.report


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the given text in place of a file."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self.source = {_module_of(file): (file, text) for file, text in source.items()}

    def renew(self) -> None:
        """Run the text of what setting up Django imported already, and give the new functions and classes to whoever
        took the old ones by name.

        The rehearsal goes the same way. Whoever keeps an old one by another way can let a mutant live, never die.
        """
        for name in sorted(set(self.source) & set(sys.modules)):
            module = sys.modules[name]
            old = {id(value): key for key, value in vars(module).items() if _is_of(value, name)}
            kept = dict(vars(module))  # an id stays that of one object while the object is kept
            for key in [key for key in kept if not key.startswith("__")]:
                delattr(module, key)
            self.exec_module(module)
            for other in [each for key, each in sys.modules.items() if key.partition(".")[0] in OURS]:
                for key in [key for key, value in vars(other).items() if id(value) in old]:
                    setattr(other, key, getattr(module, old[id(vars(other)[key])]))

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The given text, where this is its module."""
        return importlib.machinery.ModuleSpec(name, self) if name in self.source else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the text as the file's own."""
        file, text = self.source[module.__name__]
        module.__file__ = str(BASE_DIR / file)
        exec(compile(text, module.__file__, "exec"), vars(module))  # noqa: S102


class Plugin:
    """What a child does beside pytest: leaves out tests, gives a clean database, watches and reports."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.report = Report()
        self.watched = {str(BASE_DIR / file): file for file in task.source if task.watched}
        self.met: dict[str, set[int]] = {}
        if self.watched:
            threading.settrace(self._see)
            sys.settrace(self._see)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A test module that cannot even be imported is no failing test, though pytest ends alike."""
        if report.failed:
            self.report.unborn = report.longreprtext[-600:]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Only the tests that were asked for; those without a database first, then those that killed before."""
        self._note(IMPORT)
        only, first = self.task.only, self.task.first
        chosen = [item for item in items if only is None or item.nodeid in only]
        items[:] = sorted(chosen, key=lambda item: (_asks_the_database(item), item.nodeid not in first))
        self.report.commits = any(map(_commits, items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What passed, how long each took; the first failure, in whichever phase."""
        seconds = self.report.seconds
        seconds[report.nodeid] = seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed and not self.report.failed:
            self.report.failed, self.report.why = report.nodeid, report.longreprtext[-600:]
        elif report.passed and report.when == "call":
            self.report.passed.append(report.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Which functions this test met, from its first fixture to its last."""
        self._note(nodeid)

    def _see(self, frame: FrameType, _event: str, _value: object) -> None:
        if file := self.watched.get(frame.f_code.co_filename):
            self.met.setdefault(file, set()).add(frame.f_code.co_firstlineno)

    def _note(self, name: str) -> None:
        self.report.met[name] = {file: sorted(lines) for file, lines in self.met.items()}
        self.met = {}


def _is_of(value: object, module: str) -> bool:
    """Whether a function or class was made by this module."""
    return callable(value) and getattr(value, "__module__", None) == module


def _asks_the_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or "db" in getattr(item, "fixturenames", ())


def _commits(item: pytest.Item) -> bool:
    """Whether a test leaves more than a transaction that is rolled back."""
    marks = [mark for mark in item.iter_markers("django_db") if mark.kwargs.get("transaction")]
    return bool(marks) or not {"transactional_db", "as_app_login"}.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def _options() -> list[str]:
    return [*OPTIONS, *(part for plugin in PLUGINS for part in ("-p", plugin))]


def _module_of(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")
