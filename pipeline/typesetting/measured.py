"""Words measured, as values: what a word is set in, how wide it is, where it can be divided, what follows it.

blocks.py makes them; places.py and setting.py read them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.foundation.value import Struct
from pipeline.typesetting.vocabulary import ShapedWord
from pipeline.typesetting.words import Joint


class Ink(Struct, frozen=True):
    """How a piece of text is set: a run without its text. `hyphens` is the language it is hyphenated in,
    or "".
    """

    face: str
    size: float
    colour: str
    rise: float
    features: tuple[str, ...]
    key: str
    tracking: float
    language: str
    hyphenate: bool


class Cut(NamedTuple):
    """A division of a word: after `place` characters, which are `before` points wide.

    The hyphen put in is `sign` points wide, and what ends the line hangs out by `hang`; the part before can be widened
    by `up` and narrowed by `down`. `kind` is a `Division`, `price` the
    penalty, `hyphen` whether the line ends in a hyphen, of the text or not.
    """

    place: int
    before: float
    sign: float
    hang: float
    kind: int
    up: float
    down: float
    price: float
    hyphen: bool


class Block(NamedTuple):
    """A word measured. Lengths are points; `em` is what one unit of tracking (1/1000 em) adds to its width.

    `up` and `down` are how far glyph scaling and tracking can widen and narrow it, `start` and `end` how far
    it hangs. `missing` are the characters no face has, with the face asked for. `ink` and `glyphs` are
    those of its piece where it is all in one, else None and "".
    """

    text: str
    ink: Ink | None
    glyphs: str
    pieces: tuple[tuple[Ink, ShapedWord], ...]
    width: float
    em: float
    up: float
    down: float
    start: float
    end: float
    cuts: tuple[Cut, ...]
    soft: tuple[int, ...]
    missing: tuple[tuple[str, str], ...]


class Gap(Struct, frozen=True, eq=False):
    """A word space in one ink: width, stretch and shrink in points, what tracking adds to it, its glyph."""

    ink: Ink
    width: float
    up: float
    down: float
    em: float
    glyphs: str


class Word(NamedTuple):
    """A block in its place, the joint after it, the space the joint would print, and how that is copied.

    The lengths and the divisions are its block's, at hand where every word of a book is asked for them.
    """

    block: Block
    joint: Joint
    gap: Gap
    copied: str
    width: float
    up: float
    down: float
    start: float
    end: float
    cuts: tuple[Cut, ...]


def placed(block: Block, joint: Joint, gap: Gap, copied: str) -> Word:
    """Return `block` in its place."""
    return _new(Word, (block, joint, gap, copied, *block[4:5], *block[6:11]))


# A named tuple's own way to make one takes twice as long.
_new: Callable[[type[Word], tuple[object, ...]], Word] = tuple.__new__
