"""Text flowed into pages: where columns end and figures stand, chosen for the whole article at once.

In: an article's boxes, its opener, the place it begins at. Out: a `Trial`: stacks of boxes, a page each. Page by page the cheapest
beginnings are kept, each gone on with by every way to fill the next page, so that a costlier column is taken where it spares a
worse one later: a bounded search for the least sum of costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from pipeline.foundation.diagnostic import NOWHERE
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.band import gap_of, on_grid, opened
from pipeline.typesetting.box import Box, Stack
from pipeline.typesetting.choices import Ends
from pipeline.typesetting.column import Left, Made
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Opening
from pipeline.typesetting.queue import Queue, Row

CRAMPED = 1e5  # an opener without text, or what is deeper than a page
LEAST_LINES = 7
PAGE = 400.0  # the price of a page

# Beginnings kept after each page, and the ways its columns may end: each column's cheapest end, or its second, or third.
_KEPT = 3
_ENDS = ((0, 0), (1, 0), (0, 1), (2, 0))
_FIRST = ((0, 0),)
# What it costs that a figure stands a page after its mention, or before its mention at the head of the page.
_LATER, ABOVE = 30.0, 12.0
_EMPTY = 300.0  # the price of a page left empty under its text for a figure that goes to the next
# What each line costs by which columns of a spread end unlike each other, and so many lines by which balanced ones may.
_UNLEVEL, _ODD = 8.0, 1.0


class Sheet(Struct, frozen=True):
    """A page of an article: the opener's boxes on it, what stands above the columns, these from `y` down, and what stands
    under them; `depth` is how deep they reach. `chosen` is how the columns end and where figures across them stand. `left` is
    what is still to come after it, with the wide boxes `pending`.

    Its boxes are listed only where it is chosen.
    """

    queue: Queue
    step: float
    depth: float
    left: Left
    pending: tuple[int, ...]
    above: tuple[tuple[float, int], ...] = ()
    y: float = 0.0
    row: Row | None = None
    under: tuple[tuple[float, int], ...] = ()
    cost: float = 0.0
    opener: Stack = ()
    chosen: tuple[Ends, str] = ((), "")

    @property
    def stack(self) -> Stack:
        """The boxes with their places."""
        return self.laid_out([self.queue.placed(column) for column in self.row.columns] if self.row is not None else ())

    def laid_out(self, columns: Sequence[Sequence[tuple[float, Box]]]) -> Stack:
        """Return the boxes with their places, those of the columns as given, each with its top counted from the column's."""
        boxes = self.queue.boxes
        placed = [*self.opener, *((0.0, y, boxes[number]) for y, number in self.above)]
        for number, column in enumerate(columns):
            x, y = number * self.step, self.y
            placed += [(x, y + top, box) for top, box in column]
        return (*placed, *((0.0, y, boxes[number]) for y, number in self.under))

    @property
    def empty(self) -> bool:
        """Whether nothing stands on it."""
        columns = self.row.columns if self.row is not None else ()
        return not (self.opener or self.above or self.under or any(made.count or made.stack for made in columns))

    @property
    def rest(self) -> tuple[Box, ...]:
        """What is still to come after it: footnotes that go on come first, for by that they are known."""
        boxes, owed = self.queue.boxes, len(self.left.owed)
        rest = self.queue.rest(self.left)
        return (*rest[:owed], *(boxes[number] for number in self.pending), *rest[owed:])


class Trial(Struct, frozen=True):
    """One way to set an article: its pages, and the boxes that did not fit any room.

    `art` is where the opener's picture goes, `dropped` the keys of elements left out. `broken` are the boxes
    that had to begin a column although they belong to what stands above them, with their pages, counted from 0. `price` is its
    cost with that of its pages and of what it leaves on the last.
    """

    sheets: tuple[Sheet, ...]
    over: tuple[Box, ...]
    cost: float
    art: tuple[float, float, float, float] | None = None
    dropped: frozenset[str] = frozenset()
    broken: tuple[tuple[int, Box], ...] = ()
    price: float = 0.0

    @property
    def pages(self) -> tuple[tuple[Stack, float], ...]:
        """The boxes of each page and how deep they reach."""
        return tuple((sheet.stack, sheet.depth) for sheet in self.sheets)

    @property
    def deep(self) -> float:
        """How deep the last page is used."""
        return self.sheets[-1].depth


class _Way(Struct, frozen=True):
    """A beginning of an article: pages made, what is left, the wide boxes put off, and what it has cost."""

    left: Left
    pending: tuple[int, ...]
    sheets: tuple[Sheet, ...] = ()
    over: tuple[Box, ...] = ()
    broken: tuple[tuple[int, Box], ...] = ()
    cost: float = 0.0


class Flow:
    """The boxes of an article with all that is found out while ways are sought to set them on pages of a layout.

    `verso` says whether the first page is a left one, so that two by two they are weighed as spreads; None where pages do not
    face each other.
    """

    def __init__(self, boxes: Sequence[Box], layout: Layout, verso: bool | None = None) -> None:
        self.layout = layout
        # One column has nothing beside it that it should end with.
        self._verso = verso if layout.grid.columns > 1 else None
        self._depth = layout.depth
        self._columns = layout.grid.columns
        self._grid = layout.grid.leading if layout.manner.snap else 0.0
        self._gap = gap_of(layout)
        self._least = 8 * layout.grid.leading
        self._step = layout.column + layout.grid.gutter
        self.queue = Queue(boxes, self._grid, self._depth, self._gap)
        self._sheets: dict[tuple[Left, tuple[int, ...], float, tuple[int, ...], str], Sheet] = {}
        self._rooms: list[tuple[float, float]] = []

    def trials(self, opening: Opening, top: float, art: float, *, wide: int = _KEPT) -> list[Trial]:
        """Return ways to set the article whose opener begins at `top` with a picture `art` points high, the cheapest first.

        `wide` beginnings are kept after each page; with 1 the first fit is taken.
        """
        queue = self.queue
        stack, place, y = opened(opening, top, art, self.layout)
        ways = [self._begun(opening, y)]
        finished: list[_Way] = []
        while ways:
            grown: dict[tuple[int | tuple[int, ...], ...], _Way] = {}
            for way in ways:
                for sheet in self._ways(way, y, _ENDS if wide > 1 else _FIRST):
                    more = self._grown(way, sheet, stack)
                    if not (more.pending or queue.more(more.left)):
                        finished.append(more)
                        continue
                    key = (queue.length(more.left), more.pending, queue.first(more.left, 2))
                    if key not in grown or more.cost < grown[key].cost:
                        grown[key] = more
            if finished:
                # A page more is dearer than any break it could spare.
                break
            ways = sorted(grown.values(), key=lambda way: way.cost + self._ahead(way))[:wide]
            stack, y = (), 0.0
        finished.sort(key=lambda way: way.cost)
        return [Trial(way.sheets, way.over, way.cost, place, broken=way.broken) for way in finished]

    def again(self, opening: Opening, top: float, art: float, chosen: Sequence[tuple[Ends, str]]) -> Trial:
        """Return the way to set the article whose pages are filled as they were `chosen` before."""
        stack, place, y = opened(opening, top, art, self.layout)
        way = self._begun(opening, y)
        for end, wide in chosen:
            way = self._grown(way, self._sheet(way, y, end, wide), stack)
            stack, y = (), 0.0
        return Trial(way.sheets, way.over, way.cost, place, broken=way.broken)

    def _begun(self, opening: Opening, y: float) -> _Way:
        """Return the beginning of every way to set the article, its text from `y` down."""
        layout, queue = self.layout, self.queue
        # An opener without text under it: only where the layout leaves no other way.
        cost = CRAMPED if y > layout.depth - LEAST_LINES * layout.grid.leading else 0.0
        deep = tuple(box for box in queue.boxes if box.place == "wide" and box.height > layout.depth)
        # An opener's picture may have the first page to itself.
        sheets = (Sheet(queue, self._step, layout.depth, queue.whole, ()),) if opening.page else ()
        return _Way(queue.whole, (), sheets, over=deep, cost=cost)

    def _grown(self, way: _Way, sheet: Sheet, stack: Stack) -> _Way:
        """Return a beginning with a page more; `stack` are the opener's boxes on it."""
        number = len(way.sheets)
        if not stack and (sheet.left, sheet.pending) == (way.left, way.pending) and sheet.empty:
            rest = self.queue.rest(way.left)
            raise AssertionError(f"make-up stands still at {rest[0].span if rest else NOWHERE}")
        row = sheet.row
        cost = way.cost + sheet.cost
        if self._verso is not None and number and number % 2 == self._verso:
            cost += _unlevel(way.sheets[-1], sheet)
        over = row.over if row is not None else ()
        broken = row.broken if row is not None else ()
        return _Way(
            sheet.left,
            sheet.pending,
            (*way.sheets, replace(sheet, opener=stack) if stack else sheet),
            (*way.over, *over) if over else way.over,
            (*way.broken, *[(number, box) for box in broken]) if broken else way.broken,
            cost + CRAMPED * len(over),
        )

    def _ahead(self, way: _Way) -> float:
        """Return about what the rest of an article costs: pages by its depth, and figures put off by how long they wait."""
        left, boxes = way.left, self.queue.boxes
        if not self._rooms:
            # The flow and the height of the figures across it, from each box to the end.
            flow = wide = 0.0
            self._rooms.append((flow, wide))
            for box in reversed(boxes[: self.queue.count]):
                if box.place == "wide":
                    wide += box.height
                else:
                    flow += box.height + box.before
                self._rooms.append((flow, wide))
        flow, wide = self._rooms[self.queue.count - left.start]
        for number in (*way.pending, *left.owed, *left.ahead):
            box = boxes[number]
            if box.place == "wide":
                wide += box.height
            else:
                flow += box.height + box.before
        return PAGE * (flow + wide * self._columns) / (self._depth * self._columns)

    def _ways(self, way: _Way, top: float, ends: Sequence[tuple[int, ...]]) -> Iterator[Sheet]:
        """Yield the ways to fill a page: figures across it at its foot, at its head, or put off; columns ended here or there."""
        first = self._sheet(way, top, (0, 0), "foot")
        yield first
        assert first.row is not None
        if len(ends) == 1 or not self.queue.more(first.left):
            # What ends on this page is balanced: its columns have one way to end.
            if len(ends) > 1 and first.row.wide:
                yield self._sheet(way, top, (0, 0), "head")
            return
        for end in ends[1:]:
            if self._columns > 1 or not end[1]:
                yield self._sheet(way, top, end, "foot")
        if first.row.wide:
            yield self._sheet(way, top, (0, 0), "head")
            yield self._sheet(way, top, (0, 0), "later")

    def _sheet(self, way: _Way, top: float, end: tuple[int, ...], wide: str) -> Sheet:
        """Return one way to fill a page from `top`: `end` says how each column ends, `wide` where figures across it stand."""
        key = (way.left, way.pending, top, end, wide)
        sheet = self._sheets.get(key)
        if sheet is None:
            sheet = self._sheets[key] = replace(self._filled(way, top, end, wide), chosen=(end, wide))
        return sheet

    def _filled(self, way: _Way, top: float, end: tuple[int, ...], wide: str) -> Sheet:
        layout, boxes, gap, depth = self.layout, self.queue.boxes, self._gap, self._depth
        above: list[tuple[float, int]] = []
        pending = list(way.pending)
        y, cost = top, 0.0
        while pending and (y + boxes[pending[0]].height <= depth or y == 0.0):
            number = pending.pop(0)
            above.append((y, number))
            y = on_grid(y + boxes[number].height + gap, layout)
        row = self._row(way.left, depth - y, end)
        if not (row.wide or pending):
            return self._simple(above, y, row)
        if wide == "head" and row.wide and not pending:
            # A figure may stand at the head of the page whose text mentions it.
            under = on_grid(y + boxes[row.wide[0]].height + gap, layout)
            less = self._row(way.left, depth - under, end)
            if depth - under >= self._least and row.wide[0] in less.wide:
                above.append((y, row.wide[0]))
                y, row, cost = under, less, ABOVE
        room = depth - y
        feet: list[int] = []
        stands = {number for _, number in above}
        while wide != "later":
            met = [number for number in row.wide if number not in stands]
            if not met or (less_room := room - boxes[met[0]].height - gap) < self._least:
                break
            trial = self._row(way.left, less_room, end)
            if met[0] not in trial.wide:
                break
            feet.append(met[0])
            stands.add(met[0])
            room, row = less_room, trial
        put_off = [number for number in row.wide if number not in stands]
        more = self.queue.more(row.left)
        bottom = y + row.height
        at = bottom + gap
        if more or put_off:
            at = depth - sum([boxes[number].height for number in feet]) - gap * max(0, len(feet) - 1)
        if not more:
            while (
                put_off
                and bottom + gap + boxes[put_off[0]].height + sum([boxes[number].height + gap for number in feet])
                <= depth
            ):
                feet.append(put_off.pop(0))
            at = bottom + gap
        below: list[tuple[float, int]] = []
        for number in feet:
            below.append((at, number))
            bottom = at + boxes[number].height
            at = bottom + gap
        if more:
            bottom = depth
        pending += put_off
        cost += row.cost + _LATER * (len(pending) + self._waits(row.left))
        if put_off and not more:
            # The text has come to its end, and what is put off leaves the rest of the page empty.
            cost += _EMPTY * (1 - bottom / depth)
        return Sheet(self.queue, self._step, bottom, row.left, tuple(pending), tuple(above), y, row, tuple(below), cost)

    def _simple(self, above: list[tuple[float, int]], y: float, row: Row) -> Sheet:
        """Return a page whose columns meet no figure across them."""
        bottom = self._depth if self.queue.more(row.left) else y + row.height
        cost = row.cost + _LATER * self._waits(row.left)
        return Sheet(self.queue, self._step, bottom, row.left, (), tuple(above), y, row, (), cost)

    def _waits(self, left: Left) -> bool:
        """Say whether a figure is the first that is left."""
        if left.owed or not (left.ahead or left.start < self.queue.count):
            return False
        return self.queue.boxes[left.ahead[0] if left.ahead else left.start].place == "column"

    def _row(self, left: Left, room: float, end: tuple[int, ...]) -> Row:
        """Return columns that fill a room, all of one depth where they hold what is left."""
        grid, count = self._grid, self._columns
        depth = math.floor(room / grid + 1e-6) * grid if grid else room
        row = self.queue.fill(left, (depth,) * count, self._depth, end)
        if count == 1 or self.queue.more(row.left):
            return row
        return self.queue.balanced(left, count, depth)


def _unlevel(verso: Sheet, recto: Sheet) -> float:
    """Return the price of columns on facing pages that end unlike each other: over the foot where they are full, or balanced."""
    full: list[float] = []
    price = 0.0
    for sheet in (verso, recto):
        if sheet.row is None:
            continue
        if sheet.queue.more(sheet.left):
            foot = sheet.under[0][0] - sheet.queue.gap if sheet.under else sheet.depth
            full += [_free(made, foot - sheet.y) for made in sheet.row.columns]
        elif any(depths := [made.depth for made in sheet.row.columns]):
            price = max(0.0, (max(depths) - min(depths)) / (sheet.queue.grid or 13.0) - _ODD)
    if full:
        # What stands under the columns leaves less than a line of the grid free, which is none of theirs.
        step = verso.queue.grid or 13.0
        short = [int(each / step + 1e-6) for each in full]
        price += max(short) - min(short)
    return price * _UNLEVEL


def _free(made: Made, room: float) -> float:
    """Return how much of its room a column leaves free, at its foot or over its footnotes."""
    stack = made.stack
    notes = next((at for at, (_, box) in enumerate(stack) if box.place == "note"), 0)
    if not notes:
        return room - made.depth
    if stack[notes - 1][1] is stack[notes][1].head:
        notes -= 1
    return stack[notes][0] - max([top + box.height for top, box in stack[:notes]], default=0.0)
