"""Where the configuration comes from: the real environment, and below it `DATA_DIR/env`, written once."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR: Final = Path(__file__).resolve().parent.parent
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
FLAGS: Final = {"1": True, "true": True, "yes": True, "on": True} | {
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


class Environment(environ.FileAwareEnv):  # type: ignore[misc]  # the package declares no types
    """Reads one merged set of variables; `NAME_FILE` names a file that holds the value of `NAME`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Take `variables` as the whole environment; an empty value counts as not set."""
        super().__init__()
        self.ENVIRON = environ.FileAwareMapping(
            env={name: value for name, value in variables.items() if value}
        )

    def text(self, name: str, default: str = "") -> str:
        """Value of `name` as written, without blanks around it; no `$` in it is read as a reference.

        Raises ImproperlyConfigured when `NAME_FILE` names a file that cannot be read.
        """
        try:
            return str(self.ENVIRON.get(name, "")).strip() or default
        except (OSError, ValueError) as error:
            raise ImproperlyConfigured(
                f"파일을 읽을 수 없습니다 / {name}_FILE cannot be read: {error}"
            ) from error

    def words(self, name: str) -> list[str]:
        """The parts of `name` between commas, without blanks; none when it is not set."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def flag(self, name: str, *, default: bool) -> bool:
        """Whether `name` says yes. Raises ImproperlyConfigured for a word that says neither yes nor no."""
        return _flag(name, self.text(name), default=default)

    def number(self, name: str, default: int, *, least: int = 1, most: int) -> int:
        """Whole number from `least` to `most`. Raises ImproperlyConfigured for anything else."""
        said = self.text(name, str(default))
        number = int(said) if re.fullmatch("[0-9]{1,9}", said) else least - 1
        if not least <= number <= most:
            raise ImproperlyConfigured(
                f"{name}: {least}부터 {most}까지의 수로 적어 주십시오 / "
                f"{name} must be a number from {least} to {most}: {said!r}"
            )
        return number


def data_dir() -> Path:
    """Directory of everything an installation keeps; a relative DATA_DIR counts from the repository root."""
    return BASE_DIR / (os.environ.get("DATA_DIR") or "var")


@cache
def environment() -> Environment:
    """Return the variables of this process, over those of `DATA_DIR/env`.

    The file belongs to the demo: it is written (0600, once) unless the environment switches the demo off or
    brings a secret key without asking for a demo. Such an installation is never served by a demo's file.
    Raises ImproperlyConfigured when DATA_DIR cannot be written.
    """
    real = {name: value for name, value in os.environ.items() if value}
    wants_demo = _wants_demo(real)
    path = data_dir() / "env"
    if wants_demo and not path.exists():
        _write_once(path)
    kept = _read(path) if path.exists() else {}
    if not wants_demo and _flag("DEMO", kept.get("DEMO", ""), default=True):
        kept = {}
    return Environment(kept | real)


def _flag(name: str, said: str, *, default: bool) -> bool:
    word = said.strip().lower()
    if word and word not in FLAGS:
        raise ImproperlyConfigured(
            f"{name}: 1 또는 0으로 적어 주십시오 / {name} must be one of {', '.join(FLAGS)}: {said!r}"
        )
    return FLAGS[word] if word else default


def _wants_demo(real: Mapping[str, str]) -> bool:
    brings_key = bool(real.get("SECRET_KEY") or real.get("SECRET_KEY_FILE"))
    return _flag("DEMO", real.get("DEMO", ""), default=not brings_key)


def _write_once(path: Path) -> None:
    """Write the file whole or not at all; of two that try at once, one wins and both read its file."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".env-")
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR 폴더에 쓸 수 없습니다 / DATA_DIR cannot be written: {path.parent} ({error.strerror})"
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_fresh_values())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _fresh_values() -> str:
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    return (
        "# Written once for this installation; the real environment goes before it.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        "DEMO=1\n"
        f"DEMO_PASSWORD={password}\n"
        f"ALLOWED_HOSTS={','.join(LOOPBACK)}\n"
    )


def _read(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines; blank lines and lines that begin with `#` say nothing."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"파일을 읽을 수 없습니다 / {path} cannot be read: {error}") from error
    pairs = (line.partition("=") for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}
