"""Bars and columns: amounts as lengths from one baseline at zero, each with its figure at its end.

In: a `Plot` with a chart of kind "bars" or "columns". Out: the height of what was drawn on it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.value import Struct
from pipeline.typesetting.plot import Block, Plot, rest
from pipeline.typesetting.scale import Reach, unit_length

# The most of the width that labels beside the bars may take, and the lines they may run to.
_BESIDE, _LINES = 0.4, 2
_NOTHING = "–"

Rows = tuple[tuple[float | None, ...], ...]


class _Stack(Struct, frozen=True):
    """The bars of one category: their thickness, the air between them, and their height together."""

    thickness: float
    air: float
    count: int

    @property
    def height(self) -> float:
        return self.count * self.thickness + (self.count - 1) * self.air


def draw_bars(plot: Plot, rows: Rows) -> float:
    """Draw lying bars, a row of them for each category, and return the height taken."""
    style, chart = plot.style, plot.chart
    y = _header(plot)
    count = len(chart.series)
    # Figures stand beside each other's bars: thin bars keep at least a line's height apart.
    thin = style.bar if count == 1 else max(style.bar * 0.75, style.value.size * 0.92)
    stack = _Stack(thin, 0.0 if count == 1 else thin * 0.14, count)
    labels, beside = _beside(plot)
    start = beside + style.label.size * 0.8 if beside else 0.0
    pad = style.value.size * 0.4
    texts = [[_text(plot, value) for value in row] for row in rows]
    reaches = [
        Reach(value or 0.0, plot.extent(text) + pad)
        for row, said in zip(rows, texts, strict=True)
        for value, text in zip(row, said, strict=True)
    ]
    unit, zero = unit_length(reaches, plot.width - start)
    zero += start
    first = y
    air = style.gap if beside else style.gap * 1.25
    for at, (row, said) in enumerate(zip(rows, texts, strict=True)):
        label = labels[at]
        if beside:
            height = max(stack.height, label.height)
            plot.say(label, 0.0, y + (height - label.height) / 2)
            top = y + (height - stack.height) / 2
        else:
            # Capitals and figures stand high in their line: less air belongs under the words than over them.
            plot.say(label, 0.0, y)
            top = y + label.height + style.label.leading * 0.2
            height = top + stack.height - y
        for series, (value, text) in enumerate(zip(row, said, strict=True)):
            length = abs(value or 0.0) * unit
            under = (value or 0.0) < 0
            colour = style.highlight if count == 1 and at == 0 else ""
            plot.bar(zero - length if under else zero, top, length, stack.thickness, series, colour)
            block = plot.block(text, plot.width, style.value, "" if value is not None else style.axis)
            middle = top + stack.thickness / 2 - rest(style.value) + style.value.size * 0.335
            end = zero - length - pad if under else zero + length + pad
            plot.say(block, end, middle, "end" if under else "start")
            top += stack.thickness + stack.air
        if not beside:
            bottom = y + height
            plot.rule(zero, bottom - stack.height - 1.5, zero, bottom + 1.5, style.axis)
        y += height + air
    y -= air
    if beside:
        plot.rule(zero, first - 2.0, zero, y + 2.0, style.axis)
    return y + 2.0


def draw_columns(plot: Plot, rows: Rows) -> float | None:
    """Draw upright columns and return the height taken, or None where the words have no room side by side."""
    style, chart = plot.style, plot.chart
    count = len(chart.series)
    slot = plot.width / len(rows)
    group = min(slot * 0.74, style.bar * 3.2 * count**0.75)
    air = 0.0 if count == 1 else group * 0.06 / count
    thickness = (group - air * (count - 1)) / count
    labels = [plot.block(words, slot * 0.95) for words in chart.categories]
    if any(block.broken or block.count > 3 for block in labels):
        return None
    with_unit = _fits(plot, rows, slot, thickness + air, unit=True)
    if not with_unit and not _fits(plot, rows, slot, thickness + air, unit=False):
        return None
    y = _header(plot, "" if with_unit else chart.unit)
    values = [value or 0.0 for row in rows for value in row]
    high, low = max(0.0, *values), min(0.0, *values)
    line = style.value.leading
    over, under = line, line if low < 0 else 0.0
    extent = high - low
    room = max(style.height - over - under, style.height * 0.3) if extent else 0.0
    zero = y + over + (room * (high / extent) if extent else room)
    unit = room / extent if extent else 0.0
    for at, row in enumerate(rows):
        x = slot * (at + 0.5) - group / 2
        for series, value in enumerate(row):
            length = abs(value or 0.0) * unit
            below = (value or 0.0) < 0
            colour = style.highlight if count == 1 and at == 0 else ""
            plot.bar(x, zero if below else zero - length, thickness, length, series, colour)
            text = _text(plot, value, unit=with_unit)
            block = plot.block(text, plot.width, style.value, "" if value is not None else style.axis)
            plot.say(block, x + thickness / 2, zero + length if below else zero - length - line, "center")
            x += thickness + air
    plot.rule(0.0, zero, plot.width, zero, style.axis)
    y += over + room + under + style.label.leading * 0.2
    for at, block in enumerate(labels):
        plot.say(block, slot * (at + 0.5), y, "center")
    return y + max(block.height for block in labels)


def _header(plot: Plot, unit: str = "") -> float:
    def sample(series: int, x: float, y: float, size: float) -> None:
        plot.bar(x, y, size, size, series)

    return plot.header(unit, sample)


def _beside(plot: Plot) -> tuple[Sequence[Block], float]:
    """Return the labels and the width of their column; 0 says that they stand above their bars instead."""
    chart = plot.chart
    narrow = plot.width * _BESIDE
    labels = [plot.block(words, narrow) for words in chart.categories]
    widest = max(block.width for block in labels)
    if not any(block.broken or block.count > _LINES for block in labels):
        return labels, widest
    return [plot.block(words, plot.width) for words in chart.categories], 0.0


def _text(plot: Plot, value: float | None, *, unit: bool = True) -> str:
    return _NOTHING if value is None else plot.figure(value, unit=unit, decimals=plot.decimals())


def _fits(plot: Plot, rows: Rows, slot: float, step: float, *, unit: bool) -> bool:
    """Say whether each figure has room over its column."""
    room = slot * 0.96 if len(rows[0]) == 1 else step
    return all(plot.extent(_text(plot, value, unit=unit)) <= room for row in rows for value in row)
