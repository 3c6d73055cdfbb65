"""Elements of a page as blocks of an article.

In: the element that holds the text, pruned. Out: blocks and footnotes of `document.tree`: headings from level 2 without
gaps, nested lists, tables with headers, links with schemes that are safe to print, quotes, definitions, notes, figures.
No text is lost: what has no place in the tree becomes a paragraph, and a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Definition,
    DefinitionList,
    Figure,
    Footnote,
    FootnoteMark,
    Heading,
    Inline,
    Inlines,
    Item,
    LineBreak,
    List,
    Paragraph,
    Picture,
    PullQuote,
    Sidebar,
    Strong,
    Text,
    Words,
    plain,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct
from pipeline.sources.escape import tidy
from pipeline.sources.furniture import is_furniture
from pipeline.sources.grid import read_table
from pipeline.sources.html import BLOCKS, HEADINGS
from pipeline.sources.outline import captioned, levelled
from pipeline.sources.phrases import Phrases


class Transcript(Struct):
    """Writes down one article; `sidebars` are the elements its site sets beside the text."""

    phrases: Phrases
    span: Span
    problems: Problems
    sidebars: frozenset[HtmlElement] = frozenset()

    def read(self, main: HtmlElement) -> tuple[Blocks, tuple[Footnote, ...]]:
        """Return the blocks and footnotes of `main`."""
        self.phrases.find_notes(main)
        content = levelled(captioned(list(self.blocks(main))))
        return content, tuple(self.footnotes())

    def footnotes(self) -> Iterator[Footnote]:
        """Yield the notes in the order of their marks; a note may hold the mark of another."""
        done = 0
        while done < len(self.phrases.marked):
            name, label = list(self.phrases.marked.items())[done]
            holder = self.phrases.notes[name]
            content = list(self.blocks(holder, nested=True))
            first = content[0] if content else None
            if isinstance(first, Paragraph) and holder.tag != "li" and isinstance(first.words.content[0], Text):
                opening = re.sub(r"^\W?\d{1,3}\W?\s+", "", first.words.content[0].text)
                content[0] = Paragraph(Words((Text(opening), *first.words.content[1:])))
            yield Footnote(label, tuple(content))
            done += 1

    def blocks(self, element: HtmlElement, nested: bool = False) -> Iterator[Block]:
        """Yield the blocks inside an element; `nested` in lists and cells, where headings become strong paragraphs."""
        run: list[Inline] = [Text(element.text or "")]
        for child in element:
            if child.tag in BLOCKS or self._holds_blocks(child):
                yield from self.flush(run)
                run = []
                if not (child.tag == "li" and child in self.phrases.notes.values()):
                    yield from self.block(child, nested)
            else:
                run += self.phrases.inline(child)
            run.append(Text(child.tail or ""))
        yield from self.flush(run)

    def _holds_blocks(self, element: HtmlElement) -> bool:
        return isinstance(element.tag, str) and any(e.tag in BLOCKS for e in element.iterdescendants(*BLOCKS))

    def flush(self, run: Sequence[Inline]) -> Iterator[Block]:
        """Yield the paragraphs of a run of inlines, two line breaks parting them, and the pictures it held."""
        passage: list[Inline] = []
        for node in [*run, LineBreak(), LineBreak()]:
            if isinstance(node, LineBreak) and _ends_in_break(passage):
                words = tidy(passage)
                text = plain(words).strip()
                if (words and text and not is_furniture(text)) or any(isinstance(n, FootnoteMark) for n in words):
                    yield Paragraph(Words(words))
                passage = []
            else:
                passage.append(node)
        for source, alternate in self.phrases.pictures:
            yield Figure(Picture(source), Words((Text(alternate),)))
        self.phrases.pictures.clear()

    def block(self, element: HtmlElement, nested: bool) -> Iterator[Block]:
        """Yield the blocks that a block element makes."""
        tag = str(element.tag)
        if element in self.sidebars or (tag == "aside" and not nested):
            yield from self.sidebar(element)
        elif tag in HEADINGS:
            words = tidy(list(self.phrases.inlines(element)))
            if plain(words).strip() and not is_furniture(plain(words)):
                yield (Paragraph(Words((Strong(words),))) if nested else Heading(int(tag[1]), Words(_plainer(words))))
            yield from self.flush([])
        elif tag in ("ul", "ol", "menu"):
            yield from self.list(element)
        elif tag == "dl":
            yield from self.definitions(element)
        elif tag == "blockquote":
            yield from self.quote(element)
        elif tag == "table":
            yield from self.table(element, nested)
        elif tag == "figure":
            yield from self.figure(element)
        elif tag == "pre":
            lines = element.text_content().strip("\n").split("\n")
            yield from self.flush([n for line in lines for n in (Text(line), LineBreak())])
        elif tag == "summary":
            yield from self.flush([Strong(tuple(self.phrases.inlines(element)))])
        elif tag != "hr":
            yield from self.blocks(element, nested)

    def list(self, element: HtmlElement) -> Iterator[Block]:
        """Yield a list, its items with all they hold."""
        items = [Item(content) for child in element if (content := tuple(self._item(child)))]
        start = (element.get("start") or "1").strip()
        if items:
            yield List(element.tag == "ol", tuple(items), int(start) if start.isdigit() and len(start) < 9 else 1)

    def _item(self, child: HtmlElement) -> Iterator[Block]:
        if child in self.phrases.notes.values():
            return
        if child.tag == "li":
            yield from self.blocks(child, nested=True)
        else:
            # A list straight inside a list belongs to the item before it; as its own item no text is lost.
            yield from self.block(child, nested=True)

    def definitions(self, element: HtmlElement) -> Iterator[Block]:
        """Yield a list of definitions; terms without a meaning become strong paragraphs."""
        items: list[Definition] = []
        for part in element.iter("dt", "dd"):
            if part.tag == "dt":
                items.append(Definition(Words(tidy(list(self.phrases.inlines(part)))), ()))
            elif (meaning := tuple(self.blocks(part, nested=True))) and items:
                last = items[-1]
                items[-1] = Definition(last.term, (*last.meanings, meaning))
            else:
                yield from meaning
        whole = tuple(item for item in items if item.meanings and plain(item.term.content).strip())
        if len(whole) == len(items) and whole:
            yield DefinitionList(whole)
            return
        for item in items:
            yield from self.flush([Strong(item.term.content)])
            yield from (block for meaning in item.meanings for block in meaning)

    def quote(self, element: HtmlElement) -> Iterator[Block]:
        """Yield a quotation, or a pull quote where the page marks it as one."""
        content = tuple(self.blocks(element, nested=True))
        if (
            re.search(r"pull-?quote", element.get("class") or "")
            and len(content) == 1
            and isinstance(content[0], Paragraph)
        ):
            yield PullQuote(content[0].words)
        elif content:
            yield BlockQuote(content)

    def sidebar(self, element: HtmlElement) -> Iterator[Block]:
        """Yield a box beside the text, its first heading as its title."""
        content = list(self.blocks(element))
        title = None
        if content and isinstance(content[0], Heading | Paragraph) and _is_title(content[0]):
            title = Words(_plainer(content.pop(0).words.content))  # type: ignore[union-attr] # checked above
        kept = tuple(
            Paragraph(Words((Strong(block.words.content),))) if isinstance(block, Heading) else block
            for block in content
            if not isinstance(block, Sidebar)
        )
        inner = [block for box in content if isinstance(box, Sidebar) for block in box.content]
        if kept or inner:
            yield Sidebar(title, (*kept, *inner))

    def table(self, element: HtmlElement, nested: bool) -> Iterator[Block]:
        """Yield a table, or the text of one that only lays out the page."""
        table = None if nested else read_table(element, self.cell, self.span, self.problems)
        self.phrases.pictures.clear()
        if table is not None:
            yield table
            return
        place = Span(self.span.path, element.sourceline or 0, 1)
        self.problems.warning("table-as-paragraphs", "a table that lays out text was set as paragraphs", place)
        for cell in element.iter("caption", "td", "th"):
            if next(cell.iterancestors("table"), None) is element:
                yield from self.blocks(cell, nested)

    def cell(self, element: HtmlElement) -> Inlines:
        """Return the words of a cell; its blocks run on, parted by spaces."""
        run: list[Inline] = []
        for node in self.phrases.inlines(element):
            run.append(Text(" ") if isinstance(node, LineBreak) else node)
        return tidy(run)

    def figure(self, element: HtmlElement) -> Iterator[Block]:
        """Yield the pictures of a figure, the caption with the last."""
        caption = next(element.iter("figcaption"), None)
        words = Words(tidy(list(self.phrases.inlines(caption)))) if caption is not None else None
        if caption is not None:
            caption.drop_tree()
        inside = list(self.blocks(element))
        figures = [block for block in inside if isinstance(block, Figure)]
        for block in inside:
            if isinstance(block, Figure) and block is figures[-1] and words and plain(words.content).strip():
                yield Figure(block.image, block.alternate, words)
            else:
                yield block
        if words and not figures and plain(words.content).strip():
            yield Paragraph(words)


def _ends_in_break(run: Sequence[Inline]) -> bool:
    for node in reversed(run):
        if isinstance(node, LineBreak):
            return True
        if not (isinstance(node, Text) and not node.text.strip()):
            return False
    return False


def _is_title(block: Heading | Paragraph) -> bool:
    return isinstance(block, Heading) or all(
        isinstance(node, Strong) or (isinstance(node, Text) and not node.text.strip()) for node in block.words.content
    )


def _plainer(words: Inlines) -> Inlines:
    """Return the words of a heading, which is bold as it is."""
    return tidy([inner for node in words for inner in (node.content if isinstance(node, Strong) else (node,))])
