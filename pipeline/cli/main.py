"""The command `motivator`: its options before the command, and every family of commands."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from pipeline.cli.leaving import leave
from pipeline.cli.report import show, talk
from pipeline.cli.session import Session, day
from pipeline.foundation.diagnostic import Exit, Problems, Unusable

# In the order of the work; each is named as the function in its room. A room is loaded when its command is called, for a
# build needs nothing of what reads web pages and Word files.
COMMANDS = {
    "new": "publication",
    "pull": "articles",
    "catalog": "catalogs",
    "check": "production",
    "review": "reviews",
    "refs": "references",
    "build": "production",
    "mail": "mailing",
    "impose": "imposition",
    "preflight": "preflight",
}


class Commands(click.Group):
    """A group that turns what it cannot go on with into a problem and an exit code, and loads commands when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, or None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        # Loading makes nothing but what stays: looking for garbage meanwhile is time lost.
        gc.disable()
        try:
            command = getattr(importlib.import_module(f"pipeline.cli.{COMMANDS[cmd_name]}"), cmd_name)
        finally:
            gc.enable()
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; `Unusable` ends it with its own exit code."""
        try:
            return super().invoke(ctx)
        except Unusable as fault:
            problems = Problems()
            problems.add([fault.problem])
            show(problems)
            raise SystemExit(int(fault.exit_code)) from fault
        except BrokenPipeError:
            # The reader of standard output has gone, as `motivator … | head` does: nothing is wrong.
            sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - Python flushes it on the way out
            raise SystemExit(int(Exit.DONE)) from None
        except OSError as fault:
            talk(f"{fault.filename or ''}: error: {fault.strerror or fault} [disk]")
            raise SystemExit(int(Exit.WORLD)) from fault


def version() -> str:
    """Return the version installed, or that there is none: the package also runs from a checkout."""
    from importlib import metadata

    try:
        return metadata.version("motivator-pipeline")
    except metadata.PackageNotFoundError:
        return "of a checkout"


def say_version(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    """Print the version, when asked for."""
    if value and not ctx.resilient_parsing:
        click.echo(f"motivator, version {version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", metavar="DIR",
    help="Work on the publication in DIR instead of the one around the working directory.",
)  # fmt: skip
@click.option("--today", callback=day, default=None, help="Take DATE for today's date.", metavar="DATE")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=say_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context, folder: Path, today: date | None) -> None:
    """Publish a health magazine in more than one language, for readers with low vision.

    \b
    motivator pull https://example.org/article     bring an article in
    motivator catalog update                       bring the translators' catalogs up to date
    motivator check 2027-winter                    see everything that is wrong with an issue
    motivator build 2027-winter                    make its PDFs in every language and edition
    """
    ctx.obj = Session(folder, today or date.today())


def run() -> None:
    """Run the command as a process of its own."""
    try:
        main(prog_name="motivator")
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        leave(end.code or 0)
