"""Make-up: galleys to pages.

In: articles as openers and boxes. Out: pages whose items are placed from the type area's top left corner, before folios.
A page is bands across the columns (openers, wide figures) over and under columns of text; an article's last page has its
columns balanced, and what it leaves is given to the next article or to a house notice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.box import laid, shifted
from pipeline.typesetting.columns import BROKEN
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import art_item
from pipeline.typesetting.page import Element, PageItem
from pipeline.typesetting.trial import Fitted, Piece, Place, fitted, gap_of, on_grid

Notice = Callable[[float], "tuple[tuple[PageItem, ...], Element] | None"]


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
class Slot:
    """The pages an article takes: `pages` of them from the one numbered `start`, the first page of text being 0.

    `down` says that it begins on the page where the article before it ends; `depth` is how far its last page is used.
    """

    start: int
    pages: int
    down: bool
    depth: float


@dataclass(slots=True)
class Made:
    """All pages of the text, where each article begins, and the elements in reading order.

    `pieces` are the articles as they were set, `fitted` says what was done to those that were given their pages.
    """

    drafts: list[Draft]
    starts: dict[str, int]
    elements: dict[str, tuple[Element, ...]]
    dropped: set[str]
    slots: dict[str, Slot] = field(default_factory=dict)
    pieces: dict[str, Piece] = field(default_factory=dict)
    fitted: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Notices:
    """The house notices, taken by turns."""

    panels: Sequence[Notice]
    turn: int = 0

    def panel(self, room: float) -> tuple[tuple[PageItem, ...], Element] | None:
        """Return the next notice that fits, as a panel that fills `room`, or None where none does."""
        for step in range(len(self.panels)):
            filled = self.panels[(self.turn + step) % len(self.panels)](room)
            if filled is not None:
                self.turn += step + 1
                return filled
        return None


def make_up(
    pieces: Sequence[Piece],
    notices: Sequence[Notice],
    layout: Layout,
    problems: Problems,
    plan: Mapping[str, Slot] | None = None,
) -> Made:
    """Return the pages of `pieces` in their order. House notices fill what is left where the layout asks for it.

    `plan` are the pages that articles are to take, as those of another language do. Codes: "no-room" (error), "overset",
    "underset" (warnings).
    """
    made = Made([], {}, {}, set())
    turns = _Notices(notices)
    slots = plan or {}
    previous: Piece | None = None
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        chosen = _placed(made, piece, following, layout, slots)
        if not chosen.place.top:
            if previous is not None:
                _notice(made, previous, turns, layout)
            _pages(made, previous, slots.get(piece.slug), turns, layout)
        _commit(made, chosen)
        previous = piece
        problems.add(chosen.piece.problems)
        _report(chosen, layout, problems)
    if previous is not None:
        _notice(made, previous, turns, layout)
    return made


def _placed(made: Made, piece: Piece, following: Piece | None, layout: Layout, slots: Mapping[str, Slot]) -> Fitted:
    """Return an article in the best of the places it may begin at."""
    slot = slots.get(piece.slug)
    after = slots.get(following.slug) if following is not None else None
    runs_on = following is not None and not following.breaks and layout.manner.run_on > 0
    deepest = math.inf
    if after is not None:
        runs_on = after.down
        if slot is not None and after.down:
            # What begins under it in the other language has to begin there in this one.
            deepest = slot.depth + 2 * layout.grid.leading
    pages = slot.pages if slot is not None else piece.pages
    place = Place(0.0, pages, deepest, runs_on)
    top = _start(made, piece, layout, slot)
    if not top:
        return fitted(piece, place, layout)
    down = fitted(piece, replace(place, top=top), layout)
    broken = down.trial.cost > BROKEN / 2
    if slot is not None or not (broken or down.miss or down.done):
        return down
    whole = fitted(piece, place, layout)
    # A new page is better than a broken column, and than copyfitting it does not need.
    return whole if broken or not (whole.miss or whole.done) or (down.miss and not whole.miss) else down


def _start(made: Made, piece: Piece, layout: Layout, slot: Slot | None) -> float:
    """Return where on the last page the article begins, or 0 for a new page."""
    if not made.drafts or (slot is not None and not slot.down):
        return 0.0
    page = made.drafts[-1]
    top = on_grid(page.used + gap_of(layout) * 1.6, layout)
    room = layout.depth - top
    if slot is not None:
        return top if room > layout.depth * 0.15 else 0.0
    if piece.breaks or layout.manner.run_on <= 0 or page.filled or room < layout.depth * layout.manner.run_on:
        return 0.0
    return top


def _pages(made: Made, previous: Piece | None, slot: Slot | None, turns: _Notices, layout: Layout) -> None:
    """Put pages with house notices before an article that is to begin farther on."""
    while slot is not None and len(made.drafts) < slot.start:
        filled = turns.panel(layout.depth)
        if filled is None or previous is None:
            return
        made.drafts.append(Draft(list(filled[0]), layout.depth, "notice", filled=True))
        made.elements[previous.slug] = (*made.elements[previous.slug], filled[1])


def _report(chosen: Fitted, layout: Layout, problems: Problems) -> None:
    """Say what does not fit an article's pages, and what fits no page."""
    piece, miss = chosen.piece, chosen.miss
    for box in chosen.trial.over:
        problems.error(
            "no-room",
            f'"{box.text[:40]}" is {box.height:.0f} pt deep where a page has {layout.depth:.0f}',
            box.span,
            hint="make it shorter or the page larger",
        )
    if miss is None:
        return
    pages = f"{chosen.place.pages} {'page' if chosen.place.pages == 1 else 'pages'}"
    lines, words = abs(miss.lines), abs(miss.words)
    amount = f"{lines} {'line' if lines == 1 else 'lines'} (about {words} words)"
    where = f" in {piece.language}" if piece.language else ""
    edition = f"{layout.name} edition"
    related = ((piece.span, f'the article "{piece.title}"'),)
    begin = " ".join(miss.text.split()[:6])
    if miss.lines > 0:
        message = f'{amount} over the {pages} given to "{piece.title}"{where}, {edition}'
        cut = "1 line" if lines == 1 else f"{lines} lines"
        hint = f'the pages end at "{begin}…": cut {cut} in what stands before or after it'
        problems.warning("overset", message, miss.span, hint=hint, related=related)
    elif miss.lines < 0:
        message = f'{amount} too few for the {pages} given to "{piece.title}"{where}, {edition}'
        problems.warning(
            "underset", message, miss.span, hint="add text or a figure, or give it fewer pages", related=related
        )


def _commit(made: Made, chosen: Fitted) -> None:
    """Put the chosen trial's pages at the end of the made ones."""
    piece, trial, opening, top = chosen.piece, chosen.trial, chosen.opening, chosen.place.top
    made.elements[piece.slug] = opening.elements
    made.dropped |= trial.dropped
    made.pieces[piece.slug] = piece
    if chosen.done:
        made.fitted[piece.slug] = chosen.done
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
            made.slots[piece.slug] = Slot(len(made.drafts) - 1, len(trial.pages), bool(top), trial.pages[-1][1])
            page.starts.append((piece.slug, top))
            page.bleeds = page.bleeds or opening.above
        else:
            page.continued = piece.slug
        if index < len(trial.pages) - 1:
            page.continues = piece.slug


def _notice(made: Made, piece: Piece, turns: _Notices, layout: Layout) -> None:
    """Fill what the last page leaves with the next house notice that fits."""
    page = made.drafts[-1]
    top = page.used + gap_of(layout)
    low, high = layout.manner.notice
    share = 1 - page.used / layout.depth
    page.filled = True
    if not piece.fills or not low <= share <= high:
        return
    filled = turns.panel(layout.depth - top)
    if filled is not None:
        items, element = filled
        page.items += shifted(items, 0.0, top)
        page.used = layout.depth
        made.elements[piece.slug] = (*made.elements[piece.slug], replace(element))
