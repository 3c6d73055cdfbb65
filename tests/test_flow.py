"""Articles flowed into pages: chosen as a whole, every box once, and what could not be helped is said."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from test_makeup import LARGE, LINES, PRINT, STEP, box, heading, opening, paragraph, parts, piece, text, up

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.flow import Flow, Sheet, Trial
from pipeline.typesetting.makeup import Planned, make_up

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


# ---------------------------------------------------------------- spreads

UNLEVEL = 8.0


def written(seed: int) -> list[Box]:
    """Return an article of paragraphs and headings."""
    chance = random.Random(seed)
    boxes: list[Box] = []
    for n in range(50):
        lines = paragraph(f"{n}.", chance.randint(1, 9))
        if chance.random() < 0.1:
            rule = Box(5.0, text="rule")
            note = tuple(Box(10.0, cost=NEVER if line else 0.0, place="note", text="note") for line in range(3))
            lines[0] = replace(lines[0], notes=((replace(note[0], head=rule), *note[1:]),))
        boxes += heading(f"{n}h", lines) if chance.random() < 0.25 else lines
    return boxes


def feet(sheet: Sheet) -> list[float]:
    """Return how deep the columns of a page reach, in lines, as if their footnotes stood right under the text."""
    found = []
    for column in (0.0, sheet.step):
        boxes = [(y, each) for x, y, each in sheet.stack if x == column and not each.text.endswith("-opener")]
        notes = [y for y, each in boxes if each.text in ("note", "rule")]
        bottom = max((y + each.height for y, each in boxes if each.text not in ("note", "rule")), default=0.0)
        if not sheet.queue.more(sheet.left):
            bottom = max((y + each.height for y, each in boxes), default=0.0)
        elif notes:
            bottom = PRINT.depth - (min(notes) - bottom)
        found.append(bottom / STEP)
    return found


def unlevel(sheets: tuple[Sheet, ...], first: int) -> float:
    """Return by how many lines the columns of each spread end unlike each other; the first spread begins with page `first`."""
    found = 0.0
    for number in range(first, len(sheets) - 1, 2):
        full = [end for sheet in sheets[number : number + 2] if sheet.queue.more(sheet.left) for end in feet(sheet)]
        short = [int(LINES - end + 1e-6) for end in full]
        found += max(short) - min(short)
        if number + 2 == len(sheets):
            last = feet(sheets[-1])
            found += max(0.0, max(last) - min(last) - 1)
    return found


def test_the_ends_of_columns_are_weighed_over_the_spread() -> None:
    for seed in range(12):
        boxes = written(seed)
        trial = Flow(boxes, PRINT).trials(opening("a"), 0.0, 0.0)[0]
        chosen = [sheet.chosen for sheet in trial.sheets]
        for verso, first in ((True, 0), (False, 1)):
            again = Flow(boxes, PRINT, verso).again(opening("a"), 0.0, 0.0, chosen)
            assert round(again.cost - trial.cost, 6) == round(UNLEVEL * unlevel(trial.sheets, first), 6)


def test_columns_of_a_spread_end_level_more_often_than_those_of_single_pages() -> None:
    found: dict[bool | None, list[float]] = {}
    for verso in (None, True, False):
        trials = [Flow(written(seed), PRINT, verso).trials(opening("a"), 0.0, 0.0)[0] for seed in range(60)]
        found[verso] = [sum(unlevel(trial.sheets, first) for trial in trials) for first in (0, 1)]
    assert found[True][0] < found[None][0]
    assert found[False][1] < found[None][1]


def test_make_up_knows_which_page_an_article_begins_on() -> None:
    for first in (1, 2, 7, 8):
        plan = Planned(first=first)
        make_up([piece("a", text(100), breaks=True), piece("b", text(100), breaks=True)], (), PRINT, Problems(), plan)
        begin = {key: place.verso for key, place, _ in plan.tried}
        # The first article takes two pages.
        assert {"a": not first % 2, "b": not first % 2} == begin
        plan = Planned(first=first)
        make_up([piece("a", text(100, "p"))], (), LARGE, Problems(), plan)
        assert not LARGE.sheet.facing or [not first % 2] == [place.verso for _, place, _ in plan.tried]


def test_one_column_has_none_beside_it_to_end_level_with() -> None:
    boxes = [replace(each, height=LARGE.grid.leading) for each in written(3)]
    ways = [Flow(boxes, LARGE, verso).trials(opening("a"), 0.0, 0.0)[0].cost for verso in (None, True, False)]
    assert 1 == len(set(ways))
