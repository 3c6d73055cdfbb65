"""A table of a page as the table of an article: one row of headers, rows of equal length.

In: a `<table>` element and how to read a cell. Out: a `Table`, or None where the table is no table of data (it lays out
the page, holds another table or whole passages), for the caller to set its cells as paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

from pipeline.document.tree import Cell, Inlines, Strong, Table, Text, Words, plain
from pipeline.foundation.diagnostic import Problems, Span

Read = Callable[[HtmlElement], Inlines]
_WIDEST = 40
_LONGEST = 1_000


def read_table(table: HtmlElement, read: Read, span: Span, problems: Problems) -> Table | None:
    """Return the table; cells that span columns stand in the first, headers in several rows are joined."""
    rows = [row for row in table.iter("tr") if _owner(row) is table]
    if not rows or not _is_data(table, rows):
        return None
    place = Span(span.path, table.sourceline or 0, 1)
    grid, spans = _laid_out(rows)
    width = max(len(row) for row in grid)
    if width < 2:
        return None
    deep = _header_rows(grid, table)
    if any(spans) and (any(spans[deep:]) or deep > 1):
        problems.warning("table-spans", "cells that span columns or rows were laid out singly", place)
    if deep == 0:
        problems.warning(
            "table-without-header",
            "table has no header row; its first row was taken for one",
            place,
            hint="check the first row of the table in the article",
        )
        deep = 1
    head = [Cell(Words(_heading([row[at] for row in grid[:deep] if at < len(row)], read)), True) for at in range(width)]
    body = []
    for row in grid[deep:]:
        cells = [
            Cell(
                Words(_once(cell, row, at, read)),
                cell is not None and cell.tag == "th" and at == 0,
                (cell.get("align") or "").lower() if cell is not None else "",
            )
            for at, cell in enumerate([*row, *[None] * (width - len(row))])
        ]
        body.append(tuple(cells))
    aligned = [_common(row[at].align for row in body) for at in range(width)]
    head = [Cell(cell.words, True, align) for cell, align in zip(head, aligned, strict=True)]
    caption = next((c for c in table.iterchildren("caption")), None)
    words = Words(read(caption)) if caption is not None else None
    return Table(tuple(head), tuple(body), words if words and plain(words.content).strip() else None)


def _owner(row: HtmlElement) -> HtmlElement | None:
    return next((e for e in row.iterancestors("table")), None)


def _is_data(table: HtmlElement, rows: Sequence[HtmlElement]) -> bool:
    # More than a page can show is no table to print.
    if len(rows) > _LONGEST or any(len(row) > _WIDEST for row in rows):
        return False
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    if any(cell.tag == "th" for cell in cells):
        return True
    # Passages, headings or lists in unmarked cells: the table places columns of a page.
    passages = [
        c for c in cells if c.find(".//h2") is not None or c.find(".//ul") is not None or len(list(c.iter("p"))) > 1
    ]
    return len(rows) > 1 and not passages


def _laid_out(rows: Sequence[HtmlElement]) -> tuple[list[list[HtmlElement | None]], list[bool]]:
    """Return rows of cells by column, a spanning cell in each place it covers, and which rows hold spans."""
    grid: list[list[HtmlElement | None]] = []
    spans: list[bool] = []
    pending: dict[int, tuple[int, HtmlElement]] = {}
    for row in rows:
        line: list[HtmlElement | None] = []
        spanned = False
        for cell in (c for c in row if c.tag in ("td", "th")):
            _carry(line, pending)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            spanned = spanned or across > 1 or down > 1
            for _ in range(min(across, _WIDEST + 1 - len(line))):
                if down > 1:
                    pending[len(line)] = (down - 1, cell)
                line.append(cell)
        _carry(line, pending)
        if line:
            grid.append(line[:_WIDEST])
            spans.append(spanned)
    return grid or [[None]], spans


def _carry(line: list[HtmlElement | None], pending: dict[int, tuple[int, HtmlElement]]) -> None:
    while len(line) in pending and len(line) <= _WIDEST:
        at = len(line)
        left, cell = pending.pop(at)
        line.append(cell)
        if left > 1:
            pending[at] = (left - 1, cell)


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _WIDEST) if value.isdigit() and len(value) < 4 else 1


def _header_rows(grid: Sequence[Sequence[HtmlElement | None]], table: HtmlElement) -> int:
    """Return how many rows at the top name the columns."""
    head = next((part for part in table.iterchildren("thead")), None)
    count = 0
    for row in grid:
        cells = [cell for cell in row if cell is not None]
        across = len(set(map(id, cells))) == 1 and len(row) > 1
        marked = head is not None and all(cell.getparent().getparent() is head for cell in cells)
        bold = not count and all(_is_bold(cell) for cell in cells if cell.text_content().strip())
        # A header that spans the whole body ("Age") names a group of rows, unless it stands in <thead>.
        if not cells or not (marked or (head is None and (all(c.tag == "th" for c in cells) or bold) and not across)):
            break
        count += 1
    return count if count < len(grid) else max(0, len(grid) - 1)


def _is_bold(cell: HtmlElement) -> bool:
    bold = sum(len("".join(e.itertext()).strip()) for e in cell.iter("b", "strong"))
    return cell.tag == "th" or (bool(cell.text_content().strip()) and bold >= len(cell.text_content().strip()))


def _heading(cells: Sequence[HtmlElement | None], read: Read) -> Inlines:
    """Return the words of a column's headers, top to bottom, each once: "Deaths: men"."""
    parts: list[Inlines] = []
    for cell in dict.fromkeys(cells):
        words = _unbolded(read(cell)) if cell is not None else ()
        if words and plain(words).strip():
            parts.append(words)
    joined: list[Inlines] = [((Text(": "),) if at else ()) + words for at, words in enumerate(parts)]
    return tuple(node for words in joined for node in words)


def _unbolded(words: Inlines) -> Inlines:
    return tuple(inner for node in words for inner in (node.content if isinstance(node, Strong) else (node,)))


def _once(cell: HtmlElement | None, row: Sequence[HtmlElement | None], at: int, read: Read) -> Inlines:
    """Return a cell's words where it begins; the columns it runs on into stay empty."""
    return () if cell is None or (at and row[at - 1] is cell) else read(cell)


def _common(values: object) -> str:
    kinds = {str(value) for value in values} if hasattr(values, "__iter__") else set()
    return kinds.pop() if len(kinds) == 1 and kinds <= {"right", "center"} else ""
