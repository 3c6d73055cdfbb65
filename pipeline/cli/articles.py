"""The commands on articles: `pull`."""

from __future__ import annotations

import datetime
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.cli.report import finish, talk
from pipeline.document.article import read_article
from pipeline.edition.partner import partners, pull_translation
from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable, shown
from pipeline.sources.apart import LARGE
from pipeline.sources.capture import Capture
from pipeline.sources.connector import Reading
from pipeline.sources.fetch import Fetcher
from pipeline.sources.papers import FOLDER, Paper, all_papers, explained, read_paper, record, validators
from pipeline.sources.profile import Profile, read_sites
from pipeline.sources.pull import Order, Parcel, plan, write
from pipeline.sources.reading import is_address, read_source

SITES = "sites.toml"
DATE = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog="""\b
Examples:
  motivator pull https://example.org/about/weakness
  motivator pull manuscript.docx --slug walking --tracked accept
  motivator pull https://example.org/ --category symptoms --since 2025-01-01
  motivator pull https://example.org/es/debilidad --translation-of weakness
  motivator pull --update --dry-run
  motivator pull --explain weakness"""
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--slug", default="", help="Name of the article, for one source that holds one article.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to.  [default: articles]",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, show what would change, and write nothing.")
@click.option(
    "--update",
    is_flag=True,
    help="Pull again what was pulled before (all of it, where no SOURCE is named) and merge it with what you changed.",
)
@click.option("--explain", is_flag=True, help="Show where each fact came from; SOURCE may be the name of an article.")
@click.option("--translation-of", "of", metavar="ARTICLE", help="Pull SOURCE as the translation of an article here.")
@click.option("--translations", is_flag=True, help="Also pull the same pages in other languages, as translations.")
@click.option("--licence", default="", help="On what terms the text may be printed.")
@click.option("--tracked", type=click.Choice(["refuse", "accept", "reject"]), help="Tracked changes of Word files.")
@click.option("--category", default="", help="Of a WordPress site, only posts of this category (as in its address).")
@click.option(
    "--since",
    type=DATE,
    metavar="DATE",
    help="Of a site or sitemap, only what was published or saved on this day or later.",
)
@click.option(
    "--until", type=DATE, metavar="DATE", help="Of a site or sitemap, only what was published or saved before this day."
)
@click.option("--limit", type=click.IntRange(1, 5000), help="Of a sitemap, so many pages.  [default: 50]")
@click.option("--large", is_flag=True, help="Allow a source you trust two minutes and 2 GB of memory.")
@click.option("--allow-host", "hosts", multiple=True, metavar="HOST", help="Fetch from HOST though it is private.")
@click.pass_obj
def pull(workplace: Any, /, sources: tuple[str, ...], **options: Any) -> None:
    """Bring articles in from web pages, manuscripts, captures, feeds, sitemaps and WordPress sites.

    Each SOURCE is a URL, or a .html, .docx, .md, .txt, .xml (RSS, Atom) or .json (WordPress) file. What the source
    says about the text - reviewers, dates, references - goes into the front matter, with its own words kept beside it
    in articles/.sources. Nothing is written where anything is wrong.
    """
    slug, update = options["slug"], options["update"]
    if slug and (len(sources) != 1 or not _is_slug(slug)):
        raise click.UsageError("--slug takes one source, and a name of lower-case letters, digits and hyphens")
    if not sources and not update:
        raise click.UsageError("Missing argument 'SOURCE...'; --update alone pulls again what was pulled before.")
    problems = Problems()
    into = options["into"] or Path(workplace.root) / "articles"
    papers = all_papers(into)
    if options["explain"] and (known := [read_paper(into, name) for name in sources]) and all(known):
        _explain([paper for paper in known if paper is not None], into, Path(workplace.root))
        return
    named = sources or tuple(dict.fromkeys(paper.origin for paper in papers))
    if not named:
        talk("no article here was pulled")
    # What was pulled under another name is asked for anew.
    asked = validators(papers) if update and not slug else {}
    fetcher = Fetcher(frozenset(options["hosts"]), proxies=urllib.request.getproxies(), known=asked)
    reading = _reading(workplace, options, problems)
    if options["of"]:
        _translate(workplace, options["of"], sources, fetcher, reading, options, problems)
        finish(problems, strict=False)
    captures: list[Capture] = []
    failed: Unusable | None = None
    for source in named if not problems.errors else ():
        if not sources and not is_address(source) and not Path(source).exists():
            problems.warning("source-gone", "the file it was pulled from is gone", Span(source), hint="pull it by name")
            continue
        try:
            found = read_source(source, fetcher, reading, problems, bounds=LARGE if options["large"] else None)
            if found is None:
                talk(f"{source} has not changed")
            captures += found or ()
        except Unusable as fault:
            problems.add([fault.problem])
            failed = failed or (fault if fault.exit_code is Exit.WORLD else None)
    if slug and len(captures) > 1:
        raise click.UsageError(f"--slug takes one article; the source holds {len(captures)}")
    if options["explain"]:
        _explain([_unwritten(capture) for capture in captures], into, Path(workplace.root))
    else:
        order = _order(workplace, into, options, known_only=not sources)
        parcels = _deliver(captures, order, options["dry_run"], problems)
        if options["translations"] and not problems.errors and not options["dry_run"]:
            for parcel in parcels:
                others = partners(parcel.capture, workplace.settings.languages)
                _translate(workplace, parcel.path.stem, others, fetcher, reading, options, problems)
    if failed is not None:
        _finish_failed(problems, failed)
    finish(problems, strict=False)


def _translate(
    workplace: Any,
    slug: str,
    sources: Sequence[str],
    fetcher: Fetcher,
    reading: Reading,
    options: dict[str, Any],
    problems: Problems,
) -> None:
    """Pull sources as translations of an article, into the catalogs of their languages."""
    root = Path(workplace.root)
    path = root / "articles" / f"{slug}.md"
    if not path.is_file():
        raise click.UsageError(f'there is no article "{slug}" here')
    article = read_article(path, root, problems)
    for source in sources if article is not None and not problems.errors else ():
        bounds = LARGE if options["large"] else None
        for capture in read_source(source, fetcher, reading, problems, bounds=bounds) or ():
            assert article is not None
            done = pull_translation(root, article, capture, workplace.settings, problems, dry_run=options["dry_run"])
            if done is not None and not problems.errors:
                click.echo(
                    f"{done.path}: {done.offered} texts offered, {done.translated} had one, {done.without} without"
                )
    if options["dry_run"]:
        talk("nothing was written (--dry-run)")


def _deliver(captures: Sequence[Capture], order: Order, dry_run: bool, problems: Problems) -> list[Parcel]:
    """Write what was pulled, or say what would be written; return it."""
    try:
        parcels = plan(captures, order, problems) if not problems.errors else []
    except Unusable as fault:
        problems.add([fault.problem])
        parcels = []
    if problems.errors:
        return []
    if not dry_run:
        write(parcels)
    for parcel in parcels:
        click.echo(f"{parcel.path}: {parcel.title}")
        if not parcel.files:
            talk(f"{parcel.path} is up to date")
        elif dry_run and parcel.difference():
            click.echo(parcel.difference(), nl=False)
    if dry_run:
        talk("nothing was written (--dry-run)")
    return parcels


def _reading(workplace: Any, options: dict[str, Any], problems: Problems) -> Reading:
    """Return how to read: what the publication says, and over it the options."""
    settings = workplace.settings
    query = {
        "category": options["category"],
        "after": options["since"].date().isoformat() if options["since"] else "",
        "before": options["until"].date().isoformat() if options["until"] else "",
        "limit": str(options["limit"] or ""),
    }
    return Reading(
        language=str(settings.language),
        tracked=options["tracked"] or settings.pull.tracked,
        styles=settings.pull.styles,
        profiles=_profiles(Path(workplace.root), problems),
        query={key: value for key, value in query.items() if value},
    )


def _profiles(root: Path, problems: Problems) -> tuple[Profile, ...]:
    path = root / SITES
    return tuple(read_sites(path, shown(path, root), problems).sites) if path.is_file() else ()


def _order(workplace: Any, into: Path, options: dict[str, Any], *, known_only: bool) -> Order:
    day = getattr(workplace, "today", None) or datetime.date.today()
    now = datetime.datetime.now(datetime.UTC)
    # A day of one's own choosing has no minutes.
    moment = now.strftime("%Y-%m-%dT%H:%MZ") if now.date() == day else day.isoformat()
    return Order(
        into=into,
        today=moment,
        language=str(workplace.settings.language),
        slug=options["slug"],
        update=options["update"],
        licence=options["licence"],
        known_only=known_only,
    )


def _explain(papers: Sequence[Paper], into: Path, root: Path) -> None:
    """Show where each fact of some articles came from."""
    for number, paper in enumerate(papers):
        raw = sorted((into / FOLDER / paper.slug).glob("raw.*")) if paper.slug else []
        if number:
            click.echo()
        click.echo(paper.slug or paper.origin)
        for line in explained(paper.data, shown(raw[0], root) if raw else paper.origin):
            click.echo(line)


def _unwritten(capture: Capture) -> Paper:
    """Return the papers that a capture would have."""
    import json

    keys = [""] * len(capture.references)
    return Paper("", json.loads(record(capture, moment="", article=b"", pictures=(), licence="", keys=keys)))


def _is_slug(slug: str) -> bool:
    return all((part.isalnum() and part.isascii() and part.islower()) or part.isdigit() for part in slug.split("-"))


def _finish_failed(problems: Problems, failed: Unusable) -> None:
    """Report what else is wrong, then fail as the network or disk did."""
    for problem in problems:
        if problem != failed.problem:
            talk(problem.text())
    raise failed
