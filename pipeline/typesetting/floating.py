"""Floating: figures, tables, boxes and pull quotes go to the head or the foot of their column, or of the page they span.

In: the pages of a spread as make-up filled them. Out: their boxes with their places. What stands in a column stays in it, and a
column ends where it ended, so that the search for pages knows nothing of this. The ways are weighed over the spread: a pull
quote keeps away from the sentence it repeats, and nothing faces its like at the same height on the other page. What spans the
columns of a page that is full has as much room over them as under them, and so may go before its mention.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.box import NEVER, SLACK, Box, Stack
from pipeline.typesetting.flow import ABOVE, Sheet
from pipeline.typesetting.page import PlacedLine

# What it costs that a box stands amid its column, at the head of it, over its mention, or at the foot; that it is a whole column
# away from its mention, and that a heading stands between the two.
_AMID, _HEAD, _FOOT, _FAR, _PARTED = 30.0, 8.0, 5.0, 12.0, 6.0
# What it costs that a pull quote stands beside the sentence it repeats, and that two boxes face each other on a spread.
_BESIDE, _FACING = 60.0, 16.0
# So many lines away a pull quote is no longer beside its sentence; of a quotation so many letters are looked for.
_NEAR, _LETTERS = 4, 28
# Ways to set a page that are weighed against those of the page it faces.
_MOST = 32

Placed = tuple[tuple[float, Box], ...]


class _Way(Struct, frozen=True):
    """One way to set a page: its parts, their columns, what floats on it from where to where, and what that costs."""

    sheets: tuple[Sheet, ...]
    columns: tuple[tuple[Placed, ...], ...]
    floats: tuple[tuple[float, float], ...]
    cost: float


def floated(verso: Sequence[Sheet], recto: Sequence[Sheet]) -> tuple[list[Stack], list[Stack]]:
    """Return the boxes of two facing pages with their places; each page has a sheet for each article on it."""
    left, right = _ways(verso), _ways(recto)
    one, other = min(product(left, right), key=lambda two: two[0].cost + two[1].cost + _facing(*two))
    return [
        [sheet.laid_out(columns) for sheet, columns in zip(way.sheets, way.columns, strict=True)]
        for way in (one, other)
    ]  # type: ignore[return-value] # a list of two


def _facing(one: _Way, other: _Way) -> float:
    """Return the price of what stands at the same height on both pages."""
    price = 0.0
    for top, bottom in one.floats:
        for other_top, other_bottom in other.floats:
            shared = min(bottom, other_bottom) - max(top, other_top)
            if shared > min(bottom - top, other_bottom - other_top) / 2:
                price += _FACING
    return price


def _ways(sheets: Sequence[Sheet]) -> list[_Way]:
    """Return the ways to set a page, the cheapest first."""
    single: list[list[tuple[Placed, float]]] = []
    counts: list[int] = []
    for sheet in sheets:
        columns = sheet.row.columns if sheet.row is not None else ()
        counts.append(len(columns))
        for number, made in enumerate(columns):
            placed = sheet.queue.placed(made)
            # Nothing stands over an article's first words but its opener.
            first = bool(sheet.opener) and not number
            alone = len(columns) == 1 or not made.stack
            single.append([(placed, 0.0)] if alone else list(_columns(placed, sheet.queue.grid, first)))
    found: list[_Way] = []
    bands = list(product(*(_bands(sheet) for sheet in sheets)))
    for ways in product(*(sorted(each, key=lambda way: way[1])[:4] for each in single)):
        chosen = iter([placed for placed, _ in ways])
        parted = tuple(tuple(next(chosen) for _ in range(count)) for count in counts)
        price = sum([cost for _, cost in ways]) + _beside(sheets, parted)
        for own in bands:
            set_so = tuple([sheet for sheet, _ in own])
            dear = price + sum([cost for _, cost in own])
            found.append(_Way(set_so, parted, tuple(_floats(set_so, parted)), dear))
        if len(found) >= _MOST:
            break
    return sorted(found, key=lambda way: way.cost)


def _bands(sheet: Sheet) -> list[tuple[Sheet, float]]:
    """Return a page with what spans its columns under them and over them, as far as that may be, each with what it costs."""
    if not sheet.under or sheet.above or sheet.y or not sheet.queue.more(sheet.left):
        # Over the columns stands an opener or what is put off, or the page is not full: then the text ends where it does.
        return [(sheet, 0.0)]
    grid, y = sheet.queue.grid, 0.0
    above: list[tuple[float, int]] = []
    for _, number in sheet.under:
        above.append((y, number))
        y += sheet.queue.boxes[number].height + sheet.queue.gap
        y = math.ceil((y - SLACK) / grid) * grid if grid else y
    moved = replace(sheet, above=tuple(above), under=(), y=y)
    deep = max([made.depth for made in sheet.row.columns]) if sheet.row is not None else 0.0
    # More than one of them, each rounded up to the grid, may need a line more there.
    return [(sheet, 0.0), (moved, ABOVE)] if y + deep <= sheet.depth + SLACK else [(sheet, 0.0)]


def _columns(placed: Placed, grid: float, first: bool) -> Iterator[tuple[Placed, float]]:
    """Yield the ways to set a column with what each costs; the `first` column of an article begins with its text."""
    end = next((n for n, (_, box) in enumerate(placed) if box.place == "note"), len(placed))
    if 0 < end < len(placed) and placed[end - 1][1] is placed[end][1].head:
        end -= 1
    flow, notes = placed[:end], placed[end:]
    floats = [n for n, (_, box) in enumerate(flow) if box.place == "column" and 0 <= box.cost < NEVER]
    text = [n for n in range(len(flow)) if n not in floats]
    free = [n for n in floats if text and text[0] < n < text[-1]]
    if not free or len(free) > 3:
        yield placed, 0.0
        return
    depth = flow[-1][0] + flow[-1][1].height
    for where in product(("amid", "head", "foot"), repeat=len(free)):
        goes = dict(zip(free, where, strict=True))
        if first and "head" in where:
            continue
        heads = [n for n in goes if goes[n] == "head"]
        feet = [n for n in goes if goes[n] == "foot"]
        lead = [n for n in floats if n < text[0]]
        tail = [n for n in floats if n > text[-1]]
        body = [n for n in range(len(flow)) if n not in {*heads, *feet, *lead, *tail}]
        boxes = [[flow[n][1] for n in numbers] for numbers in ((*lead, *heads), body, (*feet, *tail))]
        made = placed if where == ("amid",) * len(free) else _set(boxes, grid, depth, notes)
        if made is not None:
            yield made, sum([_price(flow, number, place, depth) for number, place in goes.items()])


def _price(flow: Placed, number: int, place: str, depth: float) -> float:
    """Return what it costs that a box goes to a place of its column."""
    if place == "amid":
        return _AMID
    top = flow[number][0]
    passed = flow[:number] if place == "head" else flow[number + 1 :]
    away = top / depth if place == "head" else 1 - top / depth
    parted = any(box.cost < 0 for _, box in passed)
    return (_HEAD if place == "head" else _FOOT) + _FAR * away + (_PARTED if parted else 0.0)


def _set(parts: Sequence[Sequence[Box]], grid: float, depth: float, notes: Placed) -> Placed | None:
    """Return boxes one under the other down to `depth`, what is left standing over the last part; None where they need more."""
    tops: list[list[tuple[float, Box]]] = [[], [], []]
    y = after = 0.0
    begun = False
    for part, boxes in zip(tops, parts, strict=True):
        for box in boxes:
            top = y + (max(box.before, after) if begun else 0.0)
            if grid and box.snap:
                top = math.ceil((top - SLACK) / grid) * grid
            part.append((top, box))
            y, after, begun = top + box.height, box.after, True
    if y > depth + SLACK:
        return None
    left = math.floor((depth - y) / grid + SLACK) * grid if grid else depth - y
    down = 2 if parts[2] else 1
    moved = [
        (top + left, box) if number >= down else (top, box) for number, part in enumerate(tops) for top, box in part
    ]
    return (*moved, *notes)


def _floats(sheets: Sequence[Sheet], columns: Sequence[Sequence[Placed]]) -> Iterator[tuple[float, float]]:
    """Yield from where to where boxes float on a page, across it or in a column."""
    for sheet, parts in zip(sheets, columns, strict=True):
        for y, number in (*sheet.above, *sheet.under):
            yield y, y + sheet.queue.boxes[number].height
        for placed in parts:
            for top, box in placed:
                if box.place == "column":
                    yield sheet.y + top, sheet.y + top + box.height


def _beside(sheets: Sequence[Sheet], columns: Sequence[Sequence[Placed]]) -> float:
    """Return the price of pull quotes that stand beside the sentences they repeat."""
    price = 0.0
    for sheet, parts in zip(sheets, columns, strict=True):
        quotes = [(n, top, box) for n, placed in enumerate(parts) for top, box in placed if box.drop and box.place]
        if not quotes:
            continue
        lines = [(n, top, box, _letters(box)) for n, placed in enumerate(parts) for top, box in placed if not box.place]
        page = "".join([letters for _, _, _, letters in lines])
        near = sheet.queue.grid * _NEAR
        for column, top, quote in quotes:
            wanted = _letters(quote)
            begin = page.find(wanted)
            if begin < 0:
                wanted = wanted[:_LETTERS]
                begin = page.find(wanted)
            at = 0
            for number, y, box, letters in lines:
                said = begin >= 0 and at < begin + len(wanted) and at + len(letters) > begin
                at += len(letters)
                room = near if number == column else 0.0
                if said and y < top + quote.height + room and y + box.height > top - room:
                    price += _BESIDE
                    break
    return price


def _letters(box: Box) -> str:
    """Return the letters and figures of a box's lines, as they are found again however the lines are broken."""
    texts = [item.line.text for item in box.items if isinstance(item, PlacedLine) and item.key]
    return "".join([char for text in texts for char in text.lower() if char.isalnum()])
