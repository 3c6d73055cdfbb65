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
    assert {("TH", "Column"), ("TH", "Row"), ("TD", "")} == {
        (e.role, e.scope) for e in walk(element) if e.role in ("TH", "TD")
    }


def test_figures_align_as_the_table_says(printed: Setter) -> None:
    left, _ = boxes(printed, table([["a", "b"], ["1", "22"]]), 300.0)
    right, _ = boxes(printed, table([["a", "b"], ["1", "22"]], "---:"), 300.0)
    ends = [line.x + line.line.segments[0].x + line.line.width for line in lines(right)]
    assert ends[0] == pytest.approx(ends[2], abs=1.0) and ends[1] == pytest.approx(ends[3], abs=1.0)
    assert 300.0 == pytest.approx(ends[1], abs=1.0)
    assert lines(left)[0].line.segments[0].x == pytest.approx(lines(left)[2].line.segments[0].x, abs=0.5)


def test_the_header_stays_with_the_first_row(large: Setter) -> None:
    found, _ = boxes(large, table(HEAT), 400.0)
    assert [0.0, NEVER, 60.0] == [box.cost for box in found]


def test_the_header_comes_again_where_a_page_begins_and_is_read_once(large: Setter) -> None:
    rows = [HEAT[0], *([f"Row {n}", "What is seen", "What is done"] for n in range(12))]
    found, element = boxes(large, table(rows), 400.0)
    depth = sum(box.height for box in found) * 0.6
    filled = fill(found, [depth, depth], 0.0)
    first, second = ([box.text for _, box in column.placed] for column in filled.columns)
    assert first[0] == second[0] == "Drain | Sign | First step"
    repeated = lines([filled.columns[1].placed[0][1]])
    assert {("", "Pagination")} == {(line.key, line.artifact) for line in repeated}
    assert 3 == sum(e.scope == "Column" for e in walk(element))


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
    (problem,) = printed.problems
    assert ("table-too-wide", "a.md", 1) == (problem.code, problem.span.path, problem.span.line)
    printed.problems = Problems()


def words(found: list[Box], column: int) -> list[str]:
    keys = list(dict.fromkeys(line.key for line in lines(found)))
    return [line.line.text for line in lines(found) if line.key == keys[column]]


def test_columns_stand_in_order_side_by_side(printed: Setter) -> None:
    found, _ = boxes(printed, table(HEAT), 300.0)
    lefts = [line.x for line in lines(found[:1])]
    assert all(one < other for one, other in pairwise(lefts))


def test_a_table_of_forty_columns_is_refused_with_its_place_and_nothing_more(printed: Setter, large: Setter) -> None:
    rows = [[f"dose {n}" for n in range(40)] for _ in range(3)]
    for own, width in ((printed, 500.0), (large, 460.0)):
        own.problems = Problems()
        boxes(own, table(rows), width)
        assert ["table-too-wide"] == [problem.code for problem in own.problems]
        own.problems = Problems()


@pytest.mark.parametrize("align", ["---", "--:", ":-:"])
def test_figures_stand_with_their_decimal_marks_under_each_other(printed: Setter, align: str) -> None:
    rows = [["Dose", "Share"], ["a", "7.25%"], ["b", "12.5%"], ["c", "100%"], ["d", "–"]]
    found, _ = boxes(printed, table(rows, align), 240.0)
    cells = {item.line.text.strip(): item for item in lines(found)}
    starts = {text: cells[text].x + cells[text].line.segments[0].x for text in ("7.25%", "12.5%", "100%")}
    style = printed.layout.style("cell")
    digit = word_width(printed, "0", style.size)
    assert digit == pytest.approx(starts["7.25%"] - starts["12.5%"], abs=0.01)
    assert digit == pytest.approx(starts["12.5%"] - starts["100%"], abs=0.01)
    edge = max(cells[text].x + cells[text].line.segments[0].x + cells[text].line.width for text in starts)
    assert edge <= 240.01
    if align == "--:":
        assert 240.0 == pytest.approx(edge, abs=0.6)


@pytest.mark.parametrize("cells", [("5", "8", "10"), ("5%", "80%", "100%"), ("1,250", "80", "$5")])
@pytest.mark.parametrize("align", ["---", ":-:", "--:"])
@pytest.mark.parametrize("edition", ["print", "large-print"])
def test_whole_numbers_stand_with_their_units_under_each_other(
    edition: str, align: str, cells: tuple[str, ...], printed: Setter, large: Setter
) -> None:
    own = printed if edition == "print" else large
    found, _ = boxes(own, table([["Score", "Sign"], *[[cell, "a"] for cell in cells]], align), 240.0)
    placed = {item.line.text.strip(): item for item in lines(found)}
    size = own.layout.style("cell").size

    def edge(text: str) -> float:
        """Return where the units of a cell end."""
        item = placed[text]
        rest = own.composer.width(
            own.runs(table([["x"], ["%"]]).rows[0][0].words.content, own.layout.style("cell"), "")[0]
        )
        return item.x + item.line.segments[0].x + item.line.width - (rest if text.endswith("%") else 0.0)

    edges = [edge(cell) for cell in cells]
    assert max(edges) - min(edges) < 0.02 * size
    if align == "---":
        assert min(placed[cell].x + placed[cell].line.segments[0].x for cell in cells) == pytest.approx(
            placed["Score"].x
        )


def test_years_stand_where_their_column_stands(large: Setter) -> None:
    found, _ = boxes(large, table([["Year"], ["2022"], ["2011"]]), 240.0)
    assert 1 == len({item.x for item in lines(found)})


def test_what_is_no_column_of_figures_is_aligned_as_it_is_marked(printed: Setter) -> None:
    for first, last in (
        ("7.25", "about 3.5"),
        ("7", "a dozen"),
        ("7.25", "3.5 to 4.5"),
        ("1998", "2015"),
        ("555-0142", "5"),
    ):
        rows = [["Dose"], [first], [last]]
        found, _ = boxes(printed, table(rows), 200.0)
        head, *cells = lines(found)
        assert [head.x] * 2 == [cell.x for cell in cells], last


def test_rules_of_rows_stand_on_the_grid(printed: Setter) -> None:
    step = printed.layout.grid.leading / 2
    rows = [["Drain", "Sign"], ["Heat", "worse in the afternoon " * 4], ["Sleep", "unrefreshed"]]
    found, _ = boxes(printed, table(rows), 240.0)
    assert all(box.height % step < 0.01 or step - box.height % step < 0.01 for box in found)


def test_a_row_of_many_lines_is_parted_between_them_and_loses_none(printed: Setter) -> None:
    rows = [["Drain", "Sign"], ["Heat", "worse in the afternoon " * 30], ["Sleep", "unrefreshed"]]
    found, _ = boxes(printed, table(rows), 240.0)
    row = [box for box in found if box.head is not None][:-1]
    assert len(row) >= 8
    assert [NEVER, NEVER, 20.0] == [box.cost for box in row[:3]]
    assert NEVER == row[-1].cost
    assert spoken("Heat " + rows[1][1]) == sorted(spoken(" ".join(i.line.text for i in lines(row))), key=str.islower)
    for box in row:
        assert all(0 <= item.y <= box.height for item in lines([box]))
    filled = fill(found, [120.0] * 6, 0.0, 120.0)
    assert () == filled.rest
    assert all("Drain" in column.placed[0][1].items[2].line.text for column in filled.columns if column.placed)


def test_a_table_across_the_page_that_is_too_deep_is_parted_under_its_header(printed: Setter) -> None:
    rows = [["Drain", "Sign", "Step"], *([f"n{number}", "b", "c"] for number in range(60))]
    column = Galley(printed, printed.layout.column, "teal", "", printed.layout.measure)
    column.table(table(rows))
    assert len(column.boxes) > 1
    assert {"wide"} == {box.place for box in column.boxes}
    assert all(box.height <= printed.layout.depth for box in column.boxes)
    heads = [next(item for item in box.items if isinstance(item, PlacedLine)) for box in column.boxes]
    assert ["Drain"] * len(heads) == [head.line.text for head in heads]
    assert [False] + [True] * (len(heads) - 1) == [head.key == "" for head in heads]


def test_a_long_table_of_one_column_runs_on_in_the_text(printed: Setter) -> None:
    column = Galley(printed, printed.layout.column, "teal", "", printed.layout.measure)
    column.table(table([["Drain", "Sign"], *([f"n{number}", "b"] for number in range(60))]))
    assert {""} == {box.place for box in column.boxes}
    assert 61 == len(column.boxes)


def test_the_first_column_heads_the_rows_where_it_names_them(printed: Setter) -> None:
    _, element = boxes(printed, table([["Drug", "Dose"], ["A", "5"], ["B", "5"]]), 300.0)
    head, *rows = [row.children for row in walk(element) if row.role == "TR"]
    assert [["TH", "TD"], ["TH", "TD"]] == [[cell.role for cell in row] for row in rows]
    assert [(head[1].key, row[0].key) for row in rows] == [row[1].headers for row in rows]
    assert [(head[0].key,), (head[0].key,)] == [row[0].headers for row in rows]


@pytest.mark.parametrize("second", ["A", ""])
def test_a_column_that_says_the_same_twice_or_nothing_heads_no_row(printed: Setter, second: str) -> None:
    _, element = boxes(printed, table([["Drug", "Dose"], ["A", "5"], [second, "6"]]), 300.0)
    assert ["TH", "TH", "TD", "TD", "TD", "TD"] == [e.role for e in walk(element) if e.role in ("TH", "TD")]
