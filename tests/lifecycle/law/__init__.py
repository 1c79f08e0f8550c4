"""What people may do with a demand, in plain Python: the table of acts, row by row.

Every act asks in the same order: is the thing visible, is the right there, is the version the one that was seen,
does the stage allow it, and then the act's own guards. It changes the model, or raises Refused and changes nothing.
"""

from __future__ import annotations

from tests.lifecycle.law.base import Asked
from tests.lifecycle.law.council import Council
from tests.lifecycle.law.deadlines import More
from tests.lifecycle.law.gates import Gates
from tests.lifecycle.law.owners import Owners
from tests.lifecycle.law.reports import Said

__all__ = ["Asked", "Law", "More", "Said"]


class Law(Gates, Council, Owners):
    """All acts on one model."""
