"""Where an installation keeps its servers' files, and under which addresses they are reached."""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

LONGEST_SOCKET_PATH: Final = 107
PLAIN: Final = re.compile(r"[\w./ -]+")
DATABASE: Final = "husok"
OWNER: Final = "owner"
APP: Final = "app"


@dataclass(frozen=True)
class Places:
    """Paths and addresses under one data directory; nothing is made by asking."""

    data: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.data / "postgres"

    @property
    def redis(self) -> Path:
        """Directory of Redis's append-only file."""
        return self.data / "redis"

    @property
    def logs(self) -> Path:
        """Directory of the servers' logs."""
        return self.data / "log"

    @property
    def locks(self) -> Path:
        """Directory of the lock files."""
        return self.data / "lock"

    @property
    def sockets(self) -> Path:
        """Directory of the sockets.

        A private temporary one where their path would be too long, or has a character that means something
        of its own in an address or in PostgreSQL's list of directories.
        """
        inside = self.data / "run"
        fits = len(os.fsencode(inside / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
        if fits and PLAIN.fullmatch(str(inside)):
            return inside
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"husok-{os.getuid()}-{mark}"

    @property
    def redis_socket(self) -> Path:
        """Socket Redis listens on."""
        return self.sockets / "redis.sock"

    @property
    def redis_url(self) -> str:
        """Address of the bundled Redis."""
        return f"unix://{self.redis_socket}?db=0"

    def database_url(self, role: str, database: str = DATABASE) -> str:
        """Address of the bundled PostgreSQL for `role` (`app` or `owner`)."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def make(self) -> None:
        """Make every directory, private to the user.

        Raises OSError where that is refused, or where somebody else was first with the sockets' directory:
        a temporary directory is everybody's, and a link there would lead `chmod` elsewhere.
        """
        for directory in (self.data, self.logs, self.locks, self.sockets):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError(13, "belongs to another user", str(self.sockets))
        self.sockets.chmod(0o700)
