"""Tables: column widths from what the cells hold, rows between rules, a header that comes again."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.document.tree import Cell, Table, plain
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import number_words
from pipeline.foundation.value import replace
from pipeline.typesetting.box import NEVER, Box, height_of, merged, stacked
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Element, PageItem, PlacedLine, PlacedRectangle
from pipeline.typesetting.record import place_records
from pipeline.typesetting.setter import Setter, baseline
from pipeline.typesetting.tablehead import headed, names_rows

if TYPE_CHECKING:
    from pipeline.typesetting.galley import Galley

# Room over and under a row's words in shares of the leading, and the least where rows stand on a grid.
PADDING, LEAST_PADDING = 0.42, 0.3


# The room between columns, and the least there may be, in shares of the type's size.
GAP, LEAST_GAP = 1.1, 0.55
# A table whose words need more than this times its width has too many columns; below, long words are divided.
TOO_WIDE = 1.25
# A table deeper than this share of a column runs on in the text, and one across the page is parted.
TALL = 0.62
# Rows of at least so many lines may be parted between two lines.
LONG_ROW = 8


def place_table(galley: Galley, table: Table) -> None:
    """Set a table into a galley: across the page where it has many columns, in the text where it is long.

    Error "table-too-wide" where its columns have no room for their words.
    """
    layout = galley.setter.layout
    if layout.manner.records and (len(table.head) >= layout.manner.records or _crowded(galley, table)):
        place_records(galley, table)
        return
    wide = layout.grid.columns > 1 and (table.width == "wide" or len(table.head) >= layout.manner.wide_tables)
    boxes, element = table_boxes(galley, table, galley.wide if wide else galley.measure)
    room = layout.grid.leading
    if layout.grid.columns == 1 or (not wide and height_of(boxes) > layout.depth * TALL):
        boxes[0] = replace(boxes[0], before=room, snap=galley.styles.snap)
        galley.add(boxes, element, room)
        return
    more = {"before": room, "after": room * 0.75, "place": "wide" if wide else "column", "span": table.span}
    parts = _parted(boxes, layout.depth * TALL) if wide else [boxes]
    galley.add([galley.in_rows(merged(part, cost=0.0, snap=True, head=None, **more)) for part in parts], element)


def _crowded(galley: Galley, table: Table) -> bool:
    """Whether the columns of a table have no room for their longest words."""
    style, head = galley.style("cell"), galley.style("cell.head")
    least, _ = _needed(galley.setter, (table.head, *table.rows), style, head)
    return sum(least) + style.size * GAP * (len(table.head) - 1) > galley.measure


def _parted(boxes: Sequence[Box], depth: float) -> list[list[Box]]:
    """Return a table's boxes in parts of at most `depth` points where it may be parted, each under its header."""
    parts: list[list[Box]] = [[]]
    for box in boxes:
        part = parts[-1]
        if part and box.cost != NEVER and height_of([*part, box]) > depth:
            part = [box.head] if box.head is not None else []
            parts.append(part)
        part.append(box)
    return parts


def table_boxes(galley: Galley, table: Table, width: float) -> tuple[list[Box], Element]:
    """Return a table `width` points wide as boxes (caption, header, rows) and its element."""
    setter = galley.setter
    style, head_style = galley.style("cell"), galley.style("cell.head")
    rows = (table.head, *table.rows)
    count = len(table.head)
    least, wanted = _needed(setter, rows, style, head_style)
    gap = style.size * (GAP if sum(least) + style.size * GAP * (count - 1) <= width else LEAST_GAP)
    room = width - gap * (count - 1)
    spoken = setter.problems
    if room <= 0 or sum(least) > room * TOO_WIDE:
        setter.problems.error(
            "table-too-wide",
            f"the words of {count} columns need {sum(least) + gap * (count - 1):.0f} pt where there are {width:.0f}",
            table.span,
            hint="part the table, turn rows into columns, or say it in fewer words",
        )
        # What its cells would have to say of that has been said.
        setter.problems = Problems()
    widths = _shared(least, wanted, max(room, count * 1.0))
    lefts = [sum(widths[:n]) + gap * n for n in range(count)]
    aligned = _decimals(setter, rows, style, widths)
    step = setter.layout.grid.leading / 2 if setter.layout.manner.snap else 0.0
    boxes: list[Box] = []
    children: list[Element] = []
    if table.caption is not None:
        caption_style = setter.layout.style("caption")
        lines, caption = setter.block("Caption", table.caption, replace(caption_style, bold=True), width)
        children.append(caption)
        boxes += [replace(box, cost=NEVER) for box in lines]
    head, head_element = _row(setter, table.head, head_style, widths, lefts, step, header=True, aligned=aligned)
    rule = PlacedRectangle(0.0, 0.0, width, 1.4, galley.colour)
    thin = PlacedRectangle(0.0, head.height - 0.6, width, 0.6, galley.colour)
    # With a caption the header begins on the grid again.
    above = _up(setter.agreed("caption", height_of(boxes) + style.leading * 0.35), step) - height_of(boxes)
    head = replace(head, items=(rule, thin, *head.items), before=above, cost=NEVER)
    repeated = replace(head, items=tuple(_artifact(item) for item in head.items), before=0.0)
    boxes.append(head)
    body: list[Element] = []
    for number, cells in enumerate(table.rows):
        row, element = _row(setter, cells, style, widths, lefts, step, header=False, aligned=aligned)
        line = PlacedRectangle(0.0, row.height - 0.5, width, 0.5, "hairline")
        # A header has a row under it, and no row but the last stands alone under a repeated one.
        cost = NEVER if number == 0 else 60.0 if number == len(table.rows) - 1 else 0.0
        row = replace(row, items=(line, *row.items), cost=cost, head=repeated, span=cells[0].span)
        # In a co-edition the rule under a row stands still: a row of lines would be parted elsewhere in each language.
        boxes += _in_lines(row, style) if setter.agreement is None else [row]
        body.append(element)
    if boxes:
        boxes[0] = replace(boxes[0], cost=0.0)
    children.append(Element(setter.key(), "THead", (head_element,)))
    children.append(Element(setter.key(), "TBody", headed(head_element, body, named=names_rows(table.rows))))
    setter.problems = spoken
    return boxes, Element(setter.key(), "Table", tuple(children))


def _up(height: float, step: float) -> float:
    """Return the next multiple of `step` from `height` on; `height` itself without a step."""
    return math.ceil(height / step - 1e-6) * step if step else height


def _in_lines(row: Box, style: TextStyle) -> list[Box]:
    """Return a row of many lines as boxes that may be parted between them, two lines staying together at either end."""
    lines = [item for item in row.items if isinstance(item, PlacedLine)]
    first = min((line.y for line in lines), default=0.0)
    count = round((max((line.y for line in lines), default=0.0) - first) / style.leading) + 1
    if count < LONG_ROW:
        return [row]
    tops = [0.0, *(first - baseline(style) + style.leading * n for n in range(1, count)), row.height]
    boxes: list[Box] = []
    for number, (top, bottom) in enumerate(pairwise(tops)):
        last = number == count - 1
        items = tuple(
            replace(item, y=item.y - top)
            for item in row.items
            if (top <= item.y < bottom if isinstance(item, PlacedLine) else last)
        )
        cost = row.cost if number == 0 else NEVER if number in (1, count - 1) else 20.0
        boxes.append(replace(row, height=bottom - top, items=items, cost=cost, text=row.text if number == 0 else ""))
    return boxes


_FIGURE = re.compile(r"(?P<sign>[^\w\s]{0,3}\s?)(?P<digits>\d[\d.,\u202f\u00a0]*)(?P<rest>\D{0,12})")


def _decimals(
    setter: Setter, rows: Sequence[Sequence[Cell]], style: TextStyle, widths: Sequence[float]
) -> dict[int, tuple[float, float]]:
    """Return the columns of figures: how wide their widest whole part is, and where that begins in the column, in points.

    A column of figures has nothing else under its header but empty cells and dashes, and a decimal mark somewhere or whole
    parts of different lengths (years have none). Its figures stand with their decimal marks or their units under
    each other, as a block where the column is aligned.
    """
    found: dict[int, tuple[float, float]] = {}
    for column, width in enumerate(widths):
        cells = [row[column] for row in rows[1:] if column < len(row)]
        parts = [_split(setter, cell, style) for cell in cells if _said(cell) not in ("", "-", "–", "—")]
        if not parts or not all(parts):
            continue
        if not any(part and part[2] for part in parts) and len({part[3] for part in parts if part}) < 2:
            continue
        whole, rest = (max(part[index] for part in parts if part) for index in (0, 1))
        spare = width - whole - rest
        if spare < 0:
            continue
        share = {"right": 1.0, "center": 0.5}.get(rows[0][column].align, 0.0)
        found[column] = (whole, spare * share)
    return found


def _said(cell: Cell) -> str:
    return plain(cell.words.content).strip()


def _split(setter: Setter, cell: Cell, style: TextStyle) -> tuple[float, float, bool, int] | None:
    """Return how wide a figure is up to its decimal mark and from it on, whether it has one, and the characters before it.

    None is for what is no figure.
    """
    text = _said(cell)
    match = _FIGURE.fullmatch(text)
    if match is None:
        return None
    mark = number_words(1.5, cell.words.language or setter.language)[1:2]
    end = match.end("digits")
    digits = match["digits"]
    at = match.start("digits") + digits.rindex(mark) if mark in digits else end
    tabular = replace(style, figures="tabular")
    runs, _ = setter.runs(cell.words.content, tabular, "")

    def wide(text: str) -> float:
        run = replace(runs[0], text=text)
        line = setter.composer.line(
            [run], tabular, math.inf, language=setter.language, span=cell.span, problems=setter.problems
        )
        return line.width

    whole = wide(text[:at])
    return whole, wide(text) - whole, at < end, at


def column_widths(
    setter: Setter, rows: Sequence[Sequence[Cell]], style: TextStyle, head: TextStyle, room: float
) -> list[float]:
    """Return widths that add up to `room`: none below its longest word, the rest by how much text there is."""
    return _shared(*_needed(setter, rows, style, head), room)


def _needed(
    setter: Setter, rows: Sequence[Sequence[Cell]], style: TextStyle, head: TextStyle
) -> tuple[list[float], list[float]]:
    """Return how wide the longest word of each column is, and its longest cell."""
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
    return least, wanted


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
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
    step: float,
    *,
    header: bool,
    aligned: Mapping[int, tuple[float, float]],
) -> tuple[Box, Element]:
    """Return a row, as deep as its deepest cell on the next `step`, and its element."""
    pad = style.leading * PADDING
    items: list[PageItem] = []
    elements: list[Element] = []
    depth = style.leading
    for column, (cell, width, left) in enumerate(zip(cells, widths, lefts, strict=False)):
        align = {"right": "end", "center": "center"}.get(cell.align, "start")
        own = replace(style, align=align)
        role = "TH" if header else "TD"
        figure = None
        if column in aligned and not header and (figure := _split(setter, cell, style)):
            own = replace(own, align="start", figures="tabular")
            whole, start = aligned[column]
            left += start + whole - figure[0]
        # A figure stands where its decimal mark wants it, and is never broken.
        boxes, element = setter.block(
            role, cell.words, own, max(width, 1.0) if figure is None else figure[0] + figure[1] + 1
        )
        elements.append(replace(element, scope="Column" if header else ""))
        items += [replace(item, x=item.x + left) for item in stacked(boxes)]
        depth = max(depth, height_of(boxes))
    depth = setter.agreed("row", depth)
    height = depth + 2 * pad
    if step:
        # Half the grid's step, with less room over and under the words where that comes nearer.
        height = _up(depth + 2 * style.leading * LEAST_PADDING, step)
        pad = (height - depth) / 2
    items = [replace(item, y=item.y + pad) for item in items]
    text = " | ".join(cell.words.source for cell in cells)
    box = Box(height, tuple(items), text=text, span=cells[0].span)
    return box, Element(setter.key(), "TR", tuple(elements))


def _artifact(item: PageItem) -> PageItem:
    """Return an item of a repeated header: it is read once, where it stands first (PDF/UA-1, 7.5)."""
    if not isinstance(item, PlacedLine):
        return item
    segments = tuple(replace(segment, key="") for segment in item.line.segments)
    return replace(item, line=replace(item.line, segments=segments), key="", artifact="Pagination")
