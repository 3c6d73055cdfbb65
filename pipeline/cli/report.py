"""How the commands speak: problems, progress and tables on their own streams."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.foundation.diagnostic import Exit, Problem, Problems

if TYPE_CHECKING:
    from rich.progress import Progress


def talk(text: str) -> None:
    """Say something to the person at the terminal, on standard error."""
    click.echo(text, err=True)


def coloured(problem: Problem) -> str:
    """Return a problem as text, its severity in colour."""
    colour = "red" if problem.severity == "error" else "yellow"
    head, mark, tail = problem.text().partition(f"{problem.severity}: ")
    return f"{click.style(head, bold=True)}{click.style(mark, fg=colour, bold=True)}{tail}"


def show(problems: Problems, format: str = "text") -> None:
    """Print problems: as text on standard error, or as JSON on standard output."""
    if format == "json":
        data = {
            "problems": [problem.data() for problem in problems],
            "errors": problems.errors,
            "warnings": problems.warnings,
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    plain = bool(os.environ.get("NO_COLOR")) or not sys.stderr.isatty()
    for problem in problems:
        talk(problem.text() if plain else coloured(problem))
    if problems:
        talk(f"\n{problems.summary()}")


def finish(problems: Problems, *, strict: bool = False, format: str = "text") -> NoReturn:
    """Print problems and leave with the exit code they deserve; `strict` counts warnings."""
    show(problems, format)
    bad = problems.errors or (strict and len(problems))
    raise SystemExit(int(Exit.PROBLEMS if bad else Exit.DONE))


def table(rows: Iterable[Sequence[Any]], heads: Sequence[str], right: Sequence[int] = ()) -> str:
    """Return rows as a table of plain text, its columns as wide as they need to be."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max([len(head), *(len(row[n]) for row in texts)]) for n, head in enumerate(heads)]
    lines = []
    for row in ([*heads], *texts):
        cells = [c.rjust(w) if n in right else c.ljust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def progress(disable: bool = False) -> Progress:
    """Return a progress bar on standard error that shows nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=disable or not console.is_terminal,
    )
