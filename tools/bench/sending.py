"""How fast mail leaves: the same digests sent by one worker and by two, to a relay in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from config.embedded.places import APP, OWNER, Places
from config.env import BASE_DIR
from tools.bench import servers
from tools.bench.child import StepFailed, answer_of
from tools.chaos import sink
from tools.chaos.house import zone_of_morning
from tools.chaos.sink import Log, Manner


def measure(places: Places) -> dict[str, float]:
    """Seconds of one worker, how much faster two are, the relay's own limit, and a planner with nothing to do."""
    zone = {"TIME_ZONE": zone_of_morning(datetime.now(UTC))}
    owner, app = (servers.environment(places, role) | zone for role in (OWNER, APP))
    answer_of("delivery", "crowd", environment=owner)
    answer_of("delivery", "plan", environment=app)
    one, twice, mails = _sent(places, app, 1)
    answer_of("delivery", "again", environment=owner)
    two, twice_of_two, _mails = _sent(places, app, 2)
    return {
        "mails": mails,
        "sending_seconds": one,
        "second": one / two,
        "claimed_twice": twice + twice_of_two,
        **_bare(places, app),
        **answer_of("delivery", "idle", environment=app),
    }


def _sent(places: Places, environment: dict[str, str], workers: int) -> tuple[float, int, int]:
    """Seconds that so many workers take; how many mails came twice, and how many came."""
    log = places.data / f"accepted.{workers}"
    with sink.running(log, Manner()) as port, ExitStack() as started:
        told = environment | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "tools.bench.child", "delivery", "work"]
        processes = [
            started.enter_context(
                subprocess.Popen(  # noqa: S603
                    command,
                    cwd=BASE_DIR,
                    env=told,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )
            for _ in range(workers)
        ]
        took = _raced(processes)
    return took, *_came(log)


def _raced(processes: list[subprocess.Popen[bytes]]) -> float:
    """Seconds until the last has ended, counted from when all of them were ready. Raises StepFailed."""
    for process in processes:
        if process.stderr is None or process.stderr.readline() != b"ready\n":
            raise StepFailed("delivery work")
    began = time.perf_counter()
    for process in processes:
        if process.stdin:
            process.stdin.write(b"go\n")
            process.stdin.flush()
    answers = [process.communicate()[0] for process in processes]
    took = time.perf_counter() - began
    if not all(json.loads(answer or b"{}") for answer in answers):
        raise StepFailed("delivery work")
    return took


def _came(log: Path) -> tuple[int, int]:
    """How many mails came more than once, and how many came."""
    times = Counter(mail.message_id for mail in Log.read(log).accepted)
    return sum(1 for each in times.values() if each > 1), len(times)


def _bare(places: Places, environment: dict[str, str]) -> dict[str, float]:
    with sink.running(places.data / "accepted.bare", Manner()) as port:
        found: dict[str, float] = answer_of("delivery", "bare", str(port), environment=environment)
    return found
