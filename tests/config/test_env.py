"""Where the configuration comes from: the file of a bare environment, and what goes before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment, environment


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory that does not exist yet, in an environment that says nothing else."""
    for name in ("SECRET_KEY", "SECRET_KEY_FILE", "DEMO", "DEMO_PASSWORD", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    environment.cache_clear()
    yield tmp_path / "var"
    environment.cache_clear()


def read_again() -> Environment:
    environment.cache_clear()
    return environment()


def test_a_bare_environment_becomes_a_demo_with_a_key_of_its_own(data: Path) -> None:
    read = environment()
    assert read.flag("DEMO", default=False)
    assert len(read.text("SECRET_KEY")) >= 50
    assert len(read.text("DEMO_PASSWORD")) >= 10
    assert read.words("ALLOWED_HOSTS") == ["localhost", "127.0.0.1", "[::1]"]


def test_the_file_is_written_once_and_for_its_user_alone(data: Path) -> None:
    first = environment().text("SECRET_KEY")
    assert (data / "env").stat().st_mode & 0o777 == 0o600
    assert read_again().text("SECRET_KEY") == first
    assert [path.name for path in data.iterdir()] == ["env"]


def test_the_real_environment_goes_before_the_file(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment()
    monkeypatch.setenv("DEMO_PASSWORD", "another-one")
    assert read_again().text("DEMO_PASSWORD") == "another-one"


def test_an_empty_variable_counts_as_not_set(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "")
    assert environment().text("SECRET_KEY")


def test_a_demos_file_never_serves_an_office(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment()
    monkeypatch.setenv("DEMO", "0")
    assert read_again().text("SECRET_KEY") == ""


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FILE"])
def test_a_demos_file_makes_no_demo_of_an_office_that_brings_its_key(
    data: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    environment()
    monkeypatch.setenv(name, "/of/the/office")
    read = read_again()
    assert not read.flag("DEMO", default=False)
    assert (read.text("DEMO_PASSWORD"), read.words("ALLOWED_HOSTS")) == ("", [])


@pytest.mark.parametrize(
    ("word", "answer"), [("1", True), ("Yes", True), ("on", True), ("false", False), ("OFF ", False)]
)
def test_a_flag_is_read_by_its_word(word: str, answer: bool) -> None:
    assert Environment({"HTTPS": word}).flag("HTTPS", default=not answer) is answer


@pytest.mark.parametrize("word", ["ture", "2", "ja", "flase"])
@pytest.mark.parametrize("name", ["DEMO", "HTTPS"])
def test_a_word_that_says_neither_yes_nor_no_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch, name: str, word: str
) -> None:
    monkeypatch.setenv(name, word)
    with pytest.raises(ImproperlyConfigured, match=f"{name} must be one of"):
        environment().flag(name, default=True)


def test_a_file_that_is_no_text_is_named(data: Path) -> None:
    data.mkdir()
    (data / "env").write_bytes("DEMO_PASSWORD=비밀\n".encode("cp949"))
    with pytest.raises(ImproperlyConfigured, match="env cannot be read"):
        environment()


def test_a_secret_file_that_is_no_text_is_named(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE cannot be read"):
        environment().text("SECRET_KEY")


def test_a_file_the_office_wrote_serves_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.mkdir()
    (data / "env").write_text("# ours\nDEMO=0\nSECRET_KEY='of the office'\n", encoding="utf-8")
    monkeypatch.setenv("DEMO", "0")
    assert environment().text("SECRET_KEY") == "of the office"


@pytest.mark.parametrize("variable", [("DEMO", "0"), ("SECRET_KEY", "given")])
def test_no_file_is_written_for_an_installation_that_is_no_demo(
    data: Path, monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.setenv(*variable)
    environment()
    assert not data.exists()


def test_a_secret_may_come_from_a_file(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("$from-a-file\n", encoding="utf-8")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert environment().text("SECRET_KEY") == "$from-a-file"


def test_a_secret_file_that_is_not_there_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE cannot be read"):
        environment().text("SECRET_KEY")
