"""The words of the two papers: titles, heads of columns, and what the council found, chosen once for every form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from audits.statuses import COLUMNS, RARE_COLUMNS
from tracker.checks import Kind as DoubtKind
from tracker.models import Paper, Verdict, View

TITLES: Final = {
    Paper.RESULT: "{year}년도 행정사무감사 처리결과 보고서",
    Paper.INSPECTION: "{year}년도 행정사무감사 이행점검 보고서",
}
NOBODY: Final = "소관 없음"
TOTAL: Final = "계"
VERIFIED: Final = (("verified", "이행 확인"), ("contradicted", "사실과 다름"))
CHECKED: Final = (("awaiting", "확인 대기"), ("confirmed", "이행 확인"))
OVERDUE: Final = (("overdue", "기한 경과"), ("overdue_original", "당초 기한 경과"))
OF_A_ROUND: Final = (("asked", "보고 대상"), ("filed", "이번 회차에 제출"))


def title(content: Mapping[str, Any], paper: Paper) -> str:
    """What a report is called: as it was named, else after its audit and, where it closed one, its round."""
    if content.get("title"):
        return str(content["title"])
    told = TITLES[paper].format(year=content["audit"]["year"])
    return f"{told}({content['round']['name']})" if content.get("round") else told


def columns(content: Mapping[str, Any], paper: Paper) -> Sequence[tuple[str, str]]:
    """The columns of the 총괄: 이첩 and 미보고 only where not 0, so that 계 adds up (product.md §3)."""
    checks = VERIFIED if paper == Paper.INSPECTION else ()
    return [("total", TOTAL), *_statuses(content["summary"]["total"]), *checks]


def department_columns(content: Mapping[str, Any], paper: Paper) -> Sequence[tuple[str, str]]:
    """The columns of the annex by department, which counts 소관."""
    held: Mapping[str, int] = {
        status.value: sum(row["by_status"][status.value] for row in content["departments"])
        for status in (*COLUMNS, *RARE_COLUMNS)
    }
    checks = CHECKED if paper == Paper.INSPECTION else ()
    asked = OF_A_ROUND if content.get("round") else ()
    return [("total", "소관"), *_statuses(held), *checks, *OVERDUE, *asked]


def found(row: Mapping[str, Any]) -> str:
    """What the council found about an answer: its opinion, its verdict with the reason; a bullet each."""
    opinion, verdict = row.get("opinion"), row.get("finding")
    lines = []
    if opinion:
        lines.append(f"○ 검토의견({View(opinion['view']).label}): {opinion['words']}")
    # One that a later report or act has overtaken is no longer how it stands.
    if verdict and verdict["verdict"] == row["verification"]:
        label = Verdict(verdict["verdict"]).label
        lines += [f"○ {label}: {verdict['reason']}"] if verdict["reason"] else []
        lines += [f"○ 확인한 내용: {verdict['found']}"] if verdict["found"] else []
    return "\n".join(lines)


def doubts(row: Mapping[str, Any]) -> Sequence[str]:
    """What a machine noticed, with the words it rests on, as far as the council's staff has looked at it."""
    return [_doubt(each) for each in row.get("doubts", ())]


def _doubt(told: Mapping[str, Any]) -> str:
    beside = [f"‘{told['quote']}’"] if told["quote"] else []
    beside += [told["detail"]] if told["detail"] else []
    label = str(DoubtKind(told["kind"]).label)
    return f"{label}: {', '.join(beside)}" if beside else label


def _statuses(total: Mapping[str, int]) -> Sequence[tuple[str, str]]:
    shown = (*COLUMNS, *(status for status in RARE_COLUMNS if total[status.value]))
    return [(status.value, str(status.label)) for status in shown]
