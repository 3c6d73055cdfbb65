"""The places where the lines of a text may end, with what stands before and after each.

In: words measured. Out: `Places`, the arrays that linebreak.py chooses from and what each break is in the
text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Set

from pipeline.foundation.value import Struct, field
from pipeline.typesetting.blocks import Measurer
from pipeline.typesetting.breaks import Breaks, Shape
from pipeline.typesetting.measured import Cut, Word
from pipeline.typesetting.words import Joint

# Prices of a break in a stretch too wide for any line.
TIE_PRICE = 200.0
# A title or an initial leaves its name ("Dr. | Hollingsworth") before a line becomes five times too loose.
NAME_PRICE = 5_000.0


class Places(Struct):
    """Breaks and where each is in `words`; `first[k]` is the number of the first break in or after word k.

    The break before the first word, number 0, is after `begin` characters of it.
    """

    words: list[Word]
    begin: int
    breaks: Breaks = field(default_factory=Breaks)
    first: list[int] = field(default_factory=list)

    def place(self, number: int) -> tuple[int, Cut | None, int]:
        """Return the word that break `number` is in, the division there and the characters of the word before it.

        Between words they are the word after it, None and 0.
        """
        if not number:
            return 0, None, self.begin
        index = bisect_right(self.first, number) - 1
        cuts = self.words[index].block.cuts
        if self.begin and not index:
            cuts = tuple([cut for cut in cuts if cut.place > self.begin])
        order = number - self.first[index]
        return (index, cuts[order], cuts[order].place) if order < len(cuts) else (index + 1, None, 0)


def break_places(words: list[Word], begin: int, indent: float, shape: Shape, measurer: Measurer) -> Places:
    """Return the breaks of `words` from character `begin` of the first on, its line indented by `indent`
    points.

    Where a stretch between two breaks is wider than the narrowest line, its words in `words` are given their
    last resorts.
    """
    narrowest = shape.measure - (shape.narrow if shape.lines else 0.0)
    places, widest = _laid(words, begin, indent, shape.justify, frozenset())
    if widest <= narrowest:
        return places
    breaks = places.breaks
    wide: set[int] = set()
    start, word = breaks.start[0], 0
    for j in range(1, len(breaks)):
        index = places.place(j)[0]
        if breaks.end[j] - start > narrowest:
            wide.update(range(word, min(index, len(words) - 1) + 1))
        start, word = breaks.start[j], index
    if not wide:
        return places
    for index in wide:
        words[index] = words[index]._replace(block=measurer.last_resorts(words[index].block, narrowest))
    return _laid(words, begin, indent, shape.justify, wide)[0]


def _laid(words: list[Word], begin: int, indent: float, justify: bool, wide: Set[int]) -> tuple[Places, float]:
    """Return the breaks and the width of the widest words that are tied to one another, their divisions apart."""
    places = Places(words, begin)
    breaks = places.breaks
    # The loop below runs for every word and every division of a book; looking a method up takes as long as
    # calling it.
    add_end, add_start, add_penalty = breaks.end.append, breaks.start.append, breaks.penalty.append
    add_stretch_end, add_stretch_start = breaks.stretch_end.append, breaks.stretch_start.append
    add_shrink_end, add_shrink_start = breaks.shrink_end.append, breaks.shrink_start.append
    add_hyphen, starts, ends = breaks.hyphen.append, breaks.start, breaks.end
    add_first = places.first.append
    skipped = next((cut.before for cut in words[0].block.cuts if cut.place == begin), 0.0) if begin else 0.0
    breaks.add(0.0, skipped - indent)
    x = up = down = widest = 0.0
    last = starts[0]
    hang = 1.0 if justify else 0.0
    fresh = not begin
    final = len(words) - 1
    for k, (block, joint, gap, copied) in enumerate(words):
        add_first(len(ends))
        if block.start and justify and fresh:
            # The line that begins here hangs out at the start.
            starts[-1] += block.start
        for place, before, sign, hanging, _, wider, narrower, price, hyphen in block.cuts:
            if place <= begin and not k:
                continue
            at = x + before
            add_end(at + sign - hanging * hang)
            add_start(at)
            add_stretch_end(wider := up + wider)
            add_stretch_start(wider)
            add_shrink_end(narrower := down + narrower)
            add_shrink_start(narrower)
            add_penalty(price)
            add_hyphen(hyphen)
        x += block.width
        up += block.up
        down += block.down
        if joint:
            fresh, price = True, 0.0
            if joint == Joint.TIE and k != final:
                price = TIE_PRICE if k in wide else NAME_PRICE
                fresh = k in wide or (copied == " " and _is_name(block.text, words[k + 1].block.text))
            if fresh:
                add_end(x - block.end * hang)
                add_stretch_end(up)
                add_shrink_end(down)
                if x - last > widest:
                    widest = x - last
            if joint == Joint.TIE:
                x += gap.width
                up += gap.up
                down += gap.down
            if fresh:
                add_start(x)
                add_stretch_start(up)
                add_shrink_start(down)
                add_penalty(price)
                add_hyphen(False)
                last = x
                if joint == Joint.FORCED:
                    breaks.forced.add(len(ends) - 1)
        else:
            # A word space, as nearly everywhere.
            add_end(x - block.end * hang)
            add_stretch_end(up)
            add_shrink_end(down)
            if x - last > widest:
                widest = x - last
            last = x = x + gap.width
            add_start(x)
            add_stretch_start(up := up + gap.up)
            add_shrink_start(down := down + gap.down)
            add_penalty(0.0)
            add_hyphen(False)
            fresh = True
    return places, widest


def _is_name(text: str, following: str) -> bool:
    """Whether `text`, bound to `following`, is the title or the initial of a name."""
    return text.endswith(".") and following[:1].isupper()
