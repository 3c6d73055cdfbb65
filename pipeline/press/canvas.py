"""The file under ReportLab's hands: numbered objects, streams and pages, and how values are spelt in them.

In: the bodies of PDF objects. Out: a whole PDF, made by ReportLab's Canvas and its document.

ReportLab's own page and font objects know neither two-byte glyphs nor tags, so the press hands it finished
bodies and leaves it what it does well: numbers, page tree, catalog. How the objects stand in the file is
`crossreference`'s, for ReportLab packs none. What it adds unasked (an unembedded Helvetica for a preamble that no page
uses) is left out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any

from pipeline.press.crossreference import LEVEL, TOGETHER, Spool
from pipeline.press.hand import Hand, Promise
from pipeline.press.writer import Canvas, PDFDocument, PDFObject, PDFObjectReference


class _Information(PDFObject):
    """Stands where ReportLab keeps its document information: ours is among our objects."""

    def digest(self, signature: object) -> None:
        """Take no part in ReportLab's signature."""


class _Document(PDFDocument):
    """ReportLab's document, its objects laid down by a spool."""

    def format(self) -> bytes:
        """Return the file: the objects that were handed over, the catalog and the page tree."""
        # The stubs know few of its attributes.
        own: Any = self
        root, pages = (_numbered(self, thing) for thing in (own.Catalog, own.Pages))
        return bytes(own.closed({root: own.Catalog.format(self), pages: own.Pages.format(self)}, root))


def _numbered(document: Any, thing: object) -> int:
    """Return the number of an object that ReportLab's document knows, or takes up."""
    return int(document.idToObjectNumberAndVersion[document.Reference(thing).name][0])


class File:
    """A PDF being written. Objects are known by their number; `reference` spells one.

    Streams are compressed and laid down by `beside`, in their order. All other objects can be written in any order.
    """

    def __init__(self, language: str, version: tuple[int, int], beside: Hand) -> None:
        self._canvas = Canvas(BytesIO(), invariant=1, lang=language or None, pdfVersion=version)
        # The one way to its document; the stubs leave private names out.
        self._document: Any = self._canvas._doc  # type: ignore[attr-defined]  # not in its stubs
        self._document.__class__ = _Document
        self._document.closed = self._closed
        self._spool = Spool(version)
        # Objects that are no streams and lie in none yet; those that have a number only.
        self._bodies: dict[int, bytes] = {}
        self._reserved: set[int] = set()
        self._about = 0
        self._parent = _numbered(self._document, self._document.Pages)
        self._beside = beside
        self._laid: list[Promise[None]] = []

    def reserve(self, count: int = 1) -> range:
        """Return the numbers of so many objects, to be written later with `write`."""
        numbers = self._numbers(count)
        self._reserved.update(numbers)
        return numbers

    def _numbers(self, count: int = 1) -> range:
        # ReportLab's own way to a number keeps a record of each, and a tree of tags has thousands.
        first = int(self._document.objectcounter) + 1
        self._document.objectcounter += count
        return range(first, first + count)

    def write(self, number: int, body: str) -> None:
        """Give the object `number` its body."""
        self._bodies[number] = body.encode("latin-1")
        self._reserved.discard(number)
        if len(self._bodies) == TOGETHER:
            self._pack()

    def _pack(self) -> None:
        bodies, self._bodies = self._bodies, {}
        (number,) = self._numbers()
        self._laid.append(self._beside.give(lambda: self._spool.pack(number, bodies)))

    def add(self, body: str) -> int:
        """Return the number of a new object with this body."""
        (number,) = self._numbers()
        self.write(number, body)
        return number

    def stream(self, data: bytes, entries: str = "", *, deflate: bool = True) -> int:
        """Return the number of a new stream; `entries` are further ones of its dictionary.

        `deflate` is False for data that stands as it is, compressed already (`entries` then name the filter) or not.
        """
        (number,) = self._numbers()

        def lay() -> None:
            packed = zlib.compress(data, LEVEL) if deflate else data
            head = f"<</Length {len(packed)}{entries}{'/Filter/FlateDecode' if deflate else ''}>>\nstream\n"
            self._spool.put(number, (head.encode("latin-1"), packed, b"\nendstream"))

        self._laid.append(self._beside.give(lay))
        return number

    def page(self, number: int, entries: str) -> None:
        """Write the page object `number`, reserved by `page_number`, with these entries of its dictionary."""
        self.write(number, f"<</Type/Page/Parent {reference(self._parent)}{entries}>>")

    def page_number(self) -> int:
        """Return the number of a new page object, the next in order."""
        (number,) = self.reserve()
        self._document.Pages.addPage(self._known(number))
        return number

    def _known(self, number: int) -> PDFObject:
        """Return the object `number` as ReportLab's own objects name it."""
        label = f"R{number}"
        self._document.idToObjectNumberAndVersion[label] = (number, 0)
        return PDFObjectReference(label)

    def catalog(self, key: str, number: int) -> None:
        """Set an entry of the catalog to a reference to the object `number`."""
        catalog = self._document.Catalog
        if key not in catalog.__NoDefault__:
            # ReportLab writes the keys it knows, and takes more by this list.
            catalog.__NoDefault__ = [*catalog.__NoDefault__, key]
        setattr(catalog, key, self._known(number))

    def information(self, body: str) -> None:
        """Write the document information dictionary; an empty body is none."""
        self._document.info = _Information()
        self._about = self.add(body) if body else 0

    def digest(self) -> str:
        """Return a SHA-256 in hexadecimal over all that is written so far."""
        self._settle()
        return self._spool.identity(self._bodies)

    def _settle(self) -> None:
        """Wait until every stream is laid down."""
        for promise in self._laid:
            promise.result()
        self._laid.clear()

    def data(self) -> bytes:
        """Return the file. An outline of ours, where there is one, takes the place of ReportLab's."""
        if self._reserved:
            raise ValueError(f"object {min(self._reserved)} was reserved and never written")
        self._document.Outlines = _Prepared()
        if not isinstance(getattr(self._document.Catalog, "Outlines", None), PDFObjectReference):
            self._document.Catalog.Outlines = None
        return bytes(self._document.GetPDFData(self._canvas))

    def _closed(self, bodies: dict[int, bytes], root: int) -> bytes:
        """Return the file with the last objects, those that ReportLab keeps."""
        self._bodies |= bodies
        self._pack()
        self._settle()
        return self._spool.close(root, self._about)


class _Prepared:
    """Stands where ReportLab keeps its outline builder: an outline is among our objects, or there is none."""

    ready = 1

    def prepare(self, document: object, canvas: object) -> None:
        """Do nothing: the outline's objects are written."""


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


@lru_cache(maxsize=1 << 8)
def name(value: str) -> str:
    """Return a name, with what a name may not hold written as #xx (ISO 32000-1, 7.3.5)."""
    return "/" + "".join(c if c in _NAME else "".join(f"#{b:02X}" for b in c.encode()) for c in value)
