"""One walk through a report from top to bottom, sorting its lines into demands and the parts of answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from audits.intake.beginnings import Beginnings, is_request
from audits.intake.departments import Departments
from audits.intake.draft import Problem
from audits.intake.fields import ACTIONS, DEPARTMENT, PLAN, STATUS, Heading
from audits.intake.lines import Line, squeezed
from audits.intake.openers import Opener, Opening, Token
from audits.intake.sections import Title

NO_SQUARE = "□ 표시 없이 적힌 제목입니다. 내용은 그대로 읽었습니다."
SECOND_STATUS = "한 항목에 추진상황이 두 번 적혀 있습니다. 뒤의 것은 내용으로 옮겼습니다."
SEVERAL_SIGNS = "한 요구사항 안에서 같은 표시로 시작하는 줄입니다. 서로 다른 요구사항인지 확인하여 주십시오."
PERHAPS_A_TITLE = "구분의 제목일 수 있는 줄입니다. 내용으로 읽었습니다."
DEPARTMENT_INSIDE = (
    "답변 안에 소관부서만 적은 줄이 있습니다. 그 위에서 다른 요구사항이 시작하는지 확인하여 주십시오."
)
DEMAND_INSIDE = "요구사항일 수 있는 줄입니다. 앞 항목의 답변으로 읽었습니다."
HEAD_OF_A_PAGE = "쪽의 머리글로 보아 내용에서 뺐습니다. 내용이면 아래에서 옮겨 적어 주십시오."
GAP = "연번이 이어지지 않습니다: {before} 다음에 {number}. 빠진 항목이 없는지 확인하여 주십시오."
NOWHERE = "어느 요구사항에도 속하지 않는 글입니다{lines}. 불러오지 않았습니다."

# Lines that may stand between a title and the first demand below it.
INTRODUCTION = 5
NUMBERS = re.compile(r"[\d\s,.\-–—건]+")
# Officers report in nouns; so ends only who asks.
ASKS = ("것", "것.", "바람", "바람.", "바랍니다", "바랍니다.")
BRACKETS = " ()（）[]<>〔〕【】"


@dataclass
class Entry:
    """The lines of one demand and of its answer, sorted but not yet understood. Lines count from 1."""

    category: str
    begins: int
    ends: int
    demand: list[str]
    labelled: list[str] = field(default_factory=list)
    status: Line | None = None
    after_status: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


class Walk:
    """The entries of a document in order, and what was noticed on the way."""

    def __init__(self, tokens: Sequence[Token], opener: Opener, departments: Departments) -> None:
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._tokens = tokens
        self._departments = departments
        self._ahead = Beginnings(tokens, opener, departments)
        self._has_titles = any(token.title for token in tokens)
        headings = [token.heading for token in tokens if token.heading and token.heading.sure]
        self._marks_headings = 2 * sum(heading.marked for heading in headings) >= len(headings)
        self._heads = Counter(
            squeezed(token.line.text) for token in tokens if token.title and token.title.columns
        )
        self.has_statuses = any(
            token.heading and token.heading.sure and token.heading.field == STATUS for token in tokens
        )
        self._category = ""
        self._new_section = False
        self._number = 0
        self._opening = -1
        self._entry: Entry | None = None
        self._lines: list[str] = []
        self._label: list[str] | None = None
        self._nowhere: list[Token] = []
        for index in range(len(tokens)):
            self._step(index)
        self._note_what_stands_nowhere(sure=True)

    def _step(self, index: int) -> None:
        token, opening = self._tokens[index], self._ahead.openings[index]
        if token.title and self._divides(index):
            self._enter(index, token.title)
        elif opening and self._begins(index, opening):
            self._begin(index, opening)
        elif self._entry and token.heading and self._takes(index, self._entry, token.heading):
            self._open_field(self._entry, token.heading, token.line)
        else:
            self._note_doubt(index)
            self._add(token)

    def _divides(self, index: int) -> bool:
        """Whether a title stands between demands: its words alone on a line may also be part of a sentence.

        A demand follows it at once or, where an answer may be over, below a line or two of introduction.
        """
        title = self._tokens[index].title
        if self._entry is None or (title and title.columns):
            return True
        reach = INTRODUCTION if self._entry.seen else 1
        for position in range(index + 1, min(index + 1 + reach, len(self._tokens))):
            if self._tokens[position].title or self._ahead.openings[position]:
                return True
            if self._tokens[position].heading:
                return False
        return index + 1 == len(self._tokens)

    def _enter(self, index: int, title: Title) -> None:
        line = self._tokens[index].line
        inside = self._entry is not None and not self._is_followed_by_a_demand(index)
        if title.columns and inside and self._heads[squeezed(line.text)] == 1:
            self._note(line, HEAD_OF_A_PAGE)
        if title.category != self._category or not title.columns:
            self._note_what_stands_nowhere(sure=bool(self.entries))
            self._new_section, self._entry = True, None
        self._category = title.category

    def _is_followed_by_a_demand(self, index: int) -> bool:
        below = index + 1
        return below < len(self._tokens) and bool(self._ahead.openings[below] or self._tokens[below].title)

    def _begins(self, index: int, opening: Opening) -> bool:
        answered_next = self._ahead.followed_by(index) == STATUS
        if not answered_next and not self._is_next(opening):
            return False
        if self._new_section:
            return True
        if self._entry is None:
            return answered_next or self._is_sure_without_section(index)
        if self._entry.seen:
            return self._ahead.ends_an_answer(index, self._entry.seen)
        return not self.has_statuses or not self._entry.demand or self._is_complete(self._entry)

    def _is_next(self, opening: Opening) -> bool:
        """Whether a running number goes on; a new section may count from 1 again."""
        return opening.number is None or opening.number in {self._number + 1, 1 if self._new_section else 0}

    def _is_sure_without_section(self, index: int) -> bool:
        """Whether an opening before any title is a demand: it names a department, or no title will come."""
        if self._ahead.names_department(index):
            return True
        return not self.has_statuses and not self._has_titles and self._ahead.asks(index)

    def _is_complete(self, entry: Entry) -> bool:
        """Whether a demand without an answer has its department; until then its sign may open its points."""
        return bool(entry.labelled) or self._ahead.names_department(self._opening)

    def _begin(self, index: int, opening: Opening) -> None:
        self._note_what_stands_nowhere(sure=bool(self._category or self.entries))
        number = self._tokens[index].line.number
        self._entry = Entry(self._category, number, number, [opening.rest] if opening.rest else [])
        self._lines = self._entry.demand
        if self.entries and opening.number not in {None, 1, self._number + 1}:
            self._note(self._tokens[index].line, GAP.format(before=self._number, number=opening.number))
        self._new_section, self._opening = False, index
        self._number = opening.number or 0
        self.entries.append(self._entry)

    def _takes(self, index: int, entry: Entry, heading: Heading) -> bool:
        """Whether a heading belongs to the entry's frame and is no line of its text."""
        if heading.field == DEPARTMENT:
            return not entry.seen and (bool(heading.rest) or self._names_follow(index))
        if heading.field == STATUS:
            return entry.status is None and (heading.sure or not entry.seen)
        if heading.marked or heading.field in entry.seen:
            return heading.marked
        return entry.status is not None or (heading.sure and self._is_complete(entry))

    def _names_follow(self, index: int) -> bool:
        """Whether the line below names nothing but departments that are known."""
        below = self._tokens[index + 1].line.text if index + 1 < len(self._tokens) else ""
        named = self._departments.named_in(below.strip(BRACKETS))
        return bool(named) and all(name.meant for name in named)

    def _open_field(self, entry: Entry, heading: Heading, line: Line) -> None:
        entry.ends = line.number
        if heading.field == DEPARTMENT:
            if heading.rest:
                entry.labelled.append(heading.rest)
            else:
                self._label = entry.labelled
            return
        if heading.field == STATUS:
            entry.status = line
        self._lines = {STATUS: entry.after_status, ACTIONS: entry.actions, PLAN: entry.plan}[heading.field]
        # A second heading of the same field is kept as a line of it, so that nothing is lost.
        kept = line.text if heading.field in entry.seen else heading.rest
        self._lines += [kept] if kept else []
        entry.seen.add(heading.field)
        if not heading.marked and self._marks_headings:
            self._note(line, NO_SQUARE)

    def _note_doubt(self, index: int) -> None:
        """Say what might have been meant otherwise by a line that is taken as text."""
        token = self._tokens[index]
        if not self._entry:
            return
        if self._ahead.openings[index] and not self._entry.seen:
            self._opening = index
            self._note(token.line, SEVERAL_SIGNS)
        elif token.title:
            self._note(token.line, PERHAPS_A_TITLE)
        elif token.heading and token.heading.marked and token.heading.field == STATUS:
            self._note(token.line, SECOND_STATUS)
        elif self._entry.seen and token.line.text.endswith(ASKS):
            self._note(token.line, DEMAND_INSIDE)
        elif self._entry.seen and token.line.text[0] in BRACKETS:
            words, named = self._departments.split(token.line.text)
            if not words and named and all(name.meant for name in named):
                self._note(token.line, DEPARTMENT_INSIDE)

    def _add(self, token: Token) -> None:
        line = token.line
        if self._entry is None:
            self._nowhere.append(token)
            return
        self._entry.ends = line.number
        if self._label is not None:
            self._label.append(line.text.strip(BRACKETS))
            self._label = None
            return
        self._lines.append(line.text if self._lines is self._entry.demand else line.kept)

    def _note_what_stands_nowhere(self, *, sure: bool) -> None:
        """Say once of lines between a title and the next demand that they were left out.

        Where it is not `sure` that they are more than an introduction, a status among them says so, or below a
        title the words of a demand. Numbers alone say nothing.
        """
        tokens = [token for token in self._nowhere if not NUMBERS.fullmatch(token.line.text)]
        self._nowhere.clear()
        if not tokens or not (sure or self._look_like_a_demand(tokens)):
            return
        first, last = tokens[0].line.number, tokens[-1].line.number
        span = f"({first}~{last}번째 줄)" if last > first else ""
        text = "\n".join(token.line.text for token in tokens)
        self.problems.append(Problem(first, text, NOWHERE.format(lines=span)))

    def _look_like_a_demand(self, tokens: Sequence[Token]) -> bool:
        """Whether lines above the first demand that was found may be of another one, whose sign is missing."""
        headings = [token.heading for token in tokens if token.heading]
        fields = {heading.field for heading in headings if heading.sure}
        if STATUS in fields or len(fields) > 1:
            return True
        found = [self._departments.split(token.line.text) for token in tokens if not token.heading]
        asking = any(is_request(text) for text, _ in found)
        # What asks is no introduction where a department or any heading of an answer stands there as well.
        return asking and bool(self._category or headings or any(named for _, named in found))

    def _note(self, line: Line, message: str) -> None:
        self.problems.append(Problem(line.number, line.text, message))
