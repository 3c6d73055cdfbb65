"""The front cover and the back cover: pages set by hand, from the trim's corner."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.document.tree import Document, Words
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.artwork import Artwork, placed
from pipeline.typesetting.box import Box, height_of, stacked
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.notice import paragraphs
from pipeline.typesetting.page import Element, Page, PageItem, PlacedImage, PlacedLine, PlacedRectangle, drawn
from pipeline.typesetting.setter import Setter


class CoverWords(Struct, frozen=True):
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
    template = layout.templates.cover
    edge = template.margin
    width = sheet.width - 2 * edge
    bleed = sheet.bleed
    items: list[PageItem] = [
        PlacedRectangle(
            -bleed, -bleed, sheet.width + 2 * bleed, sheet.height + 2 * bleed, template.ground, "Background"
        )
    ]
    elements: list[Element] = []
    y = edge
    left, right = layout.style("tagline"), layout.style("issue-line")
    stack = layout.grid.columns == 1
    room = width if stack else width * 0.62
    tagline, element = setter.block("P", words.tagline, left, room)
    dated, dated_element = setter.block("P", setter.words(words.issue), right, room)
    elements += [element, dated_element]
    _lay(items, tagline, edge, y)
    if stack:
        _lay(items, dated, edge, y + height_of(tagline))
        y += height_of(tagline) + height_of(dated)
    else:
        line = dated[0].items[0]
        x = edge + width - line.line.width if isinstance(line, PlacedLine) else edge
        _lay(items, dated, x, y)
        y += max(height_of(tagline), height_of(dated))
    y = setter.agreed("tagline", y) + 4
    items.append(PlacedRectangle(edge, y, width, template.rule, template.rule_colour))
    y += 8
    name_style = _fitted(setter, words.name, width)
    boxes, element = setter.block("H1", setter.words(words.name), name_style, width + 2)
    elements.insert(0, element)
    _lay(items, boxes, edge, y - name_style.size * 0.06)
    y += name_style.size * 1.08
    foot, foot_elements = _foot(setter, words, width, stack)
    bottom = sheet.height - edge - foot.height
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
    _lay(items, [foot], edge, bottom)
    elements += foot_elements
    page = Page(number, "", "cover", sheet.width, sheet.height, drawn(items), bleed=bleed)
    return page, Element(setter.key(), "Sect", tuple(elements))


def _fitted(setter: Setter, name: str, width: float) -> TextStyle:
    style = setter.layout.style("nameplate")
    runs, _ = setter.runs(setter.words(name).content, style, "")
    natural = setter.composer.width(runs)
    size = style.size * width / natural if natural else style.size
    return replace(style, size=size, leading=size)


def _foot(setter: Setter, words: CoverWords, width: float, stack: bool) -> tuple[Box, list[Element]]:
    layout = setter.layout
    left = width if stack else width * layout.templates.cover.story
    right = width if stack else width * layout.templates.cover.lines
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
        return Box(setter.agreed("story", height_of(story)), stacked(story)), elements
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
        return Box(setter.agreed("story", height_of(both)), stacked(both)), elements
    height = setter.agreed("story", max(height_of(story), height_of(others) + 6))
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
    template = layout.templates.back
    edge = template.margin
    width = sheet.width - 2 * edge
    items: list[PageItem] = []
    elements: list[Element] = []
    panel = sheet.height * template.panel
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
    height = setter.agreed("notice", height_of(upper))
    gap = 26.0
    art_height = top - height - 2 * gap - 8
    items.append(PlacedRectangle(-bleed, -bleed, sheet.width + 2 * bleed, top + bleed, template.ground, "Background"))
    if art is not None and art_height > 50:
        box = (-bleed, -bleed, sheet.width + 2 * bleed, art_height + bleed)
        items.append(placed(art, *box, fit="cover", key="", artifact="Background"))
    else:
        art_height = 0.0
    free = top - art_height - height
    _lay(items, [Box(height, stacked(upper))] if upper else [], edge, art_height + free / 2)
    items.append(PlacedRectangle(-bleed, top, sheet.width + 2 * bleed, template.rule, colour, "Background"))
    sender: list[Box] = []
    style = layout.style("address")
    for index, line in enumerate((name, *address)):
        own = replace(style, bold=index == 0)
        boxes, element = setter.block("P", setter.words(line), own, width * 0.5)
        sender += boxes
        elements.append(element)
    sent = Box(height_of(sender), stacked(sender))
    _lay(items, [sent], template.left, top + template.top)
    _check_panel(setter, sent)
    page = Page(number, "", "back", sheet.width, sheet.height, drawn(items), bleed=bleed)
    return page, Element(setter.key(), "Sect", tuple(elements))


def _check_panel(setter: Setter, sender: Box) -> None:
    """Report where the sender's address stands in what the post wants clear."""
    back = setter.layout.templates.back
    width = max((item.line.width for item in sender.items if isinstance(item, PlacedLine)), default=0.0)
    box = back.left, back.top, back.left + width, back.top + sender.height
    for name, area in (("window", back.window), ("indicia", back.indicia)):
        if area.meets(*box):
            setter.problems.error(
                "panel-crowded",
                f"the sender's address, {width:.0f} × {sender.height:.0f} pt, stands in the {name} of the address panel",
                area.span,
                hint="move one of them: left and top of [templates.back] place the sender",
            )


def _lay(items: list[PageItem], boxes: Sequence[Box], x: float, y: float) -> None:
    items += [replace(item, x=item.x + x, y=item.y + y) for item in stacked(boxes)]
