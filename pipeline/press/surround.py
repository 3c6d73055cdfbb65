"""What stands around the pages of an edition: marks, a colour bar and a slug, where the layout asks for them.

In: a book and its output. Out: for each page, items outside of its bleed.
"""

from __future__ import annotations

from typing import Protocol

from pipeline.press.colour import Colours
from pipeline.press.marks import colour_bar, frame_of, mark_colours, marks, slug
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.page import Book, Page, PageItem, PlacedLine, moved


class Around(Protocol):
    """An output, as far as what stands around its pages needs it."""

    @property
    def bleed(self) -> float:
        """Points on every edge."""

    @property
    def edge(self) -> float:
        """Points from the trim to the sheet's edge."""

    @property
    def marks(self) -> bool:
        """Whether marks are drawn."""

    @property
    def slug(self) -> str:
        """The name of the file, or "" for no slug."""


class Surround:
    """The surroundings of an edition's pages; its colours join the palette."""

    def __init__(self, book: Book, colours: Colours, library: FaceLibrary, output: Around) -> None:
        self._output = output
        spots = colours.spots()
        self._spots = tuple(spots)
        colours.add(mark_colours(spots))
        self._date = book.publication.created[:10]
        self._face = next(
            (segment.face for page in book.pages for item in page.items if isinstance(item, PlacedLine)
             for segment in item.line.segments), "",
        )  # fmt: skip
        self._metrics = library.face(self._face) if output.slug and self._face else None

    def marks(self, page: Page) -> tuple[PageItem, ...]:
        """Return what stands around a page."""
        edge = self._output.edge
        width, height = page.width + 2 * edge, page.height + 2 * edge
        frame = frame_of((edge, edge, edge + page.width, edge + page.height), self._output.bleed)
        items: list[PageItem] = []
        if self._output.marks:
            items += colour_bar(frame, height, self._spots)
            items += marks(frame, width, height)
        if self._metrics is not None:
            words = " · ".join((self._output.slug, f"{page.number}", self._date))
            items.append(slug(frame, height, words, self._spots, self._face, self._metrics))
        return tuple(moved(item, -edge, -edge) for item in items)
