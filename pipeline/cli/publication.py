"""`motivator new`: an empty publication."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.report import talk
from pipeline.edition.scaffold import scaffold


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make an empty publication in DIR: settings, layouts, furniture in English and Spanish, a first article.

    \b
    Example: motivator new my-magazine
    """
    for path in scaffold(folder):
        click.echo(path)
    talk(f"next: edit {folder / 'publication.toml'}, then motivator -C {folder} build first")
