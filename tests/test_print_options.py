"""What a layout may ask of the press: an older standard, marks, spots, a limit of ink, a cover of its own; with Ghostscript."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from booklets import BLEED, COLOURS, HEIGHT, WIDTH, booklet, rendered, words_in
from PIL import Image, ImageCms
from press_samples import PRINT, PROFILE
from publications import ONE, article, run, said
from test_press_colour import shown

from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.foundation.value import replace
from pipeline.press import printing
from pipeline.press.colour import Colours, separation
from pipeline.press.imposition.assembly import imposed
from pipeline.press.imposition.scheme import scheme_named
from pipeline.press.imposition.sheet import Order
from pipeline.press.printing import conformance

Publication = Callable[..., Path]
OLD = replace(PRINT, standard="PDF/X-1a:2003")
MARKED = replace(PRINT, marks=True, slug="first.en.print.pdf")
GHOSTSCRIPT = pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not installed")


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


# ---------------------------------------------------------------- PDF/X-1a


@pytest.fixture(scope="module")
def old() -> bytes:
    return booklet(4, OLD)


def test_the_older_standard_is_claimed_where_it_looks_for_it(old: bytes) -> None:
    assert ("PDF/X-1a:2003",) == conformance(OLD)
    with opened(old) as pdf:
        assert "PDF/X-1a:2003" == str(pdf.docinfo["/GTS_PDFXVersion"])
        assert "/GTS_PDFXConformance" not in pdf.docinfo
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
            assert "PDF/X-1a:2003" == about["pdfx:GTS_PDFXVersion"]
            assert "pdfxid:GTS_PDFXVersion" not in about


def test_the_older_standard_is_a_file_of_pdf_1_4(old: bytes) -> None:
    assert old.startswith(b"%PDF-1.4")
    assert b"/ObjStm" not in old and b"/XRef" not in old
    assert re.search(rb"\nxref\n0 \d+", old)


def test_the_older_standard_has_no_transparency_layers_or_profiles_but_one(old: bytes) -> None:
    with opened(old) as pdf:
        assert "/OCProperties" not in pdf.Root
        profiles = 0
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                assert "/SMask" not in thing and "/CA" not in thing and "/ca" not in thing and "/BM" not in thing
                assert thing.get("/S") != "/Transparency"
                profiles += "/N" in thing and isinstance(thing, pikepdf.Stream)
            if isinstance(thing, pikepdf.Array) and len(thing):
                assert str(thing[0]) not in ("/ICCBased", "/Lab", "/CalRGB", "/CalGray")
        assert 1 == profiles
        assert 2 == len(pdf.trailer.ID)
    assert old == booklet(4, OLD)


def test_the_older_standard_takes_no_profile_of_a_newer_kind(tmp_path: Path) -> None:
    data = bytearray(PROFILE.read_bytes())
    data[8:10] = b"\x04\x20"
    (tmp_path / "four.icc").write_bytes(data)
    with pytest.raises(Unusable, match="ICC version 4") as fault:
        booklet(4, replace(OLD, output_profile=tmp_path / "four.icc"))
    assert "profile-version" == fault.value.problem.code
    assert booklet(4, replace(PRINT, output_profile=tmp_path / "four.icc"))


def test_a_layout_asks_for_the_older_standard(publication: Publication) -> None:
    root = publication({"layouts/print.toml": ("[output]", '[output]\nconformance = ["PDF/X-1a"]')})
    assert "PDF/X-1a:2003" in run(root, *ONE).stdout
    manifest = json.loads((root / "output" / "first" / "manifest.json").read_text())
    assert ["PDF/X-1a:2003"] == manifest["files"][0]["standards"]
    with pikepdf.open(root / "output" / "first" / "first.en.print.pdf") as pdf:
        assert "1.4" == pdf.pdf_version


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ('conformance = ["PDF/X-4", "PDF/X-1a"]', "conformance-mixed"),
        ('conformance = ["PDF/X-1a"]\ntagged = true', "conformance-mixed"),
        ('conformance = ["PDF/X-4"]\nlinks = true', "conformance-mixed"),
        ('conformance = ["PDF/X-4"]\nspace = "rgb"', "conformance-mixed"),
        ('marks = true\nspace = "rgb"', "marks-rgb"),
        ('slug = true\nspace = "rgb"', "marks-rgb"),
        ('conformance = ["PDF/X-3"]', "value-kind"),
    ],
)
def test_wishes_that_exclude_each_other_are_named_at_their_line(keys: str, code: str, publication: Publication) -> None:
    plain = '[output]\nspace = "cmyk"\ntagged = false\nlinks = false\n'
    named = {line.partition(" ")[0] for line in keys.split("\n")}
    rest = [line for line in plain.split("\n")[1:] if line and line.partition(" ")[0] not in named]
    root = publication({"layouts/print.toml": (plain, "\n".join(["[output]", keys, *rest, ""]))})
    assert [f"layouts/print.toml:6:{said_column} {code}" for said_column in ("1",)] == [
        re.sub(r":(\d+):\d+ ", r":6:1 ", one) for one in said(run(root, *ONE, exit_code=1))
    ]


# ---------------------------------------------------------------- marks and slug


def test_marks_and_slug_are_off_by_default() -> None:
    assert (False, "") == (PRINT.marks, PRINT.slug)
    with opened(booklet(4)) as pdf:
        assert list(pdf.pages[0].MediaBox) == list(pdf.pages[0].BleedBox)


def test_marks_stand_outside_of_the_bleed_in_every_plate() -> None:
    with opened(booklet(4, MARKED)) as pdf:
        page = pdf.pages[0]
        assert [0, 0, WIDTH + 72, HEIGHT + 72] == [float(side) for side in page.MediaBox]
        assert [27, 27, WIDTH + 45, HEIGHT + 45] == [float(side) for side in page.BleedBox]
        assert [36, 36, WIDTH + 36, HEIGHT + 36] == [float(side) for side in page.TrimBox]
        text = page.Contents.read_bytes().decode()
        assert "/S-All CS 1 SCN" in text
        drawing = text[text.index("re W n") :]
        assert ["0.25 w"] == sorted(set(re.findall(r"[\d.]+ w", drawing)))
        lines = re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l", drawing)
        assert len(lines) >= 8
        for found in lines:
            x0, y0, x1, y1 = (float(v) for v in found)
            assert max(x0, x1) <= 27 or min(x0, x1) >= WIDTH + 45 or max(y0, y1) <= 27 or min(y0, y1) >= HEIGHT + 45


def test_the_slug_names_file_page_day_and_plates() -> None:
    words = words_in(booklet(4, MARKED), 2, (0, 0, WIDTH + 72, 27))
    assert "first.en.print.pdf · 3 · 2027-01-01 cyan magenta yellow black PANTONE 185 C" == words


def test_marks_move_the_page_and_change_nothing_of_it() -> None:
    plain, marked = rendered(booklet(4), 0), rendered(booklet(4, MARKED), 0)
    cut = marked.crop((54, 54, 54 + plain.width, 54 + plain.height))
    assert plain.tobytes() == cut.tobytes()


def test_marks_are_not_for_screens() -> None:
    with pytest.raises(ValueError, match="for the press"):
        replace(PRINT, space="rgb", marks=True)


def test_a_layout_asks_for_marks(publication: Publication) -> None:
    root = publication({"layouts/print.toml": ("[output]", "[output]\nmarks = true\nslug = true")})
    run(root, *ONE)
    data = (root / "output" / "first" / "first.en.print.pdf").read_bytes()
    assert words_in(data, 1, (0, 0, 675, 27)).startswith("first.en.print.pdf · 2 · ")


# ---------------------------------------------------------------- spots


def test_a_spot_has_a_plate_of_its_own_and_inks_that_stand_in_for_it() -> None:
    with opened(booklet(4)) as pdf:
        space = pdf.pages[0].Resources.ColorSpace["/S-PANTONE 185 C"]
        assert ["/Separation", "/PANTONE 185 C", "/DeviceCMYK"] == [str(part) for part in list(space)[:3]]
        tint = space[3]
        assert [[0, 0, 0, 0], [0, 1, 0.9, 0]] == [[float(v) for v in tint[key]] for key in ("/C0", "/C1")]
        assert "/S-PANTONE#20185#20C cs 1 scn" in pdf.pages[0].Contents.read_bytes().decode()
        # One colour space for all pages: PDF/X wants one recipe for an ink.
        assert 1 == len({page.Resources.ColorSpace["/S-PANTONE 185 C"].objgen for page in pdf.pages})


def test_a_spot_is_an_ordinary_colour_on_a_screen() -> None:
    assert "0.8 0 0 rg" == Colours(COLOURS, None).ink("spot").fill
    inks = Colours(COLOURS, separation(PROFILE))
    assert "/S-PANTONE#20185#20C CS 1 SCN" == inks.ink("spot").stroke


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("cmyk = [98, 86, 36, 34] }", 'cmyk = [98, 86, 36, 34], spot = "All" }', "spot-name"),
        ("cmyk = [98, 86, 36, 34] }", 'cmyk = [98, 86, 36, 34], spot = "Cyan" }', "spot-name"),
        (
            'cmyk = [98, 86, 36, 34] }\nplum-tint = { rgb = "#f3eaf2", cmyk = [4, 9, 1, 0] }',
            'cmyk = [98, 86, 36, 34], spot = "X" }\nplum-tint = { rgb = "#f3eaf2", cmyk = [4, 9, 1, 0], spot = "X" }',
            "spot-recipes",
        ),
    ],
)
def test_what_is_no_spot_is_named(old: str, new: str, code: str, publication: Publication) -> None:
    root = publication({"layouts/house.toml": (old, new)})
    assert [code] == [one.split()[-1] for one in said(run(root, *ONE, exit_code=1))]


def test_a_spot_is_not_counted_as_the_ink_that_stands_in_for_it(publication: Publication) -> None:
    heavy = "cmyk = [98, 90, 80, 60]"
    root = publication({"layouts/house.toml": ("cmyk = [98, 86, 36, 34]", f'{heavy}, spot = "PANTONE 289 C"')})
    run(root, *ONE)


# ---------------------------------------------------------------- ink and pictures


def test_the_limit_of_ink_is_what_the_profile_itself_uses() -> None:
    assert 293 == round(separation(PROFILE).limit)


def test_black_of_pictures_is_compensated(tmp_path: Path) -> None:
    # Without compensation the profile's own black point would lie lighter than the darkest that it prints.
    Image.new("RGB", (40, 40), (0, 0, 0)).save(tmp_path / "black.png")
    pdf, _ = shown((tmp_path / "black.png").as_posix(), PRINT, 5, 5)
    with pdf:
        cyan, magenta, yellow, black = pdf.pages[0].Resources.XObject.I1.read_bytes()[:4]
    assert 280 < (cyan + magenta + yellow + black) / 2.55 <= 294
    assert black > 220


def test_a_picture_in_inks_that_takes_too_much_is_reported(tmp_path: Path) -> None:
    for name, dots, wanted in (
        ("heavy", (250, 240, 240, 240), ["warning image-ink"]),
        ("light", (200, 180, 180, 90), []),
    ):
        path = tmp_path / f"{name}.tif"
        Image.new("CMYK", (80, 60), dots).save(path)
        pdf, problems = shown(path.as_posix(), PRINT)
        pdf.close()
        assert wanted == [f"{problem.severity} {problem.code}" for problem in problems]
        # The printer's own limit goes before the profile's.
        pdf, problems = shown(path.as_posix(), replace(PRINT, ink=200))
        pdf.close()
        assert ["warning image-ink"] == [f"{problem.severity} {problem.code}" for problem in problems]


def test_alpha_is_flattened_before_colours_are_converted(tmp_path: Path) -> None:
    half = Image.new("RGBA", (40, 40), (255, 0, 0, 128))
    half.save(tmp_path / "half.png")
    Image.new("RGB", (40, 40), (255, 127, 127)).save(tmp_path / "flat.png")
    dots = []
    for name in ("half.png", "flat.png"):
        pdf, _ = shown((tmp_path / name).as_posix(), PRINT, 5, 5)
        with pdf:
            dots.append(list(pdf.pages[0].Resources.XObject.I1.read_bytes()[:4]))
    assert max(abs(a - b) for a, b in zip(*dots, strict=True)) <= 1


def test_a_picture_brings_its_own_profile_to_paper(tmp_path: Path) -> None:
    # A profile with red and blue exchanged would show: any that is not sRGB must be heard.
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"sRGB", b"mine")
    Image.new("RGB", (40, 40), (200, 60, 40)).save(tmp_path / "own.png", icc_profile=wide)
    pdf, problems = shown((tmp_path / "own.png").as_posix(), PRINT, 5, 5)
    with pdf:
        assert "/DeviceCMYK" == str(pdf.pages[0].Resources.XObject.I1.ColorSpace)
    assert [] == list(problems)


# ---------------------------------------------------------------- a cover of its own


def with_cover(publication: Publication, *, caliper: str = "0.2mm", editions: str = '["print"]') -> Path:
    root = publication(
        article("\n\n".join(f"Paragraph {n} of an article that is long enough for a page." * 12 for n in range(40)))
    )
    for name, old, new in (
        ("articles/issues/first.toml", "[cover]", f"[cover]\nseparate = {editions}"),
        ("publication.toml", "[press]", f'[press]\ncaliper = "{caliper}"' if caliper else "[press]"),
    ):
        path = root / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return root


def test_a_separate_cover_is_laid_out_back_spine_front(publication: Publication) -> None:
    root = with_cover(publication)
    said_out = run(root, *ONE).stdout
    folder = root / "output" / "first"
    assert {"first.en.print.pdf", "first.en.print.cover.pdf"} <= {path.name for path in folder.glob("*.pdf")}
    assert "first.en.print.cover.pdf  2 pages" in said_out
    with (
        pikepdf.open(folder / "first.en.print.pdf") as inside,
        pikepdf.open(folder / "first.en.print.cover.pdf") as cover,
    ):
        assert len(inside.pages) >= 4 and 0 == len(inside.pages) % 4
        assert "3" == inside.pages[0].label
        spine = len(inside.pages) / 2 * 0.2 * 72 / 25.4
        page = cover.pages[0]
        trim, bleed = ([float(side) for side in page[name]] for name in ("/TrimBox", "/BleedBox"))
        assert 2 * 603 + spine == pytest.approx(trim[2] - trim[0], abs=0.01)
        assert [9] * 4 == [trim[0] - bleed[0], trim[1] - bleed[1], round(bleed[2] - trim[2], 3), bleed[3] - trim[3]]
        assert "/GTS_PDFX" == str(cover.Root.OutputIntents[0].S)
        # The spine is painted in the ground of the cover, bleed at head and foot and all.
        ground = re.search(
            r"q ([\d. ]+) k ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f Q", page.Contents.read_bytes().decode()
        )
        assert ground is not None
        assert (612, 0, spine, 801) == pytest.approx([float(ground[n]) for n in range(2, 6)], abs=0.01)
    data = (folder / "first.en.print.cover.pdf").read_bytes()
    middle = 9 + 603 + spine / 2
    # The nameplate is on the right, and nothing but the back on the left.
    assert "My Magazine" in words_in(data, 0, (middle, 0, 2 * middle, 801))
    assert "My Magazine" not in words_in(data, 0, (0, 400, middle, 801))


@pytest.mark.parametrize(("caliper", "thick"), [("3mm", True), ("0.2mm", False)])
def test_the_words_of_a_spine_run_from_head_to_foot_where_it_is_thick(
    caliper: str, thick: bool, publication: Publication
) -> None:
    root = with_cover(publication, caliper=caliper)
    run(root, *ONE)
    folder = root / "output" / "first"
    with pikepdf.open(folder / "first.en.print.pdf") as inside:
        spine = len(inside.pages) / 2 * float(caliper[:-2]) * 72 / 25.4
    data = (folder / "first.en.print.cover.pdf").read_bytes()
    assert thick == (spine >= 9)
    said_there = words_in(data, 0, (9 + 603, 9, 9 + 603 + spine, 792))
    assert thick == ("My Magazine" in " ".join(said_there.split()))
    with pikepdf.open(folder / "first.en.print.cover.pdf") as cover:
        for page, there in zip(cover.pages, (thick, False), strict=True):
            assert there == ("/Spine Do" in page.Contents.read_bytes().decode())
    result = run(root, "preflight", str(folder / "first.en.print.cover.pdf"), "--profile", "x4")
    assert "error" not in result.stderr


def test_a_second_build_of_a_cover_changes_nothing(publication: Publication) -> None:
    root = with_cover(publication)
    run(root, *ONE)
    before = {path.name: path.read_bytes() for path in (root / "output" / "first").glob("*")}
    assert 2 == run(root, *ONE).stdout.count("unchanged")
    run(root, *ONE, "--force")
    assert before == {path.name: path.read_bytes() for path in (root / "output" / "first").glob("*")}


def test_a_cover_without_caliper_has_no_spine_and_it_is_said(publication: Publication) -> None:
    root = with_cover(publication, caliper="")
    assert "publication.toml cover-caliper" in said(run(root, *ONE))
    with pikepdf.open(root / "output" / "first" / "first.en.print.cover.pdf") as cover:
        trim = [float(side) for side in cover.pages[0].TrimBox]
        assert 2 * 603 == pytest.approx(trim[2] - trim[0])


@pytest.mark.parametrize(("editions", "code"), [('["screen"]', "cover-press"), ('["poster"]', "cover-edition")])
def test_covers_that_cannot_be_parted_are_named(editions: str, code: str, publication: Publication) -> None:
    root = with_cover(publication, editions=editions)
    result = run(root, "build", "first", "--language", "en", "--jobs", "1", exit_code=1)
    assert code in {one.split()[-1] for one in said(result)}


def test_a_thickness_that_is_no_length_is_named(publication: Publication) -> None:
    root = with_cover(publication, caliper="thick")
    assert ["length-bad"] == [one.split()[-1] for one in said(run(root, *ONE, exit_code=1))]


# ---------------------------------------------------------------- Ghostscript, a judge of its own


def plates(data: bytes, folder: Path, dots: int = 72) -> dict[str, Image.Image]:
    """Return the first page as its plates, 0 where there is full ink."""
    (folder / "page.pdf").write_bytes(data)
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=tiffsep", f"-r{dots}", "-dLastPage=1"]
    # What overprints must do so: by default it is only simulated where the file asks for PDF/X.
    command += ["-dOverprint=/enable", f"-sOutputFile={folder / 'plate-%d.tif'}", str(folder / "page.pdf")]
    subprocess.run(command, check=True, capture_output=True)
    found = {}
    for path in folder.glob("plate-1(*).tif"):
        found[path.stem[len("plate-1(") : -1]] = Image.open(path).convert("L")
    return found


@GHOSTSCRIPT
def test_ghostscript_sees_every_plate_of_a_sheet_and_marks_on_all_of_them(faces_cache: Path, tmp_path: Path) -> None:
    sheets = imposed(booklet(4), "a.pdf", Order(scheme_named("saddle")), faces_cache, Problems())
    found = plates(sheets.data, tmp_path)
    assert {"Cyan", "Magenta", "Yellow", "Black", "PANTONE 185 C"} == set(found)
    for name, plate in found.items():
        # The cut at the upper left corner, beside its trim.
        mark = plate.crop((6, 34, 24, 38))
        assert mark.getextrema()[0] < 255, name
    spot = found["PANTONE 185 C"].crop((36, 36, 636, 436))
    assert 0 == spot.getextrema()[0]


@GHOSTSCRIPT
def test_ghostscript_sees_the_same_ink_on_a_sheet_as_on_its_pages(faces_cache: Path, tmp_path: Path) -> None:
    order = Order(scheme_named("saddle"), marks=False, colour_bar=False)
    sheets = imposed(booklet(4), "a.pdf", order, faces_cache, Problems())
    page, sheet = tmp_path / "page", tmp_path / "sheet"
    page.mkdir()
    sheet.mkdir()
    alone, together = plates(booklet(4), page), plates(sheets.data, sheet)
    for name, plate in alone.items():
        # Page 1 is the right half, without the bleed at its spine.
        own = plate.crop((BLEED, 0, plate.width, plate.height))
        half = together[name].crop((together[name].width - own.width, 0, *together[name].size))
        assert own.tobytes() == half.tobytes(), name


@GHOSTSCRIPT
def test_ghostscript_sees_small_black_text_over_what_is_under_it(faces_cache: Path, tmp_path: Path) -> None:
    # "page 1" stands on a cream ground: cut out of it, it would leave white letters on the yellow plate.
    order = Order(scheme_named("saddle"), marks=False, colour_bar=False)
    for folder, data in (
        (tmp_path / "pages", booklet(4)),
        (tmp_path / "sheets", imposed(booklet(4), "a.pdf", order, faces_cache, Problems()).data),
    ):
        folder.mkdir()
        found = plates(data, folder, 144)
        left = 318 * 2 - 18 if folder.name == "sheets" else 18
        text = (left + 196, 2 * (BLEED + 185), left + 300, 2 * (BLEED + 205))
        assert 0 == found["Black"].crop(text).getextrema()[0]
        lightest, darkest = found["Yellow"].crop(text).getextrema()
        assert lightest == darkest < 255


@GHOSTSCRIPT
def test_ghostscript_measures_no_more_ink_than_the_limit(tmp_path: Path) -> None:
    for index, dots in enumerate((Image.radial_gradient("L"), Image.linear_gradient("L"))):
        picture = Image.merge("RGB", (dots, dots.rotate(90), dots.rotate(180)))
        picture.save(tmp_path / f"{index}.png")
        pdf, _ = shown((tmp_path / f"{index}.png").as_posix(), PRINT, 60, 60)
        out = BytesIO()
        with pdf:
            pdf.save(out)
        folder = tmp_path / f"plates{index}"
        folder.mkdir()
        found = plates(out.getvalue(), folder, 144)
        bands = [found[name].tobytes() for name in ("Cyan", "Magenta", "Yellow", "Black")]
        most = max(sum(255 - dot for dot in four) for four in zip(*bands, strict=True)) / 2.55
        # JPEG and the sampling of a screen round.
        assert most <= separation(PROFILE).limit + 12


def test_the_press_has_one_standard_by_default() -> None:
    assert "PDF/X-4" == printing.Output("cmyk", tagged=False, bleed=9, links=False).standard
