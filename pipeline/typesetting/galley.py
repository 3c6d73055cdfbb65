"""Galleys: the text of an article as one long column of boxes, before any page is made.

In: a localised document whose citations are resolved, a layout. Out: boxes in reading order and the article's elements.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Chart,
    DefinitionList,
    Figure,
    Heading,
    List,
    Paragraph,
    PullQuote,
    Sidebar,
    Table,
)
from pipeline.foundation.value import Struct, field, replace
from pipeline.typesetting.agreement import levelled
from pipeline.typesetting.aside import place_pull, place_sidebar
from pipeline.typesetting.box import NEVER, Box, height_of, merged, shifted
from pipeline.typesetting.figure import figure_box
from pipeline.typesetting.initial import with_initial, with_lead_in
from pipeline.typesetting.inset import inset
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.listing import list_room, place_list
from pipeline.typesetting.page import Element
from pipeline.typesetting.record import chart_records
from pipeline.typesetting.rows import in_rows
from pipeline.typesetting.runin import with_run_in
from pipeline.typesetting.setter import Setter
from pipeline.typesetting.table import place_table

# How far a heading may pass whole lines of the grid, as a share of one.
MORE = 0.3


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

    @property
    def on_grid(self) -> bool:
        """Whether its text stands on the baseline grid."""
        return self.styles.snap and self.setter.layout.manner.snap

    def in_rows(self, box: Box) -> Box:
        """Return what moves in a column or across the page as deep as whole rows of the grid, where it stands on one."""
        return in_rows(box, self.setter.layout) if self.on_grid else box

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
            if self.on_grid:
                first = replace(first, before=min(first.before, self.setter.layout.grid.leading / 2))
            whole = levelled(self.setter, [*heading, first])
            first = self.in_rows(merged(whole, place=first.place, after=first.after, snap=True))
            self.bound, self.heads, self.after = False, 0, 0.0
        if self.bound and first.place != "wide":
            first = replace(first, cost=NEVER)
            if self.heads and self.on_grid:
                # What is under a heading follows on the next line, whatever room it asks for elsewhere.
                first = replace(first, before=self.after)
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
            if isinstance(block, Figure | Sidebar | PullQuote) and block.width == "inset":
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
                place_list(self, block)
            case DefinitionList():
                self.definitions(block)
            case BlockQuote():
                self.quote(block)
            case PullQuote():
                if self.setter.layout.manner.pull_quotes:
                    place_pull(self, block)
            case Sidebar():
                place_sidebar(self, block)
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
        if boxes and self.on_grid:
            boxes[0] = over_text(boxes, style, self.setter.layout.grid.leading)
        self.add(boxes, element, style.after)
        self.heads = len(boxes)
        self.bound = True
        self.fresh = True

    def definitions(self, block: DefinitionList) -> None:
        """Set terms, each bound to its meaning."""
        setter = self.setter
        items: list[Element] = []
        if not self.bound:
            self.after = max(self.after, list_room(self))
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
        self.elements.append(Element(setter.key(), "L", tuple(items), numbering="Description"))
        self.after = max(
            self.after, self.style(self.styles.body).after, self.style(self.styles.term).before, list_room(self)
        )
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

    def boxed(self, measure: float) -> Galley:
        """Return a galley for the text of a box beside this one's."""
        return Galley(self.setter, measure, self.colour, self.folder, measure, BOX, self.level)

    def table(self, block: Table) -> None:
        """Set a table."""
        place_table(self, block)

    def figure(self, block: Figure) -> None:
        """Set a figure with its caption."""
        layout = self.setter.layout
        wide = layout.grid.columns > 1 and block.width == "wide"
        rows = self.on_grid and layout.grid.rows > 0
        box, element = figure_box(self, block, self.wide if wide else self.measure, rows)
        if box is None:
            return
        if box.height > layout.depth and layout.manner.records and isinstance(block.image, Chart):
            chart_records(self, block, block.image)
            return
        room = layout.grid.leading
        place = "wide" if wide else "column"
        box = replace(box, before=room, after=room * 0.75, place=place, snap=True, span=block.span)
        self.add([self.in_rows(box)], element)


def over_text(boxes: Sequence[Box], style: TextStyle, step: float) -> Box:
    """Return the first box of a heading so that the text under it begins on the next line of the grid.

    What is left to whole lines of the grid stands above it, and the room it asks for there comes out at the nearest line. A
    leading a little over the grid's is made up for in that room, too.
    """
    depth = height_of(boxes) + style.after
    spare = math.ceil((depth - step * MORE) / step - 1e-6) * step - depth
    first = boxes[0]
    items = shifted(first.items, 0.0, spare) if spare else first.items
    before = max(0.0, first.before - spare - step / 3)
    return replace(first, height=first.height + spare, items=items, before=before, snap=True)
