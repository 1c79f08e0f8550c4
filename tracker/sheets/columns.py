"""The columns of the sheet in which a department fills in its reports, and the seal that ties a row to its item.

The sheet is an office paper: Korean in every language of the pages, so that whoever gets it can send it back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from audits.intake.decode import tidy
from audits.statuses import ReportedStatus as Status
from tracker.models import ProgressUpdate

FORM: Final = "1"  # another number makes every sheet of the form before it an old one
SALT: Final = "tracker.sheets.progress"
TITLE: Final = "처리상황 보고"
FACTS: Final = "서식 정보"  # the hidden sheet
ITEMS: Final = "소관 번호"  # its last heading; below stand the items that the sheet was made with

LABEL, AUDIT, CATEGORY, DEMAND, POINT = "연번", "행정사무감사", "구분", "요구 내용", "세부항목"
DEPARTMENT, DUE, STAGE, BEFORE = "소관부서", "처리기한", "단계", "지난 보고"
STATUS, ACTIONS, PLAN, UNTIL = "추진상황", "추진내용", "향후계획", "완료 예정일"
REASON, RECEIVER, EVIDENCE = "사유", "받는 기관", "증빙자료"
ID, VERSION, SEAL = "소관 번호", "버전", "확인값"

LOCKED: Final = (LABEL, AUDIT, CATEGORY, DEMAND, POINT, DEPARTMENT, DUE, STAGE, BEFORE)
FILLED: Final = (STATUS, ACTIONS, PLAN, UNTIL, REASON, RECEIVER, EVIDENCE)
HIDDEN: Final = (ID, VERSION, SEAL)
HEADS: Final = (*LOCKED, *FILLED, *HIDDEN)
IDENTITY: Final = (LABEL, AUDIT, POINT, DEPARTMENT)  # by what a person knows the item; sealed with it

NO_CHANGE: Final = "변동 없음"
CONTINUES: Final = "완료(계속 추진)"
REPORTABLE: Final = tuple(status for status in Status if status != Status.NOT_REPORTED)
LONGEST_CELL: Final = 32_767  # letters that a cell of a spreadsheet holds
TOO_LONG: Final = "(글이 길어 이 칸에 담지 못하였습니다. 이 소관은 화면에서 보고하여 주십시오.)"
# What a package of XML cannot carry.
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Answer:
    """What stands in the columns to fill in, but for the evidence. Without a `status` nothing was reported."""

    status: str = ""
    continues: bool = False
    actions_taken: str = ""
    plan: str = ""
    planned_until: date | None = None
    reason: str = ""
    receiver: str = ""

    @classmethod
    def of(cls, update: ProgressUpdate) -> Answer:
        """What a report says."""
        return cls(
            status=update.status,
            continues=update.continues,
            actions_taken=update.actions_taken,
            plan=update.plan,
            planned_until=update.planned_until,
            reason=update.reason,
            receiver=update.receiver,
        )

    @property
    def reported(self) -> Answer:
        """As it is reported: without what belongs to another status."""
        return replace(
            self,
            reason=self.reason if self.status == Status.NOT_ACCEPTED else "",
            receiver=self.receiver if self.status == Status.TRANSFERRED else "",
        )

    @property
    def state(self) -> str:
        """The status as the seal carries it."""
        return (self.status or "none") + ("+" if self.continues else "")

    @property
    def digest(self) -> str:
        """A short hash of the words, the same however they are broken into lines and spaced."""
        day = self.planned_until.isoformat() if self.planned_until else ""
        words = (self.actions_taken, self.plan, day, self.reason, self.receiver)
        return hashlib.sha256("\x1f".join(map(bare, words)).encode()).hexdigest()[:12]

    def says_the_same_as(self, other: Answer) -> bool:
        """Whether both are one answer, white space aside."""
        return (self.state, self.digest) == (other.state, other.digest)


@dataclass(frozen=True)
class Seal:
    """What the last hidden cell of a row says: the answer that the row was prefilled with, signed with its item."""

    state: str
    digest: str

    def stands(self, answer: Answer) -> bool:
        """Whether `answer` is still what the row was prefilled with."""
        return self.state == answer.state and self.kept_words(answer)

    def kept_words(self, answer: Answer) -> bool:
        """Whether its words are, whatever its status."""
        return self.digest == answer.digest


def seal(assignment_id: int, version: int, identity: Sequence[str], answer: Answer) -> str:
    """The seal of a row: form, prefilled answer, and a signature over these, the item, its version and its names."""
    told = f"h{FORM}-{answer.state}-{answer.digest}"
    return f"{told}-{_signature(told, assignment_id, version, identity)}"


def opened(text: str, assignment_id: int, version: int, identity: Sequence[str]) -> Seal | None:
    """The seal of a row as it came back; None where this installation did not put it on this item."""
    told, _dash, signature = text.rpartition("-")
    if not constant_time_compare(signature, _signature(told, assignment_id, version, identity)):
        return None
    _form, state, digest = told.split("-")
    return Seal(state, digest)


def is_old(text: str) -> bool:
    """Whether a seal was put on by another version of the form."""
    form = re.match(r"h(\d+)-", text)
    return form is not None and form[1] != FORM


def bare(text: str) -> str:
    """Words as they are compared: composed, each run of white space one blank, no sign that a cell cannot hold."""
    return " ".join(UNWRITABLE.sub("", tidy(text)).split())


def status_labels() -> Mapping[str, str]:
    """What can be chosen as 추진상황, by the state that a seal carries; 변동 없음 comes last."""
    with override("ko"):
        labels = {status.value: str(status.label) for status in REPORTABLE}
    with_more: dict[str, str] = {}
    for state, label in labels.items():
        with_more[state] = label
        if state == Status.COMPLETED:
            with_more[f"{state}+"] = CONTINUES
    return with_more | {NO_CHANGE: NO_CHANGE}


def _signature(told: str, assignment_id: int, version: int, identity: Sequence[str]) -> str:
    signed = "\x1f".join([told, str(assignment_id), str(version), *map(bare, identity)])
    return salted_hmac(SALT, signed, algorithm="sha256").hexdigest()[:24]
