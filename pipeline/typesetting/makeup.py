"""Make-up: galleys to pages.

In: articles as openers and boxes. Out: pages whose items are placed from the type area's top left corner, before folios.
A page is bands across the columns (openers, wide figures) over and under columns of text; an article's last page has its
columns balanced, and what it leaves is given to the next article or to a house notice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.foundation.diagnostic import NOWHERE, Problems, Span
from pipeline.typesetting.box import Box, Stack, laid, shifted
from pipeline.typesetting.columns import BROKEN, Filled, balanced, fill
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Opening, art_item
from pipeline.typesetting.page import Element, PageItem

CRAMPED = 1e5  # an opener without text, or what is deeper than a page
LEAST_LINES = 7

Notice = Callable[[float], "tuple[tuple[PageItem, ...], Element] | None"]


@dataclass(frozen=True, slots=True)
class Piece:
    """An article ready for make-up. `breaks` true begins a page, false runs on where there is room, None as the layout says."""

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


@dataclass(slots=True)
class Draft:
    """A page being made: items from the type area's corner, the depth used, and the articles on it."""

    items: list[PageItem] = field(default_factory=list)
    used: float = 0.0
    template: str = "text"
    slugs: list[str] = field(default_factory=list)
    starts: list[tuple[str, float]] = field(default_factory=list)
    continues: str = ""
    continued: str = ""
    bleeds: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to set an article: its pages, and the boxes that did not fit any room.

    `art` is where the opener's picture goes, `dropped` the keys of elements left out.
    """

    pages: tuple[tuple[Stack, float], ...]
    over: tuple[Box, ...]
    cost: float
    art: tuple[float, float, float, float] | None = None
    dropped: frozenset[str] = frozenset()


@dataclass(slots=True)
class Made:
    """All pages of the text, where each article begins, and the elements in reading order."""

    drafts: list[Draft]
    starts: dict[str, int]
    elements: dict[str, tuple[Element, ...]]
    dropped: set[str]


def make_up(pieces: Sequence[Piece], notices: Sequence[Notice], layout: Layout, problems: Problems) -> Made:
    """Return the pages of `pieces` in their order. House notices fill what is left where the layout asks for it."""
    made = Made([], {}, {}, set())
    turn = 0
    previous: Piece | None = None
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        top = _start(made, piece, layout)
        opening = piece.short if top else piece.whole
        trial = _best(piece, opening, top, layout, following)
        if top and trial.cost > BROKEN / 2:
            top, opening = 0.0, piece.whole
            trial = _best(piece, opening, top, layout, following)
        if previous is not None and not top:
            turn += _notice(made, previous, notices, turn, layout)
        _commit(made, piece, opening, trial, top)
        previous = piece
        for box in trial.over:
            problems.error(
                "no-room",
                f'"{box.text[:40]}" is {box.height:.0f} pt deep where a page has {layout.depth:.0f}',
                box.span,
                hint="make it shorter or the page larger",
            )
    if previous is not None:
        _notice(made, previous, notices, turn, layout)
    return made


def gap_of(layout: Layout) -> float:
    """Return the room between bands of a page."""
    return layout.grid.leading * 1.5


def _start(made: Made, piece: Piece, layout: Layout) -> float:
    """Return where on the last page the article begins, or 0 for a new page."""
    if not made.drafts or piece.breaks or layout.manner.run_on <= 0:
        return 0.0
    page = made.drafts[-1]
    top = _on_grid(page.used + gap_of(layout) * 1.6, layout)
    room = layout.depth - top
    if page.filled or room < layout.depth * layout.manner.run_on:
        return 0.0
    return top


def _best(piece: Piece, opening: Opening, top: float, layout: Layout, following: Piece | None) -> Trial:
    """Return the cheapest of the ways to set an article: art taller or shorter, pull quotes in or out."""
    heights = [0.0]
    if opening.art is not None:
        low, high = (share * layout.depth for share in layout.manner.art)
        natural = layout.measure * opening.ratio
        high = max(low, min(high, natural * 1.25))
        step = layout.grid.leading
        count = max(1, int((high - low) / step) + 1)
        heights = [low + step * n for n in range(count)]
        if opening.above:
            heights = [height * 1.18 for height in heights]
        heights.sort(key=lambda height: abs(height - natural))
    best: Trial | None = None
    least = math.inf
    queues = [list(piece.boxes)]
    drops = frozenset(box.drop for box in piece.boxes if box.drop)
    if drops:
        queues.append([box for box in piece.boxes if not box.drop])
    for without, queue in enumerate(queues):
        for order, height in enumerate(heights):
            trial = _trial(queue, opening, top, height, layout)
            price = trial.cost + _leftover(trial, piece, layout, following) + order * 6 + without * 90
            if price < least:
                best, least = replace(trial, dropped=drops if without else frozenset()), price
    assert best is not None
    return best


def _leftover(trial: Trial, piece: Piece, layout: Layout, following: Piece | None) -> float:
    """Return the price of what an article leaves on its last page, and of the pages it takes."""
    share = 1 - trial.pages[-1][1] / layout.depth
    price = 400.0 * len(trial.pages)
    low, high = layout.manner.notice
    if share <= 0.05:
        return price
    runs_on = following is not None and not following.breaks and layout.manner.run_on > 0
    if runs_on and share >= layout.manner.run_on + 0.06:
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
    stack, place, y = _opened(opening, top, art, layout)
    if y > layout.depth - LEAST_LINES * layout.grid.leading:
        # An opener without text under it: only where the layout leaves no other way.
        cost += CRAMPED
    rest: Sequence[Box] = queue
    pending: list[Box] = []
    first = True
    while first or rest or pending:
        before = len(rest) + len(pending)
        more, bottom, rest, pending, filled = _page(rest, pending, y, layout)
        if not more and not y and len(rest) + len(pending) == before:
            raise AssertionError(f"make-up stands still at {rest[0].span if rest else NOWHERE}")
        pages.append(((*stack, *more), bottom))
        over += filled.over
        cost += filled.cost + CRAMPED * len(filled.over)
        stack, y, first = (), 0.0, False
    return Trial(tuple(pages), tuple(over), cost, place)


def _opened(
    opening: Opening, top: float, art: float, layout: Layout
) -> tuple[Stack, tuple[float, float, float, float] | None, float]:
    """Return an opener's words from `top`, its picture's place (x, y, width, height), and where the text begins."""
    place = None
    y = top
    if opening.above:
        sheet = layout.sheet
        # Bleeds over the head and both sides; the type area's start is added when the page's side is known.
        over = sheet.head + sheet.bleed
        place = (-math.inf, -over, sheet.width + 2 * sheet.bleed, over + art)
        y = art + gap_of(layout)
    words = ((0.0, y, opening.words),)
    y += opening.words.height
    if opening.art is not None and not opening.above:
        y += layout.grid.leading * 0.8
        place = (0.0, y, layout.measure, art)
        y += art
    y += layout.grid.leading * (1.1 if layout.grid.columns > 1 else 0.7)
    return words, place, _on_grid(y, layout)


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
        y = _on_grid(y + box.height + gap, layout)
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


def _on_grid(y: float, layout: Layout) -> float:
    if not layout.manner.snap:
        return y
    return math.ceil(y / layout.grid.leading - 1e-6) * layout.grid.leading


def _commit(made: Made, piece: Piece, opening: Opening, trial: Trial, top: float) -> None:
    """Put the chosen trial's pages at the end of the made ones."""
    made.elements[piece.slug] = opening.elements
    made.dropped |= trial.dropped
    for index, (stack, depth) in enumerate(trial.pages):
        if index == 0 and top:
            page = made.drafts[-1]
        else:
            page = Draft()
            made.drafts.append(page)
        page.items += laid(stack)
        page.used = depth
        page.slugs.append(piece.slug)
        if index == 0:
            if trial.art is not None:
                page.items.append(art_item(opening, *trial.art))
            made.starts[piece.slug] = len(made.drafts) - 1
            page.starts.append((piece.slug, top))
            page.bleeds = page.bleeds or opening.above
        else:
            page.continued = piece.slug
        if index < len(trial.pages) - 1:
            page.continues = piece.slug


def _notice(made: Made, piece: Piece, notices: Sequence[Notice], turn: int, layout: Layout) -> int:
    """Fill what the last page leaves with the next house notice that fits; return how many were used."""
    page = made.drafts[-1]
    top = page.used + gap_of(layout)
    room = layout.depth - top
    low, high = layout.manner.notice
    share = 1 - page.used / layout.depth
    page.filled = True
    if not notices or not piece.fills or not low <= share <= high:
        return 0
    for step in range(len(notices)):
        filled = notices[(turn + step) % len(notices)](room)
        if filled is not None:
            items, element = filled
            page.items += shifted(items, 0.0, top)
            page.used = layout.depth
            made.elements[piece.slug] = (*made.elements[piece.slug], replace(element))
            return step + 1
    return 0
