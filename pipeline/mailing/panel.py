"""What is printed on the address side: the part that all pieces of a class share, and each piece's own.

In: a panel's boxes, letters, an address. Out: content streams in points from the lower left corner of the trim. The sender's
address, the postage mark and the endorsement are shared; the name, the address, the barcode and the piece's number are its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mailing.barcode import BARS
from pipeline.mailing.lettering import LEADING, Lettering, fitting
from pipeline.mailing.tables import INCH, SMALLEST, Panel

# USPS-B-3200, 2.2: 22 bars an inch, 0.02 in wide; 0.145 in high in full, the tracker 0.048 in; 0.028 in clear above and below.
_PITCH, _WIDE, _FULL, _TRACK, _CLEAR = INCH / 22, 0.020 * INCH, 0.145 * INCH, 0.048 * INCH, 0.028 * INCH
_BAR = {
    "F": (0.0, _FULL),
    "A": ((_FULL - _TRACK) / 2, (_FULL + _TRACK) / 2),
    "D": (0.0, (_FULL + _TRACK) / 2),
    "T": ((_FULL - _TRACK) / 2, _TRACK),
}
BARCODE_WIDTH = (BARS - 1) * _PITCH + _WIDE
# Height of the barcode's strip, and of the line with the piece's number.
STRIP = _FULL + 2 * _CLEAR
_KEY = 9.0
_RECTANGLES = tuple(
    {state: f"{at * _PITCH:.2f} {low:.2f} {_WIDE:.2f} {high:.2f} re".encode() for state, (low, high) in _BAR.items()}
    for at in range(BARS)
)


def lines_size(lettering: Lettering, lines: Sequence[str], width: float, height: float, size: float) -> float:
    """Return the size at which an address fits a box of points with its barcode and number above; 0.0 where it does not."""
    return fitting(lettering, lines, width, height - STRIP - _KEY, size, SMALLEST)


def block(
    lettering: Lettering, lines: Sequence[str], bars: str, key: str, box: tuple[float, float, float, float], size: float
) -> bytes:
    """Return an address with its barcode (bars may be "") and its piece's number in a box of points, from the top down."""
    left, low, width, height = box
    top = low + height
    size = lines_size(lettering, lines, width, height, size)
    parts = []
    if bars:
        strip = top - _KEY - STRIP + _CLEAR
        parts += [f"q 1 0 0 1 {left:.2f} {strip:.2f} cm\n".encode()]
        parts += [b" ".join([table[state] for table, state in zip(_RECTANGLES, bars, strict=True)]), b" f Q\n"]
    first = top - _KEY - STRIP - size * lettering.rise
    parts.append(f"BT /MA 7 Tf {left:.2f} {top - 7:.2f} Td ".encode())
    parts.append(lettering.shown(key))
    parts.append(f" Tj /MA {size:g} Tf {size * LEADING:.2f} TL 0 {first - top + 7:.2f} Td ".encode())
    parts.append(b" Tj T* ".join([lettering.shown(line) for line in lines]))
    parts.append(b" Tj ET")
    return b"".join(parts)


def shared(
    lettering: Lettering, panel: Panel, sender: Sequence[str], mark: Sequence[str], endorsement: str, *, framed: bool
) -> bytes:
    """Return what all pieces of one class of postage have: sender, mark (in a frame, if it is an indicia), endorsement."""
    left, low, width, height = (INCH * side for side in panel.back)
    parts = []
    lines = [line for line in sender if line]
    if lines and width > 0:
        size = fitting(lettering, lines, width, height, 10.0, 6.0) or 6.0
        parts.append(_text(lettering, lines, left, low + height - size * lettering.capitals, size))
        if endorsement:
            # Quick Service Guide 015: 8 points or more, a quarter of an inch clear around.
            parts.append(_text(lettering, [endorsement], left, low + height - size * LEADING * len(lines) - 26, 9.0))
    if mark:
        left, low, width, height = (INCH * side for side in panel.postage)
        inner = 6.0
        size = fitting(lettering, mark, width - 2 * inner, height - 2 * inner, 12.0, 6.0) or 6.0
        widest = max(map(lettering.width, mark)) * size
        # It ends at the corner: upper right of the address side.
        x, y = left + width - inner - widest, low + height - inner
        parts.append(_text(lettering, mark, x, y - size * lettering.capitals, size))
        if framed:
            depth = size * (lettering.capitals + LEADING * (len(mark) - 1)) + 2 * inner
            parts.append(
                f"0.75 w {x - inner:.2f} {y + inner - depth:.2f} {widest + 2 * inner:.2f} {depth:.2f} re S\n".encode()
            )
    return b"".join(parts)


def _text(lettering: Lettering, lines: Sequence[str], x: float, y: float, size: float) -> bytes:
    shown = b" Tj T* ".join(lettering.shown("".join(c for c in line if lettering.has(c))) for line in lines)
    return f"BT /MA {size:g} Tf {size * LEADING:.2f} TL {x:.2f} {y:.2f} Td ".encode() + shown + b" Tj ET\n"
