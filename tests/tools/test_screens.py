"""The pictures of the guide: each is in the table, and each of the table can be taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import get_resolver, resolve

from config.env import BASE_DIR
from seeds import organisation
from tools.screens.table import GUIDE, NOBODY, PAGES, Picture

GUIDE_TEXT = BASE_DIR / "docs" / "guide.ko.md"
PICTURES = BASE_DIR / "docs" / "screens"
MOST_BYTES = 3_000_000


def _named() -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(screens/([a-z-]+)\.png\)", GUIDE_TEXT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("picture", [*GUIDE, *PAGES], ids=lambda picture: picture.name)
def test_each_picture_is_of_somebody_and_of_an_address_that_is_there(picture: Picture) -> None:
    people = {str(row["email"]).partition("@")[0] for row in organisation.content()["person"]}
    assert picture.person in people | {NOBODY}
    assert resolve(picture.path.partition("?")[0]).url_name
    assert set(picture.follow) <= {name for name in get_resolver().reverse_dict if isinstance(name, str)}


@pytest.mark.parametrize("table", [GUIDE, PAGES])
def test_no_two_pictures_have_one_name(table: tuple[Picture, ...]) -> None:
    assert len({picture.name for picture in table}) == len(table)


def test_the_guide_shows_every_picture_of_its_table_and_no_other() -> None:
    assert set(_named()) == {picture.name for picture in GUIDE}


def test_every_picture_is_there_and_all_are_small() -> None:
    files = {Path(file).stem: file.stat().st_size for file in PICTURES.glob("*.png")}
    assert set(files) == {picture.name for picture in GUIDE}
    assert sum(files.values()) < MOST_BYTES
