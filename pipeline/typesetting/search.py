"""All ways through a paragraph's breaks that any future could still prefer, and the cheapest of them.

In: breaks, a shape, prices. Out: for every break the states in which it can be reached. This is the exact method of
Knuth and Plass; relaxation.py is the quick one.
"""

from __future__ import annotations

from bisect import bisect_left
from math import inf

from pipeline.typesetting.breaks import ALONE, LAST_SHARE, LINE, LONE, RAG, RUNT, Breaks, Shape
from pipeline.typesetting.layout import Justification

# How a break is reached: demerits so far, the break before, the key of that one's state.
State = tuple[float, int, int]


def search(
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
    penalties, hyphens = breaks.penalty, breaks.hyphen
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
    walls = sorted(breaks.forced | {last})
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
                        bad = LINE
                        if slack > room * (1 - RUNT):
                            bad += how.runt * LONE if i >= breaks.lone else how.runt
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


def traced(
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
