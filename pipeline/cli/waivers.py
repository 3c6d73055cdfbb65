"""`motivator catalog waive`: a finding that is right as it is, let pass with a reason."""

from __future__ import annotations

import re
from pathlib import Path

import click

from pipeline.cli.report import finish, talk
from pipeline.editorial.issue import furniture_words, read_articles
from pipeline.foundation.diagnostic import Problem, Problems, shown
from pipeline.foundation.files import write_whole
from pipeline.foundation.value import replace
from pipeline.translation.catalog import Catalog, open_catalog
from pipeline.translation.checks.catalogs import check_catalogs
from pipeline.translation.checks.house import open_house
from pipeline.translation.po import Entry
from pipeline.translation.waiver import NEVER, waived

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::\d+)?")


@click.command(name="waive")
@click.argument("place", metavar="FILE:LINE")
@click.argument("code")
@click.argument("reason")
@click.pass_context
def waive(context: click.Context, place: str, code: str, reason: str) -> None:
    """Let pass what a check found in one translation, with the reason.

    FILE:LINE is the place that `catalog check` names, CODE what it says in brackets. The waiver is written into the catalog as a
    comment, and lapses when the text or its translation changes.

    \b
    Example:
      motivator catalog waive locale/es/LC_MESSAGES/sleep.po:118 number-changed "the study was corrected in print"
    """
    press = context.obj
    found = _PLACE.fullmatch(place)
    if found is None:
        raise click.BadParameter(f'"{place}" names no line; write it as catalog check does', param_hint="FILE:LINE")
    if not reason.strip():
        raise click.BadParameter("a waiver needs a reason", param_hint="REASON")
    if code in NEVER:
        raise click.BadParameter(f"{code} cannot be waived: mend the translation", param_hint="CODE")
    path, line = _catalog(press.root, found["path"]), int(found["line"])
    problems = Problems()
    name, language = shown(path, press.root), path.parent.parent.name
    documents = read_articles(press.root, press.settings, problems)
    words = furniture_words(press.root, press.settings, problems)
    settings = press.settings
    house = open_house(press.root, settings.language, problems, cache=press.cache, reading=settings.reading)
    said = Problems()
    check_catalogs(press.root, documents, words, [language], said, language=settings.language, house=house)
    catalog = open_catalog(path, press.root, language, problems)
    if catalog is None or problems.errors:
        finish(problems)
    here = [problem for problem in said if problem.code == code and problem.span.path == name]
    entry = _entry(catalog, line)
    if entry is None or not any(_entry(catalog, problem.span.line) is entry for problem in here):
        raise click.BadParameter(_nothing(place, code, here), param_hint="FILE:LINE")
    entries = tuple(waived(e, code, reason) if e is entry else e for e in catalog.entries)
    write_whole(path, replace(catalog, entries=entries).data())
    talk(f"{name}:{entry.text_span.line}: {code} is waived until the text or its translation changes")
    finish(problems)


def _catalog(root: Path, name: str) -> Path:
    """Return the catalog of a name, which is told from the working directory or from the publication."""
    for path in (root / name, Path(name)):
        if path.is_file() and path.suffix == ".po" and path.resolve().is_relative_to(root.resolve()):
            return path.resolve()
    raise click.BadParameter(f'"{name}" is no catalog of the publication', param_hint="FILE:LINE")


def _entry(catalog: Catalog, line: int) -> Entry | None:
    """Return the entry that a line of a catalog belongs to."""
    return next((entry for entry in reversed(catalog.entries) if not entry.obsolete and entry.span.line <= line), None)


def _nothing(place: str, code: str, here: list[Problem]) -> str:
    also = f"; it stands at line {', '.join(str(problem.span.line) for problem in here)}" if here else ""
    return f"catalog check finds no {code} at {place}{also}"
