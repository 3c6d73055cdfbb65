"""Problems found in the user's files: what is wrong, where, and what to type instead.

In: faults as the phases meet them. Out: one sheet of problems, ordered by file and place, as text or as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any

from pipeline.foundation.value import Struct, field


class Exit(IntEnum):
    """What the process says when it ends; the numbers are part of the command line's contract."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    WORLD = 3


class Span(Struct, frozen=True, order=True):
    """A place in a file. `line` and `column` count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{max(self.column, 1)}"

    def moved(self, lines: int) -> Span:
        """Return the same column, `lines` further down."""
        return Span(self.path, self.line + lines, self.column)


NOWHERE = Span("")


class Problem(Struct, frozen=True):
    """One thing wrong in one place. `severity` is "error" or "warning"."""

    severity: str
    code: str
    message: str
    span: Span
    hint: str = ""
    related: tuple[tuple[Span, str], ...] = ()

    def text(self) -> str:
        """Return the problem as the lines a terminal shows."""
        place = f"{self.span}: " if self.span.path else ""
        lines = [f"{place}{self.severity}: {self.message} [{self.code}]"]
        lines += [f"    {span}: {words}" for span, words in self.related]
        if self.hint:
            lines.append(f"    hint: {self.hint}")
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        """Return the problem as plain values for JSON."""
        return {
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "path": self.span.path,
            "line": self.span.line,
            "column": self.span.column,
            "hint": self.hint,
            "related": [{"path": s.path, "line": s.line, "column": s.column, "message": w} for s, w in self.related],
        }


class Unusable(Exception):
    """Raised when nothing is left to go on with. Carries the problem and the exit code it deserves."""

    def __init__(self, problem: Problem, exit_code: Exit = Exit.PROBLEMS) -> None:
        super().__init__(problem.text())
        self.problem = problem
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[type[Unusable], tuple[Problem, Exit]]:
        # The default would hand the text to __init__ when a worker process sends it back.
        return type(self), (self.problem, self.exit_code)


def unusable(code: str, message: str, span: Span, *, hint: str = "", exit_code: Exit = Exit.PROBLEMS) -> Unusable:
    """Return the exception for an input that leaves nothing to go on with."""
    return Unusable(Problem("error", code, message, span, hint), exit_code)


class Problems(Struct):
    """The sheet the phases write on. Each problem is kept once."""

    _found: dict[Problem, None] = field(default_factory=dict)

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        hint: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Write down something that keeps the output from being right."""
        self._found[Problem("error", code, message, span, hint, related)] = None

    def warning(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        hint: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Write down something a careful editor would want to know."""
        self._found[Problem("warning", code, message, span, hint, related)] = None

    def add(self, problems: Iterable[Problem]) -> None:
        """Copy problems from another sheet."""
        for problem in problems:
            self._found[problem] = None

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found, key=lambda p: (p.span, p.severity, p.code, p.message)))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def errors(self) -> int:
        """The number of errors on the sheet."""
        return sum(problem.severity == "error" for problem in self._found)

    @property
    def warnings(self) -> int:
        """The number of warnings on the sheet."""
        return len(self._found) - self.errors

    def summary(self) -> str:
        """Return "2 errors, 1 warning in 3 files", or "" for an empty sheet."""
        if not self._found:
            return ""
        files = len({problem.span.path for problem in self._found})
        parts = [
            f"{count} {word}{'' if count == 1 else 's'}"
            for count, word in ((self.errors, "error"), (self.warnings, "warning"))
            if count
        ]
        return f"{', '.join(parts)} in {files} file{'' if files == 1 else 's'}"


def shown(path: Path, root: Path | None = None) -> str:
    """Return `path` as a problem names it: relative to the publication where it lies inside it."""
    if root is not None:
        try:
            return path.resolve().relative_to(root.resolve()).as_posix()
        except ValueError:
            pass
    return path.as_posix()
