"""Bands across the columns of a page: openers, and the room between bands."""

from __future__ import annotations

import math

from pipeline.typesetting.box import Stack
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.opener import Opening
from pipeline.typesetting.rows import row_end, row_gap


def gap_of(layout: Layout) -> float:
    """Return the room between bands of a page."""
    return row_gap(layout) or layout.grid.leading * 1.5


def on_grid(y: float, layout: Layout) -> float:
    """Return the first place at or under `y` where text may stand."""
    if not layout.manner.snap:
        return y
    return math.ceil(y / layout.grid.leading - 1e-6) * layout.grid.leading


def heights_of(opening: Opening, layout: Layout) -> list[float]:
    """Return the heights an opener's picture may have, the one nearest to its own shape first; 0 for none to choose."""
    if opening.art is None or opening.page:
        return [0.0]
    low, high = (share * layout.depth for share in layout.manner.art)
    natural = layout.measure * opening.ratio
    high = max(low, min(high, natural * 1.25))
    step = layout.grid.leading
    count = max(1, int((high - low) / step) + 1)
    heights = [low + step * n for n in range(count)]
    if opening.above:
        # It ends where a row does.
        heights = sorted({row_end(height * 1.18, layout) for height in heights})
    return sorted(heights, key=lambda height: abs(height - natural))


def opened(
    opening: Opening, top: float, art: float, layout: Layout
) -> tuple[Stack, tuple[float, float, float, float] | None, float]:
    """Return an opener's words from `top`, its picture's place (x, y, width, height), and where the text begins."""
    place = None
    y = top
    sheet = layout.sheet
    if opening.page:
        place = (-math.inf, -sheet.head - sheet.bleed, sheet.width + 2 * sheet.bleed, sheet.height + 2 * sheet.bleed)
    elif opening.above:
        # Bleeds over the head and both sides; the type area's start is added when the page's side is known.
        over = sheet.head + sheet.bleed
        place = (-math.inf, -over, sheet.width + 2 * sheet.bleed, over + art)
        y = art + gap_of(layout)
    words = ((0.0, y, opening.words),)
    y += opening.words.height
    if opening.art is not None and not opening.above and not opening.page:
        y += layout.grid.leading * 0.8
        art = row_end(y + art, layout) - y if layout.grid.rows else art
        place = (0.0, y, layout.measure, art)
        y += art
        if layout.grid.rows:
            return words, place, on_grid(y + row_gap(layout), layout)
    y += layout.grid.leading * (1.1 if layout.grid.columns > 1 else 0.7)
    return words, place, on_grid(y, layout)
