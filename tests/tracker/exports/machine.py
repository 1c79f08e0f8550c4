"""What a test needs of the machine it runs on, said in one line where it is missing."""

from __future__ import annotations

import os

import pytest

from tracker.exports import pdf


def require_pdf() -> None:
    """Skip with one line where no PDF can be made; a failure in CI."""
    if not (missing := pdf.missing()):
        return
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
