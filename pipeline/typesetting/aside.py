"""What stands beside the text: sidebars on a tint and pull quotes, in a column, across the page or at a column's side.

In: a galley and a box of the document. Out: the galley with the box in it, whole or in parts that each have a tint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.document.tree import List, PullQuote, Sidebar
from pipeline.foundation.value import replace
from pipeline.typesetting.agreement import grouped, levelled
from pipeline.typesetting.box import NEVER, Box, height_of, merged, panel, shifted
from pipeline.typesetting.columns import Filled, balanced
from pipeline.typesetting.page import Element, PlacedLine, PlacedRectangle

if TYPE_CHECKING:
    from pipeline.typesetting.galley import Galley

# A box deeper than this share of a column goes across the page.
TALL = 0.62
# What a box in large print may take of a page before it runs on in the text.
WHOLE = 0.96
# The room around a sidebar's text in shares of its leading: anywhere, and at a column's side.
PADDING, NARROW = 0.85, 0.4


def place_pull(galley: Galley, quote: PullQuote) -> None:
    """Set a sentence large, between rules, free to move: in a column, or across the page where it is to be wide."""
    wide = quote.width == "wide" and galley.wide > galley.measure
    box, element = pull_box(galley, quote, galley.wide if wide else galley.measure)
    step = galley.setter.layout.grid.leading
    place = "wide" if wide else "column"
    whole = galley.in_rows(replace(box, before=step / 2, place=place, snap=True, drop=element.key))
    spare = (whole.height - box.height) / 2
    if spare:
        # The rule stays at the head of its row, and the words stand amid what is under it.
        rule, *words = whole.items
        whole = replace(whole, items=(rule, *shifted(words, 0.0, spare)))
    galley.add([whole], element)


def pull_box(galley: Galley, quote: PullQuote, width: float, style: str = "pull") -> tuple[Box, Element]:
    """Return a pull quote `width` points wide, whole lines of the grid deep, and its element."""
    setter, step = galley.setter, galley.setter.layout.grid.leading
    boxes, element = setter.block("P", quote.words, galley.style(style), width)
    text = merged(boxes)
    depth = step * max(1, round((text.height + step * 1.5) / step + 0.49))
    depth = setter.agreed("pull", depth)
    top = (depth - text.height) / 2
    rule = PlacedRectangle(0.0, step * 0.35, galley.measure * 0.22, 2.4, galley.colour)
    items = (rule, *(replace(item, y=item.y + top + step * 0.15) for item in text.items))
    box = Box(depth, items, text=quote.words.source, span=quote.words.span)
    return box, Element(setter.key(), "BlockQuote", (element,))


def place_sidebar(galley: Galley, block: Sidebar) -> None:
    """Set a box on a tint; one taller than most of a column goes across the page, and in one column runs on in the text."""
    setter = galley.setter
    layout = setter.layout
    single = layout.grid.columns == 1
    padding = galley.style("box").leading * PADDING
    width = galley.measure
    boxes, elements = content(galley, block, width - 2 * padding)
    level = levelled(setter, boxes)
    height = height_of(level) + 2 * padding
    element = Element(setter.key(), "Aside", tuple(elements))
    room = layout.grid.leading
    if not single and (block.width == "wide" or height > layout.depth * TALL):
        galley.add(_across(galley, boxes, padding, block), element)
    elif height <= layout.depth * (WHOLE if single else TALL):
        whole = panel(level, width, padding, f"{galley.colour}-tint", galley.colour, 3.0)
        whole = replace(whole, before=room, after=room * 0.75, place="column", snap=True, span=block.span)
        galley.add([galley.in_rows(whole)], element)
        galley.after = max(galley.after, room) if single else galley.after
    else:
        tinted = [_on_tint(galley, box, index, len(boxes), padding, width) for index, box in enumerate(boxes)]
        galley.add(tinted, element, room)


def sidebar_box(galley: Galley, block: Sidebar, width: float) -> tuple[Box, Element]:
    """Return a sidebar `width` points wide for a column's side, and its element."""
    padding = galley.style("box").leading * NARROW
    boxes, elements = content(galley, block, width - 2 * padding)
    box = panel(levelled(galley.setter, boxes), width, padding, f"{galley.colour}-tint", galley.colour, 2.0)
    return box, Element(galley.setter.key(), "Aside", tuple(elements))


def content(galley: Galley, block: Sidebar, measure: float) -> tuple[list[Box], list[Element]]:
    """Return the text of a sidebar set to a measure."""
    inner = galley.boxed(measure)
    if block.title is not None:
        style = galley.style("box.title")
        level = min(galley.level + 1, 6)
        boxes, title = galley.setter.block(f"H{level}", block.title, style, measure, before=0.0)
        boxes = [replace(box, cost=NEVER) for box in boxes]
        inner.add(boxes, title, style.leading * 0.4)
        inner.level = level
        inner.bound = True
    for part in block.content:
        if inner.boxes and not isinstance(part, List):
            inner.after = max(inner.after, galley.style("box").leading * 0.4)
        inner.block(part)
    # Within a box everything stands in its order: nothing floats out of it or across the page.
    return [replace(box, place="") for box in inner.boxes], inner.elements


def _across(galley: Galley, boxes: Sequence[Box], padding: float, block: Sidebar) -> list[Box]:
    """Return a sidebar across the page, its text in as many columns as the page has, in parts where a page cannot hold it."""
    layout = galley.setter.layout
    step = layout.column + layout.grid.gutter
    rows: list[Filled] = []
    rest: Sequence[Box] = grouped(galley.setter, boxes)
    while rest:
        # A part that is not the last fills a page: no room is left for text that may have come to its end before.
        filled = balanced(list(rest), layout.grid.columns, 0.0, layout.depth - 2 * padding)
        rest = filled.rest
        rows.append(filled)
    # In a co-edition a language whose text ends before has the last part as well, and nothing in it.
    count = round(galley.setter.agreed("parts", len(rows)))
    parts: list[Box] = []
    for row in (*rows, *(Filled((), 0.0, (), ()) for _ in range(count - len(rows)))):
        items = tuple(
            replace(item, x=item.x + padding + column * step, y=item.y + padding)
            for column, placed in enumerate(row.columns)
            for item in placed.items
        )
        height = galley.setter.agreed("sidebar", row.height) + 2 * padding
        tint = PlacedRectangle(0.0, 0.0, layout.measure, height, f"{galley.colour}-tint", "Background")
        edge = PlacedRectangle(0.0, 0.0, layout.measure, 3.0, galley.colour, "Background")
        text = _begin(row.columns[0].items if row.columns else ())
        parts.append(galley.in_rows(Box(height, (tint, edge, *items), place="wide", span=block.span, text=text)))
    return parts


def _begin(items: Sequence[object]) -> str:
    return next((item.line.text for item in items if isinstance(item, PlacedLine) and item.key), "sidebar")


def _on_tint(galley: Galley, box: Box, index: int, count: int, padding: float, width: float) -> Box:
    """Return a box of a sidebar that may be parted from the next, carrying its piece of the tint."""
    above = padding if index == 0 else box.before
    below = padding if index == count - 1 else 0.0
    height = above + box.height + below
    tint = PlacedRectangle(0.0, -0.05, width, height + 0.1, f"{galley.colour}-tint", "Background")
    edge = PlacedRectangle(0.0, -0.05, 3.0, height + 0.1, galley.colour, "Background")
    items = tuple(replace(item, x=item.x + padding, y=item.y + above) for item in box.items)
    return replace(box, height=height, items=(tint, edge, *items), before=0.0)
