"""A cover of its own: back, spine and front on one sheet for a perfect binding, and the pages that are bound into it.

In: the pages of an edition. Out: those of the cover, which are the first and last two, or those within; and the cover laid out,
its spine as wide as the pages within are thick.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.editorial.issue import Issue
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.geometry import points
from pipeline.foundation.value import replace
from pipeline.press.imposition.assembly import imposed
from pipeline.press.imposition.scheme import scheme_named
from pipeline.press.imposition.sheet import Order
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import Book

# Front and back of the cover, each with its inner side.
_OUTER = 2
_LEAST = 4


def can_part(book: Book, layout: Layout, issue: Issue, problems: Problems) -> bool:
    """Say whether an edition has a cover to take off, reporting why not ("cover-press", "cover-pages")."""
    span = issue.toml.quoted(layout.name, "cover", "separate")
    if layout.space != "cmyk":
        problems.error("cover-press", f'"{layout.name}" is not for the press', span, hint="take it out of separate")
        return False
    within = len(book.pages) - 2 * _OUTER
    if within < _LEAST or within % 2:
        problems.error(
            "cover-pages", f"{within} pages are left within the cover", span, hint=f"an even number, {_LEAST} or more"
        )
        return False
    return True


def cover_of(book: Book) -> Book:
    """Return the four pages of the cover."""
    return replace(book, pages=(*book.pages[:_OUTER], *book.pages[-_OUTER:]), bookmarks=())


def inside_of(book: Book) -> Book:
    """Return the pages within the cover, and the bookmarks that lead to them."""
    last = len(book.pages) - _OUTER
    marks = tuple(replace(mark, page=mark.page - _OUTER) for mark in book.bookmarks if _OUTER <= mark.page < last)
    return replace(book, pages=book.pages[_OUTER:-_OUTER], bookmarks=marks)


def spine_width(pages: int, caliper: str) -> float:
    """Return how thick so many pages are, in points: a leaf has two."""
    return pages / 2 * points(caliper) if caliper else 0.0


def laid_out(
    data: bytes, name: str, within: int, caliper: str, layout: Layout, cache: Path, problems: Problems
) -> bytes:
    """Return the cover's four pages as two sheets: back, spine and front, and what is behind them.

    `within` is the number of pages within the cover.
    """
    if not caliper:
        problems.warning(
            "cover-caliper",
            "the cover has no spine: how thick a leaf of the paper is is not known",
            Span("publication.toml"),
            hint='caliper = "0.1mm" in [press]; ask the printer',
        )
    order = Order(
        scheme_named("saddle"),
        spine=spine_width(within, caliper),
        marks=layout.marks,
        colour_bar=layout.marks,
        ground=layout.colours[layout.templates.cover.ground].cmyk,
    )
    return imposed(data, name, order, cache, problems).data
