"""Passages: the lines of each block as they stand on finished pages.

In: a book. Out: every block that holds lines, in the order of reading, its lines parted where a column or a page
ends. What inspects pages and what scores them both read these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from pipeline.foundation.value import Struct
from pipeline.typesetting.page import Book, Element, Line, Page, PlacedLine

# Roles whose text is read on from line to line (ISO 32000-1, 14.8.4); headings, cells and captions are not.
RUNNING = frozenset({"P", "LBody", "Note", "BibEntry", "BlockQuote", "DD", "Quote"})
# A line this much larger than the next of its block is an initial that sinks into it.
INITIAL = 1.5


class Part(Struct, frozen=True):
    """Lines of one block that stand under each other in one column of `page`, an index into the book's pages."""

    page: int
    lines: tuple[PlacedLine, ...]


class Passage(Struct, frozen=True):
    """A block of text: its key and role in the structure, and its lines in as many parts as columns hold it."""

    key: str
    role: str
    parts: tuple[Part, ...]

    @property
    def lines(self) -> tuple[PlacedLine, ...]:
        """All lines, in the order of reading."""
        return tuple(line for part in self.parts for line in part.lines)


class Score(Struct, frozen=True):
    """How well a passage is set. Ratios are word spaces over natural ones, of the lines that were stretched or shrunk.

    `demerits` are the sum of (10 + 100 |ratio - 1|³)² of those lines, the badness of Knuth and Plass (1981) with the
    word space in place of its stretch, so that paragraphs of any style can be compared.
    """

    lines: int
    hyphens: int
    ratio: float
    tightest: float
    loosest: float
    demerits: float


def passages(book: Book) -> tuple[Passage, ...]:
    """Return the passages of `book` in the order of reading."""
    found: dict[str, list[tuple[int, PlacedLine]]] = {}
    for index, page in enumerate(book.pages):
        for item in page.items:
            if isinstance(item, PlacedLine) and item.key and item.line.segments:
                found.setdefault(item.key, []).append((index, item))
    return tuple(
        Passage(element.key, element.role, _parted(found[element.key]))
        for element in elements(book.structure)
        if element.key in found
    )


def elements(element: Element) -> Iterator[Element]:
    """Yield `element` and all under it, in the order of reading."""
    yield element
    for child in element.children:
        yield from elements(child)


def frame(page: Page) -> str:
    """Return how a page is called in a message: by its folio, or by its place in the file."""
    return page.folio or str(page.number)


def score(passage: Passage) -> Score:
    """Return how well the lines of `passage` are set."""
    return scored([placed.line for placed in passage.lines])


def scored(lines: Sequence[Line]) -> Score:
    """Return how well `lines` are set."""
    ratios = [line.ratio for line in lines if not line.last and line.ratio != 1.0] or [1.0]
    return Score(
        lines=len(lines),
        hyphens=sum(line.parted for line in lines),
        ratio=fmean(ratios),
        tightest=min(ratios),
        loosest=max(ratios),
        demerits=sum((10 + 100 * abs(ratio - 1) ** 3) ** 2 for ratio in ratios),
    )


def _parted(lines: list[tuple[int, PlacedLine]]) -> tuple[Part, ...]:
    parts: list[Part] = []
    part: list[PlacedLine] = []
    at, bottom = -1, 0.0
    for index, (page, item) in enumerate(lines):
        following = lines[index + 1][1] if index + 1 < len(lines) else None
        size = item.line.segments[0].size
        if following is not None and size > following.line.segments[0].size * INITIAL and following.y < item.y:
            continue
        if part and (page != at or item.y <= bottom):
            parts.append(Part(at, tuple(part)))
            part = []
        part.append(item)
        at, bottom = page, item.y
    if part:
        parts.append(Part(at, tuple(part)))
    return tuple(parts)
