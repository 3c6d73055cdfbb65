"""The outline: each heading of the document where it is painted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.typesetting.page import Bookmark, Element, Page, PlacedLine


def bookmarks(
    headings: Mapping[str, tuple[int, str, str]], pages: Sequence[Page], structure: Element
) -> tuple[Bookmark, ...]:
    """Return a bookmark for each heading that is painted, in reading order.

    `headings` are level, text and language by the key of their element. A bookmark leads to the top of its heading.
    """
    places: dict[str, tuple[int, float]] = {}
    for index, page in enumerate(pages):
        for item in page.items:
            if isinstance(item, PlacedLine) and item.key in headings and item.line.segments:
                places.setdefault(item.key, (index, item.y - item.line.segments[0].size * 1.2))
    marks: list[Bookmark] = []
    level = 0
    for element in _walk(structure):
        if element.key in places:
            depth, text, language = headings[element.key]
            level = min(depth - 1, level + 1) if marks else 0
            number, y = places[element.key]
            marks.append(Bookmark(text, number, y, level, language))
    return tuple(marks)


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _walk(child)
