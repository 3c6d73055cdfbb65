"""Words measured: the glyphs of a word in its ink, its width, and where it can be divided.

In: the parts of a word and the inks they are set in. Out: `Block` values, good wherever the word stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.layout import Justification
from pipeline.typesetting.shaping import ShapedWord, Shaper
from pipeline.typesetting.words import Division, Joint, divisions, last_resorts

KEPT = 30_000

# Prices of a break beside the style's price of a hyphen, which is 90 by default: a hyphen or slash of the text (a share
# of it), and the last resort.
MARK_SHARE, EDGE_PRICE = 0.5, 300.0

HYPHENS = ("-", "\u2010")

# What begins no line and what ends none, however narrow the measure.
_CLOSES = ".,;:!?)]}’”»%®™…–—-\u2010\u2011"
_OPENS = "([{‘“«¿¡"

# Joiners, directions and other marks without a glyph, and the soft hyphen.
_INVISIBLE = ("Cf", "Cc")


@dataclass(frozen=True, slots=True)
class Ink:
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
    by `up` and narrowed by `down`. `price` is the penalty, `hyphen` whether the line ends in a hyphen, of the text or not.
    """

    place: int
    before: float
    sign: float
    hang: float
    kind: Division
    up: float
    down: float
    price: float
    hyphen: bool


@dataclass(frozen=True, slots=True, eq=False)
class Block:
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


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """A word space in one ink: width, stretch and shrink in points, what tracking adds to it, its glyph."""

    ink: Ink
    width: float
    up: float
    down: float
    em: float
    glyphs: str


class Word(NamedTuple):
    """A block in its place, the joint after it, the space the joint would print, and how that is copied."""

    block: Block
    joint: Joint
    gap: Gap
    copied: str


class Known(dict[str, Word]):
    """The words of one ink, each followed by a word space; one not met before is measured when it is asked for."""

    __slots__ = ("_gap", "_ink", "_measurer")

    def __init__(self, measurer: Measurer, ink: Ink) -> None:
        super().__init__()
        self._measurer, self._ink, self._gap = measurer, ink, measurer.gap(ink)

    def __missing__(self, text: str) -> Word:
        word = Word(self._measurer.block(((self._ink, text),)), Joint.SPACE, self._gap, " ")
        if len(self) >= KEPT:
            self.clear()
        self[text] = word
        return word


class Measurer:
    """Makes blocks; each distinct piece of text in one ink is measured once."""

    def __init__(
        self, library: FaceLibrary, justification: Justification, hyphenators: Mapping[str, Hyphenator]
    ) -> None:
        self.library = library
        self.shaper = Shaper(library)
        self.justification = justification
        self.hyphenators = hyphenators
        self._prices = {
            Division.HYPHEN: justification.hyphen_penalty,
            Division.MARK: justification.hyphen_penalty * MARK_SHARE,
            Division.EDGE: EDGE_PRICE,
        }
        self._inks: dict[Ink, Ink] = {}
        self._gaps: dict[Ink, Gap] = {}
        self._blocks: dict[tuple[tuple[int, str], ...], Block] = {}
        self._visible: dict[str, frozenset[str]] = {}
        self._known: dict[Ink, Known] = {}
        # Whether any block misses a character; it is rare, and looking at every word takes its time.
        self.lacks = False

    def ink(self, ink: Ink) -> Ink:
        """Return the one value that stands for all inks equal to `ink`, so that inks are compared by
        identity.
        """
        return self._inks.setdefault(ink, ink)

    def block(self, parts: tuple[tuple[Ink, str], ...]) -> Block:
        """Return the word made of `parts`, in inks that came through `ink`."""
        # Inks live as long as the measurer, so that their identities are names.
        key = tuple([(id(ink), text) for ink, text in parts])
        block = self._blocks.get(key)
        if block is None:
            if len(self._blocks) >= KEPT:
                self._blocks.clear()
            block = self._blocks[key] = self._measure(parts)
        return block

    def known(self, ink: Ink) -> Known:
        """Return the words of `ink`, which came through `ink`."""
        known = self._known.get(ink)
        if known is None:
            known = self._known[ink] = Known(self, ink)
        return known

    def gap(self, ink: Ink) -> Gap:
        """Return the word space of `ink`."""
        gap = self._gaps.get(ink)
        if gap is None:
            how, space, em = self.justification, self.shaper.space(ink.face), ink.size / 1000
            width = (space.width + ink.tracking) * em
            gap = self._gaps[ink] = Gap(
                ink=ink,
                width=width,
                up=width * (how.stretch + how.scale_up) + em * how.tracking_up,
                down=width * (how.shrink + how.scale_down) + em * how.tracking_down,
                em=em,
                glyphs=space.glyphs,
            )
        return gap

    def last_resorts(self, block: Block, room: float) -> Block:
        """Return `block`, too wide for `room` points, with more divisions: with hyphens, at an address's signs.

        Only where that is not enough it can be divided between any letters.
        """
        own = {cut.place: cut.kind for cut in block.cuts}
        hyphenator = self._hyphenator(ink for ink, _ in block.pieces)
        better = dict(divisions(block.text, hyphenator, block.soft))
        better |= dict.fromkeys(last_resorts(block.text), Division.MARK)
        cuts = self._cuts(block.pieces, sorted((better | own).items()))
        at = 0.0
        for cut in cuts:
            if cut.before + cut.sign - at > room:
                break
            at = cut.before
        else:
            if block.width - at <= room:
                return replace(block, cuts=cuts)
        edges: dict[int, Division] = {}
        before = 0
        for _, shaped in block.pieces:
            for place in (before, *(before + chars for chars, _ in shaped.edges)):
                if place and _parts_letters(block.text[place - 1], block.text[place]):
                    edges[place] = Division.EDGE
            before += len(shaped.text)
        return replace(block, cuts=self._cuts(block.pieces, sorted((edges | better | own).items())))

    def _hyphenator(self, inks: Iterable[Ink]) -> Hyphenator | None:
        return next((self.hyphenators[ink.language] for ink in inks if ink.language), None)

    def cut(self, block: Block, begin: int, stop: int, hyphen: bool) -> list[tuple[Ink, ShapedWord, str]]:
        """Return the pieces of `block` from `begin` to `stop`, shaped apart, with a hyphen after them if
        asked.
        """
        found: list[tuple[Ink, ShapedWord, str]] = []
        before = 0
        for ink, shaped in block.pieces:
            after = before + len(shaped.text)
            low, high = max(begin, before), min(stop, after)
            if low < high:
                text = shaped.text[low - before : high - before]
                last = hyphen and high == stop
                make = self.shaper.hyphenated if last else self.shaper.word
                found.append((ink, make(text, ink.face, ink.features), block.text[low:high]))
            before = after
        return found

    def _measure(self, parts: tuple[tuple[Ink, str], ...]) -> Block:
        texts: list[str] = []
        pieces: list[tuple[Ink, ShapedWord]] = []
        missing: list[tuple[str, str]] = []
        soft: list[int] = []
        length = 0
        for ink, part in parts:
            for face, text, shown in self._faces(part, ink.face, missing, soft, length):
                texts.append(text)
                length += len(text)
                other = ink if face == ink.face else self.ink(replace(ink, face=face))
                pieces.append((other, self.shaper.word(shown, face, ink.features)))
        text = "".join(texts)
        width = em = 0.0
        for ink, shaped in pieces:
            width += (shaped.width + ink.tracking * shaped.count) * ink.size / 1000
            em += shaped.count * ink.size / 1000
        how = self.justification
        divided = [ink for ink, _ in pieces if ink.hyphenate]
        places = divisions(text, self._hyphenator(divided), soft if divided else ())
        first, last = (pieces[0], pieces[-1]) if pieces else (None, None)
        self.lacks = self.lacks or bool(missing)
        return Block(
            text=text,
            ink=first[0] if first is last and first else None,
            glyphs=first[1].glyphs if first is last and first else "",
            pieces=tuple(pieces),
            width=width,
            em=em,
            up=width * how.scale_up + em * how.tracking_up,
            down=width * how.scale_down + em * how.tracking_down,
            start=first[1].start * first[0].size / 1000 * how.protrusion if first else 0.0,
            end=last[1].end * last[0].size / 1000 * how.protrusion if last else 0.0,
            cuts=self._cuts(tuple(pieces), places),
            soft=tuple(soft),
            missing=tuple(missing),
        )

    def _cuts(
        self, pieces: tuple[tuple[Ink, ShapedWord], ...], places: Sequence[tuple[int, Division]]
    ) -> tuple[Cut, ...]:
        cuts: list[Cut] = []
        how = self.justification
        for place, kind in places:
            before, width, em = 0, 0.0, 0.0
            for ink, shaped in pieces:
                scale = ink.size / 1000
                after = before + len(shaped.text)
                if place <= after:
                    part = shaped.text[: place - before]
                    width += self.shaper.prefix(shaped, place - before, ink.face, ink.features) * scale
                    width += ink.tracking * len(part) * scale
                    em += len(part) * scale
                    hyphen = kind == Division.HYPHEN
                    sign = self.shaper.word("-" if hyphen else part[-1:], ink.face, ink.features)
                    cuts.append(
                        Cut(
                            place=place,
                            before=width,
                            sign=sign.width * scale if hyphen else 0.0,
                            hang=sign.end * scale * how.protrusion,
                            kind=kind,
                            up=width * how.scale_up + em * how.tracking_up,
                            down=width * how.scale_down + em * how.tracking_down,
                            price=self._prices[kind],
                            hyphen=hyphen or part[-1:] in HYPHENS,
                        )
                    )
                    break
                width += (shaped.width + ink.tracking * shaped.count) * scale
                em += shaped.count * scale
                before = after
        return tuple(cuts)

    def _faces(
        self, text: str, name: str, missing: list[tuple[str, str]], soft: list[int], length: int
    ) -> list[tuple[str, str, str]]:
        """Return (face, text, what is shown of it) in pieces of one face; note soft hyphens and what is
        missing.

        `length` is the number of characters of the word before `text`.
        """
        visible = self._visible.get(name)
        if visible is None:
            characters = self.library.face(name).characters
            visible = self._visible[name] = frozenset(
                char for code in characters if unicodedata.category(char := chr(code)) not in _INVISIBLE
            )
        if visible.issuperset(text):
            return [(name, text, text)]
        found: list[tuple[str, str, str]] = []
        for char in text:
            if char == "\u00ad":
                soft.append(length)
            home, shown = name, char
            if char not in visible:
                category = unicodedata.category(char)
                if category in _INVISIBLE or "\ufe00" <= char <= "\ufe0f":
                    continue
                other = self.library.home(char, name) if category not in ("Co", "Cs", "Cn") else None
                if other is None:
                    missing.append((char, name))
                    shown = "\ufffd" if "\ufffd" in visible else "?"
                else:
                    home = other
            if unicodedata.combining(char) and found and home != found[-1][0] and shown == char:
                # A mark stays with its letter where that letter's face can draw it.
                before = found[-1][0]
                if self.library.face(before).has(char):
                    home = before
            if found and found[-1][0] == home:
                found[-1] = (home, found[-1][1] + char, found[-1][2] + shown)
            else:
                found.append((home, char, shown))
            length += 1
        return found


def _parts_letters(before: str, after: str) -> bool:
    """Whether a word may be divided between `before` and `after` as a last resort."""
    return not (unicodedata.combining(after) or after in _CLOSES or before in _OPENS)
