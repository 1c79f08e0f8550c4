#!/usr/bin/env python3
"""Checks an exported record by itself: one file, nothing but Python 3.8 or later, on any machine.

    python verify_record.py record.jsonl [--rows rows.jsonl] [--anchor N:HEX ...] [--anchors FILE] [--json]

record.jsonl holds an entry a line, each with its number and the SHA-256 of the line before it. rows.jsonl holds the
rows that the entries speak of, each with its SHA-256 told by an entry. Both are read line by line.
Ends with 0 where nothing was changed, 1 where something was, 2 where something cannot be read.
Without an anchor, a number and hash kept elsewhere, neither a cut end nor a whole record written anew can be seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, Iterator, Sequence  # noqa: UP035 (Python 3.8)

GENESIS = "0" * 64
ANCHOR = re.compile(r"(?:.*\s)?([1-9][0-9]{0,17}):([0-9a-f]{64})")
DIGEST = re.compile(r"[0-9a-f]{64}")
MOST = 1000


class Unreadable(Exception):
    """A file that is not there, or an anchor that is none."""


class Findings:
    """What is wrong, in order; only the first thousand are kept, all are counted."""

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []
        self.count = 0

    def add(self, code: str, entry: int | None = None, kind: str = "", row: int = 0, more: str = "") -> None:
        """Count it and, while there is room, keep it; `kind` and `row` where it is about a row."""
        self.count += 1
        if self.count <= MOST:
            found = {"code": code, "entry": entry, "table": kind or None, "id": row or None, "more": more}
            self.listed.append(found)


class Record:
    """The chain as it is read: the newest entry, and the hash of each row that was told."""

    def __init__(self, anchors: Sequence[tuple[int, str]], findings: Findings) -> None:
        self.findings = findings
        self.number, self.digest, self.count = 0, GENESIS, 0
        self.rows: dict[str, dict[int, bytes]] = {}
        self.wanted: dict[int, set[str]] = {}
        for number, digest in anchors:
            self.wanted.setdefault(number, set()).add(digest)

    def read(self, path: str) -> None:
        """Every entry of a file, then what the anchors know of entries that are not there. Raises Unreadable."""
        for line in lines(path):
            self.count += 1
            self.take(line)
        beyond = max(self.wanted, default=0)
        if beyond > self.number:
            self.findings.add("tail_cut", self.number, more=f"an anchor knows entry {beyond}")

    def take(self, line: bytes) -> None:
        """One entry: does it follow the one before, and is it what the anchors say?"""
        said, digest = parsed(line), hashlib.sha256(line).hexdigest()
        if is_entry(said):
            self.follow(said["number"], said["previous"])
            for kind, row, told in said["rows"]:
                self.tell(kind, row, told)
        else:
            self.number += 1
            self.findings.add("entry_unreadable", self.number)
        self.digest = digest
        if self.wanted.get(self.number, {digest}) != {digest}:
            self.findings.add("anchor_differs", self.number)

    def follow(self, number: int, previous: str) -> None:
        """Its number is the next one, and it names the hash of the line before."""
        if number > self.number + 1:
            self.findings.add("entries_missing", self.number + 1, more=f"up to {number - 1}")
        elif number <= self.number:
            self.findings.add("entry_out_of_order", number)
        elif previous != self.digest:
            self.findings.add("entry_altered", self.number or number, more="or the entry after it")
        self.number = number

    def tell(self, kind: str, row: int, digest: str) -> None:
        """A row as this entry tells it: for the first time, or as before."""
        known = self.rows.setdefault(kind, {})
        if known.setdefault(row, bytes.fromhex(digest)).hex() != digest:
            self.findings.add("row_told_twice", self.number, kind, row)


class Rows:
    """The rows as they are read, held against the hashes that the record tells."""

    def __init__(self, told: dict[str, dict[int, bytes]], findings: Findings) -> None:
        self.told, self.findings, self.count = told, findings, 0
        self.found: dict[str, set[int]] = {}

    def read(self, path: str) -> None:
        """Every row of a file, then those that are not there. Raises Unreadable."""
        for line in lines(path):
            self.count += 1
            self.take(line)
        for kind in sorted(self.told):
            for row in sorted(set(self.told[kind]) - self.found.get(kind, set())):
                self.findings.add("row_missing", None, kind, row)

    def take(self, line: bytes) -> None:
        """One row: told, once, and with this hash."""
        said = parsed(line)
        if not (isinstance(said, list) and len(said) == 3 and isinstance(said[1], int)):
            self.findings.add("row_unreadable", more=f"line {self.count}")
            return
        kind, row = str(said[0]), said[1]
        seen, told = self.found.setdefault(kind, set()), self.told.get(kind, {}).get(row)
        if row in seen:
            self.findings.add("row_twice", None, kind, row)
        elif told is None:
            self.findings.add("row_untold", None, kind, row)
        elif hashlib.sha256(line).digest() != told:
            self.findings.add("row_altered", None, kind, row)
        seen.add(row)


def lines(path: str) -> Iterator[bytes]:
    """Each line of a file as bytes, without its end. Raises Unreadable."""
    try:
        with Path(path).open("rb") as file:
            for line in file:
                yield line[:-1] if line.endswith(b"\n") else line
    except OSError as reason:
        raise Unreadable(f"{path}: {reason.strerror}") from reason


def read_anchor(text: str) -> tuple[int, str]:
    """Number and hash of `N:HEX`, whatever stands before it on the line. Raises Unreadable."""
    found = ANCHOR.fullmatch(text.strip().lower())
    if not found:
        raise Unreadable(f"not an anchor (N: and 64 hexadecimal digits): {text.strip()}")
    return int(found.group(1)), found.group(2)


def read_anchors(path: str) -> Iterator[tuple[int, str]]:
    """The anchors of a file, one a line; empty lines and comments say nothing. Raises Unreadable."""
    for line in lines(path):
        text = line.decode("utf-8", "replace").strip()
        if text and not text.startswith("#"):
            yield read_anchor(text)


def parsed(line: bytes) -> Any:
    """What a line of JSON says; None where it is none."""
    try:
        return json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def is_entry(said: Any) -> bool:
    """Whether it has the parts of an entry that are read here."""
    return (
        isinstance(said, dict)
        and isinstance(said.get("number"), int)
        and isinstance(said.get("previous"), str)
        and isinstance(said.get("rows"), list)
        and all(is_told(row) for row in said["rows"])
    )


def is_told(row: Any) -> bool:
    """Whether it is kind, id and hash of a row."""
    return (
        isinstance(row, list)
        and [type(part) for part in row] == [str, int, str]
        and DIGEST.fullmatch(row[2]) is not None
    )


def in_words(found: dict[str, Any]) -> str:
    """One finding in one line."""
    entry = f" entry {found['entry']}" if found["entry"] else ""
    row = f" {found['table']} {found['id']}" if found["table"] else ""
    more = f" ({found['more']})" if found["more"] else ""
    return f"{found['code']}{entry}{row}{more}"


def report(answer: dict[str, Any]) -> str:
    """The answer as a person reads it."""
    told = [in_words(found) for found in answer["problems"]]
    if answer["left_out"]:
        told.append(f"... and {answer['left_out']} more")
    if not answer["anchors"]:
        told.append("no anchor given: a cut end, or a record written anew, would not show")
    rows = "no rows" if answer["rows"] is None else f"{answer['rows']} rows"
    verdict = "whole" if answer["ok"] else "ALTERED"
    told.append(f"{verdict}: {answer['entries']} entries, {rows}, head {answer['head']}")
    return "\n".join(told)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What was asked on the command line; ends the program with 2 where it makes no sense."""
    parser = argparse.ArgumentParser(description="Checks an exported record by itself.")
    parser.add_argument("record", help="record.jsonl")
    parser.add_argument("--rows", help="rows.jsonl")
    parser.add_argument("--anchor", action="append", default=[], metavar="N:HEX")
    parser.add_argument("--anchors", metavar="FILE", help="a file of anchors, one a line")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(given)


def verify(asked: argparse.Namespace) -> dict[str, Any]:
    """The whole check. Raises Unreadable."""
    findings = Findings()
    anchors = [read_anchor(text) for text in asked.anchor]
    anchors += read_anchors(asked.anchors) if asked.anchors else []
    record = Record(anchors, findings)
    record.read(asked.record)
    rows = Rows(record.rows, findings)
    if asked.rows:
        rows.read(asked.rows)
    return {
        "ok": not findings.count,
        "entries": record.count,
        "rows": rows.count if asked.rows else None,
        "anchors": len(anchors),
        "head": f"{record.number}:{record.digest}" if record.count else None,
        "problems": findings.listed,
        "left_out": findings.count - len(findings.listed),
    }


def main(given: Sequence[str] | None = None) -> int:
    """The exit status: 0, 1 or 2."""
    asked = arguments(given)
    try:
        answer = verify(asked)
    except Unreadable as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    sys.stdout.write((json.dumps(answer) if asked.json else report(answer)) + "\n")
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
