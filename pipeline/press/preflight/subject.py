"""The file under preflight: opened once, and what several checks need of it read once.

In: the bytes of a PDF. Out: a `Subject`, or `Unusable` where the bytes are no PDF that can be read.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from pipeline.foundation.diagnostic import Span, unusable
from pipeline.press.places import Box
from pipeline.press.preflight.fonts import Font
from pipeline.press.preflight.marks import Marks
from pipeline.press.preflight.walk import read_marks

if TYPE_CHECKING:
    import pikepdf

    from pipeline.press.preflight.lines import Line
    from pipeline.press.preflight.tree import Tree

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
    "http://www.npes.org/pdfx/ns/id/": "pdfxid",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://pdfa.org/declarations/": "pdfd",
}
# Boxes further up the page tree hold for the pages below (ISO 32000-1, table 30).
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")


class Sheet:
    """A page with its boxes; `number` counts from 1."""

    def __init__(self, number: int, page: Any) -> None:
        self.number = number
        self.page = page
        self.media = self.box("/MediaBox") or (0.0, 0.0, 612.0, 792.0)
        self.trim = self.box("/TrimBox") or self.box("/ArtBox") or self.box("/CropBox") or self.media
        self.bleed = self.box("/BleedBox") or self.media

    def box(self, key: str) -> Box | None:
        """Return a box as left, bottom, right, top, or None where the page has none that can be read."""
        found = self.inherited(key)
        try:
            a, b, c, d = (float(edge) for edge in found)
        except (TypeError, ValueError):
            return None
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def inherited(self, key: str) -> Any:
        """Return an entry of the page or, for those that are handed down, of the nodes above it."""
        node, depth = self.page, 0
        while node is not None and depth < 50:
            if key in node:
                return node[key]
            node, depth = node.get("/Parent") if key in _INHERITED else None, depth + 1
        return None

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return a point as distances from the trim's left and top edges."""
        return round(x - self.trim[0], 1), round(self.trim[3] - y, 1)


class Subject:
    """A PDF that is open. Raises `Unusable` ("pdf-unreadable", "pdf-encrypted") where it cannot be."""

    def __init__(self, data: bytes, path: str, ink: float = 0.0) -> None:
        # Imported late: no other part of a build needs it.
        import pikepdf

        self.path = path
        self.data = data
        # The most ink that the printer allows on a place, as a share of one ink; 0 for what the file's own profile keeps to.
        self.ink = ink
        # What else has the file open, to be closed with it.
        self.opened: list[Any] = []
        span = Span(path)
        if b"%PDF-" not in data[:1024]:
            raise unusable("pdf-unreadable", "is no PDF: it does not begin with %PDF-", span, hint="name a PDF file")
        try:
            self.pdf: pikepdf.Pdf = pikepdf.open(BytesIO(data))
            if self.pdf.is_encrypted:
                raise unusable("pdf-encrypted", _LOCKED, span, hint=_UNLOCK)
            self.pages = tuple(Sheet(number, page.obj) for number, page in enumerate(self.pdf.pages, 1))
            self.root: Any = self.pdf.Root
            if not isinstance(self.root, pikepdf.Dictionary):
                raise ValueError("no catalog")
        except pikepdf.PasswordError:
            raise unusable("pdf-encrypted", _LOCKED, span, hint=_UNLOCK) from None
        except broken() as fault:
            raise damaged(path, fault) from fault
        if not self.pages:
            raise unusable("pdf-unreadable", "is a PDF without a page", span, hint="make the file again")
        self.repaired = tuple(str(warning) for warning in self.pdf.get_warnings())

    def close(self) -> None:
        """Close the file."""
        for opened in (self.pdf, *self.opened):
            opened.close()

    @cached_property
    def marks(self) -> Marks:
        """Everything painted on the pages."""
        return read_marks(self.pages)

    @property
    def fonts(self) -> tuple[Font, ...]:
        """The fonts that text is set in."""
        return tuple(font for font in self.marks.fonts if font.used)

    @cached_property
    def tree(self) -> Tree:
        """The structure tree."""
        from pipeline.press.preflight.tree import read_tree

        return read_tree(self)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of text, in painting order."""
        from pipeline.press.preflight.lines import lines_of

        return lines_of(self)

    @cached_property
    def blocks(self) -> list[list[Line]]:
        """Lines that follow each other at one margin, in one size."""
        from pipeline.press.preflight.lines import blocks

        return blocks(self.lines)

    @cached_property
    def body(self) -> float:
        """The size that most text is set in."""
        from pipeline.press.preflight.lines import body_size

        return body_size(self.lines)

    @cached_property
    def info(self) -> Mapping[str, str]:
        """The document information: keys without a slash, values as text."""
        try:
            entries = self.pdf.trailer.get("/Info")
            return {str(key)[1:]: str(value) for key, value in entries.items()} if entries is not None else {}
        except broken():
            return {}

    @cached_property
    def packet(self) -> bytes:
        """The XMP packet, or nothing."""
        try:
            metadata = self.root.get("/Metadata")
            return b"" if metadata is None else metadata.read_bytes()
        except broken():
            return b""

    @cached_property
    def xmp(self) -> Mapping[str, str]:
        """The properties of the XMP packet, by "prefix:name"; a list's first value stands for it."""
        try:
            top = ElementTree.fromstring(self.packet.strip(b"\x00 \r\n\t"))
        except ElementTree.ParseError:
            return {}
        found: dict[str, str] = {}
        for about in top.iter(f"{_RDF}Description"):
            for key, value in about.attrib.items():
                found.setdefault(_short(key), value)
            for entry in about:
                values = [(one.get(_LANG), one.text or "") for one in entry.iter(f"{_RDF}li")]
                said = next((text for language, text in values if language == "x-default"), None)
                if said is None:
                    said = values[0][1] if values else (entry.text or "").strip()
                found.setdefault(_short(entry.tag), said)
        return found

    @cached_property
    def intents(self) -> tuple[Any, ...]:
        """The output intents for the press."""
        try:
            return tuple(one for one in self.root.get("/OutputIntents", ()) if one.get("/S") == "/GTS_PDFX")
        except broken():
            return ()

    @property
    def version(self) -> tuple[int, int]:
        """The version of PDF, by header or catalog, the higher one."""
        said = re.findall(r"(\d+)\.(\d+)", f"{self.pdf.pdf_version} {self.root.get('/Version', '')}")
        return max((int(major), int(minor)) for major, minor in said)

    def claims(self) -> tuple[str, ...]:
        """Return the profiles that the file says it keeps."""
        found: list[str] = []
        said = f"{self.xmp.get('pdfxid:GTS_PDFXVersion', '')} {self.info.get('GTS_PDFXVersion', '')}"
        if "PDF/X-1" in said:
            found.append("x1a")
        elif "PDF/X" in said or self.intents:
            found.append("x4")
        part = self.xmp.get("pdfuaid:part")
        if part:
            found.append("ua2" if part.strip() == "2" else "ua1")
        return tuple(found)


_LOCKED, _UNLOCK = "is locked with a password or by rights of use", "save it without a password"


def broken() -> tuple[type[Exception], ...]:
    """Return what reading a damaged file raises."""
    import pikepdf

    return (
        pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, NotImplementedError,
        RuntimeError, OverflowError, RecursionError, ZeroDivisionError, AssertionError, OSError,
        SyntaxError, struct.error,
    )  # fmt: skip


def damaged(path: str, fault: Exception) -> Exception:
    """Return the exception for a file that cannot be read to its end."""
    # The reader names where the bytes lie in memory.
    said = re.sub(r"^.*?<[^>]*>: ", "", str(fault).split("\n")[0]).strip() or type(fault).__name__
    return unusable(
        "pdf-unreadable", f"is damaged and cannot be read: {said}", Span(path), hint="make or fetch the file again"
    )


def _short(tag: str) -> str:
    space, _, name = tag.removeprefix("{").rpartition("}")
    return f"{PREFIXES.get(space, space)}:{name}"
