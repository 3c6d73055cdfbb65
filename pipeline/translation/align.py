"""A translation that was published as a page of its own, matched with its article text by text.

In: the texts of an article and of its partner in another language, both in reading order. Out: pairs, each with a score from 0
to 1. A pair is likely where the lengths agree (Gale and Church, Computational Linguistics 19, 1993), where both are the same kind
of text, and where they share what is not translated: figures, addresses, names, and words of one stem ("migraine", "migraña").
The best row of pairs is found for the whole article at once, so that a passage that one side lacks unsettles nothing after it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property

from pipeline.document.tree import Document, Words, plain
from pipeline.foundation.value import Struct
from pipeline.translation.message import Place, is_asked, translated

# Roles that stand for each other between two pages; all others match only themselves.
_KINDS = {
    "quotation": "paragraph",
    "meaning": "paragraph",
    "header": "cell",
    "sidebar-title": "heading",
    "term": "item",
}
# What is about a page's people and place, not in its text.
_APART = ("breadcrumb", "author-role", "reviewer-role")
# How much longer than English other languages run, and how far lengths scatter, in natural logarithms.
_LONGER = {"es": 1.15, "fr": 1.15, "pt": 1.12, "it": 1.1, "de": 1.1}
_SCATTER = 0.35
# What a pair has to be worth before it is better to leave both sides alone, and before it is worth a translator's look.
_LEAST = 0.3
WORTH = 0.45
# How likely a pair of a role is before its words are looked at. An article has one title, and so has its partner.
_PRIOR = {"summary": 0.9, "heading": 0.75}
_TITLE = 0.5
_JOINED = 0.08
_BAND = 0.35
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_NAMES = re.compile(r"(?:https?://|www\.)\S+|\b[A-Z][A-Z0-9]{1,}\b|\w+[®™]")


class Unit(Struct, frozen=True, dict=True):
    """One text of an article: its Markdown, its characters, its role and level."""

    source: str
    text: str
    role: str
    level: int = 0

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a translation keeps: figures (decimal marks alike), addresses, abbreviations, marked names."""
        figures = {re.sub(r"[.,](?=\d{3}\b)", "", f).replace(",", ".") for f in _FIGURES.findall(self.text)}
        return frozenset(figures | set(_NAMES.findall(self.text)))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The first four letters of its longer words, without accents: many are one in related languages."""
        plain_text = unicodedata.normalize("NFKD", self.text.lower()).encode("ascii", "ignore").decode()
        return frozenset(word[:4] for word in re.findall(r"[a-z]{5,}", plain_text))


class Pair(Struct, frozen=True):
    """A text of the article and what translates it; `score` from 0 to 1."""

    source: str
    translation: str
    score: float


def units(document: Document) -> list[Unit]:
    """Return the texts of an article in reading order, repetitions included."""
    found: list[Unit] = []

    def record(words: Words, place: Place) -> Words:
        if is_asked(words) and place.role not in _APART:
            role = _KINDS.get(place.role, place.role)
            found.append(Unit(words.source, plain(words.content), role, place.level))
        return words

    translated(document, record)
    return found


def align(source: Sequence[Unit], target: Sequence[Unit], language: str) -> list[Pair]:
    """Return the pairs of an article's texts with those of its partner in `language`, in the article's order.

    A text may be answered by two in a row, which are joined; two of the article that the partner has made one are left out,
    for neither is translated by it.
    """
    ratio = _LONGER.get(language.split("-")[0], 1.0)
    rows, columns = len(source), len(target)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    steps: list[list[tuple[int, int, float]]] = [[(0, 0, 0.0)] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i:
                best[i][j], steps[i][j] = best[i - 1][j], (1, 0, 0.0)
            if j and best[i][j - 1] > (best[i][j] if i else -1.0):
                best[i][j], steps[i][j] = best[i][j - 1], (0, 1, 0.0)
            if not (i and j) or abs(i / rows - j / columns) > _BAND + 3 / max(rows, columns):
                continue
            for down, across in ((1, 1), (1, 2), (2, 1)):
                if i < down or j < across:
                    continue
                score = _score(source[i - down : i], target[j - across : j], ratio)
                gain = (score - _LEAST) * max(down, across) + best[i - down][j - across]
                if score > _LEAST and gain > best[i][j]:
                    best[i][j], steps[i][j] = gain, (down, across, score)
    return _traced(source, target, steps)


def _traced(
    source: Sequence[Unit], target: Sequence[Unit], steps: Sequence[Sequence[tuple[int, int, float]]]
) -> list[Pair]:
    pairs: list[Pair] = []
    i, j = len(source), len(target)
    while i or j:
        down, across, score = steps[i][j]
        if down == 1 and across:
            words = " ".join(unit.source for unit in target[j - across : j])
            pairs.append(Pair(source[i - 1].source, words, round(score, 2)))
        i, j = i - down, j - across
    return pairs[::-1]


def _score(source: Sequence[Unit], target: Sequence[Unit], ratio: float) -> float:
    """Return how likely the texts of one side translate those of the other."""
    kinds = {unit.role for unit in (*source, *target)}
    if len(source) + len(target) > 2 and kinds != {"paragraph"}:
        return 0.0
    alike = _likeness(source[0], target[0])
    if not alike:
        return 0.0
    lengths = [sum(len(unit.text) for unit in side) for side in (source, target)]
    off = math.log((lengths[1] + 4) / (lengths[0] * ratio + 4))
    # Short texts scatter more: a heading of two words may well be one of four.
    scatter = _SCATTER * (1 + 12 / (lengths[0] + 8))
    length = math.exp(-0.5 * (off / scatter) ** 2)
    weight, evidence = _shared(source, target)
    score = alike * ((1 - weight) * _PRIOR.get(source[0].role, 0.7) * length + weight * evidence * (0.5 + 0.5 * length))
    if source[0].role == "title":
        return max(score, _TITLE)
    return score - (_JOINED if len(source) + len(target) > 2 else 0.0)


def _likeness(one: Unit, other: Unit) -> float:
    if one.role != other.role:
        return 0.35 if {one.role, other.role} <= {"paragraph", "item", "heading"} else 0.0
    return 1.0 if one.level == other.level else 0.85


def _shared(source: Sequence[Unit], target: Sequence[Unit]) -> tuple[float, float]:
    """Return how much the shared words of two sides tell, and the share that is alike, both from 0 to 1.

    A figure or a name tells much; that two short texts share no stem tells little.
    """
    anchors, others = (frozenset().union(*(u.anchors for u in side)) for side in (source, target))
    stems, other_stems = (frozenset().union(*(u.stems for u in side)) for side in (source, target))
    told = found = 0.0
    if anchors or others:
        told += 0.35
        found += 0.35 * len(anchors & others) / max(len(anchors), len(others))
    fewer = min(len(stems), len(other_stems))
    if fewer:
        weight = 0.5 * min(1.0, fewer / 6)
        told += weight
        # A third of the longer words of one stem is as much as two related languages give.
        found += weight * min(1.0, 3 * len(stems & other_stems) / fewer)
    return told, found / told if told else 0.0
