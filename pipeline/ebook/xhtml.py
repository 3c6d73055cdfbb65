"""Articles as XHTML, for EPUB 3: what each thing is, said in elements and roles, and nothing of how it looks.

In: a `Chapter` and its `Volume`. Out: a document's text. Roles are those of DPUB-ARIA 1.1.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import count, product
from string import ascii_lowercase

from pipeline.document.article import nodes
from pipeline.document.citation import Reference
from pipeline.document.pageref import PLACEHOLDER, place
from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Cell,
    Chart,
    Citation,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Footnote,
    FootnoteMark,
    Foreign,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    List,
    Paragraph,
    PullQuote,
    Sidebar,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    Words,
    plain,
)
from pipeline.ebook.volume import Chapter, FixedWords, Volume
from pipeline.foundation.language import date_words, number_words
from pipeline.typesetting.setter import at_marks

# What XML 1.0 has no way to write (2.2).
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The numbers of works in a citation's marks: not those of the pages in "3(p12)".
_NUMBER = re.compile(r"(?<![\w.(])\d+(?![\w.)])")
# A heading's deepest level.
_DEEPEST = 6


def escaped(text: str) -> str:
    """Return text as XML has it; characters that XML cannot hold are left out."""
    return html.escape(_UNSPEAKABLE.sub("", text), quote=True)


def page(title: str, language: str, body: str, kind: str = "", role: str = "") -> bytes:
    """Return a whole document of the publication. `kind` is its epub:type, `role` its role (EPUB 3.3, 6.1)."""
    marks = (f' epub:type="{kind}"' if kind else "") + (f' role="{role}"' if role else "")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{language}" xml:lang="{language}">\n<head>\n<meta charset="utf-8"/>\n'
        f'<title>{escaped(title)}</title>\n<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n<section{marks}>\n{body}</section>\n</body>\n</html>\n"
    ).encode()


def chapter_page(chapter: Chapter, volume: Volume) -> bytes:
    """Return an article as a document of its own."""
    document = chapter.document
    return page(
        plain(document.title.content), volume.language, _Writer(volume, document).chapter(chapter), "", "doc-chapter"
    )


def notice_page(notice: Document, volume: Volume) -> bytes:
    """Return a house notice as a document of its own."""
    writer = _Writer(volume, notice)
    body = writer.words("h1", notice.title) + writer.blocks(notice.content)
    return page(plain(notice.title.content), volume.language, body, "notice", "")


def said(words: Words, language: str, tag: str, marks: str = "") -> str:
    """Return plain words of the furniture as an element."""
    spoken = _spoken(words.language, language)
    return f"<{tag}{marks}{spoken}>{escaped(plain(words.content))}</{tag}>"


def _spoken(language: str, around: str) -> str:
    return f' lang="{language}" xml:lang="{language}"' if language and language != around else ""


def lettered(labels: Sequence[str]) -> dict[str, str]:
    """Return the marks of footnotes in the order of their first mention: a, b, … z, aa, …"""
    letters = ("".join(signs) for length in count(1) for signs in product(ascii_lowercase, repeat=length))
    return dict(zip(dict.fromkeys(labels), letters, strict=False))


class _Writer:
    """Writes one article. It remembers what has been marked, so that notes and works lead back to their first mention."""

    def __init__(self, volume: Volume, document: Document) -> None:
        self.volume, self.document = volume, document
        self._letters = lettered([mark.label for mark in nodes(document, FootnoteMark)])
        self._marked: set[str] = set()
        self._works: frozenset[int] = frozenset()
        self._level = 1
        self._charts = 0
        # In a note or an entry a link back is not one to lead back to.
        self._language = volume.language

    def chapter(self, chapter: Chapter) -> str:
        document = chapter.document
        self._works = frozenset(reference.number for reference in chapter.references)
        parts = [self.words("h1", document.title)]
        if document.summary is not None:
            parts.append(self.words("p", document.summary, ' class="deck"'))
        if chapter.byline is not None:
            parts.append(self.words("p", chapter.byline, ' class="byline"'))
        if document.art is not None:
            parts.append(self._figure(document.art))
        parts.append(self.blocks(document.content))
        parts.append(self._facts(document, chapter.words))
        parts.append(self._notes(document.footnotes, chapter.words))
        parts.append(self._references(chapter.references, chapter.words))
        return "".join(parts)

    # ------------------------------------------------------------ blocks

    def blocks(self, blocks: Blocks) -> str:
        """Return blocks, a line each."""
        return "".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self.words("p", block.words)
            case Heading():
                # No level is skipped on the way down (WCAG 2.2, 1.3.1).
                self._level = min(block.level, self._level + 1, _DEEPEST)
                return self.words(f"h{self._level}", block.words, _name(block.name))
            case List():
                tag = "ol" if block.ordered else "ul"
                start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
                items = "".join(f"<li>{self.blocks(item.content)}</li>\n" for item in block.items)
                return f"<{tag}{start}>\n{items}</{tag}>\n"
            case DefinitionList():
                items = ""
                for item in block.items:
                    items += self.words("dt", item.term)
                    items += "".join(f"<dd>{self.blocks(meaning)}</dd>\n" for meaning in item.meanings)
                return f"<dl>\n{items}</dl>\n"
            case BlockQuote():
                return f"<blockquote>\n{self.blocks(block.content)}</blockquote>\n"
            case PullQuote():
                # It repeats the text: whoever listens would hear it twice.
                return ""
            case Sidebar():
                return self._sidebar(block)
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)

    def _sidebar(self, box: Sidebar) -> str:
        before = self._level
        title = ""
        if box.title is not None:
            self._level = min(self._level + 1, _DEEPEST)
            title = self.words(f"h{self._level}", box.title)
        body = self.blocks(box.content)
        self._level = before
        return f"<aside{_name(box.name)}>\n{title}{body}</aside>\n"

    def _table(self, table: Table) -> str:
        caption = self.words("caption", table.caption) if table.caption is not None else ""
        head = self._row(table.head, "col")
        rows = "".join(self._row(row, "row") for row in table.rows)
        return f"<table{_name(table.name)}>\n{caption}<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"

    def _row(self, cells: Sequence[Cell], scope: str) -> str:
        made = "".join(
            self.words("th", cell.words, f' scope="{scope}"')
            if cell.header or scope == "col"
            else self.words("td", cell.words)
            for cell in cells
        )
        return f"<tr>\n{made}</tr>\n"

    def _figure(self, figure: Figure) -> str:
        image = figure.image
        caption = self.words("figcaption", figure.caption) if figure.caption is not None else ""
        if isinstance(image, Chart):
            self._charts += 1
            shown = self._image(f"{self.document.slug}/{self._charts}", figure.alternate) + self._data(image)
        else:
            shown = self._image(image.path, figure.alternate)
        return f"<figure{_name(figure.name)}>\n{shown}{caption}</figure>\n"

    def _image(self, name: str, alternate: Words) -> str:
        picture = self.volume.pictures.get(name)
        if picture is None:
            return ""
        language = _spoken(alternate.language, self._language)
        return f'<img src="{escaped(picture.name)}" alt="{escaped(plain(alternate.content))}"{language}/>\n'

    def _data(self, chart: Chart) -> str:
        """Return the figures of a chart as a table: what a drawing shows is read there (WCAG 2.2, 1.1.1)."""
        language = self._language

        def figure(value: float | None) -> str:
            return "–" if value is None else f"{number_words(value, language)}{chart.unit}"

        heads = "".join(self.words("th", series.name, ' scope="col"') for series in chart.series)
        rows = ""
        for at, category in enumerate(chart.categories):
            values = "".join(
                f"<td>{escaped(figure(series.values[at] if at < len(series.values) else None))}</td>\n"
                for series in chart.series
            )
            name = self.words("th", category, ' scope="row"')
            rows += f"<tr>\n{name}{values}</tr>\n"
        axis = self.words("th", chart.axis, ' scope="col"')
        return f"<table>\n<thead>\n<tr>\n{axis}{heads}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"

    # ------------------------------------------------------------ the end of an article

    def _facts(self, document: Document, words: FixedWords) -> str:
        language = self.volume.language
        parts = []
        for person in document.reviewers:
            name = f"{person.name}, {person.credentials}" if person.credentials else person.name
            label = said(words.reviewed_by, language, "span")
            parts.append(f"<p>{label} <strong>{escaped(name)}</strong></p>\n")
            parts += [self.words("p", role) for role in person.roles]
        for date, stated in ((document.reviewed, words.last_reviewed), (document.published, words.published)):
            if date:
                filled = _filled(stated, date=date_words(date, stated.language or language))
                parts.append(said(filled, language, "p") + "\n")
        parts += [said(credit, language, "p") + "\n" for credit in words.credits]
        if (first := document.first_appeared) is not None:
            text = _filled(words.first_appeared, issue=first.issue, publication=first.publication)
            parts.append(said(text, language, "p") + "\n")
        for sentence in document.see_also:
            label = said(words.see_also, language, "strong")
            parts.append(self.words("p", sentence, "", f"{label}: "))
        return f'<section class="facts">\n{"".join(parts)}</section>\n' if parts else ""

    def _notes(self, notes: Sequence[Footnote], words: FixedWords) -> str:
        order = list(self._letters)
        cited = sorted(
            (note for note in notes if note.label in self._letters), key=lambda note: order.index(note.label)
        )
        if not cited:
            return ""
        made = said(words.notes, self.volume.language, "h2") + "\n"
        for note in cited:
            letter = self._letters[note.label]
            back = f'<a role="doc-backlink" href="#mark-{letter}">{letter}</a> '
            made += f'<aside epub:type="footnote" role="doc-footnote" id="note-{letter}">\n'
            made += self._behind(back, self.blocks(note.content)) + "</aside>\n"
        return f'<section epub:type="footnotes">\n{made}</section>\n'

    def _references(self, references: Sequence[Reference], words: FixedWords) -> str:
        if not references:
            return ""
        made = said(words.references, self.volume.language, "h2") + "\n<ol>\n"
        for reference in references:
            made += f'<li id="work-{reference.number}">{self._inlines(reference.content, self._language)}</li>\n'
        return f'<section epub:type="bibliography" role="doc-bibliography">\n{made}</ol>\n</section>\n'

    @staticmethod
    def _behind(lead: str, blocks: str) -> str:
        """Return blocks with `lead` before the words of the first paragraph, or before all where there is none."""
        found = re.match(r"<p[^>]*>", blocks)
        return f"{found[0]}{lead}{blocks[found.end() :]}" if found else f"<p>{lead}</p>\n{blocks}"

    # ------------------------------------------------------------ words

    def words(self, tag: str, words: Words, marks: str = "", lead: str = "") -> str:
        """Return a message as an element, in the language it is really in."""
        language = words.language or self._language
        content = self._inlines(words.content, language)
        return f"<{tag}{marks}{_spoken(words.language, self._language)}>{lead}{content}</{tag}>\n"

    def _inlines(self, content: Inlines, language: str) -> str:
        # A mark stands close to its word, as in print.
        return "".join(self._inline(node, language) for node in at_marks(content, outside=language.startswith("en")))

    def _inline(self, node: Inline, language: str) -> str:
        match node:
            case Text():
                return escaped(node.text)
            case LineBreak():
                return "<br/>"
            case Emphasis():
                return f"<em>{self._inlines(node.content, language)}</em>"
            case Strong():
                return f"<strong>{self._inlines(node.content, language)}</strong>"
            case Superscript():
                return f"<sup>{self._inlines(node.content, language)}</sup>"
            case Subscript():
                return f"<sub>{self._inlines(node.content, language)}</sub>"
            case Foreign():
                inner = self._inlines(node.content, node.language)
                return f"<span{_spoken(node.language, language)}>{inner}</span>"
            case Link():
                return self._link(node, language)
            case Citation():
                return f"<sup>{_NUMBER.sub(self._work, escaped(node.marks))}</sup>"
            case FootnoteMark():
                return self._mark(node.label)

    def _work(self, found: re.Match[str]) -> str:
        number = int(found[0])
        return f'<a role="doc-biblioref" href="#work-{number}">{number}</a>' if number in self._works else found[0]

    def _mark(self, label: str) -> str:
        letter = self._letters.get(label)
        if letter is None:
            return ""
        name = "" if letter in self._marked else f' id="mark-{letter}"'
        self._marked.add(letter)
        return f'<sup><a epub:type="noteref" role="doc-noteref" href="#note-{letter}"{name}>{letter}</a></sup>'

    def _link(self, link: Link, language: str) -> str:
        there = place(link.target, self.document.slug)
        spoken = _spoken(link.language, language)
        inner = self._inlines(link.content, link.language or language)
        if there is None:
            return f'<a href="{escaped(link.target)}"{spoken}>{inner}</a>'
        title = self.volume.titles.get(there.slug)
        if title is None:
            return f"<span{spoken}>{inner}</span>"
        # There are no pages: what would say one says the article it is in.
        inner = inner.replace(escaped(PLACEHOLDER), escaped(f"“{plain(title.content)}”"))
        target = f"#{there.name}" if there.slug == self.document.slug and there.name else f"{there.slug}.xhtml"
        if there.slug != self.document.slug and there.name:
            target += f"#{there.name}"
        return f'<a href="{escaped(target)}"{spoken}>{inner}</a>'


def _name(name: str) -> str:
    return f' id="{escaped(name)}"' if name else ""


def _filled(words: Words, **values: str) -> Words:
    text = plain(words.content)
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return Words((Text(text),), text, words.language)
