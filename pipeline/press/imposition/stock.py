"""Sheets by name or by their sides: what `--sheet` may say."""

from __future__ import annotations

import re

from pipeline.foundation.geometry import points

_IN, _MM = 72.0, 72 / 25.4
# American sheets and those of ISO 216 and 217 (SRA: supplementary raw format, with room for bleed and grippers).
SHEETS = {
    "letter": (8.5 * _IN, 11 * _IN),
    "legal": (8.5 * _IN, 14 * _IN),
    "tabloid": (11 * _IN, 17 * _IN),
    "arch-b": (12 * _IN, 18 * _IN),
    "super-b": (13 * _IN, 19 * _IN),
    "19x25": (19 * _IN, 25 * _IN),
    "20x26": (20 * _IN, 26 * _IN),
    "23x35": (23 * _IN, 35 * _IN),
    "25x38": (25 * _IN, 38 * _IN),
    "28x40": (28 * _IN, 40 * _IN),
    "A4": (210 * _MM, 297 * _MM),
    "A3": (297 * _MM, 420 * _MM),
    "A2": (420 * _MM, 594 * _MM),
    "SRA3": (320 * _MM, 450 * _MM),
    "SRA2": (450 * _MM, 640 * _MM),
    "B2": (500 * _MM, 707 * _MM),
    "B1": (707 * _MM, 1000 * _MM),
}
_SIDES = re.compile(r"\s*([0-9.]+)\s*(pt|mm|cm|in|pc|p)?\s*[xX×]\s*([0-9.]+)\s*(pt|mm|cm|in|pc|p)\s*")


def sheet_size(text: str) -> tuple[float, float]:
    """Return width and height in points of a sheet such as "SRA3", "19x25in" or "450mm x 640mm".

    Raises ValueError, in words for whoever typed it, where it is neither a name nor two lengths.
    """
    for name, size in SHEETS.items():
        if name.lower() == text.strip().lower():
            return size
    found = _SIDES.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is no sheet; write 19x25in, 450x640mm or one of {", ".join(SHEETS)}')
    width, height = points(f"{found[1]}{found[2] or found[4]}"), points(f"{found[3]}{found[4]}")
    if min(width, height) < _IN:
        raise ValueError(f'"{text}" is smaller than an inch')
    return width, height
