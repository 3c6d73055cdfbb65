"""The rows of a layout's grid: pictures, charts and boxes fill whole rows, and openers' pictures end where one does."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import article, run, said
from specimen import ISSUE, ROOT, setter
from specimen import article as translated
from test_makeup import LINES, PRINT, STEP, box, opening, text

from pipeline.document.article import nodes
from pipeline.document.tree import Chart, Figure
from pipeline.edition.inputs import read_inputs
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.band import heights_of, opened
from pipeline.typesetting.box import Box
from pipeline.typesetting.figure import figure_box
from pipeline.typesetting.flow import Flow
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.page import PlacedRectangle
from pipeline.typesetting.rows import deepened, fitting, in_rows, row_end, row_gap

HEAD = PRINT.sheet.head
SENTENCE = "Plain words for people who live with it, and for those who care for them. "
WORDS = SENTENCE * 14 + "\n\n"
Publication = Callable[..., Path]


def rowed(rows: int, gap: int = 1, layout: Layout = PRINT) -> Layout:
    return replace(layout, grid=replace(layout.grid, rows=rows, row_gap=gap))


GRIDS = [rowed(count, gap) for gap in (1, 2, 3) for count, _ in fitting(LINES, gap)]


def tops(layout: Layout) -> set[int]:
    """Return the lines of the grid that rows begin at."""
    each = (LINES + layout.grid.row_gap) // layout.grid.rows
    return {each * number for number in range(layout.grid.rows)}


def test_the_page_of_the_magazine_has_rows_of_whole_lines() -> None:
    assert 51 == LINES
    assert [(2, 25), (4, 12), (13, 3), (26, 1)] == fitting(LINES, 1)
    assert [(2, 24), (3, 15), (6, 6), (9, 3)] == fitting(LINES, 3)


@given(st.sampled_from(GRIDS), st.floats(1.0, PRINT.depth))
def test_what_is_deepened_begins_a_row_where_it_ends_at_the_foot_and_ends_one_where_it_begins_at_the_head(
    layout: Layout, height: float
) -> None:
    deep = deepened(height, layout)
    assert height - 0.01 <= deep <= PRINT.depth
    assert round((PRINT.depth - deep) / STEP, 6) in tops(layout)
    assert deep == pytest.approx(row_end(deep, layout))
    # No row more than it needs.
    assert deep - height < STEP * ((LINES + layout.grid.row_gap) // layout.grid.rows) + 0.01
    assert deep == pytest.approx(row_end(height, layout))


@given(st.floats(1.0, 700.0))
def test_a_layout_without_rows_leaves_everything_as_it_is(height: float) -> None:
    figure = Box(height, (PlacedRectangle(0.0, 0.0, 9.0, height, "teal"),))
    assert (height, height, 0.0) == (deepened(height, PRINT), row_end(height, PRINT), row_gap(PRINT))
    assert in_rows(figure, PRINT) is figure


def test_a_tint_grows_with_its_box_and_a_rule_does_not() -> None:
    tint, rule = PlacedRectangle(0.0, 0.0, 90.0, 50.0, "teal-tint"), PlacedRectangle(0.0, 0.0, 90.0, 3.0, "teal")
    grown = in_rows(Box(50.0, (tint, rule)), rowed(13))
    assert (7 * STEP, STEP, STEP) == (grown.height, grown.before, grown.after)
    assert (replace(tint, height=7 * STEP), rule) == grown.items


@pytest.mark.parametrize("layout", GRIDS)
@pytest.mark.parametrize("above", [True, False])
def test_the_picture_of_an_opener_ends_where_a_row_does(layout: Layout, above: bool) -> None:
    start = replace(opening("a", 6.3), art=Path("art.png"), above=above, ratio=0.4)
    for art in heights_of(start, layout):
        _, place, y = opened(start, 0.0, art, layout)
        assert place is not None
        bottom = place[1] + place[3]
        ends = {line - layout.grid.row_gap for line in {*tops(layout), LINES + layout.grid.row_gap}}
        assert round(bottom / STEP, 6) in ends
        assert round(y / STEP, 6) == int(round(y / STEP, 6))
        if not above:
            assert round(y / STEP, 6) in {*tops(layout), LINES + layout.grid.row_gap}


@pytest.mark.parametrize("layout", [rowed(13), rowed(9, 3)])
@pytest.mark.parametrize("lead", range(60, 160, 20))
def test_what_stands_across_the_page_begins_a_row(layout: Layout, lead: int) -> None:
    wide = in_rows(box("wide", 9.4, layout, layout.measure, place="wide", snap=True, before=STEP), layout)
    trial = Flow([*text(lead), wide, *text(120, "q")], layout).trials(opening("a"), 0.0, 0.0)[0]
    ((y, _),) = [(y, each) for stack, _ in trial.pages for _, y, each in stack if each.text == "wide"]
    assert round(y / STEP, 6) in tops(layout)


def dump(publication: Publication, body: str, grid: str, language: str = "en") -> list[tuple[str, float, float]]:
    """Return (colour, top line, lines) of what is filled on the pages of text, in lines of the grid."""
    layout = (ROOT / "layouts/print.toml").read_text("utf-8")
    assert "columns = 2\n" in layout
    files = {
        **article(body),
        "layouts/print.toml": layout.replace("columns = 2\n", f"columns = 2\n{grid}").encode(),
    }
    root = publication(files)
    command = ("build", "first", "--edition", "print", "--language", language, "--jobs", "1", "--dump")
    result = run(root, *command)
    assert not [each for each in said(result) if not each.endswith(("short-page", "untranslated"))], result.stderr
    found = []
    for line in (root / "output" / "first" / f"first.{language}.print.txt").read_text("utf-8").splitlines():
        if "rectangle" in line:
            _, y, _, size, colour, *_ = line.split()
            found.append((colour, (float(y) - HEAD) / STEP, float(size.split("x")[1]) / STEP))
    return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_boxes_of_a_built_page_fill_rows_and_begin_them(publication: Publication, language: str) -> None:
    sidebar = "::: sidebar {width=%s}\n### To ask\n\nCall us.\n\nAsk the nurse.\n:::\n\n"
    body = WORDS * 4 + sidebar % "column" + WORDS * 7 + sidebar % "wide" + WORDS * 8
    tints = [each for each in dump(publication, body, "rows = 13\n", language) if each[0].endswith("-tint")]
    assert 2 == len(tints)
    for _, top, lines in tints:
        assert (0.0, 3.0) == (round(top % 4, 1), round(lines % 4, 1))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_chart_is_drawn_as_much_higher_as_fills_its_rows(language: str, faces_cache: Path) -> None:
    inputs = read_inputs(ROOT, ISSUE, Problems())
    assert inputs is not None
    heights: dict[bool, list[float]] = {True: [], False: []}
    for slug in ("the-long-day", "walking-farther", "research-news"):
        document, _ = translated(slug, language, inputs)
        for figure in nodes(document, Figure):
            if not isinstance(figure.image, Chart) or figure.width == "inset":
                continue
            for rows in (True, False):
                galley = Galley(setter(rowed(13), language, faces_cache, Problems()), PRINT.column, "teal", "")
                box, element = figure_box(galley, figure, PRINT.column, rows)
                assert box is not None and "Figure" == element.role
                heights[rows].append(box.height)
    assert 4 <= len(heights[True])
    # Bars, columns and lines: those whose bars would stand too far apart keep the rest under their caption.
    filled = [math.isclose(height, deepened(height, rowed(13)), abs_tol=0.05) for height in heights[True]]
    assert sum(filled) >= len(filled) - 1
    assert not any(math.isclose(height, deepened(height, rowed(13)), abs_tol=0.05) for height in heights[False])
    assert all(high - 0.05 <= deepened(low, rowed(13)) for low, high in zip(heights[False], heights[True], strict=True))
