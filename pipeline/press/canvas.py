"""The file under ReportLab's hands: numbered objects, streams and pages, and how values are spelt in them.

In: the bodies of PDF objects as bytes. Out: a whole PDF, made by ReportLab's Canvas and its document.

ReportLab's own page and font objects know neither two-byte glyphs nor tags, so the press hands it finished
bodies and leaves it what it does well: numbers, page tree, catalog. How the objects stand in the file is
`crossreference`'s, for ReportLab packs none. What it adds unasked (an unembedded Helvetica for a preamble that no page
uses) is left out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject
from reportlab.pdfgen.canvas import Canvas

from pipeline.press.crossreference import serialised


class _Body(PDFObject):
    """An object whose bytes are ours; they may be filled in after its number is known."""

    __RefOnly__ = 1

    def __init__(self, number: int) -> None:
        self.number = number
        self.data = b""
        self.entries = ""
        self.packed: Future[bytes] | None = None

    def format(self, document: object) -> bytes:
        if self.packed is not None:
            self.data, self.packed = _stream(self.packed.result(), f"{self.entries}/Filter/FlateDecode"), None
        if not self.data:
            raise ValueError(f"object {self.number} was reserved and never written")
        return self.data

    def digest(self, signature: object) -> None:
        """Take no part in ReportLab's signature, which it asks the information dictionary for."""


class _Document(PDFDocument):
    """ReportLab's document, its objects packed."""

    def format(self) -> bytes:
        """Return the file: the objects that were handed over, the catalog and the page tree."""
        # The stubs know few of its attributes.
        own: Any = self
        root, info, pages = (_numbered(self, thing) for thing in (own.Catalog, own.info, own.Pages))
        bodies: dict[int, bytes] = {}
        number = 1
        while number in own.numberToId:
            thing = own.idToObject[own.numberToId[number]]
            if isinstance(thing, _Body) or number in (root, pages):
                bodies[number] = bytes(thing.format(self))
            number += 1
        return serialised(bodies, root, info, own._pdfVersion)


def _numbered(document: Any, thing: object) -> int:
    """Return the number of an object that ReportLab's document knows, or takes up."""
    return int(document.idToObjectNumberAndVersion[document.Reference(thing).name][0])


class File:
    """A PDF being written. Objects are known by their number; `reference` spells one. Streams are compressed by `beside`."""

    def __init__(self, language: str, version: tuple[int, int], beside: Executor) -> None:
        self._canvas = Canvas(BytesIO(), invariant=1, lang=language or None, pdfVersion=version)
        # The one way to its document; the stubs leave private names out.
        self._document: Any = self._canvas._doc  # type: ignore[attr-defined]  # not in its stubs
        self._document.__class__ = _Document
        self._bodies: dict[int, _Body] = {}
        self._parent = _numbered(self._document, self._document.Pages)
        self._beside = beside

    def reserve(self) -> int:
        """Return the number of an object to be written later with `write`."""
        body = _Body(0)
        body.number = _numbered(self._document, body)
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

        `deflate` is False for data that stands as it is, compressed already (`entries` then name the filter) or not.
        """
        number = self.reserve()
        body = self._bodies[number]
        if deflate:
            body.entries, body.packed = entries, self._beside.submit(zlib.compress, data, 6)
        else:
            body.data = _stream(data, entries)
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
        """Set an entry of the catalog to a reference to the object `number`."""
        catalog = self._document.Catalog
        if key not in catalog.__NoDefault__:
            # ReportLab writes the keys it knows, and takes more by these two lists.
            catalog.__NoDefault__ = [*catalog.__NoDefault__, key]
            catalog.__Refs__ = [*catalog.__Refs__, key]
        setattr(catalog, key, self._bodies[number])

    def information(self, body: str) -> None:
        """Write the document information dictionary."""
        self._document.info = self._bodies[self.add(body)]

    def digest(self) -> str:
        """Return a SHA-256 in hexadecimal over all that is written so far."""
        found = sha256()
        for number, body in self._bodies.items():
            if body.data or body.packed is not None:
                found.update(b"%d " % number + body.format(None))
        return found.hexdigest()

    def data(self) -> bytes:
        """Return the file. An outline of ours, where there is one, takes the place of ReportLab's."""
        self._document.Outlines = _Prepared()
        if not isinstance(getattr(self._document.Catalog, "Outlines", None), _Body):
            self._document.Catalog.Outlines = None
        return bytes(self._document.GetPDFData(self._canvas))


class _Prepared:
    """Stands where ReportLab keeps its outline builder: an outline is among our objects, or there is none."""

    ready = 1

    def prepare(self, document: object, canvas: object) -> None:
        """Do nothing: the outline's objects are written."""


def _stream(data: bytes, entries: str) -> bytes:
    head = f"<</Length {len(data)}{entries}>>\nstream\n".encode("latin-1")
    return b"".join((head, data, b"\nendstream"))


def reference(number: int) -> str:
    """Return an indirect reference."""
    return f"{number} 0 R"


@lru_cache(maxsize=1 << 14)
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
