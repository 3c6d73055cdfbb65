"""Charts: figures to lengths, words kept apart, at any size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.tree import Chart, Series, Text, Words
from pipeline.foundation.diagnostic import NOWHERE, Problem, Problems, Span
from pipeline.foundation.value import replace
from pipeline.typesetting.chart import ChartStyle, drawn
from pipeline.typesetting.layout import TextStyle
from pipeline.typesetting.page import Line, Path, PlacedDrawing, Segment
from pipeline.typesetting.paragraph import Composer, Run
from pipeline.typesetting.scale import Reach, apart, ticks, unit_length

LABEL = TextStyle("chart", "sans", 8.5, 10.5)
STYLE = ChartStyle(
    LABEL,
    replace(LABEL, bold=True),
    bar=11.0,
    gap=8.0,
    height=120.0,
    rule=0.5,
    line=2.0,
    colours=("teal", "rust", "blue", "plum"),
    grid="hairline",
    axis="soft",
)
LARGE = replace(
    STYLE,
    label=replace(LABEL, size=18.0, leading=22.0),
    value=replace(LABEL, size=18.0, leading=22.0, bold=True),
    bar=22.0,
    gap=18.0,
    height=250.0,
    line=3.0,
)
SIZES = [(243.0, STYLE), (480.0, LARGE)]


class Typewriter(Composer):
    """A composer in whose one face every letter is half an em wide; it breaks at spaces and wide words."""

    def __init__(self) -> None:
        """Need no fonts."""

    def width(self, runs: Sequence[Run]) -> float:
        """Return half an em for each letter."""
        return sum(len(run.text) * run.size * 0.5 for run in runs)

    def lines(  # type: ignore[override] # the rest of the composer's options serve no chart
        self,
        runs: Sequence[Run],
        style: TextStyle,
        measure: float,
        *,
        language: str,
        span: Span,
        problems: Problems,
    ) -> tuple[Line, ...]:
        """Return greedy lines."""
        letter = runs[0].size * 0.5
        room = max(int(measure / letter + 1e-9), 1)
        made = [""]
        for word in "".join(run.text for run in runs).split(" "):
            if len(word) > room:
                problems.add([Problem("warning", "word-too-wide", word, span)])
            while word:
                if made[-1] and len(made[-1]) + 1 + len(word) > room:
                    made.append("")
                made[-1] = f"{made[-1]} {word[:room]}".strip()
                word = word[room:]
        return tuple(
            Line((Segment(runs[0].face, style.size, runs[0].colour, "", text, 0.0, w),), w, measure, text=text)
            for text in made
            if text
            for w in [len(text) * letter]
        )


def words(text: str) -> Words:
    return Words((Text(text),), text, "es")


def chart(
    kind: str, names: str, *rows: tuple[str, *tuple[float | None, ...]], unit: str = "", axis: str = "Mes"
) -> Chart:
    columns = zip(*(row[1:] for row in rows), strict=True)
    series = tuple(Series(words(name), tuple(values)) for name, values in zip(names.split("|"), columns, strict=True))
    return Chart(kind, words(axis), tuple(words(row[0]) for row in rows), series, unit, "figures/x.csv")


def draw(
    given: Chart, width: float = 243.0, style: ChartStyle = STYLE, problems: Problems | None = None
) -> PlacedDrawing:
    return drawn(
        given,
        width,
        style,
        Typewriter(),
        language="es",
        number=lambda value: f"{value:g}",
        span=NOWHERE,
        problems=Problems() if problems is None else problems,
    )


def texts(drawing: PlacedDrawing) -> list[str]:
    return [label.line.text for label in drawing.labels]


def boxes(paths: Sequence[Path], colour: str = "teal") -> list[tuple[float, float, float, float]]:
    """Return x, y, width and height of the filled boxes in a colour."""
    found = []
    for path in paths:
        if path.fill == colour and [c[0] for c in path.commands] == ["M", "L", "L", "L", "Z"]:
            xs = [float(c[1]) for c in path.commands[:-1]]
            ys = [float(c[2]) for c in path.commands[:-1]]
            found.append((min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
    return found


def collisions(drawing: PlacedDrawing) -> list[tuple[str, str]]:
    """Return the pairs of labels whose letters overlap."""
    marks = [(p.x, p.y - p.line.segments[0].size * 0.6, p.x + p.line.width, p.y, p.line.text) for p in drawing.labels]
    return [
        (a[4], b[4])
        for at, a in enumerate(marks)
        for b in marks[at + 1 :]
        if a[0] < b[2] - 0.1 and b[0] < a[2] - 0.1 and a[1] < b[3] - 0.1 and b[1] < a[3] - 0.1
    ]


def outside(drawing: PlacedDrawing) -> list[str]:
    """Return the labels that reach out of the drawing."""
    return [
        p.line.text
        for p in drawing.labels
        if p.x < -0.1 or p.x + p.line.width > drawing.width + 0.1 or not 0 < p.y <= drawing.height + 0.1
    ]


FATIGUE = chart("bars", "Puntuación", ("Placebo", 40.0), ("Amantadina", 80.0), ("Modafinilo", 20.0), unit="%")
LONG = (
    "Problemas con la marcha, el equilibrio o la coordinación de los movimientos",
    "Espasticidad",
    "Dificultades cognitivas leves o moderadas que interfieren en el trabajo",
)


# ---------------------------------------------------------------- bars and columns


def test_lengths_of_bars_are_in_proportion_and_begin_at_one_line() -> None:
    bars = boxes(draw(FATIGUE).paths)
    assert [0.5, 1.0, 0.25] == [round(bar[2] / bars[1][2], 6) for bar in bars]
    assert 1 == len({bar[0] for bar in bars})


def test_figures_stand_at_the_ends_of_bars_with_their_unit() -> None:
    drawing = draw(FATIGUE)
    assert {"40%", "80%", "20%", "Puntuación"} <= set(texts(drawing))
    longest = next(label for label in drawing.labels if label.line.text == "80%")
    bar = boxes(drawing.paths)[1]
    assert bar[0] + bar[2] < longest.x < bar[0] + bar[2] + 8
    assert abs(longest.x + longest.line.width - 243.0) < 0.1


def test_heights_of_columns_are_in_proportion_and_stand_on_one_line() -> None:
    columns = boxes(draw(replace(FATIGUE, kind="columns", unit="")).paths)
    assert [0.5, 1.0, 0.25] == [round(column[3] / columns[1][3], 6) for column in columns]
    assert 1 == len({round(column[1] + column[3], 6) for column in columns})


@pytest.mark.parametrize("kind", ["bars", "columns"])
def test_negative_figures_lie_on_the_other_side_of_zero(kind: str) -> None:
    drawing = draw(chart(kind, "Cambio", ("A", 4.0), ("B", -2.0)))
    above, below = boxes(drawing.paths)
    at, size = (0, 2) if kind == "bars" else (1, 3)
    edge = above[0] if kind == "bars" else above[1] + above[3]
    assert round(edge, 6) == round(below[0] + below[2] if kind == "bars" else below[1], 6)
    assert round(above[size] / 2, 6) == round(below[size], 6)
    assert at in (0, 1) and [] == outside(drawing)


def test_figures_of_one_chart_have_the_same_number_of_decimals() -> None:
    said = texts(draw(chart("bars", "Media", ("A", 40.6), ("B", 39.0))))
    assert {"40.6", "39.0"} <= set(said)


def test_a_unit_in_words_is_said_once_where_columns_are_too_narrow_for_it() -> None:
    months = [
        (name, 10.0 + at)
        for at, name in enumerate(["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov"])
    ]
    drawing = draw(chart("columns", "Lluvia", *months, unit="litros"))
    assert "Lluvia (litros)" == texts(drawing)[0]
    assert "20" in texts(drawing)


def test_columns_whose_words_have_no_room_become_bars() -> None:
    rows = [(label, 10.0 * at + 10) for at, label in enumerate(LONG)]
    drawing = draw(chart("columns", "Personas", *rows))
    assert texts(draw(chart("bars", "Personas", *rows))) == texts(drawing)


def test_series_differ_in_pattern_not_only_in_colour() -> None:
    paths = draw(chart("columns", "Uno|Dos|Tres", ("A", 4.0, 4.0, 4.0))).paths
    kinds = {
        (bool(path.fill), bool(path.stroke), len(path.commands) > 5) for path in paths if path.stroke != STYLE.axis
    }
    assert {(True, False, False), (False, True, False), (False, True, True)} == kinds


def test_a_highlight_colours_the_first_bar_alone() -> None:
    drawing = draw(FATIGUE, style=replace(STYLE, highlight="rust"))
    assert (1, 2) == (len(boxes(drawing.paths, "rust")), len(boxes(drawing.paths, "teal")))


# ---------------------------------------------------------------- lines

WAITING = chart(
    "line",
    "Ejercicio supervisado dos veces por semana|Lista de espera|Ejercicio en casa",
    ("0", 40.0, 41.0, 40.5),
    ("4", 36.0, 40.0, 38.0),
    ("24", 29.8, 40.1, 30.0),
    axis="Semana",
)


def test_curves_are_named_at_their_ends_with_the_last_figure() -> None:
    said = " ".join(texts(draw(WAITING)))
    assert "40.1 Lista de" in said and "29.8 Ejercicio" in said
    assert "Semana" in said


def test_numbers_that_grow_are_placed_to_scale() -> None:
    curve = next(path for path in draw(WAITING).paths if path.stroke == "teal" and path.stroke_width == 2.0)
    first, second, third = (float(command[1]) for command in curve.commands)
    assert 4 / 24 == pytest.approx((second - first) / (third - first))


def test_a_missing_figure_breaks_the_curve() -> None:
    given = chart("line", "Uno", ("a", 1.0), ("b", 2.0), ("c", None), ("d", 3.0), ("e", 2.0))
    curve = next(path for path in draw(given).paths if path.stroke == "teal")
    assert ["M", "L", "M", "L"] == [command[0] for command in curve.commands]


def test_names_too_wide_for_the_end_of_a_curve_become_a_key_above() -> None:
    name = "Electroencefalografistas"
    drawing = draw(chart("line", f"{name}|Dos", ("a", 1.0, 2.0), ("b", 3.0, 1.0)))
    assert [name, "Dos"] == texts(drawing)[:2]


def test_the_last_category_is_always_named() -> None:
    rows = [(f"{hour}:00 de la tarde", float(hour)) for hour in range(12)]
    drawing = draw(chart("line", "Uno", *rows))
    assert any("11:00" in text for text in texts(drawing))
    assert [] == collisions(drawing)


# ---------------------------------------------------------------- any chart


@pytest.mark.parametrize(("width", "style"), SIZES)
@pytest.mark.parametrize("kind", ["bars", "columns", "line"])
@pytest.mark.parametrize(
    "rows",
    [
        [("Solo", 5.0)],
        [("A", 0.0), ("B", 0.0)],
        [("A", None), ("B", 3.5), ("C", -7.0)],
        [("A", -1.0), ("B", -3.5)],
        [(label, 10.0 * at + 3) for at, label in enumerate(LONG)],
        [(f"Categoría número {at}", float(at * 7 % 5)) for at in range(12)],
        [("A", 1e-9), ("B", 1e12)],
    ],
)
def test_labels_stay_on_the_drawing_and_off_each_other(
    width: float, style: ChartStyle, kind: str, rows: list[tuple[str, float | None]]
) -> None:
    problems = Problems()
    drawing = draw(chart(kind, "Cambio medio en la puntuación", *rows, unit="%"), width, style, problems)
    assert [] == [problem.text() for problem in problems]
    assert [] == collisions(drawing)
    assert [] == outside(drawing)


@pytest.mark.parametrize(("width", "style"), SIZES)
@pytest.mark.parametrize("kind", ["bars", "columns", "line"])
def test_several_series_stay_apart_too(width: float, style: ChartStyle, kind: str) -> None:
    rows = [(f"{year}", 12.5, 12.0, 12.2, 11.9) for year in range(2018, 2023)]
    names = "Ejercicio supervisado|Lista de espera|Ejercicio en casa|Sin cambio"
    drawing = draw(chart(kind, names, *rows), width, style)
    assert [] == collisions(drawing)
    assert [] == outside(drawing)


def test_a_chart_without_figures_is_an_error_and_nothing_is_drawn() -> None:
    problems = Problems()
    given = chart("line", "Uno", ("a", None), ("b", float("nan")))
    assert (0.0, ()) == (draw(given, problems=problems).height, draw(given).paths)
    assert [("chart-empty", "articles/figures/x.csv")] == [(p.code, p.span.path) for p in problems]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["bars", "columns", "line"]),
    st.lists(
        st.tuples(
            st.text(max_size=30),
            # The reader refuses figures beyond 1e15; what is no number at all may come from elsewhere.
            st.none() | st.floats(-1e15, 1e15) | st.sampled_from([float("nan"), float("inf"), float("-inf")]),
            st.none() | st.floats(-100, 100),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["", "%", "mm", "$", "personas"]),
)
def test_any_figures_and_any_words_draw_something_finite(
    kind: str, rows: list[tuple[str, float | None, float | None]], unit: str
) -> None:
    drawing = draw(chart(kind, "Uno|Dos", *rows, unit=unit))
    numbers = [n for path in drawing.paths for c in path.commands for n in c[1:] if not isinstance(n, str)]
    numbers += [n for label in drawing.labels for n in (label.x, label.y)]
    assert all(-1e4 < number < 1e4 for number in (*numbers, drawing.height))


# ---------------------------------------------------------------- scales


@pytest.mark.parametrize(
    ("expected", "low", "high", "most"),
    [
        ((0, 20, 40, 60, 80), 0, 80, 5),
        ((28, 30, 32, 34, 36), 29.3, 35.9, 5),
        ((0, 0.1, 0.2, 0.3), 0, 0.3, 4),
        ((-10, 0, 10, 20), -5, 12, 3),
        ((0, 5), 5, 5, 2),
        ((0, 1), 0, 0, 3),
    ],
)
def test_ticks_are_round(expected: tuple[float, ...], low: float, high: float, most: int) -> None:
    found = ticks(low, high, most)
    assert found[0] <= low and found[-1] >= high
    if len(expected) > 2:
        assert expected == found


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.integers(2, 6))
def test_ticks_reach_around_their_range(first: float, second: float, most: int) -> None:
    low, high = min(first, second), max(first, second)
    found = ticks(low, high, most)
    slack = (found[-1] - found[0]) * 1e-6
    assert 2 <= len(found) <= most + 1
    assert found[0] - slack <= low and high <= found[-1] + slack


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 20)), min_size=1, max_size=8), st.floats(60, 500))
def test_bars_and_their_labels_fill_the_room_and_no_more(given: list[tuple[float, float]], room: float) -> None:
    unit, zero = unit_length([Reach(*reach) for reach in given], room)
    right = max((value * unit + label for value, label in given if value >= 0), default=0.0)
    assert zero + right <= room + 0.01


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(5, 30)), min_size=1, max_size=6))
def test_blocks_moved_apart_do_not_overlap(given: list[tuple[float, float]]) -> None:
    heights = [height for _, height in given]
    high = sum(heights) + 2.0 * len(heights) + 20
    places = apart([centre for centre, _ in given], heights, 0.0, high, 2.0)
    spans = sorted((place - h / 2, place + h / 2) for place, h in zip(places, heights, strict=True))
    assert all(b[0] - a[1] > 1.999 for a, b in pairwise(spans))
    assert -0.001 <= spans[0][0] and spans[-1][1] <= high + 0.001


def test_blocks_with_room_stay_where_they_are_wanted() -> None:
    assert (20.0, 80.0) == apart((20.0, 80.0), (10.0, 10.0), 0.0, 100.0, 2.0)
    assert (44.0, 56.0) == apart((50.0, 50.0), (10.0, 10.0), 0.0, 100.0, 2.0)
