"""Plates: what a file puts on each of them, read back from its operators, and what keeps two files from sharing them."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from pipeline.press.plateproof import Difference, differences
from pipeline.press.plates import Mark, Sheet, sheets

OVER = "/G1 gs "
TEXT = "BT /F1 9 Tf 1 0 0 1 20 50 Tm <00410042> Tj ET"
BLACK = f"{OVER}0 0 0 1 k {TEXT}"
TINT = "0.1 0.02 0.06 0 k 10 20 60 30 re f"


def pdf(*pages: str, size: float = 100.0, **resources: pikepdf.Object) -> bytes:
    """Return a file of square pages with these operators, their trim 5 points inside the media."""
    file = pikepdf.new()
    for content in pages:
        page = file.add_blank_page(page_size=(size + 10, size + 10))
        page.trimbox = [5, 5, size + 5, size + 5]
        page.contents_add(file.make_stream(content.encode()))
        state = {"/G0": {"/OP": False, "/op": False}, "/G1": {"/OP": True, "/op": True, "/OPM": 1}}
        state["/G2"] = {"/OP": True, "/op": True, "/OPM": 0}
        page.obj.Resources = pikepdf.Dictionary(
            ExtGState=pikepdf.Dictionary({key: pikepdf.Dictionary(value) for key, value in state.items()}),
            **resources,
        )
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def marks(content: str, **resources: pikepdf.Object) -> tuple[Mark, ...]:
    return sheets(pdf(content, **resources))[0].marks


def on(mark: Mark) -> tuple[object, ...]:
    return tuple(mark.on(plate) for plate in ("Cyan", "Magenta", "Yellow", "Black"))


def proved(en: str | tuple[str, ...], es: str | tuple[str, ...]) -> list[str]:
    """Return what differs between two languages."""
    files = {
        name: sheets(pdf(*((pages,) if isinstance(pages, str) else pages))) for name, pages in (("en", en), ("es", es))
    }
    return [f"{found.page}: {found.said}" for found in differences(files)]


# ---------------------------------------------------------------- reading


def test_a_tint_is_on_the_plates_it_has_ink_for_and_cut_out_of_the_others() -> None:
    [mark] = marks(TINT)
    assert ("tint", (0.1, 0.02, 0.06, 0.0)) == (mark.kind, on(mark))
    assert (5.0, 55.0, 60.0, 30.0) == mark.box, "from the trim's top left corner"


def test_what_overprints_leaves_the_plates_alone_that_it_has_no_ink_for() -> None:
    [mark] = marks(f"{OVER}{TINT}")
    assert (0.1, 0.02, 0.06, None) == on(mark)


def test_overprint_without_its_mode_paints_all_four_plates() -> None:
    [mark] = marks(f"/G2 gs 0 0 0 1 k {TEXT}")
    assert (0.0, 0.0, 0.0, 1.0) == on(mark)
    assert not mark.overprints_in_black


def test_black_text_that_overprints_is_on_one_plate() -> None:
    [mark] = marks(BLACK)
    assert ("text", True) == (mark.kind, mark.overprints_in_black)
    [grey] = marks(f"{OVER}0 g {TEXT}")
    assert not grey.overprints_in_black, "a printer's software may paint DeviceGray on all plates (11.7.4.5)"


@pytest.mark.parametrize(
    ("operators", "kind"),
    [
        ("0 0 0 1 k 10 10 50 2 re f", "rule"),
        ("0 0 0 1 k 10 10 50 20 re f", "tint"),
        ("0 0 0 1 K 10 10 m 60 10 l S", "drawing"),
        ("q 20 0 0 20 10 10 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q", "image"),
    ],
)
def test_an_object_is_called_what_it_is(operators: str, kind: str) -> None:
    assert [kind] == [mark.kind for mark in marks(operators)]


def test_a_path_that_is_only_clipped_to_or_has_no_paint_is_no_mark() -> None:
    assert () == marks("10 10 50 20 re W n 10 10 50 20 re n")


def test_what_is_clipped_otherwise_is_another_shape() -> None:
    [whole], [cut] = marks(TINT), marks(f"q 10 20 30 30 re W n {TINT} Q")
    assert whole.shape != cut.shape
    [after] = marks(f"q 10 20 30 30 re W n Q {TINT}")
    assert whole == after, "the clip ends with its state"


def test_a_shape_is_where_its_matrix_puts_it() -> None:
    [moved] = marks("q 1 0 0 1 10 20 cm 0.1 0.02 0.06 0 k 0 0 60 30 re f Q")
    assert marks(TINT) == (moved,)


def test_a_form_is_read_with_its_own_matrix_and_resources() -> None:
    file = pikepdf.new()
    form = file.make_stream(b"0.1 0.02 0.06 0 k 0 0 60 30 re f")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 100, 100]
    form.Matrix = [1, 0, 0, 1, 10, 20]
    page = file.add_blank_page(page_size=(110, 110))
    page.trimbox = [5, 5, 105, 105]
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page.contents_add(file.make_stream(b"/X Do"))
    out = BytesIO()
    file.save(out)
    [mark] = sheets(out.getvalue())[0].marks
    assert ("tint", marks(TINT)[0].box) == (mark.kind, mark.box)


def test_a_form_that_shows_itself_comes_to_an_end() -> None:
    file = pikepdf.new()
    form = file.make_stream(b"/X Do 0 0 1 1 re f")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 100, 100]
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page = file.add_blank_page(page_size=(110, 110))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page.contents_add(file.make_stream(b"/X Do"))
    out = BytesIO()
    file.save(out)
    assert 12 == len(sheets(out.getvalue())[0].marks)


def test_a_spot_colour_has_a_plate_of_its_own() -> None:
    space = pikepdf.Array(
        [
            pikepdf.Name.Separation,
            pikepdf.Name("/Gold"),
            pikepdf.Name.DeviceCMYK,
            pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.2, 0.8, 0], N=1),
        ]
    )
    spaces = pikepdf.Dictionary(Spot=space)
    [sheet] = sheets(pdf("/Spot cs 0.5 scn 10 20 60 30 re f", ColorSpace=spaces))
    assert ("Cyan", "Magenta", "Yellow", "Black", "Gold") == sheet.plates
    assert (0.5, 0.0) == (sheet.marks[0].on("Gold"), sheet.marks[0].on("Cyan"))
    [over] = marks(f"{OVER}/Spot cs 0.5 scn 10 20 60 30 re f", ColorSpace=spaces)
    assert (0.5, None) == (over.on("Gold"), over.on("Cyan"))


def test_a_pattern_and_a_shading_are_on_every_plate() -> None:
    tiling = pikepdf.Dictionary(
        PatternType=2, Shading=pikepdf.Dictionary(ShadingType=2, ColorSpace=pikepdf.Name.DeviceCMYK)
    )
    [mark] = marks("/Pattern cs /P1 scn 10 20 60 30 re f", Pattern=pikepdf.Dictionary(P1=tiling))
    assert all(amount not in (None, 0.0) for amount in on(mark))
    [shading] = marks("/S1 sh", Shading=pikepdf.Dictionary(S1=pikepdf.Dictionary(ShadingType=2)))
    assert "shading" == shading.kind


def test_bytes_that_are_no_file_are_refused() -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        sheets(b"nothing")


# ---------------------------------------------------------------- the proof


def test_files_that_differ_in_black_text_share_their_plates() -> None:
    assert [] == proved(
        f"{TINT} {BLACK}", f"{TINT} {BLACK.replace('<00410042>', '<0043>').replace('20 50 Tm', '30 40 Tm')}"
    )


def test_coloured_text_is_named_with_its_place_and_plates() -> None:
    assert ["1: text at 15, 46 pt prints on cyan and magenta, and 1 more like it"] == proved(
        f"{OVER}0.9 0.3 0 0.1 k {TEXT} {TEXT}", ""
    )


@pytest.mark.parametrize(
    ("operators", "said"),
    [
        (f"0 0 0 1 k {TEXT}", "text at 15, 46 pt is cut out of cyan, magenta and yellow"),
        (f"0 0 0 0 k {TEXT}", "text at 15, 46 pt is cut out of cyan, magenta and yellow"),
        (f"{OVER}0 0 0 1 K 1 Tr {TEXT}", ""),
        (f"{OVER}0 0 0 1 k 0.5 0 0 0 K 2 Tr {TEXT}", "text at 15, 46 pt prints on cyan"),
        (f"0 0 0 1 k 3 Tr {TEXT}", ""),
    ],
    ids=["knocked out", "white", "outlined", "outlined in colour", "invisible"],
)
def test_text_is_on_the_black_plate_alone(operators: str, said: str) -> None:
    assert ([f"1: {said}"] if said else []) == proved(operators, "")


def test_what_stands_elsewhere_is_named_with_how_far() -> None:
    moved = TINT.replace("10 20 60 30", "10 16.5 60 30")
    said = "1: the tint at 5, 55 pt, 60 × 30 pt of en is 3.5 pt lower in es, on cyan, magenta and yellow"
    assert [said] == proved(TINT, moved)
    taller = TINT.replace("10 20 60 30", "12 20 60 31")
    said = "1: the tint at 5, 55 pt, 60 × 30 pt of en is 1.0 pt higher, 2.0 pt farther right and 1.0 pt taller in es"
    assert [f"{said}, on cyan, magenta and yellow"] == proved(TINT, taller)


def test_what_has_other_inks_is_named_with_the_plates_that_differ() -> None:
    said = "1: the tint at 5, 55 pt, 60 × 30 pt of en is in other inks in es, on yellow"
    assert [said] == proved(TINT, TINT.replace("0.06", "0.07"))


def test_what_one_language_lacks_is_named() -> None:
    assert ["1: the tint at 5, 55 pt, 60 × 30 pt of en is not in es, on cyan, magenta and yellow"] == proved(TINT, "")
    assert ["1: the tint at 5, 55 pt, 60 × 30 pt of es is not in en, on cyan, magenta and yellow"] == proved("", TINT)
    white = "0 0 0 0 k 10 20 60 30 re f"
    said = "1: the tint at 5, 55 pt, 60 × 30 pt of en is not in es, cut out of cyan, magenta, yellow and black"
    assert [said] == proved(white, "")


def test_a_black_rule_has_to_stand_still_too() -> None:
    rule = "0 0 0 0.3 k 10 20 60 0.5 re f"
    said = "1: the rule at 5, 84.5 pt, 60 × 0.5 pt of en is 2.0 pt higher in es, on black"
    assert [said] == proved(rule, rule.replace("10 20", "10 22"))


def test_pictures_are_held_to_each_other_by_their_pixels() -> None:
    def picture(data: str) -> str:
        return f"q 20 0 0 20 10 10 cm BI /W 1 /H 1 /BPC 8 /CS /CMYK ID {data} EI Q"

    [said] = proved(picture("aaaa"), picture("aaab"))
    assert said.startswith("1: the image at 5, 75 pt, 20 × 20 pt of en is in other inks in es")
    assert [] == proved(picture("aaaa"), picture("aaaa"))


def test_the_order_of_painting_counts() -> None:
    other = "0.5 0 0 0 k 20 30 60 30 re f"
    assert ["1: the tint at 5, 55 pt, 60 × 30 pt is painted in another order in es"] == proved(
        f"{TINT} {other}", f"{other} {TINT}"
    )


def test_what_is_transparent_is_named() -> None:
    sheer = pikepdf.Dictionary({"/G1": pikepdf.Dictionary({"/OP": True, "/OPM": 1, "/ca": 0.5})})
    file = pikepdf.open(BytesIO(pdf(BLACK)))
    file.pages[0].resources.ExtGState = sheer
    out = BytesIO()
    file.save(out)
    [found] = differences({"en": sheets(out.getvalue())})
    assert "text at 15, 46 pt is transparent" == found.said


def test_pages_are_counted_and_measured() -> None:
    assert ["2: en has 2 pages, es 1"] == proved(("", ""), "")
    files = {"en": sheets(pdf("")), "es": sheets(pdf("", size=90.0))}
    assert [Difference(1, ("en", "es"), "the page is 100.0 × 100.0 pt in en, 90.0 × 90.0 pt in es")] == differences(
        files
    )


def test_every_language_is_held_to_the_first() -> None:
    files: dict[str, tuple[Sheet, ...]] = {name: sheets(pdf(TINT)) for name in ("en", "es")}
    files["fr"] = sheets(pdf(""))
    assert [("en", "fr")] == [found.languages for found in differences(files)]


def test_many_differences_on_a_page_are_counted() -> None:
    rules = " ".join(f"0.5 0 0 0 k 10 {y} 60 1 re f" for y in range(10, 90, 10))
    found = proved(rules, "")
    assert 4 == len(found)
    assert "1: 5 more images, tints and rules differ" == found[-1]
