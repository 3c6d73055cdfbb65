"""Preflight of large print: a good file passes, and each check fails the file that breaks its guideline alone."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from preflight_samples import (
    Break,
    add,
    broken,
    font,
    image,
    large,
    large_pages,
    page,
    printed,
    report,
    resource,
    states,
    swap,
)
from press_samples import SCREEN, line

from pipeline.foundation.value import replace
from pipeline.press.preflight.checks import CHECKS
from pipeline.press.preflight.guide import own_guide
from pipeline.press.preflight.inspection import preflight
from pipeline.press.printing import Output
from pipeline.typesetting.page import Book, PageItem, PlacedLine, PlacedRectangle

OUTPUT: Output = replace(SCREEN, links=False)
COLUMN = ("A walk in the morn", "is easier than one", "in the afternoon.", "Those who plan it", "come home rested.")


def with_items(*items: PageItem, edition: Book | None = None) -> bytes:
    """Return large print with more on its second page."""
    base = edition or large_pages()
    pages = [replace(one, items=(*one.items, *items)) if one.number == 2 else one for one in base.pages]
    return printed(replace(base, pages=tuple(pages)), OUTPUT)


def lines(*texts: str, x: float = 80, y: float = 400, size: float = 18, leading: float = 26) -> list[PlacedLine]:
    return [PlacedLine(x, y + leading * n, line(text, space=True, size=size), "p") for n, text in enumerate(texts)]


def turned() -> bytes:
    return broken("large-print", add(f"/Artifact BMC BT /F1 20 Tf 0 1 -1 0 300 300 Tm {shown()} Tj ET EMC"))


def shown() -> str:
    """Return a string of glyphs that the sample has."""
    with pikepdf.open(BytesIO(large())) as pdf:
        text = page(pdf).Contents.read_bytes().decode()
    return text[text.index("[<") + 1 :].partition(">")[0] + ">"


def picture_of_text(pdf: pikepdf.Pdf) -> None:
    resource("XObject", "I9", image("DeviceGray", bytes(16), 4, 4))(pdf)
    page(pdf).Contents = pdf.make_stream(b"/Artifact BMC q 400 0 0 500 80 100 cm /I9 Do Q EMC")


BROKEN = {
    "file-sound": lambda: broken("large-print", add("Q")),
    "font-embedded": lambda: broken(
        "large-print", lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2")
    ),
    "print-size": lambda: with_items(PlacedLine(80, 500, line("a small note", size=12), "p")),
    "print-leading": lambda: printed(large_pages(leading=21), OUTPUT),
    # The same letters in other words: lines of one length.
    "print-ragged": lambda: printed(
        large_pages(tuple(f"{'carewater'[:n]} {'carewater'[n:]}" for n in range(2, 8))), OUTPUT
    ),
    "print-hyphens": lambda: with_items(*lines("those who are afraid of the after-", "noon heat walk in the morning")),
    "print-columns": lambda: with_items(*lines(*COLUMN), *lines(*COLUMN, x=330)),
    "print-italics": lambda: broken(
        "large-print", lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__setitem__("/ItalicAngle", -12)
    ),
    "print-capitals": lambda: with_items(*lines("READ THIS FIRST OF ALL")),
    "print-contrast": lambda: with_items(
        PlacedRectangle(60, 380, 400, 60, "accent"), *lines("words in black on petrol")
    ),
    "print-margins": lambda: printed(large_pages(x=40), OUTPUT),
    "print-upright": turned,
    "print-textless": lambda: broken("large-print", picture_of_text),
    "print-line-length": lambda: with_items(*lines("i " * 36, "and on")),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_file_fails_its_check_and_no_other(code: str) -> None:
    assert {code: "warning" if code == "print-line-length" else "fail"} == states(BROKEN[code](), "large-print")


def test_a_small_page_number_is_named_as_one() -> None:
    base = large_pages()
    small = [PlacedLine(500, 730, line(str(one.number), size=14), artifact="Pagination/Footer") for one in base.pages]
    pages = tuple(replace(one, items=(*one.items[:-1], folio)) for one, folio in zip(base.pages, small, strict=True))
    found = states(printed(replace(base, pages=pages), OUTPUT), "large-print")
    assert {"print-size": "fail", "print-folio": "fail"} == found


def test_every_check_of_large_print_has_a_file_that_fails_it() -> None:
    named = {check.code for check in CHECKS if "large-print" in check.profiles.split()}
    assert {"print-folio"} == named - set(BROKEN)


def test_a_good_file_passes_every_check() -> None:
    assert {} == states(large(), "large-print")


def test_what_is_measured_is_said() -> None:
    figures = {result.code: result.figure for result in report(large(), "large-print").results}
    assert "18.0 pt is the smallest" == figures["print-size"]
    assert "1.44 times the size at the least" == figures["print-leading"]
    assert figures["print-contrast"].startswith("17.")
    assert "3 page numbers, 20.0 pt the smallest" == figures["print-folio"]


def test_a_compound_at_a_lines_end_is_no_divided_word() -> None:
    data = with_items(
        *lines(
            "those who read of self-",
            "care in the morning and",
            "of anti-inflammatory and re-",
            "creation, re-creation and",
            "recreation in the shade",
        )
    )
    assert {} == states(data, "large-print")


def test_text_over_a_picture_is_looked_at() -> None:
    def over(grey: int) -> Break:
        made = image("DeviceGray", bytes([grey]) * 16, 4, 4)

        def change(pdf: pikepdf.Pdf) -> None:
            resource("XObject", "I9", made)(pdf)
            data = page(pdf).Contents.read_bytes()
            ground = b"/Artifact BMC q 500 0 0 500 60 200 cm /I9 Do Q EMC\n"
            page(pdf).Contents = pdf.make_stream(ground + data)

        return change

    assert {"print-contrast": "fail"} == states(broken("large-print", over(90)), "large-print")
    assert {} == states(broken("large-print", over(250)), "large-print")


def test_slanted_text_is_taken_for_italics() -> None:
    data = broken("large-print", swap("1 0 0 1 80", "1 0 0.3 1 80"))
    assert {"print-italics": "fail"} == states(data, "large-print")


# ---------------------------------------------------------------- other guides


def test_each_guide_has_figures_of_its_own() -> None:
    # Lines of 1.44 times the size: enough for most, and too close for the APH; nor is an x of 18 points an eighth of an inch.
    assert {} == states(large(), "acb")
    assert {} == states(large(), "rnib")
    assert {"print-leading": "fail", "print-x-height": "fail"} == states(large(), "aph")
    assert {"print-leading"} == set(states(printed(large_pages(leading=21), OUTPUT), "rnib"))


def test_short_lines_are_what_lines_have_on_the_whole() -> None:
    long = with_items(*lines(*(["a line that has many more than forty-three characters"] * 30), y=100, leading=20))
    found = {result.code: result for result in report(long, "aph").results}
    assert "fail" == found["print-line-length"].state
    assert "most full lines have 53 characters, 43 are the most" in found["print-line-length"].findings[0].said


def test_a_publication_has_a_guide_of_its_own() -> None:
    guide = own_guide(size=20.0, leading=1.25, characters=70, margin=0.0, x_height=0.0)
    (found,) = [one for one in preflight(large(), "large.pdf", ["ua1"], guide=guide) if one.profile == "custom"]
    wrong = {result.code: result.findings[0].said for result in found.results if result.state == "fail"}
    assert {"print-size", "print-folio"} >= set(wrong)
    assert "text of 18.0 pt, 20 are needed" in wrong["print-size"]
    assert "print-margins" not in {result.code for result in found.results}


def test_a_font_that_does_not_say_how_tall_its_x_is_is_a_warning() -> None:
    data = broken("large-print", lambda pdf: font(pdf).DescendantFonts[0].FontDescriptor.__delitem__("/XHeight"))
    found = {result.code: result.state for result in report(data, "aph").results}
    assert "warning" == found["print-x-height"]
