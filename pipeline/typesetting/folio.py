"""Running heads, folios and jump lines: drafts to finished pages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.typesetting.layout import Layout, TextStyle
from pipeline.typesetting.makeup import Draft
from pipeline.typesetting.page import (
    Destination,
    LinkArea,
    Page,
    PageItem,
    PlacedLine,
    PlacedRectangle,
)
from pipeline.typesetting.setter import Setter
from pipeline.typesetting.trial import Piece


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words beside the text: the magazine's name, the issue, and jump lines with "{page}" in them."""

    name: str
    issue: str
    continued_on: str
    continued_from: str
    draft: str = ""


def finished(
    drafts: Sequence[Draft], first: int, pieces: Mapping[str, Piece], setter: Setter, words: PageWords
) -> list[Page]:
    """Return drafts as pages numbered from `first`, with their furniture."""
    return [_page(draft, first + index, pieces, setter, words) for index, draft in enumerate(drafts)]


def _page(draft: Draft, number: int, pieces: Mapping[str, Piece], setter: Setter, words: PageWords) -> Page:
    layout = setter.layout
    sheet = layout.sheet
    left = layout.left(number)
    items: list[PageItem] = []
    for item in draft.items:
        if math.isinf(item.x):
            items.append(replace(item, x=-sheet.bleed, y=item.y + sheet.head))
        else:
            items.append(replace(item, x=item.x + left, y=item.y + sheet.head))
    if draft.template != "reserved":
        items += _head(draft, number, left, pieces, setter, words)
        items += _foot(draft, number, left, setter, words)
    wanted = set(setter.targets.values())
    places = [(name, y) for name, y in anchored(items, setter) if f"#{name}" in wanted]
    destinations = tuple(Destination(name, y) for name, y in (*((s, sheet.head + y) for s, y in draft.starts), *places))
    return Page(
        number,
        str(number),
        draft.template,
        sheet.width,
        sheet.height,
        tuple(items),
        links=links(items, setter),
        destinations=destinations,
        bleed=sheet.bleed,
    )


def _head(
    draft: Draft, number: int, left: float, pieces: Mapping[str, Piece], setter: Setter, words: PageWords
) -> list[PageItem]:
    layout = setter.layout
    style = layout.style("running")
    y = layout.sheet.head - layout.grid.leading * (1.4 if layout.grid.columns > 1 else 1.15)
    items: list[PageItem] = []
    if words.draft:
        items.append(_furniture(setter, words.draft, replace(style, bold=True, colour="rust"), left, y, "end"))
    if not draft.continued:
        return items
    piece = pieces[draft.continued]
    recto = number % 2 == 1 or not layout.sheet.facing
    start = "start" if not recto or layout.grid.columns == 1 else "end"
    text = piece.department
    if layout.grid.columns == 1:
        text = piece.title
    label = replace(style, bold=True, colour=piece.colour if layout.grid.columns > 1 else "ink")
    items.append(_furniture(setter, text, label, left, y, start))
    if layout.manner.jump_lines and layout.grid.columns > 1 and not words.draft:
        other = "end" if start == "start" else "start"
        text = f"{piece.title} · {words.continued_from.replace('{page}', str(number - 1))}"
        room = layout.measure - setter.composer.width(setter.runs(setter.words(piece.department).content, label, "")[0])
        runs, _ = setter.runs(setter.words(text).content, layout.style("jump"), "")
        if setter.composer.width(runs) > room - 20:
            text = words.continued_from.replace("{page}", str(number - 1))
        items.append(_furniture(setter, text, layout.style("jump"), left, y, other))
    return items


def _foot(draft: Draft, number: int, left: float, setter: Setter, words: PageWords) -> list[PageItem]:
    layout = setter.layout
    y = layout.sheet.height - layout.sheet.foot + layout.grid.leading * (2.0 if layout.grid.columns > 1 else 1.6)
    recto = number % 2 == 1 or not layout.sheet.facing
    outer, inner = ("end", "start") if recto else ("start", "end")
    folio = _furniture(setter, str(number), layout.style("folio"), left, y, outer, "Pagination/Footer")
    issue = f"{words.name} · {words.issue}" if layout.grid.columns > 1 else words.name
    style = layout.style("running")
    room = folio.line.width + 14
    name = _furniture(setter, issue, style, left, y, outer, "Pagination/Footer")
    name = replace(name, x=name.x - room if outer == "end" else name.x + room)
    items: list[PageItem] = [folio, name]
    if draft.continues and layout.manner.jump_lines:
        text = words.continued_on.replace("{page}", str(number + 1))
        items.append(_furniture(setter, text, layout.style("jump"), left, y, inner, "Pagination/Footer"))
    return items


def _furniture(
    setter: Setter,
    text: str,
    style: TextStyle,
    left: float,
    y: float,
    align: str,
    artifact: str = "Pagination/Header",
) -> PlacedLine:
    measure = setter.layout.measure
    line = setter.line(shortened(text, style, measure, setter), replace(style, align="start"), measure)
    x = left if align == "start" else left + measure - line.width
    return PlacedLine(x, y, line, "", artifact)


def shortened(text: str, style: TextStyle, measure: float, setter: Setter) -> str:
    """Return text that fits a measure on one line, its last words given up for an ellipsis where it is too long."""
    words = text.split(" ")
    for count in range(len(words), 0, -1):
        shown = text if count == len(words) else " ".join(words[:count]).rstrip(",;:") + "…"
        runs, _ = setter.runs(setter.words(shown).content, style, "")
        if setter.composer.width(runs) <= measure:
            return shown
    return words[0]


def links(items: Sequence[PageItem], setter: Setter) -> tuple[LinkArea, ...]:
    """Return the rectangles of all links painted on a page."""
    if not setter.layout.links:
        return ()
    areas: list[LinkArea] = []
    for item in items:
        if not isinstance(item, PlacedLine):
            continue
        for segment in item.line.segments:
            key = segment.key or item.key
            target = setter.targets.get(key)
            if target is None or not segment.text.strip():
                continue
            size = segment.size
            areas.append(
                LinkArea(
                    item.x + segment.x,
                    item.y - size * 0.8,
                    segment.width,
                    size * 1.05,
                    target,
                    key,
                    segment.text.strip(),
                )
            )
    return tuple(areas)


def anchored(items: Sequence[PageItem], setter: Setter) -> Iterator[tuple[str, float]]:
    """Yield the named places on a page and their heights, each once; one that goes on from the page before too."""
    seen: set[str] = set()
    for item in items if setter.anchors else ():
        if isinstance(item, PlacedRectangle):
            continue
        segments = item.line.segments if isinstance(item, PlacedLine) else ()
        for key in (item.key, *(segment.key for segment in segments if segment.key)):
            for name in setter.anchors.get(key, ()):
                if name not in seen:
                    seen.add(name)
                    yield name, item.y - (segments[0].size if segments else 0.0) * 1.2


def marked(page: Page, setter: Setter, text: str) -> Page:
    """Return a cover with the mark of a draft at its head."""
    style = replace(setter.layout.style("running"), bold=True, colour="rust")
    line = _furniture(setter, text, style, setter.layout.left(page.number), style.leading * 1.6, "end")
    return replace(page, items=(*page.items, line))


def filler(layout: Layout, setter: Setter, title: str) -> Draft:
    """Return a page of ruled lines for a reader's own notes."""
    style = layout.style("heading")
    items: list[PageItem] = [PlacedRectangle(0.0, 0.0, layout.measure, 3.2, "accent")]
    line = setter.line(title, replace(style, colour="accent"), layout.measure)
    y = layout.grid.leading * 2.2
    items.append(PlacedLine(0.0, y, line, "", "Layout"))
    step = layout.grid.leading * 2
    y += step * 1.2
    while y < layout.depth:
        items.append(PlacedRectangle(0.0, y, layout.measure, 0.5, "hairline"))
        y += step
    return Draft(items, layout.depth, "notes")
