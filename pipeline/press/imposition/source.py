"""The file to be imposed, read and judged: is it one that can be laid on sheets at all?

In: the bytes of a PDF. Out: a `Source`, its pages with their boxes and its inks, or `Unusable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import Struct

if TYPE_CHECKING:
    import pikepdf

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

# Boxes are rounded by whoever writes them; a tenth of a point is a fifth of the finest line.
_SAME = 0.1
_PROCESS = ("Cyan", "Magenta", "Yellow", "Black", "All", "None")


class Leaf(Struct, frozen=True):
    """A page as a form: the boxes as a reader sees them, in the space that `matrix` leads to, `bleed` in the page's own."""

    trim: Box
    bleed: Box
    matrix: Matrix

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the trim."""
        return self.trim[2] - self.trim[0], self.trim[3] - self.trim[1]

    @property
    def over(self) -> float:
        """How far the bleed reaches over the trim, on the side where it reaches farthest."""
        seen = moved(self.bleed, self.matrix)
        return max(
            0.0,
            self.trim[0] - seen[0],
            self.trim[1] - seen[1],
            seen[2] - self.trim[2],
            seen[3] - self.trim[3],
        )


class Source(Struct):
    """An opened file: its pages, and the names of its spots with a colour space of each."""

    pdf: pikepdf.Pdf
    pages: tuple[Leaf, ...]
    spots: dict[str, Any]
    tagged: bool
    noted: bool


def read_source(data: bytes, span: Span, problems: Problems) -> Source:
    """Return a file's pages.

    Raises `Unusable` where it is no PDF ("pdf-unreadable"), encrypted ("pdf-encrypted"), without pages
    ("pdf-empty") or of pages in two sizes ("page-sizes").
    """
    import pikepdf

    try:
        pdf = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError as fault:
        raise _encrypted(span) from fault
    except pikepdf.PdfError as fault:
        raise unusable(
            "pdf-unreadable",
            f"not a PDF that can be read: {str(fault).rsplit(':', 1)[-1].strip()}",
            span,
            hint="impose takes a PDF, such as motivator build writes",
        ) from fault
    if pdf.is_encrypted:
        raise _encrypted(span)
    with sound(span):
        leaves = tuple(_leaf(page) for page in pdf.pages)
    if not leaves:
        raise unusable("pdf-empty", "the file has no pages", span)
    _check_sizes(leaves, span)
    if not any("/TrimBox" in page for page in pdf.pages):
        problems.warning(
            "no-trim", "the file does not say where it is trimmed; its pages are taken whole, without bleed", span,
            hint="export it with a TrimBox and a BleedBox",
        )  # fmt: skip
    noted = any("/Annots" in page for page in pdf.pages)
    return Source(pdf, leaves, _spots(pdf), "/StructTreeRoot" in pdf.Root, noted)


@contextmanager
def sound(span: Span) -> Iterator[None]:
    """Report what turns out to be damaged only when it is used: a stream, a box, the XMP ("pdf-unreadable")."""
    import pikepdf

    try:
        yield
    # qpdf says that a stream is broken by RuntimeError; boxes and XMP that are none are values that do not convert.
    except (pikepdf.PdfError, RuntimeError, ValueError, SyntaxError) as fault:
        raise unusable(
            "pdf-unreadable",
            f"the PDF is damaged: {str(fault).rsplit(':', 1)[-1].strip()}",
            span,
            hint="export it again; qpdf --check says more",
        ) from fault


def _encrypted(span: Span) -> Exception:
    # A press must not have to ask for a password, and PDF/X forbids encryption (ISO 15930-7, 6.1).
    return unusable(
        "pdf-encrypted", "the file is encrypted", span, hint="export it without a password and without limits"
    )


def _leaf(page: pikepdf.Page) -> Leaf:
    matrix = _matrix(page)
    media = _box(page.mediabox)
    trim = _within(_box(page.trimbox), media)
    # Without a BleedBox the CropBox stands in (ISO 32000-1, 14.11.2.1), and helper programs write those at will.
    bleed = _within(_box(page.bleedbox), media) if "/BleedBox" in page else trim
    return Leaf(moved(trim, matrix), bleed, matrix)


def _box(box: Any) -> Box:
    try:
        x0, y0, x1, y1 = (float(side) for side in box)
    except TypeError as fault:
        raise ValueError("a box of a page is no rectangle") from fault
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _within(box: Box, limit: Box) -> Box:
    return max(box[0], limit[0]), max(box[1], limit[1]), min(box[2], limit[2]), min(box[3], limit[3])


def _matrix(page: pikepdf.Page) -> Matrix:
    """Return what turns a page as its Rotate says, clockwise, and scales it by its UserUnit (ISO 32000-1, 7.7.3.3)."""
    turn = int(_inherited(page.obj, "/Rotate", 0)) % 360
    unit = float(page.obj.get("/UserUnit", 1))
    cosine, sine = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}.get(turn, (1, 0))
    return (unit * cosine, unit * sine, -unit * sine, unit * cosine, 0.0, 0.0)


def _inherited(node: Any, key: str, default: Any) -> Any:
    """Return an attribute of a page that may stand in any node above it (ISO 32000-1, 7.7.3.4)."""
    for _ in range(64):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return default


def moved(box: Box, matrix: Matrix) -> Box:
    """Return the box that a matrix makes of another, one of right angles."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in ((box[0], box[1]), (box[2], box[3]))]
    ys = [b * x + d * y + f for x, y in ((box[0], box[1]), (box[2], box[3]))]
    return min(xs), min(ys), max(xs), max(ys)


def _check_sizes(leaves: tuple[Leaf, ...], span: Span) -> None:
    width, height = leaves[0].size
    for number, leaf in enumerate(leaves, 1):
        if abs(leaf.size[0] - width) > _SAME or abs(leaf.size[1] - height) > _SAME:
            raise unusable(
                "page-sizes",
                f"page {number} is {inches(*leaf.size)}, page 1 is {inches(width, height)}",
                span,
                hint="one trim for all pages: impose what differs, such as a cover, by itself",
            )


def inches(width: float, height: float) -> str:
    """Return a size in words."""
    return f"{width / 72:.3f} by {height / 72:.3f} in".replace(".000", "")


def _spots(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Return the colour space of every spot, of the first that has it: they agree in a file for the press."""
    import pikepdf

    found: dict[str, Any] = {}
    arrays = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Array)]
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            resources = thing.get("/Resources", thing)
            spaces = resources.get("/ColorSpace") if isinstance(resources, pikepdf.Dictionary) else None
            if isinstance(spaces, pikepdf.Dictionary):
                arrays += [space for _, space in spaces.items() if isinstance(space, pikepdf.Array)]
            elif isinstance(spaces, pikepdf.Array):
                arrays.append(spaces)
    for array in arrays:
        if len(array) == 4 and isinstance(array[0], pikepdf.Name) and array[0] == "/Separation":
            name = str(array[1]).removeprefix("/")
            if name not in _PROCESS:
                found.setdefault(name, array)
    return dict(sorted(found.items()))
