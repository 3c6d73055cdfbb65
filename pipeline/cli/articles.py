"""The commands on articles: `pull`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from pipeline.cli.report import finish, talk
from pipeline.foundation.diagnostic import Exit, Problems, Unusable
from pipeline.sources.capture import Capture
from pipeline.sources.fetch import Fetcher
from pipeline.sources.pull import Order, plan, read_source, write


@click.command(
    epilog="""\b
Examples:
  motivator pull https://example.org/about/weakness
  motivator pull manuscript.docx --slug walking
  motivator pull weakness-capture.txt --dry-run"""
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--slug", default="", help="Name of the article, for one source that holds one article.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to.  [default: articles]",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--update", is_flag=True, help="Pull again what was pulled before and is not edited since.")
@click.option("--licence", default="", help="On what terms the text may be printed.")
@click.option("--allow-host", "hosts", multiple=True, metavar="HOST", help="Fetch from HOST though it is private.")
@click.pass_obj
def pull(
    workplace: Any,
    sources: tuple[str, ...],
    slug: str,
    into: Path | None,
    dry_run: bool,
    update: bool,
    licence: str,
    hosts: tuple[str, ...],
) -> None:
    """Bring articles in from web pages, manuscripts, captures, feeds and WordPress sites.

    Each SOURCE is a URL, or a .html, .docx, .md, .txt, .xml (RSS, Atom) or .json (WordPress) file. What the source
    says about the text - reviewers, dates, references - goes into the front matter, with its own words kept beside it
    in articles/.sources. Nothing is written where anything is wrong.
    """
    if slug and (len(sources) > 1 or not _is_slug(slug)):
        raise click.UsageError("--slug takes one source, and a name of lower-case letters, digits and hyphens")
    problems = Problems()
    fetcher = Fetcher(frozenset(hosts))
    language = str(workplace.settings.language)
    captures: list[Capture] = []
    failed: Unusable | None = None
    for source in sources:
        try:
            captures += read_source(source, fetcher, language, problems)
        except Unusable as fault:
            problems.add([fault.problem])
            failed = failed or (fault if fault.exit_code is Exit.WORLD else None)
    if slug and len(captures) > 1:
        raise click.UsageError(f"--slug takes one article; the source holds {len(captures)}")
    day = getattr(workplace, "today", None) or datetime.date.today()
    order = Order(
        into=into or Path(workplace.root) / "articles",
        today=day.isoformat(),
        language=language,
        slug=slug,
        update=update,
        licence=licence,
    )
    try:
        parcels = plan(captures, order, problems) if not problems.errors else []
    except Unusable as fault:
        problems.add([fault.problem])
        parcels = []
    if not problems.errors:
        if not dry_run:
            write(parcels)
        for parcel in parcels:
            click.echo(f"{parcel.path}: {parcel.title}")
            if not parcel.files:
                talk(f"{parcel.path} is up to date")
        if dry_run:
            talk("nothing was written (--dry-run)")
    if failed is not None:
        _finish_failed(problems, failed)
    finish(problems, strict=False)


def _is_slug(slug: str) -> bool:
    return all((part.isalnum() and part.isascii() and part.islower()) or part.isdigit() for part in slug.split("-"))


def _finish_failed(problems: Problems, failed: Unusable) -> None:
    """Report what else is wrong, then fail as the network or disk did."""
    for problem in problems:
        if problem != failed.problem:
            talk(problem.text())
    raise failed
