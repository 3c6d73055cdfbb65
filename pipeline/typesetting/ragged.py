"""The best lines of a ragged text that is not hyphenated: what a line costs then hangs on nothing but the white it leaves.

In: breaks, a shape of one measure, prices. Out: the breaks of the cheapest way. No line bears on what the next one costs,
so one way to each break is enough, and the method is exact where search.py's would be.
"""

from __future__ import annotations

from math import inf

from pipeline.typesetting.breaks import LAST_SHARE, LINE, LONE, RAG, RUNT, Breaks, Shape
from pipeline.typesetting.layout import Justification


def simple(breaks: Breaks, shape: Shape) -> bool:
    """Whether `cheapest` knows how to set it: ragged lines of one measure, no hyphen, no break forced before the end."""
    return not (shape.justify or shape.lines) and len(breaks.forced) < 2 and True not in breaks.hyphen


def cheapest(
    breaks: Breaks, shape: Shape, how: Justification, fill: float
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the cheapest way through lines that fill `fill` of the measure at least, and its demerits so far.

    () where there is none: a word is wider than the measure, or the lines would have to be emptier.
    """
    starts, ends, penalties = breaks.start, breaks.end, breaks.penalty
    last, room = len(ends) - 1, shape.measure
    rag, least = room * RAG, room * fill
    best, came = [inf] * (last + 1), [-1] * (last + 1)
    best[0] = 0.0
    window = 1
    for i in range(last):
        cost = best[i]
        if cost == inf:
            continue
        start = starts[i]
        reach, lowest = start + room, start + least
        if window <= i:
            window = i + 1
        while window < last and ends[window] < lowest:
            window += 1
        for j in range(window, last):
            slack = reach - ends[j]
            if slack < 0:
                if slack < -1e-9:
                    break
                slack = 0.0
            ratio = slack / rag
            bad = LINE + 100 * ratio * ratio * ratio + penalties[j]
            total = cost + bad * bad
            if total < best[j]:
                best[j], came[j] = total, i
        else:
            slack = reach - ends[last]
            if slack < -1e-9:
                continue
            bad = LINE
            if slack < 0:
                bad += penalties[last]
            elif shape.open:
                pass
            elif shape.balance:
                ratio = slack / rag
                bad += LAST_SHARE * ratio * ratio * ratio
            elif slack > room * (1 - RUNT):
                bad += how.runt * LONE if i >= breaks.lone else how.runt
            total = cost + bad * bad
            if total < best[last]:
                best[last], came[last] = total, i
    if best[last] == inf:
        return (), (0.0,)
    path = [last]
    while path[-1]:
        path.append(came[path[-1]])
    path.reverse()
    return tuple(path), tuple([best[j] for j in path])
