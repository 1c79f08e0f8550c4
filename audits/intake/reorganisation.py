"""Steps of a reorganisation from a table: the columns of succession.csv or their Korean titles, in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from audits.intake import dates, sheet
from audits.intake.draft import Unreadable
from audits.intake.sheet import Cell, Grid, Row

# The column as the code calls it, and as an office titles it; the last three are for departments that begin.
TITLES: Final[Mapping[str, str]] = {
    "kind": "종류",
    "predecessor": "앞선 부서",
    "successor": "승계 부서",
    "effective_on": "시행일",
    "not_before": "가장 이른 날",
    "not_after": "가장 늦은 날",
    "duties": "사무",
    "basis": "근거",
    "unit": "부서 구분",
    "bureau": "실·국",
    "external": "조직 밖",
}
NEEDED: Final = ("kind", "predecessor", "successor")
DAYS: Final[Mapping[str, Callable[[str], date | None]]] = {
    "effective_on": dates.read_date,
    "not_before": dates.read_first_day,
    "not_after": dates.read_date,
}
KINDS: Final[Mapping[str, str]] = {
    "rename": "명칭 변경",
    "merge": "통합",
    "split": "분리",
    "transfer": "업무 이관",
    "new": "신설·편입",
    "closed": "폐지",
}
SAME: Final = {"신설": "new", "편입": "new", "이관": "transfer", "명칭변경": "rename", "분할": "split"}
UNITS: Final[Mapping[str, str]] = {"bureau": "실·국", "department": "과·담당관", "office": "사업소"}
YES: Final = frozenset({"예", "o", "○", "y", "yes", "true", "1"})
LONGEST: Final = 2_000


@dataclass(frozen=True)
class Line:
    """One row as it says itself; `number` is the row on its sheet. What it does not say is empty."""

    number: int
    kind: str = ""
    predecessor: str = ""
    successor: str = ""
    effective_on: date | None = None
    not_before: date | None = None
    not_after: date | None = None
    duties: str = ""
    basis: str = ""
    unit: str = ""
    bureau: str = ""
    external: bool = False


@dataclass(frozen=True)
class Lines:
    """The rows that were read, and what could not be: a line for each cell, by its name on the sheet."""

    lines: tuple[Line, ...]
    faults: tuple[str, ...] = field(default=())


def read(grid: Grid) -> Lines:
    """The steps a sheet says. Raises Unreadable where it has no titles or nothing below them."""
    places, rows = _titled(grid)
    missing = [TITLES[name] for name in NEEDED if name not in places]
    if missing:
        raise Unreadable(f"제목 줄에 없는 칸이 있습니다: {', '.join(missing)}")
    if not rows:
        raise Unreadable("제목 줄 아래에 내용이 없습니다.")
    faults: list[str] = []
    lines = tuple(_line(row, places, faults) for row in rows)
    return Lines(lines, tuple(faults))


def _titled(grid: Grid) -> tuple[dict[str, int], tuple[Row, ...]]:
    """Where each column stands, by its name in the code, and the rows below; Korean titles or the code's own."""
    names = {title: name for name, title in TITLES.items()}
    try:
        heads, rows = sheet.headed(grid, list(names))
    except Unreadable as korean:
        try:
            return sheet.headed(grid, list(TITLES))
        except Unreadable:
            raise korean from None
    return {names[title]: place for title, place in heads.items()}, rows


def _line(row: Row, places: Mapping[str, int], faults: list[str]) -> Line:
    cells = {name: row[place] for name, place in places.items()}
    for cell in cells.values():
        faults += _faults_of(cell)
    said = {name: " ".join(cell.text.split()) for name, cell in cells.items()}
    days = {name: _day(cells.get(name), reader, faults) for name, reader in DAYS.items()}
    return Line(
        number=row.number,
        kind=_code(cells["kind"], KINDS, "종류", faults, SAME),
        predecessor=said["predecessor"],
        successor=said["successor"],
        duties=said.get("duties", ""),
        basis=said.get("basis", ""),
        unit=_code(cells.get("unit"), UNITS, "부서 구분", faults),
        bureau=said.get("bureau", ""),
        external=said.get("external", "").lower() in YES,
        **days,
    )


def _faults_of(cell: Cell) -> list[str]:
    if cell.formula:
        return [f"{cell.name}: 수식이 들어 있습니다. 값으로 바꾸어 올려 주십시오."]
    if cell.merged:
        return [f"{cell.name}: 합쳐진 칸입니다. 칸을 나누어 줄마다 적어 주십시오."]
    if len(cell.text) > LONGEST:
        return [f"{cell.name}: 2,000자까지 적을 수 있습니다."]
    return []


def _day(cell: Cell | None, reader: Callable[[str], date | None], faults: list[str]) -> date | None:
    if cell is None or not cell.text:
        return None
    found = cell.value if isinstance(cell.value, date) else reader(cell.text)
    if found is None:
        faults.append(f"{cell.name}: 날짜로 읽을 수 없습니다({_cut(cell.text)}). 예: 2026. 3. 5.")
    return found


def _code(
    cell: Cell | None,
    known: Mapping[str, str],
    title: str,
    faults: list[str],
    same: Mapping[str, str] | None = None,
) -> str:
    """The code a cell means by itself or by its label, however spaced; empty, with a fault, for another word."""
    if cell is None:
        return ""
    word = _bare(cell.text)
    by_word = (
        {_bare(label): code for code, label in known.items()}
        | {code: code for code in known}
        | dict(same or {})
    )
    if word in by_word:
        return by_word[word]
    if word or known is KINDS:
        faults.append(
            f"{cell.name}: {title} 칸의 말을 알 수 없습니다({_cut(cell.text)}). "
            f"쓸 수 있는 말: {', '.join(known.values())}"
        )
    return ""


def _bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _cut(text: str, most: int = 20) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
