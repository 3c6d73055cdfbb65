"""Articles flowed into pages: chosen as a whole, every box once, and what could not be helped is said."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from test_makeup import LINES, PRINT, box, opening, parts, piece, text, up

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.flow import Flow, Trial
from pipeline.typesetting.makeup import make_up

PART = st.tuples(st.sampled_from(["paragraph", "heading", "column", "wide", "pull"]), st.integers(3, 24))


def total(trial: Trial) -> float:
    return trial.cost + 400.0 * len(trial.pages)


def set_out(boxes: list[Box], wide: int) -> list[Trial]:
    return Flow(boxes, PRINT).trials(opening("a"), 0.0, 0.0, wide=wide)


@settings(deadline=None, max_examples=40)
@given(st.lists(PART, min_size=1, max_size=16))
def test_every_way_holds_every_box_once(article: list[tuple[str, int]]) -> None:
    boxes = parts(article, PRINT)
    for trial in set_out(boxes, 3):
        placed = [b for stack, _ in trial.pages for _, _, b in stack if not b.text.endswith("-opener")]
        assert Counter(map(id, boxes)) == Counter(map(id, placed))


@settings(deadline=None, max_examples=40)
@given(st.lists(PART, min_size=4, max_size=16))
def test_a_search_is_nearly_never_dearer_than_the_first_fit(article: list[tuple[str, int]]) -> None:
    boxes = parts(article, PRINT)
    first, searched = set_out(boxes, 1), set_out(boxes, 3)
    assert first and searched
    # The price of what is left on the last page is not known here: a page is the most that may be between them.
    assert min(map(total, searched)) <= min(map(total, first)) + 400.0


def test_a_costlier_column_is_taken_where_it_spares_a_worse_one() -> None:
    # The second column can end at its foot only at a great price, unless the first one ends a line early.
    count = 2 * (LINES - 8)
    for lines in range(count - 6, count + 6):
        boxes = text(lines)
        boxes += [replace(b, cost=0.0 if n == 0 else 900.0) for n, b in enumerate(text(24, "q"))]
        first, searched = set_out(boxes, 1), set_out(boxes, 3)
        if min(map(total, searched)) < min(map(total, first)) - 1.0:
            return
    raise AssertionError("the search never found anything better")


def test_a_column_that_has_to_end_badly_is_named_with_its_page() -> None:
    bound = [box(f"b{n}", cost=NEVER if n else 0.0, snap=True) for n in range(3 * LINES)]
    made = up([piece("a", [*text(8), *bound])], codes=["bad-break", "bad-break"])
    assert len(made.drafts) > 1
    problems = Problems()
    make_up([piece("a", [*text(8), *bound], language="es")], (), PRINT, problems)
    assert all(problem.message.startswith("es print, page ") for problem in problems)


def test_footnotes_that_go_on_are_no_text_of_what_is_left_behind_a_figure() -> None:
    note = tuple(Box(9.0, place="note", text=f"n{n}") for n in range(90))
    figures = [box(f"w{n}", 40, PRINT, PRINT.measure, place="wide", snap=True) for n in range(2)]
    boxes = text(70)
    boxes[30:40] = [replace(boxes[30], notes=(note,)), *boxes[31:40], *figures]
    sheet = set_out(boxes, 1)[0].sheets[0]
    rest = [b.text for b in sheet.rest]
    assert sheet.pending and sheet.left.owed
    assert [b.text for b in note[-len(sheet.left.owed) :]] == rest[: len(sheet.left.owed)]
    assert len(sheet.left.owed) == len(Flow(sheet.rest, PRINT).queue.whole.owed)
