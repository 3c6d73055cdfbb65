"""One article tried on pages: in the ways its layout allows, the cheapest of them taken.

In: an article as opener and boxes, and the place it begins at. Out: a `Fitted`: its pages as stacks of boxes, and what was done so
that it takes the pages it was given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.foundation.diagnostic import NOWHERE, Problem, Span
from pipeline.typesetting.band import gap_of, heights_of, on_grid, opened
from pipeline.typesetting.box import Box, Stack
from pipeline.typesetting.columns import Filled, balanced, fill
from pipeline.typesetting.copyfit import Fit, ladder, told
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Jump, Opening
from pipeline.typesetting.page import Element, PlacedLine

CRAMPED = 1e5  # an opener without text, or what is deeper than a page
LEAST_LINES = 7

_ASTRAY = 1e6  # a page more or fewer than the article was given
_SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Piece:
    """An article ready for make-up. `breaks` true begins a page, false runs on where there is room, None as the layout says.

    `pages` is how many pages it is to take, 0 for as many as it needs; `page` is the one it begins on, 0 for any, and `start`
    the side: "recto", "verso" or "". `pin` is where the plan says so. `lacks` are the means of copyfitting it has nothing for.
    `refit` sets it otherwise; a piece so set carries the
    `layout` it is set by, and every piece the `problems` that its setting met and the `elements` of its text.
    `jump` says where it is parted; `part` counts the parts, 0 being an article's beginning.
    """

    slug: str
    title: str
    department: str
    colour: str
    whole: Opening
    short: Opening
    boxes: tuple[Box, ...]
    breaks: bool | None = None
    fills: bool = True
    span: Span = field(default=NOWHERE, compare=False)
    pages: int = 0
    page: int = 0
    start: str = ""
    pin: Span = field(default=NOWHERE, compare=False)
    lacks: tuple[str, ...] = ()
    language: str = ""
    refit: Callable[[Fit], Piece] | None = field(default=None, compare=False)
    layout: Layout | None = field(default=None, compare=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    elements: Element | None = field(default=None, compare=False)
    jump: Jump | None = None
    part: int = 0

    @property
    def key(self) -> str:
        """The name of the piece among the others: the slug, with its part where it is not the first."""
        return f"{self.slug}+{self.part}" if self.part else self.slug

    @property
    def own_page(self) -> bool:
        """Whether it has to begin a page."""
        return bool(self.breaks or self.page or self.start or self.whole.page)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article begins, and what it is given: `top` counts down a page already begun, 0.0 is a new one.

    `pages` is how many pages it is to touch, 0 for any number; its last is to be used down to `deepest` at the most. `runs_on`
    says that the next article may begin there.
    """

    top: float = 0.0
    pages: int = 0
    deepest: float = math.inf
    runs_on: bool = False

    def holds(self, trial: Trial) -> bool:
        """Say whether an article so set keeps to its place."""
        if not self.pages:
            return True
        return len(trial.pages) == self.pages and trial.pages[-1][1] <= self.deepest + _SLACK


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to set an article: its pages, and the boxes that did not fit any room.

    `art` is where the opener's picture goes, `dropped` the keys of elements left out, `left` what is still to come after each
    page.
    """

    pages: tuple[tuple[Stack, float], ...]
    over: tuple[Box, ...]
    cost: float
    art: tuple[float, float, float, float] | None = None
    dropped: frozenset[str] = frozenset()
    left: tuple[tuple[Box, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Miss:
    """By how much an article misses its pages: `lines` and `words` too many, or too few where they are negative.

    `span` is where its text runs over, or where it ends; `text` are its words there.
    """

    lines: int
    words: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """An article in its place, set as `done` says, in words. `miss` is what no means of the layout could mend."""

    piece: Piece
    trial: Trial
    place: Place
    done: tuple[str, ...] = ()
    miss: Miss | None = None

    @property
    def opening(self) -> Opening:
        """The opener it has there."""
        return opening_at(self.piece, self.place)


def fitted(piece: Piece, place: Place, layout: Layout) -> Fitted:
    """Return an article in its place. Where it misses its pages, the means of copyfitting are tried, gentlest first.

    What misses them all the same is set as if it had been given none, with by how much it misses them at its tightest.
    """
    trial = best(piece, place, layout)
    if place.holds(trial) or piece.refit is None:
        miss = None if place.holds(trial) else _miss(piece, place, layout, trial)
        return Fitted(piece, trial, place, miss=miss)
    steps = tuple(ladder(layout.copyfit, fewer=len(trial.pages) >= place.pages, without=piece.lacks))
    tried: dict[int, Fitted] = {}

    def at(step: int) -> Fitted:
        if step not in tried:
            own = piece.refit(steps[step]) if piece.refit is not None else piece
            made = best(own, place, own.layout or layout, quotes=steps[step].quotes)
            tried[step] = Fitted(own, made, place, told(steps[step]))
        return tried[step]

    if steps and place.holds(at(len(steps) - 1).trial):
        # Each step goes farther than the one before, so that the first that is enough is found by halves.
        low, high = 0, len(steps) - 1
        while low < high:
            middle = (low + high) // 2
            if place.holds(at(middle).trial):
                high = middle
            else:
                low = middle + 1
        return at(high)
    for step in range(len(steps)):
        if place.holds(at(step).trial):
            return at(step)
    found = [Fitted(piece, trial, place), *(at(step) for step in range(len(steps)))]
    kept = [way for way in found if len(way.trial.pages) == place.pages]
    if kept:
        # The pages are kept; what goes too deep on the last is the next article's to make up for.
        return min(kept, key=lambda way: round(way.trial.pages[-1][1], 2))
    free, end = replace(place, pages=0, deepest=math.inf), found[-1]
    quotes = not steps or steps[-1].quotes
    miss = _miss(end.piece, place, end.piece.layout or layout, end.trial, quotes)
    return Fitted(piece, best(piece, free, layout), place, miss=miss)


def _miss(piece: Piece, place: Place, layout: Layout, trial: Trial, quotes: bool = True) -> Miss:
    """Return by how many lines an article misses its pages: as many as have to be taken away, or added, until it does not."""
    wanted, found = place.pages, len(trial.pages)
    if found == wanted:
        return Miss(0, 0, piece.span, piece.title)
    lines = [box for box in piece.boxes if not box.place]
    step = layout.grid.leading
    average = sum(_words(box) for box in lines) / (sum(box.height for box in lines) / step or 1.0)
    if found > wanted:

        def taken(count: int) -> bool:
            gone = {id(box) for box in lines[len(lines) - count :]}
            less = replace(piece, boxes=tuple(box for box in piece.boxes if id(box) not in gone))
            return len(best(less, place, layout, quotes=quotes).pages) <= wanted

        count = _least(taken, len(lines))
        over = math.ceil(sum(box.height for box in lines[len(lines) - count :]) / step - _SLACK)
        there = next((box for _, _, box in trial.pages[wanted][0] if not box.place and box.span.path), None)
        at = there or Box(0.0, span=piece.span, text=piece.title)
        return Miss(over, round(over * average), at.span, at.text)
    line = Box(step, snap=layout.manner.snap)

    def added(count: int) -> bool:
        more = replace(piece, boxes=(*piece.boxes, *(line,) * count))
        return len(best(more, place, layout).pages) >= wanted

    short = _least(added, int(layout.depth / step) * layout.grid.columns * (wanted - found))
    end = lines[-1] if lines else Box(0.0, span=piece.span, text=piece.title)
    return Miss(-short, -round(short * average), end.span, end.text)


def _least(holds: Callable[[int], bool], most: int) -> int:
    """Return the least count from 1 to `most` that holds, or `most`."""
    low, high = 1, max(most, 1)
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _words(box: Box) -> int:
    return sum(len(item.line.text.split()) for item in box.items if isinstance(item, PlacedLine))


def opening_at(piece: Piece, place: Place) -> Opening:
    """Return the opener an article has where it begins: the short one down a page."""
    return piece.short if place.top else piece.whole


def best(piece: Piece, place: Place, layout: Layout, *, quotes: bool = True) -> Trial:
    """Return the cheapest of the ways to set an article: art taller or shorter, pull quotes in or out.

    An article that was given its pages keeps its pull quotes, unless `quotes` is false.
    """
    opening = opening_at(piece, place)
    heights = heights_of(opening, layout)
    found: Trial | None = None
    least = math.inf
    drops = frozenset(box.drop for box in piece.boxes if box.drop)
    ways = {True: [True], False: [True, False]}[bool(place.pages) or not drops] if quotes else [False]
    for kept in ways:
        without = not kept
        queue = [box for box in piece.boxes if kept or not box.drop]
        for order, height in enumerate(heights):
            trial = _trial(queue, opening, place.top, height, layout)
            price = trial.cost + _leftover(trial, piece, layout, place) + order * 6 + without * 90
            if price < least:
                found, least = replace(trial, dropped=drops if without else frozenset()), price
    assert found is not None
    return found


def _leftover(trial: Trial, piece: Piece, layout: Layout, place: Place) -> float:
    """Return the price of what an article leaves on its last page, and of the pages it takes."""
    share = 1 - trial.pages[-1][1] / layout.depth
    price = 400.0 * len(trial.pages)
    if place.pages:
        price += _ASTRAY * abs(len(trial.pages) - place.pages)
        if len(trial.pages) == place.pages:
            price += max(0.0, trial.pages[-1][1] - place.deepest) * 1e3
    low, high = layout.manner.notice
    if share <= 0.05:
        return price
    if place.runs_on and share >= layout.manner.run_on + 0.06:
        return price + 40
    if layout.grid.columns == 1:
        return price + (200 if share > 0.8 else 60 * share)
    if low <= share <= high and piece.fills:
        return price + 120 + 260 * max(0.0, share - 0.3) + (400 if share > 0.75 else 0)
    return price + 150 + 1500 * (low - share if share < low else share - high)


def _trial(queue: Sequence[Box], opening: Opening, top: float, art: float, layout: Layout) -> Trial:
    pages: list[tuple[Stack, float]] = []
    over = [box for box in queue if box.place == "wide" and box.height > layout.depth]
    cost = 0.0
    stack, place, y = opened(opening, top, art, layout)
    if y > layout.depth - LEAST_LINES * layout.grid.leading:
        # An opener without text under it: only where the layout leaves no other way.
        cost += CRAMPED
    rest: Sequence[Box] = queue
    pending: list[Box] = []
    left: list[tuple[Box, ...]] = []
    if opening.page:
        # Its picture has the first page to itself.
        pages.append(((), layout.depth))
        left.append(tuple(queue))
    first = True
    while first or rest or pending:
        before = len(rest) + len(pending)
        more, bottom, rest, pending, filled = _page(rest, pending, y, layout)
        if not more and not y and len(rest) + len(pending) == before:
            raise AssertionError(f"make-up stands still at {rest[0].span if rest else NOWHERE}")
        pages.append(((*stack, *more), bottom))
        left.append((*pending, *rest))
        over += filled.over
        cost += filled.cost + CRAMPED * len(filled.over)
        stack, y, first = (), 0.0, False
    return Trial(tuple(pages), tuple(over), cost, place, left=tuple(left))


def _page(
    queue: Sequence[Box], pending: list[Box], top: float, layout: Layout
) -> tuple[Stack, float, Sequence[Box], list[Box], Filled]:
    """Return a page's boxes and depth, what is left, the wide boxes put off, and how the columns came out."""
    gap = gap_of(layout)
    grid = layout.grid.leading if layout.manner.snap else 0.0
    count = layout.grid.columns
    stack: list[tuple[float, float, Box]] = []
    pending = list(pending)
    y = top
    while pending and (y + pending[0].height <= layout.depth or y == 0.0):
        box = pending.pop(0)
        stack.append((0.0, y, box))
        y = on_grid(y + box.height + gap, layout)
    room = layout.depth - y
    feet: list[Box] = []
    filled = _columns(queue, room, count, grid, layout.depth)
    while True:
        met = [box for box in filled.wide if not any(box is foot for foot in feet)]
        if not met:
            break
        less = room - met[0].height - gap
        if less < 8 * layout.grid.leading:
            break
        trial = _columns(queue, less, count, grid, layout.depth)
        if not any(box is met[0] for box in trial.wide):
            break
        feet.append(met[0])
        room, filled = less, trial
    put_off = [box for box in filled.wide if not any(box is foot for foot in feet)]
    step = layout.column + layout.grid.gutter
    for number, column in enumerate(filled.columns):
        stack += [(number * step, y + top, box) for top, box in column.placed]
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
    return tuple(stack), bottom, filled.rest, [*pending, *put_off], filled


def _columns(queue: Sequence[Box], room: float, count: int, grid: float, limit: float) -> Filled:
    depth = math.floor(room / grid + 1e-6) * grid if grid else room
    filled = fill(queue, [depth] * count, grid, limit)
    if filled.rest or count == 1:
        return filled
    return balanced(queue, count, grid, depth)
