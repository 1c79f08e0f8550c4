"""Time-stamps (RFC 3161): somebody outside says that an entry of the record was there at a moment.

What is stamped is the stored text of an entry, so that the stamp's imprint is the entry's hash. The answer is kept as
it came, under the entry's number: `openssl ts -verify` reads it as well.
"""

from __future__ import annotations

import http.client
import os
import secrets
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _
from rfc3161_client import (
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.base import HashAlgorithm
from rfc3161_client.tsp import TimeStampRequest
from rfc3161_client.verify import SHA256_OID

from audits.models import Event
from audits.proof.anchors import Anchor, BadAnchor

PATIENCE: Final = 10.0  # seconds
LARGEST: Final = 256 * 1024  # bytes: an answer with a long chain of certificates has some 10 KB
ENDING: Final = ".tsr"


class NoTimestamp(Exception):
    """There is no time-stamp that could be believed: the server is away, refuses, or answers something else."""


def keep(anchor: Anchor) -> Path | None:
    """Have an entry stamped by the server at TIMESTAMP_URL and keep the answer; where it lies, None without a server.

    An entry is stamped once. Raises NoTimestamp, and leaves nothing then.
    """
    if not settings.TIMESTAMP_URL:
        return None
    path = _directory() / f"{anchor.number}{ENDING}"
    if not path.exists():
        _write(path, _stamped(anchor))
    return path


def kept_stamps() -> list[Anchor]:
    """What the kept time-stamps say of the record, by number: each is an anchor. Raises BadAnchor, naming the file."""
    return [anchor for read in stamp_readers() for anchor in read()]


def stamp_readers() -> list[Callable[[], list[Anchor]]]:
    """`kept_stamps` one by one: each reads one file, and raises BadAnchor of that one alone."""
    return [partial(_read, path) for path in sorted(_directory().glob(f"*{ENDING}"), key=_number)]


def kept_numbers() -> list[int]:
    """The entries of which there is a time-stamp, by number; none of them is read."""
    return sorted(number for path in _directory().glob(f"*{ENDING}") if (number := _number(path)))


def _directory() -> Path:
    return Path(f"{settings.ANCHOR_FILE}.d")


def _number(path: Path) -> int:
    return int(path.stem) if path.stem.isdecimal() else 0


def _read(path: Path) -> list[Anchor]:
    """A kept answer, believed as far as TIMESTAMP_CA_FILE goes."""
    try:
        answer = decode_timestamp_response(path.read_bytes())
        imprint = answer.tst_info.message_imprint.message
        _check_signature(answer, imprint, nonce=None)
        return [Anchor.read(f"{path.stem}:{imprint.hex()}")]
    except (OSError, ValueError, VerificationError) as reason:
        raise BadAnchor(f"{path}: {reason}") from reason


def _stamped(anchor: Anchor) -> bytes:
    """The answer of the server, once it is what was asked for."""
    text = Event.objects.filter(number=anchor.number).values_list("text", flat=True).first()
    if text is None:
        # A cut tail, or a database from before this anchor: the check says so, and must not fail by this.
        told = {"number": anchor.number}
        raise NoTimestamp(
            _("처리 이력 %(number)s번이 없습니다. 이력이 지워졌습니다. 바로 알려 주십시오.") % told
        )
    asked = (
        TimestampRequestBuilder(text.encode())
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
    ).build()
    answered = _ask(urlsplit(settings.TIMESTAMP_URL), asked.as_bytes())
    try:
        answer = decode_timestamp_response(answered)
        _check(answer, asked, bytes.fromhex(anchor.hash))
    except (OSError, ValueError, VerificationError) as reason:
        raise NoTimestamp(
            _("시점확인 서버의 답을 믿을 수 없습니다: %(reason)s") % {"reason": reason}
        ) from reason
    return answered


def _check(answer: TimeStampResponse, asked: TimeStampRequest, imprint: bytes) -> None:
    """Raise ValueError or VerificationError unless it answers this request, granted, for this imprint."""
    if PKIStatus(answer.status) != PKIStatus.GRANTED:
        said = ", ".join(answer.status_string)
        raise VerificationError(f"{PKIStatus(answer.status).name} {said}".strip())
    told = answer.tst_info
    if told.message_imprint.hash_algorithm != x509.ObjectIdentifier(SHA256_OID):
        raise VerificationError("hash algorithm")
    if told.message_imprint.message != imprint:
        raise VerificationError("message imprint")
    if told.nonce != asked.nonce:
        raise VerificationError("nonce")
    _check_signature(answer, imprint, nonce=asked.nonce)


def _check_signature(answer: TimeStampResponse, imprint: bytes, *, nonce: int | None) -> None:
    """Where TIMESTAMP_CA_FILE is set: signed by somebody whom one of its authorities vouches for."""
    if not settings.TIMESTAMP_CA_FILE:
        return
    roots = x509.load_pem_x509_certificates(Path(settings.TIMESTAMP_CA_FILE).read_bytes())
    VerifierBuilder(roots=roots, nonce=nonce).build().verify(answer, imprint)


def _ask(server: SplitResult, request: bytes) -> bytes:
    """One POST, without following anybody elsewhere. Raises NoTimestamp."""
    kind = http.client.HTTPSConnection if server.scheme == "https" else http.client.HTTPConnection
    connection = kind(server.hostname or "", server.port, timeout=PATIENCE)
    path = f"{server.path or '/'}{'?' if server.query else ''}{server.query}"
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        connection.request("POST", path, request, headers)
        return _answer(connection.getresponse(), time.monotonic() + PATIENCE)
    except (OSError, http.client.HTTPException) as reason:
        told = {"server": server.hostname, "reason": reason or type(reason).__name__}
        raise NoTimestamp(_("시점확인 서버에서 답이 없습니다. %(server)s: %(reason)s") % told) from reason
    finally:
        connection.close()


def _answer(response: http.client.HTTPResponse, ends: float) -> bytes:
    """What it says, of a bounded size and within the time. Raises HTTPException and TimeoutError."""
    if response.status != http.client.OK:
        raise http.client.HTTPException(f"HTTP {response.status}")
    content = b""
    while piece := response.read1(LARGEST):
        content += piece
        if len(content) > LARGEST:
            raise http.client.HTTPException("too large")
        if time.monotonic() > ends:
            raise TimeoutError("too slow")
    return content


def _write(path: Path, content: bytes) -> None:
    """The whole file, down to the disk, or nothing. Raises NoTimestamp."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as reason:
        draft.unlink(missing_ok=True)
        told = {"path": path, "reason": reason.strerror}
        raise NoTimestamp(_("시점확인을 보관하지 못하였습니다. %(path)s: %(reason)s") % told) from reason
