"""Every address of the API, from the apps that have some."""

from __future__ import annotations

from django.urls import path, re_path

from tracker.api import docs
from tracker.api.urls import urlpatterns as tracker_urls

urlpatterns = [
    *tracker_urls,
    path("schema/", docs.schema, name="api_schema"),
    path("docs/", docs.docs, name="api_docs"),
    re_path(r"^(?P<path>.*/)?$", docs.unknown, name="api_unknown"),
]
