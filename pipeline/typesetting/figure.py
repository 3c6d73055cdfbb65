"""Figures on the page: art, pictures and charts with their captions."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.document.tree import Chart, Figure
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import number_words
from pipeline.foundation.value import replace
from pipeline.typesetting.artwork import placed
from pipeline.typesetting.box import Box, height_of, stacked
from pipeline.typesetting.chart import ChartStyle, drawn
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import Element, PageItem, PlacedDrawing, PlacedImage, PlacedRectangle
from pipeline.typesetting.raster import pixels
from pipeline.typesetting.rows import deepened

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


def figure_box(galley: Galley, figure: Figure, width: float, rows: bool = False) -> tuple[Box | None, Element]:
    """Return a figure `width` points wide with its caption under it, and its element.

    With `rows` a chart is drawn as much higher as fills whole rows of the grid; a picture keeps its shape.
    """
    setter = galley.setter
    key = setter.key()
    items: list[PageItem] = []
    image = figure.image
    boxes: list[Box] = []
    children: tuple[Element, ...] = ()
    caption_style = setter.layout.style("caption")
    if figure.caption is not None and figure.caption.content:
        boxes, caption = setter.block("Caption", figure.caption, caption_style, width)
        children = (caption,)
    under = caption_style.leading * GAP + height_of(boxes) if boxes else 0.0
    if isinstance(image, Chart):
        top = setter.layout.style("chart").leading * 0.8
        drawing = _drawn(galley, image, figure, width, setter.agreed("caption", under) + top if rows else None)
        rule = PlacedRectangle(0.0, 0.0, width, setter.layout.chart.rule * 2, galley.colour)
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
    if boxes:
        gap = caption_style.leading * GAP
        items += [replace(item, y=item.y + height + gap) for item in stacked(boxes)]
        height += under
    height = setter.agreed("figure", height)
    language = figure.alternate.language if figure.alternate.language != setter.language else ""
    text = figure.alternate.source
    element = Element(key, "Figure", children, language, alternate=text)
    return Box(height, tuple(items), span=figure.span, text=f"figure: {text}"), element


def _drawn(galley: Galley, chart: Chart, figure: Figure, width: float, beside: float | None) -> PlacedDrawing:
    """Return a chart drawn; with the room `beside` it, for its rule and its caption, it fills whole rows where it gives way."""
    setter = galley.setter
    style = chart_style(setter.layout)

    def draw(style: ChartStyle, problems: Problems) -> PlacedDrawing:
        return drawn(
            chart,
            width,
            style,
            setter.composer,
            language=setter.language,
            number=lambda value: number_words(value, setter.language),
            span=figure.span,
            problems=problems,
            agreed=setter.agreed,
        )

    if beside is not None:
        height = draw(style, Problems()).height
        spare = deepened(height + beside, setter.layout) - beside - height
        higher = replace(style, height=style.height + spare)
        if spare > 0 and math.isclose(draw(higher, Problems()).height, height + spare):
            style = higher
        elif spare > 0 and len(chart.categories) > 1:
            # Lying bars stand farther apart: by as much as one more of them, and no farther.
            more = draw(replace(style, gap=style.gap + 1.0), Problems()).height - height
            style = replace(style, gap=style.gap + min(spare / more, style.bar + style.gap)) if more > 0 else style
    return draw(style, setter.problems)
