"""What a form refuses with that cannot be made here."""

from __future__ import annotations


class Unavailable(Exception):
    """The form cannot be made: on this machine, or of this report. One line says why and what to do."""
