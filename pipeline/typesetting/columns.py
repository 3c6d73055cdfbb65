"""Columns: boxes put one under the other until the room is used, ended where it costs least.

In: a queue of boxes and the depth of each column. Out: what stands in the columns, and what is left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.typesetting.box import NEVER, Box, shifted
from pipeline.typesetting.page import PageItem

BROKEN = 1e3  # the price of a column that ends where it must not
_SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Column:
    """The boxes of a column, each with its top counted from the column's, and how deep they reach."""

    placed: tuple[tuple[float, Box], ...]
    depth: float

    @property
    def items(self) -> tuple[PageItem, ...]:
        """The items of the boxes, from the column's top left corner."""
        return tuple(item for top, box in self.placed for item in shifted(box.items, 0.0, top))


@dataclass(frozen=True, slots=True)
class Filled:
    """Columns side by side; `height` is the deepest, `wide` the boxes across the columns met on the way.

    `rest` is what is left; `over` names boxes that were deeper than any column. `cost` is what the breaks cost.
    """

    columns: tuple[Column, ...]
    height: float
    rest: tuple[Box, ...]
    wide: tuple[Box, ...]
    over: tuple[Box, ...] = ()
    cost: float = 0.0


@dataclass(slots=True)
class _State:
    """One column while it is filled."""

    queue: list[Box]
    carried: list[Box]
    limit: float
    ranks: dict[int, int]
    wide: list[Box] = field(default_factory=list)
    over: list[Box] = field(default_factory=list)
    cost: float = 0.0


def fill(boxes: Sequence[Box], depths: Sequence[float], grid: float, limit: float = 0.0) -> Filled:
    """Return columns of the given depths filled from `boxes`. `grid` is the baseline step, 0 for none.

    What must not be parted waits for a deeper column, unless none is: `limit` is the depth of the deepest there can be.
    """
    ranks = {id(box): rank for rank, box in enumerate(boxes)}
    state = _State(list(boxes), [], limit or max(depths, default=0.0), ranks)
    columns = [_column(state, depth, grid) for depth in depths]
    rest = (*state.carried, *state.queue)
    height = max((column.depth for column in columns), default=0.0)
    return Filled(tuple(columns), height, rest, tuple(state.wide), tuple(state.over), state.cost)


def balanced(boxes: Sequence[Box], count: int, grid: float, most: float = math.inf) -> Filled:
    """Return `boxes` in `count` columns of one depth, the least that holds them all, or `most` where none does."""
    step = grid or 4.0
    total = sum(box.height + box.before for box in boxes if box.place != "wide")
    tallest = max((box.height for box in boxes if box.place != "wide"), default=0.0)
    depth = max(total / count - 6 * step, tallest, step)
    depth = math.ceil(depth / step) * step
    while True:
        filled = fill(boxes, [min(depth, most)] * count, grid, most)
        if not filled.rest or depth >= most:
            return filled
        depth += step


def _column(state: _State, depth: float, grid: float) -> Column:
    placed: list[tuple[float, Box]] = []
    y = 0.0
    after = 0.0
    fixed = heads = 0
    while state.carried and state.carried[0].height <= depth - y + _SLACK:
        box = state.carried.pop(0)
        top = y + (max(box.before, after) if placed else 0.0)
        if grid and box.snap:
            top = math.ceil((top - _SLACK) / grid) * grid
        if top + box.height > depth + _SLACK:
            state.carried.insert(0, box)
            break
        placed.append((top, box))
        y, after = top + box.height, box.after
        fixed = len(placed)
    while state.queue:
        box = state.queue[0]
        if box.place == "wide":
            state.wide.append(state.queue.pop(0))
            continue
        if box.place == "column" and state.carried and placed:
            # No figure overtakes the one before it.
            state.carried.append(state.queue.pop(0))
            continue
        head = box.head if not placed and box.head is not None and box.cost != NEVER else None
        top = y + (max(box.before, after) if placed else 0.0)
        if head is not None:
            top += head.height
        if grid and box.snap:
            top = math.ceil((top - _SLACK) / grid) * grid
        if top + box.height <= depth + _SLACK:
            if head is not None:
                placed.append((y, head))
                heads = 1
            placed.append((top, state.queue.pop(0)))
            y, after = top + box.height, box.after
            continue
        if box.place == "column" and (placed or box.height <= depth) and box.height <= depth + _SLACK:
            state.carried.append(state.queue.pop(0))
            continue
        if not placed:
            if depth >= state.limit - _SLACK:
                # Deeper than any column: it is set all the same, and reported by the caller.
                state.over.append(box)
                placed.append((0.0, state.queue.pop(0)))
        else:
            _end(state, placed, depth, fixed, heads, grid)
        break
    bottom = max((top + box.height for top, box in placed), default=0.0)
    return Column(tuple(placed), bottom)


def _end(
    state: _State, placed: list[tuple[float, Box]], depth: float, fixed: int, heads: int, grid: float
) -> None:
    """Give back to the queue the boxes after the cheapest place to end the column.

    The first `fixed` boxes are figures put off from above, the next `heads` repeated table headers: the queue never held
    them.
    """
    step = grid or 13.0
    following = state.queue[0]
    best, least = len(placed), math.inf
    above = following
    for index in range(len(placed), fixed + heads, -1):
        bottom = placed[index - 1][0] + placed[index - 1][1].height
        if above.cost != NEVER:
            cost = above.cost + ((depth - bottom) / step) ** 2 * 4
            if cost < least:
                best, least = index, cost
        above = placed[index - 1][1]
        if depth - bottom > step * 14 and math.isfinite(least):
            break
    if math.isinf(least) and (fixed or depth < state.limit - _SLACK):
        # No place to end: all of it waits for the next column, which is deeper or not begun by a figure.
        best, least = fixed, 50.0
    if best < len(placed):
        back = [box for _, box in placed[max(best, fixed + heads) :]]
        del placed[best:]
        if any(box.place for box in back):
            # A figure given back must not be overtaken by one that was put off after it: both are met again.
            first = state.ranks[id(back[0])]
            back += [box for box in state.carried if state.ranks[id(box)] > first]
            state.carried = [box for box in state.carried if state.ranks[id(box)] < first]
            back.sort(key=lambda box: state.ranks[id(box)])
        state.queue[:0] = back
    state.cost += BROKEN if math.isinf(least) else least
