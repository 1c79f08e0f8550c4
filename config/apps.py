"""Composes the apps; nobody imports it."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
