"""A line set: its words in glyphs, the spaces between them fitted to the measure, one segment for each ink.

In: the words of a line and the room it has. Out: a `Line` of typesetting.page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.foundation.diagnostic import Span
from pipeline.typesetting.blocks import Block, Ink, Measurer, Word
from pipeline.typesetting.layout import Justification
from pipeline.typesetting.page import Line, Segment
from pipeline.typesetting.words import Joint

# Features whose glyphs stand for other characters than they are asked for with: "¹" for 1, the small capital a for A.
RESPELT = frozenset(("c2sc", "sups", "subs", "ordn", "numr", "dnom", "frac"))


@dataclass(slots=True)
class _Part:
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


@dataclass(frozen=True, slots=True)
class Room:
    """Where a line goes: `measure` from `x` on; `align`, whether it is filled, and whether punctuation
    hangs.
    """

    x: float
    measure: float
    align: str
    fill: bool
    hang: bool


def line(
    measurer: Measurer,
    words: Sequence[Word],
    begin: int,
    stop: int,
    hyphen: bool,
    room: Room,
    last: bool,
    span: Span,
) -> tuple[Line, float]:
    """Return the line made of `words`, and by how many points it is too wide.

    `begin` and `stop` count characters of the first and of the last word where the line starts or ends inside
    it; 0 means that the word is whole.
    """
    parts = _parts(measurer, words, begin, stop, hyphen)
    if not parts:
        return Line((), 0.0, room.measure, last=last, span=span), 0.0
    final, ending = parts[-1], words[-1]
    spaces = sum(part.spaces for part in parts)
    gaps = sum(part.gaps for part in parts)
    # Letter-spacing after the last glyph is no part of the line that is seen.
    unit = final.ink.size / 1000
    natural = sum(part.width for part in parts) - final.ink.tracking * unit
    em = sum(part.em for part in parts) - unit
    start = words[0].block.start if room.hang and not begin else 0.0
    end = _hanging(ending.block, stop) if room.hang else 0.0
    target = room.measure + start + end
    scale, tracking, extra = 1.0, 0, 0.0
    if room.align == "justify" and (room.fill or natural > target):
        scale, tracking, extra = _fitted(measurer.justification, target, natural, em, gaps, spaces)
    adjustments = [round(-extra * 1000 / part.ink.size) if part.spaces else 0 for part in parts]
    widths = [
        (part.width - adjustment * part.ink.size / 1000 * part.spaces + tracking * part.em) * scale
        for part, adjustment in zip(parts, adjustments, strict=True)
    ]
    widths[-1] -= (tracking + final.ink.tracking) * unit * scale
    width = sum(widths)
    x = room.x
    if room.align == "center":
        x += (room.measure - width) / 2
    elif room.align == "end":
        x += room.measure - width
    else:
        x -= start * scale
    if not stop and ending.joint != Joint.FREE and ending.joint != Joint.END:
        # The space at the end hangs out unseen, so that copied text keeps its words apart.
        final.strings[-1] += measurer.gap(final.ink).glyphs
        final.text.append(ending.copied)
    built: list[Segment] = []
    for part, adjustment, own in zip(parts, adjustments, widths, strict=True):
        ink = part.ink
        built.append(
            Segment(
                face=ink.face,
                size=ink.size,
                colour=ink.colour,
                glyphs=_array(part.strings, adjustment),
                text="".join(part.text),
                x=x,
                width=own,
                rise=ink.rise,
                scale=scale * 100,
                tracking=(tracking + ink.tracking) * ink.size / 1000,
                key=ink.key,
                actual=not RESPELT.isdisjoint(ink.features),
            )
        )
        x += own
    made = Line(
        segments=tuple(built),
        width=width,
        measure=room.measure,
        ratio=(gaps + (extra + tracking * unit) * spaces) * scale / gaps if gaps else 1.0,
        hyphen=hyphen,
        last=last,
        text="".join([segment.text for segment in built]),
        span=span,
    )
    return made, width - (start + end) * scale - room.measure


def _parts(measurer: Measurer, words: Sequence[Word], begin: int, stop: int, hyphen: bool) -> list[_Part]:
    """Return the segments of a line before its spaces are fitted."""
    parts: list[_Part] = []
    part: _Part | None = None
    glyphs = ""
    final = len(words) - 1
    for index, (block, joint, gap, copied) in enumerate(words):
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
                part.width += (shaped.width + ink.tracking * shaped.count) * unit
                part.em += shaped.count * unit
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


def _array(strings: list[str], adjustment: int) -> str:
    """Return the TJ array of `strings`, each but the last followed by the adjustment of its space."""
    if not adjustment or len(strings) == 1:
        return f"<{''.join(strings)}>"
    if strings[-1]:
        return f"<{f'>{adjustment}<'.join(strings)}>"
    return f"<{f'>{adjustment}<'.join(strings[:-1])}>{adjustment}"


def _hanging(block: Block, stop: int) -> float:
    """Return how far the end of a line hangs out that ends after `stop` characters of `block` (0: all of
    them).
    """
    if not stop:
        return block.end
    return next((cut[3] for cut in block.cuts if cut[0] == stop), 0.0)


def _fitted(
    how: Justification, target: float, natural: float, em: float, gaps: float, spaces: int
) -> tuple[float, int, float]:
    """Return glyph scaling, tracking in 1/1000 em and what each word space gains, so that the line fills
    `target`.

    All three give way in the same proportion; what is left after their limits is the spaces' to take when the
    line is too loose, and stays undone when it is too tight.
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
    least = -gaps * how.shrink / spaces
    # A hair below the limit makes up for the rounding of the other two.
    return scale, tracking, max(extra, least * 1.15)
