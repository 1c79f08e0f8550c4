"""기록 점검: is the record whole, and does it still agree with the rows it speaks of?

The chain alone does not tell: a cut tail leaves it whole, and it says nothing of the tables. So it is read beside
anchors from outside the database, and every kept row is hashed again.

What no check can find: an entry put at the end by somebody with the owner's password that agrees with the rows, because
it speaks of none or because those were forged as well; and, without an anchor from before it, a chain written anew
as a whole. The first stands beside what people and mails say, and from the next anchor on nothing before it can
change. What is not in the record (names of people and departments, wordings, settings) is not looked at either.
"""

from audits.proof.anchors import Anchor, BadAnchor
from audits.proof.chain import read_chain
from audits.proof.faults import Code, Fault, Faults
from audits.proof.rows import compare_rows
from audits.proof.steady import steady, uncollected
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
    "uncollected",
]
