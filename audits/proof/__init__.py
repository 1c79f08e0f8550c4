"""기록 점검: is the record whole, and does it still agree with the rows it speaks of?

The chain alone does not tell: a cut tail leaves it whole, and it says nothing of the tables. So it is read beside
anchors from outside the database, and every kept row is hashed again.
"""

from audits.proof.anchors import Anchor, BadAnchor
from audits.proof.chain import read_chain
from audits.proof.faults import Code, Fault, Faults
from audits.proof.rows import compare_rows
from audits.proof.steady import steady
from audits.proof.told import Told

__all__ = [
    "Anchor",
    "BadAnchor",
    "Code",
    "Fault",
    "Faults",
    "Told",
    "compare_rows",
    "read_chain",
    "steady",
]
