"""Where a paragraph's lines end: the breaks that make the whole of it best, not each line by itself.

In: the legal breaks of a paragraph as arrays of widths, and the measure. Out: the breaks chosen. The method
is Knuth's and Plass's ("Breaking Paragraphs into Lines", 1981): every break keeps the cheapest way to it for
each state that matters to what follows (fitness class of the line, hyphens in a row, lines already set while
the measure varies). Pure functions over numbers; nothing here knows a font.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

from pipeline.typesetting.layout import Justification

# Demerits are (LINE + 100 ratio³ + penalty)²; the figure keeps perfect lines from being free, so fewer are
# better.
LINE = 10.0
# A ragged line's ratio is its white over this share of the measure.
RAG = 0.25
# A last line shorter than this share of the measure is a runt.
RUNT = 0.15
# What a cubed ratio of a centred paragraph's last line counts, of the 100 of the others.
LAST_SHARE = 25.0
# The ratio of a line that is too short and has nothing to stretch.
ALONE = 10.0
# How many times a third hyphen in a row may cost more before it counts as one that cannot be avoided.
AVOIDABLE = 25.0
# The greatest ratio of a line in a paragraph that was made longer or shorter at somebody's wish.
LOOSEST = 1.25
# What a line wider than its measure costs; each point of it a thousandth more.
OVERFULL = 1e20
# A paragraph of no more breaks is searched whole at once.
FEW = 30
# The least share of the measure a line must fill in the first pass, and in the passes when that leaves no
# way.
FILLS_JUSTIFIED = (0.86, 0.6, 0.3, 0.0)
FILLS_RAGGED = (0.7, 0.4, 0.0)


# How a break is reached: demerits so far, the break before, the key of that one's state.
State = tuple[float, int, int]


@dataclass(slots=True)
class Breaks:
    """The legal breaks of a paragraph; index 0 is its beginning, the last its end. All lists are equally
    long.

    A line from break i to break j reaches from `start[i]` to `end[j]` (points, hanging punctuation and the
    hyphen taken into account); it can be widened by `stretch_end[j] - stretch_start[i]` at ratio 1 and
    narrowed by the same of `shrink`. `penalty[j]` is the price of breaking there, `hyphen[j]` whether the
    line then ends in a hyphen, `forced[j]` whether it must end there.
    """

    start: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    stretch_start: list[float] = field(default_factory=list)
    stretch_end: list[float] = field(default_factory=list)
    shrink_start: list[float] = field(default_factory=list)
    shrink_end: list[float] = field(default_factory=list)
    penalty: list[float] = field(default_factory=list)
    hyphen: list[bool] = field(default_factory=list)
    forced: list[bool] = field(default_factory=list)

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
        self.forced.append(forced)

    def __len__(self) -> int:
        """Return the number of breaks."""
        return len(self.end)


@dataclass(frozen=True, slots=True)
class Shape:
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


def optimum(breaks: Breaks, shape: Shape, how: Justification, looseness: int = 0) -> tuple[int, ...]:
    """Return the breaks of the best lines, 0 and the last included.

    A line that has to be too wide (a word wider than the measure) is taken where nothing else is left. The
    result is never worse than `greedy`'s, as `demerits` counts.

    With `looseness` there are so many lines more (or fewer, when it is negative) than the best way has, or as near to
    that as lines of ratio LOOSEST allow; of the ways with that number it is the best.
    """
    if len(breaks) < 2:
        return (0,)
    path, cost = _best(breaks, shape, how)
    first_fit = greedy(breaks, shape)
    bound = demerits(breaks, shape, how, first_fit)
    if not path or cost > bound:
        path = first_fit
    if ladders := _ladders(breaks, path):
        stricter = replace(how, hyphen_run=how.hyphen_run * AVOIDABLE)
        other = _traced(_search(breaks, shape, stricter, 0.0))[0]
        if other and _ladders(breaks, other) < ladders and demerits(breaks, shape, how, other) <= bound:
            path = other
    return _stretched(breaks, shape, how, path, looseness) if looseness else path


def _stretched(
    breaks: Breaks, shape: Shape, how: Justification, path: tuple[int, ...], looseness: int
) -> tuple[int, ...]:
    """Return the best way with `looseness` lines more than `path`, or with as many of them as can be had."""
    stricter = replace(how, hyphen_run=how.hyphen_run * AVOIDABLE)
    states = _search(breaks, shape, stricter, 0.0, LOOSEST, counted=True)
    base, step = len(path) - 1, 1 if looseness > 0 else -1
    for lines in range(base + looseness, base, -step):
        other = _traced(states, lines)[0]
        if other and _ladders(breaks, other) <= _ladders(breaks, path):
            return other
    return path


def _best(breaks: Breaks, shape: Shape, how: Justification) -> tuple[tuple[int, ...], float]:
    """Return the cheapest way found and its demerits, () where no way is without a line that is too wide."""
    costs: tuple[float, ...] = (0.0,)
    path: tuple[int, ...] = ()
    fills = FILLS_JUSTIFIED if shape.justify else FILLS_RAGGED
    for fill in fills if len(breaks) > FEW else (0.0,):
        path, costs = _traced(_search(breaks, shape, how, fill))
        # Lines emptier than `fill` were not looked at. One alone would cost more than what the lines about
        # any place cost now, and ways that part meet again within a few lines.
        least = _least(breaks, shape, fill)
        if path and all(after - before <= least for before, after in zip(costs, costs[4:] or costs[-1:], strict=False)):
            break
    return path, costs[-1]


def _ladders(breaks: Breaks, path: Sequence[int]) -> int:
    """Return how many lines of `path` are the third in a row, or a later one, to end in a hyphen."""
    found = row = 0
    for j in path:
        row = row + 1 if breaks.hyphen[j] else 0
        found += row > 2
    return found


def _least(breaks: Breaks, shape: Shape, fill: float) -> float:
    """Return the least demerits of a line that fills less than `fill` of its measure."""
    room = shape.room(0)
    if not shape.justify:
        ratio = (1 - fill) / RAG
    else:
        # The loosest stretch the paragraph has to give a line is not known without looking; a measure's share
        # of all of it is near enough for even text and is checked against first fit where it matters.
        length = breaks.end[-1] - breaks.start[0]
        stretch = (breaks.stretch_end[-1] - breaks.stretch_start[0]) * room / length if length > 0 else 0.0
        ratio = (1 - fill) * room / stretch if stretch > 0 else ALONE
    return (LINE + 100 * ratio**3) ** 2


def _search(
    breaks: Breaks, shape: Shape, how: Justification, fill: float, loosest: float = inf, counted: bool = False
) -> list[dict[int, State] | None]:
    """Return the states of every break, reached through lines that fill `fill` of their measure at least and are of
    ratio `loosest` at most.

    A state's key packs the number of its line while the measure varies, or always when `counted` (times 8), the
    fitness class (times 2) and, for a hyphen, whether it follows another one. A state dearer than the cheapest of its
    break by more than any future can make up is dropped, so the search is exact and most breaks hold one or two.
    """
    starts, ends = breaks.start, breaks.end
    stretch_starts, stretch_ends = breaks.stretch_start, breaks.stretch_end
    shrink_starts, shrink_ends = breaks.shrink_start, breaks.shrink_end
    penalties, hyphens, forced = breaks.penalty, breaks.hyphen, breaks.forced
    last = len(ends) - 1
    # Ends are not quite ascending (a hyphen is wider than what may follow); this is how far they can step
    # back.
    highest, wobble = ends[0], 0.0
    for end in ends:
        if end > highest:
            highest = end
        elif highest - end > wobble:
            wobble = highest - end
    justify, fitness = shape.justify, how.fitness
    double, run = how.double_hyphen, how.hyphen_run
    margin, margin_hyphen = fitness, fitness + abs(run - double)
    states: list[dict[int, State] | None] = [None] * (last + 1)
    states[0] = {2: (0.0, -1, -1)}
    walls = [index for index in range(1, last + 1) if forced[index]] or [last]
    if walls[-1] != last:
        walls.append(last)
    lowest = [inf] * (last + 1)
    numbered = len(ends) if counted else shape.lines
    single = not numbered
    for i in range(last):
        here = states[i]
        if here is None:
            continue
        after_hyphen = hyphens[i]
        if single:
            limit = lowest[i] + (margin_hyphen if after_hyphen else margin)
            groups = {0: [(key >> 1 & 3, key, state[0]) for key, state in here.items() if state[0] <= limit]}
        else:
            groups = {}
            for key, state in here.items():
                groups.setdefault(key >> 3, []).append((key >> 1 & 3, key, state[0]))
        wall = walls[bisect_left(walls, i + 1)] if len(walls) > 1 else last
        start, stretch_start, shrink_start = starts[i], stretch_starts[i], shrink_starts[i]
        for line, group in groups.items():
            room = shape.room(line)
            following = min(line + 1, numbered) << 3
            reach = start + room
            rag = room * RAG
            for j in range(bisect_left(ends, start + room * fill - wobble, i + 1, wall), wall + 1):
                slack = reach - ends[j]
                if slack < 0:
                    give = shrink_ends[j] - shrink_start if justify else 0.0
                    if slack + give < -1e-9:
                        if slack + give < -wobble - 1e-9:
                            break
                        continue
                    ratio = slack / give if give > 0 else 0.0
                    bad = LINE - 100 * ratio * ratio * ratio + penalties[j]
                    fit = 0 if ratio < -0.5 else 1
                elif j == wall:
                    fit = 1
                    if shape.open and j == last:
                        bad = LINE
                    elif shape.balance:
                        ratio = slack / rag
                        bad = LINE + LAST_SHARE * ratio * ratio * ratio
                    else:
                        bad = LINE + (how.runt if slack > room * (1 - RUNT) else 0)
                elif justify:
                    give = stretch_ends[j] - stretch_start
                    # With nothing to stretch (a word alone) a line is as bad as one ten times too loose.
                    ratio = slack / give if give > 0 else ALONE if slack > 0.01 else 0.0
                    if ratio > loosest:
                        continue
                    bad = LINE + 100 * ratio * ratio * ratio + penalties[j]
                    fit = 1 if ratio <= 0.5 else 2 if ratio <= 1 else 3
                else:
                    ratio = slack / rag
                    if ratio > loosest:
                        continue
                    bad = LINE + 100 * ratio * ratio * ratio + penalties[j]
                    fit = 1
                base = bad * bad
                hyphen = hyphens[j]
                if after_hyphen and j == last and not shape.open:
                    base += how.last_hyphen
                low = lowest[j]
                enough = low + (margin_hyphen if hyphen else margin)
                for before, key, cost in group:
                    total = base + cost
                    if before - fit > 1 or fit - before > 1:
                        total += fitness
                    mine = following | fit << 1
                    if hyphen and after_hyphen:
                        total += run if key & 1 else double
                        mine |= 1
                    if total > enough and single:
                        continue
                    target = states[j]
                    if target is None:
                        target = states[j] = {}
                    old = target.get(mine)
                    if old is None or total < old[0]:
                        target[mine] = (total, i, key)
                        if total < low:
                            lowest[j] = low = total
    return states


def _traced(
    states: list[dict[int, State] | None], lines: int | None = None
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the cheapest way that `states` hold and its demerits so far; of `lines` lines, if given, which takes
    states that were counted. () where there is none.
    """
    final = {key: state for key, state in (states[-1] or {}).items() if lines is None or key >> 3 == lines}
    if not final:
        return (), (0.0,)
    key = min(final, key=lambda k: (final[k][0], k))
    path, costs = [], []
    index = len(states) - 1
    while index >= 0:
        path.append(index)
        reached = states[index] or {}
        cost, index, key = reached[key]
        costs.append(cost)
    return tuple(reversed(path)), tuple(reversed(costs))


def greedy(breaks: Breaks, shape: Shape) -> tuple[int, ...]:
    """Return the breaks of first fit: each line takes what goes into it at its natural width."""
    last = len(breaks) - 1
    path = [0]
    while path[-1] < last:
        i = path[-1]
        reach = breaks.start[i] + shape.room(len(path) - 1) + 1e-9
        best = i + 1
        for j in range(i + 1, last + 1):
            if breaks.end[j] <= reach:
                best = j
            elif breaks.end[j] > reach + shape.measure:
                break
            if breaks.forced[j]:
                break
        path.append(best)
    return tuple(path)


def demerits(breaks: Breaks, shape: Shape, how: Justification, path: Sequence[int]) -> float:
    """Return what the lines of `path` cost. A line too wide for its measure costs more than any other."""
    total, fit_before, hyphens = 0.0, 1, 0
    last = len(breaks) - 1
    for line, (i, j) in enumerate(pairwise(path)):
        room = shape.room(line)
        slack = room - (breaks.end[j] - breaks.start[i])
        final = j == last or breaks.forced[j]
        penalty = 0.0 if final else breaks.penalty[j]
        fit = 1
        if slack < 0:
            give = breaks.shrink_end[j] - breaks.shrink_start[i] if shape.justify else 0.0
            penalty = breaks.penalty[j]
            if slack + give < -1e-9:
                total += OVERFULL - (slack + give) * OVERFULL / 1000
                ratio = -1.0
            else:
                ratio = slack / give if give > 0 else 0.0
            bad = LINE - 100 * ratio**3 + penalty
            fit = 0 if ratio < -0.5 else 1
        elif final and shape.open and j == last:
            bad = LINE
        elif final and shape.balance:
            bad = LINE + LAST_SHARE * (slack / (room * RAG)) ** 3
        elif final:
            bad = LINE + (how.runt if slack > room * (1 - RUNT) else 0)
        elif shape.justify:
            give = breaks.stretch_end[j] - breaks.stretch_start[i]
            ratio = slack / give if give > 0 else ALONE if slack > 0.01 else 0.0
            bad = LINE + 100 * ratio**3 + penalty
            fit = 1 if ratio <= 0.5 else 2 if ratio <= 1 else 3
        else:
            bad = LINE + 100 * (slack / (room * RAG)) ** 3 + penalty
        total += bad * bad
        if abs(fit - fit_before) > 1:
            total += how.fitness
        if breaks.hyphen[i] and j == last and not shape.open:
            total += how.last_hyphen
        hyphens = hyphens + 1 if breaks.hyphen[j] else 0
        if hyphens > 1:
            total += how.double_hyphen if hyphens == 2 else how.hyphen_run
        fit_before = fit
    return total
