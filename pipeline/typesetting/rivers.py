"""Rivers: word spaces that lie under each other and run white through a paragraph.

In: the lines of one part of a passage. Out: the chains of lines whose spaces meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.typesetting.font import Face, FaceLibrary
from pipeline.typesetting.page import Line, PlacedLine

# Lines a river runs through at least, the least its spaces are of the natural one, and the share of the narrower of two
# spaces that lies under the other: what the eye begins to follow at reading size.
LENGTH, LOOSE, SHARE = 4, 1.15, 0.5

_ARRAY = re.compile(r"<([0-9A-Fa-f]*)>|(-?[\d.]+)")

Gap = tuple[float, float]


def rivers(lines: Sequence[PlacedLine], library: FaceLibrary) -> Iterator[tuple[PlacedLine, ...]]:
    """Yield the lines of each river in `lines`, which stand under each other; the longest where several share a line."""
    begin = 0
    while begin < len(lines):
        end = begin
        while end < len(lines) and _is_loose(lines[end].line):
            end += 1
        if end - begin >= LENGTH:
            yield from _found(lines[begin:end], library)
        begin = max(end, begin + 1)


def gaps(line: Line, library: FaceLibrary) -> tuple[Gap, ...]:
    """Return where the word spaces of `line` begin and end, in points from the line's origin."""
    found: list[Gap] = []
    for segment in line.segments:
        if " " not in segment.text:
            continue
        face = library.face(segment.face)
        found += _gaps(face, segment.glyphs, segment.x, segment.size / 1000, segment.scale / 100, segment.tracking)
    if found and line.text.endswith(" ") and found[-1][1] > line.segments[-1].x + line.segments[-1].width - 0.01:
        found.pop()
    return tuple(found)


def _gaps(face: Face, glyphs: str, x: float, unit: float, scale: float, tracking: float) -> Iterator[Gap]:
    space = face.glyph(" ")
    begin: float | None = None
    for match in _ARRAY.finditer(glyphs):
        string, number = match.groups()
        if number is not None:
            x -= float(number) * unit * scale
            continue
        for at in range(0, len(string), 4):
            glyph = int(string[at : at + 4], 16)
            if glyph != space and begin is not None:
                yield begin, x
                begin = None
            elif glyph == space and begin is None:
                begin = x
            x += (face.advance(glyph) * unit + tracking) * scale
    if begin is not None:
        yield begin, x


def _is_loose(line: Line) -> bool:
    return line.ratio >= LOOSE and not line.last


def _found(lines: Sequence[PlacedLine], library: FaceLibrary) -> Iterator[tuple[PlacedLine, ...]]:
    # For each space, how many lines a river that comes down to it runs through.
    chains: list[list[tuple[Gap, int]]] = []
    for placed in lines:
        above = chains[-1] if chains else []
        here = [(low + placed.x, high + placed.x) for low, high in gaps(placed.line, library)]
        chains.append([(gap, 1 + max((n for other, n in above if _meet(gap, other)), default=0)) for gap in here])
    deepest = [max((n for _, n in chain), default=0) for chain in chains]
    for index, depth in enumerate(deepest):
        ends = index + 1 == len(deepest) or deepest[index + 1] <= depth
        if depth >= LENGTH and ends:
            yield tuple(lines[index - depth + 1 : index + 1])


def _meet(one: Gap, other: Gap) -> bool:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common >= SHARE * min(one[1] - one[0], other[1] - other[0])
