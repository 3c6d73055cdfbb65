"""Pages that a plan gives: pinned, on one side, reserved; and what is said where that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from publications import ONE, run, said
from test_copyfit import FULL, made_of
from test_makeup import PRINT, piece, places, text

from pipeline.foundation.value import replace
from pipeline.typesetting.makeup import Draft
from pipeline.typesetting.page import Element, PlacedRectangle

PLAN = "articles/issues/first.toml"
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#336699"/></svg>'
)


def blank() -> tuple[Draft, None]:
    return Draft([PlacedRectangle(0.0, 0.0, PRINT.measure, 3.0, "blank")], PRINT.depth, "notes"), None


def advertisement(number: int) -> Callable[[], tuple[Draft, Element | None]]:
    item = PlacedRectangle(0.0, 0.0, PRINT.measure, PRINT.depth, f"ad{number}")
    return lambda: (Draft([item], PRINT.depth, "reserved"), Element(f"ad/{number}", "Figure"))


# ---------------------------------------------------------------- make-up


def test_an_article_begins_on_the_page_it_was_given() -> None:
    made, problems = made_of(piece("a", text(20)), piece("b", text(20), page=6), first=3, blank=blank)
    assert ({"a": 0, "b": 3}, []) == (made.starts, problems)


def test_a_gap_is_filled_with_notices_and_pages_for_notes_by_turns() -> None:
    made, _ = made_of(piece("a", text(20)), piece("b", text(20), page=7), first=3, blank=blank)
    assert ["text", "notice", "notes", "notice", "text"] == [draft.template for draft in made.drafts]
    # The panel under the article, and two of the pages after it, are the article's to read.
    assert ["H1", "Sect", "Sect", "Sect"] == [element.role for element in made.elements["a"]]


@pytest.mark.parametrize(("side", "parity"), [("recto", 1), ("verso", 0)])
@pytest.mark.parametrize("first", [3, 4])
@pytest.mark.parametrize("before", [20, FULL + 4])
def test_an_article_begins_on_its_side(side: str, parity: int, first: int, before: int) -> None:
    made, problems = made_of(piece("a", text(before)), piece("b", text(20), start=side), first=first, blank=blank)
    assert parity == (first + made.starts["b"]) % 2
    assert len(made.drafts) <= 4
    assert [] == problems


def test_a_page_that_is_passed_is_reported_where_the_plan_gives_it() -> None:
    made, problems = made_of(piece("a", text(FULL + 4)), piece("b", text(20), page=4), first=3)
    assert {"a": 0, "b": 2} == made.starts
    assert ["pin-missed"] == [problem.code for problem in problems]
    assert problems[0].message == '"B" begins on page 5 of the print edition, not on page 4'


def test_an_article_goes_on_after_a_reserved_page() -> None:
    made, problems = made_of(piece("a", text(FULL + 60)), first=3, reserved={4: advertisement(4)})
    assert ["text", "reserved", "text"] == [draft.template for draft in made.drafts]
    assert ["ad4"] == [place.name for place in places(made) if place.page == 1]
    assert [] == problems
    assert ["H1", "Figure"] == [element.role for element in made.elements["a"]][:2]


def test_nothing_is_put_on_a_reserved_page() -> None:
    for lines in (10, 20, FULL):
        made, _ = made_of(piece("a", text(lines)), piece("b", text(20)), first=3, reserved={3: advertisement(3)})
        assert ["ad3"] == [place.name for place in places(made) if place.page == 0]
        assert 1 == made.starts["a"]


def test_a_page_reserved_after_the_last_article_is_there() -> None:
    made, _ = made_of(piece("a", text(20)), first=3, reserved={6: advertisement(6)}, blank=blank)
    assert ["text", "notice", "notes", "reserved"] == [draft.template for draft in made.drafts]


def test_a_side_that_is_reserved_is_passed_over() -> None:
    made, _ = made_of(
        piece("a", text(20)), piece("b", text(20), start="recto"), first=3, reserved={5: advertisement(5)}, blank=blank
    )
    assert 7 == 3 + made.starts["b"]


@pytest.mark.parametrize("reserved", [{}, {4}, {5}, {6}, {5, 6}, {4, 7}])
@pytest.mark.parametrize("side", ["", "recto", "verso"])
def test_a_picture_with_a_page_to_itself_stands_right_before_its_words(reserved: set[int], side: str) -> None:
    own = piece("b", text(20), start=side)
    own = replace(own, whole=replace(own.whole, page=True, art=Path("b.png"), ratio=1.0))
    made, problems = made_of(
        piece("a", text(20)), own, first=3, reserved={page: advertisement(page) for page in reserved}, blank=blank
    )
    words = 3 + made.starts["b"]
    assert words % 2 == {"recto": 1, "verso": 0, "": words % 2}[side]
    assert "art" == made.drafts[made.starts["b"] - 1].template
    assert [] == problems


def test_a_page_where_the_contents_stand_is_said_so() -> None:
    _, problems = made_of(piece("a", text(20), page=2), first=3)
    assert "the contents reach to page 2: give it page 3 or a later one" == problems[0].hint


# ---------------------------------------------------------------- plans


@pytest.mark.parametrize(
    ("plan", "line", "message"),
    [
        ('[article.first]\npage = 4\nstart = "recto"\n', 3, "page 4 is a verso"),
        ("[article.first]\npage = 4\n\n[[reserved]]\npage = 4\n", 2, "page 4 is reserved already"),
        ("[[reserved]]\npage = 4\n\n[[reserved]]\npage = 4\n", 5, "page 4 is reserved already"),
        ("[[reserved]]\npage = 1\n", 2, "page 1 is the cover already"),
        ("[article.first]\npage = 1\n", 2, "page 1 is the cover already"),
    ],
)
def test_a_plan_that_gives_a_page_twice_is_refused(
    publication: Callable[..., Path], plan: str, line: int, message: str
) -> None:
    root = publication()
    path = root / PLAN
    lines = path.read_text("utf-8").count("\n")
    path.write_text(path.read_text("utf-8") + plan, "utf-8")
    result = run(root, "check", "first", exit_code=1)
    assert f"{PLAN}:{lines + line}:1 pin-clash" in said(result)
    assert message in result.stderr


def test_articles_pinned_against_their_order_are_refused(publication: Callable[..., Path]) -> None:
    root = publication({"articles/second.md": b"---\ntitle: Second\nlanguage: en\ndepartment: features\n---\nText.\n"})
    path = root / PLAN
    plan = path.read_text("utf-8").replace('articles = ["first"]', 'articles = ["first", "second"]')
    for pages, page, clash in ((0, 6, False), (0, 5, True), (3, 8, False), (3, 7, True)):
        path.write_text(
            f"{plan}\n[article.first]\npage = 5\npages = {pages}\n\n[article.second]\npage = {page}\n", "utf-8"
        )
        result = run(root, "check", "first", exit_code=1 if clash else 0)
        assert clash == ("pin-clash" in result.stderr), result.stderr


def test_a_reserved_page_is_a_picture_to_the_edges_without_a_folio(publication: Callable[..., Path]) -> None:
    root = publication({"articles/figures/ad.svg": SQUARE})
    path = root / PLAN
    added = '\n[[reserved]]\npage = 5\nart = "figures/ad.svg"\nalt = "A blue square"\n\n[[reserved]]\npage = 6\n'
    path.write_text(path.read_text("utf-8") + added, "utf-8")
    run(root, "catalog", "update")
    run(root, *ONE, "--dump")
    text = next((root / "output" / "first").glob("*.txt")).read_text("utf-8")
    pages = text.split("\npage ")
    assert pages[4].startswith("5 reserved") and pages[5].startswith("6 reserved")
    assert "drawing" in pages[4] and 1 == pages[5].count("\n") + 1
    assert "serif" not in pages[4] + pages[5] and "sans" not in pages[4] + pages[5]
    with pikepdf.open(next((root / "output" / "first").glob("*.pdf"))) as pdf:
        assert 0 == len(pdf.pages) % 4
        assert "A blue square" in (root / "locale/templates/furniture.pot").read_text("utf-8")


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([4], []),
        ([5, 7], []),
        (
            [40],
            [(2, "page 40 is reserved, and the articles end on page 3 in en, print edition: 36 pages are filled up")],
        ),
        # Each is named once, at its own place, and what comes right after it is not.
        (
            [41, 12, 13],
            [
                (5, "page 12 is reserved"),
                (2, "page 41 is reserved, and the articles end on page 3 in en, print edition: 27 "),
            ],
        ),
    ],
)
def test_a_page_reserved_far_behind_the_text_is_named(
    publication: Callable[..., Path], pages: list[int], expected: list[tuple[int, str]]
) -> None:
    root = publication()
    path = root / PLAN
    lines = path.read_text("utf-8").count("\n")
    added = "".join(f"\n[[reserved]]\npage = {page}\n" for page in pages)
    path.write_text(path.read_text("utf-8") + added, "utf-8")
    found = [line for line in run(root, *ONE).stderr.splitlines() if line.endswith("[reserved-far]")]
    assert len(expected) == len(found)
    for (line, words), told in zip(sorted(expected), found, strict=True):
        assert told.startswith(f"{PLAN}:{lines + line + 1}:1: warning: ") and words in told


def test_a_reserved_picture_that_is_not_there_is_reported(publication: Callable[..., Path]) -> None:
    root = publication()
    path = root / PLAN
    path.write_text(path.read_text("utf-8") + '\n[[reserved]]\npage = 5\nart = "figures/no.svg"\n', "utf-8")
    assert "image-missing" in run(root, "check", "first", exit_code=1).stderr


def test_a_page_of_the_contents_cannot_be_reserved(publication: Callable[..., Path]) -> None:
    root = publication()
    path = root / PLAN
    path.write_text(path.read_text("utf-8") + "\n[[reserved]]\npage = 2\n", "utf-8")
    assert "pin-missed" in run(root, *ONE).stderr
