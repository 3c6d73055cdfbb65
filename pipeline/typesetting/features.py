"""OpenType features: what a style asks of its face, and what the face can draw of it.

In: a style, the text, the face. Out: the tags to shape with, and the letters that the face has no glyphs for. Nothing is
imitated: what a face lacks is set as it was typed, and said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.typesetting.font import Face
from pipeline.typesetting.layout import TextStyle

NAMES = {
    "smcp": "small capitals",
    "c2sc": "small capitals for capitals",
    "onum": "old-style figures",
    "lnum": "lining figures",
    "sups": "superiors",
}


def drawn(style: TextStyle, text: str, face: Face) -> tuple[str, ...]:
    """Return the features of `style` that `face` draws all of `text` with."""
    return _choose(style.case, style.figures, text if len(text) < _SHORT else "".join(sorted(set(text))), face)[0]


def lacking(style: TextStyle, text: str, face: Face) -> Iterator[tuple[str, str]]:
    """Yield (feature, letters) for each feature of `style` that `face` does not draw all of `text` with."""
    yield from _choose(style.case, style.figures, "".join(sorted(set(text))), face)[1]


_SHORT = 24
_DIGITS = "0123456789"


@lru_cache(maxsize=4096)
def _choose(case: str, figures: str, text: str, face: Face) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    found: list[str] = []
    lacks: list[tuple[str, str]] = []

    def ask(feature: str, letters: str, *also: str) -> None:
        if not letters:
            return
        if face.draws(feature, letters):
            found.extend((feature, *(tag for tag in also if face.draws(tag, letters))))
        else:
            lacks.append((feature, "".join(c for c in letters if not face.draws(feature, c))))

    if case in ("small", "all-small"):
        ask("smcp", "".join(c for c in text if unicodedata.category(c) == "Ll"))
    if case == "all-small":
        ask("c2sc", "".join(c for c in text if c.isupper()))
    if case == "upper" and "case" in face.substitutes:
        # Signs that stand beside capitals are drawn higher; a face without them loses nothing that was asked for.
        found.append("case")
    # Figures are asked for whether or not the text has any: the same words then have the same features everywhere.
    if figures == "oldstyle":
        # In running text old-style figures are as wide as they are drawn, not of one width for columns.
        ask("onum", _DIGITS, "pnum")
    elif figures == "tabular" and face.draws("tnum", _DIGITS):
        # A face without the feature has figures of one width already.
        found.append("tnum")
    elif "lnum" in face.substitutes and "onum" not in face.substitutes:
        # Old-style figures are what this face has by itself.
        ask("lnum", _DIGITS)
    return tuple(found), tuple(lacks)
