"""Places on a page: matrices, boxes, and the box around a path (ISO 32000-1, 8.3)."""

from __future__ import annotations

import re
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
_PIECE = re.compile(rb"([-+.\d\s]*)(m|l|c|v|y|re|h)(?![A-Za-z])")


def matrix(found: Any) -> Matrix:
    """Return a matrix of the file."""
    a, b, c, d, e, f = (float(value) for value in found)
    return a, b, c, d, e, f


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does `first`, then `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def extent(path: bytes, place: Matrix, more: float = 0.0) -> Box:
    """Return the box around a path on the page, `more` wider on each side."""
    xs: list[float] = []
    ys: list[float] = []
    for given, operator in _PIECE.findall(path):
        values = list(map(float, given.split()))
        if operator == b"re" and len(values) == 4:
            x, y, width, height = values
            values = [x, y, x + width, y, x, y + height, x + width, y + height]
        xs += values[0::2]
        ys += values[1::2]
    if not xs or len(xs) != len(ys):
        return (0.0, 0.0, 0.0, 0.0)
    a, b, c, d, e, f = place
    if b == 0 == c:
        left, right = sorted((a * min(xs) + e, a * max(xs) + e))
        low, high = sorted((d * min(ys) + f, d * max(ys) + f))
    else:
        across = [a * x + c * y + e for x, y in zip(xs, ys, strict=True)]
        along = [b * x + d * y + f for x, y in zip(xs, ys, strict=True)]
        left, right, low, high = min(across), max(across), min(along), max(along)
    return left - more, low - more, right + more, high + more


def common(one: Box, other: Box) -> Box:
    """Return what lies in both boxes."""
    left, low = max(one[0], other[0]), max(one[1], other[1])
    return left, low, max(left, min(one[2], other[2])), max(low, min(one[3], other[3]))
