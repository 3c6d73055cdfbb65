"""Boxes: what galleys are made of and pages are filled with.

A box is a piece of a page that is never cut: a line, a heading, a figure with its caption. Between two boxes a column may
end, at a cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, replace
from pipeline.typesetting.page import PageItem, PlacedRectangle, moved

NEVER = float("inf")
SLACK = 0.01  # by how much sums of heights may be wrong


class Box(Apart, frozen=True):
    """Items relative to the box's top left corner, `height` points deep.

    `before` is the room above it, dropped at the head of a column; `after` the least room under it. `cost` is what it
    costs to end a column above this box: 0 is welcome, `NEVER` forbidden. `place` is "" in the flow of the text,
    "column" for what may move to the head of the next column, "wide" for what spans the columns. `snap` puts its top on
    the baseline grid. `head` is repeated above it where a column begins with it (the header of a table). `drop` is the
    key of the element that goes with the box when make-up leaves it out, "" for what must be printed.

    `notes` are the footnotes cited in it, each as boxes whose `place` is "note"; they stand at the foot of its column, under
    the `head` of the first (a rule), and go on in the next column where they must.
    """

    height: float
    items: tuple[PageItem, ...] = ()
    before: float = 0.0
    after: float = 0.0
    cost: float = 0.0
    place: str = ""
    snap: bool = False
    head: Box | None = None
    drop: str = ""
    notes: tuple[tuple[Box, ...], ...] = ()
    text: str = ""
    span: Span = NOWHERE


Stack = tuple[tuple[float, float, "Box"], ...]
"""Boxes with the places of their top left corners: what a page is until it is chosen and its items are moved."""


def laid(stack: Stack) -> list[PageItem]:
    """Return the items of placed boxes, moved to their places."""
    return [moved(item, x, y) for x, y, box in stack for item in box.items]


def shifted(items: Iterable[PageItem], dx: float, dy: float) -> tuple[PageItem, ...]:
    """Return `items` moved by (`dx`, `dy`)."""
    return tuple([moved(item, dx, dy) for item in items])


def height_of(boxes: Sequence[Box]) -> float:
    """Return the height of `boxes` stacked as one column, off the grid."""
    return sum(box.height + (box.before if index else 0.0) for index, box in enumerate(boxes))


def stacked(boxes: Sequence[Box]) -> tuple[PageItem, ...]:
    """Return the items of `boxes` set one under the other from y = 0."""
    items: list[PageItem] = []
    y = 0.0
    for index, box in enumerate(boxes):
        y += box.before if index else 0.0
        items.extend(shifted(box.items, 0.0, y))
        y += box.height
    return tuple(items)


def merged(boxes: Sequence[Box], **changes: object) -> Box:
    """Return `boxes` as one that is never cut."""
    first = boxes[0]
    whole = Box(
        height_of(boxes),
        stacked(boxes),
        first.before,
        cost=first.cost,
        span=first.span,
        text=first.text,
        notes=tuple(note for box in boxes for note in box.notes),
    )
    return replace(whole, **changes)


def panel(
    boxes: Sequence[Box], width: float, padding: float, tint: str, edge: str = "", edge_width: float = 0.0
) -> Box:
    """Return `boxes` as one on a tint that is `padding` larger on every side; an edge runs down its start side."""
    height = height_of(boxes) + 2 * padding
    items: list[PageItem] = [PlacedRectangle(0.0, 0.0, width, height, tint, "Background")]
    if edge:
        items.append(PlacedRectangle(0.0, 0.0, edge_width, height, edge, "Background"))
    items.extend(shifted(stacked(boxes), padding, padding))
    return Box(height, tuple(items), span=boxes[0].span, text=boxes[0].text)
