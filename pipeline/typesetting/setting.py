"""A line set: its words in glyphs, the spaces between them fitted to the measure, one segment for each ink.

In: the words of a line and the room it has. Out: a `Line` of typesetting.page.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import add
from typing import NamedTuple

from pipeline.foundation.diagnostic import Span
from pipeline.foundation.value import Struct, field
from pipeline.typesetting.blocks import Measurer
from pipeline.typesetting.layout import Justification
from pipeline.typesetting.measured import Cut, Ink, Word
from pipeline.typesetting.page import Line, Segment
from pipeline.typesetting.words import Division, Joint

# Features whose glyphs stand for other characters than they are asked for with: "¹" for 1, the small capital a for A.
RESPELT = frozenset(("c2sc", "sups", "subs", "ordn", "numr", "dnom", "frac"))


# The word spaces of a line are never more than so many times as wide as they should be: before that, the line is left short.
OPEN = 6.0


class _Part(Struct):
    """A segment in the making: strings of glyphs, each but the last ending in a word space; lengths are
    points.
    """

    ink: Ink
    strings: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    width: float = 0.0
    em: float = 0.0
    gaps: float = 0.0
    spaces: int = 0
    adjustment: int = 0


class Room(NamedTuple):
    """Where a line goes: `measure` from `x` on, of which an `indent` is left out already; `align`, whether it is filled,
    and whether punctuation hangs.
    """

    x: float
    measure: float
    align: str
    fill: bool
    hang: bool
    indent: float = 0.0


def line(
    measurer: Measurer, words: Sequence[Word], begin: int, cut: Cut | None, room: Room, last: bool, span: Span
) -> tuple[Line, float]:
    """Return the line made of `words`, and by how many points it is too wide.

    `begin` counts the characters of the first word before the line, `cut` is where the line ends in the last word; 0 and
    None mean that the word is whole.
    """
    if (single := _single(measurer, words, begin, cut, room, last, span)) is not None:
        return single
    parts = _parts(measurer, words, begin, cut)
    if not parts:
        return Line((), 0.0, room.measure, last=last, span=span), 0.0
    final, ending = parts[-1], words[-1]
    natural = em = gaps = 0.0
    spaces = 0
    for part in parts:
        natural += part.width
        em += part.em
        gaps += part.gaps
        spaces += part.spaces
    # Letter-spacing after the last glyph is no part of the line that is seen.
    unit = final.ink.size / 1000
    natural -= final.ink.tracking * unit
    em -= unit
    start = end = 0.0
    if room.hang:
        start = 0.0 if begin else words[0].block.start
        end = cut.hang if cut else ending.block.end
    target = room.measure + start + end
    scale, tracking, extra = 1.0, 0, 0.0
    if room.align == "justify" and (room.fill or natural > target):
        scale, tracking, extra = _fitted(measurer.justification, target, natural, em, gaps, spaces)
    width = 0.0
    for part in parts:
        if part.spaces:
            part.adjustment = round(-extra * 1000 / part.ink.size)
        part.width -= part.adjustment * part.ink.size / 1000 * part.spaces - tracking * part.em
        if part is final:
            part.width -= (tracking + part.ink.tracking) * unit
        part.width *= scale
        width += part.width
    x = _beginning(room, width, start * scale)
    if not cut and ending.joint != Joint.FREE and ending.joint != Joint.END:
        # The space at the end hangs out unseen, so that copied text keeps its words apart.
        final.strings[-1] += measurer.gap(final.ink).glyphs
        final.text.append(ending.copied)
    built: list[Segment] = []
    for part in parts:
        built.append(_segment(part, x, scale, tracking))
        x += part.width
    made = Line(
        segments=tuple(built),
        width=width,
        measure=room.measure + max(room.indent, 0.0),
        ratio=(gaps + (extra + tracking * unit) * spaces) * scale / gaps if gaps else 1.0,
        hyphen=_hyphenated(cut),
        last=last,
        text=built[0].text if len(built) == 1 else "".join([segment.text for segment in built]),
        span=span,
    )
    return made, width - (start + end) * scale - room.measure


def _segment(part: _Part, x: float, scale: float, tracking: int) -> Segment:
    ink, strings = part.ink, part.strings
    if not part.adjustment or len(strings) == 1:
        glyphs = f"<{''.join(strings)}>"
    else:
        # Each string but the last is followed by the adjustment of its space.
        glyphs = f"<{f'>{part.adjustment}<'.join(strings)}>"
        if not strings[-1]:
            glyphs = glyphs[:-2]
    return Segment(
        face=ink.face,
        size=ink.size,
        colour=ink.colour,
        glyphs=glyphs,
        text="".join(part.text),
        x=x,
        width=part.width,
        rise=ink.rise,
        scale=scale * 100,
        tracking=(tracking + ink.tracking) * ink.size / 1000,
        key=ink.key,
        actual=bool(ink.features) and not RESPELT.isdisjoint(ink.features),
    )


def _single(
    measurer: Measurer, words: Sequence[Word], begin: int, cut: Cut | None, room: Room, last: bool, span: Span
) -> tuple[Line, float] | None:
    """Return what `line` does for a line in one ink; None where there are several.

    Nearly every line of a text comes this way: what can be done for all its words at once is.
    """
    count = len(words)
    if count < 2:
        return None
    first, own, final = words[0], words[0].gap, count - 1
    ink = own.ink
    blocks, joints, gaps, copied, widths, *_ = zip(*words, strict=True)
    texts, inks, glyphs, _, _, ems, *_ = zip(*blocks, strict=True)
    if inks.count(ink) < count or (gaps.count(own) < count and gaps[:-1].count(own) < final):
        return None
    if max(joints[:-1]) > Joint.TIE:
        return None
    natural, em, unit, spacing = sum(widths), sum(ems), ink.size / 1000, ink.tracking
    hyphen, start, end = False, first.start, words[-1].end
    shown, said = [*glyphs], [*texts]
    if begin:
        ((_, shaped, said[0]),) = measurer.cut(blocks[0], begin, len(texts[0]), False)
        shown[0], start = shaped.glyphs, 0.0
        natural += (shaped.width + spacing * shaped.number) * unit - widths[0]
        em += shaped.number * unit - ems[0]
    if cut:
        hyphen, end = _hyphenated(cut), cut.hang
        ((_, shaped, said[-1]),) = measurer.cut(blocks[-1], 0, cut.place, hyphen)
        shown[-1] = shaped.glyphs
        natural += (shaped.width + spacing * shaped.number) * unit - widths[-1]
        em += shaped.number * unit - ems[-1]
    white = own.width * final
    whole, letters = natural + white, em + own.em * final
    if not room.hang:
        start = end = 0.0
    target = room.measure + start + end
    # Letter-spacing after the last glyph is no part of the line that is seen.
    natural, em = whole - spacing * unit, letters - unit
    scale, tracking, extra = 1.0, 0, 0.0
    if room.align == "justify" and (room.fill or natural > target):
        scale, tracking, extra = _fitted(measurer.justification, target, natural, em, white, final)
    adjustment = round(-extra * 1000 / ink.size)
    width = whole - (adjustment * ink.size / 1000 * final - tracking * letters) - (tracking + spacing) * unit
    width *= scale
    x = _beginning(room, width, start * scale)
    space = own.glyphs
    text = " ".join(said) if copied[:-1].count(" ") == final else "".join(map(add, said, (*copied[:-1], "")))
    joined = (f"{space}>{adjustment}<" if adjustment else space).join(shown)
    if not cut and joints[-1] != Joint.FREE and joints[-1] != Joint.END:
        # The space at the end hangs out unseen, so that copied text keeps its words apart.
        joined += space
        text += copied[-1]
    features = ink.features
    segment = Segment(
        ink.face,
        ink.size,
        ink.colour,
        f"<{joined}>",
        text,
        x,
        width,
        ink.rise,
        scale * 100,
        (tracking + spacing) * ink.size / 1000,
        ink.key,
        bool(features) and not RESPELT.isdisjoint(features),
    )
    ratio = (white + (extra + tracking * unit) * final) * scale / white if white else 1.0
    made = Line((segment,), width, room.measure + max(room.indent, 0.0), ratio, hyphen, last, text, span)
    return made, width - (start + end) * scale - room.measure


def _beginning(room: Room, width: float, hang: float) -> float:
    """Return where a line of that width begins, whose first sign hangs out by `hang` at the start side."""
    if room.align == "center":
        return room.x + (room.measure - width) / 2
    if room.align == "end":
        return room.x + room.measure - width
    return room.x - hang


def _hyphenated(cut: Cut | None) -> bool:
    return cut is not None and cut.kind == Division.HYPHEN


def _parts(measurer: Measurer, words: Sequence[Word], begin: int, cut: Cut | None) -> list[_Part]:
    """Return the segments of a line before its spaces are fitted."""
    stop, hyphen = cut.place if cut else 0, _hyphenated(cut)
    parts: list[_Part] = []
    part: _Part | None = None
    glyphs = ""
    final = len(words) - 1
    for index, (block, joint, gap, copied, *_) in enumerate(words):
        low = begin if index == 0 else 0
        high = stop if index == final else 0
        if len(block.pieces) == 1 and not (low or high):
            ink, shaped = block.pieces[0]
            if part is None or ink is not part.ink:
                if part is not None:
                    part.strings.append(glyphs)
                part, glyphs = _Part(ink), ""
                parts.append(part)
            glyphs += shaped.glyphs
            part.text.append(block.text)
            part.width += block.width
            part.em += block.em
        else:
            for ink, shaped, text in measurer.cut(block, low, high or len(block.text), hyphen and index == final):
                if part is None or ink is not part.ink:
                    if part is not None:
                        part.strings.append(glyphs)
                    part, glyphs = _Part(ink), ""
                    parts.append(part)
                unit = ink.size / 1000
                glyphs += shaped.glyphs
                part.text.append(text)
                part.width += (shaped.width + ink.tracking * shaped.number) * unit
                part.em += shaped.number * unit
        if index < final and joint <= Joint.TIE:
            if part is None or gap.ink is not part.ink:
                if part is not None:
                    part.strings.append(glyphs)
                part, glyphs = _Part(gap.ink), ""
                parts.append(part)
            part.strings.append(glyphs + gap.glyphs)
            glyphs = ""
            part.text.append(copied)
            part.width += gap.width
            part.gaps += gap.width
            part.em += gap.em
            part.spaces += 1
    if part is not None:
        part.strings.append(glyphs)
    return parts


def _fitted(
    how: Justification, target: float, natural: float, em: float, gaps: float, spaces: int
) -> tuple[float, int, float]:
    """Return glyph scaling, tracking in 1/1000 em and what each word space gains, so that the line fills
    `target`.

    All three give way in the same proportion; what is left after their limits is the spaces' to take when the
    line is too loose, and stays undone when it is too tight. One that is looser than anybody would set it is left short.
    """
    slack = target - natural
    if slack >= 0:
        scaling, letters, words = how.scale_up, how.tracking_up, how.stretch
    else:
        scaling, letters, words = how.scale_down, how.tracking_down, how.shrink
    give = natural * scaling + em * letters + gaps * words
    ratio = max(-1.0, min(1.0, slack / give)) if give > 0 else 0.0
    scale = round(1 + ratio * scaling, 3)
    tracking = round(ratio * letters)
    if not spaces:
        return scale, tracking, 0.0
    extra = (target / scale - natural - tracking * em) / spaces
    if extra > gaps / spaces * (OPEN - 1):
        return 1.0, 0, 0.0
    least = -gaps * how.shrink / spaces
    # A hair below the limit makes up for the rounding of the other two.
    return scale, tracking, max(extra, least * 1.15)
