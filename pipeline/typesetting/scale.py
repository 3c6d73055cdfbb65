"""Scales: figures to lengths, and labels kept apart.

In: numbers. Out: round ticks, the length of one unit, places that do not overlap. Nothing here knows charts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.foundation.value import Struct

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
# Smaller figures are nothing on paper, and their reciprocals are no numbers.
_DUST = 1e-250


def ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Return round values, `most` + 1 at most, the first at or under `low`, the last at or over `high`.

    Steps are 1, 2, 2.5 or 5 times a power of ten (after Heckbert, "Nice numbers for graph labels", 1990).
    """
    # Halved before they are subtracted here and below, so that the span of the largest numbers does not overflow.
    if high / 2 - low / 2 <= max(abs(low), abs(high)) * 1e-12:
        low, high = min(low, 0.0), max(high, 0.0)
    if high / 2 - low / 2 < _DUST:
        return (0.0, 1.0)
    rough = (high / 2 - low / 2) / max(most, 1) * 2
    power = math.floor(math.log10(rough))
    for exponent in (power, power + 1):
        for factor in _STEPS:
            step = float(f"{factor}e{exponent}")
            first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
            if last - first <= most:
                return tuple(_bare(number * step, exponent) for number in range(first, last + 1))
    return (low, high)


def _bare(value: float, exponent: int) -> float:
    """Return `value` without the dust of binary fractions: 0.3, not 0.30000000000000004."""
    return round(value, max(0, 1 - exponent)) if exponent > -300 else value


class Reach(Struct, frozen=True):
    """What a bar needs in each direction from zero: its value, and beyond its end the room of its label."""

    value: float
    label: float


def unit_length(reaches: Sequence[Reach], room: float) -> tuple[float, float]:
    """Return the length of 1 and where zero lies, so that all bars with their labels fill `room` points.

    Labels of bars under zero stand on their far side; a length of 0 says that no bar has any extent.
    """
    largest = max((abs(reach.value) for reach in reaches), default=0.0)

    def sides(length: float) -> tuple[float, float]:
        left = [-r.value / (largest or 1.0) * length + r.label for r in reaches if r.value < 0]
        right = [max(r.value, 0.0) / (largest or 1.0) * length + r.label for r in reaches if r.value >= 0]
        return max(left, default=0.0), max(right, default=0.0)

    if largest < _DUST:
        return 0.0, sides(0.0)[0]
    short, long = 0.0, room
    for _ in range(50):
        middle = (short + long) / 2
        if sum(sides(middle)) > room:
            long = middle
        else:
            short = middle
    return short / largest, sides(short)[0]


def apart(centres: Sequence[float], heights: Sequence[float], low: float, high: float, gap: float) -> tuple[float, ...]:
    """Return centres near those wanted that keep blocks of these heights `gap` apart, from `low` to `high`.

    Blocks that would overlap share their displacement; where the room is too small, they run past `high`.
    """
    order = sorted(range(len(centres)), key=lambda at: centres[at])
    # Clusters of blocks that touch: their members, and where the first one's top would best be.
    clusters: list[tuple[list[int], float]] = []
    for at in order:
        members, top = [at], centres[at] - heights[at] / 2
        while True:
            size = _extent(members, heights, gap)
            top = max(min(top, high - size), low)
            if not clusters or clusters[-1][1] + _extent(clusters[-1][0], heights, gap) + gap <= top:
                break
            members = clusters.pop()[0] + members
            top = _best(members, centres, heights, gap)
        clusters.append((members, top))
    places = [0.0] * len(centres)
    for members, top in clusters:
        for at in members:
            places[at] = top + heights[at] / 2
            top += heights[at] + gap
    return tuple(places)


def _extent(members: Sequence[int], heights: Sequence[float], gap: float) -> float:
    return sum(heights[at] for at in members) + gap * (len(members) - 1)


def _best(members: Sequence[int], centres: Sequence[float], heights: Sequence[float], gap: float) -> float:
    """Return the top of a cluster from which its members are, on average, where they want to be."""
    wanted, offset = 0.0, 0.0
    for at in members:
        wanted += centres[at] - heights[at] / 2 - offset
        offset += heights[at] + gap
    return wanted / len(members)
