"""The Celery application and the whole beat table."""

import os

from celery import Celery
from celery.signals import worker_process_init

from config.embedded.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("husok")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add("config.liveness:WorkerPulse")
app.autodiscover_tasks()


@worker_process_init.connect
def die_with_worker(**_: object) -> None:
    """Tie a child of the worker to it: a killed worker leaves nobody behind who still works on a task."""
    die_with_parent()
