"""Articles that are parted: where their rest goes, what says so, and in which order they are read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publications import ONE, run, said
from specimen import ROOT, Specimen, placed_lines, walk

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.typesetting import makeup
from pipeline.typesetting.box import Box
from pipeline.typesetting.choices import Choices
from pipeline.typesetting.jump import Ways, queued, ways
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Made, Planned, make_up
from pipeline.typesetting.opener import Jump, Opening
from pipeline.typesetting.page import PlacedRectangle
from pipeline.typesetting.trial import Fitted, Piece, Place, fitted

Make = Callable[..., Path]
PRINT = read_layout(ROOT, "print", "en", Problems())
assert PRINT is not None
OPENING = Opening(Box(0.0), ())


def piece(slug: str, part: int = 0) -> Piece:
    return Piece(slug, slug, "", "ink", OPENING, OPENING, (), part=part)


def test_the_rest_of_an_article_goes_behind_the_one_named_and_the_rests_there() -> None:
    order = [piece("a"), piece("b"), piece("c"), piece("d")]
    queued(order, 0, piece("a", 1), "c")
    queued(order, 1, piece("b", 1), "c")
    queued(order, 2, piece("c", 1), "")
    assert ["a", "b", "c", "a+1", "b+1", "d", "c+1"] == [each.key for each in order]


def test_an_article_jumps_where_its_next_page_is_not_overleaf() -> None:
    assert Ways({}, {}) == ways([["a"], ["a", "b"], ["b"]])
    assert Ways({1: 3}, {3: ("a", 1)}) == ways([["a"], ["a"], ["b"], ["b", "a"], ["a"]])
    assert Ways({0: 2}, {2: ("a", 0)}) == ways([["a"], [], ["a"]])
    assert Ways({0: 1}, {1: ("a", 0)}) == ways([["a"], ["b", "a"]]), "under another article it is farther on"


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_article_that_is_parted_is_read_in_one_piece(language: str, specimen: Specimen) -> None:
    composed = specimen.edition(language, "print")
    article = next(e for e in walk(composed.book.structure) if e.key == "two-languages-one-visit/art")
    keys = {element.key: place for place, element in enumerate(walk(article))}
    first: dict[str, int] = {}
    for page, item in placed_lines(composed.book.pages):
        if item.key in keys:
            first.setdefault(item.key, page.number)
    pages = [first[key] for key in keys if key in first]
    start = composed.starts["two-languages-one-visit"]
    assert {start} == {page for page in pages if page < composed.starts["ask-the-doctor"]}
    assert max(pages) > composed.starts["ask-the-doctor"]
    # What is read later stands on a later page; boxes and charts may float by one.
    assert all(later >= page - 1 for page, later in pairwise(pages))


def test_an_article_cannot_go_on_behind_one_that_comes_before_it(publication: Make) -> None:
    plan = ("[cover]\n", '[article.first]\njump = { pages = 1, behind = "frist" }\n\n[cover]\n')
    root = publication({"articles/issues/first.toml": plan})
    [found] = [line for line in said(run(root, *ONE, exit_code=1)) if "jump-place" in line]
    assert found.startswith("articles/issues/first.toml:")


@pytest.mark.parametrize(
    ("jump", "code", "hint"),
    [
        ("{ pages = 0 }", "jump-pages", "pages = 1 or more, or leave jump out"),
        ("{}", "jump-pages", "pages = 1 or more, or leave jump out"),
        ("{ pages = 400 }", "jump-unused", "leave jump out"),
    ],
)
def test_a_jump_that_comes_to_nothing_is_said(publication: Make, jump: str, code: str, hint: str) -> None:
    root = publication({"articles/issues/first.toml": ("[cover]\n", f"[article.first]\njump = {jump}\n\n[cover]\n")})
    result = run(root, *ONE, exit_code=1 if code == "jump-pages" else 0)
    [found] = [line for line in said(result) if code in line]
    assert found.startswith("articles/issues/first.toml:") and not found.startswith("articles/issues/first.toml:1:")
    assert f"hint: {hint}" in result.stderr


@pytest.mark.parametrize(
    "change", [('recto = "{title}"', 'recto = "{author}"'), ('foot = "{name} · {issue}"', 'foot = "{title}"')]
)
def test_a_running_line_cannot_name_what_is_not_there(publication: Make, change: tuple[str, str]) -> None:
    root = publication({"layouts/print.toml": change})
    [found] = said(run(root, *ONE, exit_code=1))
    assert found.startswith("layouts/print.toml:") and found.endswith(" running-unknown")


# ---------------------------------------------------------------- made up again


def bars(name: str, count: int) -> tuple[Box, ...]:
    step = PRINT.grid.leading
    return tuple(
        Box(step, (PlacedRectangle(0.0, 0.0, 9.0, step, f"{name}{n}"),), text=f"{name}{n}") for n in range(count)
    )


def standing(made: Made) -> list[tuple[int, str, float, float]]:
    items = ((page, item) for page, draft in enumerate(made.drafts) for item in draft.items)
    return [(page, item.colour, item.x, item.y) for page, item in items if isinstance(item, PlacedRectangle)]


def long(slug: str, count: int, jump: Jump | None = None) -> Piece:
    return replace(piece(slug), boxes=bars(slug, count), breaks=True, jump=jump, layout=PRINT)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 400),
    st.integers(1, 300),
    st.integers(1, 300),
    st.integers(1, 4),
    st.sampled_from(["b", "c", ""]),
)
def test_a_parted_article_loses_nothing_and_goes_on_where_the_plan_says(
    a: int, b: int, c: int, pages: int, behind: str
) -> None:
    order = [long("a", a, Jump(pages, behind, OPENING)), long("b", b), long("c", c)]
    problems = Problems()
    made = make_up(order, (), PRINT, problems)
    parted = any(colour[0] == "a" and page >= made.starts["b"] for page, colour, _, _ in standing(made))
    assert ([] if parted else ["jump-unused"]) == [problem.code for problem in problems]
    found = standing(made)
    wanted = [f"{slug}{n}" for slug, count in (("a", a), ("b", b), ("c", c)) for n in range(count)]
    assert sorted(wanted) == sorted(colour for _, colour, _, _ in found)
    first = [page for page, colour, _, _ in found if colour[0] == "a"]
    assert pages >= len({page for page in first if page < made.starts["b"]})
    rest = [page for page in first if page >= made.starts["b"]]
    if rest:
        assert rest[0] >= made.starts[behind or "c"]
        assert behind != "b" or rest[-1] <= made.starts["c"]


def test_an_article_whose_text_is_the_same_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def counted(piece: Piece, place: Place, layout: Layout, choices: Choices) -> Fitted:
        tried.append(piece.key)
        return fitted(piece, place, layout, choices)

    monkeypatch.setattr(makeup, "fitted", counted)
    order = [long("a", 300, Jump(1, "b", OPENING)), long("b", 90), long("c", 40)]
    plan = Planned()
    once = standing(make_up(order, (), PRINT, Problems(), plan))
    assert {"a", "a+1", "b", "c"} == set(tried)
    tried.clear()
    assert once == standing(make_up(order, (), PRINT, Problems(), plan))
    assert [] == tried
    changed = [order[0], long("b", 91), order[2]]
    again = standing(make_up(changed, (), PRINT, Problems(), plan))
    assert {"b"} == set(tried)
    assert again == standing(make_up(changed, (), PRINT, Problems(), Planned()))
