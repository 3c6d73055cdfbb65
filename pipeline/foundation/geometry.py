"""Lengths: what a designer types, in points."""

from __future__ import annotations

import re

_UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pc": 12.0, "p": 12.0}
_LENGTH = re.compile(r"\s*(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(pt|mm|cm|in|pc|p)\s*")
# The side of the largest page a PDF file may have (ISO 32000-1, annex C.2).
_LONGEST = 14_400.0


def points(length: str) -> float:
    """Return a length such as "18pt", "25mm" or "0.125in" in points.

    Raises `ValueError` where it is no length, or longer than a page can be.
    """
    found = _LENGTH.fullmatch(length)
    if not found:
        raise ValueError(f'"{length}" is no length; write 18pt, 25mm, 1in or 2pc')
    value = float(found[1]) * _UNITS[found[2]]
    if abs(value) > _LONGEST:
        raise ValueError(f'"{length}" is longer than any page (200in)')
    return value


TRIMS = {
    "magazine": (8.375 * 72, 10.875 * 72),
    "letter": (612.0, 792.0),
    "ledger": (792.0, 1224.0),
    "A4": (210 * 72 / 25.4, 297 * 72 / 25.4),
}
