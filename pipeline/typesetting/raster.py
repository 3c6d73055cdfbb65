"""Raster pictures: how large they are, before the press opens them."""

from __future__ import annotations

from pathlib import Path

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.typesetting.jpeg import jpeg

LIMIT = 120_000_000


def pixels(path: Path, shown: str, problems: Problems, span: Span) -> tuple[int, int] | None:
    """Return the width and height of a JPEG or PNG file in pixels, or None where it is no picture."""
    try:
        found = jpeg(path.read_bytes())
    except OSError:
        found = None
    if found is not None and not found.noted and found.width * found.height <= LIMIT:
        return found.width, found.height
    # Imported late: few files are not told by their headers.
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            width, height = image.size
            if image.format not in ("JPEG", "PNG"):
                problems.error("image-kind", f'"{shown}" is {image.format}', span, hint="JPEG, PNG or SVG")
                return None
            if width * height > LIMIT:
                problems.error("image-unreadable", f'"{shown}" has more than 120 million pixels', span)
                return None
            image.verify()
    except UnidentifiedImageError:
        problems.error(
            "image-unreadable", f'"{shown}" is no picture that can be read', span, hint="save it anew as PNG or JPEG"
        )
        return None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        problems.error(
            "image-unreadable", f'"{shown}" is no picture that can be read: {fault}', span, hint="save it anew"
        )
        return None
    return width, height
