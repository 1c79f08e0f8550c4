"""A time-stamping authority for tests: OpenSSL with throw-away certificates, behind a small server on loopback."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SETTINGS = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamper]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
serial = {place}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """Certificates and the program that stamps with them."""

    place: Path

    @property
    def roots(self) -> Path:
        """The file of the certificate that vouches for it."""
        return self.place / "ca.pem"

    def stamp(self, request: bytes) -> bytes:
        """The answer to a request."""
        (self.place / "request").write_bytes(request)
        self._openssl(
            "ts -reply -section tsa -queryfile request -inkey stamper.key -signer stamper.pem -out reply"
        )
        return (self.place / "reply").read_bytes()

    def verify(self, answer: Path, text: bytes) -> None:
        """Let OpenSSL itself check an answer that was kept. Raises CalledProcessError where it is not good."""
        (self.place / "text").write_bytes(text)
        self._openssl(f"ts -verify -data text -in {answer} -CAfile ca.pem")

    def _openssl(self, arguments: str) -> None:
        command = ["openssl", *arguments.split()]
        environment = {"OPENSSL_CONF": str(self.place / "openssl.cnf")}
        subprocess.run(command, cwd=self.place, env=environment, capture_output=True, check=True, timeout=30)

    @classmethod
    def make(cls, place: Path, name: str = "시험 인증기관", digests: str = "sha256") -> Authority:
        """A root, and a certificate for stamping under it."""
        place.mkdir()
        (place / "serial").write_text("01\n")
        (place / "openssl.cnf").write_text(SETTINGS.format(name=name, place=place, digests=digests))
        made = cls(place)
        curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8"
        made._openssl(f"req -x509 {curve} -days 2 -extensions ca -keyout ca.key -out ca.pem")
        made._openssl(f"req {curve} -subj /CN=stamper -keyout stamper.key -out stamper.csr")
        signed = "-req -in stamper.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 2"
        made._openssl(f"x509 {signed} -extfile openssl.cnf -extensions stamper -out stamper.pem")
        return made


@dataclass
class Server:
    """A server that answers as `answer` says, after `wait` seconds; `asked` is what it was asked."""

    url: str
    answer: Callable[[bytes], bytes]
    status: int = 200
    wait: float = 0.0
    asked: list[bytes] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)


@contextmanager
def serving(answer: Callable[[bytes], bytes]) -> Iterator[Server]:
    """The server, until the end of the block."""

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            told.asked.append(request)
            told.kinds.append(self.headers["Content-Type"])
            content = told.answer(request)
            self.send_response(told.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            for place in range(0, len(content), 1024):
                time.sleep(told.wait)
                self.wfile.write(content[place : place + 1024])
                self.wfile.flush()

        def log_request(self, *_told: object) -> None:
            """Say nothing."""

        def handle_one_request(self) -> None:
            """As ever; a caller that left early is no fault."""
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Talk) as server:
        told = Server(f"http://127.0.0.1:{server.server_port}/tsa?policy=1", answer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
