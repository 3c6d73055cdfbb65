"""Figures on the page: art, pictures and charts with their captions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.document.tree import Chart, Figure
from pipeline.foundation.language import number_words
from pipeline.foundation.value import replace
from pipeline.typesetting.artwork import placed
from pipeline.typesetting.box import Box, height_of, stacked
from pipeline.typesetting.chart import ChartStyle, drawn
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import Element, PageItem, PlacedImage, PlacedRectangle
from pipeline.typesetting.raster import pixels

if TYPE_CHECKING:
    from pipeline.typesetting.galley import Galley

GAP = 0.45
TALLEST = 0.8


def chart_style(layout: Layout) -> ChartStyle:
    """Return how an edition draws its charts."""
    look = layout.chart
    return ChartStyle(
        label=layout.style("chart"),
        value=layout.style("chart.value"),
        bar=look.bar,
        gap=look.gap,
        height=look.height,
        rule=look.rule,
        line=look.line,
        colours=look.colours,
        grid=look.grid,
        axis=look.axis,
    )


def figure_box(galley: Galley, figure: Figure, width: float) -> tuple[Box | None, Element]:
    """Return a figure `width` points wide with its caption under it, and its element."""
    setter = galley.setter
    key = setter.key()
    items: list[PageItem] = []
    image = figure.image
    if isinstance(image, Chart):
        drawing = drawn(
            image,
            width,
            chart_style(setter.layout),
            setter.composer,
            language=setter.language,
            number=lambda value: number_words(value, setter.language),
            span=figure.span,
            problems=setter.problems,
            agreed=setter.agreed,
        )
        rule = PlacedRectangle(0.0, 0.0, width, setter.layout.chart.rule * 2, galley.colour)
        top = setter.layout.style("chart").leading * 0.8
        items += [rule, replace(drawing, y=top, key=key)]
        height = drawing.height + top
    else:
        path = Path(galley.folder, image.path)
        if path.suffix.lower() == ".svg":
            art = setter.art.artwork(path, f"articles/{image.path}", setter.problems, figure.span)
            if art is None:
                return None, Element(key, "Figure")
            height = min(width * art.height / art.width, setter.layout.depth * TALLEST)
            items.append(placed(art, 0.0, 0.0, width, height, fit="contain", key=key))
        else:
            size = pixels(path, f"articles/{image.path}", setter.problems, figure.span)
            if size is None:
                return None, Element(key, "Figure")
            height = min(width * size[1] / size[0], setter.layout.depth * TALLEST)
            items.append(PlacedImage(0.0, 0.0, height * size[0] / size[1], height, str(path), key))
    children: tuple[Element, ...] = ()
    if figure.caption is not None and figure.caption.content:
        style = setter.layout.style("caption")
        boxes, caption = setter.block("Caption", figure.caption, style, width)
        gap = style.leading * GAP
        items += [replace(item, y=item.y + height + gap) for item in stacked(boxes)]
        height += gap + height_of(boxes)
        children = (caption,)
    height = setter.agreed("figure", height)
    language = figure.alternate.language if figure.alternate.language != setter.language else ""
    text = figure.alternate.source
    element = Element(key, "Figure", children, language, alternate=text)
    return Box(height, tuple(items), span=figure.span, text=f"figure: {text}"), element
