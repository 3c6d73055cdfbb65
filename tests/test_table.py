"""Tables: columns by what the cells hold, rows between rules, a header that comes again."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specimen import ROOT, setter, spoken, walk

from pipeline.document.markdown import body
from pipeline.document.tree import Table
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.columns import fill
from pipeline.typesetting.galley import Galley
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.page import Element, PlacedLine, PlacedRectangle
from pipeline.typesetting.setter import Setter
from pipeline.typesetting.table import column_widths, table_boxes


@pytest.fixture(scope="module")
def printed(faces_cache: Path) -> Setter:
    return made("print", faces_cache)


@pytest.fixture(scope="module")
def large(faces_cache: Path) -> Setter:
    return made("large-print", faces_cache)


def made(edition: str, cache: Path) -> Setter:
    layout = read_layout(ROOT, edition, "en", Problems())
    assert layout is not None
    return setter(layout, "en", cache, Problems())


def table(rows: list[list[str]], align: str = "---") -> Table:
    head, *rest = ("| " + " | ".join(row) + " |\n" for row in rows)
    text = f"{head}|{f' {align} |' * len(rows[0])}\n{''.join(rest)}"
    block = body(text, path="a.md", first_line=1, language="en", folder="", problems=Problems()).content[0]
    assert isinstance(block, Table)
    return block


def boxes(own: Setter, block: Table, width: float) -> tuple[list[Box], Element]:
    column = Galley(own, own.layout.column, "teal", "", own.layout.measure)
    return table_boxes(column, block, width)


def lines(found: list[Box]) -> list[PlacedLine]:
    return [item for box in found for item in box.items if isinstance(item, PlacedLine)]


HEAT = [["Drain", "Sign", "First step"], ["Heat", "Worse after noon", "Shade"], ["Sleep", "Unrefreshed", "Ask"]]


def widths(own: Setter, block: Table, room: float) -> list[float]:
    layout = own.layout
    return column_widths(own, (block.head, *block.rows), layout.style("cell"), layout.style("cell.head"), room)


CELL = st.lists(st.sampled_from(["heat", "a", "5 mg", "physiotherapist", "and so on"]), min_size=1, max_size=9).map(
    " ".join
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=5)))
def test_columns_fill_the_width_and_none_is_too_narrow_for_its_longest_word(
    printed: Setter, rows: list[list[str]]
) -> None:
    block = table(rows)
    for room in (220.0, 500.0):
        found = widths(printed, block, room)
        assert room == pytest.approx(sum(found))
        style = printed.layout.style("cell")
        words = [max(word_width(printed, row[n], style.size) for row in rows) for n in range(len(found))]
        if sum(words) <= room * 0.9:
            assert all(width >= word - 0.01 for width, word in zip(found, words, strict=True))


def word_width(own: Setter, text: str, size: float) -> float:
    style = own.layout.style("cell")
    return max(own.composer.width(own.runs(own.words(word).content, style, "")[0]) for word in text.split())


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=5)))
def test_every_cell_is_set_once_in_its_own_column(printed: Setter, rows: list[list[str]]) -> None:
    found, element = boxes(printed, table(rows), 500.0)
    cells = [e for e in walk(element) if e.role in ("TH", "TD")]
    texts = {e.key: "" for e in cells}
    for line in lines(found):
        texts[line.key] += line.line.text
        assert -0.01 <= line.x and line.x + line.line.width <= 500.5
    assert [spoken(cell) for row in rows for cell in row] == [spoken(texts[e.key]) for e in cells]


def test_rows_do_not_touch(printed: Setter) -> None:
    found, _ = boxes(printed, table(HEAT), 300.0)
    for box in found:
        for line in lines([box]):
            assert 0 < line.y < box.height


def test_a_cell_says_whether_it_heads_a_column(printed: Setter) -> None:
    _, element = boxes(printed, table(HEAT), 300.0)
    assert ["THead", "TBody"] == [child.role for child in element.children]
    assert {("TH", "Column"), ("TD", "")} == {(e.role, e.scope) for e in walk(element) if e.role in ("TH", "TD")}


def test_figures_align_as_the_table_says(printed: Setter) -> None:
    left, _ = boxes(printed, table([["a", "b"], ["1", "22"]]), 300.0)
    right, _ = boxes(printed, table([["a", "b"], ["1", "22"]], "---:"), 300.0)
    ends = [line.x + line.line.segments[0].x + line.line.width for line in lines(right)]
    assert ends[0] == pytest.approx(ends[2], abs=1.0) and ends[1] == pytest.approx(ends[3], abs=1.0)
    assert 300.0 == pytest.approx(ends[1], abs=1.0)
    assert lines(left)[0].line.segments[0].x == pytest.approx(lines(left)[2].line.segments[0].x, abs=0.5)


def test_the_header_stays_with_the_first_row(large: Setter) -> None:
    found, _ = boxes(large, table(HEAT), 400.0)
    assert [0.0, NEVER, 0.0] == [box.cost for box in found]


def test_the_header_comes_again_where_a_page_begins_and_is_read_once(large: Setter) -> None:
    rows = [HEAT[0], *([f"Row {n}", "What is seen", "What is done"] for n in range(12))]
    found, element = boxes(large, table(rows), 400.0)
    depth = sum(box.height for box in found) * 0.6
    filled = fill(found, [depth, depth], 0.0)
    first, second = ([box.text for _, box in column.placed] for column in filled.columns)
    assert first[0] == second[0] == "Drain | Sign | First step"
    repeated = lines([filled.columns[1].placed[0][1]])
    assert {("", "Pagination")} == {(line.key, line.artifact) for line in repeated}
    assert 3 == sum(e.role == "TH" for e in walk(element))


def test_there_is_a_rule_under_every_row(printed: Setter) -> None:
    found, _ = boxes(printed, table(HEAT), 300.0)
    for box in found:
        rules = [item for item in box.items if isinstance(item, PlacedRectangle)]
        assert any(box.height == pytest.approx(rule.y + rule.height) for rule in rules)
        assert {300.0} == {rule.width for rule in rules}


def test_a_table_too_narrow_for_its_words_says_so_and_loses_none(printed: Setter) -> None:
    printed.problems = Problems()
    rows = [["Otorhinolaryngologist", "Electroencephalography", "Physiotherapist"], ["a", "b", "c"]]
    found, _ = boxes(printed, table(rows), 90.0)
    assert sorted(spoken(" ".join(rows[0]))) == sorted("".join(words(found, n)) for n in range(3))
    assert {"word-too-wide", "overfull-line"} & {problem.code for problem in printed.problems}


def words(found: list[Box], column: int) -> list[str]:
    keys = list(dict.fromkeys(line.key for line in lines(found)))
    return [line.line.text for line in lines(found) if line.key == keys[column]]


def test_columns_stand_in_order_side_by_side(printed: Setter) -> None:
    found, _ = boxes(printed, table(HEAT), 300.0)
    lefts = [line.x for line in lines(found[:1])]
    assert all(one < other for one, other in pairwise(lefts))
