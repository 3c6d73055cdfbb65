"""What every command is given: the publication it works on, read when first asked for."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from pipeline.cli.report import finish
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.settings import Settings, find_publication, read_settings
from pipeline.foundation.value import Struct


def day(_: click.Context, option: click.Parameter, value: str | None) -> date | None:
    """Return the date an option was given as YYYY-MM-DD; anything else is wrong usage."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f'"{value}" is no date; write YYYY-MM-DD', param=option) from None


class Session(Struct):
    """The options before the command, and the publication they lead to."""

    start: Path
    today: date
    _root: Path | None = None
    _settings: Settings | None = None

    @property
    def root(self) -> Path:
        """The publication's folder. Raises `Unusable` (exit 2) where there is none."""
        if self._root is None:
            self._root = find_publication(self.start.resolve())
        return self._root

    @property
    def settings(self) -> Settings:
        """The publication's settings; leaves with exit 1 where they are broken."""
        if self._settings is None:
            problems = Problems()
            self._settings = read_settings(self.root, problems)
            if self._settings is None or problems.errors:
                finish(problems)
        return self._settings

    @property
    def cache(self) -> Path:
        """Where cut fonts and other things that can be made again are kept: never in the publication."""
        given = os.environ.get("MOTIVATOR_CACHE") or os.environ.get("XDG_CACHE_HOME")
        base = Path(given) if given else Path.home() / ".cache"
        return base / "motivator"
