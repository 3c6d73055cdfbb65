"""Footnotes at the foot of the columns that cite them."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.columns import Filled, balanced, fill

GRID = 12.0
RULE = Box(8.0, text="rule")


def note(name: str, lines: int) -> tuple[Box, ...]:
    """Return a footnote of so many lines, two of which stay together at either end."""
    costs = [NEVER if index in (1, lines - 1) and index else 0.0 for index in range(lines)]
    return tuple(Box(9.0, cost=cost, place="note", head=RULE, text=f"{name}{n}") for n, cost in enumerate(costs))


def line(name: int, *notes: tuple[Box, ...], cost: float = 0.0, place: str = "", height: float = GRID) -> Box:
    return Box(height, cost=cost, place=place, snap=True, text=str(name), notes=notes)


def columns(boxes: list[Box], depth: float) -> list[Filled]:
    """Return columns of one depth, one at a time, until nothing is left."""
    made: list[Filled] = []
    rest = tuple(boxes)
    while rest:
        made.append(fill(rest, [depth], GRID, depth))
        rest = made[-1].rest
        assert len(made) < 4 * len(boxes) + 60, "it ends"
    return made


def texts(filled: Filled) -> list[str]:
    return [box.text for column in filled.columns for _, box in column.placed]


def test_a_footnote_stands_under_a_rule_at_the_foot_of_its_column() -> None:
    (first, second) = columns([line(n, *([note("a", 2)] if n == 3 else [])) for n in range(12)], 10 * GRID)
    assert ["rule", "a0", "a1"] == texts(first)[-3:]
    tops = {box.text: top for top, box in first.columns[0].placed}
    assert 10 * GRID == tops["a1"] + 9.0
    assert 10 * GRID - 2 * 9.0 - 8.0 == tops["rule"]
    assert "6" == texts(first)[-4]
    assert not [text for text in texts(second) if not text.isdigit()]


def test_a_line_goes_over_with_the_footnote_that_has_no_room() -> None:
    first, second = columns([line(n, *([note("a", 3)] if n == 8 else [])) for n in range(12)], 10 * GRID)
    assert [str(n) for n in range(8)] == texts(first)
    assert ["rule", "a0", "a1", "a2"] == texts(second)[-4:]


def test_a_footnote_too_long_for_its_column_goes_on_in_the_next_one() -> None:
    made = columns([line(n, *([note("a", 14)] if n == 1 else [])) for n in range(14)], 10 * GRID)
    found = [text for filled in made for text in texts(filled) if text.startswith("a")]
    assert [f"a{n}" for n in range(14)] == found
    assert "a0" in texts(made[0])
    assert "a13" not in texts(made[0])
    # Text goes on above what is left of it.
    assert texts(made[1])[0].isdigit()
    assert "rule" in texts(made[1])


def test_balanced_columns_hold_the_footnotes_too() -> None:
    filled = balanced([line(n, *([note("a", 3)] if n == 2 else [])) for n in range(20)], 2, GRID, 600.0)
    assert () == filled.rest
    assert 1 == texts(filled).count("a2")
    left = texts(Filled(filled.columns[:1], 0, (), ()))
    assert "rule" in left


LINE = st.tuples(
    st.sampled_from([0, 0, 0, 0, 1, 2, 5, 17]),
    st.sampled_from([0.0, 0.0, NEVER]),
    st.sampled_from(["", "", "", "column"]),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(LINE, min_size=1, max_size=40), st.sampled_from([5, 9, 16]), st.integers(1, 2))
def test_every_footnote_is_set_once_in_order_under_the_text_and_not_before_it_is_cited(
    given_lines: list[tuple[int, float, str]], depth: int, count: int
) -> None:
    boxes = []
    for number, (length, cost, place) in enumerate(given_lines):
        notes = (note(f"n{number}.", length),) if length else ()
        height = 3 * GRID if place else GRID
        boxes.append(line(number, *notes, cost=cost, place=place, height=height))
    rest: tuple[Box, ...] = tuple(boxes)
    seen: list[str] = []
    pages = 0
    while rest:
        filled = fill(rest, [depth * GRID] * count, GRID, depth * GRID)
        for column in filled.columns:
            bottom = -math.inf
            for top, box in sorted(column.placed, key=lambda entry: entry[0]):
                assert top >= bottom - 0.01 or filled.over
                bottom = top + box.height
            assert bottom <= depth * GRID + 0.1 or filled.over
            seen += [box.text for _, box in column.placed if box is not RULE]
        rest = filled.rest
        pages += 1
        assert pages < 200, "it ends"
    wanted = {box.text for box in boxes} | {part.text for box in boxes for one in box.notes for part in one}
    assert len(seen) == len(set(seen))
    assert wanted == set(seen)
    places = {text: place for place, text in enumerate(seen)}
    for box in boxes:
        for one in box.notes:
            order = [places[box.text], *(places[part.text] for part in one)]
            assert sorted(order) == order
