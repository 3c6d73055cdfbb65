"""What a finished file puts on each plate of the press: every painted object, with its ink on each, read back from the PDF.

In: the bytes of a PDF. Out: a `Sheet` a page: its marks in painting order. Nothing is taken from the pages the file was made of:
what counts is what a printer's software will read (ISO 32000-1: painting 8, colour 8.6, overprint 8.6.7 and 11.7.4.5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.foundation.value import Struct, field
from pipeline.press.inking import KNOCKOUT, Inks, Spaces, black_only, device
from pipeline.press.places import UNIT, Matrix, matrix, times

if TYPE_CHECKING:
    import pikepdf

Corners = tuple[float, float, float, float]

_INITIAL = device("DeviceGray", (0.0,))
_SHOWING = {"Tj", "TJ", "'", '"'}
_PAINTING = {"f": "f", "F": "f", "f*": "f", "B": "fs", "B*": "fs", "b": "fs", "b*": "fs", "S": "s", "s": "s"}
# A filled shape no thicker than this, in points, is a rule.
_RULE = 4.0
# Forms within forms are followed so far: a form that shows itself has no end.
_DEEPEST = 12


class Mark(Struct, frozen=True):
    """One painted object: "text", "image", "rule", "tint", "drawing" or "shading".

    `box` is where it is, in points from the trim's top left corner: x, y, width, height. `shape` stands for its outline, its place
    and all it is clipped to; `inks` for what it puts on each plate.
    """

    kind: str
    box: Corners
    shape: str
    inks: Inks

    def on(self, plate: str) -> object:
        """Return how much of it is on a plate: 0.0 where it is cut out of what is under it, None where it leaves that alone."""
        return self.inks.on(plate)

    @property
    def overprints_in_black(self) -> bool:
        """Whether no plate but the black one shows it."""
        return black_only(self.inks)


class Sheet(Struct, frozen=True):
    """A page: the size of its trim, its marks in painting order, and the plates that any of them names."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def plates(self) -> tuple[str, ...]:
        """The plates in their order: the four of the process, then spot colours by name."""
        spots = {plate for mark in self.marks for plate, _ in mark.inks.plates}
        return (*PROCESS, *sorted(spots.difference(PROCESS)))


PROCESS = ("Cyan", "Magenta", "Yellow", "Black")


def sheets(data: bytes) -> tuple[Sheet, ...]:
    """Return the pages of a PDF as what they put on the plates.

    Raises ValueError for bytes that are no PDF.
    """
    # Imported late: only co-editions have their plates read.
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data)) as file:
            return tuple(_sheet(page) for page in file.pages)
    except pikepdf.PdfError as fault:
        raise ValueError(f"not a PDF that can be read: {fault}") from fault


def _sheet(page: pikepdf.Page) -> Sheet:
    import pikepdf

    trim = [float(edge) for edge in page.trimbox]
    reader = _Reader(trim[0], trim[3])
    operators = pikepdf.parse_content_stream(page)
    reader.read(operators, page.resources, _State(), 0)
    return Sheet(round(trim[2] - trim[0], 2), round(trim[3] - trim[1], 2), tuple(reader.marks))


class _State(Struct):
    """The graphics state, as far as plates depend on it; `clips` stands for all that painting is cut to."""

    matrix: Matrix = UNIT
    fill: Inks = _INITIAL
    stroke: Inks = _INITIAL
    fill_space: Any = "DeviceGray"
    stroke_space: Any = "DeviceGray"
    over_fill: bool = False
    over_stroke: bool = False
    mode: int = 0
    look: str = ""
    sheer: dict[str, str] = field(default_factory=dict)
    pen: tuple[object, ...] = (1.0, 0, 0, ())
    clips: tuple[str, ...] = ()
    rendering: int = 0
    size: float = 1.0

    def copy(self) -> _State:
        """Return the state as `q` keeps it."""
        return _State(*(getattr(self, name) for name in self.__struct_fields__))

    def inks(self, stroking: bool) -> Inks:
        """Return what painting now puts on the plates."""
        inks = self.stroke if stroking else self.fill
        over = self.over_stroke if stroking else self.over_fill
        return inks.printed(over, self.mode, self.look)


class _Reader:
    """Reads content streams into marks; `left` and `top` are the trim's, in the file's own points."""

    def __init__(self, left: float, top: float) -> None:
        self.marks: list[Mark] = []
        self._left, self._top = left, top

    def read(self, operators: Sequence[Any], resources: Any, state: _State, depth: int) -> None:
        """Read one stream of operators with its resources."""
        spaces = Spaces(resources)
        stack: list[_State] = []
        path: list[tuple[str, tuple[float, ...]]] = []
        clipping = ""
        text = line = UNIT
        for one in operators:
            operator = str(one.operator)
            given = one.operands
            if operator in ("m", "l", "c", "v", "y", "h", "re"):
                path.append((operator, _places(operator, [float(value) for value in given], state.matrix)))
            elif operator in _PAINTING or operator == "n":
                self._paint(operator, path, state)
                if clipping:
                    state.clips = (*state.clips, _digest(clipping, path))
                path, clipping = [], ""
            elif operator in ("W", "W*"):
                clipping = operator
            elif operator == "q":
                stack.append(state.copy())
            elif operator == "Q":
                state = stack.pop() if stack else state
            elif operator == "cm":
                state.matrix = times(matrix(given), state.matrix)
            elif operator == "gs":
                self._look(resources.ExtGState[str(given[0])], state)
            elif operator == "Do":
                self._object(resources.XObject[str(given[0])], spaces, state, depth)
            elif operator == "INLINE IMAGE":
                digest = hashlib.sha256(one.iimage.unparse()).hexdigest()
                self._pixels(digest, one.iimage.image_mask, one.iimage.colorspace, spaces, state)
            elif operator == "sh":
                shading = resources.Shading[str(given[0])]
                digest = hashlib.sha256(shading.unparse(resolved=True)).hexdigest()
                self._mark(
                    "shading", [], _digest(digest, [("cm", _rounded(state.matrix))]), KNOCKOUT.named(digest), state
                )
            elif operator in ("w", "J", "j", "d"):
                pen = list(state.pen)
                at = ("w", "J", "j", "d").index(operator)
                pen[at] = float(given[0]) if at < 3 else (tuple(float(dash) for dash in given[0]), float(given[1]))
                state.pen = tuple(pen)
            elif spaces.colours(operator):
                spaces.colour(operator, given, state)
            elif operator == "BT":
                text = line = UNIT
            elif operator == "Tm":
                text = line = matrix(given)
            elif operator in ("Td", "TD"):
                text = line = times((1.0, 0.0, 0.0, 1.0, float(given[0]), float(given[1])), line)
            elif operator == "Tf":
                state.size = float(given[1])
            elif operator == "Tr":
                state.rendering = int(given[0])
            elif operator in _SHOWING:
                self._text(text, one, state)

    def _paint(self, operator: str, path: Sequence[tuple[str, tuple[float, ...]]], state: _State) -> None:
        how = _PAINTING.get(operator, "")
        if not path or not how:
            return
        corners = [coordinates for _, coordinates in path]
        if "f" in how:
            box = self._box(corners)
            square = len(path) == 1 and path[0][0] == "re"
            kind = "drawing" if not square else "rule" if min(box[2:]) <= _RULE else "tint"
            star = "*" if operator.endswith("*") else ""
            self._mark(kind, corners, _digest(f"f{star}", path), state.inks(False), state)
        if "s" in how:
            closed = "h" if operator in ("s", "b", "b*") else ""
            pen = f"{state.pen} {state.matrix[:4]}{closed}"
            self._mark("drawing", corners, _digest(pen, path), state.inks(True), state)

    def _text(self, matrix: Matrix, one: Any, state: _State) -> None:
        if state.rendering == 3:
            return
        place = times(matrix, state.matrix)
        corner = (place[4], place[5], place[4], place[5] + state.size * abs(place[3] or place[1] or 1.0))
        shown = "".join(str(value.unparse() if hasattr(value, "unparse") else value) for value in one.operands)
        shape = _digest(f"{shown}{state.size}", [("Tm", _rounded(place))])
        for stroking in (False, True):
            if state.rendering % 4 in ((1, 2) if stroking else (0, 2)):
                self._mark("text", [corner], shape, state.inks(stroking), state)

    def _object(self, found: Any, spaces: Spaces, state: _State, depth: int) -> None:
        import pikepdf

        if found.get("/Subtype") == "/Image":
            self._image(found, spaces, state)
        elif found.get("/Subtype") == "/Form" and depth < _DEEPEST:
            inner = state.copy()
            inner.matrix = times(matrix(found.get("/Matrix") or UNIT), state.matrix)
            box = [float(edge) for edge in found.BBox]
            corners = _places("re", [box[0], box[1], box[2] - box[0], box[3] - box[1]], inner.matrix)
            inner.clips = (*inner.clips, _digest("W", [("re", corners)]))
            resources = found.get("/Resources", pikepdf.Dictionary())
            self.read(pikepdf.parse_content_stream(found), resources, inner, depth + 1)

    def _image(self, image: Any, spaces: Spaces, state: _State) -> None:
        data = hashlib.sha256(image.read_raw_bytes())
        for key in ("/Decode", "/Mask", "/SMask"):
            part = image.get(key)
            if part is not None:
                data.update(part.read_raw_bytes() if hasattr(part, "read_raw_bytes") else part.unparse(resolved=True))
        self._pixels(data.hexdigest(), bool(image.get("/ImageMask")), image.get("/ColorSpace"), spaces, state)

    def _pixels(self, digest: str, mask: bool, space: Any, spaces: Spaces, state: _State) -> None:
        """Mark an image: one that is a mask is painted in the colour of the moment, any other in its own."""
        corners = [_places("re", [0.0, 0.0, 1.0, 1.0], state.matrix)]
        inks = state.inks(False)
        if not mask:
            inks = spaces.image(space, digest).printed(state.over_fill, state.mode, state.look)
        self._mark("image", corners, _digest(digest, [("cm", _rounded(state.matrix))]), inks, state)

    def _look(self, entry: Any, state: _State) -> None:
        """Take over what an ExtGState says of overprint and transparency."""
        if "/OP" in entry:
            state.over_stroke = bool(entry.OP)
            state.over_fill = bool(entry.OP)
        if "/op" in entry:
            state.over_fill = bool(entry.op)
        if "/OPM" in entry:
            state.mode = int(entry.OPM)
        for key in _SHEER:
            if key in entry:
                value = entry[key]
                plain = value == 1 if key in ("/ca", "/CA") else str(value) in ("/Normal", "/None")
                said = "" if plain else f"{key} {value.unparse() if hasattr(value, 'unparse') else value}"
                state.sheer = {**state.sheer, key: said}
        state.look = " ".join(filter(None, state.sheer.values()))

    def _mark(self, kind: str, corners: Sequence[Sequence[float]], shape: str, inks: Inks, state: _State) -> None:
        if inks.plates or inks.knocks:
            whole = hashlib.sha256("".join((shape, *state.clips)).encode()).hexdigest()
            self.marks.append(Mark(kind, self._box(corners), whole, inks))

    def _box(self, corners: Sequence[Sequence[float]]) -> Corners:
        across = [value for points in corners for value in points[0::2]]
        along = [value for points in corners for value in points[1::2]]
        if not across:
            return (0.0, 0.0, 0.0, 0.0)
        width, height = max(across) - min(across), max(along) - min(along)
        return (
            round(min(across) - self._left, 2),
            round(self._top - max(along), 2),
            round(width, 2),
            round(height, 2),
        )


_SHEER = ("/ca", "/CA", "/BM", "/SMask")


def _places(operator: str, given: list[float], matrix: Matrix) -> tuple[float, ...]:
    """Return the points of a path's operator in the page's space."""
    if operator == "re":
        x, y, width, height = given
        given = [x, y, x + width, y, x + width, y + height, x, y + height]
    a, b, c, d, e, f = matrix
    found: list[float] = []
    # A magazine's drawings have a hundred thousand points: this is what reading them takes.
    for at in range(0, len(given), 2):
        x, y = given[at], given[at + 1]
        found += (round(a * x + c * y + e, 2) + 0.0, round(b * x + d * y + f, 2) + 0.0)
    return tuple(found)


def _digest(said: str, path: Sequence[tuple[str, tuple[float, ...]]]) -> str:
    parts = [f"{operator}{values}" for operator, values in path]
    return hashlib.sha256("\n".join((said, *parts)).encode()).hexdigest()


def _rounded(matrix: Matrix) -> tuple[float, ...]:
    return tuple(round(value, 2) + 0.0 for value in matrix)
