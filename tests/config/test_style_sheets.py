"""The style sheets: KRDS values alone, nothing dead, nothing unknown, and no page loads more than it needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from config.env import BASE_DIR

STATIC: Final = BASE_DIR / "config" / "static" / "husok"
SHEETS: Final = sorted(STATIC.glob("*.css"))
SCRIPTS: Final = sorted(STATIC.glob("*.js"))
APPS: Final = ("audits", "config", "notifications", "tracker")
TEMPLATES: Final = sorted(
    path
    for app in APPS
    for path in (BASE_DIR / app / "templates").rglob("*.html")
    if "emails" not in path.parts
)
PALETTE: Final = ("tokens.css", "high-contrast.css")
PAPER: Final = (
    "official.css",
    "official-pdf.css",
)  # black on white in every contrast, and made without the others
CSS_LIMIT: Final = 60 * 1024
SCRIPT_LIMIT: Final = 80 * 1024
KRDS_WHOLE: Final = BASE_DIR.parent / "shared" / "data" / "krds-tokens.json"

# What each of our colours is in the KRDS, and in its high contrast mode, where another of its colours is needed
# to be told from black.
ROLES: Final = {
    "ground": "surface.white",
    "ground-shade": "surface.gray-subtler",
    "dim": "background.dim",
    "text": "text.basic",
    "text-strong": "text.bolder",
    "text-subtle": "text.subtle",
    "text-primary": "text.primary",
    "text-secondary": "text.secondary",
    "text-danger": "text.danger",
    "text-warning": "text.warning",
    "text-success": "text.success",
    "text-inverse": "text.inverse-static",
    "icon-primary": "icon.primary",
    "icon-information": "icon.information",
    "icon-danger": "icon.danger",
    "icon-warning": "icon.warning",
    "icon-success": "icon.success",
    "line-light": "border.gray-light",
    "line-gray": "border.gray",
    "line-dark": "border.gray-dark",
    "line-darker": "border.gray-darker",
    "line-primary": "border.primary",
    "line-error": "input.border-error",
    "line-mark": "element.warning",
    "tint-selected": "surface.primary-subtler",
    "tint-current": "surface.secondary-subtler",
    "tint-doubt": "surface.warning-subtler",
    "action": "button.primary-fill",
    "action-hover": "button.primary-fill-hover",
    "action-pressed": "button.primary-fill-pressed",
    "button-line": "button.tertiary-border",
    "button-hover": "button.tertiary-fill-hover",
    "button-pressed": "button.tertiary-fill-pressed",
    "button-off": "button.disabled-fill",
    "input-line": "input.border",
    "input-ground": "input.surface",
    "chart-confirmed": "element.secondary",
    "chart-completed": "element.primary",
    "chart-hatch": "element.primary",
    "chart-pale": "surface.white",
    "chart-in-progress": "graphic.blue-subtle",
    "chart-in-review": "graphic.blue-subtler",
    "chart-ground": "surface.gray-subtler",
    "chart-late": "element.danger",
}
ROLES_IN_HIGH_CONTRAST: Final = ROLES | {
    "line-light": "border.gray",
    "line-gray": "border.gray-dark",
    "line-primary": "link.default",
    "line-error": "icon.danger",
    "tint-selected": "element.primary-light",
    "chart-confirmed": "icon.success",
    "chart-completed": "link.default",
    "chart-hatch": "link.default",
    "chart-in-progress": "border.gray-dark",
    "chart-in-review": "button.disabled-fill",
    "chart-ground": "input.surface",
    "chart-late": "icon.danger",
}
# Classes that pages find things by without giving them a look.
HOOKS: Final = frozenset({"uploads"})
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab)\(")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS: Final = re.compile(r'class="((?:[^"{]|\{[%{].*?[%}]\})*)"')
_TAG: Final = re.compile(r"\{[%{].*?[%}]\}")
_STARTS: Final = re.compile(r'\[class\^="([\w-]+)"\]')
_LINKED: Final = re.compile(r"static 'husok/([\w-]+\.(?:css|js))'")


def _css(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def _colours(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#\w+)", _css(STATIC / name)))


def _krds(role: str, mode: str) -> str:
    told = json.loads((Path(__file__).parent / "krds.json").read_text(encoding="utf-8"))
    return str(told[role][mode])


def test_every_colour_is_the_one_that_the_krds_has_for_its_role() -> None:
    light = _colours("tokens.css")
    assert light == {name: _krds(role, "light") for name, role in ROLES.items()}
    high = light | _colours("high-contrast.css")
    assert high == {name: _krds(role, "high-contrast") for name, role in ROLES_IN_HIGH_CONTRAST.items()}


@pytest.mark.skipif(not KRDS_WHOLE.exists(), reason="../shared/data is absent")
def test_what_is_kept_here_of_the_krds_is_what_it_says() -> None:
    whole = json.loads(KRDS_WHOLE.read_text(encoding="utf-8"))
    for role, modes in json.loads((Path(__file__).parent / "krds.json").read_text("utf-8")).items():
        assert modes == {mode: whole[f"mode-{mode}.color.{role}"] for mode in modes}, role


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_colours_are_named_outside_the_palette_and_nothing_is_forced(path: Path) -> None:
    text = _css(path)
    forced = [line for line in text.splitlines() if "!important" in line]
    assert len(forced) == (path.name == "base.css")  # [hidden], which no rule may show again
    if path.name not in {*PALETTE, *PAPER}:
        assert COLOUR.findall(text) == []


def test_what_is_asked_of_the_palette_is_there() -> None:
    known = set(re.findall(r"--([\w-]+):", "".join(map(_css, SHEETS))))
    for path in SHEETS:
        assert set(re.findall(r"var\(--([\w-]+)", _css(path))) <= known, path.name


def _styled() -> set[str]:
    """The classes that the style sheets have rules for."""
    return {
        name
        for path in SHEETS
        for selector in re.findall(r"([^{};]+)\{", _css(path))
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r'"[^"]*"|\d\.\d', "", selector))
    }


def _written(path: Path) -> Iterator[str]:
    """The classes of a template; of those put together from a code their beginning, `st-`."""
    for value in _CLASS.findall(path.read_text(encoding="utf-8")):
        for word in _TAG.sub("\0", value).split():
            first, *others = word.split("\0")
            yield from [first] if first.endswith("-") else filter(None, [first, *others])


def test_every_rule_is_for_a_class_that_a_page_has() -> None:
    written = {name for path in TEMPLATES for name in _written(path)}
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in [*SCRIPTS, *(each for app in APPS for each in (BASE_DIR / app).rglob("*.py"))]
    )
    put_together = re.findall(r'class="(?:[^"{]* )?([a-z][\w-]*-)\{', code)
    begun = (*(name for name in written if name.endswith("-")), *put_together)
    named = set(re.findall(r"[a-zA-Z][\w-]*", code))
    dead = {name for name in _styled() - written - named if not name.startswith(begun)}
    assert dead == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_class_of_a_page_has_a_rule(path: Path) -> None:
    styled, begun = _styled() | HOOKS, tuple(_STARTS.findall("".join(map(_css, SHEETS))))
    unknown = {
        name
        for name in _written(path)
        if name not in styled and not name.endswith("-") and not name.startswith(begun)
    }
    assert unknown == set()


def _loaded(path: Path) -> set[str]:
    """The files that a page made of this template loads: its own, those of what it extends and includes."""
    text = path.read_text(encoding="utf-8")
    files = set(_LINKED.findall(text))
    for name in re.findall(r'\{% (?:extends|include) "([^"]+)"', text):
        files |= next((_loaded(each) for each in TEMPLATES if str(each).endswith(f"/{name}")), set())
    return files


def _size(files: set[str], ending: str) -> int:
    return sum((STATIC / name).stat().st_size for name in files if name.endswith(ending))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_loads_more_styles_and_scripts_than_it_may(path: Path) -> None:
    files = _loaded(path)
    assert _size(files, ".css") <= CSS_LIMIT
    assert _size(files, ".js") <= SCRIPT_LIMIT


def test_every_sheet_and_script_is_loaded_by_a_page() -> None:
    loaded = {name for path in TEMPLATES for name in _loaded(path)} | {"official-pdf.css"}
    assert {path.name for path in [*SHEETS, *SCRIPTS]} <= loaded
