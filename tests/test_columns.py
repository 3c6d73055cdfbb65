"""Boxes into columns: each placed once, in order, where a column may end."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.typesetting.box import NEVER, Box, height_of, merged, panel, stacked
from pipeline.typesetting.columns import Column, Filled, balanced, fill
from pipeline.typesetting.page import PlacedRectangle

GRID = 12.0
# A column is not ended farther than this from its foot, whatever is bound.
FARTHEST = 14 * GRID


def box(name: int, height: float = GRID, **more: object) -> Box:
    item = PlacedRectangle(0.0, 0.0, 100.0, height, str(name))
    return Box(height, (item,), text=str(name), **more)  # type: ignore[arg-type]  # fields by name


def line(name: int, cost: float = 0.0) -> Box:
    return box(name, cost=cost, snap=True)


def placed(column: Column) -> list[tuple[int, float, float]]:
    """Return the boxes of a column by name, with their tops and bottoms."""
    return [(int(box.text), top, top + box.height) for top, box in column.placed]


def names(filled: Filled) -> list[list[int]]:
    return [[name for name, _, _ in placed(column)] for column in filled.columns]


def pages(boxes: list[Box], depth: float, count: int, grid: float) -> tuple[list[Filled], list[Box]]:
    """Return columns of one depth until no box is left."""
    made: list[Filled] = []
    wide: list[Box] = []
    rest = tuple(boxes)
    while rest:
        filled = fill(rest, [depth] * count, grid, depth)
        made.append(filled)
        wide += filled.wide
        assert len(made) <= 2 * len(boxes) + 2, "it ends"
        rest = filled.rest
    return made, wide


FLOW = st.tuples(
    st.just(""),
    st.sampled_from([GRID, GRID, GRID, 9.5, 40.0]),
    st.sampled_from([0.0, 6.0, GRID]),
    st.sampled_from([0.0, 0.0, NEVER, 60.0, -20.0]),
    st.booleans(),
)
FLOAT = st.tuples(
    st.sampled_from(["column", "wide"]), st.integers(10, 160), st.integers(0, 14), st.just(0.0), st.booleans()
)
QUEUE = st.lists(st.one_of(FLOW, FLOW, FLOW, FLOAT), min_size=1, max_size=40)
Queue = list[tuple[str, float, float, float, bool]]


def boxes_of(queue: Queue) -> list[Box]:
    """Return boxes by what was drawn, bound as galleys bind them.

    The first of the flow is bound to nothing; a figure between two boxes that are bound is bound as well.
    """
    made: list[Box] = []
    bound = False
    first = next((name for name, part in enumerate(queue) if not part[0]), 0)
    for name, (place, height, before, cost, snap) in reversed(list(enumerate(queue))):
        if not place:
            bound = cost == NEVER and name != first
            cost = 0.0 if name == first else cost
        elif place == "column" and bound:
            cost = NEVER
        made.insert(0, box(name, height, place=place, before=before, cost=cost, snap=snap))
    return made


@settings(deadline=None, max_examples=200)
@given(QUEUE, st.sampled_from([60.0, 120.0, 240.0]), st.integers(1, 3), st.sampled_from([0.0, GRID]))
def test_every_box_is_placed_once_and_the_flow_keeps_its_order(
    queue: Queue, depth: float, count: int, grid: float
) -> None:
    boxes = boxes_of(queue)
    made, wide = pages(boxes, depth, count, grid)
    found = [name for filled in made for column in names(filled) for name in column]
    assert list(range(len(boxes))) == sorted([*found, *(int(b.text) for b in wide)])
    flow = [name for name in found if not boxes[name].place]
    assert flow == sorted(flow)
    floats = [name for name in found if boxes[name].place == "column"]
    assert floats == sorted(floats)
    assert [b.text for b in wide] == [b.text for b in boxes if b.place == "wide"]


@settings(deadline=None, max_examples=200)
@given(QUEUE, st.sampled_from([60.0, 120.0, 240.0]), st.integers(1, 3), st.sampled_from([0.0, GRID]))
def test_a_box_stands_inside_its_column_and_over_no_other_unless_it_is_reported(
    queue: Queue, depth: float, count: int, grid: float
) -> None:
    boxes = boxes_of(queue)
    for filled in pages(boxes, depth, count, grid)[0]:
        over = {int(b.text) for b in filled.over}
        for column in filled.columns:
            found = placed(column)
            assert all(bottom <= depth + 0.02 or name in over for name, _, bottom in found)
            assert all(one[2] <= other[1] + 0.02 for one, other in pairwise(found))
        assert all(boxes[name].height > depth for name in over), "only what is deeper than any column"


@settings(deadline=None, max_examples=200)
@given(QUEUE, st.sampled_from([60.0, 120.0, 240.0]), st.integers(1, 3))
def test_what_asks_for_the_grid_is_on_it(queue: Queue, depth: float, count: int) -> None:
    boxes = boxes_of(queue)
    for filled in pages(boxes, depth, count, GRID)[0]:
        for column in filled.columns:
            off = [
                name for name, top, _ in placed(column) if boxes[name].snap and top % GRID > 0.02 < GRID - top % GRID
            ]
            assert [] == off


@settings(deadline=None, max_examples=200)
@given(QUEUE, st.sampled_from([60.0, 120.0, 240.0]), st.integers(1, 3), st.sampled_from([0.0, GRID]))
def test_a_column_ends_at_a_forbidden_place_only_where_no_column_holds_what_is_bound(
    queue: Queue, depth: float, count: int, grid: float
) -> None:
    boxes = boxes_of(queue)
    flow = [name for name, b in enumerate(boxes) if not b.place]
    made = [column for filled in pages(boxes, depth, count, grid)[0] for column in names(filled)]
    for column in made:
        first = next((name for name in column if not boxes[name].place), None)
        if first is None or boxes[first].cost != NEVER or first == flow[0]:
            continue
        bound = [flow.index(first)]
        while bound[0] and boxes[flow[bound[0]]].cost == NEVER:
            bound.insert(0, bound[0] - 1)
        while bound[-1] + 1 < len(flow) and boxes[flow[bound[-1] + 1]].cost == NEVER:
            bound.append(bound[-1] + 1)
        between = [b for b in boxes[flow[bound[0]] : flow[bound[-1]] + 1] if b.place != "wide"]
        deepest = sum(b.height + b.before + (GRID if b.snap and grid else 0.0) for b in between)
        assert deepest > min(depth, FARTHEST) or any(b.height > depth for b in between), first


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from([0.0, 0.0, 0.0, NEVER]), min_size=8, max_size=90), st.integers(1, 4))
def test_balanced_columns_hold_everything_and_differ_by_a_few_lines(costs: list[float], count: int) -> None:
    kept = [0.0 if n and costs[n - 1] == NEVER else cost for n, cost in enumerate(costs)]
    boxes = [line(name, cost) for name, cost in enumerate(kept)]
    filled = balanced(boxes, count, GRID)
    assert () == filled.rest
    assert list(range(len(boxes))) == [name for column in names(filled) for name in column]
    least = -(-len(boxes) // count) * GRID
    assert least <= filled.height <= least + 3 * GRID
    full = [column.depth for column in filled.columns[:-1] if column.placed]
    assert all(depth >= filled.height - 3 * GRID for depth in full)


@settings(deadline=None)
@given(QUEUE, st.integers(1, 3), st.sampled_from([0.0, GRID]))
def test_balancing_ends_and_loses_nothing(queue: Queue, count: int, grid: float) -> None:
    boxes = boxes_of(queue)
    filled = balanced(boxes, count, grid)
    found = [name for column in names(filled) for name in column]
    assert list(range(len(boxes))) == sorted([*found, *(int(b.text) for b in filled.wide)])


def test_balancing_stops_at_the_most_there_is() -> None:
    filled = balanced([line(n) for n in range(10)], 2, GRID, 3 * GRID)
    assert ([[0, 1, 2], [3, 4, 5]], 4) == (names(filled), len(filled.rest))


def test_room_above_a_box_is_dropped_at_the_head_of_a_column() -> None:
    filled = fill([box(0), box(1, before=GRID)], [GRID, GRID], 0.0)
    assert [0.0, 0.0] == [placed(column)[0][1] for column in filled.columns]


def test_a_figure_that_does_not_fit_moves_to_the_next_head_and_the_text_flows_on() -> None:
    boxes = [line(0), box(1, 5 * GRID, place="column", snap=True), *(line(n) for n in range(2, 9))]
    assert [[0, 2, 3, 4, 5], [1]] == [column[:5] for column in names(fill(boxes, [5 * GRID] * 2, GRID))]


def test_a_heading_goes_over_with_the_lines_it_is_bound_to() -> None:
    boxes = [*(line(n) for n in range(6)), line(6, -20.0), line(7, NEVER), line(8, NEVER), line(9)]
    assert [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9]] == names(fill(boxes, [8 * GRID] * 2, GRID))


def test_a_table_that_goes_over_has_its_header_again() -> None:
    head = box(99)
    rows = [box(0, cost=0.0), *(box(n, head=head, cost=NEVER if n == 1 else 0.0) for n in range(1, 6))]
    assert [[0, 1, 2], [99, 3, 4], [99, 5]] == names(fill(rows, [3 * GRID] * 3, 0.0))


def test_no_header_stands_alone_at_the_foot_of_a_column() -> None:
    head = box(99)
    rows = [box(n, 2 * GRID, head=head, cost=0.0 if n in (0, 1) else NEVER) for n in range(4)]
    made = [column for filled in pages(rows, 5 * GRID, 1, 0.0)[0] for column in names(filled)]
    assert [] == [column for column in made if column[-1] == 99]


def test_what_is_deeper_than_any_column_is_set_and_reported() -> None:
    filled = fill([box(0, 100.0), box(1)], [50.0, 50.0], 0.0)
    assert ([[0], [1]], ["0"]) == (names(filled), [b.text for b in filled.over])


def test_what_fits_a_deeper_column_waits_for_it() -> None:
    filled = fill([box(0, 100.0)], [50.0], 0.0, 200.0)
    assert ((), 1) == (filled.over, len(filled.rest))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_nothing_fills_nothing(count: int) -> None:
    filled = fill([], [50.0] * count, GRID)
    assert ((), (), 0.0) == (filled.rest, filled.wide, filled.height)


@given(st.lists(st.tuples(st.floats(1, 50), st.floats(0, 20)), min_size=1, max_size=8))
def test_boxes_made_one_keep_their_places_and_height(sizes: list[tuple[float, float]]) -> None:
    assume(sizes)
    boxes = [box(n, height, before=before) for n, (height, before) in enumerate(sizes)]
    whole = merged(boxes)
    assert (height_of(boxes), stacked(boxes)) == (whole.height, whole.items)
    on_tint = panel(boxes, 200.0, 8.0, "tint", "edge", 3.0)
    assert whole.height + 16.0 == pytest.approx(on_tint.height)
    assert (8.0, 8.0) == (on_tint.items[2].x, on_tint.items[2].y)
