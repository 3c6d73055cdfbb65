"""The file under ReportLab's hands: numbered objects, streams and pages, and how values are spelt in them.

In: the bodies of PDF objects as bytes. Out: a whole PDF, made by ReportLab's Canvas and its document.

ReportLab's own page and font objects know neither two-byte glyphs nor tags, so the press hands it finished
bodies and leaves it what it does well: numbering, page tree, catalog, cross references. What it writes
unasked (an unembedded Helvetica for a preamble that no page uses) is referred to by nothing and falls away in
`metadata.finished`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO

from reportlab.pdfbase.pdfdoc import PDFObject
from reportlab.pdfgen.canvas import Canvas


class _Body(PDFObject):
    """An object whose bytes are ours; they may be filled in after its number is known."""

    __RefOnly__ = 1

    def __init__(self, number: int) -> None:
        self.number = number
        self.data = b""

    def format(self, document: object) -> bytes:
        if not self.data:
            raise ValueError(f"object {self.number} was reserved and never written")
        return self.data


class File:
    """A PDF being written. Objects are known by their number; `reference` spells one."""

    def __init__(self, language: str, version: tuple[int, int]) -> None:
        self._canvas = Canvas(BytesIO(), invariant=1, lang=language or None, pdfVersion=version)
        # The one way to its document; the stubs leave private names out.
        self._document = self._canvas._doc  # type: ignore[attr-defined]  # not in its stubs
        self._bodies: dict[int, _Body] = {}
        self._parent = self._number(self._document.Reference(self._document.Pages))

    def _number(self, reference: object) -> int:
        return int(self._document.idToObjectNumberAndVersion[reference.name][0])  # type: ignore[attr-defined]  # the stubs say object

    def reserve(self) -> int:
        """Return the number of an object to be written later with `write`."""
        body = _Body(0)
        body.number = self._number(self._document.Reference(body))
        self._bodies[body.number] = body
        return body.number

    def write(self, number: int, body: str) -> None:
        """Give the object `number` its body."""
        self._bodies[number].data = body.encode("latin-1")

    def add(self, body: str) -> int:
        """Return the number of a new object with this body."""
        number = self.reserve()
        self.write(number, body)
        return number

    def stream(self, data: bytes, entries: str = "", *, deflate: bool = True) -> int:
        """Return the number of a new stream; `entries` are further ones of its dictionary.

        `deflate` is False for data that is compressed already: `entries` then name the filter.
        """
        number = self.reserve()
        if deflate:
            data, entries = zlib.compress(data, 6), f"{entries}/Filter/FlateDecode"
        head = f"<</Length {len(data)}{entries}>>\nstream\n".encode("latin-1")
        self._bodies[number].data = b"".join((head, data, b"\nendstream"))
        return number

    def page(self, number: int, entries: str) -> None:
        """Write the page object `number`, reserved by `page_number`, with these entries of its dictionary."""
        self.write(number, f"<</Type/Page/Parent {reference(self._parent)}{entries}>>")

    def page_number(self) -> int:
        """Return the number of a new page object, the next in order."""
        body = _Body(0)
        name = self._document.thisPageName()
        self._document.addPage(body)
        body.number = int(self._document.idToObjectNumberAndVersion[name][0])
        self._bodies[body.number] = body
        return body.number

    def catalog(self, key: str, number: int) -> None:
        """Set an entry of the catalog, one that ReportLab knows, to a reference to the object `number`."""
        setattr(self._document.Catalog, key, self._bodies[number])

    def data(self) -> bytes:
        """Return the file. An outline of ours, where there is one, takes the place of ReportLab's."""
        outlines = getattr(self._document.Catalog, "Outlines", None)
        if isinstance(outlines, _Body):
            self._document.Outlines = _Prepared()
        return bytes(self._document.GetPDFData(self._canvas))


class _Prepared:
    """Stands where ReportLab keeps its outline builder, when the outline is among our objects."""

    ready = 1

    def prepare(self, document: object, canvas: object) -> None:
        """Do nothing: the outline's objects are written."""


def reference(number: int) -> str:
    """Return an indirect reference."""
    return f"{number} 0 R"


def number(value: float) -> str:
    """Return a number with at most three decimals, without exponent or trailing zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(values: Iterable[float]) -> str:
    """Return numbers between spaces."""
    return " ".join(map(number, values))


_ESCAPES = {ord("\\"): "\\\\", ord("("): "\\(", ord(")"): "\\)"}
_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+.")


def text(value: str, language: str = "") -> str:
    """Return a text string (ISO 32000-1, 7.9.2.2), in UTF-16 where ASCII does not do.

    `language`, if it has a code of two letters, is put before it as an escape sequence: the one way a
    bookmark has to say what it is written in.
    """
    primary, *rest = language.split("-")
    if len(primary) == 2:
        region = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), "")
        value = f"\x1b{primary.lower()}{region}\x1b{value}"
    elif value.isascii() and value.isprintable():
        return f"({value.translate(_ESCAPES)})"
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


def octets(value: str) -> str:
    """Return an ASCII string: a URI, an element's identifier. Anything else is percent-encoded as UTF-8."""
    plain = "".join(c if " " < c < "\x7f" else "".join(f"%{b:02X}" for b in c.encode()) for c in value)
    return f"({plain.translate(_ESCAPES)})"


def name(value: str) -> str:
    """Return a name, with what a name may not hold written as #xx (ISO 32000-1, 7.3.5)."""
    return "/" + "".join(c if c in _NAME else "".join(f"#{b:02X}" for b in c.encode()) for c in value)
