"""Paragraphs into lines: the composer.

In: runs of text, a style, a measure. Out: lines ready to be placed, the spaces set and the glyphs chosen. A
paragraph is composed once for the same runs, style and measure; the key and the value of that store are plain
data, so that it can be kept elsewhere.

A text of any length is composed in portions of some thousand letters: the lines of a portion but its last few
are final, since a choice so far back no longer bears on what follows; the next portion begins after them.
Work is in proportion to the text, and memory to the lines that come out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.foundation.diagnostic import NOWHERE, Problem, Problems, Span
from pipeline.typesetting.blocks import Block, Ink, Measurer, Word
from pipeline.typesetting.features import NAMES, drawn, lacking
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.layout import Justification, TextStyle
from pipeline.typesetting.linebreak import Shape, optimum
from pipeline.typesetting.page import Line
from pipeline.typesetting.places import Places, break_places
from pipeline.typesetting.setting import Room, line
from pipeline.typesetting.words import Division, Joint, Run, tokens, upper

__all__ = ["Composer", "Run"]

KEPT = 20_000
# Characters composed at a time, lines at the end of a portion that the next one sets again, and characters of
# a paragraph beyond which it is not kept.
PORTION, AGAIN, LARGE = 12_000, 6, 20_000

LOOSE = 2.5
# Points by which a line may pass its measure unsaid: the rounding of glyph adjustments.
OVER = 0.25


class Composer:
    """Sets paragraphs in the faces of `library`. `hyphenators` are by language tag; others have no
    hyphens.
    """

    def __init__(
        self, library: FaceLibrary, justification: Justification, hyphenators: Mapping[str, Hyphenator]
    ) -> None:
        self.library = library
        self.justification = justification
        self._measurer = Measurer(library, justification, hyphenators)
        self._hyphenators = hyphenators
        self._kept: dict[tuple[object, ...], tuple[tuple[Line, ...], tuple[Problem, ...]]] = {}

    def lines(
        self,
        runs: Sequence[Run],
        style: TextStyle,
        measure: float,
        *,
        language: str,
        span: Span,
        problems: Problems,
        indent: float | None = None,
        narrow: tuple[float, int] = (0.0, 0),
        looseness: int = 0,
    ) -> tuple[Line, ...]:
        """Return the lines of a paragraph in `measure` points, without any when there is nothing but space.

        `indent` is the first line's, by default the style's; `narrow` = (points, n) keeps the first n lines
        off the start side. `looseness` asks for so many lines more than are best, or fewer when it is negative;
        what would make a line too loose is not done, so count what comes out. Codes: "missing-glyph" (error),
        "overfull-line", "loose-line", "word-too-wide" (warnings).
        """
        key = (tuple(runs), style, measure, language, indent, narrow, looseness)
        kept = self._kept.get(key)
        if kept is None:
            found = Problems()
            self._note_features(runs, style, NOWHERE, found)
            kept = (
                tuple(self._composed(runs, style, measure, language, span, found, indent, narrow, looseness)),
                tuple(found),
            )
            if sum(len(run.text) for run in runs) <= LARGE:
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                self._kept[key] = kept
        made, noted = kept
        problems.add(replace(problem, span=span) for problem in noted)
        if made and made[0].span != span:
            made = tuple(replace(each, span=span) for each in made)
        return made

    def line(
        self,
        runs: Sequence[Run],
        style: TextStyle,
        measure: float,
        *,
        language: str,
        span: Span,
        problems: Problems,
    ) -> Line:
        """Return all of `runs` on one line, aligned as the style says ("justify" as "start"), never broken.

        Warns "overfull-line" when it is wider than `measure`.
        """
        words = [
            word._replace(joint=Joint.SPACE) if word.joint == Joint.FORCED else word
            for word in self._words(runs, style, language)
        ]
        _note_missing(words, span, problems)
        self._note_features(runs, style, span, problems)
        align = "start" if style.align == "justify" else style.align
        made, over = line(self._measurer, words, 0, 0, False, Room(0.0, measure, align, False, False), True, span)
        if over > OVER:
            _note_overfull(made, over, span, problems)
        return made

    def width(self, runs: Sequence[Run]) -> float:
        """Return the natural width of `runs` on one line, in points."""
        style = TextStyle(name="", face="", size=1, leading=1)
        words = list(self._words(runs, style, ""))
        made, _ = line(self._measurer, words, 0, 0, False, Room(0.0, 0.0, "start", False, False), True, NOWHERE)
        return made.width

    def _composed(
        self,
        runs: Sequence[Run],
        style: TextStyle,
        measure: float,
        language: str,
        span: Span,
        problems: Problems,
        indent: float | None,
        narrow: tuple[float, int],
        looseness: int,
    ) -> Iterator[Line]:
        justify = style.align == "justify"
        shift = (style.indent if indent is None else indent) if style.align in ("justify", "start") else 0.0
        width, depth = narrow if narrow[0] > 0 and narrow[1] > 0 else (0.0, 0)
        source = self._words(runs, style, language)
        words: list[Word] = []
        begin, size, whole = 0, PORTION, False
        first = True
        while True:
            length = sum(len(word.block.text) + 1 for word in words)
            while length < size and not whole:
                word = next(source, None)
                if word is None:
                    whole = True
                else:
                    words.append(word)
                    length += len(word.block.text) + 1
            if not words:
                return
            _note_missing(words, NOWHERE, problems)
            shape = Shape(measure, justify, width, depth, style.align == "center", not whole)
            lead = shift if first else 0.0
            places = break_places(self._measurer, words, begin, lead, shape)
            path = optimum(places.breaks, shape, self.justification, looseness if whole else 0)
            stop = len(path) - 1
            if not whole:
                # The next portion begins where no hyphen has to be remembered.
                stop -= AGAIN
                while stop > 0 and places.breaks.hyphen[path[stop]]:
                    stop -= 1
                if stop < AGAIN:
                    size *= 2
                    continue
            for number in range(stop):
                i, j = path[number], path[number + 1]
                yield self._line(
                    words,
                    places,
                    i,
                    j,
                    shape,
                    number,
                    style,
                    lead if number == 0 else 0.0,
                    whole,
                    span,
                    problems,
                )
            if whole:
                return
            at = path[stop]
            begin = places.char[at]
            words = words[places.word[at] :]
            depth, first, size = max(0, depth - stop), False, PORTION

    def _line(
        self,
        words: list[Word],
        places: Places,
        i: int,
        j: int,
        shape: Shape,
        number: int,
        style: TextStyle,
        lead: float,
        whole: bool,
        span: Span,
        problems: Problems,
    ) -> Line:
        inset = shape.measure - shape.room(number)
        last = whole and j == len(places.breaks) - 1
        stop = places.char[j]
        chosen = words[places.word[i] : places.word[j] + (1 if stop else 0)]
        kind = places.kind[j]
        fill = shape.justify and not (last or places.breaks.forced[j])
        room = Room(inset + lead, shape.room(number) - lead, style.align, fill, shape.justify)
        made, over = line(self._measurer, chosen, places.char[i], stop, kind == Division.HYPHEN, room, last, span)
        if lead:
            made = replace(made, measure=shape.room(number))
        if over > OVER:
            _note_overfull(made, over, NOWHERE, problems)
        elif fill and made.ratio > LOOSE:
            problems.warning(
                "loose-line",
                f'word spaces {made.ratio:.1f} times as wide as they should be in "{_excerpt(made.text)}"',
                NOWHERE,
                hint="reword, or put a soft hyphen (U+00AD) where a word may be divided",
            )
        if kind == Division.EDGE or (kind == Division.HYPHEN and _is_whole(words[places.word[j]].block)):
            problems.warning(
                "word-too-wide",
                f'"{_excerpt(words[places.word[j]].block.text)}" is wider than its measure of '
                f"{shape.room(number):g}pt and is divided",
                NOWHERE,
                hint="put a soft hyphen (U+00AD) where it may be divided, or set it smaller",
            )
        return made

    def _words(self, runs: Sequence[Run], style: TextStyle, language: str) -> Iterator[Word]:
        """Yield the words of `runs` as `style` has them painted: in its case, its figures, its
        hyphenation.
        """
        measurer = self._measurer
        painted = [self._painted(run, style, language) for run in runs]
        inks = [ink for _, ink in painted]
        gaps = [measurer.gap(ink) for ink in inks]
        # One word in one ink is what a text is made of nearly everywhere; it is found by its letters alone.
        known: list[dict[str, Block]] = [{} for _ in inks]
        for parts, joint, run, copied in tokens([text for text, _ in painted], language):
            if len(parts) == 1:
                at, text = parts[0]
                block = known[at].get(text)
                if block is None:
                    block = known[at][text] = measurer.block(((inks[at], text),))
                    if len(known[at]) > PORTION:
                        known[at].clear()
            else:
                block = measurer.block(tuple([(inks[at], text) for at, text in parts]))
            yield Word(block, joint, gaps[run], copied)

    def _note_features(self, runs: Sequence[Run], style: TextStyle, span: Span, problems: Problems) -> None:
        """Report what `style` asks of its faces and they have no glyphs for ("feature-missing")."""
        if style.case not in ("small", "all-small") and style.figures == "lining":
            return
        for run in dict.fromkeys(replace(run, key="", colour="") for run in runs):
            for feature, letters in lacking(style, run.text, self.library.face(run.face)):
                note_feature(feature, letters, run.face, f'the style "{style.name}"', span, problems)

    def _painted(self, run: Run, style: TextStyle, language: str) -> tuple[str, Ink]:
        spoken = run.language or language
        text, features = run.text, run.features
        if style.case == "upper":
            text = upper(text, spoken)
        features += drawn(style, text, self.library.face(run.face))
        tracking = run.tracking or style.tracking
        if tracking > 0 and "-liga" not in features:
            # Letters drawn as one cannot be spaced as the others are.
            features = (*features, "-liga")
        known = next((tag for tag in _fallbacks(spoken) if tag in self._hyphenators), "")
        ink = Ink(
            face=run.face,
            size=run.size,
            colour=run.colour,
            rise=run.rise,
            features=features,
            key=run.key,
            tracking=tracking,
            language=known,
            hyphenate=style.hyphenate and run.hyphenate,
        )
        return text, self._measurer.ink(ink)


def _fallbacks(tag: str) -> tuple[str, ...]:
    """Return `tag` and what it falls back to: "es-US", "es"."""
    primary = tag.replace("_", "-").split("-")[0]
    return (tag, primary) if primary != tag else (tag,)


def _is_whole(block: Block) -> bool:
    """Whether nobody allowed a hyphen in `block`: neither its style nor its author."""
    return not block.soft and not any(ink.hyphenate for ink, _ in block.pieces)


def _excerpt(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 48 else f"{text[:47]}…"


def _note_overfull(made: Line, over: float, span: Span, problems: Problems) -> None:
    problems.warning(
        "overfull-line",
        f'line {over:.1f}pt over its measure of {made.measure:g}pt: "{_excerpt(made.text)}"',
        span,
        hint="shorten it, or set it smaller",
    )


def note_feature(feature: str, letters: str, face: str, asker: str, span: Span, problems: Problems) -> None:
    """Report that `face` lacks glyphs which `asker` asks for; the text is then set without them."""
    problems.warning(
        "feature-missing",
        f'{asker} asks for {NAMES[feature]}, and {face} has none for "{letters}"',
        span,
        hint="name a face that draws them in the layout, or do not ask for them",
    )


def _note_missing(words: Sequence[Word], span: Span, problems: Problems) -> None:
    for word in words:
        for char, face in word.block.missing:
            name = unicodedata.name(char, "UNNAMED CHARACTER")
            problems.error(
                "missing-glyph",
                f'no glyph for U+{ord(char):04X} {name} in "{_excerpt(word.block.text)}" ({face})',
                span,
                hint='write it otherwise, or name a family that has it as "fallback" in the layout',
            )
