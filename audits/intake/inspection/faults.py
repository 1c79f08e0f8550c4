"""What keeps a file from being taken: a code, and where more can be said than the code, one line of words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

BROKEN: Final = "파일이 손상되어 읽을 수 없습니다. 만든 프로그램에서 다시 저장하여 올려 주십시오."
MACROS: Final = "매크로가 든 파일입니다. 매크로가 없는 형식(XLSX, HWPX)으로 저장하여 올려 주십시오."
TOO_MUCH_INSIDE: Final = (
    "압축을 풀면 지나치게 커지는 파일입니다. 그림을 빼고 글과 표만 저장하여 올리거나 나누어 올려 주십시오."
)
OTHER_PACKING: Final = "알 수 없는 방식으로 압축한 파일입니다. 만든 프로그램에서 다시 저장하여 올려 주십시오."


class Fault(StrEnum):
    """What keeps a file from being taken (the codes are those of the API)."""

    TOO_BIG = "file_too_big"
    TYPE = "file_type"
    DRM = "file_drm"
    ENCRYPTED = "file_encrypted"
    EMPTY = "file_empty"
    BROKEN = "file_broken"


class Unfit(Exception):
    """What a reader of one form found; it does not know what the file is called. `line` may say it in words."""

    def __init__(self, fault: Fault, line: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.line = line
