"""Records: a table without its columns, each row a list of what its headers say of it.

In: a table. Out: boxes and an element in the galley. Where type is large, four columns leave two words to a line; a record keeps
each value beside the name of its column, and a reader who sees little of a page at once needs no header out of sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.tree import Cell, Chart, Figure, Foreign, Inlines, Strong, Table, Text, Words, plain
from pipeline.foundation.language import number_words
from pipeline.foundation.value import replace
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.page import Element, PlacedRectangle

if TYPE_CHECKING:
    from pipeline.typesetting.galley import Galley

# Shares of the leading: room around the rule between two records.
ROOM = 0.5


def place_records(galley: Galley, table: Table) -> None:
    """Set a table as records into a galley: its caption, then for each row what it is of and, item by item, the rest."""
    setter = galley.setter
    style = galley.style("cell")
    room = style.leading * ROOM
    boxes: list[Box] = []
    elements: list[Element] = []
    if table.caption is not None:
        caption = replace(setter.layout.style("caption"), bold=True)
        lines, element = setter.block("P", table.caption, caption, galley.measure)
        boxes += [replace(box, cost=NEVER) for box in lines]
        elements.append(element)
    items = []
    for row in table.rows:
        made, item = _record(galley, table.head, row)
        rule = PlacedRectangle(0.0, -room / 2, galley.measure, 1.0, galley.colour)
        if made:
            made[0] = replace(made[0], before=room if boxes else 0.0, items=(rule, *made[0].items))
        boxes += made
        items.append(item)
    elements.append(Element(setter.key(), "L", tuple(items), numbering="None"))
    if boxes:
        boxes[0] = replace(boxes[0], before=style.leading)
    galley.add(boxes, Element(setter.key(), "Sect", tuple(elements)), style.leading)


def chart_records(galley: Galley, figure: Figure, chart: Chart) -> None:
    """Set a chart that has no room on a page in words: what it shows, then its figures as records under its caption."""
    setter = galley.setter
    alternate = figure.alternate
    told = replace(alternate, content=alternate.content or (Text(alternate.source),))
    boxes, element = setter.block("P", told, setter.layout.style("caption"), galley.measure, indent=0.0)
    if boxes:
        boxes[0] = replace(boxes[0], before=setter.layout.grid.leading)
    galley.add(boxes, element, setter.layout.style("caption").leading * ROOM)
    language = setter.language

    def cell(value: float | None) -> Cell:
        text = "–" if value is None else f"{number_words(value, language)}{chart.unit}"
        return Cell(Words((Text(text),), text, language))

    head = (Cell(chart.axis, True), *(Cell(series.name, True) for series in chart.series))
    rows = tuple(
        (Cell(category), *(cell(s.values[at] if at < len(s.values) else None) for s in chart.series))
        for at, category in enumerate(chart.categories)
    )
    place_records(galley, Table(head, rows, figure.caption, span=figure.span))


def _record(galley: Galley, head: tuple[Cell, ...], row: tuple[Cell, ...]) -> tuple[list[Box], Element]:
    """Return a row as boxes, of which the first two and the last two stay together, and as an item of a list."""
    setter, style = galley.setter, galley.style("cell")
    boxes: list[Box] = []
    parts: list[Element] = []
    for number, (header, value) in enumerate(zip(head, row, strict=True)):
        if number and not plain(value.words.content).strip():
            continue
        look = replace(style, bold=True) if number == 0 else style
        more, part = setter.block(
            "P", _said(header.words, value.words, setter.language), look, galley.measure, indent=0.0
        )
        boxes += more
        parts.append(part)
    for number in (1, len(boxes) - 1):
        if 0 < number < len(boxes):
            boxes[number] = replace(boxes[number], cost=NEVER)
    if boxes:
        boxes[0] = replace(boxes[0], span=row[0].span)
    return boxes, Element(setter.key(), "LI", (Element(setter.key(), "LBody", tuple(parts)),))


def _said(header: Words, value: Words, language: str) -> Words:
    """Return a value after the name of its column, which keeps the language it is really in."""
    name = plain(header.content).strip()
    if not name:
        return value
    label: Inlines = (Strong((Text(f"{name}: "),)),)
    spoken = header.language or language
    if spoken != (value.language or language):
        label = (Foreign(spoken, label),)
    return replace(value, content=(*label, *value.content))
