"""The audit of 2019 written out as a report in the layout such reports have, in words of our own.

The demo is read from this text by the same reader as any office's document, so that each demand has a source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audits.reference import CATEGORIES
from audits.statuses import COLUMNS


def content() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads((Path(__file__).parent / "audit_2019.toml").read_text(encoding="utf-8"))


def document(told: Mapping[str, Any]) -> str:
    """The whole report: heading, 총괄 table, then each category with its demands and answers."""
    demands: list[Mapping[str, Any]] = told["demand"]
    parts = [
        f"{told['audit']['year']} 행정사무감사 처리결과",
        "□ 총괄",
        f"○ 처리요구사항 등 총 {len(demands)}건",
        "○ 조치내역",
    ]
    parts.append(" ".join(["구분", "계", *(str(status.label).replace(" ", "") for status in COLUMNS)]))
    parts.append(_counts("계", demands))
    grouped = {code: [row for row in demands if row["category"] == code] for code, *_ in CATEGORIES}
    parts += [_counts(label.replace(" ", ""), grouped[code]) for code, label, *_ in CATEGORIES]
    for code, label, *_ in CATEGORIES:
        parts += ["", label, *(_item(row) for row in grouped[code])]
    return "\n".join(parts) + "\n"


def _counts(label: str, demands: list[Mapping[str, Any]]) -> str:
    numbers = [sum(row["status"] == status for row in demands) for status in COLUMNS]
    return " ".join([label, str(len(demands)), *map(str, numbers)])


def _item(row: Mapping[str, Any]) -> str:
    lines = ["", f"○ {row['text']}", f"({', '.join(row['departments'])})", f"□ 추진상황 : {row['wording']}"]
    lines += ["□ 추진내용", row["actions_taken"].strip("\n")]
    if row["plan"]:
        lines += ["□ 향후계획", row["plan"].strip("\n")]
    return "\n".join(lines)
