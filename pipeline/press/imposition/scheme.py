"""How pages are arranged on sheets: a table of schemes, and the order of pages that each gives.

In: a scheme and a number of pages. Out: for each printed side, which page lies in which cell. A scheme is one row of the
table; nothing else of the program knows any of them by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.foundation.value import Struct

Form = tuple[tuple[int, ...], ...]


class Scheme(Struct, frozen=True):
    """An arrangement of pages on a sheet.

    `forms` are the printed sides, one of a sheet that is printed twice with the same plates; a form is rows of cells, from
    the top, from the left. A cell holds a page of the signature: 1 is the first, -1 the last, for the outermost sheet;
    `take` says how many pages from the beginning and from the end a sheet has used up. `turns` are degrees
    counter-clockwise, a row for each row of a form. `columns` and `rows` say what lies between neighbours: "spine", a
    fold that two pages share; "head", a fold that is trimmed away; "cut", where the sheet is parted. `turned` says how
    the sheet comes to its other side: over its left and right edges ("sideways") or over head and foot ("endwise").
    """

    name: str
    words: str
    forms: tuple[Form, ...]
    turns: Form
    take: tuple[int, int]
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    turned: str = "sideways"

    @property
    def pages(self) -> int:
        """How many pages one sheet holds, on both sides."""
        return sum(self.take)

    @property
    def nested(self) -> bool:
        """Whether sheets lie within each other, so that paper's thickness pushes the inner ones out."""
        return self.take[1] > 0


# In each, a leaf's two pages lie behind each other: tests turn every sheet over and look.
SCHEMES = (
    Scheme(
        "saddle",
        "folded once, sheets laid into each other and stitched through the fold",
        (((-1, 1),), ((2, -2),)),
        ((0, 0),),
        (2, 2),
        columns=("spine",),
    ),
    Scheme(
        "two-up",
        "two leaves beside each other, printed on both sides and cut apart",
        (((1, 3),), ((4, 2),)),
        ((0, 0),),
        (4, 0),
        columns=("cut",),
    ),
    # The pages lie on their sides: left and right half of the plate are the two sides of one folded sheet, so that turning
    # the sheet sideways, the same edge in the grippers, makes two copies of it.
    Scheme(
        "four-up",
        "work-and-turn: four pages on one set of plates, two copies of a folded sheet",
        (((1, 2), (-1, -2)),),
        ((90, 270), (90, 270)),
        (2, 2),
        columns=("cut",),
        rows=("spine",),
    ),
    Scheme(
        "four-up-tumble",
        "work-and-tumble: as four-up, the sheet turned over head and foot",
        (((-1, 1), (-2, 2)),),
        ((0, 0), (180, 180)),
        (2, 2),
        columns=("spine",),
        rows=("cut",),
        turned="endwise",
    ),
    Scheme(
        "four-up-sheetwise",
        "eight pages on the two sides of a sheet, folded twice and trimmed at the head",
        (((-4, 4), (-1, 1)), ((3, -3), (2, -2))),
        ((180, 180), (0, 0)),
        (4, 4),
        columns=("spine",),
        rows=("head",),
    ),
    Scheme(
        "four-up-leaves",
        "work-and-turn: two leaves on one set of plates, cut apart, two copies of each",
        (((1, 2), (3, 4)),),
        ((0, 0), (0, 0)),
        (4, 0),
        columns=("cut",),
        rows=("cut",),
    ),
)


class Side(Struct, frozen=True):
    """A printed side: `cells` are indices into the pages, rows from the top, None for a blank.

    `signature`, `sheet` and the sheets of the signature, `sheets`, count from 1. `depth` is how many sheets of the
    signature lie around each cell's leaf.
    """

    signature: int
    sheet: int
    sheets: int
    name: str
    cells: tuple[tuple[int | None, ...], ...]
    depths: tuple[tuple[int, ...], ...]


def scheme_named(name: str) -> Scheme:
    """Return the scheme of a name. Raises KeyError where there is none."""
    return {scheme.name: scheme for scheme in SCHEMES}[name]


def sides(scheme: Scheme, pages: int, signature: int = 0) -> tuple[Side, ...]:
    """Return the sides of `pages` pages in the order in which they are printed; pages that are wanting are blank.

    `signature` is the number of pages gathered together, a multiple of a sheet's; 0 takes all as one. Raises ValueError
    where it is no such multiple.
    """
    if signature % scheme.pages:
        raise ValueError(f"a signature of {signature} pages on sheets of {scheme.pages}")
    whole = padded(pages, scheme.pages)
    size = signature or whole
    found: list[Side] = []
    for number, start in enumerate(range(0, whole, size), 1):
        # The last signature is as long as what is left.
        own = min(size, whole - start)
        for sheet in range(own // scheme.pages):
            found += _sheet(scheme, pages, start, own, number, sheet)
    return tuple(found)


def padded(pages: int, multiple: int) -> int:
    """Return the number of pages with the blanks that fill the last sheet."""
    return -(-pages // multiple) * multiple


def _sheet(scheme: Scheme, pages: int, start: int, own: int, signature: int, sheet: int) -> Iterator[Side]:
    names = ("front", "back") if len(scheme.forms) == 2 else ("both sides",)
    for name, form in zip(names, scheme.forms, strict=True):
        places = tuple(tuple(_place(scheme, cell, own, sheet) for cell in row) for row in form)
        yield Side(
            signature,
            sheet + 1,
            own // scheme.pages,
            name,
            tuple(tuple(start + at if start + at < pages else None for at in row) for row in places),
            tuple(tuple(depth(at, own) if scheme.nested else 0 for at in row) for row in places),
        )


def _place(scheme: Scheme, cell: int, own: int, sheet: int) -> int:
    """Return the index within the signature of a cell's page on the sheet `sheet`, from 0 for the outermost."""
    first, last = scheme.take
    return cell - 1 + sheet * first if cell > 0 else own + cell - sheet * last


def depth(at: int, pages: int) -> int:
    """Return how many folded leaves lie around the leaf of page `at`, both from 0, in a nested signature of `pages`."""
    return min(at, pages - 1 - at) // 2
