"""The departments a demand names in parentheses after its text, or beside 소관부서. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audits.intake.lines import key, plain, squeezed

# Brackets of a kind: either width closes the other.
PAIRS: Final = ("(（)）", "[［]］", "<＜〈《>＞〉》", "〔〔〕〕", "【【】】", "{｛}｝")
CLOSERS: Final = {sign: pair for pair in PAIRS for sign in pair[len(pair) // 2 :]}
OPENERS: Final = frozenset(sign for pair in PAIRS for sign in pair[: len(pair) // 2])
# A list of departments is never longer; looking further back would take time for nothing.
LONGEST: Final = 300
MOST: Final = 12

UNKNOWN_DEPARTMENT: Final = "알 수 없는 부서입니다: ‘{name}’. 추측하지 않고 비워 두었습니다."
SEVERAL_DEPARTMENTS: Final = (
    "어느 부서인지 정할 수 없습니다: ‘{name}’({meant}). 추측하지 않고 비워 두었습니다."
)

# Signs that may stand before or behind a department in a line of its own: - 교통정책과 -, ※ 교통정책과.
LINE_SIGNS: Final = " -–—※▸▶→⇒☞*·"
ENDS_A_DEMAND: Final = re.compile(
    r"(?:바람|바랍니다|것|것임|필요함?|요구함?|요망함?|촉구함?|주문함?|요함|제출|강구|마련|시정|임|음)[.。．]?\s*\Z"
)
BETWEEN: Final = re.compile(r"[,，、;；/／]|\s및\s|\s[·ㆍ․]\s")
DOTS: Final = re.compile(r"[·ㆍ․]")
ROLE: Final = re.compile(
    r"\s*(?:(?:소\s?관|주\s?관|협\s?조|담\s?당|처\s?리|추\s?진|관\s?련)\s?(?:부\s?서)?\s?[:：]|부\s?서\s?[:：])\s*"
)
SHAPE: Final = re.compile(
    r"[가-힣A-Za-z0-9·]{1,20}(?:과|관|국|실|단|본부|센터|사업소|보건소|사무소|관리소|연구소|소방서|원|처|청|팀)"
)
# Everyday words that end like a department.
NO_DEPARTMENT: Final = re.compile(
    r"(?:추진|처리|조치|검토|점검|조사|평가|감사|사업)?(?:결과|효과|성과|경과)|초과|통과|부과|(?:유관|관계|관련)?기관|유관|주관|소관"
    r"|사실|현실|내실|부실|전국|외국|수단|진단|판단|차단|중단|장소|축소|감소|요소|해소|취소|지원|인원|민원|회원|의원|직원|재원"
    r"|요청|신청|대처|출처"
)


@dataclass(frozen=True)
class Named:
    """A name as it stands in the document, and the departments it may mean (one, several or none)."""

    name: str
    meant: tuple[str, ...]


class Departments:
    """Finds departments by the council's list of names and short names."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._names = {key(name): meant for name, meant in names.items()}

    def split(self, body: str) -> tuple[str, tuple[Named, ...]]:
        """A demand's `body` (lines joined by "\\n") without its departments, and the departments named.

        They stand in parentheses at the end, or alone on a line; a parenthesis that names none is text.
        """
        named: tuple[Named, ...] = ()
        rest = body.rstrip()
        for _ in range(MOST):
            group = _last_group(rest)
            if not group:
                break
            start, inside = group
            found = self._all_departments(inside, alone=_opens_a_line(rest, start))
            if not found:
                break
            named, rest = (*found, *named), rest[:start].rstrip()
        return (rest, named) if named else self._from_a_line(rest)

    def certain(self, named: Sequence[Named]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Departments that are named without doubt, each once; and for each other name a message that says why not."""
        doubts = [(name.name, doubt) for name in named if (doubt := _doubt(name))]
        return tuple(dict.fromkeys(name.meant[0] for name in named if len(name.meant) == 1)), tuple(doubts)

    def named_in(self, text: str) -> tuple[Named, ...]:
        """Names of a list, divided by commas; by dots, lines or spaces only where every part is known."""
        named: list[Named] = []
        for chunk in BETWEEN.split(ROLE.sub(",", text)):
            named += self._known(chunk) if chunk.strip() else ()
        return tuple(named)

    def _meaning(self, name: str) -> Named:
        return Named(squeezed(name), self._names.get(key(name), ()))

    def _known(self, chunk: str) -> list[Named]:
        """One name, or several that the document divides by dots, lines or spaces only."""
        for pieces in ([chunk], chunk.split("\n"), DOTS.split(chunk), DOTS.sub(" ", chunk).split()):
            found = [self._meaning(piece) for piece in pieces if piece.strip()]
            if all(name.meant for name in found):
                return found
        return [self._meaning(chunk)]

    def _all_departments(self, inside: str, *, alone: bool) -> tuple[Named, ...]:
        """Names in a parenthesis if all are departments; short names will do on a line of their own."""
        named = self.named_in(inside)
        shaped = [is_shaped(name.name) for name in named]
        plausible = all(name.meant or looks for name, looks in zip(named, shaped, strict=True))
        return named if plausible and (alone or any(shaped)) else ()

    def _from_a_line(self, body: str) -> tuple[str, tuple[Named, ...]]:
        """As `split`, for departments in a line of its own that names nothing but known ones.

        In brackets it may stand in the middle, without them or behind a label only below the whole demand.
        """
        lines = body.split("\n")
        for index in range(len(lines) - 1, -1, -1):
            line = lines[index].strip()
            if line[:1] in OPENERS and len(line) <= LONGEST:
                named = self.named_in(line[1:].rstrip("".join(CLOSERS)))
                if named and all(name.meant for name in named):
                    return "\n".join(lines[:index] + lines[index + 1 :]), named
        return self._from_the_last(lines)

    def _from_the_last(self, lines: list[str]) -> tuple[str, tuple[Named, ...]]:
        """As `split`, for the last lines: full names without brackets, where the demand ends above them."""
        named: tuple[Named, ...] = ()
        end = len(lines)
        while end > 1 and (found := self._full_names(lines[end - 1].strip(LINE_SIGNS))):
            named, end = (*found, *named), end - 1
        body = "\n".join(lines[:end])
        return (body, named) if named and ENDS_A_DEMAND.search(body[-40:]) else ("\n".join(lines), ())

    def _full_names(self, line: str) -> tuple[Named, ...]:
        """The departments of a line that holds nothing but full names; none where one of them is unsure."""
        named = self.named_in(line) if len(line) <= LONGEST else ()
        return named if all(len(name.meant) == 1 and is_shaped(name.name) for name in named) else ()


def _doubt(name: Named) -> str:
    """Why a name is no certain department; empty where it is one."""
    if not name.meant:
        return UNKNOWN_DEPARTMENT.format(name=name.name)
    if len(name.meant) > 1:
        return SEVERAL_DEPARTMENTS.format(name=name.name, meant=", ".join(name.meant))
    return ""


def is_shaped(name: str) -> bool:
    """Whether a name ends like a department (담당관, 과, 센터) and is no everyday word that does."""
    name = plain(name)
    return bool(SHAPE.fullmatch(name)) and not NO_DEPARTMENT.fullmatch(name)


def _last_group(text: str) -> tuple[int, str] | None:
    """Where the parenthesis that ends `text` begins, and what stands in it."""
    pair = CLOSERS.get(text[-1:], "")
    if not pair:
        return None
    openers, closers = pair[: len(pair) // 2], pair[len(pair) // 2 :]
    depth = 0
    for offset in range(len(text) - 1, max(-1, len(text) - LONGEST), -1):
        if text[offset] in closers:
            depth += 1
        elif text[offset] in openers:
            depth -= 1
            if depth == 0:
                return offset, text[offset + 1 : -1]
    return None


def _opens_a_line(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip()
