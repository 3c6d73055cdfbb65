"""Preflight of files for the press: a good file passes, and each check fails the file that breaks its rule alone."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from preflight_samples import (
    Break,
    add,
    broken,
    everywhere,
    font,
    image,
    packet,
    page,
    press,
    press_old,
    printed,
    report,
    resource,
    separation,
    states,
    swap,
    words,
)
from press_samples import PRINT, PROFILE, book, library

from pipeline.foundation.value import replace
from pipeline.press.colour import separation as separation_of
from pipeline.press.preflight.checks import CHECKS
from pipeline.typesetting.page import PlacedImage

BLACK, WHITE = "/G0 gs 0 0 0 1 k", "/G1 gs 0 0 0 0 k"
DRAWN = "q 72 0 0 72 60 200 cm /I9 Do Q"


def link(pdf: pikepdf.Pdf) -> None:
    made = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[50, 50, 90, 60], Contents=String("x"))
    page(pdf, 2).Annots = Array([pdf.make_indirect(made)])


def catalog(**entries: object) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return change


def unused(data: bytes = b"", **entries: object) -> Break:
    """Return a change that adds an object nobody paints with."""
    return resource("XObject", "X9", lambda pdf: pdf.make_stream(data, **entries))


def information(key: str, value: object = None) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.docinfo[f"/{key}"]
        else:
            pdf.docinfo[f"/{key}"] = value

    return change


def renamed(pdf: pikepdf.Pdf) -> None:
    one = font(pdf)
    for entries in (one, one.DescendantFonts[0]):
        entries.BaseFont = Name("/Plain")
    one.DescendantFonts[0].FontDescriptor.FontName = Name("/Plain")


def missing_glyph(pdf: pikepdf.Pdf) -> None:
    """Show glyph 0, which is as wide as its program says and has a text."""
    one = font(pdf)
    one.ToUnicode.write(
        one.ToUnicode.read_bytes().replace(b"endcmap", b"1 beginbfchar\n<0000> <0041>\nendbfchar\nendcmap")
    )
    one.DescendantFonts[0].W.extend([0, Array([library().face("text/regular").advance(0)])])
    add(f"q {BLACK} /G1 gs BT /F1 10 Tf 1 0 0 1 60 250 Tm <0000> Tj ET Q")(pdf)


def wide(pdf: pikepdf.Pdf) -> None:
    widths = font(pdf).DescendantFonts[0].W
    for at in range(1, len(widths), 2):
        widths[at] = Array([float(one) + 20 for one in widths[at]])


def not_a_printers(pdf: pikepdf.Pdf) -> None:
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    data = bytearray(profile.read_bytes())
    data[12:20] = b"mntrRGB "
    profile.write(bytes(data))


BREAKS: list[tuple[str, Break]] = [
    ("file-sound", add("Q")),
    ("press-claim", packet("PDF/X-4", "PDF/X-3")),
    ("xmp-keys", packet("<xmpMM:VersionID>1</xmpMM:VersionID>", "")),
    ("info-agrees", information("Title", "Another")),
    ("info-agrees", information("CreationDate", "D:20261122110000Z")),
    ("press-title", information("Title")),
    ("press-dates", information("ModDate")),
    ("press-trapped", information("Trapped")),
    ("output-intent", lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/OutputConditionIdentifier")),
    ("output-intent", lambda pdf: pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])),
    ("output-profile", not_a_printers),
    ("press-annotations", link),
    ("press-actions", catalog(OpenAction=Dictionary(S=Name.JavaScript, JS=String("app.beep()")))),
    ("press-actions", catalog(Names=Dictionary(JavaScript=Dictionary(Names=Array())))),
    ("press-actions", everywhere(lambda one: one.__setitem__("/AA", Dictionary()))),
    ("press-form", catalog(AcroForm=Dictionary(Fields=Array()))),
    ("press-attachments", catalog(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array())))),
    ("press-objects", unused(Type=Name.XObject, Subtype=Name.PS)),
    ("press-objects", unused(Type=Name.XObject, Subtype=Name.Image, OPI=Dictionary())),
    ("press-objects", unused(Type=Name.XObject, Subtype=Name.Image, Alternates=Array())),
    ("press-filters", unused(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", Filter=Name.LZWDecode)),
    ("press-layers", catalog(OCProperties=Dictionary(OCGs=Array(), Configs=Array([Dictionary()])))),
    ("page-boxes", everywhere(lambda one: one.__setitem__("/ArtBox", one.TrimBox))),
    ("box-order", everywhere(lambda one: one.__setitem__("/BleedBox", Array([-1, -1, 319, 419])))),
    ("bleed-size", everywhere(lambda one: one.__setitem__("/BleedBox", Array([Decimal("1.5"), 0, 318, 418])))),
    ("bleed-painted", swap("0 388 318 30 re", "0 388 318 21 re")),
    ("crop-box", everywhere(lambda one: one.__setitem__("/CropBox", one.TrimBox))),
    ("trim-size", lambda pdf: page(pdf, 2).__setitem__("/Rotate", 90)),
    ("trim-size", lambda pdf: page(pdf, 2).__setitem__("/TrimBox", Array([10, 9, 309, 409]))),
    ("user-unit", lambda pdf: page(pdf, 2).__setitem__("/UserUnit", 2)),
    ("page-multiple", lambda pdf: pdf.pages.__delitem__(3)),
    ("page-empty", lambda pdf: page(pdf, 4).__setitem__("/Contents", pdf.make_stream(b" "))),
    ("colour-space", swap("0.9 0.4 0.4 0.2 k", "0 0.4 0.4 rg")),
    ("colour-space", add(words("text on page two", "0 0 1 rg"))),
    ("colour-space", add("0 0 1 RG 1 w 50 200 m 90 200 l S")),
    ("colour-space", resource("XObject", "I9", image("DeviceRGB", bytes(300 * 300 * 3), 300, 300), DRAWN)),
    ("colour-space", add(f"q 72 0 0 72 60 200 cm BI /W 16 /H 1 /BPC 8 /CS /RGB ID {'abc' * 16} EI Q")),
    ("spot-colour", resource("ColorSpace", "C9", separation("Warm Red"), "/C9 cs 1 scn 50 200 9 9 re f")),
    ("registration-colour", resource("ColorSpace", "C9", separation("All"), "/C9 cs 1 scn 50 200 9 9 re f")),
    ("ink-total", swap("0.9 0.4 0.4 0.2 k", "1 1 1 0.5 k")),
    ("picture-ink", resource("XObject", "I9", image("DeviceCMYK", b"\xff" * 300 * 300 * 4, 300, 300), DRAWN)),
    ("black-only", add(words("one more note", "0.4 0.4 0.4 1 k"))),
    ("black-overprint", add(words("more of the care", BLACK))),
    ("black-overprint", add(words("note one more", "/G1 gs 0 g"))),
    ("white-overprint", add(words("not a note", WHITE))),
    ("white-overprint", add(f"{WHITE} 50 200 9 9 re f")),
    ("line-thin", add("0 0 0 1 K 0.1 w 50 200 m 90 200 l S")),
    ("line-thin", add("/G0 gs 0 0 0 1 k 50 200 40 0.1 re f")),
    ("small-type-inks", add(words("more text", "/G0 gs 0.5 0.5 0.5 0 k", 8))),
    (
        "group-space",
        everywhere(lambda one: one.__setitem__("/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))),
    ),
    (
        "group-space",
        resource("ExtGState", "G9", lambda pdf: Dictionary(ca=Decimal("0.5")), "/G9 gs 0 0 0 1 k 50 200 9 9 re f"),
    ),
    ("picture-resolution", resource("XObject", "I9", image("DeviceGray", bytes(100 * 100), 100, 100), DRAWN)),
    ("font-embedded", lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2")),
    ("font-subset", renamed),
    ("font-text", lambda pdf: font(pdf).__delitem__("/ToUnicode")),
    ("font-glyph", missing_glyph),
    ("font-width", wide),
]
WARNED = {"page-multiple", "page-empty", "spot-colour", "registration-colour", "small-type-inks"}


@pytest.mark.parametrize(("code", "change"), BREAKS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(BREAKS)])
def test_a_broken_file_fails_its_check_and_no_other(code: str, change: Break) -> None:
    assert {code: "warning" if code in WARNED else "fail"} == states(broken("x4", change), "x4")


def test_a_file_of_a_newer_version_fails() -> None:
    assert {"pdf-version": "fail"} == states(broken("x4", lambda pdf: None, force_version="1.7"), "x4")


def test_a_file_without_an_identifier_fails() -> None:
    data = broken("x4", lambda pdf: None)
    assert 1 == data.count(b"/ID [")
    assert {"press-identifier": "fail"} == states(data.replace(b"/ID [", b"/IX ["), "x4")


def test_a_good_file_passes_every_check() -> None:
    assert {} == states(press(), "x4")
    assert {} == states(press_old(), "x1a")


OLD: list[tuple[str, Break]] = [
    ("press-claim-old", information("GTS_PDFXVersion", "PDF/X-3:2003")),
    ("press-filters-old", unused(Filter=Name.JPXDecode)),
    ("press-layers-old", catalog(OCProperties=Dictionary(OCGs=Array()))),
    (
        "transparency",
        resource("ExtGState", "G9", lambda pdf: Dictionary(BM=Name.Multiply), "/G9 gs 0 0 0 1 k 50 200 9 9 re f"),
    ),
]


@pytest.mark.parametrize(("code", "change"), OLD, ids=[code for code, _ in OLD])
def test_a_file_that_breaks_a_rule_of_the_older_standard_fails(code: str, change: Break) -> None:
    assert {code: "fail"} == states(broken("x1a", change, force_version="1.4"), "x1a")


def test_the_older_standard_knows_no_newer_file() -> None:
    assert {"pdf-version-old": "fail"} == states(broken("x1a", lambda pdf: None, force_version="1.5"), "x1a")


def test_every_check_of_the_press_has_a_file_that_fails_it() -> None:
    tested = {code for code, _ in (*BREAKS, *OLD)} | {"pdf-version", "pdf-version-old", "press-identifier"}
    assert set() == {check.code for check in CHECKS if {"x4", "x1a"} & set(check.profiles.split())} - tested


def test_a_picture_of_few_dots_is_doubted_before_it_is_refused() -> None:
    def drawn(dots: int) -> str:
        made = image("DeviceGray", bytes(dots * dots), dots, dots)
        return states(broken("x4", resource("XObject", "I9", made, DRAWN)), "x4").get("picture-resolution", "pass")

    assert ["fail", "warning", "pass"] == [drawn(149), drawn(224), drawn(225)]


def test_what_is_found_has_its_page_its_place_and_its_text() -> None:
    data = broken("x4", add(words("more of the care", BLACK), 2))
    (found,) = [result.findings[0] for result in report(data, "x4").results if result.findings]
    assert (2, (51.0, 159.0), "more of the care") == (found.page, found.place, found.text)
    assert 'does not overprint: "more of the care" (page 2, 51 pt from the left and 159 from the top)' in found.words()


def test_many_findings_of_a_kind_are_counted() -> None:
    data = broken("x4", add("0 0 1 rg " + "50 200 9 9 re f " * 9))
    messages = [problem.message for problem in report(data, "x4").problems()]
    assert 5 >= len(messages)
    assert any(message.endswith("; and 4 more like it") for message in messages)


def test_forms_are_looked_into() -> None:
    def made(pdf: pikepdf.Pdf) -> object:
        return pdf.make_stream(b"1 0 0 rg 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])

    data = broken("x4", resource("XObject", "X9", made, "q 1 0 0 1 60 200 cm /X9 Do Q"))
    assert {"colour-space": "fail"} == states(data, "x4")


def test_a_form_that_shows_itself_is_named_and_not_followed_for_ever() -> None:
    def looped(pdf: pikepdf.Pdf) -> object:
        form = pdf.make_stream(b"/X9 Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        form.Resources = Dictionary(XObject=Dictionary(X9=form))
        return form

    assert {"file-sound": "fail"} == states(broken("x4", resource("XObject", "X9", looped, "/X9 Do")), "x4")


def test_every_passing_check_has_a_figure() -> None:
    results = report(press(), "x4").results
    assert [] == [result.code for result in results if not result.figure]
    figures = {result.code: result.figure for result in results}
    assert "9.00 pt at the narrowest edge, 9 needed" == figures["bleed-size"]
    assert figures["ink-total"].startswith("200% at most, 29")


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_the_ink_of_a_picture_is_what_the_press_made_of_it(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"dark.{suffix}"
    noise = Image.effect_noise((400, 400), 30)
    noise = Image.merge("RGB", [noise.point(lambda value: value // 8)] * 2 + [noise.point(lambda value: value // 3)])
    noise.save(path)
    page = replace(book().pages[0], items=(PlacedImage(40, 40, 90, 90, str(path)),), links=())
    data = printed(replace(book(), pages=(page,), bookmarks=()), PRINT)
    results = {result.code: result for result in report(data, "x4").results}
    assert "pass" == results["picture-ink"].state
    measured = re.match(r"1 picture, (\d+)% at most, 295% ", results["picture-ink"].figure)
    assert measured and 240 < int(measured[1]) <= 295


def test_the_limit_of_ink_is_what_the_profile_gives_for_any_colour() -> None:
    inks = separation_of(PROFILE)
    dark = [(red, green, blue) for red in range(0, 97, 24) for green in range(0, 97, 24) for blue in range(0, 97, 24)]
    most = max(sum(inks.inks(*colour)) for colour in dark)
    with_limit = {result.code: result.figure for result in report(press(), "x4").results}["ink-total"]
    assert most <= 2.95 and "295% is the profile's limit" in with_limit
