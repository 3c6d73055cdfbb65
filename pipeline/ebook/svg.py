"""Drawings as SVG files that stand alone: outlines and words, no script, no style sheet, nothing loaded from elsewhere.

In: artwork, or a chart as drawn for a page, and the palette. Out: the file's bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.ebook.volume import Picture
from pipeline.ebook.xhtml import escaped
from pipeline.typesetting.artwork import Artwork
from pipeline.typesetting.layout import Colour
from pipeline.typesetting.page import Path, PlacedDrawing, PlacedLine

# Words in a reader's own typeface may be wider than those the chart was drawn with; they are held to their room.
_FAMILY = "sans-serif"


def artwork_file(name: str, artwork: Artwork, palette: Mapping[str, Colour]) -> Picture:
    """Return a picture as a file of its own, called `name`."""
    return _file(name, artwork.width, artwork.height, _outlines(artwork.paths, palette))


def drawing_file(name: str, drawing: PlacedDrawing, palette: Mapping[str, Colour]) -> Picture:
    """Return a chart with its words as a file of its own, called `name`."""
    body = _outlines(drawing.paths, palette)
    if drawing.scale != 1.0 or drawing.dx or drawing.dy:
        shift = f"translate({_number(drawing.dx)} {_number(drawing.dy)}) scale({drawing.scale:.6g})"
        body = f'<g transform="{shift}">\n{body}</g>\n'
    body += "".join(_line(label, palette) for label in drawing.labels)
    return _file(name, drawing.width, drawing.height, body)


def _file(name: str, width: float, height: float, body: str) -> Picture:
    size = f'width="{_number(width)}" height="{_number(height)}" viewBox="0 0 {_number(width)} {_number(height)}"'
    data = f'<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{body}</svg>\n'
    return Picture(name, data.encode(), width, height)


def _outlines(paths: Sequence[Path], palette: Mapping[str, Colour]) -> str:
    return "".join(_path(path, palette) for path in paths)


def _path(path: Path, palette: Mapping[str, Colour]) -> str:
    fills, strokes = bool(path.fill), bool(path.stroke) and path.stroke_width > 0
    if not path.commands or not (fills or strokes):
        return ""
    shape = " ".join(
        " ".join((str(letter), *(_number(float(value)) for value in values))) for letter, *values in path.commands
    )
    marks = f'fill="{_colour(path.fill, palette) if fills else "none"}"'
    if fills and path.even_odd:
        marks += ' fill-rule="evenodd"'
    if strokes:
        marks += f' stroke="{_colour(path.stroke, palette)}" stroke-width="{_number(path.stroke_width)}"'
        if path.dash:
            marks += f' stroke-dasharray="{" ".join(map(_number, path.dash))}"'
    return f'<path d="{shape}" {marks}/>\n'


def _line(placed: PlacedLine, palette: Mapping[str, Colour]) -> str:
    made = ""
    for segment in placed.line.segments:
        text = segment.text.strip()
        if text:
            bold = ' font-weight="bold"' if segment.face.endswith(("/bold", "/bold-italic")) else ""
            made += (
                f'<text x="{_number(placed.x + segment.x)}" y="{_number(placed.y - segment.rise)}" '
                f'font-family="{_FAMILY}" font-size="{_number(segment.size)}"{bold} '
                f'textLength="{_number(segment.width)}" lengthAdjust="spacingAndGlyphs" '
                f'fill="{_colour(segment.colour, palette)}">{escaped(text)}</text>\n'
            )
    return made


def _colour(colour: str, palette: Mapping[str, Colour]) -> str:
    return palette[colour].rgb if colour in palette else colour


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if "." in f"{value:.2f}" else f"{value:.2f}"
