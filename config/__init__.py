"""Composes the apps; nobody imports it. Loads Celery's application so that every task finds its broker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
