"""Queues: an article's boxes, from which columns are filled many times over while its pages are sought.

In: boxes; what is left of them, and the depth of a column. Out: what stands in the column, what is left after it, and what its end
costs. A search asks for the same column again and again, so that whatever is found is known from then on; boxes are named by
their numbers, and what is left of them is a few numbers, not a list.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

from pipeline.foundation.value import Struct
from pipeline.typesetting.box import NEVER, SLACK, Box, height_of
from pipeline.typesetting.column import BROKEN, FAR, Left, Made, Mixture, Run, left_over


class Row(Struct, frozen=True):
    """Columns side by side, as `columns.Filled` is, with what is left in numbers."""

    columns: tuple[Made, ...]
    height: float
    left: Left
    wide: tuple[int, ...]
    over: tuple[Box, ...]
    broken: tuple[Box, ...]
    cost: float


class Queue:
    """The boxes of an article. `grid` is the baseline step, 0 for none; no column is deeper than `deepest`.

    `gap` is the room between bands across the page and the columns.
    """

    def __init__(self, boxes: Sequence[Box], grid: float, deepest: float, gap: float = 0.0) -> None:
        # Footnotes put off are numbered after the boxes.
        self.boxes = list(boxes)
        self.count = len(self.boxes)
        self.grid = grid
        self.gap = gap
        self._deepest = deepest
        self._notes: dict[int, int] = {}
        self._runs: dict[int, Run] = {}
        self._ends: dict[tuple[int, int, float], list[tuple[float, int]]] = {}
        self._columns: dict[tuple[Left, float, float, int, tuple[int, ...]], Made] = {}
        self._mixtures: dict[tuple[Left, float, float, tuple[int, ...]], Mixture] = {}
        self._rows: dict[tuple[Left, tuple[float, ...], float, tuple[int, ...]], Row] = {}
        owed = 0
        while owed < self.count and self.boxes[owed].place == "note":
            owed += 1
        self.whole = Left(tuple(range(owed)), (), (), owed)

    def forget(self) -> None:
        """Let go of all that was found: nothing more is asked, but the pages that were chosen stay."""
        for known in (self._runs, self._ends, self._columns, self._mixtures, self._rows):
            known.clear()

    def more(self, left: Left) -> bool:
        """Say whether anything is left."""
        return left.start < self.count or bool(left.ahead or left.owed or left.carried)

    def length(self, left: Left) -> int:
        """Return how many boxes are left."""
        return len(left.owed) + len(left.carried) + len(left.ahead) + self.count - left.start

    def first(self, left: Left, count: int) -> tuple[int, ...]:
        """Return the numbers of the first boxes that are left."""
        listed = (*left.owed, *left.carried, *left.ahead)[:count]
        return (*listed, *range(left.start, min(self.count, left.start + count - len(listed))))

    def rest(self, left: Left) -> tuple[Box, ...]:
        """Return the boxes that are left."""
        listed = [self.boxes[number] for number in (*left.owed, *left.carried, *left.ahead)]
        return (*listed, *self.boxes[left.start : self.count])

    def placed(self, made: Made) -> tuple[tuple[float, Box], ...]:
        """Return the boxes of a column with their tops."""
        run = made.run
        if run is None:
            return made.stack
        placed = zip(run.tops[: made.count], self.boxes[made.start : made.start + made.count], strict=True)
        return ((0.0, run.head), *placed) if run.head is not None and made.count else tuple(placed)

    def fill(self, left: Left, depths: tuple[float, ...], limit: float, ends: tuple[int, ...] = ()) -> Row:
        """Return columns of the given depths, filled from what is `left`; `limit` and `ends` as for `columns.fill`."""
        key = (left, depths, limit, ends)
        row = self._rows.get(key)
        if row is not None:
            return row
        if len(depths) == 1:
            made = self._column(left, depths[0], limit, ends[0] if ends else 0, left.ahead)
            row = Row((made,), made.depth, _met(made.left), made.wide, made.over, made.broken, made.cost)
            self._rows[key] = row
            return row
        order, columns = left.ahead, []
        for number, depth in enumerate(depths):
            columns.append(made := self._column(left, depth, limit, ends[number] if number < len(ends) else 0, order))
            left = made.left
        cost = 0.0
        for made in columns:
            cost += made.cost
        row = self._rows[key] = Row(
            tuple(columns),
            max([made.depth for made in columns], default=0.0),
            _met(left),
            tuple([number for made in columns for number in made.wide]),
            tuple([box for made in columns for box in made.over]),
            tuple([box for made in columns for box in made.broken]),
            cost,
        )
        return row

    def balanced(self, left: Left, count: int, most: float) -> Row:
        """Return what is left in columns of one depth, the least that holds it all, or `most` where none does."""
        step = self.grid or 4.0
        boxes = self.rest(left)
        flow = [box for box in boxes if box.place != "wide"]
        total = sum([box.height + box.before + sum(map(height_of, box.notes)) for box in flow])
        tallest = max([box.height for box in flow], default=0.0)
        depth = max(total / count - 6 * step, tallest, step)
        depth = math.ceil(depth / step) * step
        if not left.owed and not left.ahead and not any(box.place or box.notes or box.head for box in boxes):
            # No column of plain text holds more than goes into it from as far on as the ones before it may reach.
            while depth < most - 1 and not self._holds(left.start, count, depth):
                depth += step
        # Nor do columns hold more than what stands in them is high.
        high = sum([box.height - 2 * SLACK for box in flow]) - 1
        while depth < most - 1 and depth * count < high:
            depth += step
        while True:
            row = self.fill(left, (min(depth, most),) * count, most)
            if depth >= most or not self.more(row.left):
                return row
            depth += step

    def _holds(self, start: int, count: int, depth: float) -> bool:
        """Say whether columns could hold all boxes from `start` on, wherever they ended."""
        for _ in range(count):
            start += bisect_right(self._run(start).bottoms, depth + SLACK)
        return start >= self.count

    def _run(self, start: int) -> Run:
        """Return the boxes of plain text from the one numbered `start` on, as many as the deepest column holds and one more."""
        known = self._runs.get(start)
        if known is not None:
            return known
        grid, deepest, ceil = self.grid, self._deepest + SLACK, math.ceil
        tops: list[float] = []
        bottoms: list[float] = []
        y = after = 0.0
        head = None
        for box in islice(self.boxes, start, self.count):
            if box.place or box.notes:
                break
            if tops:
                top = y + (box.before if box.before > after else after)
            else:
                head = box.head if box.cost != NEVER else None
                top = head.height if head is not None else 0.0
            if grid and box.snap:
                top = ceil((top - SLACK) / grid) * grid
            y = top + box.height
            after = box.after
            tops.append(top)
            bottoms.append(y)
            if y > deepest:
                break
        run = self._runs[start] = Run(tops, bottoms, start + len(tops), head)
        return run

    def _column(self, left: Left, depth: float, limit: float, end: int, order: tuple[int, ...]) -> Made:
        key = (left, depth, limit, end, order)
        made = self._columns.get(key)
        if made is None:
            plain = not (left.owed or left.carried or left.ahead)
            made = self._plain(left.start, depth, limit, end) if plain else None
            if made is None:
                # Figures or footnotes stand in it, or boxes that are met out of their order.
                whole = (left, depth, limit, order)
                mixture = self._mixtures.get(whole)
                if mixture is None:
                    rank = {number: rank - len(order) for rank, number in enumerate(order)}
                    mixture = Mixture(self.boxes, self.count, self.grid, depth, limit, rank, self._number)
                    mixture.fill(left, self._run(left.start) if plain else None)
                    self._mixtures[whole] = mixture
                made = mixture.made(end)
            self._columns[key] = made
        return made

    def _plain(self, start: int, depth: float, limit: float, end: int) -> Made | None:
        """Return a column of plain text; None where something else stands in it."""
        run = self._run(start)
        bottoms = run.bottoms
        count = bisect_right(bottoms, depth + SLACK)
        if count == len(bottoms):
            if run.stop < self.count:
                return None
            return Made(Left((), (), (), self.count), bottoms[-1] if count else 0.0, 0.0, start, run, count)
        if not count:
            if depth < limit - SLACK:
                return Made(Left((), (), (), start), 0.0)
            # Deeper than any column: it is set all the same, and reported by the caller.
            box = self.boxes[start]
            return Made(Left((), (), (), start + 1), box.height, stack=((0.0, box),), over=(box,))
        key = (start, count, depth)
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = self._places(start, count, depth, bottoms)
        if found:
            cost, last = found[end if end < len(found) else -1]
            count = -last
        elif depth < limit - SLACK:
            # No place to end: all of it waits for a deeper column.
            return Made(Left((), (), (), start), 0.0, 50.0)
        else:
            cost = BROKEN
        left = Left((), (), (), start + count)
        broken = () if found else (self.boxes[start + count],)
        return Made(left, bottoms[count - 1], cost, start, run, count, broken=broken)

    def _places(self, start: int, count: int, depth: float, bottoms: list[float]) -> list[tuple[float, int]]:
        """Return where a column of at most `count` boxes may end, the cheapest place first: cost and boxes, less than none."""
        step = self.grid or 13.0
        far = step * FAR
        boxes = self.boxes
        found: list[tuple[float, int]] = []
        while count:
            short = depth - bottoms[count - 1]
            price = boxes[start + count].cost
            if price != NEVER:
                found.append((price + (short / step) ** 2 * 4, -count))
            if short > far and found:
                break
            count -= 1
        found.sort()
        return found

    def _number(self, note: Box) -> int:
        """Return the number of a footnote that is put off."""
        number = self._notes.get(id(note))
        if number is None:
            number = self._notes[id(note)] = len(self.boxes)
            self.boxes.append(note)
        return number


def _met(left: Left) -> Left:
    """Return what is left after the last column of a page: figures carried are the first that the next page meets."""
    return left_over(left.owed, (), (*left.carried, *left.ahead), left.start) if left.carried else left
