"""A name a template gives in one block is gone at its end: what another block says of it has to be named there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.env import BASE_DIR

BLOCK = re.compile(r"\{% block (\w+) %\}(.*?)\{% endblock %\}", re.DOTALL)
NAMED = re.compile(r"(?: as |asvar )(\w+)(?: %\}|\b)")
SAID = re.compile(r"(?:\{\{ |with |=|if |elif |in )(\w+)")

PAGES = sorted(
    path
    for app in ("audits", "config", "notifications", "tracker")
    for path in (BASE_DIR / app / "templates").rglob("*.html")
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_name_given_in_one_block_is_not_counted_on_in_another(path: Path) -> None:
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    given = {name: set(NAMED.findall(body)) for name, body in blocks}
    for block, body in blocks:
        elsewhere = set().union(*(names for other, names in given.items() if other != block))
        lost = (elsewhere & set(SAID.findall(body))) - given[block]
        assert not lost, f"{path.name}: {sorted(lost)} in block {block}"
