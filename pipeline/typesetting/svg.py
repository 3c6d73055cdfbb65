"""SVG files as shapes: which elements a picture holds and how each is painted.

In: the bytes of an SVG file (SVG 1.1, and what SVG 2 shares with it). Out: its view box and its `Shape`s with
their attributes, transforms and paint, or problems where it holds what this house does not print; geometry is
left to `typesetting.artwork`. Colours are "#rrggbb" or names of the layout's palette: `class="palette-teal"`
or `fill="var(--teal)"`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, field, replace

DEPTH = 64
ELEMENTS = 20_000
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
_GROUPS = ("svg", "g", "defs")
# Said about the file, never painted.
_SILENT = ("title", "desc", "metadata")
_NUMBER = re.compile(r"^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?)(?:px)?\s*$")
_TRANSFORM = re.compile(r"^[\s,]*(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([^()]*\)[\s,]*)*$")
_VARIABLE = re.compile(r"^var\(\s*--([a-z][a-z0-9-]*)\s*\)$")
_RGB = re.compile(r"^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$")
# CSS 2.1, 4.3.6: the names every tool knows; others are written as #rrggbb.
_COLOURS = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff",
    "maroon": "#800000", "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000",
    "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080", "blue": "#0000ff",
    "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500",
}  # fmt: skip
_OPACITIES = ("opacity", "fill-opacity", "stroke-opacity")
_REFERENCES = ("filter", "mask", "clip-path", "marker", "marker-start", "marker-mid", "marker-end")
_PAINT = ("fill", "stroke")
_KEPT = (
    *_PAINT,
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "fill-rule",
    "display",
    "visibility",
    "color",
)


class Paint(Struct, frozen=True):
    """How a shape is painted; what a child inherits."""

    fill: str = "#000000"
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()
    cap: str = "butt"
    join: str = "miter"
    even_odd: bool = False
    visible: bool = True


class Shape(Struct, frozen=True):
    """An element with a geometry. `transforms` are those of its groups and its own, outermost first."""

    name: str
    attributes: Mapping[str, str]
    transforms: tuple[str, ...]
    paint: Paint
    line: int


class Drawing(Struct):
    """What a file holds: its view box (x, y, width, height) and its shapes in painting order."""

    box: tuple[float, float, float, float] | None = None
    shapes: list[Shape] = field(default_factory=list)
    is_svg: bool = False


class _Level(Struct, frozen=True):
    paint: Paint
    transforms: tuple[str, ...]
    hidden: bool = False
    silent: bool = False


class _Reader:
    """Takes the parser's events."""

    def __init__(self, shown: str, problems: Problems) -> None:
        self.shown, self.problems = shown, problems
        self.drawing = Drawing()
        self.levels = [_Level(Paint(), ())]
        self.count = 0
        self.stopped = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.buffer_text = True

    def span(self) -> Span:
        return Span(self.shown, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def fault(self, message: str, hint: str = "") -> None:
        self.problems.error("artwork-unsupported", message, self.span(), hint=hint)

    def stop(self, message: str, hint: str = "") -> None:
        if not self.stopped:
            self.fault(message, hint)
        self.stopped = True
        raise _Stopped

    def doctype(self, *_: object) -> None:
        self.stop("a DOCTYPE may hide entities", "remove the line that begins with <!DOCTYPE")

    def instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            self.fault("reference to a style sheet", _HINTS["style"])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        above = self.levels[-1]
        self.count += 1
        if self.count == 1:
            self.drawing.is_svg = name == "svg" and space in (_SVG, "")
            if not self.drawing.is_svg:
                raise _Stopped
            self.drawing.box = self.box(attributes)
        elif name == "svg" and space == _SVG:
            self.fault("<svg> inside <svg>", "make it a group: <g transform=…>")
        if self.count > ELEMENTS:
            self.stop(f"more than {ELEMENTS:,} elements", "simplify the drawing")
        if len(self.levels) > DEPTH:
            self.stop(f"groups nested more than {DEPTH} deep", "ungroup the drawing")
        if name in ("style", "script") and space in (_SVG, ""):
            # Even among definitions these change what is painted elsewhere.
            self.fault(f"<{name}> cannot be printed", _HINTS[name])
        if name in ("style", "script") or above.silent or above.hidden or space not in (_SVG, "") or name in _SILENT:
            # Editors keep notes of their own in other namespaces; none of them is painted.
            self.levels.append(replace(above, silent=True))
            return
        if name not in _GROUPS and name not in SHAPES:
            self.fault(f"<{name}> cannot be printed", _HINTS.get(name, "draw it with paths"))
            self.levels.append(replace(above, silent=True))
            return
        own = self.declarations(name, attributes)
        paint = self.paint(above.paint, own, attributes.get("class", ""))
        transforms = above.transforms
        if attributes.get("transform", "").strip():
            transforms += (self.transform(attributes["transform"]),)
        hidden = own.get("display") == "none" or name == "defs"
        if name in SHAPES and not hidden and paint.visible:
            self.drawing.shapes.append(Shape(name, attributes, transforms, paint, self.span().line))
        self.levels.append(_Level(paint, transforms, hidden))

    def end(self, _: str) -> None:
        self.levels.pop()

    def text(self, characters: str) -> None:
        if characters.strip() and not self.levels[-1].silent:
            self.fault(f'text "{characters.strip()[:30]}" outside an element that prints it')

    def box(self, attributes: Mapping[str, str]) -> tuple[float, float, float, float] | None:
        """Return the view box, or the size for one; None where neither says it."""
        if "viewBox" in attributes:
            numbers = [_number(part) for part in re.split(r"[\s,]+", attributes["viewBox"].strip())]
        else:
            numbers = [0.0, 0.0, *(_number(attributes.get(side, "")) for side in ("width", "height"))]
        known = [number for number in numbers if number is not None]
        if len(known) != 4 or len(numbers) != 4 or not all(0 < side < 1e6 for side in known[2:]):
            self.fault("picture without a size", 'add viewBox="0 0 400 300" to <svg>')
            return None
        return known[0], known[1], known[2], known[3]

    def declarations(self, name: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """Return the paint an element declares, `style` over attributes, and report what cannot print."""
        own = {key: value.strip() for key, value in attributes.items() if " " not in key}
        for part in own.pop("style", "").split(";"):
            key, colon, value = part.partition(":")
            if colon:
                own[key.strip()] = value.replace("!important", "").strip()
        for key, value in own.items():
            number = _number(value.removesuffix("%")) if value else None
            if key in _OPACITIES and (number is None or number < (100 if value.endswith("%") else 1)):
                self.fault(f'{key} "{value}" of <{name}>', "paint it in the colour it shall have")
            elif key in _REFERENCES and value not in ("", "none"):
                self.fault(f'{key} "{value}" of <{name}>', "draw its effect with paths")
            elif key == "mix-blend-mode" and value != "normal":
                self.fault(f'{key} "{value}" of <{name}>', "paint it in the colour it shall have")
            elif key == "vector-effect" and value != "none":
                self.fault(f'{key} "{value}" of <{name}>', "give the stroke its width at full size")
            elif key.startswith("on") and key[2:].isalpha():
                self.fault(f"script in {key} of <{name}>", f"remove {key}=…")
        if own.get("href") or attributes.get(f"{_XLINK} href"):
            self.fault(f"reference to another place in <{name}>", "put the shapes themselves there")
        return own

    def paint(self, above: Paint, own: Mapping[str, str], classes: str) -> Paint:
        given = {key: own[key] for key in _KEPT if own.get(key, "inherit") != "inherit"}
        fill, stroke = (
            self.colour(given[key], getattr(above, key)) if key in given else getattr(above, key) for key in _PAINT
        )
        for name in classes.split():
            if name.startswith("palette-") and len(name) > len("palette-"):
                # A shape without a fill is an outline: the class then names the colour of its stroke.
                colour = name.removeprefix("palette-")
                fill, stroke = (colour, stroke) if fill else ("", colour)
        width = self.length(given, "stroke-width", above.width)
        dash = above.dash
        if "stroke-dasharray" in given:
            parts = re.split(r"[\s,]+", given["stroke-dasharray"].strip())
            numbers = [] if parts == ["none"] else [_number(part) for part in parts]
            dash = tuple(number for number in numbers if number is not None and number >= 0)
            if len(dash) != len(numbers):
                self.fault(f'stroke-dasharray "{given["stroke-dasharray"]}"', "write it as numbers: 4 2")
            dash = dash if sum(dash) else ()
        cap, join = given.get("stroke-linecap", above.cap), given.get("stroke-linejoin", above.join)
        if cap == "square" and stroke:
            self.fault('stroke-linecap "square"', "use butt or round, or draw the line longer")
        if cap == "round" and dash and stroke:
            self.fault("dashes with round ends", "use stroke-linecap=butt, or draw the dots as circles")
        visibility = given.get("visibility", "" if above.visible else "hidden")
        rule = given.get("fill-rule", "evenodd" if above.even_odd else "nonzero")
        visible = visibility not in ("hidden", "collapse")
        return Paint(fill, stroke, width, dash, cap, join, rule == "evenodd", visible)

    def colour(self, value: str, inherited: str) -> str:
        word = value.strip()
        low = word.lower()
        if low in ("none", "transparent"):
            return ""
        if variable := _VARIABLE.match(low):
            return variable[1]
        if low in _COLOURS:
            return _COLOURS[low]
        if re.fullmatch(r"#[0-9a-f]{6}", low):
            return low
        if re.fullmatch(r"#[0-9a-f]{3}", low):
            return "#" + "".join(digit * 2 for digit in low[1:])
        numbers = _RGB.match(low)
        if numbers and all(int(number) < 256 for number in numbers.groups()):
            return "#" + "".join(f"{int(number):02x}" for number in numbers.groups())
        if low.startswith("url("):
            self.fault(f'gradient or pattern "{word}"', "paint it in one colour")
        else:
            self.fault(f'colour "{word}"', "write it as #rrggbb, or var(--teal) for one of the palette")
        return inherited

    def length(self, given: Mapping[str, str], name: str, otherwise: float) -> float:
        if name not in given:
            return otherwise
        number = _number(given[name])
        if number is None or number < 0:
            self.fault(f'{name} "{given[name]}"', "write it as a number, without a unit")
            return otherwise
        return number

    def transform(self, value: str) -> str:
        if _TRANSFORM.match(value):
            return value
        self.fault(f'transform "{value[:40]}"', "use matrix, translate, scale, rotate, skewX, skewY")
        return ""


_HINTS = {
    "text": "turn the text into paths, or say it in the caption",
    "image": "place the photograph as a figure of its own",
    "use": "put the shapes themselves there",
    "style": "give each shape its own fill and stroke",
    "script": "remove it",
    "linearGradient": "paint it in one colour",
    "radialGradient": "paint it in one colour",
}


class _Stopped(Exception):
    """Raised where reading on makes no sense."""


def read_svg(data: bytes, shown: str, span: Span, problems: Problems) -> Drawing | None:
    """Return what an SVG file draws, or None where it is none or cannot be carried on paper."""
    before = problems.errors
    reader = _Reader(shown, problems)
    try:
        reader.parser.Parse(data, True)
    except _Stopped:
        if reader.stopped:
            return None
    except (expat.ExpatError, ValueError, LookupError) as fault:
        where = Span(shown, reader.parser.ErrorLineNumber, reader.parser.ErrorColumnNumber + 1)
        said = expat.ErrorString(fault.code) if isinstance(fault, expat.ExpatError) else "unknown encoding"
        related = ((span, "the figure that shows it"),)
        problems.error("image-unreadable", f"not an SVG picture: {said}", where, related=related)
        return None
    if not reader.drawing.is_svg:
        problems.error("image-unreadable", f'"{shown}" is no SVG picture', span, hint="save it as plain SVG")
        return None
    return reader.drawing if problems.errors == before else None


def _number(text: str) -> float | None:
    found = _NUMBER.match(text)
    return float(found[1]) if found else None
