"""Checks of pictures: how many dots an inch, and how much ink; and the limit of ink of an output condition."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from pipeline.press.preflight.marks import Picture
from pipeline.press.preflight.outcome import Finding, Outcome, count, outcome
from pipeline.press.preflight.subject import Subject, broken

# GWG 2022, R0031 and R0032: dots an inch below which an image is refused, and doubted; both for images of one bit.
_COARSE, _DOUBTFUL, _COARSE_BIT, _DOUBTFUL_BIT, _TINY = 150, 225, 550, 800, 16
# Where nobody says how much ink the paper takes; what the edges of a profile's table may add.
_USUAL, _MORE = 3.0, 0.02
# Ink is summed over squares with sides of 15 mm (R0026), in points.
_SQUARE = 15 / 25.4 * 72


def resolution(subject: Subject) -> Outcome:
    """Pictures have dots enough for the size they are printed in."""
    found: list[Finding] = []
    lowest = 1e9
    for picture in subject.marks.pictures:
        image = picture.image
        if picture.across <= 0 or picture.down <= 0:
            continue
        if picture.pixels <= _TINY:
            continue
        ppi = min(picture.across, picture.down)
        bit = picture.mask or (image is not None and int(image.get("/BitsPerComponent", 8)) == 1)
        coarse, doubtful = (_COARSE_BIT, _DOUBTFUL_BIT) if bit else (_COARSE, _DOUBTFUL)
        lowest = min(lowest, ppi)
        if ppi < doubtful - 0.5:
            place = subject.pages[picture.page - 1].place(picture.box[0], picture.box[3])
            said = f"a picture has {ppi:.0f} dots an inch, {doubtful} are wanted"
            found.append(Finding(said, picture.page, place, warning=ppi >= coarse))
    return outcome("no pictures" if lowest == 1e9 else f"{lowest:.0f} dots an inch at the least", found)


def ink_of_pictures(subject: Subject) -> Outcome:
    """Pictures stay within the sum of inks that the paper takes, averaged over squares of 15 mm."""
    most = limit(subject)
    highest = 0.0
    found: list[Finding] = []
    seen: dict[Any, float] = {}
    for picture in subject.marks.pictures:
        if picture.image is None or picture.mask or picture.space.deep not in ("cmyk", "icc-cmyk"):
            continue
        key = picture.image.objgen, round(picture.across)
        if key not in seen:
            seen[key] = _ink(picture)
        highest = max(highest, seen[key])
        if seen[key] > most:
            place = subject.pages[picture.page - 1].place(picture.box[0], picture.box[3])
            found.append(Finding(f"a picture has {seen[key]:.0%} of ink, {most:.0%} is the limit", picture.page, place))
    return outcome(f"{count(len(seen), 'picture')}, {highest:.0%} at most, {most:.0%} is the profile's limit", found)


def _ink(picture: Picture) -> float:
    """Return the highest sum of inks in an image, 0 for one that cannot be read: another check says that."""
    from PIL import Image

    image = picture.image
    wide, high = int(image.Width), int(image.Height)
    try:
        filters = image.get("/Filter")
        if filters is not None and "/DCTDecode" in str(filters.unparse() if hasattr(filters, "unparse") else filters):
            opened = Image.open(BytesIO(image.read_raw_bytes() if _single(filters) else image.read_bytes()))
            # An eighth of the size is all that is looked at, and all that is read.
            opened.draft("CMYK", (max(wide // 8, 1), max(high // 8, 1)))
            pixels = opened.convert("CMYK") if opened.mode != "CMYK" else opened
            # Pillow turns the inks of every JPEG upside down, as Adobe writes them and "Decode" says then.
            if float(image.get("/Decode", [0])[0]) == 0:
                pixels = Image.eval(pixels, _flipped)
        else:
            if int(image.get("/BitsPerComponent", 8)) != 8 or str(image.get("/ColorSpace", "")) != "/DeviceCMYK":
                return 0.0
            pixels = Image.frombytes("CMYK", (wide, high), image.read_bytes())
    except Image.DecompressionBombError:
        return 0.0
    except broken():
        return 0.0
    across = max(round(wide / picture.across * 72 / _SQUARE), 1)
    down = max(round(high / picture.down * 72 / _SQUARE), 1)
    small = pixels.resize((min(across, pixels.width), min(down, pixels.height)), Image.Resampling.BOX)
    data = small.tobytes()
    return max((sum(data[at : at + 4]) for at in range(0, len(data), 4)), default=0) / 255


def _single(filters: Any) -> bool:
    return not hasattr(filters, "__len__") or str(filters) == "/DCTDecode" or len(filters) == 1


def _flipped(value: int) -> int:
    return 255 - value


def limit(subject: Subject) -> float:
    """Return the most ink that may lie on a place: what the printer said, else the most that the profile of the output intent
    lays down, 3.0 where there is none that can be read.
    """
    if subject.ink:
        return subject.ink
    try:
        embedded = next((one.DestOutputProfile for one in subject.intents if "/DestOutputProfile" in one), None)
        return _USUAL if embedded is None else _limit(embedded.read_bytes())
    except broken():
        return _USUAL


@lru_cache(maxsize=8)
def _limit(profile: bytes) -> float:
    """Return the highest sum of inks that a profile gives for any colour; the darkest ones have it."""
    from PIL import Image, ImageCms

    # It brings ReportLab, which the command does not wait for.
    from pipeline.press.colour import most_ink

    try:
        opened = ImageCms.ImageCmsProfile(BytesIO(profile))
        dark = Image.new("LAB", (17 * 17, 9))
        # Signed shares of a and b, as bytes.
        dark.putdata(
            [(16 * light, a * 15 & 255, b * 15 & 255) for light in range(9) for a in range(-8, 9) for b in range(-8, 9)]
        )
        lab = ImageCms.createProfile("LAB")
        highest = 0
        for intent in (ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Intent.PERCEPTUAL):
            inks = ImageCms.applyTransform(dark, ImageCms.buildTransform(lab, opened, "LAB", "CMYK", intent))
            data = inks.tobytes() if inks is not None else b""
            highest = max(highest, *(sum(data[at : at + 4]) for at in range(0, len(data), 4)))
        # Saturated colours of a screen may take more than the darkest ones.
        highest = max(highest, round(most_ink(opened) * 255))
    except (OSError, ImageCms.PyCMSError, ValueError, TypeError):
        return _USUAL
    return highest / 255 + _MORE
