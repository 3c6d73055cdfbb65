"""What of a document is asked of a translator, and how the answer comes back: one walk in two directions.

In: a `Document`. Out: its messages in reading order, or the document with each text turned into another.
`translated` is the walk. Extraction is a turn that writes down what it sees; localisation (`localise`) is a
turn that replaces. So what is asked and what is answered cannot come apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Cell,
    Chart,
    Definition,
    DefinitionList,
    Document,
    Figure,
    Footnote,
    Heading,
    Item,
    List,
    Paragraph,
    Person,
    PullQuote,
    Sidebar,
    Table,
    Words,
    plain,
)
from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct, replace

# Parts are as long as mail and domain names allow (RFC 5321, 4.5.3.1; RFC 1035, 2.3.4), so that a long word takes no long
# time.
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:com|gov|org)\b\S*"
)


class Place(Struct, frozen=True):
    """What a text is in its article: a "heading" of `level` 2, a "paragraph" `inside` ("in a sidebar")."""

    role: str
    level: int = 0
    inside: str = ""

    def notes(self) -> tuple[str, ...]:
        """Return what a translator is told: what the text is, where it prints, how much room it has."""
        what, more = _NOTES[self.role]
        if self.level:
            what = f"{what}, level {self.level}"
        if self.inside:
            what = f"{what}, {self.inside}"
        return (what, more) if more else (what,)


# Role: what it is, and where it prints or its room. Rooms are those of the layouts, in characters of English.
_NOTES = {
    "title": (
        "title of the article",
        "prints above its first page, in running heads and in the contents; room for about 60 characters",
    ),
    "summary": ("summary", "prints under the title; room for about 220 characters"),
    "breadcrumb": ("section of the site the article belongs to", ""),
    "author-role": ("what an author is", "prints after the name"),
    "reviewer-role": ("what a medical reviewer is", "prints after the name"),
    "heading": ("heading", "room for about 60 characters"),
    "paragraph": ("paragraph", ""),
    "item": ("item of a list", ""),
    "header": ("column header of a table", "narrow: the shorter the better"),
    "cell": ("cell of a table", ""),
    "caption": ("caption", ""),
    "alternate": ("alternate text of a picture", "read aloud in its place; it does not print"),
    "axis": ("name of a chart's categories", "narrow: the shorter the better"),
    "category": ("category of a chart", "narrow: the shorter the better"),
    "series": ("name of a series of a chart", "narrow: the shorter the better"),
    "pull-quote": (
        "pull quote",
        "prints large; use the words of the text it repeats; room for about 160 characters",
    ),
    "sidebar-title": ("title of a sidebar", "room for about 50 characters"),
    "term": ("term that is defined", ""),
    "meaning": ("definition", ""),
    "quotation": ("quotation", ""),
    "footnote": ("footnote", ""),
    "see-also": ("see also", ""),
}

Turn = Callable[[Words, Place], Words]


class Message(Apart, frozen=True):
    """One text asked of a translator: `text` is short Markdown, written in `language`.

    Messages with equal `text` and `context` in a domain are one; `notes` are of all its uses, `span` of the
    first. `plural` is the text for more than one, "" where there is one form alone.
    """

    text: str
    context: str = ""
    notes: tuple[str, ...] = ()
    domain: str = ""
    language: str = ""
    references: tuple[str, ...] = ()
    span: Span = NOWHERE
    plural: str = ""

    @property
    def key(self) -> tuple[str | None, str]:
        """The key of the catalog entry that answers."""
        return self.context or None, self.text


def is_asked(words: Words) -> bool:
    """Tell whether `words` have anything to translate: a letter outside addresses and citations, and no mark against it."""
    return not words.fixed and has_letters(plain(words.content) if words.content else words.source)


def has_letters(text: str) -> bool:
    """Tell whether plain `text` has a letter outside web and mail addresses."""
    return any(letter.isalpha() for letter in ADDRESS.sub(" ", text))


def messages(document: Document) -> tuple[Message, ...]:
    """Return the messages of the article in reading order, each once. The domain is the article's slug."""
    found: list[Message] = []

    def record(words: Words, place: Place) -> Words:
        if is_asked(words):
            found.append(
                Message(
                    words.source,
                    notes=(*place.notes(), *([f"editor: {words.note}"] if words.note else [])),
                    domain=document.slug,
                    language=words.language or document.language,
                    references=(f"articles/{document.slug}.md",),
                    span=words.span,
                )
            )
        return words

    translated(document, record)
    return once(found)


def once(found: Iterable[Message]) -> tuple[Message, ...]:
    """Return `found` in order, with messages of one key made one and their notes and references joined."""
    kept: dict[tuple[str | None, str], Message] = {}
    for message in found:
        first = kept.setdefault(message.key, message)
        if first is not message:
            kept[message.key] = replace(
                first,
                notes=_joined(first.notes, message.notes),
                references=_joined(first.references, message.references),
            )
    return tuple(kept.values())


def _joined(first: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *more)))


# ---------------------------------------------------------------- the walk


def translated(document: Document, turn: Turn) -> Document:
    """Return the document with each text that prints turned, visited in reading order.

    `turn` gets the words and their place. Names of people, dates, citations and figures are no texts.
    """

    def at(role: str) -> Callable[[Words], Words]:
        return lambda words: turn(words, Place(role))

    walk = _Walk(turn)
    return replace(
        document,
        title=at("title")(document.title),
        summary=document.summary and at("summary")(document.summary),
        breadcrumb=tuple(map(at("breadcrumb"), document.breadcrumb)),
        authors=tuple(_person(person, at("author-role")) for person in document.authors),
        reviewers=tuple(_person(person, at("reviewer-role")) for person in document.reviewers),
        art=document.art and walk.figure(document.art),
        content=walk.blocks(document.content),
        footnotes=tuple(_Walk(turn, "footnote").footnote(note) for note in document.footnotes),
        see_also=tuple(map(at("see-also"), document.see_also)),
    )


def _person(person: Person, role: Callable[[Words], Words]) -> Person:
    return replace(person, roles=tuple(map(role, person.roles)))


class _Walk(Struct, frozen=True):
    """The walk inside one kind of block. `role` is what a paragraph is there, `inside` the box around it."""

    turn: Turn
    role: str = "paragraph"
    inside: str = ""

    def words(self, words: Words, role: str, level: int = 0) -> Words:
        return self.turn(words, Place(role, level, self.inside))

    def blocks(self, content: Blocks) -> Blocks:
        return tuple(map(self.block, content))

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph():
                return replace(block, words=self.words(block.words, self.role))
            case Heading():
                return replace(block, words=self.words(block.words, "heading", block.level))
            case List():
                item = replace(self, role="item")
                return replace(block, items=tuple(item.item(i) for i in block.items))
            case DefinitionList():
                return replace(block, items=tuple(map(self.definition, block.items)))
            case BlockQuote():
                return replace(block, content=replace(self, role="quotation").blocks(block.content))
            case PullQuote():
                return replace(block, words=self.words(block.words, "pull-quote"))
            case Sidebar():
                title = block.title and self.words(block.title, "sidebar-title")
                inside = replace(self, role="paragraph", inside="in a sidebar")
                return replace(block, title=title, content=inside.blocks(block.content))
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)

    def item(self, item: Item) -> Item:
        return replace(item, content=self.blocks(item.content))

    def definition(self, definition: Definition) -> Definition:
        inside = replace(self, role="meaning")
        return replace(
            definition,
            term=self.words(definition.term, "term"),
            meanings=tuple(map(inside.blocks, definition.meanings)),
        )

    def table(self, table: Table) -> Table:
        return replace(
            table,
            caption=table.caption and self.words(table.caption, "caption"),
            head=tuple(map(self.cell, table.head)),
            rows=tuple(tuple(map(self.cell, row)) for row in table.rows),
        )

    def cell(self, cell: Cell) -> Cell:
        return replace(cell, words=self.words(cell.words, "header" if cell.header else "cell"))

    def figure(self, figure: Figure) -> Figure:
        # The caption before the picture's own words: it is what a translator needs to know what the labels
        # label.
        caption = figure.caption and self.words(figure.caption, "caption")
        alternate = self.words(figure.alternate, "alternate")
        image = self.chart(figure.image) if isinstance(figure.image, Chart) else figure.image
        return replace(figure, caption=caption, alternate=alternate, image=image)

    def chart(self, chart: Chart) -> Chart:
        return replace(
            chart,
            axis=self.words(chart.axis, "axis"),
            categories=tuple(self.words(words, "category") for words in chart.categories),
            series=tuple(replace(s, name=self.words(s.name, "series")) for s in chart.series),
        )

    def footnote(self, footnote: Footnote) -> Footnote:
        return replace(footnote, content=self.blocks(footnote.content))
