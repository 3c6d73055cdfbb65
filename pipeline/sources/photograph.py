"""A picture file looked at before it is kept.

In: the bytes that a source calls a picture. Out: the same as a PNG or JPEG that opens, with its size and whom it credits.
Run apart: a few bytes can claim to be a picture of a million by a million. SVG is refused, for it is a program; so are EMF and
WMF, which no printer's software draws alike. A door of Pillow.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any

from PIL import Image, UnidentifiedImageError

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import Struct

_KEPT = {"PNG": ".png", "JPEG": ".jpg"}
_MADE = ("WEBP", "GIF", "BMP", "TIFF")
# Pixels: a JPEG is only looked through at an eighth of its size; what is converted is held whole.
_LARGEST = {"JPEG": 300_000_000, "PNG": 60_000_000}
_LARGEST_MADE = 25_000_000
_ARTIST, _COPYRIGHT = 315, 33_432
_CREDITS = ("Author", "Artist", "Copyright")


class Photograph(Struct, frozen=True):
    """A picture that opens. `suffix` is ".png" or ".jpg"; `fault` says why it is none, and then `data` is empty."""

    data: bytes = b""
    suffix: str = ""
    width: int = 0
    height: int = 0
    credit: str = ""
    fault: str = ""


def looked_at(files: Sequence[bytes], problems: Problems) -> list[Photograph]:
    """Return each file as a picture, or with what is wrong with it."""
    return [_looked_at(data) for data in files]


def _looked_at(data: bytes) -> Photograph:
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml", b"<!DOCTYPE")):
        return Photograph(fault="it is an SVG drawing; save it as PNG")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ours are the limits that count
            with Image.open(io.BytesIO(data)) as picture:
                return _kept(picture, data)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as fault:
        said = "" if isinstance(fault, UnidentifiedImageError) else f" ({str(fault)[:80]})"
        return Photograph(fault=f"it is no picture, or damaged{said}")


def _kept(picture: Image.Image, data: bytes) -> Photograph:
    kind = str(picture.format)
    width, height = picture.size
    limit = _LARGEST.get(kind, _LARGEST_MADE)
    if kind not in (*_KEPT, *_MADE):
        return Photograph(fault=f"it is of kind {kind}; save it as PNG or JPEG")
    if width * height > limit:
        return Photograph(fault=f"{width} by {height} pixels are too many; make it smaller")
    credit = _credit(picture)
    if kind in _KEPT:
        if kind == "JPEG":
            picture.draft("RGB", (max(1, width // 8), max(1, height // 8)))
        picture.load()
        return Photograph(data, _KEPT[kind], width, height, credit)
    made = io.BytesIO()
    picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB").save(made, "PNG")
    return Photograph(made.getvalue(), ".png", width, height, credit)


def _credit(picture: Image.Image) -> str:
    """Return whom the file itself names: EXIF 2.3 Artist, else Copyright, else what a PNG says."""
    try:
        stated: Any = picture.getexif()
    except (ValueError, SyntaxError, OSError):
        stated = {}
    found = [stated.get(_ARTIST), stated.get(_COPYRIGHT), *(picture.info.get(name) for name in _CREDITS)]
    texts = (" ".join(str(text).replace("\x00", " ").split()) for text in found if isinstance(text, str))
    return next((text[:200] for text in texts if text.isprintable() and text), "")
