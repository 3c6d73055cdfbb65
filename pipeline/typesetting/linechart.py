"""Line charts: how amounts move, each curve named at its end.

In: a `Plot` with a chart of kind "line". Out: the height of what was drawn on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.document.tree import plain
from pipeline.foundation.value import Struct
from pipeline.typesetting.page import Path
from pipeline.typesetting.plot import Block, Plot
from pipeline.typesetting.scale import apart, ticks

# The most of the width that the names at the curves' ends may take, and the lines a name may run to.
_ENDS, _LINES = 0.36, 4
# Points up to which each has its marker; beyond, only the last one.
_MARKED = 16

Rows = tuple[tuple[float | None, ...], ...]
Point = tuple[float, float]


class _Frame(Struct, frozen=True):
    """Where the curves are: x of the first and last category, y of the lowest and highest tick."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        # Divided before it is subtracted, so that the largest numbers do not overflow.
        share = (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        return self.bottom - share * (self.bottom - self.top)


def draw_line(plot: Plot, rows: Rows) -> float:
    """Draw the curves and return the height taken."""
    style = plot.style
    figures = [value for row in rows for value in row if value is not None]
    marks = _ticks(plot, figures)
    ends = _ends(plot, rows)
    direct = ends is not None
    y = _header(plot, direct)
    radius = style.line * 1.35
    pad = style.label.size * 0.5
    names = [plot.figure(mark, unit=mark == marks[-1]) for mark in marks]
    left = max(plot.extent(name, style.label) for name in names) + pad + radius
    blocks = [block for block in ends or () if block is not None]
    right = plot.width - radius
    if blocks:
        right = plot.width - max(block.width for block in blocks) - pad * 1.4 - radius
    half = style.label.leading / 2
    height = max(style.height, sum(block.height + 3.0 for block in blocks))
    frame = _Frame(left, right, y + half, y + half + height, marks[0], marks[-1])
    for mark, name in zip(marks, names, strict=True):
        level = frame.y(mark)
        plot.rule(left - radius, level, right + radius, level, style.axis if mark == 0 else style.grid)
        block = plot.block(name, plot.width, style.label, style.axis)
        plot.say(block, left - radius - pad, level - half, "end")
    places = _places(plot, left, right)
    bottom = _categories(plot, places, frame)
    curves = [
        [(x, frame.y(value)) if value is not None else None for x, value in zip(places, values, strict=True)]
        for values in zip(*rows, strict=True)
    ]
    for series, curve in enumerate(curves):
        _curve(plot, series, curve)
    if ends is not None:
        _name(plot, ends, curves, frame)
    return bottom


def _header(plot: Plot, direct: bool) -> float:
    """Set what is measured by a single series, or the key where names have no room at the curves' ends."""

    def sample(series: int, x: float, y: float, size: float) -> None:
        middle = y + size / 2
        _curve(plot, series, [(x - size * 0.1, middle), (x + size * 1.1, middle)], whole=False)
        plot.marker(x + size / 2, middle, series)

    return 0.0 if direct and len(plot.chart.series) > 1 else plot.header("", sample)


def _ticks(plot: Plot, figures: Sequence[float]) -> tuple[float, ...]:
    """Return the values of the grid; zero is one of them unless it would flatten the curves."""
    low, high = min(figures, default=0.0), max(figures, default=0.0)
    if 0 <= low <= high * 0.6:
        low = 0.0
    elif high <= 0 and high >= low * 0.6:
        high = 0.0
    most = max(2, min(5, int(plot.style.height / (plot.style.label.leading * 2.4))))
    return ticks(low, high, most)


def _ends(plot: Plot, rows: Rows) -> tuple[Block | None, ...] | None:
    """Return each curve's last figure and name, broken to fit at its end, or None where one cannot."""
    room = plot.width * _ENDS
    single = len(plot.chart.series) == 1
    blocks: list[Block | None] = []
    for at, series in enumerate(plot.chart.series):
        known = [row[at] for row in rows if row[at] is not None]
        last = known[-1] if known else None
        if last is None:
            blocks.append(None)
            continue
        colour = plot.style.colour(at)
        block = plot.block(
            "" if single else series.name,
            room,
            None,
            colour,
            lead=plot.figure(last, decimals=plot.decimals()),
        )
        if block.broken or block.count > _LINES:
            return None
        blocks.append(block)
    return tuple(blocks)


def _places(plot: Plot, left: float, right: float) -> list[float]:
    """Return the x of each category: to scale where all are growing numbers (years, weeks), else even."""
    names = [plain(words.content).strip() for words in plot.chart.categories]
    if len(names) == 1:
        return [(left + right) / 2]
    shares = [at / (len(names) - 1) for at in range(len(names))]
    known = all(re.fullmatch(r"\d{1,6}(\.\d{1,6})?", name) for name in names)
    numbers = [float(name) for name in names] if known else []
    growing = known and all(after > before for before, after in pairwise(numbers))
    if not plot.any("even", not growing):
        shares = [(number - numbers[0]) / (numbers[-1] - numbers[0]) for number in numbers]
    return [left + share * (right - left) for share in shares]


def _categories(plot: Plot, places: Sequence[float], frame: _Frame) -> float:
    """Set the categories that fit under their points, the last one always, and return where they end."""
    style = plot.style
    top = frame.bottom + style.label.leading * 0.45
    last = len(places) - 1
    shown: list[tuple[int, float, Block]] = []
    for step in range(1, len(places) + 1):
        measure = min(_gaps(places, step), plot.width * 0.5) - style.label.size * 0.5
        chosen = list(range(last, -1, -step))[::-1]
        blocks = [plot.block(plot.chart.categories[at], max(measure, style.label.size * 3)) for at in chosen]
        shown = [
            (at, _held(places[at], block.width, plot.width), block) for at, block in zip(chosen, blocks, strict=True)
        ]
        few = all(block.count <= 2 and not block.broken for block in blocks)
        clear = all(
            b.width / 2 + a.width / 2 + style.label.size * 0.5 <= xb - xa for (_, xa, a), (_, xb, b) in pairwise(shown)
        )
        if (few and clear) or len(chosen) == 1:
            break
    for place in places if _gaps(places, 1) > style.line * 2 else ():
        plot.rule(place, frame.bottom, place, frame.bottom + style.label.leading * 0.3, style.grid)
    for _, x, block in shown:
        plot.say(block, x, top, "center")
    bottom = top + max((block.height for _, _, block in shown), default=0.0)
    names = [plain(words.content).strip() for words in plot.chart.categories]
    if plot.any("bare", all(re.fullmatch(r"\d{1,3}(\.\d+)?", name) for name in names)):
        # Bare numbers that are no years say nothing without the name of their column.
        axis = plot.block(plot.chart.axis, plot.width, style.label, style.axis)
        plot.say(axis, (frame.left + frame.right) / 2, bottom, "center")
        bottom += axis.height
    return bottom


def _gaps(places: Sequence[float], step: int) -> float:
    """Return the least distance between points `step` apart."""
    distances = [b - a for a, b in zip(places, places[step:], strict=False)]
    return min(distances, default=1e9)


def _held(x: float, width: float, room: float) -> float:
    """Return a centre as near to `x` as keeps the label on the drawing."""
    return max(width / 2, min(x, room - width / 2))


def _curve(plot: Plot, series: int, points: Sequence[Point | None], *, whole: bool = True) -> None:
    """Draw a curve, broken where a figure is missing, with its markers."""
    style = plot.style
    commands: list[tuple[str | float, ...]] = []
    before = False
    for point in points:
        if point is not None:
            commands.append(("L" if before else "M", *point))
        before = point is not None
    if any(command[0] == "L" for command in commands):
        dash = tuple(length * style.line / 2 for length in style.dashes[series % len(style.dashes)])
        plot.paths.append(Path(tuple(commands), "", style.colour(series), style.line, dash=dash))
    if not whole:
        return
    known = [point for point in points if point is not None]
    lonely = {
        at
        for at, point in enumerate(points)
        if point is not None
        and (at == 0 or points[at - 1] is None)
        and (at == len(points) - 1 or points[at + 1] is None)
    }
    for at, point in enumerate(points):
        if point is not None and (len(points) <= _MARKED or point is known[-1] or at in lonely):
            plot.marker(*point, series)


def _name(
    plot: Plot,
    ends: Sequence[Block | None],
    curves: Sequence[Sequence[Point | None]],
    frame: _Frame,
) -> None:
    """Set each curve's name at its end, apart from its neighbours; a thin rule leads to one moved far."""
    style = plot.style
    pad = style.label.size * 0.5
    named = [
        (block, next(point for point in reversed(curve) if point is not None))
        for block, curve in zip(ends, curves, strict=True)
        if block is not None
    ]
    centres = apart(
        [point[1] for _, point in named],
        [block.height for block, _ in named],
        frame.top - style.label.leading / 2,
        frame.bottom + style.label.leading / 2,
        2.0,
    )
    x = frame.right + style.line * 1.35 + pad * 1.4
    for (block, point), centre in zip(named, centres, strict=True):
        plot.say(block, x, centre - block.height / 2)
        if abs(centre - point[1]) > style.label.size * 0.8 or point[0] < frame.right - 1.0:
            plot.rule(point[0] + style.line * 2, point[1], x - pad * 0.3, centre, style.grid)
