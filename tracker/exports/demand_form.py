"""요구사항 등록 서식: an empty sheet in which the council writes down the demands of an audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from audits.models import Audit, Category
from tracker.exports.workbook import heading, lay_out, new_sheet, saved, write
from tracker.sheets import demands

HEAD_ROW: Final = 3
ROWS: Final = 200  # that are ready to be written in; more may be added
NOTE: Final = (
    "한 줄에 한 건, 채택된 순서대로 적습니다. 연번은 등록할 때 이어서 붙습니다. 구분과 요구 내용은 꼭 적습니다. "
    "지적 의원과 회의록 출처는 의회에서만 봅니다. 제안 부서가 여럿이면 쉼표로 나눕니다."
)
WIDTHS: Final = {
    demands.CATEGORY: 20,
    demands.TEXT: 70,
    demands.RAISED_BY: 20,
    demands.MINUTES: 28,
    demands.PROPOSED: 28,
}
LONGEST_LIST: Final = 255  # letters of the choices that a spreadsheet offers


def demand_form(audit: Audit, categories: Sequence[Category]) -> bytes:
    """The sheet as an XLSX file, with the council's own categories to choose from."""
    book, sheet = new_sheet(demands.TITLE)
    heading(sheet, f"{demands.TITLE} · {audit} · {audit.body}", NOTE, demands.HEADS, row=HEAD_ROW)
    for row in range(HEAD_ROW + 1, HEAD_ROW + ROWS + 1):
        for place in range(1, len(demands.HEADS) + 1):
            write(sheet, row, place, "", locked=False)
    offered = ",".join(category.label for category in categories)
    # A comma or a quotation mark in a name would make another list of it, or a file that has to be repaired.
    plain = '"' not in offered and offered.count(",") == len(categories) - 1
    if len(offered) <= LONGEST_LIST and plain:
        choice = DataValidation(
            type="list", formula1=f'"{offered}"', allow_blank=True, showErrorMessage=False
        )
        letter = get_column_letter(demands.HEADS.index(demands.CATEGORY) + 1)
        choice.add(f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + ROWS}")
        sheet.add_data_validation(choice)
    lay_out(sheet, WIDTHS, demands.HEADS)
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    return saved(book)
