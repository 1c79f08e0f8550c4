"""Where the sockets of an installation lie: short and plain of name, and nobody else's."""

from pathlib import Path

import pytest

from config.embedded.places import Places


@pytest.mark.parametrize("name", ["100%", "a#b", "a?b", "a,b", "a:b", "a&b", "a\nb", "a\udcffb"])
def test_a_name_that_means_something_in_an_address_is_not_used_for_sockets(name: str) -> None:
    sockets = Places(Path("/srv") / name).sockets
    assert not sockets.is_relative_to("/srv")
    assert sockets == Places(Path("/srv") / name).sockets


@pytest.mark.parametrize("name", ["husok", "council 2026", "행정사무감사", "a-b_c.d"])
def test_a_plain_name_keeps_the_sockets_beside_the_data(name: str) -> None:
    assert Places(Path("/srv") / name).sockets == Path("/srv") / name / "run"


@pytest.mark.parametrize("name", ["100%", "plain"])
def test_a_link_where_the_sockets_would_be_is_refused_and_what_it_leads_to_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    places = Places(tmp_path / name)
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o755)
    places.data.mkdir()
    places.sockets.symlink_to(theirs)
    with pytest.raises(PermissionError):
        places.make()
    assert theirs.stat().st_mode & 0o777 == 0o755
