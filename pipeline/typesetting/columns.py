"""Columns: boxes put one under the other until the room is used, ended where it costs least.

In: a queue of boxes and the depth of each column. Out: what stands in the columns, and what is left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import takewhile

from pipeline.foundation.value import Struct, field
from pipeline.typesetting.box import NEVER, Box, height_of, shifted
from pipeline.typesetting.page import PageItem

BROKEN = 1e3  # the price of a column that ends where it must not
_PARTED = 60.0  # the price of a footnote that goes on in the next column
# What footnotes begun in an earlier column may take of this one before text has its turn.
_OWED = 0.5
_SLACK = 0.01


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


class _State(Struct):
    """One column while it is filled."""

    queue: list[Box]
    carried: list[Box]
    limit: float
    ranks: dict[int, int]
    owed: list[Box] = field(default_factory=list)
    wide: list[Box] = field(default_factory=list)
    over: list[Box] = field(default_factory=list)
    broken: list[Box] = field(default_factory=list)
    cost: float = 0.0
    end: int = 0


def fill(
    boxes: Sequence[Box], depths: Sequence[float], grid: float, limit: float = 0.0, ends: Sequence[int] = ()
) -> Filled:
    """Return columns of the given depths filled from `boxes`. `grid` is the baseline step, 0 for none.

    What must not be parted waits for a deeper column, unless none is: `limit` is the depth of the deepest there can be.
    `ends` says for each column whether it ends where that costs least (0), at the next best place (1), and so on.
    Boxes at the head of the queue whose place is "note" are what is left of footnotes.
    """
    ranks = {id(box): rank for rank, box in enumerate(boxes)}
    owed = list(takewhile(lambda box: box.place == "note", boxes))
    state = _State(list(boxes[len(owed) :]), [], limit or max(depths, default=0.0), ranks, owed)
    columns: list[Column] = []
    for number, depth in enumerate(depths):
        state.end = ends[number] if number < len(ends) else 0
        columns.append(_column(state, depth, grid))
    rest = (*state.owed, *state.carried, *state.queue)
    height = max((column.depth for column in columns), default=0.0)
    return Filled(tuple(columns), height, rest, tuple(state.wide), tuple(state.over), state.cost, tuple(state.broken))


def balanced(boxes: Sequence[Box], count: int, grid: float, most: float = math.inf) -> Filled:
    """Return `boxes` in `count` columns of one depth, the least that holds them all, or `most` where none does."""
    step = grid or 4.0
    total = sum(box.height + box.before + sum(map(height_of, box.notes)) for box in boxes if box.place != "wide")
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

    seen, noted = 0, False

    def room(box: Box) -> float:
        """Return how deep the text may reach if `box` is put into the column."""
        nonlocal seen, noted
        # It is asked of every line: only what was put in since is looked at.
        while not noted and seen < len(placed):
            noted, seen = bool(placed[seen][1].notes), seen + 1
        if not (state.owed or box.notes or noted):
            return depth
        foot = _foot(state.owed, [*placed, (0.0, box)], depth)
        free = depth - foot.least if foot.fits else -math.inf
        if box.height > free and not placed and not state.owed and depth >= state.limit - _SLACK:
            # No column has room for it and its footnotes: they wait for the next one.
            return depth
        return free

    while state.carried and state.carried[0].height <= room(state.carried[0]) - y + _SLACK:
        box = state.carried.pop(0)
        top = y + (max(box.before, after) if placed else 0.0)
        if grid and box.snap:
            top = math.ceil((top - _SLACK) / grid) * grid
        if top + box.height > room(box) + _SLACK:
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
        if top + box.height <= room(box) + _SLACK:
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
            if depth >= state.limit - _SLACK and not state.owed:
                # Deeper than any column: it is set all the same, and reported by the caller.
                state.over.append(box)
                placed.append((0.0, state.queue.pop(0)))
        else:
            _end(state, placed, depth, fixed, heads, grid)
        break
    bottom = max((top + box.height for top, box in placed), default=0.0)
    foot = _foot(state.owed, placed, depth - bottom)
    if state.owed and not placed and not foot.taken and depth >= state.limit - _SLACK:
        # Deeper than any column.
        state.over.append(state.owed[0])
        foot = _Foot(tuple(state.owed[:1]), tuple(state.owed[1:]), state.owed[0].height)
    state.owed = list(foot.left)
    if foot.taken:
        placed += foot.placed(depth)
        bottom = depth
    return Column(tuple(placed), bottom)


class _Foot(Struct, frozen=True):
    """The footnotes of a column: those that stand in it and how high they are, and what is left of them for the next.

    `least` is the room they must have; `fits` says that there is so much, every one that is cited here being begun here.
    """

    taken: tuple[Box, ...] = ()
    left: tuple[Box, ...] = ()
    height: float = 0.0
    least: float = 0.0
    fits: bool = True

    def placed(self, depth: float) -> list[tuple[float, Box]]:
        """Return the boxes with their tops, the last at the foot of a column of `depth`."""
        made: list[tuple[float, Box]] = []
        y = depth - self.height
        if rule := self.taken[0].head:
            made.append((y, rule))
            y += rule.height
        for index, box in enumerate(self.taken):
            y += box.before if index else 0.0
            made.append((y, box))
            y += box.height
        return made


def _foot(owed: Sequence[Box], placed: Sequence[tuple[float, Box]], room: float) -> _Foot:
    """Return the footnotes of a column that has `room` for them: those owed from before, then those of its own boxes."""
    notes = [note for _, box in placed for note in box.notes]
    boxes = [*owed, *(box for note in notes for box in note)]
    if not boxes:
        return _Foot()
    rule = boxes[0].head
    y = rule.height if rule is not None else 0.0
    # The last footnote has to begin here, the others to end; what was owed must go on.
    begun = len(boxes) - len(notes[-1]) if notes else 0
    count, height, least = 0, 0.0, 0.0
    for index, box in enumerate(boxes):
        y += box.height + (box.before if index else 0.0)
        if y > room + _SLACK:
            break
        if index + 1 == len(boxes) or boxes[index + 1].cost != NEVER:
            count, height = index + 1, y
            enough = count >= len(owed) or y >= room * _OWED
            if not least and count > begun and enough:
                least = y
    return _Foot(tuple(boxes[:count]), tuple(boxes[count:]), height, least, least > 0)


def _end(state: _State, placed: list[tuple[float, Box]], depth: float, fixed: int, heads: int, grid: float) -> None:
    """Give back to the queue the boxes after the cheapest place to end the column.

    The first `fixed` boxes are figures put off from above, the next `heads` repeated table headers: the queue never held
    them.
    """
    step = grid or 13.0
    following = state.queue[0]
    found: list[tuple[float, int]] = []
    above = following
    noted = bool(state.owed) or any(box.notes for _, box in placed)
    for index in range(len(placed), fixed + heads, -1):
        bottom = placed[index - 1][0] + placed[index - 1][1].height
        foot = _foot(state.owed, placed[:index], depth - bottom) if noted else _Foot()
        if above.cost != NEVER and foot.fits:
            cost = above.cost + ((depth - bottom - foot.height) / step) ** 2 * 4 + (_PARTED if foot.left else 0.0)
            found.append((cost, -index))
        above = placed[index - 1][1]
        if depth - bottom > step * 14 and found:
            break
    best, least = len(placed), math.inf
    if found:
        found.sort()
        least, last = found[min(state.end, len(found) - 1)]
        best = -last
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
    if math.isinf(least) and state.queue:
        state.broken.append(state.queue[0])
    state.cost += BROKEN if math.isinf(least) else least
