"""Jumps: an article that is parted, its rest going on farther back in the issue.

In: an article in its place. Out: the part that stays there, and the rest as a piece of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document.tree import Words, plain
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.box import Box, stacked
from pipeline.typesetting.opener import Opening
from pipeline.typesetting.page import PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import Setter
from pipeline.typesetting.trial import Fitted, Piece


class Ways(Struct, frozen=True):
    """Where the parts of articles stand: by the index of a page, the index of the one that its article goes on or comes from."""

    on: dict[int, int]
    back: dict[int, tuple[str, int]]


def parted(chosen: Fitted) -> tuple[Fitted, Piece | None]:
    """Return what stays of an article in its place, and the rest of it; None where it has no more pages than are to stay."""
    piece, trial = chosen.piece, chosen.trial
    # A page that is all picture is none of those that stay.
    stay = piece.jump.pages + chosen.opening.page if piece.jump is not None else 0
    if piece.jump is None or len(trial.sheets) <= stay:
        return chosen, None
    rest = replace(
        piece,
        part=piece.part + 1,
        whole=piece.jump.opening,
        short=piece.jump.opening,
        boxes=trial.sheets[stay - 1].rest,
        breaks=None,
        pages=0,
        page=0,
        start="",
        refit=None,
        jump=None,
        problems=(),
    )
    return replace(chosen, trial=replace(trial, sheets=trial.sheets[:stay], over=())), rest


def queued(order: list[Piece], index: int, rest: Piece, behind: str) -> None:
    """Put the rest of the article at `index` behind another one and what goes on there already; at the end where that is none."""
    at = next((n for n in range(len(order) - 1, index, -1) if order[n].slug == behind), len(order) - 1) + 1
    while at < len(order) and order[at].part:
        at += 1
    order.insert(at, rest)


def ways(slugs: Sequence[Sequence[str]]) -> Ways:
    """Return how articles go on that do not go on at the head of the next page; `slugs` are the articles on each page."""
    on: dict[int, int] = {}
    back: dict[int, tuple[str, int]] = {}
    last: dict[str, int] = {}
    for index, names in enumerate(slugs):
        for place, slug in enumerate(names):
            # Under another article it is farther on, though it be the next page.
            if slug in last and (last[slug] < index - 1 or (place and last[slug] < index)):
                on[last[slug]] = index
                back[index] = (slug, last[slug])
            last[slug] = index
    return Ways(on, back)


def continuation(setter: Setter, title: Words, colour: str) -> Opening:
    """Return what stands over the rest of an article: a rule and its title again, with room for where it comes from.

    It is no part of the document: the article's title is read once.
    """
    layout = setter.layout
    style = replace(layout.style("heading.continued"), colour=colour)
    words = setter.words(plain(title.content), title.language)
    lines, _ = setter.lines(words, style, layout.measure * layout.templates.continuation.title, "", indent=0.0)
    rule = PlacedRectangle(0.0, 0.0, layout.measure, layout.templates.continuation.rule, colour)
    head = style.leading * 0.8
    boxes = [
        Box(style.leading, (PlacedLine(0.0, head, line, artifact="Pagination", style=style.name),)) for line in lines
    ]
    y = layout.grid.leading * 0.45
    items = tuple(replace(item, y=item.y + y) for item in stacked(boxes))
    height = setter.agreed("continuation", style.leading * len(lines))
    return Opening(Box(y + height, (rule, *items), text=title.source), ())
