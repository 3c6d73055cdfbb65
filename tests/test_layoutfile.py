"""Layout files: what a designer writes becomes points and styles, and each slip has its line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from publications import codes

from pipeline.edition.scaffold import house
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.layoutfile import COLOURS, STYLES, editions, read_layout

Edit = Callable[..., tuple[Layout | None, list[str]]]


@pytest.fixture
def layout(tmp_path: Path) -> Edit:
    """A function that reads the magazine's layout with texts of its files replaced."""
    shutil.copytree(house() / "layouts", tmp_path / "layouts", ignore=shutil.ignore_patterns("colour"))

    def read(
        *changes: tuple[str, str, str], edition: str = "print", language: str = "en"
    ) -> tuple[Layout | None, list[str]]:
        for name, old, new in changes:
            path = tmp_path / "layouts" / f"{name}.toml"
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), "utf-8")
        problems = Problems()
        return read_layout(tmp_path, edition, language, problems), [
            f"{p.span.path[8:-5]}:{c}" for p, c in zip(problems, codes(problems), strict=True)
        ]

    return read


@pytest.mark.parametrize("edition", ["print", "large-print", "screen"])
def test_every_edition_of_the_house_reads_in_both_languages(edition: str, layout: Edit) -> None:
    for language in ("en", "es"):
        found, problems = layout(edition=edition, language=language)
        assert ([], edition) == (problems, found.name if found else "")


def test_the_magazine_is_in_points(layout: Edit) -> None:
    found, _ = layout()
    assert found is not None
    assert (603, 783, 9, 241, 2) == (
        found.sheet.width,
        found.sheet.height,
        found.sheet.bleed,
        found.column,
        found.grid.columns,
    )
    assert 0 == pytest.approx(found.depth % found.grid.leading)


def test_large_print_is_large_ragged_and_whole_words(layout: Edit) -> None:
    found, _ = layout(edition="large-print")
    assert found is not None
    assert all(
        style.size >= 18 for name, style in found.styles.items() if name in ("body", "item", "caption", "reference")
    )
    assert not any(style.hyphenate or style.align == "justify" for style in found.styles.values())


def test_a_style_takes_what_it_lacks_from_the_one_it_is_like(layout: Edit) -> None:
    found, _ = layout()
    assert found is not None
    body, opening = found.style("body"), found.style("opening")
    assert (body.face, body.size, 0) == (opening.face, opening.size, opening.indent)
    assert found.style("heading.3").size < found.style("heading").size
    assert found.style("heading") == found.style("heading.9")


def test_a_language_changes_styles_for_itself_alone(layout: Edit) -> None:
    change = ("print", "[styles.body]", '[language.es.styles.body]\nsize = "10pt"\n[styles.body]')
    assert [10.0, 10.4] == [
        found.style("body").size for found in (layout(change, language="es")[0], layout()[0]) if found
    ]


SIZE = '[styles.body]\nface = "serif"\nsize ='


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "code"),
    [
        ("print", 'inner = "54pt"', 'inner = "500pt"', "margins", "layout-no-room"),
        ("print", 'foot = "56pt"', 'foot = "690pt"', "margins", "layout-no-room"),
        ("print", 'extends = "house"', 'extends = "print"', "extends", "layout-circle"),
        ("print", 'extends = "house"', 'extends = "hous"', "extends", "layout-missing"),
        ("print", 'trim = "magazine"', 'trim = "tabloid"', "trim", "trim-unknown"),
        ("print", 'trim = "magazine"', 'trim = ["8in"]', "trim", "trim-unknown"),
        ("print", 'trim = "magazine"', 'trim = ["8in", "wide"]', "trim", "length-bad"),
        ("print", 'bleed = "0.125in"', 'bleed = "-3pt"', "bleed", "length-bad"),
        ("print", "[grid]\nleading =", '[grid]\nleading = "0pt" #', 'leading = "0pt"', "length-bad"),
        ("print", "columns = 2", "columns = 0", "columns =", "value-kind"),
        ("print", "columns = 2", "columns = 2\nrows = 12", "rows = 12", "grid-rows"),
        ("print", "columns = 2", "columns = 2\nrows = 13\nrow_gap = 2", "rows = 13", "grid-rows"),
        ("print", "columns = 2", "columns = 2\nrow_gap = 0", "row_gap", "value-kind"),
        ("print", "columns = 2", 'columns = "2"', "columns =", "value-kind"),
        ("print", "multiple = 4", "multiple = 0", "multiple", "value-kind"),
        ("print", "gutter", "guter", "guter", "unknown-key"),
        ("print", SIZE, SIZE + ' "9" #', '"9"', "length-bad"),
        ("print", SIZE, SIZE + ' "0pt" #', '"0pt"', "length-bad"),
        ("print", SIZE, SIZE + ' "90pt" #', "margins", "layout-no-room"),
        ("print", '[styles.body]\nface = "serif"', '[styles.body]\nface = "sherif"', '"sherif"', "face-unknown"),
        ("print", 'align = "justify"', 'align = "both"', '"both"', "value-kind"),
        ("print", 'like = "body"', 'like = "boddy"', '"boddy"', "style-unknown"),
        ("print", 'like = "body"', 'like = "opening"', '"opening"', "style-circle"),
        ("print", 'colour = "night"', 'colour = "nigth"', '"nigth"', "colour-unknown"),
        ("print", "[styles.folio]", "[styles.folia]", "#", "style-missing"),
        ("house", "cream     =", "creme     =", "[colours]", "colour-missing"),
        ("house", "#1b1b1f", "ink", "ink ", "colour-bad"),
        ("house", "[0, 0, 0, 100]", "[0, 0, 0, 101]", "ink ", "value-kind"),
        ("house", "[0, 0, 0, 100]", "[0, 0, 0]", "ink ", "value-kind"),
        ("house", "\ncolours = [", '\ncolours = ["teel", ', "colours = ", "colour-unknown"),
        ("print", 'bleed = "0.125in"', 'bleed = "5in"', "bleed", "layout-limit"),
        ("print", "scale_up = 0.02", "scale_up = 0.9", "scale_up", "layout-limit"),
        ("print", "tracking_up = 10", "tracking_up = 100000", "tracking_up", "layout-limit"),
        ("print", "tracking_down = 5", "tracking_down = 500", "tracking_down", "layout-limit"),
        ("print", "protrusion = 1.0", "protrusion = 30.0", "protrusion", "layout-limit"),
        ("print", "notice = [0.13, 1.0]", "notice = [1.0, 0.1]", "notice =", "layout-limit"),
        ("print", "art = [0.19, 0.42]", "art = [0.42, 0.19]", "art = [", "layout-limit"),
        ("print", 'indent = "13pt"', 'indent = "-300pt"', "-300pt", "layout-limit"),
        ("print", 'indent = "13pt"', 'indent = "900pt"', "900pt", "layout-limit"),
        ("print", 'margin = "13pt"', 'margin = "600pt"', "600pt", "layout-limit"),
        ("print", 'margin = "12pt"', 'margin = "-12pt"', "-12pt", "layout-limit"),
        ("print", 'before = "6.5pt"', 'before = "-90pt"', "-90pt", "layout-limit"),
        ("print", 'before = "13pt"', 'before = "900pt"', "900pt", "layout-limit"),
        ("print", 'size = "84pt"', 'size = "1000pt"', "1000pt", "layout-limit"),
        ("print", 'leading = "84pt"', 'leading = "1000pt"', "1000pt", "layout-limit"),
        ("print", "[styles.body]", '[language.es.styles.bodi]\nsize = "9pt"\n[styles.body]', "[language", "style-unknown"),
    ],
)  # fmt: skip
def test_a_slip_has_its_line(
    name: str, old: str, new: str, place: str, code: str, layout: Edit, tmp_path: Path
) -> None:
    found, problems = layout((name, old, new))
    lines = (tmp_path / "layouts" / f"{name}.toml").read_text("utf-8").split("\n")
    line = next(number for number, text in enumerate(lines, 1) if place in text)
    assert found is None
    assert f"{name}:{line}:1 {code}" in problems


def test_rows_are_whole_lines_that_text_stands_on(layout: Edit) -> None:
    found, problems = layout(("print", "columns = 2", "columns = 2\nrows = 13"))
    assert ([], (13, 1)) == (problems, (found.grid.rows, found.grid.row_gap) if found else None)
    found, problems = layout(("print", "snap = true", "snap = false"))
    assert found is None
    assert ["grid-rows"] == [problem.split()[1] for problem in problems]


def test_a_first_line_may_hang_out_into_its_margin(layout: Edit) -> None:
    found, problems = layout(("print", 'indent = "0pt"\nmargin = "13pt"', 'indent = "-13pt"\nmargin = "13pt"'))
    assert [] == problems
    assert found is not None and -13 == found.style("question").indent


def test_a_limit_that_a_language_passes_is_told_at_its_line(layout: Edit) -> None:
    change = ("print", "[styles.body]", '[language.es.styles.body]\nindent = "900pt"\n\n[styles.body]')
    assert [] == layout(change)[1]
    found, problems = layout(language="es")
    assert (None, ["layout-limit"]) == (found, [problem.split()[-1] for problem in problems])


def test_a_circle_of_layouts_ends(layout: Edit) -> None:
    found, problems = layout(("house", "[colours]", 'extends = "print"\n[colours]'))
    assert (None, ["layout-circle"]) == (found, [problem.split()[-1] for problem in problems])


def test_a_slip_in_a_style_is_told_once_and_not_of_those_like_it(layout: Edit) -> None:
    problems = layout(("print", 'like = "body"', 'like = "opening"'))[1]
    assert ["style-circle"] == [problem.split()[-1] for problem in problems]


def test_an_unknown_layout_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "print.toml").write_text("")
    problems = Problems()
    assert read_layout(tmp_path, "prnt", "en", problems) is None
    assert (("print",), ['did you mean "print"?']) == (editions(tmp_path), [problem.hint for problem in problems])


def test_every_style_and_colour_that_the_code_asks_for_is_one_that_layouts_must_have() -> None:
    rooms = Path(__file__).parent.parent / "pipeline"
    text = "\n".join(
        path.read_text("utf-8") for folder in ("typesetting", "edition") for path in (rooms / folder).glob("*.py")
    )
    styles = {name.split(".")[0] for name in re.findall(r'\bstyle\("([a-z.-]+)"', text)}
    colours = set(re.findall(r'(?:colour=|, )"(accent|cream|ink|paper|soft|hairline)"', text))
    assert set() == styles - set(STYLES)
    assert set() == colours - set(COLOURS)
