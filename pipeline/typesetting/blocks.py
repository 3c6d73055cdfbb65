"""Words measured: the glyphs of a word in its ink, its width, and where it can be divided.

In: the parts of a word and the inks they are set in. Out: `Block` values, good wherever the word stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.foundation.value import replace
from pipeline.typesetting.coverage import Coverage
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.layout import Justification
from pipeline.typesetting.measured import Block, Cut, Gap, Ink, Word, placed
from pipeline.typesetting.shaping import LONG, Shaper
from pipeline.typesetting.vocabulary import KEPT, ShapedWord
from pipeline.typesetting.words import Division, Joint, divisions, last_resorts

# Prices of a break beside the style's price of a hyphen, which is 90 by default: a hyphen or slash of the text (a share
# of it), and the last resort.
MARK_SHARE, EDGE_PRICE = 0.5, 300.0

_HYPHEN = int(Division.HYPHEN)
HYPHENS = ("-", "\u2010")

# What begins no line and what ends none, however narrow the measure.
_CLOSES = ".,;:!?)]}’”»%®™…–—-\u2010\u2011"
_OPENS = "([{‘“«¿¡"


class Known(dict[str, Word]):
    """The words of one ink, each followed by a word space; one not met before is measured when it is asked for."""

    __slots__ = ("_cut", "_gap", "_hyphenator", "_ink", "_measurer", "_rules", "_visible", "_vocabulary")

    def __init__(self, measurer: Measurer, ink: Ink) -> None:
        super().__init__()
        self._measurer, self._ink, self._gap = measurer, ink, measurer.gap(ink)
        # What a word of the ink is measured with is looked up once, not with every word.
        self._visible = measurer.coverage.seen(ink.face)
        self._vocabulary = measurer.shaper.vocabulary(ink.face, ink.features)
        self._hyphenator = measurer.hyphenators[ink.language] if ink.language and ink.hyphenate else None
        self._rules = self._hyphenator.digest if self._hyphenator else b""
        self._cut = measurer.cutter(ink)

    def __missing__(self, text: str) -> Word:
        plain = self._visible.issuperset(text)
        block = self._plain(text) if plain else self._measurer.mixed(((self._ink, text),))
        word = placed(block, Joint.SPACE, self._gap, " ")
        if len(self) >= KEPT:
            self.clear()
        self[text] = word
        return word

    def all(self, texts: list[str]) -> Iterator[Word]:
        """Yield the words of `texts`; those that are new are shaped together."""
        fresh = [text for text in texts if text not in self]
        if len(fresh) > 1:
            self._measurer.learn(self._ink, fresh)
        return map(self.__getitem__, texts)

    def _plain(self, text: str) -> Block:
        """Return a word all in the face of the ink."""
        ink, vocabulary, shaper = self._ink, self._vocabulary, self._measurer.shaper
        shaped = vocabulary.word(text)
        if shaped is None:
            self._measurer.learn(ink, [text])
            shaped = shaper.word(text, ink.face, ink.features)
        places = vocabulary.divided(text, self._rules)
        if places is None:
            found = [
                (place, int(kind), shaper.prefix(shaped, place, ink.face, ink.features))
                for place, kind in divisions(text, self._hyphenator)
            ]
            places = tuple(found)
            vocabulary.divide(text, self._rules, places)
        how, unit = self._measurer.justification, ink.size / 1000
        em = shaped.number * unit
        width = shaped.width * unit + ink.tracking * em
        return Block(
            text,
            ink,
            shaped.glyphs,
            ((ink, shaped),),
            width,
            em,
            width * how.scale_up + em * how.tracking_up,
            width * how.scale_down + em * how.tracking_down,
            shaped.start * unit * how.protrusion,
            shaped.end * unit * how.protrusion,
            tuple([self._cut(text, place, kind, before) for place, kind, before in places]) if places else (),
            (),
            (),
        )


class Measurer:
    """Makes blocks; each distinct piece of text in one ink is measured once."""

    def __init__(
        self,
        library: FaceLibrary,
        justification: Justification,
        hyphenators: Mapping[str, Hyphenator],
        cache: Path | None = None,
    ) -> None:
        self.library = library
        self.shaper = Shaper(library, cache)
        self.justification = justification
        self.hyphenators = hyphenators
        self._signs: dict[tuple[str, tuple[str, ...], str], ShapedWord] = {}
        # Under plain numbers: an enumeration's members hash themselves in Python.
        self._prices: dict[int, float] = {
            _HYPHEN: justification.hyphen_penalty,
            int(Division.MARK): justification.hyphen_penalty * MARK_SHARE,
            int(Division.EDGE): EDGE_PRICE,
        }
        self._inks: dict[Ink, Ink] = {}
        self._gaps: dict[Ink, Gap] = {}
        self._blocks: dict[tuple[tuple[int, str], ...], Block] = {}
        self._expected: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self.coverage = Coverage(library)
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
        if len(parts) == 1:
            return self.known(parts[0][0])[parts[0][1]].block
        # Inks live as long as the measurer, so that their identities are names.
        key = tuple([(id(ink), text) for ink, text in parts])
        block = self._blocks.get(key)
        if block is None:
            if len(self._blocks) >= KEPT:
                self._blocks.clear()
            block = self._blocks[key] = self.mixed(parts)
        return block

    def expect(self, ink: Ink, texts: Iterable[str]) -> None:
        """Have the words of `texts` shaped together with the first of `ink` that is not known.

        Shaping many at once is quicker; where all are known, nothing is done.
        """
        self._expected.setdefault((ink.face, ink.features), []).extend(texts)

    def learn(self, ink: Ink, texts: list[str]) -> None:
        """Have `texts` shaped as far as the face of `ink` has their characters, and what is expected with them."""
        expected = self._expected.pop((ink.face, ink.features), ())
        words = dict.fromkeys((*texts, *" ".join(expected).split()))
        visible = self.coverage.seen(ink.face)
        self.shaper.learn([text for text in words if visible.issuperset(text)], ink.face, ink.features)

    def learn_parts(self, divided: Sequence[tuple[Block, Cut]]) -> None:
        """Have what stands before and after each of these divisions shaped together, one ink at a time."""
        texts: dict[int, tuple[Ink, list[str]]] = {}
        for block, cut in divided:
            ink = block.ink
            # A word of many lines has each of them cut on its own: its beginnings would add up to its square.
            if ink is not None and len(block.text) <= LONG:
                before = block.text[: cut.place]
                parts = texts.setdefault(id(ink), (ink, []))[1]
                parts += (before + "-" if cut.kind == _HYPHEN else before, block.text[cut.place :])
        for ink, parts in texts.values():
            self.shaper.learn(parts, ink.face, ink.features)

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

        Only where that is not enough it can be divided between any letters, and only where even that is not, between an
        opening sign and what it opens.
        """
        own = {cut.place: Division(cut.kind) for cut in block.cuts}
        hyphenator = self._hyphenator(ink for ink, _ in block.pieces)
        better = dict(divisions(block.text, hyphenator, block.soft))
        better |= dict.fromkeys(last_resorts(block.text), Division.MARK)
        cuts = self._cuts(block.pieces, sorted((better | own).items()))
        if _fits(block, cuts, room):
            return block._replace(cuts=cuts)
        clusters = self._clusters(block)
        for parts in (_parts_letters, _parts_signs):
            edges = {place: Division.EDGE for place in clusters if parts(block.text[place - 1], block.text[place])}
            cuts = self._cuts(block.pieces, sorted((edges | better | own).items()))
            if _fits(block, cuts, room):
                break
        return block._replace(cuts=cuts)

    def _clusters(self, block: Block) -> list[int]:
        """Return the places in the text of `block` where one glyph ends and the next begins."""
        places: list[int] = []
        before = 0
        for ink, shaped in block.pieces:
            places += (before, *(before + n for n, _ in self.shaper.edges(shaped, ink.face, ink.features)))
            before += len(shaped.text)
        return [place for place in places if place]

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

    def cutter(self, ink: Ink) -> Callable[[str, int, int, float], Cut]:
        """Return a function that divides words of `ink`: (text, place, kind, width before in 1/1000 em) to a `Cut`."""
        how, unit, tracking = self.justification, ink.size / 1000, ink.tracking
        sign = self._sign(ink, "-")
        wide, hang, price = sign.width * unit, sign.end * unit * how.protrusion, self._prices[_HYPHEN]
        scale_up, scale_down, up, down = how.scale_up, how.scale_down, how.tracking_up, how.tracking_down

        # A named tuple's own way to make one takes twice as long.
        new: Callable[[type[Cut], tuple[object, ...]], Cut] = tuple.__new__

        def cut(text: str, place: int, kind: int, before: float) -> Cut:
            if kind != _HYPHEN:
                return self._cut(ink, text, place, kind, before)
            em = place * unit
            width = (before + tracking * place) * unit
            ups, downs = width * scale_up + em * up, width * scale_down + em * down
            return new(Cut, (place, width, wide, hang, kind, ups, downs, price, True))

        return cut

    def _sign(self, ink: Ink, sign: str) -> ShapedWord:
        shaped = self._signs.get((ink.face, ink.features, sign))
        if shaped is None:
            shaped = self._signs[ink.face, ink.features, sign] = self.shaper.word(sign, ink.face, ink.features)
        return shaped

    def _cut(
        self, ink: Ink, text: str, place: int, kind: int, before: float, width: float = 0.0, em: float = 0.0
    ) -> Cut:
        """Return the division of `text`, a piece in `ink`, after `place` characters, which are `before` 1/1000 em wide.

        Before the piece there are `width` points of others in its word, which `em` points of tracking add to.
        """
        how, unit = self.justification, ink.size / 1000
        hyphen = kind == _HYPHEN
        sign = "-" if hyphen else text[place - 1 : place]
        shaped = self._sign(ink, sign)
        em += place * unit
        width += (before + ink.tracking * place) * unit
        return Cut(
            place,
            width,
            shaped.width * unit if hyphen else 0.0,
            shaped.end * unit * how.protrusion,
            kind,
            width * how.scale_up + em * how.tracking_up,
            width * how.scale_down + em * how.tracking_down,
            self._prices[kind],
            hyphen or sign in HYPHENS,
        )

    def mixed(self, parts: tuple[tuple[Ink, str], ...]) -> Block:
        """Return a word in several inks or faces, or with soft hyphens or characters that no face has."""
        texts: list[str] = []
        pieces: list[tuple[Ink, ShapedWord]] = []
        missing: list[tuple[str, str]] = []
        soft: list[int] = []
        length = 0
        for ink, part in parts:
            for face, text, shown in self.coverage.pieces(part, ink.face, missing, soft, length):
                texts.append(text)
                length += len(text)
                other = ink if face == ink.face else self.ink(replace(ink, face=face))
                pieces.append((other, self.shaper.word(shown, face, ink.features)))
        text = "".join(texts)
        width = em = 0.0
        for ink, shaped in pieces:
            width += (shaped.width + ink.tracking * shaped.number) * ink.size / 1000
            em += shaped.number * ink.size / 1000
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
        for place, kind in places:
            before, width, em = 0, 0.0, 0.0
            for ink, shaped in pieces:
                after = before + len(shaped.text)
                if place <= after:
                    own = place - before
                    part = self.shaper.prefix(shaped, own, ink.face, ink.features)
                    cuts.append(self._cut(ink, shaped.text, own, kind, part, width, em)._replace(place=place))
                    break
                width += (shaped.width + ink.tracking * shaped.number) * ink.size / 1000
                em += shaped.number * ink.size / 1000
                before = after
        return tuple(cuts)


def _fits(block: Block, cuts: Sequence[Cut], room: float) -> bool:
    """Whether no stretch of `block` between two of `cuts` is wider than `room` points."""
    at = 0.0
    for cut in cuts:
        if cut.before + cut.sign - at > room:
            return False
        at = cut.before
    return block.width - at <= room


def _parts_signs(before: str, after: str) -> bool:
    """Whether a string of signs may be divided between `before` and `after` where nothing else is left."""
    return not unicodedata.combining(after)


def _parts_letters(before: str, after: str) -> bool:
    """Whether a word may be divided between `before` and `after` as a last resort."""
    return not (unicodedata.combining(after) or after in _CLOSES or before in _OPENS)
