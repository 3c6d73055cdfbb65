"""The places where the lines of a text may end, with what stands before and after each.

In: words measured. Out: `Places`, the arrays that linebreak.py chooses from and what each break is in the
text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from pipeline.foundation.value import Struct
from pipeline.typesetting.blocks import Measurer
from pipeline.typesetting.breaks import Breaks, Shape
from pipeline.typesetting.measured import Cut, Word, placed
from pipeline.typesetting.words import Joint

# Prices of a break in a stretch too wide for any line.
TIE_PRICE = 200.0
# A title or an initial leaves its name ("Dr. | Hollingsworth") before a line becomes five times too loose.
NAME_PRICE = 5_000.0
# Of a figure and a unit in words, or a date and its year: what a line costs whose spaces are twice as wide as they should be.
WORD_PRICE = 300.0

_WORD = re.compile(r"[^\W\d_]{4}")


class Places(Struct, frozen=True):
    """Breaks and where each is in `words`: in word `index[k]`, at `cut[k]` of it or, where that is None, before it.

    The break before the first word, number 0, is after `begin` characters of it.
    """

    words: list[Word]
    begin: int
    breaks: Breaks
    index: Sequence[int]
    cut: Sequence[Cut | None]

    def place(self, number: int) -> tuple[int, Cut | None, int]:
        """Return the word that break `number` is in, the division there and the characters of the word before it.

        Between words they are the word after it, None and 0.
        """
        if not number:
            return 0, None, self.begin
        cut = self.cut[number]
        return self.index[number], cut, cut.place if cut else 0


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
        found = words[index]
        words[index] = placed(measurer.last_resorts(found.block, narrowest), found.joint, found.gap, found.copied)
    return _laid(words, begin, indent, shape.justify, wide)[0]


def _laid(words: list[Word], begin: int, indent: float, justify: bool, wide: Set[int]) -> tuple[Places, float]:
    """Return the breaks and the width of the widest words that are tied to one another, their divisions apart."""
    skipped = next((cut.before for cut in words[0].block.cuts if cut.place == begin), 0.0) if begin else 0.0
    # A row for each break, as `Breaks` and `Places` have their columns. The loop runs for every word and every division of a
    # book: one tuple takes less than an entry in each of ten lists.
    rows: list[tuple[float, float, float, float, float, float, float, bool, int, Cut | None]] = [
        (0.0, skipped - indent, 0.0, 0.0, 0.0, 0.0, 0.0, False, 0, None)
    ]
    forced: set[int] = set()
    x = up = down = widest = 0.0
    last = skipped - indent
    fresh = not begin
    final = len(words) - 1
    lone = 0
    add = rows.append
    for k, (block, joint, gap, copied, width, wide_by, tight_by, begins, hanging, cuts) in enumerate(words):
        if not justify:
            hanging = 0.0
        elif begins and fresh:
            # The line that begins here hangs out at the start.
            rows[-1] = (rows[-1][0], rows[-1][1] + begins, *rows[-1][2:])
        if fresh:
            lone = len(rows) - 1
        if cuts:
            for cut in cuts:
                place, before, sign, hang, _, wider, narrower, price, hyphen = cut
                if place <= begin and not k:
                    continue
                at, wider, narrower = x + before, up + wider, down + narrower
                end = at + sign - hang if justify else at + sign
                add((end, at, wider, wider, narrower, narrower, price, hyphen, k, cut))
        x += width
        up += wide_by
        down += tight_by
        if not joint:
            # A word space, as nearly everywhere.
            if x - last > widest:
                widest = x - last
            last = x + gap.width
            wider, narrower = up + gap.up, down + gap.down
            add((x - hanging, last, up, wider, down, narrower, 0.0, False, k + 1, None))
            x, up, down = last, wider, narrower
            fresh = True
            continue
        fresh, price = True, 0.0
        if joint == Joint.TIE and k != final:
            following = words[k + 1].block.text
            price = TIE_PRICE if k in wide else _price(block.text, following) if copied == " " else 0.0
            fresh = price > 0
        if fresh and x - last > widest:
            widest = x - last
        end, wider, narrower = x - hanging, up, down
        if joint == Joint.TIE:
            x += gap.width
            up += gap.up
            down += gap.down
        if fresh:
            add((end, x, wider, up, narrower, down, price, False, k + 1, None))
            last = x
            if joint == Joint.FORCED:
                forced.add(len(rows) - 1)
    ends, starts, wide_ends, wide_starts, tight_ends, tight_starts, prices, hyphens, index, cut_at = zip(
        *rows, strict=True
    )
    breaks = Breaks(starts, ends, wide_starts, wide_ends, tight_starts, tight_ends, prices, hyphens, forced, lone)
    return Places(words, begin, breaks, index, cut_at), widest


def _price(text: str, following: str) -> float:
    """Return what parting `text` from `following` costs, to which it is bound, or 0 where it is never done."""
    if text.endswith(".") and following[:1].isupper():
        # A title or an initial and the name.
        return NAME_PRICE
    if text == "de" or (text[-1:].isdigit() and _WORD.match(following) and not following.startswith("kcal")):
        return WORD_PRICE
    return 0.0
