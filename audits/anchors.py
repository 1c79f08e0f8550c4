"""기록 확인값 outside the database: a file of them, one a line, the newest last."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from audits.proof.anchors import Anchor, read_lines


def kept_anchors() -> list[Anchor]:
    """Those in the file of anchors, the oldest first; none where there is no file yet. Raises BadAnchor."""
    path = Path(settings.ANCHOR_FILE)
    if not path.exists():
        return []
    return read_lines(path.read_text(encoding="utf-8").splitlines())
