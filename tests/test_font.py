"""Faces: cut once, kept, and honest about what their glyphs stand for."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pipeline.foundation.diagnostic import Exit, Unusable
from pipeline.typesetting import font as font_module
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Family

FAMILIES = {"serif": Family("source-serif-4", optical=10.0), "legible": Family("atkinson-hyperlegible")}


@pytest.fixture(scope="module")
def library(request: pytest.FixtureRequest) -> FaceLibrary:
    # Cutting a variable font takes seconds; the cut is kept beside pytest's own cache.
    cache = request.config.cache
    assert cache is not None
    return FaceLibrary(FAMILIES, cache.mkdir("fonts"))


def test_a_face_knows_its_measures(library: FaceLibrary) -> None:
    face = library.face("serif/regular")
    assert "serif/regular" == face.name
    assert 0.475 == pytest.approx(face.x_height, abs=0.01)
    assert face.descender < 0 < face.x_height < face.cap_height < face.ascender
    assert 200 < face.advance(face.glyph(" ")) < 300


def test_a_cut_is_a_static_font_without_the_reserved_name(library: FaceLibrary) -> None:
    with TTFont(library.face("serif/regular").path) as font:
        assert "fvar" not in font
        names = {record.nameID: record.toUnicode() for record in font["name"].names}
        assert not [name for number, name in names.items() if number not in (0, 13, 14) and "Source" in name]
        features = font["GPOS"].table.FeatureList.FeatureRecord
        assert {"kern", "mark"} <= {record.FeatureTag for record in features}


@pytest.mark.parametrize("name", ["serif/regular", "legible/regular"])
def test_hyphens_and_spaces_are_there(library: FaceLibrary, name: str) -> None:
    face = library.face(name)
    assert [] == [f"U+{ord(c):04X}" for c in "\u00a0\u00ad\u2010\u2011\u2009\u200a\u202f\u2007" if not face.has(c)]
    assert face.glyph("\u00a0") == face.glyph(" ")
    assert face.text_of(face.glyph("\u2011")) in "-\u2010\u2011"
    assert 0 < face.advance(face.glyph("\u202f")) < face.advance(face.glyph(" "))


@pytest.mark.parametrize("name", ["serif/regular", "legible/regular"])
def test_a_soft_hyphen_looks_like_a_hyphen_but_is_none(library: FaceLibrary, name: str) -> None:
    face = library.face(name)
    assert "\u00ad" == face.text_of(face.glyph("\u00ad"))
    assert face.glyph("-") != face.glyph("\u00ad")
    assert face.advance(face.glyph("-")) == face.advance(face.glyph("\u00ad"))


@pytest.mark.parametrize("name", ["serif/regular", "legible/regular"])
def test_every_glyph_stands_for_real_characters(library: FaceLibrary, name: str) -> None:
    face = library.face(name)
    texts = [face.text_of(glyph) for glyph in range(len(face.texts))]
    assert all(texts)
    assert set() == {c for text in texts for c in text if unicodedata.category(c) in ("Co", "Cs", "Cc")}
    assert "\ufffd" == face.text_of(0) == face.text_of(99_999)


def test_a_feature_is_known_to_draw_a_text_or_not(library: FaceLibrary) -> None:
    assert library.face("serif/regular").draws("smcp", "abcñé")
    assert library.face("serif/regular").draws("sups", "1,3-5")
    assert not library.face("legible/regular").draws("smcp", "a")


def test_a_character_is_looked_for_in_the_other_families(library: FaceLibrary) -> None:
    assert "legible/regular" == library.home("a", "legible/regular")
    assert "serif/regular" == library.home("✓", "legible/regular")
    assert None is library.home("漢", "legible/regular")


def test_the_family_called_fallback_comes_first(library: FaceLibrary) -> None:
    families = {"text": FAMILIES["legible"], "serif": FAMILIES["serif"], "fallback": FAMILIES["serif"]}
    several = FaceLibrary(families, library.face("serif/regular").path.parent)
    assert "fallback/regular" == several.home("✓", "text/regular")


def test_a_kept_cut_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = FaceLibrary(FAMILIES, tmp_path).face("legible/bold")
    before = first.path.read_bytes()

    def no_cut(*_: object) -> None:
        raise AssertionError("cut again")

    monkeypatch.setattr(font_module, "cut", no_cut)
    again = FaceLibrary(FAMILIES, tmp_path).face("legible/bold")
    assert (first.path, first.texts, first.advances) == (again.path, again.texts, again.advances)
    assert before == again.path.read_bytes()


def test_a_broken_cache_is_mended(tmp_path: Path) -> None:
    first = FaceLibrary(FAMILIES, tmp_path).face("legible/bold")
    before = first.path.read_bytes()
    first.path.with_suffix(".json").write_text('{"upem": ')
    again = FaceLibrary(FAMILIES, tmp_path).face("legible/bold")
    assert (before, first.texts) == (again.path.read_bytes(), again.texts)


def test_two_cuts_are_equal_byte_for_byte(tmp_path: Path) -> None:
    paths = [FaceLibrary(FAMILIES, tmp_path / name).face("legible/italic").path for name in ("a", "b")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_missing_package_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as raised:
        FaceLibrary({"text": Family("no-such-family")}, tmp_path).face("text/regular")
    assert ("font-missing", Exit.WORLD) == (raised.value.problem.code, raised.value.exit_code)
    assert "pip install fontpkg-no-such-family" == raised.value.problem.hint


@pytest.mark.parametrize("name", ["nothing/regular", "serif/oblique", "serif"])
def test_a_face_of_no_family_is_refused(library: FaceLibrary, name: str) -> None:
    with pytest.raises(Unusable) as raised:
        library.face(name)
    assert "unknown-face" == raised.value.problem.code
