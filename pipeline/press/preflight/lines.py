"""Lines and blocks of text as a reader sees them, put together from what pages paint.

In: strings in painting order. Out: `Line`s, and blocks of lines that follow each other at one margin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.foundation.value import Struct
from pipeline.press.preflight.marks import Text
from pipeline.press.preflight.subject import Subject
from pipeline.press.preflight.tree import Element

# Strings whose baselines lie no farther apart than this are of one line; in points.
_LEVEL = 0.6
# A line goes on over a gap of so many times its size; a block over so much leading.
_GAP, _STEP = 1.2, 1.9
_APART = frozenset(("Table", "Figure", "TOC", "Formula"))


class Line(Struct):
    """A line of text; `size` is that of most of it. `apart` says that it is of a table, a figure or a list of contents."""

    page: int
    x: float
    y: float
    right: float
    size: float
    text: str
    parts: tuple[Text, ...]
    artifact: bool
    apart: bool
    element: Element | None


def lines_of(subject: Subject) -> list[Line]:
    """Return the lines of all pages, in painting order."""
    holders = {piece: elements[0] for piece, elements in subject.tree.holders.items()}
    found: list[Line] = []
    parts: list[Text] = []
    for text in subject.marks.texts:
        if text.rendering % 4 == 3 or not text.upright:
            continue
        if parts and not _joins(parts[-1], text):
            found.append(_line(parts, holders))
            parts = []
        parts.append(text)
    if parts:
        found.append(_line(parts, holders))
    return [line for line in found if line.text.strip()]


def _joins(one: Text, other: Text) -> bool:
    if one.page != other.page or one.owner.artifact != other.owner.artifact:
        return False
    gap = other.x - one.x - one.width
    size = max(one.size, other.size)
    # What is raised or lowered is smaller.
    level = _LEVEL if abs(one.size - other.size) < 0.5 else 0.5 * size
    return abs(one.y - other.y) <= level and -0.6 * size < gap < _GAP * size


def _line(parts: Sequence[Text], holders: dict[tuple[int, int], Element]) -> Line:
    weights: Counter[float] = Counter()
    for part in parts:
        weights[round(part.size, 2)] += len(part.codes)
    first = parts[0]
    element = holders.get((first.page, first.owner.mcid))
    apart = element is not None and (element.kind in _APART or any(element.inside(kind) for kind in _APART))
    right = max(part.x + part.width for part in parts)
    last = parts[-1]
    if last.text.endswith(" "):
        # The space that parts it from the next line is not seen.
        right -= last.font.width(last.codes[-2:] if last.font.two else last.codes[-1:]) * last.size / 1000
    main = max(parts, key=lambda part: (round(part.size, 2) == weights.most_common(1)[0][0], len(part.codes)))
    return Line(
        first.page, first.x, main.y, right, weights.most_common(1)[0][0], "".join(part.text for part in parts),
        tuple(parts), first.owner.artifact, apart, element,
    )  # fmt: skip


def blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines that follow each other at one margin, in one size."""
    found: list[list[Line]] = []
    for line in lines:
        last = found[-1][-1] if found else None
        follows = (
            last is not None
            and last.page == line.page
            and not (last.artifact or line.artifact or last.apart or line.apart)
            and last.element is line.element
            and abs(last.x - line.x) < 2
            and abs(last.size - line.size) < 0.3
            and 0 < last.y - line.y < _STEP * line.size
        )
        if follows:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def body_size(lines: Sequence[Line]) -> float:
    """Return the size that most text is set in."""
    weights: Counter[float] = Counter()
    for line in lines:
        if not line.artifact:
            weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 0.0
