"""The addresses of acts below `/api/v1/`, one endpoint an act (contract.md)."""

from __future__ import annotations

from django.urls import path

from tracker.api.acts import duty

urlpatterns = [
    path("assignments/<int:pk>/officer/", duty.NameOfficer.as_view(), name="api_officer"),
]
