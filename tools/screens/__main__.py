"""`python -m tools.screens [--all FOLDER] [--only WORD …]`: pictures of the demo's screens, of a product of their own.

Without `--all` those of the guide, into docs/screens/; with it every main page at every width and in every contrast.
Exit 0 done, 1 some could not be taken, 2 none could.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product as every
from pathlib import Path
from typing import Final

import django
from django.urls import Resolver404, resolve

from config.embedded.processes import CannotStart
from config.env import BASE_DIR
from tools.screens.camera import TALLEST, Camera, CannotPicture, chromium
from tools.screens.house import PASSWORD, product
from tools.screens.table import CONTRASTS, GUIDE, PAGES, WIDTHS, Picture

FOLDER: Final = BASE_DIR / "docs" / "screens"


def main(arguments: Sequence[str]) -> int:
    """Start, sign in, take the pictures."""
    asked = _read(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEMO", "1")
    django.setup()
    wanted = [picture for picture in _wanted(asked) if not asked.only or set(asked.only) & {picture.name}]
    try:
        with chromium() as browser, product() as base:
            camera = Camera(browser, base, PASSWORD, name_of)
            failed = _take(camera, wanted, asked.all or FOLDER, TALLEST if asked.all else None)
    except (CannotPicture, CannotStart) as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return int(bool(failed))


def name_of(path: str) -> str:
    """The name of the address with this path; none where nothing is there."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def _wanted(asked: argparse.Namespace) -> Iterable[Picture]:
    return _everything() if asked.all else GUIDE


def _everything() -> Iterator[Picture]:
    for page, width, contrast in every(PAGES, WIDTHS, CONTRASTS):
        yield replace(page, width=width, contrast=contrast)


def _take(camera: Camera, wanted: Sequence[Picture], folder: Path, height: int | None) -> list[str]:
    """Take and write; answers what could not be taken, which is told as well."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for picture in wanted:
        more = f"-{picture.width}-{picture.contrast}" if height else ""
        try:
            (folder / f"{picture.name}{more}.png").write_bytes(camera.taken(picture, height))
        except CannotPicture as reason:
            failed.append(picture.name)
            sys.stderr.write(f"{reason}\n")
    sys.stdout.write(f"{len(wanted) - len(failed)} pictures in {folder}\n")
    return failed


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make screens", description="Takes pictures of the demo's screens.")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every main page, for looking at")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these of the table alone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
