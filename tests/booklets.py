"""Small finished files for the tests of imposition: pages that say their number, and files with one thing odd about them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
from PIL import Image
from press_samples import PALETTE, PRINT, library, line

from pipeline.foundation.diagnostic import Problems
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.layout import Colour
from pipeline.typesetting.page import Book, Element, Page, PageItem, PlacedLine, PlacedRectangle, Publication

WIDTH, HEIGHT, BLEED = 300, 400, 9
COLOURS = {
    **PALETTE,
    "spot": Colour("#cc0000", (0, 100, 90, 0), "PANTONE 185 C"),
    "cream": Colour("#faf5ea", (1, 3, 9, 0)),
}


def items(number: int) -> tuple[PageItem, ...]:
    """Return a page's content: a ground into the bleed of all edges, a band at its outer edge, a number."""
    outer = WIDTH - 30 if number % 2 else -BLEED
    return (
        PlacedRectangle(-BLEED, -BLEED, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED, "cream"),
        PlacedRectangle(outer, -BLEED, 30 + BLEED, 60, "accent"),
        PlacedRectangle(40, 300, 20, 20, "spot"),
        PlacedLine(100, 200, line(f"page {number}", size=11)),
    )


def booklet(pages: int, output: Output = PRINT) -> bytes:
    """Return a finished file of so many pages of 300 by 400 points."""
    made = tuple(Page(n, str(n), "text", WIDTH, HEIGHT, items(n)) for n in range(1, pages + 1))
    about = Publication("A booklet", "The Association", "", "en", "2027-01-01T00:00:00Z")
    book = Book(made, Element("document", "Document"), (), about)
    problems = Problems()
    data = print_book(book, COLOURS, library(), output, problems)
    assert [] == list(problems)
    return data


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **options: Any) -> bytes:
    """Return a file with something done to it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def rendered(data: bytes, index: int, scale: float = 2.0) -> Image.Image:
    """Return a page as a picture by another program."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        image = pdf[index].render(scale=scale).to_pil().convert("RGB")
        assert isinstance(image, Image.Image)
        return image
    finally:
        pdf.close()


def words_in(data: bytes, index: int, box: tuple[float, float, float, float]) -> str:
    """Return the text of a page within a box, as another program reads it."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        left, bottom, right, top = box
        text = pdf[index].get_textpage().get_text_bounded(left=left, bottom=bottom, right=right, top=top)
        return " ".join(str(text).split())
    finally:
        pdf.close()
