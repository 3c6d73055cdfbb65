"""The rows of a layout's grid: with its columns they make the modules that pictures, charts and boxes fill whole.

In: a height or a place counted from the head of the type area, in points. Out: the one nearest to it that rows allow; where the
layout has no rows, what came in.

Rows are whole lines of the baseline grid, and a few lines stay free between two of them. An article that copyfitting gave another
leading keeps its rows at the nearest lines of its own grid.
"""

from __future__ import annotations

import math
from itertools import pairwise

from pipeline.foundation.value import replace
from pipeline.typesetting.box import SLACK, Box
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import PlacedRectangle


def row_gap(layout: Layout) -> float:
    """Return the room between two rows in points, 0 without rows."""
    return layout.grid.leading * layout.grid.row_gap if layout.grid.rows else 0.0


def row_end(y: float, layout: Layout) -> float:
    """Return where the first row ends that ends at `y` or under it; `y` itself under the last row."""
    for _, end in _rows(layout):
        if end >= y - SLACK:
            return end
    return y


def deepened(height: float, layout: Layout) -> float:
    """Return the height of as many rows as hold `height`, with the room between them, counted from the foot of the page."""
    for top, _ in reversed(_rows(layout)):
        if layout.depth - top >= height - SLACK:
            return layout.depth - top
    return height


def in_rows(box: Box, layout: Layout) -> Box:
    """Return a box as deep as whole rows; a tint or an edge as deep as the box grows with it."""
    if not layout.grid.rows:
        return box
    height, room = deepened(box.height, layout), row_gap(layout)
    items = tuple(
        replace(item, height=height)
        if isinstance(item, PlacedRectangle) and math.isclose(item.height, box.height)
        else item
        for item in box.items
    )
    return replace(box, height=height, items=items, before=max(box.before, room), after=max(box.after, room))


def fitting(lines: int, gap: int) -> list[tuple[int, int]]:
    """Return the numbers of rows that a page of so many lines has with a gap of so many between two, and the lines of each."""
    whole = lines + gap
    return [
        (count, whole // count - gap) for count in range(2, lines + 1) if not whole % count and whole // count > gap
    ]


def _rows(layout: Layout) -> list[tuple[float, float]]:
    """Return where each row begins and ends."""
    count, gap, step = layout.grid.rows, layout.grid.row_gap, layout.grid.leading
    if not count:
        return []
    whole = round(layout.depth / step) + gap
    starts = [round(number * whole / count) for number in range(count + 1)]
    return [(start * step, (end - gap) * step) for start, end in pairwise(starts)]
