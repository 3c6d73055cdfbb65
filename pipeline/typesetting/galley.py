"""Galleys: the text of an article as one long column of boxes, before any page is made.

In: a localised document whose citations are resolved, a layout. Out: boxes in reading order and the article's elements.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    DefinitionList,
    Figure,
    Heading,
    List,
    Paragraph,
    PullQuote,
    Sidebar,
    Table,
    Words,
)
from pipeline.foundation.value import Struct, field, replace
from pipeline.typesetting.agreement import grouped, levelled
from pipeline.typesetting.box import NEVER, Box, height_of, merged, panel
from pipeline.typesetting.columns import balanced
from pipeline.typesetting.figure import figure_box
from pipeline.typesetting.initial import with_initial, with_lead_in
from pipeline.typesetting.inset import inset
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Element, PlacedLine, PlacedRectangle
from pipeline.typesetting.runin import with_run_in
from pipeline.typesetting.setter import Setter, baseline
from pipeline.typesetting.table import place_table

TALL = 0.62


class Styles(Struct, frozen=True):
    """The names of the styles that a stretch of text is set in: the body's or a sidebar's."""

    body: str = "body"
    opening: str = "opening"
    item: str = "item"
    question: str = "question"
    term: str = "term"
    definition: str = "definition"
    heading: str = "heading"
    snap: bool = True


BODY = Styles()
BOX = Styles("box", "box", "box.item", "box", "box.heading", "box.item", "box.heading", False)


class Galley(Struct):
    """Gathers the boxes and elements of one article."""

    setter: Setter
    measure: float
    colour: str
    folder: str
    wide: float = 0.0
    styles: Styles = BODY
    level: int = 1
    boxes: list[Box] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    after: float = 0.0
    bound: bool = False
    fresh: bool = True
    heads: int = 0

    def style(self, name: str) -> TextStyle:
        """Return a style in the article's colour."""
        style = self.setter.layout.style(name)
        return replace(style, colour=self.colour) if style.colour == "accent" else style

    def add(self, boxes: Sequence[Box], element: Element | None = None, after: float = 0.0) -> None:
        """Put boxes under the last one; room between two blocks is the larger of what both ask."""
        if element is not None:
            self.elements.append(element)
        if not boxes:
            return
        first = replace(boxes[0], before=max(boxes[0].before, self.after))
        if self.heads and first.place == "column":
            # A figure right under its heading takes it along: moved away alone it would leave the heading empty.
            heading = self.boxes[-self.heads :]
            del self.boxes[-self.heads :]
            whole = levelled(self.setter, [*heading, first])
            first = merged(whole, place=first.place, after=first.after, snap=True)
            self.bound, self.heads, self.after = False, 0, 0.0
        if self.bound and first.place != "wide":
            first = replace(first, cost=NEVER)
        self.boxes.append(first)
        self.boxes.extend(boxes[1:])
        if not first.place:
            self.bound = False
            self.after = after
            self.heads = 0

    def blocks(self, blocks: Blocks) -> None:
        """Set blocks one after the other."""
        index = 0
        while index < len(blocks):
            block = blocks[index]
            beside = 0
            if isinstance(block, Figure) and block.width == "inset":
                beside = inset(self, block, blocks[index + 1 :])
            elif isinstance(block, Heading) and self.runs_in(block, blocks[index + 1 : index + 2]):
                beside = 1
            if not beside:
                self.block(block)
            index += 1 + beside

    def runs_in(self, heading: Heading, following: Blocks) -> bool:
        """Set a heading as the first words of the paragraph under it, where its style asks for that; return whether."""
        head = self._heading_style(heading)
        block = following[0] if following else None
        if not head.run_in or not isinstance(block, Paragraph):
            return False
        style = self.style(self.styles.opening)
        boxes, element = with_run_in(self.setter, heading, block, (head, style), self.measure, snap=self.styles.snap)
        self.level, self.fresh = heading.level, False
        if heading.name:
            self.setter.anchor(heading.name, [element])
        self.add(boxes, element, style.after)
        return True

    def _heading_style(self, block: Heading) -> TextStyle:
        return self.style(self.styles.heading if block.level == 2 else f"{self.styles.heading}.{block.level}")

    def block(self, block: Block) -> None:
        """Set one block; one that has a name becomes a place that links lead to."""
        mark = len(self.elements)
        self._block(block)
        if isinstance(block, Heading | Sidebar | Table | Figure) and block.name:
            self.setter.anchor(block.name, self.elements[mark:])

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.paragraph(block)
            case Heading():
                self.heading(block)
            case List():
                self.listing(block, 0)
            case DefinitionList():
                self.definitions(block)
            case BlockQuote():
                self.quote(block)
            case PullQuote():
                if self.setter.layout.manner.pull_quotes:
                    self.pull(block.words)
            case Sidebar():
                self.sidebar(block)
            case Table():
                self.table(block)
            case Figure():
                self.figure(block)

    def paragraph(self, block: Paragraph) -> None:
        """Set a paragraph; the first one of a stretch is not indented."""
        style = self.style(self.styles.opening if self.fresh else self.styles.body)
        boxes, element = self.setter.block("P", block.words, style, self.measure, snap=self.styles.snap)
        self.fresh = False
        self.add(boxes, element, style.after)

    def opening(self, block: Paragraph, lines: int) -> None:
        """Set the article's first paragraph with an initial `lines` deep, if any, and a lead-in."""
        style = self.style(self.styles.opening)
        made = with_initial(self.setter, block.words, style, self.measure, lines, self.colour) if lines else None
        boxes, element = made or with_lead_in(self.setter, block.words, style, self.measure)
        self.fresh = False
        self.add(boxes, element, style.after)

    def heading(self, block: Heading) -> None:
        """Set a heading, bound to what follows."""
        self.level = block.level
        style = self._heading_style(block)
        boxes, element = self.setter.block(f"H{block.level}", block.words, style, self.measure)
        boxes = [replace(box, cost=NEVER if index else -20.0) for index, box in enumerate(boxes)]
        self.add(boxes, element, style.after)
        self.heads = len(boxes)
        self.bound = True
        self.fresh = True

    def listing(self, block: List, depth: int) -> None:
        """Set a list; a list within an item is set one step further in."""
        element, boxes = self.list_boxes(block, depth)
        style = self.style(self.styles.item)
        if depth == 0 and boxes:
            lead = self.setter.layout.grid.leading / 2
            room = 0.0 if self.setter.layout.manner.snap or style.after else lead / 2
            boxes[0] = replace(boxes[0], before=max(boxes[0].before, room))
        self.add(boxes, element, max(style.after, self.style(self.styles.body).after))
        self.fresh = False

    def list_boxes(self, block: List, depth: int) -> tuple[Element, list[Box]]:
        """Return a list's element and boxes."""
        setter = self.setter
        base = self.style(self.styles.item)
        style = replace(base, margin=base.margin * (depth + 1))
        boxes: list[Box] = []
        items: list[Element] = []
        for number, item in enumerate(block.items, block.start):
            mark = f"{number}." if block.ordered else setter.layout.manner.markers
            label_key, body_key = setter.key(), setter.key()
            label_style = replace(style, margin=0.0, bold=block.ordered, colour=self.colour)
            label = setter.line(mark, label_style, base.margin)
            inner: list[Box] = []
            parts: list[Element] = []
            for part in item.content:
                if isinstance(part, List):
                    nested, more = self.list_boxes(part, depth + 1)
                    parts.append(nested)
                elif isinstance(part, Paragraph):
                    more, piece = setter.block("P", part.words, style, self.measure, snap=self.styles.snap)
                    parts.append(piece)
                else:
                    sub = Galley(
                        setter,
                        self.measure - style.margin,
                        self.colour,
                        self.folder,
                        self.wide,
                        self.styles,
                        self.level,
                    )
                    sub.block(part)
                    more = [
                        replace(box, items=tuple(replace(i, x=i.x + style.margin) for i in box.items))
                        for box in sub.boxes
                    ]
                    parts.extend(sub.elements)
                inner.extend(more)
            if inner:
                placed = PlacedLine(style.margin - base.margin, baseline(label_style), label, label_key)
                inner[0] = replace(inner[0], items=(placed, *inner[0].items))
                if boxes:
                    inner[0] = replace(inner[0], before=max(inner[0].before, style.after))
            boxes.extend(inner)
            label_element = Element(label_key, "Lbl")
            body_element = Element(body_key, "LBody", tuple(parts))
            items.append(Element(setter.key(), "LI", (label_element, body_element)))
        numbering = "Decimal" if block.ordered else "Disc"
        return Element(setter.key(), "L", tuple(items), numbering=numbering), boxes

    def definitions(self, block: DefinitionList) -> None:
        """Set terms, each bound to its meaning."""
        setter = self.setter
        items: list[Element] = []
        for item in block.items:
            style = self.style(self.styles.term)
            boxes, term = setter.block("Lbl", item.term, style, self.measure, snap=self.styles.snap)
            boxes = [replace(box, cost=NEVER if index else 0.0) for index, box in enumerate(boxes)]
            self.add(boxes, None, style.after)
            self.bound = True
            parts: list[Element] = []
            meaning_style = self.style(self.styles.definition)
            for meaning in item.meanings:
                for part in meaning:
                    if isinstance(part, Paragraph):
                        lines, element = setter.block(
                            "P", part.words, meaning_style, self.measure, snap=self.styles.snap
                        )
                        self.add(lines, None, meaning_style.after)
                        parts.append(element)
                    else:
                        mark = len(self.elements)
                        self.block(part)
                        parts.extend(self.elements[mark:])
                        del self.elements[mark:]
            body = Element(setter.key(), "LBody", tuple(parts))
            items.append(Element(setter.key(), "LI", (term, body)))
        self.elements.append(Element(setter.key(), "L", tuple(items), numbering="None"))
        self.after = max(self.after, self.style(self.styles.body).after, self.style(self.styles.term).before)
        self.fresh = True

    def quote(self, block: BlockQuote) -> None:
        """Set a passage quoted, or a reader's question, in its own style."""
        sub = Galley(
            self.setter,
            self.measure,
            self.colour,
            self.folder,
            self.wide,
            replace(self.styles, body=self.styles.question, opening=self.styles.question),
            self.level,
        )
        sub.blocks(block.content)
        self.add(sub.boxes, Element(self.setter.key(), "BlockQuote", tuple(sub.elements)), sub.after)
        self.fresh = True

    def pull(self, words: Words) -> None:
        """Set a sentence large, between rules, free to move to a column's head."""
        setter, style = self.setter, self.style("pull")
        step = setter.layout.grid.leading
        boxes, element = setter.block("P", words, style, self.measure)
        text = merged(boxes)
        depth = step * max(1, round((text.height + step * 1.5) / step + 0.49))
        depth = setter.agreed("pull", depth)
        top = (depth - text.height) / 2
        rule = PlacedRectangle(0.0, step * 0.35, self.measure * 0.22, 2.4, self.colour)
        items = (rule, *(replace(item, y=item.y + top + step * 0.15) for item in text.items))
        key = setter.key()
        box = Box(
            depth, items, before=step / 2, place="column", snap=True, drop=key, text=words.source, span=words.span
        )
        self.add([box], Element(key, "BlockQuote", (element,)))

    def sidebar(self, block: Sidebar) -> None:
        """Set a box on a tint; one taller than most of a column runs on in the text."""
        setter = self.setter
        single = setter.layout.grid.columns == 1
        padding = self.style("box").leading * 0.85
        width = self.measure
        boxes, elements = self.sidebar_content(block, width - 2 * padding)
        level = levelled(setter, boxes)
        height = height_of(level) + 2 * padding
        element = Element(setter.key(), "Sect", tuple(elements))
        room = setter.layout.grid.leading
        if height <= setter.layout.depth * (0.96 if single else TALL):
            whole = panel(level, width, padding, f"{self.colour}-tint", self.colour, 3.0)
            self.add(
                [replace(whole, before=room, after=room * 0.75, place="column", snap=True, span=block.span)], element
            )
            self.after = max(self.after, room) if single else self.after
            return
        if not single:
            self.add([self.wide_sidebar(boxes, padding, block)], element)
            return
        tinted = [self.on_tint(box, index, len(boxes), padding, width) for index, box in enumerate(boxes)]
        self.add(tinted, element, room)

    def sidebar_content(self, block: Sidebar, measure: float) -> tuple[list[Box], list[Element]]:
        """Return the text of a sidebar set to a measure."""
        setter = self.setter
        inner = Galley(setter, measure, self.colour, self.folder, measure, BOX, self.level)
        if block.title is not None:
            style = self.style("box.title")
            level = min(self.level + 1, 6)
            boxes, title = setter.block(f"H{level}", block.title, style, measure, before=0.0)
            boxes = [replace(box, cost=NEVER) for box in boxes]
            inner.add(boxes, title, style.leading * 0.4)
            inner.level = level
            inner.bound = True
        for part in block.content:
            if inner.boxes and not isinstance(part, List):
                inner.after = max(inner.after, self.style("box").leading * 0.4)
            inner.block(part)
        # Within a box everything stands in its order: nothing floats out of it or across the page.
        return [replace(box, place="") for box in inner.boxes], inner.elements

    def wide_sidebar(self, boxes: Sequence[Box], padding: float, block: Sidebar) -> Box:
        """Return a sidebar across the page, its text in as many columns as the page has."""
        layout = self.setter.layout
        filled = balanced(grouped(self.setter, boxes), layout.grid.columns, 0.0)
        step = layout.column + layout.grid.gutter
        items = tuple(
            replace(item, x=item.x + padding + column * step, y=item.y + padding)
            for column, placed in enumerate(filled.columns)
            for item in placed.items
        )
        height = self.setter.agreed("sidebar", filled.height) + 2 * padding
        tint = PlacedRectangle(0.0, 0.0, layout.measure, height, f"{self.colour}-tint", "Background")
        edge = PlacedRectangle(0.0, 0.0, layout.measure, 3.0, self.colour, "Background")
        return Box(height, (tint, edge, *items), place="wide", span=block.span, text="sidebar")

    def on_tint(self, box: Box, index: int, count: int, padding: float, width: float) -> Box:
        """Return a box of a sidebar that may be parted from the next, carrying its piece of the tint."""
        above = padding if index == 0 else box.before
        below = padding if index == count - 1 else 0.0
        height = above + box.height + below
        tint = PlacedRectangle(0.0, -0.05, width, height + 0.1, f"{self.colour}-tint", "Background")
        edge = PlacedRectangle(0.0, -0.05, 3.0, height + 0.1, self.colour, "Background")
        items = tuple(replace(item, x=item.x + padding, y=item.y + above) for item in box.items)
        return replace(box, height=height, items=(tint, edge, *items), before=0.0)

    def table(self, block: Table) -> None:
        """Set a table."""
        place_table(self, block)

    def figure(self, block: Figure) -> None:
        """Set a figure with its caption."""
        layout = self.setter.layout
        wide = layout.grid.columns > 1 and block.width == "wide"
        box, element = figure_box(self, block, self.wide if wide else self.measure)
        if box is None:
            return
        room = layout.grid.leading
        place = "wide" if wide else "column"
        box = replace(box, before=room, after=room * 0.75, place=place, snap=True, span=block.span)
        self.add([box], element)
