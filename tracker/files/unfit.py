"""Why a piece of evidence is not taken: one sentence a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audits.intake.inspection.faults import Fault

_TOLD: Final[Mapping[Fault, str | Promise]] = {
    Fault.TOO_BIG: _("파일이 20MB보다 큽니다: %(file)s. 나누어 올리거나 결재문서번호를 적어 주십시오."),
    Fault.TYPE: _(
        "올릴 수 없는 파일입니다: %(file)s. 가능한 형식: 한글(HWPX·HWP), PDF, 엑셀, 워드, 그림(PNG·JPG)"
    ),
    Fault.DRM: _("문서보안(DRM)이 걸린 파일로 보입니다: %(file)s. 보안을 해제한 뒤 올려 주십시오."),
    Fault.ENCRYPTED: _("암호가 걸린 파일입니다: %(file)s. 암호를 풀고 올려 주십시오."),
    Fault.EMPTY: _("내용이 없는 파일입니다: %(file)s"),
    Fault.BROKEN: _("파일이 손상되어 읽을 수 없습니다: %(file)s"),
}


class FileRefused(ValidationError):
    """A file that is not taken, by its name, with one sentence for who sent it."""

    def __init__(self, fault: Fault, name: str) -> None:
        super().__init__(str(_TOLD[fault]) % {"file": name}, code=fault.value)
        self.fault = fault
