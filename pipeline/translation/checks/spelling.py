"""Spelling: words that are in no dictionary, in no glossary and on no list of the house.

A word that looks like a name is let pass: one with a capital within a sentence, and any that the original has as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.figures import UNITS
from pipeline.translation.checks.pair import Pair
from pipeline.translation.dictionary import Speller

LIST = "locale/{language}/words.txt"

_WORD = re.compile(r"(?<![\w@.\\{/#&])[^\W\d_]+(?:’[^\W\d_]+)*(?![\w@\\}/])")
_OPENS = re.compile(r"(?:^|[.!?…:]\W*\s|\n|[¿¡“‘(—–]|\W\d+[.)] )\W*$")

# "Dr." ends no sentence.
_TITLES = re.compile(r"\b(?:Dra?s?|Sra?s?|Srta|Mrs?|Ms|St|Sta|Prof|[A-Z])\.\s*$")


def house_words(root: Path, language: str) -> frozenset[str]:
    """Return the words of the house in a language: `locale/<language>/words.txt`, one a line, "#" before a remark."""
    try:
        text = (root / LIST.format(language=language)).read_text("utf-8-sig")
    except OSError:
        # A publication need not have one.
        return frozenset()
    words = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(word for word in words if word)


def check_spelling(pair: Pair, problems: Problems, speller: Speller, house: frozenset[str], language: str) -> None:
    """Warn of each word that is spelt as no dictionary has it (`spelling`), once a text; `language` has the house's list."""
    for word in dict.fromkeys(misspelt(pair, speller, house)):
        nearest = speller.nearest(word)
        meant = f"did you mean “{nearest}”? If it is right as it is" if nearest else "if it is right"
        pair.warning(
            problems,
            "spelling",
            f'"{word}" is in no dictionary',
            f"{meant}, add it to {LIST.format(language=language)}",
            after=word,
        )


def misspelt(pair: Pair, speller: Speller, house: frozenset[str]) -> Iterator[str]:
    """Yield the words of the translation that nobody knows, in order."""
    text = pair.translation.own
    names = set(re.findall(r"[^\W\d_]+", pair.original.plain))
    for found in _WORD.finditer(text):
        word = found[0].replace("’", "'")
        small = word.lower()
        if len(word) < 3 or word.isupper() or word[1:] != small[1:] or word in UNITS:
            # Initialisms, and names as "MedlinePlus".
            continue
        capital = word[0].isupper()
        before = text[: found.start()]
        if capital and (found[0] in names or not _OPENS.search(before) or _TITLES.search(before)):
            continue
        if small in house or found[0] in house or (small.endswith("s") and small[:-1] in house):
            continue
        if not (speller.knows(word) or (capital and speller.knows(small))):
            yield found[0]
