"""The text most like another among thousands: an index of words names the candidates, rapidfuzz judges them.

In: texts. Out: for a text, the place of the one most like it, and how like they are, in percent of rapidfuzz's `ratio` (that of
insertions and deletions, between 0 and 100). The door of rapidfuzz.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

# Longer texts are not compared: a translator would not trust the find.
LONGEST = 5_000

# Where there are no more texts than this, all are judged; else so many that share the most telling words.
_FEW = 60
_CANDIDATES = 25

# How many places of words are looked at for a text; the rarest words come first.
_PLACES = 4_000

# A text up to this length, in characters, is found by its groups of three letters too: one mistyped word may be all of it.
_SHORT = 30

# How much more like a text of no length would have to be, and the length in characters from which on that is no matter.
_STRICTER = 35.0
_LETTERS = 60

# How like is enough for any text.
_ALIKE = 85.0

# Points from which on something else speaks for a place as surely as its words.
CERTAIN = 16.0

# A part of a text that was split, in characters, and how like it must be to some part of that text.
_PART = 25
PART = 95

_WORD = re.compile(r"\w+")


class Pool:
    """Texts to be searched. `favour` adds points to a text's likeness where there are other signs, such as its place."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._sizes = [len(text) for text in texts]
        self._places: dict[str, list[int]] = {}
        self._weights: list[float] = []

    def nearest(
        self, text: str, threshold: float, favour: Callable[[int], float] = lambda _: 0.0
    ) -> tuple[int, float] | None:
        """Return the place of the text most like `text` and its likeness, or None where none reaches `threshold`.

        Short texts must be more like: letters that happen to agree are much of them. The more points a place has of `favour`,
        the less of that is asked; with `CERTAIN`, `threshold` will do.
        """
        if not self.texts or len(text) > LONGEST:
            return None
        best, most = None, 0.0
        low, high = threshold / (200 - threshold), (200 - threshold) / threshold
        size = len(text)
        stricter = _STRICTER * max(0.0, 1 - size / _LETTERS)
        for place in self._candidates(text, lambda other: low * size <= other <= high * size):
            likeness = fuzz.ratio(text, self.texts[place], score_cutoff=threshold)
            favoured = favour(place)
            if likeness < max(threshold, min(_ALIKE, threshold + stricter * max(0.0, 1 - favoured / CERTAIN))):
                continue
            points = likeness + favoured
            if best is None or points > most:
                best, most = (place, likeness), points
        return best

    def whole_of(self, text: str, allowed: Callable[[int], bool]) -> tuple[int, float] | None:
        """Return the place of a longer text that `text` was a part of, and how like it is to that part; or None."""
        size = len(text)
        if size < _PART or size > LONGEST:
            return None
        for place in self._candidates(text, lambda other: size < other <= LONGEST):
            if allowed(place):
                likeness = fuzz.partial_ratio(text, self.texts[place], score_cutoff=PART)
                if likeness >= PART:
                    return place, likeness
        return None

    def _candidates(self, text: str, fits: Callable[[int], bool]) -> list[int]:
        if len(self.texts) <= _FEW:
            return [place for place, size in enumerate(self._sizes) if fits(size)]
        if not self._places:
            self._index()
        shared: dict[int, float] = defaultdict(float)
        tokens = sorted((len(self._places.get(token, ())), token) for token in _tokens(text))
        own = sum(self._weight(count) for count, _ in tokens)
        seen = 0
        for count, token in tokens:
            if not count:
                continue
            if seen and seen + count > _PLACES:
                break
            seen += count
            weight = self._weight(count)
            for place in self._places[token]:
                shared[place] += weight
        fitting = [place for place in shared if fits(self._sizes[place])]
        fitting.sort(key=lambda place: (-shared[place] / (own + self._weights[place]), place))
        return fitting[:_CANDIDATES]

    def _index(self) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        tokens = [_tokens(text) if len(text) <= LONGEST else set() for text in self.texts]
        for place, found in enumerate(tokens):
            for token in found:
                places[token].append(place)
        self._places = dict(places)
        weights = {token: self._weight(len(found)) for token, found in places.items()}
        self._weights = [sum(map(weights.__getitem__, found)) for found in tokens]

    def _weight(self, count: int) -> float:
        """Return how telling a word is that stands in `count` texts."""
        return math.log(1 + len(self.texts) / max(1, count))


def _tokens(text: str) -> set[str]:
    folded = text.casefold()
    found = set(_WORD.findall(folded))
    if len(text) <= _SHORT:
        # A space before them, so that none is taken for a word.
        found |= {f" {folded[at : at + 3]}" for at in range(len(folded) - 2)}
    return found
