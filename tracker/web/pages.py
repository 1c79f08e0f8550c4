"""What a template needs to lead from one page of a list to the next (components/pager.html)."""

from __future__ import annotations

from typing import Any

from audits import keyset


def pager(page: keyset.Page[Any], query: str = "") -> dict[str, object]:
    """How much is shown, whether more follows, and the addresses of the pages beside it; empty where there is none.

    They keep `query`, what the list was asked for (`?tab=sent`).
    """
    lead = f"{query}&" if query else "?"
    return {
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": f"{lead}cursor={page.next}" if page.next else "",
        "previous_url": f"{lead}cursor={page.previous}" if page.previous else "",
    }
