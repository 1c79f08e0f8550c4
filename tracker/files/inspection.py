"""What a sent file is: by its content and by its name, which have to say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import IO, Final

from audits.intake.inspection import compound, drm, hwp, packages, pdf
from audits.intake.inspection.faults import Fault, Unfit
from audits.intake.inspection.pieces import size_of
from tracker.files import pictures
from tracker.files.names import extension
from tracker.files.unfit import FileRefused
from tracker.models import FileKind

LARGEST: Final = 20 * 1024 * 1024
EXTENSIONS: Final[Mapping[str, FileKind]] = {
    "pdf": FileKind.PDF,
    "hwpx": FileKind.HWPX,
    "hwp": FileKind.HWP,
    "xlsx": FileKind.XLSX,
    "docx": FileKind.DOCX,
    "png": FileKind.PNG,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
}

_PACKAGE: Final = packages.OPENER
_JPEG: Final = b"\xff\xd8\xff"
_PDF: Final = b"%PDF-"
# First bytes, and what they may be by name; of the rest nothing is known.
_SIGNATURES: Final = (_PDF, _PACKAGE, compound.SIGNATURE, pictures.PNG, _JPEG)
_READERS: Final[Mapping[tuple[bytes, FileKind], Callable[[IO[bytes]], None]]] = {
    (_PDF, FileKind.PDF): pdf.check,
    (pictures.PNG, FileKind.PNG): pictures.check_png,
    (_JPEG, FileKind.JPEG): pictures.check_jpeg,
    (compound.SIGNATURE, FileKind.HWP): hwp.check,
    **{
        (_PACKAGE, kind): partial(packages.check, form=kind.value)
        for kind in (FileKind.HWPX, FileKind.XLSX, FileKind.DOCX)
    },
    **{(compound.SIGNATURE, kind): hwp.refuse for kind in (FileKind.HWPX, FileKind.XLSX, FileKind.DOCX)},
}


def inspect(content: IO[bytes], name: str) -> FileKind:
    """What `content`, called `name`, is; read in pieces, nothing of it is run or drawn.

    Raises FileRefused: empty, larger than LARGEST, of no kind that is taken, under document security or a password,
    or not whole.
    """
    try:
        return _kind(content, name)
    except Unfit as unfit:
        raise FileRefused(unfit.fault, name) from unfit
    finally:
        content.seek(0)


def _kind(content: IO[bytes], name: str) -> FileKind:
    size = size_of(content)
    if size == 0:
        raise Unfit(Fault.EMPTY)
    if size > LARGEST:
        raise Unfit(Fault.TOO_BIG)
    kind = EXTENSIONS.get(extension(name))
    if kind is None:
        raise Unfit(Fault.TYPE)
    head = content.read(drm.HEAD)
    signature = next((known for known in _SIGNATURES if head.startswith(known)), None)
    if signature is None:
        raise Unfit(Fault.DRM if drm.secured(head) else Fault.TYPE)
    reader = _READERS.get((signature, kind))
    if reader is None:
        raise Unfit(Fault.TYPE)
    reader(content)
    return kind
