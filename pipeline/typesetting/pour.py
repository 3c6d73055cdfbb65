"""A language poured into the pages of a co-edition: its text into the room that what is inked leaves in the columns.

In: a joint galley as make-up placed it, a language's parts. Out: the same pages with its own words, and what found no room.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.band import gap_of
from pipeline.typesetting.box import Box, Stack, height_of
from pipeline.typesetting.columns import Filled, fill
from pipeline.typesetting.floating import floated
from pipeline.typesetting.flow import Sheet, Trial
from pipeline.typesetting.jointgalley import Joint, Parts, bound
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.queue import Queue

_SLACK = 0.01
# So many lines may be drawn from the end of a page to the next one.
_DRAWN = 10


class Poured(Struct, frozen=True):
    """A language on the pages of all. `over` are the points of text that found no room, by stretch; `at` is where that begins.

    `white` is how much room its text leaves that the longest language fills, in points.
    """

    trial: Trial
    over: dict[int, float]
    at: dict[int, Box]
    white: float


class _Gap(Struct, frozen=True):
    """Room for text in a column of a page, from `top` to `bottom`. `under` says that a bar is right over it."""

    page: int
    x: float
    top: float
    bottom: float
    under: bool = False


class _Pages(Struct):
    """Pages while they are poured: what stands on each, and the page that every box of text came to stand on."""

    stacks: list[list[tuple[float, float, Box]]]
    gaps: list[list[_Gap]]
    bars: list[tuple[int, float, float]]
    pages: dict[int, int]


def pour(trial: Trial, joint: Joint, language: str, layout: Layout) -> Poured:
    """Return the pages of `trial`, on which the joint galley stands, with the text of one language."""
    parts = joint.parts[language]
    made = _anchored(trial, joint, parts, layout)
    over: dict[int, float] = {}
    at: dict[int, Box] = {}
    broken: list[tuple[int, Box]] = []
    white = 0.0
    for number, text in enumerate(parts.stretches):
        gaps: Sequence[_Gap] = made.gaps[number]
        last = number == len(parts.stretches) - 1
        if not last:
            text, gaps = _tied(text, parts, number, gaps, made)
        grounded = _grounded(text, gaps, layout)
        filled = _filled(text, grounded, layout)
        white += sum(gap.bottom - gap.top - column.depth for gap, column in zip(grounded, filled.columns, strict=True))
        if not last and not filled.rest:
            grounded, filled = _drawn(text, grounded, filled, layout)
        if last and not filled.rest:
            grounded, filled = _even(text, grounded, filled, len(trial.sheets) - 1, layout)
        for gap, column in zip(grounded, filled.columns, strict=True):
            for y, box in column.placed:
                made.stacks[gap.page].append((gap.x, gap.top + y, box))
                made.pages[id(box)] = gap.page
        pages = {
            id(column.placed[0][1]): gap.page
            for gap, column in zip(grounded, filled.columns, strict=True)
            if column.placed
        }
        broken += [(pages[id(box)], box) for box in filled.broken if id(box) in pages]
        if filled.rest:
            over[number], at[number] = height_of(filled.rest), filled.rest[0]
    dropped = frozenset(
        parts.anchors[joint.anchors[id(box)]].drop for box in joint.boxes if box.drop and box.drop in trial.dropped
    )
    sheets = tuple(
        standing(sheet, tuple(made.stacks[page]), _left(parts, made, page, dropped))
        for page, sheet in enumerate(trial.sheets)
    )
    done = replace(trial, sheets=sheets, over=(), broken=tuple(broken), dropped=dropped)
    return Poured(done, over, at, white)


def _anchored(trial: Trial, joint: Joint, parts: Parts, layout: Layout) -> _Pages:
    """Return the pages with what is inked on them, and the room it leaves for each stretch of text."""
    made = _Pages([[] for _ in trial.sheets], [[] for _ in parts.stretches], [], {})
    known = {id(box) for box in joint.boxes}
    stretch = 0
    for page, sheet in enumerate(trial.sheets):
        # Floats stand as they do in an edition of its own, but for what faces them.
        [[stack], _] = floated((sheet,), ())
        top, depth = _columns(sheet, layout)
        columns: dict[float, list[tuple[float, Box, float, float, bool]]] = {}
        step = layout.column + layout.grid.gutter
        for number in range(layout.grid.columns):
            columns[number * step] = []
        for x, y, box in stack:
            number = joint.anchors.get(id(box), -1)
            head = joint.heads.get(id(box), -1)
            if number < 0 and head < 0:
                if id(box) not in known:
                    # The opener's words.
                    made.stacks[page].append((x, y, box))
                continue
            own = parts.anchors[number] if number >= 0 else parts.anchors[head].head or box
            made.stacks[page].append((x, y, own))
            made.pages[id(own)] = page
            if box.place != "wide":
                bars = number >= 0 and parts.places[number][2]
                columns[x].append((y, own, y - own.before, y + box.height + own.after, bars))
        for x, standing in columns.items():
            start, under = top, False
            for y, _, above, below, bars in sorted(standing, key=lambda one: one[0]):
                made.gaps[stretch].append(_Gap(page, x, start, min(above, y), under))
                start, under = below, bars
                if bars:
                    made.bars.append((page, x, y))
                    stretch += 1
            made.gaps[stretch].append(_Gap(page, x, start, top + depth, under))
    return made


def standing(sheet: Sheet, stack: Stack, rest: Sequence[Box]) -> Sheet:
    """Return a page on which `stack` stands as it is, nothing of it floating any more, and after which `rest` is to come."""
    queue = Queue(rest, sheet.queue.grid, sheet.depth)
    return Sheet(queue, sheet.step, sheet.depth, queue.whole, (), cost=sheet.cost, opener=stack, chosen=sheet.chosen)


def _columns(sheet: Sheet, layout: Layout) -> tuple[float, float]:
    """Return where the columns of a page begin, and how deep they are; on an article's last page as deep as its text."""
    if sheet.row is None:
        return 0.0, 0.0
    if not sheet.queue.more(sheet.left):
        return sheet.y, sheet.row.height
    foot = sheet.under[0][0] - gap_of(layout) if sheet.under else layout.depth
    return sheet.y, foot - sheet.y


def _tied(
    text: tuple[Box, ...], parts: Parts, number: int, gaps: Sequence[_Gap], made: _Pages
) -> tuple[tuple[Box, ...], Sequence[_Gap]]:
    """Put what must not be parted from the bar under it right above it; return the text and the room that is left."""
    bar = next(box for box, (at, _, bars) in zip(parts.anchors, parts.places, strict=True) if at == number and bars)
    count = bound(text, bar)
    if not count or not gaps or number >= len(made.bars):
        return text, gaps
    tail = text[len(text) - count :]
    page, x, y = made.bars[number]
    depth = height_of(tail) + max(bar.before, tail[-1].after)
    end = gaps[-1]
    if (end.page, end.x) != (page, x) or end.bottom - end.top < height_of(tail) - _SLACK:
        return text, gaps
    at = y - depth
    for index, box in enumerate(tail):
        at += box.before if index else 0.0
        made.stacks[page].append((x, at, box))
        made.pages[id(box)] = page
        at += box.height
    return text[: len(text) - count], [*gaps[:-1], replace(end, bottom=y - depth - tail[0].before)]


def _grounded(text: Sequence[Box], gaps: Sequence[_Gap], layout: Layout) -> list[_Gap]:
    """Return the room with its tops where the text may begin: on the grid, with the room its first box asks for under a bar."""
    made: list[_Gap] = []
    step = layout.grid.leading
    for index, gap in enumerate(gaps):
        top = gap.top
        if text and index == 0 and gap.under:
            top += text[0].before
        if text and text[0].snap and layout.manner.snap:
            top = math.ceil((top - _SLACK) / step) * step
        if gap.bottom - top > _SLACK:
            made.append(replace(gap, top=top))
    return made


def _filled(text: Sequence[Box], gaps: Sequence[_Gap], layout: Layout) -> Filled:
    grid = layout.grid.leading if layout.manner.snap else 0.0
    depths = [gap.bottom - gap.top for gap in gaps]
    return fill(text, depths, grid, max(depths, default=0.0))


def _drawn(text: Sequence[Box], gaps: list[_Gap], filled: Filled, layout: Layout) -> tuple[list[_Gap], Filled]:
    """Return the text with its last lines over the bar that ends it, where that would stand on a page without them."""
    used = [index for index, column in enumerate(filled.columns) if column.placed]
    if not used or gaps[used[-1]].page == gaps[-1].page:
        return gaps, filled
    end = gaps[used[-1]]
    step = layout.grid.leading
    for lines in range(1, _DRAWN + 1):
        cut = replace(end, bottom=end.top + filled.columns[used[-1]].depth - lines * step)
        if cut.bottom - cut.top <= _SLACK:
            break
        fewer = [*gaps[: used[-1]], cut, gaps[-1]]
        trial = _filled(text, fewer, layout)
        if not trial.rest and len(trial.columns[-1].placed) > 1 and len(trial.broken) <= len(filled.broken):
            return fewer, trial
    return gaps, filled


def _even(
    text: Sequence[Box], gaps: list[_Gap], filled: Filled, page: int, layout: Layout
) -> tuple[list[_Gap], Filled]:
    """Return the text with the columns of its last page as even as they come."""
    step = layout.grid.leading if layout.manner.snap else 4.0
    bottom = max((gap.bottom for gap in gaps if gap.page == page), default=0.0)
    if sum(gap.page == page for gap in gaps) < 2:
        return gaps, filled
    best = gaps, filled
    while True:
        bottom -= step
        less = [replace(gap, bottom=min(gap.bottom, bottom)) if gap.page == page else gap for gap in gaps]
        less = [gap for gap in less if gap.bottom - gap.top > _SLACK]
        if not any(gap.page == page for gap in less):
            return best
        trial = _filled(text, less, layout)
        if trial.rest or len(trial.broken) > len(filled.broken):
            return best
        best = less, trial


def _left(parts: Parts, made: _Pages, page: int, dropped: frozenset[str]) -> tuple[Box, ...]:
    """Return what is still to come after a page, in the order of the galley."""
    order: list[Box] = []
    number = 0
    for stretch, text in enumerate(parts.stretches):
        done = 0
        while number < len(parts.anchors) and parts.places[number][0] == stretch:
            rank = parts.places[number][1]
            order += [*text[done:rank], parts.anchors[number]]
            done, number = rank, number + 1
        order += text[done:]
    return tuple(
        box for box in order if made.pages.get(id(box), math.inf) > page and not (box.drop and box.drop in dropped)
    )
