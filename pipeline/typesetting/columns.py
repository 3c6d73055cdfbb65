"""Columns: boxes put one under the other until the room is used, ended where it costs least.

In: a queue of boxes and the depth of each column. Out: what stands in the columns, and what is left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.foundation.value import Struct
from pipeline.typesetting.box import Box, shifted
from pipeline.typesetting.page import PageItem
from pipeline.typesetting.queue import Queue, Row


class Column(Struct, frozen=True):
    """The boxes of a column, each with its top counted from the column's, and how deep they reach."""

    placed: tuple[tuple[float, Box], ...]
    depth: float

    @property
    def items(self) -> tuple[PageItem, ...]:
        """The items of the boxes, from the column's top left corner."""
        return tuple(item for top, box in self.placed for item in shifted(box.items, 0.0, top))


class Filled(Struct, frozen=True):
    """Columns side by side; `height` is the deepest, `wide` the boxes across the columns met on the way.

    `rest` is what is left; `over` names boxes that were deeper than any column. `cost` is what the breaks cost, `broken`
    are the boxes that begin a column although they are bound to what stands above them.
    """

    columns: tuple[Column, ...]
    height: float
    rest: tuple[Box, ...]
    wide: tuple[Box, ...]
    over: tuple[Box, ...] = ()
    cost: float = 0.0
    broken: tuple[Box, ...] = ()


def fill(
    boxes: Sequence[Box], depths: Sequence[float], grid: float, limit: float = 0.0, ends: Sequence[int] = ()
) -> Filled:
    """Return columns of the given depths filled from `boxes`. `grid` is the baseline step, 0 for none.

    What must not be parted waits for a deeper column, unless none is: `limit` is the depth of the deepest there can be.
    `ends` says for each column whether it ends where that costs least (0), at the next best place (1), and so on.
    Boxes at the head of the queue whose place is "note" are what is left of footnotes.
    """
    deepest = max(depths, default=0.0)
    queue = Queue(boxes, grid, deepest)
    return _filled(queue, queue.fill(queue.whole, tuple(depths), limit or deepest, tuple(ends)))


def balanced(boxes: Sequence[Box], count: int, grid: float, most: float = math.inf) -> Filled:
    """Return `boxes` in `count` columns of one depth, the least that holds them all, or `most` where none does."""
    queue = Queue(boxes, grid, most)
    return _filled(queue, queue.balanced(queue.whole, count, most))


def _filled(queue: Queue, row: Row) -> Filled:
    columns = tuple(Column(queue.placed(made), made.depth) for made in row.columns)
    wide = tuple(queue.boxes[number] for number in row.wide)
    return Filled(columns, row.height, queue.rest(row.left), wide, row.over, row.cost, row.broken)
