"""Inflection: the form a dictionary lists a word under, so that "recaídas" is known as "recaída".

simplemma's only door. Its tables take half a second to load for Spanish, so what they said of a word is kept.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipeline.foundation.value import Struct
from pipeline.translation.shelf import Shelf

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W\d_]+)?")


class Token(Struct, frozen=True):
    """A word of a text, its form without capitals, and where it stands."""

    text: str
    form: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order; the "s" of a genitive is no part of one."""
    found = []
    for match in _WORD.finditer(text):
        word = re.sub(r"[’']s$", "", match[0])
        found.append(Token(word, word.casefold(), match.start(), match.start() + len(word)))
    return found


class Lemmas:
    """The lemmas of one language; `shelf` keeps them from run to run."""

    def __init__(self, language: str, shelf: Shelf) -> None:
        self._language = language.split("-")[0]
        self._shelf = shelf

    def same(self, word: Token, other: Token) -> bool:
        """Tell whether two words are forms of one: equal, or with one lemma. Capitals count for abbreviations alone."""
        if other.text.isupper() and len(other.text) > 1:
            return word.text == other.text or word.text == f"{other.text}s"
        if word.form == other.form:
            return True
        # Forms of one word begin alike, so most pairs are told apart without a look at the tables.
        least = min(4, len(other.form) - 1)
        if len(other.form) < 4 or _bare(word.form[:least]) != _bare(other.form[:least]):
            return False
        if self._language == "en" and (_is_doing(word.form) or _is_doing(other.form)):
            # A screening is no form of a screen.
            return word.form.removesuffix("s") == other.form.removesuffix("s")
        return self.of(word.form) == self.of(other.form)

    def of(self, form: str) -> str:
        """Return the lemma of a word in lower case; a word of a language without tables is its own."""
        known = self._shelf.get(form)
        if known is None:
            known = self._shelf[form] = _lemma(form, self._language)
        return known


def _is_doing(form: str) -> bool:
    return form.endswith(("ing", "ings"))


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _lemma(form: str, language: str) -> str:
    if language not in _languages():
        return form
    from simplemma import lemmatize

    return str(lemmatize(form, lang=language)).casefold()


def listed(word: str, language: str) -> bool:
    """Tell whether the tables of a language list a word, as one or as a form of one."""
    if language not in _languages():
        return False
    from simplemma import is_known

    return bool(is_known(word.lower(), lang=language))


@cache
def _languages() -> frozenset[str]:
    """Return the languages that have tables."""
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return frozenset(SUPPORTED_LANGUAGES)
