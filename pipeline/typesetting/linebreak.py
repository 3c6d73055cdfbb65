"""Where a paragraph's lines end: the breaks that make the whole of it best, not each line by itself.

In: the legal breaks of a paragraph as arrays of widths, and the measure. Out: the breaks chosen. The method
is Knuth's and Plass's ("Breaking Paragraphs into Lines", 1981): every break keeps the cheapest way to it. Most
paragraphs are broken by a quick form of it (relaxation.py, ragged.py), the others by the exact one (search.py). Pure functions over
numbers; nothing here knows a font.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf

from pipeline.foundation.value import replace
from pipeline.typesetting.breaks import ALONE, LAST_SHARE, LINE, LONE, OVERFULL, RAG, RUNT, Breaks, Shape
from pipeline.typesetting.layout import Justification
from pipeline.typesetting.ragged import cheapest, simple
from pipeline.typesetting.relaxation import relax
from pipeline.typesetting.search import search, traced

# How many times a third hyphen in a row may cost more before it counts as one that cannot be avoided.
AVOIDABLE = 25.0
# The greatest ratio of a line in a paragraph that was made longer or shorter at somebody's wish.
LOOSEST = 1.25
# A paragraph of no more breaks is searched whole at once.
FEW = 30
# The least share of the measure a line must fill in the first pass, and in the passes when that leaves no
# way.
FILLS_JUSTIFIED = (0.86, 0.6, 0.3, 0.0)
FILLS_RAGGED = (0.7, 0.4, 0.0)
# A last line of a title shorter than this share of its longest is a stub; how closely the measure without one is sought.
STUB, STEPS = 0.6, 8


def optimum(breaks: Breaks, shape: Shape, how: Justification, looseness: int = 0) -> tuple[int, ...]:
    """Return the breaks of the best lines, 0 and the last included.

    A line that has to be too wide (a word wider than the measure) is taken where nothing else is left. The
    result is never worse than `greedy`'s, as `demerits` counts.

    With `looseness` there are so many lines more (or fewer, when it is negative) than the best way has, or as near to
    that as lines of ratio LOOSEST allow; of the ways with that number it is the best.
    """
    if len(breaks) < 2:
        return (0,)
    last = len(breaks) - 1
    if not (looseness or shape.open or breaks.forced) and breaks.end[last] - breaks.start[0] <= shape.room(0):
        # All of it goes on a line; to end one earlier would only make it emptier.
        return (0, last)
    if not looseness and simple(breaks, shape):
        for fill in FILLS_RAGGED:
            path, costs = cheapest(breaks, shape, how, fill)
            if path and _settled(costs, _least(breaks, shape, fill)):
                return path
        return path or greedy(breaks, shape)
    path, cost = _best(breaks, shape, how)
    bound = demerits(breaks, shape, how, _first_fit(breaks, shape), cost if path else inf)
    if not path or cost > bound:
        path = greedy(breaks, shape)
    if ladders := _ladders(breaks, path):
        stricter = replace(how, hyphen_run=how.hyphen_run * AVOIDABLE)
        other = traced(search(breaks, shape, stricter, 0.0))[0]
        if (
            other
            and _ladders(breaks, other) < ladders
            and demerits(breaks, shape, how, other) <= demerits(breaks, shape, how, greedy(breaks, shape))
        ):
            path = other
    return _stretched(breaks, shape, how, path, looseness) if looseness else path


def levelled(breaks: Breaks, shape: Shape, how: Justification, path: tuple[int, ...]) -> tuple[int, ...]:
    """Return the breaks of ragged lines without a stub under them: as many as those of `path`, in the least measure.

    What ends on no stub, or on a hyphen otherwise, keeps its lines.
    """
    widths = _widths(breaks, path)
    if len(widths) < 2 or shape.lines or len(breaks.forced - {len(breaks) - 1}) or widths[-1] >= STUB * max(widths):
        return path
    low, high = sum(widths) / len(widths), max(widths)
    for _ in range(STEPS):
        middle = (low + high) / 2
        other = optimum(breaks, replace(shape, measure=middle), how)
        even = len(other) == len(path) and max(_widths(breaks, other)) <= middle + 1e-6
        if even and sum([breaks.hyphen[j] for j in other]) <= sum([breaks.hyphen[j] for j in path]):
            path, high = other, middle
        else:
            low = middle
    return path


def _widths(breaks: Breaks, path: Sequence[int]) -> list[float]:
    """Return the natural widths of lines."""
    return [breaks.end[j] - breaks.start[i] for i, j in pairwise(path)]


def _stretched(
    breaks: Breaks, shape: Shape, how: Justification, path: tuple[int, ...], looseness: int
) -> tuple[int, ...]:
    """Return the best way with `looseness` lines more than `path`, or with as many of them as can be had."""
    stricter = replace(how, hyphen_run=how.hyphen_run * AVOIDABLE)
    states = search(breaks, shape, stricter, 0.0, LOOSEST, counted=True)
    base, step = len(path) - 1, 1 if looseness > 0 else -1
    for lines in range(base + looseness, base, -step):
        other = traced(states, lines)[0]
        if other and _ladders(breaks, other) <= _ladders(breaks, path):
            return other
    return path


def _best(breaks: Breaks, shape: Shape, how: Justification) -> tuple[tuple[int, ...], float]:
    """Return the cheapest way found and its demerits, () where no way is without a line that is too wide."""
    few = len(breaks) <= FEW
    fills = (0.0,) if few else FILLS_JUSTIFIED if shape.justify else FILLS_RAGGED
    if not (few or shape.lines or breaks.forced - {len(breaks) - 1}):
        for fill in fills[:2]:
            path, costs = relax(breaks, shape, how, fill)
            if path and _settled(costs, _least(breaks, shape, fill)):
                if _ladders(breaks, path):
                    break
                return path, costs[-1]
    path, costs = (), (0.0,)
    for fill in fills:
        path, costs = traced(search(breaks, shape, how, fill))
        if path and _settled(costs, _least(breaks, shape, fill)):
            break
    return path, costs[-1]


def _settled(costs: Sequence[float], least: float) -> bool:
    """Whether no line that was not looked at, since it is too empty and costs `least` at least, could have bettered the
    way of these `costs`.

    One alone would cost more than what the lines about any place cost now, and ways that part meet again within a
    few lines.
    """
    if costs[-1] <= least:
        return True
    return all(after - before <= least for before, after in zip(costs, costs[4:] or costs[-1:], strict=False))


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


def greedy(breaks: Breaks, shape: Shape) -> tuple[int, ...]:
    """Return the breaks of first fit: each line takes what goes into it at its natural width."""
    return tuple(_first_fit(breaks, shape))


def _first_fit(breaks: Breaks, shape: Shape) -> Iterator[int]:
    ends, starts = breaks.end, breaks.start
    last, i, line = len(breaks) - 1, 0, 0
    walls = sorted(breaks.forced | {last})
    yield 0
    while i < last:
        reach = starts[i] + shape.room(line) + 1e-9
        wall = walls[bisect_left(walls, i + 1)]
        # Ends step back a little after a hyphen; a hyphen's width is less than a measure.
        stop = bisect_right(ends, reach + shape.measure, i + 1, wall + 1)
        best = bisect_right(ends, reach, i + 1, stop) - 1
        while best + 1 < stop and ends[best + 1] <= reach:
            best += 1
        yield (i := max(best, i + 1))
        line += 1


def demerits(breaks: Breaks, shape: Shape, how: Justification, path: Iterable[int], enough: float = inf) -> float:
    """Return what the lines of `path` cost; no more of them are looked at when that is `enough`.

    A line too wide for its measure costs more than any other.
    """
    total, fit_before, hyphens = 0.0, 1, 0
    last = len(breaks) - 1
    for line, (i, j) in enumerate(pairwise(path)):
        if total > enough:
            break
        room = shape.room(line)
        slack = room - (breaks.end[j] - breaks.start[i])
        final = j == last or j in breaks.forced
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
            bad = LINE
            if slack > room * (1 - RUNT):
                bad += how.runt * LONE if i >= breaks.lone else how.runt
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
