"""The body of an article: Markdown to blocks.

In: the text after the front matter, with the line it starts on. Out: blocks and footnotes, each knowing its line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from pipeline.document.figures import WIDTHS, figure
from pipeline.document.grammar import CONTAINERS, DEEPEST, parser
from pipeline.document.inline import closing, words
from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Cell,
    Chart,
    Definition,
    DefinitionList,
    Figure,
    Footnote,
    Heading,
    Item,
    List,
    Paragraph,
    PullQuote,
    Sidebar,
    Table,
    Words,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, replace

_ATTRIBUTE = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"{}]+))')
_NAMED = re.compile(r"\s*\{#([^{}\s]*)\}\s*$")
_NAME = re.compile(r"(?<!\S|=)\{?#([^{}\s]+)")
_CAPTION = re.compile(r"(?:Table|Tabla):\s+")
_FIGURE_CAPTION = re.compile(r"(?:Caption|Pie):\s+")
_ALIGN = re.compile(r"text-align:\s*(\w+)")


class Body(Struct, frozen=True):
    """What the Markdown after the front matter says."""

    content: Blocks
    footnotes: tuple[Footnote, ...]


def body(text: str, *, path: str, first_line: int, language: str, folder: str, problems: Problems) -> Body:
    """Return the blocks and footnotes of `text`, whose first line is line `first_line` of `path`.

    `folder` is the directory on disk that the files of figures are named from.
    """
    tokens = parser().parse(text, {})
    for token in tokens:
        if token.nesting == 1 and token.level >= DEEPEST - 1:
            span = Span(path, first_line + (token.map[0] if token.map else 0), 1)
            problems.error("nesting-deep", f"lists or quotations more than {DEEPEST // 2} deep", span)
            break
    reader = _Reader(path, first_line, language, folder, text.split("\n"), problems)
    content = tuple(reader.blocks(tokens))
    return Body(content, tuple(reader.footnotes))


class _Reader:
    """Turns the parser's flat list of tokens into blocks."""

    def __init__(
        self, path: str, first: int, language: str, folder: str, lines: Sequence[str], problems: Problems
    ) -> None:
        self.path, self.first, self.language, self.folder = path, first, language, folder
        self.lines, self.problems = lines, problems
        self.footnotes: list[Footnote] = []
        # What holds for the block being read, and what the comments before the next one have said.
        self.note, self.fixed = "", False
        self.said, self.kept = "", False

    def told(self, words: Words) -> Words:
        """Return words with what the comment before their block says to translators."""
        return replace(words, note=self.note, fixed=self.fixed) if self.note or self.fixed else words

    def span(self, token: Token, column: int = 1) -> Span:
        return Span(self.path, self.first + (token.map[0] if token.map else 0), column)

    def words(self, token: Token, source: str | None = None) -> Words:
        text = token.content if source is None else source
        span = self.span(token, self.column(token))
        return self.told(words(text, span, self.language, self.problems, _Finder(self.lines, token, span)))

    def column(self, token: Token) -> int:
        """Return where the text of a block begins on its line, behind list marks and fences."""
        if not token.map or token.map[0] >= len(self.lines):
            return 1
        found = self.lines[token.map[0]].find(token.content.split("\n", 1)[0])
        return found + 1 if found > 0 else 1

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        pending: Table | None = None
        for block in self._plain_blocks(tokens):
            if pending is not None:
                if isinstance(block, Paragraph) and _CAPTION.match(block.words.source):
                    source = _CAPTION.sub("", block.words.source, count=1)
                    caption = replace(
                        words(source, block.span, self.language, self.problems),
                        note=block.words.note or pending.head[0].words.note,
                        fixed=block.words.fixed or pending.head[0].words.fixed,
                    )
                    yield replace(pending, caption=caption)
                    pending = None
                    continue
                yield pending
                pending = None
            if isinstance(block, Table) and block.caption is None:
                pending = block
            else:
                yield block
        if pending is not None:
            yield pending

    def _plain_blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = closing(tokens, at) if token.nesting == 1 else at
            if token.type == "comment":
                self.comment(token.content)
            else:
                outer = self.note, self.fixed
                self.note, self.fixed = self.said or self.note, self.kept or self.fixed
                self.said, self.kept = "", False
                yield from self.block(token, tokens[at + 1 : end])
                self.note, self.fixed = outer
            at = end + 1

    def comment(self, text: str) -> None:
        """Keep what a comment says to translators of the block that follows; what it says to others is for them."""
        to, colon, said = text.partition(":")
        if colon and to.strip().lower() in ("translator", "translators"):
            self.said = " ".join(f"{self.said} {said}".split())
        elif " ".join(text.lower().split()) == "not for translation":
            self.kept = True

    def block(self, token: Token, inside: Sequence[Token]) -> Iterator[Block]:
        span = self.span(token)
        kind = token.type
        if kind == "paragraph_open":
            yield from self.paragraph(inside[0])
        elif kind == "heading_open":
            source = inside[0].content
            named = _NAMED.search(source)
            text = self.words(inside[0], source[: named.start()] if named else None)
            yield Heading(int(token.tag[1]), text, named[1] if named else "", span=span)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            ordered = kind.startswith("ordered")
            items = tuple(Item(tuple(self.blocks(sub)), span=self.span(tok)) for tok, sub in _children(inside))
            for item in items:
                if not item.content:
                    self.problems.error("item-empty", "an item of a list is empty", item.span, hint="delete its mark")
            yield List(ordered, items, int(token.attrGet("start") or 1), span=span)
        elif kind == "dl_open":
            yield DefinitionList(tuple(self.definitions(inside)), span=span)
        elif kind == "blockquote_open":
            content = tuple(self.blocks(inside))
            if content:
                yield BlockQuote(content, span=span)
        elif kind == "table_open":
            yield self.table(token, inside)
        elif kind == "footnote_reference_open":
            label = str(token.meta.get("label", ""))
            self.footnotes.append(Footnote(label, tuple(self.blocks(inside)), span=span))
        elif kind.startswith("container_"):
            yield from self.container(kind.split("_")[1], token, inside)
        elif kind in ("fence", "code_block"):
            self.problems.warning("block-unsupported", "a block of code is set as a paragraph", span)
            yield Paragraph(self.words(token), span=span)
        elif kind == "hr":
            self.problems.warning(
                "block-unsupported", "a rule across the column is left out", span, hint="start a section with ##"
            )

    def paragraph(self, inline: Token) -> Iterator[Block]:
        children = [c for c in inline.children or [] if c.type not in ("softbreak",)]
        if len(children) == 1 and children[0].type == "image":
            image = children[0]
            given = {"src": str(image.attrGet("src")), "alt": image.content}
            title = str(image.attrGet("title") or "")
            caption = self.words(inline, title) if title else None
            made = figure(given, caption, self.span(inline), self.language, self.folder, self.problems)
            if made:
                yield self.told_figure(made)
            return
        if inline.content.startswith(":::"):
            name = inline.content.split("\n", 1)[0].strip(": ").partition(" ")[0]
            self.problems.error(
                "container-unknown",
                f'":::" opens or closes no known box ("{name}")',
                self.span(inline),
                hint=f"one of {', '.join(CONTAINERS)}, and a line ::: that closes it",
            )
        yield Paragraph(self.words(inline), span=self.span(inline, self.column(inline)))

    def definitions(self, tokens: Sequence[Token]) -> Iterator[Definition]:
        term: Token | None = None
        meanings: list[Blocks] = []
        for token, inside in _children(tokens):
            if token.type == "dt_open":
                if term is not None:
                    yield Definition(self.words(term), tuple(meanings), span=self.span(term))
                term, meanings = inside[0], []
            else:
                meanings.append(tuple(self.blocks(inside)))
        if term is not None:
            yield Definition(self.words(term), tuple(meanings), span=self.span(term))

    def table(self, token: Token, tokens: Sequence[Token]) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for _, part in _children(tokens):
            for row, cells in _children(part):
                finder = _Finder(self.lines, row, self.span(row))
                count = _cells(self.lines[finder.start]) if rows else 0
                if rows and count != len(rows[0]):
                    self.problems.error(
                        "table-ragged",
                        f"{count} cells in a row where the table has {len(rows[0])} columns",
                        self.span(row),
                        hint="write | between cells, \\| for a bar inside one; leave empty cells in",
                    )
                rows.append(tuple(self.cell(cell, inside[0], finder) for cell, inside in _children(cells)))
        return Table(rows[0], tuple(rows[1:]), None, "column", span=self.span(token))

    def cell(self, cell: Token, inline: Token, finder: _Finder) -> Cell:
        span = finder(inline.content) if inline.content else finder.span
        finder.back(len(inline.content))
        align = _ALIGN.search(str(cell.attrGet("style") or ""))
        text = words(inline.content, span, self.language, self.problems, finder)
        if span is not finder.span:
            finder.past(span, len(inline.content))
        return Cell(self.told(text), cell.type == "th_open", align[1] if align else "", span=span)

    def container(self, name: str, token: Token, inside: Sequence[Token]) -> Iterator[Block]:
        span = self.span(token)
        given = {k: _unescaped(quoted) or bare for k, quoted, bare in _ATTRIBUTE.findall(token.info)}
        found = _NAME.search(_ATTRIBUTE.sub(" ", token.info))
        named = found[1] if found else ""
        if not _closed(self.lines, token):
            self.problems.error("container-open", f'the box "::: {name}" is never closed', span, hint="add a line :::")
        if name != "figure":
            width = self.width(name, given, token)
        if name == "pullquote":
            if named:
                self.problems.error(
                    "anchor-bad",
                    f'a pull quote has the name "{named}", but no link can lead to it: it may be left out',
                    span,
                    hint="name the heading over the passage",
                )
            texts = [t for t in inside if t.type == "inline"]
            if texts:
                source = "\\\n".join(t.content for t in texts)
                yield PullQuote(self.words(texts[0], source), width, span=span)
            else:
                self.empty(name, span)
        elif name == "sidebar":
            content = tuple(self.blocks(inside))
            title = None
            if content and isinstance(content[0], Heading):
                title, named, content = content[0].words, named or content[0].name, content[1:]
            if content:
                yield Sidebar(title, content, named, width, span=span)
            else:
                self.empty(name, span)
        elif name == "table":
            for block in self.blocks(inside):
                if isinstance(block, Table):
                    block = replace(block, width=width, name=named)
                yield block
        else:
            made = figure(given, self.caption(inside), span, self.language, self.folder, self.problems)
            if made:
                yield replace(self.told_figure(made), name=named)

    def width(self, name: str, given: dict[str, str], token: Token) -> str:
        """Return how wide a box is to be, and report what else is said of it."""
        span = self.span(token)
        known, widths = ("width", "#name"), WIDTHS[:2] if name == "table" else WIDTHS
        rest = _NAME.sub(" ", _ATTRIBUTE.sub(" ", token.info)).replace(name, " ", 1)
        for key in (*given, *rest.replace("{", " ").replace("}", " ").split()):
            if key != "width":
                near = difflib.get_close_matches(key, known, 1)
                hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
                self.problems.error("unknown-key", f'unknown key "{key}" of a {name}', span, hint=hint)
        width = given.get("width", "column")
        if width not in widths:
            hint = f"{', '.join(widths[:-1])} or {widths[-1]}"
            self.problems.error("box-width", f'unknown width "{width}" of a {name}', span, hint=hint)
            return "column"
        return width

    def told_figure(self, made: Figure) -> Figure:
        """Return a figure whose words know what translators are told of it."""
        image = made.image
        if isinstance(image, Chart):
            image = replace(
                image,
                axis=self.told(image.axis),
                categories=tuple(map(self.told, image.categories)),
                series=tuple(replace(series, name=self.told(series.name)) for series in image.series),
            )
        return replace(made, alternate=self.told(made.alternate), image=image)

    def caption(self, inside: Sequence[Token]) -> Words | None:
        """Return the one paragraph inside the box of a figure."""
        texts = [t for t in inside if t.type == "inline"]
        for token in texts[1:]:
            self.problems.error(
                "figure-caption",
                "a figure has one paragraph, its caption",
                self.span(token),
                hint="put the rest outside the box",
            )
        return self.words(texts[0], _FIGURE_CAPTION.sub("", texts[0].content, count=1)) if texts else None

    def empty(self, name: str, span: Span) -> None:
        self.problems.error("container-empty", f'the box "::: {name}" is empty', span, hint="fill it or delete it")


class _Finder:
    """Finds the place of each text of a block in the lines of its file, from left to right."""

    def __init__(self, lines: Sequence[str], token: Token, span: Span) -> None:
        start, end = token.map or (0, 0)
        self.lines, self.start, self.end, self.span = lines, start, min(end, len(lines)), span
        self.line, self.column = start, 0

    def __call__(self, text: str) -> Span:
        for line in range(self.line, self.end):
            column = self.lines[line].find(text, self.column if line == self.line else 0)
            if column >= 0:
                self.line, self.column = line, column + len(text)
                return Span(self.span.path, self.span.line + line - self.start, column + 1)
        return self.span

    def past(self, place: Span, characters: int) -> None:
        """Go on behind a text of so many characters at a place found before."""
        self.line, self.column = self.start + place.line - self.span.line, place.column - 1 + characters

    def back(self, characters: int) -> None:
        """Go back, to look for what stands inside the text found last."""
        self.column = max(0, self.column - characters)


def _children(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    at = 0
    while at < len(tokens):
        end = closing(tokens, at) if tokens[at].nesting == 1 else at
        yield tokens[at], tokens[at + 1 : end]
        at = end + 1


def _cells(line: str) -> int:
    """Return how many cells a row of a table has; the parser drops those it has no column for."""
    row = line.strip().lstrip("> \t").removeprefix("|")
    return len(re.findall(r"(?<!\\)\|", row[:-1])) + 1


def _closed(lines: Sequence[str], token: Token) -> bool:
    if not token.map:
        return True
    end = token.map[1]
    nearby = lines[max(0, end - 1) : end + 1]
    texts = [line.strip(" \t>") for line in nearby]
    return any(text.startswith(":::") and not text.strip(": ") for text in texts)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
