"""Beat as it is, on a table in which five minutes go by in seconds: `celery --app tools.chaos.clock beat`."""

from __future__ import annotations

from config.celery import app
from tools.chaos.house import TICK_SECONDS

app.conf.beat_schedule = {"mail": app.conf.beat_schedule["mail"] | {"schedule": TICK_SECONDS}}
