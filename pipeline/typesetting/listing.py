"""Lists: items with their bullets or numbers hanging beside them.

In: a list. Out: boxes and an element in the galley. The items stand as far in as their style says, or as the widest number
needs; numbers end under each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.tree import List, Paragraph
from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box, shifted
from pipeline.typesetting.page import Element, PlacedLine
from pipeline.typesetting.setter import baseline

if TYPE_CHECKING:
    from pipeline.typesetting.galley import Galley

# Ems between a number and its item at least.
GAP = 0.3


def place_list(galley: Galley, block: List) -> None:
    """Set a list in the galley."""
    element, boxes = list_boxes(galley, block, 0.0)
    style, manner = galley.style(galley.styles.item), galley.setter.layout.manner
    if boxes:
        room = 0.0 if manner.snap or style.after else galley.setter.layout.grid.leading / 4
        boxes[0] = replace(boxes[0], before=max(boxes[0].before, room))
    galley.add(boxes, element, max(style.after, galley.style(galley.styles.body).after))
    galley.fresh = False


def list_boxes(galley: Galley, block: List, start: float) -> tuple[Element, list[Box]]:
    """Return a list's element and boxes, its numbers or bullets `start` points in.

    A list within an item is set one step further in.
    """
    setter = galley.setter
    base = galley.style(galley.styles.item)
    label_style = replace(base, margin=0.0, bold=block.ordered, colour=galley.colour)
    labels = [
        setter.line(
            f"{number}." if block.ordered else setter.layout.manner.markers, label_style, galley.measure, item.span
        )
        for number, item in enumerate(block.items, block.start)
    ]
    widest = max((label.width for label in labels), default=0.0)
    style = replace(base, margin=start + max(base.margin, widest + GAP * base.size))
    boxes: list[Box] = []
    items: list[Element] = []
    for label, item in zip(labels, block.items, strict=True):
        label_key, body_key = setter.key(), setter.key()
        inner: list[Box] = []
        parts: list[Element] = []
        for part in item.content:
            if isinstance(part, List):
                nested, more = list_boxes(galley, part, style.margin)
                parts.append(nested)
            elif isinstance(part, Paragraph):
                more, piece = setter.block("P", part.words, style, galley.measure, snap=galley.styles.snap)
                parts.append(piece)
            else:
                sub = replace(galley, measure=galley.measure - style.margin, boxes=[], elements=[])
                sub.after, sub.bound, sub.fresh, sub.heads = 0.0, False, True, 0
                sub.block(part)
                more = [replace(box, items=shifted(box.items, style.margin, 0.0)) for box in sub.boxes]
                parts.extend(sub.elements)
            inner.extend(more)
        if inner:
            place = start + (widest - label.width)
            inner[0] = replace(
                inner[0],
                items=(PlacedLine(place, baseline(label_style), label, label_key, style=style.name), *inner[0].items),
            )
            if boxes:
                inner[0] = replace(inner[0], before=max(inner[0].before, style.after))
        boxes.extend(inner)
        body = Element(body_key, "LBody", tuple(parts))
        items.append(Element(setter.key(), "LI", (Element(label_key, "Lbl"), body)))
    numbering = "Decimal" if block.ordered else "Disc"
    return Element(setter.key(), "L", tuple(items), numbering=numbering), boxes
