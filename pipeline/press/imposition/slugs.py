"""The marks of every sheet, drawn by the press itself: its font is embedded and its inks are those of the file.

In: the plan of the sheets, what the slug says. Out: a PDF with a page of marks for each side.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import Struct
from pipeline.press.canvas import File, numbers, reference
from pipeline.press.colour import Colours
from pipeline.press.content import Painter, Stock
from pipeline.press.fontfile import Typefaces
from pipeline.press.hand import Hand
from pipeline.press.imposition.scheme import Side
from pipeline.press.imposition.sheet import Order, Sheet
from pipeline.press.marks import colour_bar, mark_colours, marks, slug
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Family
from pipeline.typesetting.page import Page, PageItem

if TYPE_CHECKING:
    import pikepdf

_FACE = "slug/regular"
_DATE = re.compile(r"(?:D:)?(\d{4})-?(\d\d)-?(\d\d)")


class Plates(Struct, frozen=True):
    """What a slug says of a file: its name, its date or "", the names of its spots."""

    name: str
    date: str
    spots: tuple[str, ...]


def created(pdf: pikepdf.Pdf) -> str:
    """Return the day a file says it is of, as YYYY-MM-DD, or "": the clock has no part in a plate."""
    import pikepdf

    information = pdf.trailer.get("/Info")
    if isinstance(information, pikepdf.Dictionary):
        for key in ("/ModDate", "/CreationDate"):
            found = _DATE.match(str(information.get(key, "")))
            if found:
                return "-".join(found.groups())
    return ""


def mark_sheets(sheet: Sheet, plan: tuple[Side, ...], order: Order, plates: Plates, cache: Path) -> bytes:
    """Return a PDF with the marks of each side on a page of its own."""
    library = FaceLibrary({"slug": Family("atkinson-hyperlegible")}, cache)
    metrics = library.face(_FACE)
    with Hand() as beside:
        file = File("", (1, 4), beside)
        typefaces = Typefaces(library, file)
        colours = Colours(mark_colours(dict.fromkeys(plates.spots, (0, 0, 0, 100))), None, inks=True)
        stock = Stock(file, colours, typefaces, None, Problems(), press=True)
        for number, side in enumerate(plan, 1):
            items: list[PageItem] = []
            if order.colour_bar:
                items += colour_bar(sheet.frame, sheet.height, plates.spots)
            if order.marks:
                words = " · ".join(filter(None, (plates.name, *_place(side, plan), plates.date)))
                items += marks(sheet.frame, sheet.width, sheet.height)
                items.append(slug(sheet.frame, sheet.height, words, plates.spots, _FACE, metrics))
            page = Page(number, "", "", sheet.width, sheet.height, tuple(items))
            painter = Painter(page, 0.0, stock)
            painter.paint(page)
            content, resources = painter.finish()
            typefaces.count()
            box = numbers((0, 0, sheet.width, sheet.height))
            entries = f"/MediaBox[{box}]/Contents {reference(file.stream(content))}/Resources<<{resources}>>"
            file.page(file.page_number(), entries)
        typefaces.write()
        file.information("<<>>")
        return file.data()


def _place(side: Side, plan: tuple[Side, ...]) -> tuple[str, ...]:
    signatures = plan[-1].signature
    signature = f"signature {side.signature} of {signatures}" if signatures > 1 else ""
    return signature, f"sheet {side.sheet} of {side.sheets}", side.name
