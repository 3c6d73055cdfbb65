"""Finished pages as plain values: what stands where, and which part of the document it is.

Lengths are points. A page's origin is the top left corner of its trim, x to the right and y **down**, so that a bleed has
negative coordinates. Every item names the structure element its content belongs to (`key`), or is an artifact (`key` "").
Nothing here draws; the press does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct, replace


class Segment(Struct, frozen=True):
    """Glyphs of one face and size on a line.

    `glyphs` is the body of a PDF TJ array over two-byte glyph numbers ("<00120034>-15<0040>", adjustments in 1/1000 em,
    positive to the left), word spaces included, so that it can be painted as it is. `text` is what it stands for.
    `x` counts from the line's origin. `scale` is horizontal glyph scaling in percent, `tracking` letter-spacing in points.
    `key` names an inline element (a link, a foreign run) or is "" for the line's own. `actual` says that its glyphs do not
    spell `text` by themselves (superiors, capitals drawn as small capitals), so that the file has to say it.
    """

    face: str
    size: float
    colour: str
    glyphs: str
    text: str
    x: float
    width: float
    rise: float = 0.0
    scale: float = 100.0
    tracking: float = 0.0
    key: str = ""
    actual: bool = False


# Hyphens of the text that a line may end in.
HYPHENS = ("-", "\u2010")


class Line(Apart, frozen=True):
    """A set line. `width` is its painted extent, `measure` the room it had.

    `ratio` is the word space over the natural word space (1.0 where nothing was stretched); `hyphen` says that the
    line ends in a hyphen that is not in the text, `last` that it ends its paragraph. `text` is its part of the text, with
    the space that separates it from the next line and without that hyphen.
    """

    segments: tuple[Segment, ...]
    width: float
    measure: float
    ratio: float = 1.0
    hyphen: bool = False
    last: bool = False
    text: str = ""
    span: Span = NOWHERE

    @property
    def parted(self) -> bool:
        """Whether a hyphen stands at its end, put in or of the text ("self-care"), and its paragraph goes on."""
        return self.hyphen or (not self.last and self.text.rstrip()[-1:] in HYPHENS)


class PlacedLine(Struct, frozen=True):
    """A line whose origin is at `x` on the baseline `y`. `artifact` is the PDF artifact type when `key` is "".

    `style` is the name of the style it is set in.
    """

    x: float
    y: float
    line: Line
    key: str = ""
    artifact: str = "Layout"
    style: str = ""


class PlacedRectangle(Struct, frozen=True):
    """A filled rectangle: a tint, a rule, a frame's edge. Always an artifact."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    artifact: str = "Layout"


class Path(Apart, frozen=True):
    """A closed or open outline: ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y), ("Z",), y down.

    `fill` and `stroke` are colours or "" for none; a colour is a name of the layout's palette or "#rrggbb". `operators`
    is the outline as a content stream spells it, where that was made before.
    """

    apart: ClassVar[tuple[str, ...]] = ("operators",)

    commands: tuple[tuple[str | float, ...], ...]
    fill: str = ""
    stroke: str = ""
    stroke_width: float = 0.0
    even_odd: bool = False
    dash: tuple[float, ...] = ()
    operators: str = ""


class PlacedDrawing(Struct, frozen=True):
    """Vector art, its origin at (`x`, `y`), clipped to `width` × `height`; labels are lines placed within it.

    Paths, with their strokes, are drawn `scale` times as large, their origin at (`dx`, `dy`) from the drawing's.
    """

    x: float
    y: float
    width: float
    height: float
    paths: tuple[Path, ...]
    labels: tuple[PlacedLine, ...] = ()
    key: str = ""
    artifact: str = "Layout"
    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0


class PlacedImage(Struct, frozen=True):
    """A raster image file (`path` on disk) scaled to `width` × `height`."""

    x: float
    y: float
    width: float
    height: float
    path: str
    key: str = ""
    artifact: str = "Layout"


class LinkArea(Struct, frozen=True):
    """A rectangle that leads somewhere: `target` is a URL, or "#name" of a destination in the file.

    `key` is the Link element it belongs to; `title` says in words where it leads (annotation Contents).
    """

    x: float
    y: float
    width: float
    height: float
    target: str
    key: str
    title: str = ""


PageItem = PlacedLine | PlacedRectangle | PlacedDrawing | PlacedImage


class Destination(Struct, frozen=True):
    """A named place on a page, such as an article's beginning. `key` is the structure element there, "" where none is known."""

    name: str
    y: float
    key: str = ""


class Page(Struct, frozen=True):
    """One page. `number` counts from 1, `folio` is what it prints ("" on a cover); `template` names its layout template.

    Items are in painting order; reading order is the structure's.
    """

    number: int
    folio: str
    template: str
    width: float
    height: float
    items: tuple[PageItem, ...]
    links: tuple[LinkArea, ...] = ()
    destinations: tuple[Destination, ...] = ()
    bleed: float = 0.0


class Element(Struct, frozen=True):
    """An element of the structure tree (ISO 32000-1, 14.7), made from the document before any page is.

    `key` is unique in an edition. `children` stand in reading order. Elements that hold content of pages (P, H2, Lbl,
    TD, Figure, ...) are found again by `key`; inline elements (Link, Span, Reference) are children of their block and
    join its kids at the place where their content is painted. `ref` is the key of the element it refers to: a mark's note, a
    note's mark. `expansion` says what an abbreviation stands for. A cell may span `rows` and `columns`, and name the header
    cells it is read with by their keys (`headers`).
    """

    key: str
    role: str
    children: tuple[Element, ...] = ()
    language: str = ""
    alternate: str = ""
    title: str = ""
    scope: str = ""
    numbering: str = ""
    target: str = ""
    ref: str = ""
    expansion: str = ""
    headers: tuple[str, ...] = ()
    rows: int = 1
    columns: int = 1


class Bookmark(Struct, frozen=True):
    """An entry of the outline. `page` is an index into the pages, `y` the place on it, `level` counts from 0.

    `key` is the heading's element.
    """

    title: str
    page: int
    y: float
    level: int = 0
    language: str = ""
    key: str = ""


class Reviewed(Struct, frozen=True):
    """When an article was last reviewed, at the precision it was stated with, and when it is due again, as ISO 8601."""

    title: str
    reviewed: str
    due: str


class Publication(Struct, frozen=True):
    """What a file says about itself. Dates are ISO 8601 in UTC, for the file's metadata.

    `titles` are those of the other languages the issue is made in, by language.
    """

    title: str
    author: str
    subject: str
    language: str
    created: str
    keywords: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    rights: str = ""
    reviews: tuple[Reviewed, ...] = ()


class Book(Struct, frozen=True):
    """All the pages of one edition in one language, with their structure."""

    pages: tuple[Page, ...]
    structure: Element
    bookmarks: tuple[Bookmark, ...]
    publication: Publication


def drawn(items: Iterable[PageItem]) -> tuple[PageItem, ...]:
    """Return what is to be painted: a rule of no thickness is none, though viewers would show it as a hairline."""
    return tuple([item for item in items if not isinstance(item, PlacedRectangle) or (item.width and item.height)])


def moved(item: PageItem, dx: float, dy: float) -> PageItem:
    """Return `item` shifted by (`dx`, `dy`)."""
    x, y = item.x + dx, item.y + dy
    # Lines are moved by the ten thousand: `replace` takes four times as long.
    if isinstance(item, PlacedLine):
        return PlacedLine(x, y, item.line, item.key, item.artifact, item.style)
    return replace(item, x=x, y=y)
