"""The addresses of the views that the product is compared with."""

from __future__ import annotations

from django.urls import path

from tools.bench import reference

urlpatterns = [
    path("bench/bare/", reference.bare),
    path("bench/naked/", reference.bare),
    path("bench/assignments/", reference.assignments),
    path("bench/assignments/<int:pk>/progress/", reference.progress),
]
