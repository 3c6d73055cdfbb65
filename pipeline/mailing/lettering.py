"""The letters that addresses are printed in: one embedded face, known by the width and number of every letter.

In: a line of text. Out: the glyph numbers a content stream shows, and the line's width. A value of plain tables, so that who
prints a million addresses needs no font library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.foundation.value import Struct

# The name by which content streams call the face; no page of the issue has one of that name.
NAME = "MA"


class Lettering(Struct, frozen=True):
    """Each character's glyph as four hexadecimal digits, and its width in 1/1000 em.

    `capitals` is how high capitals rise, `rise` how high any letter does with its accents, as shares of the em.
    """

    glyphs: Mapping[str, str]
    widths: Mapping[str, float]
    capitals: float
    rise: float

    def has(self, line: str) -> bool:
        """Whether every character of a line can be printed."""
        return all(char in self.glyphs for char in line)

    def width(self, line: str) -> float:
        """Return the width of a line in ems."""
        widths = self.widths
        return sum([widths[char] for char in line]) / 1000

    def shown(self, line: str) -> bytes:
        """Return a line as the operand of Tj."""
        glyphs = self.glyphs
        return f"<{''.join([glyphs[char] for char in line])}>".encode()


def fitting(
    lettering: Lettering, lines: Sequence[str], width: float, height: float, size: float, least: float
) -> float:
    """Return the largest size up to `size` at which lines fit a box of points, 0.0 where that would be less than `least`."""
    widest = max(map(lettering.width, lines), default=0.0)
    if widest > 0:
        size = min(size, width / widest)
    size = min(size, height / (LEADING * len(lines))) if lines else size
    # A tenth of a point is as fine as anybody sees.
    size = int(size * 10) / 10
    return size if size >= least else 0.0


# From baseline to baseline, as a share of the size.
LEADING = 1.2
