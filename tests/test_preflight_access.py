"""Preflight of tagged files: a good file passes, and each check fails the file that breaks its rule alone."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from preflight_samples import (
    Break,
    add,
    broken,
    element,
    everywhere,
    font,
    packet,
    page,
    report,
    states,
    swap,
    tagged,
    tagged_newer,
)
from press_samples import library

from pipeline.press.preflight.checks import CHECKS


def catalog(**entries: object) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return change


def without(key: str) -> Break:
    return lambda pdf: pdf.Root.__delitem__(f"/{key}")


def on(role: str, change: Any) -> Break:
    """Return a change made to the first structure element of a type."""
    return lambda pdf: change(element(pdf, role))


def drop(key: str) -> Any:
    return lambda one: one.__delitem__(f"/{key}")


def put(key: str, value: object) -> Any:
    return lambda one: one.__setitem__(f"/{key}", value)


def attributes(role: str, change: Any) -> Break:
    return on(role, lambda one: change(one.A[0]))


def first_link(change: Any) -> Break:
    return lambda pdf: change(page(pdf).Annots[0])


def artifact_inside(pdf: pikepdf.Pdf) -> None:
    swap("/H1<</MCID 0>>BDC", "/H1<</MCID 0>>BDC /Artifact BMC EMC")(pdf)


def unparented(pdf: pikepdf.Pdf) -> None:
    """Take a piece of content out of its element, but not out of the tree of parents."""
    element(pdf, "H1").K = Array()


def misled(pdf: pikepdf.Pdf) -> None:
    row = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    row[0], row[1] = row[1], row[0]


def twice(pdf: pikepdf.Pdf) -> None:
    heading = element(pdf, "H1")
    element(pdf, "P").K.append(Dictionary(Type=Name.MCR, Pg=heading.Pg, MCID=int(heading.K[0])))


def absent(pdf: pikepdf.Pdf) -> None:
    element(pdf, "P").K.append(99)


def missing_glyph(pdf: pikepdf.Pdf) -> None:
    one = font(pdf)
    one.ToUnicode.write(
        one.ToUnicode.read_bytes().replace(b"endcmap", b"1 beginbfchar\n<0000> <0041>\nendbfchar\nendcmap")
    )
    one.DescendantFonts[0].W.extend([0, Array([library().face("text/regular").advance(0)])])
    add("/Artifact BMC BT /F1 10 Tf 1 0 0 1 60 250 Tm <0000> Tj ET EMC")(pdf)


def divided(pdf: pikepdf.Pdf) -> None:
    """Divide "more", which stands whole elsewhere, by a hyphen of the font's own."""
    face = library().face("text/regular")
    one = font(pdf)
    glyph = face.glyph("-")
    codes = [f"{face.glyph(char):04X}" for char in "moore"]
    hyphen = f"{glyph:04X}"
    mapped = f"1 beginbfchar\n<{hyphen}> <002D>\nendbfchar\nendcmap".encode()
    one.ToUnicode.write(one.ToUnicode.read_bytes().replace(b"endcmap", mapped))
    one.DescendantFonts[0].W.extend([glyph, Array([0])])  # as the subset has it
    begun = f"BT /F1 10 Tf 1 0 0 1 60 250 Tm <{codes[0]}{codes[1]}{hyphen}> Tj 1 0 0 1 60 236 Tm <{codes[3]}{codes[4]}> Tj ET"
    swap("EMC", f"{begun}\nEMC", 2)(pdf)


BREAKS: list[tuple[str, Break]] = [
    ("file-sound", add("Q")),
    ("font-embedded", lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2")),
    ("font-subset", lambda pdf: font(pdf).__setitem__("/BaseFont", Name("/AAAAAA+Other"))),
    ("font-text", lambda pdf: font(pdf).__delitem__("/ToUnicode")),
    ("font-glyph", missing_glyph),
    ("font-width", lambda pdf: font(pdf).DescendantFonts[0].W.__setitem__(1, Array([1.0]))),
    ("access-claim", packet("<pdfuaid:part>1<", "<pdfuaid:part>3<")),
    ("access-marked", catalog(MarkInfo=Dictionary(Marked=False))),
    ("access-marked", catalog(MarkInfo=Dictionary(Marked=True, Suspects=True))),
    ("access-language", without("Lang")),
    ("access-language", catalog(Lang=String("english (US)"))),
    ("access-title", catalog(ViewerPreferences=Dictionary(DisplayDocTitle=False))),
    ("access-title", packet("dc:title>", "dc:untitled>")),
    ("access-tabs", everywhere(put("Tabs", Name.R))),
    ("access-outline", without("Outlines")),
    ("access-outline", lambda pdf: pdf.Root.Outlines.First.__setitem__("/Title", String(" "))),
    ("access-outline", lambda pdf: pdf.Root.Outlines.First.__setitem__("/Dest", String("nowhere"))),
    ("access-labels", without("PageLabels")),
    ("access-labels", catalog(PageLabels=Dictionary(Nums=Array([1, Dictionary(S=Name.D)])))),
    (
        "access-destinations",
        first_link(lambda one: (one.__delitem__("/A"), one.__setitem__("/Dest", String("nowhere")))),
    ),
    ("access-destinations", lambda pdf: pdf.Root.Names.Dests.Names.__setitem__(1, Array([]))),
    ("structure-tree", on("P", put("P", Dictionary()))),
    ("content-tagged", add("BT /F1 10 Tf 1 0 0 1 60 250 Tm <0001> Tj ET".replace("<0001>", "<>") + " 50 200 9 9 re f")),
    ("content-nested", artifact_inside),
    (
        "content-nested",
        swap("/Artifact<</Type/Pag", "/Artifact BMC EMC EMC /Artifact<</Type/Pag"),
    ),
    ("content-parent", unparented),
    ("content-parent", misled),
    ("content-parent", twice),
    ("content-parent", absent),
    ("structure-role", on("Art", put("S", Name.Story))),
    ("structure-role", lambda pdf: pdf.Root.StructTreeRoot.__setitem__("/RoleMap", Dictionary(P=Name.Span))),
    ("structure-links", first_link(drop("Contents"))),
    ("structure-links", first_link(put("StructParent", 77))),
    ("structure-links", on("Link", put("S", Name.Reference))),
    ("structure-headings", on("H1", put("S", Name.H2))),
    ("structure-figures", on("Figure", drop("Alt"))),
    ("structure-figures", on("Figure", drop("A"))),
    ("structure-tables", attributes("TH", drop("Scope"))),
    ("structure-tables", on("TBody", lambda one: one.K[0].K.__delitem__(1))),
    ("structure-lists", on("LBody", put("S", Name.P))),
    ("structure-notes", on("Note", drop("ID"))),
    ("structure-languages", on("Span", put("Lang", String("español")))),
    ("structure-languages", swap("/H1<</MCID 0>>BDC", "/H1<</MCID 0/Lang(x_y)>>BDC")),
    ("structure-divisions", divided),
]


@pytest.mark.parametrize(("code", "change"), BREAKS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(BREAKS)])
def test_a_broken_file_fails_its_check_and_no_other(code: str, change: Break) -> None:
    assert {code: "fail"} == states(broken("ua1", change), "ua1")


def test_a_good_file_passes_every_check() -> None:
    assert {} == states(tagged(), "ua1")
    assert {} == states(tagged_newer(), "ua2")


NEWER: list[tuple[str, Break]] = [
    ("access-claim-newer", packet("2024", "2023")),
    ("structure-notes-newer", on("FENote", drop("Ref"))),
    ("structure-namespace", on("Document", drop("NS"))),
    ("structure-destinations", lambda pdf: pdf.Root.Outlines.First.__setitem__("/Dest", Array([page(pdf), Name.Fit]))),
]


@pytest.mark.parametrize(("code", "change"), NEWER, ids=[code for code, _ in NEWER])
def test_a_file_that_breaks_a_rule_of_the_newer_standard_fails(code: str, change: Break) -> None:
    assert {code: "fail"} == states(broken("ua2", change), "ua2")


def test_each_standard_rests_on_its_version() -> None:
    assert {"access-version": "fail"} == states(broken("ua1", lambda pdf: None, force_version="2.0"), "ua1")
    data = broken("ua2", lambda pdf: None).replace(b"%PDF-2.0", b"%PDF-1.7")
    assert "fail" == states(data, "ua2")["access-version-newer"]


def test_every_check_of_access_has_a_file_that_fails_it() -> None:
    tested = {code for code, _ in (*BREAKS, *NEWER)} | {"access-version", "access-version-newer"}
    assert set() == {check.code for check in CHECKS if {"ua1", "ua2"} & set(check.profiles.split())} - tested


def test_a_file_without_tags_is_named_as_one() -> None:
    found = states(broken("ua1", without("StructTreeRoot")), "ua1")
    assert "fail" == found["structure-tree"] == found["content-parent"]


def test_a_row_may_be_filled_by_cells_that_span() -> None:
    def spanned(pdf: pikepdf.Pdf) -> None:
        row = element(pdf, "TR")
        row.K[0].A[0].ColSpan = 2
        del row.K[1]

    found = {result.code: result for result in report(broken("ua1", spanned), "ua1").results}
    assert "pass" == found["structure-tables"].state


def test_an_element_that_is_its_own_child_is_named_and_not_followed_for_ever() -> None:
    def looped(pdf: pikepdf.Pdf) -> None:
        element(pdf, "Art").K.append(element(pdf, "Document"))

    assert "fail" == states(broken("ua1", looped), "ua1")["structure-tree"]
