"""The words of a face: how each is shaped and where it is divided, in memory and from build to build.

In: a face's digest, OpenType features, a folder. Out: what is known of a word. A file of the folder is found by what the
words in it depend on, so that nothing in it can be out of date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline.typesetting.keeping import keep, opened

# Words kept at a time. A book has some ten thousand distinct ones; text without end must not fill the memory.
KEPT = 30_000

# Sets of division rules kept beside those in use.
OTHERS = 4

KIND = "words"


class ShapedWord(NamedTuple):
    """A word in glyphs. `width` and the overhangs are in 1/1000 em.

    `glyphs` is the inside of a TJ array without its outer angle brackets: two-byte glyph numbers with the
    kerning inlined ("00120034>-15<0040"), so that words are joined by joining strings. `number` is the number
    of glyphs. `start` and `end` are how far the first and the last character hang out where they stand at the edge of
    a measure. `edges` are the places between clusters as (characters before, width before), None where they are not
    known: they are not kept on disk.
    """

    text: str
    width: float
    glyphs: str
    number: int
    start: float
    end: float
    edges: tuple[tuple[int, float], ...] | None


# A named tuple's own way to make one takes twice as long.
_new: Callable[[type[ShapedWord], tuple[object, ...]], ShapedWord] = tuple.__new__

# Divisions of a word: (characters before, `Division`, width before in 1/1000 em).
Divided = tuple[tuple[int, int, float], ...]

# What is known of words as plain values: a word without its text and its edges, and divisions by their rules.
Learnt = tuple[dict[str, tuple[float, str, int, float, float]], dict[bytes, dict[str, Divided]]]


class Vocabulary:
    """Words in one face with the same features, under their texts; with a soft hyphen at the end, as they end a line.

    `digest` stands for the face's file. Without a `folder` nothing is read or kept.
    """

    def __init__(self, digest: bytes, features: tuple[str, ...], folder: Path | None) -> None:
        self._words: dict[str, ShapedWord] = {}
        self._divided: dict[bytes, dict[str, Divided]] = {}
        self._path: Path | None = None
        self._fresh = False
        self._old_words: dict[str, tuple[float, str, int, float, float]] = {}
        self._old_divided: dict[bytes, dict[str, Divided]] = {}
        if folder is not None:
            name = hashlib.sha256(digest + "\0".join(features).encode()).hexdigest()
            self._path = folder / "words" / name
            found = opened(self._path, KIND)
            if found is not None:
                self._old_words, self._old_divided = found

    def word(self, text: str) -> ShapedWord | None:
        """Return a word if it is known."""
        word = self._words.get(text)
        if word is None:
            old = self._old_words.get(text)
            if old is not None:
                word = self._words[text] = _new(ShapedWord, (text.removesuffix("\u00ad"), *old, None))
        return word

    def add(self, text: str, word: ShapedWord) -> None:
        """Know a word from now on."""
        if len(self._words) >= KEPT:
            self._words.clear()
        self._words[text] = word
        self._fresh = True

    def divided(self, text: str, rules: bytes) -> Divided | None:
        """Return the divisions of a word by the `rules` of that digest, if they are known."""
        known = self._divided.get(rules)
        found = known.get(text) if known is not None else None
        if found is None:
            old = self._old_divided.get(rules)
            found = old.get(text) if old is not None else None
            if found is not None:
                self._divided.setdefault(rules, {})[text] = found
        return found

    def divide(self, text: str, rules: bytes, divided: Divided) -> None:
        """Know a word's divisions from now on."""
        known = self._divided.setdefault(rules, {})
        if len(known) >= KEPT:
            known.clear()
        known[text] = divided
        self._fresh = True

    def gathered(self) -> Learnt:
        """Return what was learnt of words that were not known."""
        words = {text: word[1:6] for text, word in self._words.items() if text not in self._old_words}
        divided = {
            rules: {text: places for text, places in known.items() if text not in self._old_divided.get(rules, ())}
            for rules, known in self._divided.items()
        }
        return words, divided

    def gather(self, learnt: Learnt) -> None:
        """Know what was `gathered` elsewhere."""
        words, divided = learnt
        self._old_words |= words
        for rules, known in divided.items():
            self._old_divided.setdefault(rules, {}).update(known)
        self._fresh = self._fresh or bool(words) or any(divided.values())

    def keep(self) -> None:
        """Keep what is known on disk, this build's words first, if there is anything new."""
        if self._path is None or not self._fresh:
            return
        words = {text: word[1:6] for text, word in self._words.items()}
        for text, old in islice(self._old_words.items(), max(0, KEPT - len(words))):
            words.setdefault(text, old)
        divided = {rules: dict(known) for rules, known in self._divided.items()}
        for rules, former in self._old_divided.items():
            # Some stay, for another language or another edition; not all that ever were.
            mine = divided.setdefault(rules, {}) if len(divided) < len(self._divided) + OTHERS else {}
            for text, places in islice(former.items(), max(0, KEPT - len(mine))):
                mine.setdefault(text, places)
        keep(self._path, KIND, (words, divided))
        self._fresh = False
