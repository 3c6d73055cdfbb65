"""Contrast of text to what it stands on: by declared colours where these say it, else by looking at the page.

In: text, and what was painted before it. Out: ratios as WCAG 2 counts them (1.4.6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from pipeline.press.places import Box
from pipeline.press.preflight.marks import Area, Text
from pipeline.press.preflight.outcome import Finding, Outcome, outcome
from pipeline.press.preflight.rendering import colour
from pipeline.press.preflight.spaces import Ink
from pipeline.press.preflight.subject import Subject

_LEAST = 7.0
_NEAR = 0.05
_WHITE = (1.0, 1.0, 1.0)
# Pixels a point; and the share of the pixels of a text's box that are counted as the text's own or as blurred with it.
_SCALE, _OWN = 1.0, 0.6
Colour = tuple[float, float, float]


def contrast(subject: Subject) -> Outcome:
    """Text is told from its ground by at least 7 to 1."""
    lowest, found, looked = 1e9, [], set()
    for text, ratio, rendered in _ratios(subject):
        lowest = min(lowest, ratio)
        if rendered:
            looked.add(text.page)
        if ratio < _LEAST - _NEAR:
            sheet = subject.pages[text.page - 1]
            said = f"text has a contrast of {ratio:.1f} to 1, {_LEAST:g} are needed:"
            found.append(Finding(said, text.page, sheet.place(text.x, text.y), text.text.strip()[:40]))
    figure = "no text" if lowest == 1e9 else f"{lowest:.1f} to 1 at the least, {len(looked)} pages looked at"
    return outcome(figure, found)


def _ratios(subject: Subject) -> Iterator[tuple[Text, float, bool]]:
    """Yield each text with its contrast, and whether the page was rendered for it."""
    grounds: dict[int, list[tuple[int, Box, Ink | None]]] = {}
    for area in subject.marks.areas:
        if not area.pen:
            grounds.setdefault(area.page, []).append((area.order, _bounds(area), area.ink if area.rectangle else None))
    for picture in subject.marks.pictures:
        grounds.setdefault(picture.page, []).append((picture.order, picture.box, None))
    page, pixels = 0, None
    for text in subject.marks.texts:
        if text.rendering % 4 == 3 or not text.text.strip():
            continue
        x, y = text.x + text.width / 2, text.y + text.size / 3
        under = [
            (order, ink)
            for order, (left, low, right, high), ink in grounds.get(text.page, ())
            if order < text.order and left <= x <= right and low <= y <= high
        ]
        ground: Colour | None = _WHITE
        for _, ink in sorted(under, key=lambda item: item[0]):
            ground = None if ink is None else _light(ink)
        own = _light(text.ink)
        if own is None:
            continue
        if ground is not None:
            yield text, ratio(own, ground), False
            continue
        if page != text.page:
            page, pixels = text.page, colour(subject, text.page, _SCALE)
        assert pixels is not None
        yield text, _seen(text, own, subject, pixels), True


def _bounds(area: Area) -> Box:
    """Return where an area is: a drawing's outline is not worked out, for what it is clipped to bounds it."""
    return area.box if area.rectangle or area.clip[0] < -1e8 else area.clip


def _seen(text: Text, own: Colour, subject: Subject, drawn: tuple[bytes, int, int, int, int]) -> float:
    """Return the contrast of a text to its ground: of the pixels in its box, glyphs cover less than half."""
    pixels, width, height, stride, bytes_ = drawn
    media = subject.pages[text.page - 1].media
    left, right = (int((x - media[0]) * _SCALE) for x in (text.x, text.x + text.width))
    top, low = (int((media[3] - y) * _SCALE) for y in (text.y + 0.8 * text.size, text.y - 0.2 * text.size))
    # Nearly all pixels are of a few colours.
    colours: Counter[tuple[int, int, int]] = Counter()
    start, end = max(left, 0) * bytes_, min(right + 1, width) * bytes_
    for y in range(max(top, 0), min(low + 1, height)):
        row = pixels[y * stride + start : y * stride + end]
        colours.update(zip(row[2::bytes_], row[1::bytes_], row[0::bytes_], strict=True))
    rank = int(colours.total() * _OWN)
    for found, count in sorted(
        (ratio(own, (r / 255, g / 255, b / 255)), count) for (r, g, b), count in colours.items()
    ):
        rank -= count
        if rank < 0:
            return found
    return 21.0


def _light(ink: Ink) -> Colour | None:
    """Return a colour as light, or None where only a press or a profile knows."""
    values = ink.values
    if ink.family in ("rgb", "icc-rgb", "cal-rgb") and len(values) == 3:
        return values[0], values[1], values[2]
    if ink.family in ("gray", "icc-gray", "cal-gray") and values:
        return (values[0],) * 3
    if ink.family in ("cmyk", "icc-cmyk") and len(values) == 4:
        red, green, blue = ((1 - value) * (1 - values[3]) for value in values[:3])
        return red, green, blue
    return None


@lru_cache(maxsize=1 << 12)
def ratio(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    first, second = sorted((_luminance(one), _luminance(other)))
    return (second + 0.05) / (first + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
