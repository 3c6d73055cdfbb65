"""One way through a paragraph's breaks, found quickly: every break remembers the cheapest way to it and no other.

In: breaks, a shape of one measure, prices. Out: the breaks of a way and what it costs. What a break remembers of its way
is the fitness of its last line and the hyphens in a row, so that both are priced, but a way that is dearer now and would
be cheaper later is lost; search.py keeps those. On running text the two differ in one line of some hundreds.
"""

from __future__ import annotations

from math import inf

from pipeline.typesetting.breaks import ALONE, LAST_SHARE, LINE, LONE, RAG, RUNT, Breaks, Shape
from pipeline.typesetting.layout import Justification


def relax(breaks: Breaks, shape: Shape, how: Justification, fill: float) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return a cheap way through lines that fill `fill` of their measure at least, and its demerits so far.

    () where there is none. The measure has to be the same for every line, and no break forced but the last. Breaks are
    visited in their order and each looks forward only at those its line can reach, a window that moves with it; so
    the work is in proportion to the breaks.
    """
    starts, ends, penalties, hyphens = breaks.start, breaks.end, breaks.penalty, breaks.hyphen
    stretch_starts, stretch_ends = breaks.stretch_start, breaks.stretch_end
    shrink_starts, shrink_ends = breaks.shrink_start, breaks.shrink_end
    last = len(ends) - 1
    room, justify, fitness = shape.measure, shape.justify, how.fitness
    rag, least = room * RAG, room * fill
    best, came = [inf] * (last + 1), [-1] * (last + 1)
    fits, rows = [1] * (last + 1), [0] * (last + 1)
    best[0] = 0.0
    window = 1
    for i in range(last):
        cost = best[i]
        if cost == inf:
            continue
        start = starts[i]
        lowest = start + least
        if window <= i:
            window = i + 1
        while window < last and ends[window] < lowest:
            window += 1
        reach, before, row = start + room, fits[i], rows[i]
        ladder = 0.0 if not row else how.double_hyphen if row == 1 else how.hyphen_run
        stretch_start = stretch_starts[i]
        for j in range(window, last):
            slack = reach - ends[j]
            if slack >= 0:
                if justify:
                    give = stretch_ends[j] - stretch_start
                    ratio = slack / give if give > 0 else ALONE if slack > 0.01 else 0.0
                    fit = 1 if ratio <= 0.5 else 2 if ratio <= 1 else 3
                else:
                    ratio, fit = slack / rag, 1
                bad = LINE + 100 * ratio * ratio * ratio + penalties[j]
            elif justify:
                give = shrink_ends[j] - shrink_starts[i]
                if slack + give < -1e-9:
                    break
                ratio = slack / give if give > 0 else 0.0
                bad = LINE - 100 * ratio * ratio * ratio + penalties[j]
                fit = 0 if ratio < -0.5 else 1
            else:
                break
            total = cost + bad * bad
            if fit - before > 1 or before - fit > 1:
                total += fitness
            if hyphens[j]:
                total += ladder
                if total < best[j]:
                    best[j], came[j], fits[j], rows[j] = total, i, fit, row + 1
            elif total < best[j]:
                best[j], came[j], fits[j] = total, i, fit
        else:
            slack = reach - ends[last]
            fit = 1
            if slack < 0:
                give = shrink_ends[last] - shrink_starts[i] if justify else 0.0
                if slack + give < -1e-9:
                    continue
                ratio = slack / give if give > 0 else 0.0
                bad = LINE - 100 * ratio * ratio * ratio + penalties[last]
                fit = 0 if ratio < -0.5 else 1
            elif shape.open:
                bad = LINE
            elif shape.balance:
                ratio = slack / rag
                bad = LINE + LAST_SHARE * ratio * ratio * ratio
            else:
                bad = LINE
                if slack > room * (1 - RUNT):
                    bad += how.runt * LONE if i >= breaks.lone else how.runt
            total = cost + bad * bad
            if before > 2 or before - fit > 1:
                total += fitness
            if row and not shape.open:
                total += how.last_hyphen
            if total < best[last]:
                best[last], came[last] = total, i
    if best[last] == inf:
        return (), (0.0,)
    path = [last]
    while path[-1]:
        path.append(came[path[-1]])
    path.reverse()
    return tuple(path), tuple([best[j] for j in path])
