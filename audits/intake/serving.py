"""The inside of a process that `child` starts: limits first, then one file in and one answer out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Final

from audits.intake import limits
from audits.intake.decode import EMPTY, PROTECTED, TOO_LARGE
from audits.intake.draft import Unreadable
from audits.intake.inspection.faults import BROKEN, Fault, Unfit

ENCRYPTED: Final = "암호가 걸린 파일입니다. 암호를 풀고 올려 주십시오."
OTHER: Final = "이름과 내용이 다른 파일입니다. 만든 프로그램에서 다시 저장하여 올려 주십시오."
TOO_MUCH: Final = "한 번에 읽기에는 너무 큰 파일입니다. 필요한 부분만 저장하거나 나누어 올려 주십시오."
LINES: Final[Mapping[Fault, str]] = {
    Fault.TOO_BIG: TOO_LARGE,
    Fault.TYPE: OTHER,
    Fault.DRM: PROTECTED,
    Fault.ENCRYPTED: ENCRYPTED,
    Fault.EMPTY: EMPTY,
    Fault.BROKEN: BROKEN,
}


def answer(read: Callable[[bytes], dict[str, object]], *, broken: str) -> None:
    """Answer what `read` makes of standard input as JSON, or a refusal; `broken` where it trips over the file."""
    limits.bind()
    try:
        told = read(sys.stdin.buffer.read())
    except Unreadable as refusal:
        told = {"refusal": str(refusal)}
    except Unfit as unfit:
        told = {"refusal": unfit.line or LINES[unfit.fault]}
    except MemoryError:
        told = {"refusal": TOO_MUCH}
    except Exception:  # whatever a library trips over is the file's fault, and ends here
        told = {"refusal": broken}
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
