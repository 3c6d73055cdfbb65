"""Marks for the people at the press: where to cut and fold, how plates lie on each other, what they print, and what this is.

In: a `Frame`, what is cut out of a sheet. Out: items of a page, all of them outside the bleed (no mark may come to lie in
what is cut out, and PDF/X wants them beyond it). They are painted in the colour of all plates, which stands on each of them
(Separation All, ISO 32000-1, 8.6.6.4), as wide as the finest line that prints for certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.foundation.value import Struct
from pipeline.typesetting.font import Face
from pipeline.typesetting.layout import Colour
from pipeline.typesetting.page import Line, PageItem, Path, PlacedDrawing, PlacedLine, PlacedRectangle, Segment

Box = tuple[float, float, float, float]
Inks = tuple[float, float, float, float]

HAIRLINE = 0.25
# From the bleed outward: marks begin, end, and what is printed beside them has its middle.
_OFFSET, _REACH, _MIDDLE = 3.0, 21.0, 12.0
ROOM = 27.0
"""How much of the sheet marks need beyond the bleed, on every side."""

_PATCH, _INDENT, _RADIUS = 10.0, 24.0, 4.0
_SLUG, _LEAST = 6.0, 3.0
# A circle of radius 1 by four curves.
_ROUND = 0.5523

_ALL = "press:all"
# Solids, the same at half, what two and three of them make together.
_PATCHES = (
    ("cyan", (100, 0, 0, 0)),
    ("magenta", (0, 100, 0, 0)),
    ("yellow", (0, 0, 100, 0)),
    ("black", (0, 0, 0, 100)),
    ("cyan-half", (50, 0, 0, 0)),
    ("magenta-half", (0, 50, 0, 0)),
    ("yellow-half", (0, 0, 50, 0)),
    ("black-half", (0, 0, 0, 50)),
    ("red", (0, 100, 100, 0)),
    ("green", (100, 0, 100, 0)),
    ("blue", (100, 100, 0, 0)),
    ("grey", (50, 40, 40, 0)),
)
_PLATES = ("cyan", "magenta", "yellow", "black")


class Frame(Struct, frozen=True):
    """What is cut out of a sheet, y up from its lower left corner: a box, its bleed, and where it is cut and folded.

    `cuts_across` and `folds_across` are places along the sheet's width, the others along its height.
    """

    box: Box
    bleed: float
    cuts_across: tuple[float, ...]
    cuts_down: tuple[float, ...]
    folds_across: tuple[float, ...] = ()
    folds_down: tuple[float, ...] = ()


def frame_of(box: Box, bleed: float) -> Frame:
    """Return the frame of a single page."""
    return Frame(box, bleed, (box[0], box[2]), (box[1], box[3]))


def mark_colours(spots: Mapping[str, Inks]) -> dict[str, Colour]:
    """Return the colours that marks are painted in, for the palette; `spots` are the plates beside those of the process,
    with the inks that stand in for them.
    """
    colours = {f"press:{name}": Colour("#000000", inks) for name, inks in _PATCHES}
    colours[_ALL] = Colour("#000000", (100, 100, 100, 100), "All")
    colours |= {f"press:{spot}": Colour("#000000", inks, spot) for spot, inks in spots.items()}
    return colours


def marks(frame: Frame, width: float, height: float) -> tuple[PageItem, ...]:
    """Return crop, fold and registration marks on a sheet of this size."""
    left, bottom, right, top = frame.box
    near, far = frame.bleed + _OFFSET, frame.bleed + _REACH
    paths = [
        *(_upright(x, edge, hand, near, far) for x in frame.cuts_across for edge, hand in ((bottom, -1), (top, 1))),
        *(_level(y, edge, hand, near, far) for y in frame.cuts_down for edge, hand in ((left, -1), (right, 1))),
        *(
            _upright(x, edge, hand, near, far, dash=(3, 2))
            for x in frame.folds_across
            for edge, hand in ((bottom, -1), (top, 1))
        ),
        *(
            _level(y, edge, hand, near, far, dash=(3, 2))
            for y in frame.folds_down
            for edge, hand in ((left, -1), (right, 1))
        ),
    ]
    middle = frame.bleed + _MIDDLE
    # Not in the middle of any side, where folds are.
    across, down = left + 0.8 * (right - left), bottom + 0.3 * (top - bottom)
    for x, y in ((across, top + middle), (across, bottom - middle), (left - middle, down), (right + middle, down)):
        paths += _target(x, y)
    down_to_up = tuple(_flipped(path, height) for path in paths)
    return (PlacedDrawing(0, 0, width, height, down_to_up, artifact="Layout"),)


def _line(*at: tuple[float, float], dash: tuple[float, ...] = ()) -> Path:
    (x0, y0), (x1, y1) = at
    return Path((("M", x0, y0), ("L", x1, y1)), stroke=_ALL, stroke_width=HAIRLINE, dash=dash)


def _upright(x: float, edge: float, hand: int, near: float, far: float, dash: tuple[float, ...] = ()) -> Path:
    return _line((x, edge + hand * near), (x, edge + hand * far), dash=dash)


def _level(y: float, edge: float, hand: int, near: float, far: float, dash: tuple[float, ...] = ()) -> Path:
    return _line((edge + hand * near, y), (edge + hand * far, y), dash=dash)


def _target(x: float, y: float) -> list[Path]:
    """Return a registration mark: a circle and a cross of hairlines."""
    r, k, arm = _RADIUS, _RADIUS * _ROUND, _RADIUS * 2
    circle = (
        ("M", x + r, y),
        ("C", x + r, y + k, x + k, y + r, x, y + r),
        ("C", x - k, y + r, x - r, y + k, x - r, y),
        ("C", x - r, y - k, x - k, y - r, x, y - r),
        ("C", x + k, y - r, x + r, y - k, x + r, y),
        ("Z",),
    )
    return [
        Path(circle, stroke=_ALL, stroke_width=HAIRLINE),
        _line((x - arm, y), (x + arm, y)),
        _line((x, y - arm), (x, y + arm)),
    ]


def _flipped(path: Path, height: float) -> Path:
    """Return a path with y down from the sheet's top, as pages have it."""
    turned = tuple(
        (letter, *(value if n % 2 == 0 else height - float(value) for n, value in enumerate(values)))
        for letter, *values in path.commands
    )
    return Path(turned, path.fill, path.stroke, path.stroke_width, path.even_odd, path.dash)


def colour_bar(frame: Frame, height: float, spots: Sequence[str] = ()) -> tuple[PageItem, ...]:
    """Return patches of every ink over the frame's head, as many as there is room for before the first fold or cut."""
    y = height - (frame.box[3] + frame.bleed + _MIDDLE + _PATCH / 2)
    x, end = frame.box[0] + _INDENT, _end(frame)
    names = [*(name for name, _ in _PATCHES), *spots]
    count = max(0, int((end - x) / _PATCH))
    return tuple(
        PlacedRectangle(x + n * _PATCH, y, _PATCH, _PATCH, f"press:{name}") for n, name in enumerate(names[:count])
    )


def slug(frame: Frame, height: float, words: str, spots: Sequence[str], face: str, metrics: Face) -> PlacedLine:
    """Return the line under the frame: `words` on every plate, and each plate's name on that plate alone."""
    parts = [(words, _ALL), *((f" {name}", f"press:{name}") for name in (*_PLATES, *spots))]
    x, end = frame.box[0] + _INDENT, _end(frame)
    wide = sum(metrics.advance(_glyph(metrics, char)) for text, _ in parts for char in text) / 1000
    size = max(_LEAST, min(_SLUG, (end - x) / wide))
    segments: list[Segment] = []
    at = 0.0
    for text, colour in parts:
        glyphs = [_glyph(metrics, char) for char in text]
        width = sum(metrics.advance(glyph) for glyph in glyphs) * size / 1000
        shown = "".join(f"{glyph:04X}" for glyph in glyphs)
        segments.append(Segment(face, size, colour, f"<{shown}>", text, at, width))
        at += width
    y = height - (frame.box[1] - frame.bleed - _MIDDLE - size / 3)
    line = Line(tuple(segments), at, at, text="".join(text for text, _ in parts))
    return PlacedLine(x, y, line, artifact="Layout")


def _glyph(face: Face, char: str) -> int:
    return face.glyph(char) or face.glyph("?")


def _end(frame: Frame) -> float:
    """Return where the room for bar and slug ends: at the first fold or cut, or at the registration mark."""
    left, _, right, _ = frame.box
    inner = [x for x in (*frame.cuts_across, *frame.folds_across) if left + 1 < x < right - 1]
    return min([left + 0.8 * (right - left), *inner]) - _PATCH
