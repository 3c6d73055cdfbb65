"""Artwork: an SVG file as outlines that a page can hold.

In: an SVG file. Out: `Artwork`, its paths in units of the view box, y down, every transform applied, shapes
and arcs turned to lines and cubics. This module is the only door to svgelements, which reads path data and
applies transforms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path as File
from typing import TYPE_CHECKING, Literal

from pipeline.foundation.diagnostic import Exit, Problems, Span, unusable
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.outlines import operators
from pipeline.typesetting.page import Path, PlacedDrawing
from pipeline.typesetting.svg import Shape, read_svg

if TYPE_CHECKING:
    import svgelements  # type: ignore[import-untyped] # it publishes no stubs

SIZE = 4_000_000
_COMMANDS = 400_000
# Four cubics draw a circle to 0.03 % (Bézier's circle constant).
_KAPPA = 4 / 3 * (math.sqrt(2) - 1)
_GEOMETRY = {
    "rect": ("x", "y", "width", "height", "rx", "ry"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "line": ("x1", "y1", "x2", "y2"),
}

Command = tuple[str | float, ...]
Point = tuple[float, float]


class Artwork(Struct, frozen=True):
    """A drawing of `width` × `height` units; its paths have their origin at the top left corner."""

    width: float
    height: float
    paths: tuple[Path, ...]


def read_artwork(path: File, shown: str, problems: Problems, span: Span) -> Artwork | None:
    """Return the drawing in an SVG file, or None with problems.

    `shown` names the file in problems, `span` is where the article asks for it. Raises `Unusable`
    (exit 3) where the disk refuses.
    """
    if not path.is_file():
        problems.error("image-missing", f'picture "{shown}" is not there', span)
        return None
    try:
        if path.stat().st_size > SIZE:
            problems.error("artwork-unsupported", "more than 4 MB of SVG", Span(shown), hint="simplify it")
            return None
        data = path.read_bytes()
    except OSError as fault:
        raise unusable(
            "file-unreadable", f"cannot read: {fault.strerror}", Span(shown), exit_code=Exit.WORLD
        ) from fault
    drawing = read_svg(data, shown, span, problems)
    if drawing is None or drawing.box is None:
        return None
    left, top, width, height = drawing.box
    paths: list[Path] = []
    commands = 0
    before = problems.errors
    for shape in drawing.shapes:
        for outline in _paths(shape, (left, top), Span(shown, shape.line, 1), problems):
            paths.append(replace(outline, operators=operators(outline.commands)))
            commands += len(outline.commands)
        if commands > _COMMANDS:
            where = Span(shown, shape.line, 1)
            problems.error("artwork-unsupported", f"more than {_COMMANDS:,} points", where, hint="simplify it")
            break
    return Artwork(width, height, tuple(paths)) if problems.errors == before else None


def placed(
    artwork: Artwork,
    x: float,
    y: float,
    width: float,
    height: float,
    fit: Literal["cover", "contain"] = "contain",
    key: str = "",
    artifact: str = "Layout",
) -> PlacedDrawing:
    """Return the drawing, centred, in a box: "cover" fills it and is clipped, "contain" shows all of it.

    The second is only as large as the drawing in the box, for what an SVG draws outside its view box is not shown.
    """
    across, down = width / artwork.width, height / artwork.height
    scale = max(across, down) if fit == "cover" else min(across, down)
    dx, dy = (width - artwork.width * scale) / 2, (height - artwork.height * scale) / 2
    if fit == "contain":
        x, y, width, height = x + dx, y + dy, artwork.width * scale, artwork.height * scale
        dx = dy = 0.0
    return PlacedDrawing(x, y, width, height, artwork.paths, (), key, artifact, scale, dx, dy)


def disc(x: float, y: float, radius: float, fill: str) -> Path:
    """Return a filled circle."""
    r, k = radius, radius * _KAPPA
    return Path(
        (
            ("M", x + r, y),
            ("C", x + r, y + k, x + k, y + r, x, y + r),
            ("C", x - k, y + r, x - r, y + k, x - r, y),
            ("C", x - r, y - k, x - k, y - r, x, y - r),
            ("C", x + k, y - r, x + r, y - k, x + r, y),
            ("Z",),
        ),
        fill,
    )


def _paths(shape: Shape, origin: Point, span: Span, problems: Problems) -> Iterator[Path]:
    """Yield the outlines of a shape: its own, and the round ends and corners of its stroke."""
    paint = shape.paint
    if not paint.fill and not (paint.stroke and paint.width):
        return
    # Imported late, as below: drawings are kept once they are read, and pages are made without it.
    import svgelements

    matrix = svgelements.Matrix()
    try:
        for transform in reversed(shape.transforms):
            matrix = matrix * svgelements.Matrix(transform)
        outline = _outline(shape)
        if outline is None:
            return
        matrix.post_translate(-origin[0], -origin[1])
        commands = tuple(_commands(outline, matrix))
    except (ValueError, TypeError, IndexError, AttributeError, ZeroDivisionError, OverflowError):
        # svgelements raises whichever of these its reading of broken data ends in.
        commands = (("M", math.nan),)
    if not all(math.isfinite(n) for command in commands for n in command[1:] if not isinstance(n, str)):
        hint = "save the drawing again as plain SVG"
        problems.error("artwork-unsupported", f"broken geometry of <{shape.name}>", span, hint=hint)
        return
    if not commands:
        return
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    width = round(paint.width * scale, 4) if paint.stroke else 0.0
    stroke = paint.stroke if width else ""
    dash = tuple(length * scale for length in paint.dash) if stroke else ()
    fill = "" if shape.name == "line" else paint.fill
    if fill or stroke:
        yield Path(commands, fill, stroke, width, paint.even_odd, dash)
    if stroke and not dash:
        # A page's path has neither round ends nor round corners; a disc as wide as the stroke is just that.
        for x, y in dict.fromkeys(_round(commands, paint.cap == "round", paint.join == "round")):
            yield disc(x, y, width / 2, stroke)


def _outline(shape: Shape) -> svgelements.Path | None:
    """Return a shape's geometry; None where it has no extent (SVG 1.1, 9: nothing is drawn)."""
    import svgelements

    given = shape.attributes
    if shape.name == "path":
        return svgelements.Path(given.get("d", ""))
    if shape.name in ("polyline", "polygon"):
        numbers = [float(part) for part in given.get("points", "").replace(",", " ").split()]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if len(points) < 2:
            return None
        outline = svgelements.Path(svgelements.Move(points[0]))
        outline.line(*points[1:])
        return outline.closed() if shape.name == "polygon" else outline
    values = {name: float(given[name].removesuffix("px")) for name in _GEOMETRY[shape.name] if name in given}
    for side in ("width", "height", "r") if shape.name != "ellipse" else ("rx", "ry"):
        if side in _GEOMETRY[shape.name] and values.get(side, 0.0) <= 0:
            return None
    match shape.name:
        case "rect":
            radius = [values.get("rx", values.get("ry", 0.0)), values.get("ry", values.get("rx", 0.0))]
            sizes = (values["width"], values["height"])
            rx, ry = (min(r, side / 2) for r, side in zip(radius, sizes, strict=True))
            corner = (values.get("x", 0.0), values.get("y", 0.0))
            return svgelements.Path(svgelements.Rect(*corner, *sizes, rx, ry))
        case "line":
            ends = [values.get(name, 0.0) for name in _GEOMETRY["line"]]
            return svgelements.Path(svgelements.SimpleLine(*ends))
        case _:
            radii = (values["r"], values["r"]) if shape.name == "circle" else (values["rx"], values["ry"])
            centre = (values.get("cx", 0.0), values.get("cy", 0.0))
            return svgelements.Path(svgelements.Ellipse(*centre, *radii))


def _commands(path: svgelements.Path, matrix: svgelements.Matrix) -> Iterator[Command]:
    """Yield a path's segments, transformed, as moves, lines, cubics and closings."""
    import svgelements

    # An affine map of a curve is the curve of its mapped points: done here, four times as fast as on segments.
    a, b, c, d, e, f = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def at(x: float, y: float) -> Point:
        return round(float(a * x + c * y + e), 4), round(float(b * x + d * y + f), 4)

    path.approximate_arcs_with_cubics()
    for segment in path:
        end = segment.end
        match segment:
            case svgelements.Move():
                yield ("M", *at(end.x, end.y))
            case svgelements.Close():
                yield ("Z",)
            case svgelements.CubicBezier():
                first, second = segment.control1, segment.control2
                yield ("C", *at(first.x, first.y), *at(second.x, second.y), *at(end.x, end.y))
            case svgelements.QuadraticBezier():
                # The cubic of the same curve: its controls lie two thirds of the way to the quadratic's.
                start, control = segment.start, segment.control
                first_third = (start.x + 2 * control.x) / 3, (start.y + 2 * control.y) / 3
                last_third = (end.x + 2 * control.x) / 3, (end.y + 2 * control.y) / 3
                yield ("C", *at(*first_third), *at(*last_third), *at(end.x, end.y))
            case _:
                yield ("L", *at(end.x, end.y))


def _round(commands: Iterable[Command], ends: bool, corners: bool) -> Iterator[Point]:
    """Yield where the ends and the corners of an outline lie."""
    points: list[Point] = []
    runs: list[tuple[list[Point], bool]] = []
    for command in commands:
        if command[0] == "M":
            runs.append((points, False))
            points = [_last(command)]
        elif command[0] == "Z":
            runs.append((points, True))
            points = points[:1]
        else:
            points.append(_last(command))
    runs.append((points, False))
    for run, is_closed in runs:
        if len(run) < 2:
            continue
        if is_closed:
            yield from run if corners else ()
        else:
            yield from run[1:-1] if corners else ()
            yield from (run[0], run[-1]) if ends else ()


def _last(command: Command) -> Point:
    return float(command[-2]), float(command[-1])
