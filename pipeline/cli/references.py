"""`motivator refs …`: the bibliography exchanged with other programs, and looked after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.cli.report import finish, progress, table, talk
from pipeline.cli.session import Session
from pipeline.document.bibliography import Bibliography, read_bibliography, work_of
from pipeline.document.reference import address
from pipeline.document.workcheck import bare, check_retractions, check_works, identities, read_retractions
from pipeline.edition.verify import works_of
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.files import write_whole

NAME = "articles/references.json"
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the result is printed.",
)  # fmt: skip


@click.group(name="refs")
def refs() -> None:
    """Keep the bibliography: bring works in, give them out, look for faults.

    \b
    Example:
      motivator refs import from-pubmed.nbib
      motivator refs check --links
    """


@refs.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@FORMAT
@click.pass_obj
def bring(session: Session, files: tuple[Path, ...], dry_run: bool, form: str) -> None:
    """Add the works of FILES to the bibliography.

    The ending of a file's name tells its format: .bib (BibTeX), .ris, .nbib (PubMed), .json (CSL-JSON), or .txt, a list of
    references as they stand in print. A work that is there already (the same DOI or PMID, or title, year and author) stays as it
    is. What a printed reference says is only taken where it can be proved; else it is kept word for word, with a confidence of
    less than 1.

    \b
    Example: motivator refs import from-pubmed.nbib --dry-run
    """
    from pipeline.sources.exchange import merged, read_works
    from pipeline.sources.writer import bibliography_text

    problems = Problems()
    fresh = [item for file in files for item in read_works(file, problems)]
    items, told = merged(_items(session.root), fresh, _same)
    if problems.errors:
        finish(problems, format=form)
    if form == "json":
        rows = [{"key": a.key, "new": a.new, "title": a.title, "confidence": a.confidence} for a in told]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        lines = [("new" if a.new else "there", a.key, f"{a.confidence:.1f}", a.title[:70]) for a in told]
        click.echo(table(lines, ("state", "key", "sure", "title"), right=(2,)))
    if dry_run:
        talk("nothing was written (--dry-run)")
    elif any(one.new for one in told):
        write_whole(session.root / NAME, bibliography_text(items).encode())
        talk(f"{sum(one.new for one in told)} added to {NAME}")
    finish(problems)


@refs.command(name="export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--key", "keys", multiple=True, metavar="KEY", help="Only this work; may be repeated.")
@click.option("--issue", default="", metavar="ISSUE", help="Only the works that the articles of ISSUE use.")
@click.pass_obj
def give(session: Session, file: Path, keys: tuple[str, ...], issue: str) -> None:
    """Write the bibliography into FILE, in the format that its ending names: .bib, .ris, .nbib or .json.

    \b
    Example: motivator refs export works.bib --issue 2027-winter
    """
    from pipeline.sources.exchange import WRITERS

    writer = WRITERS.get(file.suffix.lower())
    if writer is None:
        raise click.UsageError(f'no format has the ending "{file.suffix}"; known: {", ".join(WRITERS)}')
    problems = Problems()
    items = _items(session.root)
    known = {str(item["id"]) for item in items}
    for key in keys:
        if key not in known:
            raise click.UsageError(f'no work "{key}" in {NAME}')
    wanted = set(keys) or known
    if issue:
        wanted &= works_of(session.root, session.settings, issue, problems)
    if not problems.errors:
        chosen = [item for item in items if str(item["id"]) in wanted]
        write_whole(file, writer(chosen).encode())
        talk(f"{len(chosen)} written to {file}")
    finish(problems)


@refs.command(name="check")
@click.option("--links", is_flag=True, help="Ask the web whether each address still leads somewhere.")
@click.option("--allow-host", "hosts", multiple=True, metavar="HOST", help="Ask HOST though it is private.")
@FORMAT
@click.pass_obj
def look(session: Session, links: bool, hosts: tuple[str, ...], form: str) -> None:
    """Say what is wrong with the works themselves: identifiers, missing fields, duplicates, retractions, dead links.

    Only --links goes to the network, one address after the other; a server that refuses to answer tells nothing.

    \b
    Example: motivator refs check --links
    """
    problems = Problems()
    bibliography = read_bibliography(session.root / NAME, NAME, problems)
    check_works(bibliography, session.today, problems)
    name = session.settings.citations.retractions
    if name:
        check_retractions(bibliography.works.values(), read_retractions(session.root / name, name, problems), problems)
    if links:
        _check_links(bibliography, hosts, problems)
    finish(problems, format=form)


def _check_links(bibliography: Bibliography, hosts: Sequence[str], problems: Problems) -> None:
    from pipeline.sources.fetch import Fetcher
    from pipeline.sources.links import DEAD, UNKNOWN, looked_at

    fetcher = Fetcher(frozenset(hosts))
    works = [work for work in bibliography.works.values() if address(work)]
    with progress() as bar:
        task = bar.add_task("asking", total=len(works))
        for work in works:
            link = looked_at(address(work), fetcher)
            bar.update(task, advance=1)
            if link.state == DEAD:
                hint = "look for its new address, or an archived copy"
                problems.warning("link-dead", f'"{work.key}": {link.url} is dead: {link.why}', work.span, hint=hint)
            elif link.state == UNKNOWN:
                hint = "open it in a browser"
                problems.warning("link-unsure", f'"{work.key}": {link.url}: {link.why}', work.span, hint=hint)


def _items(root: Path) -> list[dict[str, Any]]:
    """Return the items of the bibliography as they stand in its file. Raises `Unusable` where it is broken."""
    from pipeline.sources.writer import read_bibliography as read_items

    path = root / NAME
    return read_items(path.read_bytes() if path.is_file() else None, NAME)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two items are one work, or one text kept verbatim."""
    texts = [
        bare(str(item["custom"].get("verbatim", ""))) if isinstance(item.get("custom"), dict) else ""
        for item in (one, other)
    ]
    return bool(texts[0] and texts[0] == texts[1]) or bool(_identities(one) & _identities(other))


def _identities(item: dict[str, Any]) -> set[tuple[str, ...]]:
    work = work_of(item)
    return set(identities(work)) if work is not None else set()
