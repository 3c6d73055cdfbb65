"""The legal breaks of a paragraph as numbers, the room its lines have, and what a line is judged by.

Values that linebreak.py, search.py and relaxation.py share; nothing here knows a font.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence, Set

from pipeline.foundation.value import Struct

# Demerits are (LINE + 100 ratio³ + penalty)²; the figure keeps perfect lines from being free, so fewer are
# better.
LINE = 10.0
# A ragged line's ratio is its white over this share of the measure.
RAG = 0.25
# A last line shorter than this share of the measure is a runt.
RUNT = 0.2
# What it counts more when it holds but one word, or the end of one.
LONE = 1.5
# What a cubed ratio of a centred paragraph's last line counts, of the 100 of the others.
LAST_SHARE = 25.0
# The ratio of a line that is too short and has nothing to stretch.
ALONE = 10.0
# What a line wider than its measure costs; each point of it a thousandth more.
OVERFULL = 1e20


class Breaks(Struct, frozen=True):
    """The legal breaks of a paragraph; index 0 is its beginning, the last its end. The columns are equally
    long.

    A line from break i to break j reaches from `start[i]` to `end[j]` (points, hanging punctuation and the
    hyphen taken into account); it can be widened by `stretch_end[j] - stretch_start[i]` at ratio 1 and
    narrowed by the same of `shrink`. `penalty[j]` is the price of breaking there, `hyphen[j]` whether the
    line then ends in a hyphen; `forced` holds the breaks where a line must end. From break `lone` on there is
    only one word left, or a part of it.
    """

    start: Sequence[float]
    end: Sequence[float]
    stretch_start: Sequence[float]
    stretch_end: Sequence[float]
    shrink_start: Sequence[float]
    shrink_end: Sequence[float]
    penalty: Sequence[float]
    hyphen: Sequence[bool]
    forced: Set[int] = frozenset()
    lone: int = sys.maxsize

    def __len__(self) -> int:
        """Return the number of breaks."""
        return len(self.end)


class Shape(Struct, frozen=True):
    """The room lines have: `measure`, of which the first `lines` lines lack `narrow`. `justify` or ragged.

    `balance` makes the last line count as the others do (centred lines). `open` says that the text goes on
    after the last break: its line is then neither last nor judged.
    """

    measure: float
    justify: bool
    narrow: float = 0.0
    lines: int = 0
    balance: bool = False
    open: bool = False

    def room(self, line: int) -> float:
        """Return the measure of line `line`, counted from 0."""
        return self.measure - self.narrow if line < self.lines else self.measure
