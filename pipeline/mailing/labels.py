"""Sheets of labels: the same addresses in the same order, for copies that are printed without.

In: pieces, a sheet's measures, letters. Out: a PDF, sheet by sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pipeline.mailing.lettering import LEADING, Lettering, fitting
from pipeline.mailing.panel import BARCODE_WIDTH, STRIP, block
from pipeline.mailing.plan import Piece
from pipeline.mailing.stock import Stock
from pipeline.mailing.stream import Stream
from pipeline.mailing.tables import INCH, Sheet

# Room around the type on a label, and around a barcode (USPS-B-3200, 2.3: an eighth of an inch at its ends).
_INSET, _ENDS = 6.0, 0.125 * INCH
# The smallest type that still prints on a label; DMM 202.1.2 wants 8 points where machines are to read it.
_LEAST = 6.0


def write_labels(
    path: Path,
    stock: Stock,
    sheet: Sheet,
    lettering: Lettering,
    pieces: Iterable[Piece],
    bars: Callable[[Piece], str],
    identity: str,
) -> tuple[str, int]:
    """Write the labels of some pieces to `path`, which is new; return the file's SHA-256 and how many sheets it has."""
    out = Stream(path, stock)
    try:
        own: list[int] = []
        for group in _groups(pieces, sheet.count):
            own.append(out.stream(_sheet(sheet, lettering, group, bars)))
        box = f"/MediaBox[0 0 {sheet.sheet[0] * INCH:g} {sheet.sheet[1] * INCH:g}]"
        start = out.next
        tree = out.numbered(start, len(own))
        catalog = out.numbered(start, len(own) + 1)
        trim = f"/TrimBox[0 0 {sheet.sheet[0] * INCH:g} {sheet.sheet[1] * INCH:g}]"
        bodies = [
            f"<</Type/Page/Parent {tree} 0 R{trim}/Resources {stock.carrier} 0 R/Contents {number} 0 R>>".encode()
            for number in own
        ]
        kids = " ".join(f"{out.numbered(start, index)} 0 R" for index in range(len(own)))
        bodies.append(f"<</Type/Pages{box}/Count {len(own)}/Kids[{kids}]>>".encode())
        bodies.append(f"<</Type/Catalog/Pages {tree} 0 R{stock.plain}>>".encode("latin-1"))
        out.bodies(bodies)
        return out.close(catalog, identity), len(own)
    finally:
        out.abandon()


def _groups(pieces: Iterable[Piece], count: int) -> Iterator[Sequence[Piece]]:
    rest = iter(pieces)
    while group := list(islice(rest, count)):
        yield group


def _sheet(sheet: Sheet, lettering: Lettering, pieces: Sequence[Piece], bars: Callable[[Piece], str]) -> bytes:
    parts = []
    for index, piece in enumerate(pieces):
        row, column = divmod(index, sheet.columns)
        left = INCH * (sheet.first[0] + column * sheet.pitch[0])
        top = INCH * (sheet.sheet[1] - sheet.first[1] - row * sheet.pitch[1])
        wide, high = INCH * sheet.label[0], INCH * sheet.label[1]
        box = (left + _INSET, top - high + _INSET, wide - 2 * _INSET, high - 2 * _INSET)
        lines = (piece.name, *piece.address.lines)
        parts.append(_label(lettering, lines, bars(piece), f"{piece.number}", box, sheet.size))
    return b"\n".join(parts)


def _label(
    lettering: Lettering, lines: Sequence[str], bars: str, key: str, box: tuple[float, float, float, float], size: float
) -> bytes:
    """Return one label; a barcode is printed where there is room for it and for type that machines read."""
    left, low, width, height = box
    roomy = width >= BARCODE_WIDTH + 2 * (_ENDS - _INSET)
    if bars and roomy and fitting(lettering, lines, width, height - STRIP - 9, size, 8.0):
        return block(lettering, lines, bars, key, box, size)
    number = f"BT 0 g /MA 5 Tf {left:.2f} {low + height - 5:.2f} Td ".encode() + lettering.shown(key) + b" Tj ET "
    size = fitting(lettering, lines, width, height - 8, size, _LEAST) or _LEAST
    first = low + height - 6 - size * lettering.rise
    text = b" Tj T* ".join([lettering.shown(line) for line in lines])
    return (
        number
        + f"BT 0 g /MA {size:g} Tf {size * LEADING:.2f} TL {left:.2f} {first:.2f} Td ".encode()
        + text
        + b" Tj ET"
    )
