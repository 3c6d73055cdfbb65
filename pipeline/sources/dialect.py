"""Blocks written as the Markdown of an article's file.

In: the tree of `document.tree`. Out: text that `document.markdown` reads back as the same tree: every character that
would mean something is escaped, each block stands on one physical line. Inlines are written by `sources.escape`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.document.tree import (
    Block,
    BlockQuote,
    Blocks,
    Cell,
    Chart,
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
from pipeline.sources.escape import line_starts, written


def markdown(content: Blocks, footnotes: Sequence[Footnote] = ()) -> str:
    """Return blocks and their footnotes as Markdown, ending in a line feed; "" where there is nothing."""
    chunks = list(_blocks(content))
    for note in footnotes:
        chunks.append(_hung(f"[^{note.label}]: ", 4, "\n\n".join(_blocks(note.content))))
    return "\n\n".join(chunk for chunk in chunks if chunk) + "\n" if chunks else ""


def _blocks(content: Iterable[Block]) -> Iterator[str]:
    before: Block | None = None
    other = False
    for block in content:
        # Two lists in a row would be read as one; another mark keeps them apart.
        same = isinstance(block, List) and isinstance(before, List) and block.ordered == before.ordered
        other = same and not other
        text = _list(block, other) if isinstance(block, List) else _block(block)
        if isinstance(before, Table) and before.caption is None and text.startswith(("Table: ", "Tabla: ")):
            text = text.replace(":", "\\:", 1)
        if text:
            yield text
            before = block


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return line_starts(written(block.words.content))
        case Heading():
            text = _single(block.words)
            return f"{'#' * block.level} {text}" if text else ""
        case BlockQuote():
            return _quoted("\n\n".join(_blocks(block.content)))
        case DefinitionList():
            return "\n\n".join(_definitions(block))
        case Sidebar():
            title = [f"### {_single(block.title)}"] if block.title else []
            return f"::: sidebar{_width(block)}\n" + "\n\n".join([*title, *_blocks(block.content)]) + "\n:::"
        case PullQuote():
            return f"::: pullquote{_width(block)}\n{line_starts(written(block.words.content))}\n:::"
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case List():
            return _list(block, False)


def _width(block: Sidebar | PullQuote) -> str:
    return "" if block.width == "column" else f" {{width={block.width}}}"


def _list(block: List, other: bool) -> str:
    items = []
    loose = any(not _is_tight(item) for item in block.items)
    for number, item in enumerate(block.items, block.start):
        mark = f"{number}{')' if other else '.'} " if block.ordered else "* " if other else "- "
        chunks = list(_blocks(item.content))
        items.append(_hung(mark, len(mark), ("\n\n" if loose else "\n").join(chunks)))
    return ("\n\n" if loose else "\n").join(items)


def _is_tight(item: Item) -> bool:
    """Whether an item is a paragraph, or a paragraph and a list under it."""
    kinds = [type(block) for block in item.content]
    return kinds in ([Paragraph], [Paragraph, List], [])


def _hung(mark: str, indent: int, text: str) -> str:
    first, *rest = text.split("\n")
    lines = [f"{mark}{first}".rstrip(), *(f"{' ' * indent}{line}" if line else "" for line in rest)]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _definitions(block: DefinitionList) -> Iterator[str]:
    for item in block.items:
        meanings = [_hung(": ", 2, "\n\n".join(_blocks(meaning))) for meaning in item.meanings]
        yield "\n".join([line_starts(_single(item.term)), *meanings])


def _table(table: Table) -> str:
    rules = {"right": "---:", "center": ":---:"}
    lines = [
        _row(table.head),
        "| " + " | ".join(rules.get(cell.align, "---") for cell in table.head) + " |",
        *(_row(row) for row in table.rows),
    ]
    text = "\n".join(lines)
    if table.caption is not None:
        text += f"\n\nTable: {_single(table.caption)}"
    return text


def _row(cells: Sequence[Cell]) -> str:
    return "| " + " | ".join(_single(cell.words).replace("|", "\\|") for cell in cells) + " |"


def _figure(figure: Figure) -> str:
    path = figure.image.path
    alternate = _single(figure.alternate, plainly=True).replace("\\", "\\\\").replace('"', '\\"')
    chart = f" chart={figure.image.kind}" if isinstance(figure.image, Chart) else ""
    caption = line_starts(written(figure.caption.content)) if figure.caption else ""
    opening = f'::: figure {{src={path}{chart} alt="{alternate}"}}'
    return "\n".join(line for line in (opening, caption, ":::") if line)


def _single(words: Words, *, plainly: bool = False) -> str:
    """Return words on one line: a hard break becomes a space."""
    text = written(words.content, plainly=plainly).replace("\\\n", " ")
    if text.endswith("#") and not plainly:
        text = text[:-1] + "\\#"
    return text
