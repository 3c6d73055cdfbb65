"""Regions of finished pages as pictures.

In: the bytes of a file, pages and boxes in points from the top left corner of the trim. Out: PNG pictures. A page is drawn once,
however many of its regions are asked for.
"""

from __future__ import annotations

import io
from typing import Any

from pipeline.foundation.value import Struct

# Points shown around a region, so that it is seen among its neighbours.
_AROUND = 6.0


class Picture(Struct, frozen=True):
    """A picture as PNG, its size in pixels, and the size in points of what it shows."""

    png: bytes
    pixels: tuple[int, int]
    points: tuple[float, float]


class Pages:
    """The pages of a file, drawn at `scale` pixels to the point. It is closed by leaving its `with`."""

    def __init__(self, data: bytes, scale: float) -> None:
        # Imported late: few commands look at pages.
        import pypdfium2  # type: ignore[import-untyped]  # ships no types

        self._document = pypdfium2.PdfDocument(data)
        self._scale = scale
        self._number = 0
        self._drawn: Any = None
        self._foot = (0.0, 0.0)

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def size(self, page: int) -> tuple[float, float]:
        """Return the width and height of a page's trim in points. Pages count from 1."""
        left, bottom, right, top = self._document[page - 1].get_trimbox()
        return right - left, top - bottom

    def whole(self, page: int, scale: float) -> Picture:
        """Return a page within its trim, at another scale."""
        width, height = self.size(page)
        found = self._crop(page, 0.0, 0.0, width, height)
        pixels = (max(1, round(width * scale)), max(1, round(height * scale)))
        return _picture(found.resize(pixels), (width, height))

    def region(self, page: int, x: float, y: float, width: float, height: float) -> Picture:
        """Return a box of a page with a little around it, no more than the sheet has."""
        box = (x - _AROUND, y - _AROUND, x + width + _AROUND, y + height + _AROUND)
        found = self._crop(page, *box)
        return _picture(found, (found.width / self._scale, found.height / self._scale))

    def _crop(self, page: int, left: float, top: float, right: float, foot: float) -> Any:
        self._draw(page)
        across, down = self._foot
        sides = (left + across, top + down, right + across, foot + down)
        x0, y0, x1, y1 = (round(side * self._scale) for side in sides)
        width, height = self._drawn.size
        x0, y0 = min(max(x0, 0), width - 1), min(max(y0, 0), height - 1)
        return self._drawn.crop((x0, y0, max(x0 + 1, min(x1, width)), max(y0 + 1, min(y1, height))))

    def _draw(self, number: int) -> None:
        if number == self._number:
            return
        page = self._document[number - 1]
        # What is drawn is the crop box; the trim lies within it.
        left, _, _, top = page.get_cropbox()
        trim = page.get_trimbox()
        self._foot = (trim[0] - left, top - trim[3])
        self._drawn = page.render(scale=self._scale, may_draw_forms=False).to_pil().convert("RGB")
        self._number = number


def _picture(found: Any, points: tuple[float, float]) -> Picture:
    stream = io.BytesIO()
    # Type on a tint has few colours: a palette halves the file, and nobody sees it.
    found.quantize(64).save(stream, "PNG", optimize=True)
    return Picture(stream.getvalue(), found.size, points)
