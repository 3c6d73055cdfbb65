"""A small book of two pages with one of everything, set without a composer, for the tests of the press."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from pipeline.foundation.value import replace
from pipeline.press.printing import Output
from pipeline.typesetting.font import Face, FaceLibrary
from pipeline.typesetting.layout import Colour, Family
from pipeline.typesetting.page import (
    Book,
    Bookmark,
    Destination,
    Element,
    Line,
    LinkArea,
    Page,
    PageItem,
    PlacedDrawing,
    PlacedLine,
    PlacedRectangle,
    Publication,
    Segment,
)
from pipeline.typesetting.page import (
    Path as Outline,
)

PROFILE = Path(__file__).parents[1] / "layouts" / "colour" / "GRACoL_TR006_coated.icc"
PALETTE = {
    "ink": Colour("#1a1a1a", (0, 0, 0, 100)),
    "paper": Colour("#ffffff", (0, 0, 0, 0)),
    "accent": Colour("#0b5c6b", (90, 40, 40, 20)),
}
SCREEN = Output("rgb", tagged=True, bleed=0, links=True)
PRINT = Output("cmyk", tagged=False, bleed=9, links=False, output_profile=PROFILE)
# A glyph that the sample's face draws for "Ω" and that stands for a ligature here.
LIGATURE = "Ω"


class Library(FaceLibrary):
    """Atkinson Hyperlegible, with a glyph that says it is "ff"."""

    def face(self, name: str) -> Face:
        """Return the face, its Ω passed off as a ligature."""
        face = super().face(name)
        texts = list(face.texts)
        texts[face.glyph(LIGATURE)] = "ff"
        return replace(face, texts=tuple(texts))


@cache
def library() -> Library:
    """Return the faces, cut once a run."""
    folder = tempfile.TemporaryDirectory()
    made = Library({"text": Family("atkinson-hyperlegible")}, Path(folder.name))
    # The folder lives as long as the library does.
    made.folder = folder  # type: ignore[attr-defined]
    return made


def segment(text: str, x: float = 0.0, key: str = "", size: float = 10.0, colour: str = "ink") -> Segment:
    """Return characters as glyphs of the regular face, one each."""
    face = library().face("text/regular")
    glyphs = [face.glyph(char) for char in text]
    width = sum(face.advance(glyph) for glyph in glyphs) * size / 1000
    body = "".join(f"{glyph:04X}" for glyph in glyphs)
    return Segment("text/regular", size, colour, f"<{body}>", text, x, width, key=key)


def line(*parts: str | tuple[str, str], space: bool = False, size: float = 10.0, colour: str = "ink") -> Line:
    """Return a line of strings, and of (string, key) pairs for inline elements."""
    segments: list[Segment] = []
    x = 0.0
    for part in parts:
        text, key = (part, "") if isinstance(part, str) else part
        if text:
            segments.append(segment(text, x, key, size, colour))
            x += segments[-1].width
    text = "".join(s.text for s in segments) + (" " if space else "")
    return Line(tuple(segments), x, 300, text=text)


def placed(y: float, key: str, *parts: str | tuple[str, str], space: bool = False) -> PlacedLine:
    """Return a line at the left margin."""
    return PlacedLine(40, y, line(*parts, space=space), key)


CHART = PlacedDrawing(
    40,
    180,
    100,
    50,
    (
        Outline((("M", 0, 50), ("L", 20, 10), ("C", 30, 0, 40, 0, 50, 50), ("Z",)), fill="#cc3311"),
        Outline((("M", 0, 50), ("L", 100, 50)), stroke="#222222", stroke_width=0.5, dash=(2, 1)),
    ),
    (PlacedLine(2, 48, line("12%", size=7)),),
    "figure",
)

STRUCTURE = Element(
    "document",
    "Document",
    (
        Element(
            "art",
            "Art",
            (
                Element("title", "H1"),
                Element(
                    "p",
                    "P",
                    (
                        Element("link", "Link", target="https://example.org/a"),
                        Element("palabra", "Span", language="es"),
                        Element("never", "Reference"),
                    ),
                ),
                Element(
                    "list",
                    "L",
                    (
                        Element("li", "LI", (Element("lbl", "Lbl"), Element("lbody", "LBody"))),
                        Element("li2", "LI", (Element("lbl2", "Lbl"), Element("lbody2", "LBody"))),
                    ),
                    numbering="Decimal",
                ),
                Element("figure", "Figure", (Element("caption", "Caption"),), alternate="Twelve “of” 100 (más)"),
                Element(
                    "table",
                    "Table",
                    (
                        Element(
                            "thead",
                            "THead",
                            (
                                Element(
                                    "tr",
                                    "TR",
                                    (
                                        Element("th1", "TH", scope="Column"),
                                        Element("th2", "TH", scope="Column"),
                                    ),
                                ),
                            ),
                        ),
                        Element(
                            "tbody",
                            "TBody",
                            (Element("tr2", "TR", (Element("td1", "TD"), Element("td2", "TD"))),),
                        ),
                    ),
                ),
                Element("note", "Note"),
            ),
            title="An article",
        ),
    ),
)

FIRST: tuple[PageItem, ...] = (
    PlacedRectangle(-9, -9, 318, 30, "accent", "Background"),
    PlacedLine(40, 20, line("Head", size=8), artifact="Pagination/Header"),
    placed(50, "title", "oΩice waΩle"),
    placed(70, "p", "See ", ("the care", "link"), space=True),
    placed(82, "p", ("team", "link"), " for ", ("una palabra", "palabra"), " or", space=True),
    placed(94, "p", "more", space=True),
    PlacedRectangle(40, 100, 60, 0.5, "ink"),
    placed(120, "lbl", "1."),
    PlacedLine(60, 120, line("one"), "lbody"),
    placed(132, "lbl2", "2."),
    PlacedLine(60, 132, line("two"), "lbody2"),
    CHART,
    placed(240, "caption", "Caption"),
)
SECOND: tuple[PageItem, ...] = (
    placed(50, "p", "text on page two."),
    placed(70, "th1", "Year"),
    PlacedLine(120, 70, line("Share"), "th2"),
    placed(82, "td1", "2026"),
    PlacedLine(150, 386, line("2"), artifact="Pagination/Footer"),
    placed(300, "note", "A note."),
)


def book(
    first: tuple[PageItem, ...] = FIRST,
    second: tuple[PageItem, ...] = SECOND,
    structure: Element = STRUCTURE,
    created: str = "2026-11-22T10:00:00Z",
) -> Book:
    """Return the book, or one with other items or another structure."""
    return Book(
        (
            Page(
                1,
                "",
                "opener",
                300,
                400,
                first,
                (
                    LinkArea(60, 62, 50, 10, "https://example.org/a", "link", "Care team"),
                    LinkArea(40, 74, 30, 10, "https://example.org/a", "link", "Care team"),
                ),
                (Destination("start", 40),),
            ),
            Page(2, "2", "text", 300, 400, second),
        ),
        structure,
        (
            Bookmark("An article", 0, 40),
            Bookmark("Un título", 0, 60, 1, "es-US"),
            Bookmark("Last", 1, 40),
        ),
        Publication("The Motivator & more", "MSAA", "A magazine", "en-US", created, ("MS", "care")),
    )
