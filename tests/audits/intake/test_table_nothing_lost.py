"""Generated tables: every demand is found, and no letter of a demand cell is lost, however the table is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audits.intake import html, table
from audits.intake.draft import Unreadable
from audits.intake.grid import grid
from audits.intake.paper import Cell, Paper, Table, Written, WrittenTable, written
from tests.audits.intake.papers import letters, vocabulary

HEADS = {
    "number": ("연번", "번호", "No."),
    "category": ("구분",),
    "demand": ("지적사항", "요구 사항", "시정·처리요구사항", "처리요구\n사항", "건의 및 요구사항"),
    "department": ("소관부서", "부 서", "담당\n부서"),
    "status": ("추진상황", "처리상태", "조치 결과"),
    "actions": ("추진내용", "조치내용", "추진실적"),
    "plan": ("향후계획", "향후 추진계획"),
    "other": ("비고",),
}
STATUSES = ("추진완료", "추진\n불가", "완 료", "추진 중", "")
DEPARTMENTS = ("교통정책과", "공원녹지과\n하천관리과", "교통\n정책과", "없는과", "")
pieces = st.text("가나다라마 .,()○-12km·\n\t|", min_size=1, max_size=30)
demands = st.builds("바{}람".format, pieces)


@dataclass(frozen=True)
class Drawn:
    """A table as somebody drew it, and what stands in its cells of demands."""

    rows: tuple[tuple[str, ...], ...]
    demands: tuple[str, ...]


@st.composite
def tables(draw: st.DrawFn) -> Drawn:
    others = draw(
        st.lists(st.sampled_from([name for name in HEADS if name != "demand"]), min_size=1, unique=True)
    )
    assume(set(others) - {"other"})
    columns = draw(st.permutations([*others, "demand"]))
    asked = draw(st.lists(demands, min_size=1, max_size=6))
    head = tuple(draw(st.sampled_from(HEADS[name])) for name in columns)
    body = []
    for number, text in enumerate(asked, start=1):
        values = {
            "number": str(number),
            "category": draw(st.sampled_from(["건의사항", "시정·처리요구사항", ""])),
            "demand": text,
            "department": draw(st.sampled_from(DEPARTMENTS)),
            "status": draw(st.sampled_from(STATUSES)),
            "actions": draw(pieces),
            "plan": draw(pieces),
            "other": draw(pieces),
        }
        body.append(tuple(values[name] for name in columns))
        if draw(st.booleans()):
            body += draw(st.sampled_from([[], [head], [("",) * len(columns)]]))
    return Drawn((head, *body), tuple(asked))


def drawn(rows: Sequence[Sequence[str]]) -> Written:
    return written([Paper((Table(tuple(tuple(map(Cell, row)) for row in rows)),), "행정사무감사")])


def without_its_sign(text: str) -> str:
    return letters(text).removeprefix("○")


@settings(deadline=None)
@given(tables())
def test_every_demand_is_found_with_every_letter_of_it(made: Drawn) -> None:
    draft = table.read(drawn(made.rows), vocabulary())
    assert draft
    assert [without_its_sign(item.text) for item in draft.items] == [
        without_its_sign(text) for text in made.demands
    ]


@settings(deadline=None)
@given(tables())
def test_a_page_gives_what_its_table_gives(made: Drawn) -> None:
    def cell(text: str) -> str:
        return text.replace("\n", "<br>")

    page = "".join("<tr>" + "".join(f"<td>{cell(text)}</td>" for text in row) + "</tr>" for row in made.rows)
    read = table.read(
        written(html.papers(f"<title>행정사무감사</title><table>{page}</table>".encode())), vocabulary()
    )
    assert read
    assert [without_its_sign(item.text) for item in read.items] == [
        without_its_sign(text) for text in made.demands
    ]


cells = st.builds(Cell, st.text("가○□ \n\t1", max_size=8), st.integers(1, 4), st.integers(1, 4))


@settings(deadline=None)
@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_every_cell_stands_in_the_source_where_it_is_said_to(rows: list[list[Cell]]) -> None:
    source = written([Paper((Table(tuple(map(tuple, rows))),))])
    lines = source.text.split("\n")
    for block in source.blocks:
        assert isinstance(block, WrittenTable)
        for row in block.rows:
            for cell, line in zip(row.cells, row.lines, strict=True):
                assert cell.text.split("\n")[0] in lines[line - 1]
        told = [slot for row in grid(block) for slot in row.slots if slot.own]
        assert [slot.own for slot in told] == [
            cell.text for row in block.rows for cell in row.cells if cell.text
        ]


WORDS = [
    "연번",
    "요구사항",
    "소관부서",
    "추진상황",
    "완료",
    "계",
    "3",
    "건의사항",
    "□ 추진상황 : 완료",
    "○ 가",
    "",
    "교통정책과",
]


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.builds(Cell, st.sampled_from(WORDS), st.integers(1, 3), st.integers(1, 3)), max_size=5),
        max_size=10,
    )
)
def test_no_shuffled_table_makes_the_reader_fail(rows: list[list[Cell]]) -> None:
    source = written([Paper((Table(tuple(map(tuple, rows))),), "행정사무감사")])
    try:
        draft = table.read(source, vocabulary())
    except Unreadable:
        return
    if draft:
        assert [item.number for item in draft.items] == list(range(1, len(draft.items) + 1))
        assert all(1 <= problem.line <= draft.lines for problem in draft.problems)
