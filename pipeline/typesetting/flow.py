"""Text flowed into pages: where columns end and figures stand, chosen for the whole article at once.

In: an article's boxes, its opener, the place it begins at. Out: a `Trial`: stacks of boxes, a page each. Page by page the cheapest
beginnings are kept, each gone on with by every way to fill the next page, so that a costlier column is taken where it spares a
worse one later: a bounded search for the least sum of costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.foundation.diagnostic import NOWHERE
from pipeline.typesetting.band import gap_of, on_grid, opened
from pipeline.typesetting.box import Box, Stack
from pipeline.typesetting.columns import Filled, balanced, fill
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Opening

CRAMPED = 1e5  # an opener without text, or what is deeper than a page
LEAST_LINES = 7
PAGE = 400.0  # the price of a page

# Beginnings kept after each page, and the ways its columns may end: each column's cheapest end, or its second, or third.
_KEPT = 3
_ENDS = ((0, 0), (1, 0), (0, 1), (2, 0))
_FIRST = ((0, 0),)
# What it costs that a figure stands a page after its mention, or before its mention at the head of the page.
_LATER, _ABOVE = 30.0, 12.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to set an article: its pages, and the boxes that did not fit any room.

    `art` is where the opener's picture goes, `dropped` the keys of elements left out. `broken` are the boxes
    that had to begin a column although they belong to what stands above them, with their pages, counted from 0. `left` is what is
    still to come after each page, `columns` where the columns of each begin and how deep they are.
    """

    pages: tuple[tuple[Stack, float], ...]
    over: tuple[Box, ...]
    cost: float
    art: tuple[float, float, float, float] | None = None
    dropped: frozenset[str] = frozenset()
    broken: tuple[tuple[int, Box], ...] = ()
    left: tuple[tuple[Box, ...], ...] = ()
    columns: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Way:
    """A beginning of an article: pages made, what is left, the wide boxes put off, and what it has cost."""

    rest: tuple[Box, ...]
    pending: tuple[Box, ...]
    pages: tuple[tuple[Stack, float], ...] = ()
    over: tuple[Box, ...] = ()
    broken: tuple[tuple[int, Box], ...] = ()
    left: tuple[tuple[Box, ...], ...] = ()
    frames: tuple[tuple[float, float], ...] = ()
    cost: float = 0.0

    @property
    def done(self) -> bool:
        return bool(self.pages) and not self.rest and not self.pending


@dataclass(frozen=True, slots=True)
class _Filled:
    """One way to fill a page: its boxes and how deep they reach, what is left, and what it costs."""

    stack: Stack
    bottom: float
    rest: tuple[Box, ...]
    pending: tuple[Box, ...]
    columns: Filled
    frame: tuple[float, float]
    cost: float


def flowed(
    queue: Sequence[Box], opening: Opening, top: float, art: float, layout: Layout, *, wide: int = _KEPT
) -> list[Trial]:
    """Return ways to set an article whose opener begins at `top` with a picture `art` points high, the cheapest first.

    `wide` beginnings are kept after each page; with 1 the first fit is taken.
    """
    stack, place, y = opened(opening, top, art, layout)
    # An opener without text under it: only where the layout leaves no other way.
    cost = CRAMPED if y > layout.depth - LEAST_LINES * layout.grid.leading else 0.0
    deep = tuple(box for box in queue if box.place == "wide" and box.height > layout.depth)
    ways = [_Way(tuple(queue), (), over=deep, cost=cost)]
    if opening.page:
        # Its picture has the first page to itself.
        ways = [replace(ways[0], pages=(((), layout.depth),), left=(tuple(queue),), frames=((0.0, 0.0),))]
    finished: list[_Way] = []
    while ways:
        grown: dict[tuple[int, ...], _Way] = {}
        for way in ways:
            for page in _pages(way, y, layout, _ENDS if wide > 1 else _FIRST):
                more = _grown(way, page, stack)
                if more.done:
                    finished.append(more)
                    continue
                key = (len(more.rest), *(id(box) for box in (*more.pending, *more.rest[:2])))
                if key not in grown or more.cost < grown[key].cost:
                    grown[key] = more
        if finished:
            # A page more is dearer than any break it could spare.
            break
        ways = sorted(grown.values(), key=lambda way: way.cost + _ahead(way, layout))[:wide]
        stack, y = (), 0.0
    finished.sort(key=lambda way: way.cost)
    return [
        Trial(way.pages, way.over, way.cost, place, broken=way.broken, left=way.left, columns=way.frames)
        for way in finished
    ]


def _grown(way: _Way, page: _Filled, stack: Stack) -> _Way:
    """Return a beginning with a page more; `stack` are the opener's boxes on it."""
    number = len(way.pages)
    if not page.stack and not stack and (page.rest, page.pending) == (way.rest, way.pending):
        raise AssertionError(f"make-up stands still at {way.rest[0].span if way.rest else NOWHERE}")
    return _Way(
        page.rest,
        page.pending,
        (*way.pages, ((*stack, *page.stack), page.bottom)),
        (*way.over, *page.columns.over),
        (*way.broken, *((number, box) for box in page.columns.broken)),
        (*way.left, (*page.pending, *page.rest)),
        (*way.frames, page.frame),
        way.cost + page.cost + CRAMPED * len(page.columns.over),
    )


def _ahead(way: _Way, layout: Layout) -> float:
    """Return about what the rest of an article costs: pages by its depth, and figures put off by how long they wait."""
    room = layout.depth * layout.grid.columns
    flow = sum(box.height + box.before for box in way.rest if box.place != "wide")
    wide = sum(box.height for box in (*way.pending, *way.rest) if box.place == "wide") * layout.grid.columns
    return PAGE * (flow + wide) / room


def _pages(way: _Way, top: float, layout: Layout, ends: Sequence[tuple[int, ...]]) -> Iterator[_Filled]:
    """Yield the ways to fill a page: figures across it at its foot, at its head, or put off; columns ended here or there."""
    first = _page(way, top, layout, (0, 0), "foot")
    yield first
    if len(ends) == 1 or not first.rest:
        # What ends on this page is balanced: its columns have one way to end.
        yield from () if len(ends) == 1 or not first.columns.wide else (_page(way, top, layout, (0, 0), "head"),)
        return
    for end in ends[1:]:
        if layout.grid.columns > 1 or not end[1]:
            yield _page(way, top, layout, end, "foot")
    if first.columns.wide:
        yield _page(way, top, layout, (0, 0), "head")
        yield _page(way, top, layout, (0, 0), "later")


def _page(way: _Way, top: float, layout: Layout, end: tuple[int, ...], wide: str) -> _Filled:
    """Return one way to fill a page from `top`: `end` says how each column ends, `wide` where figures across it stand."""
    gap, grid = gap_of(layout), layout.grid.leading if layout.manner.snap else 0.0
    stack: list[tuple[float, float, Box]] = []
    pending = list(way.pending)
    y, cost = top, 0.0
    while pending and (y + pending[0].height <= layout.depth or y == 0.0):
        box = pending.pop(0)
        stack.append((0.0, y, box))
        y = on_grid(y + box.height + gap, layout)
    filled = _columns(way.rest, layout.depth - y, layout, grid, end)
    if wide == "head" and filled.wide and not pending:
        # A figure may stand at the head of the page whose text mentions it.
        under = on_grid(y + filled.wide[0].height + gap, layout)
        less = _columns(way.rest, layout.depth - under, layout, grid, end)
        if layout.depth - under >= 8 * layout.grid.leading and any(box is filled.wide[0] for box in less.wide):
            stack.append((0.0, y, filled.wide[0]))
            y, filled, cost = under, less, _ABOVE
    room = layout.depth - y
    feet: list[Box] = []
    stands = {id(box) for _, _, box in stack}
    while wide != "later":
        met = [box for box in filled.wide if id(box) not in stands]
        if not met or (less_room := room - met[0].height - gap) < 8 * layout.grid.leading:
            break
        trial = _columns(way.rest, less_room, layout, grid, end)
        if not any(box is met[0] for box in trial.wide):
            break
        feet.append(met[0])
        stands.add(id(met[0]))
        room, filled = less_room, trial
    put_off = [box for box in filled.wide if id(box) not in stands]
    step = layout.column + layout.grid.gutter
    for number, column in enumerate(filled.columns):
        stack += [(number * step, y + at, box) for at, box in column.placed]
    frame = y, (filled.height if not filled.rest else room)
    bottom = y + filled.height
    at = bottom + gap
    if filled.rest or put_off:
        at = layout.depth - sum(box.height for box in feet) - gap * max(0, len(feet) - 1)
    if not filled.rest:
        while put_off and bottom + gap + put_off[0].height + sum(b.height + gap for b in feet) <= layout.depth:
            feet.append(put_off.pop(0))
        at = bottom + gap
    for box in feet:
        stack.append((0.0, at, box))
        bottom = at + box.height
        at = bottom + gap
    if filled.rest:
        bottom = layout.depth
    pending += put_off
    waiting = len(pending) + sum(box.place == "column" for box in filled.rest[:1])
    cost += filled.cost + _LATER * waiting
    return _Filled(tuple(stack), bottom, filled.rest, tuple(pending), filled, frame, cost)


def _columns(queue: Sequence[Box], room: float, layout: Layout, grid: float, end: tuple[int, ...]) -> Filled:
    count = layout.grid.columns
    depth = math.floor(room / grid + 1e-6) * grid if grid else room
    filled = fill(queue, [depth] * count, grid, layout.depth, end)
    if filled.rest or count == 1:
        return filled
    return balanced(queue, count, grid, depth)
