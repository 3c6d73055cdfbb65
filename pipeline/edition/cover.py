"""A cover of its own: back, spine and front on one sheet for a perfect binding, and the pages that are bound into it.

In: the pages of an edition. Out: those of the cover, which are the first and last two, or those within; and the cover laid out,
its spine as wide as the pages within are thick.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.editorial.issue import Issue
from pipeline.foundation.diagnostic import NOWHERE, Problems
from pipeline.foundation.geometry import points
from pipeline.foundation.value import replace
from pipeline.press.imposition.assembly import imposed
from pipeline.press.imposition.scheme import scheme_named
from pipeline.press.imposition.sheet import Order
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import Book, Element, Page, PlacedLine
from pipeline.typesetting.paragraph import Composer
from pipeline.typesetting.setter import face_name
from pipeline.typesetting.words import Run

# Front and back of the cover, each with its inner side.
_OUTER = 2
_LEAST = 4
# A spine from an eighth of an inch on can bear words; a fold falls up to a sixteenth beside its place. Type takes a share of its
# width, up to a size in points; capitals are so high, in shares of it.
THICK, SHARE, LARGEST, CAPITALS = 9.0, 0.5, 14.0, 0.68


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


def spine_page(words: str, width: float, book: Book, layout: Layout, library: FaceLibrary, how: Output) -> bytes:
    """Return a file with the spine's words on a page as long as the spine and as high as it is wide, b"" where it is too thin."""
    if width < THICK:
        return b""
    size = min(LARGEST, width * SHARE)
    style = replace(layout.style("running"), size=size, leading=size, colour="ink", bold=True)
    sheet = layout.sheet
    run = Run(words, face_name(style), size, style.colour)
    composer, problems = Composer(library, layout.justification, {}), Problems()
    language = book.publication.language
    line = composer.line([run], style, sheet.height, language=language, span=NOWHERE, problems=problems)
    if line.width > sheet.height - 2 * width or problems:
        return b""
    # Capitals stand in the middle of the spine.
    placed = PlacedLine((sheet.height - line.width) / 2, width / 2 + size * CAPITALS / 2, line, style=style.name)
    page = Page(1, "", "spine", sheet.height, width, (placed,))
    alone = replace(book, pages=(page,), bookmarks=(), structure=Element("document", "Document", language=language))
    plain = replace(how, bleed=0.0, tagged=False, marks=False, slug="")
    return print_book(alone, layout.colours, library, plain, problems)


def laid_out(
    data: bytes, name: str, width: float, spine: bytes, layout: Layout, cache: Path, problems: Problems
) -> bytes:
    """Return the cover's four pages as two sheets: back, spine and front, and what is behind them.

    `width` is that of the spine in points, `spine` what `spine_page` has made for it.
    """
    order = Order(
        scheme_named("saddle"),
        spine=width,
        marks=layout.marks,
        colour_bar=layout.marks,
        ground=layout.colours[layout.templates.cover.ground].cmyk,
    )
    return imposed(data, name, order, cache, problems, spine).data
