"""`manage.py import_report`: read a published report, show what was read, store it."""

from __future__ import annotations

import json
import os
import stat
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audits import reading
from audits.errors import AlreadyImported
from audits.intake import dates, decode
from audits.intake.draft import CountRow, Draft, DraftItem, Totals, Unreadable
from audits.models import Committee
from audits.statuses import COLUMNS, RARE_COLUMNS
from tracker import imports
from tracker.actions.import_demands import AuditFacts, import_report
from tracker.import_changes import Changed, Comparison, compare

MOST_NAMED = 5  # items that a refusal names


class Command(BaseCommand):
    """Exit 0 done or already there, 2 refused with one line and nothing stored."""

    help = "처리결과 보고서나 채택된 결과보고서를 불러옵니다. 같은 연도와 기관은 다시 저장하지 않습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE --year --body, and what the document does not say of itself."""
        parser.add_argument("file", type=Path, help="보고서 파일")
        parser.add_argument("--year", type=int, required=True, help="감사 연도")
        parser.add_argument("--body", required=True, help="감사대상기관")
        parser.add_argument(
            "--report-date", type=_day, help="보고 기준일(부서 이름을 읽는 날). 예: 2020-11-01"
        )
        parser.add_argument("--due-date", type=_day, help="처리기한. 없으면 기한 미지정")
        parser.add_argument("--committee", help="소관 위원회 이름(오늘 있는 위원회)")
        parser.add_argument(
            "--other-year", action="store_true", help="문서에 적힌 연도가 달라도 --year의 감사로 저장합니다"
        )
        parser.add_argument("--dry-run", action="store_true", help="읽기만 하고 저장하지 않습니다")
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Read, store unless told not to, answer."""
        facts = _facts(options)
        read = _read(options["file"], facts)
        known = compare(read.draft, year=facts.year, body=facts.body)
        if known is None and not (options["dry_run"] or options["other_year"]):
            _refuse_other_year(read, facts.year)
        stored = not options["dry_run"] and known is None and _stored(read, facts)
        if not options["dry_run"] and not stored:
            known = compare(read.draft, year=facts.year, body=facts.body)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(read.draft, known), ensure_ascii=False))
        else:
            self.stdout.write(_in_words(read.draft, known, stored=stored))


def _facts(options: dict[str, Any]) -> AuditFacts:
    """What was said of the document. Raises CommandError where no report of an audit has that."""
    said = {name: options[name] for name in ("year", "body", "report_date", "due_date")}
    try:
        imports.check_facts(today=timezone.localdate(), **said)
    except ValidationError as error:
        raise _refused(error) from error
    return AuditFacts(**said, committee=_committee(options["committee"]))


def _committee(name: str | None) -> Committee | None:
    """The one committee of today by its name, none where none was asked for. Raises CommandError."""
    if name is None:
        return None
    found = [one for one in Committee.objects.valid(timezone.localdate()) if one.name == name.strip()]
    if len(found) != 1:
        raise CommandError("--committee: 그런 이름의 위원회가 없거나 여럿입니다.", returncode=2)
    return found[0]


def _read(path: Path, facts: AuditFacts) -> reading.Reading:
    # A name that is no UTF-8 can be neither stored nor printed: its stray bytes are marked.
    name = os.fsencode(path.name).decode(errors="replace")
    try:
        return reading.read_report(_content(path), name=name, year=facts.year, report_date=facts.report_date)
    except OSError as error:
        raise CommandError(f"{name}: 파일을 열 수 없습니다({error.strerror}).", returncode=2) from error
    except Unreadable as error:
        raise CommandError(str(error), returncode=2) from error


def _content(path: Path) -> bytes:
    """The bytes of a regular file of bearable size, judged before it is read. Raises Unreadable and OSError."""
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise Unreadable("파일이 아닙니다. 보고서 파일을 적어 주십시오.")
    if about.st_size > decode.MAX_BYTES:
        raise Unreadable(decode.TOO_LARGE)
    return path.read_bytes()


def _stored(read: reading.Reading, facts: AuditFacts) -> bool:
    """Store what was read; whether it was not there before. Raises CommandError where it cannot be stored."""
    try:
        import_report(read, facts, by=None, on=timezone.localdate())
    except AlreadyImported:
        return False
    except ValidationError as error:
        raise _refused(error) from error
    return True


def _refuse_other_year(read: reading.Reading, year: int) -> None:
    """Raise CommandError for a document that says it is of another year."""
    stated = imports.other_year(read.text, year)
    if stated:
        raise CommandError(
            f"문서에는 {stated}년도 행정사무감사로 적혀 있습니다. --year를 확인하고, "
            f"{year}년도가 맞으면 --other-year를 붙여 주십시오. 저장된 것은 없습니다.",
            returncode=2,
        )


def _refused(error: ValidationError) -> CommandError:
    """The refusal as one line, naming the first few of what is wrong."""
    more = len(error.messages) - MOST_NAMED
    named = " ".join(error.messages[:MOST_NAMED]) + (f" 그 밖에 {more}건." if more > 0 else "")
    return CommandError(named, returncode=2)


def as_json(draft: Draft, known: Comparison | None) -> dict[str, object]:
    """The answer of contract.md."""
    answer: dict[str, object] = {
        "declared": _totals(draft.declared) if draft.declared else None,
        "parsed": _totals(draft.parsed),
        "differences": list(draft.differences),
        "problems": [asdict(problem) for problem in draft.problems],
        "existing": {"same": known.same, "changed": known.changed, "new": known.new} if known else None,
        "items": [_item(item) for item in draft.items],
    }
    return answer | {"changes": _changes(known)} if known else answer


def _changes(known: Comparison) -> list[dict[str, object]]:
    """What the document says differently from the stored audit, item by item; nothing of it is stored."""
    return [
        *(_changed(change) for change in known.changes),
        *({"kind": "new", "number": item.number, "text": item.text} for item in known.added),
        *({"kind": "gone", "number": gone.number, "text": gone.text} for gone in known.gone),
    ]


def _changed(change: Changed) -> dict[str, object]:
    fields = {each.field: {"before": each.before, "after": each.after} for each in change.differences}
    return {"kind": "changed", "number": change.number, "fields": fields}


def _totals(totals: Totals) -> dict[str, object]:
    return {
        "total": totals.total.total,
        "rows": [_row(row) for row in totals.rows],
        "all": _row(totals.total),
    }


def _row(row: CountRow) -> dict[str, object]:
    """The numbers of a row; null for one that the document does not tell."""
    usual = {status.value: row.says(status.value) for status in COLUMNS}
    rare = {status.value: getattr(row, status.value) for status in RARE_COLUMNS if getattr(row, status.value)}
    return {"category": row.category, "total": row.says("total"), **usual, **rare}


def _item(item: DraftItem) -> dict[str, object]:
    return {
        "number": item.number,
        "category": item.category,
        "text": item.text,
        "departments": list(item.departments),
        "wording": item.wording,
        "status": item.status,
        "actions_taken": item.actions_taken,
        "plan": item.plan,
        "planned_until": item.planned_until.isoformat() if item.planned_until else None,
        "line": item.line,
    }


def _in_words(draft: Draft, known: Comparison | None, *, stored: bool) -> str:
    lines = [f"읽은 항목 {draft.parsed.total.total}건"]
    lines += [f"차이: {difference}" for difference in draft.differences]
    lines += [f"{problem.line}번째 줄: {problem.message}" for problem in draft.problems]
    if known:
        lines.append(
            f"이미 있는 감사입니다: 같은 것 {known.same}건, 달라진 것 {known.changed}건, "
            f"새로운 것 {known.new}건. 새로 저장된 것은 없습니다."
        )
        lines += [
            f"달라진 항목: {change.number}번({', '.join(each.field for each in change.differences)})"
            for change in known.changes
        ]
        lines += [f"새로운 항목: {item.number}번" for item in known.added]
        lines += [f"문서에 없는 항목: {gone.number}번" for gone in known.gone]
    else:
        lines.append("저장하였습니다." if stored else "저장하지 않았습니다(--dry-run).")
    return "\n".join(lines)


def _day(typed: str) -> date:
    found = dates.read_date(typed)
    if found is None:
        raise ArgumentTypeError(f"날짜로 읽을 수 없습니다: {typed}. 예: 2020-11-01")
    return found
