"""The index of an issue's articles: department by department, each article with its page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pipeline.document.tree import Words, plain
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.box import NEVER, Box, height_of, laid, merged, stacked
from pipeline.typesetting.columns import balanced, fill
from pipeline.typesetting.makeup import Draft
from pipeline.typesetting.page import Element, PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import Setter, baseline, line_boxes, spaced


class Listed(Struct, frozen=True):
    """An article in the index."""

    slug: str
    title: Words
    page: str


class Group(Struct, frozen=True):
    """The articles of a department, in the colour it has."""

    department: Words
    colour: str
    articles: tuple[Listed, ...]


def index_pages(setter: Setter, title: Words, groups: Sequence[Group]) -> tuple[list[Draft], Element]:
    """Return the index as pages, departments and the articles of each by the alphabet, and its element."""
    layout = setter.layout
    heading, title_element = setter.block("H1", title, layout.style("title.short"), layout.measure, before=0.0)
    drop = layout.grid.leading * 0.6
    rule = PlacedRectangle(0.0, 0.0, layout.measure, layout.templates.index.rule, layout.templates.index.rule_colour)
    head = Box(height_of(heading) + drop, (rule, *(replace(i, y=i.y + drop) for i in stacked(heading))))
    boxes: list[Box] = []
    elements: list[Element] = [title_element]
    for group in sorted(groups, key=lambda group: alphabetical(group.department)):
        more, listed = _group(setter, group)
        boxes += more
        elements += listed
    drafts: list[Draft] = []
    rest: Sequence[Box] = boxes
    count, step = layout.grid.columns, layout.column + layout.grid.gutter
    top = head.height + layout.grid.leading
    items = list(head.items)
    while rest:
        filled = fill(rest, [layout.depth - top] * count, 0.0)
        if not filled.rest and count > 1:
            filled = balanced(rest, count, 0.0, layout.depth - top)
        for number, column in enumerate(filled.columns):
            items += laid(tuple((number * step, top + y, box) for y, box in column.placed))
        drafts.append(Draft(items, top + filled.height, "index"))
        rest, items, top = filled.rest, [], 0.0
    return drafts, Element(setter.key(), "Sect", tuple(elements))


def alphabetical(words: Words) -> str:
    """Return what a title is sorted by: its letters and figures, accents and case left out."""
    letters = unicodedata.normalize("NFKD", plain(words.content).casefold())
    return "".join(letter for letter in letters if letter.isalnum() or letter.isspace()).strip()


def _group(setter: Setter, group: Group) -> tuple[list[Box], list[Element]]:
    layout = setter.layout
    style = replace(layout.style("contents-label.index"), colour=group.colour if layout.grid.columns > 1 else "ink")
    label, heading = setter.block("H2", group.department, style, layout.column, before=layout.grid.leading)
    boxes, entries = [merged(label, before=layout.grid.leading)], []
    for number, article in enumerate(sorted(group.articles, key=lambda article: alphabetical(article.title))):
        box, entry = _entry(setter, article)
        boxes.append(replace(box, cost=0.0 if number else NEVER))
        entries.append(entry)
    return boxes, [heading, Element(setter.key(), "TOC", tuple(entries))]


def _entry(setter: Setter, article: Listed) -> tuple[Box, Element]:
    """Return an article's title with its page at the end of its last line, and the element that leads there."""
    layout = setter.layout
    style, folio = layout.style("contents-entry.index"), layout.style("contents-page.index")
    link = Element(setter.key(), "Link", title=article.title.source, target=f"#{article.slug}")
    setter.targets[link.key] = link.target
    figure = setter.line(article.page, replace(folio, align="start"), layout.column)
    room = layout.column - style.size * 2.4
    lines, inlines = setter.lines(article.title, style, room, link.key, indent=0.0)
    boxes = line_boxes(lines, style, link.key)
    number = PlacedLine(layout.column - figure.width, baseline(style), figure, link.key, style=folio.name)
    boxes[-1] = replace(boxes[-1], items=(*spaced(boxes[-1].items), number))
    hair = PlacedRectangle(
        0.0, style.leading + 1.5, layout.column, layout.templates.index.line, layout.templates.index.line_colour
    )
    # Each language has its own alphabet: in a co-edition, whose rules stand still, there are none between its entries.
    rules = (hair,) if setter.agreement is None else ()
    boxes[-1] = replace(boxes[-1], items=(*boxes[-1].items, *rules), height=boxes[-1].height + 2.0)
    language = article.title.language if article.title.language not in ("", setter.language) else ""
    link = replace(link, children=inlines, language=language)
    entry = Element(setter.key(), "TOCI", (Element(setter.key(), "Reference", (link,)),))
    return merged(boxes, before=style.leading * 0.3, text=article.title.source), entry
