"""Colours and pictures on their way to ink or light."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from press_samples import PALETTE, PRINT, PROFILE, SCREEN, book, library

from pipeline.foundation.diagnostic import Exit, Problems, Unusable
from pipeline.foundation.value import replace
from pipeline.press.colour import Colours, Separation, separation
from pipeline.press.image import raster
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.page import Element, PlacedImage

INKS = Colours(PALETTE, separation(PROFILE))
LIGHT = Colours(PALETTE, None)
CHANNEL = st.integers(0, 255)


def saved(folder: Path, image: Image.Image, name: str, **options: Any) -> str:
    path = folder / name
    image.save(path, **options)
    return path.as_posix()


def photograph(mode: str = "RGB", size: tuple[int, int] = (80, 60)) -> Image.Image:
    """Return an image with more colours than flat art has."""
    ramp = Image.linear_gradient("L").resize(size)
    other = Image.radial_gradient("L").resize(size)
    return Image.merge("RGB", (ramp, other, ramp.transpose(Image.Transpose.ROTATE_180))).convert(mode)


def shown(path: str, output: Output, width: float = 20, height: float = 15) -> tuple[pikepdf.Pdf, Problems]:
    """Return an edition with one picture, and what the press says about it."""
    problems = Problems()
    structure = Element("document", "Document", (Element("a", "Figure", alternate="A picture"),))
    made = book((PlacedImage(10, 10, width, height, path, "a"),), (), structure)
    pages = (replace(made.pages[0], links=()), made.pages[1])
    data = print_book(
        replace(made, pages=pages, bookmarks=()), PALETTE, library(), replace(output, tagged=False), problems
    )
    return pikepdf.open(BytesIO(data)), problems


def codes(problems: Problems) -> list[str]:
    return [f"{problem.severity} {problem.code}" for problem in problems]


def test_a_palettes_colour_is_printed_with_the_inks_it_names() -> None:
    assert "0.9 0.4 0.4 0.2 k" == INKS.ink("accent").fill
    assert "0.043 0.361 0.42 RG" == LIGHT.ink("accent").stroke


def test_black_is_black_ink_alone_and_white_no_ink() -> None:
    assert "0 0 0 1 k" == INKS.ink("#000000").fill == INKS.ink("#1c1a24").fill
    assert "0 0 0 0 k" == INKS.ink("#ffffff").fill


@given(CHANNEL)
def test_greys_are_printed_in_black_ink_only(grey: int) -> None:
    cyan, magenta, yellow, _ = INKS.ink(f"#{grey:02x}{grey:02x}{grey:02x}").components
    assert (0, 0, 0) == (cyan, magenta, yellow)


def test_darker_greys_take_more_ink() -> None:
    scale = [INKS.ink(f"#{grey:02x}{grey:02x}{grey:02x}").components[3] for grey in range(256)]
    assert sorted(scale, reverse=True) == scale


@settings(max_examples=60, deadline=None)
@given(CHANNEL, CHANNEL, CHANNEL)
def test_no_colour_takes_more_ink_than_the_profile_allows(red: int, green: int, blue: int) -> None:
    assert 3.05 >= sum(INKS.ink(f"#{red:02x}{green:02x}{blue:02x}").components)


@pytest.mark.parametrize("colour", ["", "mauve", "#12345", "#1234567", "#12345g", "rgb(0,0,0)"])
def test_what_is_no_colour_is_a_fault(colour: str) -> None:
    with pytest.raises(ValueError, match="neither a colour"):
        INKS.ink(colour)


def test_a_profile_that_is_missing_or_none_or_of_a_screen_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="profile-missing"):
        print_book(book(), PALETTE, library(), replace(PRINT, output_profile=None), Problems())
    with pytest.raises(Unusable, match="profile-unreadable") as missing:
        Separation(tmp_path / "no.icc")
    assert Exit.WORLD == missing.value.exit_code
    (tmp_path / "bad.icc").write_bytes(b"nothing of the kind")
    with pytest.raises(Unusable, match="is not an ICC profile"):
        Separation(tmp_path / "bad.icc")
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (tmp_path / "screen.icc").write_bytes(screen)
    with pytest.raises(Unusable, match="is no CMYK printer's profile"):
        Separation(tmp_path / "screen.icc")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK", "L", "LA", "1", "I;16"])
def test_every_kind_of_picture_reaches_paper_as_ink(mode: str, tmp_path: Path) -> None:
    image = Image.new("I;16", (80, 60), 30000) if mode == "I;16" else photograph().convert(mode)
    path = saved(tmp_path, image, "picture.tif" if mode in ("CMYK", "LA") else "picture.png")
    pdf, problems = shown(path, PRINT)
    with pdf:
        picture = pdf.pages[0].Resources.XObject.I1
        grey = mode in ("L", "LA", "1", "I;16")
        assert "/DeviceGray" if grey else "/DeviceCMYK" == str(picture.ColorSpace)
        assert "/SMask" not in picture
        assert (80, 60) == (int(picture.Width), int(picture.Height))
    assert [] == codes(problems)


def test_a_separated_photograph_looks_as_it_did(tmp_path: Path) -> None:
    flat = Image.new("RGB", (40, 40), (200, 60, 40))
    pdf, _ = shown(saved(tmp_path, flat, "flat.png"), PRINT, 5, 5)
    with pdf:
        picture = pdf.pages[0].Resources.XObject.I1
        inks = [round(share * 255) for share in INKS.ink("#c83c28").components]
        assert inks == list(picture.read_bytes()[:4])
        assert "/Decode" not in picture


def test_a_cmyk_jpeg_is_not_turned_into_its_negative(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("CMYK", (40, 40), (255, 0, 0, 0)), "cyan.jpg", quality=95)
    pdf, _ = shown(path, PRINT, 5, 5)
    with pdf:
        picture = pdf.pages[0].Resources.XObject.I1
        stored = Image.open(BytesIO(picture.read_raw_bytes())).getpixel((5, 5))
        assert [1, 0, 1, 0, 1, 0, 1, 0] == list(picture.Decode)
    # Pillow turns Adobe's inverted dots right again as Decode does.
    assert stored is not None
    assert (255, 0) == (stored[0], stored[3])  # type: ignore[index]  # a CMYK pixel is a tuple


def test_transparency_is_laid_on_white_for_paper_and_kept_on_screen(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "clear.png")
    pdf, _ = shown(path, PRINT, 5, 5)
    with pdf:
        assert bytes(4) == pdf.pages[0].Resources.XObject.I1.read_bytes()[:4]
    pdf, _ = shown(path, SCREEN, 5, 5)
    with pdf:
        mask = pdf.pages[0].Resources.XObject.I1.SMask
        assert ("/DeviceGray", b"\0") == (str(mask.ColorSpace), mask.read_bytes()[:1])


def test_a_jpeg_for_the_screen_keeps_its_dots_and_loses_the_cameras_notes(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at the reader's home"
    path = saved(tmp_path, photograph(), "photo.jpg", exif=exif, quality=80)
    pdf, _ = shown(path, SCREEN)
    with pdf:
        data = pdf.pages[0].Resources.XObject.I1.read_raw_bytes()
    assert b"reader's home" in Path(path).read_bytes()
    assert b"reader's home" not in data
    assert Image.open(path).tobytes() == Image.open(BytesIO(data)).tobytes()


def test_a_picture_taken_sideways_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path, photograph(), "photo.jpg", exif=exif)
    found = raster(path, None, Problems())
    assert found is not None
    assert (60, 80) == (found.width, found.height)


def test_a_picture_used_twice_is_kept_once(tmp_path: Path) -> None:
    path = saved(tmp_path, photograph(), "photo.png")
    made = book((PlacedImage(0, 0, 9, 9, path), PlacedImage(0, 20, 9, 9, path)), ())
    pages = (replace(made.pages[0], links=()), made.pages[1])
    data = print_book(replace(made, pages=pages, bookmarks=()), PALETTE, library(), PRINT, Problems())
    with pikepdf.open(BytesIO(data)) as pdf:
        assert ["/I1"] == list(pdf.pages[0].Resources.XObject.keys())


@pytest.mark.parametrize(
    ("inches", "paper", "screen"),
    [(80 / 300, [], []), (80 / 200, ["warning"], ["warning"]), (80 / 100, ["error"], ["warning"])],
)
def test_a_picture_with_too_few_pixels_is_reported(
    inches: float, paper: list[str], screen: list[str], tmp_path: Path
) -> None:
    path = saved(tmp_path, photograph(), "photo.png")
    for output, severities in ((PRINT, paper), (SCREEN, screen)):
        pdf, problems = shown(path, output, inches * 72, inches * 54)
        pdf.close()
        assert [f"{severity} image-resolution" for severity in severities] == codes(problems)


def test_a_figure_keeps_its_tag_when_its_file_is_missing() -> None:
    structure = Element("document", "Document", (Element("a", "Figure", alternate="A picture"),))
    made = book((PlacedImage(0, 0, 9, 9, "none.png", "a"),), (), structure)
    problems = Problems()
    pages = (replace(made.pages[0], links=()), made.pages[1])
    assert print_book(replace(made, pages=pages), PALETTE, library(), SCREEN, problems)
    assert ["error image-missing"] == codes(problems)


def test_a_file_that_is_missing_or_no_picture_is_reported_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    whole = BytesIO()
    photograph().save(whole, "PNG")
    (tmp_path / "half.png").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    for name, code in (
        ("none.png", "error image-missing"),
        ("text.png", "error image-unreadable"),
        ("half.png", "error image-unreadable"),
        ("", "error image-unreadable"),
    ):
        pdf, problems = shown((tmp_path / name).as_posix(), PRINT)
        with pdf:
            assert "/XObject" not in pdf.pages[0].Resources
        assert [code] == codes(problems)
        assert "0x" not in "".join(problem.message for problem in problems)


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from((b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\0")),
)
def test_no_file_breaks_the_press(tmp_path_factory: pytest.TempPathFactory, data: bytes, magic: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise"
    path.write_bytes(magic + data)
    problems = Problems()
    found = raster(path.as_posix(), separation(PROFILE), problems)
    assert (found is None) == bool(problems.errors)
