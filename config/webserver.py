"""Gunicorn's settings: threads for requests that wait on the database, workers that end with their master."""

import gc
import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.embedded.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    port, workers, threads = settings.PORT, settings.WEB_WORKERS, settings.WEB_THREADS
except ImproperlyConfigured as reason:
    # Gunicorn would show a whole traceback for any other exception.
    raise SystemExit(str(reason)) from None

wsgi_app = "config.wsgi:application"
bind = os.environ.get("WEB_BIND") or f"0.0.0.0:{port}"
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# config.wsgi decides which proxy is believed; a control socket is one door more than needed.
forwarded_allow_ips = ""
control_socket_disable = True
accesslog = None
errorlog = "-"


def when_ready(_server: Any) -> None:
    """What was loaded stays: workers share its pages, and no collection of garbage goes through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)  # a page makes some ten thousand things and drops nearly all of them


def post_fork(_server: Any, _worker: Any) -> None:
    """Tie a fresh worker to its master: none is left behind when that one is killed."""
    die_with_parent()
