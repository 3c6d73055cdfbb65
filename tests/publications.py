"""A scratch publication, the command line run on it, and what it said, in a form that tests can compare."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli.main import main
from pipeline.foundation.diagnostic import Problem, Problems

FRONT = "---\ntitle: A first article\nlanguage: en\ndepartment: features\nsummary: A deck.\n---\n"
TODAY = "2026-11-22"
ONE = ("build", "first", "--edition", "print", "--language", "en", "--jobs", "1")

_LINE = re.compile(
    r"^(?:(?P<place>[^:\n]+(?::\d+:\d+)?): )?(?P<kind>error|warning): (?P<words>.*) \[(?P<code>[a-z-]+)\]$"
)


def article(body: str = "Text.\n", front: str = FRONT) -> dict[str, bytes]:
    """Return the one article of a scratch publication as a file of it; its body begins on line 7."""
    return {"articles/first.md": (front + body).encode()}


def codes(problems: Problems | Iterable[Problem]) -> list[str]:
    """Return problems as "line:column code"."""
    return [f"{p.span.line}:{p.span.column} {p.code}" for p in problems]


def run(root: Path, *command: str, exit_code: int = 0) -> Result:
    """Run a command on a publication and return what it said; a traceback or another exit code fails the test."""
    result = CliRunner().invoke(main, ["-C", str(root), "--today", TODAY, *command])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert exit_code == result.exit_code, result.output
    return result


def said(result: Result) -> list[str]:
    """Return the errors and warnings of a run as "path:line:column code"."""
    found = (_LINE.match(line) for line in result.stderr.splitlines())
    return [f"{match['place'] or ''} {match['code']}".strip() for match in found if match]


def contents(root: Path) -> dict[str, str]:
    """Return the digest of every file that a command may not harm."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("articles", "locale", "output")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }
