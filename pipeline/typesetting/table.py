"""Tables: column widths from what the cells hold, rows between rules, a header that comes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.document.tree import Cell, Table
from pipeline.typesetting.box import NEVER, Box, height_of, stacked
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Element, PageItem, PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import Setter

if TYPE_CHECKING:
    from pipeline.typesetting.galley import Galley

PADDING = 0.42


def table_boxes(galley: Galley, table: Table, width: float) -> tuple[list[Box], Element]:
    """Return a table `width` points wide as boxes (caption, header, rows) and its element."""
    setter = galley.setter
    style, head_style = galley.style("cell"), galley.style("cell.head")
    rows = (table.head, *table.rows)
    count = len(table.head)
    gap = style.size * 1.1
    widths = column_widths(setter, rows, style, head_style, width - gap * (count - 1))
    lefts = [sum(widths[:n]) + gap * n for n in range(count)]
    boxes: list[Box] = []
    children: list[Element] = []
    if table.caption is not None:
        caption_style = setter.layout.style("caption")
        lines, caption = setter.block("Caption", table.caption, replace(caption_style, bold=True), width)
        children.append(caption)
        boxes += [replace(box, cost=NEVER) for box in lines]
    head, head_element = _row(setter, table.head, head_style, widths, lefts, header=True)
    rule = PlacedRectangle(0.0, 0.0, width, 1.4, galley.colour)
    thin = PlacedRectangle(0.0, head.height - 0.6, width, 0.6, galley.colour)
    head = replace(head, items=(rule, thin, *head.items), before=style.leading * 0.35, cost=NEVER)
    repeated = replace(head, items=tuple(_artifact(item) for item in head.items), before=0.0)
    boxes.append(head)
    body: list[Element] = []
    for number, cells in enumerate(table.rows):
        row, element = _row(setter, cells, style, widths, lefts, header=False)
        line = PlacedRectangle(0.0, row.height - 0.5, width, 0.5, "hairline")
        cost = NEVER if number == 0 else 0.0
        boxes.append(replace(row, items=(line, *row.items), cost=cost, head=repeated, span=cells[0].span))
        body.append(element)
    if boxes:
        boxes[0] = replace(boxes[0], cost=0.0)
    children.append(Element(setter.key(), "THead", (head_element,)))
    children.append(Element(setter.key(), "TBody", tuple(body)))
    return boxes, Element(setter.key(), "Table", tuple(children))


def column_widths(
    setter: Setter, rows: Sequence[Sequence[Cell]], style: TextStyle, head: TextStyle, room: float
) -> list[float]:
    """Return widths that add up to `room`: none below its longest word, the rest by how much text there is."""
    least: list[float] = []
    wanted: list[float] = []
    for column in range(len(rows[0])):
        longest = widest = 0.0
        for index, row in enumerate(rows):
            if column >= len(row):
                continue
            runs, _ = setter.runs(row[column].words.content, head if index == 0 else style, "")
            text = setter.composer.width(runs)
            widest = max(widest, text)
            for run in runs:
                for word in run.text.split():
                    longest = max(longest, setter.composer.width([replace(run, text=word)]))
        least.append(longest + style.size * 0.4)
        wanted.append(max(widest, longest) + style.size * 0.4)
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / len(wanted)
        return [width + spare for width in wanted]
    if sum(least) >= room:
        share = room / sum(least)
        return [width * share for width in least]
    # Long cells wrap: room goes by the square root of the text, so that a short column is not starved.
    weights = [max(want - low, 0.0) ** 0.5 for want, low in zip(wanted, least, strict=True)]
    spare = room - sum(least)
    total = sum(weights) or 1.0
    return [low + spare * weight / total for low, weight in zip(least, weights, strict=True)]


def _row(
    setter: Setter,
    cells: Sequence[Cell],
    style: TextStyle,
    widths: Sequence[float],
    lefts: Sequence[float],
    *,
    header: bool,
) -> tuple[Box, Element]:
    pad = style.leading * PADDING
    items: list[PageItem] = []
    elements: list[Element] = []
    depth = style.leading
    for cell, width, left in zip(cells, widths, lefts, strict=False):
        align = {"right": "end", "center": "center"}.get(cell.align, "start")
        own = replace(style, align=align)
        role = "TH" if header else "TD"
        boxes, element = setter.block(role, cell.words, own, width)
        elements.append(replace(element, scope="Column" if header else ""))
        items += [replace(item, x=item.x + left, y=item.y + pad) for item in stacked(boxes)]
        depth = max(depth, height_of(boxes))
    text = " | ".join(cell.words.source for cell in cells)
    box = Box(depth + 2 * pad, tuple(items), text=text, span=cells[0].span)
    return box, Element(setter.key(), "TR", tuple(elements))


def _artifact(item: PageItem) -> PageItem:
    """Return an item of a repeated header: it is read once, where it stands first (PDF/UA-1, 7.5)."""
    if not isinstance(item, PlacedLine):
        return item
    segments = tuple(replace(segment, key="") for segment in item.line.segments)
    return replace(item, line=replace(item.line, segments=segments), key="", artifact="Pagination")
