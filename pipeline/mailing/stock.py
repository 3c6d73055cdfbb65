"""What all copies of a batch share, laid down once: the issue's pages, the face of addresses, metadata and output intent.

In: files of pages, and of the face. Out: the head of a PDF as bytes, with its objects numbered from 1, and of every page what its
page objects say. A batch is these bytes and then page after page that points at them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.foundation.files import write_whole
from pipeline.foundation.value import Struct

# Raised whenever stock would come out differently.
VERSION = 1
_HEAD = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"
# Black text knocks no hole into what is under it (GWG 2022, R0009).
_OVER = b"<</Type/ExtGState/OP true/op true/OPM 1>>"
_VT = (
    '<pdfvtid:GTS_PDFVTVersion xmlns:pdfvtid="http://www.npes.org/pdfvt/ns/id/">PDF/VT-1</pdfvtid:GTS_PDFVTVersion>\n'
    '<pdfvtid:GTS_PDFVTModDate xmlns:pdfvtid="http://www.npes.org/pdfvt/ns/id/">{date}</pdfvtid:GTS_PDFVTModDate>\n'
)


class Sort(Struct, frozen=True):
    """The pages of one edition in one language, each as the shared part of its page object.

    `boxes` are those of the first page, for pages that stand before and behind it; `trim` is its trim's lower left corner, width
    and height; `last` the last page with the face of addresses among its resources, and `content` the streams of its content.
    """

    pages: tuple[str, ...]
    boxes: str
    trim: tuple[float, float, float, float]
    last: str
    content: tuple[int, ...]


class Stock(Struct, frozen=True):
    """What batches begin with. `size` is the number of its objects, `rows` their places in the file.

    `carrier` is the number of the resources of a page that bears an address and nothing else, `save` and `restore` of streams
    that keep what pages leave behind from the address. `catalog` is what the catalog of copies says, `plain` that of other files;
    `claims` says whether copies claim PDF/VT-1.
    """

    path: Path
    size: int
    offsets: tuple[int, ...]
    sorts: dict[str, Sort]
    carrier: int
    save: int
    restore: int
    catalog: str
    plain: str
    info: int
    claims: bool

    @property
    def ink(self) -> bytes:
        """The operators that set black for the address: the press's own ink, or grey where it has none."""
        return b"0 0 0 1 k 0 0 0 1 K /MG gs\n" if self.claims else b"0 g 0 G\n"


def lay(files: Sequence[tuple[str, Path]], face: Path, folder: Path) -> Stock:
    """Return the stock of some files of pages, each with the name of its sort; made only where it is not there.

    Runs in a process of its own.
    """
    whole = sha256(f"{VERSION}".encode())
    for name, path in [*files, ("", face)]:
        whole.update(f"{name}\0{path.name}\0".encode())
    stem = f"stock.{whole.hexdigest()[:16]}"
    path, facts = folder / f"{stem}.bin", folder / f"{stem}.json"
    if not facts.is_file():
        data, about = _laid(files, face)
        for file, content in ((path, data), (facts, json.dumps(about).encode())):
            write_whole(file, content)
            file.chmod(0o600)
    return read_stock(path)


def read_stock(path: Path) -> Stock:
    """Return a stock that was laid down before."""
    about = json.loads(path.with_suffix(".json").read_bytes())
    sorts = {
        name: Sort(tuple(s["pages"]), s["boxes"], tuple(s["trim"]), s["last"], tuple(s["content"]))
        for name, s in about.pop("sorts").items()
    }
    return Stock(path=path, sorts=sorts, **about | {"offsets": tuple(about["offsets"])})


class _Layer:
    """Objects of several files under numbers of their own, each written once."""

    def __init__(self) -> None:
        self.out = bytearray(_HEAD)
        self.offsets: list[int] = []
        self._known: dict[tuple[int, tuple[int, int]], int] = {}
        self._streams: dict[bytes, int] = {}

    def number(self) -> int:
        self.offsets.append(0)
        return len(self.offsets)

    def put(self, number: int, body: bytes) -> None:
        self.offsets[number - 1] = len(self.out)
        self.out += b"%d 0 obj\n%b\nendobj\n" % (number, body)

    def stream(self, data: bytes, entries: bytes = b"") -> int:
        number = self.number()
        self.put(number, b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), entries, data))
        return number

    def take(self, thing: Any, source: int) -> int:
        """Return the number of an object of a file, which is written with all it leads to; a direct one gets a number."""
        import pikepdf

        key = (source, tuple(thing.objgen)) if thing.is_indirect else None
        if key is not None and key in self._known:
            return self._known[key]
        body = b""
        if isinstance(thing, pikepdf.Stream):
            data = thing.read_raw_bytes()
            entries = self.spelt({k: v for k, v in thing.stream_dict.items() if k != "/Length"}, source)[2:-2]
            body = b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), entries, data)
            # Editions of two languages share pictures and profiles.
            mark = sha256(body).digest()
            if mark in self._streams:
                number = self._streams[mark]
                if key is not None:
                    self._known[key] = number
                return number
            number = self._streams[mark] = self.number()
        else:
            number = self.number()
        if key is not None:
            self._known[key] = number
        self.put(number, body or self.spelt(thing, source, top=True))
        return number

    def spelt(self, thing: Any, source: int, *, top: bool = False) -> bytes:
        """Return a value as PDF spells it, with references to what has a number."""
        import pikepdf

        if isinstance(thing, pikepdf.Object) and (isinstance(thing, pikepdf.Stream) or (thing.is_indirect and not top)):
            return b"%d 0 R" % self.take(thing, source)
        if isinstance(thing, pikepdf.Dictionary | dict):
            inner = b"".join(pikepdf.Name(k).unparse() + b" " + self.spelt(v, source) for k, v in thing.items())
            return b"<<%b>>" % inner
        if isinstance(thing, pikepdf.Array):
            return b"[%b]" % b" ".join(self.spelt(one, source) for one in thing)
        if isinstance(thing, pikepdf.Object):
            return bytes(thing.unparse())
        if isinstance(thing, bool):
            return b"true" if thing else b"false"
        return b"null" if thing is None else str(thing).encode()


def _laid(files: Sequence[tuple[str, Path]], face: Path) -> tuple[bytes, dict[str, Any]]:
    import pikepdf

    layer = _Layer()
    sorts: dict[str, Any] = {}
    with pikepdf.open(face) as pdf:
        catalog, plain, claims = _catalog(layer, pdf)
        font = layer.take(pdf.pages[0].obj.Resources.Font.MA, 0)
        info = layer.take(pdf.trailer.Info, 0) if "/Info" in pdf.trailer else 0
    carrier = layer.number()
    layer.put(carrier, b"<</Font<</MA %d 0 R>>/ExtGState<</MG %b>>>>" % (font, _OVER))
    save, restore = layer.stream(b"q"), layer.stream(b"Q")
    for source, (name, path) in enumerate(files, 1):
        with pikepdf.open(path) as pdf:
            sorts[name] = _sort(layer, pdf, source, font)
    about = {
        "size": len(layer.offsets), "offsets": layer.offsets, "sorts": sorts, "carrier": carrier, "save": save,
        "restore": restore, "catalog": catalog,
        "plain": plain, "info": info, "claims": claims,
    }  # fmt: skip
    return bytes(layer.out), about


def _catalog(layer: _Layer, pdf: Any) -> tuple[str, str, bool]:
    """Return the entries of the catalog that copies have, those of other files, and whether copies claim PDF/VT-1.

    It is claimed beside PDF/X-4 (ISO 16612-2, 6.4); labels claim nothing.
    """
    packet = pdf.Root.Metadata.read_bytes().decode()
    claims = "GTS_PDFXVersion>PDF/X-4<" in packet
    bare = re.sub(r"<pdfxid:GTS_PDFXVersion>[^<]*</pdfxid:GTS_PDFXVersion>\n?", "", packet)
    plain = metadata = layer.stream(bare.encode(), b"/Type/Metadata/Subtype/XML")
    if claims:
        date = packet.partition("<xmp:ModifyDate>")[2].partition("<")[0]
        packet = packet.replace("</rdf:Description>", f"{_VT.format(date=date)}</rdf:Description>", 1)
        metadata = layer.stream(packet.encode(), b"/Type/Metadata/Subtype/XML")
    shown = "/ViewerPreferences<</DisplayDocTitle true>>"
    intent = f"/OutputIntents {layer.take(pdf.Root.OutputIntents, 0)} 0 R" if "/OutputIntents" in pdf.Root else ""
    return f"/Metadata {metadata} 0 R{shown}{intent}", f"/Metadata {plain} 0 R{shown}", claims


def _sort(layer: _Layer, pdf: Any, source: int, font: int) -> dict[str, Any]:
    import pikepdf

    pages = []
    for page in pdf.pages:
        kept = {
            key: value
            for key, value in page.obj.items()
            if key in ("/MediaBox", "/TrimBox", "/BleedBox", "/CropBox", "/Rotate", "/Group", "/UserUnit")
        }
        kept.setdefault("/TrimBox", page.obj.MediaBox)
        boxes = layer.spelt(kept, source)[2:-2].decode("latin-1")
        resources = layer.take(page.obj.get("/Resources", pikepdf.Dictionary()), source)
        content = page.obj.get("/Contents")
        streams = list(content) if isinstance(content, pikepdf.Array) else [] if content is None else [content]
        numbers = tuple(layer.take(one, source) for one in streams)
        shown = " ".join(f"{n} 0 R" for n in numbers)
        if len(numbers) != 1:
            shown = f"[{shown}]"
        pages.append((boxes, resources, numbers, f"{boxes}/Resources {resources} 0 R/Contents {shown}"))
    first, last = pdf.pages[0], pdf.pages[-1]
    resources = last.obj.get("/Resources", pikepdf.Dictionary())
    fonts, states = (
        layer.spelt(dict(resources.get(key, pikepdf.Dictionary()).items()), source)[2:-2]
        for key in ("/Font", "/ExtGState")
    )
    own = layer.spelt({k: v for k, v in resources.items() if k not in ("/Font", "/ExtGState")}, source)[2:-2]
    number = layer.number()
    layer.put(number, b"<<%b/Font<<%b/MA %d 0 R>>/ExtGState<<%b/MG %b>>>>" % (own, fonts, font, states, _OVER))
    trim = [float(side) for side in first.obj.get("/TrimBox", first.obj.MediaBox)]
    return {
        "pages": [page[3] for page in pages],
        "boxes": pages[0][0],
        "trim": (trim[0], trim[1], trim[2] - trim[0], trim[3] - trim[1]),
        "last": f"{pages[-1][0]}/Resources {number} 0 R",
        "content": pages[-1][2],
    }
