"""Articles that are given their pages: what gives way, in which order, and what is said where nothing helps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_makeup import LINES, PRINT, STEP, box, notice, opening, piece, places, text

from pipeline.foundation.diagnostic import NOWHERE, Problem, Problems
from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box
from pipeline.typesetting.choices import Choices
from pipeline.typesetting.copyfit import AS_IT_IS, Fit, ladder, refitted, told
from pipeline.typesetting.layout import Copyfit, Layout
from pipeline.typesetting.makeup import Made, Planned, Slot, make_up
from pipeline.typesetting.page import Line, PlacedLine, Segment
from pipeline.typesetting.trial import Piece, Place, fitted

LIMITS = Copyfit(looseness=1, leading=0.5, size=0.2, figures=0.1, steps=2)


def made_of(*pieces: Piece, plan: dict[str, Slot] | None = None, **more: object) -> tuple[Made, list[Problem]]:
    problems = Problems()
    made = make_up(pieces, [notice], PRINT, problems, Planned(slots=plan or {}, **more))  # type: ignore[arg-type] # by name
    return made, list(problems)


def elastic(slug: str, lines: int, shorter: dict[str, int] | None = None, **more: object) -> Piece:
    """Return an article of `lines` lines, which loses as many as `shorter` says by each means."""

    def refit(fit: Fit) -> Piece:
        gone = sum(count for key, count in (shorter or {}).items() if getattr(fit, key) != getattr(AS_IT_IS, key))
        return replace(own, boxes=piece(slug, text(lines - gone)).boxes)

    own = piece(slug, text(lines), pages=1, **more)
    return replace(own, refit=refit)


def full() -> int:
    """Return the lines that fill the page of an opener."""
    lines = 20
    while len(made_of(piece("a", text(lines)))[0].drafts) == 1:
        lines += 1
    return lines - 1


FULL = full()


def test_the_ladder_goes_from_the_gentlest_means_to_the_last() -> None:
    steps = list(ladder(LIMITS, fewer=True))
    assert Fit(figures=0.9) == steps[0]
    assert [8, 5, 2] == [fit.long for fit in steps[1:4]]
    assert [-0.25, -0.5] == [fit.leading for fit in steps[4:6]]
    assert [-0.1, -0.2] == [fit.size for fit in steps[6:8]]
    assert replace(steps[7], quotes=False) == steps[8] == steps[-1]
    assert all(fit.looseness == -1 and fit.figures == 0.9 for fit in steps[1:]), "each on top of those before"


def test_what_grows_keeps_its_pull_quotes() -> None:
    steps = list(ladder(LIMITS, fewer=False))
    assert all(fit.quotes for fit in steps)
    assert Fit(1, 2, 0.5, 0.2, figures=1.1) == steps[-1]


def test_a_layout_without_limits_changes_nothing() -> None:
    assert [] == list(ladder(Copyfit(drop_quotes=False), fewer=True))


def test_the_order_is_the_layouts() -> None:
    steps = list(ladder(replace(LIMITS, order=("size", "leading"), drop_quotes=False), fewer=True))
    assert [(-0.1, 0.0), (-0.2, 0.0), (-0.2, -0.25), (-0.2, -0.5)] == [(fit.size, fit.leading) for fit in steps]


def test_means_that_an_article_has_nothing_for_are_passed_over() -> None:
    steps = list(ladder(LIMITS, fewer=True, without=("figures", "quotes")))
    assert all(fit.figures == 1.0 and fit.quotes for fit in steps)
    assert 7 == len(steps)


def test_a_fit_changes_running_text_and_what_stands_on_the_grid() -> None:
    fit = Fit(leading=-0.5, size=-0.2)
    changed = refitted(PRINT, fit)
    assert PRINT.grid.leading - 0.5 == changed.grid.leading == changed.style("body").leading
    assert PRINT.style("body").size - 0.2 == pytest.approx(changed.style("body").size)
    assert PRINT.style("caption") == changed.style("caption")
    assert changed.depth / changed.grid.leading > PRINT.depth / PRINT.grid.leading
    assert changed.depth <= PRINT.sheet.height - PRINT.sheet.head - PRINT.sheet.foot
    assert ("leading -0.5pt", "size -0.2pt") == told(fit)


def test_an_article_that_fits_is_left_alone() -> None:
    made, said = made_of(elastic("a", FULL, {"figures": 5}))
    assert (1, {}, []) == (len(made.drafts), made.fitted, said)


@pytest.mark.parametrize(
    ("means", "done"),
    [
        ("art", "opening picture from 13% of the page"),
        ("figures", "figures -12%"),
        ("looseness", "looseness -1 in paragraphs of 8 lines or more"),
        ("leading", "leading -0.125pt"),
        ("size", "size -0.1pt"),
        ("quotes", "pull quotes left out"),
    ],
)
def test_an_article_too_long_gives_way_by_the_first_means_that_is_enough(means: str, done: str) -> None:
    made, said = made_of(elastic("a", FULL + 4, {means: 6}))
    assert (1, []) == (len(made.drafts), said)
    assert done == made.fitted["a"][-1]


def test_what_is_over_is_counted_in_lines_and_words_and_says_where() -> None:
    made, said = made_of(elastic("a", FULL + 9, {"figures": 2, "leading": 3}, language="es"))
    assert ["overset"] == [problem.code for problem in said]
    # Nine lines over, of which the layout's means took five.
    assert said[0].message.startswith("4 lines (about ")
    assert 'the 1 page given to "A" in es, print edition' in said[0].message
    assert ("a.md", 7) == (said[0].span.path, said[0].span.line)
    assert (2, {}) == (len(made.drafts), made.fitted), "set as it would be without the plan"


def test_words_over_are_counted_by_the_text_itself() -> None:
    words = "five words on each line "
    segment = Segment("serif/regular", 10.0, "ink", "<00>", words, 0.0, 200.0)
    line = PlacedLine(0.0, 10.0, Line((segment,), 200.0, 200.0, text=words), "a/2")
    boxes = [Box(STEP, (line,), snap=True, text=words, span=box("x").span) for _ in range(FULL + 8)]
    whole = piece("a", text(3), pages=1)
    _, said = made_of(replace(whole, boxes=tuple(boxes)))
    lines = int(said[0].message.split()[0])
    assert f"{lines} lines (about {5 * lines} words)" == said[0].message.split(" over ")[0]
    assert 'the pages end at "five words on each line…"' in said[0].hint


@settings(deadline=None, max_examples=25)
@given(st.integers(FULL - 6, FULL + 60))
def test_cutting_as_many_lines_as_are_over_is_enough_and_no_fewer_are(lines: int) -> None:
    _, said = made_of(piece("a", text(lines), pages=1))
    over = int(said[0].message.split()[0]) if said else 0
    assert len(made_of(piece("a", text(lines - over)))[0].drafts) == 1 or over == 0
    if over > 1:
        queue = piece("a", text(lines)).boxes[: lines - over + 1]
        assert len(made_of(replace(piece("a", text(3)), boxes=queue))[0].drafts) > 1


def test_an_article_too_short_says_how_many_lines_are_missing() -> None:
    _, said = made_of(piece("a", text(30), pages=2))
    assert ["underset"] == [problem.code for problem in said]
    # Where a paragraph may not be parted, a line more or fewer is needed.
    assert int(said[0].message.split()[0]) in range(FULL - 31, FULL - 26)


def test_an_article_too_short_grows() -> None:
    made, said = made_of(replace(elastic("a", FULL - 3, {"leading": -5}), pages=2))
    assert (2, []) == (len(made.drafts), said)
    assert "leading +0.125pt" == made.fitted["a"][-1]


def test_an_article_that_would_miss_its_pages_down_a_page_begins_a_new_one() -> None:
    first = piece("a", text(24))
    below, _ = made_of(first, piece("b", text(60, "q")))
    assert {"a": 0, "b": 0} == below.starts
    made, said = made_of(first, piece("b", text(60, "q"), pages=1))
    assert ({"a": 0, "b": 1}, []) == (made.starts, said)


def test_a_slot_of_another_language_is_kept() -> None:
    leader, _ = made_of(piece("a", text(FULL - 20)), piece("b", text(40, "q")), piece("c", text(60, "r")))
    follower, said = made_of(
        elastic("a", FULL + 4, {"figures": 8}), elastic("b", 48, {"size": 6}), elastic("c", 70), plan=leader.slots
    )
    assert leader.starts == follower.starts
    assert [(s.start, s.pages, s.down) for s in leader.slots.values()] == [
        (s.start, s.pages, s.down) for s in follower.slots.values()
    ]
    assert [] == said


def test_each_language_is_held_to_the_pages_the_plan_gives() -> None:
    leader, said = made_of(piece("a", text(FULL + 9), pages=1, language="en"))
    assert (2, ["overset"]) == (len(leader.drafts), [problem.code for problem in said])
    other, said = made_of(piece("a", text(FULL + 20), pages=1, language="es"), plan=leader.slots)
    assert (2, ["overset"]) == (len(other.drafts), [problem.code for problem in said])
    assert 'over the 1 page given to "A" in es' in said[0].message
    _, said = made_of(piece("a", text(FULL + 20), language="es"), plan=leader.slots)
    assert [] == said


def test_what_misses_its_pages_says_where_although_the_last_lines_know_no_place() -> None:
    known, unknown = piece("a", text(40)).boxes, [replace(each, span=NOWHERE) for each in text(6, "r")]
    _, said = made_of(replace(piece("a", text(40), pages=2), boxes=(*known, *unknown)))
    assert ("underset", known[-1].span) == (said[0].code, said[0].span)
    _, said = made_of(replace(piece("a", text(40), pages=1), boxes=(*text(FULL), *unknown)))
    assert "overset" == said[0].code and said[0].span.line
    assert 'the pages end at "p' in said[0].hint


def test_a_page_that_is_missing_before_a_slot_is_filled_with_a_notice() -> None:
    plan = {"a": Slot(0, 2, False, 300.0), "b": Slot(2, 1, False, 300.0)}
    made, said = made_of(piece("a", text(20)), piece("b", text(20)), plan=plan)
    assert ["underset"] == [problem.code for problem in said]
    assert {"a": 0, "b": 2} == made.starts
    assert "notice" in {place.name for place in places(made) if place.page == 1}


def test_problems_of_a_setting_that_was_not_taken_are_not_reported() -> None:
    fault = Problem("warning", "loose-line", "loose", box("x").span)
    own = elastic("a", FULL + 4, {"figures": 6})
    refit = own.refit
    assert refit is not None
    noisy = replace(own, problems=(fault,), refit=lambda fit: replace(refit(fit), problems=()))
    assert [] == made_of(noisy)[1]
    as_it_is = replace(noisy, boxes=piece("a", text(FULL + 60)).boxes, pages=0)
    assert ["loose-line"] == [p.code for p in made_of(as_it_is)[1]]


def test_a_page_of_text_has_the_lines_the_tests_think_it_has() -> None:
    # Six lines of opener and the room under it, two columns.
    assert FULL in range(2 * (LINES - 9), 2 * (LINES - 6) + 1)
    assert opening("a").words.height == pytest.approx(6 * STEP)


def test_an_article_fitted_before_is_refitted_once_and_the_same() -> None:
    asked: list[Fit] = []

    def counted(lines: int) -> Piece:
        own = elastic("a", lines, {"leading": 2, "size": 3})
        assert own.refit is not None
        inner = own.refit

        def refit(fit: Fit) -> Piece:
            asked.append(fit)
            return inner(fit)

        return replace(own, refit=refit)

    layout, place, choices = replace(PRINT, copyfit=LIMITS), Place(0.0, 1), Choices()
    first = fitted(counted(FULL + 2), place, layout, choices)
    assert first.done and first.miss is None and len(asked) > 1
    asked.clear()
    again = fitted(counted(FULL + 2), place, layout, choices)
    assert (first.done, first.trial.deep) == (again.done, again.trial.deep)
    assert 1 == len(asked)
    # What was enough for another article is not believed for this one.
    asked.clear()
    assert fitted(counted(FULL + 1), place, layout, choices).miss is None
    assert len(asked) > 1


def test_words_faces_layout_and_rules_are_in_the_key_of_a_fitting() -> None:
    def line(text: str, face: str = "serif/regular") -> Box:
        segment = Segment(face, 10.0, "ink", "<>", text, 0.0, 10.0)
        return Box(STEP, (PlacedLine(0.0, 0.0, Line((segment,), 10.0, 10.0, text=text)),))

    def key(boxes: Box, layout: Layout = PRINT, context: bytes = b"", digest: bytes = b"1") -> bytes:
        return Choices(context=context, digest=lambda _: digest).fit_key([boxes], opening("a"), layout)

    other = replace(PRINT, copyfit=replace(PRINT.copyfit, size=9.0))
    keys = [key(line("a")), key(line("b")), key(line("a", "serif/bold")), key(line("a"), other)]
    keys += [key(line("a"), context=b"x"), key(line("a"), digest=b"2")]
    assert key(line("a")) == keys[0]
    assert len(set(keys)) == 5, "a face is known by its file, not by its name"
