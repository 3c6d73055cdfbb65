"""The press's public door: a book of finished pages becomes a PDF.

In: `Book`, palette, faces, and an `Output` that says what the edition is for. Out: the file's bytes. The same
input gives the same bytes, whatever the folder, the machine or the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.foundation.diagnostic import NOWHERE, Problems, Span, unusable
from pipeline.foundation.value import Struct, replace
from pipeline.press.canvas import File, numbers, reference
from pipeline.press.colour import Colours, Separation, separation
from pipeline.press.content import Painter, Stock
from pipeline.press.finish import plain
from pipeline.press.fontfile import Typefaces
from pipeline.press.hand import Hand
from pipeline.press.marks import ROOM
from pipeline.press.metadata import Condition, describe
from pipeline.press.navigation import Places, link_annotations, outline, page_labels
from pipeline.press.structure import Tree
from pipeline.press.surround import Surround
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Colour
from pipeline.typesetting.page import Book, Page, PageItem, PlacedDrawing, PlacedImage

# So many pages ahead of the painter pictures are read: soon enough to be ready, and not all held at once.
_AHEAD = 16


class Output(Struct, frozen=True):
    """How an edition is printed.

    `space` is "rgb" or "cmyk"; `bleed` is in points, on every edge. `tagged` asks for a structure tree, which keeps the
    standards of `accessible`: "PDF/UA-1", or "PDF/UA-2" and "WTPDF-1.0", which are PDF 2.0. For CMYK alone,
    `output_profile` is the ICC profile of the output condition and `output_condition` that condition's identifier and its
    name in words. `overprint` prints every black text over what is under it, so that no other plate shows it. `standard` is that
    of PDF/X which is kept, "PDF/X-4" or "PDF/X-1a:2003"; `marks` and `slug`, the file's name, are printed around the pages. A
    `draft` claims no standard. `ink` is the most of it that may lie on a place, in percent, 0 for what the profile keeps to.
    """

    space: str
    tagged: bool
    bleed: float
    links: bool
    output_profile: Path | None = None
    output_condition: tuple[str, str] = ("", "")
    draft: bool = False
    overprint: bool = False
    accessible: tuple[str, ...] = ("PDF/UA-1",)
    standard: str = "PDF/X-4"
    marks: bool = False
    slug: str = ""
    ink: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be printed; such an output is a fault of the code that made it."""
        if self.space not in ("rgb", "cmyk"):
            raise ValueError(f'"{self.space}" is neither "rgb" nor "cmyk"')
        if self.bleed < 0:
            raise ValueError(f"a bleed of {self.bleed} points")
        if "PDF/UA-1" in self.accessible and len(self.accessible) > 1:
            raise ValueError("PDF/UA-1 is PDF 1.7, all other standards of accessibility are PDF 2.0")
        if self.space == "rgb" and (self.marks or self.slug):
            raise ValueError("marks are for the press")

    @property
    def two(self) -> bool:
        """Whether the file is one of PDF 2.0."""
        return self.tagged and bool({"PDF/UA-2", "WTPDF-1.0"} & set(self.accessible))

    @property
    def edge(self) -> float:
        """How far the sheet goes beyond the trim: the bleed, and room for marks around it."""
        return self.bleed + (ROOM if self.marks or self.slug else 0.0)


def conformance(output: Output) -> tuple[str, ...]:
    """Return the standards that a file printed this way keeps and claims.

    PDF/X-4 wants CMYK for one output condition, its profile embedded, and no annotation inside the bleed (ISO
    15930-7): links cost it the claim, and so does PDF 2.0. The standards of accessibility want the tags.
    """
    claims: list[str] = []
    if output.draft:
        return ()
    if output.tagged:
        claims += output.accessible
    if output.space == "cmyk" and not output.links and not output.two:
        claims.append(output.standard)
    return tuple(claims)


def print_book(
    book: Book,
    palette: Mapping[str, Colour],
    library: FaceLibrary,
    output: Output,
    problems: Problems,
) -> bytes:
    """Return the PDF of `book`.

    Problems: "image-missing", "image-unreadable", "image-profile", "image-resolution",
    "link-target-missing". Raises `Unusable` for CMYK without a profile ("profile-missing") and for one that
    cannot be read ("profile-unreadable") or is no CMYK printer's ("profile-unusable"), and ValueError where
    pages, structure and palette do not fit each other: content under a key that the tree has not, a block
    of the tree that no page shows, a colour without a name.
    """
    inks = _separation(output, library.cache)
    if inks is not None and output.standard == "PDF/X-1a:2003" and inks.version >= 3:
        raise unusable(
            "profile-version",
            f'the colour profile "{inks.path.name}" is of ICC version {inks.version:g}; PDF/X-1a is older',
            Span(inks.path.as_posix()),
            hint='a profile of version 2, or conformance = ["PDF/X-4"]',
        )
    # Reading images and compressing streams both let go of the interpreter: they go on while pages are painted.
    with Hand() as beside:
        data = _printed(book, Colours(palette, inks), library, output, problems, beside)
    if inks is not None:
        inks.keep()
    return data


def _printed(
    book: Book, colours: Colours, library: FaceLibrary, output: Output, problems: Problems, beside: Hand
) -> bytes:
    inks = colours.separation
    claims = conformance(output)
    # PDF/X-4 is defined on PDF 1.6, X-1a of 2003 on 1.4, PDF/UA-1 on 1.7, PDF/UA-2 and WTPDF on 2.0.
    press = {"PDF/X-4": (1, 6), "PDF/X-1a:2003": (1, 4)}.get(claims[-1] if claims else "", (1, 7))
    version = (2, 0) if output.two else press
    file = File(book.publication.language, version, beside)
    tree = Tree(book.structure, len(book.pages), file, two=output.two) if output.tagged else None
    typefaces = Typefaces(library, file)
    colours.learn(_drawn_colours(book))
    stock = Stock(
        file, colours, typefaces, tree, problems, press=inks is not None, overprint=output.overprint, ink=output.ink
    )
    stock.order(_pictures(book.pages[:_AHEAD]), beside)
    # Links lead forward as well, so that every page must have its number before the first is written.
    pages = [file.page_number() for _ in book.pages]
    places = Places(book, pages, output.edge, tree if output.two else None)
    around = Surround(book, colours, library, output) if output.marks or output.slug else None
    for index, (number, page) in enumerate(zip(pages, book.pages, strict=True)):
        stock.order(_pictures(book.pages[index + _AHEAD : index + _AHEAD + 1]), beside)
        _print_page(page, number, output, places, stock, around.marks(page) if around else ())
    if tree is not None:
        # Bookmarks may lead to elements, which then have their numbers.
        outline(book.bookmarks, book.publication.language, places, file)
        places.write(file)
        tree.write(pages, places.keys)
    else:
        outline(book.bookmarks, book.publication.language, places, file)
        places.write(file)
    page_labels(book.pages, file)
    typefaces.write()
    condition = None if inks is None else Condition(*output.output_condition, inks)
    describe(file, book.publication, claims, condition, two=output.two)
    return plain(file.data()) if version == (1, 4) else file.data()


def _pictures(pages: Iterable[Page]) -> Iterator[str]:
    return (item.path for page in pages for item in page.items if isinstance(item, PlacedImage))


def _drawn_colours(book: Book) -> Iterator[str]:
    for page in book.pages:
        for item in page.items:
            if isinstance(item, PlacedDrawing):
                for path in item.paths:
                    yield path.fill
                    yield path.stroke


def _separation(output: Output, cache: Path) -> Separation | None:
    """Return the way to the inks of a CMYK edition."""
    if output.space == "rgb":
        return None
    if output.output_profile is None:
        raise unusable(
            "profile-missing",
            "an edition in CMYK needs the colour profile of its output condition",
            NOWHERE,
            hint='name the printer\'s ICC profile under "press" in publication.toml',
        )
    return separation(output.output_profile, cache)


def _print_page(
    page: Page, number: int, output: Output, places: Places, stock: Stock, marks: tuple[PageItem, ...]
) -> None:
    """Write a page: content, resources, boxes, and its ties to the structure."""
    entries = [boxes(page, output)]
    if stock.tree is not None:
        entries.append(f"/StructParents {stock.tree.open_page()}/Tabs/S")
    painter = Painter(page, output.edge, stock)
    painter.paint(page)
    painter.paint(replace(page, items=marks))
    content, resources = painter.finish()
    stock.typefaces.count()
    entries.append(f"/Contents {reference(stock.file.stream(content))}/Resources<<{resources}>>")
    if output.links:
        entries.append(link_annotations(page, number, places, output.edge, stock.file, stock.tree, stock.problems))
    stock.file.page(number, "".join(entries))


def boxes(page: Page, output: Output) -> str:
    """Return the page's boxes: the trim lies within the bleed, and that within the media, which ends with it where there are no
    marks (ISO 32000-1, 14.11.2).

    There is no CropBox: GWG 2022 (R0003) allows none that differs from the media.
    """
    edge, width, height = output.edge, page.width, page.height
    media = numbers((0, 0, width + 2 * edge, height + 2 * edge))
    if output.space == "rgb" and not edge:
        return f"/MediaBox[{media}]"
    trim = numbers((edge, edge, edge + width, edge + height))
    room = edge - output.bleed
    bleed = numbers((room, room, width + 2 * edge - room, height + 2 * edge - room))
    return f"/MediaBox[{media}]/BleedBox[{bleed}]/TrimBox[{trim}]"
