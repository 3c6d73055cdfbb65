"""Where a word may be divided at the end of a line.

In: a language, a word as it stands in the text. Out: the places, counted in characters. The patterns are
Liang's, out of pyphen's dictionaries (this module is its only door); a publication adds words of its own in
`locale/hyphenation/<language>.txt`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable, shown
from pipeline.foundation.files import read_text
from pipeline.typesetting.keeping import keep, opened

# The fewest letters before and after a division. Spanish may leave two on either side (Ortografía de la lengua española,
# 2010, forbids one only), and its syllables of two are what even spaces in a narrow column are made of: with three on
# either side twice as many lines have word spaces half as wide again as they should be.
MINIMA = {"en": (2, 3), "es": (2, 2)}
ORDINARY = (2, 3)

# What a bare tag means where the patterns tell countries apart.
DICTIONARIES = {"en": "en_US", "de": "de_DE", "pt": "pt_PT", "sr": "sr_Latn"}

KEPT = 30_000

# Letters in a row, with their combining marks.
_LETTERS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
# Addresses, names of files, figures: nothing in them is divided as a word.
_NO_WORD = re.compile(r"://|@|www\.|\d|[®™℠]|[^\W\d_]\.[^\W\d_]{2}|_", re.IGNORECASE)

_AROUND = "\"'.,;:!?()[]\u201c\u201d\u2018\u2019\u00ab\u00bb\u00a1\u00bf\u2026"

Trie = dict[str, Any]


class Hyphenator:
    """The divisions of one language. `exceptions` map a word in lower case to the same with its hyphens.

    `left` and `right` are the fewest letters on either side, by default the language's. With a `cache` folder
    the patterns are kept there in the form they are used in.
    """

    def __init__(
        self,
        language: str,
        exceptions: Mapping[str, str] = MappingProxyType({}),
        *,
        left: int | None = None,
        right: int | None = None,
        cache: Path | None = None,
    ) -> None:
        primary = re.split("[-_]", language.lower())[0]
        minima = MINIMA.get(primary, ORDINARY)
        self.language = language
        self.left = minima[0] if left is None else max(left, 1)
        self.right = minima[1] if right is None else max(right, 1)
        self._exceptions = {word.lower(): _hyphens(divided) for word, divided in exceptions.items()}
        self._cache = cache
        self._trie: Trie | None = None
        self._known: dict[str, tuple[int, ...]] = {}

    @cached_property
    def digest(self) -> bytes:
        """What its divisions depend on."""
        words = sorted(self._exceptions.items())
        said = (self.language, self.left, self.right, words, _dictionaries())
        return hashlib.sha256(repr(said).encode()).digest()

    def points(self, word: str) -> tuple[int, ...]:
        """Return the places where `word` may be divided, ascending; 3 is after its third character.

        Punctuation around it does not matter. Addresses, words with figures, names marked ® or ™ and acronyms
        in capitals have none, nor has any word of a language without patterns. A word of several parts
        ("self-care") is divided at its hyphens only, which are not given here.
        """
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            bare = word.strip(_AROUND)
            if bare.isalpha():
                # Most words; the same with a comma as without.
                known = self._known.get(bare)
                if known is None:
                    known = self._known[bare] = tuple(self._letters(bare))
                if known and (before := word.find(bare)):
                    known = tuple([before + place for place in known])
            else:
                known = tuple(self._divide(word))
            self._known[word] = known
        return known

    def _letters(self, letters: str) -> list[int]:
        """Return the divisions of a word of nothing but letters."""
        if len(letters) < self.left + self.right or letters.isupper():
            return []
        own = self._exceptions.get(letters.lower())
        return self._patterned(letters) if own is None else own

    def _divide(self, word: str) -> list[int]:
        if len(word) < self.left + self.right or _NO_WORD.search(word):
            return []
        found: list[int] = []
        parts = list(_LETTERS.finditer(word))
        if any(mark in word for mark in "-\u2010\u2011\u2013\u2014/"):
            # A second hyphen in a compound hides where its parts join.
            parts = [part for part in parts if part.group().lower() in self._exceptions]
        for part in parts:
            found += [part.start() + place for place in self._letters(part.group())]
        return found

    def _patterned(self, letters: str) -> list[int]:
        if len(letters) < self.left + self.right:
            return []
        if self._trie is None:
            self._trie = self._load()
        word = f".{letters.lower()}."
        if len(word) != len(letters) + 2:
            # A letter that changes its length in lower case (İ) would shift every place after it.
            return []
        values = [0] * (len(word) + 1)
        root = self._trie
        for start in range(len(word) - 1):
            node = root
            for letter in word[start:]:
                if letter not in node:
                    break
                node = node[letter]
                if "" in node:
                    first, weights = node[""]
                    place = start + first
                    for value in weights:
                        if value > values[place]:
                            values[place] = value
                        place += 1
        return [
            place
            for place in range(self.left, len(letters) - self.right + 1)
            if values[place + 1] & 1 and not "\u0300" <= letters[place] <= "\u036f"
        ]

    def _load(self) -> Trie:
        import pyphen  # type: ignore[import-untyped]  # ships no types

        name = pyphen.language_fallback(self.language)
        name = DICTIONARIES.get(name, name)
        if name is None:
            return {}
        path = None
        if self._cache is not None:
            path = self._cache / "hyphens" / f"{name}-{_dictionaries().hex()[:16]}"
            kept = opened(path, "hyphens")
            if isinstance(kept, dict):
                return kept
        trie: Trie = {}
        for letters, (start, values) in pyphen.Pyphen(lang=name).hd.patterns.items():
            node = trie
            for letter in letters:
                node = node.setdefault(letter, {})
            node[""] = (start, tuple([_plain(value) for value in values]))
        if path is not None:
            keep(path, "hyphens", trie)
        return trie


@cache
def _dictionaries() -> bytes:
    """Return what stands for pyphen's release: its module names it, and reading that is quicker than importing it."""
    spec = find_spec("pyphen")
    return hashlib.sha256(Path(spec.origin).read_bytes() if spec and spec.origin else b"").digest()


def _plain(value: Any) -> int:
    """Return a pattern's value; where the spelling would change at the break (German "ck"), one that
    forbids it.
    """
    return int(value) + 1 if getattr(value, "data", None) else int(value)


def _hyphens(divided: str) -> list[int]:
    """Return the places of the hyphens in `divided`, counted without them."""
    places, letters = [], 0
    for char in divided:
        if char == "-":
            places.append(letters)
        else:
            letters += 1
    return places


def read_exceptions(path: Path, problems: Problems) -> Mapping[str, str]:
    """Return the words of a hyphenation list as {word in lower case: the same with hyphens where it may be
    divided}.

    One word a line, `#` begins a comment; a word without hyphens is never divided. A file that is not there
    holds no words. Codes: "hyphenation-word" for a line that is no such word, "hyphenation-twice" for a word
    that stands twice with different divisions, and those of a file that cannot be read.
    """
    if not path.exists():
        return {}
    name = shown(path)
    try:
        text = read_text(path, name)
    except Unusable as fault:
        if fault.exit_code is Exit.WORLD:
            raise
        problems.add([fault.problem])
        return {}
    words: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        span = Span(name, number, len(line) - len(line.lstrip()) + 1)
        divided = entry.lower()
        word = divided.replace("-", "")
        if not _LETTERS.fullmatch(word) or "--" in divided or divided[0] == "-" or divided[-1] == "-":
            problems.error(
                "hyphenation-word",
                f'"{entry}" is no word with its divisions',
                span,
                hint='write one word a line, hyphens where it may be divided: "in-ter-fer-on"',
            )
        elif words.setdefault(word, divided) != divided:
            problems.error(
                "hyphenation-twice",
                f'"{entry}" is given before as "{words[word]}"',
                span,
                hint="keep one of the two lines",
            )
    return words
