"""What is said of a cell of the department list that cannot be taken: data, read top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audits.actions.department_plan import Unfit
from audits.intake.department_list import Fault, Flaw

SAYS: Final[Mapping[str, str | Promise]] = {
    Fault.FORMULA: _("수식이 들어 있습니다. 값으로 바꾸어 주십시오."),
    Fault.MERGED: _("합쳐진 칸입니다. 나누어 칸마다 적어 주십시오."),
    Fault.TOO_LONG: _("너무 깁니다. 줄여 주십시오."),
    Fault.NO_NAME: _("부서 이름이 없습니다."),
    Fault.NAME_TWICE: _("같은 부서가 목록에 두 번 있습니다: %(word)s"),
    Fault.UNKNOWN_KIND: _(
        "알 수 없는 종류입니다: %(word)s. 실·국, 과·담당관, 사업소 가운데 하나를 적어 주십시오."
    ),
    Fault.NO_RANK: _("건제순은 1부터 999,999까지의 수로 적어 주십시오: %(word)s"),
    Fault.RANK_TWICE: _("같은 건제순이 목록에 두 번 있습니다: %(word)s"),
    Fault.UNREADABLE_DAY: _("날짜로 읽을 수 없습니다: %(word)s. 예: 2026. 7. 1."),
    Fault.TOO_MANY_ALIASES: _("줄인 이름은 20개까지 적습니다."),
    Unfit.BORNE_TWICE: _("같은 이름의 부서가 여럿이라 알 수 없습니다: %(word)s. 부서마다 고쳐 주십시오."),
    Unfit.NAME_TAKEN: _("같은 때에 같은 이름의 부서가 있습니다: %(word)s"),
    Unfit.ALIAS_TAKEN: _("같은 때에 다른 부서의 이름이거나 줄인 이름입니다: %(word)s"),
    Unfit.RANK_TAKEN: _("다른 부서의 건제순입니다: %(word)s"),
    Unfit.UNKNOWN_BUREAU: _("목록에도 기관에도 없는 실·국입니다: %(word)s"),
    Unfit.BUREAU_IN_BUREAU: _("실·국은 다른 실·국에 속하지 않습니다: %(word)s. 칸을 비워 주십시오."),
    Unfit.NEEDS_REORGANISATION: _(
        "기관에 없는 부서입니다: %(word)s. 이름이 바뀌었거나 나뉘었으면 조직개편 등록에서, 새로 생겼으면 시작일을 적어 "
        "주십시오."
    ),
    Unfit.NEEDS_KIND: _("새 부서에는 종류가 있어야 합니다: %(word)s"),
    Unfit.NEEDS_RANK: _("새 부서에는 건제순이 있어야 합니다: %(word)s"),
    Unfit.KIND_FIXED: _(
        "종류는 바꿀 수 없습니다(지금: %(word)s). 바뀌었으면 조직개편으로 등록하여 주십시오."
    ),
    Unfit.START_FIXED: _("시작일은 바꿀 수 없습니다: %(word)s. 칸을 비우거나 지금 시작일을 적어 주십시오."),
    Unfit.BAD_ADDRESS: _("전자우편 주소가 아닙니다: %(word)s"),
}


def sentence(flaw: Flaw) -> str:
    """What is wrong, in words."""
    return str(SAYS[flaw.fault]) % {"word": flaw.word}
