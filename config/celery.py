"""The Celery application and the whole beat table."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init

from config.embedded.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("husok")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add("config.pulse:WorkerPulse")
app.autodiscover_tasks()
app.conf.task_routes = {
    "notifications.*": {"queue": "mail"},
    "tracker.carry_out_check": {"queue": "long"},
    "tracker.watch_record": {"queue": "long"},
    "tracker.read_upload": {"queue": "long"},
    "tracker.make_report_file": {"queue": "long"},
}
# A tick that waited longer than to the next one has nothing left to say.
app.conf.beat_schedule = {
    "mail": {"task": "notifications.tick", "schedule": crontab(minute="*/5"), "options": {"expires": 300}},
    "successions": {
        "task": "tracker.follow_successions",
        "schedule": crontab(minute="10"),
        "options": {"expires": 3000},
    },
    # Each hour, so that a machine that was off at midnight makes up for it.
    "committees": {
        "task": "audits.follow_committees",
        "schedule": crontab(minute="1"),
        "options": {"expires": 3000},
    },
    "kept answers": {"task": "tracker.forget_kept_answers", "schedule": crontab(hour="3", minute="10")},
    "stray files": {"task": "tracker.forget_stray_files", "schedule": crontab(hour="3", minute="30")},
    "unused files": {"task": "tracker.forget_unused_files", "schedule": crontab(minute="40")},
    # Each hour, so that a machine that is off at night makes up for it in the morning.
    "record": {
        "task": "tracker.watch_record",
        "schedule": crontab(hour="2-23", minute="15"),
        "options": {"expires": 3000},
    },
    "report files": {
        "task": "tracker.watch_report_files",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "old report files": {"task": "tracker.forget_report_files", "schedule": crontab(hour="3", minute="50")},
    "sessions": {"task": "audits.forget_ended_sessions", "schedule": crontab(hour="3", minute="20")},
}


@worker_process_init.connect
def die_with_worker(**_: object) -> None:
    """Tie a child of the worker to it: a killed worker leaves nobody behind who still works on a task."""
    die_with_parent()
