"""The legal breaks of a paragraph as numbers, the room its lines have, and what a line is judged by.

Values that linebreak.py, search.py and relaxation.py share; nothing here knows a font.
"""

from __future__ import annotations

from pipeline.foundation.value import Struct, field

# Demerits are (LINE + 100 ratio³ + penalty)²; the figure keeps perfect lines from being free, so fewer are
# better.
LINE = 10.0
# A ragged line's ratio is its white over this share of the measure.
RAG = 0.25
# A last line shorter than this share of the measure is a runt.
RUNT = 0.2
# What a cubed ratio of a centred paragraph's last line counts, of the 100 of the others.
LAST_SHARE = 25.0
# The ratio of a line that is too short and has nothing to stretch.
ALONE = 10.0
# What a line wider than its measure costs; each point of it a thousandth more.
OVERFULL = 1e20


class Breaks(Struct):
    """The legal breaks of a paragraph; index 0 is its beginning, the last its end. The lists are equally
    long.

    A line from break i to break j reaches from `start[i]` to `end[j]` (points, hanging punctuation and the
    hyphen taken into account); it can be widened by `stretch_end[j] - stretch_start[i]` at ratio 1 and
    narrowed by the same of `shrink`. `penalty[j]` is the price of breaking there, `hyphen[j]` whether the
    line then ends in a hyphen; `forced` holds the breaks where a line must end.
    """

    start: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    stretch_start: list[float] = field(default_factory=list)
    stretch_end: list[float] = field(default_factory=list)
    shrink_start: list[float] = field(default_factory=list)
    shrink_end: list[float] = field(default_factory=list)
    penalty: list[float] = field(default_factory=list)
    hyphen: list[bool] = field(default_factory=list)
    forced: set[int] = field(default_factory=set)

    def add(
        self,
        end: float,
        start: float,
        stretch: tuple[float, float] = (0.0, 0.0),
        shrink: tuple[float, float] = (0.0, 0.0),
        penalty: float = 0.0,
        hyphen: bool = False,
        forced: bool = False,
    ) -> None:
        """Add a break; `stretch` and `shrink` are (up to a line that ends here, up to one that begins
        here).
        """
        self.end.append(end)
        self.start.append(start)
        self.stretch_end.append(stretch[0])
        self.stretch_start.append(stretch[1])
        self.shrink_end.append(shrink[0])
        self.shrink_start.append(shrink[1])
        self.penalty.append(penalty)
        self.hyphen.append(hyphen)
        if forced:
            self.forced.add(len(self.end) - 1)

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
