"""Text on the black plate alone: a finished page of a co-edition, its words in black ink, all else as it was.

In: a page, the palette. Out: the same page. A printer then changes one plate for each language.
"""

from __future__ import annotations

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import replace
from pipeline.typesetting.layout import Colour, Layout
from pipeline.typesetting.page import Line, Page, PageItem, PlacedDrawing, PlacedLine

INK = "ink"
# Of light, 0 to 1: a colour that sends back more is meant to stand out from a dark ground, on which black cannot be read.
_LIGHT = 0.6


def in_black(page: Page, layout: Layout, language: str, problems: Problems) -> Page:
    """Return `page` with its text in black ink: in what has no other ink in the palette as it is, in "ink" whatever has.

    Codes: "coedition-ink", where "ink" is not black alone; "coedition-light", for light text, which black cannot stand for.
    """
    if not black_alone(layout.colours.get(INK)):
        problems.error(
            "coedition-ink",
            f'the colour "{INK}" of the layout "{layout.name}" is not black ink alone',
            Span(layout.path),
            hint=f"in a co-edition all text prints in it: {INK} = {{ …, cmyk = [0, 0, 0, 100] }}",
        )

    def line(placed: PlacedLine) -> PlacedLine:
        return replace(placed, line=_blackened(placed.line, page, layout, language, problems))

    def item(one: PageItem) -> PageItem:
        if isinstance(one, PlacedLine):
            return line(one)
        if isinstance(one, PlacedDrawing) and one.labels:
            return replace(one, labels=tuple(line(label) for label in one.labels))
        return one

    return replace(page, items=tuple(item(one) for one in page.items))


def black_alone(colour: Colour | None) -> bool:
    """Whether a colour of the palette prints on the black plate and no other."""
    return colour is not None and not any(colour.cmyk[:3]) and colour.cmyk[3] > 0


def _blackened(line: Line, page: Page, layout: Layout, language: str, problems: Problems) -> Line:
    if all(black_alone(layout.colours.get(segment.colour)) for segment in line.segments):
        return line
    for segment in line.segments:
        if light(segment.colour, layout) and segment.text.strip():
            problems.error(
                "coedition-light",
                f'{language} {layout.name}, page {page.number}: "{segment.text.strip()[:40]}" is set in the light colour '
                f'"{segment.colour}", and in a co-edition all text is black',
                line.span if line.span.path else Span(layout.path),
                hint="give its style a dark colour, and set it on a light ground",
            )
    segments = tuple(
        segment if black_alone(layout.colours.get(segment.colour)) else replace(segment, colour=INK)
        for segment in line.segments
    )
    return replace(line, segments=segments)


def light(colour: str, layout: Layout) -> bool:
    """Whether a colour is so light that it is meant for a dark ground (relative luminance, WCAG 2.2)."""
    named = layout.colours.get(colour)
    code = named.rgb if named is not None else colour
    channels = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > _LIGHT
