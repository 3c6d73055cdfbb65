"""One walk over the content streams of all pages: operators become marks (ISO 32000-1, 8 to 9.4 and 14.6).

In: pages. Out: `Marks`, and what could not be read.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from math import hypot
from typing import TYPE_CHECKING, Any

from pipeline.foundation.value import Struct
from pipeline.press.places import EVERYWHERE, UNIT, Box, Matrix, common, extent, matrix, times
from pipeline.press.preflight.fonts import Font
from pipeline.press.preflight.marks import Area, Marks, Owner, Picture, Text
from pipeline.press.preflight.operations import INLINE, Broken, figures, name, operations, shifts, shown
from pipeline.press.preflight.spaces import BLACK, Ink, Palette, Space, space

if TYPE_CHECKING:
    from pipeline.press.preflight.subject import Sheet

_FILLS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
_STROKES = {b"S", b"s", b"B", b"B*", b"b", b"b*"}
# Forms in forms are followed so far, and so many of them on a page: one that shows itself has no end.
_DEEPEST, _MOST = 12, 20_000
_LANGUAGE = re.compile(rb"/Lang\s*(\((?:[^()\\]|\\.)*+\)|<[0-9A-Fa-f\s]*>)")
_MCID = re.compile(rb"/MCID\s+(\d+)")
_SIMPLE: dict[bytes, tuple[str, float]] = {
    b"Tc": ("tracking", 1.0),
    b"Tw": ("words", 1.0),
    b"Tz": ("scale", 100.0),
    b"TL": ("leading", 1.0),
    b"Ts": ("rise", 1.0),
    b"w": ("pen", 1.0),
}
_NOBODY = Owner()


class Look(Struct):
    """What painting looks like, as the operators before have set it."""

    matrix: Matrix = UNIT
    fill: Ink = BLACK
    stroke: Ink = BLACK
    fill_space: Space = Space("gray")
    stroke_space: Space = Space("gray")
    over_fill: bool = False
    over_stroke: bool = False
    mode: int = 0
    pen: float = 1.0
    clip: Box = EVERYWHERE
    sheer: str = ""
    font: Font | None = None
    size: float = 0.0
    tracking: float = 0.0
    words: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    rendering: int = 0


def read_marks(sheets: Sequence[Sheet]) -> Marks:
    """Return what pages paint; what cannot be read is among `faults`."""
    marks = Marks()
    fonts: dict[Any, Font] = {}
    for sheet in sheets:
        _Reader(sheet, marks, fonts).page()
    marks.fonts = list(dict.fromkeys(fonts.values()))
    return marks


class _Reader:
    """Reads one page."""

    def __init__(self, sheet: Sheet, marks: Marks, fonts: dict[Any, Font]) -> None:
        self._sheet, self._marks, self._fonts = sheet, marks, fonts
        self._order = 0
        self._forms = 0
        self._owners: list[Owner] = []

    def page(self) -> None:
        from pipeline.press.preflight.subject import broken

        number = self._sheet.number
        try:
            group = self._sheet.page.get("/Group")
            if group is not None:
                self._marks.groups.append((number, space(group.CS) if "/CS" in group else None))
            contents = self._sheet.page.get("/Contents")
            parts = (
                []
                if contents is None
                else contents
                if hasattr(contents, "__len__") and _several(contents)
                else [contents]
            )
            data = b"\n".join(part.read_bytes() for part in parts)
            self._read(data, self._sheet.inherited("/Resources"), Look(), 0)
        except broken() as fault:
            self._marks.faults.append((number, str(fault).split("\n")[0] or type(fault).__name__))
        if self._owners:
            self._marks.nested.append((number, "marked content is begun and never ended"))

    @property
    def _owner(self) -> Owner:
        return self._owners[-1] if self._owners else _NOBODY

    def _read(self, data: bytes, resources: Any, look: Look, depth: int) -> None:
        palette = Palette(resources)
        fonts = resources.get("/Font") if resources is not None else None
        stack: list[Look] = []
        text = line = UNIT
        clip: Box | None = None
        for path, given, operator in operations(data):
            if operator in (b"Tm", b"cm"):
                a, b, c, d, e, f = map(float, given.split())
                if operator == b"Tm":
                    text = line = (a, b, c, d, e, f)
                else:
                    look.matrix = times((a, b, c, d, e, f), look.matrix)
            elif operator in (b"TJ", b"Tj", b"'", b'"'):
                if operator in (b"'", b'"'):
                    text = line = times((1, 0, 0, 1, 0, -look.leading), line)
                text = self._text(text, given, look, operator == b"TJ")
            elif operator in (b"k", b"g", b"rg"):
                look.fill = palette.device(operator.decode(), given)
                look.fill_space = Space(look.fill.family)
            elif operator in (b"K", b"G", b"RG"):
                look.stroke = palette.device(operator.decode().lower(), given)
                look.stroke_space = Space(look.stroke.family)
            elif operator in _FILLS or operator in _STROKES:
                self._area(path, operator, look)
                self._clipped(clip, path, look)
                clip = None
            elif operator in (b"W", b"W*"):
                clip = extent(path, look.matrix)
            elif operator == b"n":
                self._clipped(clip, path, look)
                clip = None
            elif operator == b"Tf":
                look.font, look.size = self._font(fonts, name(given)), float(given.split()[-1])
            elif operator == b"q":
                stack.append(copy.copy(look))
            elif operator == b"Q":
                if not stack:
                    self._fault("Q without q")
                else:
                    look = stack.pop()
            elif operator == b"gs":
                self._look(resources.ExtGState[name(given)], look)
            elif operator in (b"BDC", b"BMC"):
                self._begin(name(given), given, resources)
            elif operator == b"EMC":
                if self._owners:
                    self._owners.pop()
                else:
                    self._marks.nested.append((self._sheet.number, "EMC without what it ends"))
            elif operator == b"Do":
                self._object(resources.XObject[name(given)], palette, resources, look, depth)
            elif operator == b"BT":
                text = line = UNIT
            elif operator in (b"Td", b"TD"):
                x, y = map(float, given.split())
                text = line = times((1, 0, 0, 1, x, y), line)
                look.leading = -y if operator == b"TD" else look.leading
            elif operator == b"T*":
                text = line = times((1, 0, 0, 1, 0, -look.leading), line)
            elif operator in _SIMPLE:
                attribute, unit = _SIMPLE[operator]
                setattr(look, attribute, float(given) / unit)
            elif operator == b"Tr":
                look.rendering = int(float(given))
            elif operator in (b"cs", b"CS"):
                chosen = palette.space(name(given))
                kind = "fill" if operator == b"cs" else "stroke"
                setattr(look, f"{kind}_space", chosen)
                setattr(look, kind, palette.first(chosen))
            elif operator in (b"sc", b"scn", b"SC", b"SCN"):
                self._colour(operator.islower(), given, resources, look)
            elif operator == b"sh":
                self._shading(resources.Shading[name(given)], palette, look)
            elif operator == INLINE:
                self._inline(given, palette, look)

    def _clipped(self, clip: Box | None, path: bytes, look: Look) -> None:
        if clip is not None:
            look.clip = common(look.clip, extent(path, look.matrix) if path else clip)

    def _fault(self, said: str) -> None:
        self._marks.faults.append((self._sheet.number, said))

    def _font(self, fonts: Any, label: str) -> Font:
        found = fonts[label]
        key = found.objgen if found.is_indirect else id(found)
        if key not in self._fonts:
            self._fonts[key] = Font(found)
        return self._fonts[key]

    def _text(self, text: Matrix, given: bytes, look: Look, array: bool) -> Matrix:
        font = look.font
        if font is None:
            raise Broken("text is shown before a font is set")
        codes = shown(given)
        count = len(codes) // 2 if font.two else len(codes)
        units = font.width(codes) - (shifts(given) if array else 0.0)
        advance = (units * look.size / 1000 + count * look.tracking) * look.scale
        if look.words and not font.two:
            advance += codes.count(b" ") * look.words * look.scale
        a, b, c, d, e, f = times(text, look.matrix)
        size = look.size * hypot(c, d)
        self._order += 1
        if codes:
            self._marks.texts.append(
                Text(
                    self._sheet.number, e + c * look.rise, f + d * look.rise, size, advance * hypot(a, b), font, codes,
                    look.stroke if look.rendering == 1 else look.fill, look.over_fill, look.mode, look.rendering,
                    abs(a * c + b * d) > 0.01 * max(abs(a * d - b * c), 1e-9), abs(b) < 0.01 * abs(a) and a > 0, self._owner,
                    self._order,
                )
            )  # fmt: skip
            self._seen("text")
        return times((1, 0, 0, 1, advance, 0), text)

    def _seen(self, what: str) -> None:
        owner = self._owner
        if owner.mcid >= 0:
            self._marks.painted.setdefault((self._sheet.number, owner.mcid), what)

    def _area(self, path: bytes, operator: bytes, look: Look) -> None:
        if not path:
            return
        self._order += 1
        self._seen("path")
        rectangle = path.count(b"re") == 1 and path.rstrip().endswith(b"re")
        if operator in _FILLS:
            self._marks.areas.append(
                Area(
                    self._sheet.number, path, look.matrix, look.clip, look.fill, look.over_fill, look.mode, 0.0, rectangle,
                    self._owner, self._order,
                )
            )  # fmt: skip
        if operator in _STROKES:
            a, b, c, d, _, _ = look.matrix
            pen = look.pen * abs(a * d - b * c) ** 0.5
            self._marks.areas.append(
                Area(
                    self._sheet.number, path, look.matrix, look.clip, look.stroke, look.over_stroke, look.mode,
                    max(pen, 0.001), False, self._owner, self._order,
                )
            )  # fmt: skip

    def _begin(self, tag: str, given: bytes, resources: Any) -> None:
        outer = self._owner
        owner = Owner(tag[1:], outer.mcid, outer.artifact, outer.actual)
        number = self._sheet.number
        rest = given.strip()[len(tag) :].strip()
        properties: Any = rest
        mcid = -1
        if rest.startswith(b"/"):
            properties = resources.Properties[name(rest)]
            mcid = int(properties.get("/MCID", -1))
            owner.actual |= "/ActualText" in properties
            if "/Lang" in properties:
                self._marks.languages.append((number, str(properties.Lang)))
        else:
            found = _MCID.search(rest)
            mcid = int(found[1]) if found else -1
            owner.actual |= b"/ActualText" in rest
            if spoken := _LANGUAGE.search(rest):
                self._marks.languages.append((number, shown(spoken[1]).decode("latin-1")))
        if tag == "/Artifact":
            if outer.mcid >= 0:
                self._marks.nested.append((number, "an artifact lies in tagged content"))
            owner.artifact = True
        elif mcid >= 0:
            if outer.artifact:
                self._marks.nested.append((number, "tagged content lies in an artifact"))
            if outer.mcid >= 0:
                self._marks.nested.append((number, f"tagged content {mcid} lies in tagged content {outer.mcid}"))
            if (number, mcid) in self._marks.painted:
                self._marks.nested.append((number, f"two pieces of content have the number {mcid}"))
            self._marks.painted[number, mcid] = ""
            owner.mcid = mcid
        self._owners.append(owner)

    def _colour(self, filling: bool, given: bytes, resources: Any, look: Look) -> None:
        chosen = look.fill_space if filling else look.stroke_space
        label = name(given)
        if label:
            ink = Ink(self._pattern(resources.Pattern[label], look) or chosen.base or "pattern", ())
        else:
            ink = Ink(chosen.family if chosen.family != "indexed" else chosen.base, tuple(figures(given)), chosen.names)
        setattr(look, "fill" if filling else "stroke", ink)

    def _pattern(self, pattern: Any, look: Look) -> str:
        if int(pattern.get("/PatternType", 0)) == 2:
            shading = pattern.Shading
            return space(shading.ColorSpace, None).deep
        inner = copy.copy(look)
        inner.matrix = matrix(pattern.get("/Matrix", UNIT))
        order, self._owners = self._owners, []
        self._read(pattern.read_bytes(), pattern.get("/Resources"), inner, _DEEPEST)
        self._owners = order
        return "" if int(pattern.get("/PaintType", 1)) == 2 else "pattern"

    def _look(self, entry: Any, look: Look) -> None:
        """Take over a graphics state's overprint and transparency (8.4.5)."""
        if "/OP" in entry:
            look.over_stroke = look.over_fill = bool(entry.OP)
        if "/op" in entry:
            look.over_fill = bool(entry.op)
        if "/OPM" in entry:
            look.mode = int(entry.OPM)
        if "/LW" in entry:
            look.pen = float(entry.LW)
        for key in ("/ca", "/CA", "/BM", "/SMask"):
            value = entry.get(key)
            plain = value is None or (
                value == 1 if key in ("/ca", "/CA") else str(value) in ("/Normal", "/None", "/Compatible")
            )
            if not plain:
                self._marks.sheer.append((self._sheet.number, key[1:]))
        if any(key in entry for key in ("/TR", "/HTP")) or ("/TR2" in entry and entry.TR2 != "/Default"):
            self._fault("a transfer curve is set")

    def _object(self, found: Any, palette: Palette, outer: Any, look: Look, depth: int) -> None:
        if found.get("/Subtype") == "/Image":
            mask = bool(found.get("/ImageMask", False))
            chosen = Space("mask") if mask else space(found.get("/ColorSpace"), palette.named)
            if "/SMask" in found:
                self._marks.sheer.append((self._sheet.number, "SMask"))
            self._picture(found, int(found.Width), int(found.Height), mask, chosen, look)
        elif found.get("/Subtype") == "/Form":
            self._forms += 1
            if depth >= _DEEPEST or self._forms > _MOST:
                raise Broken("forms lie in forms without an end")
            group = found.get("/Group")
            if group is not None and group.get("/S") == "/Transparency":
                self._marks.groups.append((self._sheet.number, space(group.CS) if "/CS" in group else None))
            inner = copy.copy(look)
            inner.matrix = times(matrix(found.get("/Matrix", UNIT)), look.matrix)
            box = found.get("/BBox")
            if box is not None:
                a, b, c, d = (float(edge) for edge in box)
                inner.clip = common(look.clip, extent(b"%f %f %f %f re" % (a, b, c - a, d - b), inner.matrix))
            self._marks.forms[found.objgen] = self._marks.forms.get(found.objgen, 0) + 1
            own = found.get("/Resources")
            self._read(found.read_bytes(), outer if own is None else own, inner, depth + 1)

    def _picture(self, image: Any, across: int, down: int, mask: bool, chosen: Space, look: Look) -> None:
        self._order += 1
        self._seen("image")
        a, b, c, d, _, _ = look.matrix
        box = common(extent(b"0 0 1 1 re", look.matrix), look.clip)
        wide, high = hypot(a, b) / 72, hypot(c, d) / 72
        self._marks.pictures.append(
            Picture(
                self._sheet.number, box, image, across / wide if wide else 0.0, down / high if high else 0.0,
                max(across, down), mask, chosen,
                look.fill, self._owner, self._order,
            )
        )  # fmt: skip

    def _shading(self, shading: Any, palette: Palette, look: Look) -> None:
        self._order += 1
        self._seen("shading")
        chosen = space(shading.ColorSpace, palette.named)
        self._marks.pictures.append(
            Picture(
                self._sheet.number, look.clip, None, 0.0, 0.0, 0, False, chosen, look.fill, self._owner, self._order
            )
        )

    def _inline(self, given: bytes, palette: Palette, look: Look) -> None:
        head = given.partition(b"ID")[0]
        width, height = (re.search(rb"/(?:%b)\s+(\d+)" % key, head) for key in (b"W|Width", b"H|Height"))
        named = re.search(rb"/(?:CS|ColorSpace)\s*/([A-Za-z\d]+)", head)
        mask = bool(re.search(rb"/(?:IM|ImageMask)\s+true", head))
        chosen = Space("mask") if mask else space("/" + named[1].decode() if named else "/G", palette.named)
        sizes = (int(width[1]) if width else 0, int(height[1]) if height else 0)
        self._picture(None, *sizes, mask, chosen, look)


def _several(contents: Any) -> bool:
    import pikepdf

    return isinstance(contents, pikepdf.Array)
