"""Gunicorn's settings: threads for requests that wait on the database, workers that end with their master."""

import os
from typing import Any

from config.embedded.processes import die_with_parent

wsgi_app = "config.wsgi:application"
bind = os.environ.get("WEB_BIND") or f"0.0.0.0:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
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


def post_fork(_server: Any, _worker: Any) -> None:
    """Tie a fresh worker to its master: none is left behind when that one is killed."""
    die_with_parent()
