"""Paragraphs into lines: the composer.

In: runs of text, a style, a measure. Out: lines ready to be placed, the spaces set and the glyphs chosen. A
paragraph is composed once for the same runs, style and measure; the key and the value of that store are plain
data, so that it can be kept elsewhere.

A text of any length is composed in portions of some thousand letters: the lines of a portion but its last few
are final, since a choice so far back no longer bears on what follows; the next portion begins after them.
Work is in proportion to the text, and memory to the lines that come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import NOWHERE, Problems, Span
from pipeline.foundation.value import replace
from pipeline.typesetting.blocks import Known, Measurer
from pipeline.typesetting.breaks import Shape
from pipeline.typesetting.composed import Composed
from pipeline.typesetting.features import drawn, lacking
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.layout import Justification, TextStyle
from pipeline.typesetting.linebreak import levelled, optimum
from pipeline.typesetting.lineremarks import (
    note_division,
    note_feature,
    note_loose,
    note_missing,
    note_overfull,
    note_underfull,
)
from pipeline.typesetting.measured import Ink, Word, placed
from pipeline.typesetting.page import Line
from pipeline.typesetting.places import Places, break_places
from pipeline.typesetting.setting import Room, line
from pipeline.typesetting.words import Division, Joint, Run, Stretch, tokens, upper

__all__ = ["Composer", "Run"]

# Characters composed at a time, lines at the end of a portion that the next one sets again, and characters of
# a paragraph beyond which it is not kept.
PORTION, AGAIN, LARGE = 12_000, 6, 20_000

# Words handed on at a time, so that a portion does not grow much beyond its size.
BATCH = 1_000

# Times its natural width that a word space may have unsaid.
LOOSE = 2.0
# Points by which a line may pass its measure unsaid: the rounding of glyph adjustments.
OVER = 0.25
# The share of its measure that a line which should fill it may lack unsaid.
SHORT = 0.1
# A style that asks for nothing: what is only measured has none of its own.
BARE = TextStyle(name="", face="", size=1, leading=1)


class Composer:
    """Sets paragraphs in the faces of `library`. `hyphenators` are by language tag; others have no
    hyphens. With a `cache` folder words and paragraphs are kept there from build to build, the paragraphs on the
    `shelf` of one edition; what comes out is the same without it.
    """

    def __init__(
        self,
        library: FaceLibrary,
        justification: Justification,
        hyphenators: Mapping[str, Hyphenator],
        cache: Path | None = None,
        shelf: str = "",
    ) -> None:
        self.library = library
        self.justification = justification
        # Whether nothing else is made at the same time, so that a second processor is free.
        self.alone = False
        self._measurer = Measurer(library, justification, hyphenators, cache)
        self._hyphenators = hyphenators
        self._inks: dict[tuple[object, ...], tuple[Ink, Known]] = {}
        self._composed = Composed(library, justification, hyphenators, cache, shelf)

    def keep(self) -> None:
        """Keep what was learnt in the cache folder. A disk that refuses is no fault."""
        self._measurer.shaper.keep()
        self._composed.keep()

    @property
    def context(self) -> bytes:
        """A digest of the limits and the divisions that lines are made by."""
        return self._composed.context

    @property
    def fresh(self) -> bool:
        """Whether no paragraph is kept of an earlier build."""
        return not self._composed.opened

    def gathered(self) -> tuple[Any, Any]:
        """Return what was learnt, words and paragraphs, as plain values."""
        return self._measurer.shaper.gathered(), self._composed.gathered()

    def gather(self, known: tuple[Any, Any]) -> None:
        """Know what another composer with the same faces, limits and hyphens has `gathered`."""
        self._measurer.shaper.gather(known[0])
        self._composed.gather(known[1])

    def expect(self, texts: Iterable[str], run: Run, style: TextStyle, language: str) -> None:
        """Have the words of `texts`, which will be set like `run`, shaped together when one of them is needed."""
        self._measurer.expect(self._painted(run, style, language)[1], texts)

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
        "overfull-line", "underfull-line", "loose-line", "word-too-wide" (warnings).
        """

        def made(found: Problems) -> Iterable[Line]:
            self._note_features(runs, style, NOWHERE, found)
            return self._lines(runs, style, measure, language, span, found, indent, narrow, looseness)

        key = self._composed.key(runs, style, measure, language, indent, narrow, looseness)
        return self._once(key, runs, made, span, problems)

    def _once(
        self,
        key: bytes,
        runs: Sequence[Run],
        make: Callable[[Problems], Iterable[Line]],
        span: Span,
        problems: Problems,
    ) -> tuple[Line, ...]:
        """Return the lines of `key`, made where they are not known, as if they came from `span`."""
        kept = self._composed.get(key, span)
        if kept is None:
            found = Problems()
            kept = (tuple(make(found)), tuple(found))
            if sum([len(run.text) for run in runs]) <= LARGE:
                self._composed.add(key, kept, runs)
        made, noted = kept
        if noted:
            problems.add(replace(problem, span=span) for problem in noted)
        if made and made[0].span != span:
            made = tuple([replace(each, span=span) for each in made])
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

        def made(found: Problems) -> Iterable[Line]:
            words = [
                word._replace(joint=Joint.SPACE) if word.joint == Joint.FORCED else word
                for words in self._words(runs, style, language)
                for word in words
            ]
            note_missing(words, NOWHERE, found)
            self._note_features(runs, style, NOWHERE, found)
            align = "start" if style.align == "justify" else style.align
            whole, over = line(self._measurer, words, 0, None, Room(0.0, measure, align, False, False), True, span)
            if over > OVER:
                note_overfull(whole, over, NOWHERE, found)
            return (whole,)

        key = self._composed.key(runs, style, measure, language, "line")
        return self._once(key, runs, made, span, problems)[0]

    def width(self, runs: Sequence[Run]) -> float:
        """Return the natural width of `runs` on one line, in points."""

        def made(_: Problems) -> Iterable[Line]:
            words = [word for words in self._words(runs, BARE, "") for word in words]
            return (line(self._measurer, words, 0, None, Room(0.0, 0.0, "start", False, False), True, NOWHERE)[0],)

        return self._once(self._composed.key(runs, BARE, "width"), runs, made, NOWHERE, Problems())[0].width

    def _lines(
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
        shift = (style.indent if indent is None else indent) if style.align in ("justify", "start") else 0.0
        width, depth = narrow if narrow[0] > 0 and narrow[1] > 0 else (0.0, 0)
        even = style.align == "center" or (style.balance and style.align != "justify")
        shape = Shape(measure, style.align == "justify", width, depth, even)
        length = 0
        for run in runs:
            length += len(run.text)
        source = self._words(runs, style, language)
        if length <= PORTION:
            words = [word for words in source for word in words]
            if words:
                yield from self._portion(words, 0, shift, shape, style, span, problems, looseness)[0]
            return
        begin, size, words, whole = 0, PORTION, [], False
        while True:
            length = sum(len(word.block.text) + 1 for word in words)
            while length < size and not whole:
                more = next(source, None)
                if more is None:
                    whole = True
                else:
                    words += more
                    length += sum(len(word.block.text) + 1 for word in more)
            if not words:
                return
            portion = replace(shape, open=not whole)
            made, places, stop = self._portion(words, begin, shift, portion, style, span, problems, looseness)
            yield from made
            if whole:
                return
            if not made:
                size *= 2
                continue
            index, _, begin = places.place(stop)
            words = words[index:]
            shape = replace(shape, lines=max(0, shape.lines - len(made)))
            shift, size = 0.0, PORTION

    def _portion(
        self,
        words: list[Word],
        begin: int,
        shift: float,
        shape: Shape,
        style: TextStyle,
        span: Span,
        problems: Problems,
        looseness: int,
    ) -> tuple[list[Line], Places, int]:
        """Return the lines of `words`, their breaks, and the break after the last line.

        Where the text goes on (`shape.open`) the last lines are left out, since what follows bears on them: the next
        portion sets them again. There are then none when the portion is too small.
        """
        if self._measurer.lacks:
            note_missing(words, NOWHERE, problems)
        places = break_places(words, begin, shift, shape, self._measurer)
        breaks = places.breaks
        path = optimum(breaks, shape, self.justification, 0 if shape.open else looseness)
        if shape.balance and not shape.open:
            path = levelled(breaks, shape, self.justification, path)
        count = len(path) - 1
        if shape.open:
            # The next portion begins where no hyphen has to be remembered.
            count -= AGAIN
            while count > 0 and breaks.hyphen[path[count]]:
                count -= 1
            if count < AGAIN:
                return [], places, 0
        lines: list[Line] = []
        ends = [places.place(j) for j in path[: count + 1]]
        self._measurer.learn_parts([(words[at].block, cut) for at, cut, _ in ends if cut])
        index, _, low = ends[0]
        final = len(breaks) - 1
        for number in range(count):
            j = path[number + 1]
            following, cut, high = ends[number + 1]
            last = j == final and not shape.open
            chosen = words[index : following + 1 if cut else following]
            measure = shape.measure if number >= shape.lines else shape.measure - shape.narrow
            fill = shape.justify and not last and j not in breaks.forced
            room = Room(shape.measure - measure + shift, measure - shift, style.align, fill, shape.justify, shift)
            made, over = line(self._measurer, chosen, low, cut, room, last, span)
            shift = 0.0
            lines.append(made)
            if over > OVER:
                note_overfull(made, over, NOWHERE, problems)
            elif fill and made.ratio > LOOSE:
                note_loose(made, problems)
            elif fill and made.width < room.measure * (1 - SHORT):
                note_underfull(made, room.measure - made.width, problems)
            if cut and cut.kind != Division.MARK:
                note_division(chosen[-1].block, cut, measure, problems)
            index, low = following, high
        return lines, places, path[count]

    def _words(self, runs: Sequence[Run], style: TextStyle, language: str) -> Iterator[list[Word]]:
        """Yield the words of `runs` as `style` has them painted: in its case, its figures, its
        hyphenation.
        """
        measurer = self._measurer
        painted = [self._painted(run, style, language) for run in runs]
        known = [each for _, _, each in painted]
        words: list[Word] = []
        for token in tokens([text for text, _, _ in painted], language):
            if isinstance(token, Stretch):
                words += known[token.run].all(token.texts)
            else:
                parts, joint, run, copied = token
                if len(parts) == 1:
                    at, text = parts[0]
                    word = known[at][text]
                    if joint or at != run:
                        word = placed(word.block, joint, measurer.gap(painted[run][1]), copied)
                    words.append(word)
                else:
                    block = measurer.block(tuple([(painted[at][1], text) for at, text in parts]))
                    words.append(placed(block, joint, measurer.gap(painted[run][1]), copied))
            if len(words) > BATCH:
                yield words
                words = []
        yield words

    def _note_features(self, runs: Sequence[Run], style: TextStyle, span: Span, problems: Problems) -> None:
        """Report what `style` asks of its faces and they have no glyphs for ("feature-missing")."""
        if style.case not in ("small", "all-small") and style.figures == "lining":
            return
        for run in dict.fromkeys(replace(run, key="", colour="") for run in runs):
            for feature, letters in lacking(style, run.text, self.library.face(run.face)):
                note_feature(feature, letters, run.face, f'the style "{style.name}"', span, problems)

    def _painted(self, run: Run, style: TextStyle, language: str) -> tuple[str, Ink, Known]:
        """Return the text of `run` as it is painted, its ink, and the words known in it."""
        spoken = run.language or language
        text = upper(run.text, spoken) if style.case == "upper" else run.text
        # All that the ink depends on; small capitals are asked for only where the face has the text's.
        key = (
            run.face, run.size, run.colour, run.rise, run.features, run.key, run.tracking, run.hyphenate, spoken,
            style.case, style.figures, style.tracking, style.hyphenate, text if "small" in style.case else "",
        )  # fmt: skip
        found = self._inks.get(key)
        if found is None:
            if len(self._inks) >= LARGE:
                self._inks.clear()
            ink = self._ink(run, style, spoken, text)
            found = self._inks[key] = (ink, self._measurer.known(ink))
        return text, *found

    def _ink(self, run: Run, style: TextStyle, spoken: str, text: str) -> Ink:
        features = run.features + drawn(style, text, self.library.face(run.face))
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
        return self._measurer.ink(ink)


def _fallbacks(tag: str) -> tuple[str, ...]:
    """Return `tag` and what it falls back to: "es-US", "es"."""
    primary = tag.replace("_", "-").split("-")[0]
    return (tag, primary) if primary != tag else (tag,)
