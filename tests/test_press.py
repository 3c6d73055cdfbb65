"""The press as a whole: a small book on screen and on paper, read back by other libraries."""

from __future__ import annotations

import re
import shutil
import time
from io import BytesIO
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from press_samples import FIRST, PALETTE, PRINT, PROFILE, SCREEN, book, library, line, placed

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.press.printing import Output, conformance, print_book
from pipeline.typesetting.page import Book, Element, PlacedLine, PlacedRectangle


def printed(edition: Book, output: Output) -> bytes:
    problems = Problems()
    data = print_book(edition, PALETTE, library(), output, problems)
    assert [] == list(problems)
    return data


@pytest.fixture(scope="module")
def screen() -> bytes:
    return printed(book(), SCREEN)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return printed(book(), PRINT)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def operators(data: bytes, index: int = 0) -> str:
    with opened(data) as pdf:
        return pdf.pages[index].Contents.read_bytes().decode()


def words(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    finally:
        pdf.close()


def test_the_tagged_edition_passes_an_independent_validator(screen: bytes, tmp_path: Path) -> None:
    (tmp_path / "screen.pdf").write_bytes(screen)
    assert [] == validation.validate_pdf(tmp_path / "screen.pdf", profile="ua1").failures


def test_text_is_read_back_with_ligatures_and_the_spaces_at_line_ends(screen: bytes, paper: bytes) -> None:
    for data in (screen, paper):
        assert "office waffle See the care team for una palabra or more" in words(data)


def test_a_line_that_goes_on_ends_in_a_real_space(screen: bytes) -> None:
    space = f"<{library().face('text/regular').glyph(' '):04X}>]TJ"
    assert 3 == operators(screen).count(space)
    assert 0 == operators(screen, 1).count(space)


def test_no_font_is_left_outside_the_file(screen: bytes, paper: bytes) -> None:
    for data in (screen, paper):
        with opened(data) as pdf:
            fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
            assert {"/Type0", "/CIDFontType2"} == {str(font.Subtype) for font in fonts}
            assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts[:1])


def test_widths_are_those_of_the_face_and_of_the_embedded_program(screen: bytes) -> None:
    face = library().face("text/regular")
    with opened(screen) as pdf:
        font = pdf.pages[0].Resources.Font.F1.DescendantFonts[0]
        runs = list(font.W)
        found = {
            int(first) + at: float(width)
            for first, widths in zip(runs[::2], runs[1::2], strict=True)
            for at, width in enumerate(widths)
        }
        program = font.FontDescriptor.FontFile2.read_bytes()
    assert found
    assert {glyph: pytest.approx(face.advance(glyph)) for glyph in found} == found
    assert len(program) < 20_000


def test_a_page_for_paper_has_its_trim_inside_the_bleed_and_no_crop_box(paper: bytes) -> None:
    with opened(paper) as pdf:
        page = pdf.pages[0].obj
        assert [0, 0, 318, 418] == list(page.MediaBox) == list(page.BleedBox)
        assert [9, 9, 309, 409] == list(page.TrimBox)
        assert "/CropBox" not in page


def test_what_bleeds_off_the_trim_reaches_the_edge_of_the_media(paper: bytes) -> None:
    assert "0 388 318 30 re f" in operators(paper)


def test_a_screen_page_ends_at_its_trim(screen: bytes) -> None:
    with opened(screen) as pdf:
        assert [0, 0, 300, 400] == list(pdf.pages[0].MediaBox)


def test_a_file_for_the_press_speaks_of_ink_only(paper: bytes) -> None:
    text = operators(paper) + operators(paper, 1)
    assert [] == re.findall(r"\b(?:rg|RG|g|G|sc|scn|cs)\b", text)
    assert "0.9 0.4 0.4 0.2 k" in text


def test_a_file_for_the_press_is_untagged_and_has_no_links(paper: bytes) -> None:
    assert "BDC" not in operators(paper)
    with opened(paper) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert all("/Annots" not in page.obj for page in pdf.pages)


def test_small_black_text_overprints_and_nothing_else_does() -> None:
    items = (
        PlacedRectangle(0, 0, 300, 100, "accent"),
        PlacedLine(10, 50, line("small black")),
        PlacedLine(10, 60, line("white", colour="paper")),
        PlacedLine(10, 70, line("large", size=12)),
        PlacedLine(10, 80, line("again")),
        PlacedRectangle(0, 90, 300, 10, "ink"),
    )
    data = printed(replace(book(items, ()), bookmarks=()), PRINT)
    found = re.findall(r"/G\d gs|TJ|re f", operators(data))
    assert ["re f", "/G1 gs", "TJ", "/G0 gs", "TJ", "TJ", "/G1 gs", "TJ", "/G0 gs", "re f"] == found
    with opened(data) as pdf:
        states = pdf.pages[0].Resources.ExtGState
        assert (True, 1) == (bool(states.G1.op), int(states.G1.OPM))
        assert not states.G0.op


def test_the_output_intent_embeds_its_profile(paper: bytes) -> None:
    with opened(paper) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert ("/GTS_PDFX", 4) == (str(intent.S), int(intent.DestOutputProfile.N))
        assert PROFILE.read_bytes() == intent.DestOutputProfile.read_bytes()
        assert str(intent.OutputConditionIdentifier)


def test_a_condition_is_named_as_it_was_given() -> None:
    output = replace(PRINT, output_condition=("CGATS TR 006", "GRACoL 2006, coated 1"))
    with opened(printed(book(), output)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert "CGATS TR 006" == str(intent.OutputConditionIdentifier)
        assert "GRACoL 2006, coated 1" == str(intent.OutputCondition)


def test_each_file_claims_what_it_keeps_and_no_more(screen: bytes, paper: bytes) -> None:
    assert ("PDF/UA-1",) == conformance(SCREEN)
    assert ("PDF/X-4",) == conformance(PRINT)
    assert () == conformance(replace(PRINT, links=True))
    with opened(screen) as pdf:
        packet = pdf.Root.Metadata.read_raw_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "<pdfxid:" not in packet
    with opened(paper) as pdf:
        packet = pdf.Root.Metadata.read_raw_bytes().decode()
        assert "1.6" == pdf.pdf_version
    assert "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in packet
    assert "<pdfuaid:" not in packet


def test_information_and_xmp_agree_and_their_dates_are_the_publications(paper: bytes) -> None:
    with opened(paper) as pdf:
        info = pdf.docinfo
        assert "D:20261122100000Z" == str(info.CreationDate) == str(info.ModDate)
        with pdf.open_metadata(update_docinfo=False, set_pikepdf_as_editor=False) as packet:
            assert str(info.Title) == packet["dc:title"] == "The Motivator & more"
            assert ["MSAA"] == packet["dc:creator"]
            assert {"en-US"} == packet["dc:language"]
            assert "2026-11-22T10:00:00Z" == packet["xmp:CreateDate"] == packet["xmp:ModifyDate"]
            assert str(info.Producer) == packet["pdf:Producer"]
        assert "/False" == str(info.Trapped)
        assert 2 == len(pdf.trailer.ID)


def test_a_date_in_another_zone_is_told_in_utc() -> None:
    with opened(printed(book(created="2026-11-22T02:30:00+05:00"), SCREEN)) as pdf:
        assert "D:20261121213000Z" == str(pdf.docinfo.CreationDate)


def test_the_same_book_gives_the_same_bytes_wherever_the_profile_lies(paper: bytes, tmp_path: Path) -> None:
    copy = Path(shutil.copy(PROFILE, tmp_path / "other.icc"))
    assert paper == printed(book(), replace(PRINT, output_profile=copy))
    first = printed(book(), SCREEN)
    # A file identifier made from the clock would change with the second.
    time.sleep(1.05)
    assert first == printed(book(), SCREEN)


def test_a_colour_without_a_name_is_a_fault() -> None:
    items = (PlacedRectangle(0, 0, 10, 10, "mauve"),)
    with pytest.raises(ValueError, match="mauve"):
        print_book(book(items), PALETTE, library(), SCREEN, Problems())


def test_content_stays_one_sequence_while_its_owner_does_not_change(screen: bytes) -> None:
    sequences = re.findall(r"/Link<</MCID \d+>>BDC\n(.*?)EMC", operators(screen), re.S)
    assert [2] == [sequence.count("TJ") for sequence in sequences]


def test_marked_content_and_text_objects_nest(screen: bytes) -> None:
    for index in (0, 1):
        flat = re.findall(r"\b(?:BDC|EMC|BT|ET)\b", operators(screen, index))
        assert re.fullmatch(r"(BDC (BT ET )*EMC )*", " ".join(flat) + " ")


def test_every_painted_thing_is_tagged_or_an_artifact(screen: bytes) -> None:
    outside = re.sub(r"BDC\n.*?EMC", "", operators(screen), flags=re.S)
    assert [] == re.findall(r"\b(?:TJ|re|Do)\b", outside)
    assert "/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC" in operators(screen)
    assert "/Artifact<</Type/Background/BBox[0 379 300 400]>>BDC" in operators(screen)


def test_a_ground_under_all_of_a_page_is_attached_to_its_edges() -> None:
    ground = PlacedRectangle(-9, -9, 318, 418, "accent", "Background")
    tint = PlacedRectangle(20, 20, 100, 50, "accent", "Background")
    data = printed(book((ground, tint, *FIRST[1:])), SCREEN)
    assert "/Artifact<</Type/Background/BBox[0 0 300 400]/Attached[/Top/Bottom/Left/Right]>>BDC" in operators(data)
    assert "/Artifact<</Type/Background/BBox[20 330 120 380]>>BDC" in operators(data)


def test_a_figure_is_one_piece_with_its_labels(screen: bytes) -> None:
    (figure,) = re.findall(r"/Figure<</MCID \d+>>BDC\n(.*?)EMC", operators(screen), re.S)
    assert figure.startswith("q 1 0 0 -1 40 220 cm 0 0 100 50 re W n")
    assert 1 == figure.count("TJ")
    assert "0 50 m 20 10 l 30 0 40 0 50 50 c h f" in figure


def test_a_line_without_text_paints_nothing() -> None:
    blank = placed(200, "p", "")
    assert printed(book(), SCREEN) == printed(book((*FIRST[:6], blank, *FIRST[6:])), SCREEN)


def test_glyphs_that_stand_for_other_characters_are_copied_as_they_were_typed() -> None:
    set_line = line("cap ", "itals")
    first, second = set_line.segments
    # Drawn as "cap", meant as "CAP": what a face's small capitals for capitals do.
    said = replace(set_line, segments=(replace(first, text="CAP (1) ", actual=True), second))
    tree = Element("document", "Document", (Element("only", "P"),))
    edition = replace(book((PlacedLine(10, 50, said, "only"),), (), tree), bookmarks=())
    edition = replace(edition, pages=tuple(replace(page, links=()) for page in edition.pages))
    for output in (SCREEN, PRINT):
        assert "CAP (1) itals" in words(printed(edition, output))
