"""The geometry of a sheet: where each page comes to lie, what of it is seen, and where it is folded and cut.

In: a side of a scheme, the pages' trim, a sheet. Out: `Placed` pages and the `Frame` that marks are drawn around. Lengths
are points; a sheet's origin is its lower left corner, y up, as in PDF.
"""

from __future__ import annotations

from itertools import pairwise

from pipeline.foundation.value import Struct, field
from pipeline.press.imposition.creep import Creep
from pipeline.press.imposition.scheme import Scheme, Side
from pipeline.press.marks import ROOM, Frame

Box = tuple[float, float, float, float]


class Order(Struct, frozen=True):
    """What is asked of the printer: `sheet` is None for one as large as needed, `gutter` None for twice the bleed.

    `gutter` lies between pages that are cut apart or trimmed, `spine` between two that share a fold (room for milling). A
    `ground`, inks in percent, makes that room the spine of a cover: it is painted, ends the pages, and is folded at both edges.
    """

    scheme: Scheme
    sheet: tuple[float, float] | None = None
    creep: Creep = field(default_factory=Creep)
    gutter: float | None = None
    spine: float = 0.0
    marks: bool = True
    colour_bar: bool = True
    signature: int = 0
    ground: tuple[float, float, float, float] | None = None


class Placed(Struct, frozen=True):
    """A page on a sheet: its index, where its trim comes to lie, turned by `turn` degrees, and what of it is seen."""

    page: int
    trim: Box
    turn: int
    seen: Box


class Sheet(Struct, frozen=True):
    """A press sheet's plan, the same for every side: its size, its cells' trims and zones by row and column."""

    width: float
    height: float
    cells: tuple[tuple[Box, ...], ...]
    zones: tuple[tuple[Box, ...], ...]
    trim: Box
    bleed: float
    frame: Frame


class Shortage(Exception):
    """The sheet is too small: by how much, in points, and what is needed."""

    def __init__(self, needed: tuple[float, float], given: tuple[float, float]) -> None:
        super().__init__(f"{needed} is more than {given}")
        self.needed, self.given = needed, given


def planned(order: Order, trim: tuple[float, float], bleed: float) -> Sheet:
    """Return the sheet for pages of a trim with a bleed. Raises `Shortage` where they do not fit the one asked for."""
    scheme = order.scheme
    width, height = trim if scheme.turns[0][0] % 180 == 0 else trim[::-1]
    gutter = 2 * bleed if order.gutter is None else order.gutter
    gaps = {"spine": order.spine, "head": gutter, "cut": gutter}
    across = [gaps[kind] for kind in scheme.columns]
    down = [gaps[kind] for kind in scheme.rows]
    block = (width * (len(across) + 1) + sum(across), height * (len(down) + 1) + sum(down))
    room = bleed + (ROOM if order.marks else 0.0)
    needed = (block[0] + 2 * room, block[1] + 2 * room)
    given = order.sheet or needed
    if not _fits(needed, given):
        # A sheet can be fed either way round.
        if (needed[0] > needed[1]) != (given[0] > given[1]):
            given = given[::-1]
        if not _fits(needed, given):
            raise Shortage(needed, given)
    left, bottom = (given[0] - block[0]) / 2, (given[1] - block[1]) / 2
    columns = _spans(left, width, across)
    # Rows are named from the top.
    rows = _spans(bottom, height, down[::-1])[::-1]
    snug = order.ground is not None
    xs, ys = _bounds(columns, given[0], snug), _bounds(rows[::-1], given[1], snug)[::-1]
    cells = tuple(tuple((x0, y0, x1, y1) for x0, x1 in columns) for y0, y1 in rows)
    zones = tuple(tuple((x0, y0, x1, y1) for x0, x1 in xs) for y0, y1 in ys)
    box = (left, bottom, left + block[0], bottom + block[1])
    frame = Frame(
        box=box,
        bleed=bleed,
        cuts_across=_cuts(columns, scheme.columns),
        cuts_down=_cuts(rows, scheme.rows),
        folds_across=_folds(columns, scheme.columns, snug),
        folds_down=_folds(rows, scheme.rows, snug),
    )
    return Sheet(given[0], given[1], cells, zones, box, bleed, frame)


def _fits(needed: tuple[float, float], given: tuple[float, float]) -> bool:
    return needed[0] <= given[0] + 0.01 and needed[1] <= given[1] + 0.01


def _spans(start: float, size: float, gaps: list[float]) -> list[tuple[float, float]]:
    spans = [(start, start + size)]
    for gap in gaps:
        start = spans[-1][1] + gap
        spans.append((start, start + size))
    return spans


def _bounds(spans: list[tuple[float, float]], end: float, snug: bool) -> list[tuple[float, float]]:
    """Return what each span may show: up to the middle of the room between it and its neighbours, and the sheet's edge.

    Where it is `snug`, the room between is something else's.
    """
    if snug:
        starts, ends = [start for start, _ in spans[1:]], [stop for _, stop in spans[:-1]]
        return list(zip([0.0, *starts], [*ends, end], strict=True))
    middles = [(one[1] + two[0]) / 2 for one, two in pairwise(spans)]
    return list(zip([0.0, *middles], [*middles, end], strict=True))


def _cuts(spans: list[tuple[float, float]], kinds: tuple[str, ...]) -> tuple[float, ...]:
    """Return where knives fall: at every edge that is no spine."""
    ordered = sorted(spans)
    inner = kinds if ordered == spans else kinds[::-1]
    edges = [ordered[0][0], ordered[-1][1]]
    for kind, (one, two) in zip(inner, pairwise(ordered), strict=True):
        if kind != "spine":
            edges += [one[1], two[0]]
    return tuple(sorted(set(edges)))


def _folds(spans: list[tuple[float, float]], kinds: tuple[str, ...], both: bool) -> tuple[float, ...]:
    """Return where the sheet is folded: in the middle between pages, or at `both` edges of a cover's spine."""
    ordered = sorted(spans)
    inner = kinds if ordered == spans else kinds[::-1]
    pairs = zip(inner, pairwise(ordered), strict=True)
    folded = [(one[1], two[0]) for kind, (one, two) in pairs if kind != "cut"]
    if both:
        return tuple(sorted({edge for pair in folded for edge in pair}))
    return tuple((start + end) / 2 for start, end in folded)


# Where the spine of a right page lies; a left page's is opposite. Turned pages turn it.
_SPINE = {0: (-1, 0), 90: (0, -1), 180: (1, 0), 270: (0, 1)}


def placed(sheet: Sheet, side: Side, order: Order) -> tuple[Placed, ...]:
    """Return the pages of a side with creep, each clipped where its neighbour begins and not at its trim."""
    found: list[Placed] = []
    nested = side.sheets * order.scheme.pages // 4
    for y, row in enumerate(side.cells):
        for x, page in enumerate(row):
            if page is None:
                continue
            turn = order.scheme.turns[y][x]
            inward = order.creep.inward(side.depths[y][x], nested) if order.scheme.nested else 0.0
            hand = 1 if page % 2 == 0 else -1
            dx, dy = (hand * inward * part for part in _SPINE[turn])
            x0, y0, x1, y1 = sheet.cells[y][x]
            found.append(Placed(page, (x0 + dx, y0 + dy, x1 + dx, y1 + dy), turn, sheet.zones[y][x]))
    return tuple(found)
