"""`motivator catalog fill` and `review`: proposals for what is empty, and who has seen what is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.exchange import asked, tag
from pipeline.cli.report import finish, show, table, talk
from pipeline.foundation.diagnostic import Exit, Problems, Span
from pipeline.foundation.language import is_language
from pipeline.translation import states
from pipeline.translation.catalog import Catalog, catalog_languages, open_catalogs
from pipeline.translation.fill import THRESHOLD, Filled
from pipeline.translation.fill import fill as filled
from pipeline.translation.memory import Memory, open_memory
from pipeline.translation.message import Message
from pipeline.translation.rewrite import as_read, rewrite
from pipeline.translation.standing import Row, rows

_FORM = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the result is printed.",
)  # fmt: skip


@click.command()
@click.argument("languages", nargs=-1, metavar="[LANG]...")
@click.option("--article", "articles", multiple=True, metavar="SLUG", help="Only this catalog; repeatable.")
@click.option(
    "--threshold", type=click.IntRange(1, 100), default=THRESHOLD, show_default=True, metavar="PERCENT",
    help="How like a text must be to one that was translated.",
)  # fmt: skip
@click.option(
    "--tmx", "more", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Also seek in this TMX file; repeatable.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be proposed, and write nothing.")
@_FORM
@click.pass_context
def fill(
    context: click.Context,
    languages: tuple[str, ...],
    articles: tuple[str, ...],
    threshold: int,
    more: tuple[Path, ...],
    dry_run: bool,
    form: str,
) -> None:
    """Fill empty messages from the translation memory, as fuzzy proposals for a translator to confirm.

    The memory is made of all catalogs and of the files in locale/memory/*.tmx. Nothing that has a translation is touched.

    \b
    Example:
      motivator catalog fill es --dry-run
      motivator catalog fill es --threshold 85 --tmx agency.tmx
    """
    press = context.obj
    for given in languages:
        if not is_language(given):
            raise click.BadParameter(f'"{given}" is no language tag (es, pt-BR)', param_hint="LANG")
    problems = Problems()
    found = asked(context, (), problems)
    for name in articles:
        if name not in found:
            raise click.BadParameter(f'no catalog "{name}"', param_hint="--article")
    written = {domain: messages[0].language for domain, messages in found.items() if messages}
    proposals: list[Filled] = []
    targets = languages or tuple(dict.fromkeys((*press.settings.languages, *catalog_languages(press.root))))
    with open_memory(press.root, press.cache, written, press.settings.language, problems, more) as memory:
        for language in targets:
            before = as_read(press.root, language)
            catalogs = open_catalogs(press.root, language, problems)
            if languages and not catalogs.by_domain:
                problems.error(
                    "catalog-missing",
                    f'no catalogs in "{language}"',
                    Span(f"locale/{language}"),
                    hint=f"motivator catalog update --language {language}",
                )
            changed = []
            for domain, messages in found.items():
                catalog = catalogs.get(domain)
                if catalog is not None and (not articles or domain in articles):
                    fresh, own = _filled(messages, catalog, memory, threshold)
                    changed.append(fresh)
                    proposals += own
            if not dry_run:
                written_files = Problems()
                rewrite(press.root, changed, before, written_files)
                if written_files.errors:
                    problems.add(written_files)
                    show(problems)
                    raise SystemExit(int(Exit.PROBLEMS))
    _tell(proposals, form, dry_run)
    finish(problems)


def _filled(
    messages: Sequence[Message], catalog: Catalog, memory: Memory, threshold: int
) -> tuple[Catalog, tuple[Filled, ...]]:
    return filled(messages, catalog, lambda text, spoken: memory.proposals(text, spoken, catalog.language, threshold))


def _tell(proposals: Sequence[Filled], form: str, dry_run: bool) -> None:
    if form == "json":
        click.echo(json.dumps({"proposals": [row.data() for row in proposals]}, ensure_ascii=False, indent=2))
    else:
        for row in proposals:
            best = row.proposal
            click.echo(f"{row.span}: {int(best.score)}% {best.origin}")
            click.echo(f"    {row.text}\n    {best.source}\n    {best.target}")
    what = "would be proposed" if dry_run else "proposed, as fuzzy"
    talk(f"{len(proposals)} translations {what}")


@click.command()
@click.argument("language", metavar="LANG", callback=tag)
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("--by", "who", default="", metavar="NAME", help="Write down NAME, with today's date.")
@click.option(
    "--as", "role", type=click.Choice(["reviewer", "translator", "medical"]), default="reviewer", show_default=True,
    help="What NAME did: reviewed the translation, made it, or signed it off as medically right.",
)  # fmt: skip
@_FORM
@click.pass_context
def review(context: click.Context, language: str, articles: tuple[str, ...], who: str, role: str, form: str) -> None:
    """Show who translated, reviewed and signed the articles in LANG; with --by, write it down.

    A review is sealed with the texts that were seen: when one of them changes, it has lapsed and says so.

    \b
    Example:
      motivator catalog review es
      motivator catalog review es heat --by "Ana Ruiz" --as translator
      motivator catalog review es heat --by "Luis Peña, MD" --as medical
    """
    press = context.obj
    name = " ".join(who.split())
    if who and (not name or "~" in name):
        raise click.BadParameter("a name in words, without ~", param_hint="--by")
    if name and not articles:
        raise click.UsageError("name the articles that were seen")
    problems = Problems()
    found = asked(context, articles, problems)
    before = as_read(press.root, language)
    catalogs = open_catalogs(press.root, language, problems)
    if name:
        write = {
            "reviewer": states.with_review,
            "translator": states.with_translator,
            "medical": states.with_sign_off,
        }[role]
        changed = {}
        for domain, messages in found.items():
            catalog = catalogs.get(domain)
            if catalog is not None:
                changed[domain] = write(catalog, messages, name, press.today.isoformat())
            elif domain not in catalogs.broken:
                problems.error(
                    "catalog-missing",
                    f'"{domain}" has no catalog in "{language}"',
                    Span(f"locale/{language}/LC_MESSAGES/{domain}.po"),
                    hint="run motivator catalog update",
                )
        for path in rewrite(press.root, changed.values(), before, problems):
            talk(path)
        if problems.errors:
            finish(problems)
        catalogs = open_catalogs(press.root, language, problems)
    _show(rows(found, catalogs), form)
    finish(problems)


def _show(standing: Sequence[Row], form: str) -> None:
    if form == "json":
        click.echo(json.dumps({"articles": [row.data() for row in standing]}, ensure_ascii=False, indent=2))
        return
    heads = (
        "article",
        "messages",
        "translated",
        "reviewed",
        "to review",
        "translated by",
        "reviewed by",
        "signed by",
        "",
    )
    lines = [
        (
            row.domain,
            row.messages,
            row.translated,
            row.reviewed,
            row.needs_review,
            row.translated_by,
            row.reviewed_by,
            row.signed_by,
            row.remark,
        )
        for row in standing
    ]
    click.echo(table(lines, heads, right=(1, 2, 3, 4)))
