"""One column, filled box by box: figures that move to the head of the next, footnotes at its foot, tables that go on in it.

In: boxes, what is left of them, the depth of the column. Out: what stands in it, what is left, and what its end costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pipeline.foundation.value import Struct, field
from pipeline.typesetting.box import NEVER, SLACK, Box
from pipeline.typesetting.notefoot import NO_NOTES, NoteFoot, note_foot

FAR = 14  # steps above the foot of a column at which no place to end it is looked for any more
_PARTED = 60.0  # the price of a footnote that goes on in the next column
BROKEN = 1e3  # the price of a column that ends where it must not


class Left(NamedTuple):
    """What is still to come, by numbers: footnotes `owed`, figures `carried` to the next column, then the boxes `ahead`, which
    are met out of their order, and every box from the one numbered `start` on."""

    owed: tuple[int, ...]
    carried: tuple[int, ...]
    ahead: tuple[int, ...]
    start: int


class Run(Struct, frozen=True):
    """Boxes of plain text as they stand in a column that begins with the first of them: where each begins and ends.

    `head` is the header repeated over them; `stop` the number of the box after them. No box of them moves with the depth of
    the column: that only says how many stand in it.
    """

    tops: list[float]
    bottoms: list[float]
    stop: int
    head: Box | None


class Made(Struct, frozen=True):
    """A column that is filled: its boxes as the first `count` of a run, or `stack`ed with their tops; how deep they reach.

    `wide` are the numbers of the boxes across the columns that were met, `over` and `broken` as in `columns.Filled`.
    """

    left: Left
    depth: float
    cost: float = 0.0
    start: int = 0
    run: Run | None = None
    count: int = 0
    stack: tuple[tuple[float, Box], ...] = ()
    wide: tuple[int, ...] = ()
    over: tuple[Box, ...] = ()
    broken: tuple[Box, ...] = ()


def left_over(owed: tuple[int, ...], carried: tuple[int, ...], ahead: tuple[int, ...], start: int) -> Left:
    """Return what is left; boxes ahead that are in their order again are counted among the others."""
    while ahead and ahead[-1] == start - 1:
        ahead, start = ahead[:-1], start - 1
    return Left(owed, carried, ahead, start)


class Mixture(Struct):
    """A column of `depth` points filled from `boxes`, of which the first `count` are the article's; where it ends is left open.

    `rank` says of those met out of their order where they are in it, less than 0; `number` names a footnote put off. `limit`
    is that of `columns.fill`. `ends` are the places where it may end, the cheapest first, each with its cost and how many
    boxes stand over it, less than none; None where it need not end, for it holds all there is. The first `fixed` boxes that
    are placed are figures put off from above, the next `heads` repeated table headers: the queue never held them.
    """

    boxes: Sequence[Box]
    count: int
    grid: float
    depth: float
    limit: float
    rank: Mapping[int, int]
    number: Callable[[Box], int]
    carried: list[int] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)
    start: int = 0
    owed: list[Box] = field(default_factory=list)
    placed: list[tuple[float, Box]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    notes: list[tuple[Box, ...]] = field(default_factory=list)
    noted: list[int] = field(default_factory=list)
    free: float | None = None
    y: float = 0.0
    after: float = 0.0
    fixed: int = 0
    heads: int = 0
    wide: list[int] = field(default_factory=list)
    over: list[Box] = field(default_factory=list)
    ends: list[tuple[float, int]] | None = None

    def fill(self, left: Left, run: Run | None) -> None:
        """Fill the column from what is `left`, which begins with the text of `run` where that is not None."""
        self.owed = [self.boxes[number] for number in left.owed]
        self.carried, self.ahead, self.start = list(left.carried), list(left.ahead), left.start
        while self.carried:
            box = self.boxes[self.carried[0]]
            if box.height > self._room(box) - self.y + SLACK:
                break
            top = self._top(box)
            if top + box.height > self._room(box) + SLACK:
                break
            self._put(top, box, self.carried.pop(0))
            self.fixed = len(self.placed)
        if run is not None and run.tops:
            self._begin(run)
        self._flow()

    def _begin(self, run: Run) -> None:
        """Put the boxes of a run into the column, all of which find room there."""
        if run.head is not None:
            self._put(0.0, run.head, -1)
            self.heads = 1
        text = range(self.start, run.stop)
        self.placed += zip(run.tops, self.boxes[self.start : run.stop], strict=True)
        self.numbers += text
        self.noted += [0] * len(text)
        self.start, self.y, self.after = run.stop, run.bottoms[-1], self.boxes[run.stop - 1].after

    def _flow(self) -> None:
        """Put boxes into the column until one does not fit, and end it where that costs least."""
        while self.ahead or self.start < self.count:
            if self.placed and not (self.ahead or self.owed or self.notes):
                self._text()
                if self.start == self.count:
                    return
            number = self.ahead[0] if self.ahead else self.start
            box = self.boxes[number]
            if box.place == "wide":
                self.wide.append(self._taken())
                continue
            if box.place == "column" and self.carried and self.placed:
                # No figure overtakes the one before it.
                self.carried.append(self._taken())
                continue
            head = box.head if not self.placed and box.head is not None and box.cost != NEVER else None
            top = self._top(box, head)
            if top + box.height <= self._room(box) + SLACK:
                if head is not None:
                    self._put(self.y, head, -1)
                    self.heads = 1
                self._put(top, box, self._taken())
                continue
            if box.place == "column" and (self.placed or box.height <= self.depth) and box.height <= self.depth + SLACK:
                self.carried.append(self._taken())
                continue
            if self.placed:
                self.ends = self._places(box)
            elif self.depth >= self.limit - SLACK and not self.owed:
                # Deeper than any column: it is set all the same, and reported by the caller.
                self.over.append(box)
                self._put(0.0, box, self._taken())
            return

    def _text(self) -> None:
        """Put as many boxes of plain text into the column as follow and find room: most that stands under a figure is such."""
        boxes, grid, deepest, ceil = self.boxes, self.grid, self.depth + SLACK, math.ceil
        y, after = self.y, self.after
        for number in range(self.start, self.count):
            box = boxes[number]
            if box.place or box.notes:
                break
            top = y + (box.before if box.before > after else after)
            if grid and box.snap:
                top = ceil((top - SLACK) / grid) * grid
            bottom = top + box.height
            if bottom > deepest:
                break
            self.placed.append((top, box))
            y, after = bottom, box.after
        else:
            number = self.count
        self.numbers += range(self.start, number)
        self.noted += [0] * (number - self.start)
        self.start, self.y, self.after = number, y, after

    def _taken(self) -> int:
        """Return the number of the next box, which is no longer in the queue."""
        if self.ahead:
            return self.ahead.pop(0)
        self.start += 1
        return self.start - 1

    def _top(self, box: Box, head: Box | None = None) -> float:
        top = self.y + (max(box.before, self.after) if self.placed else 0.0)
        if head is not None:
            top += head.height
        if self.grid and box.snap:
            top = math.ceil((top - SLACK) / self.grid) * self.grid
        return top

    def _put(self, top: float, box: Box, number: int) -> None:
        self.placed.append((top, box))
        self.numbers.append(number)
        if box.notes:
            self.notes += box.notes
            self.free = None
        self.noted.append(len(self.notes))
        self.y, self.after = top + box.height, box.after

    def _room(self, box: Box) -> float:
        """Return how deep the text may reach if `box` is put into the column."""
        if not (self.owed or self.notes or box.notes):
            return self.depth
        free = None if box.notes else self.free
        if free is None:
            # It is asked of every line, and the same as long as no more notes are cited.
            foot = note_foot(self.owed, [*self.notes, *box.notes], self.depth)
            free = self.depth - foot.least if foot.fits else -math.inf
            if not box.notes:
                self.free = free
        if box.height > free and not self.placed and not self.owed and self.depth >= self.limit - SLACK:
            # No column has room for it and its footnotes: they wait for the next one.
            return self.depth
        return free

    def _places(self, following: Box) -> list[tuple[float, int]]:
        """Return where the column may end, the queue going on with `following` where nothing is given back to it."""
        step, depth, placed = self.grid or 13.0, self.depth, self.placed
        found: list[tuple[float, int]] = []
        above = following
        noted = bool(self.owed or self.notes)
        for index in range(len(placed), self.fixed + self.heads, -1):
            top, box = placed[index - 1]
            bottom = top + box.height
            foot = note_foot(self.owed, self.notes[: self.noted[index - 1]], depth - bottom) if noted else NO_NOTES
            if above.cost != NEVER and foot.fits:
                parted = _PARTED if foot.count < len(foot.boxes) else 0.0
                found.append((above.cost + ((depth - bottom - foot.height) / step) ** 2 * 4 + parted, -index))
            above = box
            if depth - bottom > step * FAR and found:
                break
        found.sort()
        return found

    def made(self, end: int) -> Made:
        """Return the column ended at its cheapest place (0), its second (1), and so on; what stands under it is given back."""
        best, cost, ends, broken = len(self.placed), 0.0, self.ends, False
        carried, ahead = self.carried, self.ahead
        if ends:
            cost, last = ends[min(end, len(ends) - 1)]
            best = -last
        elif ends is not None and (self.fixed or self.depth < self.limit - SLACK):
            # No place to end: all of it waits for the next column, which is deeper or not begun by a figure.
            best, cost = self.fixed, 50.0
        elif ends is not None:
            cost, broken = BROKEN, True
        if best < len(self.placed):
            back = self.numbers[max(best, self.fixed + self.heads) :]
            if any(self.boxes[number].place for number in back):
                # A figure given back must not be overtaken by one that was put off after it: both are met again.
                first = self._rank(back[0])
                back += [number for number in carried if self._rank(number) > first]
                carried = [number for number in carried if self._rank(number) < first]
                back.sort(key=self._rank)
            ahead = [*back, *ahead]
        begin = (self.boxes[ahead[0] if ahead else self.start],) if broken else ()
        return self._footed(best, carried, ahead, cost, begin)

    def _rank(self, number: int) -> int:
        return self.rank.get(number, number)

    def _footed(
        self, count: int, carried: Sequence[int], ahead: Sequence[int], cost: float, broken: tuple[Box, ...]
    ) -> Made:
        """Return the column of its first `count` boxes with its footnotes at its foot."""
        depth, placed, over = self.depth, self.placed[:count], self.over
        bottom = max([top + box.height for top, box in placed], default=0.0)
        owed: tuple[int, ...] = ()
        if self.owed or self.notes:
            foot = note_foot(self.owed, self.notes[: self.noted[count - 1]] if count else (), depth - bottom)
            if self.owed and not placed and not foot.count and depth >= self.limit - SLACK:
                # Deeper than any column.
                over = [*over, self.owed[0]]
                foot = NoteFoot(tuple(self.owed), 1, self.owed[0].height)
            if foot.count:
                placed += foot.placed(depth)
                bottom = depth
            owed = tuple([self.number(box) for box in foot.left])
        left = left_over(owed, tuple(carried), tuple(ahead), self.start)
        return Made(left, bottom, cost, stack=tuple(placed), wide=tuple(self.wide), over=tuple(over), broken=broken)
