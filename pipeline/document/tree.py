"""The document: what an article says, apart from how it looks and in which file it is kept.

Every node is immutable and knows its place (`span`), which takes no part in equality: two trees are equal when they
say the same thing. `language` on a block is the language its text is really in, so that a passage not yet translated
is tagged, hyphenated and spoken as what it is.
"""

from __future__ import annotations

from typing import ClassVar

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart


class Node(Apart, frozen=True, kw_only=True):
    """Anything in the tree."""

    span: Span = NOWHERE


# ---------------------------------------------------------------- inlines


class Text(Node, frozen=True):
    """Characters."""

    text: str


class LineBreak(Node, frozen=True):
    """A line break the author asked for."""


class Emphasis(Node, frozen=True):
    """Stressed text: italic in print, bold where italics are not legible."""

    content: Inlines


class Strong(Node, frozen=True):
    """Strongly stressed text."""

    content: Inlines


class Superscript(Node, frozen=True):
    """Raised text, such as an ordinal or an exponent."""

    content: Inlines


class Subscript(Node, frozen=True):
    """Lowered text."""

    content: Inlines


class Link(Node, frozen=True):
    """Text that leads to `target`: a URL, a `mailto:` or `tel:` address, or a place in the issue.

    A place is "slug.md", "slug.md#name" or "#name"; once resolved, "#slug" or "#slug/name". `language` is set where the text
    is in another one than its block's.
    """

    target: str
    content: Inlines
    language: str = ""


class Foreign(Node, frozen=True):
    """A run in another language than its block."""

    language: str
    content: Inlines


class Cite(Node, frozen=True):
    """One work cited, with its locator ("p. 12") or ""."""

    key: str
    locator: str = ""


class Citation(Node, frozen=True):
    """A group of works cited at one place. `marks` are set when citations are resolved: "1,3-5"."""

    cites: tuple[Cite, ...]
    marks: str = ""


class FootnoteMark(Node, frozen=True):
    """The place a footnote hangs on."""

    label: str


Inline = Text | LineBreak | Emphasis | Strong | Superscript | Subscript | Link | Foreign | Citation | FootnoteMark
Inlines = tuple[Inline, ...]


# ---------------------------------------------------------------- blocks


class Words(Node, frozen=True):
    """A message's worth of inline text. `source` is the short Markdown it was read from.

    `note` is what the editor tells translators of it; `fixed` is text that is not for translation.
    """

    apart: ClassVar[tuple[str, ...]] = ("span", "source", "note", "fixed")

    content: Inlines
    source: str = ""
    language: str = ""
    note: str = ""
    fixed: bool = False


class Paragraph(Node, frozen=True):
    """A run of inlines set as one block."""

    words: Words


class Heading(Node, frozen=True):
    """A heading of the body; `level` is 2 or more, the article's title being 1. `name` is what links call it by."""

    level: int
    words: Words
    name: str = ""


class Item(Node, frozen=True):
    """An item of a list."""

    content: Blocks


class List(Node, frozen=True):
    """A list; `start` is its first number when ordered."""

    ordered: bool
    items: tuple[Item, ...]
    start: int = 1


class Definition(Node, frozen=True):
    """A term and what it means."""

    term: Words
    meanings: tuple[Blocks, ...]


class DefinitionList(Node, frozen=True):
    """Terms with their definitions."""

    items: tuple[Definition, ...]


class BlockQuote(Node, frozen=True):
    """A passage quoted, or a reader's question."""

    content: Blocks


class PullQuote(Node, frozen=True):
    """A sentence of the text repeated large; it may be left out without loss. `width` is "column", "wide" or "inset"."""

    words: Words
    width: str = "column"


class Sidebar(Node, frozen=True):
    """A box beside the text. `title` is its heading, or None; `width` is "column", "wide" or "inset"."""

    title: Words | None
    content: Blocks
    name: str = ""
    width: str = "column"


class Cell(Node, frozen=True):
    """A cell of a table. `header` cells name their column (first row) or row."""

    words: Words
    header: bool = False
    align: str = ""


class Table(Node, frozen=True):
    """A table: one row of column headers, then rows of equal length."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: Words | None = None
    width: str = "column"
    name: str = ""


class Series(Node, frozen=True):
    """A named row of figures of a chart, one for each category; None where there is none."""

    name: Words
    values: tuple[float | None, ...]


class Chart(Node, frozen=True):
    """Figures to be drawn. `kind` is "bars", "columns" or "line"; `unit` follows each figure."""

    kind: str
    axis: Words
    categories: tuple[Words, ...]
    series: tuple[Series, ...]
    unit: str = ""
    path: str = ""


class Picture(Node, frozen=True):
    """An image file, named relative to `articles/`."""

    path: str


class Figure(Node, frozen=True):
    """A picture or chart with the words that stand for it (`alternate`) and its caption."""

    image: Picture | Chart
    alternate: Words
    caption: Words | None = None
    width: str = "column"
    name: str = ""


Block = Paragraph | Heading | List | DefinitionList | BlockQuote | PullQuote | Sidebar | Table | Figure
Blocks = tuple[Block, ...]


class Footnote(Node, frozen=True):
    """The text of a footnote."""

    label: str
    content: Blocks


# ---------------------------------------------------------------- the whole


class Person(Node, frozen=True):
    """An author or reviewer as the page names them. Names are not translated; roles are."""

    name: str
    credentials: str = ""
    roles: tuple[Words, ...] = ()


class FirstAppeared(Node, frozen=True):
    """Where the article was first printed, in the words of its source."""

    publication: str
    issue: str


class Source(Node, frozen=True):
    """Where an article came from."""

    url: str = ""
    retrieved: str = ""
    sha256: str = ""
    licence: str = ""


class Document(Node, frozen=True):
    """An article. Dates are kept as they were stated ("2015", "2015-07", "2015-07-30T14:24"), at that precision."""

    slug: str
    language: str
    title: Words
    content: Blocks
    footnotes: tuple[Footnote, ...] = ()
    department: str = ""
    summary: Words | None = None
    breadcrumb: tuple[Words, ...] = ()
    authors: tuple[Person, ...] = ()
    reviewers: tuple[Person, ...] = ()
    art: Figure | None = None
    references: tuple[str, ...] = ()
    reviewed: str = ""
    published: str = ""
    source_modified: str = ""
    first_appeared: FirstAppeared | None = None
    see_also: tuple[Words, ...] = ()
    source: Source | None = None


def plain(content: Inlines) -> str:
    """Return the characters of `content` as they are read aloud, citation and footnote marks left out."""
    parts: list[str] = []
    for node in content:
        match node:
            case Text():
                parts.append(node.text)
            case LineBreak():
                parts.append("\n")
            case Citation() | FootnoteMark():
                pass
            case _:
                parts.append(plain(node.content))
    return "".join(parts)


def blocks_of(block: Block) -> Blocks:
    """Return the blocks directly inside `block`, in reading order."""
    match block:
        case List():
            return tuple(b for item in block.items for b in item.content)
        case DefinitionList():
            return tuple(b for item in block.items for meaning in item.meanings for b in meaning)
        case BlockQuote() | Sidebar():
            return block.content
        case _:
            return ()
