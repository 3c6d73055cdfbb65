"""Pictures of dots: an image file becomes an image object in the edition's colour space.

In: a file that Pillow reads. Out: a `Raster`, compressed as it will stand in the PDF.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct
from pipeline.press.colour import Separation
from pipeline.typesetting.jpeg import Jpeg, jpeg

if TYPE_CHECKING:
    from PIL import Image, ImageCms

# Pillow is imported where it is needed: it takes as long to load as a dozen photographs take to pass.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
# More colours than this is a photograph and goes as JPEG; fewer are flat art, which JPEG would smear.
_FLAT = 4096
# So much of a picture may take too much ink: a printer measures areas, not dots (GWG 2022, R0026).
_HEAVY = 0.01


class Raster(Struct, frozen=True):
    """An image as it stands in a PDF: `entries` of its dictionary, filtered `data`, its soft mask if any."""

    width: int
    height: int
    entries: str
    data: bytes
    mask: Raster | None = None


def raster(path: str, separation: Separation | None, problems: Problems, ink: float = 0.0) -> Raster | None:
    """Return the image file at `path`, in CMYK or grey if there is a `separation`, else in RGB or grey.

    Transparency is laid on white in CMYK (a press has no half-seen dots) and kept as a soft mask in RGB. The
    camera's notes are left behind: they may say where a reader lives. None, with a problem written down, if
    there is no such file ("image-missing") or it is not an image ("image-unreadable").
    """
    span = Span(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        problems.error("image-missing", f'there is no image file "{Path(path).name}"', span)
        return None
    except OSError as error:
        problems.error("image-unreadable", f'cannot read "{Path(path).name}": {error.strerror}', span)
        return None
    found = jpeg(data)
    if found is not None and not found.noted and (found.grey or separation is None):
        return _passed(found)
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # What Pillow only warns of is damage to notes, which are left behind, or sheer size.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data)) as image:
                if found is not None and _passes(image, separation, span, problems):
                    return _passed(found)
                image.load()
                return _made(image, separation, span, problems, ink)
    except (*_BROKEN, Image.DecompressionBombError) as error:
        problems.error(
            "image-unreadable",
            f'"{Path(path).name}" is not an image that can be read: {_said(error)}',
            span,
            hint="save it again as PNG or JPEG",
        )
        return None


def _passed(found: Jpeg) -> Raster:
    """Return a JPEG as it is, without the camera's notes."""
    space = "DeviceGray" if found.grey else "DeviceRGB"
    return Raster(found.width, found.height, _entries(space, "DCTDecode"), found.data)


def _said(error: BaseException) -> str:
    """Return what a library says of a file, as one line without the buffer's address in memory."""
    from PIL import UnidentifiedImageError

    return "unknown format" if isinstance(error, UnidentifiedImageError) else str(error).split("\n")[0]


def _passes(image: Image.Image, separation: Separation | None, span: Span, problems: Problems) -> bool:
    """Say whether an image stands in the file as it is: an upright JPEG in the edition's colours."""
    if image.format != "JPEG" or image.getexif().get(0x0112, 1) != 1:
        return False
    fits = image.mode == "RGB" and separation is None and _profile(image, span, problems) is None
    return image.mode == "L" or fits


def _made(
    image: Image.Image, separation: Separation | None, span: Span, problems: Problems, ink: float = 0.0
) -> Raster:
    from PIL import Image

    profile = _profile(image, span, problems)
    lossy = image.format == "JPEG"
    if image.getexif().get(0x0112, 1) != 1:
        from PIL import ImageOps

        image = ImageOps.exif_transpose(image)
    image, alpha = _plain(image)
    if alpha is not None and separation is not None:
        image = Image.composite(image, Image.new(image.mode, image.size, "white"), alpha)
        alpha = None
    if image.mode == "CMYK" and separation is None:
        image = _converted(image, profile) if profile is not None else image.convert("RGB")
    elif image.mode == "RGB" and separation is not None:
        image = separation.separated(image, profile)
    elif image.mode == "RGB" and profile is not None:
        image = _converted(image, profile)
    elif image.mode == "CMYK" and separation is not None:
        _check_ink(image, ink or separation.limit, span, problems)
    return _encoded(image, lossy, None if alpha is None else _encoded(alpha, False, None))


def _check_ink(image: Image.Image, limit: float, span: Span, problems: Problems) -> None:
    """Report a picture that came in inks and lays more of them on a hundredth of its area than the paper bears."""
    from PIL import ImageChops

    cyan, magenta, yellow, black = image.split()
    # The mean of four channels, for their sum does not fit into a dot.
    mean = ImageChops.add(ImageChops.add(cyan, magenta, 2), ImageChops.add(yellow, black, 2), 2)
    # Each mean is rounded twice.
    most = round(limit * 2.55 / 4) + 2
    dots = mean.histogram()
    share = sum(dots[most + 1 :]) / max(1, image.width * image.height)
    if share > _HEAVY:
        problems.warning(
            "image-ink",
            f"{share:.0%} of the picture take more than the {limit:.0f}% of ink that the printing condition bears",
            span,
            hint="separate it for the profile in [press], or bring it in RGB",
        )


def _plain(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Return the image as L, RGB or CMYK, and its transparency as L, or None where it is opaque."""
    if image.mode.startswith("I"):
        # 16-bit greys; Pillow's own conversion clips them at 255 instead of scaling.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L"), None
    if image.has_transparency_data:
        full = image.convert("RGBA")
        alpha = full.getchannel("A")
        grey = image.mode in ("LA", "La", "L")
        return full.convert("L" if grey else "RGB"), None if alpha.getextrema() == (255, 255) else alpha
    if image.mode in ("1", "L", "F"):
        return image.convert("L"), None
    return (image, None) if image.mode in ("RGB", "CMYK") else (image.convert("RGB"), None)


def _profile(image: Image.Image, span: Span, problems: Problems) -> ImageCms.ImageCmsProfile | None:
    """Return the profile the image carries, or None where it has none, is sRGB anyway, or cannot be read."""
    data = image.info.get("icc_profile")
    if not data or image.mode not in ("RGB", "RGBA", "P", "CMYK"):
        return None
    # Imported late, as below: few pictures bring a profile of their own, or lie on their side.
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        space, title = profile.profile.xcolor_space.strip(), ImageCms.getProfileDescription(profile)
    except (OSError, ImageCms.PyCMSError):
        problems.warning("image-profile", "the image's colour profile cannot be read; taken as sRGB", span)
        return None
    if space != ("CMYK" if image.mode == "CMYK" else "RGB") or "sRGB" in title:
        return None
    return profile


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    from PIL import ImageCms

    converted = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if converted is None:
        raise ValueError("a conversion that is not in place returned no image")
    return converted


def _entries(space: str, method: str, decode: str = "") -> str:
    return f"/ColorSpace/{space}/BitsPerComponent 8/Filter/{method}{decode}"


def _encoded(image: Image.Image, lossy: bool, mask: Raster | None) -> Raster:
    space = {"L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}[image.mode]
    if not lossy and image.getcolors(_FLAT) is not None:
        data = zlib.compress(image.tobytes(), 6)
        return Raster(image.width, image.height, _entries(space, "FlateDecode"), data, mask)
    out = BytesIO()
    image.save(out, "JPEG", quality=92, subsampling=0)
    # Pillow writes CMYK as Adobe does, inverted.
    decode = "/Decode[1 0 1 0 1 0 1 0]" if image.mode == "CMYK" else ""
    return Raster(image.width, image.height, _entries(space, "DCTDecode", decode), out.getvalue(), mask)
