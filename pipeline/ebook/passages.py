"""What a volume says, passage by passage, as braille has it: pictures in words, tables as records, no repeated quotes.

In: a `Volume`. Out: `Passage` values in reading order, with the cells each begins in.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document.article import nodes
from pipeline.document.tree import (
    BlockQuote,
    Blocks,
    Chart,
    Citation,
    DefinitionList,
    Figure,
    FootnoteMark,
    Foreign,
    Heading,
    Inlines,
    LineBreak,
    List,
    Paragraph,
    PullQuote,
    Sidebar,
    Table,
    Text,
    Words,
    plain,
)
from pipeline.document.walk import changed
from pipeline.ebook.volume import Chapter, Volume
from pipeline.ebook.xhtml import lettered
from pipeline.foundation.language import date_words, number_words
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.setter import at_marks


class Passage(Struct, frozen=True):
    """A text to be set: cells to indent its first line by, and the others; blank lines `before`; `centred`, or a heading that
    keeps to what follows.

    `runs` are its pieces with their languages. `note` is a transcriber's.
    """

    runs: tuple[tuple[str, str], ...]
    first: int = 2
    rest: int = 0
    before: int = 0
    centred: bool = False
    heading: bool = False
    note: bool = False
    chapter: str = ""


def front(volume: Volume) -> Iterator[Passage]:
    """Yield what the title page says."""
    yield Passage(((volume.title, volume.language),), before=3, centred=True)
    yield Passage(runs_of(volume.subtitle, volume), before=1, centred=True)
    for number, words in enumerate(volume.about):
        yield Passage(runs_of(words, volume), first=0, rest=2, before=2 if number == 0 else 0)


def articles(volume: Volume) -> Iterator[Passage]:
    """Yield what the articles and the house notices say, in their order."""
    for part in volume.parts:
        for chapter in part.chapters:
            yield from _chapter(chapter, volume)
    for notice in volume.notices:
        yield _title(notice.title, volume, notice.slug)
        yield from _blocks(notice.content, volume, 0)


def _title(title: Words, volume: Volume, slug: str) -> Passage:
    return Passage(runs_of(title, volume), before=1, centred=True, heading=True, chapter=slug)


def _chapter(chapter: Chapter, volume: Volume) -> Iterator[Passage]:
    words = chapter.words
    letters = lettered([mark.label for mark in nodes(chapter.document, FootnoteMark)])
    document = changed(chapter.document, FootnoteMark, lambda mark: replace(mark, label=letters[mark.label]))
    yield _title(document.title, volume, document.slug)
    for said in (document.summary, chapter.byline):
        if said is not None:
            yield Passage(runs_of(said, volume), first=0, before=1)
    if document.art is not None:
        yield from _picture(document.art, volume)
    yield from _blocks(document.content, volume, 0)
    for person in document.reviewers:
        name = f"{person.name}, {person.credentials}" if person.credentials else person.name
        yield Passage((*runs_of(words.reviewed_by, volume), (f" {name}", volume.language)), before=1)
        for role in person.roles:
            yield Passage(runs_of(role, volume))
    if document.reviewed:
        label = words.last_reviewed
        date = date_words(document.reviewed, label.language or volume.language)
        yield Passage(((plain(label.content).replace("{date}", date), label.language or volume.language),))
    for credit in words.credits:
        yield Passage(runs_of(credit, volume))
    noted = {letters[note.label]: note for note in document.footnotes if note.label in letters}
    if noted:
        yield Passage(runs_of(words.notes, volume), first=4, rest=4, before=1, heading=True)
        for letter in letters.values():
            for at, passage in enumerate(_blocks(noted[letter].content, volume, 0) if letter in noted else ()):
                lead = ((f"{letter}. ", volume.language),) if at == 0 else ()
                yield Passage((*lead, *passage.runs), first=0, rest=2)
    if chapter.references:
        yield Passage(runs_of(words.references, volume), first=4, rest=4, before=1, heading=True)
        for reference in chapter.references:
            text = plain(reference.content)
            yield Passage(((f"{reference.number}. {text}", volume.language),), first=0, rest=2)


def _blocks(blocks: Blocks, volume: Volume, depth: int) -> Iterator[Passage]:
    """Yield what blocks say; `depth` is how many lists they are in."""
    indent = 2 * depth
    for block in blocks:
        match block:
            case Paragraph():
                yield Passage(runs_of(block.words, volume), first=indent + 2, rest=indent)
            case Heading():
                yield Passage(runs_of(block.words, volume), first=4, rest=4, before=1, heading=True)
            case List():
                for number, item in enumerate(block.items, block.start):
                    mark = f"{number}. " if block.ordered else ""
                    inner = list(_blocks(item.content, volume, depth + 1))
                    for at, passage in enumerate(inner):
                        lead = ((mark, volume.language),) if at == 0 and mark else ()
                        first = indent if at == 0 else passage.first
                        yield Passage((*lead, *passage.runs), first=first, rest=max(passage.rest, indent + 2))
            case DefinitionList():
                for term in block.items:
                    yield Passage(runs_of(term.term, volume), first=indent, rest=indent + 2)
                    for meaning in term.meanings:
                        yield from _blocks(meaning, volume, depth + 1)
            case BlockQuote():
                yield from _blocks(block.content, volume, depth + 1)
            case PullQuote():
                # It repeats the text.
                pass
            case Sidebar():
                if block.title is not None:
                    yield Passage(runs_of(block.title, volume), first=4, rest=4, before=1, heading=True)
                yield from _blocks(block.content, volume, depth)
            case Table():
                yield from _table(block, volume)
            case Figure():
                yield from _picture(block, volume)


def _table(table: Table, volume: Volume) -> Iterator[Passage]:
    """Yield a table as a list of records, each value after its header (Braille Formats, 11.16: listed format)."""
    if table.caption is not None:
        yield Passage(runs_of(table.caption, volume), first=4, rest=4, before=1, heading=True)
    for row in table.rows:
        for at, (head, cell) in enumerate(zip(table.head, row, strict=False)):
            value = runs_of(cell.words, volume)
            if at == 0:
                yield Passage(value, first=0, rest=2)
            else:
                name = plain(head.words.content)
                yield Passage(((f"{name}: ", head.words.language or volume.language), *value), first=2, rest=4)


def _picture(figure: Figure, volume: Volume) -> Iterator[Passage]:
    yield Passage(runs_of(figure.alternate, volume), first=6, rest=4, before=1, note=True)
    if isinstance(figure.image, Chart):
        chart = figure.image
        for at, category in enumerate(chart.categories):
            values = []
            for series in chart.series:
                value = series.values[at] if at < len(series.values) else None
                shown = "–" if value is None else f"{number_words(value, volume.language)}{chart.unit}"
                values.append(f"{plain(series.name.content)}: {shown}" if len(chart.series) > 1 else shown)
            said = (f": {'; '.join(values)}", volume.language)
            yield Passage((*runs_of(category, volume), said), first=0, rest=2)
    if figure.caption is not None:
        yield Passage(runs_of(figure.caption, volume), first=2, rest=0)


def runs_of(words: Words, volume: Volume) -> tuple[tuple[str, str], ...]:
    """Return words as pieces with their languages; marks of works and notes stand in brackets."""
    return tuple(_pieces(words.content, words.language or volume.language))


def _pieces(content: Inlines, language: str) -> Iterator[tuple[str, str]]:
    for node in at_marks(content, outside=language.startswith("en")):
        match node:
            case Text():
                yield node.text, language
            case LineBreak():
                yield " ", language
            case Citation():
                yield f" [{node.marks}]", language
            case FootnoteMark():
                yield f" [{node.label}]", language
            case Foreign():
                yield from _pieces(node.content, node.language)
            case _:
                yield from _pieces(node.content, language)
