"""Which cells of a table head others, for those who hear it cell by cell (ISO 14289-1, 7.5).

In: the elements of a table's header and rows. Out: the rows, the first column a header of its rows where it names them, and
every cell with the headers that are read with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document.tree import Cell, plain
from pipeline.foundation.value import replace
from pipeline.typesetting.page import Element


def names_rows(rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether the first column says what each row is about: in every row something, in no two the same."""
    said = [plain(row[0].words.content).strip() if row else "" for row in rows]
    return bool(said) and all(said) and len(set(said)) == len(said) and all(len(row) > 1 for row in rows)


def headed(head: Element, rows: Sequence[Element], *, named: bool) -> tuple[Element, ...]:
    """Return rows with their headers; `named` says that the first column names the rows."""
    return tuple(_row(head, row, named=named) for row in rows)


def _row(head: Element, row: Element, *, named: bool) -> Element:
    cells: list[Element] = []
    for column, cell in enumerate(row.children):
        above = tuple(header.key for header in head.children[column : column + 1])
        if named and column == 0:
            cells.append(replace(cell, role="TH", scope="Row", headers=above))
        else:
            beside = (row.children[0].key,) if named else ()
            cells.append(replace(cell, headers=(*above, *beside)))
    return replace(row, children=tuple(cells))
