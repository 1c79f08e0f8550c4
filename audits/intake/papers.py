"""Reads one file from standard input and answers its papers as JSON: the process that `child.read_papers` starts.

One module a form, each with a function `papers(content)`; a form's libraries are only loaded under the limits.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Final

from audits.intake import crossing, serving
from audits.intake.inspection.faults import BROKEN

MODULES: Final[Mapping[str, str]] = {
    "hwpx": "audits.intake.hwpx",
    "hwp": "audits.intake.hwp",
    "xlsx": "audits.intake.sheets",
    "pdf": "audits.intake.pdf",
    "html": "audits.intake.html",
}


def main(form: str) -> None:
    """Answer the papers of standard input, which is of `form`."""

    def read(content: bytes) -> dict[str, object]:
        found = importlib.import_module(MODULES[form]).papers(content)
        return {"papers": crossing.told(list(found))}

    serving.answer(read, broken=BROKEN)


if __name__ == "__main__":
    main(sys.argv[1])
