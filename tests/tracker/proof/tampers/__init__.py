"""Ways to bend the record, each a function: what somebody with the database's password could try.

Done as the owner of the tables with the triggers off, on a town whose newest entry was noted outside.
"""

from tests.tracker.proof.tampers.entries import ON_ENTRIES
from tests.tracker.proof.tampers.kinds import Named, Tamper
from tests.tracker.proof.tampers.stored import ON_FILES
from tests.tracker.proof.tampers.tables import ON_ROWS

__all__ = ["ON_ENTRIES", "ON_FILES", "ON_ROWS", "Named", "Tamper"]
