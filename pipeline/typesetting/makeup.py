"""Make-up: galleys to pages.

In: articles as openers and boxes. Out: pages whose items are placed from the type area's top left corner, before folios.
A page is bands across the columns (openers, wide figures) over and under columns of text; an article's last page has its
columns balanced, and what it leaves is given to the next article or to a house notice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from operator import is_

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import Apart, Struct, field, replace
from pipeline.typesetting import remarks
from pipeline.typesetting.arrangement import Arranged, arranged
from pipeline.typesetting.band import gap_of, on_grid
from pipeline.typesetting.box import Box, laid, shifted
from pipeline.typesetting.choices import Choices
from pipeline.typesetting.column import BROKEN
from pipeline.typesetting.floating import floated
from pipeline.typesetting.flow import Sheet
from pipeline.typesetting.jump import parted, queued
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.notice import Notice, Turns
from pipeline.typesetting.opener import art_item
from pipeline.typesetting.page import Element, PageItem
from pipeline.typesetting.trial import Fitted, Piece, Place, fitted


class Draft(Struct):
    """A page being made: items from the type area's corner, the depth used, and the articles on it.

    `resumed` says where an article goes on that was parted. `sheets` are the articles' boxes until they are placed.
    """

    items: list[PageItem] = field(default_factory=list)
    used: float = 0.0
    template: str = "text"
    slugs: list[str] = field(default_factory=list)
    starts: list[tuple[str, float]] = field(default_factory=list)
    continues: str = ""
    continued: str = ""
    resumed: dict[str, float] = field(default_factory=dict)
    bleeds: bool = False
    filled: bool = False
    sheets: list[Sheet] = field(default_factory=list)


class Slot(Struct, frozen=True):
    """The pages an article takes: `pages` of them from the one numbered `start`, the first page of text being 0.

    `down` says that it begins on the page where the article before it ends; `depth` is how far its last page is used.
    `whole` is how many pages it would take in one piece, and how much of the last, where it is parted.
    """

    start: int
    pages: int
    down: bool
    depth: float
    whole: tuple[int, float] = (0, 0.0)


Reserved = Callable[[], "tuple[Draft, Element | None]"]


class Planned(Apart, frozen=True):
    """What an issue's plan asks of make-up: the number of the first page of text, and what stands on pages reserved.

    `slots` are the pages that articles are to take, as those of another language do. `blank` makes the page that fills a gap
    where no house notice does. `tried` are the articles as they were set in places before, for the next time they are made up;
    `choices` are those of earlier builds. `joint` sets an article as all languages of a co-edition do.
    """

    first: int = 1
    reserved: Mapping[int, Reserved] = field(default_factory=dict)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    blank: Reserved = lambda: (Draft(), None)
    tried: dict[tuple[str, Place, str], tuple[Piece, Fitted]] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    joint: Callable[[Piece, Place, Layout], Fitted] | None = None

    def fitted(self, piece: Piece, place: Place, layout: Layout) -> Fitted:
        """Return an article in its place, as it was found before where its text is the same."""
        if self.joint is not None:
            return self.joint(piece, place, layout)
        key = (piece.key, place, layout.name)
        known = self.tried.get(key)
        if known is None or not _same(known[0].boxes, piece.boxes):
            known = self.tried[key] = piece, fitted(piece, place, layout, self.choices)
        return known[1]


def _same(boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    """Say whether two galleys hold the same boxes, not only equal ones."""
    return boxes is others or (len(boxes) == len(others) and all(map(is_, boxes, others)))


class Made(Struct):
    """All pages of the text, where each article begins, and the elements in reading order.

    `pieces` are the articles as they were set, `fitted` says what was done to those that were given their pages; `apart` are
    elements of pages that belong to no article, `turns` the notices shown. `arranged` says how each was arranged, and at what cost.
    `text` is how many pages there are up to the end of the last article; those after it only lead up to reserved ones.
    """

    drafts: list[Draft]
    starts: dict[str, int]
    elements: dict[str, tuple[Element, ...]]
    dropped: set[str]
    slots: dict[str, Slot] = field(default_factory=dict)
    pieces: dict[str, Piece] = field(default_factory=dict)
    apart: list[Element] = field(default_factory=list)
    fitted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    turns: Turns = field(default_factory=lambda: Turns(()))
    arranged: list[Arranged] = field(default_factory=list)
    text: int = 0


def make_up(
    pieces: Sequence[Piece],
    notices: Sequence[Notice] | Turns,
    layout: Layout,
    problems: Problems,
    planned: Planned | None = None,
) -> Made:
    """Return the pages of `pieces` in their order. House notices fill what is left where the layout asks for it.

    Codes: those of remarks.
    """
    turns = notices if isinstance(notices, Turns) else Turns(notices)
    made = Made([], {}, {}, set(), turns=turns)
    plan = planned or Planned()
    previous: Piece | None = None
    order = list(pieces)
    for index, piece in enumerate(order):
        following = order[index + 1] if index + 1 < len(order) else None
        found = _placed(made, piece, following, layout, plan)
        chosen, rest = parted(found)
        if rest is not None and piece.jump is not None:
            queued(order, index, rest, piece.jump.behind)
        if not chosen.place.top:
            if previous is not None:
                _notice(made, previous, turns, layout)
            _pages(made, _wanted(made, piece, plan), turns, layout, plan)
        _commit(made, chosen, plan)
        if rest is not None:
            whole = len(found.trial.sheets), found.trial.deep
            made.slots[piece.key] = replace(made.slots[piece.key], whole=whole)
        previous = piece
        problems.add(chosen.piece.problems)
        remarks.misfit(chosen, layout, problems)
        count = len(chosen.trial.sheets)
        numbers = [plan.first + at for at, draft in enumerate(made.drafts) if piece.slug in draft.slugs][-count:]
        remarks.breaks(chosen, numbers, layout, problems)
        if piece.jump is not None and rest is None:
            remarks.jump_unused(piece, len(found.trial.sheets), layout, problems)
        remarks.pin(piece, plan.first + made.starts[piece.slug], plan.first, layout, problems)
    if previous is not None:
        _notice(made, previous, turns, layout)
    made.text = len(made.drafts)
    _pages(made, max(plan.reserved, default=0) - plan.first + 1, turns, layout, plan)
    _float(made, plan, layout)
    return made


def _float(made: Made, plan: Planned, layout: Layout) -> None:
    """Put the boxes of all articles in their places, spread by spread."""
    drafts = made.drafts
    at = 0
    while at < len(drafts):
        # A verso is seen together with the recto after it.
        facing = layout.sheet.facing and not (plan.first + at) % 2
        spread = drafts[at : at + 1 + facing]
        stacks = floated(spread[0].sheets, spread[1].sheets if len(spread) > 1 else ())
        for draft, own in zip(spread, stacks, strict=False):
            draft.items[:0] = [item for stack in own for item in laid(stack)]
        at += len(spread)


def _placed(made: Made, piece: Piece, following: Piece | None, layout: Layout, plan: Planned) -> Fitted:
    """Return an article in the best of the places it may begin at, with by how much it misses the pages the plan gives it."""
    found = _best_place(made, piece, following, layout, plan)
    if found.miss is None and piece.pages not in (0, found.place.pages):
        # The other language has other pages than the plan gives; this one is held to the plan all the same.
        asked = plan.fitted(piece, replace(found.place, pages=piece.pages, deepest=math.inf), layout)
        found = replace(found, miss=asked.miss)
    return found


def _best_place(made: Made, piece: Piece, following: Piece | None, layout: Layout, plan: Planned) -> Fitted:
    """Return an article in the best of the places it may begin at."""
    if piece.part and piece.layout is not None:
        # The rest of an article keeps to what was done to its beginning.
        layout = piece.layout
    slot = plan.slots.get(piece.key)
    after = plan.slots.get(following.key) if following is not None else None
    runs_on = following is not None and not following.own_page and layout.manner.run_on > 0
    deepest = math.inf
    if after is not None:
        runs_on = after.down
        if slot is not None and after.down:
            # What begins under it in the other language has to begin there in this one.
            deepest = slot.depth + 2 * layout.grid.leading
    pages = slot.pages if slot is not None else piece.pages
    if slot is not None and slot.whole[0] and piece.jump is not None:
        # In one piece it is as long as in the other language: then its rest is, too.
        pages, deepest = slot.whole[0], slot.whole[1] + 2 * layout.grid.leading
    first = plan.first + _wanted(made, piece, plan)
    place = Place(0.0, pages, deepest, runs_on, _verso(first, layout))
    top = _start(made, piece, layout, slot)
    if not top:
        return plan.fitted(piece, place, layout)
    last = plan.first + len(made.drafts) - 1
    down = plan.fitted(piece, replace(place, top=top, verso=_verso(last, layout)), layout)
    broken = down.trial.cost > BROKEN / 2
    if slot is not None or not (broken or down.miss or down.done):
        return down
    whole = plan.fitted(piece, place, layout)
    # A new page is better than a broken column, and than copyfitting it does not need.
    return whole if broken or not (whole.miss or whole.done) or (down.miss and not whole.miss) else down


def _verso(number: int, layout: Layout) -> bool | None:
    """Say whether a page is a left one; None where pages do not face each other."""
    return not number % 2 if layout.sheet.facing else None


def _start(made: Made, piece: Piece, layout: Layout, slot: Slot | None) -> float:
    """Return where on the last page the article begins, or 0 for a new page."""
    if not made.drafts or (slot is not None and not slot.down):
        return 0.0
    page = made.drafts[-1]
    top = on_grid(page.used + gap_of(layout) * 1.6, layout)
    room = layout.depth - top
    if slot is not None:
        return top if room > layout.depth * 0.15 else 0.0
    if piece.own_page or layout.manner.run_on <= 0 or page.filled or room < layout.depth * layout.manner.run_on:
        return 0.0
    return top


def _wanted(made: Made, piece: Piece, plan: Planned) -> int:
    """Return how many pages have to stand before an article that begins a page."""
    slot = plan.slots.get(piece.key)
    # The page and the side are those of its words: a picture on a page of its own stands before them.
    ahead = 1 if piece.whole.page else 0
    count = max(len(made.drafts), slot.start if slot is not None else piece.page - plan.first - ahead)
    side = {"recto": 1, "verso": 0}.get(piece.start) if slot is None else None

    def free(count: int) -> bool:
        # Its picture and its words stand on adjacent pages, both of them free.
        pages = range(plan.first + count, plan.first + count + ahead + 1)
        return plan.reserved.keys().isdisjoint(pages) and side in (None, pages[-1] % 2)

    while not free(count):
        count += 1
    return count


def _pages(made: Made, wanted: int, turns: Turns, layout: Layout, plan: Planned) -> None:
    """Fill pages up to as many as are `wanted`, with house notices and blank ones by turns."""
    notice = True
    while True:
        _reserve(made, plan)
        if len(made.drafts) >= wanted:
            return
        filled = turns.panel(layout.depth) if notice else None
        notice = not notice
        if filled is None:
            draft, element = plan.blank()
            made.drafts.append(draft)
            if element is not None:
                _belongs(made, element)
        else:
            made.drafts.append(Draft(list(filled[0]), layout.depth, "notice", filled=True))
            _belongs(made, filled[1])


def _reserve(made: Made, plan: Planned) -> None:
    """Put the reserved pages that come next in their place."""
    while (make := plan.reserved.get(plan.first + len(made.drafts))) is not None:
        draft, element = make()
        made.drafts.append(replace(draft, filled=True))
        if element is not None:
            _belongs(made, element)


def _belongs(made: Made, element: Element) -> None:
    """Give what stands on a page by itself to the article it comes after."""
    if made.elements:
        slug = list(made.elements)[-1]
        made.elements[slug] = (*made.elements[slug], element)
    else:
        made.apart.append(element)


def _commit(made: Made, chosen: Fitted, plan: Planned) -> None:
    """Put the chosen trial's pages at the end of the made ones."""
    piece, trial, opening, top = chosen.piece, chosen.trial, chosen.opening, chosen.place.top
    made.dropped |= trial.dropped
    if not piece.part:
        made.elements[piece.slug] = opening.elements
        made.pieces[piece.slug] = piece
    if chosen.done or chosen.remarks:
        made.fitted[piece.slug] = (*chosen.done, *chosen.remarks)
    numbers: list[int] = []
    # It begins with its words: a picture on a page of its own stands before them.
    begin = 1 if opening.page else 0
    for index, sheet in enumerate(trial.sheets):
        if index == 0 and top:
            page = made.drafts[-1]
        else:
            _reserve(made, plan)
            page = Draft()
            made.drafts.append(page)
        numbers.append(plan.first + len(made.drafts) - 1)
        page.sheets.append(sheet)
        page.used = sheet.depth
        page.slugs.append(piece.slug)
        if index == 0:
            made.slots[piece.key] = Slot(len(made.drafts) - 1, len(trial.sheets), bool(top), trial.deep)
        if index == 0 and trial.art is not None:
            page.items.append(art_item(opening, *trial.art))
            page.template = "art" if opening.page else page.template
        if index == begin and piece.part:
            page.resumed[piece.slug] = top
        elif index == begin:
            made.starts[piece.slug] = len(made.drafts) - 1
            page.starts.append((piece.slug, top))
            page.bleeds = page.bleeds or opening.above
        elif index > begin:
            page.continued = piece.slug
        if index < len(trial.sheets) - 1:
            page.continues = piece.slug
    made.arranged.append(arranged(chosen, numbers))


def _notice(made: Made, piece: Piece, turns: Turns, layout: Layout) -> None:
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
