"""Words as glyphs: which glyphs a word is set in, how wide it is, and what a PDF shows it with.

In: the text of a word, a face, OpenType features. Out: a `ShapedWord`, good for every size, since its lengths
are in 1/1000 em. Each distinct word is shaped once. This is the only door to HarfBuzz.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from pipeline.typesetting.font import Face, FaceLibrary
from pipeline.typesetting.vocabulary import Learnt, ShapedWord, Vocabulary

# Words shaped in one call at most.
BATCH = 5_000
# Letters beyond which a word is not shaped with others: the shaper's buffer is bounded.
LONG = 200

# How far punctuation hangs past the measure, in shares of the glyph's width (after the defaults of LaTeX's
# microtype).
HANGS_END = {
    ".": 0.7, ",": 0.7, "-": 0.7, "\u2010": 0.7, "\u2011": 0.7, ":": 0.5, ";": 0.5, "!": 0.2, "?": 0.2, ")":
    0.1, "\u201d": 0.5, "\u2019": 0.5, "»": 0.4, "\u2013": 0.3, "\u2014": 0.2,
}  # fmt: skip
HANGS_START = {
    "\u201c": 0.5, "\u2018": 0.5, "(": 0.1, "«": 0.4, "\u2014": 0.2, "¿": 0.2, "¡": 0.2,
}  # fmt: skip


class Shaper:
    """Shapes words in the faces of `library`. With a `cache` folder what is known of them outlives the process."""

    def __init__(self, library: FaceLibrary, cache: Path | None = None) -> None:
        self._library = library
        self._cache = cache
        self._fonts: dict[str, Any] = {}
        self._unit_lists: dict[str, list[int]] = {}
        self._spaces: dict[str, ShapedWord] = {}
        self._vocabularies: dict[tuple[str, tuple[str, ...]], Vocabulary] = {}
        self._features: dict[tuple[str, ...], dict[str, bool]] = {}
        self._buffer: Any = None
        self._edged: tuple[object, tuple[tuple[int, float], ...]] = (None, ())

    def vocabulary(self, face: str, features: tuple[str, ...]) -> Vocabulary:
        """Return what is known of the words of `face`."""
        found = self._vocabularies.get((face, features))
        if found is None:
            digest = self._library.digest(face) if self._cache else b""
            found = self._vocabularies[face, features] = Vocabulary(digest, features, self._cache)
        return found

    def gathered(self) -> list[tuple[str, tuple[str, ...], Learnt]]:
        """Return the words learnt, as (face, features, words)."""
        return [(*key, vocabulary.gathered()) for key, vocabulary in self._vocabularies.items()]

    def gather(self, known: list[tuple[str, tuple[str, ...], Learnt]]) -> None:
        """Know the words that were `gathered` elsewhere."""
        for face, features, learnt in known:
            self.vocabulary(face, features).gather(learnt)

    def keep(self) -> None:
        """Keep the words on disk."""
        for vocabulary in self._vocabularies.values():
            vocabulary.keep()

    def word(self, text: str, face: str, features: tuple[str, ...] = ()) -> ShapedWord:
        """Return `text` in the glyphs of `face`.

        A feature is an OpenType tag ("smcp"), or "-tag" to turn one off. Characters the face lacks come out
        as its .notdef box: finding another face for them is the composer's work.
        """
        shaped = self.vocabulary(face, features).word(text)
        if shaped is None:
            ((_, shaped),) = self._shape([text], face, features)
            self.vocabulary(face, features).add(text, shaped)
        return shaped

    def learn(self, texts: Iterable[str], face: str, features: tuple[str, ...] = ()) -> None:
        """Shape those of `texts` that are not known yet, all at once; the longest are left to be shaped one by one."""
        words = self.vocabulary(face, features)
        fresh = [text for text in texts if len(text) <= LONG and words.word(text) is None]
        for at in range(0, len(fresh), BATCH):
            for text, shaped in self._shape(fresh[at : at + BATCH], face, features):
                words.add(text, shaped)

    def hyphenated(self, text: str, face: str, features: tuple[str, ...] = ()) -> ShapedWord:
        """Return `text` with the hyphen of a line's end: kerned as a hyphen, shown by the soft hyphen's
        own glyph.
        """
        key = text + "\u00ad"
        words = self.vocabulary(face, features)
        shaped = words.word(key)
        if shaped is None:
            plain = self.word(text + "-", face, features)
            glyph = self._library.face(face).glyph("\u00ad")
            glyphs = f"{plain.glyphs[:-4]}{glyph:04X}" if glyph else plain.glyphs
            shaped = plain._replace(text=text, glyphs=glyphs)
            words.add(key, shaped)
        return shaped

    def space(self, face: str) -> ShapedWord:
        """Return the word space of `face`."""
        space = self._spaces.get(face)
        if space is None:
            metrics = self._library.face(face)
            glyph = metrics.glyph(" ")
            space = self._spaces[face] = ShapedWord(" ", metrics.advance(glyph), f"{glyph:04X}", 1, 0.0, 0.0, ())
        return space

    def edges(self, word: ShapedWord, face: str, features: tuple[str, ...] = ()) -> tuple[tuple[int, float], ...]:
        """Return the places between the clusters of `word` as (characters before, width before)."""
        if word.edges is not None:
            return word.edges
        # Words kept from an earlier build have no edges. They are asked for place by place, so the last are remembered.
        key = (word.text, face, features)
        if self._edged[0] != key:
            ((_, shaped),) = self._shape([word.text], face, features)
            self._edged = (key, shaped.edges or ())
        return self._edged[1]

    def prefix(self, word: ShapedWord, characters: int, face: str, features: tuple[str, ...] = ()) -> float:
        """Return the width of the first `characters` of `word`; a break inside a ligature has it shaped
        apart.
        """
        if characters >= len(word.text):
            return word.width
        edges = self.edges(word, face, features)
        at = bisect_left(edges, (characters,))
        if at < len(edges) and edges[at][0] == characters:
            return edges[at][1]
        return self.word(word.text[:characters], face, features).width

    def _font(self, name: str) -> Any:
        """Return a face as HarfBuzz holds it."""
        font = self._fonts.get(name)
        if font is None:
            # Imported here, so that a build whose words are all in a cache does not load it.
            import uharfbuzz  # type: ignore[import-untyped]  # ships no types

            self._buffer = self._buffer or uharfbuzz.Buffer()
            path = str(self._library.face(name).path)
            face = self._library.face(name)
            self._unit_lists[name] = [round(advance * face.upem / 1000) for advance in face.advances]
            font = self._fonts[name] = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path)))
        return font

    def _shape(self, texts: list[str], name: str, features: tuple[str, ...]) -> Iterator[tuple[str, ShapedWord]]:
        font = self._font(name)
        import uharfbuzz

        switches = self._features.get(features)
        if switches is None:
            switches = {feature.lstrip("-"): not feature.startswith("-") for feature in features}
            self._features[features] = switches = {"kern": True, "liga": True} | switches
        # Words stand between spaces, each as it would in a text, so that their order is of no consequence.
        # U+200B would not do: HarfBuzz joins letters across it. Nor would a space before a mark that sits on it.
        lone = [text for text in texts if unicodedata.combining(text[:1] or " ")]
        together = [text for text in texts if text not in lone] if lone else texts
        for group, edge in ((together, " "), *(([text], "") for text in lone)):
            if not group:
                continue
            buffer = self._buffer
            buffer.reset()
            buffer.add_str(f"{edge}{' '.join(group)}{edge}")
            # Left to right whatever the script: what our faces hold is, and a line is built in that order.
            buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "en"
            uharfbuzz.shape(font, buffer, switches)
            infos, positions = buffer.glyph_infos, buffer.glyph_positions
            clusters = [info.cluster for info in infos]
            numbers = [info.codepoint for info in infos]
            advances = [position.x_advance for position in positions]
            offsets = [position.x_offset for position in positions]
            begin, face, units = len(edge), self._library.face(name), self._unit_lists[name]
            for text in group:
                end = begin + len(text)
                first = bisect_left(clusters, begin)
                at = bisect_left(clusters, end, first)
                yield (
                    text,
                    _recorded(
                        text,
                        begin,
                        clusters[first:at],
                        numbers[first:at],
                        advances[first:at],
                        offsets[first:at],
                        face,
                        units,
                    ),
                )
                begin = end + 1


def _recorded(
    text: str,
    begin: int,
    clusters: list[int],
    numbers: list[int],
    moves: list[int],
    offsets: list[int],
    face: Face,
    units: list[int],
) -> ShapedWord:
    """Return `text` in the glyphs of these `numbers`, whose `clusters` count from `begin`.

    `moves` and `offsets` are how far each moves the pen and itself, in the face's units; `units` is how far a glyph that
    stands alone moves the pen.
    """
    start, end = HANGS_START.get(text[:1], 0.0), HANGS_END.get(text[-1:], 0.0)
    if start:
        start *= face.advance(face.glyph(text[0]))
    if end:
        end *= face.advance(face.glyph(text[-1]))
    length = len(text)
    plain = [units[number] for number in numbers]
    if not any(offsets) and clusters == [*range(begin, begin + length)]:
        # Every letter its glyph. Kerning is what its pen moves beside the glyph's own; what follows the last is owed to
        # nothing.
        widths = [face.advances[number] for number in numbers]
        shown = [f"{number:04X}" for number in numbers]
        if moves[:-1] != plain[:-1]:
            scale = 1000 / face.upem
            for at in range(length - 1):
                if moves[at] != plain[at] and (kern := round(moves[at] * scale - widths[at])):
                    widths[at] += kern
                    shown[at] += f">{-kern}<"
        edges = tuple(zip(range(1, length), accumulate(widths), strict=False))
        return ShapedWord(text, sum(widths), "".join(shown), length, start, end, edges)
    return _joined(text, begin, clusters, numbers, moves, offsets, face, start, end)


def _joined(
    text: str,
    begin: int,
    clusters: list[int],
    numbers: list[int],
    moves: list[int],
    offsets: list[int],
    face: Face,
    start: float,
    end: float,
) -> ShapedWord:
    """Return `text` where letters share a glyph, or have several, or glyphs move away from the pen."""
    scale = 1000 / face.upem
    width = 0.0
    shown = ""
    inner: list[tuple[int, float]] = []
    cluster = begin
    owed = 0
    advances = face.advances
    for place, glyph, advance, offset in zip(clusters, numbers, moves, offsets, strict=True):
        if place != cluster:
            cluster = place
            inner.append((cluster - begin, width))
        # An offset moves this glyph alone: the pen goes there before it and comes back after it. The kerning
        # of a word's last glyph would be lost at the end of its string; it is owed to nothing, so it is left
        # out.
        shift = round(offset * scale) if offset else 0
        move = owed + shift
        if move:
            if shown:
                shown += f">{-move}<"
                width += move
            else:
                shift = 0
        shown += f"{glyph:04X}"
        nominal = advances[glyph]
        width += nominal
        owed = round(advance * scale - nominal) - shift
    return ShapedWord(text, width, shown, len(numbers), start, end, tuple(inner))
