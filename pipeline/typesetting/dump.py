"""Pages as text: what stands where, and from which line of which file it came."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.typesetting.page import Book, Page, PlacedDrawing, PlacedImage, PlacedLine, PlacedRectangle


def dumped(book: Book) -> str:
    """Return all pages of a book as text, a line an item: place in points, structure key, text, source."""
    return "".join(line + "\n" for page in book.pages for line in _page(page))


def _page(page: Page) -> Iterator[str]:
    yield f"page {page.number} {page.template} {page.width:.1f}x{page.height:.1f}"
    for item in page.items:
        at = f"  {item.x:8.2f} {item.y:8.2f}"
        owner = (not isinstance(item, PlacedRectangle) and item.key) or f"({item.artifact})"
        match item:
            case PlacedLine():
                line = item.line
                first = line.segments[0] if line.segments else None
                face = f"{first.face} {first.size:g}" if first else "-"
                marks = f"{line.ratio:.2f}{'-' if line.hyphen else ''}"
                yield f"{at} {face:<22} {marks:<6} {owner:<28} {line.text.rstrip()!r} {line.span}".rstrip()
            case PlacedRectangle():
                yield f"{at} rectangle {item.width:.1f}x{item.height:.1f} {item.colour} {owner}"
            case PlacedDrawing():
                yield f"{at} drawing {item.width:.1f}x{item.height:.1f} {len(item.paths)} paths {owner}"
                for label in item.labels:
                    yield f"    {label.x:8.2f} {label.y:8.2f} label {label.line.text.rstrip()!r}"
            case PlacedImage():
                yield f"{at} image {item.width:.1f}x{item.height:.1f} {item.path.rsplit('/', 1)[-1]} {owner}"
