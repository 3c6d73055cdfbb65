"""The contents page and the masthead."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document.tree import Words
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.box import Box, height_of, stacked
from pipeline.typesetting.columns import balanced, fill
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.makeup import Draft
from pipeline.typesetting.page import Element, PageItem, PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import Setter, baseline, spaced

# The room over a block of the masthead where one stands under the other, in shares of its leading.
APART = 0.8


class Entry(Struct, frozen=True):
    """A line of the contents. `featured` entries keep their deck where not all of them have room."""

    slug: str
    department: Words
    colour: str
    title: Words
    deck: Words | None
    page: str
    featured: bool = False


class Masthead(Struct, frozen=True):
    """What the masthead says: pairs of a heading ("" for none) and lines."""

    blocks: tuple[tuple[str, tuple[Words, ...]], ...]


def contents_pages(
    setter: Setter, title: Words, issue: str, entries: Sequence[Entry], masthead: Masthead
) -> tuple[list[Draft], Element]:
    """Return the contents as pages with the masthead at their end, and their element."""
    layout = setter.layout
    columns = layout.grid.columns
    heading: list[Element] = []
    top = _title(setter, title, issue, heading)
    foot, foot_element = _masthead(setter, masthead)
    whole = layout.depth - top.height - layout.grid.leading
    beside = whole - foot.height - 1.2 * layout.grid.leading
    boxes, listed = _chosen(setter, entries, columns, beside, whole)
    drafts: list[Draft] = []
    rest: Sequence[Box] = boxes
    y = top.height + layout.grid.leading
    items: list[PageItem] = list(top.items)
    step = layout.column + layout.grid.gutter
    while True:
        filled = fill(rest, [layout.depth - y] * columns, 0.0)
        if not filled.rest and columns > 1:
            filled = balanced(rest, columns, 0.0, layout.depth - y)
        for number, column in enumerate(filled.columns):
            items += [replace(i, x=i.x + number * step, y=i.y + y) for i in column.items]
        drafts.append(Draft(items, y + setter.agreed("contents", filled.height), "contents"))
        rest = filled.rest
        if not rest:
            break
        items, y = [], 0.0
    page = drafts[-1]
    if page.used + foot.height + layout.grid.leading * 1.2 > layout.depth:
        page = Draft([], 0.0, "contents")
        drafts.append(page)
        at = 0.0
    else:
        at = layout.depth - foot.height if columns > 1 else page.used + layout.grid.leading * 1.2
    page.items += [replace(item, y=item.y + at) for item in foot.items]
    page.used = at + foot.height
    toc = Element(setter.key(), "TOC", tuple(listed))
    return drafts, Element(setter.key(), "Sect", (*heading, toc, foot_element))


def _chosen(
    setter: Setter, entries: Sequence[Entry], columns: int, beside: float, whole: float
) -> tuple[list[Box], list[Element]]:
    """Return the entries with as many decks as leave room for the masthead, else with as many as fill the page.

    `beside` and `whole` are the depths with the masthead and without. In one column all decks stay.
    """
    few = [entry if entry.featured else replace(entry, deck=None) for entry in entries]
    none = [replace(entry, deck=None) for entry in entries]
    made = _entries(setter, entries)
    if columns == 1:
        return made
    for room, choices in ((beside, (entries, few)), (whole, (entries, few, none))):
        for choice in choices:
            made = _entries(setter, choice)
            if not balanced(made[0], columns, 0.0, room).rest:
                return _spread(made[0], columns, room), made[1]
    return made


def _spread(boxes: list[Box], columns: int, room: float) -> list[Box]:
    """Return entries with the room between them opened, up to twice, as far as the page allows."""
    for tenths in range(20, 10, -1):
        wider = [replace(box, before=box.before * tenths / 10) for box in boxes]
        if not balanced(wider, columns, 0.0, room).rest:
            return wider
    return boxes


def _entries(setter: Setter, entries: Sequence[Entry]) -> tuple[list[Box], list[Element]]:
    boxes: list[Box] = []
    elements: list[Element] = []
    department: Words | None = None
    for entry in entries:
        box, element = _entry(setter, entry, setter.layout.column, entry.department != department)
        department = entry.department
        boxes.append(box)
        elements.append(element)
    return boxes, elements


def _title(setter: Setter, title: Words, issue: str, elements: list[Element]) -> Box:
    layout = setter.layout
    style = layout.style("contents-title")
    boxes, element = setter.block("H1", title, style, layout.measure)
    elements.append(element)
    line_style = layout.style("byline")
    more, second = setter.block("P", setter.words(issue), line_style, layout.measure)
    elements.append(second)
    more[0] = replace(more[0], before=layout.grid.leading * 0.3)
    rule = PlacedRectangle(
        0.0, 0.0, layout.measure, layout.templates.contents.rule, layout.templates.contents.rule_colour
    )
    drop = layout.grid.leading
    all_boxes = [*boxes, *more]
    items = [replace(item, y=item.y + drop) for item in stacked(all_boxes)]
    return Box(setter.agreed("title", height_of(all_boxes)) + drop, (rule, *items))


def _entry(setter: Setter, entry: Entry, measure: float, labelled: bool) -> tuple[Box, Element]:
    layout = setter.layout
    number_style = replace(layout.style("contents-page"), align="start", colour=entry.colour)
    if layout.grid.columns == 1:
        number_style = replace(number_style, colour="ink")
    digits, _ = setter.runs(setter.words("000").content, number_style, "")
    indent = setter.composer.width(digits) * 1.12
    inner = measure - indent
    children: list[Element] = []
    boxes: list[Box] = []
    if labelled:
        style = replace(layout.style("contents-label"), colour=entry.colour)
        label, element = setter.block("P", entry.department, style, inner)
        boxes += label
        children.append(element)
    title_style = layout.style("contents-entry")
    link = Element(setter.key(), "Link", title=entry.title.source, target=f"#{entry.slug}")
    setter.targets[link.key] = link.target
    lines, inlines = setter.lines(entry.title, title_style, inner, link.key, indent=0.0)
    boxes += [
        Box(title_style.leading, (PlacedLine(0.0, baseline(title_style), line, link.key, style=title_style.name),))
        for line in lines
    ]
    if entry.page:
        number = setter.line(entry.page, number_style, indent)
        y = baseline(title_style) - title_style.leading * (len(lines) - 1)
        mark = PlacedLine(-indent, y, number, link.key, style=number_style.name)
        # It stands beside the title's first line and is read after its last, with a space between.
        boxes[-1] = replace(boxes[-1], items=(*spaced(boxes[-1].items), mark))
    language = entry.title.language if entry.title.language != setter.language else ""
    link = replace(link, children=inlines, language=language)
    children.append(Element(setter.key(), "Reference", (link,)))
    if entry.deck is not None:
        deck, element = setter.block("P", entry.deck, layout.style("contents-deck"), inner, before=1.0)
        boxes += deck
        children.append(element)
    items = [replace(item, x=item.x + indent) for item in stacked(boxes)]
    before = layout.grid.leading * (0.95 if labelled else 0.75)
    box = Box(height_of(boxes), tuple(items), before=before, text=entry.title.source)
    return box, Element(setter.key(), "TOCI", tuple(children))


def _masthead(setter: Setter, masthead: Masthead) -> tuple[Box, Element]:
    """Return the masthead as a tinted strip, its blocks side by side where there are columns."""
    layout = setter.layout
    style, head = layout.style("masthead"), layout.style("masthead.heading")
    side = layout.grid.columns > 1
    count = len(masthead.blocks)
    padding = style.leading * 1.1
    gap = style.leading * 1.6
    room = layout.measure - 2 * padding
    # Widths go by the square root of what there is to say, so that the columns come out about as deep.
    weights = [sum(len(line.source) for line in lines) ** 0.5 for _, lines in masthead.blocks]
    free = room - gap * (count - 1)
    widths = [free * weight / sum(weights) if side else layout.measure for weight in weights]
    elements: list[Element] = []
    columns: list[list[Box]] = []
    for (title, lines), width in zip(masthead.blocks, widths, strict=True):
        boxes: list[Box] = []
        if title:
            made, element = setter.block("H2", setter.words(title), head, width)
            boxes += made
            elements.append(element)
        for line in filter(None, lines):
            made, element = _paragraph(setter, line, style, width)
            boxes += made
            elements.append(element)
        columns.append(boxes)
    element = Element(setter.key(), "Sect", tuple(elements))
    if not side:
        # One under the other: a line less than whole parts them.
        under = [[replace(boxes[0], before=style.leading * APART), *boxes[1:]] for boxes in columns[1:] if boxes]
        flat = [box for boxes in (columns[0], *under) for box in boxes]
        return Box(height_of(flat), stacked(flat)), element
    height = setter.agreed("masthead", max(height_of(boxes) for boxes in columns)) + 2 * padding
    strip = layout.templates.masthead
    items: list[PageItem] = [
        PlacedRectangle(0.0, 0.0, layout.measure, height, strip.ground, "Background"),
        PlacedRectangle(0.0, 0.0, layout.measure, strip.rule, strip.rule_colour, "Background"),
    ]
    for number, boxes in enumerate(columns):
        x = padding + sum(widths[:number]) + number * gap
        items += [replace(item, x=item.x + x, y=item.y + padding) for item in stacked(boxes)]
    return Box(height, tuple(items)), element


def _paragraph(setter: Setter, text: Words, style: TextStyle, width: float) -> tuple[list[Box], Element]:
    return setter.block("P", text, style, width, before=style.leading * 0.25)
