"""What the house knows when translations are checked: its glossary, its word lists, and what was found out before.

In: the publication's folder and a folder for the cache. Out: a `House` that gives each check what it asks for, read when it is first asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.foundation.diagnostic import Problem, Problems
from pipeline.translation.catalog import Catalog
from pipeline.translation.glossary import Terms, read_terms
from pipeline.translation.inflection import Lemmas
from pipeline.translation.message import Message
from pipeline.translation.shelf import Shelf
from pipeline.translation.termbook import Book, book

VERSION = "1"


class House:
    """The terms of a publication, whose articles are in `language`; `cache` keeps lemmas and verdicts from run to run."""

    def __init__(self, terms: Terms | None = None, language: str = "en", cache: Path | None = None) -> None:
        self.terms = terms or {}
        self.language = language
        self.cache = cache
        self._lemmas: dict[str, Lemmas] = {}
        self._books: dict[tuple[str, str], Book] = {}
        self._shelves: list[Shelf] = []

    def shelf(self, *names: bytes | str) -> Shelf:
        """Return a shelf that is kept with the house."""
        shelf = Shelf(self.cache, VERSION, *names)
        self._shelves.append(shelf)
        return shelf

    def lemmas(self, language: str) -> Lemmas:
        """Return the lemmas of a language."""
        if language not in self._lemmas:
            self._lemmas[language] = Lemmas(language, self.shelf("lemmas", language))
        return self._lemmas[language]

    def book(self, source: str, target: str) -> Book:
        """Return the terms from one language into another."""
        pair = source, target
        if pair not in self._books:
            self._books[pair] = book(self.terms, self.language, *pair, self.lemmas(source), self.lemmas(target))
        return self._books[pair]

    def remembered(
        self,
        messages: Sequence[Message],
        catalog: Catalog,
        check: Callable[[Sequence[Message], Catalog, Problems, House], None],
    ) -> Iterable[Problem]:
        """Return what `check` finds in a catalog, from an earlier run where nothing it depends on has changed."""
        problems = Problems()
        check(messages, catalog, problems, self)
        return problems

    def keep(self) -> None:
        """Keep what was found out, for the next run."""
        for shelf in self._shelves:
            shelf.keep()


def open_house(root: Path, language: str, cache: Path | None, problems: Problems) -> House:
    """Return what the publication in `root` knows; faults of its glossary are on the sheet."""
    return House(read_terms(root, problems), language, cache)
