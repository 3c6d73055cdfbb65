"""A photograph is known by its headers: what they say is what a decoder finds, and what they do not say is left to it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from pipeline.foundation.diagnostic import NOWHERE, Problems
from pipeline.press.image import raster
from pipeline.typesetting.jpeg import Jpeg, jpeg
from pipeline.typesetting.raster import pixels


def encoded(mode: str = "RGB", form: str = "JPEG", **options: Any) -> bytes:
    ramp, other = Image.linear_gradient("L").resize((80, 60)), Image.radial_gradient("L").resize((80, 60))
    out = BytesIO()
    Image.merge("RGB", (ramp, other, ramp)).convert(mode).save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"optimize": True}, {"subsampling": 0}, {"dpi": (300, 300)}]
)
def test_a_photograph_is_told_by_its_headers(options: dict[str, Any]) -> None:
    for mode, grey in (("RGB", False), ("L", True)):
        data = encoded(mode, **options)
        assert Jpeg(80, 60, grey, False, data) == jpeg(data)


def test_what_a_camera_noted_is_left_behind_and_not_believed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    plain, noted = encoded(), jpeg(encoded(exif=exif, comment=b"at home"))
    assert noted is not None
    assert (True, plain) == (noted.noted, noted.data)


def test_a_profile_is_a_note() -> None:
    found = jpeg(encoded(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()))
    assert found is not None and found.noted


@pytest.mark.parametrize("data", [encoded("CMYK"), encoded(form="PNG"), b"", b"\xff\xd8\xff\xd9", encoded()[:-2]])
def test_what_is_out_of_the_ordinary_is_left_to_a_decoder(data: bytes) -> None:
    assert jpeg(data) is None


@given(st.integers(0, len(encoded()) - 1))
def test_a_photograph_cut_off_is_none(length: int) -> None:
    assert jpeg(encoded()[:length]) is None


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    assert jpeg(b"\xff\xd8" + data) is None or b"\xff\xd9" in data


def test_half_a_photograph_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "half.jpg"
    path.write_bytes(encoded()[:900])
    problems = Problems()
    assert raster(path.as_posix(), None, problems) is None
    assert ["image-unreadable"] == [problem.code for problem in problems]


def test_a_picture_is_as_large_as_its_decoder_says(tmp_path: Path) -> None:
    for name, data in (("a.jpg", encoded()), ("b.jpg", encoded(exif=Image.Exif())), ("c.png", encoded(form="PNG"))):
        (tmp_path / name).write_bytes(data)
        assert (80, 60) == pixels(tmp_path / name, name, Problems(), NOWHERE)
