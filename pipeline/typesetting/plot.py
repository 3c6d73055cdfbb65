"""The plot: the surface a chart is drawn on, with the means to measure, wrap and place its words.

In: texts, lengths, a `ChartStyle`. Out: paths and placed lines, collected in the order they are painted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.document.tree import Chart, Words, plain
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, field, replace
from pipeline.typesetting.artwork import disc
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Line, Path, PlacedDrawing, PlacedLine
from pipeline.typesetting.paragraph import Composer, Run

# Units set tight: the house writes "85%" in English and in Spanish.
_TIGHT = "%‰×"


class ChartStyle(Struct, frozen=True):
    """How charts are drawn. Lengths are points, colours names of the palette.

    `bar` is the thickness of a bar and `gap` what parts bars; `height` is a plot's with columns or curves;
    `rule` is the weight of axes and grid, `line` that of a curve. Series take `colours`, `dashes`, `markers`
    in turn, so that they differ without colour too; `highlight` colours the first bar of a single series.
    """

    label: TextStyle
    value: TextStyle
    bar: float
    gap: float
    height: float
    rule: float
    line: float
    colours: tuple[str, ...]
    grid: str
    axis: str
    highlight: str = ""
    dashes: tuple[tuple[float, ...], ...] = ((), (5.0, 2.5), (1.5, 2.0), (7.0, 2.0, 1.5, 2.0))
    markers: tuple[str, ...] = ("disc", "square", "triangle", "diamond")

    def colour(self, series: int) -> str:
        """Return the colour of a series, counted from 0."""
        return self.colours[series % len(self.colours)]


class Block(Struct, frozen=True):
    """Lines of one text and the extent they take: `count` lines, `width` points. `broken`: a word is wider than the room."""

    lines: tuple[Line, ...]
    width: float
    style: TextStyle
    broken: bool = False
    count: int = 0

    @property
    def height(self) -> float:
        """The height of the lines with their leading."""
        return self.style.leading * self.count


class Plot(Struct):
    """What has been drawn so far, y down from the top of the drawing."""

    chart: Chart
    width: float
    style: ChartStyle
    composer: Composer
    language: str
    number: Callable[[float], str]
    span: Span
    problems: Problems
    agreed: Callable[[str, float], float] | None = None
    paths: list[Path] = field(default_factory=list)
    labels: list[PlacedLine] = field(default_factory=list)

    def drawing(self, height: float) -> PlacedDrawing:
        """Return all of it, `height` points high."""
        return PlacedDrawing(0.0, 0.0, self.width, height, tuple(self.paths), tuple(self.labels))

    # ------------------------------------------------------------ words

    def figure(self, value: float, *, unit: bool = True, decimals: int = 0) -> str:
        """Return a figure as it is printed: "35.9%", "12 min", "$40"; with one decimal at least, "39.0"."""
        said, mark = self.number(value), self.chart.unit.strip()
        point = re.fullmatch(r"0(\D)5", self.number(0.5))
        if point and decimals > 0:
            whole, _, part = said.partition(point[1])
            said = f"{whole}{point[1]}{part.ljust(decimals, '0')}"
        if not unit or not mark:
            return said
        if mark in "$€£":
            return f"-{mark}{said[1:]}" if said.startswith("-") else mark + said
        return said + mark if mark[0] in _TIGHT else f"{said}\N{NO-BREAK SPACE}{mark}"

    def decimals(self) -> int:
        """Return the decimals that one of the figures needs, at most three: all are then written alike."""
        known = [value for series in self.chart.series for value in series.values if value is not None]
        needs = [decimals_of(value) for value in known]
        return max(needs, default=0) if max(needs, default=0) <= 3 else 0

    def block(
        self,
        text: str | Words,
        measure: float,
        style: TextStyle | None = None,
        colour: str = "",
        lead: str = "",
    ) -> Block:
        """Return a text broken to a measure; `lead` is a figure set before it in the style of values."""
        style = replace(style or self.style.label, align="start", hyphenate=False, indent=0.0)
        language = self.language
        if isinstance(text, Words):
            language = text.language or language
            text = plain(text.content).replace("\n", " ")
        runs = [_run(text, style, colour)]
        if lead:
            runs.insert(0, _run(f"{lead} " if text else lead, self.style.value, colour))
        said = Problems()
        lines = self.composer.lines(runs, style, max(measure, 1.0), language=language, span=self.span, problems=said)
        wide = max((line.width for line in lines), default=0.0)
        broken = wide > measure + 0.01 or any(problem.code == "word-too-wide" for problem in said)
        # What does not fit in less than the whole width is set again another way; other faults are real.
        self.problems.add(
            problem
            for problem in said
            if measure >= self.width or problem.code not in ("word-too-wide", "overfull-line", "loose-line")
        )
        if self.agreed is None:
            return Block(lines, wide, style, broken, len(lines))
        wide = self.agreed("wide", wide)
        return Block(lines, wide, style, self.any("broken", broken), round(self.agreed("lines", len(lines))))

    def extent(self, text: str, style: TextStyle | None = None) -> float:
        """Return the width of a text on one line."""
        width = self.composer.width([_run(text, style or self.style.value, "")]) if text else 0.0
        return width if self.agreed is None else self.agreed("extent", width)

    def any(self, kind: str, true: bool) -> bool:
        """Say whether something is true, in any language of a co-edition."""
        return true if self.agreed is None else self.agreed(kind, float(true)) > 0

    def say(self, block: Block, x: float, y: float, align: str = "start") -> None:
        """Place a block with its top at `y`; `x` is its start, its centre or its end as `align` says."""
        for at, line in enumerate(block.lines):
            shift = {"start": 0.0, "center": line.width / 2, "end": line.width}[align]
            baseline = y + at * block.style.leading + rest(block.style)
            self.labels.append(PlacedLine(x - shift, baseline, line, style=block.style.name))

    # ------------------------------------------------------------ marks

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: str, weight: float = 0.0) -> None:
        """Draw a thin straight line."""
        self.paths.append(Path((("M", x1, y1), ("L", x2, y2)), "", colour, weight or self.style.rule))

    def bar(self, x: float, y: float, width: float, height: float, series: int, colour: str = "") -> None:
        """Draw a bar: the first series solid, the second an outline, the third hatched, and so on in turn."""
        colour = colour or self.style.colour(series)
        if width <= 0 or height <= 0:
            return
        pattern = series % 4
        if pattern == 0:
            self.paths.append(Path(_box(x, y, width, height), colour))
            return
        weight = min(self.style.line * 0.6, width, height)
        inner = _box(x + weight / 2, y + weight / 2, max(width - weight, 0.0), max(height - weight, 0.0))
        if pattern > 1:
            hatch = _hatch(x, y, width, height, weight * 3, falling=pattern == 3)
            if hatch:
                self.paths.append(Path(hatch, "", colour, weight * 0.7))
        self.paths.append(Path(inner, "", colour, weight))

    def marker(self, x: float, y: float, series: int) -> None:
        """Draw the mark of a point of a series."""
        radius, colour = self.style.line * 1.35, self.style.colour(series)
        shape = self.style.markers[series % len(self.style.markers)]
        r = radius
        match shape:
            case "square":
                self.paths.append(Path(_box(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8), colour))
            case "triangle":
                corners = ((x, y - r * 1.25), (x + r * 1.15, y + r * 0.85), (x - r * 1.15, y + r * 0.85))
                self.paths.append(_polygon(corners, colour))
            case "diamond":
                corners4 = ((x, y - r * 1.3), (x + r * 1.3, y), (x, y + r * 1.3), (x - r * 1.3, y))
                self.paths.append(_polygon(corners4, colour))
            case _:
                self.paths.append(disc(x, y, r, colour))

    # ------------------------------------------------------------ above the plot

    def header(self, unit: str, key: Callable[[int, float, float, float], None]) -> float:
        """Set what the figures are above the plot and return its height: a name, or a key to the series.

        `key` draws the sample of a series in a box (series, x, y, size). `unit` is said here where
        the figures themselves go without.
        """
        style, y = self.style.label, 0.0
        names = [series.name for series in self.chart.series]
        if len(names) == 1 or unit:
            words: Words | str = names[0] if len(names) == 1 else unit
            if len(names) == 1 and unit:
                words = f"{plain(names[0].content)} ({unit})"
            block = self.block(words, self.width, style, self.style.axis)
            self.say(block, 0.0, 0.0)
            y = block.height + style.leading * (0.5 if block.count else 0.0)
            if len(names) == 1:
                return y
        size, x = style.size, 0.0
        inset = size * 1.45
        for series, name in enumerate(names):
            block = self.block(name, self.width - inset, style)
            if x and x + inset + block.width > self.width:
                x, y = 0.0, y + style.leading
            key(series, x, y + (style.leading - size) / 2, size)
            self.say(block, x + inset, y)
            x += inset + block.width + size * 1.3
            if block.count > 1:
                x, y = 0.0, y + block.height
        return y + (style.leading if x else 0.0) + style.leading * 0.5


def decimals_of(value: float) -> int:
    """Return how many decimals a figure has: 1 for 35.9, 0 for 36.0 and for what is no number."""
    return len(repr(float(value)).partition(".")[2].rstrip("0")) if abs(value) < 1e15 else 0


def rest(style: TextStyle) -> float:
    """Return how far the baseline lies under the top of a line, capitals standing in its middle."""
    return style.leading * 0.5 + style.size * 0.335


def _run(text: str, style: TextStyle, colour: str) -> Run:
    cut = ("bold" if style.bold else "") + ("-" if style.bold and style.italic else "")
    cut += "italic" if style.italic else ""
    return Run(text, f"{style.face}/{cut or 'regular'}", style.size, colour or style.colour, tracking=style.tracking)


def _box(x: float, y: float, width: float, height: float) -> tuple[tuple[str | float, ...], ...]:
    return (
        ("M", x, y),
        ("L", x + width, y),
        ("L", x + width, y + height),
        ("L", x, y + height),
        ("Z",),
    )


def _polygon(corners: Sequence[tuple[float, float]], fill: str) -> Path:
    first, *others = corners
    return Path((("M", *first), *(("L", *corner) for corner in others), ("Z",)), fill)


def _hatch(
    x: float, y: float, width: float, height: float, step: float, *, falling: bool
) -> tuple[tuple[str | float, ...], ...]:
    """Return strokes at 45 degrees inside a box."""
    commands: list[tuple[str | float, ...]] = []
    count = min(int((width + height) / step), 400)
    for at in range(1, count + 1):
        # The stroke x + y = c, cut off at the box's sides.
        c = at * step
        x1, x2 = max(0.0, c - height), min(width, c)
        y1, y2 = c - x1, c - x2
        if x2 > x1:
            if falling:
                y1, y2 = height - y1, height - y2
            commands += [("M", x + x1, y + y1), ("L", x + x2, y + y2)]
    return tuple(commands)
