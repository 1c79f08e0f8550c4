"""The demo: an organisation with its reorganisations, one old audit, invented people."""

from django.apps import AppConfig


class SeedsConfig(AppConfig):
    name = "seeds"
