"""Colour on its way to paper or screen: names of the palette and "#rrggbb" in one device space.

In: the layout's palette, the profile of the output condition. Out: `Ink`, a colour ready to paint with.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pipeline.foundation.diagnostic import Exit, Span, unusable
from pipeline.foundation.value import Apart, force_setattr
from pipeline.press.canvas import name, numbers
from pipeline.typesetting.keeping import keep, opened
from pipeline.typesetting.layout import Colour

if TYPE_CHECKING:
    from PIL import Image, ImageCms

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
# How far the channels of an 8-bit colour may lie apart and still be meant as grey: rounding of an editor in
# general, and near black also the tints of "almost black" that web palettes like and a press would print in
# four inks out of register.
_GREY = 4
_DARK, _DARK_GREY = 0x40, 16

# Colours kept on disk; a book has some dozens.
KEPT, KIND = 5_000, "inks"


class Ink(Apart, frozen=True):
    """A colour in its device space: three shares of light or four of ink, 0 to 1, and the operators that paint with it.

    `spot` is an ink of its own plate, "All" the colour of registration marks; the shares are then those of the process
    inks that stand in for it on a proof (ISO 32000-1, 8.6.6.4).
    """

    apart: ClassVar[tuple[str, ...]] = ("fill", "stroke")

    components: tuple[float, ...]
    fill: str = ""
    stroke: str = ""
    spot: str = ""

    def __post_init__(self) -> None:
        """Spell the operators once: they are asked for with every line."""
        shares, light = numbers(self.components), len(self.components) == 3
        plate = plate_label(self.spot) if self.spot else ""
        force_setattr(self, "fill", f"{plate} cs 1 scn" if plate else f"{shares} {'rg' if light else 'k'}")
        force_setattr(self, "stroke", f"{plate} CS 1 SCN" if plate else f"{shares} {'RG' if light else 'K'}")

    @property
    def solid_black(self) -> bool:
        """Whether it is full black ink alone, with which small text overprints (GWG 2022, R0009)."""
        return self.components == (0, 0, 0, 1) and not self.spot

    @property
    def black_alone(self) -> bool:
        """Whether it is black ink alone, full or screened: it is on one plate."""
        share = self.components[3] if len(self.components) == 4 and not self.spot else 0.0
        return self.components[:3] == (0, 0, 0) and share > 0

    @property
    def space(self) -> str:
        """The colour space of a spot: its name, and how a tint of it is made of process inks."""
        return (
            f"[/Separation{name(self.spot)}/DeviceCMYK"
            f"<</FunctionType 2/Domain[0 1]/N 1/C0[0 0 0 0]/C1[{numbers(self.components)}]>>]"
        )


def plate_label(spot: str) -> str:
    """Return the name by which content streams call the colour space of a spot."""
    return name(f"S-{spot}")


class Separation:
    """The way from RGB to the inks of an output condition, relative colorimetric with compensated black.

    The tables of a profile take longer to make than a page: with a `cache` folder, what was asked of it is kept there, and
    they are made only where something else is asked.
    """

    def __init__(self, path: Path, cache: Path | None = None) -> None:
        """Read the ICC profile at `path`.

        Raises `Unusable` if it cannot be read or is not the profile of a CMYK printer (ISO 15930-7, 6.2.2).
        """
        self.path = path
        try:
            self.data = path.read_bytes()
        except OSError as error:
            raise unusable(
                "profile-unreadable",
                f'cannot read the colour profile "{path.name}": {error.strerror}',
                Span(path.as_posix()),
                exit_code=Exit.WORLD,
            ) from error
        self._kept = cache and cache / "inks" / hashlib.sha256(_maker() + self.data).hexdigest()
        known = opened(self._kept, KIND) if self._kept else None
        self._fresh = known is None
        if known is None:
            known = (*self._described(), self._grey_scale(), 0.0, {})
        self.description: str
        self.version: float
        self._greys: tuple[int, ...]
        self._limit: float
        self._dots: dict[tuple[int, int, int], bytes]
        self.description, self.version, self._greys, self._limit, self._dots = known

    def keep(self) -> None:
        """Keep what was asked of the profile in the cache folder, if any of it is new. A disk that refuses is no fault."""
        if self._kept and self._fresh:
            dots = self._dots if len(self._dots) <= KEPT else {}
            keep(self._kept, KIND, (self.description, self.version, self._greys, self._limit, dots))
            self._fresh = False

    def _described(self) -> tuple[str, float]:
        from PIL import ImageCms

        kind = (self._profile.profile.xcolor_space.strip(), self._profile.profile.device_class.strip())
        if kind != ("CMYK", "prtr"):
            raise self._refused(f"is no CMYK printer's profile ({kind[0]}, {kind[1]})")
        return ImageCms.getProfileDescription(self._profile).strip(), float(self._profile.profile.version)

    @cached_property
    def _profile(self) -> ImageCms.ImageCmsProfile:
        # Imported late, as below: an edition for screens has no use for it.
        from PIL import ImageCms

        try:
            return ImageCms.ImageCmsProfile(BytesIO(self.data))
        except (OSError, ImageCms.PyCMSError) as error:
            raise self._refused("is not an ICC profile") from error

    @cached_property
    def _srgb(self) -> ImageCms.ImageCmsProfile:
        from PIL import ImageCms

        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

    @cached_property
    def _from_srgb(self) -> ImageCms.ImageCmsTransform:
        return self._transform(self._srgb)

    def _refused(self, why: str) -> Exception:
        return unusable(
            "profile-unusable",
            f'the colour profile "{self.path.name}" {why}',
            Span(self.path.as_posix()),
            hint="name the ICC profile that the printer asks for",
        )

    def _transform(self, source: ImageCms.ImageCmsProfile) -> ImageCms.ImageCmsTransform:
        return _to_inks(source, self._profile)

    def _grey_scale(self) -> tuple[int, ...]:
        """Return, for each 8-bit grey of a screen, the black ink (0 to 255) that prints equally light."""
        from PIL import Image, ImageCms

        lab = ImageCms.createProfile("LAB")
        ramp = Image.new("CMYK", (256, 1))
        ramp.putdata([(0, 0, 0, black) for black in range(256)])
        screen = Image.new("RGB", (256, 1))
        screen.putdata([(grey, grey, grey) for grey in range(256)])
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        printed = ImageCms.applyTransform(ramp, ImageCms.buildTransform(self._profile, lab, "CMYK", "LAB", intent))
        wanted = ImageCms.applyTransform(screen, ImageCms.buildTransform(self._srgb, lab, "RGB", "LAB", intent))
        if printed is None or wanted is None:
            raise ValueError("a transform that is not in place returned no image")
        light = [printed.getpixel((black, 0))[0] for black in range(256)]  # type: ignore[index]  # a LAB pixel is a tuple
        scale: list[int] = []
        for grey in range(256):
            target = wanted.getpixel((grey, 0))[0]  # type: ignore[index]  # as above
            scale.append(min(range(256), key=lambda black: (abs(light[black] - target), -black)))
        return (255, *scale[1:255], 0)

    @property
    def limit(self) -> float:
        """The most ink that it puts on a place, in percent of one ink: what its makers hold the paper to bear."""
        if not self._limit:
            self._limit, self._fresh = most_ink(self._profile) * 100, True
        return self._limit

    def inks(self, red: int, green: int, blue: int) -> tuple[float, ...]:
        """Return the shares of cyan, magenta, yellow and black for 8-bit sRGB; greys get black only."""
        spread = max(red, green, blue) - min(red, green, blue)
        if spread <= _GREY or (max(red, green, blue) <= _DARK and spread <= _DARK_GREY):
            return (0.0, 0.0, 0.0, self._greys[round((red + green + blue) / 3)] / 255)
        if (red, green, blue) not in self._dots:
            self.learn([(red, green, blue)])
        return tuple(share / 255 for share in self._dots[red, green, blue])

    def learn(self, colours: Iterable[tuple[int, int, int]]) -> None:
        """Separate colours that will be asked for, all at once: a transform costs the same for one as for thousands."""
        new = [colour for colour in dict.fromkeys(colours) if colour not in self._dots]
        if not new:
            return
        self._fresh = True
        from PIL import Image

        row = Image.new("RGB", (len(new), 1))
        row.putdata(new)
        data = self.separated(row).tobytes()
        self._dots.update({colour: data[4 * n : 4 * n + 4] for n, colour in enumerate(new)})

    def separated(self, image: Image.Image, source: ImageCms.ImageCmsProfile | None = None) -> Image.Image:
        """Return an RGB image in CMYK. `source` is the profile it carries, if it is not sRGB."""
        from PIL import ImageCms

        transform = self._from_srgb if source is None else self._transform(source)
        separated = ImageCms.applyTransform(image, transform)
        if separated is None:
            raise ValueError("a transform that is not in place returned no image")
        return separated


def most_ink(profile: ImageCms.ImageCmsProfile) -> float:
    """Return the highest sum of inks, as a share of one, that a profile gives for any colour of a screen as this press asks it."""
    from PIL import Image, ImageCms

    steps = range(0, 256, 15)
    cube = [(red, green, blue) for red in steps for green in steps for blue in steps]
    row = Image.new("RGB", (len(cube), 1))
    row.putdata(cube)
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    separated = ImageCms.applyTransform(row, _to_inks(screen, profile))
    dots = b"" if separated is None else separated.tobytes()
    return max((sum(dots[at : at + 4]) for at in range(0, len(dots), 4)), default=0) / 255


def _to_inks(source: ImageCms.ImageCmsProfile, target: ImageCms.ImageCmsProfile) -> ImageCms.ImageCmsTransform:
    from PIL import ImageCms

    return ImageCms.buildTransform(
        source,
        target,
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


@lru_cache(maxsize=4)
def separation(path: Path, cache: Path | None = None) -> Separation:
    """Return the separation of the profile at `path`, made once a process, for its tables take time."""
    return Separation(path, cache)


def _maker() -> bytes:
    """Return what stands for the makers of separations: this room, and the library that reads profiles."""
    import PIL

    return Path(__file__).read_bytes() + PIL.__version__.encode()


class Colours:
    """The colours of an edition, each made once. `inks` says that they are inks although nothing has to be separated."""

    def __init__(self, palette: Mapping[str, Colour], separation: Separation | None, *, inks: bool = False) -> None:
        self._palette = palette
        self._press = inks or separation is not None
        self.separation = separation
        self._inks: dict[str, Ink] = {}

    def ink(self, colour: str) -> Ink:
        """Return the ink for a name of the palette or "#rrggbb".

        Raises ValueError for anything else: names are checked when the layout and the drawings are read.
        """
        found = self._inks.get(colour)
        if found is None:
            found = self._inks[colour] = self._made(colour)
        return found

    def spots(self) -> dict[str, tuple[float, float, float, float]]:
        """Return the palette's inks of their own, each with what stands in for it, in percent."""
        return {colour.spot: colour.cmyk for colour in self._palette.values() if colour.spot}

    def add(self, palette: Mapping[str, Colour]) -> None:
        """Take more names into the palette."""
        self._palette = {**self._palette, **palette}

    def learn(self, codes: Iterable[str]) -> None:
        """Make ready the colours written as "#rrggbb" among `codes`."""
        if self.separation is not None:
            self.separation.learn(_channels(code) for code in codes if _HEX.match(code))

    def _made(self, colour: str) -> Ink:
        named = self._palette.get(colour)
        if named is not None and self._press:
            return Ink(tuple(percent / 100 for percent in named.cmyk), spot=named.spot)
        code = colour if named is None else named.rgb
        if not _HEX.match(code):
            raise ValueError(f'"{code}" is neither a colour of the palette nor "#rrggbb"')
        channels = _channels(code)
        if self.separation is not None:
            return Ink(self.separation.inks(*channels))
        return Ink(tuple(channel / 255 for channel in channels))


def _channels(code: str) -> tuple[int, int, int]:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)
