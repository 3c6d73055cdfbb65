"""Abbreviations in running text: where they stand, and what they stand for.

In: text, and the abbreviations of its language. Out: the text in parts, the abbreviations among them with their expansions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache


def parts(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the text in order, each part with its expansion, "" for what is no abbreviation.

    An abbreviation is a word of its own, capitals as they are written: not "MS" in "MSCN", nor "EM" in "EM-3".
    """
    if not known:
        yield text, ""
        return
    for index, part in enumerate(_pattern(tuple(known)).split(text)):
        if part:
            yield part, known[part] if index % 2 else ""


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w®-])({'|'.join(map(re.escape, longest_first))})(?![\w®]|-\d)")


def abbreviations(language: str, known: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return the abbreviations of a language, those of "es" for "es-US" too."""
    return known.get(language) or known.get(language.partition("-")[0]) or {}
