"""`python -m tools.look FILE FOLDER [--pages 1-20]`: an HWPX as another implementation shows it, page by page as PNG.

`@rhwp/core` (npm, MIT) makes SVG of it, Chromium makes pictures; both are needed, and node. The package goes to a
folder that is removed again. Then it looks for what a reader would miss: letters below the page, letters cut off by
their cell, letters of the file that stand on no page. Exit 0 nothing found, 1 something, 2 it could not look.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from tools.look import missing

RENDERER: Final = "@rhwp/core@0.8.6"
NEEDED: Final = {"node": "nodejs", "npm": "npm", "chromium": "chromium"}
ARGUMENTS: Final = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"]


class CannotLook(Exception):
    """What is missing, in words."""


def main(arguments: Sequence[str]) -> int:
    """Render, check, and write the pictures."""
    asked = _read(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    try:
        pages = rendered(asked.file, asked.folder)
    except CannotLook as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    found = missing.looked(asked.file, pages)
    for line in found:
        sys.stderr.write(f"{line}\n")
    wanted = pages[asked.first - 1 : asked.last]
    _pictures(wanted)
    sys.stdout.write(f"{len(pages)} pages, {len(wanted)} pictures in {asked.folder}, {len(found)} findings\n")
    return int(bool(found))


def rendered(file: Path, folder: Path) -> list[Path]:
    """The pages as SVG, in order. Raises CannotLook."""
    for program, package in NEEDED.items():
        if not shutil.which(program):
            raise CannotLook(f"{program} is missing (Debian: apt-get install {package})")
    for old in folder.glob("page-*"):
        old.unlink()
    with tempfile.TemporaryDirectory() as workshop:
        script = shutil.copy(Path(__file__).with_name("render.mjs"), workshop)
        install = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--silent", RENDERER]
        for command in (install, ["node", script, str(file.resolve()), str(folder.resolve())]):
            done = subprocess.run(command, cwd=workshop, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                raise CannotLook(f"{command[0]}: {done.stderr.strip()[-400:]}")
    return sorted(folder.glob("page-*.svg"))


def _pictures(pages: Sequence[Path]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        window = browser.new_page(viewport={"width": 794, "height": 1123})
        for page in pages:
            window.goto(page.resolve().as_uri())
            width, height = missing.size(page)
            window.set_viewport_size({"width": round(width), "height": round(height)})
            window.screenshot(path=page.with_suffix(".png"))
        browser.close()


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make look-hwpx", description="Looks at an HWPX page by page.")
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path, help="where the pages go")
    parser.add_argument("--pages", default="", help="which of them as pictures: 1-20 (all)")
    asked = parser.parse_args(arguments)
    first, _, last = asked.pages.partition("-")
    asked.first = int(first or 1)
    asked.last = int(last or first) if asked.pages else None
    return asked


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
