"""HWP 5 (한글 before HWPX): the library makes sections of HWPX of its records, which are read as those are."""

from __future__ import annotations

import io
from typing import Final

from hwpx.errors import Hwp5Error
from hwpx.hwp5 import docinfo, header_xml, reader, section_xml
from hwpx.hwp5.section_common import ConversionReport

from audits.intake import hwpx, hwpx_heads
from audits.intake.decode import PROTECTED
from audits.intake.draft import Unreadable
from audits.intake.flow import Count, Flow
from audits.intake.hwpx_body import Body
from audits.intake.inspection import hwp as inspection
from audits.intake.inspection.faults import BROKEN, Fault, Unfit
from audits.intake.paper import Paper
from audits.intake.serving import ENCRYPTED

FOR_DISTRIBUTION: Final = (
    "배포용 문서여서 내용을 읽을 수 없습니다. "
    "배포용이 아닌 문서를 받아 올리거나 HWPX로 저장하여 올려 주십시오."
)
BEFORE_FIVE: Final = b"HWP Document File V"
OLD: Final = "오래된 형식의 한글 파일입니다. 한글에서 HWPX로 저장하여 올려 주십시오."
TOO_LARGE: Final = "한 번에 읽기에는 너무 큰 한글 파일입니다. 나누어 올려 주십시오."
LINES: Final = {
    "hwp5-password": ENCRYPTED,
    "hwp5-drm": PROTECTED,
    "hwp5-distribution": FOR_DISTRIBUTION,
    "hwp5-version-unsupported": OLD,
    "hwp5-not-hwp5": OLD,
    "hwp5-limit-exceeded": TOO_LARGE,
}
LEFT_OUT: Final = "한글(HWP) 파일에서 읽지 못한 개체가 {count}곳 있습니다. 원본과 견주어 보아 주십시오."
# What may hold words; the rest of what the library leaves out is how things look.
MISSED: Final = ("control", "inline", "table", "shape", "memo")


def papers(content: bytes) -> list[Paper]:
    """What an HWP 5 says. Raises Unfit or Unreadable (`serving`)."""
    if content.startswith(BEFORE_FIVE):
        raise Unreadable(OLD)
    _look_at(content)
    try:
        return hwpx.said(_body(content))
    except Hwp5Error as error:
        raise Unreadable(LINES.get(str(getattr(error, "code", "")), BROKEN)) from error


def _look_at(content: bytes) -> None:
    """Raise Unfit for what is no HWP 5: a locked office document is told from something else altogether."""
    try:
        inspection.check(io.BytesIO(content))
    except Unfit as unfit:
        if unfit.fault is Fault.TYPE:
            inspection.refuse(io.BytesIO(content))
        raise


def _body(content: bytes) -> Body:
    document = reader.read_hwp5(content)
    words = docinfo.decode_docinfo(document.docinfo)
    header = header_xml.build_header(words, len(document.sections))
    body = Body(hwpx_heads.read(header), Flow(), Count())
    report = ConversionReport()
    memos = section_xml.memo_bodies(document.sections)
    tracked = [0]
    for section in document.sections:
        body.read(section_xml.build_section(section, report, memos, [], {}, tracked))
    missed = sum(count for kind, count in report.unconverted.items() if kind.startswith(MISSED))
    if missed:
        body.flow.remark(LEFT_OUT.format(count=missed))
    return body
