"""Fonts as they stand in the file: subset, embedded, with widths and with the text of every glyph.

In: faces, and the glyphs that pages painted with them. Out: Type 0 fonts over two-byte glyph numbers (ISO
32000-1, 9.7).
"""

from __future__ import annotations

import struct
from hashlib import sha256
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]  # ships no types

from pipeline.press.canvas import File, name, number, numbers, reference
from pipeline.typesetting.font import Face, FaceLibrary

# Adobe's note 5411, to which ISO 32000-1, 9.10.3 refers, allows so many entries in one block of a map.
_BLOCK = 100
# So many words and parts of words are remembered, so that most of a page's need not be read.
_PIECES = 1 << 13
_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "name", "meta")
_SYMBOLIC, _ITALIC, _FIXED = 1 << 2, 1 << 6, 1


class Typeface:
    """A face in use: the name that content streams call it by, and what was painted with it.

    `painted` takes each string of glyphs, the body of a TJ array.
    """

    def __init__(self, face: Face, name: str, number: int) -> None:
        self.face = face
        self.name = name
        self.number = number
        self.painted: list[str] = []
        self._pieces: set[str] = set()
        self._glyphs: set[int] = set()
        glyph = face.glyph(" ")
        self._space = f"<{glyph:04X}>" if glyph else ""

    def turn(self) -> str:
        """Return the word space that separates a line from the next one, as an element of a TJ array."""
        self._pieces.add(self._space[1:-1])
        return self._space

    def count(self) -> None:
        """Take note of the glyphs painted so far, so that nobody has to keep their lines."""
        # Between "<" and ">" lie glyphs, between ">" and "<" what moves them; words recur.
        self._pieces.update("".join(self.painted).replace(">", "<").split("<")[1::2])
        self.painted.clear()
        if len(self._pieces) > _PIECES:
            self._read()

    def _read(self) -> None:
        codes = bytes.fromhex("".join(self._pieces))
        self._glyphs.update(struct.unpack(f">{len(codes) // 2}H", codes))
        self._pieces.clear()

    def glyphs(self) -> list[int]:
        """Return the numbers of the glyphs painted, in order, each once."""
        self.count()
        self._read()
        return sorted(self._glyphs)

    def write(self, file: File) -> None:
        """Write the font's objects."""
        glyphs = self.glyphs()
        opened = hb.Face(hb.Blob.from_file_path(str(self.face.path)))
        tables = {tag: bytes(opened.reference_table(tag).data) for tag in ("head", "post", "OS/2")}
        program = subset(opened, glyphs)
        # The tag of a subset must differ between subsets (9.6.4); from its bytes it comes out the same in
        # every build.
        tag = "".join(chr(ord("A") + byte % 26) for byte in sha256(program).digest()[:6])
        base = name(f"{tag}+{_postscript_name(opened, self.face)}")
        em = self.face.upem / 1000
        face = self.face
        ascent, descent, capitals, small = (
            number(1000 * share) for share in (face.ascender, face.descender, face.cap_height, face.x_height)
        )
        box = struct.unpack(">4h", tables["head"][36:44])
        angle = struct.unpack(">i", tables["post"][4:8])[0] / 65536
        fixed = struct.unpack(">I", tables["post"][12:16])[0] != 0
        weight = struct.unpack(">H", tables["OS/2"][4:6])[0]
        flags = _SYMBOLIC | (_ITALIC if angle else 0) | (_FIXED if fixed else 0)
        descriptor = file.add(
            f"<</Type/FontDescriptor/FontName{base}/Flags {flags}"
            f"/FontBBox[{numbers(round(side / em) for side in box)}]/ItalicAngle {number(angle)}"
            f"/Ascent {ascent}/Descent {descent}"
            # No table has the stems' width; this is the usual estimate from the weight class.
            f"/CapHeight {capitals}/XHeight {small}/StemV {round(50 + (weight / 65) ** 2)}"
            f"/FontFile2 {reference(file.stream(program, f'/Length1 {len(program)}'))}>>"
        )
        descendant = file.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont{base}"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {reference(descriptor)}/DW 1000/W[{self._widths(glyphs)}]"
            "/CIDToGIDMap/Identity>>"
        )
        texts = file.stream(character_map({glyph: self.face.text_of(glyph) for glyph in glyphs}).encode())
        file.write(
            self.number,
            f"<</Type/Font/Subtype/Type0/BaseFont{base}/Encoding/Identity-H"
            f"/DescendantFonts[{reference(descendant)}]/ToUnicode {reference(texts)}>>",
        )

    def _widths(self, glyphs: list[int]) -> str:
        """Return the W array's inside: runs of neighbouring glyphs, each with its widths (9.7.4.3)."""
        runs: list[tuple[int, list[str]]] = []
        for glyph in glyphs:
            width = number(self.face.advance(glyph))
            if runs and runs[-1][0] + len(runs[-1][1]) == glyph:
                runs[-1][1].append(width)
            else:
                runs.append((glyph, [width]))
        return "".join(f"{first}[{' '.join(widths)}]" for first, widths in runs)


class Typefaces:
    """The faces of an edition, in order of first use."""

    def __init__(self, library: FaceLibrary, file: File) -> None:
        self._library = library
        self._file = file
        self._used: dict[str, Typeface] = {}

    def use(self, face: str) -> Typeface:
        """Return the typeface for the name of a face, new at its first use."""
        found = self._used.get(face)
        if found is None:
            label = f"F{len(self._used) + 1}"
            found = self._used[face] = Typeface(self._library.face(face), label, *self._file.reserve())
        return found

    def count(self) -> None:
        """Take note of the glyphs painted on a page."""
        for typeface in self._used.values():
            typeface.count()

    def write(self) -> None:
        """Write every font that was used."""
        for typeface in self._used.values():
            typeface.write(self._file)


def _postscript_name(opened: Any, face: Face) -> str:
    found = opened.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME)
    return "".join(c for c in found or face.path.stem if c.isalnum() or c in "-_") or "Face"


def subset(face: Any, glyphs: list[int]) -> bytes:
    """Return a TrueType program of only these glyphs and what they are composed of, under their numbers.

    A second door to HarfBuzz beside `pipeline.typesetting.shaping`: that one gives shapes to text and must
    not know files; this one cuts font programs and must not know text. They share no call of the library.
    """
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    # Content names glyphs by number, so that shaping tables and names would be dead weight.
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    return bytes(wanted.subset(face).blob.data)


def character_map(texts: dict[int, str]) -> str:
    """Return the ToUnicode map from glyphs to the text they stand for: "ffi" for a ligature (9.10.3).

    A glyph without text gets U+FFFD: ISO 14289-1, 7.21.7 wants an entry for every one, and the typesetter has
    reported the missing glyph that alone can lead here.
    """
    rows = [
        f"<{glyph:04X}> <{(text or chr(0xFFFD)).encode('utf-16-be').hex().upper()}>"
        for glyph, text in sorted(texts.items())
    ]
    blocks = [rows[at : at + _BLOCK] for at in range(0, len(rows), _BLOCK)]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        )
    )
