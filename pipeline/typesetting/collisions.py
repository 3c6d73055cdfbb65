"""Collisions: what stands on something else on a finished page.

In: a page. Out: the pairs of lines, or of a line and a picture, whose inked boxes meet. Tints, rules and frames lie under
text by design, and so does a picture that bleeds or that a cover sets its words on.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Struct
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.page import Page, PlacedDrawing, PlacedImage, PlacedLine

# Points two boxes may share unsaid: the rounding of places.
TOUCH = 0.5
# Pages whose words stand on pictures by design.
OVERPRINTED = frozenset({"cover", "back"})


class Extent(Struct, frozen=True):
    """The inked box of an item, in points from the page's corner, and how a message names it."""

    left: float
    top: float
    right: float
    bottom: float
    what: str
    span: Span
    key: str


def collisions(page: Page, library: FaceLibrary) -> Iterator[tuple[Extent, Extent]]:
    """Yield the pairs of `page` that stand on each other, in the order of their tops."""
    extents = sorted(_extents(page, library), key=lambda one: (one.top, one.left))
    live: list[Extent] = []
    for one in extents:
        live = [other for other in live if other.bottom > one.top + TOUCH]
        for other in live:
            # Two artifacts (a running line, the mark of a draft) hide no word of the text.
            if (one.key or other.key) and min(one.right, other.right) - max(one.left, other.left) > TOUCH:
                yield one, other
        live.append(one)


def _extents(page: Page, library: FaceLibrary) -> Iterator[Extent]:
    for item in page.items:
        match item:
            case PlacedLine() if item.line.segments and item.line.text.strip():
                first = item.line.segments[0]
                tall = library.face(first.face).x_height * first.size
                words = item.line.text.strip()
                what = f'"{words if len(words) <= 40 else words[:39] + "…"}"'
                left = item.x + first.x
                # From the baseline to the height of a small letter: where two lines meet in that, they cannot be read.
                yield Extent(left, item.y - tall, left + item.line.width, item.y, what, item.line.span, item.key)
            case PlacedImage() | PlacedDrawing() if item.key and page.template not in OVERPRINTED and item.x >= 0:
                yield Extent(item.x, item.y, item.x + item.width, item.y + item.height, "a picture", NOWHERE, item.key)
            case _:
                pass
