"""The traps that lie between ReportLab, pikepdf and a printer, each with a test that is named after it.

Most of them pass in silence: the file looks right on a screen and is wrong on paper.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from booklets import booklet, changed
from PIL import Image
from press_samples import PALETTE, PRINT, book, library, line
from publications import ONE, article, run, said
from specimen import ROOT, Specimen

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.geometry import points
from pipeline.foundation.value import replace
from pipeline.press.imposition.assembly import imposed
from pipeline.press.imposition.scheme import scheme_named
from pipeline.press.imposition.sheet import Order
from pipeline.press.printing import Output, print_book
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Family
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.page import LinkArea, PageItem, PlacedImage, PlacedLine, PlacedRectangle

Publication = Callable[..., Path]
OLD = replace(PRINT, standard="PDF/X-1a:2003")


def printed(items: tuple[PageItem, ...], output: Output = PRINT, *, problems: Problems | None = None) -> pikepdf.Pdf:
    made = book(items, ())
    pages = tuple(replace(page, links=()) for page in made.pages)
    data = print_book(
        replace(made, pages=pages, bookmarks=()),
        PALETTE,
        library(),
        output,
        problems if problems is not None else Problems(),
    )
    return pikepdf.open(BytesIO(data))


def content(pdf: pikepdf.Pdf, index: int = 0) -> str:
    return str(pdf.pages[index].Contents.read_bytes().decode())


@pytest.fixture(scope="module")
def magazine(specimen: Specimen) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(specimen.pdf("en", "print")) as pdf:
        yield pdf


def things(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    found = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream))
    return [thing for thing in found if thing.get("/Type") == kind or thing.get("/Subtype") == kind]


def test_trap_an_rgb_image_passes_silently(tmp_path: Path) -> None:
    paths = []
    for name, mode in (("a.png", "RGB"), ("b.jpg", "RGB"), ("c.png", "RGBA"), ("d.gif", "P")):
        Image.radial_gradient("L").convert("RGB").convert(mode).save(tmp_path / name)
        paths.append((tmp_path / name).as_posix())
    with printed(tuple(PlacedImage(0, 40 * n, 30, 30, path) for n, path in enumerate(paths))) as pdf:
        spaces = {str(image.ColorSpace) for image in things(pdf, "/Image")}
        assert 4 == len(things(pdf, "/Image"))
    assert {"/DeviceCMYK"} == spaces


def test_trap_the_default_colour_of_text_is_rgb_black(magazine: pikepdf.Pdf) -> None:
    for index in range(len(magazine.pages)):
        text = content(magazine, index)
        assert [] == re.findall(r"(?<![\w.])(?:rg|RG|g|G|sc|SC)(?![\w.])", text), index + 1
        # What is shown before any colour is set is in DeviceGray 0: no page may begin so.
        first = re.search(r"TJ| f\b| k\b", text)
        assert first is None or first[0] == " k", index + 1


def test_trap_a_variable_font_is_embedded_in_its_default_weight(faces_cache: Path) -> None:
    families = {
        "sans": Family("source-sans-3", 400, 600),
        "serif": Family("source-serif-4", 400, 700, 10.0),
    }
    faces = FaceLibrary(families, faces_cache)
    found = {}
    for name in ("sans/regular", "sans/bold", "serif/regular", "serif/bold"):
        data = faces.face(name).path.read_bytes()
        tables = {
            data[at : at + 4]: struct.unpack(">II", data[at + 8 : at + 16])
            for at in range(12, 12 + 16 * struct.unpack(">H", data[4:6])[0], 16)
        }
        # A variable font would still have its axes, and the weight class of its default: 200 for Source Sans 3.
        assert b"fvar" not in tables
        start, _ = tables[b"OS/2"]
        found[name] = struct.unpack(">H", data[start + 4 : start + 6])[0]
    assert {"sans/regular": 400, "sans/bold": 600, "serif/regular": 400, "serif/bold": 700} == found


def test_trap_helvetica_in_every_page(magazine: pikepdf.Pdf) -> None:
    names = {str(font.BaseFont) for font in things(magazine, "/Font")}
    assert names
    assert [] == [name for name in names if not re.match(r"/[A-Z]{6}\+", name)]
    for page in magazine.pages:
        assert "/F1 12 Tf" not in page.Contents.read_bytes().decode() or "/F1" in page.Resources.Font


def test_trap_ligatures_are_read_as_private_characters(magazine: pikepdf.Pdf) -> None:
    for font in things(magazine, "/Font"):
        if "/ToUnicode" in font:
            mapped = re.findall(rb"<[0-9A-F]{4}> ?<([0-9A-F]+)>", font.ToUnicode.read_bytes())
            assert [] == [code for code in mapped if b"E000" <= code[:4] <= b"F8FF"]
    with printed((PlacedLine(40, 50, line("oΩice waΩle")),)) as pdf:
        out = BytesIO()
        pdf.save(out)
    read = pypdfium2.PdfDocument(out.getvalue())
    assert "office waffle" == read[0].get_textpage().get_text_range().strip()
    read.close()


@pytest.mark.parametrize("family", ["source-serif-4", "source-sans-3", "atkinson-hyperlegible"])
def test_trap_the_hyphen_that_does_not_break_is_missing(family: str, faces_cache: Path) -> None:
    face = FaceLibrary({"text": Family(family)}, faces_cache).face("text/regular")
    assert 0 != face.glyph("\u2011")
    assert face.advance(face.glyph("-")) == face.advance(face.glyph("\u2011"))


def test_trap_crop_marks_scale_the_page() -> None:
    items = (PlacedRectangle(-9, -9, 318, 30, "accent"), PlacedLine(40, 50, line("text")))
    with printed(items) as plain, printed(items, replace(PRINT, marks=True, slug="a.pdf")) as marked:
        a, b = plain.pages[0], marked.pages[0]
        for name in ("/TrimBox", "/BleedBox"):
            sizes = [[float(box[2] - box[0]), float(box[3] - box[1])] for box in (a[name], b[name])]
            assert sizes[0] == sizes[1]
        assert [36, 36, 336, 436] == [float(side) for side in b.TrimBox]
        # The same operators, moved by the room for marks, and nothing that scales.
        assert "0 388 318 30 re f" in content(plain)
        assert "27 415 318 30 re f" in content(marked)
        assert [] == re.findall(r"(?<!q 1 0 0 -1 )[\d.]+ [\d.]+ cm", content(marked))


def test_trap_overprint_stays_on_for_white_text() -> None:
    items = (
        PlacedRectangle(0, 0, 300, 100, "accent"),
        PlacedLine(10, 50, line("black")),
        PlacedLine(10, 60, line("white", colour="paper")),
        PlacedRectangle(0, 90, 300, 10, "paper"),
        PlacedLine(10, 80, line("accent", colour="accent")),
    )
    with printed(items) as pdf:
        state = "/G0"
        colour = ""
        for found in re.finditer(r"(/G\d) gs|([\d. ]+) k|(TJ|re f)", content(pdf)):
            state, colour = found[1] or state, found[2] or colour
            if found[3]:
                black_text = colour.strip() == "0 0 0 1" and found[3] == "TJ"
                assert ("/G1" if black_text else "/G0") == state, (found[3], colour)
        assert not pdf.pages[0].Resources.ExtGState.G0.OP


def test_trap_three_millimetres_are_less_than_an_eighth_of_an_inch(publication: Publication) -> None:
    assert points("3mm") < points("0.125in")
    layout = read_layout(ROOT, "print", "en", Problems())
    assert layout is not None
    assert (9.0, 8.375 * 72, 10.875 * 72) == (layout.sheet.bleed, layout.sheet.width, layout.sheet.height)
    root = publication({"layouts/print.toml": ('bleed = "0.125in"', 'bleed = "3mm"')})
    # Printers outside of the United States ask for no more: it is said where it stands, and printed.
    assert ["layouts/print.toml:12:1 bleed-short"] == [one for one in said(run(root, *ONE)) if "bleed" in one]


def test_trap_less_than_three_millimetres_of_bleed_leave_no_house(publication: Publication) -> None:
    root = publication({"layouts/print.toml": ('bleed = "0.125in"', 'bleed = "2mm"')})
    short = {one for one in said(run(root, *ONE, exit_code=1)) if "bleed" in one}
    assert {"first.en.print.pdf bleed-size", "layouts/print.toml:12:1 bleed-short"} == short


def test_trap_odd_page_counts_are_padded_with_pages_of_the_house_not_blanks(
    magazine: pikepdf.Pdf, publication: Publication
) -> None:
    assert 0 == len(magazine.pages) % 4
    root = publication()
    run(root, *ONE)
    with pikepdf.open(root / "output" / "first" / "first.en.print.pdf") as pdf:
        assert 0 == len(pdf.pages) % 4
        # A page for notes has its lines: no page is without paint.
        assert all(re.search(r"TJ|re f|\bS\b", content(pdf, index)) for index in range(len(pdf.pages)))


def test_trap_links_and_mail_addresses_in_the_print_edition(magazine: pikepdf.Pdf, publication: Publication) -> None:
    body = "Write to <reader@example.org> or see [the page](https://example.org/steps).\n"
    root = publication(article(body))
    run(root, *ONE)
    with pikepdf.open(root / "output" / "first" / "first.en.print.pdf") as small:
        for pdf in (magazine, small):
            assert all("/Annots" not in page.obj for page in pdf.pages)
            assert [] == things(pdf, "/Link")
            assert b"mailto:" not in b"".join(page.Contents.read_bytes() for page in pdf.pages)
    made = book((PlacedLine(40, 50, line("mail")),), ())
    area = LinkArea(40, 40, 20, 10, "mailto:reader@example.org", "link", "Mail")
    pages = (replace(made.pages[0], links=(area,)), made.pages[1])
    data = print_book(replace(made, pages=pages, bookmarks=()), PALETTE, library(), PRINT, Problems())
    assert b"mailto:" not in data
    with pikepdf.open(BytesIO(data)) as pdf:
        assert "/Annots" not in pdf.pages[0].obj


def test_trap_flat_tints_take_more_ink_than_the_paper_bears(publication: Publication) -> None:
    colours = "layouts/house.toml"
    old = (ROOT / colours).read_text("utf-8")
    number = next(n for n, text in enumerate(old.split("\n"), 1) if text.startswith("night "))
    root = publication({colours: ("cmyk = [98, 86, 36, 34]", "cmyk = [98, 90, 80, 60]")})
    result = run(root, *ONE, exit_code=1)
    assert f"{colours}:{number}:" in result.stderr
    assert 'colour "night" takes 328% of ink, more than the 293% that the printing condition bears' in result.stderr
    # A long run on a web press bears less than a sheet of the same colour elsewhere: the limit is the printer's to say.
    settings = root / "publication.toml"
    settings.write_text(settings.read_text("utf-8").replace("[press]", "[press]\nink = 330"), "utf-8")
    run(root, *ONE)
    settings.write_text(settings.read_text("utf-8").replace("ink = 330", "ink = 300"), "utf-8")
    assert "more than the 300%" in run(root, *ONE, exit_code=1).stderr


def test_trap_a_helper_has_written_a_crop_box(magazine: pikepdf.Pdf, faces_cache: Path) -> None:
    assert all("/CropBox" not in page.obj for page in magazine.pages)

    def crop(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.CropBox = page.obj.TrimBox

    order = Order(scheme_named("saddle"), marks=False, colour_bar=False)
    made = imposed(changed(booklet(4), crop), "a.pdf", order, faces_cache, Problems())
    # Neither does it cost the sheet its bleed, nor does it come along.
    assert (618, 418) == (made.width, made.height)
    with pikepdf.open(BytesIO(made.data)) as pdf:
        assert [0, 0, 318, 418] == [float(side) for side in pdf.pages[0].Resources.XObject["/P1"].BBox]
        assert all("/CropBox" not in page.obj for page in pdf.pages)


@pytest.mark.parametrize("output", [PRINT, OLD], ids=["x4", "x1a"])
def test_trap_dates_in_information_and_xmp_differ(output: Output, faces_cache: Path) -> None:
    sheets = imposed(booklet(4, output), "a.pdf", Order(scheme_named("saddle")), faces_cache, Problems()).data
    for data in (booklet(4, output), sheets):
        with pikepdf.open(BytesIO(data)) as pdf:
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
                said = {about[key] for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate")}
                assert str(pdf.docinfo["/Title"]) == about["dc:title"]
                assert str(pdf.docinfo["/Trapped"]) == f"/{about['pdf:Trapped']}"
            assert {"2027-01-01T00:00:00Z"} == said
            assert {"D:20270101000000Z"} == {str(pdf.docinfo[key]) for key in ("/CreationDate", "/ModDate")}
