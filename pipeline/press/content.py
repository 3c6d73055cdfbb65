"""Content streams: the items of a page as PDF operators, each inside its marked content.

In: a page's items, y down from the trim's top left corner. Out: operators, y up from the media's bottom left
corner, and the names of the resources they use.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.press.canvas import File, name, number, numbers, reference, text
from pipeline.press.colour import Colours, Ink, Separation
from pipeline.press.fontfile import Typeface, Typefaces
from pipeline.press.image import Raster, raster
from pipeline.press.structure import Tree
from pipeline.typesetting.outlines import operators
from pipeline.typesetting.page import Page, Path, PlacedDrawing, PlacedImage, PlacedLine, PlacedRectangle, Segment

# GWG 2022: black text below this size overprints (R0009); images below these resolutions are faults or
# doubtful (R0031), unless they are tiny.
_OVERPRINTED = 12.0
_COARSE, _DOUBTFUL, _TINY = 150, 225, 16
_KNOCKOUT, _OVERPRINT = "/G0 gs", "/G1 gs"
_START = {
    "scale": "100 Tz",
    "tracking": "0 Tc",
    "rise": "0 Ts",
    "overprint": _KNOCKOUT,
    "width": "1 w",
    "dash": "[] 0 d",
}


@dataclass(slots=True)
class Stock:
    """What the pages of an edition draw on and share. `press` says that they go to paper, in CMYK, `overprint` that all black text
    overprints.
    """

    file: File
    colours: Colours
    typefaces: Typefaces
    tree: Tree | None
    problems: Problems
    press: bool
    overprint: bool = False
    images: dict[str, tuple[str, int, Raster] | None] = field(default_factory=dict)
    ordered: dict[str, Future[tuple[Raster | None, Problems]]] = field(default_factory=dict)

    def order(self, paths: Iterable[str], beside: Executor) -> None:
        """Have image files read by `beside`, so that they are there when the pages need them."""
        for path in paths:
            if path not in self.ordered:
                self.ordered[path] = beside.submit(_read, path, self.colours.separation)

    def image(self, path: str) -> tuple[str, int, Raster] | None:
        """Return resource name, object number and pixels of an image file, or None if it cannot be read."""
        if path not in self.images:
            waited = self.ordered.pop(path, None)
            made, found = waited.result() if waited else _read(path, self.colours.separation)
            self.problems.add(found)
            label = f"I{len(self.images) + 1}"
            self.images[path] = None if made is None else (label, self._written(made), made)
        return self.images[path]

    def _written(self, image: Raster) -> int:
        mask = "" if image.mask is None else f"/SMask {reference(self._written(image.mask))}"
        size = f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
        return self.file.stream(image.data, size + image.entries + mask, deflate=False)


def _read(path: str, separation: Separation | None) -> tuple[Raster | None, Problems]:
    problems = Problems()
    return raster(path, separation, problems), problems


class Painter:
    """Paints one page. The operators are complete after `finish`."""

    def __init__(self, page: Page, bleed: float, stock: Stock) -> None:
        self._stock = stock
        self._tree = stock.tree
        self._left, self._top = bleed, bleed + page.height
        self._media = (0.0, 0.0, page.width + 2 * bleed, page.height + 2 * bleed)
        self._operators: list[str] = []
        self._state = dict(_START)
        self._type: tuple[object, ...] = ()
        self._open = ""
        self._in_text = False
        self._fonts: dict[str, int] = {}
        self._images: dict[str, int] = {}
        self._overprints = False

    def paint(self, page: Page) -> None:
        """Paint the page's items in order."""
        for item in page.items:
            match item:
                case PlacedLine():
                    self._line(item)
                case PlacedRectangle():
                    self._rectangle(item)
                case PlacedDrawing():
                    self._drawing(item)
                case PlacedImage():
                    self._image(item)

    def finish(self) -> tuple[bytes, str]:
        """Return the content stream and the inside of the page's resource dictionary."""
        self._belong("", "", "")
        self._end_text()
        states = ""
        if self._overprints:
            states = (
                "/ExtGState<</G0<</Type/ExtGState/OP false/op false/OPM 0>>"
                "/G1<</Type/ExtGState/OP true/op true/OPM 1>>>>"
            )
        fonts = "".join(f"/{label} {reference(at)}" for label, at in self._fonts.items())
        images = "".join(f"/{label} {reference(at)}" for label, at in self._images.items())
        resources = f"{f'/Font<<{fonts}>>' if fonts else ''}{f'/XObject<<{images}>>' if images else ''}{states}"
        return "\n".join(self._operators).encode("ascii"), resources

    # Marked content is opened outside text objects only, so that both nest whatever comes next (ISO 32000-1,
    # 14.6).

    def _belong(self, key: str, block: str, artifact: str) -> None:
        """Put what is painted next into the element `key`, in a line of `block`, or into an artifact.

        Content of one owner that follows itself stays one sequence.
        """
        if self._tree is None:
            return
        owner = f"key {key}" if key else artifact and f"artifact {artifact}"
        if owner == self._open:
            return
        self._end_text()
        if self._open:
            self._operators.append("EMC")
        self._open = owner
        if key:
            role, mcid = self._tree.mark(key, block)
            self._operators.append(f"{name(role)}<</MCID {mcid}>>BDC")
        elif artifact:
            kind, _, subtype = artifact.partition("/")
            properties = f"/Type{name(kind)}" + (f"/Subtype{name(subtype)}" if subtype else "")
            if kind == "Background":
                # Table 330 asks for the extent of backgrounds; ours may run to the edge of the bleed.
                properties += f"/BBox[{numbers(self._media)}]"
            self._operators.append(f"/Artifact<<{properties}>>BDC")

    def _end_text(self) -> None:
        if self._in_text:
            self._operators.append("ET")
            self._in_text = False

    def _set(self, slot: str, operator: str) -> None:
        if self._state.get(slot) != operator:
            self._state[slot] = operator
            self._type = ()
            self._operators.append(operator)

    def _fill(self, ink: Ink, *, overprint: bool = False) -> None:
        self._overprints |= overprint
        self._set("overprint", _OVERPRINT if overprint else _KNOCKOUT)
        self._set("fill", ink.fill)

    def _line(self, placed: PlacedLine, dx: float = 0.0, dy: float = 0.0, *, figure: bool = False) -> None:
        """Paint a line, moved by (`dx`, `dy`). A label of a figure stays in the figure's content."""
        line = placed.line
        x0, y = self._left + placed.x + dx, number(self._top - placed.y - dy)
        segments = [segment for segment in line.segments if segment.glyphs]
        for segment in segments:
            if not figure:
                self._belong(segment.key or placed.key, placed.key, placed.artifact)
            if not self._in_text:
                self._operators.append("BT")
                self._in_text = True
            typeface = self._stock.typefaces.use(segment.face)
            # Nearly every line is set as the one before it.
            wanted = (typeface, segment.size, segment.scale, segment.tracking, segment.rise, segment.colour)
            if wanted != self._type:
                self._set_type(typeface, segment)
                self._type = wanted
            glyphs, said = segment.glyphs, segment.text
            last = segment is segments[-1]
            if last and line.hyphen:
                said += "\u00ad"
            if last and line.text[-1:].isspace() and not segment.text[-1:].isspace():
                # Without it a reader's software joins the words on either side of the turn (14.8.2.5).
                glyphs += typeface.space
                said += " "
            typeface.painted.append(glyphs)
            shown = f"1 0 0 1 {number(x0 + segment.x)} {y} Tm [{glyphs}]TJ"
            if segment.actual:
                # It replaces all that the glyphs would say, a hyphen and a space at the line's end too (14.9.4).
                shown = f"/Span<</ActualText{text(said)}>>BDC {shown} EMC"
            self._operators.append(shown)

    def _set_type(self, typeface: Typeface, segment: Segment) -> None:
        """Set the state of text to that of a segment."""
        self._fonts[typeface.name] = typeface.number
        self._set("font", f"/{typeface.name} {number(segment.size)} Tf")
        self._set("scale", f"{number(segment.scale)} Tz")
        self._set("tracking", f"{number(segment.tracking)} Tc")
        self._set("rise", f"{number(segment.rise)} Ts")
        ink = self._stock.colours.ink(segment.colour)
        small_black = self._stock.press and ink.solid_black and segment.size < _OVERPRINTED
        self._fill(ink, overprint=small_black or (self._stock.overprint and ink.black_alone))

    def _rectangle(self, placed: PlacedRectangle) -> None:
        if placed.width <= 0 or placed.height <= 0:
            return
        self._belong("", "", placed.artifact)
        self._end_text()
        self._fill(self._stock.colours.ink(placed.colour))
        box = (self._left + placed.x, self._top - placed.y - placed.height, placed.width, placed.height)
        self._operators.append(f"{numbers(box)} re f")

    def _image(self, placed: PlacedImage) -> None:
        found = self._stock.image(placed.path)
        if found is None:
            # The file is at fault, not the tree: the figure keeps its place in it.
            self._belong(placed.key, placed.key, placed.artifact)
            return
        label, object_number, image = found
        self._resolution(placed, image)
        self._belong(placed.key, placed.key, placed.artifact)
        self._end_text()
        self._images[label] = object_number
        x, y = self._left + placed.x, self._top - placed.y - placed.height
        matrix = numbers((placed.width, 0, 0, placed.height, x, y))
        self._set("overprint", _KNOCKOUT)
        self._operators.append(f"q {matrix} cm/{label} Do Q")
        self._enclose(placed)

    def _resolution(self, placed: PlacedImage, image: Raster) -> None:
        """Report an image with too few pixels for its size ("image-resolution")."""
        if max(image.width, image.height) <= _TINY or placed.width <= 0 or placed.height <= 0:
            return
        found = int(min(image.width / placed.width, image.height / placed.height) * 72)
        if found >= _DOUBTFUL:
            return
        coarse = self._stock.press and found < _COARSE
        report = self._stock.problems.error if coarse else self._stock.problems.warning
        wanted = f"{round(placed.width / 72 * 300)} by {round(placed.height / 72 * 300)}"
        size = f"{placed.width / 72:.1f} by {placed.height / 72:.1f} inches"
        report(
            "image-resolution",
            f"the image has {found} pixels an inch at {size}",
            Span(placed.path),
            hint=f"give it {wanted} pixels, or set it smaller",
        )

    def _drawing(self, placed: PlacedDrawing) -> None:
        """Paint a drawing. With a key it is one piece, labels and all, which has one alternate text."""
        self._belong(placed.key, placed.key, placed.artifact)
        self._end_text()
        before = dict(self._state)
        corner = numbers((self._left + placed.x, self._top - placed.y))
        self._operators.append(f"q 1 0 0 -1 {corner} cm {numbers((0, 0, placed.width, placed.height))} re W n")
        if placed.scale != 1.0 or placed.dx or placed.dy:
            scale, shift = f"{placed.scale:.6f}", numbers((placed.dx, placed.dy))
            self._operators.append(f"{scale} 0 0 {scale} {shift} cm")
        for path in placed.paths:
            self._path(path)
        self._operators.append("Q")
        self._state, self._type = before, ()
        for label in placed.labels:
            self._line(label, placed.x, placed.y, figure=bool(placed.key))
        self._enclose(placed)

    def _path(self, path: Path) -> None:
        fills, strokes = bool(path.fill), bool(path.stroke) and path.stroke_width > 0
        if not path.commands or not (fills or strokes):
            return
        self._set("overprint", _KNOCKOUT)
        if fills:
            self._fill(self._stock.colours.ink(path.fill))
        if strokes:
            self._set("stroke", self._stock.colours.ink(path.stroke).stroke)
            self._set("width", f"{number(path.stroke_width)} w")
            self._set("dash", f"[{numbers(path.dash)}] 0 d")
        star = "*" if path.even_odd and fills else ""
        outline = path.operators or operators(path.commands)
        self._operators.append(f"{outline} {('B' if strokes else 'f') + star if fills else 'S'}")

    def _enclose(self, placed: PlacedDrawing | PlacedImage) -> None:
        if self._tree is not None and placed.key:
            left, top = self._left + placed.x, self._top - placed.y
            self._tree.enclose(placed.key, (left, top - placed.height, left + placed.width, top))
