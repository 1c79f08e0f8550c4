"""한글(HWP 5) and Office documents under protection: compound files that tell by their streams what they are."""

from __future__ import annotations

import struct
from typing import IO, Final

from audits.intake.inspection.compound import CompoundFile
from audits.intake.inspection.faults import Fault, Unfit

FILE_HEADER: Final = "FileHeader"
SIGNATURE: Final = b"HWP Document File"
FLAGS_AT: Final = 36
# Bits of the header: a password or a certificate; document security of the office or of a certificate.
# A document for distribution (배포용, bit 2) can be read by everybody and is taken.
ENCRYPTED: Final = 1 << 1 | 1 << 8
PROTECTED: Final = 1 << 4 | 1 << 10
RIGHTS_MANAGED: Final = frozenset({"\tDRMContent", "\tDRMDataSpace"})
PASSWORD: Final = frozenset({"EncryptedPackage", "EncryptionInfo"})


def check(content: IO[bytes]) -> None:
    """Raise Unfit for what is no HWP 5, or one that a password or document security closes."""
    folder = CompoundFile(content)
    if not folder.has(FILE_HEADER):
        raise Unfit(Fault.TYPE)
    header = folder.beginning(FILE_HEADER, FLAGS_AT + 4)
    if len(header) < FLAGS_AT + 4 or not header.startswith(SIGNATURE):
        raise Unfit(Fault.TYPE)
    (flags,) = struct.unpack_from("<I", header, FLAGS_AT)
    if flags & ENCRYPTED:
        raise Unfit(Fault.ENCRYPTED)
    if flags & PROTECTED:
        raise Unfit(Fault.DRM)


def refuse(content: IO[bytes]) -> None:
    """Raise Unfit for a compound file where a package is due: a locked one, else something else altogether."""
    folder = CompoundFile(content)
    if any(folder.has(name) for name in RIGHTS_MANAGED):
        raise Unfit(Fault.DRM)
    raise Unfit(Fault.ENCRYPTED if any(folder.has(name) for name in PASSWORD) else Fault.TYPE)
