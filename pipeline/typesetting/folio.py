"""Running heads, folios and jump lines: drafts to finished pages."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.document.tree import Words
from pipeline.foundation.value import Struct, field, replace
from pipeline.typesetting.jump import ways
from pipeline.typesetting.layout import RUNNING, Layout, TextStyle
from pipeline.typesetting.makeup import Draft
from pipeline.typesetting.page import (
    Destination,
    Element,
    Line,
    LinkArea,
    Page,
    PageItem,
    PlacedLine,
    PlacedRectangle,
    drawn,
    moved,
)
from pipeline.typesetting.setter import Setter
from pipeline.typesetting.trial import Piece


class PageWords(Struct, frozen=True):
    """The words beside the text: the magazine's name, the issue, and jump lines with "{page}" in them."""

    name: str
    issue: str
    continued_on: str
    continued_from: str
    draft: str = ""


class _Way(Struct, frozen=True):
    """The pages an article on a page goes on at and comes from, where they are not the next and the one before; 0 for none."""

    on: int = 0
    back: int = 0
    slug: str = ""


def finished(
    drafts: Sequence[Draft], first: int, pieces: Mapping[str, Piece], setter: Setter, words: PageWords
) -> list[Page]:
    """Return drafts as pages numbered from `first`, with their furniture."""
    jumps = ways([draft.slugs for draft in drafts])
    lines = _Lines(setter)
    wanted = {target[1:] for target in setter.targets.values() if target.startswith("#")}
    pages: list[Page] = []
    for index, draft in enumerate(drafts):
        slug, back = jumps.back.get(index, ("", -first))
        way = _Way(jumps.on.get(index, -first) + first, back + first, slug)
        pages.append(_page(draft, first + index, way, pieces, lines, words, wanted))
    return pages


def _page(
    draft: Draft,
    number: int,
    way: _Way,
    pieces: Mapping[str, Piece],
    lines: _Lines,
    words: PageWords,
    wanted: Collection[str],
) -> Page:
    """Return a page with its furniture; `wanted` are the names of places that a link leads to."""
    setter = lines.setter
    layout = setter.layout
    sheet = layout.sheet
    left, head = layout.left(number), sheet.head
    items: list[PageItem] = []
    for item in draft.items:
        if type(item) is PlacedLine:
            # As `moved` does: nearly all that stands on pages is lines.
            items.append(PlacedLine(item.x + left, item.y + head, item.line, item.key, item.artifact, item.style))
        elif math.isinf(item.x):
            items.append(replace(item, x=-sheet.bleed, y=item.y + head))
        else:
            items.append(moved(item, left, head))
    if draft.template not in ("reserved", "art"):
        side = _Side(lines, left, number % 2 == 1 or not sheet.facing)
        items += _head(draft, side, pieces, words)
        items += _foot(str(number), side, words)
        if layout.manner.jump_lines:
            items += _jumps(draft, side, way, words)
    destinations = tuple(
        [Destination(slug, sheet.head + y, f"{slug}/art") for slug, y in draft.starts]
        + [place for place in anchored(items, setter) if place.name in wanted]
    )
    return Page(
        number,
        str(number),
        draft.template,
        sheet.width,
        sheet.height,
        drawn(items),
        links=links(items, setter),
        destinations=destinations,
        bleed=sheet.bleed,
    )


class _Side(Struct, frozen=True):
    """The side of the sheet a page is: where its type area begins, and which of its ends are the outer and the inner one."""

    lines: _Lines
    left: float
    recto: bool

    @property
    def layout(self) -> Layout:
        return self.lines.setter.layout

    @property
    def outer(self) -> str:
        return "end" if self.recto else "start"

    @property
    def inner(self) -> str:
        return "start" if self.recto else "end"


def _head(draft: Draft, side: _Side, pieces: Mapping[str, Piece], words: PageWords) -> list[PageItem]:
    """Return the running head of a page that an article goes on on, and the mark of a draft."""
    layout, lines = side.layout, side.lines
    style = layout.style("running")
    y = layout.sheet.head - layout.grid.leading * (1.4 if layout.grid.columns > 1 else 1.15)
    items: list[PageItem] = []
    room = layout.measure
    if words.draft:
        marked = replace(style, bold=True, colour="rust")
        items.append(_furniture(lines, words.draft, marked, side.left, y, side.inner))
        room -= items[0].line.width + 20 if isinstance(items[0], PlacedLine) else 0.0
    if draft.continued:
        piece = pieces[draft.continued]
        label = replace(style, bold=True, colour=piece.colour if layout.grid.columns > 1 else "ink")
        pattern = layout.running.recto if side.recto else layout.running.verso
        text = filled(pattern, words, piece)
        outer = "start" if layout.grid.columns == 1 else side.outer
        if text:
            items.append(_furniture(lines, text, label, side.left, y, outer, room=room))
    return items


def _foot(folio: str, side: _Side, words: PageWords) -> list[PageItem]:
    """Return the folio at the outer end of the foot, and the line beside it."""
    layout, lines = side.layout, side.lines
    y = layout.sheet.height - layout.sheet.foot + layout.grid.leading * (2.0 if layout.grid.columns > 1 else 1.6)
    number = _furniture(lines, folio, layout.style("folio"), side.left, y, side.outer, "Pagination/Footer")
    text = filled(layout.running.foot, words)
    if not text:
        return [number]
    room = number.line.width + 14
    name = _furniture(
        lines, text, layout.style("running"), side.left, y, side.outer, "Pagination/Footer", layout.measure - room
    )
    return [number, replace(name, x=name.x - room if side.outer == "end" else name.x + room)]


def _jumps(draft: Draft, side: _Side, way: _Way, words: PageWords) -> list[PageItem]:
    """Return the lines that say on which page an article goes on, under the last column, and from which it comes."""
    layout, lines = side.layout, side.lines
    style = layout.style("jump")
    items: list[PageItem] = []
    if way.on:
        y = layout.sheet.head + layout.depth + layout.grid.leading * 0.85
        text = words.continued_on.replace("{page}", str(way.on))
        items.append(_furniture(lines, text, style, side.left, y, "end", "Pagination/Footer"))
    if way.back:
        text = words.continued_from.replace("{page}", str(way.back))
        top = draft.resumed.get(way.slug)
        if top is None:
            # Only pages that are no article's stand between: the head is enough.
            y = layout.sheet.head - layout.grid.leading * (1.4 if layout.grid.columns > 1 else 1.15)
            items.append(_furniture(lines, text, style, side.left, y, side.inner))
        else:
            y = layout.sheet.head + top + layout.grid.leading * 0.45 + layout.style("heading.continued").leading * 0.8
            items.append(_furniture(lines, text, style, side.left, y, "end"))
    return items


def filled(pattern: str, words: PageWords, piece: Piece | None = None) -> str:
    """Return a running line with its names in braces filled in; those of an article are empty where there is none."""
    values = {
        "name": words.name,
        "issue": words.issue,
        "department": piece.department if piece else "",
        "title": piece.title if piece else "",
    }
    return RUNNING.sub(lambda found: values[found[1]], pattern)


def _furniture(
    lines: _Lines,
    text: str,
    style: TextStyle,
    left: float,
    y: float,
    align: str,
    artifact: str = "Pagination/Header",
    room: float = 0.0,
) -> PlacedLine:
    measure = lines.setter.layout.measure
    line = lines.line(lines.shortened(text, style, room or measure), style)
    x = left if align == "start" else left + measure - line.width
    return PlacedLine(x, y, line, "", artifact, style.name)


class _Lines(Struct, frozen=True):
    """The lines of furniture as a setter sets them: the same words stand on page after page, and are set once."""

    setter: Setter
    made: dict[tuple[str, TextStyle], Line] = field(default_factory=dict)
    widths: dict[tuple[str, TextStyle], float] = field(default_factory=dict)

    def line(self, text: str, style: TextStyle) -> Line:
        """Return text on one line."""
        line = self.made.get((text, style))
        if line is None:
            plain = replace(style, align="start")
            line = self.made[text, style] = self.setter.line(text, plain, self.setter.layout.measure)
        return line

    def shortened(self, text: str, style: TextStyle, measure: float) -> str:
        """Return text that fits a measure on one line, its last words given up for an ellipsis where it is too long."""
        words = text.split(" ")
        # A single word, such as a folio, stands whether it fits or not.
        for count in range(len(words), 0, -1) if len(words) > 1 else ():
            shown = text if count == len(words) else " ".join(words[:count]).rstrip(",;:") + "…"
            if self._width(shown, style) <= measure:
                return shown
        return words[0]

    def _width(self, text: str, style: TextStyle) -> float:
        width = self.widths.get((text, style))
        if width is None:
            runs, _ = self.setter.runs(self.setter.words(text).content, style, "")
            width = self.widths[text, style] = self.setter.composer.width(runs)
        return width


def links(items: Sequence[PageItem], setter: Setter) -> tuple[LinkArea, ...]:
    """Return the rectangles of all links painted on a page."""
    if not setter.layout.links:
        return ()
    areas: list[LinkArea] = []
    for item in items if setter.targets else ():
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


def anchored(items: Sequence[PageItem], setter: Setter) -> Iterator[Destination]:
    """Yield the named places on a page, each once; one that goes on from the page before too."""
    seen: set[str] = set()
    for item in items if setter.anchors else ():
        if isinstance(item, PlacedRectangle):
            continue
        segments = item.line.segments if isinstance(item, PlacedLine) else ()
        for key in (item.key, *(segment.key for segment in segments if segment.key)):
            for name in setter.anchors.get(key, ()):
                if name not in seen:
                    seen.add(name)
                    yield Destination(name, item.y - (segments[0].size if segments else 0.0) * 1.2, key)


def marked(page: Page, setter: Setter, text: str) -> Page:
    """Return a cover with the mark of a draft at its head."""
    style = replace(setter.layout.style("running"), bold=True, colour="rust")
    line = _furniture(_Lines(setter), text, style, setter.layout.left(page.number), style.leading * 1.6, "end")
    return replace(page, items=(*page.items, line))


def filler(layout: Layout, setter: Setter, title: Words) -> tuple[Draft, Element]:
    """Return a page of ruled lines for a reader's own notes, and its element."""
    style = layout.style("heading")
    notes = layout.templates.notes
    items: list[PageItem] = [PlacedRectangle(0.0, 0.0, layout.measure, notes.rule, notes.rule_colour)]
    setter.prefix = "notes"
    heading = setter.element("H2", title)
    lines, inner = setter.lines(
        title, replace(style, colour=notes.rule_colour), layout.measure, heading.key, indent=0.0
    )
    y = layout.grid.leading * 2.2
    for number, line in enumerate(lines):
        items.append(PlacedLine(0.0, y + number * style.leading, line, heading.key, style=style.name))
    step = layout.grid.leading * notes.step
    y += step * 1.2 + max(0, len(lines) - 1) * style.leading
    while y < layout.depth:
        items.append(PlacedRectangle(0.0, y, layout.measure, notes.line, notes.line_colour))
        y += step
    return Draft(items, layout.depth, "notes"), Element(setter.key(), "Aside", (replace(heading, children=inner),))
