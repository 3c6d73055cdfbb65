"""`motivator catalog export` and `import`: catalogs to agencies and back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.report import finish, show, talk
from pipeline.editorial.issue import furniture_words, read_articles
from pipeline.foundation.diagnostic import Exit, Problems, shown
from pipeline.foundation.files import write_whole
from pipeline.foundation.language import is_language
from pipeline.foundation.value import replace
from pipeline.translation import states
from pipeline.translation.catalog import catalog_languages, new_header, open_catalogs
from pipeline.translation.exchange.accept import accept, aside_entries
from pipeline.translation.exchange.unit import Unit, units
from pipeline.translation.exchange.weblate import components
from pipeline.translation.message import Message
from pipeline.translation.po import write_entries
from pipeline.translation.rewrite import as_read, rewrite
from pipeline.translation.update import domains

FORMATS = ("xliff-1.2", "xliff-2", "csv", "tmx", "weblate")


def asked(context: click.Context, articles: Sequence[str], problems: Problems) -> dict[str, tuple[Message, ...]]:
    """Return the messages of every domain, or of those named.

    Raises `click.UsageError` for one that is not there.
    """
    press = context.obj
    documents = read_articles(press.root, press.settings, problems)
    words = furniture_words(press.root, press.settings, problems)
    found = domains(documents, words, press.settings.language)
    for name in articles:
        if name not in found:
            raise click.UsageError(f'no catalog "{name}"; there are {", ".join(found)}')
    return {domain: messages for domain, messages in found.items() if not articles or domain in articles}


def tag(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return a language tag that was given; anything else is wrong usage."""
    if value is not None and not is_language(value):
        raise click.BadParameter(f'"{value}" is no language tag (es, pt-BR)', param=option)
    return value


@click.command(name="export")
@click.argument("language", metavar="LANG", callback=tag)
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="xliff-1.2", show_default=True, help="The format."
)
@click.option(
    "--state",
    "wanted",
    multiple=True,
    type=click.Choice(states.STATES),
    help="Only messages in this state; repeatable.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
    help="Write into FILE instead of standard output.",
)  # fmt: skip
@click.option("--copy-source", is_flag=True, help="Put the source where there is no translation, for OmegaT.")
@click.option("--repository", default="", metavar="URL", help="Where Weblate finds the publication.")
@click.pass_context
def export(
    context: click.Context,
    language: str,
    articles: tuple[str, ...],
    form: str,
    wanted: tuple[str, ...],
    output: Path | None,
    copy_source: bool,
    repository: str,
) -> None:
    """Write the messages translated into LANG for another program: XLIFF, CSV, TMX, or Weblate's components.

    States and notes go along. What comes home is taken in by motivator catalog import.

    \b
    Example:
      motivator catalog export es --output spanish.xlf
      motivator catalog export es heat sleep --format csv --state untranslated --state fuzzy --output two.csv
    """
    from pipeline.translation.exchange.formats import write

    press = context.obj
    problems = Problems()
    found = asked(context, articles, problems)
    if form == "weblate":
        data = components(
            press.settings.name,
            {domain: messages[0].language for domain, messages in found.items() if messages},
            press.settings.language,
            repository,
        )
        count = len(found)
    else:
        catalogs = open_catalogs(press.root, language, problems)
        leaving = list(units(found, catalogs, wanted))
        if copy_source:
            leaving = [unit if unit.target else replace(unit, target=unit.source) for unit in leaving]
        sources = dict.fromkeys(unit.source_language for unit in leaving)
        if form == "xliff-2" and len(sources) > 1:
            # A file of XLIFF 2 has one source language (4.3.1.20).
            main = press.settings.language if press.settings.language in sources else next(iter(sources))
            left = dict.fromkeys(unit.domain for unit in leaving if unit.source_language != main)
            talk(f"an XLIFF 2 file has one source language: {main}; export by themselves: {', '.join(left)}")
            leaving = [unit for unit in leaving if unit.source_language == main]
        data, count = write(form, leaving, problems), len(leaving)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        write_whole(output, data)
        talk(f"{count} {'components' if form == 'weblate' else 'messages'} written to {output}")
    finish(problems)


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language", callback=tag, metavar="TAG", help="The language translated into.  [default: as the file says]"
)
@click.option("--confirmed", is_flag=True, help="What was translated is no draft, whatever state the file says.")
@click.option("--reviewer", default="", metavar="NAME", help="Who reviewed what comes back as reviewed.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.pass_context
def import_(
    context: click.Context,
    files: tuple[Path, ...],
    language: str | None,
    confirmed: bool,
    reviewer: str,
    dry_run: bool,
) -> None:
    """Take translations back into the catalogs from XLIFF, CSV or TMX files.

    Work that was done in the catalogs meanwhile stays: what would replace it, and what no catalog has a place for, is named
    with its line and written into a .po file beside FILE.

    \b
    Example:
      motivator catalog import spanish.xlf
      motivator catalog import two.csv --reviewer "Ana Ruiz" --dry-run
    """
    from pipeline.translation.exchange.formats import read

    press = context.obj
    problems = Problems()
    for path in files:
        faults = Problems()
        found = read(path, press.root, language or "", faults)
        for target, own in _by_language(found, language, press.settings.languages, press.root).items():
            _take(context, path, target, own, faults, reviewer, confirmed, dry_run)
        problems.add(faults)
    finish(problems)


def _by_language(
    found: Sequence[Unit], language: str | None, known: Sequence[str], root: Path
) -> dict[str, list[Unit]]:
    """Return units by the language of ours that they are translated into."""
    ours = [*known, *catalog_languages(root)]
    sorted_out: dict[str, list[Unit]] = {}
    for unit in found:
        said = unit.language.replace("_", "-")
        target = language or next((each for each in ours if each.lower() == said.lower()), "")
        target = target or next((each for each in ours if each.split("-")[0] == said.lower().split("-")[0]), "")
        sorted_out.setdefault(target, []).append(unit)
    if "" in sorted_out:
        said = ", ".join(sorted({unit.language or "none" for unit in sorted_out[""]}))
        raise click.UsageError(f"the file is in a language without catalogs ({said}); name one with --language")
    return sorted_out


def _take(
    context: click.Context,
    path: Path,
    language: str,
    found: Sequence[Unit],
    problems: Problems,
    reviewer: str,
    confirmed: bool,
    dry_run: bool,
) -> None:
    press = context.obj
    before = as_read(press.root, language)
    broken = Problems()
    catalogs = open_catalogs(press.root, language, broken)
    problems.add(broken)
    taken = accept(catalogs, found, problems, reviewer=reviewer, day=press.today.isoformat(), confirmed=confirmed)
    writing = Problems()
    written = () if dry_run else rewrite(press.root, taken.catalogs, before, writing)
    if writing.errors:
        problems.add(writing)
        show(problems)
        raise SystemExit(int(Exit.PROBLEMS))
    for name in written:
        click.echo(name)
    if taken.aside and not dry_run:
        aside = _free(path)
        header = replace(new_header(press.settings.name, language), comments=("Translations that were not taken in.",))
        write_whole(aside, write_entries((header, *aside_entries(taken.aside))).encode())
        talk(f"{len(taken.aside)} translations were not taken in; they are in {shown(aside, press.root)}")
    would = "would change" if dry_run else "changed"
    talk(
        f"{path.name}: {taken.changed} messages {would}, {taken.same} as they were, {taken.empty} came back empty, "
        f"{len(taken.aside)} set aside"
    )
    if taken.changed and not dry_run:
        talk(f"see what they lack: motivator catalog check --language {language}")


def _free(path: Path) -> Path:
    """Return a name beside a file that none has yet."""
    wanted = path.with_name(f"{path.stem}.aside.po")
    number = 1
    while wanted.exists():
        number += 1
        wanted = path.with_name(f"{path.stem}.aside-{number}.po")
    return wanted
