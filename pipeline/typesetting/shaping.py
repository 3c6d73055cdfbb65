"""Words as glyphs: which glyphs a word is set in, how wide it is, and what a PDF shows it with.

In: the text of a word, a face, OpenType features. Out: a `ShapedWord`, good for every size, since its lengths
are in 1/1000 em. Each distinct word is shaped once. This is the only door to HarfBuzz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.typesetting.font import Face, FaceLibrary

# Words kept at a time. A book has some ten thousand distinct ones; text without end must not fill the memory.
KEPT = 30_000

# How far punctuation hangs past the measure, in shares of the glyph's width (after the defaults of LaTeX's
# microtype).
HANGS_END = {
    ".": 0.7, ",": 0.7, "-": 0.7, "\u2010": 0.7, "\u2011": 0.7, ":": 0.5, ";": 0.5, "!": 0.2, "?": 0.2, ")":
    0.1, "\u201d": 0.5, "\u2019": 0.5, "»": 0.4, "\u2013": 0.3, "\u2014": 0.2,
}  # fmt: skip
HANGS_START = {
    "\u201c": 0.5, "\u2018": 0.5, "(": 0.1, "«": 0.4, "\u2014": 0.2, "¿": 0.2, "¡": 0.2,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ShapedWord:
    """A word in glyphs. `width` and the overhangs are in 1/1000 em.

    `glyphs` is the inside of a TJ array without its outer angle brackets: two-byte glyph numbers with the
    kerning inlined ("00120034>-15<0040"), so that words are joined by joining strings. `count` is the number
    of glyphs. `edges` are the places between clusters as (characters before, width before), `start` and `end`
    how far the first and the last character hang out where they stand at the edge of a measure.
    """

    text: str
    width: float
    glyphs: str
    count: int
    edges: tuple[tuple[int, float], ...]
    start: float
    end: float


class _Instrument:
    """A face as HarfBuzz holds it."""

    __slots__ = ("face", "font", "space")

    def __init__(self, face: Face, harfbuzz: Any) -> None:
        self.face = face
        self.font = harfbuzz.Font(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(face.path))))
        self.space: ShapedWord | None = None


class Shaper:
    """Shapes words in the faces of `library`."""

    def __init__(self, library: FaceLibrary) -> None:
        # Imported here, so that a build whose pages are all in a cache does not load it.
        import uharfbuzz  # type: ignore[import-untyped]  # ships no types

        self._harfbuzz: Any = uharfbuzz
        self._library = library
        self._instruments: dict[str, _Instrument] = {}
        self._words: dict[tuple[str, str, tuple[str, ...]], ShapedWord] = {}
        self._features: dict[tuple[str, ...], dict[str, bool]] = {}
        self._buffer: Any = uharfbuzz.Buffer()

    def word(self, text: str, face: str, features: tuple[str, ...] = ()) -> ShapedWord:
        """Return `text` in the glyphs of `face`.

        A feature is an OpenType tag ("smcp"), or "-tag" to turn one off. Characters the face lacks come out
        as its .notdef box: finding another face for them is the composer's work.
        """
        key = (text, face, features)
        shaped = self._words.get(key)
        if shaped is None:
            if len(self._words) >= KEPT:
                self._words.clear()
            shaped = self._words[key] = self._shape(text, face, features)
        return shaped

    def hyphenated(self, text: str, face: str, features: tuple[str, ...] = ()) -> ShapedWord:
        """Return `text` with the hyphen of a line's end: kerned as a hyphen, shown by the soft hyphen's
        own glyph.
        """
        key = (text + "\u00ad", face, features)
        shaped = self._words.get(key)
        if shaped is None:
            plain = self.word(text + "-", face, features)
            glyph = self._instrument(face).face.glyph("\u00ad")
            glyphs = f"{plain.glyphs[:-4]}{glyph:04X}" if glyph else plain.glyphs
            shaped = self._words[key] = ShapedWord(
                text, plain.width, glyphs, plain.count, plain.edges, plain.start, plain.end
            )
        return shaped

    def space(self, face: str) -> ShapedWord:
        """Return the word space of `face`."""
        instrument = self._instrument(face)
        if instrument.space is None:
            glyph = instrument.face.glyph(" ")
            instrument.space = ShapedWord(" ", instrument.face.advance(glyph), f"{glyph:04X}", 1, (), 0.0, 0.0)
        return instrument.space

    def prefix(self, word: ShapedWord, characters: int, face: str, features: tuple[str, ...] = ()) -> float:
        """Return the width of the first `characters` of `word`; a break inside a ligature has it shaped
        apart.
        """
        for before, width in word.edges:
            if before == characters:
                return width
            if before > characters:
                break
        return word.width if characters >= len(word.text) else self.word(word.text[:characters], face, features).width

    def _instrument(self, name: str) -> _Instrument:
        instrument = self._instruments.get(name)
        if instrument is None:
            instrument = self._instruments[name] = _Instrument(self._library.face(name), self._harfbuzz)
        return instrument

    def _shape(self, text: str, name: str, features: tuple[str, ...]) -> ShapedWord:
        instrument = self._instrument(name)
        switches = self._features.get(features)
        if switches is None:
            switches = {feature.lstrip("-"): not feature.startswith("-") for feature in features}
            self._features[features] = switches = {"kern": True, "liga": True} | switches
        buffer = self._buffer
        buffer.reset()
        buffer.add_str(text)
        # Left to right whatever the script: what our faces hold is, and a line is built in that order.
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "en"
        self._harfbuzz.shape(instrument.font, buffer, switches)
        face = instrument.face
        return _recorded(text, buffer.glyph_infos, buffer.glyph_positions, face)


def _recorded(text: str, infos: Sequence[Any], positions: Sequence[Any], face: Face) -> ShapedWord:
    scale = 1000 / face.upem
    width = 0.0
    parts: list[str] = []
    edges: list[tuple[int, float]] = []
    cluster = 0
    owed = 0
    advances = face.advances
    for info, position in zip(infos, positions, strict=True):
        glyph = info.codepoint
        if info.cluster != cluster:
            cluster = info.cluster
            edges.append((cluster, width))
        # An offset moves this glyph alone: the pen goes there before it and comes back after it. The kerning
        # of a word's last glyph would be lost at the end of its string; it is owed to nothing, so it is left
        # out.
        shift = round(position.x_offset * scale)
        move = owed + shift
        if move:
            if parts:
                parts.append(f">{-move}<")
                width += move
            else:
                shift = 0
        parts.append(f"{glyph:04X}")
        width += advances[glyph]
        owed = round(position.x_advance * scale - advances[glyph]) - shift
    end, start = HANGS_END.get(text[-1:], 0.0), HANGS_START.get(text[:1], 0.0)
    return ShapedWord(
        text=text,
        width=width,
        glyphs="".join(parts),
        count=len(infos),
        edges=tuple(edges),
        start=start * face.advance(face.glyph(text[0])) if start else 0.0,
        end=end * face.advance(face.glyph(text[-1])) if end else 0.0,
    )
