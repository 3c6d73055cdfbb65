"""Openers: how an article begins, across the columns: department, title, deck, byline, art."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pipeline.document.tree import Document, Person, Words, plain
from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct, replace
from pipeline.typesetting.artwork import Artwork, placed
from pipeline.typesetting.box import Box
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Element, PageItem, PlacedImage, PlacedLine, PlacedRectangle
from pipeline.typesetting.raster import pixels
from pipeline.typesetting.setter import Setter, baseline


class Opening(Struct, frozen=True):
    """The words of an opener set, and its picture, whose height make-up chooses.

    `above` says that the picture bleeds off the head of the page, over the words; `page` that it has the page before them to
    itself.
    """

    words: Box
    elements: tuple[Element, ...]
    art: Artwork | Path | None = None
    art_key: str = ""
    above: bool = False
    ratio: float = 0.0
    page: bool = False


class Jump(Apart, frozen=True):
    """Where an article is parted: after `pages` pages; it goes on behind the article `behind`, under `opening`.

    `span` is where the plan says so.
    """

    apart: ClassVar[tuple[str, ...]] = ("span",)

    pages: int
    behind: str
    opening: Opening
    span: Span = NOWHERE


def opening(
    setter: Setter,
    document: Document,
    department: Words,
    byline: Words | None,
    colour: str,
    folder: str,
    *,
    feature: bool,
    short: bool,
) -> Opening:
    """Return the opener of an article. `feature` is the cover story's; `short` one that begins down a page."""
    layout = setter.layout
    measure = layout.measure
    items: list[PageItem] = []
    elements: list[Element] = []
    template = layout.templates.opener if feature else layout.templates.department
    art_element, art, ratio = _art(setter, document, folder) if template.art != "none" else (None, None, 0.0)
    # Down a page there is something over it: the picture keeps to its place under the words.
    above = template.art == "above" and art is not None and not short
    page = template.art == "page" and art is not None and not short
    y = 0.0
    if template.rule and not above:
        items.append(PlacedRectangle(0.0, 0.0, measure, template.rule, colour))
        y = template.rule + layout.grid.leading * 0.55
    if department.content:
        style = replace(layout.style("label"), colour=colour)
        y = _put(setter, items, elements, "P", department, style, measure, y)
        y += layout.grid.leading * 0.35
    style = replace(layout.style(template.down if short else template.title), hyphenate=False)
    y = _put(setter, items, elements, "H1", document.title, style, measure, y)
    y += layout.grid.leading * 0.4
    if document.summary is not None:
        deck = layout.style("deck")
        narrow = measure * template.deck
        y = _put(setter, items, elements, "P", document.summary, deck, narrow, y)
        y += layout.grid.leading * 0.35
    if byline is not None:
        y = _put(setter, items, elements, "P", byline, layout.style("byline"), measure, y)
    if layout.grid.columns == 1:
        y += layout.grid.leading * 0.3
    if art_element is not None:
        elements.append(art_element)
    y = setter.agreed("opener", y)
    key = art_element.key if art_element else ""
    return Opening(
        Box(y, tuple(items), text=plain(document.title.content)), tuple(elements), art, key, above, ratio, page
    )


def _art(setter: Setter, document: Document, folder: str) -> tuple[Element | None, Artwork | Path | None, float]:
    figure = document.art
    if figure is None:
        return None, None, 0.0
    path = Path(folder, figure.image.path)
    shown = f"articles/{figure.image.path}"
    language = figure.alternate.language if figure.alternate.language != setter.language else ""
    element = Element(setter.key(), "Figure", language=language, alternate=figure.alternate.source)
    if path.suffix.lower() == ".svg":
        art = setter.art.artwork(path, shown, setter.problems, figure.span)
        return (element, art, art.height / art.width) if art else (None, None, 0.0)
    size = pixels(path, shown, setter.problems, figure.span)
    return (element, path, size[1] / size[0]) if size else (None, None, 0.0)


def art_item(opening: Opening, x: float, y: float, width: float, height: float) -> PageItem:
    """Return the opener's picture filling a box, cropped where its shape differs."""
    if isinstance(opening.art, Path):
        return PlacedImage(x, y, width, height, str(opening.art), opening.art_key)
    assert opening.art is not None
    return placed(opening.art, x, y, width, height, fit="cover", key=opening.art_key)


def _put(
    setter: Setter,
    items: list[PageItem],
    elements: list[Element],
    role: str,
    words: Words,
    style: TextStyle,
    measure: float,
    y: float,
) -> float:
    element = setter.element(role, words)
    lines, children = setter.lines(words, style, measure, element.key, indent=0.0)
    elements.append(replace(element, children=children))
    for line in lines:
        items.append(PlacedLine(0.0, y + baseline(style), line, element.key, style=style.name))
        y += style.leading
    return y


def names(people: tuple[Person, ...]) -> list[str]:
    """Return people as a byline names them: "Elena Marsh, MD"."""
    return [f"{p.name}, {p.credentials}" if p.credentials else p.name for p in people]
