"""The mutants of a file: mutmut's changes and those of `tables`, without what cannot change behaviour.

What is left out, and why, stands in `EXEMPT`; the page repeats it word for word.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import libcst as cst
from mutmut.mutation.file_mutation import create_mutations

from tools.mutation import tables

EXEMPT: Final = (
    "docstrings, comments, type annotations and type aliases: nothing runs differently",
    "the words inside `gettext`, `gettext_lazy`, `pgettext` (`_` too); which are said, and what is put in, is mutated",
    "the words of `ValueError`, `TypeError` and `RuntimeError`: only a programmer meets them",
    "the values of `Report` and `Fact`: neither stored nor sent, members are compared with members",
    "the case of a string's letters: the same string with other letters around it is tried already",
    "`tracker/access/__init__.py`: imports and `__all__` only",
)
WORDING: Final = frozenset({"_", "gettext", "gettext_lazy", "pgettext"})
UNSAID: Final = frozenset({"Report", "Fact"})
PROGRAMMERS: Final = frozenset({"ValueError", "TypeError", "RuntimeError"})


@dataclass(frozen=True)
class Mutant:
    """One change of one file. `function` is empty outside functions; `lines` are its function's, both included."""

    file: str
    code: str
    line: int
    before: str
    after: str
    function: str
    lines: tuple[int, int]
    occurrence: int = 0

    @property
    def key(self) -> str:
        """What a reason is kept under: the same as long as the changed words and their function are."""
        told = "\n".join((self.file, self.function, self.before, self.after, str(self.occurrence)))
        return hashlib.sha256(told.encode()).hexdigest()[:10]


def mutants(file: str, code: str) -> list[Mutant]:
    """Every mutant of a file, in the order of its lines; no two with the same code."""
    module, mutations, _classes, _functions = create_mutations(file, code)
    mute = Mute()
    module.visit(mute)
    pairs = [(each.original_node, each.mutated_node) for each in mutations]
    found: dict[str, Mutant] = {}
    for before, after in [*pairs, *tables.changes(module)]:
        if id(before) in mute.nodes or _is_only_case(before, after):
            continue
        changed = _code(module, before, after)
        if changed not in (code, *found):
            found[changed] = _mutant(file, code, changed)
    return _numbered(sorted(found.values(), key=lambda mutant: mutant.line))


def dead(file: str, code: str) -> Mutant:
    """A change that nobody can notice: it has to survive, or the trials are worth nothing."""
    lines = len(code.splitlines())
    added = "def _nobody_calls_this() -> int:\n    return 1\n"
    return Mutant(file, f"{code}\n\n{added}", lines + 3, "", "def _nobody_calls_this()", "", (0, 0))


class Mute(cst.CSTVisitor):
    """The nodes that `EXEMPT` leaves out, by identity."""

    def __init__(self) -> None:
        self.nodes: set[int] = set()
        self.depth = 0

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802
        """Words for people, and words for programmers."""
        if isinstance(node.func, cst.Name) and node.func.value in WORDING | PROGRAMMERS:
            self._leave_out(node)

    def visit_Assign(self, node: cst.Assign) -> None:  # noqa: N802
        """A type alias."""
        if isinstance(node.value, cst.Subscript) and node.value.value.deep_equals(cst.Name("tuple")):
            self._leave_out(node)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802
        """An enumeration whose values nobody reads."""
        if node.name.value in UNSAID:
            self._leave_out(node)

    def _leave_out(self, node: cst.CSTNode) -> None:
        self.nodes.add(id(node))
        for child in node.children:
            self._leave_out(child)


def _code(module: cst.Module, before: cst.CSTNode, after: cst.CSTNode) -> str:
    changed = module.deep_replace(before, after)
    if not isinstance(changed, cst.Module):
        raise TypeError("a module is no mutant of itself")
    return changed.code


def _is_only_case(before: cst.CSTNode, after: cst.CSTNode) -> bool:
    if isinstance(before, cst.SimpleString) and isinstance(after, cst.SimpleString):
        return before.value.lower() == after.value.lower()
    return False


def _mutant(file: str, code: str, changed: str) -> Mutant:
    """Told as the lines that differ, without their indent."""
    old, new = code.splitlines(), changed.splitlines()
    start = next((place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    function, lines = _function_around(code, start + 1)
    return Mutant(
        file=file,
        code=changed,
        line=start + 1,
        before=_told(old[start : len(old) - end]),
        after=_told(new[start : len(new) - end]),
        function=function,
        lines=lines,
    )


def _told(lines: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(lines)).strip()


def _function_around(code: str, line: int) -> tuple[str, tuple[int, int]]:
    """Name and lines of the outermost function around a line; empty and (0, 0) outside of any."""
    for name, node in _functions(ast.parse(code)):
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        if first <= line <= (node.end_lineno or node.lineno):
            return name, (first, node.end_lineno or node.lineno)
    return "", (0, 0)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            yield from (
                (f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, ast.FunctionDef)
            )


def _numbered(found: list[Mutant]) -> list[Mutant]:
    """The same, where the same words change alike in one function twice, told apart by number."""
    seen: dict[str, int] = {}
    numbered = []
    for each in found:
        again = seen.get(each.key, 0)
        seen[each.key] = again + 1
        numbered.append(Mutant(**{**vars(each), "occurrence": again}) if again else each)
    return numbered
