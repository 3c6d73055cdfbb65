"""Pages on sheets: their order, where they lie, what is kept of the file and what is drawn around them."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from booklets import BLEED, HEIGHT, WIDTH, booklet, changed, rendered, words_in
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageChops

from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.foundation.value import replace
from pipeline.press.imposition.assembly import Imposed, imposed
from pipeline.press.imposition.creep import Creep
from pipeline.press.imposition.scheme import SCHEMES, Scheme, scheme_named, sides
from pipeline.press.imposition.sheet import Order, placed, planned
from pipeline.press.imposition.stock import SHEETS, sheet_size

SADDLE = Order(scheme_named("saddle"))
EVERY = pytest.mark.parametrize("scheme", SCHEMES, ids=[scheme.name for scheme in SCHEMES])


@pytest.fixture(scope="module")
def sixteen() -> bytes:
    return booklet(16)


@pytest.fixture(scope="module")
def made(sixteen: bytes, faces_cache: Path) -> Imposed:
    return laid(sixteen, SADDLE, faces_cache)


def laid(data: bytes, order: Order, cache: Path, *codes: str) -> Imposed:
    problems = Problems()
    result = imposed(data, "booklet.pdf", order, cache, problems)
    assert list(codes) == [problem.code for problem in problems]
    return result


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def box(page: pikepdf.Page, name: str) -> list[float]:
    return [float(side) for side in page.obj[name]]


# ---------------------------------------------------------------- order


def numbers(scheme: Scheme, pages: int, signature: int = 0) -> list[list[list[int]]]:
    """Return the pages of every side, from 1, 0 for a blank."""
    return [
        [[0 if at is None else at + 1 for at in row] for row in side.cells] for side in sides(scheme, pages, signature)
    ]


def test_eight_pages_are_stitched_as_every_printer_knows_them() -> None:
    assert [[[8, 1]], [[2, 7]], [[6, 3]], [[4, 5]]] == numbers(scheme_named("saddle"), 8)


def test_an_eight_page_section_is_laid_head_to_head() -> None:
    assert [[[5, 4], [8, 1]], [[3, 6], [2, 7]]] == numbers(scheme_named("four-up-sheetwise"), 8)


@EVERY
@given(count=st.integers(1, 100))
def test_every_page_is_printed_once_and_blanks_come_last(scheme: Scheme, count: int) -> None:
    found = sorted(at for side in sides(scheme, count) for row in side.cells for at in row if at is not None)
    assert list(range(count)) == found


@EVERY
@given(count=st.integers(1, 60))
def test_behind_every_right_page_is_the_next_one_upright(scheme: Scheme, count: int) -> None:
    plan = sides(scheme, count)
    per = len(scheme.forms)
    for sheet in range(0, len(plan), per):
        front, back = plan[sheet], plan[sheet + per - 1]
        for y, row in enumerate(front.cells):
            for x, at in enumerate(row):
                if at is None or at % 2:
                    continue
                sideways = scheme.turned == "sideways"
                r, c = (y, len(row) - 1 - x) if sideways else (len(front.cells) - 1 - y, x)
                behind = back.cells[r][c]
                assert behind == at + 1 or (behind is None and at + 1 == count)
                # Heads meet: seen through the paper, a sideways turn mirrors left and right, the other head and foot.
                here, there = scheme.turns[y][x], scheme.turns[r][c]
                assert there == (-here if sideways else 180 - here) % 360


@EVERY
def test_pages_that_share_a_spine_follow_each_other_around_it(scheme: Scheme) -> None:
    # The sum of two pages on one side of a folio is always that of the signature's first and last.
    for side in sides(scheme, 16):
        for row in side.cells if scheme.columns == ("spine",) else zip(*side.cells, strict=True):
            if scheme.nested:
                assert 17 == sum(at + 1 for at in row if at is not None)


def test_a_signature_is_gathered_by_itself() -> None:
    assert [[[4, 1]], [[2, 3]], [[8, 5]], [[6, 7]]] == numbers(scheme_named("saddle"), 8, 4)
    assert [1, 1, 2, 2] == [side.signature for side in sides(scheme_named("saddle"), 8, 4)]
    with pytest.raises(ValueError, match="a signature of 6"):
        sides(scheme_named("saddle"), 8, 6)


def test_the_order_of_sixteen_stitched_pages_is_read_from_the_sheets(made: Imposed) -> None:
    halves = []
    for index in range(made.sides):
        middle = made.width / 2
        left = words_in(made.data, index, (60, 60, middle, made.height - 60))
        right = words_in(made.data, index, (middle, 60, made.width - 60, made.height - 60))
        halves += [left, right]
    wanted = [16, 1, 2, 15, 14, 3, 4, 13, 12, 5, 6, 11, 10, 7, 8, 9]
    assert [f"page {number}" for number in wanted] == halves


# ---------------------------------------------------------------- creep


def test_inner_pages_are_shingled_in_by_one_thickness_a_sheet() -> None:
    order = replace(SADDLE, creep=Creep("shingle", 0.25))
    sheet = planned(order, (WIDTH, HEIGHT), BLEED)
    fold = sheet.width / 2
    outer = []
    for side in sides(order.scheme, 16):
        left, right = placed(sheet, side, order)
        # Both halves move towards the fold, and are seen up to it and no farther.
        assert fold - left.trim[0] == pytest.approx(right.trim[2] - fold)
        assert (fold, fold) == (left.seen[2], right.seen[0])
        outer.append(round(right.trim[2] - fold, 3))
    assert [300, 300, 299.75, 299.75, 299.5, 299.5, 299.25, 299.25] == outer


def test_outer_pages_are_pushed_out_so_that_the_innermost_stay() -> None:
    order = replace(SADDLE, creep=Creep("push-out", 0.25))
    sheet = planned(order, (WIDTH, HEIGHT), BLEED)
    outer = [placed(sheet, side, order)[1].trim[2] - sheet.width / 2 for side in sides(order.scheme, 16)]
    assert [300.75, 300.75, 300.5, 300.5, 300.25, 300.25, 300, 300] == [round(x, 3) for x in outer]


def test_the_creep_of_a_page_is_that_of_the_leaves_around_it_in_every_nested_scheme() -> None:
    for scheme in SCHEMES:
        depths: dict[int, int] = {}
        for side in sides(scheme, 16):
            for row, around in zip(side.cells, side.depths, strict=True):
                depths |= {at: depth for at, depth in zip(row, around, strict=True) if at is not None}
        wanted = [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1, 0, 0] if scheme.nested else [0] * 16
        assert wanted == [depths[at] for at in range(16)]


def test_creep_turns_with_the_page() -> None:
    for scheme in SCHEMES:
        order = Order(scheme, creep=Creep("shingle", 0.5))
        plain, sheet = Order(scheme), planned(order, (WIDTH, HEIGHT), BLEED)
        for side in sides(scheme, 16):
            for moved, still in zip(placed(sheet, side, order), placed(sheet, side, plain), strict=True):
                near = [abs(a - b) for a, b in zip(moved.trim, still.trim, strict=True) if abs(a - b) > 1e-9]
                if not near:
                    continue
                # Towards the fold, which is where what is seen of the page ends at its trim.
                fold = [n for n in range(4) if still.trim[n] == pytest.approx(still.seen[n])]
                assert any((moved.trim[n] - still.trim[n]) * (1 if n >= 2 else -1) > 0 for n in fold), (
                    scheme.name,
                    moved,
                )


# ---------------------------------------------------------------- places


def test_the_sheet_is_as_large_as_it_needs_to_be(made: Imposed) -> None:
    assert (2 * WIDTH + 2 * (BLEED + 27), HEIGHT + 2 * (BLEED + 27)) == (made.width, made.height)


def test_boxes_of_a_sheet_lie_within_each_other(made: Imposed) -> None:
    with opened(made.data) as pdf:
        for page in pdf.pages:
            assert [0, 0, made.width, made.height] == box(page, "/MediaBox")
            assert [36, 36, 636, 436] == box(page, "/TrimBox")
            assert [27, 27, 645, 445] == box(page, "/BleedBox")
            assert "/CropBox" not in page.obj


def test_trap_as_form_xobject_clips_to_trim(sixteen: bytes, made: Imposed) -> None:
    with opened(made.data) as pdf:
        forms = [form for page in pdf.pages for name, form in page.obj.Resources.XObject.items() if name != "/Marks"]
        assert 16 == len(forms)
        for form in forms:
            assert [0, 0, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED] == [float(side) for side in form.BBox]
    # Page 1 lies on the right: its band runs over the trim's upper right corner into the bleed.
    sheet = rendered(made.data, 0)
    inside = sheet.getpixel((round((36 + 2 * WIDTH + BLEED - 2) * 2), round((made.height - 436 - BLEED + 2) * 2)))
    assert inside == rendered(sixteen, 0).getpixel(((WIDTH + 2 * BLEED - 2) * 2, 4))
    assert isinstance(inside, tuple) and inside[0] < 100


@pytest.mark.parametrize("index", [0, 3, 7])
def test_the_halves_of_a_sheet_are_the_pages_dot_for_dot(index: int, sixteen: bytes, made: Imposed) -> None:
    order = [(16, 1), (2, 15), (14, 3), (4, 13), (12, 5), (6, 11), (10, 7), (8, 9)][index]
    sheet = rendered(made.data, index)
    fold, tall = made.width, round((HEIGHT + 2 * BLEED) * 2)
    top = round((made.height - 436 - BLEED) * 2)
    for hand, number in enumerate(order):
        page = rendered(sixteen, number - 1)
        # Bleed on three sides; at the fold there is a neighbour.
        wide = (WIDTH + BLEED) * 2
        left = round(fold - wide) if hand == 0 else round(fold)
        half = sheet.crop((left, top, left + wide, top + tall))
        own = page.crop((0, 0, wide, tall)) if hand == 0 else page.crop((2 * BLEED, 0, 2 * BLEED + wide, tall))
        worst = max(high for _, high in ImageChops.difference(half, own).getextrema())
        assert worst <= 2, f"page {number} differs by {worst}"


@EVERY
def test_every_page_is_whole_in_every_scheme(scheme: Scheme, sixteen: bytes, faces_cache: Path) -> None:
    order = Order(scheme)
    made = laid(sixteen, order, faces_cache)
    sheet = planned(order, (WIDTH, HEIGHT), BLEED)
    plan = sides(scheme, 16)
    for index in (0, len(plan) - 1):
        picture = rendered(made.data, index)
        for page in placed(sheet, plan[index], order):
            x0, y0, x1, y1 = page.trim
            own = rendered(sixteen, page.page).crop((18, 18, 18 + 2 * WIDTH, 18 + 2 * HEIGHT))
            shown = picture.crop(
                (round(2 * x0), round(2 * (made.height - y1)), round(2 * x1), round(2 * (made.height - y0)))
            )
            upright = shown.rotate(-page.turn, expand=True)
            difference = ImageChops.difference(upright, own).convert("L")
            # Letters turned on their side are hinted otherwise; everything else must lie on itself.
            far = sum(difference.histogram()[60:]) / (own.width * own.height)
            assert far < 0.004, (scheme.name, page.page + 1, far)


def test_a_gutter_parts_pages_that_are_cut_and_a_spine_those_that_are_folded(sixteen: bytes, faces_cache: Path) -> None:
    order = Order(scheme_named("two-up"), gutter=30, marks=False, colour_bar=False)
    assert (2 * WIDTH + 30 + 2 * BLEED, HEIGHT + 2 * BLEED) == (
        laid(sixteen, order, faces_cache).width,
        laid(sixteen, order, faces_cache).height,
    )
    order = replace(SADDLE, spine=9, marks=False, colour_bar=False)
    assert 2 * WIDTH + 9 + 2 * BLEED == laid(sixteen, order, faces_cache).width


def test_a_page_does_not_bleed_into_its_neighbour(sixteen: bytes, faces_cache: Path) -> None:
    order = Order(scheme_named("two-up"), gutter=6, marks=False, colour_bar=False)
    with opened(laid(sixteen, order, faces_cache).data) as pdf:
        clips = re.findall(rb"q ([-\d. ]+) re W n", pdf.pages[0].Contents.read_bytes())
    (x0, _, w0, _), (x1, _, _, _) = ([float(v) for v in clip.split()] for clip in clips)
    assert x0 + w0 == pytest.approx(x1)


def test_pages_that_are_turned_or_scaled_lie_as_a_reader_sees_them(sixteen: bytes, faces_cache: Path) -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        # Inherited from the root of the pages (ISO 32000-1, 7.7.3.4).
        pdf.Root.Pages.Rotate = 180

    data = changed(booklet(4), turn)
    made = laid(data, replace(SADDLE, marks=False, colour_bar=False), faces_cache)
    sheet = rendered(made.data, 0)
    page = rendered(data, 0)
    half = sheet.crop((sheet.width // 2, 0, sheet.width, sheet.height))
    own = page.crop((2 * BLEED, 0, page.width, page.height))
    assert max(high for _, high in ImageChops.difference(half, own).getextrema()) <= 2
    scaled = changed(booklet(4), _large)
    made = laid(scaled, replace(SADDLE, marks=False, colour_bar=False), faces_cache)
    assert (2 * (2 * WIDTH + 2 * BLEED), 2 * (HEIGHT + 2 * BLEED)) == (made.width, made.height)
    sideways = changed(booklet(4), lambda pdf: _all(pdf, 90))
    made = laid(sideways, replace(SADDLE, marks=False, colour_bar=False), faces_cache)
    assert (2 * HEIGHT + 2 * BLEED, WIDTH + 2 * BLEED) == (made.width, made.height)
    own = rendered(sideways, 0)
    sheet = rendered(made.data, 0)
    half = sheet.crop((sheet.width // 2, 0, sheet.width, sheet.height))
    assert max(high for _, high in ImageChops.difference(half, own.crop((18, 0, *own.size))).getextrema()) <= 2


def _large(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.obj.UserUnit = 2


def _all(pdf: pikepdf.Pdf, turn: int) -> None:
    for page in pdf.pages:
        page.obj.Rotate = turn


def test_resources_that_a_page_inherits_come_along(faces_cache: Path) -> None:
    def inherit(pdf: pikepdf.Pdf) -> None:
        # Every page of a booklet uses the same: they may as well stand above them.
        pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
        pdf.Root.Pages.MediaBox = pdf.pages[0].obj.MediaBox
        for page in pdf.pages:
            del page.obj.Resources
            del page.obj.MediaBox

    made = laid(changed(booklet(4), inherit), SADDLE, faces_cache)
    assert "page 1" in words_in(made.data, 0, (made.width / 2, 60, made.width - 60, made.height - 60))


# ---------------------------------------------------------------- what is kept


def test_output_intent_claims_and_version_are_kept(sixteen: bytes, made: Imposed) -> None:
    with opened(sixteen) as before, opened(made.data) as after:
        old, new = before.Root.OutputIntents[0], after.Root.OutputIntents[0]
        assert 1 == len(after.Root.OutputIntents)
        assert "/GTS_PDFX" == str(new.S)
        assert str(old.OutputConditionIdentifier) == str(new.OutputConditionIdentifier)
        assert old.DestOutputProfile.read_bytes() == new.DestOutputProfile.read_bytes()
        assert before.pdf_version == after.pdf_version == "1.6"
        assert str(before.docinfo["/CreationDate"]) == str(after.docinfo["/CreationDate"])
        assert "/False" == str(after.docinfo["/Trapped"])
        with after.open_metadata() as about:
            assert "PDF/X-4" == about["pdfxid:GTS_PDFXVersion"]
            assert "2027-01-01T00:00:00Z" == about["xmp:CreateDate"]


def test_the_sheets_have_an_identity_of_their_own_made_of_their_content(
    sixteen: bytes, made: Imposed, faces_cache: Path
) -> None:
    def identity(data: bytes) -> tuple[str, str]:
        with opened(data) as pdf, pdf.open_metadata() as about:
            return about["xmpMM:DocumentID"], about.get("xmpMM:OriginalDocumentID", "")

    original, _ = identity(sixteen)
    own, said = identity(made.data)
    assert original == said != own
    assert own != identity(laid(sixteen, replace(SADDLE, colour_bar=False), faces_cache).data)[0]


def test_the_same_file_gives_the_same_bytes(sixteen: bytes, made: Imposed, faces_cache: Path) -> None:
    assert made.data == laid(sixteen, SADDLE, faces_cache).data


def test_overprint_settings_and_spots_are_carried_over(made: Imposed) -> None:
    with opened(made.data) as pdf:
        form = pdf.pages[0].obj.Resources.XObject["/P1"]
        assert "/DeviceCMYK" == str(form.Resources.ColorSpace["/S-PANTONE 185 C"][2])
        state = form.Resources.ExtGState.G1
        assert (True, True, 1) == (bool(state.OP), bool(state.op), int(state.OPM))
        assert b"/G1 gs" in form.read_bytes()


def test_a_spot_of_the_marks_is_that_of_the_pages(made: Imposed) -> None:
    with opened(made.data) as pdf:
        spaces = [
            form.Resources.ColorSpace["/S-PANTONE 185 C"]
            for page in pdf.pages
            for form in (page.obj.Resources.XObject["/Marks"], page.obj.Resources.XObject.get("/P1"))
            if form is not None
        ]
        assert 1 == len({space.objgen for space in spaces})


def test_resources_are_shared_and_not_copied(sixteen: bytes, made: Imposed) -> None:
    def fonts(data: bytes) -> int:
        with opened(data) as pdf:
            return sum(isinstance(o, pikepdf.Stream) and "/Length1" in o for o in pdf.objects)

    # One more, for the slug.
    assert fonts(sixteen) + 1 == fonts(made.data)


def test_a_page_s_blend_space_becomes_the_sheets(faces_cache: Path) -> None:
    def blend(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Group = pikepdf.Dictionary(
            Type=pikepdf.Name.Group, S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK
        )

    with opened(laid(changed(booklet(4), blend), SADDLE, faces_cache).data) as pdf:
        assert "/DeviceCMYK" == str(pdf.pages[0].obj.Group.CS)
        assert "/DeviceCMYK" == str(pdf.pages[0].obj.Resources.XObject["/P1"].Group.CS)


def test_tags_links_and_outline_stay_behind_and_it_is_said(faces_cache: Path) -> None:
    from press_samples import PALETTE, SCREEN, book, library

    from pipeline.press.printing import print_book

    data = print_book(book(), PALETTE, library(), SCREEN, Problems())
    result = laid(data, SADDLE, faces_cache, "no-trim", "pages-padded")
    assert ("its tags and reading order", "links") == result.left
    with opened(result.data) as pdf:
        for key in ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/OutputIntents"):
            assert key not in pdf.Root
        assert all("/Annots" not in page.obj for page in pdf.pages)
        with pdf.open_metadata() as about:
            assert "pdfuaid:part" not in about


def test_sheets_are_named_by_page_labels(made: Imposed) -> None:
    with opened(made.data) as pdf:
        assert ["1/1 front", "1/1 back", "1/2 front"] == [pdf.pages[n].label for n in range(3)]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@EVERY
def test_qpdf_finds_no_fault_in_sheets(scheme: Scheme, sixteen: bytes, faces_cache: Path, tmp_path: Path) -> None:
    (tmp_path / "sheets.pdf").write_bytes(laid(sixteen, Order(scheme, creep=Creep("shingle", 0.3)), faces_cache).data)
    done = subprocess.run(["qpdf", "--check", tmp_path / "sheets.pdf"], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)


# ---------------------------------------------------------------- marks


def marks(made: Imposed, index: int = 0) -> str:
    with opened(made.data) as pdf:
        return str(pdf.pages[index].obj.Resources.XObject["/Marks"].read_bytes().decode())


def test_no_mark_reaches_into_the_bleed(made: Imposed) -> None:
    """Outlines of the marks' drawing, y down, all lie outside of the bleed box."""
    text = marks(made)
    drawing = text[text.index("re W n") :]
    left, top, right, bottom = 27, made.height - 445, 645, made.height - 27
    found = re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l", drawing)
    assert len(found) >= 8 + 8 + 2
    for line in found:
        x0, y0, x1, y1 = (float(v) for v in line)
        assert max(x0, x1) <= left or min(x0, x1) >= right or max(y0, y1) <= top or min(y0, y1) >= bottom


def test_marks_stand_on_every_plate_in_hairlines(made: Imposed) -> None:
    text = marks(made)
    assert "/S-All CS 1 SCN" in text
    assert ["0.25 w"] == sorted(set(re.findall(r"[\d.]+ w", text)))
    with opened(made.data) as pdf:
        space = pdf.pages[0].obj.Resources.XObject["/Marks"].Resources.ColorSpace["/S-All"]
        assert ["/Separation", "/All", "/DeviceCMYK"] == [str(part) for part in list(space)[:3]]


def test_the_slug_says_file_sheet_side_day_and_plates(made: Imposed) -> None:
    foot = words_in(made.data, 1, (0, 0, made.width, 27))
    assert "booklet.pdf · sheet 1 of 4 · back · 2027-01-01 cyan magenta yellow black PANTONE 185 C" == foot


def test_each_plate_is_named_on_itself_alone(made: Imposed) -> None:
    text = marks(made)
    # The words of the slug are the first text, and in the colour that stands on every plate.
    assert "/S-All cs 1 scn" == re.findall(r"[^\n]*(?:scn| k)\n", text[: text.index("TJ")])[-1].strip()
    for ink in ("1 0 0 0 k", "0 1 0 0 k", "0 0 1 0 k", "/S-PANTONE#20185#20C cs 1 scn"):
        # Once for its patch, once for its name.
        assert 2 == text.count(f"{ink}\n"), ink


def test_a_file_without_a_date_has_none_in_its_slug(faces_cache: Path) -> None:
    def forget(pdf: pikepdf.Pdf) -> None:
        del pdf.docinfo

    data = changed(booklet(4), forget)
    made = laid(data, SADDLE, faces_cache)
    assert "front cyan" in words_in(made.data, 0, (0, 0, made.width, 27))


def test_without_marks_the_sheet_ends_with_the_bleed(sixteen: bytes, faces_cache: Path) -> None:
    made = laid(sixteen, replace(SADDLE, marks=False, colour_bar=False), faces_cache)
    assert 2 * WIDTH + 2 * BLEED == made.width
    with opened(made.data) as pdf:
        assert "/Marks" not in pdf.pages[0].obj.Resources.XObject


# ---------------------------------------------------------------- what cannot be imposed


def refused(data: bytes, cache: Path, order: Order = SADDLE) -> str:
    with pytest.raises(Unusable) as fault:
        imposed(data, "booklet.pdf", order, cache, Problems())
    return fault.value.problem.text()


def test_odd_page_counts_are_padded_with_blanks_and_it_is_said(faces_cache: Path) -> None:
    made = laid(booklet(6), SADDLE, faces_cache, "pages-padded")
    assert (2, 4) == (made.blank, made.sides)
    assert "page 1" == words_in(made.data, 0, (60, 60, made.width - 60, made.height - 60))


def test_a_sheet_that_is_too_small_says_by_how_much(sixteen: bytes, faces_cache: Path) -> None:
    text = refused(sixteen, faces_cache, replace(SADDLE, sheet=(6 * 72, 9 * 72)))
    assert "the sheet, 9 by 6 in, is 0.33 in too narrow and 0.56 in too low [sheet-small]" in text
    assert "9.333 by 6.556 in or leave marks out with --no-marks" in text


def test_a_sheet_may_be_given_either_way_round(sixteen: bytes, faces_cache: Path) -> None:
    for sheet in ((500, 700), (700, 500)):
        made = laid(sixteen, replace(SADDLE, sheet=sheet), faces_cache)
        assert (700, 500) == (made.width, made.height)


def test_what_is_no_pdf_is_named(faces_cache: Path) -> None:
    for data in (b"", b"%PDF-1.6\nnothing", b"<html></html>"):
        assert "[pdf-unreadable]" in refused(data, faces_cache)


def test_damage_that_shows_late_is_named(faces_cache: Path) -> None:
    def content(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.Contents = pikepdf.Stream(pdf, b"no zlib", Filter=pikepdf.Name.FlateDecode)

    def corners(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.TrimBox = [0, 0, pikepdf.Name.A, 4]

    keep = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False}
    damaged = [changed(booklet(4), damage, **keep) for damage in (content, corners)]
    # Of the same length, so that everything else is found where it was.
    damaged.append(booklet(4).replace(b"<rdf:RDF", b"<rdf:RDX", 1))
    for data in damaged:
        text = refused(data, faces_cache)
        assert "the PDF is damaged: " in text and "[pdf-unreadable]" in text


def test_pages_without_content_or_with_many_streams_are_laid_too(faces_cache: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1].obj.Contents
        whole = pdf.pages[0].obj.Contents.read_bytes()
        cut = whole.index(b"BT")
        pdf.pages[0].obj.Contents = pikepdf.Array([pdf.make_stream(whole[:cut]), pdf.make_stream(whole[cut:])])
        pdf.trailer.Info = 7

    made = laid(changed(booklet(4), change), SADDLE, faces_cache)
    assert "page 1" in words_in(made.data, 0, (made.width / 2, 60, made.width - 60, made.height - 60))


def test_encrypted_files_are_refused_with_and_without_a_password(faces_cache: Path) -> None:
    for user in ("", "secret"):
        data = changed(booklet(4), lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user=user))
        assert "the file is encrypted [pdf-encrypted]" in refused(data, faces_cache)


def test_pages_of_two_sizes_are_named(faces_cache: Path) -> None:
    def grow(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].obj.TrimBox = [9, 9, 310, 409]

    assert "page 3 is 4.181 by 5.556 in, page 1 is 4.167 by 5.556 in" in refused(changed(booklet(4), grow), faces_cache)


@pytest.mark.parametrize(
    ("text", "size"),
    [("19x25in", (1368, 1800)), ("19in x 25in", (1368, 1800)), ("sra3", SHEETS["SRA3"]), ("100x200pt", (100, 200))],
)
def test_sheets_are_named_or_measured(text: str, size: tuple[float, float]) -> None:
    assert size == pytest.approx(sheet_size(text))


@pytest.mark.parametrize("text", ["", "A", "19x25", "in x in", "1x1in2", "0x0in", "9999999x1in", "-4x4in", "1.2.3x4in"])
def test_what_is_no_sheet_is_refused_in_words(text: str) -> None:
    if text == "19x25":
        assert SHEETS["19x25"] == sheet_size(text)
        return
    with pytest.raises(ValueError, match=r"no sheet|no length|smaller|longer"):
        sheet_size(text)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_a_sheet(text: str) -> None:
    try:
        assert min(sheet_size(text)) >= 72
    except ValueError as fault:
        assert str(fault)
