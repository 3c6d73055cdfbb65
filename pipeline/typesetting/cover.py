"""The front cover and the back cover: pages set by hand, from the trim's corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.document.tree import Document, Words
from pipeline.typesetting.artwork import Artwork, placed
from pipeline.typesetting.box import Box, height_of, stacked
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.notice import paragraphs
from pipeline.typesetting.page import Element, Page, PageItem, PlacedImage, PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import Setter

EDGE = 38.0


@dataclass(frozen=True, slots=True)
class CoverWords:
    """What the cover says. `lines` are the other titles."""

    name: str
    tagline: Words
    issue: str
    title: Words
    deck: Words | None
    inside: Words
    lines: tuple[Words, ...]
    alternate: Words


def cover(setter: Setter, words: CoverWords, art: Artwork | Path | None, number: int) -> tuple[Page, Element]:
    """Return the front cover: name, picture across the page, the cover story and what else is inside.

    No text stands on the picture, so that each edition can be read by low vision.
    """
    layout = setter.layout
    sheet = layout.sheet
    width = sheet.width - 2 * EDGE
    bleed = sheet.bleed
    items: list[PageItem] = [
        PlacedRectangle(-bleed, -bleed, sheet.width + 2 * bleed, sheet.height + 2 * bleed, "cream", "Background")
    ]
    elements: list[Element] = []
    y = EDGE
    left, right = layout.style("tagline"), layout.style("issue-line")
    stack = layout.grid.columns == 1
    room = width if stack else width * 0.62
    tagline, element = setter.block("P", words.tagline, left, room)
    dated, dated_element = setter.block("P", setter.words(words.issue), right, room)
    elements += [element, dated_element]
    _lay(items, tagline, EDGE, y)
    if stack:
        _lay(items, dated, EDGE, y + height_of(tagline))
        y += height_of(tagline) + height_of(dated)
    else:
        line = dated[0].items[0]
        x = EDGE + width - line.line.width if isinstance(line, PlacedLine) else EDGE
        _lay(items, dated, x, y)
        y += max(height_of(tagline), height_of(dated))
    y += 4
    items.append(PlacedRectangle(EDGE, y, width, 1.0, "night"))
    y += 8
    name_style = _fitted(setter, words.name, width)
    boxes, element = setter.block("H1", setter.words(words.name), name_style, width + 2)
    elements.insert(0, element)
    _lay(items, boxes, EDGE, y - name_style.size * 0.06)
    y += name_style.size * 1.08
    foot, foot_elements = _foot(setter, words, width, stack)
    bottom = sheet.height - EDGE - foot.height
    art_top, art_bottom = y + 6, bottom - (22 if not stack else 16)
    figure = Element(setter.key(), "Figure", alternate=words.alternate.source)
    if words.alternate.language != setter.language:
        figure = replace(figure, language=words.alternate.language)
    if art is not None and art_bottom - art_top > 40:
        box = (-bleed, art_top, sheet.width + 2 * bleed, art_bottom - art_top)
        if isinstance(art, Path):
            items.append(PlacedImage(*box, str(art), figure.key))
        else:
            items.append(placed(art, *box, fit="cover", key=figure.key))
        elements.append(figure)
    _lay(items, [foot], EDGE, bottom)
    elements += foot_elements
    page = Page(number, "", "cover", sheet.width, sheet.height, tuple(items), bleed=bleed)
    return page, Element(setter.key(), "Sect", tuple(elements))


def _fitted(setter: Setter, name: str, width: float) -> TextStyle:
    style = setter.layout.style("nameplate")
    runs, _ = setter.runs(setter.words(name).content, style, "")
    natural = setter.composer.width(runs)
    size = style.size * width / natural if natural else style.size
    return replace(style, size=size, leading=size)


def _foot(setter: Setter, words: CoverWords, width: float, stack: bool) -> tuple[Box, list[Element]]:
    layout = setter.layout
    left = width if stack else width * 0.58
    right = width if stack else width * 0.34
    elements: list[Element] = []
    story: list[Box] = []
    boxes, element = setter.block("H2", words.title, layout.style("cover-title"), left, before=0.0)
    story += boxes
    elements.append(element)
    if words.deck is not None:
        boxes, element = setter.block("P", words.deck, layout.style("cover-deck"), left, before=8.0)
        story += boxes
        elements.append(element)
    others: list[Box] = []
    if not words.lines:
        return Box(height_of(story), stacked(story)), elements
    label = layout.style("cover-label")
    boxes, element = setter.block("P", words.inside, label, right, before=12.0 if stack else 0.0)
    others += boxes
    elements.append(element)
    for number, title in enumerate(words.lines):
        style = layout.style("cover-line")
        room = style.leading * 0.5 if number else style.leading * 0.3
        boxes, element = setter.block("P", title, style, right, before=room)
        others += boxes
        elements.append(element)
    if stack:
        both = [*story, *others]
        return Box(height_of(both), stacked(both)), elements
    height = max(height_of(story), height_of(others) + 6)
    x = width - right
    rule = PlacedRectangle(x - 16, 4, 1.0, height - 4, "rust")
    items = (*stacked(story), rule, *(replace(i, x=i.x + x, y=i.y + 4) for i in stacked(others)))
    return Box(height, items), elements


def back_cover(
    setter: Setter,
    notice: Document | None,
    art: Artwork | None,
    address: Sequence[str],
    name: str,
    colour: str,
    number: int,
) -> tuple[Page, Element]:
    """Return the back cover: a picture, a house notice, and the panel the address goes on."""
    layout = setter.layout
    sheet = layout.sheet
    bleed = sheet.bleed
    width = sheet.width - 2 * EDGE
    items: list[PageItem] = []
    elements: list[Element] = []
    panel = sheet.height * 0.38
    top = sheet.height - panel
    upper: list[Box] = []
    if notice is not None:
        title_style = replace(layout.style("notice.title"), colour=colour)
        boxes, element = setter.block("H2", notice.title, title_style, width, before=0.0)
        upper += boxes
        elements.append(element)
        for block in paragraphs(setter, notice):
            style = layout.style("notice")
            boxes, element = setter.block("P", block.words, style, width * 0.9, before=style.leading * 0.6)
            upper += boxes
            elements.append(element)
    height = height_of(upper)
    gap = 26.0
    art_height = top - height - 2 * gap - 8
    items.append(PlacedRectangle(-bleed, -bleed, sheet.width + 2 * bleed, top + bleed, "cream", "Background"))
    if art is not None and art_height > 50:
        box = (-bleed, -bleed, sheet.width + 2 * bleed, art_height + bleed)
        items.append(placed(art, *box, fit="cover", key="", artifact="Background"))
    else:
        art_height = 0.0
    free = top - art_height - height
    _lay(items, [Box(height, stacked(upper))] if upper else [], EDGE, art_height + free / 2)
    items.append(PlacedRectangle(-bleed, top, sheet.width + 2 * bleed, 2.0, colour, "Background"))
    sender: list[Box] = []
    style = layout.style("address")
    for index, line in enumerate((name, *address)):
        own = replace(style, bold=index == 0)
        boxes, element = setter.block("P", setter.words(line), own, width * 0.5)
        sender += boxes
        elements.append(element)
    _lay(items, [Box(height_of(sender), stacked(sender))], EDGE, top + 24)
    page = Page(number, "", "back", sheet.width, sheet.height, tuple(items), bleed=bleed)
    return page, Element(setter.key(), "Sect", tuple(elements))


def _lay(items: list[PageItem], boxes: Sequence[Box], x: float, y: float) -> None:
    items += [replace(item, x=item.x + x, y=item.y + y) for item in stacked(boxes)]
