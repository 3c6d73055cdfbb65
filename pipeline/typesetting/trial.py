"""One article tried on pages: in the ways its layout allows, the cheapest of them taken.

In: an article as opener and boxes, and the place it begins at. Out: a `Fitted`: its pages as stacks of boxes, and what was done so
that it takes the pages it was given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from pipeline.foundation.diagnostic import NOWHERE, Problem, Span
from pipeline.foundation.value import Apart, Struct, replace
from pipeline.typesetting.band import heights_of
from pipeline.typesetting.box import Box
from pipeline.typesetting.choices import Choices
from pipeline.typesetting.copyfit import Fit, ladder, told
from pipeline.typesetting.flow import PAGE, Flow, Trial
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Jump, Opening
from pipeline.typesetting.page import Element, PlacedLine

_ASTRAY = 1e6  # a page more or fewer than the article was given
_SLACK = 0.01
# What it costs that an article ends on a page with fewer than so many lines, twice as much with next to none; that it ends there
# with nothing but a figure; and a line by which one column is deeper than the other, after the first two.
_FEW, _SCRAP, _BARE, _EVEN, _UNEVEN = 8, 120.0, 500.0, 2, 5.0
# An end of fewer lines than this is spared by copyfitting where it can be.
_SHORT = 12
# Heights of the opening picture that are searched, and the beginnings kept of each.
_SEARCHED, _WIDE = 2, 3


class Piece(Apart, frozen=True):
    """An article ready for make-up. `breaks` true begins a page, false runs on where there is room, None as the layout says.

    `pages` is how many pages it is to take, 0 for as many as it needs; `page` is the one it begins on, 0 for any, and `start`
    the side: "recto", "verso" or "". `pin` is where the plan says so. `lacks` are the means of copyfitting it has nothing for.
    `refit` sets it otherwise; a piece so set carries the
    `layout` it is set by, and every piece the `problems` that its setting met and the `elements` of its text.
    `jump` says where it is parted; `part` counts the parts, 0 being an article's beginning.
    """

    apart: ClassVar[tuple[str, ...]] = ("span", "pin", "refit", "layout", "problems", "elements")

    slug: str
    title: str
    department: str
    colour: str
    whole: Opening
    short: Opening
    boxes: tuple[Box, ...]
    breaks: bool | None = None
    fills: bool = True
    span: Span = NOWHERE
    pages: int = 0
    page: int = 0
    start: str = ""
    pin: Span = NOWHERE
    lacks: tuple[str, ...] = ()
    language: str = ""
    refit: Callable[[Fit], Piece] | None = None
    layout: Layout | None = None
    problems: tuple[Problem, ...] = ()
    elements: Element | None = None
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


class Place(Struct, frozen=True):
    """Where an article begins, and what it is given: `top` counts down a page already begun, 0.0 is a new one.

    `pages` is how many pages it is to touch, 0 for any number; its last is to be used down to `deepest` at the most. `runs_on`
    says that the next article may begin there. `verso` says whether its first page is a left one, None where none faces another.
    """

    top: float = 0.0
    pages: int = 0
    deepest: float = math.inf
    runs_on: bool = False
    verso: bool | None = None

    def holds(self, trial: Trial) -> bool:
        """Say whether an article so set keeps to its place."""
        if not self.pages:
            return True
        return len(trial.sheets) == self.pages and trial.deep <= self.deepest + _SLACK


class Miss(Struct, frozen=True):
    """By how much an article misses its pages: `lines` and `words` too many, or too few where they are negative.

    `span` is where its pages or its text end, whichever comes first; `text` are its words there. `pages` are those it was given.
    """

    lines: int
    words: int
    span: Span
    text: str
    pages: int = 0


class Fitted(Struct, frozen=True):
    """An article in its place, set as `done` says, in words. `miss` is what no means of the layout could mend.

    `remarks` are what a co-edition did besides, in one language: it bears on no other place.
    """

    piece: Piece
    trial: Trial
    place: Place
    done: tuple[str, ...] = ()
    miss: Miss | None = None
    remarks: tuple[str, ...] = ()

    @property
    def opening(self) -> Opening:
        """The opener it has there."""
        return opening_at(self.piece, self.place)


def fitted(piece: Piece, place: Place, layout: Layout, choices: Choices | None = None) -> Fitted:
    """Return an article in its place. Where it misses its pages, the means of copyfitting are tried, gentlest first.

    `choices` are those made before. What misses its pages all the same is set as if it had been given none, with by how much it
    misses them at its tightest.
    """
    trial = best(piece, place, layout, choices)
    if not place.pages and piece.refit is not None and layout.copyfit.plan and _is_scrap(trial, layout, _SHORT):
        # A few lines over the next title are worth what copyfitting can do.
        shorter = fitted(piece, replace(place, pages=len(trial.sheets) - 1), layout, choices)
        if shorter.miss is None:
            return replace(shorter, place=place)
    if place.holds(trial) or piece.refit is None:
        miss = None if place.holds(trial) else _miss(piece, place, layout, trial)
        return Fitted(piece, trial, place, miss=miss)
    steps = tuple(ladder(layout.copyfit, fewer=len(trial.sheets) >= place.pages, without=piece.lacks))
    tried: dict[int, Fitted] = {}

    def at(step: int) -> Fitted:
        if step not in tried:
            own = piece.refit(steps[step]) if piece.refit is not None else piece
            made = best(own, place, own.layout or layout, choices, quotes=steps[step].quotes)
            tried[step] = Fitted(own, made, place, told(steps[step]))
        return tried[step]

    def enough(step: int) -> bool:
        return place.holds(at(step).trial)

    key = b""
    if choices is not None:
        given = (place.top, place.pages, place.deepest, place.runs_on, place.verso, piece.lacks)
        key = choices.fit_key(piece.boxes, opening_at(piece, place), layout, *given)
        known = choices.step(key)
        if known is not None and known < len(steps) and enough(known):
            return at(known)
    step = _gentlest(steps, enough)
    if step is not None:
        if choices is not None:
            choices.add(key, step)
        return at(step)
    found = [Fitted(piece, trial, place), *(at(step) for step in range(len(steps)))]
    kept = [way for way in found if len(way.trial.sheets) == place.pages]
    if kept:
        # The pages are kept; what goes too deep on the last is the next article's to make up for.
        return min(kept, key=lambda way: round(way.trial.deep, 2))
    free, end = replace(place, pages=0, deepest=math.inf), found[-1]
    quotes = not steps or steps[-1].quotes
    miss = _miss(end.piece, place, end.piece.layout or layout, end.trial, quotes)
    return Fitted(piece, best(piece, free, layout, choices), place, miss=miss)


def missed(piece: Piece, place: Place, layout: Layout, quotes: bool = True) -> Miss | None:
    """Return by how much an article misses its pages as it is set; None where it keeps to them."""
    trial = best(piece, place, layout, quotes=quotes)
    return None if place.holds(trial) else _miss(piece, place, layout, trial, quotes)


def _miss(piece: Piece, place: Place, layout: Layout, trial: Trial, quotes: bool = True) -> Miss:
    """Return by how many lines an article misses its pages: as many as have to be taken away, or added, until it does not."""
    wanted, found = place.pages, len(trial.sheets)
    if found == wanted:
        return Miss(0, 0, piece.span, piece.title, wanted)
    lines = [box for box in piece.boxes if not box.place]
    step = layout.grid.leading
    average = sum(_words(box) for box in lines) / (sum(box.height for box in lines) / step or 1.0)
    if found > wanted:

        def taken(count: int) -> bool:
            gone = {id(box) for box in lines[len(lines) - count :]}
            less = replace(piece, boxes=tuple(box for box in piece.boxes if id(box) not in gone))
            return len(best(less, place, layout, quotes=quotes).sheets) <= wanted

        count = _least(taken, 1, max(len(lines), 1))
        over = math.ceil(sum(box.height for box in lines[len(lines) - count :]) / step - _SLACK)
        fits = [box for sheet in trial.sheets[:wanted] for _, _, box in sheet.stack]
        at = _last(fits) or Box(0.0, span=piece.span, text=piece.title)
        return Miss(over, round(over * average), at.span, at.text, wanted)
    line = Box(step, snap=layout.manner.snap)

    def added(count: int) -> bool:
        more = replace(piece, boxes=(*piece.boxes, *(line,) * count))
        return len(best(more, place, layout).sheets) >= wanted

    most = int(layout.depth / step) * layout.grid.columns * (wanted - found)
    short = _least(added, 1, max(most, 1))
    end = _last(lines) or Box(0.0, span=piece.span, text=piece.title)
    return Miss(-short, -round(short * average), end.span, end.text, wanted)


def _last(boxes: Sequence[Box]) -> Box | None:
    """Return the last line of running text among boxes, of which is known where it was written."""
    return next((box for box in reversed(boxes) if not box.place and box.span.line and box.text), None)


def _least(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the least number from `low` to `high` that holds, or `high`."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _unsized(steps: Sequence[Fit]) -> int:
    """Return how many steps come before the first that gives the letters another size or leaves something out."""
    return next((count for count, step in enumerate(steps) if step.size or not step.quotes), len(steps))


def _gentlest(steps: Sequence[Fit], enough: Callable[[int], bool]) -> int | None:
    """Return the number of a step that is enough, the gentlest as far as each goes farther than the one before.

    It is found by halves: first among those that leave the letters their size, for at another size every paragraph is composed
    anew.
    """
    low = 0
    for high in (_unsized(steps) - 1, len(steps) - 1):
        if low <= high and enough(high):
            return _least(enough, low, high)
        low = max(low, high + 1)
    return next((step for step in range(len(steps)) if enough(step)), None)


def _words(box: Box) -> int:
    return sum(len(item.line.text.split()) for item in box.items if isinstance(item, PlacedLine))


def opening_at(piece: Piece, place: Place) -> Opening:
    """Return the opener an article has where it begins: the short one down a page."""
    return piece.short if place.top else piece.whole


def best(piece: Piece, place: Place, layout: Layout, choices: Choices | None = None, *, quotes: bool = True) -> Trial:
    """Return the cheapest of the ways to set an article: art taller or shorter, pull quotes in or out.

    An article that was given its pages keeps its pull quotes, unless `quotes` is false. What was chosen before, as `choices` say,
    is chosen again.
    """
    opening, key = opening_at(piece, place), b""
    if choices is not None:
        given = (place.top, place.pages, place.deepest, place.runs_on, place.verso)
        key = choices.key(piece.boxes, opening, layout, piece.fills, given, quotes)
        known = choices.get(key)
        if known is not None:
            kept, order, pages = known
            flow = Flow([box for box in piece.boxes if kept or not box.drop], layout, place.verso)
            again = flow.again(opening, place.top, heights_of(opening, layout)[order], pages)
            flow.queue.forget()
            return replace(_without(again, piece, kept), price=_price(again, piece, layout, place, kept, order))
    trial, kept, order = _searched(piece, opening, place, layout, quotes)
    if choices is not None:
        choices.add(key, (kept, order, tuple(sheet.chosen for sheet in trial.sheets[opening.page :])))
    return replace(_without(trial, piece, kept), price=_price(trial, piece, layout, place, kept, order))


def _without(trial: Trial, piece: Piece, kept: bool) -> Trial:
    return trial if kept else replace(trial, dropped=frozenset(box.drop for box in piece.boxes if box.drop))


def _searched(piece: Piece, opening: Opening, place: Place, layout: Layout, quotes: bool) -> tuple[Trial, bool, int]:
    """Return the cheapest way, whether it keeps the pull quotes, and which height of the picture it takes."""
    heights = heights_of(opening, layout)
    drops = any(box.drop for box in piece.boxes)
    ways = {True: [True], False: [True, False]}[bool(place.pages) or not drops] if quotes else [False]
    flows = {kept: Flow([box for box in piece.boxes if kept or not box.drop], layout, place.verso) for kept in ways}

    def priced(kept: bool, order: int, wide: int) -> Iterator[tuple[float, Trial, bool, int]]:
        for trial in flows[kept].trials(opening, place.top, heights[order], wide=wide):
            yield _price(trial, piece, layout, place, kept, order), trial, kept, order

    # The first fit of every height says which few are worth a search.
    first = [way for kept in ways for order in range(len(heights)) for way in priced(kept, order, 1)]
    first.sort(key=lambda way: way[0])
    found = first[:1]
    for _, _, kept, order in first[:_SEARCHED]:
        found += priced(kept, order, _WIDE)
    _, trial, kept, order = min(found, key=lambda way: way[0])
    for flow in flows.values():
        # A book has many articles, and each of them many ways that were not taken.
        flow.queue.forget()
    return trial, kept, order


def _price(trial: Trial, piece: Piece, layout: Layout, place: Place, kept: bool, order: int) -> float:
    """Return what a way to set an article costs; `kept` says that it has its pull quotes, `order` its picture's height."""
    return trial.cost + _leftover(trial, piece, layout, place) + order * 6 + (not kept) * 90


def _is_scrap(trial: Trial, layout: Layout, lines: int) -> bool:
    """Say whether an article ends on a page with fewer than so many lines and nothing else."""
    last = trial.sheets[-1]
    few = not last.above and not last.under and last.depth < lines * layout.grid.leading
    return few and len(trial.sheets) > 1


def _ending(trial: Trial, layout: Layout) -> float:
    """Return the price of a last page with a few lines, with columns of unequal depth, or with nothing but a figure."""
    last, step = trial.sheets[-1], layout.grid.leading
    depths = [made.depth for made in last.row.columns] if last.row is not None else []
    if len(trial.sheets) == 1:
        return 0.0
    if not any(depths):
        return _BARE if last.above or last.under else 0.0
    price = max(0.0, (max(depths) - min(depths)) / step - _EVEN) * _UNEVEN
    if _is_scrap(trial, layout, _FEW):
        price += _SCRAP * (2 - last.depth / (_FEW * step))
    return price


def _leftover(trial: Trial, piece: Piece, layout: Layout, place: Place) -> float:
    """Return the price of what an article leaves on its last page, and of the pages it takes."""
    share = 1 - trial.deep / layout.depth
    price = PAGE * len(trial.sheets) + _ending(trial, layout)
    if place.pages:
        price += _ASTRAY * abs(len(trial.sheets) - place.pages)
        if len(trial.sheets) == place.pages:
            price += max(0.0, trial.deep - place.deepest) * 1e3
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
