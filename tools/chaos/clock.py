"""Beat as it is, on a table in which five minutes go by in seconds: `celery --app tools.chaos.clock beat`."""

from __future__ import annotations

from typing import Final

from config.celery import app

TICK_SECONDS: Final = 5.0

app.conf.beat_schedule = {"mail": app.conf.beat_schedule["mail"] | {"schedule": TICK_SECONDS}}
