"""Co-editions made up: one arrangement for all languages, each poured into it without a word lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_makeup import PRINT, STEP, opening

from pipeline.foundation.diagnostic import Problem, Problems, Span
from pipeline.foundation.value import replace
from pipeline.typesetting.agreement import Agreement, grouped, inked, levelled
from pipeline.typesetting.box import NEVER, Box, height_of
from pipeline.typesetting.copyfit import Fit
from pipeline.typesetting.jointflow import JointFlow
from pipeline.typesetting.jointgalley import joined, parted
from pipeline.typesetting.jump import parted as jumped
from pipeline.typesetting.makeup import Planned, make_up
from pipeline.typesetting.opener import Jump
from pipeline.typesetting.page import Line, PlacedLine, PlacedRectangle, Segment
from pipeline.typesetting.trial import Fitted, Piece, Place

LANGUAGES = ("en", "es")


def line(name: str, **more: object) -> Box:
    words = Line((Segment("serif/regular", 10.4, "ink", "<0001>", name, 0.0, 50.0),), 50.0, PRINT.column, text=name)
    more = {"snap": True, **more}
    return Box(STEP, (PlacedLine(0.0, 9.0, words, "a/1"),), text=name, span=Span("a.md", 7, 1), **more)  # type: ignore[arg-type] # by name


def lines(name: str, count: int) -> list[Box]:
    return [line(f"{name}.{n}", cost=NEVER if n and n in (1, count - 1) else 0.0) for n in range(count)]


def anchor(name: str, height: float, **more: object) -> Box:
    tint = PlacedRectangle(0.0, 0.0, PRINT.column, height, "teal-tint")
    return Box(height, (tint,), text=name, span=Span("a.md", 9, 1), **more)  # type: ignore[arg-type] # by name


def figure(name: str, count: float, place: str = "column") -> Box:
    return anchor(name, count * STEP, before=STEP, after=STEP * 0.75, place=place, snap=True)


def rule(name: str, **more: object) -> Box:
    return anchor(name, STEP, before=STEP, **more)


def piece(language: str, boxes: Sequence[Box], **more: object) -> Piece:
    return Piece("a", "A", "News", "teal", opening("a"), opening("a", 4.0), tuple(boxes), language=language, **more)  # type: ignore[arg-type] # by name


def flow(galleys: Mapping[str, Sequence[Box]], **more: object) -> JointFlow:
    made = JointFlow(lambda pieces, fits: pieces)
    made.put("a", {language: piece(language, boxes, **more) for language, boxes in galleys.items()})
    return made


def fitted(galleys: Mapping[str, Sequence[Box]], place: Place = Place(), **more: object) -> dict[str, Fitted]:  # noqa: B008 # a value
    made = flow(galleys, **more)
    found = {name: made.fitted(name, piece(name, boxes, **more), place, PRINT) for name, boxes in galleys.items()}
    assert [] == problems_of(found)
    return found


def problems_of(found: Mapping[str, Fitted]) -> list[Problem]:
    return list(dict.fromkeys(problem for one in found.values() for problem in one.piece.problems))


def standing(one: Fitted) -> list[tuple[int, float, float, float, str]]:
    """Return what is inked on the pages of an article: page, place, height and name."""
    return [
        (page, x, y, box.height, box.text)
        for page, (stack, _) in enumerate(one.trial.pages)
        for x, y, box in stack
        if inked(box) and box.text != "a-opener"
    ]


def names(one: Fitted) -> list[str]:
    """Return the text of the pages of an article, column by column."""
    found = [
        (page, x, y, box.text)
        for page, (stack, _) in enumerate(one.trial.pages)
        for x, y, box in stack
        if not inked(box)
    ]
    return [name for *_, name in sorted(found)]


# ---------------------------------------------------------------- agreement


class Voice:
    """A setter, as far as it agrees on measures."""

    def __init__(self) -> None:
        self.agreement: Agreement | None = None

    def agreed(self, kind: str, value: float) -> float:
        return value if self.agreement is None else self.agreement.agree(kind, value)


def agreed(*languages: Sequence[Box]) -> list[list[Box]]:
    """Return the boxes of every language levelled, when they have come to one measure."""
    voice, agreement = Voice(), Agreement()
    voice.agreement = agreement
    while True:
        made = []
        for boxes in languages:
            agreement.begin()
            made.append(levelled(voice, boxes))
        if agreement.settled():
            return made


def test_a_measure_is_the_largest_of_any_language_from_the_second_pass_on() -> None:
    agreement = Agreement()
    passes = []
    for _ in range(3):
        made = []
        for value in (3.0, 5.0, 4.0):
            agreement.begin()
            made.append(agreement.agree("height", value))
        passes.append((made, agreement.settled()))
    assert [([3.0, 5.0, 4.0], False), ([5.0, 5.0, 5.0], True), ([5.0, 5.0, 5.0], True)] == passes


def test_what_no_language_asks_for_any_more_is_forgotten() -> None:
    agreement = Agreement()
    for asked in ((9.0,), (2.0,), (2.0,)):
        agreement.begin()
        last = [agreement.agree("height", value) for value in asked]
        still = agreement.settled()
    assert ([2.0], True) == (last, still)


def test_a_rule_in_a_box_is_as_far_down_in_every_language_and_the_box_as_high() -> None:
    en, es = agreed([line("a"), rule("r"), line("b"), line("c")], [line("a"), line("b"), rule("r"), line("c")])
    assert height_of(en) == height_of(es)
    tops = [
        sum(box.height + (box.before if number else 0.0) for number, box in enumerate(boxes[: boxes.index(there)]))
        + there.before
        for boxes in (en, es)
        for there in boxes
        if inked(there)
    ]
    assert tops[0] == tops[1]


def test_an_edition_of_its_own_agrees_with_nobody() -> None:
    boxes = [line("a"), rule("r")]
    assert boxes == levelled(Voice(), boxes) == grouped(Voice(), boxes)


# ---------------------------------------------------------------- galleys


def test_a_galley_is_parted_at_the_rules_in_its_text() -> None:
    parts = parted([line("a"), figure("f", 5), line("b"), rule("r"), line("c")])
    assert [["a", "b"], ["c"]] == [[box.text for box in stretch] for stretch in parts.stretches]
    assert [("f", (0, 1, False)), ("r", (0, 2, True))] == [
        (box.text, place) for box, place in zip(parts.anchors, parts.places, strict=True)
    ]


def test_each_stretch_is_lent_by_the_language_that_needs_most_room_in_it() -> None:
    galleys = {
        "en": [*lines("en-a", 3), rule("r"), *lines("en-b", 5)],
        "es": [*lines("es-a", 4), rule("r"), *lines("es-b", 2)],
    }
    joint = joined(galleys, {}, STEP, True)
    assert joint is not None
    assert ("es", "en") == joint.donors
    assert [*(f"es-a.{n}" for n in range(4)), "r", *(f"en-b.{n}" for n in range(5))] == [b.text for b in joint.boxes]


def test_languages_with_other_rules_have_no_galley_in_common() -> None:
    assert None is joined({"en": [line("a"), rule("r")], "es": [line("a")]}, {}, STEP, True)
    assert None is joined({"en": [figure("f", 4)], "es": [figure("f", 4, "wide")]}, {}, STEP, True)


# ---------------------------------------------------------------- pages


def test_what_is_inked_stands_in_one_place_and_the_text_flows_around_it() -> None:
    galleys = {
        name: [*lines("a", count), figure("f", 12), *lines("b", count), rule("r"), *lines("c", 3)]
        for name, count in (("en", 60), ("es", 75))
    }
    found = fitted(galleys)
    assert standing(found["en"]) == standing(found["es"])
    for name, one in found.items():
        assert sorted(box.text for box in galleys[name] if not inked(box)) == sorted(names(one))
        assert names(one).index("b.0") < names(one).index("c.0"), "what follows the rule stays behind it"


def test_what_is_bound_to_a_rule_stays_with_it() -> None:
    galleys = {
        name: [*lines("a", count), line("head"), replace(rule("r"), cost=NEVER), *lines("c", 3)]
        for name, count in (("en", 20), ("es", 26))
    }
    for one in fitted(galleys).values():
        [(x, y)] = [(x, y) for stack, _ in one.trial.pages for x, y, box in stack if box.text == "head"]
        [bar] = [(at, top) for _, at, top, _, name in standing(one) if name == "r"]
        assert (x, y) == (bar[0], pytest.approx(bar[1] - 2 * STEP))


# Thirty lines of one language are bound together: they cannot begin where the other's text ends.
TIED = {
    "en": [*lines("a", 31), *(line(f"t.{n}", cost=NEVER if n else 0.0) for n in range(30)), rule("r"), *lines("c", 3)],
    "es": [*lines("a", 62), rule("r"), *lines("c", 3)],
}


def test_a_language_without_room_is_given_lines_where_it_lacks_them() -> None:
    found = fitted(TIED)
    assert standing(found["en"]) == standing(found["es"])
    assert sorted(box.text for box in TIED["en"] if not inked(box)) == sorted(names(found["en"]))


def test_the_rule_that_ends_a_text_has_some_of_it_on_its_page() -> None:
    for count in range(84, 112, 4):
        galleys = {
            name: [*lines("a", many), rule("r"), *lines("c", 3)] for name, many in (("en", count - 12), ("es", count))
        }
        for one in fitted(galleys).values():
            [page] = [number for number, *_, name in standing(one) if name == "r"]
            assert [box.text for *_, box in one.trial.pages[page][0] if box.text.startswith("a.")]


def test_a_pull_quote_is_left_out_in_every_language_or_in_none() -> None:
    def galley(name: str, count: int) -> list[Box]:
        quote = replace(figure("q", 30), drop=f"{name}/7")
        return [*lines("a", count), quote, *lines("b", 8)]

    for count in (20, 60, 90):
        found = fitted({"en": galley("en", count), "es": galley("es", count + 9)})
        assert bool(found["en"].trial.dropped) == bool(found["es"].trial.dropped)
        assert standing(found["en"]) == standing(found["es"])
        for name, one in found.items():
            assert one.trial.dropped <= {f"{name}/7"}


def test_the_rest_of_an_article_that_is_parted_goes_on_in_every_language() -> None:
    galleys = {
        name: [*lines("a", count), figure("f", 12), *lines("b", 30), rule("r"), *lines("c", 3)]
        for name, count in (("en", 100), ("es", 125))
    }
    jump = Jump(1, "", opening("a"))
    made = flow(galleys, jump=jump)
    pages = {}
    for name, boxes in galleys.items():
        plan = Planned(joint=lambda one, place, layout, name=name: made.fitted(name, one, place, layout))  # type: ignore[misc] # by name
        pages[name] = make_up([piece(name, boxes, jump=jump)], [], PRINT, Problems(), plan)
    tints = {
        name: [
            (number, item.x, item.y)
            for number, draft in enumerate(one.drafts)
            for item in draft.items
            if isinstance(item, PlacedRectangle)
        ]
        for name, one in pages.items()
    }
    assert tints["en"] == tints["es"]
    for name, one in pages.items():
        printed = [item.line.text for draft in one.drafts for item in draft.items if isinstance(item, PlacedLine)]
        assert sorted(box.text for box in galleys[name] if not inked(box)) == sorted(printed)
    assert None is not jumped(made.fitted("en", piece("en", galleys["en"], jump=jump), Place(), PRINT))[1]


# ---------------------------------------------------------------- what cannot be


def reported(galleys: Mapping[str, Sequence[Box]]) -> list[Problem]:
    made = flow(galleys)
    found = {name: made.fitted(name, piece(name, boxes), Place(), PRINT) for name, boxes in galleys.items()}
    assert all(one.piece.problems for one in found.values()), "one language without room keeps all of them from print"
    return problems_of(found)


def test_languages_that_do_not_have_the_same_rules_are_reported() -> None:
    [problem] = reported({"en": [*lines("a", 3), rule("r")], "es": lines("a", 3)})
    assert ("error", "coedition-shape") == (problem.severity, problem.code)
    assert "1 in en, 0 in es" in problem.message


def test_text_that_finds_no_room_is_reported_where_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.typesetting.jointflow.ATTEMPTS", 1)
    [problem] = reported(TIED)
    assert ("error", "coedition-over") == (problem.severity, problem.code)
    assert ("a.md", 7) == (problem.span.path, problem.span.line)
    assert problem.message.startswith('30 lines of "A" in en find no room')


# ---------------------------------------------------------------- everything, once, in order

PART = st.one_of(
    st.tuples(st.just("text"), st.integers(1, 12), st.integers(-4, 6)),
    st.tuples(st.just("column"), st.integers(3, 45), st.just(0)),
    st.tuples(st.just("wide"), st.integers(3, 40), st.just(0)),
    st.tuples(st.just("rule"), st.just(1), st.just(0)),
    st.tuples(st.just("quote"), st.integers(4, 12), st.just(0)),
)


def galley(language: str, parts: Sequence[tuple[str, int, int]]) -> list[Box]:
    made: list[Box] = []
    for number, (kind, count, more) in enumerate(parts):
        if kind == "text":
            made += lines(f"t{number}", max(1, count + (more if language == "es" else 0)))
        elif kind == "rule":
            made.append(rule(f"r{number}"))
        elif kind == "quote":
            made.append(replace(figure(f"q{number}", count), drop=f"{language}/{number}"))
        else:
            made.append(figure(f"f{number}", count, kind))
    return made


@settings(max_examples=60, deadline=None)
@given(st.lists(PART, min_size=1, max_size=24), st.sampled_from((0.0, STEP * 20)), st.sampled_from((0, 2)))
def test_any_article_stands_still_and_loses_nothing(parts: list[tuple[str, int, int]], top: float, pages: int) -> None:
    galleys = {name: galley(name, parts) for name in LANGUAGES}
    made = flow(galleys)
    place = Place(top, pages)
    found = {name: made.fitted(name, piece(name, boxes), place, PRINT) for name, boxes in galleys.items()}
    problems = problems_of(found)
    assert {"coedition-over"} >= {problem.code for problem in problems}
    assert standing(found["en"]) == standing(found["es"])
    assert len(found["en"].trial.pages) == len(found["es"].trial.pages)
    if problems:
        return
    for name, one in found.items():
        dropped = one.trial.dropped
        wanted = [box.text for box in galleys[name] if box.drop not in dropped or not box.drop]
        assert sorted(wanted) == sorted(
            box.text for stack, _ in one.trial.pages for *_, box in stack if box.text != "a-opener"
        )
        numbers = [int(text.partition(".")[0][1:]) for text in names(one)]
        assert numbers == sorted(numbers), "text stays in its order"
        for stack, _ in one.trial.pages:
            columns: dict[float, list[tuple[float, float]]] = {}
            for x, y, box in stack:
                columns.setdefault(x if box.place != "wide" and box.text != "a-opener" else -1.0, []).append(
                    (y, y + box.height)
                )
            for standing_there in columns.values():
                for (_, bottom), (after, _) in pairwise(sorted(standing_there)):
                    assert bottom <= after + 0.01
                assert max(bottom for _, bottom in standing_there) <= PRINT.depth + 0.01


def test_a_language_that_leaves_much_white_is_loosened_alone() -> None:
    asked: list[Mapping[str, Fit]] = []
    galleys = {"en": lines("a", 60), "es": lines("a", 80)}
    pieces = {
        name: replace(piece(name, boxes), refit=lambda fit: piece("en", lines("a", 60)))
        for name, boxes in galleys.items()
    }

    def refit(those: Mapping[str, Piece], fits: Mapping[str, Fit]) -> Mapping[str, Piece]:
        asked.append(fits)
        more = {8: 4, 5: 9, 2: 30}[fits["en"].long]
        return {**those, "en": replace(piece("en", lines("a", 60 + more)), refit=those["en"].refit)}

    made = JointFlow(refit)
    made.put("a", pieces)
    one = made.fitted("en", pieces["en"], Place(), PRINT)
    assert [8, 5, 2] == [fits["en"].long for fits in asked], "the longest paragraphs first"
    assert {0} == {fits["es"].looseness for fits in asked}
    assert 69 == len(names(one)), "thirty lines more would find no room"
    assert "looseness +1 in paragraphs of 5 lines or more" in one.remarks
