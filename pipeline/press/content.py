"""Content streams: the items of a page as PDF operators, each inside its marked content.

In: a page's items, y down from the trim's top left corner. Out: operators, y up from the media's bottom left
corner, and the names of the resources they use.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, field
from pipeline.press.canvas import File, name, number, numbers, reference, text
from pipeline.press.colour import Colours, Ink, Separation, plate_label
from pipeline.press.fontfile import Typeface, Typefaces
from pipeline.press.hand import Hand, Promise
from pipeline.press.image import Raster, raster
from pipeline.press.structure import Tree
from pipeline.typesetting.outlines import operators
from pipeline.typesetting.page import Page, Path, PlacedDrawing, PlacedImage, PlacedLine, PlacedRectangle

# GWG 2022: black text below this size overprints (R0009); images below these resolutions are faults or
# doubtful (R0031), unless they are tiny.
_OVERPRINTED = 12.0
_COARSE, _DOUBTFUL, _TINY = 150, 225, 16
_KNOCKOUT, _OVERPRINT = "/G0 gs", "/G1 gs"
# The graphics state in which a page begins, by the operators that would set it. A drawing leaves it as it was.
_START = {"overprint": _KNOCKOUT, "width": "1 w", "dash": "[] 0 d"}
_ATTACHED = {"Pagination/Header": "/Attached[/Top]", "Pagination/Footer": "/Attached[/Bottom]"}
# Face, size, rise and colour of the text before the first.
_UNSET = ("", 0.0, 0.0, "")


class Stock(Struct):
    """What the pages of an edition draw on and share. `press` says that they go to paper, in CMYK, `overprint` that all black text
    overprints. `ink` is the most ink that may lie on a place, in percent, 0 for what the profile keeps to.

    An image is known by the name of its resource, its object's number, and its width and height in pixels.
    """

    file: File
    colours: Colours
    typefaces: Typefaces
    tree: Tree | None
    problems: Problems
    press: bool
    overprint: bool = False
    ink: float = 0.0
    images: dict[str, tuple[str, int, int, int] | None] = field(default_factory=dict)
    ordered: dict[str, Promise[tuple[Raster | None, Problems]]] = field(default_factory=dict)
    plates: dict[str, int] = field(default_factory=dict)

    def plate(self, ink: Ink) -> int:
        """Return the number of a spot's colour space, one for all pages, so that they agree on it (ISO 15930-7, 6.2.4)."""
        if ink.spot not in self.plates:
            self.plates[ink.spot] = self.file.add(ink.space)
        return self.plates[ink.spot]

    def order(self, paths: Iterable[str], beside: Hand) -> None:
        """Have image files read by `beside`, so that they are there when the pages need them."""
        for path in paths:
            if path not in self.ordered and path not in self.images:
                self.ordered[path] = beside.give(partial(_read, path, self.colours.separation, self.ink))

    def image(self, path: str) -> tuple[str, int, int, int] | None:
        """Return an image file's image, written at its first use, or None if it cannot be read."""
        if path not in self.images:
            waited = self.ordered.pop(path, None)
            made, found = waited.result() if waited else _read(path, self.colours.separation, self.ink)
            self.problems.add(found)
            label = f"I{len(self.images) + 1}"
            self.images[path] = None if made is None else (label, self._written(made), made.width, made.height)
        return self.images[path]

    def _written(self, image: Raster) -> int:
        mask = "" if image.mask is None else f"/SMask {reference(self._written(image.mask))}"
        size = f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
        return self.file.stream(image.data, size + image.entries + mask, deflate=False)


def _read(path: str, separation: Separation | None, ink: float) -> tuple[Raster | None, Problems]:
    problems = Problems()
    return raster(path, separation, problems, ink), problems


class Painter:
    """Paints one page. The operators are complete after `finish`."""

    def __init__(self, page: Page, bleed: float, stock: Stock) -> None:
        self._stock = stock
        self._tree = stock.tree
        self._left, self._top, self._right = bleed, bleed + page.height, bleed + page.width
        self._media = (0.0, 0.0, page.width + 2 * bleed, page.height + 2 * bleed)
        self._operators: list[str] = []
        self._state = dict(_START)
        self._type = _UNSET
        self._scale, self._tracking = 100.0, 0.0
        self._owner = ("", "")
        self._in_text = False
        self._typeface: Typeface
        self._fonts: dict[str, int] = {}
        self._images: dict[str, int] = {}
        self._plates: dict[str, int] = {}
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
        plates = "".join(f"{label} {reference(at)}" for label, at in self._plates.items())
        kinds = (("Font", fonts), ("XObject", images), ("ColorSpace", plates))
        resources = "".join(f"/{kind}<<{own}>>" for kind, own in kinds if own) + states
        return "\n".join(self._operators).encode("ascii"), resources

    # Marked content is opened outside text objects only, so that both nest whatever comes next (ISO 32000-1,
    # 14.6).

    def _belong(self, key: str, block: str, artifact: str) -> None:
        """Put what is painted next into the element `key`, in a line of `block`, or into an artifact.

        Content of one owner that follows itself stays one sequence.
        """
        if self._tree is None:
            return
        owner = (key, "" if key else artifact)
        if owner == self._owner:
            return
        self._end_text()
        if any(self._owner):
            self._operators.append("EMC")
        self._owner = owner
        if key:
            role, mcid = self._tree.mark(key, block)
            self._operators.append(f"{name(role)}<</MCID {mcid}>>BDC")
        elif artifact:
            kind, _, subtype = artifact.partition("/")
            kind, _, extent = kind.partition(" ")
            properties = f"/Type{name(kind)}" + (f"/Subtype{name(subtype)}" if subtype else "")
            # Table 330: the edges of the page that a running head or foot keeps to, whatever is done to the page.
            properties += _ATTACHED.get(artifact, "")
            if kind == "Background":
                # Table 330 asks for the extent of backgrounds.
                properties += f"/BBox[{extent or numbers(self._media)}]"
            if extent and self._covers(extent):
                properties += "/Attached[/Top/Bottom/Left/Right]"
            self._operators.append(f"/Artifact<<{properties}>>BDC")

    def _covers(self, extent: str) -> bool:
        """Whether a background reaches every edge of the trim: it belongs to the page, whatever becomes of that."""
        left, low, right, high = map(float, extent.split())
        return left <= self._left and low <= self._left and right >= self._right and high >= self._top

    def _end_text(self) -> None:
        if self._in_text:
            self._operators.append("ET")
            self._in_text = False

    def _set(self, slot: str, operator: str) -> None:
        if self._state.get(slot) != operator:
            self._state[slot] = operator
            # Rules and drawings fill as well.
            self._type = (*self._type[:3], "")
            self._operators.append(operator)

    def _fill(self, ink: Ink, *, overprint: bool = False) -> None:
        self._overprints |= overprint
        self._set("overprint", _OVERPRINT if overprint else _KNOCKOUT)
        self._set("fill", self._known(ink).fill)

    def _known(self, ink: Ink) -> Ink:
        """Return an ink, its plate among the page's resources."""
        if ink.spot:
            self._plates[plate_label(ink.spot)] = self._stock.plate(ink)
        return ink

    def _line(
        self, placed: PlacedLine, dx: float = 0.0, dy: float = 0.0, *, drawing: bool = False, figure: bool = False
    ) -> None:
        """Paint a line, moved by (`dx`, `dy`). A label of a drawing that is a figure stays in the figure's content."""
        line, key = placed.line, placed.key
        segments = line.segments
        # Text is content or runs with the pages (ISO 14289-1, 7.1); any other text without a key has lost it on its way.
        strict = self._tree is not None and not drawing and not placed.artifact.startswith("Pagination")
        last = segments[-1] if segments else None
        if last is not None and not last.glyphs:
            last = next((segment for segment in reversed(segments) if segment.glyphs), None)
        x0, y = self._left + placed.x + dx, number(self._top - placed.y - dy)
        put = self._operators.append
        for segment in segments:
            glyphs = segment.glyphs
            if not glyphs:
                continue
            owner = segment.key or key
            if strict and not owner:
                raise ValueError(f'"{line.text.strip()}" is painted and belongs to no element of the structure tree')
            if not figure and (not owner or owner != self._owner[0]):
                self._belong(owner, key, placed.artifact)
            if not self._in_text:
                put("BT")
                self._in_text = True
            wanted = (segment.face, segment.size, segment.rise, segment.colour)
            if wanted != self._type:
                self._set_type(wanted)
            # What justifies a line is its own.
            if segment.scale != self._scale:
                self._scale = segment.scale
                put(f"{number(segment.scale)} Tz")
            if segment.tracking != self._tracking:
                self._tracking = segment.tracking
                put(f"{number(segment.tracking)} Tc")
            self._typeface.painted.append(glyphs)
            if segment is last and line.text[-1:].isspace() and not segment.text[-1:].isspace():
                # Without it a reader's software joins the words on either side of the turn (14.8.2.5).
                space = self._typeface.turn()
                shown = f"1 0 0 1 {number(x0 + segment.x)} {y} Tm [{glyphs}{space}]TJ"
            else:
                space = ""
                shown = f"1 0 0 1 {number(x0 + segment.x)} {y} Tm [{glyphs}]TJ"
            if segment.actual:
                # It replaces all that the glyphs would say, a hyphen and a space at the line's end too (14.9.4).
                said = segment.text + ("\u00ad" if line.hyphen and segment is last else "") + (" " if space else "")
                shown = f"/Span<</ActualText{text(said)}>>BDC {shown} EMC"
            put(shown)

    def _set_type(self, wanted: tuple[str, float, float, str]) -> None:
        """Set face, size, rise and colour of text."""
        face, size, rise, colour = wanted
        old_face, old_size, old_rise, old_colour = self._type
        put = self._operators.append
        if old_face != face or old_size != size:
            typeface = self._typeface = self._stock.typefaces.use(face)
            self._fonts[typeface.name] = typeface.number
            put(f"/{typeface.name} {number(size)} Tf")
        if old_rise != rise:
            put(f"{number(rise)} Ts")
        if old_colour != colour or self._stock.press:
            ink = self._stock.colours.ink(colour)
            small_black = self._stock.press and ink.solid_black and size < _OVERPRINTED
            self._fill(ink, overprint=small_black or (self._stock.overprint and ink.black_alone))
        self._type = wanted

    def _rectangle(self, placed: PlacedRectangle) -> None:
        if placed.width <= 0 or placed.height <= 0:
            return
        x, y = self._left + placed.x, self._top - placed.y - placed.height
        box = (x, y, placed.width, placed.height)
        artifact = placed.artifact
        if artifact == "Background":
            left, low, right, high = self._media
            seen = max(x, left), max(y, low), min(x + placed.width, right), min(y + placed.height, high)
            artifact = f"Background {numbers(seen)}"
        self._belong("", "", artifact)
        self._end_text()
        self._fill(self._stock.colours.ink(placed.colour))
        self._operators.append(f"{numbers(box)} re f")

    def _image(self, placed: PlacedImage) -> None:
        found = self._stock.image(placed.path)
        if found is None:
            # The file is at fault, not the tree: the figure keeps its place in it.
            self._belong(placed.key, placed.key, placed.artifact)
            return
        label, object_number, *pixels = found
        self._resolution(placed, *pixels)
        self._belong(placed.key, placed.key, placed.artifact)
        self._end_text()
        self._images[label] = object_number
        x, y = self._left + placed.x, self._top - placed.y - placed.height
        matrix = numbers((placed.width, 0, 0, placed.height, x, y))
        self._set("overprint", _KNOCKOUT)
        self._operators.append(f"q {matrix} cm/{label} Do Q")
        self._enclose(placed)

    def _resolution(self, placed: PlacedImage, across: int, down: int) -> None:
        """Report an image with too few pixels for its size ("image-resolution")."""
        if max(across, down) <= _TINY or placed.width <= 0 or placed.height <= 0:
            return
        found = int(min(across / placed.width, down / placed.height) * 72)
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
        self._state, self._type = before, (*self._type[:3], "")
        for label in placed.labels:
            self._line(label, placed.x, placed.y, drawing=True, figure=bool(placed.key))
        self._enclose(placed)

    def _path(self, path: Path) -> None:
        fills, strokes = bool(path.fill), bool(path.stroke) and path.stroke_width > 0
        if not path.commands or not (fills or strokes):
            return
        self._set("overprint", _KNOCKOUT)
        if fills:
            self._fill(self._stock.colours.ink(path.fill))
        if strokes:
            self._set("stroke", self._known(self._stock.colours.ink(path.stroke)).stroke)
            self._set("width", f"{number(path.stroke_width)} w")
            self._set("dash", f"[{numbers(path.dash)}] 0 d")
        star = "*" if path.even_odd and fills else ""
        outline = path.operators or operators(path.commands)
        self._operators.append(f"{outline} {('B' if strokes else 'f') + star if fills else 'S'}")

    def _enclose(self, placed: PlacedDrawing | PlacedImage) -> None:
        if self._tree is not None and placed.key:
            left, top = self._left + placed.x, self._top - placed.y
            self._tree.enclose(placed.key, (left, top - placed.height, left + placed.width, top))
