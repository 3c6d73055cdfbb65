"""Figures, boxes and pull quotes at the head or the foot of their column; ends of articles that are worth their page."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import Specimen
from test_copyfit import FULL, elastic, made_of
from test_flow import PART
from test_makeup import LINES, PRINT, STEP, box, opening, parts, piece, text

from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box
from pipeline.typesetting.floating import floated
from pipeline.typesetting.flow import Flow, Sheet
from pipeline.typesetting.page import Line, PlacedLine, Segment


def sheets(boxes: Sequence[Box]) -> tuple[Sheet, ...]:
    return Flow(list(boxes), PRINT).trials(opening("a"), 0.0, 0.0)[0].sheets


def said(words: str, **more: object) -> Box:
    line = Line((Segment("serif/regular", 10.0, "ink", "<00>", words, 0.0, 200.0),), 200.0, 200.0, text=words)
    return Box(STEP, (PlacedLine(0.0, 10.0, line, "a/2"),), snap=True, text=words, **more)  # type: ignore[arg-type]


def figure(name: str, lines: float = 8, **more: object) -> Box:
    return box(name, lines, place="column", snap=True, before=STEP, after=STEP * 0.75, **more)


def where(sheet: Sheet, name: str, stack: Sequence[tuple[float, float, Box]]) -> str:
    """Return where in its column a box stands."""
    x = next(x for x, _, each in stack if each.text == name)
    column = sorted((y, each.text) for at, y, each in stack if at == x and each.text != "a-opener")
    number = [text for _, text in column].index(name)
    return "head" if not number else "foot" if number == len(column) - 1 else "amid"


@pytest.mark.parametrize("lead", range(70, 150, 9))
def test_a_figure_goes_to_the_head_or_foot_of_the_column_that_cites_it(lead: int) -> None:
    boxes = [*text(lead), figure("figure"), *text(200, "q")]
    for sheet in sheets(boxes):
        if "figure" in [each.text for _, _, each in sheet.stack]:
            [[stack], _] = floated([sheet], [])
            assert "amid" != where(sheet, "figure", stack)
            # What stands in a column stays in it, and the column ends where it ended.
            for x in (0.0, sheet.step):
                before = [(y + each.height, each.text) for at, y, each in sheet.stack if at == x]
                after = [(y + each.height, each.text) for at, y, each in stack if at == x]
                assert sorted(name for _, name in before) == sorted(name for _, name in after)
                assert max(y for y, _ in after) <= max(y for y, _ in before) + 0.01
                order = [name for _, name in sorted(after) if name != "figure"]
                assert order == [name for _, name in sorted(before) if name != "figure"]


def test_nothing_stands_over_the_first_words_of_an_article() -> None:
    first = sheets([*text(6), figure("figure"), *text(200, "q")])[0]
    [[stack], _] = floated([first], [])
    assert "foot" == where(first, "figure", [each for each in stack if each[1] >= first.y])


def test_a_pull_quote_stands_away_from_the_sentence_it_repeats() -> None:
    quote = replace(said("Rest is a plan, not a prize", place="column", drop="a/9", before=STEP / 2), height=5 * STEP)
    for at in (2, 20, 30, LINES - 12):
        lines = [said(f"line {n} of plain words") for n in range(3 * LINES)]
        lines[LINES + at : LINES + at + 2] = [said("and so rest is a pl"), said("an, not a prize for")]
        boxes = [*text(30), *lines[: LINES + 20], quote, *lines[LINES + 20 :]]
        for sheet in sheets(boxes):
            [[stack], _] = floated([sheet], [])
            quotes = [(x, y) for x, y, each in stack if each.drop]
            spoken = [(x, y) for x, y, each in stack if "rest is a pl" in each.text]
            for x, y in quotes:
                for other, height in spoken:
                    assert x != other or not y - 3 * STEP < height < y + 8 * STEP
                    assert x == other or not y - STEP < height < y + 5 * STEP


def test_figures_do_not_face_each_other_at_one_height() -> None:
    pages = sheets([*text(2 * LINES), *text(20, "p"), figure("one"), *text(4 * LINES, "q"), *text(500, "r")])
    page = next(page for page in pages if "one" in [each.text for _, _, each in page.stack])
    [[left], [right]] = floated([page], [page])
    tops = [next(y for _, y, each in stack if each.text == "one") for stack in (left, right)]
    assert abs(tops[0] - tops[1]) > 8 * STEP


@settings(deadline=None, max_examples=40)
@given(st.lists(PART, min_size=1, max_size=16), st.lists(PART, min_size=1, max_size=16))
def test_no_box_is_lost_or_stands_on_another(one: list[tuple[str, int]], other: list[tuple[str, int]]) -> None:
    for left, right in zip(sheets(parts(one, PRINT)), sheets(parts(other, PRINT)), strict=False):
        for sheet, [stack] in zip((left, right), floated([left], [right]), strict=True):
            assert Counter(each.text for _, _, each in stack) == Counter(each.text for _, _, each in sheet.stack)
            for x in {x for x, _, _ in stack}:
                column = sorted((y, y + each.height) for at, y, each in stack if at == x)
                assert all(bottom <= top + 0.02 for (_, bottom), (top, _) in itertools.pairwise(column))


# ---------------------------------------------------------------- ends


def test_an_end_of_a_few_lines_is_spared_by_copyfitting() -> None:
    own = replace(elastic("a", FULL + 6, {"art": 8}), pages=0)
    made, problems = made_of(own, piece("b", text(30, "q")))
    assert ({"a": 0, "b": 1}, []) == (made.starts, problems)
    assert "opening picture from 13% of the page" == made.fitted["a"][-1]
    untouched, _ = made_of(replace(elastic("a", FULL + 60, {"art": 8}), pages=0))
    assert (2, {}) == (len(untouched.drafts), untouched.fitted)


def test_a_table_alone_on_the_last_page_costs_more_than_one_with_text() -> None:
    table = box("table", 20, PRINT, PRINT.measure, place="wide", snap=True)
    plain, bare = ([*text(count), *([table] if wide else [])] for count, wide in ((FULL + 30, False), (FULL - 8, True)))
    prices = [made_of(piece("a", [*boxes], fills=False))[0].arranged[0].price for boxes in (plain, bare)]
    assert prices[1] > prices[0] + 300


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_article_of_the_specimen_spills_a_few_lines_over_the_next_title(specimen: Specimen, language: str) -> None:
    made = specimen.edition(language, "print")
    starts = made.starts
    for page in made.book.pages:
        begun = [slug for slug, start in starts.items() if start == page.number]
        others = [item for item in page.items if isinstance(item, PlacedLine) and item.key.partition("/")[0] in starts]
        ending = [item for item in others if item.key.partition("/")[0] not in begun]
        if begun and ending:
            assert max(item.y for item in ending) - min(item.y for item in ending) > 6 * STEP, page.number


def across(name: str, lines: float = 9) -> Box:
    return box(name, lines, width=PRINT.measure, place="wide", snap=True, before=STEP, after=STEP * 0.75)


def band(stack: Sequence[tuple[float, float, Box]], name: str) -> float:
    """Return how far down its page a box stands that spans the columns."""
    return next(y for _, y, each in stack if each.text == name)


@pytest.mark.parametrize("lines", [9, 11.4, 14])
@pytest.mark.parametrize("lead", [110, 130, 150])
def test_a_wide_table_goes_over_its_mention_where_it_would_face_another(lead: int, lines: float) -> None:
    def full(name: str) -> Sheet:
        made = sheets([*text(lead), across(name, lines), *text(300, "q")])
        return next(
            sheet for sheet in made if any(each.text == name for _, _, each in sheet.stack) and not sheet.opener
        )

    verso, recto = full("one"), full("two")
    alone, _ = floated([verso], [])
    facing = floated([verso], [recto])
    foot = PRINT.depth - lines * STEP
    assert foot == pytest.approx(band(alone[0], "one"))
    tops = sorted(band(stack, name) for (stack,), name in zip(facing, ("one", "two"), strict=True))
    assert [0.0, foot] == pytest.approx(tops)
    for (stack,), sheet in zip(facing, (verso, recto), strict=True):
        # Nothing else has moved but down or up with it, and nothing overlaps or leaves the page.
        assert sorted(each.text for _, _, each in stack) == sorted(each.text for _, _, each in sheet.stack)
        assert max(y + each.height for _, y, each in stack) <= PRINT.depth + 0.01
        for x in (0.0, sheet.step):
            column = sorted((y, y + each.height) for at, y, each in stack if at == x or each.place == "wide")
            assert all(bottom <= top + 0.01 for (_, bottom), (top, _) in itertools.pairwise(column))
            assert all(round(y / STEP, 6) % 1 == 0 for at, y, each in stack if at == x and not each.place)


def test_what_spans_a_page_stays_at_its_foot_where_the_text_ends_over_it() -> None:
    last = sheets([*text(100), across("one"), *text(20, "q")])
    ends = [sheet for sheet in last if any(each.text == "one" for _, _, each in sheet.stack)]
    assert not ends[0].queue.more(ends[0].left)
    for stacks in floated(ends, ends):
        for stack in stacks:
            assert band(stack, "one") > max(y for _, y, each in stack if not each.place)
