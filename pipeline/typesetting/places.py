"""The places where the lines of a text may end, with what stands before and after each.

In: words measured. Out: `Places`, the arrays that linebreak.py chooses from and what each break is in the
text.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from pipeline.typesetting.blocks import Measurer, Word
from pipeline.typesetting.linebreak import Breaks, Shape
from pipeline.typesetting.words import Division, Joint

# Prices of a break beside the style's price of a hyphen, which is 90 by default: a hyphen or slash of the
# text (a share of it), and the last resorts in a stretch too wide for any line.
MARK_SHARE, TIE_PRICE, EDGE_PRICE = 0.5, 200.0, 300.0
# A title or an initial leaves its name ("Dr. | Hollingsworth") before a line becomes five times too loose.
NAME_PRICE = 5_000.0


@dataclass(slots=True)
class Places:
    """Breaks and what each is: the word it is in or after, the characters of it before the break, its kind.

    `char` is 0 for a break between words, `word` then the one after it; `kind` is a `Division` or 0.
    """

    breaks: Breaks = field(default_factory=Breaks)
    word: list[int] = field(default_factory=list)
    char: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)


def break_places(measurer: Measurer, words: list[Word], begin: int, indent: float, shape: Shape) -> Places:
    """Return the breaks of `words` from character `begin` of the first on, its line indented by `indent`
    points.

    Where a stretch between two breaks is wider than the narrowest line, its words in `words` are given their
    last resorts.
    """
    narrowest = shape.measure - (shape.narrow if shape.lines else 0.0)
    places = _laid(measurer, words, begin, indent, shape.justify, frozenset())
    breaks = places.breaks
    wide: set[int] = set()
    start, word = breaks.start[0], 0
    for j in range(1, len(breaks)):
        if breaks.end[j] - start > narrowest:
            wide.update(range(word, min(places.word[j], len(words) - 1) + 1))
        start, word = breaks.start[j], places.word[j]
    if not wide:
        return places
    for index in wide:
        words[index] = words[index]._replace(block=measurer.last_resorts(words[index].block, narrowest))
    return _laid(measurer, words, begin, indent, shape.justify, wide)


def _laid(measurer: Measurer, words: list[Word], begin: int, indent: float, justify: bool, wide: Set[int]) -> Places:
    how = measurer.justification
    places = Places()
    breaks = places.breaks
    # The loop below runs for every word and every division of a book; looking a method up takes as long as
    # calling it.
    add_end, add_start, add_penalty = breaks.end.append, breaks.start.append, breaks.penalty.append
    add_stretch_end, add_stretch_start = breaks.stretch_end.append, breaks.stretch_start.append
    add_shrink_end, add_shrink_start = breaks.shrink_end.append, breaks.shrink_start.append
    add_hyphen, add_forced = breaks.hyphen.append, breaks.forced.append
    add_word, add_char, add_kind = places.word.append, places.char.append, places.kind.append
    prices = {
        Division.HYPHEN: how.hyphen_penalty,
        Division.MARK: how.hyphen_penalty * MARK_SHARE,
        Division.EDGE: EDGE_PRICE,
    }
    skipped = next((cut[1] for cut in words[0].block.cuts if cut[0] == begin), 0.0) if begin else 0.0
    breaks.add(0.0, skipped - indent)
    add_word(0)
    add_char(begin)
    add_kind(0)
    x = up = down = 0.0
    hang = 1.0 if justify else 0.0
    fresh = not begin
    final = len(words) - 1
    for k, (block, joint, gap, copied) in enumerate(words):
        if justify and fresh and block.start:
            # The line that begins here hangs out at the start.
            breaks.start[-1] += block.start
        if block.cuts:
            share = 1 / block.width if block.width else 0.0
            for place, before, sign, hanging, kind in block.cuts:
                if k == 0 and place <= begin:
                    continue
                at = x + before
                part = before * share
                add_end(at + sign - hanging * hang)
                add_start(at)
                stretch, shrink = up + block.up * part, down + block.down * part
                add_stretch_end(stretch)
                add_stretch_start(stretch)
                add_shrink_end(shrink)
                add_shrink_start(shrink)
                add_penalty(prices[kind])
                add_hyphen(kind == Division.HYPHEN or block.text[place - 1] in "-\u2010")
                add_forced(False)
                add_word(k)
                add_char(place)
                add_kind(kind)
        x += block.width
        up += block.up
        down += block.down
        fresh, price = True, 0.0
        if joint == Joint.TIE and k != final:
            price = TIE_PRICE if k in wide else NAME_PRICE
            fresh = k in wide or (copied == " " and _is_name(block.text, words[k + 1].block.text))
        if fresh:
            add_end(x - block.end * hang)
            add_stretch_end(up)
            add_shrink_end(down)
        if joint <= Joint.TIE:
            x += gap.width
            up += gap.up
            down += gap.down
        if fresh:
            add_start(x)
            add_stretch_start(up)
            add_shrink_start(down)
            add_penalty(price)
            add_hyphen(False)
            add_forced(joint == Joint.FORCED)
            add_word(k + 1)
            add_char(0)
            add_kind(0)
    return places


def _is_name(text: str, following: str) -> bool:
    """Whether `text`, bound to `following`, is the title or the initial of a name."""
    return text.endswith(".") and following[:1].isupper()
