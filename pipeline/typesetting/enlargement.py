"""Enlargement: a layout with all its type as large as a reader asks for.

In: a layout and the size of its running text. Out: the layout with every size, and every distance that goes with one, grown in
proportion. What is larger than running text grows less, for it is legible before, and a title has to find room for its words:
something of n times the body's size grows by the n-th root of what the body grows by.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.foundation.value import replace
from pipeline.typesetting.layout import Layout, TextStyle


def enlarged(layout: Layout, size: float) -> Layout:
    """Return the layout with running text of `size` points. The page, its outer margins and its rules stay as they are."""
    body = layout.styles["body"].size
    times = size / body
    styles = {name: _style(style, body, times) for name, style in layout.styles.items()}
    chart, fit, sheet = layout.chart, layout.copyfit, layout.sheet
    more = {name: styles[name].leading - layout.styles[name].leading for name in ("running", "folio")}
    return replace(
        layout,
        # The lines at the head and foot keep their distance from the text.
        sheet=replace(sheet, head=sheet.head + more["running"], foot=sheet.foot + max(more.values())),
        grid=replace(layout.grid, leading=layout.grid.leading * times),
        styles=styles,
        chart=replace(chart, bar=chart.bar * times, gap=chart.gap * times, line=chart.line * times),
        copyfit=replace(fit, leading=fit.leading * times, size=fit.size * times),
    )


def opened_up(layout: Layout, leading: float) -> Layout:
    """Return the layout with lines of running text, and of all that is not larger, at least so many times their size apart."""
    body = layout.styles["body"]
    styles = {
        name: replace(style, leading=max(style.leading, style.size * leading)) if style.size <= body.size + 1 else style
        for name, style in layout.styles.items()
    }
    return replace(layout, grid=replace(layout.grid, leading=styles["body"].leading), styles=styles)


def growth(size: float, body: float, times: float) -> float:
    """Return how many times larger type of `size` becomes where running text of `body` becomes so many times larger."""
    return float(times ** min(1.0, body / size)) if times > 1 else times


def _style(style: TextStyle, body: float, times: float) -> TextStyle:
    grown = growth(style.size, body, times)
    lengths: Mapping[str, float] = {
        key: getattr(style, key) * grown for key in ("size", "leading", "indent", "margin", "before", "after")
    }
    return replace(style, **lengths)
