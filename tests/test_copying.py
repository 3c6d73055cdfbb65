"""Text comes out of a file as it was typed, character by character, whatever the face draws it with."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from publications import article, run
from specimen import ROOT

from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layoutfile import read_layout

# What typesetting needs beside the letters, in English and in Spanish: quotes and apostrophe, dashes, ellipsis, spaces of
# some width, signs of measure, fractions, marks of trade, Greek letters of units and doses.
SIGNS = "’‘“”‚„«»‹›–—…·•¿¡ºª°′″µμ×÷−±≤≥≈≠%‰⁄∕½¼¾§¶†‡®™©€£$&@#*\u2009\u202f\u200a\u2007αβγδΔ∆ΩΩ№ʼʻˈ"
LETTERS = "áéíóúüñÁÉÍÓÚÜÑàèçâêîôûœæøßłżšž"
FACES = [f"{family}/{style}" for family in ("serif", "display", "sans", "legible") for style in ("regular", "bold")]
SAID = "The people’s voice, ‘so’ they say, is an office waffle; the dog’s “5 µg” of 1⁄2."
DICHO = "¿Qué es la «ambulancia»? La de O’Higgins, ‘así’: office waffle, 5 µg y 1⁄2."


@pytest.fixture(scope="module")
def library(faces_cache: Path) -> FaceLibrary:
    layout = read_layout(ROOT, "print", "en", Problems())
    assert layout is not None
    return FaceLibrary(layout.faces, faces_cache)


@pytest.mark.parametrize("name", FACES)
def test_a_glyph_stands_for_the_character_that_was_typed(library: FaceLibrary, name: str) -> None:
    face = library.face(name)
    there = [char for char in SIGNS + LETTERS if ord(char) in face.characters]
    assert {*"’‘“”«»–—…¿¡ºª°®™áéíóúüñ"} <= {*there}
    assert {} == {char: face.text_of(face.glyph(char)) for char in there if face.text_of(face.glyph(char)) != char}


@pytest.mark.parametrize("said", [SAID, DICHO])
@pytest.mark.parametrize("edition", ["print", "large-print"])
def test_other_programs_read_what_was_typed(publication: Callable[..., Path], edition: str, said: str) -> None:
    front = f"---\ntitle: '{said[:24]}'\nlanguage: en\ndepartment: features\nsummary: A deck.\n---\n"
    root = publication(article(f"{said}\n\n**{said}**\n\n*{said}*\n", front))
    run(root, "build", "first", "--edition", edition, "--language", "en", "--jobs", "1")
    made = root / "output" / "first" / f"first.en.{edition}.pdf"
    pdf = pypdfium2.PdfDocument(made)
    try:
        read = [" ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())]
    finally:
        pdf.close()
    if shutil.which("pdftotext"):
        out = subprocess.run(["pdftotext", "-raw", str(made), "-"], capture_output=True, check=True).stdout
        read.append(" ".join(out.decode().split()))
    wanted = [word for word in said.split() if word.isascii() is False] + ["office waffle"]
    for text in read:
        assert [] == [word for word in wanted if text.count(word) < 3]
