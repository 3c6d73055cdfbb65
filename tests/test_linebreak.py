"""Breaking a paragraph as a whole, over numbers only."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.typesetting.breaks import Breaks, Shape
from pipeline.typesetting.layout import Justification
from pipeline.typesetting.linebreak import LOOSEST, demerits, greedy, levelled, optimum
from pipeline.typesetting.ragged import cheapest
from pipeline.typesetting.search import search, traced

HOW = Justification()
SPACE = 3.0


def paragraph(*words: float | tuple[float, ...], forced: frozenset[int] = frozenset(), indent: float = 0.0) -> Breaks:
    """Return the breaks of words of these widths; a tuple is a word with hyphens between its syllables."""
    # start, end, stretch at both, shrink at both, penalty, hyphen.
    rows = [(-indent, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, False)]
    ends = set()
    x = up = down = 0.0
    lone = 0
    for number, word in enumerate(words):
        lone = len(rows) - 1
        syllables = word if isinstance(word, tuple) else (word,)
        for syllable in syllables[:-1]:
            x += syllable
            rows.append((x, x + 2.0, up, up, down, down, HOW.hyphen_penalty, True))
        x += syllables[-1]
        after = (up + SPACE / 2, down + SPACE / 3)
        rows.append((x + SPACE, x, after[0], up, after[1], down, 0.0, False))
        if number in forced:
            ends.add(len(rows) - 1)
        x += SPACE
        up, down = after
    return Breaks(*zip(*rows, strict=True), ends, lone)


def widths(breaks: Breaks, path: tuple[int, ...]) -> list[float]:
    return [breaks.end[j] - breaks.start[i] for i, j in pairwise(path)]


def hyphens_in_a_row(breaks: Breaks, path: tuple[int, ...]) -> int:
    longest = row = 0
    for j in path:
        row = row + 1 if breaks.hyphen[j] else 0
        longest = max(longest, row)
    return longest


WORDS = st.lists(
    st.one_of(st.floats(2, 40), st.lists(st.floats(3, 15), min_size=2, max_size=4).map(tuple)),
    min_size=1,
    max_size=60,
)


@given(WORDS, st.floats(45, 120), st.booleans(), st.floats(0, 30), st.integers(0, 3), st.booleans())
def test_the_whole_is_never_worse_than_first_fit(
    words: list[float | tuple[float, ...]],
    measure: float,
    justify: bool,
    narrow: float,
    lines: int,
    balance: bool,
) -> None:
    breaks = paragraph(*words, indent=6.0)
    shape = Shape(measure, justify, narrow, lines, balance)
    found = demerits(breaks, shape, HOW, optimum(breaks, shape, HOW))
    assert found <= demerits(breaks, shape, HOW, greedy(breaks, shape)) * (1 + 1e-9)


@given(st.lists(st.floats(2, 40), min_size=1, max_size=60), st.floats(45, 200), st.booleans())
def test_ragged_lines_without_hyphens_are_the_cheapest_there_are(
    words: list[float], measure: float, balance: bool
) -> None:
    breaks, shape = paragraph(*words), Shape(measure, justify=False, balance=balance)
    found, best = cheapest(breaks, shape, HOW, 0.0)[1], traced(search(breaks, shape, HOW, 0.0))[1]
    assert best[-1] == pytest.approx(found[-1])


@given(WORDS, st.floats(45, 120), st.booleans())
def test_every_break_comes_once_and_no_line_is_too_wide(
    words: list[float | tuple[float, ...]], measure: float, justify: bool
) -> None:
    breaks = paragraph(*words)
    path = optimum(breaks, Shape(measure, justify), HOW)
    assert (0, len(breaks) - 1) == (path[0], path[-1])
    assert sorted(set(path)) == list(path)
    for i, j in pairwise(path):
        give = breaks.shrink_end[j] - breaks.shrink_start[i] if justify else 0.0
        assert breaks.end[j] - breaks.start[i] - give <= measure + 1e-6


def all_ways(breaks: Breaks, shape: Shape) -> float:
    """Return the least demerits of all ways there are, by trying each."""
    last = len(breaks) - 1

    def ways(path: tuple[int, ...]) -> list[tuple[int, ...]]:
        if path[-1] == last:
            return [path]
        return [way for j in range(path[-1] + 1, last + 1) for way in ways((*path, j))]

    return min(demerits(breaks, shape, HOW, way) for way in ways((0,)))


@given(
    st.lists(st.one_of(st.floats(5, 25), st.tuples(st.floats(5, 12), st.floats(5, 12))), min_size=2, max_size=7),
    st.floats(30, 60),
    st.booleans(),
    st.integers(0, 2),
)
def test_a_short_paragraph_is_broken_as_well_as_can_be(
    words: list[float | tuple[float, ...]], measure: float, justify: bool, lines: int
) -> None:
    breaks = paragraph(*words)
    shape = Shape(measure, justify, 5.0, lines)
    path = optimum(breaks, shape, HOW)
    best = all_ways(breaks, shape)
    # A third hyphen in a row is avoided even at a price.
    assert demerits(breaks, shape, HOW, path) <= best * (1 + 1e-9) or hyphens_in_a_row(breaks, path) <= 2


def ratio(breaks: Breaks, shape: Shape, i: int, j: int) -> float:
    """Return how far a line that is neither too tight nor the last is stretched."""
    slack = shape.measure - (breaks.end[j] - breaks.start[i])
    give = breaks.stretch_end[j] - breaks.stretch_start[i] if shape.justify else 0.25 * shape.measure
    return slack / give if give > 0 else 0.0 if slack < 0.01 else 99.0


@given(
    st.lists(st.one_of(st.floats(5, 25), st.tuples(st.floats(5, 12), st.floats(5, 12))), min_size=4, max_size=8),
    st.floats(30, 60),
    st.booleans(),
    st.integers(-2, 2),
)
def test_a_paragraph_gains_or_loses_the_lines_that_decent_spaces_allow(
    words: list[float | tuple[float, ...]], measure: float, justify: bool, looseness: int
) -> None:
    breaks = paragraph(*words)
    shape = Shape(measure, justify)
    last = len(breaks) - 1
    base = optimum(breaks, shape, HOW)

    def ways(path: tuple[int, ...]) -> list[tuple[int, ...]]:
        if path[-1] == last:
            return [path]
        return [way for j in range(path[-1] + 1, last + 1) for way in ways((*path, j))]

    def decent(way: tuple[int, ...]) -> bool:
        return all(ratio(breaks, shape, i, j) <= LOOSEST for i, j in pairwise(way) if j != last) and all(
            breaks.end[j] - breaks.start[i] - (breaks.shrink_end[j] - breaks.shrink_start[i]) * justify <= measure
            for i, j in pairwise(way)
        )

    costs: dict[int, float] = {}
    for way in ways((0,)):
        if decent(way) and hyphens_in_a_row(breaks, way) <= 2:
            costs[len(way)] = min(costs.get(len(way), 1e30), demerits(breaks, shape, HOW, way))
    found = optimum(breaks, shape, HOW, looseness)
    step = 1 if looseness > 0 else -1
    wanted = next((n for n in range(len(base) + looseness, len(base), -step) if n in costs), len(base))
    if hyphens_in_a_row(breaks, base) <= 2:
        assert len(found) == wanted
        if wanted != len(base):
            assert demerits(breaks, shape, HOW, found) <= costs[wanted] * (1 + 1e-9)


def test_a_loose_line_is_spread_over_its_neighbours() -> None:
    breaks = paragraph(40, 40, 15, 95, 95)
    shape = Shape(100, justify=False)
    assert demerits(breaks, shape, HOW, optimum(breaks, shape, HOW)) < demerits(
        breaks, shape, HOW, greedy(breaks, shape)
    )


def test_three_hyphens_in_a_row_are_avoided() -> None:
    breaks = paragraph(*[(21.0, 21.0)] * 30)
    path = optimum(breaks, Shape(100, justify=True), HOW)
    assert hyphens_in_a_row(breaks, path) <= 2


def test_a_forced_break_ends_its_line() -> None:
    breaks = paragraph(20, 20, 20, 20, forced=frozenset({1}))
    assert [43.0, 43.0] == widths(breaks, optimum(breaks, Shape(200, justify=True), HOW))


def test_narrow_lines_are_those_at_the_beginning() -> None:
    breaks = paragraph(*[10.0] * 30)
    found = widths(breaks, optimum(breaks, Shape(100, justify=False, narrow=40, lines=2), HOW))
    assert [True, True] == [width <= 60 for width in found[:2]]
    assert max(found[2:-1]) > 60


def test_an_indent_takes_its_room_from_the_first_line() -> None:
    breaks = paragraph(*[10.0] * 30, indent=30)
    path = optimum(breaks, Shape(100, justify=False), HOW)
    first = breaks.end[path[1]]
    assert first + 30 <= 100


def test_a_word_wider_than_the_measure_stands_alone() -> None:
    breaks = paragraph(20, 200, 20)
    assert [20.0, 200.0, 20.0] == widths(breaks, optimum(breaks, Shape(100, justify=True), HOW))


def test_one_short_word_ends_a_paragraph_only_where_nothing_else_does() -> None:
    # Ragged: two short words on the last line are a runt too, but a lesser one than the second alone.
    breaks = paragraph(30, 40, 6, 6)
    assert [73.0, 15.0] == widths(breaks, optimum(breaks, Shape(90, justify=False), HOW))
    assert [30.0, 4.0] == widths(paragraph(30, 4), optimum(paragraph(30, 4), Shape(32, justify=False), HOW))


def test_no_words_make_no_lines() -> None:
    breaks = Breaks((0.0,), (0.0,), (0.0,), (0.0,), (0.0,), (0.0,), (0.0,), (False,))
    assert (0,) == optimum(breaks, Shape(100, justify=True), HOW)


# ---------------------------------------------------------------- balanced


@given(st.lists(st.floats(4, 60), min_size=2, max_size=24), st.floats(61, 150))
def test_lines_without_a_stub_are_as_many_and_as_near_to_one_length_as_can_be(
    words: list[float], measure: float
) -> None:
    breaks = paragraph(*words)
    shape = Shape(measure, False, balance=True)
    path = optimum(breaks, shape, HOW)
    even = levelled(breaks, shape, HOW, path)
    assert len(path) == len(even)
    before, after = widths(breaks, path), widths(breaks, even)
    assert max(after) <= max(before) + 1e-6
    assert after[-1] == before[-1] or before[-1] < 0.6 * max(before)
    if len(path) == 3 and before[-1] < 0.6 * max(before):
        # Two lines have few ways, and none of them has a shorter longest line.
        last = len(breaks) - 1
        least = min(max(widths(breaks, (0, at, last))) for at in range(1, last))
        assert max(after) <= least + measure / 100


def test_a_title_of_four_words_has_two_in_each_line() -> None:
    breaks = paragraph(50.0, 70.0, 20.0, 80.0)
    path = optimum(breaks, Shape(149.0, False, balance=True), HOW)
    assert (0, 2, 4) == levelled(breaks, Shape(149.0, False, balance=True), HOW, (0, 3, 4))
    assert len(path) == 3


def test_what_hyphens_or_forced_ends_decide_stays() -> None:
    shape = Shape(149.0, False, balance=True)
    forced = paragraph(50.0, 70.0, 20.0, 80.0, forced=frozenset({2}))
    assert (0, 3, 4) == levelled(forced, shape, HOW, (0, 3, 4))
    divided = paragraph(50.0, (30.0, 80.0), 10.0)
    path = optimum(divided, shape, HOW)
    whole = (0, 1, 4)
    assert sum(divided.hyphen[j] for j in levelled(divided, shape, HOW, whole)) == 0
    assert len(levelled(divided, shape, HOW, path)) == len(path)
