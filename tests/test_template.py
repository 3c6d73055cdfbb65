"""Page templates: what a layout's file says of its pages is what stands on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publications import run, said
from specimen import ISSUE, ROOT, Specimen, placed_lines, setter

from pipeline.edition.inputs import read_inputs
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Planned, make_up
from pipeline.typesetting.opener import Opening, opening
from pipeline.typesetting.page import PlacedImage, PlacedRectangle, drawn
from pipeline.typesetting.template import Area, Templates
from pipeline.typesetting.trial import Piece

Make = Callable[..., Path]


def test_a_layout_without_templates_has_the_house_s(publication: Make) -> None:
    layout = read_layout(publication(), "screen", "en", Problems())
    assert layout is not None
    assert Templates().opener == layout.templates.opener
    assert Templates().notes == layout.templates.notes


def test_an_area_is_met_by_what_reaches_into_it() -> None:
    area = Area(100.0, 50.0, 40.0, 20.0)
    assert area.meets(90.0, 40.0, 101.0, 51.0)
    assert not area.meets(90.0, 40.0, 100.0, 60.0)
    assert not area.meets(110.0, 70.0, 120.0, 90.0)
    assert not Area().meets(-10.0, -10.0, 10.0, 10.0)


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_prints_where_the_address_and_the_postage_go(language: str, specimen: Specimen) -> None:
    composed = specimen.edition(language, "print")
    back, sheet = composed.layout.templates.back, composed.layout.sheet
    page = composed.book.pages[-1]
    assert back.window.width and back.indicia.width
    top = sheet.height * (1 - back.panel)
    items = [item for number, item in placed_lines(composed.book.pages) if number.template == "back"]
    assert items
    for area in (back.window, back.indicia):
        for item in items:
            assert not area.meets(item.x, item.y - 12 - top, item.x + item.line.width, item.y - top), item.line.text
        for item in page.items:
            if isinstance(item, PlacedRectangle):
                assert not area.meets(item.x, item.y - top, item.x + item.width, item.y + item.height - top)


CASES = [
    ('[templates.cover]\nground = "mauve"\n', "colour-unknown"),
    ('[templates.cover]\nmargin = "wide"\n', "length-bad"),
    ("[templates.cover]\nstory = 0.9\n", "template-room"),
    ('[templates.opener]\ntitle = "headline"\n', "style-unknown"),
    ('[templates.opener]\nart = "left"\n', "value-kind"),
    ('[templates.opening]\nart = "under"\n', "unknown-key"),
    ('[templates.back.window]\nwidth = "9in"\nheight = "1in"\n', "template-room"),
    ('[templates.back.window]\nright = "4.3in"\ntop = "20pt"\nwidth = "3in"\nheight = "1in"\n', "panel-crowded"),
]


@pytest.mark.parametrize(("table", "code"), CASES, ids=[f"{n} {code}" for n, (_, code) in enumerate(CASES)])
def test_what_a_template_cannot_be_is_named_with_its_line(publication: Make, table: str, code: str) -> None:
    root = publication({"layouts/screen.toml": ("[grid]\n", f"{table}\n[grid]\n")})
    [found] = said(run(root, "build", "first", "--edition", "screen", "--language", "en", exit_code=1))
    place, _, name = found.partition(" ")
    assert code == name
    line = int(place.split(":")[1])
    start = (root / "layouts" / "screen.toml").read_text("utf-8").split("\n").index(table.split("\n")[0]) + 1
    assert place.startswith("layouts/screen.toml:") and start <= line < start + table.count("\n")


def test_a_rule_of_no_thickness_is_not_drawn() -> None:
    rules = [PlacedRectangle(0.0, 0.0, 9.0, height, "ink") for height in (0.0, 0.5)]
    assert (rules[1],) == drawn(rules)


@pytest.mark.parametrize(
    ("art", "short", "above", "drawn_rule", "picture"),
    [
        ("above", False, True, False, True),
        ("above", True, False, True, True),
        ("under", False, False, True, True),
        ("none", False, False, True, False),
    ],
)
def test_the_picture_of_an_opener_stands_where_the_template_says(
    art: str, short: bool, above: bool, drawn_rule: bool, picture: bool, faces_cache: Path
) -> None:
    layout = read_layout(ROOT, "print", "en", Problems())
    inputs = read_inputs(ROOT, ISSUE, Problems())
    assert layout is not None and inputs is not None
    templates = replace(layout.templates, department=replace(layout.templates.department, art=art))
    own = setter(replace(layout, templates=templates), "en", faces_cache, Problems())
    document = inputs.documents["heat"]
    label = own.words("Department")
    made = opening(own, document, label, None, "teal", str(ROOT / "articles"), feature=False, short=short)
    assert above == made.above
    assert picture == (made.art is not None)
    assert drawn_rule == any(isinstance(item, PlacedRectangle) for item in made.words.items)
    assert picture == any(element.role == "Figure" for element in made.elements)


def test_a_picture_with_a_page_of_its_own_stands_before_the_words() -> None:
    layout = read_layout(ROOT, "print", "en", Problems())
    assert layout is not None
    words = Opening(Box(90.0, (PlacedRectangle(0.0, 0.0, 9.0, 90.0, "words"),)), (), Path("art.png"), "art", ratio=1.0)
    step = layout.grid.leading
    boxes = tuple(Box(step, (PlacedRectangle(0.0, 0.0, 9.0, step, "text"),)) for _ in range(40))
    before = Piece("before", "Before", "", "teal", replace(words, art=None), words, boxes)
    article = Piece("article", "Article", "", "teal", replace(words, page=True), words, boxes)
    made = make_up([before, article], (), layout, Problems())
    assert ["text", "art", "text"] == [draft.template for draft in made.drafts]
    assert {"before": 0, "article": 2} == made.starts
    [picture] = made.drafts[1].items
    assert isinstance(picture, PlacedImage)
    sheet = layout.sheet
    assert (sheet.width + 2 * sheet.bleed, sheet.height + 2 * sheet.bleed) == (picture.width, picture.height)
    assert "" == made.drafts[2].continued
    assert "words" in [item.colour for item in made.drafts[2].items if isinstance(item, PlacedRectangle)]
    for start, page in (("recto", 3), ("verso", 4)):
        facing = make_up([before, replace(article, start=start)], (), layout, Problems(), Planned(first=1))
        assert page == facing.starts["article"] + 1, start
    problems = Problems()
    pinned = make_up([before, replace(article, page=6)], (), layout, problems, Planned(first=1))
    assert 5 == pinned.starts["article"]
    assert [] == list(problems)
