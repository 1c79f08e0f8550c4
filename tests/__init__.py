"""Tests. Importing the package points the settings at the servers of this run, before anything reads them."""

from tests import environment

environment.point_settings_at_this_run()
