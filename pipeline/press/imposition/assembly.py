"""Imposed files: the pages of a finished PDF as forms on the sheets of a press.

In: the bytes of a PDF, an `Order`. Out: the bytes of another, with the same output intent, claims and inks.

Pages are not redrawn: each becomes a form XObject that shares its resources with the rest, so that ICC profiles, overprint
settings and spots are those that were proved. What has no use on a sheet is left behind: tags and reading order, outline,
links and names of places.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import Struct
from pipeline.press.imposition.scheme import Side, padded, sides
from pipeline.press.imposition.sheet import Order, Placed, Sheet, Shortage, placed, planned
from pipeline.press.imposition.slugs import Plates, created, mark_sheets
from pipeline.press.imposition.source import Leaf, Source, inches, moved, read_source, sound

if TYPE_CHECKING:
    import pikepdf

# Entries of the catalog that speak of pages as they were.
_LEFT_BEHIND = (
    *("/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/Dests", "/Threads", "/AcroForm", "/OpenAction", "/AA"),
    *("/PageMode", "/PageLayout", "/PageLabels", "/SpiderInfo", "/PieceInfo"),
)
_MATRICES = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


class Imposed(Struct, frozen=True):
    """An imposed file: its bytes, its sides and their size in points, the blank pages added, and what it left behind."""

    data: bytes
    sides: int
    width: float
    height: float
    blank: int
    left: tuple[str, ...]


def imposed(data: bytes, name: str, order: Order, cache: Path, problems: Problems, spine: bytes = b"") -> Imposed:
    """Return a file's pages on sheets. `name` is what the file is called, `cache` the folder of cut fonts, `spine` a file of
    one page that is set along the spine of a cover, from its head to its foot.

    Problems: "pages-padded", "no-trim". Raises `Unusable` for a file that cannot be imposed and for a sheet that is too small
    ("sheet-small").
    """
    span = Span(name)
    source = read_source(data, span, problems)
    scheme = order.scheme
    pages = len(source.pages)
    blank = padded(pages, scheme.pages) - pages
    if blank:
        problems.warning(
            "pages-padded",
            f"{pages} pages do not fill sheets of {scheme.pages}: {blank} blank at the end",
            span,
            hint="a layout with multiple = 4 fills an issue with pages of its own",
        )
    bleed = max(leaf.over for leaf in source.pages)
    try:
        sheet = planned(order, source.pages[0].size, bleed)
    except Shortage as short:
        raise _too_small(short, order, span) from short
    plan = sides(scheme, pages, order.signature)
    plates = Plates(name, created(source.pdf), tuple(source.spots))
    marks = mark_sheets(sheet, plan, order, plates, cache) if order.marks or order.colour_bar else b""
    identity = uuid5(NAMESPACE_URL, sha256(data + repr(order).encode()).hexdigest())
    with sound(span):
        document = _Document(source, sheet, order)
        if marks:
            document.take_marks(marks)
        if spine:
            document.take_spine(spine)
        for number, side in enumerate(plan):
            document.add(number, side)
        made = document.finished(plan, f"uuid:{identity.hex}")
    left = [words for words, there in (("its tags and reading order", source.tagged), ("links", source.noted)) if there]
    return Imposed(made, len(plan), sheet.width, sheet.height, blank, tuple(left))


def _too_small(short: Shortage, order: Order, span: Span) -> Exception:
    missing = [
        f"{(needed - given) / 72:.2f} in too {word}"
        for needed, given, word in zip(short.needed, short.given, ("narrow", "low"), strict=True)
        if needed > given + 0.01
    ]
    hint = f"take a sheet of {inches(*short.needed)}" + (" or leave marks out with --no-marks" if order.marks else "")
    return unusable("sheet-small", f"the sheet, {inches(*short.given)}, is {' and '.join(missing)}", span, hint=hint)


class _Document:
    """The file in the making: that of the pages, which become forms, with sheets in their place."""

    def __init__(self, source: Source, sheet: Sheet, order: Order) -> None:
        import pikepdf

        self.source, self.sheet, self.order = source, sheet, order
        self.pdf = source.pdf
        self.name, self.dictionary, self.page = pikepdf.Name, pikepdf.Dictionary, pikepdf.Page
        self.forms = [self._form(page, leaf) for page, leaf in zip(self.pdf.pages, source.pages, strict=True)]
        # A blend space belongs to a page (ISO 32000-1, 11.6.6): without it the sheet would be blended in another.
        self.group = next((page.obj.Group for page in self.pdf.pages if "/Group" in page.obj), None)
        while len(self.pdf.pages):
            del self.pdf.pages[0]
        self.marks: list[pikepdf.Object] = []
        self.spine: pikepdf.Object | None = None

    def _form(self, page: pikepdf.Page, leaf: Leaf) -> pikepdf.Object:
        """Return a page as a form that keeps its bleed: qpdf's own ends with the trim."""
        form = page.as_form_xobject(False)
        form.BBox = [_rounded(side) for side in leaf.bleed]
        form.Matrix = [_rounded(value) for value in leaf.matrix]
        return self.pdf.make_indirect(form)

    def take_marks(self, data: bytes) -> None:
        """Bring the sheets of marks in, one form a side, their spots in the file's own colour spaces."""
        import pikepdf

        with pikepdf.open(BytesIO(data)) as drawn:
            for page in drawn.pages:
                form = self.pdf.copy_foreign(page.as_form_xobject(False))
                spaces = form.Resources.get("/ColorSpace", self.dictionary())
                for name, space in self.source.spots.items():
                    # Two recipes for one ink in a file are a fault (ISO 15930-7, 6.2.4).
                    if f"/S-{name}" in spaces:
                        spaces[f"/S-{name}"] = space
                self.marks.append(form)

    def take_spine(self, data: bytes) -> None:
        """Bring in the words of a cover's spine."""
        import pikepdf

        with pikepdf.open(BytesIO(data)) as drawn:
            self.spine = self.pdf.copy_foreign(drawn.pages[0].as_form_xobject(False))

    def add(self, number: int, side: Side) -> None:
        """Add a sheet's side."""
        resources = self.dictionary()
        operators = list(_spine(self.sheet, self.order))
        if self.spine is not None and number == 0:
            # Turned clockwise: its words run from head to foot, upright where the book lies on its back (ANSI/NISO Z39.41).
            resources["/Spine"] = self.spine
            x, y = self.sheet.frame.folds_across[0], self.sheet.trim[3]
            operators.append(f"q 0 -1 1 0 {_rounded(x):g} {_rounded(y):g} cm /Spine Do Q")
        for page in placed(self.sheet, side, self.order):
            label = f"/P{page.page + 1}"
            resources[label] = self.forms[page.page]
            operators.append(_shown(page, self.source.pages[page.page], label))
        if self.marks:
            resources["/Marks"] = self.marks[number]
            operators.append("q /Marks Do Q")
        width, height = _rounded(self.sheet.width), _rounded(self.sheet.height)
        content = self.pdf.make_stream("\n".join(operators).encode("ascii"))
        trim = [_rounded(side) for side in self.sheet.trim]
        bleed = self.sheet.bleed
        edges = zip(self.sheet.trim, (-bleed, -bleed, bleed, bleed), strict=True)
        entries: dict[str, Any] = {
            "/Type": self.name.Page,
            "/MediaBox": [0, 0, width, height],
            "/BleedBox": [_rounded(side + by) for side, by in edges],
            "/TrimBox": trim,
            "/Resources": self.dictionary({"/XObject": resources}),
            "/Contents": content,
        }
        if self.group is not None:
            entries["/Group"] = self.group
        self.pdf.pages.append(self.page(self.pdf.make_indirect(self.dictionary(entries))))

    def finished(self, plan: tuple[Side, ...], identity: str) -> bytes:
        """Return the file's bytes, the same for the same input."""
        root = self.pdf.Root
        for key in _LEFT_BEHIND:
            if key in root:
                del root[key]
        labels: list[Any] = []
        for number, side in enumerate(plan):
            labels += [number, self.dictionary({"/P": f"{label(side)}"})]
        root.PageLabels = self.pdf.make_indirect(self.dictionary({"/Nums": labels}))
        self._restate(identity)
        return saved(self.pdf)

    def _restate(self, identity: str) -> None:
        """Give the document an identity of its own, and take back what it no longer is: accessible."""
        if "/Metadata" not in self.pdf.Root:
            return
        with self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False, strict=True) as about:
            old = about.get("xmpMM:DocumentID")
            if old:
                about["xmpMM:OriginalDocumentID"] = str(old)
            about["xmpMM:DocumentID"] = identity
            for claim in ("pdfuaid:part", "pdfuaid:rev", "pdfuaid:amd", "pdfd:declarations"):
                if claim in about:
                    del about[claim]


def _spine(sheet: Sheet, order: Order) -> Iterator[str]:
    """Yield the operators that paint the spine of a cover, its bleed at head and foot with it."""
    if order.ground is None or not order.spine:
        return
    inks = " ".join(f"{share / 100:g}" for share in order.ground)
    (left, right), (_, bottom, _, top) = sheet.frame.folds_across, sheet.trim
    box = (left, bottom - sheet.bleed, right - left, top - bottom + 2 * sheet.bleed)
    yield f"q {inks} k {' '.join(f'{_rounded(side):g}' for side in box)} re f Q"


def label(side: Side) -> str:
    """Return what a page of the imposed file is called: signature where there are several, sheet, side."""
    return f"{side.signature}/{side.sheet} {side.name}"


def _rounded(value: float) -> float:
    return round(value, 3)


def _shown(page: Placed, leaf: Leaf, name: str) -> str:
    """Return the operators that show a page, clipped to its bleed and to where its neighbour begins."""
    a, b, c, d = _MATRICES[page.turn]
    turned = moved(leaf.trim, (a, b, c, d, 0, 0))
    e, f = page.trim[0] - turned[0], page.trim[1] - turned[1]
    bleed = moved(moved(leaf.bleed, leaf.matrix), (a, b, c, d, e, f))
    seen = (
        max(bleed[0], page.seen[0]),
        max(bleed[1], page.seen[1]),
        min(bleed[2], page.seen[2]),
        min(bleed[3], page.seen[3]),
    )
    box = " ".join(f"{_rounded(v):g}" for v in (seen[0], seen[1], seen[2] - seen[0], seen[3] - seen[1]))
    return f"q {box} re W n {a} {b} {c} {d} {_rounded(e):g} {_rounded(f):g} cm {name} Do Q"


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return a file's bytes in the version it had; objects are packed where that version can (PDF 1.5)."""
    import pikepdf

    out = BytesIO()
    major, _, minor = pdf.pdf_version.partition(".")
    packed = (int(major), int(minor)) >= (1, 5)
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    pdf.save(out, deterministic_id=True, object_stream_mode=mode, force_version=pdf.pdf_version)
    return out.getvalue()
