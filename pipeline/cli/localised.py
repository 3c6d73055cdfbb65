"""`motivator catalog localised`: the articles themselves in another language."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.report import finish
from pipeline.editorial.issue import read_articles
from pipeline.foundation.diagnostic import Problems, shown
from pipeline.foundation.files import write_all
from pipeline.foundation.language import is_language
from pipeline.translation.catalog import open_catalogs
from pipeline.translation.localise import localise
from pipeline.translation.splice import changes, spliced


@click.command()
@click.argument("language", metavar="LANG")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Where; else output/localised/LANG.")
@click.option("--strict", is_flag=True, help="Count warnings as problems.")
@click.pass_context
def localised(context: click.Context, language: str, output: Path | None, strict: bool) -> None:
    """Write the articles in a language as Markdown.

    Each translation stands where its original stood; all else is as in the article, to the last space. What has no confirmed
    translation stays in its own language.

    \b
    Example:
      motivator catalog localised es
      motivator catalog localised es --output site/es
    """
    press = context.obj
    if not is_language(language):
        raise click.BadParameter(f'"{language}" is no language tag (es, pt-BR)', param_hint="LANG")
    problems = Problems()
    folder = output if output is not None else press.root / "output" / "localised" / language
    if folder.resolve() == (press.root / "articles").resolve():
        raise click.BadParameter("the articles themselves are there", param_hint="--output")
    documents = read_articles(press.root, press.settings, problems)
    catalogs = {tag: open_catalogs(press.root, tag, problems) for tag in {language, *(d.language for d in documents)}}
    files: dict[Path, bytes] = {}
    for document in documents if not problems.errors else ():
        made = localise(document, catalogs[language], language, problems, catalogs[document.language])
        path = press.root / document.span.path
        # As it is, with its line ends and its byte-order mark.
        text = path.read_bytes().decode()
        found = changes(document, made.document)
        files[folder / path.name] = spliced(text, found, document.span.path, language, problems).encode()
    if problems.errors:
        click.echo("nothing written", err=True)
        finish(problems)
    write_all(files)
    for path in files:
        click.echo(shown(path, press.root))
    finish(problems, strict=strict)
