"""Charts: figures drawn as bars, columns or lines, in vectors, with their words set like any others.

In: a `Chart`, a width, a `ChartStyle`, the composer. Out: a drawing as high as its content asks for. Figures
stand at the ends of what they measure, series are named where they are, zero is the baseline of every length;
nothing decorates.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pipeline.document.tree import Chart
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.typesetting.barchart import draw_bars, draw_columns
from pipeline.typesetting.linechart import draw_line
from pipeline.typesetting.page import PlacedDrawing
from pipeline.typesetting.paragraph import Composer
from pipeline.typesetting.plot import ChartStyle, Plot

__all__ = ["ChartStyle", "drawn"]


def drawn(
    chart: Chart,
    width: float,
    style: ChartStyle,
    composer: Composer,
    *,
    language: str,
    number: Callable[[float], str],
    span: Span,
    problems: Problems,
    agreed: Callable[[str, float], float] | None = None,
) -> PlacedDrawing:
    """Return the chart drawn `width` points wide at the origin, its labels as lines, its `key` "".

    `number` writes a figure in the language; `agreed` returns a measure of its words as all languages of a co-edition have it.
    Columns whose words have no room side by side are drawn as bars.
    Codes: "chart-empty" (error: no figures at all), and the composer's for words wider than the drawing.
    """
    plot = Plot(chart, width, style, composer, language, number, span, problems, agreed)
    rows = tuple(
        tuple(_finite(series.values[at] if at < len(series.values) else None) for series in chart.series)
        for at in range(len(chart.categories))
    )
    if not any(value is not None for row in rows for value in row):
        where = Span(f"articles/{chart.path}") if chart.path else span
        problems.error("chart-empty", "chart without a single figure", where, hint="write numbers: 35.9")
        return plot.drawing(0.0)
    if chart.kind == "line":
        return plot.drawing(draw_line(plot, rows))
    height = draw_columns(plot, rows) if chart.kind == "columns" else None
    return plot.drawing(draw_bars(plot, rows) if height is None else height)


def _finite(value: float | None) -> float | None:
    """Return a figure that can be drawn: CSV readers take "nan" and "inf" for numbers."""
    return value if value is not None and math.isfinite(value) else None
