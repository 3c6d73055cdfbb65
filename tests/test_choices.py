"""What make-up chose before is chosen again, and only where the search would choose the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_makeup import PRINT, box, opening, parts, piece, places, text

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting import trial
from pipeline.typesetting.box import Box
from pipeline.typesetting.choices import Choices
from pipeline.typesetting.makeup import Planned, make_up
from pipeline.typesetting.trial import Piece, Place, fitted

PART = st.tuples(st.sampled_from(["paragraph", "heading", "column", "wide", "pull"]), st.integers(3, 24))


def forbidden(*_: object) -> None:
    raise AssertionError("it is searched again")


@settings(deadline=None, max_examples=40)
@given(
    st.lists(PART, min_size=1, max_size=16),
    st.sampled_from([Place(), Place(120.0), Place(0.0, 2), Place(runs_on=True)]),
)
def test_an_article_chosen_before_is_set_as_the_search_sets_it(article: list[tuple[str, int]], place: Place) -> None:
    choices, one = Choices(), piece("a", parts(article, PRINT))
    searched, chosen = fitted(one, place, PRINT, choices), fitted(one, place, PRINT, choices)
    assert searched.trial.pages == chosen.trial.pages
    assert [searched.trial.cost, searched.trial.dropped] == [chosen.trial.cost, chosen.trial.dropped]
    assert fitted(one, place, PRINT).trial.pages == chosen.trial.pages


def test_a_new_build_searches_nothing_that_has_the_same_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Choices(tmp_path, "print")
    order = [piece("a", text(300)), piece("b", text(90))]
    once = places(make_up(order, (), PRINT, Problems(), Planned(choices=first)))
    first.keep()
    monkeypatch.setattr(trial, "_searched", forbidden)
    again = make_up(order, (), PRINT, Problems(), Planned(choices=Choices(tmp_path, "print")))
    assert once == places(again)


@pytest.mark.parametrize(
    "other",
    [
        piece("a", text(59)),
        piece("a", [*text(59), box("l59", 2.0, snap=True)]),
        piece("a", [*text(59), box("l59", before=1.0, snap=True)]),
        piece("a", [*text(59), box("l59", cost=90.0, snap=True)]),
        piece("a", [*text(59), box("l59", snap=True, notes=((Box(9.0, place="note"),),))]),
        piece("a", text(60), fills=False),
        replace(piece("a", text(60)), whole=opening("a", 7.0)),
    ],
)
def test_what_differs_in_size_or_price_is_searched(other: Piece) -> None:
    choices, one = Choices(), piece("a", text(60))
    keys = [choices.key(each.boxes, each.whole, PRINT, each.fills) for each in (one, other)]
    assert keys[0] != keys[1]
    assert keys[0] == choices.key(one.boxes, one.whole, PRINT, one.fills)


def test_choices_that_are_damaged_are_made_anew(tmp_path: Path) -> None:
    choices = Choices(tmp_path, "print")
    key = choices.key(text(60), opening("a"), PRINT)
    choices.add(key, (True, 0, (((0, 0), "foot"),)))
    choices.keep()
    assert Choices(tmp_path, "print").get(key) == (True, 0, (((0, 0), "foot"),))
    assert Choices(tmp_path, "screen").get(key) is None
    kept = next((tmp_path / "choices").iterdir())
    kept.write_bytes(kept.read_bytes()[:-1])
    assert Choices(tmp_path, "print").get(key) is None
