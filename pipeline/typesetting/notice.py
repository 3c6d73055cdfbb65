"""House notices: panels that take what an article leaves, and full pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.document.tree import Document, Paragraph
from pipeline.foundation.value import Struct, field, replace
from pipeline.typesetting.artwork import Artwork, placed
from pipeline.typesetting.box import Box, height_of, stacked
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import Element, PageItem, PlacedRectangle
from pipeline.typesetting.setter import Setter

LARGE = 0.42

Panel = tuple[tuple[PageItem, ...], Element]
Notice = Callable[[float], "Panel | None"]
"""A house notice as a panel of any height, None where it has no room."""


class Pictures(Struct):
    """The pictures of house notices by turns."""

    art: Sequence[Artwork] = ()
    turn: int = 0

    @property
    def next(self) -> Artwork | None:
        """The picture whose turn it is, or None where a notice is to go without."""
        turn = self.turn % (len(self.art) + 1)
        return self.art[turn] if turn < len(self.art) else None


class Turns(Struct):
    """The house notices by turns: of those that fit, the one that was shown least, and longest ago.

    `shown` says how often each was, `last` when; `count` how many were shown in all. `pictures` are theirs.
    """

    panels: Sequence[Notice]
    shown: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    count: int = 0
    pictures: Pictures = field(default_factory=Pictures)

    def panel(self, room: float) -> Panel | None:
        """Return the next notice that fits, as a panel that fills `room`, or None where none does."""
        order = sorted(range(len(self.panels)), key=lambda n: (self.shown.get(n, 0), self.last.get(n, 0)))
        for number in order:
            filled = self.panels[number](room)
            if filled is not None:
                self.count += 1
                self.shown[number] = self.shown.get(number, 0) + 1
                self.last[number] = self.count
                return filled
        return None


def is_tall(layout: Layout, height: float) -> bool:
    """Say whether a panel has its words under its title, and under a picture where there is room for one."""
    return height > layout.depth * 0.34 or layout.grid.columns == 1


def notice_panel(setter: Setter, document: Document, colour: str, art: Artwork | None, height: float) -> Panel | None:
    """Return a notice as a panel across the page, `height` points deep, or None where it has no room."""
    sizes = (".large", "", ".small") if height > setter.layout.depth * LARGE else ("", ".small")
    for size in sizes:
        made = _panel(setter, document, colour, art, height, size)
        if made is not None:
            return made
    return None


def _panel(
    setter: Setter, document: Document, colour: str, art: Artwork | None, height: float, size: str
) -> Panel | None:
    layout = setter.layout
    measure = layout.measure
    padding = layout.style(f"notice{size}").leading * (0.8 if size == ".small" else 1.1)
    tall = is_tall(layout, height)
    inner = measure - 2 * padding
    left = inner if tall else inner * 0.32
    right = inner if tall else inner * 0.63
    title, body, element = _words(setter, document, colour, left, right, size)
    gap = layout.style("notice").leading * 0.7
    text = height_of(title) + gap + height_of(body) if tall else max(height_of(title), height_of(body))
    text = setter.agreed("notice", text)
    if text + padding * (2.0 if tall else 1.3) > height:
        return None
    items: list[PageItem] = [
        PlacedRectangle(0.0, 0.0, measure, height, f"{colour}-tint", "Background"),
        PlacedRectangle(0.0, 0.0, measure, 3.0, colour, "Background"),
    ]
    band = 0.0
    if tall and art is not None and height - text - 3 * padding > measure * art.height / art.width * 0.7:
        band = min(height - text - 3 * padding, measure * art.height / art.width * 2.4)
        items.append(placed(art, 0.0, 3.0, measure, band, fit="cover", key="", artifact="Background"))
    if tall:
        free = height - band - 3.0 - text
        y = 3.0 + band + free / 2
        items += [replace(item, x=item.x + padding, y=item.y + y) for item in stacked(title)]
        y += height_of(title) + gap
        items += [replace(item, x=item.x + padding, y=item.y + y) for item in stacked(body)]
    else:
        for boxes, x in ((title, padding), (body, padding + inner * 0.37)):
            y = (height - height_of(boxes)) / 2
            items += [replace(item, x=item.x + x, y=item.y + y) for item in stacked(boxes)]
    return tuple(items), element


def _words(
    setter: Setter, document: Document, colour: str, left: float, right: float, size: str
) -> tuple[list[Box], list[Box], Element]:
    layout = setter.layout
    title_style = layout.style(f"notice.title{size}")
    if title_style.colour == "accent":
        title_style = replace(title_style, colour=colour)
    title, heading = setter.block("H2", document.title, title_style, left, before=0.0)
    style = layout.style(f"notice{size}")
    body: list[Box] = []
    elements = [heading]
    for block in paragraphs(setter, document):
        boxes, element = setter.block("P", block.words, style, right, before=style.leading * 0.5)
        body += boxes
        elements.append(element)
    return title, body, Element(setter.key(), "Aside", tuple(elements))


def paragraphs(setter: Setter, document: Document) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a notice, which has room for nothing else; what else it holds is reported."""
    for block in document.content:
        if not isinstance(block, Paragraph):
            what = type(block).__name__.lower()
            message = f"a notice prints paragraphs alone; this {what} is left out"
            setter.problems.error("notice-block", message, block.span, hint="say it in a paragraph, or in an article")
    return tuple(block for block in document.content if isinstance(block, Paragraph))
