"""Which of the lines that open with the sign of a demand do begin one.

○ opens demands, but also points of a demand and bullets of an answer. What decides is what follows: 추진상황,
or a department in parentheses; where neither stands, the way a demand is worded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from audits.intake.departments import Departments
from audits.intake.fields import ACTIONS, PLAN, STATUS
from audits.intake.lines import squeezed
from audits.intake.openers import Opener, Token

# …하기 바람, …할 것, …이 필요함, …자료 제출
REQUEST: Final = re.compile(
    r"(?:바람|바랍니다|것|것임|필요|필요함|필요하다|요구함?|요망함?|촉구함?|주문함?|요함|제출|보고|강구|마련|개선|시정|노력)"
    r"[.。]?\Z"
)
FEWEST_LETTERS: Final = 6
CUT_OFF_LETTERS: Final = 10


class Beginnings:
    """Looks ahead from each opening of a document, never further than to the next one."""

    def __init__(self, tokens: Sequence[Token], opener: Opener, departments: Departments) -> None:
        self._tokens = tokens
        self._departments = departments
        self.openings = [None if token.heading else opener.opening(token.line.text) for token in tokens]
        self._next_field = self._fields_that_follow()
        self._last = max((index for index, opening in enumerate(self.openings) if opening), default=-1)
        self._in_answers = self._opens_bullets_of_answers()

    def followed_by(self, index: int) -> str:
        """Field of the heading that follows, empty where another opening or a section comes first."""
        return self._next_field[index]

    def names_department(self, index: int) -> bool:
        """Whether the lines of the opening name a department."""
        return bool(self._departments.split(self._body(index))[1])

    def asks(self, index: int) -> bool:
        """Whether the lines of the opening are worded as a demand."""
        return is_request(self._departments.split(self._body(index))[0])

    def ends_an_answer(self, index: int, seen: Collection[str]) -> bool:
        """Whether the opening, met inside an answer with the fields `seen`, begins a new demand.

        An answer has one 추진상황 and one 추진내용: where another one follows, the answer is over.
        """
        field = self.followed_by(index)
        if field == STATUS or (field == ACTIONS and ACTIONS in seen):
            return True
        body = self._body(index)
        text, named = self._departments.split(body)
        if named and body[len(text) :].lstrip(" ").startswith("\n"):
            return True
        if self._in_answers:
            return False
        return bool(named) or is_request(text) or self._is_cut_off(index, text)

    def _is_cut_off(self, index: int, text: str) -> bool:
        """Whether the document ends in the middle of this demand."""
        return index == self._last and len(squeezed(text)) >= CUT_OFF_LETTERS and not self.followed_by(index)

    def _body(self, index: int) -> str:
        """Lines of an opening up to the next opening, heading or section; heads of pages are left out."""
        opening = self.openings[index]
        lines = [opening.rest] if opening else []
        for position in range(index + 1, len(self._tokens)):
            token = self._tokens[position]
            if self.openings[position] or token.heading or (token.title and not token.title.columns):
                break
            if not token.title:
                lines.append(token.line.text)
        return "\n".join(lines)

    def _fields_that_follow(self) -> list[str]:
        following = ""
        fields = [""] * len(self._tokens)
        for index in range(len(self._tokens) - 1, -1, -1):
            token = self._tokens[index]
            fields[index] = following
            if token.heading and token.heading.sure:
                following = token.heading.field
            elif self.openings[index] or (token.title and not token.title.columns):
                following = ""
        return fields

    def _opens_bullets_of_answers(self) -> bool:
        """Whether answers use the same sign for bullets: one stands right below a heading."""
        return any(
            opening and above.heading and above.heading.field in (ACTIONS, PLAN) and not above.heading.rest
            for above, opening in zip(self._tokens, self.openings[1:], strict=False)
        )


def is_request(text: str) -> bool:
    """Whether a text ends as demands do."""
    return len(squeezed(text)) >= FEWEST_LETTERS and bool(REQUEST.search(text.rstrip()))
