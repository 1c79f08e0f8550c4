"""HWP 5, made of HWPX by the library's writer: read to the same paper as the HWPX itself."""

from __future__ import annotations

import io
import zipfile

import pytest
from hwpx import HwpxDocument
from hwpx.hwp5.writer import write_hwp5

from audits.intake import child
from audits.intake.paper import Block, Cell, Paragraph, Table


def _document() -> bytes:
    """An HWPX as the library writes it: lines, a table with a merged head and a table in a cell."""
    document = HwpxDocument.new()
    document.add_paragraph("○ 도로를 정비하기 바람")
    table = document.add_table(2, 3)
    table.set_cell_text(0, 0, "구분")
    table.set_cell_text(0, 1, "계")
    table.set_cell_text(1, 2, "추진 중")
    table.merge_cells(0, 1, 0, 2)
    document.add_paragraph("□ 추진상황 : 완료")
    return document.to_bytes()


def _as_hwp(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return write_hwp5({name: package.read(name) for name in package.namelist()})


def _said(blocks: tuple[Block, ...]) -> list[Block]:
    return [block for block in blocks if isinstance(block, Table) or block.text]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_hwp_says_what_its_hwpx_says_with_tables_as_tables() -> None:
    content = _document()
    (old,), (new,) = child.read_papers(_as_hwp(content), "hwp"), child.read_papers(content, "hwpx")
    assert (
        _said(old.blocks)
        == _said(new.blocks)
        == [
            Paragraph("○ 도로를 정비하기 바람"),
            Table(((Cell("구분"), Cell("계", 1, 2)), (Cell(""), Cell(""), Cell("추진 중")))),
            Paragraph("□ 추진상황 : 완료"),
        ]
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_hwp_cut_in_the_middle_is_refused_in_one_line() -> None:
    content = _as_hwp(_document())
    for share in (0.3, 0.6, 0.95):
        with pytest.raises(Exception, match="손상되어") as refusal:
            child.read_papers(content[: int(len(content) * share)], "hwp")
        assert "\n" not in str(refusal.value)
